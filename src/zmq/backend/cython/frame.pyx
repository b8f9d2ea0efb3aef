"""Messages: Python data into libzmq's and back, and the Frame that holds one."""

# From here on a copy of the body is made without the GIL; below, giving it up costs more.
cdef enum:
    LARGE = 131072

cdef struct Parts:
    zmq_msg_t *items
    Py_ssize_t count
    Py_ssize_t room
    zmq_msg_t[8] few


cdef inline void parts_init(Parts *parts) noexcept nogil:
    parts.items = parts.few
    parts.count = 0
    parts.room = 8


cdef int parts_grow(Parts *parts, Py_ssize_t room) noexcept nogil:
    """Make room for more messages, which may be moved as plain bytes; -1 if there is no memory."""
    cdef zmq_msg_t *items
    if room <= parts.room:
        return 0
    room = max(room, 2 * parts.room)
    items = <zmq_msg_t *>malloc(room * sizeof(zmq_msg_t))
    if items == NULL:
        return -1
    memcpy(items, parts.items, parts.count * sizeof(zmq_msg_t))
    if parts.items != parts.few:
        free(parts.items)
    parts.items = items
    parts.room = room
    return 0


cdef void parts_close(Parts *parts) noexcept:
    cdef Py_ssize_t i
    for i in range(parts.count):
        close_message(&parts.items[i])
    if parts.items != parts.few:
        free(parts.items)
    parts_init(parts)


def default_copy_threshold() -> int:
    """Return ``zmq.COPY_THRESHOLD`` as it is now: programs assign to it on the package."""
    cdef object face = sys.modules.get("zmq")
    return 65536 if face is None else getattr(face, "COPY_THRESHOLD", 65536)


cdef int view_data(object data, Py_buffer *view) except -1:
    """Get the contiguous buffer of what is to be sent."""
    if isinstance(data, str):
        raise TypeError("str cannot be sent as it is (unicode not allowed): use send_string")
    PyObject_GetBuffer(data, view, PyBUF_FULL_RO)
    if not PyBuffer_IsContiguous(view, b"A"):
        PyBuffer_Release(view)
        raise BufferError("only contiguous buffers can be sent")
    return 0


cdef int copy_into_message(zmq_msg_t *message, const void *data, size_t size) except -1:
    if libzmq.zmq_msg_init_size(message, size) == -1:
        fail(libzmq.zmq_errno())
    if size < LARGE:
        memcpy(libzmq.zmq_msg_data(message), data, size)
    else:
        with nogil:
            memcpy(libzmq.zmq_msg_data(message), data, size)
    return 0


cdef int share_with_message(zmq_msg_t *message, Py_buffer *view, send_event *event) except -1:
    if share_buffer(message, view, event) == -1:
        PyBuffer_Release(view)
        fail(errno)
    return 0


cdef int fill_message(
    zmq_msg_t *message, object data, bint copy, Py_ssize_t threshold, send_event *event
) except -1:
    """Make a message of a Frame or of anything with a buffer; return 1 if it shares the buffer's memory."""
    cdef Py_buffer view
    if PyBytes_CheckExact(data) and (copy or PyBytes_GET_SIZE(data) < threshold):
        return copy_into_message(message, PyBytes_AS_STRING(data), PyBytes_GET_SIZE(data))
    if isinstance(data, Frame):
        libzmq.zmq_msg_init(message)
        return copy_frame(<Frame>data, message)
    view_data(data, &view)
    if not copy and view.len >= threshold:
        share_with_message(message, &view, event)
        return 1
    try:
        return copy_into_message(message, view.buf, view.len)
    finally:
        PyBuffer_Release(&view)


cdef inline bytes message_bytes(zmq_msg_t *message):
    """Copy a message's body."""
    cdef size_t size = libzmq.zmq_msg_size(message)
    cdef bytes body
    if size < LARGE:
        return PyBytes_FromStringAndSize(<char *>libzmq.zmq_msg_data(message), size)
    body = PyBytes_FromStringAndSize(NULL, size)
    copy_out(message, PyBytes_AS_STRING(body), size)
    return body


@cython.final
cdef class SendEvent:
    """Set once libzmq no longer reads the buffers that belong to it."""

    cdef send_event *event

    def __cinit__(self) -> None:
        self.event = new_send_event()
        if self.event == NULL:
            raise MemoryError()

    def __dealloc__(self):
        if self.event != NULL:
            drop_send_event(self.event)

    def is_set(self) -> bool:
        """Tell whether the buffers are no longer read."""
        empty_released(NULL)
        return atomic_get(&self.event.pending) == 0

    def fileno(self) -> int:
        """Return a descriptor that becomes, and stays, readable when the event is set.

        Raises NotDone in a forked child, which is not told of its parent's memory.
        """
        if self.event.generation != wait_generation:
            raise NotDone
        return self._waker().reader

    def wait(self, timeout: float | None = None) -> bool:
        """Wait at most so many seconds (None: for ever) and tell whether the event is set."""
        cdef int64_t deadline = deadline_after(None if timeout is None else max(timeout, 0), 1000000000)
        while not self.is_set():
            if wait_left(deadline) == 0 or self.event.generation != wait_generation:
                return False
            poll_waker(self._waker(), deadline)
        return True

    cdef wait_waker *_waker(self) except NULL:
        """The waker that the last release sets; whoever asks first makes it."""
        cdef wait_waker *waker = <wait_waker *>atomic_load_pointer(&self.event.waker)
        if waker != NULL:
            return waker
        waker = wait_take_waker()
        if waker == NULL:
            raise OSError(errno, strerror(errno))
        if not atomic_replace(&self.event.waker, <wait_waker *>NULL, waker):
            wait_give_waker(waker)
            return <wait_waker *>atomic_load_pointer(&self.event.waker)
        if atomic_get(&self.event.pending) == 0:
            wait_wake(waker)
        return waker


cdef class Frame:
    """One part of a message, without copying its body.

    data: bytes-like, or None for an empty frame; anything contiguous that has a buffer.
    track: whether ``tracker`` shall tell when libzmq no longer reads data.
    copy: True copies data, False shares its memory, None shares from ``copy_threshold`` bytes on.
    copy_threshold: in bytes; ``zmq.COPY_THRESHOLD`` if None.
    """

    def __cinit__(self, *args, **kwargs):
        libzmq.zmq_msg_init(&self.message)

    def __init__(self, data=None, bint track=False, copy=None, copy_threshold=None, **kwargs):
        cdef Py_ssize_t threshold = 0
        cdef SendEvent event = None
        if data is None:
            if track:
                self.tracker = self._track(None)
            return
        if copy is None:
            threshold = default_copy_threshold() if copy_threshold is None else copy_threshold
        if track:
            event = SendEvent()
        if self._filled:
            raise RuntimeError("a Frame is filled once")
        self._filled = True
        fill_message(&self.message, data, bool(copy), threshold, event.event if track else NULL)
        self._data = data
        if track:
            self.tracker_event = event if atomic_get(&event.event.refs) > 1 else None
            self.tracker = self._track(self.tracker_event)

    def __dealloc__(self):
        close_message(&self.message)

    def _track(self, event):
        """Return what ``tracker`` is to be; the event is None where there is nothing to wait for."""
        return event

    def __copy__(self):
        return duplicate_frame(self, type(self))

    def __reduce__(self):
        raise TypeError(f"cannot pickle a {type(self).__name__}: send its bytes")

    def __getbuffer__(self, Py_buffer *view, int flags):
        PyBuffer_FillInfo(
            view, self, libzmq.zmq_msg_data(&self.message), libzmq.zmq_msg_size(&self.message), 0, flags
        )

    def __len__(self):
        return libzmq.zmq_msg_size(&self.message)

    @property
    def buffer(self) -> memoryview:
        """The body as a writable memoryview of bytes; the same object while it is alive."""
        cdef object view
        with cython.critical_section(self):
            view = None if self._view is None else self._view()
            if view is None:
                view = PyMemoryView_FromObject(self)
                self._view = PyWeakref_NewRef(view, None)
        return view

    @property
    def bytes(self) -> bytes:
        """The body as bytes, copied when first asked for."""
        cdef object body
        if self._bytes is None:
            body = message_bytes(&self.message)
            with cython.critical_section(self):
                if self._bytes is None:  # set once, since others may be about to return it
                    self._bytes = body
        return self._bytes

    def get(self, option: int | str | bytes) -> int | str:
        """Return a property (int) or metadata (its name) of the message (zmq_msg_get(3), zmq_msg_gets(3)).

        Names: ``"Socket-Type"``, ``"Identity"``, ``"Peer-Address"``, ``"User-Id"``, and with drafts
        ``"routing_id"`` and ``"group"``. Raises ZMQError (EINVAL) for what the message does not have.
        """
        cdef const char *text
        cdef int value
        if isinstance(option, int):
            value = libzmq.zmq_msg_get(&self.message, option)
            if value == -1:
                fail(libzmq.zmq_errno())
            return value
        if option == "routing_id":
            return libzmq.zmq_msg_routing_id(&self.message)
        if option == "group":
            require_draft("group")
            return (<bytes>libzmq.zmq_msg_group(&self.message)).decode("utf-8")
        if not isinstance(option, (str, bytes)):
            raise TypeError(f"a message property is an int or a name, not {option!r}")
        name = option.encode("utf-8") if isinstance(option, str) else option
        text = libzmq.zmq_msg_gets(&self.message, name)
        if text == NULL:
            fail(libzmq.zmq_errno())
        return (<bytes>text).decode("utf-8")

    def set(self, option: int | str, value: int | str | bytes) -> None:
        """Set a property of the message (zmq_msg_set(3)), or with drafts its routing_id or group."""
        cdef bytes name
        cdef int rc
        if option == "routing_id":
            require_draft("routing_id")
            rc = libzmq.zmq_msg_set_routing_id(&self.message, value)
        elif option == "group":
            require_draft("group")
            name = value.encode("utf-8") if isinstance(value, str) else value
            rc = libzmq.zmq_msg_set_group(&self.message, name)
        else:
            rc = libzmq.zmq_msg_set(&self.message, option, value)
        if rc == -1:
            fail(libzmq.zmq_errno())


cdef int copy_frame(Frame frame, zmq_msg_t *message) except -1:
    """Make another message share this one's body."""
    with cython.critical_section(frame):
        if libzmq.zmq_msg_copy(message, &frame.message) == -1:
            fail(libzmq.zmq_errno())
    return 0


cdef Frame duplicate_frame(Frame frame, object cls):
    cdef Frame other = cls.__new__(cls)
    copy_frame(frame, &other.message)
    other._data, other._bytes = frame._data, frame._bytes
    other.more, other.tracker, other.tracker_event = frame.more, frame.tracker, frame.tracker_event
    return other


cdef int require_draft(str what) except -1:
    if not PYZMQ_HAS_DRAFT:
        raise RuntimeError(f"{what} needs libzmq's draft API, which this build of pyzmq has not")
    return 0

"""Sockets: each call is an attempt; who would block waits in wait.pyx."""

# Every open socket made here, so that shadows share what is known of it. Guarded by wait_sockets_lock.
cdef socket_core *sockets = NULL

# How many messages a batch moves before signals and other threads have their turn.
cdef enum:
    BATCH = 4096
    SMALL = 4096  # bytes that are copied into libzmq with each attempt
    SENT = 0
    FULL = 1
    TORN = 2
    OPTION_SIZE = 1024
    LAST_DRAFT_TYPE = 20  # CHANNEL

cdef unsigned char[256] option_kinds
cdef enum:
    INT_OPTION = 0
    INT64_OPTION = 1
    BYTES_OPTION = 2
    FD_OPTION = 3
    KEY_OPTION = 4  # read only into 41 bytes, as text
    KEY_SIZE = 41


cdef int read_option_table() except -1:
    """Note the type of each socket option by its number."""
    cdef int number
    kinds = {"int": INT_OPTION, "int64": INT64_OPTION, "bytes": BYTES_OPTION, "fd": FD_OPTION}
    memset(option_kinds, INT_OPTION, sizeof(option_kinds))
    for option in SocketOption:
        number = option
        option_kinds[number] = KEY_OPTION if option.kind == "key" else kinds[option._opt_type.value]
    return 0


read_option_table()


cdef socket_core *new_socket_core(void *handle) except NULL:
    cdef socket_core *core = <socket_core *>calloc(1, sizeof(socket_core))
    cdef size_t size = sizeof(core.fd)
    if core == NULL:
        raise MemoryError()
    core.handle = handle
    core.generation = wait_generation
    core.refs = core.touched = 1
    if libzmq.zmq_getsockopt(handle, libzmq.ZMQ_FD, &core.fd, &size) == -1:
        core.fd = WAIT_NO_FD
    return core


cdef void list_socket(socket_core *core) noexcept:
    global sockets
    wait_lock_take(&wait_sockets_lock)
    core.next = sockets
    if sockets != NULL:
        sockets.previous = core
    sockets = core
    wait_lock_drop(&wait_sockets_lock)


cdef socket_core *find_socket(void *handle) noexcept:
    """The open socket with this handle, shared once more; NULL if it was made elsewhere."""
    cdef socket_core *core
    wait_lock_take(&wait_sockets_lock)
    core = sockets
    while core != NULL and not (
        core.handle == handle and core.state != CLOSED and core.generation == wait_generation
    ):
        core = core.next
    if core != NULL:
        core.refs += 1
    wait_lock_drop(&wait_sockets_lock)
    return core


cdef void drop_socket(socket_core *core) noexcept:
    global sockets
    cdef int refs
    wait_lock_take(&wait_sockets_lock)
    core.refs -= 1
    refs = core.refs
    if refs == 0:
        if core.next != NULL:
            core.next.previous = core.previous
        if core.previous != NULL:
            core.previous.next = core.next
        elif sockets == core:
            sockets = core.next
    wait_lock_drop(&wait_sockets_lock)
    if refs == 0:
        drop_returned(core)
        if core.owner != NULL:
            context_drop(core.owner)
        free(core)


cdef void close_socket(socket_core *core) noexcept nogil:
    """Close an entered socket and wake all who sleep on it."""
    cdef int linger = 0
    cdef size_t size = sizeof(linger)
    if core.linger_set and core.owner != NULL:
        libzmq.zmq_getsockopt(core.handle, libzmq.ZMQ_LINGER, &linger, &size)
        context_note_linger(core.owner, linger)
    core.state = CLOSED
    wake(core, ANY_EVENT)
    ear_close(core)
    libzmq.zmq_close(core.handle)


cdef int close_with(socket_core *core, const int *linger) noexcept nogil:
    """Close a socket, or have it closed by whoever keeps it busy; return an errno or 0.

    linger: LINGER from now on, unless NULL. A context that is ending sets nothing any more.
    """
    if linger != NULL:
        if core.state == OPEN and set_linger(core, linger[0]) not in (0, libzmq.ETERM):
            return libzmq.zmq_errno()
        core.last_linger = linger[0]
        core.has_last_linger = core.linger_set = True
    if core.state == OPEN:
        close_socket(core)
    else:
        core.doomed = True
        wake(core, ANY_EVENT)
    return 0


cdef int set_linger(socket_core *core, int linger) noexcept nogil:
    if libzmq.zmq_setsockopt(core.handle, libzmq.ZMQ_LINGER, &linger, sizeof(linger)) == -1:
        return libzmq.zmq_errno()
    return 0


cdef void make_busy(socket_core *core, int state) noexcept:
    """Keep an entered socket for one long call that is made without the GIL."""
    cdef size_t size = sizeof(int)
    libzmq.zmq_getsockopt(core.handle, libzmq.ZMQ_RCVTIMEO, &core.busy_rcvtimeo, &size)
    libzmq.zmq_getsockopt(core.handle, libzmq.ZMQ_SNDTIMEO, &core.busy_sndtimeo, &size)
    core.state = state
    drop_core(core)


cdef void make_open(socket_core *core) noexcept:
    """End what ``make_busy`` began: wake those who wait for the socket, or close it if it is doomed."""
    take_core(core)
    core.touched += 1
    return_set_aside(core)
    open_or_close(core)
    wake(core, ANY_EVENT)
    drop_core(core)


cdef void open_or_close(socket_core *core) noexcept:
    core.state = OPEN
    if core.doomed and core.generation == wait_generation:
        if core.has_last_linger:
            set_linger(core, core.last_linger)
        close_socket(core)


cdef bytes encode_address(object address):
    if isinstance(address, bytes):
        return address
    if isinstance(address, str):
        return address.encode("utf-8")
    raise TypeError(f"an address is str or bytes, not {address!r}")


cdef int fail_for_address(int error, object address) except -1:
    """Raise what bind or connect reports, with the address and, where one was broken, the limit."""
    text, given = strerror(error), f"(addr={address!r})"
    path = address.decode("utf-8", "replace") if isinstance(address, bytes) else address
    if path.startswith("ipc://"):
        path = path[len("ipc://"):]
        if error == libzmq.ENAMETOOLONG:
            fail(error, f"{text}: ipc path {path!r} is longer than {WAIT_IPC_PATH_MAX} characters (IPC_PATH_MAX_LEN) {given}")
        if error == libzmq.ENOENT:
            fail(error, f'No such file or directory for ipc path "{path}". {given}')
    fail(error, f"{text} {given}")


ctypedef int (*endpoint_call)(void *socket, const char *address) noexcept nogil


cdef int join_group(void *socket, const char *group) noexcept nogil:
    return libzmq.zmq_join(socket, group)


cdef int leave_group(void *socket, const char *group) noexcept nogil:
    return libzmq.zmq_leave(socket, group)


cdef class Socket:
    """A libzmq socket (zmq_socket(3)) that any thread may use.

    context: the Context that it belongs to; None for a shadow.
    socket_type: one of SocketType.
    shadow: an existing socket to use without owning it: a Socket, or the address of one.
    copy_threshold: bytes from which ``send(copy=False)`` shares memory; ``zmq.COPY_THRESHOLD`` if None.
    """

    def __cinit__(self, *args, **kwargs):
        self._core = &no_core

    def __init__(self, context=None, int socket_type=-1, shadow=0, copy_threshold=None):
        if self._core != &no_core:
            return
        self.copy_threshold = default_copy_threshold() if copy_threshold is None else copy_threshold
        if shadow:
            share_socket(self, shadow, context)
        elif isinstance(context, Context):
            open_socket(self, context, socket_type)
        else:
            raise TypeError(f"a socket needs a Context, not {context!r}")

    def __dealloc__(self):
        cdef socket_core *core = <socket_core *>self._core
        if core == NULL or core == &no_core:
            return
        if not self._shadow and core.generation == wait_generation:
            take_core(core)
            if core.state != CLOSED:
                close_with(core, NULL)
            drop_core(core)
        drop_socket(core)

    def __reduce__(self):
        raise TypeError(f"cannot pickle a {type(self).__name__}")

    # Hooks for the class that users see.

    _Frame = Frame

    def _track(self, event, *others):
        """Return what a tracked send returns: for an event, None if there is none, and other trackers."""
        return event

    # ---- life ----

    @property
    def underlying(self) -> int:
        """The address of libzmq's socket; 0 once closed."""
        return 0 if self.closed else <size_t>(<socket_core *>self._core).handle

    @property
    def closed(self) -> bool:
        """Whether the socket is closed, or belongs to the process this one was forked from."""
        cdef socket_core *core = <socket_core *>self._core
        cdef int number
        cdef size_t size = sizeof(number)
        if core.state == CLOSED or core.doomed or core.generation != wait_generation:
            return True
        if not core.foreign:
            return False
        return (
            libzmq.zmq_getsockopt(core.handle, libzmq.ZMQ_TYPE, &number, &size) == -1
            and libzmq.zmq_errno() == libzmq.ENOTSOCK
        )

    @property
    def _lingers_by_choice(self) -> bool:
        """Whether LINGER has been set on this socket."""
        return (<socket_core *>self._core).linger_set

    def close(self, linger: int | None = None) -> None:
        """Close the socket; who waits on it in another thread gets ZMQError (ENOTSOCK).

        linger: ms to keep trying to send what is queued, -1 for ever; LINGER as it stands if None.
        """
        cdef socket_core *core = <socket_core *>self._core
        cdef int last = 0 if linger is None else linger
        cdef int error = 0
        take_core(core)
        if not self.closed:
            error = close_with(core, NULL if linger is None else &last)
            if error == 0:
                self.handle = NULL
        drop_core(core)
        if error:
            fail(error)
        empty_released(NULL)

    # ---- options ----

    def get(self, int option) -> int | bytes:
        """Return the value of an option (zmq_getsockopt(3)).

        Text options lose their closing NUL, the identity keeps every byte. Raises ZMQError: EINVAL
        for an option that is unknown, write-only or without meaning for this socket, ENOTSOCK on a
        closed socket.
        """
        cdef socket_core *core = <socket_core *>self._core
        cdef int kind = option_kinds[option] if 0 <= option < 256 else INT_OPTION
        cdef int rc, error = 0, number = 0
        cdef int64_t wide = 0
        cdef wait_fd descriptor
        cdef char[OPTION_SIZE] text
        cdef void *value = &number
        cdef size_t size = sizeof(number)
        if kind == INT64_OPTION:
            value, size = &wide, sizeof(wide)
        elif kind == BYTES_OPTION or kind == KEY_OPTION:
            value, size = &text, KEY_SIZE if kind == KEY_OPTION else OPTION_SIZE
        elif kind == FD_OPTION:
            value, size = &descriptor, sizeof(descriptor)
        enter(core)
        rc = wait_get_option(core.handle, option, value, &size)
        if rc == -1:
            error = libzmq.zmq_errno()
        elif option == libzmq.ZMQ_EVENTS and core.returned != NULL:
            number |= libzmq.ZMQ_POLLIN
        elif option == libzmq.ZMQ_RCVMORE and core.received_again:
            number = core.received_again_more
        if option == libzmq.ZMQ_EVENTS:
            leave(core)
        else:  # only EVENTS runs libzmq's commands
            drop_core(core)
        if error:
            fail(error)
        if kind == INT_OPTION:
            return number
        if kind == INT64_OPTION:
            return wide
        if kind == FD_OPTION:
            return <size_t>descriptor
        if option != libzmq.ZMQ_ROUTING_ID and size > 0 and text[size - 1] == 0:
            size -= 1
        return PyBytes_FromStringAndSize(text, size)

    def set(self, int option, optval: int | bytes) -> None:
        """Set an option (zmq_setsockopt(3)).

        option: one of SocketOption. optval: its value. Raises TypeError for a value of the wrong type (text goes to ``set_string``), OverflowError
        for a number that does not fit, ZMQError (EINVAL) for what libzmq refuses.
        """
        cdef int kind = option_kinds[option] if 0 <= option < 256 else INT_OPTION
        cdef int number
        cdef int64_t wide
        if isinstance(optval, str):
            raise TypeError("unicode not allowed, use set_string (setsockopt_string)")
        if kind == BYTES_OPTION or kind == KEY_OPTION:
            if not isinstance(optval, bytes):
                raise TypeError(f"expected bytes, got: {optval!r}")
            set_option(self, option, PyBytes_AS_STRING(optval), PyBytes_GET_SIZE(optval))
            return
        if not isinstance(optval, int):
            raise TypeError(f"expected int, got: {optval!r}")
        if kind == INT64_OPTION:
            wide = optval
            set_option(self, option, &wide, sizeof(wide))
            return
        number = optval
        set_option(self, option, &number, sizeof(number))
        if option == libzmq.ZMQ_LINGER:
            (<socket_core *>self._core).linger_set = True

    # ---- endpoints ----

    def bind(self, addr: str | bytes):
        """Accept connections at an address (zmq_bind(3)), such as ``tcp://127.0.0.1:*``; return which it became.

        Raises ZMQError with the address in its text: EADDRINUSE, EPROTONOSUPPORT, EINVAL …
        """
        cdef char[OPTION_SIZE] bound
        cdef size_t size = OPTION_SIZE
        cdef int error = call_endpoint(self, <endpoint_call>libzmq.zmq_bind, addr, bound, &size)
        if error:
            fail_for_address(error, addr)
        return bound[:size - 1] if size else encode_address(addr)

    def connect(self, addr: str | bytes):
        """Connect to an address (zmq_connect(3)); raises ZMQError with the address in its text."""
        cdef int error = call_endpoint(self, <endpoint_call>libzmq.zmq_connect, addr)
        if error:
            fail(error, f"{strerror(error)} (addr={addr!r})")

    def connect_peer(self, addr: str | bytes) -> int:
        """Connect to an address and return the routing_id of who is there (zmq_connect_peer(3), PEER, drafts).

        Raises as ``connect`` does.
        """
        cdef socket_core *core = <socket_core *>self._core
        cdef bytes endpoint = encode_address(addr)
        cdef const char *text = endpoint
        cdef unsigned int routing_id
        cdef int error
        require_draft("connect_peer")
        enter(core)
        make_busy(core, RESOLVING)
        with nogil:
            routing_id = libzmq.zmq_connect_peer(core.handle, text)
            error = libzmq.zmq_errno()
        make_open(core)
        if routing_id == 0:
            fail(error, f"{strerror(error)} (addr={addr!r})")
        return routing_id

    def unbind(self, addr: str | bytes) -> None:
        """Stop accepting at an address (zmq_unbind(3)).

        addr: as ``last_endpoint`` tells it. Raises ZMQError (ENOENT) if it was not bound.
        """
        cdef int error = call_endpoint(self, <endpoint_call>libzmq.zmq_unbind, addr)
        if error:
            fail(error)

    def disconnect(self, addr: str | bytes) -> None:
        """Disconnect from an address (zmq_disconnect(3)).

        addr: as given to ``connect``. Raises ZMQError (ENOENT) if it was not connected.
        """
        cdef int error = call_endpoint(self, <endpoint_call>libzmq.zmq_disconnect, addr)
        if error:
            fail(error)

    def monitor(self, addr: str | bytes | None, int events=0xFFFF) -> None:
        """Publish the socket's events on a PAIR socket at an inproc address (zmq_socket_monitor(3)).

        addr: None ends it. events: a mask of Event. Raises ZMQError (EPROTONOSUPPORT) for another transport.
        """
        cdef socket_core *core = <socket_core *>self._core
        cdef bytes endpoint = None if addr is None else encode_address(addr)
        cdef const char *text = NULL
        cdef int error = 0
        if endpoint is not None:
            text = endpoint
        enter(core)
        make_busy(core, RESOLVING)  # it waits for a reader of the former monitor
        with nogil:
            if wait_monitor(core.handle, text, events) == -1:
                error = libzmq.zmq_errno()
        make_open(core)
        if error:
            fail(error)

    def join(self, group: str | bytes) -> None:
        """Receive what is sent to a group (zmq_join(), DISH sockets, drafts)."""
        call_group(self, join_group, group)

    def leave(self, group: str | bytes) -> None:
        """No longer receive what is sent to a group (zmq_leave(), DISH sockets, drafts)."""
        call_group(self, leave_group, group)

    # ---- sending ----

    def send(self, data, int flags=0, bint copy=True, bint track=False, routing_id=None, group=None):
        """Send one part of a message (zmq_msg_send(3)).

        data: bytes-like, or a Frame. flags: NOBLOCK and SNDMORE. copy: False shares data's memory from
        ``copy_threshold`` bytes on. track: return a MessageTracker if memory is shared.
        routing_id, group: for SERVER and RADIO sockets (drafts).

        Raises Again if it would block (NOBLOCK, or SNDTIMEO is over), TypeError for str,
        ContextTerminated, ZMQError (ENOTSOCK if the socket is closed, also meanwhile).
        """
        cdef socket_core *core = <socket_core *>self._core
        cdef Py_ssize_t size
        cdef int rc = -1
        if PyBytes_CheckExact(data) and copy and routing_id is None and group is None:
            size = PyBytes_GET_SIZE(data)
            if size <= SMALL:
                if enter_now(core):
                    if not core.mid_message and not core.conversing:
                        rc = libzmq.zmq_send(core.handle, PyBytes_AS_STRING(data), size, flags | libzmq.ZMQ_DONTWAIT)
                        core.mid_message = rc != -1 and flags & libzmq.ZMQ_SNDMORE
                    leave(core)
                    if rc != -1:
                        return None
        return send_part(self, data, flags, copy, track, routing_id, group)

    def send_multipart(self, msg_parts, int flags=0, bint copy=True, bint track=False, **kwargs):
        """Send a message of several parts, all or nothing (zmq_msg_send(3)).

        msg_parts: a list or tuple of bytes-like objects and Frames, checked before the first is sent.
        flags: NOBLOCK; SNDMORE leaves the message open for further parts. copy, track: as in ``send``;
        the tracker covers every part. Raises TypeError with the index of a part that cannot be sent.
        """
        cdef SendEvent event = None if copy or not track else SendEvent()
        cdef object parts = checked_parts(msg_parts)
        cdef object last = parts[len(parts) - 1]
        cdef bint sent
        if track:
            check_tracked(parts)
        if kwargs:
            parts = addressed_parts(parts, kwargs.get("routing_id"), kwargs.get("group"))
        sent = send_parts(self, parts, flags, copy, event)
        if not sent:
            return would_block(flags)
        if track:
            return sent_tracked(self, parts, event)
        return sent_part(self, last, copy, is_shared(self, last, copy), None)

    def send_many(self, messages, int flags=0, bint copy=True):
        """Send many messages in one call and return how many went.

        messages: an iterable of bytes-like objects, Frames, or lists or tuples of them (multipart), all
        checked before the first is sent. flags: NOBLOCK. copy: as in ``send``. Without NOBLOCK or SNDTIMEO
        all are sent; with them the number may be smaller, and Again is raised if none could be.
        """
        cdef list batch = list(messages)
        cdef Py_ssize_t done
        cdef bint sent
        check_messages(batch)
        done = 0
        while done < len(batch):
            done += send_ready(self, batch, done)
            if done == len(batch):
                break
            message = batch[done]
            parts = message if isinstance(message, (list, tuple)) else (message,)
            try:
                sent = send_parts(self, parts, flags, copy, None)
            except ZMQError:
                if done:
                    break  # the error meets the next call
                raise
            if not sent:
                break
            done += 1
        if done == 0 and batch:
            return would_block(flags)
        return done

    def try_send(self, data, int flags=0, bint copy=True) -> bool:
        """Send one part if that is possible at once; return False if it would block.

        data, flags, copy: as in ``send``, and so are the errors but Again.
        """
        cdef zmq_msg_t message
        fill_message(&message, data, copy, self.copy_threshold, NULL)
        try:
            return send_message(self, &message, flags | libzmq.ZMQ_DONTWAIT)
        finally:
            close_message(&message)

    def try_send_multipart(self, msg_parts, int flags=0, bint copy=True) -> bool:
        """Send a message of several parts if that is possible at once; return False if it would block.

        msg_parts, flags, copy: as in ``send_multipart``, and so are the errors but Again.
        """
        return send_parts(self, checked_parts(msg_parts), flags | libzmq.ZMQ_DONTWAIT, copy, None)

    # ---- receiving ----

    def recv(self, int flags=0, bint copy=True, bint track=False):
        """Receive one part of a message (zmq_msg_recv(3)).

        flags: NOBLOCK. copy: bytes if True, else a Frame. track: give the Frame a (finished) tracker.

        Raises Again if there is nothing (NOBLOCK, or RCVTIMEO is over), ContextTerminated,
        ZMQError (ENOTSOCK if the socket is closed, also meanwhile).
        """
        cdef zmq_msg_t message
        if not receive(self, &message, flags):
            return would_block(flags)
        return received_message(self, &message, copy, track)

    def try_recv(self, bint copy=True):
        """Receive one part, or None if there is nothing yet.

        copy: bytes if True, else a Frame. Raises as ``recv`` does, but never Again.
        """
        cdef zmq_msg_t message
        if not receive(self, &message, libzmq.ZMQ_DONTWAIT):
            return None
        return received_message(self, &message, copy, False)

    def recv_multipart(self, int flags=0, bint copy=True, bint track=False):
        """Receive all parts of a message as a list.

        flags, copy, track: as in ``recv``, and so are the errors.
        """
        cdef Parts parts
        parts_init(&parts)
        if not receive_parts(self, &parts, flags):
            return would_block(flags)
        return received_parts(self, &parts, copy, track)

    def try_recv_multipart(self, bint copy=True):
        """Receive all parts of a message as a list, or None if there is nothing yet.

        copy: bytes if True, else Frames. Raises as ``recv`` does, but never Again.
        """
        cdef Parts parts
        parts_init(&parts)
        if not receive_parts(self, &parts, libzmq.ZMQ_DONTWAIT):
            return None
        return received_parts(self, &parts, copy, False)

    def recv_many(self, max=None, int flags=0, *, bint copy=True, bint multipart=False):
        """Receive many messages in one call: wait for one, then take whatever is there.

        max: how many at the most; None for what is there, up to a few thousand. multipart: False gives a
        message of one part as it is and one of several parts as a list, True each as a list.
        flags, copy: as in ``recv``, and so are the errors. Raises ValueError for a max below 1.
        """
        cdef Py_ssize_t limit = BATCH if max is None else max
        cdef list received = []
        cdef Parts parts
        if limit < 1:
            raise ValueError(f"max is at least 1, not {limit}")
        while len(received) < limit:
            parts_init(&parts)
            try:
                if not receive_parts(self, &parts, flags):
                    break
            except ZMQError:
                if received:
                    break  # such as REP, which must answer first; the error meets the next call
                raise
            flags |= libzmq.ZMQ_DONTWAIT
            if parts.count == 1 and not multipart:
                received.append(received_message(self, &parts.items[0], copy, False))
            else:
                received.append(received_parts(self, &parts, copy, False))
            if copy and not multipart:
                receive_ready(self, received, min(limit, len(received) + BATCH))
            give_way()
        if not received:
            return would_block(flags)
        return received

    def recv_into(self, buffer, /, *, Py_ssize_t nbytes=0, int flags=0):
        """Receive one part into a writable contiguous buffer and return the part's full length in bytes.

        nbytes: how many bytes may be written, 0 for the whole buffer; what does not fit is thrown away.
        flags: as in ``recv``.
        Raises BufferError or TypeError for an unfit buffer, ValueError for nbytes beyond it, and as ``recv``.
        """
        cdef zmq_msg_t message
        cdef Py_buffer view
        cdef Py_ssize_t size
        view_target(buffer, &view)
        try:
            if nbytes < 0 or nbytes > view.len:
                raise ValueError(f"nbytes={nbytes} is not within the buffer of {view.len} bytes")
            if not receive(self, &message, flags):
                return would_block(flags)
            size = libzmq.zmq_msg_size(&message)
            copy_out(&message, view.buf, min(size, nbytes or view.len))
            close_message(&message)
        finally:
            PyBuffer_Release(&view)
        return size

    def put_back(self, list parts, int64_t order=0) -> None:
        """Undo a receive: the message is the next to be received again.

        parts: the Frames that it came as. order: of several messages that were put back, the one with
        the lowest number comes first. For front-ends whose receives are cancelled too late; a socket
        that is closed drops the message, as it does all that were not received.
        """
        put_parts_back(<socket_core *>self._core, parts, order)

    # ---- polling ----

    def poll(self, timeout=None, int flags=1) -> int:
        """Wait for events and return their mask (PollEvent), 0 if the time is over.

        timeout: ms, None or negative for ever. flags: POLLIN, POLLOUT or both.
        Raises ZMQError (ENOTSUP) on a closed socket, ContextTerminated.
        """
        cdef socket_core *core = <socket_core *>self._core
        cdef int64_t deadline = deadline_after(timeout, 1000000)
        cdef int events = 0, error = 0
        if self.closed:
            fail(libzmq.ENOTSUP)
        take_core(core)
        while settle(core, deadline):
            events = look(core)
            error = libzmq.zmq_errno()
            core.touched += 1
            if core.sleepers != NULL:
                wake(core, ANY_EVENT if events == -1 else events)
            if events == -1 or events & flags or (deadline >= 0 and wait_left(deadline) == 0):
                break
            sleep(core, flags, deadline)
            events = 0
        drop_core(core)
        if events == -1:
            fail(error)
        return events & flags


cdef int open_socket(Socket socket, Context context, int socket_type) except -1:
    cdef context_core *owner = <context_core *>context._core
    cdef void *handle = NULL
    cdef int error = libzmq.ETERM
    if context.closed:
        fail(libzmq.EFAULT)
    if socket_type < 0:
        raise TypeError("a socket needs a type")
    if libzmq.ZMQ_STREAM < socket_type <= LAST_DRAFT_TYPE and not (PYZMQ_HAS_DRAFT and has("draft")):
        fail(libzmq.EINVAL, f"socket type {socket_type} needs a libzmq and a pyzmq with drafts")
    take_context(owner)
    if not owner.terminating:
        handle = wait_make_socket(owner.handle, socket_type, &owner.started)
        error = libzmq.zmq_errno()
    drop_context(owner)
    if handle == NULL:
        raise ZMQError(error)
    socket._core = new_socket_core(handle)
    atomic_add(&owner.refs, 1)
    (<socket_core *>socket._core).owner = owner
    if (<socket_core *>socket._core).fd == WAIT_NO_FD:
        ear_open(<socket_core *>socket._core)
    list_socket(<socket_core *>socket._core)
    socket.handle = handle
    socket.context = context
    socket._type = socket_type
    return 0


cdef int share_socket(Socket socket, object shadow, object owner) except -1:
    cdef int socket_type = -1
    cdef size_t size = sizeof(socket_type)
    cdef socket_core *core
    if isinstance(shadow, Socket):
        core = share_core(<socket_core *>(<Socket>shadow)._core)
    else:
        core = core_at(<void *><size_t>shadow)
    socket._core = core
    socket.handle = core.handle
    socket._shadow = True
    socket.context = owner
    libzmq.zmq_getsockopt(core.handle, libzmq.ZMQ_TYPE, &socket_type, &size)
    socket._type = socket_type
    return 0


cdef socket_core *core_at(void *handle) except NULL:
    """What is known of an open socket, or a beginning of it if the socket was made elsewhere."""
    cdef socket_core *core = find_socket(handle)
    if core == NULL:
        core = new_socket_core(handle)
        core.foreign = True
    return core


cdef int set_option(Socket socket, int option, const void *value, size_t size) except -1:
    cdef socket_core *core = <socket_core *>socket._core
    cdef int error = 0
    enter(core)
    if libzmq.zmq_setsockopt(core.handle, option, value, size) == -1:
        error = libzmq.zmq_errno()
    leave(core)
    if error:
        fail(error)
    return 0


cdef int call_endpoint(
    Socket socket, endpoint_call call, object address, char *became=NULL, size_t *size=NULL
) except -1:
    """Make a call that may resolve a name: the socket is busy meanwhile, the interpreter is not.

    became: room for what LAST_ENDPOINT is then; a size of 0 says that it did not fit.
    """
    cdef socket_core *core = <socket_core *>socket._core
    cdef bytes endpoint = encode_address(address)
    cdef const char *text = endpoint
    cdef int error = 0
    if core.state == CLOSED:
        return libzmq.ENOTSOCK
    enter(core)
    make_busy(core, RESOLVING)
    with nogil:
        if wait_call_endpoint(call, core.handle, text) == -1:
            error = libzmq.zmq_errno()
        elif became != NULL and libzmq.zmq_getsockopt(core.handle, libzmq.ZMQ_LAST_ENDPOINT, became, size) == -1:
            size[0] = 0
    make_open(core)
    return error


cdef int call_group(Socket socket, endpoint_call call, object group) except -1:
    cdef socket_core *core = <socket_core *>socket._core
    cdef bytes name
    cdef int error = 0
    require_draft("a group")
    name = encode_address(group)
    enter(core)
    if wait_call_endpoint(call, core.handle, name) == -1:
        error = libzmq.zmq_errno()
    leave(core)
    if error:
        fail(error)
    return 0

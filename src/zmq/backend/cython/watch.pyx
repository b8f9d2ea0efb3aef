"""A sleeper that is no thread: how a front-end with a loop of its own learns that it must look."""


cdef class Watch:
    """Makes a descriptor readable when what is parked on a socket should be attempted again.

    That is when libzmq says so, and when a call from elsewhere, of a shadow or another thread, has
    swallowed libzmq's word or closed the socket. ``want`` is the mask of events that somebody is
    parked for; with 0 the socket does not know of the watch and pays nothing. A watch does not keep
    its socket alive.
    """

    cdef socket_core *core
    cdef wait_sleeper sleeper
    cdef wait_fd joined
    cdef bint linked
    cdef bint muted

    def __cinit__(self, Socket socket not None):
        self.joined = WAIT_NO_FD
        self.core = share_core(<socket_core *>socket._core)
        if self.core.fd == WAIT_NO_FD:
            fail(libzmq.EINVAL, "this type of socket has no descriptor that a loop could wait for")
        self.sleeper.waker = wait_take_waker()
        if self.sleeper.waker == NULL:
            raise OSError(errno, strerror(errno))
        self.joined = wait_join(self.core.fd, self.sleeper.waker.reader)

    def __dealloc__(self):
        if self.core != NULL:
            self._close()
            drop_socket(self.core)

    cdef void _close(self) noexcept:
        cdef wait_waker *waker
        cdef wait_fd joined
        take_core(self.core)
        waker = self.sleeper.waker  # one of several threads takes it
        joined = self.joined
        self._link(False)
        self.sleeper.want = self.sleeper.woken = 0
        self.sleeper.waker = NULL
        self.joined = WAIT_NO_FD
        drop_core(self.core)
        if waker != NULL:
            wait_close_fd(joined)
            wait_calm(waker)
            wait_give_waker(waker)

    cdef void _link(self, bint wanted) noexcept:
        if wanted == self.linked:
            return
        self.linked = wanted
        if wanted:
            link_sleeper(self.core, &self.sleeper)
        else:
            unlink_sleeper(self.core, &self.sleeper)

    def filenos(self) -> tuple[int, ...]:
        """Return the descriptors to wait for: one, or two where the system cannot join them.

        The last stays readable until ``calm``, the first until libzmq's commands are run.
        """
        if self.sleeper.waker == NULL:
            return ()
        if self.joined != WAIT_NO_FD:
            return (<size_t>self.joined,)
        return (<size_t>self.core.fd, <size_t>self.sleeper.waker.reader)

    @property
    def closed(self) -> bool:
        """Whether the socket is closed, or belongs to the process this one was forked from."""
        return self.core.state == CLOSED or self.core.generation != wait_generation

    @property
    def nothing_came(self) -> bool:
        """Whether the last call on the socket was a receive that found nothing.

        If so, and the watch already wants ZMQ_POLLIN, there is no need to try again: whatever comes
        makes the descriptor readable.
        """
        return self.core.found_nothing == self.core.touched

    @property
    def want(self) -> int:
        """The events (PollEvent) that somebody is parked for."""
        return self.sleeper.want

    @want.setter
    def want(self, int events) -> None:
        if events == self.sleeper.want:
            return
        take_core(self.core)
        if self.sleeper.waker != NULL:
            self.sleeper.want = events
            self._link(events != 0)
        drop_core(self.core)

    def close(self) -> None:
        """Give the descriptors back, which no loop may watch any more; nothing is told from now on.

        A collector may be long in coming, where there is one.
        """
        self._close()

    def mute(self) -> None:
        """Begin calls of one's own, which are nothing to be told of; ``calm`` ends it."""
        take_core(self.core)
        if not self.sleeper.woken:
            self.sleeper.woken = self.muted = True
        drop_core(self.core)

    def calm(self) -> None:
        """Make the descriptor quiet; from now on calls count again, so whoever is parked attempts."""
        take_core(self.core)
        if self.sleeper.woken and not self.muted:
            wait_calm(self.sleeper.waker)
        self.sleeper.woken = self.muted = False
        drop_core(self.core)


cdef socket_core *share_core(socket_core *core) except NULL:
    """Share an open socket's core."""
    if core.state == CLOSED or core.generation != wait_generation:
        fail(libzmq.ENOTSOCK)
    wait_lock_take(&wait_sockets_lock)
    core.refs += 1
    wait_lock_drop(&wait_sockets_lock)
    return core

"""A sleeper that is no thread: how a front-end with a loop of its own learns that it must look."""


cdef class Watch:
    """Makes a descriptor readable when a call from elsewhere concerns what is parked on a socket.

    The socket's own descriptor tells what libzmq does; this one tells what others do: a shadow or
    another thread whose call swallowed the edge, or closed the socket. ``want`` is the mask of events
    that somebody is parked for; with 0 the socket does not know of the watch and pays nothing.
    """

    cdef Socket socket
    cdef wait_sleeper sleeper
    cdef bint linked

    def __cinit__(self, Socket socket not None):
        self.socket = socket
        self.sleeper.waker = wait_take_waker()
        if self.sleeper.waker == NULL:
            raise OSError(errno, strerror(errno))

    def __dealloc__(self):
        if self.sleeper.waker == NULL:
            return
        self._link(False)
        wait_calm(self.sleeper.waker)
        wait_give_waker(self.sleeper.waker)

    cdef void _link(self, bint wanted) noexcept:
        cdef socket_core *core = <socket_core *>self.socket._core
        if wanted == self.linked:
            return
        self.linked = wanted
        if wanted:
            link_sleeper(core, &self.sleeper)
        else:
            unlink_sleeper(core, &self.sleeper)

    def fileno(self) -> int:
        """Return the descriptor, which stays readable until ``calm``."""
        return self.sleeper.waker.reader

    @property
    def want(self) -> int:
        """The events (PollEvent) that somebody is parked for."""
        return self.sleeper.want

    @want.setter
    def want(self, int events) -> None:
        cdef socket_core *core = <socket_core *>self.socket._core
        wait_lock_take(&core.lock)
        self.sleeper.want = events
        self._link(events != 0)
        wait_lock_drop(&core.lock)

    def mute(self) -> None:
        """Begin calls of one's own, after which one looks anyway; ``calm`` ends it."""
        self.sleeper.woken = True

    def calm(self) -> None:
        """Make the descriptor quiet again; the next call from elsewhere counts."""
        wait_calm(self.sleeper.waker)
        self.sleeper.woken = False

# What _waiters.py gets when it is compiled.

cimport cython


cdef class Waiting:
    cdef object __weakref__
    cdef object _timer
    cdef public bint cancelled
    cdef public bint done
    cdef public bint dropped
    cdef public object error
    cdef public object loop
    cdef public object notify
    cdef public object result
    cpdef object _begin(self, object loop)
    cpdef bint cancel(self) except -1
    cpdef object keep(self)
    cpdef object soon(self, object callback)
    cpdef object _finish(self)


cdef class Parked(Waiting):
    cdef object _attempt
    cdef object _late
    cdef object _load
    cdef long long _order
    cdef object _queue
    cdef object _socket
    cdef object _taken
    cdef Waiters _waiters
    cdef public int want
    cpdef object enter(self, object queue)
    cpdef bint attempt(self) except -1


cdef class _Alarm:
    cdef object _watch
    cdef bint _set
    cdef public object loop
    cdef public Waiters waiters
    cpdef object set(self)
    cpdef object unset(self)


cdef class Waiters:
    cdef object __weakref__
    cdef _Alarm _alarm
    cdef object _next
    cdef object _watch
    cdef bint _in_turn
    cdef public int budget
    cdef public object loop
    cdef public object polls
    cdef public object receives
    cdef public object sends
    @cython.locals(parked=Parked)
    cpdef object _try_at_once(self, object parked)
    cpdef object soon(self, object callback)
    cpdef object pump(self)
    @cython.locals(first=Parked, parked=Parked)
    cpdef object _serve(self)
    @cython.locals(want=cython.int, parked=Parked)
    cpdef object update(self)
    cpdef object close(self)


@cython.locals(waiters=Waiters)
cpdef object receive_now(object socket, object attempt, object flags, object copy, object track)


@cython.locals(waiters=Waiters)
cpdef object send_now(
    object socket,
    object attempt,
    object data,
    object flags,
    object copy,
    object track,
    object routing_id,
    object group,
)


cpdef object try_send(
    object socket,
    object attempt,
    object data,
    object flags,
    object copy,
    object track,
    object routing_id,
    object group,
)

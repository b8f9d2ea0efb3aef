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


cdef class Parked(Waiting):
    cdef object _attempt
    cdef object _late
    cdef object _load
    cdef long long _order
    cdef object _queue
    cdef object _socket
    cdef object _taken
    cdef object _waiters
    cdef public int want


cdef class Waiters:
    cdef object __weakref__
    cdef object _alarm
    cdef object _watch
    cdef long long _taken
    cdef public int budget
    cdef public object loop
    cdef public object polls
    cdef public object receives
    cdef public object sends


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

# What _future.py gets when it is compiled.

cimport cython

from zmq._waiters cimport receive_now, send_now


@cython.freelist(64)
cdef class Done:
    cdef object _result
    cdef object __weakref__


cdef object _receive(object socket, object attempt, object flags, object copy, object track)
cdef object _send(
    object socket,
    object attempt,
    object data,
    object flags,
    object copy,
    object track,
    object routing_id,
    object group,
)

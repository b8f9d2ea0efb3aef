"""The compiled classes, for those who ``cimport`` them.

The pointers named ``_core`` lead to C structures (wait.h, context.h) that are private to this
package; ``handle`` is libzmq's own object, NULL once closed.
"""

from zmq.backend.cython.libzmq cimport zmq_msg_t


cdef class Context:
    cdef object __weakref__
    cdef void *handle
    cdef void *_core
    cdef bint _shadow


cdef class Frame:
    cdef object __weakref__
    cdef zmq_msg_t message
    cdef object _data
    cdef object _bytes
    cdef object _view
    cdef bint _filled
    cdef public bint more
    cdef public object tracker
    cdef public object tracker_event


cdef class Socket:
    cdef object __weakref__
    cdef void *handle
    cdef void *_core
    cdef bint _shadow
    cdef readonly object context
    cdef public Py_ssize_t copy_threshold
    cdef readonly int _type

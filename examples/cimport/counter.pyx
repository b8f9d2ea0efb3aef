# cython: language_level=3
"""An extension of one's own that talks to libzmq in C, over a socket that Python has made.

The interpreter's lock is held all the time and no call waits: that is what keeps a socket that
other threads use safe (see the documentation's page on design).
"""

from zmq cimport Frame, Socket
from zmq.backend.cython cimport libzmq


def count_messages(Socket socket not None):
    """Receive what is there and return (messages, bytes); nothing is made into Python's objects."""
    cdef libzmq.zmq_msg_t message
    cdef long messages = 0
    cdef size_t size = 0
    libzmq.zmq_msg_init(&message)
    while libzmq.zmq_msg_recv(&message, socket.handle, libzmq.ZMQ_DONTWAIT) != -1:
        messages += 1
        size += libzmq.zmq_msg_size(&message)
    libzmq.zmq_msg_close(&message)
    return messages, size


def checksum(Frame frame not None):
    """Add up the bytes of a frame, in place."""
    cdef const unsigned char *data = <const unsigned char *>libzmq.zmq_msg_data(&frame.message)
    cdef unsigned long total = 0
    cdef size_t i
    for i in range(libzmq.zmq_msg_size(&frame.message)):
        total += data[i]
    return total

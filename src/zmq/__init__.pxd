"""For extensions: ``from zmq cimport Context, Socket, Frame``, and libzmq's own declarations."""

from zmq.backend.cython cimport libzmq
from zmq.backend.cython._zmq cimport Context, Frame, Socket

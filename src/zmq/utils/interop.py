"""Passing libzmq's objects to and from other bindings."""

from zmq.sugar.interop import cast_int_addr

__all__ = ["cast_int_addr"]

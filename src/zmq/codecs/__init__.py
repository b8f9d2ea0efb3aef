"""Objects as messages, for ``send_serialized`` and ``recv_serialized`` of every kind of socket.

A codec turns an object into frames and back::

    codec = Signed(Pickle(), key, purpose="jobs")
    socket.send_serialized(job, codec.encode)
    job = other.recv_serialized(codec.decode)

What cannot be decoded raises DecodeError, whatever the frames hold; what is not signed as it should
be raises SignatureError, one of those, before anything is decoded.
"""

from __future__ import annotations

from zmq.codecs.array import Array
from zmq.codecs.base import Codec, DecodeError
from zmq.codecs.compressed import Compressed
from zmq.codecs.packed import Msgpack, Msgspec
from zmq.codecs.plain import Json, Pickle, Raw, Text
from zmq.codecs.signed import SignatureError, Signed

__all__ = [
    "Array",
    "Codec",
    "Compressed",
    "DecodeError",
    "Json",
    "Msgpack",
    "Msgspec",
    "Pickle",
    "Raw",
    "SignatureError",
    "Signed",
    "Text",
]

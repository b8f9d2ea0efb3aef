"""Messages that were received and put back, because who waited for them had gone meanwhile."""

from __future__ import annotations

from zmq.backend.cffi._cffi import ffi, lib
from zmq.backend.cffi.wait import fail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def put_parts_back(core: Any, parts: list[Any], order: int) -> None:
    messages = ffi.new("zmq_msg_t *[]", [part._message for part in parts])
    result = lib.core_put_back(core, messages, len(parts), order)
    if result:
        fail(result)

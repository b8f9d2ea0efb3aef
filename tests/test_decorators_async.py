"""Decorated coroutine functions keep what they are given until they return."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import zmq
from zmq.decorators import context, socket


def test_open_until_the_coroutine_returns() -> None:
    @context()
    @socket(zmq.PUB)
    async def function(ctx: Any, pub: Any) -> Any:
        await asyncio.sleep(0)
        assert not ctx.closed
        assert not pub.closed
        return ctx, pub

    assert asyncio.iscoroutinefunction(function)
    ctx, pub = asyncio.run(function())
    assert ctx.closed
    assert pub.closed


def test_closed_when_it_raises() -> None:
    seen: list[Any] = []

    @socket(zmq.PUB)
    async def function(pub: Any) -> None:
        seen.append(pub)
        raise KeyError

    with pytest.raises(KeyError):
        asyncio.run(function())
    assert seen[0].closed

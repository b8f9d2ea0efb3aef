"""Decorators: where the context or socket is passed, which context it is of, how long it lives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import zmq
from zmq.decorators import context, socket

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def test_a_context_follows_the_arguments() -> None:
    @context()
    def function(*args: Any, **kwargs: Any) -> Any:
        *before, ctx = args
        assert type(ctx) is zmq.Context
        assert not ctx.closed
        return before, kwargs, ctx

    before, kwargs, ctx = function(1, 2, key="value")
    assert (before, kwargs) == ([1, 2], {"key": "value"})
    assert ctx.closed


@pytest.mark.parametrize("decorate", [context("ctx"), context(name="ctx")])
def test_a_named_context_is_passed_by_keyword(decorate: Decorator) -> None:
    @decorate
    def function(*args: Any, **kwargs: Any) -> Any:
        assert not kwargs["ctx"].closed
        return args, kwargs

    args, kwargs = function(1)
    assert args == (1,)
    assert kwargs["ctx"].closed


@pytest.mark.parametrize(
    "decorate", [context("ctx", 3), context("ctx", io_threads=3), context(io_threads=3, name="ctx")]
)
def test_other_arguments_are_the_contexts(decorate: Decorator) -> None:
    @decorate
    def function(ctx: zmq.Context[Any]) -> int:
        return ctx.get(zmq.IO_THREADS)

    assert function() == 3


def test_other_arguments_are_the_sockets() -> None:
    @socket(zmq.PUB, copy_threshold=17)
    def function(pub: zmq.Socket[bytes]) -> Any:
        assert pub.type == zmq.PUB
        return pub.copy_threshold

    assert function() == 17


def test_a_named_socket_is_passed_by_keyword() -> None:
    @socket("pub", zmq.PUB)
    @socket(zmq.SUB, name="sub")
    def function(**kwargs: Any) -> Any:
        return {name: each.type for name, each in kwargs.items()}

    assert function() == {"pub": zmq.PUB, "sub": zmq.SUB}


@pytest.mark.parametrize("decorate", [context("given"), socket("given", zmq.PUB)])
def test_a_name_given_twice(decorate: Decorator) -> None:
    @decorate
    def function(given: Any) -> None:
        pass

    with pytest.raises(TypeError, match=r"multiple values.*'given'"):
        function(given=1)


class TestContextOfASocket:
    @pytest.fixture
    def used(self) -> Any:
        """A function that returns the context of its socket."""

        @socket("s", zmq.PUB)
        def function(*args: Any, **kwargs: Any) -> Any:
            return kwargs["s"].context

        return function

    def test_keyword(self, used: Any, context: zmq.Context[Any]) -> None:
        with zmq.Context() as other:
            assert used(other, context=context) is context

    def test_named_keyword(self, context: zmq.Context[Any]) -> None:
        @socket("s", zmq.PUB, context_name="ctx")
        def function(s: zmq.Socket[bytes], **kwargs: Any) -> Any:
            return s.context

        assert function(ctx=context) is context
        assert function(context=context) is zmq.Context.instance()

    def test_first_positional_one(self, used: Any, context: zmq.Context[Any]) -> None:
        with zmq.Context() as other:
            assert used("text", context, other) is context

    def test_a_keyword_of_another_kind_is_passed_over(
        self, used: Any, context: zmq.Context[Any]
    ) -> None:
        assert used(context, context="text") is context
        assert used(context="text") is zmq.Context.instance()

    def test_else_the_shared_one(self, used: Any) -> None:
        assert used() is zmq.Context.instance()
        assert not zmq.Context.instance().closed

    def test_a_given_context_stays_open(self, used: Any, context: zmq.Context[Any]) -> None:
        used(context)
        assert not context.closed

    def test_subclasses_are_contexts(self, used: Any) -> None:
        class Mine(zmq.Context):  # type: ignore[type-arg]
            pass

        with Mine() as mine:
            assert used(mine) is mine


def test_they_stack_in_the_order_of_the_arguments() -> None:
    @context()
    @socket(zmq.PUB)
    @socket(zmq.SUB)
    def function(ctx: Any, pub: Any, sub: Any) -> None:
        assert isinstance(ctx, zmq.Context)
        assert (pub.type, sub.type) == (zmq.PUB, zmq.SUB)
        assert pub.context is sub.context is ctx

    function()


def test_methods_are_decorated_too() -> None:
    class Owner:
        @socket(zmq.PUB)
        def method(self, pub: zmq.Socket[bytes]) -> Any:
            return self, pub.type

    owner = Owner()
    assert owner.method() == (owner, zmq.PUB)


def test_metadata_is_kept() -> None:
    @context()
    @socket(zmq.PUB)
    def function(ctx: Any, pub: Any) -> None:
        """Words."""

    assert (function.__name__, function.__doc__) == ("function", "Words.")


def test_what_is_raised_passes_and_all_is_closed() -> None:
    seen: list[Any] = []

    @context()
    @socket(zmq.PUB)
    def function(*args: Any) -> None:
        seen.extend(args)
        raise KeyError

    with pytest.raises(KeyError):
        function()
    ctx, pub = seen
    assert ctx.closed
    assert pub.closed


def test_a_socket_without_type_fails_when_called() -> None:
    @socket()
    def function(s: Any) -> None:
        pass

    with pytest.raises(TypeError):
        function()


def test_each_call_gets_its_own() -> None:
    @socket(zmq.PUB)
    def function(depth: int, s: Any) -> Any:
        return [s, *(function(depth - 1) if depth else [])]

    first, second = function(1)
    assert first is not second

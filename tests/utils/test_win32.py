"""Ctrl-C on Windows: the handler is installed while the context lasts, and lets others go on."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from zmq.utils import win32
from zmq.utils.win32 import allow_interrupt


def test_it_yields_none_and_may_be_used_again() -> None:
    allowed = allow_interrupt()
    for _ in range(2):
        with allowed as given:
            assert given is None


def test_an_action_is_not_called_of_itself() -> None:
    called: list[None] = []
    with allow_interrupt(lambda: called.append(None)):
        pass
    with allow_interrupt(action=lambda: called.append(None)):
        pass
    assert called == []


def test_errors_pass_through() -> None:
    with pytest.raises(KeyError), allow_interrupt():
        raise KeyError


class TestConsole:
    """With a stand-in for the console, so that this is tried on every system."""

    @pytest.fixture
    def handlers(self, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
        installed: list[Any] = []
        monkeypatch.setattr(win32, "_install", installed.append)
        monkeypatch.setattr(win32, "_remove", installed.remove)
        return installed

    def test_the_handler_is_there_while_it_is_wanted(self, handlers: list[Any]) -> None:
        with allow_interrupt():
            assert len(handlers) == 1
            with allow_interrupt():
                assert len(handlers) == 2
        assert handlers == []

    def test_it_goes_when_the_wait_fails(self, handlers: list[Any]) -> None:
        with pytest.raises(KeyError), allow_interrupt():
            raise KeyError
        assert handlers == []

    def test_ctrl_c_calls_the_action_and_goes_on_to_python(self, handlers: list[Any]) -> None:
        called: list[str] = []
        with allow_interrupt(lambda: called.append("action")):
            assert not handlers[0](0)
        assert called == ["action"]

    def test_other_events_do_not(self, handlers: list[Any]) -> None:
        def action() -> None:
            raise AssertionError

        with allow_interrupt(action):
            assert not handlers[0](1)

    def test_the_action_may_be_left_out(self, handlers: list[Any]) -> None:
        with allow_interrupt():
            assert not handlers[0](0)

    @pytest.mark.skipif(sys.platform != "win32", reason="only Windows has this console")
    def test_windows_takes_the_handler(self) -> None:
        with allow_interrupt(lambda: None):
            pass

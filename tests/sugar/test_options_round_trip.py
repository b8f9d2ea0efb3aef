"""Whatever is set as an option is read back, by every way of setting and reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zmq

if TYPE_CHECKING:
    from conftest import MakeSocket

INT_MAX = 2**31 - 1

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "affinity": st.integers(0, 2**63 - 1),
    "backlog": st.integers(0, INT_MAX),
    "connect_timeout": st.integers(0, INT_MAX),
    "conflate": st.integers(0, 1),
    "handshake_ivl": st.integers(0, INT_MAX),
    "heartbeat_ivl": st.integers(0, INT_MAX),
    "heartbeat_timeout": st.integers(0, INT_MAX),
    "immediate": st.integers(0, 1),
    "invert_matching": st.integers(0, 1),
    "ipv6": st.integers(0, 1),
    "linger": st.integers(-1, INT_MAX),
    "maxmsgsize": st.integers(-1, 2**63 - 1),
    "multicast_hops": st.integers(1, INT_MAX),
    "rate": st.integers(1, INT_MAX),
    "rcvbuf": st.integers(-1, INT_MAX),
    "rcvhwm": st.integers(0, INT_MAX),
    "rcvtimeo": st.integers(-1, INT_MAX),
    "reconnect_ivl": st.integers(-1, INT_MAX),
    "reconnect_ivl_max": st.integers(0, INT_MAX),
    "recovery_ivl": st.integers(0, INT_MAX),
    "routing_id": st.binary(min_size=1, max_size=255),
    "plain_username": st.binary(min_size=1, max_size=255).filter(lambda b: b"\0" not in b),
    "sndbuf": st.integers(-1, INT_MAX),
    "sndhwm": st.integers(0, INT_MAX),
    "sndtimeo": st.integers(-1, INT_MAX),
    "tcp_keepalive": st.integers(-1, 1),
    "tcp_keepalive_cnt": st.integers(-1, INT_MAX).filter(bool),
    "tcp_keepalive_idle": st.integers(-1, INT_MAX).filter(bool),
    "tcp_keepalive_intvl": st.integers(-1, INT_MAX).filter(bool),
    "tos": st.integers(0, INT_MAX),
    "zap_domain": st.binary(min_size=1, max_size=254).filter(lambda b: b"\0" not in b),
}


@pytest.mark.parametrize("name", VALUES)
@given(data=st.data())
def test_what_is_set_as_an_attribute_is_read_in_every_way(
    socket_for_all: Any, name: str, data: st.DataObject
) -> None:
    value = data.draw(VALUES[name])
    setattr(socket_for_all, name, value)
    assert ways_of_reading(socket_for_all, name) == [value] * 4


@pytest.mark.parametrize("name", VALUES)
@given(data=st.data())
def test_what_is_set_by_number_is_read_in_every_way(
    socket_for_all: Any, name: str, data: st.DataObject
) -> None:
    value = data.draw(VALUES[name])
    socket_for_all.set(getattr(zmq, name.upper()), value)
    assert ways_of_reading(socket_for_all, name) == [value] * 4


def ways_of_reading(socket: Any, name: str) -> list[Any]:
    number = getattr(zmq, name.upper())
    return [
        getattr(socket, name),
        getattr(socket, name.upper()),
        socket.get(number),
        socket.getsockopt(int(number)),
    ]


@pytest.fixture
def socket_for_all(socket: MakeSocket) -> Any:
    """One socket that all examples of a property share; of a kind that knows most options."""
    return socket(zmq.DEALER)


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60))
def test_text_set_as_an_option_is_read_back(socket_for_all: Any, text: str) -> None:
    socket_for_all.set_string(zmq.PLAIN_USERNAME, text)
    assert socket_for_all.get_string(zmq.PLAIN_USERNAME) == text


@given(value=st.integers())
def test_any_integer_is_either_taken_or_refused_clearly(socket_for_all: Any, value: int) -> None:
    try:
        socket_for_all.set(zmq.RCVHWM, value)
    except (OverflowError, zmq.ZMQError):
        return
    assert socket_for_all.get(zmq.RCVHWM) == value


@given(number=st.integers(0, 2**31 - 1).filter(lambda number: number > 200))
def test_any_unknown_number_is_refused(socket_for_all: Any, number: int) -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        socket_for_all.get(number)
    assert caught.value.errno == zmq.EINVAL
    with pytest.raises(zmq.ZMQError) as caught:
        socket_for_all.set(number, 1)
    assert caught.value.errno == zmq.EINVAL

"""Taking the addresses of servers and sockets apart."""

from __future__ import annotations

import pytest

from zmq.ssh._address import split_endpoint, split_server


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("host", ("host", None)),
        ("user@host", ("user@host", None)),
        ("user@host:2222", ("user@host", 2222)),
        ("host:22", ("host", 22)),
        ("user@[::1]:2222", ("user@::1", 2222)),
        ("[::1]:2222", ("::1", 2222)),
        ("user@fe80::1", ("user@fe80::1", None)),
        ("ssh://user@host:2222", ("ssh://user@host:2222", None)),
        ("host:name", ("host:name", None)),
    ],
)
def test_a_server_s_port_is_split_off(address: str, expected: tuple[str, int | None]) -> None:
    assert split_server(address) == expected


def test_an_endpoint_has_transport_host_and_port() -> None:
    assert split_endpoint("tcp://10.0.0.1:5555") == ("tcp", "10.0.0.1", 5555)
    assert split_endpoint("tcp://[::1]:5555") == ("tcp", "[::1]", 5555)

"""Taking addresses apart: those of servers, ``user@host:port``, and those of sockets."""

from __future__ import annotations


def split_server(server: str) -> tuple[str, int | None]:
    """Return ``user@host`` and the port, if there is one; an IPv6 host has it after brackets."""
    login, _, port = server.rpartition(":")
    if not port.isdigit() or (":" in login and not login.endswith("]")):
        return server, None
    user, at, host = login.rpartition("@")
    return user + at + host.strip("[]"), int(port)


def split_endpoint(endpoint: str) -> tuple[str, str, int]:
    """Return transport, host and port of a socket's address."""
    transport, colon, address = endpoint.partition("://")
    host, _, port = address.rpartition(":")
    if not (colon and host and port.isdigit()):
        raise ValueError(f"{endpoint!r} is not transport://host:port, which a tunnel needs")
    return transport, host, int(port)

"""Lists of addresses that peers connect from."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network


class Addresses:
    """Addresses and networks; empty, it contains nothing."""

    def __init__(self) -> None:
        self._texts: frozenset[str] = frozenset()
        self._networks: tuple[IPv4Network | IPv6Network, ...] = tuple[IPv4Network | IPv6Network]()

    def __bool__(self) -> bool:
        return bool(self._texts)

    def add(self, *addresses: str) -> None:
        """Add addresses, or networks such as ``10.0.0.0/8``; what is neither counts literally.

        Raises ValueError for a network that is none.
        """
        networks = (_network(address) for address in addresses)
        self._networks += tuple(network for network in networks if network is not None)
        self._texts |= frozenset(addresses)

    def __contains__(self, address: str) -> bool:
        if address in self._texts:
            return True
        parsed = _address(address)
        return parsed is not None and any(parsed in network for network in self._networks)


def _network(text: str) -> IPv4Network | IPv6Network | None:
    if "/" in text:
        return ip_network(text)
    address = _address(text)
    return None if address is None else ip_network(address)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address in its short form: a socket with IPV6 on sees 1.2.3.4 as ::ffff:1.2.3.4."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address

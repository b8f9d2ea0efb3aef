"""Who may connect: the core of all authenticators, which knows no sockets and no event loops."""

from __future__ import annotations

import hmac
import logging
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from inspect import isawaitable
from typing import Any, ClassVar, Protocol

from zmq.auth import zap
from zmq.auth.addresses import Addresses
from zmq.auth.certs import load_certificates
from zmq.auth.keys import Key, public_text
from zmq.utils import z85

CURVE_ALLOW_ANY = "*"


class CredentialsProvider(Protocol):
    """Says whether credentials are good: ``callback(domain, public_key)``, the key as Z85."""

    def callback(self, domain: str, key: bytes, /) -> bool | Awaitable[bool]: ...


class PasswordProvider(Protocol):
    """Says whether a password is good: ``callback(domain, username, password)``."""

    def callback(self, domain: str, username: str, password: str, /) -> bool | Awaitable[bool]: ...


class Policy:
    """Answers ZAP requests by rules.

    Without rules NULL peers may in, PLAIN and CURVE peers may not. Rules on addresses come first,
    and those they let pass still show their credentials. A rule for the domain ``"*"`` concerns
    sockets without ZAP_DOMAIN, not those whose domain has no rule.

    Rules may be changed at any time, from any thread.

    encoding: of names and passwords on the wire. log: a Logger, ``zmq.auth`` if None; passwords are
    not logged.
    """

    def __init__(self, encoding: str = "utf-8", log: Any = None) -> None:
        self.encoding = encoding
        self.log: logging.Logger = log or logging.getLogger("zmq.auth")
        self.allow_any: bool = False
        self.passwords: dict[str, Mapping[str, str | bytes]] = {}
        self.certs: dict[str, Mapping[bytes, bool | str]] = {}
        self.credentials_providers: dict[str, CredentialsProvider] = {}
        self.password_providers: dict[str, PasswordProvider] = {}
        self._allowed = Addresses()
        self._denied = Addresses()

    # Rules

    def allow(self, *addresses: str) -> None:
        """Refuse peers from elsewhere than these addresses and networks (``10.0.0.0/8``).

        Raises ValueError after ``deny``.
        """
        if self._denied:
            raise ValueError("either allow or deny addresses, not both")
        self._allowed.add(*addresses)

    def deny(self, *addresses: str) -> None:
        """Refuse peers from these addresses and networks (``10.0.0.0/8``).

        Raises ValueError after ``allow``.
        """
        if self._allowed:
            raise ValueError("either allow or deny addresses, not both")
        self._denied.add(*addresses)

    def configure_plain(
        self, domain: str = "*", passwords: Mapping[str, str | bytes] | None = None
    ) -> None:
        """Let PLAIN peers in whose password is known.

        domain: of the sockets (ZAP_DOMAIN), ``"*"`` for those without. passwords: by user name;
        None changes nothing.
        """
        if passwords is not None:
            self.passwords[domain] = passwords

    def configure_plain_callback(
        self, domain: str = "*", credentials_provider: PasswordProvider | None = None
    ) -> None:
        """Ask ``credentials_provider.callback(domain, username, password)`` about PLAIN peers.

        The callback may be a coroutine function. For its domain it takes the place of passwords.
        """
        if credentials_provider is None:
            self.log.error("no provider of passwords for domain %r", domain)
        else:
            self.password_providers[domain] = credentials_provider

    def configure_curve(self, domain: str = "*", location: str | os.PathLike[str] = ".") -> None:
        """Let CURVE peers in whose certificate is in a directory, read now.

        domain: as in ``configure_plain``. location: the directory.

        With CURVE_ALLOW_ANY instead of a directory, any key is good in every domain. A directory
        that cannot be read is logged and changes no domain's keys.
        """
        self.allow_any = location == CURVE_ALLOW_ANY
        if self.allow_any:
            return
        try:
            self.certs[domain] = load_certificates(location)
        except (OSError, ValueError) as error:
            self.log.error("no CURVE certificates from %s: %s", location, error)  # noqa: TRY400

    def configure_curve_keys(self, domain: str = "*", keys: Iterable[Key] = ()) -> None:
        """Let CURVE peers in that have one of these public keys.

        domain: as in ``configure_plain``. keys: each 40 characters of Z85 or its 32 bytes; a
        mapping gives each a user id. Raises ValueError for what is no key.
        """
        ids = keys if isinstance(keys, Mapping) else dict.fromkeys(keys, True)
        self.allow_any = False
        self.certs[domain] = {public_text(key): user_id for key, user_id in ids.items()}

    def configure_curve_callback(
        self, domain: str = "*", credentials_provider: CredentialsProvider | None = None
    ) -> None:
        """Ask ``credentials_provider.callback(domain, public_key)`` about CURVE peers.

        The key is Z85. The callback may be a coroutine function. Once any domain has a provider,
        certificates and keys count in none.
        """
        self.allow_any = False
        if credentials_provider is None:
            self.log.error("no provider of credentials for domain %r", domain)
        else:
            self.credentials_providers[domain] = credentials_provider

    def configure_gssapi(self, domain: str = "*", location: str | None = None) -> None:
        """Do nothing: Kerberos has authenticated a GSSAPI peer before its principal comes here."""

    def curve_user_id(self, client_public_key: bytes) -> str:
        """Return the user id of a CURVE peer: its key as Z85, unless a subclass knows better."""
        return z85.encode(client_public_key).decode("ascii")

    # Answers

    async def answer(self, frames: Sequence[bytes]) -> list[bytes] | None:
        """Return the reply to a ZAP request; None if it has not even an id to reply to.

        Raises nothing: requests that are none and refused peers are answered with 400, failures of
        callbacks with 500 and a line in the log.
        """
        if len(frames) < 2:
            self.log.error("a ZAP request without an id cannot be answered")
            return None
        request_id = frames[1]
        try:
            user_id = await self._admit(zap.parse(frames, self.encoding))
            return zap.reply(request_id, zap.OK, "OK", user_id.encode(self.encoding))
        except zap.Refusal as refusal:
            self.log.info("refused: %s %r", refusal, frames[2:6])  # not the credentials
            return zap.reply(request_id, zap.REFUSED, str(refusal))
        except Exception:
            self.log.exception("cannot tell about %r", frames[2:6])
            return zap.reply(request_id, zap.INTERNAL_ERROR, "Internal error")

    async def _admit(self, request: zap.Request) -> str:
        """Return the peer's user id, or raise Refusal."""
        self._check_address(request.address)
        check = self._CHECKS.get(request.mechanism)
        if check is None:
            raise zap.Refusal("NO ACCESS")
        user_id = await check(self, request.domain or "*", *request.credentials)
        self.log.debug("admitted: %r %r", user_id, request.address)
        return user_id

    def _check_address(self, address: str) -> None:
        if self._allowed and address not in self._allowed:
            raise zap.Refusal("Address not allowed")
        if address in self._denied:
            raise zap.Refusal("Address denied")

    async def _check_null(self, _domain: str, *_credentials: bytes) -> str:
        return "anonymous"

    async def _check_plain(self, domain: str, name: bytes, password: bytes) -> str:
        username = name.decode(self.encoding, "replace")
        provider = self.password_providers.get(domain)
        if provider is None:
            self._check_password(domain, username, password)
        elif not await _ask(provider, domain, username, password.decode(self.encoding, "replace")):
            raise zap.Refusal("Invalid password")
        return username

    def _check_password(self, domain: str, username: str, password: bytes) -> None:
        if not self.passwords:
            raise zap.Refusal("No passwords defined")
        if domain not in self.passwords:
            raise zap.Refusal("Invalid domain")
        expected = self.passwords[domain].get(username)
        if expected is None:
            raise zap.Refusal("Invalid username")
        known = expected if isinstance(expected, bytes) else str(expected).encode(self.encoding)
        if not hmac.compare_digest(known, password):
            raise zap.Refusal("Invalid password")

    async def _check_curve(self, domain: str, key: bytes) -> str:
        known: bool | str | None
        if self.allow_any:
            known = True
        elif self.credentials_providers:
            provider = _of_domain(self.credentials_providers, domain)
            known = bool(await _ask(provider, domain, z85.encode(key)))
        else:
            known = _of_domain(self.certs, domain).get(z85.encode(key))
        if not known:
            raise zap.Refusal("Unknown key")
        return known if isinstance(known, str) else self.curve_user_id(key)

    async def _check_gssapi(self, _domain: str, principal: bytes) -> str:
        return principal.decode(self.encoding, "replace")

    _CHECKS: ClassVar[dict[bytes, Callable[..., Awaitable[str]]]] = {
        b"NULL": _check_null,
        b"PLAIN": _check_plain,
        b"CURVE": _check_curve,
        b"GSSAPI": _check_gssapi,
    }


def _of_domain(rules: Mapping[str, Any], domain: str) -> Any:
    try:
        return rules[domain]
    except KeyError:
        raise zap.Refusal("Unknown domain") from None


async def _ask(provider: Any, *arguments: object) -> object:
    verdict = provider.callback(*arguments)
    return await verdict if isawaitable(verdict) else verdict

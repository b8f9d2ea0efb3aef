"""Rules, asked with frames only: no socket and no event loop takes part."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from typing import Any

import pytest

import zmq
from zmq.auth import CURVE_ALLOW_ANY, Policy, create_certificates
from zmq.utils import z85

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
KEY_TEXT = z85.encode(KEY)


def finish(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine that waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waits for an event loop")


def ask(
    policy: Policy,
    mechanism: bytes = b"NULL",
    *credentials: bytes,
    domain: bytes = b"",
    address: bytes = b"127.0.0.1",
) -> tuple[int, str, str]:
    """Return code, text and user id of the reply to a request."""
    frames = [b"1.0", b"7", domain, address, b"", mechanism, *credentials]
    version, request_id, code, text, user_id, metadata = finish(policy.answer(frames))
    assert (version, request_id, metadata) == (b"1.0", b"7", b"")
    return int(code), text.decode(), user_id.decode()


@pytest.fixture
def policy() -> Policy:
    return Policy()


# Without rules


def test_null_passes_and_is_anonymous(policy: Policy) -> None:
    assert ask(policy) == (200, "OK", "anonymous")


def test_plain_fails_without_passwords(policy: Policy) -> None:
    assert ask(policy, b"PLAIN", b"ada", b"secret") == (400, "No passwords defined", "")


def test_curve_fails_without_keys(policy: Policy) -> None:
    assert ask(policy, b"CURVE", KEY) == (400, "Unknown domain", "")


def test_gssapi_peers_are_their_principal(policy: Policy) -> None:
    policy.configure_gssapi()
    assert ask(policy, b"GSSAPI", b"ada@LAN") == (200, "OK", "ada@LAN")


def test_unknown_mechanisms_have_no_access(policy: Policy) -> None:
    assert ask(policy, b"MAGIC") == (400, "NO ACCESS", "")


def test_unknown_mechanisms_have_no_access_from_allowed_addresses_either(policy: Policy) -> None:
    policy.allow("127.0.0.1")
    assert ask(policy, b"MAGIC") == (400, "NO ACCESS", "")


# Addresses


def test_only_allowed_addresses_pass(policy: Policy) -> None:
    policy.allow("10.1.1.1", "10.1.1.2")
    assert ask(policy, address=b"10.1.1.2")[0] == 200
    assert ask(policy, address=b"10.1.1.3") == (400, "Address not allowed", "")


def test_denied_addresses_do_not_pass(policy: Policy) -> None:
    policy.deny("10.1.1.1")
    policy.deny("10.1.1.2")
    assert ask(policy, address=b"10.1.1.1") == (400, "Address denied", "")
    assert ask(policy, address=b"10.1.1.2") == (400, "Address denied", "")
    assert ask(policy, address=b"10.1.1.3")[0] == 200


def test_addresses_come_before_credentials(policy: Policy) -> None:
    policy.deny("127.0.0.1")
    assert ask(policy, b"PLAIN", b"ada", b"secret") == (400, "Address denied", "")


def test_allowed_addresses_still_need_credentials(policy: Policy) -> None:
    policy.allow("127.0.0.1")
    assert ask(policy, b"PLAIN", b"ada", b"secret")[0] == 400
    assert ask(policy, b"CURVE", KEY)[0] == 400


@pytest.mark.parametrize(
    ("listed", "peer", "contained"),
    [
        ("10.0.0.0/8", b"10.200.3.4", True),
        ("10.0.0.0/8", b"11.0.0.1", False),
        ("10.0.0.0/8", b"::ffff:10.0.0.1", True),
        ("10.0.0.1", b"::ffff:10.0.0.1", True),
        ("::ffff:10.0.0.1", b"10.0.0.1", True),
        ("fd00::/8", b"fd12::1", True),
        ("fe80::1", b"fe80::1%eth0", True),
        ("::1", b"127.0.0.1", False),
        ("0.0.0.0/0", b"not an address", False),
        ("localhost:1:2:3", b"localhost:1:2:3", True),
        ("localhost:1:2:3", b"localhost:1:2:4", False),
    ],
)
def test_addresses_and_networks(policy: Policy, listed: str, peer: bytes, contained: bool) -> None:
    policy.deny(listed)
    assert ask(policy, address=peer)[0] == (400 if contained else 200)


def test_what_is_no_network_is_refused(policy: Policy) -> None:
    with pytest.raises(ValueError, match="host bits"):
        policy.deny("10.0.0.1/8")
    assert ask(policy, address=b"10.0.0.1")[0] == 200


def test_either_allow_or_deny(policy: Policy) -> None:
    policy.allow("10.1.1.1")
    policy.allow()
    with pytest.raises(ValueError, match="not both"):
        policy.deny("10.1.1.2")
    other = Policy()
    other.deny("10.1.1.1")
    with pytest.raises(ValueError, match="not both"):
        other.allow("10.1.1.2")


# PLAIN


def test_a_password_admits_under_the_user_name(policy: Policy) -> None:
    policy.configure_plain("*", {"ada": "secret"})
    assert ask(policy, b"PLAIN", b"ada", b"secret") == (200, "OK", "ada")


@pytest.mark.parametrize(
    ("name", "password", "domain", "text"),
    [
        (b"ada", b"secret", b"other", "Invalid domain"),
        (b"bob", b"secret", b"", "Invalid username"),
        (b"ada", b"Secret", b"", "Invalid password"),
        (b"ada", b"", b"", "Invalid password"),
        (b"\xff", b"\xff", b"", "Invalid username"),
    ],
)
def test_what_is_wrong_with_plain_is_said(
    policy: Policy, name: bytes, password: bytes, domain: bytes, text: str
) -> None:
    policy.configure_plain("*", {"ada": "secret"})
    assert ask(policy, b"PLAIN", name, password, domain=domain) == (400, text, "")


def test_each_domain_has_its_passwords(policy: Policy) -> None:
    policy.configure_plain("*", {"ada": "everywhere else"})
    policy.configure_plain("lab", {"ada": "in the lab"})
    assert ask(policy, b"PLAIN", b"ada", b"in the lab", domain=b"lab")[0] == 200
    assert ask(policy, b"PLAIN", b"ada", b"everywhere else", domain=b"lab")[0] == 400
    assert ask(policy, b"PLAIN", b"ada", b"everywhere else")[0] == 200


def test_passwords_are_text_in_the_encoding_or_bytes() -> None:
    policy = Policy(encoding="latin-1")
    policy.configure_plain("*", {"ada": "schlüssel", "bob": b"\xfc"})
    assert ask(policy, b"PLAIN", b"ada", b"schl\xfcssel")[0] == 200
    assert ask(policy, b"PLAIN", b"ada", "schlüssel".encode())[0] == 400
    assert ask(policy, b"PLAIN", b"bob", b"\xfc")[0] == 200


def test_no_passwords_change_nothing(policy: Policy) -> None:
    policy.configure_plain("*", {"ada": "secret"})
    policy.configure_plain("*")
    assert ask(policy, b"PLAIN", b"ada", b"secret")[0] == 200


def test_passwords_do_not_get_into_the_log(
    policy: Policy, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "zmq.auth")
    policy.configure_plain("*", {"ada": "hunter2"})
    for password in (b"hunter2", b"hunter3"):
        ask(policy, b"PLAIN", b"ada", password)
    ask(policy, b"PLAIN", b"hunter4")
    assert "admitted" in caplog.text
    assert "Invalid password" in caplog.text
    assert "hunter" not in caplog.text


class Passwords:
    """Knows a password, as a plain function or a coroutine function."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def callback(self, domain: str, username: str, password: str) -> bool:
        self.asked.append((domain, username, password))
        return password == "secret"


class AsyncPasswords(Passwords):
    async def callback(  # type: ignore[override]
        self, domain: str, username: str, password: str
    ) -> bool:
        return super().callback(domain, username, password)


@pytest.mark.parametrize("kind", [Passwords, AsyncPasswords])
def test_a_callback_for_passwords(policy: Policy, kind: type[Passwords]) -> None:
    provider = kind()
    policy.configure_plain("*", {"ada": "not this"})
    policy.configure_plain_callback("*", provider)
    assert ask(policy, b"PLAIN", b"ada", b"secret") == (200, "OK", "ada")
    assert ask(policy, b"PLAIN", b"ada", b"not this") == (400, "Invalid password", "")
    assert provider.asked == [("*", "ada", "secret"), ("*", "ada", "not this")]


# CURVE


def test_any_key(policy: Policy) -> None:
    policy.configure_curve(domain="lab", location=CURVE_ALLOW_ANY)
    assert ask(policy, b"CURVE", KEY, domain=b"elsewhere") == (200, "OK", KEY_TEXT.decode())


def test_certificates_of_a_directory(policy: Policy, tmp_path: Any) -> None:
    public, _ = zmq.auth.load_certificate(create_certificates(tmp_path, "ada")[0])
    policy.configure_curve("*", tmp_path)
    assert ask(policy, b"CURVE", z85.decode(public)) == (200, "OK", public.decode())
    assert ask(policy, b"CURVE", KEY) == (400, "Unknown key", "")
    assert ask(policy, b"CURVE", KEY, domain=b"lab") == (400, "Unknown domain", "")


def test_a_directory_ends_the_freedom_of_any_key(policy: Policy, tmp_path: Any) -> None:
    policy.configure_curve(location=CURVE_ALLOW_ANY)
    policy.configure_curve(location=str(tmp_path))
    assert ask(policy, b"CURVE", KEY) == (400, "Unknown key", "")


def test_a_directory_that_cannot_be_read_is_logged(
    policy: Policy, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    policy.configure_curve(location=tmp_path / "missing")
    assert "missing" in caplog.text
    assert ask(policy, b"CURVE", KEY) == (400, "Unknown domain", "")


@pytest.mark.parametrize("form", [KEY, KEY_TEXT, KEY_TEXT.decode()], ids=["raw", "z85", "text"])
def test_keys_from_memory(policy: Policy, form: Any) -> None:
    policy.configure_curve_keys("lab", [form])
    assert ask(policy, b"CURVE", KEY, domain=b"lab") == (200, "OK", KEY_TEXT.decode())
    assert ask(policy, b"CURVE", OTHER_KEY, domain=b"lab") == (400, "Unknown key", "")
    assert ask(policy, b"CURVE", KEY) == (400, "Unknown domain", "")


def test_keys_with_user_ids(policy: Policy) -> None:
    policy.configure_curve_keys(keys={KEY: "ada", z85.encode(OTHER_KEY): "bob"})
    assert ask(policy, b"CURVE", KEY) == (200, "OK", "ada")
    assert ask(policy, b"CURVE", OTHER_KEY) == (200, "OK", "bob")


@pytest.mark.parametrize("key", [b"", b"short", "x" * 41, b"\xff" * 40, "ü" * 40])
def test_what_is_no_key_is_refused_and_not_shown(policy: Policy, key: Any) -> None:
    with pytest.raises(ValueError, match=r"40 characters of Z85, or 32 bytes$"):
        policy.configure_curve_keys(keys=[key])


class Keys:
    def __init__(self, verdict: object = True) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self.verdict = verdict

    def callback(self, domain: str, key: bytes) -> Any:
        self.asked.append((domain, key))
        if isinstance(self.verdict, Exception):
            raise self.verdict
        return self.verdict


class AsyncKeys(Keys):
    async def callback(self, domain: str, key: bytes) -> Any:
        return super().callback(domain, key)


@pytest.mark.parametrize("kind", [Keys, AsyncKeys])
def test_a_callback_for_keys(policy: Policy, kind: type[Keys]) -> None:
    lab, rest = kind(), kind(verdict=False)
    policy.configure_curve_callback("lab", lab)
    policy.configure_curve_callback(credentials_provider=rest)
    assert ask(policy, b"CURVE", KEY, domain=b"lab") == (200, "OK", KEY_TEXT.decode())
    assert ask(policy, b"CURVE", KEY) == (400, "Unknown key", "")
    assert ask(policy, b"CURVE", KEY, domain=b"attic") == (400, "Unknown domain", "")
    assert lab.asked == [("lab", KEY_TEXT)]
    assert rest.asked == [("*", KEY_TEXT)]


def test_with_a_callback_certificates_do_not_count(policy: Policy) -> None:
    policy.configure_curve_keys("lab", [KEY])
    policy.configure_curve_callback("*", Keys())
    assert ask(policy, b"CURVE", KEY, domain=b"lab") == (400, "Unknown domain", "")


def test_no_callback_is_logged(policy: Policy, caplog: pytest.LogCaptureFixture) -> None:
    policy.configure_curve_callback("lab")
    policy.configure_plain_callback("lab")
    assert caplog.text.count("'lab'") == 2
    assert not policy.credentials_providers
    assert not policy.password_providers


@pytest.mark.parametrize("kind", [Keys, AsyncKeys])
def test_a_failing_callback_is_an_internal_error(
    policy: Policy, kind: type[Keys], caplog: pytest.LogCaptureFixture
) -> None:
    policy.configure_curve_callback("*", kind(verdict=RuntimeError("no database")))
    assert ask(policy, b"CURVE", KEY) == (500, "Internal error", "")
    assert "no database" in caplog.text


def test_subclasses_name_the_users_of_keys() -> None:
    class Named(Policy):
        def curve_user_id(self, client_public_key: bytes) -> str:
            return {KEY: "ada"}[client_public_key]

    policy = Named()
    policy.configure_curve(location=CURVE_ALLOW_ANY)
    assert ask(policy, b"CURVE", KEY) == (200, "OK", "ada")


# Requests that are none


@pytest.mark.parametrize("frames", [[], [b"1.0"]])
def test_without_an_id_there_is_no_reply(policy: Policy, frames: list[bytes]) -> None:
    assert finish(policy.answer(frames)) is None


@pytest.mark.parametrize("count", range(2, 6))
def test_too_few_frames(policy: Policy, count: int) -> None:
    frames = [b"1.0", b"7", b"", b"127.0.0.1", b""][:count]
    reply = finish(policy.answer(frames))
    assert reply == [b"1.0", b"7", b"400", b"Not enough frames", b"", b""]


def test_another_version(policy: Policy) -> None:
    reply = finish(policy.answer([b"1.1", b"7", b"", b"127.0.0.1", b"", b"NULL"]))
    assert reply == [b"1.0", b"7", b"400", b"Invalid version", b"", b""]


@pytest.mark.parametrize(
    ("mechanism", "credentials"),
    [
        (b"PLAIN", [b"ada"]),
        (b"PLAIN", [b"ada", b"secret", b"more"]),
        (b"CURVE", []),
        (b"CURVE", [KEY, KEY]),
        (b"CURVE", [KEY[:31]]),
        (b"CURVE", [KEY_TEXT]),
        (b"GSSAPI", []),
    ],
)
def test_wrong_credentials(policy: Policy, mechanism: bytes, credentials: list[bytes]) -> None:
    policy.configure_curve(location=CURVE_ALLOW_ANY)
    assert ask(policy, mechanism, *credentials) == (400, "Invalid credentials", "")

"""Whatever comes as a ZAP request or lies in a certificate's file: a reply, or an error of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zmq
from auth.test_policy import KEY, finish
from conftest import MakeSocket
from waiting import PATIENCE
from zmq.auth import Authenticator, Policy, create_certificates, load_certificate
from zmq.auth.keys import text as key_text

CODES = {b"200", b"400", b"500"}

anything = st.binary(max_size=50)
mechanisms = st.sampled_from([b"NULL", b"PLAIN", b"CURVE", b"GSSAPI"]) | anything
versions = st.sampled_from([b"1.0"]) | anything
domains = st.sampled_from([b"", b"*", b"lab"]) | anything
addresses = st.sampled_from([b"127.0.0.1", b"::1", b"::ffff:127.0.0.1"]) | anything
credentials = st.sampled_from([KEY, b"ada", b"secret"]) | anything
requests = st.builds(
    lambda head, rest: [*head, *rest],
    st.tuples(versions, anything, domains, addresses, anything, mechanisms),
    st.lists(credentials, max_size=3),
)
frames = requests | st.lists(anything, max_size=8)


def configured(policy: Policy) -> Policy:
    policy.configure_plain("lab", {"ada": "secret"})
    policy.configure_curve_keys("lab", {KEY: "ada"})
    policy.deny("10.0.0.0/8", "fd00::/8")
    return policy


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "ascii"])
@given(frames)
def test_every_request_gets_its_reply(encoding: str, request: list[bytes]) -> None:
    policy = configured(Policy(encoding))
    reply = finish(policy.answer(request))
    if len(request) < 2:
        assert reply is None
        return
    version, request_id, code, text, user_id, metadata = reply
    assert (version, request_id, metadata) == (b"1.0", request[1], b"")
    assert code in CODES
    assert text
    assert code == b"200" or user_id == b""


@given(st.lists(st.lists(st.binary(max_size=5), min_size=1, max_size=8), max_size=10))
def test_no_message_stops_an_authenticator(
    authenticator: Authenticator, socket: MakeSocket, messages: list[list[bytes]]
) -> None:
    asker = socket(zmq.DEALER, rcvtimeo=PATIENCE * 1000, linger=0)
    asker.connect("inproc://zeromq.zap.01")
    for message in messages:
        asker.send_multipart(message)
    asker.send_multipart([b"", b"1.0", b"the last", b"", b"", b"", b"NULL"])
    while asker.recv_multipart()[2] != b"the last":
        pass
    asker.close()


names = st.sampled_from(["public-key", "secret-key", "metadata", "#"]) | st.text(max_size=10)
lines = st.builds("{}{}{}".format, names, st.sampled_from(["=", " = ", "", "\t=\t"]), st.text())
contents = st.lists(lines, max_size=5).map(lambda some: "\n".join(some).encode()) | st.binary()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "some.key"
    path.touch(0o600)
    return path


@given(contents)
def test_every_file_is_a_certificate_or_an_error(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        public, secret = load_certificate(path)
    except ValueError as error:
        assert "no public key found" in str(error)  # noqa: PT017 - either outcome is right
    else:
        assert isinstance(public, bytes)
        assert secret is None or isinstance(secret, bytes)


@given(st.dictionaries(st.text(max_size=10), st.text(max_size=20), max_size=3))
def test_metadata_never_changes_the_keys(tmp_path: Path, metadata: dict[str, str]) -> None:
    try:
        public_path, secret_path = create_certificates(tmp_path, "ada", metadata)
    except ValueError as error:
        assert "metadata" in str(error)  # noqa: PT017 - either outcome is right
    else:
        public, secret = load_certificate(secret_path)
        assert secret is not None
        assert zmq.curve_public(secret) == public == load_certificate(public_path)[0]


keys: st.SearchStrategy[Any] = st.text(max_size=45) | st.binary(max_size=45)


@given(keys)
def test_every_key_is_one_or_an_error(key: Any) -> None:
    try:
        assert len(key_text(key)) == 40
    except ValueError as error:
        assert "CURVE key" in str(error)  # noqa: PT017 - either outcome is right

"""Making CURVE keys."""

from __future__ import annotations

import pytest

import zmq

# The example keys in libzmq's zmq_curve page.
PUBLIC = b"Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
SECRET = b"D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"


def test_a_keypair_is_a_public_and_a_secret_key_in_z85() -> None:
    public, secret = zmq.curve_keypair()
    assert (type(public), type(secret)) == (bytes, bytes)
    assert (len(public), len(secret)) == (40, 40)
    assert zmq.curve_public(secret) == public


def test_each_keypair_is_new() -> None:
    assert zmq.curve_keypair() != zmq.curve_keypair()


def test_the_public_key_follows_from_the_secret_one() -> None:
    assert zmq.curve_public(SECRET) == PUBLIC


def test_a_secret_key_may_be_text_and_a_keyword() -> None:
    assert zmq.curve_public(secret_key=SECRET.decode()) == PUBLIC


@pytest.mark.parametrize("key", [b"", b"short", SECRET + b"1", SECRET[:32]])
def test_a_secret_key_of_the_wrong_length_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="40"):
        zmq.curve_public(key)


def test_a_secret_key_outside_z85_is_refused() -> None:
    with pytest.raises(zmq.ZMQError) as caught:
        zmq.curve_public(b" " * 40)
    assert caught.value.errno == zmq.EINVAL


@pytest.mark.parametrize("key", [None, 5, ["x"] * 40])
def test_a_secret_key_of_another_type_is_refused(key: object) -> None:
    with pytest.raises(TypeError):
        zmq.curve_public(key)  # type: ignore[arg-type]

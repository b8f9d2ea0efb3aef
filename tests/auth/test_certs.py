"""CURVE certificates on disk."""

from __future__ import annotations

import os
import stat
import warnings
from pathlib import Path

import pytest

import zmq
from zmq.auth import SecretKeyWarning, create_certificates, load_certificate, load_certificates

posix_only = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")


def mode_of(path: str | Path) -> int:
    return stat.S_IMODE(Path(path).stat().st_mode)


def test_a_pair_of_files(tmp_path: Path) -> None:
    public_path, secret_path = create_certificates(str(tmp_path), "ada")
    assert (public_path, secret_path) == (
        str(tmp_path / "ada.key"),
        str(tmp_path / "ada.key_secret"),
    )
    public, secret = load_certificate(secret_path)
    assert secret is not None
    assert zmq.curve_public(secret) == public
    assert load_certificate(public_path) == (public, None)
    assert {path.name for path in tmp_path.iterdir()} == {"ada.key", "ada.key_secret"}


def test_the_format_of_the_files(tmp_path: Path) -> None:
    metadata = {"name": "Ada Löve", b"year": 1815}
    public_path, secret_path = create_certificates(tmp_path, "ada", metadata)
    public, secret = (key.decode() for key in load_certificate(secret_path) if key)
    body = ["metadata", "curve", f'    public-key = "{public}"']
    assert _body(public_path) == body
    body[1:1] = ["    name = Ada Löve", "    year = 1815"]
    assert _body(secret_path) == [*body, f'    secret-key = "{secret}"']


def _body(path: str) -> list[str]:
    head, _, body = Path(path).read_text("utf-8").partition("\n\n")
    assert all(line.startswith("#") for line in head.splitlines())
    assert "Generated on 2" in head
    return body.splitlines()


@posix_only
def test_nobody_else_may_read_the_secret(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        public_path, secret_path = create_certificates(tmp_path, "ada")
    finally:
        os.umask(mask)
    assert mode_of(secret_path) == 0o600
    assert mode_of(public_path) == 0o666


@posix_only
def test_a_file_that_was_open_to_others_is_replaced(tmp_path: Path) -> None:
    old = tmp_path / "ada.key_secret"
    old.write_text("old")
    old.chmod(0o644)
    with old.open() as reader:
        _, secret_path = create_certificates(tmp_path, "ada")
        assert reader.read() == "old"
    assert mode_of(secret_path) == 0o600
    assert load_certificate(secret_path)[1] is not None


@pytest.mark.parametrize(
    "metadata", [{"name": "a\nb"}, {"a\rb": "c"}, {"a=b": "c"}, {"name": "a\u2028b"}]
)
def test_metadata_fits_on_a_line(tmp_path: Path, metadata: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="one line"):
        create_certificates(tmp_path, "ada", metadata)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_directory(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        create_certificates(tmp_path / "missing", "ada")
    with pytest.raises(OSError, match="missing"):
        load_certificates(tmp_path / "missing")


def test_a_file_that_cannot_be_put_in_place_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "ada.key_secret").mkdir()
    (tmp_path / "ada.key_secret" / "content").touch()
    with pytest.raises(OSError, match=r"ada\.key_secret"):
        create_certificates(tmp_path, "ada")
    assert [path.name for path in tmp_path.iterdir()] == ["ada.key_secret"]


def test_missing_files(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        load_certificate(tmp_path / "missing.key")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"curve\n",
        b"#public-key = x\n",
        b"secret-key",
        b"secret-key = x",
        b"public-key-of = x",
        b"\xff\xfe\x00",
    ],
)
def test_files_without_a_public_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(ValueError, match=r"no public key found in .*broken\.key"):
        load_certificate(path)
    with pytest.raises(ValueError, match=r"broken\.key"):
        load_certificates(tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        b"public-key = abc=d",
        b"public-key=abc=d",
        b'\t public-key\t= "abc=d"  \r\n',
        b"metadata\n    name = x\ncurve\n    public-key = 'abc=d'\n",
        b"public-key = x\npublic-key = abc=d",
    ],
)
def test_ways_to_write_a_key(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "some.key"
    path.write_bytes(line)
    assert load_certificate(str(path)) == (b"abc=d", None)


def test_the_keys_of_a_directory(tmp_path: Path) -> None:
    public_keys = [load_certificate(create_certificates(tmp_path, name)[0])[0] for name in "ab"]
    (tmp_path / "readme.txt").touch()
    assert load_certificates(str(tmp_path)) == dict.fromkeys(public_keys, True)


def test_the_keys_of_this_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_certificates() == {}


@posix_only
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602])
def test_a_secret_key_open_to_others_is_warned_of(tmp_path: Path, mode: int) -> None:
    path = Path(create_certificates(tmp_path, "ada")[1])
    path.chmod(mode)
    with pytest.warns(SecretKeyWarning, match=r"ada\.key_secret: chmod 600") as caught:
        keys = load_certificate(path)
    assert keys[1] is not None
    assert caught[0].filename == __file__


@posix_only
def test_a_secret_key_open_to_others_is_refused_if_one_wants(tmp_path: Path) -> None:
    path = Path(create_certificates(tmp_path, "ada")[1])
    path.chmod(0o644)
    with warnings.catch_warnings():
        warnings.simplefilter("error", SecretKeyWarning)
        with pytest.raises(SecretKeyWarning):
            load_certificate(path)


def test_public_keys_may_be_open_to_others(tmp_path: Path) -> None:
    path = Path(create_certificates(tmp_path, "ada")[0])
    path.chmod(0o644)
    assert load_certificate(path)[1] is None

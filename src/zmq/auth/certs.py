"""CURVE keys on disk, in the format of ZeroMQ's other tools (ZPL, RFC 4)."""

from __future__ import annotations

import os
import secrets
import warnings
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from zmq.backend import curve_keypair

__all__ = ["SecretKeyWarning", "create_certificates", "load_certificate", "load_certificates"]

_PUBLIC_TEXT = """\
#   ****  Generated on %(time)s by pyzmq  ****
#   ZeroMQ CURVE public certificate
#   Give it to your peers, over a channel that they can trust.

metadata
curve
    public-key = "%(public)s"
"""
_SECRET_TEXT = """\
#   ****  Generated on %(time)s by pyzmq  ****
#   ZeroMQ CURVE **secret** certificate
#   Give it to nobody, and leave its permissions as they are.

metadata
%(metadata)scurve
    public-key = "%(public)s"
    secret-key = "%(secret)s"
"""
_OTHERS_MAY_READ_OR_WRITE = 0o066


class SecretKeyWarning(UserWarning):
    """The file of a secret key is open to others.

    ``warnings.simplefilter("error", SecretKeyWarning)`` refuses such files.
    """


def create_certificates(
    key_dir: str | os.PathLike[str], name: str, metadata: Mapping[Any, Any] | None = None
) -> tuple[str, str]:
    """Make a pair of keys and write ``name.key`` and ``name.key_secret``; return their paths.

    The secret file, which holds the metadata too, is its owner's alone. Files that are there are
    replaced, each in one step. Raises OSError (FileNotFoundError for a missing directory) and
    ValueError for metadata that does not fit on a line.
    """
    public, secret = curve_keypair()
    values = {
        "time": datetime.now().astimezone().isoformat(" ", "seconds"),
        "metadata": "".join(_metadata_line(*item) for item in (metadata or {}).items()),
        "public": public.decode("ascii"),
        "secret": secret.decode("ascii"),
    }
    public_path = Path(key_dir, f"{name}.key")
    secret_path = Path(key_dir, f"{name}.key_secret")
    _replace(secret_path, _SECRET_TEXT % values, 0o600)
    _replace(public_path, _PUBLIC_TEXT % values, 0o666)
    return str(public_path), str(secret_path)


def _metadata_line(key: Any, value: Any) -> str:
    name, text = _as_text(key), _as_text(value)
    if "=" in name or len(f"{name}={text}".splitlines()) != 1:
        raise ValueError(
            f"metadata is a name without '=' and one line of text, not {key!r}: {value!r}"
        )
    return f"    {name} = {text}\n"


def _as_text(value: Any) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def _replace(path: Path, text: str, mode: int) -> None:
    """Write a file beside its place, with its permissions from the start, and move it there."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        draft.replace(path)
    except BaseException:
        draft.unlink()
        raise


def load_certificate(filename: str | os.PathLike[str]) -> tuple[bytes, bytes | None]:
    """Return the public key in a certificate's file, and its secret key or None.

    Raises OSError for a file that cannot be read and ValueError for one without a public key; warns
    (SecretKeyWarning) of a secret key that others than the file's owner may read or replace.
    """
    with Path(filename).open("rb") as file:
        keys = _parse(file.read())
        exposed = os.name == "posix" and os.fstat(file.fileno()).st_mode & _OTHERS_MAY_READ_OR_WRITE
    if "public-key" not in keys:
        raise ValueError(f"no public key found in {os.fspath(filename)}")
    if "secret-key" in keys and exposed:
        message = f"others may read the secret key in {os.fspath(filename)}: chmod 600 it"
        warnings.warn(message, SecretKeyWarning, stacklevel=2)
    return keys["public-key"], keys.get("secret-key")


def _parse(content: bytes) -> dict[str, bytes]:
    """Return the values by name; of a name that comes twice the last."""
    lines = (line.strip() for line in content.splitlines())
    pairs = (line.partition(b"=") for line in lines if not line.startswith(b"#"))
    return {
        name.strip().decode("utf-8", "replace"): value.strip(b" \t'\"")
        for name, equals, value in pairs
        if equals
    }


def load_certificates(directory: str | os.PathLike[str] = ".") -> dict[bytes, bool]:
    """Return the public keys of the certificates ``*.key`` in a directory, each as a key to True.

    Raises OSError for a directory or a file that cannot be read and ValueError for a file without a
    public key.
    """
    with os.scandir(directory) as entries:
        paths = sorted(entry.path for entry in entries if entry.name.endswith(".key"))
    return {load_certificate(path)[0]: True for path in paths}

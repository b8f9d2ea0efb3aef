"""OpenSSH's server, on loopback and with keys of its own."""

from __future__ import annotations

import fcntl
import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from waiting import until

PASSPHRASE = "open sesame"

_PLACES = os.pathsep.join(["/usr/sbin", "/usr/local/sbin", os.environ.get("PATH", "")])


@dataclass
class Sshd:
    port: int
    host_key: str
    trusted: Path  # a key that logs in
    locked: Path  # another one, behind PASSPHRASE
    plain: Path  # one that gets no terminal
    stranger: Path  # one that does not

    @property
    def address(self) -> str:
        return f"{getpass.getuser()}@127.0.0.1:{self.port}"

    @property
    def other_name(self) -> str:
        """An address for which nobody knows the host's key."""
        return f"{getpass.getuser()}@localhost:{self.port}"

    @property
    def known_hosts(self) -> str:
        return f"[127.0.0.1]:{self.port} {self.host_key}"


def make_key(path: Path, passphrase: str = "") -> Path:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


def public(key: Path) -> str:
    return key.with_suffix(".pub").read_text()


@contextmanager
def serve(folder: Path) -> Iterator[Sshd]:
    program = _find_or_install()
    host_key = make_key(folder / "host")
    trusted, locked = make_key(folder / "trusted"), make_key(folder / "locked", PASSPHRASE)
    plain, stranger = make_key(folder / "plain"), make_key(folder / "stranger")
    (folder / "authorized").write_text(f"{public(trusted)}{public(locked)}no-pty {public(plain)}")
    config = folder / "sshd_config"
    config.write_text(
        f"HostKey {host_key}\nAuthorizedKeysFile {folder / 'authorized'}\nPidFile none\n"
        f"SetEnv HOME={folder}\n"  # where no shell finds anything of the user's to run
        "StrictModes no\nUsePAM no\nPermitRootLogin yes\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nMaxStartups 100\n"
    )
    _forgive_failures(program, config)
    with _listening(program, config) as port:
        yield Sshd(port, public(host_key), trusted, locked, plain, stranger)


def _forgive_failures(program: str, config: Path) -> None:
    """Let a test that fails to log in not keep out the next, as a new sshd would."""
    forgiving = config.with_name("sshd_config_forgiving")
    forgiving.write_text(f"{config.read_text()}PerSourcePenalties no\n")
    check = [program, "-t", "-f", str(forgiving)]
    if subprocess.run(check, stderr=subprocess.DEVNULL).returncode == 0:
        forgiving.replace(config)


@contextmanager
def _listening(program: str, config: Path) -> Iterator[int]:
    port, log = _free_port(), config.with_name("sshd.log")
    listen = f"ListenAddress=127.0.0.1:{port}"
    command = [program, "-D", "-f", str(config), "-E", str(log), "-o", listen]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:
        try:
            until(lambda: process.poll() is not None or "listening" in _text(log))
            assert process.poll() is None, _text(log)
            yield port
        finally:
            process.terminate()


def _text(log: Path) -> str:
    return log.read_text() if log.exists() else ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _find_or_install() -> str:
    """Return the server's path, after asking apt for it where it is missing and we are root."""
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # other workers of pytest look as well
        if shutil.which("sshd", path=_PLACES) is None and os.getuid() == 0:
            _install()
    program = shutil.which("sshd", path=_PLACES)
    assert program, "These tests talk to a real sshd: install OpenSSH's server (openssh-server)."
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where a root's sshd drops its privileges
    return program


def _install() -> None:
    if shutil.which("apt-get") is None:
        return
    # In runlevel 1 the package does not start the system's own server.
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    install = ["install", "-y", "--no-install-recommends", "openssh-server"]
    for words in (["update"], install):
        subprocess.run(["apt-get", *words], env=quiet, stdout=subprocess.DEVNULL)

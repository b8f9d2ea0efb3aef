"""Both ways to tunnel are optional, and the module is there without them."""

from __future__ import annotations

import paramiko
import pytest

from programs import run
from zmq.ssh.tunnel import SSHException

WITHOUT = """
import sys
sys.modules[sys.argv[1]] = None
import zmq.ssh
from zmq.ssh import tunnel
opener = getattr(tunnel, sys.argv[1].replace("pexpect", "openssh") + "_tunnel")
try:
    opener(1, 2, "server")
except ImportError as error:
    print(error)
"""


@pytest.mark.parametrize("name", ["pexpect", "paramiko"])
def test_without_its_library_a_tunnel_is_an_import_error_that_names_it(name: str) -> None:
    assert name in run(WITHOUT, name).stdout


def test_without_paramiko_there_is_an_exception_of_our_own() -> None:
    program = """
        import sys
        sys.modules["paramiko"] = None
        from zmq.ssh.tunnel import SSHException, try_passwordless_ssh
        assert SSHException.__mro__[1] is Exception
        try:
            try_passwordless_ssh("127.0.0.1:1", None)
        except SSHException as error:
            print(error)
        try:
            try_passwordless_ssh("127.0.0.1:1", None, paramiko=True)
        except ImportError as error:
            print(error)
    """
    refused, missing = run(program).stdout.splitlines()
    assert "Connection refused" in refused
    assert "paramiko" in missing


def test_with_paramiko_one_class_catches_both() -> None:
    assert SSHException is paramiko.SSHException

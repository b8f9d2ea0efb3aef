"""Peers in processes of their own: a server with an authenticator, and those who come to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from programs import finish, read_line, run, running
from zmq.auth import create_certificates

SERVER = """
    import sys, zmq
    from pathlib import Path
    from zmq.auth import curve_server
    from zmq.auth.{module} import {name}

    folder = Path(sys.argv[1])

    def serve(context):
        with context.socket(zmq.REP) as socket:
            curve_server(socket, folder / "server.key_secret", domain="lab")
            socket.bind("tcp://127.0.0.1:*")
            print(socket.last_endpoint.decode(), flush=True)
            request = socket.recv(copy=False)
            socket.send_string(f"{{request.bytes.decode()}} from {{request.get('User-Id')}}")
"""
IN_A_THREAD = (
    SERVER.format(module="thread", name="ThreadAuthenticator")
    + """
    with zmq.Context() as context:
        authenticator = ThreadAuthenticator(context)
        authenticator.configure_curve("lab", folder / "clients")
        authenticator.start()
        serve(context)
        authenticator.stop()
"""
)
ON_A_LOOP = (
    SERVER.format(module="asyncio", name="AsyncioAuthenticator")
    + """
    import asyncio

    async def main(context):
        authenticator = AsyncioAuthenticator(context)
        authenticator.configure_curve("lab", folder / "clients")
        authenticator.start()
        await asyncio.to_thread(serve, context)
        authenticator.stop()

    with zmq.Context() as context:
        asyncio.run(main(context))
"""
)
CLIENT = """
    import sys, zmq
    from pathlib import Path
    from zmq.auth import curve_client
    from zmq.utils.monitor import recv_monitor_message

    endpoint, server, own = sys.argv[1:]
    with zmq.Context() as context, context.socket(zmq.REQ) as socket:
        socket.linger = 0
        curve_client(socket, Path(server), Path(own))
        endings = zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_HANDSHAKE_FAILED_AUTH
        with socket.get_monitor_socket(endings) as monitor:
            socket.connect(endpoint)
            socket.send_string("hello")
            ending = recv_monitor_message(monitor)["event"]
            socket.disable_monitor()
        print(socket.recv_string() if ending == zmq.EVENT_HANDSHAKE_SUCCEEDED else "refused")
"""


@pytest.mark.parametrize("program", [IN_A_THREAD, ON_A_LOOP], ids=["thread", "asyncio"])
def test_a_server_for_those_whose_certificate_it_has(tmp_path: Path, program: str) -> None:
    (tmp_path / "clients").mkdir()
    server, _ = create_certificates(tmp_path, "server")
    _, stranger = create_certificates(tmp_path, "stranger")
    _, ada = create_certificates(tmp_path / "clients", "ada")
    with running(program, str(tmp_path)) as serving:
        endpoint = read_line(serving)
        assert run(CLIENT, endpoint, server, stranger).stdout == "refused\n"
        assert run(CLIENT, endpoint, server, ada).stdout.startswith("hello from ")
        assert finish(serving) == ""

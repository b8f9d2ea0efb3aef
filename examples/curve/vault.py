"""CURVE: messages are encrypted, the server knows its clients, the clients know their server.

It prints::

    ada says: open the door
    a stranger is not let in
"""

from __future__ import annotations

import zmq
from zmq.auth import curve_client, curve_server
from zmq.auth.thread import ThreadAuthenticator


def connect(
    client: zmq.SyncSocket, server: zmq.SyncSocket, server_key: bytes, own_key: bytes
) -> None:
    curve_client(client, server_key, own_key)
    client.connect(server.last_endpoint)


def main() -> None:
    # Each makes its own keys, once, and keeps the secret one. Public keys are what they exchange.
    server_public, server_secret = zmq.curve_keypair()
    ada_public, ada_secret = zmq.curve_keypair()
    _, strangers_secret = zmq.curve_keypair()

    with (
        zmq.Context() as context,
        context.socket(zmq.PULL) as server,
        context.socket(zmq.PUSH) as ada,
        context.socket(zmq.PUSH) as stranger,
    ):
        gatekeeper = ThreadAuthenticator(context)
        gatekeeper.configure_curve_keys("vault", {ada_public: "ada"})
        gatekeeper.start()
        curve_server(server, server_secret, domain="vault")
        server.bind("tcp://127.0.0.1:*")

        connect(ada, server, server_public, ada_secret)
        ada.send_string("open the door")
        frame = server.recv(copy=False)
        print(f"{frame['User-Id']} says: {frame.bytes.decode()}")

        refusals = stranger.get_monitor_socket(zmq.EVENT_HANDSHAKE_FAILED_AUTH)
        connect(stranger, server, server_public, strangers_secret)
        refusals.recv_multipart()
        print("a stranger is not let in")
        refusals.close()
        gatekeeper.stop()


if __name__ == "__main__":
    if zmq.has("curve"):
        main()
    else:
        print("This libzmq was built without CURVE.")

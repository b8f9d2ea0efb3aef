"""Large arrays: their memory goes to libzmq and arrives from it without a copy.

It prints::

    20 images of (512, 512) float32, mean of means 9.5
    the camera may use its memory again
"""

from __future__ import annotations

from threading import Thread

import numpy as np

import zmq
from zmq.codecs import Array

IMAGES, SHAPE = 20, (512, 512)


def film(camera: zmq.SyncSocket, trackers: list[zmq.MessageTracker]) -> None:
    """Send images from memory that is used again once libzmq is done with it."""
    codec = Array()
    images = [np.empty(SHAPE, dtype=np.float32) for _ in range(2)]
    for number in range(IMAGES):
        image = images[number % len(images)]
        if number >= len(images):
            trackers[-len(images)].wait()
        image.fill(number)
        trackers.append(camera.send_serialized(image, codec.encode, copy=False, track=True))


def main() -> None:
    with (
        zmq.Context() as context,
        context.socket(zmq.PUSH) as camera,
        context.socket(zmq.PULL) as screen,
    ):
        screen.bind("tcp://127.0.0.1:*")
        camera.connect(screen.last_endpoint)
        trackers: list[zmq.MessageTracker] = []
        filming = Thread(target=film, args=(camera, trackers))
        filming.start()
        means, image = [], np.empty(0)
        for _ in range(IMAGES):
            image = screen.recv_serialized(Array().decode, copy=False)
            means.append(image.mean())
        filming.join()
        print(f"{len(means)} images of {image.shape} {image.dtype}, mean of means {np.mean(means)}")
        zmq.MessageTracker(*trackers).wait(timeout=5)  # seconds
        print("the camera may use its memory again")


if __name__ == "__main__":
    main()

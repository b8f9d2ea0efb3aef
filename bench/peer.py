"""The second process of a workload: `python -m bench.peer MODULE:FUNCTION ZMQ`.

Each line on standard input is a job; the process ends with its standard input.
"""

from __future__ import annotations

import importlib
import json
import sys

from bench.run import Run


def main(target: str, zmq: str) -> None:
    module, _, name = target.partition(":")
    function = getattr(importlib.import_module(module), name)
    run = Run(zmq)
    for line in sys.stdin:
        job = json.loads(line)
        # Only now: what the last job sent may have lingered until here.
        run.close()
        run.begin(job["loops"])
        function(run, **job["arguments"])


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Starting: the import, a context, a socket."""

from __future__ import annotations

import subprocess
import sys

from bench.goals import LEVEL, Row
from bench.many import BATCH
from bench.registry import workload
from bench.run import Run

TIMED_IMPORT = """
from time import perf_counter
start = perf_counter()
import {}
print(perf_counter() - start)
"""


@workload("import zmq", Row(unit="ms", at_least=LEVEL, aim=2))
def import_zmq(run: Run) -> None:
    command = [sys.executable, "-I", "-c", TIMED_IMPORT.format(run.module)]
    for _ in range(run.loops):
        run.clock.add(float(subprocess.check_output(command)))


@workload("context, created and terminated", Row(unit="µs", at_least=LEVEL))
def context(run: Run) -> None:
    make = run.zmq.Context
    with run.clock:
        for _ in range(run.loops):
            make().term()


# Closed sockets are reaped in the background and count until then, hence a context for a batch.
@workload("socket, created and closed", Row(unit="µs", at_least=LEVEL), step=BATCH)
def socket(run: Run) -> None:
    for _ in range(run.loops // BATCH):
        context, kind = run.zmq.Context(), run.zmq.PUSH
        make = context.socket
        make(kind).close()
        with run.clock:
            for _ in range(BATCH):
                make(kind).close()
        context.term()

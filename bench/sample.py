"""Takes one sample in a fresh process: `python -m bench.sample NAME MODULE SECONDS SHARE`.

SECONDS is how long the sample should take; of a fixed number of loops only one in SHARE is done.
Prints one line of JSON: the measures, or why the workload cannot run here.
"""

from __future__ import annotations

import json
import sys

from bench.registry import Workload, find
from bench.run import Run, Unsupported

# PyPy compiles what it has seen running for a while, so a sample is taken twice there.
COMPILES = sys.implementation.name == "pypy"


def take(workload: Workload, run: Run, seconds: float, share: int) -> dict[str, float]:
    if workload.loops is not None:
        return _once(workload, run, max(1, workload.loops // share))
    return _scaled(workload, run, seconds)


def _scaled(workload: Workload, run: Run, seconds: float) -> dict[str, float]:
    """Find out how many loops take that long, which warms up too, then do them."""
    loops = workload.step
    _once(workload, run, loops)
    while run.clock.wall < seconds / 10:
        loops *= 8
        _once(workload, run, loops)
    wanted = loops * seconds / run.clock.wall
    loops = max(1, round(wanted / workload.step)) * workload.step
    if COMPILES:
        _once(workload, run, loops)
    return _once(workload, run, loops)


def _once(workload: Workload, run: Run, loops: int) -> dict[str, float]:
    run.begin(loops)
    workload.body(run)
    run.close()
    return run.measures()


def main(name: str, module: str, seconds: str, share: str) -> None:
    run = Run(module)
    try:
        measures = take(find(name), run, float(seconds), int(share))
        print(json.dumps({"measures": measures}))
    except Unsupported as error:
        print(json.dumps({"unsupported": str(error)}))
    finally:
        run.end()


if __name__ == "__main__":
    main(*sys.argv[1:])

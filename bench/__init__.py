"""Benchmarks: our build against released pyzmq, pyomq and libzmq's C API; see README.md."""

from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent

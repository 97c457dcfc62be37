"""What a benchmark is. Only the standard library: this module is also imported in the peers' environments.

A benchmark is one module of this package that holds

    BENCHMARK = Benchmark(...)
    def prepared(folder: Path, size: int) -> AbstractContextManager[None]     # inputs below `folder`, servers started
    def ours(folder: Path) -> Turn
    def peer(folder: Path) -> Turn

Its docstring says what is measured, against what, why that peer, and what `size` counts. `prepared` runs in the
project's environment; each turn of `ours` and `peer` runs in a process of its own, the peer's with the interpreter of
its environment, so what a side needs is imported inside its function.
"""

from __future__ import annotations

import gc
import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """`ours` is to be `target` times `peer`; both are amounts a second in `unit`, higher is better.

    `environment` names `benchmarks/peers/<environment>.txt`; empty where the peer needs nothing but the project's own.
    """

    peer_name: str
    unit: str
    target: float
    size: int
    turns: int = 5
    environment: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one process got done in how many seconds; `notes` are further figures for the result's file."""

    amount: float
    seconds: float
    notes: Mapping[str, float] = field(default_factory=dict)


def passes(work: Callable[[], int], seconds: float) -> Turn:
    """Whole passes of `work`, which gives what it got done, until they cost so many CPU seconds; at least one, and
    another before that to warm up."""
    work()
    gc.collect()
    amount, spent, started = 0, 0.0, time.process_time()
    while not amount or spent < seconds:
        amount += work()
        spent = time.process_time() - started
    return Turn(amount, spent)


def peak_megabytes() -> float:
    """The most memory this process has held."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says on Linux begins with the peak of the process that started this one
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)

"""A benchmark that takes no time: what each side says is in a file that the test writes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.protocol import Benchmark, Turn

BENCHMARK = Benchmark(peer_name="a snail", unit="leaves/s", target=3, size=7, turns=3)


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    (folder / "size").write_text(str(size))
    yield


def ours(folder: Path) -> Turn:
    if (folder / "size").read_text() == "13":
        raise ValueError("thirteen leaves are one too many")
    return _turn(folder, "ours", amount=80 if _turns(folder, "ours") else 8)  # the first of three turns is disturbed


def peer(folder: Path) -> Turn:
    return _turn(folder, "peer", amount=20)


def _turn(folder: Path, side: str, *, amount: float) -> Turn:
    with (folder / "turns").open("a") as log:
        log.write(f"{side} {os.getpid()}\n")
    notes = {"turns_before": float(_turns(folder, ""))} if side == "ours" else {}
    return Turn(amount, 2, notes)


def _turns(folder: Path, side: str) -> int:
    log = folder / "turns"
    return sum(line.startswith(side) for line in log.read_text().splitlines()) if log.exists() else 0

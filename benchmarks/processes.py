"""What processes and all they start cost: CPU seconds and memory, from /proc."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

_SAMPLE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Cpu:
    """CPU seconds: of the process itself, and of everything below it, the ended and waited for included."""

    own: float
    below: float

    @property
    def all(self) -> float:
        """Both."""
        return self.own + self.below

    def __sub__(self, earlier: Cpu) -> Cpu:
        return Cpu(self.own - earlier.own, self.below - earlier.below)


def cpu_of(pid: int) -> Cpu:
    """What the process has cost so far, and what those below it have."""
    root = psutil.Process(pid)
    times = root.cpu_times()
    below = times.children_user + times.children_system
    for child in root.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            spent = child.cpu_times()
            below += spent.user + spent.system + spent.children_user + spent.children_system
    return Cpu(times.user + times.system, below)


def megabytes_of(pids: Iterator[int] | list[int]) -> float:
    """The memory of processes and all below them; what they share is divided among them (PSS)."""
    total = 0
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            root = psutil.Process(pid)
            for process in (root, *root.children(recursive=True)):
                total += _proportional(process.pid)
    return total / 1024


class Watch:
    """Samples the memory of processes while the block lasts; `peak` is the most there was, in megabytes."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        self._pids = list(pids.values())
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.peak = 0.0

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._ended.wait(_SAMPLE_SECONDS):
            self.peak = max(self.peak, megabytes_of(self._pids))


def _proportional(pid: int) -> int:
    """Kilobytes of PSS; nothing of a process that has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except (OSError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)

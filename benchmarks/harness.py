"""Runs a benchmark: the two sides take turns, each turn in a process of its own, and medians are compared."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Protocol, cast

from rich.table import Table

from benchmarks.environments import PROJECT, STATE, BenchmarkError, interpreter
from benchmarks.protocol import Benchmark, Turn

RESULTS = PROJECT / "benchmarks" / "results"


class BenchmarkModule(Protocol):
    """See `benchmarks.protocol`."""

    __name__: str
    BENCHMARK: Benchmark

    def prepared(self, folder: Path, size: int) -> AbstractContextManager[None]: ...

    def ours(self, folder: Path) -> Turn: ...

    def peer(self, folder: Path) -> Turn: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """`ours` and `peer` are medians in `unit`, `ratio` is ours to peer. `notes` hold medians of further figures by
    side, and `load_average` what else the machine was doing at the start."""

    name: str
    ours: float
    peer: float
    peer_name: str
    ratio: float
    target: float
    unit: str
    command: str
    size: int
    turns: int
    load_average: float
    notes: Mapping[str, Mapping[str, float]]

    def line(self) -> str:
        """The result for a person, with its notes behind it."""
        verdict = "reached" if self.ratio >= self.target else "missed"
        notes = "; ".join(f"{key.replace('_', ' ')} {_short(value)}" for key, value in self.notes["ours"].items())
        return (
            f"{self.name}: {_short(self.ours)} {self.unit}, {self.peer_name} {_short(self.peer)}: "
            f"{self.ratio:.2f} times, target {self.target:g} {verdict}{f' ({notes})' if notes else ''}"
        )

    def write(self, folder: Path = RESULTS) -> Path:
        """Write `<name>.json`."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{self.name}.json"
        file.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return file


def table(results: Sequence[Result]) -> Table:
    """The results for a person, one below the other; `limit` is what the ratio is to reach."""
    drawn = Table(title="ours against peers")
    for heading in ("benchmark", "ours", "peer", "unit", "against", "ratio", "limit"):
        drawn.add_column(heading, justify="right" if heading in ("ours", "peer", "ratio", "limit") else "left")
    for each in results:
        reached = "" if each.ratio >= each.target else " missed"
        numbers = (_short(each.ours), _short(each.peer), each.unit, each.peer_name)
        drawn.add_row(each.name, *numbers, f"{each.ratio:.3g}", f"{each.target:g}{reached}")
    return drawn


def load(name: str) -> BenchmarkModule:
    """The benchmark `name`.

    Raises:
        BenchmarkError: there is none of that name.
    """
    if name not in names():
        raise BenchmarkError(f"no benchmark is called {name}; there are {', '.join(names())}")
    return _as_benchmark(importlib.import_module(f"benchmarks.{name}"))


def names() -> list[str]:
    """Every benchmark: a module of this package that says `BENCHMARK = ...`."""
    modules = Path(__file__).parent.glob("*.py")
    return sorted(file.stem for file in modules if "\nBENCHMARK = " in file.read_text(encoding="utf-8"))


def run(module: BenchmarkModule, *, size: int | None = None, turns: int | None = None) -> Result:
    """Prepare the benchmark, let ours and the peer take turns, compare the medians.

    Raises:
        BenchmarkError: a side failed, or the peer's environment cannot be made.
    """
    benchmark = module.BENCHMARK
    name = module.__name__.rpartition(".")[2]
    chosen_size, chosen_turns = size or benchmark.size, turns or benchmark.turns
    python = {"ours": interpreter(""), "peer": interpreter(benchmark.environment)}
    folder = STATE / "work" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    load_average = os.getloadavg()[0]
    taken: dict[str, list[Turn]] = {"ours": [], "peer": []}
    try:
        with module.prepared(folder, chosen_size):
            for _ in range(chosen_turns):
                for side, done in taken.items():
                    done.append(_take_turn(python[side], module.__name__, side, folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    ours, peer = (median(turn.amount / turn.seconds for turn in done) for done in taken.values())
    return Result(
        name=name,
        ours=_significant(ours),
        peer=_significant(peer),
        peer_name=benchmark.peer_name,
        ratio=_significant(ours / peer),
        target=benchmark.target,
        unit=benchmark.unit,
        command=_command(name, size, turns),
        size=chosen_size,
        turns=chosen_turns,
        load_average=round(load_average, 1),
        notes={side: _notes(done) for side, done in taken.items()},
    )


def _as_benchmark(module: ModuleType) -> BenchmarkModule:
    return cast(BenchmarkModule, module)


def _command(name: str, size: int | None, turns: int | None) -> str:
    options = {"SIZE": size, "TURNS": turns}
    return " ".join([f"make bench NAME={name}", *(f"{key}={value}" for key, value in options.items() if value)])


def _take_turn(python: Path, module: str, side: str, folder: Path) -> Turn:
    result = subprocess.run(
        [python, "-W", "ignore", "-m", "benchmarks.turn", module, side, folder],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise BenchmarkError(f"{module}: a turn of {side} failed:\n{result.stderr.strip()[-3000:]}")
    return Turn(**json.loads(result.stdout.splitlines()[-1]))


def _notes(turns: Sequence[Turn]) -> dict[str, float]:
    return {key: _significant(median(turn.notes[key] for turn in turns)) for key in turns[0].notes}


def _significant(number: float) -> float:
    return float(f"{number:.4g}")


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"

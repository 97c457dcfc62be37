"""The tasks of load_indicators without Airflow: what has ended is noted, and what was killed is tried again."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from fazhi.derive import derive_batch, merge_load, pending_partitions, plan_load, validate_load
from fazhi.settings import Settings


def load_what_waits(settings: Settings, journal: Path) -> list[str]:
    """Load every partition that waits, task by task; the partitions.

    A task that ends is noted in the journal with what it gave, as Airflow notes it in its database: with the journal of
    a process that was killed, only what had not ended is done.
    """
    noted: dict[str, Any] = {}
    if journal.exists():
        noted = dict(map(json.loads, journal.read_text(encoding="utf-8").splitlines()))

    def task(name: str, work: Callable[..., Any], *arguments: object, **options: object) -> Any:
        if name not in noted:
            noted[name] = work(settings, *arguments, **options)
            with journal.open("a", encoding="utf-8") as file:
                file.write(json.dumps([name, noted[name]]) + "\n")
        return noted[name]

    keys: list[str] = task("keys", pending_partitions)
    for key in keys:
        batches = task(f"plan {key}", plan_load, key, batch_size=4)
        for number, batch in enumerate(batches):
            task(f"derive {key} {number}", derive_batch, batch)
        if batches:
            task(f"validate {key}", validate_load, batches[0])
            task(f"merge {key}", merge_load, batches[0])
    return keys


def tell_statements(told: int) -> None:
    """Write a byte to the file `told` before each statement of this process."""
    for name in ("execute", "copy"):
        _tell(name, told)


def _tell(name: str, told: int) -> None:
    original = getattr(psycopg.Cursor, name)

    def tell(self: object, *arguments: object, **options: object) -> object:
        os.write(told, b".")
        return original(self, *arguments, **options)

    setattr(psycopg.Cursor, name, tell)


if __name__ == "__main__":
    tell_statements(int(sys.argv[1]))
    load_what_waits(Settings.from_environment(), Path(sys.argv[2]))

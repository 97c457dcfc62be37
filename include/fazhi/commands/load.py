"""`fazhi load` and `fazhi backfill`: what the DAGs do, in this process, for one person and a few partitions."""

from __future__ import annotations

from collections.abc import Sequence

import typer
from rich.table import Table

from fazhi.commands.console import console
from fazhi.errors import ConfigurationError
from fazhi.settings import Settings


def load(
    partition: list[str] = typer.Option(  # noqa: B008  (Typer's way)
        [], help="PROVINCE|YEAR, may be given several times; default: every partition with captures not yet derived"
    ),
) -> None:
    """Load partitions from the archive into the star schema, then score what changed."""
    from fazhi.derive import pending_partitions

    settings = Settings.from_environment()
    keys = partition or pending_partitions(settings)
    if not keys:
        console.print("Every capture is derived: nothing to load.")
        return
    _load_and_score(settings, keys)


def backfill(
    province: str = typer.Option(..., help="First two digits of the 行政区划代码"),
    years: str = typer.Option(..., help="A year or a span, for example 2022-2024"),
) -> None:
    """Derive whole provinces and years again from the archive, whatever the ledger says, and score what changed."""
    from fazhi.derive import request_rederivation

    settings = Settings.from_environment()
    keys = request_rederivation(settings, provinces=[province], years=list(_years(years)))
    if not keys:
        raise ConfigurationError(f"the archive holds no document of province {province} and years {years}")
    _load_and_score(settings, keys)


def _load_and_score(settings: Settings, keys: Sequence[str]) -> None:
    from fazhi.derive import load_partition
    from fazhi.nightly import score_and_record

    changed: set[str] = set()
    table = Table("partition", "to score", title="Loaded")
    for key in keys:
        with console.status(f"loading {key}"):
            to_score = load_partition(settings, key)
        table.add_row(key, ", ".join(to_score) or "nothing changed")
        changed |= set(to_score)
    console.print(table)
    for key in sorted(changed):
        with console.status(f"scoring {key}"):
            scored = score_and_record(settings, key)
        console.print(f"{key}: {'scored' if scored else 'no assessment scheme'}")


def _years(text: str) -> range:
    first, _, last = text.partition("-")
    if not first.isdigit() or not (last or first).isdigit() or int(first) > int(last or first):
        raise ConfigurationError(f"{text!r} is no year or span of years; write 2024 or 2022-2024")
    return range(int(first), int(last or first) + 1)

"""`fazhi load` and `fazhi backfill`: what the DAGs do, in this process, for one person and a few partitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from fazhi.commands.console import console
from fazhi.counted import counted
from fazhi.errors import ConfigurationError
from fazhi.settings import Settings

if TYPE_CHECKING:
    from fazhi.backfill import Result

_JOBS = typer.Option(1, min=1, help="Processes side by side, each with a partition of its own")


def load(
    partition: list[str] = typer.Option(  # noqa: B008  (Typer's way)
        [], help="PROVINCE|YEAR, may be given several times; default: every partition with captures not yet derived"
    ),
    jobs: int = _JOBS,
) -> None:
    """Load partitions from the archive into the star schema, then score what changed."""
    from fazhi.derive import pending_partitions

    settings = Settings.from_environment()
    keys = partition or pending_partitions(settings)
    if not keys:
        console.print("Every capture is derived: nothing to load.")
        return
    _load_and_score(settings, keys, jobs)


def backfill(
    province: str = typer.Option(..., help="First two digits of the 行政区划代码"),
    years: str = typer.Option(..., help="A year or a span, for example 2022-2024"),
    source: str = typer.Option("archive", "--from", help="archive: no site is asked; sites: read all lists anew first"),
    jobs: int = _JOBS,
) -> None:
    """Derive whole provinces and years again, whatever the ledger says, and score what changed.

    Exit code 1 where a partition failed or, with --from sites, a site: the command that redoes only those is printed.
    """
    from fazhi.derive import request_rederivation

    if source not in {"archive", "sites"}:
        raise ConfigurationError(f"--from {source} is neither archive nor sites")
    settings = Settings.from_environment()
    span = _years(years)
    whole = source == "archive" or _crawl(settings, province)
    keys = request_rederivation(settings, provinces=[province], years=list(span))
    if not keys:
        raise ConfigurationError(f"the archive holds no document of province {province} and years {years}")
    _load_and_score(settings, keys, jobs)
    if not whole:
        raise typer.Exit(code=1)


def _crawl(settings: Settings, province: str) -> bool:
    """Ask the active sites of a province for everything their lists name; what is unchanged is not fetched again.

    Whether all answered: what a site that failed has to say is not in what is loaded next.
    """
    from fazhi.crawl.plan import codes_of
    from fazhi.crawl.run import crawl_all

    codes = codes_of(settings, [province])
    with console.status(f"crawling {counted(len(codes), 'county', 'counties')}"):
        summary = crawl_all(settings, only=codes, sweep=True)
    console.print(str(summary), highlight=False, markup=False, soft_wrap=True)
    return not summary.to_redo


def _load_and_score(settings: Settings, keys: Sequence[str], jobs: int) -> None:
    from fazhi.backfill import load_and_score

    columns = (
        *(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()),
        *(TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn()),
    )
    with Progress(*columns, console=console) as bar:
        loading = bar.add_task("loading", total=len(keys))

        def told(what: str, key: str) -> None:
            bar.update(loading, advance=1 if what != "scored" else 0, description=f"{what} {key}")

        result = load_and_score(settings, keys, jobs=jobs, progress=told)
    show_result(settings, result)


def show_result(settings: Settings, result: Result) -> None:
    """Say what was loaded, scored and failed; where something failed, how to redo it, and end with exit code 1.

    Corrections that do not hold are told each time, until someone withdraws or renews them.
    """
    from fazhi.commands.correction import show_failing
    from fazhi.warehouse.correction_states import standings
    from fazhi.warehouse.database import connect

    console.print(f"Loaded: {', '.join(sorted(result.loaded)) or 'nothing'}", highlight=False)
    console.print(
        f"Scored: {', '.join(sorted(result.scored)) or 'nothing changed that a scheme assesses'}", highlight=False
    )
    with connect(settings.require("warehouse_dsn")) as connection:
        show_failing(standings(connection))
    for key, fault in sorted(result.failed.items()):
        console.print(f"failed {key}: {fault}", style="red", highlight=False, markup=False)
    if result.to_redo:
        console.print(f"Redo only these:  {result.to_redo}", highlight=False, markup=False)
        raise typer.Exit(code=1)


def _years(text: str) -> range:
    first, _, last = text.partition("-")
    if not first.isdigit() or not (last or first).isdigit() or int(first) > int(last or first):
        raise ConfigurationError(f"{text!r} is no year or span of years; write 2024 or 2022-2024")
    return range(int(first), int(last or first) + 1)

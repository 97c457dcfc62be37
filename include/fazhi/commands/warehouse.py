"""`fazhi migrate`, `fazhi status`, `fazhi fingerprint`, `fazhi verify`, `fazhi retention`: the warehouse itself."""

from __future__ import annotations

from collections import Counter

import typer
from rich.table import Table

from fazhi.commands.console import console, shanghai
from fazhi.counted import counted
from fazhi.settings import Settings


def migrate() -> None:
    """Create or upgrade the warehouse's schema. Each migration is one transaction; doing it again changes nothing."""
    from fazhi.warehouse.migrate import upgrade
    from fazhi.warehouse.schema_version import newest_version

    dsn = Settings.from_environment().require("warehouse_dsn")
    applied = upgrade(dsn)
    for name in applied:
        console.print(f"applied {name}")
    console.print(f"The warehouse is at version {newest_version()}." + ("" if applied else " Nothing to do."))


def status() -> None:
    """Show what the warehouse holds, what waits to be loaded or scored, which corrections fell, how runs ended."""
    from fazhi.alerts.delivery import last_unsent
    from fazhi.commands.correction import show_failing
    from fazhi.warehouse.correction_states import standings
    from fazhi.warehouse.database import connect
    from fazhi.warehouse.overview import overview

    settings = Settings.from_environment()
    with connect(settings.require("warehouse_dsn")) as connection:
        found = overview(connection, settings)
        unsent = last_unsent(connection)
        stood = standings(connection)
    table = Table("", "rows", title="The warehouse holds")
    for name, rows in found.holdings.items():
        table.add_row(name, f"{rows:,}")
    console.print(table)
    console.print(f"To load: {', '.join(found.to_load) or 'nothing, every capture is derived'}")
    console.print(f"To score: {', '.join(found.to_score) or 'nothing, every change is scored'}")
    if stood:
        states = Counter(each.state for each in stood)
        console.print(f"Corrections: {', '.join(f'{count} {state}' for state, count in sorted(states.items()))}")
        show_failing(stood)
    if found.runs:
        table = Table("run", "stage", "partition", "started", "state", "not done", title="Last runs")
        for run in found.runs:
            started = shanghai(run.started_at)
            not_done = ", ".join(f"{count} {outcome}" for outcome, count in run.not_done.items())
            table.add_row(str(run.run_id), run.stage, run.partition_key or "", started, run.state, not_done)
        console.print(table)
    if unsent:
        console.print(f"The alert of {shanghai(unsent[0])} was not sent: {unsent[1]}", markup=False)


def fingerprint(
    tables: bool = typer.Option(False, "--tables", help="One line a table: where two warehouses differ"),
    history: bool = typer.Option(False, "--history", help="With what was superseded, too"),
) -> None:
    """Print the hash of all facts, without keys and times: two warehouses that hold the same print the same."""
    from fazhi.warehouse.database import connect
    from fazhi.warehouse.fingerprint import fingerprint as of_everything
    from fazhi.warehouse.fingerprint import table_fingerprints

    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        if tables:
            for name, digest in table_fingerprints(connection, history=history).items():
                typer.echo(f"{name}\t{digest}")
        typer.echo(of_everything(connection, history=history))


def retention(
    days: int = typer.Option(90, min=30, help="Older records than these go"),
) -> None:
    """Delete old records of how things went well; facts, failures, captures and what people put in stay for ever."""
    from fazhi import clock
    from fazhi.warehouse.database import connect
    from fazhi.warehouse.retention import forget

    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        forgotten = forget(connection, now=clock.now(), days=days)
    for table, rows in forgotten.items():
        console.print(f"{table}: {counted(rows, 'row')} deleted", highlight=False)


def verify() -> None:
    """Check that every reference of the star schema leads somewhere and no fact holds twice; exit code 1 if not."""
    from fazhi.warehouse.database import connect
    from fazhi.warehouse.integrity import faults

    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        found = faults(connection)
    for fault in found:
        console.print(str(fault), highlight=False)
    if found:
        raise typer.Exit(code=1)
    console.print("Every reference leads somewhere; no fact holds twice.")

"""`fazhi quality`: what the gate found in loads."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import typer
from rich.markup import escape
from rich.table import Table

from fazhi.commands.console import console
from fazhi.errors import ConfigurationError
from fazhi.partition_key import PartitionKey
from fazhi.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fazhi.quality.results import Result


def quality(
    load_id: int | None = typer.Argument(
        None, help="Number of a load, as its log shows it; default: the latest load of each partition"
    ),
    partition: str = typer.Option("", help="PROVINCE|YEAR: the latest load of that partition"),
    everything: bool = typer.Option(False, "--all", help="Show the expectations that held, too"),
) -> None:
    """Show the expectations that the latest loads failed, with the number of rows and examples."""
    from fazhi.quality.results import latest_results, results_of_load
    from fazhi.warehouse.database import connect

    settings = Settings.from_environment()
    key = PartitionKey.parse(partition) if partition else None
    if key and load_id is not None:
        raise ConfigurationError("give a load or --partition, not both")
    with connect(settings.require("warehouse_dsn")) as connection:
        results = latest_results(connection, key) if load_id is None else results_of_load(connection, load_id)
    if not results:
        console.print(f"No load {f'of {key} ' if key else ''}was validated yet.")
    for (of, number), found in groupby(results, lambda result: (result.partition, result.load_id)):
        of_load = list(found)
        _show(of_load, everything=everything)
        console.print(f"Data Docs of {of}, load {number}:")
        merged = [""] + ["-merged"] * any(each.table_name.startswith("dw.") for each in of_load)
        for directory in (settings.data_docs / f"{of.province}-{of.year}{stage}" for stage in merged):
            console.print(f"  {directory / 'index.html'}", soft_wrap=True)


def _show(results: Sequence[Result], *, everything: bool) -> None:
    first = results[0]
    table = Table("table", "expectation", "severity", "holds", "rows", "failed", "for example")
    for each in results:
        if everything or not each.success:
            holds = "yes" if each.success else "no"
            told = escape("\n".join(each.examples))
            counts = (str(each.checked_rows), str(each.failed_rows))
            table.add_row(each.table_name, each.expectation, each.severity, holds, *counts, told)
    failed = sum(not each.success for each in results)
    console.print(
        f"{first.partition} load {first.load_id}: {len(results) - failed} of {len(results)} expectations hold"
    )
    if table.row_count:
        console.print(table)

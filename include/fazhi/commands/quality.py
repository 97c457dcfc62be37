"""`fazhi quality`: what the gate found in a load."""

from __future__ import annotations

import typer
from rich.table import Table

from fazhi.commands.console import console
from fazhi.errors import ConfigurationError
from fazhi.settings import Settings


def quality(
    load_id: int = typer.Argument(help="Number of the load, as its log and fazhi rejected show it"),
    everything: bool = typer.Option(False, "--all", help="Show the expectations that held, too"),
) -> None:
    """Show the expectations that a load failed, with the number of rows."""
    from fazhi.warehouse.database import connect

    settings = Settings.from_environment()
    with connect(settings.require("warehouse_dsn")) as connection:
        results = connection.execute(
            "SELECT table_name, expectation, severity, success, checked_rows, failed_rows FROM etl.quality_result"
            " WHERE load_id = %s ORDER BY success, severity, table_name, quality_result_id",
            (load_id,),
        ).fetchall()
        partition = connection.execute(
            "SELECT province_code || '-' || partition_year FROM etl.load WHERE load_id = %s", (load_id,)
        ).fetchone()
    if not results or not partition:
        raise ConfigurationError(f"no results of a load {load_id}: there is none, or it was not validated yet")
    failed = sum(not success for _, _, _, success, _, _ in results)
    table = Table("table", "expectation", "severity", "holds", "rows", "failed")
    for name, expectation, severity, success, checked_rows, failed_rows in results:
        if everything or not success:
            holds = "yes" if success else "no"
            table.add_row(name, expectation, severity, holds, str(checked_rows), str(failed_rows))
    if table.row_count:
        console.print(table)
    console.print(f"load {load_id}: {len(results) - failed} of {len(results)} expectations hold")
    console.print(f"Data Docs of the partition: {settings.data_docs / partition[0] / 'index.html'}", soft_wrap=True)

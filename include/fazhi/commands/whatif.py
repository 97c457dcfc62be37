"""`fazhi whatif`: what a county's score would be with other figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from fazhi.commands.console import console
from fazhi.counted import counted
from fazhi.errors import ConfigurationError
from fazhi.settings import Settings


def whatif(
    region: Annotated[str, typer.Argument(help="行政区划代码 of a county")],
    year: Annotated[int, typer.Option(help="Assessed year")],
    put: Annotated[
        list[str],
        typer.Option("--set", help="litigation.loss_rate=5, document:TYPE=YYYY-MM-DD or NAME=missing; several"),
    ],
) -> None:
    """Show which items would move, and total and rank before and after; nothing is written."""
    from fazhi.scoring.explanation import NOTICE
    from fazhi.scoring.whatif import held, what_if
    from fazhi.warehouse.database import connect

    if not put:
        raise ConfigurationError("say what would be otherwise: --set litigation.loss_rate=5")
    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        result = what_if(held(connection, region, year), region, put)
    table = Table("item", "what", "before", "after", "of", "how")
    for item in result.moved:
        points = (_points(item.before), _points(item.after), str(item.marks))
        table.add_row(item.code, Text(item.name), *points, Text(item.formula, overflow="fold"))
    if result.moved:
        console.print(table)
    else:
        console.print("No item moves.")
    console.print(
        f"total {result.total_before} -> {result.total_after} of {result.run.marks}, "
        f"rank {result.rank_before} -> {result.rank_after} of {result.of}"
    )
    if result.others_moved:
        changes = ", ".join(f"{code} {before} -> {after}" for code, (before, after) in result.others_moved.items())
        others = counted(len(result.others_moved), "other county", "other counties")
        console.print(f"{others} in another place: {changes}", soft_wrap=True)
    console.print(f"Nothing was written. {NOTICE}")


def _points(score: Decimal | None) -> str:
    return "excluded" if score is None else str(score)

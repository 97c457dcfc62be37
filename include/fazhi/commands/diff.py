"""`fazhi diff`: what changed in the warehouse since a moment."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from fazhi.commands.console import console, shanghai
from fazhi.settings import Settings


def diff(
    since: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"], help="Moment, in Asia/Shanghai."),
    ],
    province: Annotated[str, typer.Option(help="First two digits of the code; all without it.")] = "",
    rows: Annotated[bool, typer.Option("--rows", help="Every changed figure with its sentence.")] = False,
) -> None:
    """Show which figures were added, changed or are gone since a moment, by indicator and cause."""
    from fazhi.clock import SHANGHAI
    from fazhi.warehouse.changes import changes_since
    from fazhi.warehouse.database import connect

    moment = since.replace(tzinfo=SHANGHAI)
    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        found = changes_since(connection, moment, province=province)
    if not found:
        console.print(f"Nothing changed since {shanghai(moment)}.")
        return
    table = Table("indicator", "what", "cause", "figures", title=f"Changes since {shanghai(moment)}")
    for (indicator, what, cause), figures in sorted(Counter((c.indicator, c.what, c.cause) for c in found).items()):
        table.add_row(indicator, what, cause, str(figures))
    console.print(table)
    totals = Counter(change.what for change in found)
    console.print(", ".join(f"{figures} {what}" for what, figures in sorted(totals.items())))
    if rows:
        for each in found:
            part = f" {each.breakdown}" if each.breakdown else ""
            values = f"{_plain(each.earlier)} -> {_plain(each.later)} {each.unit}"
            console.print(
                f"{each.what}  {each.region_code} {each.region_name}  {each.indicator}{part} {each.period}: {values}"
                f"  ({each.cause})  {each.sentence.strip()}",
                highlight=False,
                markup=False,
            )


def _plain(value: object) -> str:
    return "none" if value is None else f"{value:f}"

"""`fazhi silence`: what alerts leave out for a while, with a reason, a name and an end."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from fazhi import clock
from fazhi.commands.console import console, shanghai
from fazhi.commands.who import named
from fazhi.settings import Settings

app = typer.Typer(help="What alerts leave out for a while: with a reason, a name and an end.", no_args_is_help=True)


@app.command()
def add(
    *,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="When it ends (Shanghai).")],
    because: Annotated[str, typer.Option(help="Why; told with each message that it shortens.")],
    place: Annotated[str, typer.Option(help="行政区划代码 or PROVINCE|YEAR; default: any.")] = "",
    reason_code: Annotated[str, typer.Option(help="A reason as a message names it (timeout); default: any.")] = "",
    stage: Annotated[str, typer.Option(help="crawl, load or score; default: any.")] = "",
    by: Annotated[str, named("Who answers for it.")],
) -> None:
    """Leave problems of a place, a reason or a stage out of alerts until a day; outcomes are recorded all the same."""
    from fazhi.alerts import silences
    from fazhi.warehouse.database import connect

    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        made = silences.add(
            connection,
            stage=stage,
            reason_code=reason_code,
            place=place,
            why=because,
            made_by=by,
            until=until.replace(tzinfo=clock.SHANGHAI),
            now=clock.now(),
        )
    console.print(f"Silence {made.silence_id}: {made.of}, until {shanghai(made.until)}.", markup=False)


@app.command("list")
def list_() -> None:
    """List the silences that hold, the first to end first."""
    from fazhi.alerts import silences
    from fazhi.warehouse.database import connect

    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        found = silences.holding(connection, clock.now())
    table = Table("silence", "of", "until", "because", "by")
    for each in found:
        table.add_row(
            str(each.silence_id), escape(each.of), shanghai(each.until), escape(each.why), escape(each.made_by)
        )
    console.print(table if found else "Nothing is silenced.")


@app.command()
def end(
    silence: Annotated[int, typer.Argument(help="The number that `fazhi silence list` shows.")],
    by: Annotated[str, named("Who ends it.")],
) -> None:
    """End a silence before its time."""
    from fazhi.alerts import silences
    from fazhi.warehouse.database import connect

    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        silences.end(connection, silence, ended_by=by, now=clock.now())
    console.print(f"Silence {silence} has ended.", markup=False)

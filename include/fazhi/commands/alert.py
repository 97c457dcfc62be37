"""`fazhi alert`: the message about a night, sent by hand or by another scheduler than Airflow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from fazhi import clock
from fazhi.commands.console import console
from fazhi.settings import Settings

if TYPE_CHECKING:
    from fazhi.alerts.delivery import Sent

app = typer.Typer(help="The message about a night: what failed, and the command that redoes it.", no_args_is_help=True)


@app.command()
def report(
    always: Annotated[bool, typer.Option("--always", help="Send it after a good night, too.")] = False,
    by_day: Annotated[bool, typer.Option("--by-day", help="No crawl was due: that none ran is no problem.")] = False,
) -> None:
    """Tell what went wrong since the last report; exit code 1 where a channel of FAZHI_ALERTS did not take it."""
    from fazhi.alerts.delivery import report_night

    _show(report_night(Settings.from_environment(), now=clock.now(), always=always, nightly=not by_day))


@app.command()
def test() -> None:
    """Send a test message to every channel of FAZHI_ALERTS; exit code 1 where one did not take it."""
    from fazhi.alerts.delivery import try_channels

    _show(try_channels(Settings.from_environment(), now=clock.now()))


def _show(sent: Sent) -> None:
    console.print(sent.message.text(), markup=False, highlight=False)
    console.print(f"State: {sent.state}", markup=False, highlight=False)
    for name, why in sorted(sent.refused.items()):
        console.print(f"  {name}: {why}", markup=False, highlight=False)
    if sent.refused or sent.state == "no_channel":
        raise typer.Exit(code=1)

"""`fazhi region`: which division a name means, and what became of a code."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from fazhi.commands.console import console
from fazhi.program import command
from fazhi.settings import Settings

if TYPE_CHECKING:
    from fazhi import regions

app = typer.Typer(help="Administrative divisions: what a name means, what became of a code.", no_args_is_help=True)


@app.command()
def find(
    name: Annotated[str, typer.Argument(help="Name of a division, whole or without its last character: 三门县, 三门.")],
    province: Annotated[str, typer.Option(help="Name or code of its province.")] = "",
    prefecture: Annotated[str, typer.Option(help="Name or code of its prefecture.")] = "",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day; else today.")] = None,
) -> None:
    """Print the division that a name means; refuse where several have it."""
    from fazhi import regions

    divisions = regions.read_divisions(regions.division_files(Settings.from_environment().regions))
    day = on.date() if on else None
    found = regions.find(divisions, name, province=province, prefecture=prefecture, on=day)
    console.print(_line(found), highlight=False)


@app.command()
def history(code: Annotated[str, typer.Argument(help="行政区划代码, six digits.")]) -> None:
    """Print the versions of a code, what it followed and what followed it."""
    from fazhi import regions

    directories = Settings.from_environment().regions
    divisions = regions.read_divisions(regions.division_files(directories))
    versions = [division for division in divisions if division.code == code]
    if not versions:
        raise regions.UnknownRegionError(f"no divisions.csv has {code}; `{command('region find NAME')}` looks one up")
    for version in versions:
        console.print(_line(version), highlight=False)
    for each in regions.read_successions(regions.succession_files(directories)):
        if code in {each.from_code, each.to_code}:
            pair = each.from_code if each.from_code == each.to_code else f"{each.from_code} -> {each.to_code}"
            console.print(f"{each.happened_on}  {pair}  {each.kind}  {each.source}", highlight=False)


def _line(division: regions.Division) -> str:
    until = f" to {division.valid_to}" if division.valid_to else ""
    kind = f" ({division.kind})" if division.kind else ""
    return f"{division.code} {division.name}{kind}, from {division.valid_from}{until}"

"""`fazhi score`: the scores of a year, and the table of ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.table import Table

from fazhi.commands.console import console
from fazhi.errors import ConfigurationError

if TYPE_CHECKING:
    from fazhi.scoring.standings import Standing
    from fazhi.settings import Settings


def score(
    year: int = typer.Option(..., help="Assessed year"),
    province: str = typer.Option("", help="First two digits of the 行政区划代码; default: every one with a scheme"),
) -> None:
    """Score every county by the scheme of its province and year, and show the ranks."""
    from fazhi.nightly import score_and_record
    from fazhi.scoring.explanation import NOTICE
    from fazhi.scoring.standings import standings
    from fazhi.settings import Settings
    from fazhi.warehouse.database import connect

    settings = Settings.from_environment()
    for one in [province] if province else _provinces(settings, year):
        if not score_and_record(settings, f"{one}|{year}"):
            raise ConfigurationError(
                f"no scheme assesses province {one} in {year}; FAZHI_SCHEMES names the directories"
            )
        with connect(settings.require("warehouse_dsn")) as connection:
            columns = ("rank", "could be", "code", "county", "total", "between", "in its group", "unpublished")
            table = Table(*columns, title=f"{one} {year}", caption=NOTICE)
            for row in standings(connection, one, year):
                table.add_row(*_cells(row))
        console.print(table)


def _provinces(settings: Settings, year: int) -> list[str]:
    from fazhi.catalogue import load_catalogue
    from fazhi.scoring.scheme import load_schemes, scheme_for

    schemes = load_schemes(settings.schemes, load_catalogue(settings.catalogue))
    provinces = sorted({scheme.province for scheme in schemes if scheme_for([scheme], scheme.province, year)})
    if not provinces:
        directories = ", ".join(map(str, settings.schemes))
        raise ConfigurationError(f"no scheme in {directories} assesses {year}; FAZHI_SCHEMES names the directories")
    return provinces


def _cells(row: Standing) -> tuple[str, ...]:
    could_be = f"{row.best_rank}-{row.worst_rank}" if row.best_rank != row.worst_rank else ""
    between = f"{row.low}-{row.high}" if row.low != row.high else ""
    group = f"{row.group_rank} of {row.group_of}" if row.group else ""
    return str(row.rank), could_be, row.code, row.name, str(row.total), between, group, str(row.unpublished)

"""`fazhi score`: the scores of a year, and the table of ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.table import Table

from fazhi.commands.console import console
from fazhi.errors import ConfigurationError

if TYPE_CHECKING:
    from fazhi.scoring.scheme import Scheme
    from fazhi.scoring.standings import Standing
    from fazhi.settings import Settings


def score(
    year: int = typer.Option(..., help="Assessed year"),
    province: str = typer.Option("", help="First two digits of the 行政区划代码; default: every one with a scheme"),
) -> None:
    """Score every county, and organ of a county, by the scheme for it and the year, and show the ranks."""
    from fazhi.nightly import score_and_record
    from fazhi.scoring.scheme import assessors
    from fazhi.settings import Settings

    settings = Settings.from_environment()
    schemes = _schemes(settings)
    for one in [province] if province else _provinces(settings, schemes, year):
        if not score_and_record(settings, f"{one}|{year}"):
            raise ConfigurationError(
                f"no scheme assesses province {one} in {year}; FAZHI_SCHEMES names the directories"
            )
        for assessor in assessors(schemes, one, year):
            _print_ranks(settings, assessor, year)


def _schemes(settings: Settings) -> tuple[Scheme, ...]:
    from fazhi.catalogue import load_catalogue
    from fazhi.scoring.scheme import load_schemes

    return load_schemes(settings.schemes, load_catalogue(settings.catalogue))


def _provinces(settings: Settings, schemes: tuple[Scheme, ...], year: int) -> list[str]:
    from fazhi.scoring.scheme import assessors

    provinces = sorted({scheme.province for scheme in schemes if assessors([scheme], scheme.province, year)})
    if not provinces:
        directories = ", ".join(map(str, settings.schemes))
        raise ConfigurationError(f"no scheme in {directories} assesses {year}; FAZHI_SCHEMES names the directories")
    return provinces


def _print_ranks(settings: Settings, assessor: str, year: int) -> None:
    from fazhi.scoring.explanation import NOTICE
    from fazhi.scoring.standings import NotScoredError, standings
    from fazhi.warehouse.database import connect

    try:
        with connect(settings.require("warehouse_dsn")) as connection:
            rows = standings(connection, assessor, year)
    except NotScoredError:
        console.print(f"{assessor} assesses nobody in {year}: no organs.csv lists its organs.", markup=False)
        return
    columns = ("rank", "could be", "code", "county", "total", "between", "in its group", "unpublished")
    table = Table(*columns, title=f"{assessor} {year}", caption=NOTICE)
    for row in rows:
        table.add_row(*_cells(row))
    console.print(table)


def _cells(row: Standing) -> tuple[str, ...]:
    could_be = f"{row.best_rank}-{row.worst_rank}" if row.best_rank != row.worst_rank else ""
    between = f"{row.low}-{row.high}" if row.low != row.high else ""
    group = f"{row.group_rank} of {row.group_of}" if row.group else ""
    return str(row.rank), could_be, row.code, row.name, str(row.total), between, group, str(row.unpublished)

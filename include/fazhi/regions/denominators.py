"""`denominators.csv`: what counts are divided by (常住人口, 执法人员), with year and source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from fazhi.errors import ConfigurationError
from fazhi.regions import table

COLUMNS = ("code", "denominator", "year", "value", "unit", "source")


@dataclass(frozen=True, slots=True)
class Denominator:
    """So many `unit` of `denominator` (population.resident) in a division in `year`, as `source` says."""

    code: str
    denominator: str
    year: int
    value: Decimal
    unit: str
    source: str


def denominator_files(directories: Sequence[Path]) -> list[Path]:
    """The `denominators.csv` of the directories that have one."""
    return [directory / "denominators.csv" for directory in directories if (directory / "denominators.csv").exists()]


def read_denominators(files: Iterable[Path]) -> list[Denominator]:
    """The reference data of all files, in their order.

    Raises:
        ConfigurationError: a column is missing, a value is wrong or stands twice; names file and line.
    """
    held: dict[tuple[str, str, int], Denominator] = {}
    for path in files:
        for row, where in table.rows(path, COLUMNS):
            one = _denominator(row, where)
            key = (one.code, one.denominator, one.year)
            if key in held:
                raise ConfigurationError(f"{where}: {one.denominator} of {one.code} in {one.year} stands twice")
            held[key] = one
    return list(held.values())


def _denominator(row: dict[str, str], where: str) -> Denominator:
    for column in COLUMNS:
        if not row[column]:
            raise ConfigurationError(f"{where}: {column} is empty: a denominator needs all of {', '.join(COLUMNS)}")
    try:
        year, value = int(row["year"]), Decimal(row["value"])
    except (ValueError, InvalidOperation) as error:
        raise ConfigurationError(f"{where}: year {row['year']!r} or value {row['value']!r} is no number") from error
    if not value.is_finite() or value <= 0:
        raise ConfigurationError(f"{where}: value {row['value']} is nothing to divide by")
    return Denominator(row["code"], row["denominator"], year, value, row["unit"], row["source"])

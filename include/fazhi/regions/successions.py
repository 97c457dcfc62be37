"""`successions.csv`: which division followed which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fazhi.errors import ConfigurationError
from fazhi.regions import table

KINDS = ("renamed", "upgraded", "moved", "merged", "split")
SAME = frozenset({"renamed", "upgraded", "moved"})
"""Kinds in which the division stays one and the same, under another name, rank or code."""
COLUMNS = ("from_code", "to_code", "happened_on", "kind", "source")


@dataclass(frozen=True, slots=True)
class Succession:
    """`to_code` followed `from_code` on a day; the codes are the same where only the name changed.

    `kind` is renamed, upgraded (between county, county-level city and district), moved (another code, the same name),
    merged or split. `source` is the approval.
    """

    from_code: str
    to_code: str
    happened_on: date
    kind: str
    source: str


def succession_files(directories: Sequence[Path]) -> list[Path]:
    """The `successions.csv` of the directories that have one."""
    return [directory / "successions.csv" for directory in directories if (directory / "successions.csv").exists()]


def read_successions(files: Iterable[Path]) -> list[Succession]:
    """The successions of all files, in their order.

    Raises:
        ConfigurationError: a column is missing or a value is wrong; names file and line.
    """
    return [_succession(row, where) for path in files for row, where in table.rows(path, COLUMNS)]


def _succession(row: dict[str, str], where: str) -> Succession:
    if row["kind"] not in KINDS:
        raise ConfigurationError(f"{where}: kind {row['kind']!r} is not one of {', '.join(KINDS)}")
    try:
        happened_on = date.fromisoformat(row["happened_on"])
    except ValueError as error:
        raise ConfigurationError(f"{where}: {error}; dates are written 2021-04-09") from error
    if row["from_code"][:2] != row["to_code"][:2]:
        raise ConfigurationError(f"{where}: {row['from_code']} and {row['to_code']} are of different provinces")
    return Succession(row["from_code"], row["to_code"], happened_on, row["kind"], row["source"])

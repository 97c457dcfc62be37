"""`divisions.csv`: one row a version of an administrative division."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from fazhi.errors import ConfigurationError
from fazhi.regions import table

LEVELS = ("province", "prefecture", "county", "township")
SINCE_EVER = date(1949, 10, 1)
COLUMNS = ("code", "name", "level", "province_code", "prefecture_code", "kind", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Division:
    """A version of an administrative division; `valid_to` is the first day on which it no longer holds, or None."""

    code: str
    name: str
    level: str
    province_code: str
    prefecture_code: str | None
    kind: str
    valid_from: date
    valid_to: date | None

    @property
    def earliest_day(self) -> date:
        """The first day on which it may have held: 1 January of a change that is known by its year alone.

        Such a change is dated by the last day of its year.
        """
        begins = self.valid_from
        return begins.replace(month=1, day=1) if (begins.month, begins.day) == (12, 31) else begins


def division_files(directories: Sequence[Path]) -> list[Path]:
    """The `divisions.csv` of the directories that have one.

    Raises:
        ConfigurationError: none has.
    """
    files = [directory / "divisions.csv" for directory in directories if (directory / "divisions.csv").exists()]
    if not files:
        raise ConfigurationError(f"no divisions.csv in {', '.join(map(str, directories))}; see FAZHI_REGIONS")
    return files


def read_divisions(files: Iterable[Path]) -> list[Division]:
    """The divisions of all files.

    Raises:
        ConfigurationError: a column is missing, a value is wrong, two versions overlap or a county's prefecture is in
            none of the files; names file and line.
    """
    divisions: dict[str, list[tuple[Division, str]]] = {}
    for path in files:
        for row, where in table.rows(path, COLUMNS):
            division = _division(row, where)
            divisions.setdefault(division.code, []).append((division, where))
    for versions in divisions.values():
        versions.sort(key=lambda version: version[0].valid_from)
        for (earlier, _), (later, where) in pairwise(versions):
            if earlier.valid_to is None or earlier.valid_to > later.valid_from:
                raise ConfigurationError(
                    f"{where}: {later.code} is valid from {later.valid_from}, but its earlier version ends "
                    f"{earlier.valid_to or 'never'}"
                )
    _refuse_unknown_prefectures(divisions)
    return [division for versions in divisions.values() for division, _ in versions]


def _refuse_unknown_prefectures(divisions: Mapping[str, Sequence[tuple[Division, str]]]) -> None:
    known = {code for code, versions in divisions.items() if any(each.level == "prefecture" for each, _ in versions)}
    for versions in divisions.values():
        for division, where in versions:
            if division.prefecture_code is not None and division.prefecture_code not in known:
                raise ConfigurationError(
                    f"{where}: {division.code} {division.name} is of the prefecture {division.prefecture_code}, which"
                    " no divisions.csv has; add its row, or leave prefecture_code empty where there is none above"
                )


def _division(row: dict[str, str], where: str) -> Division:
    if not re.fullmatch(r"\d{6}(\d{3}|\d{6})?", row["code"] or ""):
        raise ConfigurationError(f"{where}: code {row['code']!r} is not a 行政区划代码 of 6, 9 or 12 digits")
    if row["level"] not in LEVELS:
        raise ConfigurationError(f"{where}: level {row['level']!r} is not one of {', '.join(LEVELS)}")
    if not row["name"]:
        raise ConfigurationError(f"{where}: {row['code']} has no name")
    try:
        valid_from = date.fromisoformat(row["valid_from"]) if row["valid_from"] else SINCE_EVER
        valid_to = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    except ValueError as error:
        raise ConfigurationError(f"{where}: {error}; dates are written 2021-04-09") from error
    if valid_to is not None and valid_to <= valid_from:
        raise ConfigurationError(f"{where}: {row['code']} ends {valid_to}, before it begins {valid_from}")
    # "99" and "990000" both name the province: the partition key has two digits
    province = (row["province_code"] or row["code"])[:2]
    return Division(
        *(row["code"], row["name"], row["level"], province, row["prefecture_code"] or None, row["kind"] or ""),
        *(valid_from, valid_to),
    )

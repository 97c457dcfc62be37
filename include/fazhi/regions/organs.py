"""`organs.csv`: the departments and townships that a county assesses, as divisions below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from fazhi.errors import ConfigurationError
from fazhi.regions import table
from fazhi.regions.divisions import SINCE_EVER, Division

ORGAN = "organ"
COLUMNS = ("code", "name", "kind", "valid_from", "valid_to")


def organ_files(directories: Sequence[Path]) -> list[Path]:
    """The `organs.csv` of the directories that have one."""
    return [directory / "organs.csv" for directory in directories if (directory / "organs.csv").exists()]


def read_organs(files: Iterable[Path], divisions: Sequence[Division]) -> list[Division]:
    """The organs of all files: each with nine digits, the first six the code of its county among `divisions`.

    Raises:
        ConfigurationError: a column is missing, a value is wrong, the county is unknown, or a code stands twice; names
            file and line.
    """
    counties = {each.code: each for each in divisions if each.level == "county"}
    held: dict[str, Division] = {}
    for path in files:
        for row, where in table.rows(path, COLUMNS):
            organ = _organ(row, where, counties.get((row["code"] or "")[:6]))
            if organ.code in held:
                raise ConfigurationError(f"{where}: the code {organ.code} stands twice")
            held[organ.code] = organ
    return list(held.values())


def _organ(row: dict[str, str], where: str, county: Division | None) -> Division:
    code = row["code"] or ""
    if not re.fullmatch(r"\d{9}", code):
        raise ConfigurationError(f"{where}: code {code!r} is not nine digits: those of its county and three of its own")
    if county is None:
        raise ConfigurationError(f"{where}: {code[:6]} is no county of divisions.csv")
    for column in ("name", "kind"):
        if not row[column]:
            raise ConfigurationError(f"{where}: {code} has no {column}")
    try:
        valid_from, valid_to = (date.fromisoformat(row[name]) if row[name] else None for name in COLUMNS[3:])
    except ValueError as error:
        raise ConfigurationError(f"{where}: {error}; dates are written 2021-04-09") from error
    since = valid_from or SINCE_EVER
    if valid_to is not None and valid_to <= since:
        raise ConfigurationError(f"{where}: {code} ends {valid_to}, before it begins {since}")
    return Division(
        code, row["name"], ORGAN, county.province_code, county.prefecture_code, row["kind"], since, valid_to
    )

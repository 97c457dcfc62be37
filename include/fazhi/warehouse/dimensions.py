"""The dimensions that files give: indicators and kinds of statement from the catalogue, regions from `divisions.csv`.

Periods, breakdowns and documents grow with the loads; see `merge`.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from fazhi import clock
from fazhi.catalogue import Catalogue, Indicator, load_catalogue
from fazhi.errors import ConfigurationError
from fazhi.settings import Settings
from fazhi.statement_kinds import StatementKind
from fazhi.warehouse.database import Connection

LEVELS = ("province", "prefecture", "county", "township")
SINCE_EVER = date(1949, 10, 1)
_COLUMNS = ("code", "name", "level", "province_code", "prefecture_code", "kind", "valid_from", "valid_to")
_SYNC_LOCK = 0x64696D  # "dim": one synchronisation at a time


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


def synchronise(connection: Connection, settings: Settings) -> None:
    """`sync` with the catalogue and the regions of the settings, now."""
    sync(connection, load_catalogue(settings.catalogue), settings.regions, recorded_at=clock.now())


def sync(
    connection: Connection, catalogue: Catalogue, region_directories: Sequence[Path], *, recorded_at: datetime
) -> None:
    """Bring dim_indicator, dim_statement and dim_region to what the files say; two look-ups where nothing changed.

    Committed at once unless the caller has a transaction open.

    Raises:
        ConfigurationError: a `divisions.csv` is wrong, or lacks a version that the warehouse has.
    """
    files = division_files(region_directories)
    regions_digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    wanted = {"catalogue": catalogue.digest, "regions": regions_digest}
    if _synced(connection) == wanted:
        return
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_SYNC_LOCK,))
        synced = _synced(connection)
        if synced.get("catalogue") != catalogue.digest:
            sync_indicators(connection, catalogue.indicators.values(), recorded_at=recorded_at)
            sync_statements(connection, catalogue.statements.statements)
        if synced.get("regions") != regions_digest:
            sync_regions(connection, read_divisions(files))
        for name, digest in wanted.items():
            connection.execute(
                "INSERT INTO etl.dimension_source VALUES (%s, %s, %s)"
                " ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, recorded_at = excluded.recorded_at",
                (name, digest, recorded_at),
            )


def _synced(connection: Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, digest FROM etl.dimension_source").fetchall())


def sync_indicators(connection: Connection, indicators: Iterable[Indicator], *, recorded_at: datetime) -> None:
    """Open a version for every indicator that is new or has another unit, measure, direction or definition.

    Names and tier are overwritten: they change no value. An indicator that left the catalogue keeps its row.
    """
    known = {
        row[0]: row[1:]
        for row in connection.execute(
            "SELECT code, indicator_id, version, unit, measure, direction, definition"
            " FROM dw.dim_indicator WHERE is_current"
        ).fetchall()
    }
    for each in sorted(indicators, key=lambda indicator: indicator.code):
        meaning = (each.unit, each.measure, each.direction, each.definition)
        indicator_id, version, *known_meaning = known.get(each.code, (None, 0))
        if tuple(known_meaning) == meaning:
            connection.execute(
                "UPDATE dw.dim_indicator SET name_zh = %s, name_en = %s, tier = %s WHERE code = %s AND is_current"
                " AND (name_zh, name_en, tier) IS DISTINCT FROM (%s, %s, %s)",
                (*(names := (each.name_zh, each.name_en, each.tier)), each.code, *names),
            )
            continue
        connection.execute(
            "UPDATE dw.dim_indicator SET is_current = false, valid_to = %s WHERE code = %s AND is_current",
            (recorded_at, each.code),
        )
        connection.execute(
            "INSERT INTO dw.dim_indicator (indicator_id, code, version, name_zh, name_en, indicator_group, unit,"
            " measure, direction, tier, additive, definition, valid_from)"
            " VALUES (coalesce(%s, nextval('dw.indicator_id')), %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                *(indicator_id, each.code, version + 1, each.name_zh, each.name_en, each.group),
                *(each.unit, each.measure, each.direction, each.tier, each.additive, each.definition, recorded_at),
            ),
        )


def sync_statements(connection: Connection, kinds: Iterable[StatementKind]) -> None:
    """Insert and overwrite the kinds of statement by code. A kind that left the catalogue keeps its row."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO dw.dim_statement AS held (code, name_zh, name_en, indicator_code, indicator_value)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (code) DO UPDATE SET name_zh = excluded.name_zh,"
            " name_en = excluded.name_en, indicator_code = excluded.indicator_code,"
            " indicator_value = excluded.indicator_value",
            [
                (kind.code, kind.name_zh, kind.name_en, kind.indicator or None, kind.value)
                for kind in sorted(kinds, key=lambda kind: kind.code)
            ],
        )


def sync_regions(connection: Connection, divisions: Sequence[Division]) -> None:
    """Insert and correct versions of regions by code and valid_from. A code that left the files keeps its rows.

    Raises:
        ConfigurationError: the warehouse has a version of one of the codes that `divisions` lacks.
    """
    known: dict[str, tuple[int, set[date]]] = {}
    for code, region_id, valid_from in connection.execute("SELECT code, region_id, valid_from FROM dw.dim_region"):
        known.setdefault(code, (region_id, set()))[1].add(valid_from)
    given: dict[str, set[date]] = {}
    for division in divisions:
        given.setdefault(division.code, set()).add(division.valid_from)
    for code, starts in given.items():
        lacking = known[code][1] - starts if code in known else set()
        if lacking:
            raise ConfigurationError(
                f"divisions.csv: {code} has no row with valid_from {min(lacking)}, but the warehouse has facts keyed "
                "to it; versions are corrected in place, never taken away"
            )
    ids = {code: region_id for code, (region_id, _) in known.items()}
    for code in sorted(given.keys() - ids.keys()):
        row = connection.execute("SELECT nextval('dw.region_id')").fetchone()
        assert row is not None
        ids[code] = row[0]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO dw.dim_region (region_id, {', '.join(_COLUMNS)}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (code, valid_from) DO UPDATE SET name = excluded.name, level = excluded.level,"
            " province_code = excluded.province_code, prefecture_code = excluded.prefecture_code,"
            " kind = excluded.kind, valid_to = excluded.valid_to",
            [
                (ids[each.code], *astuple(each))
                for each in sorted(divisions, key=lambda each: (each.code, each.valid_from))
            ],
        )


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
        ConfigurationError: a column is missing, a value is wrong or two versions overlap; names file and line.
    """
    divisions: dict[str, list[tuple[Division, str]]] = {}
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = set(_COLUMNS) - set(reader.fieldnames or ())
            if missing:
                raise ConfigurationError(f"{path}: no column {', '.join(sorted(missing))}")
            for row in reader:
                division = _division(row, f"{path}:{reader.line_num}")
                divisions.setdefault(division.code, []).append((division, f"{path}:{reader.line_num}"))
    for versions in divisions.values():
        versions.sort(key=lambda version: version[0].valid_from)
        for (earlier, _), (later, where) in pairwise(versions):
            if earlier.valid_to is None or earlier.valid_to > later.valid_from:
                raise ConfigurationError(
                    f"{where}: {later.code} is valid from {later.valid_from}, but its earlier version ends "
                    f"{earlier.valid_to or 'never'}"
                )
    return [division for versions in divisions.values() for division, _ in versions]


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

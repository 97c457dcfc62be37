"""The dimensions that files give: indicators and kinds of statement from the catalogue, regions from `fazhi.regions`.

Periods, breakdowns and documents grow with the loads; see `merge`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import date, datetime
from pathlib import Path

from fazhi import clock
from fazhi.catalogue import Catalogue, Indicator, load_catalogue
from fazhi.errors import ConfigurationError
from fazhi.partition_key import PartitionKey
from fazhi.regions.denominators import Denominator, denominator_files, read_denominators
from fazhi.regions.divisions import COLUMNS, Division, division_files, read_divisions
from fazhi.regions.organs import organ_files, read_organs
from fazhi.regions.successions import SAME, Succession, read_successions, succession_files
from fazhi.settings import Settings
from fazhi.statement_kinds import StatementKind
from fazhi.warehouse import ledger
from fazhi.warehouse.database import Connection

_SYNC_LOCK = 0x64696D  # "dim": one synchronisation at a time

Version = tuple[str, date]
"""A version of a region: its code and first day."""


def synchronise(connection: Connection, settings: Settings) -> None:
    """`sync` with the catalogue and the regions of the settings, now."""
    sync(connection, load_catalogue(settings.catalogue), settings.regions, recorded_at=clock.now())


def sync(
    connection: Connection, catalogue: Catalogue, region_directories: Sequence[Path], *, recorded_at: datetime
) -> None:
    """Bring dim_indicator, dim_statement and dim_region to what the files say; two look-ups where nothing changed.

    Scores that rest on reference data that changed are due again. Committed at once unless the caller has a
    transaction open.

    Raises:
        ConfigurationError: a `divisions.csv` is wrong, or lacks a version that the warehouse has.
    """
    files, followed = division_files(region_directories), succession_files(region_directories)
    below, divided_by = organ_files(region_directories), denominator_files(region_directories)
    everything = files + followed + below + divided_by
    regions_digest = hashlib.sha256(b"".join(path.read_bytes() for path in everything)).hexdigest()
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
            successions = read_successions(followed)
            divisions = read_divisions(files)
            divisions += read_organs(below, divisions)
            moved = sync_regions(connection, divisions, successions, recorded_at=recorded_at)
            sync_successions(connection, successions)
            moved |= sync_denominators(connection, read_denominators(divided_by), recorded_at=recorded_at)
            ledger.mark_changed(connection, _scored(connection, moved))
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


def _scored(connection: Connection, provinces: set[str]) -> list[PartitionKey]:
    """The years of these provinces that have a score."""
    rows = connection.execute(
        "SELECT DISTINCT left(province_code, 2), year FROM dw.dim_score_run WHERE left(province_code, 2) = ANY(%s)",
        (sorted(provinces),),
    )
    return [PartitionKey(province, year) for province, year in rows]


def sync_denominators(
    connection: Connection, denominators: Iterable[Denominator], *, recorded_at: datetime
) -> set[str]:
    """Insert reference data; a corrected value takes the place of the one held. What left the files keeps its row.

    Gives the provinces in which something changed.
    """
    held = connection.execute(
        "SELECT region_code, denominator, year, value, unit, source FROM dw.region_denominator"
        " WHERE superseded_at IS NULL"
    )
    known = {row[:3]: (str(row[3]), *row[4:]) for row in held}
    changed = []
    for each in denominators:
        key = (each.code, each.denominator, each.year)
        if known.get(key) != (str(each.value), each.unit, each.source):
            changed.append(each)
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE dw.region_denominator SET superseded_at = %s"
            " WHERE (region_code, denominator, year) = (%s, %s, %s) AND superseded_at IS NULL",
            [(recorded_at, each.code, each.denominator, each.year) for each in changed],
        )
        cursor.executemany(
            "INSERT INTO dw.region_denominator (region_code, denominator, year, value, unit, source, recorded_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [(*astuple(each), recorded_at) for each in changed],
        )
    return {each.code[:2] for each in changed}


def sync_regions(
    connection: Connection,
    divisions: Sequence[Division],
    successions: Sequence[Succession] = (),
    *,
    recorded_at: datetime,
) -> set[str]:
    """Insert and correct versions of regions by code and valid_from. A code that left the files keeps its rows.

    What a corrected row said before is kept. Gives the provinces in which a row is new or another one.

    The versions of one division share the durable `region_id`, also where it was renamed, upgraded or moved to another
    code; one that merged or split is another division, even under a code that was used before.

    A version of the same code and name with another first day is the one that is there, dated better.

    Raises:
        ConfigurationError: the warehouse has a version of one of the codes that `divisions` lacks.
    """
    redated = _redate(connection, divisions, recorded_at)
    known = {
        (code, valid_from): region_id
        for code, valid_from, region_id in connection.execute("SELECT code, valid_from, region_id FROM dw.dim_region")
    }
    given = {(each.code, each.valid_from) for each in divisions}
    codes = {each.code for each in divisions}
    lacking = sorted(version for version in known.keys() - given if version[0] in codes)
    if lacking:
        code, valid_from = lacking[0]
        raise ConfigurationError(
            f"divisions.csv: {code} has no row with valid_from {valid_from}, but the warehouse has facts keyed "
            "to it; versions are corrected in place, never taken away"
        )
    ids = dict(known)
    for line in _lines(divisions, successions):
        line_id = next((known[version] for version in reversed(line) if version in known), None)
        if line_id is None:
            row = connection.execute("SELECT nextval('dw.region_id')").fetchone()
            assert row is not None
            line_id = row[0]
        for version in line:
            ids.setdefault(version, line_id)
    return redated | _write_regions(connection, divisions, ids, recorded_at)


def _redate(connection: Connection, divisions: Sequence[Division], recorded_at: datetime) -> set[str]:
    """Give versions whose first day was corrected that day; the provinces that they are of.

    Of a code and name as many versions must have gone as have come, or it is no correction.
    """
    held = {
        (code, day): name for code, day, name in connection.execute("SELECT code, valid_from, name FROM dw.dim_region")
    }
    given = {(each.code, each.valid_from): each for each in divisions}
    gone, come = defaultdict(list), defaultdict(list)
    for version in sorted(held.keys() - given.keys()):
        gone[version[0], held[version]].append(version)
    for version in sorted(given.keys() - held.keys()):
        come[version[0], given[version].name].append(given[version])
    redated = [
        pair
        for key, before in gone.items()
        if len(before) == len(come[key])
        for pair in zip(before, come[key], strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_REVISE, [(recorded_at, *version) for version, _ in redated])
        cursor.executemany(
            "UPDATE dw.dim_region SET valid_from = %s, valid_to = %s, recorded_at = %s"
            " WHERE (code, valid_from) = (%s, %s)",
            [(each.valid_from, each.valid_to, recorded_at, *version) for version, each in redated],
        )
    return {each.province_code for _, each in redated}


_REVISE = """
INSERT INTO dw.region_revision (region_key, level, province_code, prefecture_code, kind, valid_from, valid_to,
                                recorded_at, superseded_at)
SELECT region_key, level, province_code, prefecture_code, kind, valid_from, valid_to, recorded_at, %s
FROM dw.dim_region WHERE (code, valid_from) = (%s, %s)
"""


def _write_regions(
    connection: Connection, divisions: Sequence[Division], ids: Mapping[Version, int], recorded_at: datetime
) -> set[str]:
    """Write the rows that are new or differ, in order of code; the provinces that they were or are of."""
    rows = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM dw.dim_region")
    held = {(each.code, each.valid_from): each for each in (Division(*row) for row in rows)}
    written = sorted(
        (each for each in divisions if held.get((each.code, each.valid_from)) != each),
        key=lambda each: (each.code, each.valid_from),
    )
    with connection.cursor() as cursor:
        cursor.executemany(_REVISE, [(recorded_at, each.code, each.valid_from) for each in written])
        cursor.executemany(
            f"INSERT INTO dw.dim_region (region_id, {', '.join(COLUMNS)}, recorded_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (code, valid_from) DO UPDATE SET name = excluded.name, level = excluded.level,"
            " province_code = excluded.province_code, prefecture_code = excluded.prefecture_code,"
            " kind = excluded.kind, valid_to = excluded.valid_to, recorded_at = excluded.recorded_at",
            [(ids[each.code, each.valid_from], *astuple(each), recorded_at) for each in written],
        )
    before = (held.get((each.code, each.valid_from)) for each in written)
    return {each.province_code for each in (*written, *before) if each is not None}


def _lines(divisions: Sequence[Division], successions: Sequence[Succession]) -> list[list[Version]]:
    """The versions that are one division, each line in order of time; the lines in order of their first version."""
    earlier = _predecessors(divisions, successions)
    line_of: dict[Version, list[Version]] = {}
    lines = []
    for division in sorted(divisions, key=lambda division: division.valid_from):
        version = division.code, division.valid_from
        before = earlier.get(version)
        if before is None:
            lines.append(line_of.setdefault(version, []))
        else:
            line_of[version] = line_of[before]
        line_of[version].append(version)
    return sorted(lines)


def _predecessors(divisions: Sequence[Division], successions: Sequence[Succession]) -> dict[Version, Version]:
    """For each version the one that it continues: of its own code, or of the code it had before."""
    ending = {(division.code, division.valid_to): division.valid_from for division in divisions}
    given = {(division.code, division.valid_from) for division in divisions}
    other = {(each.from_code, each.to_code, each.happened_on) for each in successions if each.kind not in SAME}
    earlier = {
        (code, valid_from): (code, ending[code, valid_from])
        for code, valid_from in given
        if (code, valid_from) in ending and (code, code, valid_from) not in other
    }
    for each in successions:
        before, after = (each.from_code, each.happened_on), (each.to_code, each.happened_on)
        if each.kind in SAME and before in ending and after in given:
            earlier[after] = (each.from_code, ending[before])
    return earlier


def sync_successions(connection: Connection, successions: Sequence[Succession]) -> None:
    """Make bridge_region_succession what the files say."""
    connection.execute("DELETE FROM dw.bridge_region_succession")
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO dw.bridge_region_succession (from_code, to_code, happened_on, kind, source)"
            " VALUES (%s, %s, %s, %s, %s)",
            [astuple(each) for each in successions],
        )

"""Scores into the warehouse: a new score run only where something is different from the one that holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from psycopg.types.json import Jsonb

from fazhi.scoring.assessment import CountyScore, ItemScore
from fazhi.scoring.inputs import CountyInputs, Input
from fazhi.scoring.placing import Placing
from fazhi.scoring.reading import County
from fazhi.scoring.scheme import Adjustment, Item, Scheme
from fazhi.warehouse.database import Connection

_SCORES = """
COPY dw.fact_score (score_key, scheme_item_key, region_key, region_id, score, score_low, score_high, full_mark,
                    reason_code, reason, inputs, year, score_run_id, recorded_at) FROM STDIN
"""
_OBSERVATIONS = """
COPY dw.bridge_score_observation (score_key, year, observation_year, observation_key, verification)
FROM STDIN
"""
_TOTALS = """
COPY dw.fact_score_total (year, score_run_id, region_key, region_id, total, total_low, total_high, bonus, penalty, rank,
                          peer_group, group_rank, group_size, grade, lowered_by, recorded_at) FROM STDIN
"""
_BLOCK = 4096  # rows sent at once


def scheme_key(connection: Connection, scheme: Scheme, year: int, recorded_at: datetime) -> int:
    """The key of this version of the scheme; a version that was never used is entered with its items."""
    code = scheme.code_in(year)
    row = connection.execute(
        "SELECT scheme_key FROM dw.dim_scheme WHERE code = %s AND digest = %s", (code, scheme.digest)
    ).fetchone()
    if row:
        return int(row[0])
    row = connection.execute(
        "INSERT INTO dw.dim_scheme (code, version, digest, name, issuer, year, full_mark, definition, recorded_at)"
        " SELECT %(code)s, coalesce(max(version), 0) + 1, %(digest)s, %(name)s, %(issuer)s, %(year)s, %(marks)s,"
        " %(definition)s, %(recorded_at)s FROM dw.dim_scheme WHERE code = %(code)s RETURNING scheme_key",
        {
            "code": code,
            "digest": scheme.digest,
            "name": scheme.title,
            "issuer": scheme.issuer,
            "year": year,
            "marks": scheme.marks,
            "definition": Jsonb(scheme.definition()),
            "recorded_at": recorded_at,
        },
    ).fetchone()
    assert row is not None
    parents = scheme.parents()
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO dw.dim_scheme_item"
            " (scheme_key, code, parent_code, name, rule_type, full_mark, position, indicators, definition)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    row[0], item.id, parents[item.id], item.title, item.rule.type,
                    Decimal(0) if isinstance(item, Adjustment) else item.marks, position,
                    list(dict.fromkeys(asked.indicator for asked in item.rule.inputs() if asked.kind != "reference")),
                    Jsonb(item.model_dump(mode="json")),
                )
                for position, item in enumerate(scheme.scored)
            ],
        )  # fmt: skip
    return int(row[0])


def write_scores(
    connection: Connection,
    *,
    scheme: Scheme,
    key: int,
    province: str,
    year: int,
    run_id: int,
    recorded_at: datetime,
    counties: Sequence[County],
    inputs: Mapping[str, CountyInputs],
    scores: Mapping[str, CountyScore],
    placings: Mapping[str, Placing],
) -> tuple[int, bool]:
    """Store the scores under the scheme version `key`; gives the score run that holds, and whether it is a new one.

    Within the caller's transaction, which must hold the lock of the partition. The score run it replaces is
    superseded, unless it is frozen.
    """
    items = connection.execute("SELECT code, scheme_item_key FROM dw.dim_scheme_item WHERE scheme_key = %s", (key,))
    item_keys: dict[str, int] = dict(items.fetchall())
    rows: list[str] = []
    used: list[str] = []
    for county in counties:
        for item, score in zip(scheme.scored, scores[county.code].items, strict=True):
            rows.append(_row(county, item_keys[score.item], item, score, inputs[county.code]))
            used.append(_observations(score, inputs[county.code]))
    totals = [_total(county, scores[county.code], placings[county.code]) for county in counties]
    digest = _digest(rows, used, totals)
    held = connection.execute(
        "SELECT score_run_id, scheme_key, content_digest FROM dw.dim_score_run WHERE province_code = %s AND year = %s"
        " AND state = 'provisional' AND superseded_at IS NULL",
        (province, year),
    ).fetchone()
    if held and held[1:] == (key, digest):
        return int(held[0]), False
    score_run = _new_run(connection, (key, digest), (province, year), run_id, recorded_at)
    keys = connection.execute(
        "SELECT array_agg(nextval('dw.score_key')) FROM generate_series(1, %s)", (len(rows),)
    ).fetchone()
    score_keys: list[int] = (keys[0] if keys else None) or []
    ending = f"{year}\t{score_run}\t{recorded_at.isoformat()}\n"
    _copy(connection, _SCORES, (f"{number}\t{row}\t{ending}" for number, row in zip(score_keys, rows, strict=True)))
    _copy(connection, _OBSERVATIONS, _bridge(score_keys, used, year))
    _copy(connection, _TOTALS, (f"{year}\t{score_run}\t{total}\t{recorded_at.isoformat()}\n" for total in totals))
    return score_run, True


def _new_run(
    connection: Connection, of: tuple[int, str], partition: tuple[str, int], run_id: int, recorded_at: datetime
) -> int:
    """Enter a run of (scheme version, digest) for (province, year) in place of the provisional one that held."""
    connection.execute(
        "UPDATE dw.dim_score_run SET superseded_at = %s WHERE province_code = %s AND year = %s"
        " AND state = 'provisional' AND superseded_at IS NULL",
        (recorded_at, *partition),
    )
    row = connection.execute(
        "INSERT INTO dw.dim_score_run (scheme_key, content_digest, province_code, year, as_of, state, run_id)"
        " VALUES (%s, %s, %s, %s, %s, 'provisional', %s) RETURNING score_run_id",
        (*of, *partition, recorded_at, run_id),
    ).fetchone()
    assert row is not None
    return int(row[0])


def _copy(connection: Connection, statement: str, lines: Iterable[str]) -> None:
    waiting: list[str] = []
    with connection.cursor().copy(statement) as copy:
        for line in lines:
            waiting.append(line)
            if len(waiting) == _BLOCK:
                copy.write("".join(waiting))
                waiting.clear()
        copy.write("".join(waiting))


def _row(county: County, item_key: int, item: Item | Adjustment, score: ItemScore, inputs: CountyInputs) -> str:
    """What a score says, as COPY reads it: without the keys of the row and its run."""
    points = _number(score.score)
    low = points if score.low is score.score else _number(score.low)
    high = points if score.high is score.score else _number(score.high)
    detail = _escaped(score.detail) if score.detail else ""
    return (
        f"{item_key}\t{county.region_key}\t{county.region_id}\t{points}\t{low}\t{high}\t{score.marks}\t{score.reason}"
        f"\t{detail}\t{{{_values(item, score, inputs)}}}"
    )


def _values(item: Item | Adjustment, score: ItemScore, inputs: CountyInputs) -> str:
    """What the rule read, as the inside of a JSON object; enough to apply it again."""
    figures = inputs.figures
    values = []
    for used in score.used:
        figure = figures[used]
        value = "null" if figure.value is None else f'"{figure.value:f}"'
        if figure.note:
            value = f"[{value}, {_escaped(json.dumps(figure.note, ensure_ascii=False))}]"
        values.append(f"{_name(used)}: {value}")
    for document_type in item.rule.documents():
        found = inputs.publications.get(document_type)
        if found:
            day = f'"{found.published_on}"' if found.published_on else "null"
            values.append(f'"document:{document_type}": {day}')
    return ", ".join(values)


def _observations(score: ItemScore, inputs: CountyInputs) -> str:
    """Year, key and standing of each observation below a score, joined by commas; reference data have none."""
    figures, year = inputs.figures, inputs.year
    lines = []
    for used in score.used:
        figure = figures[used]
        if figure.observation_key:
            lines.append(f"{year - used.back}\t{figure.observation_key}\t{figure.verification}")
    return ",".join(dict.fromkeys(lines))


def _bridge(score_keys: Sequence[int], used: Sequence[str], year: int) -> Iterator[str]:
    for number, pairs in zip(score_keys, used, strict=True):
        if pairs:
            for pair in pairs.split(","):
                yield f"{number}\t{year}\t{pair}\n"


def _total(county: County, score: CountyScore, placing: Placing) -> str:
    return "\t".join(
        map(
            str,
            (
                *(county.region_key, county.region_id, score.total, score.low, score.high, score.bonus, score.penalty),
                *(placing.rank, _escaped(placing.group), placing.group_rank, placing.group_size),
                *(_escaped(placing.grade), _escaped(placing.lowered_by)),
            ),
        )
    )


def _digest(*parts: Sequence[str]) -> str:
    hashed = hashlib.sha256()
    for part in parts:
        for first in range(0, len(part), _BLOCK):
            hashed.update("\n".join(part[first : first + _BLOCK]).encode() + b"\n")
        hashed.update(b"\f")
    return hashed.hexdigest()


@lru_cache(maxsize=4096)
def _name(used: Input) -> str:
    return _escaped(json.dumps(str(used), ensure_ascii=False))


def _number(number: Decimal | None) -> str:
    return "\\N" if number is None else f"{number:f}"


def _escaped(text: str) -> str:
    """For COPY in text format."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")

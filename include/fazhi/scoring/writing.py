"""Scores into the warehouse: a new score run only where something is different from the one that holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice

from psycopg.types.json import Jsonb

from fazhi.scoring.assessment import Cell, CountyScore, reason_of
from fazhi.scoring.inputs import CountyInputs, Input, InputFigure
from fazhi.scoring.placing import Placing
from fazhi.scoring.reading import County
from fazhi.scoring.scheme import Adjustment, Item, Scheme
from fazhi.warehouse.database import Connection

_SCORES = """
COPY dw.fact_score (score_key, scheme_item_key, region_key, region_id, score, score_low, score_high, full_mark,
                    reason_code, reason, inputs, year, score_run_id, recorded_at) FROM STDIN
"""
_OBSERVATIONS = """
COPY dw.bridge_score_observation (score_key, year, observation_year, observation_key, verification, contradicted)
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


@dataclass(frozen=True, slots=True)
class Content:
    """What a score run says, as COPY reads it: scores, the observations below each, totals; without times and runs."""

    rows: Sequence[str]
    used: Sequence[str]
    totals: Sequence[str]

    @property
    def digest(self) -> str:
        """SHA-256 (hex)."""
        return _digest(self.rows, self.used, self.totals)


def content_of(
    connection: Connection,
    *,
    scheme: Scheme,
    key: int,
    counties: Sequence[County],
    inputs: Mapping[str, CountyInputs],
    scores: Mapping[str, CountyScore],
    placings: Mapping[str, Placing],
) -> Content:
    """What is to be stored of the scores under the scheme version `key`: the same scores give the same content."""
    items = connection.execute("SELECT code, scheme_item_key FROM dw.dim_scheme_item WHERE scheme_key = %s", (key,))
    item_keys: dict[str, int] = dict(items.fetchall())
    written = [_WrittenItem(item_keys[item.id], item) for item in scheme.scored]
    names = {asked: _escaped(json.dumps(str(asked), ensure_ascii=False)) for asked in scheme.inputs}
    rows: list[str] = []
    used: list[str] = []
    for county in counties:
        own, region = inputs[county.code], f"{county.region_key}\t{county.region_id}"
        for item, cell in zip(written, scores[county.code].cells, strict=True):
            read = item.operands if isinstance(cell, Decimal) else cell.used
            values, observations = _read(read, item.documents, own, names)
            rows.append(f"{item.key}\t{region}\t{_said(item, cell)}\t{{{values}}}")
            used.append(observations)
    totals = [_total(county, scores[county.code], placings[county.code]) for county in counties]
    return Content(rows, used, totals)


def write_scores(
    connection: Connection,
    content: Content,
    *,
    key: int,
    province: str,
    year: int,
    run_id: int,
    recorded_at: datetime,
    cut_off: datetime | None,
) -> tuple[int, bool]:
    """Store scores under the scheme version `key`; gives the score run that holds, and whether it is a new one.

    Within the caller's transaction, which must hold the lock of the partition. The provisional score run it replaces is
    superseded; a frozen one stays, and where it says the same there is no other.
    """
    digest = content.digest
    held = connection.execute(
        "SELECT score_run_id FROM dw.dim_score_run WHERE province_code = %s AND year = %s AND superseded_at IS NULL"
        " AND (scheme_key, content_digest) = (%s, %s) AND cut_off IS NOT DISTINCT FROM %s"
        " ORDER BY state = 'frozen' DESC",
        (province, year, key, digest, cut_off),
    ).fetchone()
    _supersede(connection, province, year, recorded_at, but=held[0] if held else None)
    if held:
        return int(held[0]), False
    row = connection.execute(
        "INSERT INTO dw.dim_score_run (scheme_key, content_digest, province_code, year, as_of, cut_off, state, run_id)"
        " VALUES (%s, %s, %s, %s, %s, %s, 'provisional', %s) RETURNING score_run_id",
        (key, digest, province, year, recorded_at, cut_off, run_id),
    ).fetchone()
    assert row is not None
    score_run = int(row[0])
    keys = connection.execute(
        "SELECT array_agg(nextval('dw.score_key')) FROM generate_series(1, %s)", (len(content.rows),)
    ).fetchone()
    score_keys: list[int] = (keys[0] if keys else None) or []
    ending = f"{year}\t{score_run}\t{recorded_at.isoformat()}\n"
    lines = (f"{number}\t{row}\t{ending}" for number, row in zip(score_keys, content.rows, strict=True))
    copy_lines(connection, _SCORES, lines)
    copy_lines(connection, _OBSERVATIONS, _bridge(score_keys, content.used, year))
    totals = (f"{year}\t{score_run}\t{total}\t{recorded_at.isoformat()}\n" for total in content.totals)
    copy_lines(connection, _TOTALS, totals)
    return score_run, True


def _supersede(connection: Connection, province: str, year: int, at: datetime, *, but: int | None) -> None:
    connection.execute(
        "UPDATE dw.dim_score_run SET superseded_at = %s WHERE province_code = %s AND year = %s"
        " AND state = 'provisional' AND superseded_at IS NULL AND score_run_id IS DISTINCT FROM %s",
        (at, province, year, but),
    )


def copy_lines(connection: Connection, statement: str, lines: Iterable[str]) -> None:
    """Send lines to a COPY, several at once."""
    waiting = iter(lines)
    with connection.cursor().copy(statement) as copy:
        while block := "".join(islice(waiting, _BLOCK)):
            copy.write(block)


class _WrittenItem:
    """What is written alike for every county: the key of an item, its full mark, what it reads."""

    __slots__ = ("documents", "full_mark", "key", "marks", "operands")

    def __init__(self, key: int, item: Item | Adjustment) -> None:
        self.key = key
        self.full_mark = item.marks
        self.marks = "0" if isinstance(item, Adjustment) else str(item.marks)
        self.operands = item.rule.operands
        self.documents = item.rule.documents()


def _said(item: _WrittenItem, cell: Cell) -> str:
    """Points, worst and best case, full mark, reason and detail of a score, as COPY reads them."""
    if isinstance(cell, Decimal):
        points = _number(cell)
        return f"{points}\t{points}\t{points}\t{item.marks}\t{reason_of(cell, item.full_mark)}\t"
    ends = f"{_number(cell.score)}\t{_number(cell.low)}\t{_number(cell.high)}"
    return f"{ends}\t{item.marks}\t{cell.reason}\t{_escaped(cell.detail)}"


def _read(
    used: Sequence[Input], documents: Sequence[str], inputs: CountyInputs, names: Mapping[Input, str]
) -> tuple[str, str]:
    """What the rule read, as the inside of a JSON object, enough to apply it again; and the observations below it.

    These are year, key and standing of each, joined by commas; reference data have none.
    """
    figures, year = inputs.figures, inputs.year
    if len(used) == 1 and not documents:
        asked = used[0]
        return _figure(names[asked], figures[asked], year - asked.back)
    read = [_figure(names[asked], figures[asked], year - asked.back) for asked in used]
    values = [value for value, _ in read]
    for document_type in documents:
        found = inputs.publications.get(document_type)
        if found:
            day = f'"{found.published_on}"' if found.published_on else "null"
            values.append(f'"document:{document_type}": {day}')
    said = ",".join(observations for _, observations in read if observations)
    return ", ".join(values), ",".join(dict.fromkeys(said.split(",")))


def _figure(name: str, figure: InputFigure, year: int) -> tuple[str, str]:
    """Name and value of a figure of `year`, and its observations."""
    value, key, contradicted, verification, note, parts = figure
    text = "null" if value is None else f'"{_number(value)}"'
    if note:
        text = f"[{text}, {_escaped(json.dumps(note, ensure_ascii=False))}]"
    standing = f"{verification}\t{'t' if contradicted else 'f'}"
    if key:
        return f"{name}: {text}", f"{year}\t{key}\t{standing}"
    return f"{name}: {text}", ",".join([f"{said_in}\t{part}\t{standing}" for said_in, part in parts])


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


def _number(number: Decimal | None) -> str:
    """Without an exponent; most have none, and `str` takes a third of the time of `format`."""
    if number is None:
        return "\\N"
    text = str(number)
    return f"{number:f}" if "E" in text else text


def _escaped(text: str) -> str:
    """For COPY in text format."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")

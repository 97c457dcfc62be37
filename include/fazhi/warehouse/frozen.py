"""Frozen scores as inputs of people: what was signed, by codes, to be kept and put into a rebuilt warehouse.

A rebuilt warehouse holds the same facts from later moments on, so that it cannot score the signed moment again: the
line holds the scores themselves, and the digest that was signed tells whether they are the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from fazhi.errors import FazhiError
from fazhi.warehouse.database import Connection

PARTS = (
    *("province_code", "year", "as_of", "cut_off", "signed_at", "signed_by", "signed_reason", "signed_digest"),
    *("scheme", "scores", "totals", "below"),
)
"""The keys of a frozen score as an input."""


class FrozenScoreError(FazhiError):
    """A frozen score can't be taken over; the message says why."""


_SIGNED = """
SELECT jsonb_build_array(region.code, item.code, score::text, score_low::text, score_high::text, fact.full_mark::text,
                         reason_code, reason, inputs)
FROM dw.fact_score AS fact
JOIN dw.dim_region AS region USING (region_key)
JOIN dw.dim_scheme_item AS item USING (scheme_item_key)
WHERE fact.year = %(year)s AND fact.score_run_id = %(run)s
ORDER BY region.code, item.position
"""
_TOTALS = """
SELECT jsonb_build_array(region.code, total::text, total_low::text, total_high::text, bonus::text, penalty::text, rank,
                         peer_group, group_rank, group_size, grade, lowered_by)
FROM dw.fact_score_total JOIN dw.dim_region AS region USING (region_key)
WHERE score_run_id = %(run)s
ORDER BY region.code
"""
_BELOW = """
SELECT jsonb_build_array(region.code, item.code, document.url, observation.row_digest, bridge.verification)
FROM dw.fact_score AS fact
JOIN dw.dim_region AS region USING (region_key)
JOIN dw.dim_scheme_item AS item USING (scheme_item_key)
JOIN dw.bridge_score_observation AS bridge USING (year, score_key)
JOIN dw.fact_observation AS observation
  ON (observation.year, observation.observation_key) = (bridge.observation_year, bridge.observation_key)
JOIN dw.dim_document AS document USING (document_key)
WHERE fact.year = %(year)s AND fact.score_run_id = %(run)s
ORDER BY region.code, item.position, document.url, observation.row_digest
"""
_RUNS = """
SELECT score_run_id, run.year, jsonb_build_object(
    'province_code', province_code, 'year', run.year, 'as_of', as_of, 'cut_off', cut_off, 'signed_at', signed_at,
    'signed_by', signed_by, 'signed_reason', signed_reason, 'signed_digest', signed_digest,
    'scheme', jsonb_build_object(
        'code', scheme.code, 'digest', digest, 'name', name, 'issuer', issuer, 'year', scheme.year,
        'full_mark', full_mark::text, 'definition', definition, 'recorded_at', recorded_at,
        'items', (SELECT jsonb_agg(jsonb_build_object(
                      'code', item.code, 'parent_code', parent_code, 'name', item.name, 'rule_type', rule_type,
                      'full_mark', item.full_mark::text, 'position', position, 'indicators', indicators,
                      'definition', item.definition) ORDER BY position)
                  FROM dw.dim_scheme_item AS item WHERE item.scheme_key = scheme.scheme_key)))
FROM dw.dim_score_run AS run JOIN dw.dim_scheme AS scheme USING (scheme_key)
WHERE state = 'frozen' AND superseded_at IS NULL
ORDER BY province_code, run.year
"""
_INSERT_ITEMS = """
INSERT INTO dw.dim_scheme_item (scheme_key, code, parent_code, name, rule_type, full_mark, position, indicators,
                                definition)
SELECT %s, code, parent_code, name, rule_type, full_mark::numeric, position,
       ARRAY(SELECT jsonb_array_elements_text(indicators)), definition
FROM jsonb_to_recordset(%s) AS item (code text, parent_code text, name text, rule_type text, full_mark text,
                                     position integer, indicators jsonb, definition jsonb)
ORDER BY position
"""
_AT_END_OF_YEAR = """
    JOIN dw.dim_region AS region ON region.code = line ->> 0 AND region.valid_from <= make_date(%(year)s, 12, 31)
     AND (region.valid_to IS NULL OR region.valid_to > make_date(%(year)s, 12, 31))
"""
_INSERT_SCORES = f"""
INSERT INTO dw.fact_score (year, score_run_id, scheme_item_key, region_key, region_id, score, score_low, score_high,
                           full_mark, reason_code, reason, inputs, recorded_at)
SELECT %(year)s, %(run)s, scheme_item_key, region_key, region_id, (line ->> 2)::numeric, (line ->> 3)::numeric,
       (line ->> 4)::numeric, (line ->> 5)::numeric, line ->> 6, line ->> 7, line -> 8, %(as_of)s
FROM jsonb_array_elements(%(lines)s) WITH ORDINALITY AS given (line, place)
{_AT_END_OF_YEAR}
JOIN dw.dim_scheme_item AS item ON item.scheme_key = %(scheme)s AND item.code = line ->> 1
ORDER BY place
"""
_INSERT_TOTALS = f"""
INSERT INTO dw.fact_score_total (year, score_run_id, region_key, region_id, total, total_low, total_high, bonus,
                                 penalty, rank, peer_group, group_rank, group_size, grade, lowered_by, recorded_at)
SELECT %(year)s, %(run)s, region_key, region_id, (line ->> 1)::numeric, (line ->> 2)::numeric, (line ->> 3)::numeric,
       (line ->> 4)::numeric, (line ->> 5)::numeric, (line ->> 6)::integer, line ->> 7, (line ->> 8)::integer,
       (line ->> 9)::integer, line ->> 10, line ->> 11, %(as_of)s
FROM jsonb_array_elements(%(lines)s) AS given (line)
{_AT_END_OF_YEAR}
"""
_INSERT_BELOW = f"""
INSERT INTO dw.bridge_score_observation (year, score_key, observation_year, observation_key, verification)
SELECT DISTINCT ON (fact.score_key, line ->> 2, line ->> 3)
       fact.year, fact.score_key, observation.year, observation.observation_key, line ->> 4
FROM jsonb_array_elements(%(lines)s) AS given (line)
{_AT_END_OF_YEAR}
JOIN dw.dim_scheme_item AS item ON item.scheme_key = %(scheme)s AND item.code = line ->> 1
JOIN dw.fact_score AS fact ON fact.year = %(year)s AND fact.score_run_id = %(run)s
 AND fact.scheme_item_key = item.scheme_item_key AND fact.region_id = region.region_id
JOIN dw.dim_document AS document ON document.url = line ->> 2
JOIN dw.fact_observation AS observation
  ON observation.document_id = document.document_id AND observation.row_digest = (line ->> 3)::uuid
ORDER BY fact.score_key, line ->> 2, line ->> 3, observation.superseded_at DESC NULLS FIRST, observation.observation_key
"""


def signed_digest(connection: Connection, score_run_id: int, year: int) -> str:
    """SHA-256 (hex) of all that a score run says, by codes: the same in any warehouse that holds it."""
    hashed = hashlib.sha256()
    for query in (_SIGNED, _TOTALS):
        for line in _lines(connection, query, score_run_id, year):
            hashed.update(json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return hashed.hexdigest()


def _lines(connection: Connection, query: LiteralString, score_run_id: int, year: int) -> list[Any]:
    rows = connection.execute(query, {"year": year, "run": score_run_id})
    return [line for (line,) in rows]


def frozen_scores(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every frozen score that holds, with its scheme, scores, totals and what the scores rest on, for JSON."""
    for score_run_id, year, content in connection.execute(_RUNS).fetchall():
        parts: dict[str, LiteralString] = {"scores": _SIGNED, "totals": _TOTALS, "below": _BELOW}
        yield content | {name: _lines(connection, query, score_run_id, year) for name, query in parts.items()}


def restore(connection: Connection, content: Mapping[str, Any]) -> bool:
    """Put a frozen score in as it was signed; False where it is there. What is not loaded yet is not below it.

    Raises:
        FrozenScoreError: the year is frozen otherwise here, a county is no division of this warehouse, or the scores
            are not those that were signed.
    """
    province, year, digest = content["province_code"], content["year"], content["signed_digest"]
    of = f"the frozen score of {province} and {year}"
    held = connection.execute(
        "SELECT signed_digest FROM dw.dim_score_run"
        " WHERE province_code = %s AND year = %s AND state = 'frozen' AND superseded_at IS NULL",
        (province, year),
    ).fetchone()
    if held is not None:
        if held[0] == digest:
            return False
        raise FrozenScoreError(f"{of} is another one here: {held[0]}, not {digest}")
    scheme = _scheme(connection, content["scheme"])
    row = connection.execute(
        "INSERT INTO dw.dim_score_run (scheme_key, province_code, year, as_of, cut_off, state, signed_at, signed_by,"
        " signed_reason, signed_digest) VALUES (%s, %s, %s, %s, %s, 'frozen', %s, %s, %s, %s) RETURNING score_run_id",
        (
            *(scheme, province, year, content["as_of"], content["cut_off"], content["signed_at"]),
            *(content["signed_by"], content["signed_reason"], digest),
        ),
    ).fetchone()
    assert row is not None
    parameters = {"year": year, "run": row[0], "scheme": scheme, "as_of": content["as_of"]}
    for statement, lines in ((_INSERT_SCORES, "scores"), (_INSERT_TOTALS, "totals"), (_INSERT_BELOW, "below")):
        connection.execute(statement, {**parameters, "lines": Jsonb(content[lines])})
    if signed_digest(connection, row[0], year) != digest:
        raise FrozenScoreError(f"{of} is not what was signed, or a county of it is no division of this warehouse")
    return True


def _scheme(connection: Connection, scheme: Mapping[str, Any]) -> int:
    """The key of the scheme version, entered where it is not there."""
    row = connection.execute(
        "SELECT scheme_key FROM dw.dim_scheme WHERE code = %s AND digest = %s", (scheme["code"], scheme["digest"])
    ).fetchone()
    if row is not None:
        return int(row[0])
    row = connection.execute(
        "INSERT INTO dw.dim_scheme (code, version, digest, name, issuer, year, full_mark, definition, recorded_at)"
        " SELECT %(code)s, coalesce(max(version), 0) + 1, %(digest)s, %(name)s, %(issuer)s, %(year)s,"
        " %(full_mark)s::numeric, %(definition)s, %(recorded_at)s FROM dw.dim_scheme WHERE code = %(code)s"
        " RETURNING scheme_key",
        {**scheme, "items": None, "definition": Jsonb(scheme["definition"])},
    ).fetchone()
    assert row is not None
    connection.execute(_INSERT_ITEMS, (row[0], Jsonb(scheme["items"])))
    return int(row[0])

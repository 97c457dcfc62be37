"""Checks across documents and years, on what the warehouse holds: this year's reports against last year's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from psycopg.rows import namedtuple_row

from fazhi.extract.observation import Observation
from fazhi.partition_key import PartitionKey
from fazhi.reconcile.across import check_across
from fazhi.reconcile.check import Check
from fazhi.reconcile.identities import Identity, RestatementIdentity
from fazhi.warehouse.database import Connection
from fazhi.warehouse.digests import check_digest

_LOCK_CLASS = 0x6368  # "ch": of the two-key advisory locks, those of these checks

# What holds of both years, the changes stated for this one, and last year's figures as quoted since.
_FIGURES = """
WITH county AS (SELECT DISTINCT region_id FROM dw.dim_region WHERE province_code = %(province)s AND level = 'county')
SELECT said.region_id, said.region_key, said.year, said.period_key, said.observation_key, said.row_digest,
       said.document_id, said.document_key, document.work_id, document.captured_at,
       indicator.code AS indicator, breakdown.code AS breakdown, period.code AS period, said.value, said.value_max,
       said.value_status, said.bound, said.approx, said.unit, said.unit_raw, said.kind, said.subject, said.basis,
       said.scope, said.confidence, said.rule, said.locator, said.evidence_start, said.evidence_end
FROM dw.fact_observation AS said
JOIN county USING (region_id)
JOIN dw.dim_document AS document ON document.document_id = said.document_id AND document.superseded_at IS NULL
    AND document.document_type <> 'other_body'
JOIN dw.dim_indicator AS indicator USING (indicator_key)
JOIN dw.dim_breakdown AS breakdown USING (breakdown_key)
JOIN dw.dim_period AS period USING (period_key)
WHERE said.superseded_at IS NULL AND said.year IN (%(year)s - 1, %(year)s)
  AND (said.kind = 'change' AND said.year = %(year)s
       OR said.kind = 'previous' AND said.year = %(year)s - 1
       OR EXISTS (SELECT FROM dw.fact_indicator AS fact
                  WHERE fact.year = said.year AND fact.region_id = said.region_id
                    AND fact.indicator_id = said.indicator_id AND fact.period_key = said.period_key
                    AND fact.breakdown_key = said.breakdown_key AND fact.superseded_at IS NULL
                    AND fact.observation_key = said.observation_key))
ORDER BY said.region_id, document.url, said.evidence_start, said.row_digest
"""

_STAGING = """
CREATE TEMPORARY TABLE check_new (
    year smallint, document_key bigint, document_id bigint, region_key integer, region_id integer, period_key integer,
    identity text, result text, how text, expected numeric, found numeric, as_of timestamptz, row_digest uuid,
    operands jsonb
) ON COMMIT DROP
"""

_COLUMNS = (
    "year, document_key, document_id, region_key, region_id, period_key, identity, result, how, expected, found,"
    " as_of, row_digest"
)

_SUPERSEDE = """
UPDATE dw.fact_check AS held
SET superseded_at = %(recorded_at)s,
    superseded_cause = coalesce(
        (SELECT max(operand.superseded_cause) FROM dw.bridge_check_observation AS bridge
         JOIN dw.fact_observation AS operand
           ON (operand.year, operand.observation_key) = (bridge.observation_year, bridge.observation_key)
         WHERE (bridge.year, bridge.check_key) = (held.year, held.check_key)), 'other_source')
WHERE held.reach = 'documents' AND held.superseded_at IS NULL
  AND held.region_id IN (SELECT region_id FROM dw.dim_region WHERE province_code = %(province)s)
  AND held.year = CASE WHEN held.identity = ANY(%(restatements)s) THEN %(year)s - 1 ELSE %(year)s END
  AND NOT EXISTS (
      SELECT FROM check_new AS new
      WHERE (new.year, new.document_id, new.row_digest) = (held.year, held.document_id, held.row_digest)
        AND new.operands = (SELECT jsonb_agg(jsonb_build_array(observation_year, observation_key) ORDER BY position)
                            FROM dw.bridge_check_observation AS bridge
                            WHERE (bridge.year, bridge.check_key) = (held.year, held.check_key)))
"""

_INSERT = f"""
WITH added AS (
    INSERT INTO dw.fact_check (reach, recorded_at, {_COLUMNS})
    SELECT 'documents', %(recorded_at)s, {_COLUMNS} FROM check_new AS new
    WHERE NOT EXISTS (SELECT FROM dw.fact_check AS held
                      WHERE (held.year, held.document_id, held.row_digest) = (new.year, new.document_id, new.row_digest)
                        AND held.superseded_at IS NULL)
    ORDER BY document_id, row_digest
    RETURNING year, check_key, document_id, row_digest
),
bridged AS (
    INSERT INTO dw.bridge_check_observation (year, check_key, position, observation_year, observation_key)
    SELECT added.year, added.check_key, operand.place - 1, (operand.pair ->> 0)::smallint, (operand.pair ->> 1)::bigint
    FROM added JOIN check_new USING (year, document_id, row_digest)
    CROSS JOIN LATERAL jsonb_array_elements(operands) WITH ORDINALITY AS operand (pair, place)
)
SELECT count(*) FROM added
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearChecks:
    """What `check_year` found: checks by result, and how many rows were added or superseded."""

    agrees: int = 0
    explainable: int = 0
    contradicts: int = 0
    changed: int = 0

    def __add__(self, other: YearChecks) -> YearChecks:
        return YearChecks(
            agrees=self.agrees + other.agrees,
            explainable=self.explainable + other.explainable,
            contradicts=self.contradicts + other.contradicts,
            changed=self.changed + other.changed,
        )


def check_partitions(
    connection: Connection, identities: Sequence[Identity], partitions: Iterable[str], *, run_id: int
) -> YearChecks:
    """`check_year` for each `province|year`, each in a transaction of its own; rows take the start of the run.

    Raises:
        ValueError: there is no such run.
    """
    run = connection.execute("SELECT started_at FROM etl.run WHERE run_id = %s", (run_id,)).fetchone()
    if run is None:
        raise ValueError(f"etl.run has no run {run_id}")
    connection.commit()
    total = YearChecks()
    for province, year in sorted(map(PartitionKey.parse, partitions)):
        with connection.transaction():
            total += check_year(connection, identities, province, year, recorded_at=run[0])
    return total


def check_year(
    connection: Connection, identities: Sequence[Identity], province: str, year: int, *, recorded_at: datetime
) -> YearChecks:
    """Check what the documents of each county of `province` say of `year` against each other and the year before.

    Brings the rows of `dw.fact_check` that reach over documents to what holds now; the same facts change no row.
    Within the caller's transaction; two for the same province and year wait for each other.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_LOCK_CLASS, int(province) * 10_000 + year))
    restatements = {one.id for one in identities if isinstance(one, RestatementIdentity)}
    counted = {"agrees": 0, "explainable": 0, "contradicts": 0}
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        said = cursor.execute(_FIGURES, {"province": province, "year": year}).fetchall()
    connection.execute(_STAGING)
    with connection.cursor().copy(f"COPY check_new ({_COLUMNS}, operands) FROM STDIN") as copy:
        for check, operands in _checks(said, identities):
            if operands[0].year == (year - 1 if check.identity in restatements else year):
                copy.write_row(_row(check, operands))
                counted[check.result] += 1
    parameters = {
        "province": province, "year": year, "recorded_at": recorded_at, "restatements": sorted(restatements),
    }  # fmt: skip
    superseded = connection.execute(_SUPERSEDE, parameters).rowcount
    added = connection.execute(_INSERT, parameters).fetchone()
    connection.execute("DROP TABLE check_new")
    assert added is not None
    return YearChecks(**counted, changed=superseded + int(added[0]))


def _checks(said: Sequence[Any], identities: Sequence[Identity]) -> Iterator[tuple[Check, list[Any]]]:
    for _, rows in groupby(said, key=lambda row: row.region_id):
        figures = list(rows)
        observations = [_observation(row) for row in figures]
        seen: set[UUID] = set()
        for check in check_across(observations, [row.work_id for row in figures], identities):
            operands = [figures[position] for position in check.operands]
            digest = check_digest(check, [row.row_digest for row in operands])
            if digest not in seen:
                seen.add(digest)
                yield check, operands


def _observation(row: Any) -> Observation:
    return Observation(
        indicator=row.indicator,
        value=row.value,
        unit=row.unit,
        period=row.period,
        kind=row.kind,
        evidence_start=row.evidence_start,
        evidence_end=row.evidence_end,
        sentence_start=row.evidence_start,
        sentence_end=row.evidence_end,
        locator=row.locator,
        rule=row.rule,
        confidence=row.confidence,
        unit_raw=row.unit_raw,
        value_max=row.value_max,
        value_status=row.value_status,
        bound=row.bound,
        approx=row.approx,
        breakdown=row.breakdown,
        subject=row.subject,
        basis=row.basis,
        scope=row.scope,
    )


def _row(check: Check, operands: Sequence[Any]) -> tuple[Any, ...]:
    """A row of `check_new`: it belongs to the document that states what was found, which is the first operand."""
    found = operands[0]
    return (
        found.year,
        found.document_key,
        found.document_id,
        found.region_key,
        found.region_id,
        found.period_key,
        check.identity,
        check.result,
        check.how,
        check.expected,
        check.found,
        max(row.captured_at for row in operands),
        check_digest(check, [row.row_digest for row in operands]),
        json.dumps([[row.year, row.observation_key] for row in operands]),
    )

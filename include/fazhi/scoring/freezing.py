"""Freezing a score, and doing one again: what was signed is what the facts and decisions of its moment give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fazhi.errors import FazhiError
from fazhi.partition_key import PartitionKey
from fazhi.program import command
from fazhi.scoring.decisions import objections
from fazhi.scoring.run import content_as_of, lock_scores
from fazhi.scoring.stored import stored_scheme
from fazhi.scoring.subjects import province_of
from fazhi.scoring.writing import Content, copy_lines
from fazhi.warehouse import ledger
from fazhi.warehouse.database import Connection
from fazhi.warehouse.frozen import signed_digest


class FreezeError(FazhiError):
    """A score can't be frozen or done again; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reproduction:
    """A score run done again from what was held at its moment.

    `differences` are empty where every stored row is the same, bit for bit; else a line each of the first few.
    """

    score_run_id: int
    province: str
    year: int
    state: str
    as_of: datetime
    rows: int
    differences: tuple[str, ...]

    @property
    def is_identical(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


_RUN = """
SELECT scheme_key, province_code, year, state, as_of, content_digest, state = 'frozen' AND run_id IS NULL
FROM dw.dim_score_run WHERE score_run_id = %s
"""

_AGAIN = """
CREATE TEMPORARY TABLE score_again (
    position integer, scheme_item_key integer, region_key integer, region_id integer, score text, score_low text,
    score_high text, full_mark text, reason_code text, reason text, inputs jsonb
) ON COMMIT DROP;
CREATE TEMPORARY TABLE below_again (
    position integer, observation_year smallint, observation_key bigint, verification text, contradicted boolean
) ON COMMIT DROP;
CREATE TEMPORARY TABLE total_again (
    region_key integer, region_id integer, total text, total_low text, total_high text, bonus text, penalty text,
    rank integer, peer_group text, group_rank integer, group_size integer, grade text, lowered_by text
) ON COMMIT DROP;
"""

_DIFFERENCES = """
WITH stored AS (
    SELECT scheme_item_key, region_key, region_id, score::text, score_low::text, score_high::text, full_mark::text,
           reason_code, reason, inputs,
           (SELECT jsonb_agg(jsonb_build_array(observation_year, observation_key, verification, contradicted)
                             ORDER BY observation_year, observation_key)
            FROM dw.bridge_score_observation AS bridge
            WHERE bridge.year = fact.year AND bridge.score_key = fact.score_key) AS observations
    FROM dw.fact_score AS fact WHERE year = %(year)s AND score_run_id = %(run)s
),
again AS (
    SELECT scheme_item_key, region_key, region_id, score, score_low, score_high, full_mark, reason_code, reason, inputs,
           (SELECT jsonb_agg(jsonb_build_array(observation_year, observation_key, verification, contradicted)
                             ORDER BY observation_year, observation_key)
            FROM below_again WHERE below_again.position = score_again.position) AS observations
    FROM score_again
),
differing AS (
    SELECT scheme_item_key, region_key FROM (TABLE stored EXCEPT TABLE again) AS gone
    UNION SELECT scheme_item_key, region_key FROM (TABLE again EXCEPT TABLE stored) AS added
),
stored_total AS (
    SELECT region_key, region_id, total::text, total_low::text, total_high::text, bonus::text, penalty::text, rank,
           peer_group, group_rank, group_size, grade, lowered_by
    FROM dw.fact_score_total WHERE score_run_id = %(run)s
),
differing_total AS (
    SELECT region_key FROM (TABLE stored_total EXCEPT TABLE total_again) AS gone
    UNION SELECT region_key FROM (TABLE total_again EXCEPT TABLE stored_total) AS added
)
SELECT region.code, item.code, stored.score, again.score, stored.reason_code, again.reason_code
FROM differing
JOIN dw.dim_region AS region USING (region_key)
JOIN dw.dim_scheme_item AS item USING (scheme_item_key)
LEFT JOIN stored USING (scheme_item_key, region_key)
LEFT JOIN again USING (scheme_item_key, region_key)
UNION ALL
SELECT region.code, '', stored_total.total, total_again.total, 'rank ' || stored_total.rank, 'rank ' || total_again.rank
FROM differing_total
JOIN dw.dim_region AS region USING (region_key)
LEFT JOIN stored_total USING (region_key)
LEFT JOIN total_again USING (region_key)
ORDER BY 1, 2
"""

_SHOWN = 20


def reproduce(connection: Connection, score_run_id: int) -> Reproduction:
    """Score again what was held at the moment of a run, under the scheme version it used, and compare every row.

    Raises:
        FreezeError: there is no such run, or it was put in from another warehouse (`fazhi inputs apply`).
        StoredSchemeError: this program cannot read its scheme.
    """
    row = connection.execute(_RUN, (score_run_id,)).fetchone()
    if row is None:
        raise FreezeError(f"there is no score run {score_run_id}; `{command('assessment runs')}` lists them")
    key, province, year, state, as_of, digest, restored = row
    if restored:
        raise FreezeError(
            f"score run {score_run_id} was signed in another warehouse and put in from its inputs: the digest that was"
            f" signed is {signed_digest(connection, score_run_id, year)}, the facts of that moment are not here"
        )
    with connection.transaction(force_rollback=True):
        scheme = stored_scheme(connection, key)
        content, *_ = content_as_of(connection, scheme, key, province, year, as_of=as_of)
        _put_beside(connection, content)
        differing = connection.execute(_DIFFERENCES, {"year": year, "run": score_run_id}).fetchall()
    differences = [
        f"{code} {item or 'total'}: {stored} ({why}), now {again} ({why_now})"
        for code, item, stored, again, why, why_now in differing[:_SHOWN]
    ]
    if len(differing) > _SHOWN:
        differences.append(f"and {len(differing) - _SHOWN} more")
    if not differing and digest and content.digest != digest:
        differences.append("the rows are the same, but not what was hashed when they were stored")
    return Reproduction(
        score_run_id=score_run_id,
        province=province,
        year=year,
        state=state,
        as_of=as_of,
        rows=len(content.rows),
        differences=tuple(differences),
    )


def _put_beside(connection: Connection, content: Content) -> None:
    connection.execute(_AGAIN)
    copy_lines(connection, "COPY score_again FROM STDIN", (f"{n}\t{row}\n" for n, row in enumerate(content.rows)))
    below = (f"{n}\t{one}\n" for n, used in enumerate(content.used) if used for one in used.split(","))
    copy_lines(connection, "COPY below_again FROM STDIN", below)
    copy_lines(connection, "COPY total_again FROM STDIN", (f"{total}\n" for total in content.totals))


def freeze(
    connection: Connection, province: str, year: int, *, signed_by: str, reason: str, signed_at: datetime
) -> Reproduction:
    """Freeze the provisional score of a province and year: who signed it, on what ground. Later data make a new run.

    Raises:
        FreezeError: there is none, one is frozen already, an objection waits, facts or decisions changed since, or the
            score is not what the facts of its moment give.
    """
    if not signed_by.strip() or not reason.strip():
        raise FreezeError("say who signs, and on what ground")
    with connection.transaction():
        lock_scores(connection, province, year)
        run = _provisional(connection, province, year)
        waiting = [each.objection_id for each in objections(connection, province, year) if each.outcome is None]
        if waiting:
            raise FreezeError(f"objections wait for an answer: {', '.join(map(str, waiting))}")
        if str(PartitionKey(province_of(province), year)) in ledger.changed_partitions(connection):
            again = command(f"score --year {year} --province {province_of(province)}")
            raise FreezeError(f"facts or decisions changed since it was scored; first `{again}`")
        again_ = reproduce(connection, run)
        if not again_.is_identical:
            raise FreezeError(f"score run {run} is not what its moment gives: {'; '.join(again_.differences)}")
        connection.execute(
            "UPDATE dw.dim_score_run SET state = 'frozen', signed_at = %s, signed_by = %s, signed_reason = %s,"
            " signed_digest = %s WHERE score_run_id = %s",
            (signed_at, signed_by.strip(), reason.strip(), signed_digest(connection, run, year), run),
        )
    return again_


def _provisional(connection: Connection, province: str, year: int) -> int:
    runs = connection.execute(
        "SELECT state, score_run_id, signed_by FROM dw.dim_score_run"
        " WHERE province_code = %s AND year = %s AND superseded_at IS NULL ORDER BY state",
        (province, year),
    ).fetchall()
    for state, score_run_id, signed_by in runs:
        if state == "frozen":
            raise FreezeError(f"score run {score_run_id} of {province} and {year} is frozen already, by {signed_by}")
    if not runs:
        raise FreezeError(f"province {province} was not scored for {year}")
    return int(runs[0][1])

"""Scores into the warehouse: a new score run only where something is different from the one that holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from fazhi.scoring.assessment import CountyScore, ItemScore
from fazhi.scoring.inputs import CountyInputs
from fazhi.scoring.reading import County
from fazhi.scoring.scheme import Scheme
from fazhi.warehouse.database import Connection

_STAGING = """
CREATE TEMPORARY TABLE score_new (
    region_id integer, region_key integer, scheme_item_key integer, score numeric, score_low numeric,
    score_high numeric, full_mark numeric, reason_code text, reason text, inputs jsonb, observations jsonb
) ON COMMIT DROP
"""

_COLUMNS = (
    "region_id, region_key, scheme_item_key, score, score_low, score_high, full_mark, reason_code, reason, inputs"
)

_HELD = f"""
SELECT {_COLUMNS},
       coalesce((SELECT jsonb_agg(jsonb_build_array(observation_year, observation_key, verification)
                                  ORDER BY observation_year, observation_key)
                 FROM dw.bridge_score_observation AS bridge
                 WHERE bridge.year = fact.year AND bridge.score_key = fact.score_key), '[]') AS observations
FROM dw.fact_score AS fact WHERE year = %(year)s AND score_run_id = %(score_run)s
"""

_DIFFERS = f"""
WITH held AS ({_HELD}), new AS (SELECT {_COLUMNS}, observations FROM score_new)
SELECT EXISTS (SELECT FROM (TABLE new EXCEPT TABLE held) AS added)
    OR EXISTS (SELECT FROM (TABLE held EXCEPT TABLE new) AS gone)
"""

_INSERT_SCORES = f"""
INSERT INTO dw.fact_score (year, score_run_id, recorded_at, {_COLUMNS})
SELECT %(year)s, %(score_run)s, %(recorded_at)s, {_COLUMNS} FROM score_new ORDER BY region_id, scheme_item_key
"""

_INSERT_OBSERVATIONS = """
INSERT INTO dw.bridge_score_observation (year, score_key, observation_year, observation_key, verification)
SELECT fact.year, fact.score_key, (used ->> 0)::smallint, (used ->> 1)::bigint, used ->> 2
FROM score_new AS new
JOIN dw.fact_score AS fact USING (region_id, scheme_item_key)
CROSS JOIN LATERAL jsonb_array_elements(new.observations) AS used
WHERE fact.year = %(year)s AND fact.score_run_id = %(score_run)s
ORDER BY fact.score_key, 3, 4
"""


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
                    row[0], item.id, parents[item.id], item.title, item.rule.type, item.marks, position,
                    list(dict.fromkeys(asked.indicator for asked in item.rule.inputs())),
                    Jsonb(item.model_dump(mode="json")),
                )
                for position, item in enumerate(scheme.items())
            ],
        )  # fmt: skip
    return int(row[0])


def write_scores(
    connection: Connection,
    *,
    scheme: int,
    province: str,
    year: int,
    run_id: int,
    recorded_at: datetime,
    counties: Sequence[County],
    inputs: Mapping[str, CountyInputs],
    scores: Mapping[str, CountyScore],
) -> tuple[int, bool]:
    """Store the scores under the scheme version `scheme`; gives the score run that holds, and whether it is a new one.

    Within the caller's transaction, which must hold the lock of the partition. The score run it replaces is
    superseded, unless it is frozen.
    """
    connection.execute(_STAGING)
    items = connection.execute("SELECT code, scheme_item_key FROM dw.dim_scheme_item WHERE scheme_key = %s", (scheme,))
    item_keys: dict[str, int] = dict(items.fetchall())
    with connection.cursor().copy("COPY score_new FROM STDIN") as copy:
        for county in counties:
            for row in _rows(county, item_keys, inputs[county.code], scores[county.code], year):
                copy.write_row(row)
    held = connection.execute(
        "SELECT score_run_id, scheme_key FROM dw.dim_score_run WHERE province_code = %s AND year = %s"
        " AND state = 'provisional' AND superseded_at IS NULL",
        (province, year),
    ).fetchone()
    if held and held[1] == scheme:
        differs = connection.execute(_DIFFERS, {"year": year, "score_run": held[0]}).fetchone()
        if differs == (False,):
            return int(held[0]), False
    score_run = _new_run(connection, scheme, (province, year), run_id, recorded_at)
    parameters = {"year": year, "score_run": score_run, "recorded_at": recorded_at}
    connection.execute(_INSERT_SCORES, parameters)
    connection.execute(_INSERT_OBSERVATIONS, parameters)
    return score_run, True


def _new_run(
    connection: Connection, scheme: int, partition: tuple[str, int], run_id: int, recorded_at: datetime
) -> int:
    connection.execute(
        "UPDATE dw.dim_score_run SET superseded_at = %s WHERE province_code = %s AND year = %s"
        " AND state = 'provisional' AND superseded_at IS NULL",
        (recorded_at, *partition),
    )
    row = connection.execute(
        "INSERT INTO dw.dim_score_run (scheme_key, province_code, year, as_of, state, run_id)"
        " VALUES (%s, %s, %s, %s, 'provisional', %s) RETURNING score_run_id",
        (scheme, *partition, recorded_at, run_id),
    ).fetchone()
    assert row is not None
    return int(row[0])


def _rows(
    county: County, item_keys: Mapping[str, int], inputs: CountyInputs, scores: CountyScore, year: int
) -> Iterator[tuple[Any, ...]]:
    for item in scores.items:
        yield (
            county.region_id,
            county.region_key,
            item_keys[item.item],
            item.score,
            item.low,
            item.high,
            item.marks,
            item.reason,
            item.formula,
            _used_values(item, inputs),
            _used_observations(item, inputs, year),
        )


def _used_values(item: ItemScore, inputs: CountyInputs) -> str:
    values = {str(used): f"{value:f}" for used in item.used if (value := inputs.figures[used].value) is not None}
    return json.dumps(values, sort_keys=True)


def _used_observations(item: ItemScore, inputs: CountyInputs, year: int) -> str:
    figures = ((year - used.last_year, inputs.figures[used]) for used in item.used)
    return json.dumps(sorted({(of, figure.observation_key, figure.verification) for of, figure in figures}))

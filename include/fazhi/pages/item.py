"""An item of a county's score: the rule with the numbers put in, all that was said of it, and what became of that."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Response

from fazhi import clock
from fazhi.pages.page import Code, PageDependency, Year, kept
from fazhi.scoring.explain import explain
from fazhi.scoring.stored import stored_scheme
from fazhi.scoring.subjects import assessed_by

router = APIRouter()

_SCORINGS = """
SELECT as_of, state, signed_at, superseded_at IS NULL AS holds FROM dw.dim_score_run
WHERE province_code = %s AND year = %s ORDER BY score_run_id DESC LIMIT 100
"""
# Every value that the warehouse held of the indicators by then, the one that it held then among them.
_HISTORY = """
SELECT indicator.name_zh AS indicator_name, period.code AS period, fact.value, fact.unit, fact.reason,
       fact.recorded_at, gone.at AS superseded_at, CASE WHEN gone.at IS NOT NULL THEN superseded_cause END AS cause
FROM dw.fact_indicator AS fact
JOIN dw.dim_region AS region USING (region_key)
JOIN dw.dim_indicator AS indicator USING (indicator_key)
JOIN dw.dim_period AS period USING (period_key)
JOIN dw.dim_breakdown AS breakdown USING (breakdown_key),
LATERAL (SELECT CASE WHEN superseded_at <= %(as_of)s THEN superseded_at END AS at) AS gone
WHERE region.code = %(code)s AND indicator.code = ANY(%(indicators)s) AND fact.year BETWEEN %(first)s AND %(last)s
  AND fact.recorded_at <= %(as_of)s AND breakdown.dimension = 'total'
ORDER BY indicator.code, period.start_date DESC, fact.recorded_at DESC
"""
# Two parts, as the indexes are: what a document says is looked up among what holds, and among what no longer does.
_SAID = """
WITH asked AS (
    SELECT (SELECT region_id FROM dw.dim_region WHERE code = %(code)s LIMIT 1) AS region_id,
           ARRAY(SELECT DISTINCT indicator_id FROM dw.dim_indicator WHERE code = ANY(%(indicators)s)) AS indicator_ids
),
said AS (
    SELECT observation.* FROM asked JOIN dw.fact_observation AS observation
      ON observation.region_id = asked.region_id AND indicator_id = ANY(asked.indicator_ids)
    WHERE observation.superseded_at IS NULL
    UNION ALL
    SELECT observation.* FROM asked JOIN dw.fact_observation AS observation
      ON observation.region_id = asked.region_id AND indicator_id = ANY(asked.indicator_ids)
    WHERE observation.superseded_at IS NOT NULL
)
SELECT indicator.name_zh AS indicator_name, breakdown.code AS breakdown, period.code AS period, said.kind, said.value,
       said.value_status, said.unit, said.confidence, dw.anonymised(said.sentence) AS sentence,
       dw.anonymised(document.title) AS title, document.version, said.document_key, said.evidence_start,
       said.evidence_end, said.recorded_at, gone.at AS superseded_at,
       CASE WHEN gone.at IS NOT NULL THEN said.superseded_cause END AS cause,
       EXISTS (SELECT FROM dw.fact_indicator AS fact
               WHERE fact.year = said.year AND (fact.region_id, fact.indicator_id) = (said.region_id, said.indicator_id)
                 AND fact.observation_key = said.observation_key AND fact.recorded_at <= %(as_of)s
                 AND (fact.superseded_at > %(as_of)s) IS NOT FALSE) AS is_chosen
FROM said
JOIN dw.dim_indicator AS indicator USING (indicator_key)
JOIN dw.dim_period AS period USING (period_key)
JOIN dw.dim_breakdown AS breakdown USING (breakdown_key)
JOIN dw.dim_document AS document USING (document_key),
LATERAL (SELECT CASE WHEN said.superseded_at <= %(as_of)s THEN said.superseded_at END AS at) AS gone
WHERE said.year BETWEEN %(first)s AND %(last)s AND said.recorded_at <= %(as_of)s
ORDER BY indicator.code, period.start_date DESC, breakdown.code, is_chosen DESC, said.recorded_at DESC,
         said.observation_key
LIMIT %(most)s
"""
_MOST = 300


@router.get("/counties/{code}/{year}/items/{item}", name="item")
@kept
def item(
    page: PageDependency, code: Code, year: Year, item: str, as_of: Annotated[datetime | None, Query()] = None
) -> Response:
    """The score of one item, down to the sentences it rests on: as it is, or as it was at a moment."""
    moment = _moment(as_of)
    with page.warehouse() as connection:
        explanation = explain(connection, code, year, as_of=moment, again=page.pages.score_again)
        scheme = stored_scheme(connection, explanation.run.scheme_key)
    found = next((each for each in explanation.items if each.code == item), None)
    if found is None:
        raise HTTPException(404)
    rule = next(each.rule for each in scheme.scored if each.id == item)
    asked = {
        "code": code,
        "indicators": list(found.indicators),
        "first": year - max((each.back for each in rule.inputs()), default=0),
        "last": year,
        "as_of": moment or clock.now(),
        "most": _MOST,
    }
    return page.render(
        "item.html",
        code=code,
        year=year,
        as_of=moment,
        explanation=explanation,
        item=found,
        objections=[each for each in explanation.objections if each.item == item],
        decisions=[each for each in explanation.decisions if each.subject == item],
        scorings=page.rows(_SCORINGS, (assessed_by(code), year)),
        said=page.rows(_SAID, asked),
        most=_MOST,
        history=page.rows(_HISTORY, asked),
    )


def _moment(asked: datetime | None) -> datetime | None:
    """A time without a zone is one of the counties'."""
    return asked.replace(tzinfo=clock.SHANGHAI) if asked is not None and asked.tzinfo is None else asked

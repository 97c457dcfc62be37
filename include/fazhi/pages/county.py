"""A county: where it stands, where it lost points, what it published and what does not fit together."""

from __future__ import annotations

from fastapi import APIRouter, Response

from fazhi.pages.charts import line
from fazhi.pages.page import Code, PageDependency, Year, kept
from fazhi.scoring.explain import explain
from fazhi.scoring.explanation import ExplainedItem
from fazhi.scoring.subjects import assessed_by

router = APIRouter()

_TREND = """
SELECT year, total, full_mark, rank, ranked_counties, scheme_name, scheme_version FROM mart.county_scorecard
WHERE region_code = %s ORDER BY year, state = 'frozen', score_run_id
"""
_PEERS = """
SELECT indicator_code, province_median, province_rank, province_counties FROM mart.peer_comparison
WHERE province_code = %s AND year = %s AND period = %s AND region_code = %s
"""
_TARGETS = """
SELECT indicator_name, period, target_bound, target_value, target_unit, reached, attainment,
       target_sentence, actual_sentence
FROM mart.target_attainment WHERE region_code = %s AND year = %s
  AND breakdown_dimension = 'total' ORDER BY attainment, indicator_code, period
"""
_CONTRADICTIONS = """
SELECT period, identity, result, how, expected, found, sentences FROM mart.contradictions
WHERE region_code = %s AND year = %s ORDER BY result, identity, period, check_key
"""
_DOCUMENTS = """
SELECT document_key, title, document_type, published_on, captured_at FROM dw.dim_document
WHERE source_code = %s AND report_year = %s AND superseded_at IS NULL ORDER BY published_on NULLS LAST, title
"""
_COVERAGE = """
SELECT document_type, expected, due_date, published_on, days_late, status FROM mart.document_coverage
WHERE region_code = %s AND year = %s ORDER BY due_date NULLS LAST, document_type
"""
_WORST = 5


@router.get("/counties/{code}/{year}", name="county")
@kept
def county(page: PageDependency, code: Code, year: Year) -> Response:
    """The score of a county by branches and items, its years, targets, contradictions and documents."""
    with page.warehouse() as connection:
        explanation = explain(connection, code, year, again=page.pages.score_again)
    return page.render(
        "county.html",
        code=code,
        year=year,
        assessor=assessed_by(code),
        explanation=explanation,
        worst=_worst(explanation.items),
        peers={row["indicator_code"]: row for row in page.rows(_PEERS, (code[:2], year, str(year), code))},
        trend=page.rows(_TREND, (code,)),
        targets=page.rows(_TARGETS, (code, year)),
        contradictions=page.rows(_CONTRADICTIONS, (code, year)),
        documents=page.rows(_DOCUMENTS, (code, year)),
        coverage=page.rows(_COVERAGE, (code, year)),
    )


@router.get("/counties/{code}/{year}/trend.svg", name="trend")
@kept
def trend(page: PageDependency, code: Code, year: Year) -> Response:
    """The totals of all years that were scored."""
    rows = page.rows(_TREND, (code,))
    totals = {row["year"]: row["total"] for row in rows}
    years = range(min(totals, default=year), max(totals, default=year) + 1)
    most = max((row["full_mark"] for row in rows), default=None)
    return line([(str(each), totals.get(each)) for each in years], page.text("total"), most=most)


def _worst(items: tuple[ExplainedItem, ...]) -> list[ExplainedItem]:
    """The items that lost most, the most first; one that is not counted lost nothing."""
    lost = [item for item in items if item.score is not None and item.score < item.marks]
    return sorted(lost, key=lambda item: (item.score or 0) - item.marks)[:_WORST]

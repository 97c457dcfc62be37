"""A province: who stands where, and how much of that rests on what was published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from fazhi.pages.charts import bars
from fazhi.pages.page import Page, PageDependency, Province, Year, kept
from fazhi.scoring.standings import ScoreRun, Standing, score_run, standings_of
from fazhi.scoring.stored import stored_scheme

router = APIRouter()

_SCORED = """
SELECT province_code, year FROM dw.dim_score_run WHERE superseded_at IS NULL
GROUP BY province_code, year ORDER BY year DESC, province_code
"""
_BRANCHES = """
SELECT region.code AS region_code, item.parent_code AS branch, sum(fact.score) AS score, sum(fact.full_mark) AS marks
FROM dw.fact_score AS fact
JOIN dw.dim_scheme_item AS item USING (scheme_item_key)
JOIN dw.dim_region AS region USING (region_key)
WHERE fact.year = %s AND fact.score_run_id = %s AND fact.score IS NOT NULL
GROUP BY region.code, item.parent_code
"""
_COVERAGE = """
SELECT region_code, expected, found, late, missing_types FROM mart.publication_compliance
WHERE province_code = %s AND year = %s
"""
_FRESHNESS = """
SELECT source_code, last_published_on, last_loaded_at, documents_waiting FROM mart.data_freshness
WHERE province_code = %s
"""
_SHADES = 10


@router.get("/", name="home")
def home(page: PageDependency) -> Response:
    """The latest scoring, or what to do where there is none."""
    scored = page.rows(_SCORED)
    if not scored:
        return page.render("empty.html")
    return RedirectResponse(page.url("province", province=scored[0]["province_code"], year=scored[0]["year"]), 303)


@router.get("/provinces/{province}/{year}", name="province")
@kept
def province(page: PageDependency, province: Province, year: Year) -> Response:
    """Ranks, grades, branches, coverage and freshness of the counties of a province."""
    run, table = _scored(page, province, year)
    with page.warehouse() as connection:
        headings = stored_scheme(connection, run.scheme_key).headings()
    return page.render(
        "province.html",
        province=province,
        year=year,
        run=run,
        table=table,
        headings=headings,
        shares=_shares(page.rows(_BRANCHES, (year, run.score_run_id))),
        coverage={row["region_code"]: row for row in page.rows(_COVERAGE, (province, year))},
        freshness={row["source_code"]: row for row in page.rows(_FRESHNESS, (province,))},
        scored=page.rows(_SCORED),
    )


@router.get("/provinces/{province}/{year}/ranking.svg", name="ranking")
@kept
def ranking(page: PageDependency, province: Province, year: Year) -> Response:
    """The totals as bars, best first."""
    run, table = _scored(page, province, year)
    return bars([(standing.name, standing.total) for standing in table], page.text("total"), most=run.marks)


def _scored(page: Page, province: str, year: int) -> tuple[ScoreRun, list[Standing]]:
    """The scoring that holds, and its table of ranks."""
    with page.warehouse() as connection:
        run = score_run(connection, province, year)
        return run, standings_of(connection, run, year)


def _shares(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, tuple[Decimal, Decimal, int]]]:
    """county -> branch -> (points, full marks, shade from 0 to 10)."""
    found: dict[str, dict[str, tuple[Decimal, Decimal, int]]] = defaultdict(dict)
    for row in rows:
        shade = int(max(Decimal(0), min(Decimal(1), row["score"] / row["marks"])) * _SHADES) if row["marks"] else 0
        found[row["region_code"]][row["branch"]] = (row["score"], row["marks"], shade)
    return found

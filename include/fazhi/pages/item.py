"""An item of a county's score: the rule with the numbers put in, every figure with its sentence, and its history."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Response

from fazhi.pages.page import Code, PageDependency, Year, kept
from fazhi.scoring.explain import explain

router = APIRouter()

# Every value the warehouse ever held of the indicators, the one that holds now among them.
_HISTORY = """
SELECT indicator.name_zh AS indicator_name, period.code AS period, fact.value, fact.unit, fact.reason,
       fact.recorded_at, fact.superseded_at, fact.superseded_cause AS cause
FROM dw.fact_indicator AS fact
JOIN dw.dim_region AS region USING (region_key)
JOIN dw.dim_indicator AS indicator USING (indicator_key)
JOIN dw.dim_period AS period USING (period_key)
JOIN dw.dim_breakdown AS breakdown USING (breakdown_key)
WHERE region.code = %s AND indicator.code = ANY(%s) AND fact.year BETWEEN %s AND %s
  AND breakdown.dimension = 'total'
ORDER BY indicator.code, period.start_date DESC, fact.recorded_at DESC
"""


@router.get("/counties/{code}/{year}/items/{item}", name="item")
@kept
def item(page: PageDependency, code: Code, year: Year, item: str) -> Response:
    """The score of one item, down to the sentences it rests on."""
    with page.warehouse() as connection:
        explanation = explain(connection, code, year)
    found = next((each for each in explanation.items if each.code == item), None)
    if found is None:
        raise HTTPException(404)
    return page.render(
        "item.html",
        code=code,
        year=year,
        explanation=explanation,
        item=found,
        history=page.rows(_HISTORY, (code, list(found.indicators), year - 1, year)),
    )

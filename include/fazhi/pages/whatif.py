"""What a county's score would be with other figures: nothing is written."""

from __future__ import annotations

from fastapi import APIRouter, Response

from fazhi.pages.page import Code, Page, PageDependency, Year, kept
from fazhi.scoring.inputs import CountyInputs
from fazhi.scoring.scheme import Scheme
from fazhi.scoring.standings import standings_of
from fazhi.scoring.whatif import held, what_if

router = APIRouter()


@router.get("/counties/{code}/{year}/whatif", name="whatif")
@kept
def whatif(page: PageDependency, code: Code, year: Year) -> Response:
    """A form with every figure that the scheme reads of the county, and what the ones filled in would change."""
    with page.warehouse() as connection:
        scored = held(connection, code, year)
        name = next(row.name for row in standings_of(connection, scored.run, year) if row.code == code)
    fields = _fields(scored.scheme, scored.inputs[code])
    put = _put(page, [name for _, names in fields for name, _ in names])
    result = what_if(scored, code, [f"{name}={text}" for name, text in put.items()]) if put else None
    return page.render("whatif.html", code=code, year=year, name=name, fields=fields, put=put, result=result)


def _fields(scheme: Scheme, county: CountyInputs) -> list[tuple[str, list[tuple[str, object]]]]:
    """(item, its inputs with the county's values), each input once, items without one left out."""
    seen: set[str] = set()
    fields = []
    for item in scheme.items():
        own: list[tuple[str, object]] = []
        for asked in item.rule.inputs():
            if str(asked) not in seen:
                seen.add(str(asked))
                figure = county.figures.get(asked)
                own.append((str(asked), None if figure is None else figure.value))
        if own:
            fields.append((item.title, own))
    return fields


def _put(page: Page, names: list[str]) -> dict[str, str]:
    filled = {name: page.request.query_params.get(name, "").strip() for name in names}
    return {name: text for name, text in filled.items() if text}

"""Rows that the quality gate kept out: look at them; who may decides about them."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from fazhi import clock
from fazhi.pages.page import PageDependency
from fazhi.quality.decisions import decide
from fazhi.warehouse.database import open_connection

router = APIRouter()

_ROWS = """
SELECT rejected_id, province_code, partition_year, region_code, document_url, expectation, reason, sentence,
       indicator_code, value, period, of_current_text, decided_at, decided_by, decision_reason, decisions
FROM mart.rejected_rows WHERE state = %s ORDER BY recorded_at DESC, rejected_id DESC LIMIT %s OFFSET %s
"""
_A_PAGE = 50
State = Literal["pending", "released", "discarded"]


@router.get("/rejected", name="rejected")
def rejected(page: PageDependency, state: State = "pending", skip: Annotated[int, Query(ge=0)] = 0) -> Response:
    """The rejected rows of a state, the latest first."""
    rows = page.rows(_ROWS, (state, _A_PAGE + 1, skip))
    following = skip + _A_PAGE if len(rows) > _A_PAGE else None
    return page.render("rejected.html", rows=rows[:_A_PAGE], state=state, skip=skip, following=following, size=_A_PAGE)


@router.post("/rejected/{rejected_id}/{decision}", name="decide")
def decided(
    page: PageDependency,
    request: Request,
    rejected_id: int,
    decision: Literal["release", "discard"],
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Release or discard a row, with a reason, in the name of who is logged in; refused to those who may not."""
    if not page.person.may_decide:
        raise HTTPException(403)
    _refuse_foreign_form(request)
    # not `connect`: the version of the schema is none of an editor's tables
    with open_connection(page.pages.settings.require("editor_dsn")) as connection:
        decide(
            connection,
            decision,
            rejected_id,
            reason=reason.strip(),
            decided_by=page.person.name,
            decided_at=clock.now(),
        )
    page.pages.answers.forget()
    return RedirectResponse(page.url("rejected"), 303)


def _refuse_foreign_form(request: Request) -> None:
    """Only a form of our own page may decide: a browser says where a form came from, by Fetch Metadata or Origin."""
    site = request.headers.get("sec-fetch-site")
    origin = urlsplit(request.headers.get("origin", "")).netloc
    if site not in (None, "same-origin") or (site is None and origin != request.headers.get("host")):
        raise HTTPException(403)

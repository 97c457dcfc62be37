"""The application: every route behind a known person, every answer with headers that let nothing run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import psycopg
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException

from fazhi.errors import FazhiError
from fazhi.pages import county, document, item, province, rejected, stylesheet, whatif
from fazhi.pages.page import AT_ONCE, Page, Pages
from fazhi.pages.person import Person, current_person
from fazhi.scoring.standings import NotScoredError
from fazhi.settings import Settings

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def create_app(settings: Settings, identify: Callable[..., Person]) -> FastAPI:
    """The pages over the warehouse of `settings.bi_dsn`.

    `identify` is a FastAPI dependency that gives the person of a request, or raises HTTPException 401 or 403.
    """
    pages = Pages(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        pages.close()

    # No generated API pages: they would be served to anybody.
    app = FastAPI(
        dependencies=[Depends(current_person)], lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.pages = pages
    app.dependency_overrides[current_person] = identify
    for module in (province, county, item, document, whatif, rejected, stylesheet):
        app.include_router(module.router)
    app.middleware("http")(_headers)
    app.middleware("http")(_in_turn(asyncio.Semaphore(AT_ONCE)))
    for error in (FazhiError, HTTPException, RequestValidationError, psycopg.OperationalError, PoolTimeout):
        app.exception_handler(error)(_told)
    return app


def _in_turn(places: asyncio.Semaphore) -> Callable[..., Awaitable[Response]]:
    """Let so many requests be worked on at once; the others wait without a thread, which Airflow's own routes need."""

    async def wait(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        async with places:
            return await call_next(request)

    return wait


async def _headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await call_next(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _told(request: Request, error: Exception) -> Response:
    """A page that says what is wrong: of the database's own errors no details, they may name hosts and users."""
    page = Page(request, request.app.state.pages, Person("", may_decide=False))
    match error:
        case HTTPException():
            status, message = error.status_code, page.label("status", str(error.status_code))
        case RequestValidationError():
            status, message = 404, page.text("status.404")
        case NotScoredError():
            status, message = 404, str(error)
        case FazhiError():
            status, message = 400, str(error)
        case _:
            status, message = 503, page.text("status.503")
    return page.render("fault.html", status=status, message=message)

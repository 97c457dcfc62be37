"""What every page needs: the warehouse as the BI role, the language, the templates."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import ROUND_HALF_UP, Decimal
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

import yaml
from cachetools import LRUCache
from fastapi import Depends, Request, Response
from fastapi import Path as PathParameter
from jinja2 import FileSystemLoader
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from fazhi import clock, hypertext
from fazhi.pages.answers import WRITTEN, Answers
from fazhi.pages.archived import Archived
from fazhi.pages.person import Person, current_person
from fazhi.scoring.assessment import CountyScore
from fazhi.scoring.rendering import score_again
from fazhi.settings import Settings
from fazhi.warehouse.database import Connection

Language = Literal["zh", "en"]
_HERE = Path(__file__).parent
TEXTS: Final[Mapping[str, Mapping[Language, str]]] = yaml.load(
    (_HERE / "texts.yml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
_COOKIE = "fazhi_language"
AT_ONCE: Final = 8
"""Requests that are worked on at a time, each with a connection of its own."""
_SHOWN = Decimal("0.0001")
_RUNS = 8  # scorings whose formulas are kept: a province has one a year
_LATEST = """
SELECT score_run_id FROM dw.dim_score_run WHERE superseded_at IS NULL ORDER BY year DESC, score_run_id DESC LIMIT %s
"""
# Compiling a query of a page takes longer than answering it.
_OPTIONS = "-c statement_timeout=10s -c default_transaction_read_only=on -c jit=off"

Code = Annotated[str, PathParameter(pattern=r"^\d{6}(\d{3}|\d{6})?$")]
Province = Annotated[str, PathParameter(pattern=r"^\d{2}(\d{4})?$")]
Year = Annotated[int, PathParameter(ge=2000, le=2100)]


class Pages:
    """What the pages of one process share: connections, templates, and answers that still hold."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.archived = Archived(settings)
        self.templates = hypertext.environment(FileSystemLoader(_HERE / "templates"))
        self.templates.filters |= {"number": _number, "followed": hypertext.followed, "time": _time}
        self.answers = Answers(self._written)
        self._scored: LRUCache[tuple[object, int], Mapping[str, CountyScore]] = LRUCache(_RUNS)
        self._scoring = threading.Lock()
        self._pool: ConnectionPool[Connection] | None = None
        self._lock = threading.Lock()

    @property
    def pool(self) -> ConnectionPool[Connection]:
        """Connections as the role that can only read, opened when the first page asks.

        Raises:
            ConfigurationError: FAZHI_BI_DSN is not set.
        """
        with self._lock:
            if self._pool is None:
                self._pool = ConnectionPool(
                    self.settings.require("bi_dsn"),
                    min_size=1,
                    max_size=AT_ONCE,
                    timeout=10,
                    kwargs={"autocommit": True, "options": _OPTIONS},
                    check=ConnectionPool.check_connection,
                    open=True,
                )
            return self._pool

    def score_again(self, connection: Connection, score_run_id: int) -> Mapping[str, CountyScore]:
        """As `fazhi.scoring.rendering.score_again`, once a run: all pages of its counties read their formulas in it."""
        key = (self.answers.state, score_run_id)
        with self._scoring:
            known = self._scored.get(key)
            if known is None:
                known = self._scored[key] = score_again(connection, score_run_id)
            return known

    def warm(self) -> None:
        """Have ready what the first readers would each make: templates, connections, the latest formulas."""
        for name in self.templates.list_templates():
            self.templates.get_template(name)
        if not self.settings.bi_dsn:
            return  # the pages say what is missing
        with self.pool.connection() as connection:
            for (score_run_id,) in connection.execute(_LATEST, (_RUNS,)).fetchall():
                self.score_again(connection, score_run_id)

    def close(self) -> None:
        """Close the connections, if any were opened."""
        with self._lock:
            if self._pool is not None:
                self._pool.close()

    def _written(self) -> object:
        with self.pool.connection() as connection:
            return connection.execute(WRITTEN).fetchone()


class Page:
    """One request for a page by one person."""

    def __init__(self, request: Request, pages: Pages, person: Person) -> None:
        self.request = request
        self.pages = pages
        self.person = person
        self._connection: Connection | None = None
        asked = request.query_params.get("lang") or request.cookies.get(_COOKIE)
        self.language: Language = "en" if asked == "en" else "zh"

    def text(self, key: str) -> str:
        """The text of this key in the reader's language."""
        return TEXTS[key][self.language]

    def label(self, kind: str, code: str) -> str:
        """What a code of the warehouse means to a person; the code itself where nobody has said."""
        return TEXTS.get(f"{kind}.{code}", {}).get(self.language, code)

    def url(self, name: str, /, query: Mapping[str, object] | None = None, **parameters: object) -> str:
        """The path of the route `name`, below wherever the application is mounted."""
        path = self.request.scope.get("root_path", "") + self.request.app.url_path_for(name, **parameters)
        return f"{path}?{urlencode(query)}" if query else path

    @contextmanager
    def warehouse(self) -> Iterator[Connection]:
        """A connection as the BI role: the same one for all that is asked while it is held."""
        if self._connection is not None:
            yield self._connection
            return
        with self.pages.pool.connection() as connection:
            self._connection = connection
            try:
                yield connection
            finally:
                self._connection = None

    def rows(self, statement: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[dict[str, Any]]:
        """What a query gives, a mapping a row."""
        with self.warehouse() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(statement, parameters).fetchall()

    def anonymised(self, texts: Sequence[str]) -> list[str]:
        """The texts as the marts show texts: without what nobody need know of private persons."""
        asked = "SELECT dw.anonymised(words) AS words FROM unnest(%s::text[]) WITH ORDINALITY AS u(words, n) ORDER BY n"
        return [row["words"] for row in self.rows(asked, (list(texts),))]

    def render(self, template: str, *, status: int = 200, **context: object) -> Response:
        """A template with `context`; all that it shows is escaped."""
        html = self.pages.templates.get_template(template).render(
            page=self,
            t=self.text,
            label=self.label,
            url=self.url,
            masked=lambda words: self.anonymised([words])[0],
            language=self.language,
            switch=self.request.url.include_query_params(lang="zh" if self.language == "en" else "en").query,
            **context,
        )
        response = Response(html, status, media_type="text/html; charset=utf-8")
        if self.request.query_params.get("lang"):
            response.set_cookie(_COOKIE, self.language, max_age=31_536_000, httponly=True, samesite="lax")
        return response


def _page(request: Request, person: Annotated[Person, Depends(current_person)]) -> Page:
    return Page(request, request.app.state.pages, person)


PageDependency = Annotated[Page, Depends(_page)]


def kept(route: Callable[..., Response]) -> Callable[..., Response]:
    """A route whose answers hold until the warehouse changes; its first parameter is the page."""

    @wraps(route)
    def asked(page: PageDependency, **parameters: object) -> Response:
        def make() -> Response:
            with page.warehouse():
                return route(page, **parameters)

        if "lang" in page.request.query_params:  # the answer sets a cookie
            return make()
        key = (page.request.url.path, page.request.url.query, page.language, page.person.may_decide)
        return page.pages.answers.get(key, make)

    return asked


def _number(value: Decimal | int | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, Decimal):
        return f"{value.quantize(_SHOWN, ROUND_HALF_UP).normalize():,f}"
    return f"{value:,}"


def _time(value: Any) -> str:
    return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if value else "–"

"""The crawl of one county's site: lists, then articles, each ending in an outcome."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from fazhi import clock
from fazhi.archive import ArchiveError
from fazhi.archive.entry import ItemOutcome
from fazhi.crawl.adapters import Adapter, Link
from fazhi.crawl.adapters.base import MOST_LIST_PAGES
from fazhi.crawl.failure import FetchError
from fazhi.crawl.fetcher import Fetcher
from fazhi.crawl.state import KnownPage
from fazhi.crawl.visit import Visit, Visitor, plain
from fazhi.errors import FazhiError, WarehouseUnavailableError
from fazhi.parse import NoBodyError
from fazhi.parse.document import Document
from fazhi.parse.encoding import decode
from fazhi.parse.partition import partition_year
from fazhi.sources import ListPage, Source, host_of

MOST_PAGES = 5000
"""Articles of one site visited in one run."""

_FAILURES_OF_A_HOST = 3
"""Failures in a row, each after its own retries, from which a host counts as down."""

_LONGEST_DETAIL = 500
_log = logging.getLogger(__name__)

_ItemKind = Literal["site", "list", "page"]
_Outcome = Literal["done", "unchanged", "skipped", "rejected", "failed"]


@dataclass(frozen=True, slots=True)
class _Judgement:
    """How an item ended."""

    outcome: _Outcome
    reason: str = ""
    detail: str = ""


class SiteCrawl:
    """Crawls one source with everything it needs; `counts` are its outcomes, such as pages_done or lists_failed."""

    def __init__(
        self, source: Source, adapter: Adapter, fetcher: Fetcher, visitor: Visitor, known: Mapping[str, KnownPage]
    ) -> None:
        self._source = source
        self._adapter = adapter
        self._fetcher = fetcher
        self._visitor = visitor
        self._known = known
        self._visited: set[str] = set()
        self._failures_in_a_row: Counter[str] = Counter()
        self._hosts_down: dict[str, FetchError] = {}
        self._failure: _Judgement | None = None
        self.counts: Counter[str] = Counter()

    def crawl(self) -> None:
        """Read every list, visit every article named there or known from before.

        Raises:
            ArchiveError, WarehouseUnavailableError: what was fetched cannot be kept. Nothing that a site does raises.
        """
        try:
            links: dict[str, Link] = {}
            for page in self._source.lists:
                for link in self._read_list(page):
                    links.setdefault(link.url, link)
            self._visit_articles([*links.values(), *self._known_articles(links)])
        except (ArchiveError, WarehouseUnavailableError):
            raise
        except Exception as error:  # a mistake of ours must not take the other counties along
            _log.exception("the crawl of %s failed", self._source.code)
            self._failure = _Judgement("failed", "internal_error", f"{type(error).__name__}: {error}")
        self._conclude()

    def _conclude(self) -> None:
        judgement = self._verdict()
        summary = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in sorted(self.counts.items()))
        detail = "; ".join(filter(None, (judgement.detail, summary)))
        outcome = self._outcome("site", self._source.code, replace(judgement, detail=detail))
        self._visitor.note(replace(outcome, seconds=self._fetcher.seconds, bytes=self._fetcher.bytes))

    def _verdict(self) -> _Judgement:
        if self._failure:
            return self._failure
        for error in self._hosts_down.values():
            return _Judgement("failed", error.reason, str(error))
        if self.counts["pages_done"]:
            return _Judgement("done")
        if self.counts["pages_rejected"] and not self.counts["pages_unchanged"]:
            return _Judgement("failed", "no_body", "no page of the site has a body: has its layout changed?")
        return _Judgement("unchanged")

    # Lists

    def _read_list(self, page: ListPage) -> list[Link]:
        """The articles of every page of one list; a page that fails leaves those of the others."""
        start = self._adapter.start(page)
        waiting, asked = [start], {start}
        links: dict[str, Link] = {}
        while waiting:
            url = waiting.pop(0)
            if len(asked) > MOST_LIST_PAGES:
                self._fail_list(url, _Judgement("failed", "too_many_list_pages", f"{page.url} counts too many pages"))
                break
            if host_of(url) in self._hosts_down:
                self._fail_list(url, self._down(url))
                continue
            try:
                found, following = self._read_list_page(page, url, further=bool(links))
            except FetchError as error:
                self._note_failure(url, error)
                self._fail_list(url, _Judgement("failed", error.reason, str(error)))
                continue
            if found and all(link.url in links for link in found):
                following = ()  # nothing new: a pager that turns in circles, or gives its last page for any number
            links |= {link.url: link for link in found if link.url not in links}
            new = [address for address in following if address not in asked]
            asked.update(new)
            waiting += new
        return list(links.values())

    def _read_list_page(self, page: ListPage, url: str, *, further: bool) -> tuple[tuple[Link, ...], tuple[str, ...]]:
        """`further`: the list has named articles before, so that it may end here."""
        visit, response = self._visitor.body(self._visitor.visit(url, "list", self._adapter.posted(page)))
        self._failures_in_a_row.pop(host_of(url), None)
        may_end = further and self._adapter.open_ended
        if visit.fetched.gone:
            if not may_end:
                raise FetchError(f"http_{response.status}", f"{url} answers {response.status}: the list has moved")
            judgement = _Judgement("skipped", "end_of_list", f"answers {response.status}: no more pages are given")
            self._visitor.keep(visit, self._outcome("list", url, judgement, visit))
            return (), ()
        reading = self._adapter.read_list(page, visit.url, decode(response.body, response.content_type)[0])
        judgement = _Judgement("unchanged" if visit.unchanged else "done")
        if not reading.links and not reading.following and not may_end:
            judgement = _Judgement("failed", "empty_list", f"{url} names no article")
            self._failure = self._failure or judgement
        self._visitor.keep(visit, self._outcome("list", url, judgement, visit))
        return reading.links, reading.following

    def _fail_list(self, url: str, judgement: _Judgement) -> None:
        self._failure = self._failure or judgement
        self._visitor.note(self._outcome("list", url, judgement))

    # Articles

    def _known_articles(self, listed: Mapping[str, Link]) -> Iterable[Link]:
        """Articles of earlier runs that no list names any more: they may have changed or vanished."""
        known = (page for page in self._known.values() if page.kind == "article" and not page.gone)
        return [Link(page.url) for page in known if page.url not in listed]

    def _visit_articles(self, links: list[Link]) -> None:
        for link in links[:MOST_PAGES]:
            if link.url in self._visited:
                continue
            self._visited.add(link.url)
            if host_of(link.url) in self._hosts_down:
                self._visitor.note(self._outcome("page", link.url, self._down(link.url)))
                continue
            self._visit_article(link)
        for link in links[MOST_PAGES:]:
            judgement = _Judgement("skipped", "page_budget", f"more than {MOST_PAGES} pages in one run")
            self._visitor.note(self._outcome("page", link.url, judgement))

    def _visit_article(self, link: Link) -> None:
        try:
            visit = self._visitor.visit(link.url, "article")
        except FetchError as error:
            self._note_failure(link.url, error)
            self._visitor.note(self._outcome("page", link.url, _judged(error)))
            return
        self._failures_in_a_row.pop(host_of(link.url), None)
        if visit.url != link.url and visit.url in self._visited:
            judgement = _Judgement("unchanged", "same_page", f"redirects to {visit.url}")
            self._visitor.note(self._outcome("page", link.url, judgement, visit))
            return
        self._visited.add(visit.url)
        self._keep_article(link, visit)

    def _keep_article(self, link: Link, visit: Visit) -> None:
        known, url = visit.known, visit.url
        if visit.fetched.gone:
            self._visitor.keep(visit, self._outcome("page", url, _gone(visit), visit))
        elif visit.unchanged:
            readable = known is not None and known.content_hash is not None
            judgement = (
                _Judgement("unchanged") if readable else _Judgement("rejected", "no_body", "as in an earlier run")
            )
            self._visitor.keep(visit, self._outcome("page", url, judgement, visit))
        else:
            document, judgement = self._parse(link, visit)
            outcome = self._outcome("page", url, judgement, visit)
            if document and known and not known.gone and known.content_hash == document.content_hash:
                self._visitor.keep_as_seen(visit, outcome)
            else:
                self._visitor.keep(visit, outcome, document)

    def _parse(self, link: Link, visit: Visit) -> tuple[Document | None, _Judgement]:
        response = visit.fetched.response
        try:
            document = self._adapter.parse(response.body, url=response.url, content_type=response.content_type)
        except NoBodyError as error:
            return None, _Judgement("rejected", "no_body", str(error))
        except FazhiError as error:
            return None, _Judgement("rejected", "unreadable", str(error))
        except Exception as error:  # the archive keeps the page, the next parser may read it
            _log.exception("the parser failed on %s", response.url)
            return None, _Judgement("failed", "parser_error", f"{type(error).__name__}: {error}")
        if document.partition_year is None:
            year = partition_year(document.title or link.title, document.published_on or link.published_on)
            document = replace(document, partition_year=year)
        known = visit.known
        if known and not known.gone and known.content_hash == document.content_hash:
            return document, _Judgement("unchanged", "same_content", "other bytes, the same text")
        return document, _Judgement("done")

    # Outcomes

    def _note_failure(self, url: str, error: FetchError) -> None:
        """A failure that speaks of the host counts; one that will not pass by itself ends the visit at once."""
        if not error.of_host:
            return
        host = host_of(url)
        self._failures_in_a_row[host] += 1
        if not error.transient or self._failures_in_a_row[host] >= _FAILURES_OF_A_HOST:
            self._hosts_down[host] = error

    def _down(self, url: str) -> _Judgement:
        return _Judgement("skipped", "host_down", f"not asked after: {self._hosts_down[host_of(url)]}")

    def _outcome(self, kind: _ItemKind, item: str, judgement: _Judgement, visit: Visit | None = None) -> ItemOutcome:
        self.counts[f"{kind}s_{judgement.outcome}"] += 1
        return ItemOutcome(
            source_code=self._source.code,
            item_kind=kind,
            item=item,
            outcome=judgement.outcome,
            reason=judgement.reason,
            detail=plain(judgement.detail)[:_LONGEST_DETAIL],
            recorded_at=clock.now(),
            seconds=visit.fetched.seconds if visit else None,
            bytes=len(visit.fetched.response.body) if visit else None,
        )


def _gone(visit: Visit) -> _Judgement:
    status = visit.fetched.response.status
    if visit.known is None:
        return _Judgement("failed", f"http_{status}", f"a list names {visit.url}, which answers {status}")
    if visit.known.gone:
        return _Judgement("unchanged", "gone", "gone since an earlier run; its figures stay")
    return _Judgement("done", "gone", f"answers {status}; its figures stay")


def _judged(error: FetchError) -> _Judgement:
    skipped = error.reason in ("robots_disallowed", "foreign_host")
    return _Judgement("skipped" if skipped else "failed", error.reason, str(error))

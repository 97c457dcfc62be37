"""The crawl of one county's site: lists with their new articles, then known articles that are due again."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from fazhi.archive import ArchiveError
from fazhi.crawl.adapters import Adapter, Link
from fazhi.crawl.attachments import AttachmentCrawl, KnownFile
from fazhi.crawl.failure import FetchError
from fazhi.crawl.fetcher import Fetcher
from fazhi.crawl.hosts import NotAskedError
from fazhi.crawl.judgement import Judgement, Outcomes, judged
from fazhi.crawl.lists import ListCrawl
from fazhi.crawl.missing import MissingPages
from fazhi.crawl.state import Known, KnownPage
from fazhi.crawl.visit import Visit, Visitor
from fazhi.errors import FazhiError, WarehouseUnavailableError
from fazhi.parse import NoBodyError
from fazhi.parse.attachments import names_document
from fazhi.parse.document import Document
from fazhi.parse.files.kinds import is_file
from fazhi.parse.partition import partition_year
from fazhi.sources import ListPage, Source

_MANY_WITHOUT_BODY = 3
"""So many pages without a body, and none with one, speak of the layout of the site and not of a page."""

_log = logging.getLogger(__name__)


class SiteCrawl:
    """Crawls one source with everything it needs. `sweep_days` is for lists whose YAML says nothing of it."""

    def __init__(
        self,
        source: Source,
        adapter: Adapter,
        fetcher: Fetcher,
        visitor: Visitor,
        known: Known,
        *,
        files: Iterable[KnownFile] = (),
        now: datetime,
        sweep_days: int,
    ) -> None:
        self._source = source
        self._adapter = adapter
        self._fetcher = fetcher
        self._visitor = visitor
        self._known = known
        self._now = now
        self._sweep_days = sweep_days
        self._outcomes = Outcomes(source.code)
        self._missing_pages = MissingPages(visitor.probe)
        self._attachments = AttachmentCrawl(source, visitor, self._outcomes, files)
        self._visited: set[str] = set()
        self._failure: Judgement | None = None
        self._refusal: NotAskedError | None = None

    @property
    def counts(self) -> Counter[str]:
        """How many items ended how, such as pages_done or lists_failed."""
        return self._outcomes.counts

    def crawl(self) -> None:
        """Read every list, visit every new article named there and the known ones that are due.

        Raises:
            ArchiveError, WarehouseUnavailableError: what was fetched cannot be kept. Nothing that a site does raises.
        """
        try:
            swept = [self._crawl_list(page) for page in self._source.lists]
            self._visit_unlisted(swept=all(swept))
            self._attachments.visit_waiting()
        except (ArchiveError, WarehouseUnavailableError):
            raise
        except Exception as error:  # a mistake of ours must not take the other counties along
            _log.exception("the crawl of %s failed", self._source.code)
            self._failure = Judgement("failed", "internal_error", f"{type(error).__name__}: {error}")
        self._conclude()

    def _conclude(self) -> None:
        judgement = self._verdict()
        summary = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in sorted(self.counts.items()))
        detail = "; ".join(filter(None, (judgement.detail, summary)))
        outcome = self._outcomes.make("site", self._source.code, replace(judgement, detail=detail))
        self._visitor.note(replace(outcome, seconds=self._fetcher.seconds, bytes=self._fetcher.bytes))

    def _verdict(self) -> Judgement:
        if self._failure:
            return self._failure
        for error in self._fetcher.hosts_down():
            return Judgement("failed", error.reason, str(error))
        if self._lost_its_bodies():
            return Judgement("failed", "no_body", "no page of the site has a body: has its layout changed?")
        left = (self._refusal.reason, str(self._refusal)) if self._refusal else ("", "")
        if self.counts["pages_done"] or self.counts["attachments_done"]:
            return Judgement("done", *left)
        if self._refusal and not self.counts["lists_done"] + self.counts["lists_unchanged"]:
            return Judgement("skipped", *left)
        return Judgement("unchanged", *left)

    def _lost_its_bodies(self) -> bool:
        if not self.counts["pages_rejected"] or self.counts["pages_done"] or self.counts["pages_unchanged"]:
            return False
        others = any(page.content_hash and page.url not in self._visited for page in self._own_articles())
        return self.counts["pages_rejected"] >= _MANY_WITHOUT_BODY or not others

    # What is visited

    def _crawl_list(self, page: ListPage) -> bool:
        """Read a list and visit what is new or due on it; gives whether its last page was reached."""
        crawl = ListCrawl(
            self._source,
            page,
            adapter=self._adapter,
            visitor=self._visitor,
            outcomes=self._outcomes,
            known=self._known,
            now=self._now,
            sweep_days=self._sweep_days_of(page),
        )
        undone = False
        for links in crawl.pages():
            for link in links:
                undone |= not self._visit_listed(link)
        crawl.conclude(undone=undone)
        self._failure = self._failure or crawl.failure
        self._refusal = self._refusal or crawl.refusal
        return crawl.reached_end

    def _visit_listed(self, link: Link) -> bool:
        """Visit an article that a list names, where it is new or due; False where that is left for another night."""
        known = self._known.article(link.url)
        if known is not None and not known.gone and not self._is_due(known):
            self._visited |= {link.url, known.url}
            return True
        return self._visit(link)

    def _visit_unlisted(self, *, swept: bool) -> None:
        """Visit articles of earlier runs that are due, and those that no list names any more (`swept`: all were read
        to the end): they may have changed or vanished."""
        for page in self._own_articles():
            if page.url not in self._visited and (swept or self._is_due(page)):
                self._visit(Link(page.url), unlisted=swept)

    def _own_articles(self) -> list[KnownPage]:
        code = self._source.code
        return [
            page
            for page in self._known.pages.values()
            if page.kind == "article" and page.source_code == code and not page.gone
        ]

    def _is_due(self, page: KnownPage) -> bool:
        days = [self._sweep_days_of(each) for each in self._source.lists]
        return page.is_due(self._now, min(days, default=self._sweep_days))

    def _sweep_days_of(self, page: ListPage) -> int:
        return self._sweep_days if page.sweep_days is None else page.sweep_days

    # One article

    def _visit(self, link: Link, *, unlisted: bool = False) -> bool:
        """Visit an article once; False where it has to be asked for another night."""
        if link.url in self._visited:
            return True
        self._visited.add(link.url)
        if names_document(link.url):
            return self._attachments.visit_listed(link)
        try:
            visit = self._visitor.visit(link.url, "article")
        except FetchError as error:
            if isinstance(error, NotAskedError):
                self._refusal = self._refusal or error
            self._visitor.note(self._outcomes.make("page", link.url, judged(error)))
            return not (error.transient or isinstance(error, NotAskedError))
        moved = visit.url != link.url
        if moved and visit.url in self._visited:
            judgement = Judgement("unchanged", "same_page", f"redirects to {visit.url}")
            self._visitor.note(self._outcomes.make("page", link.url, judgement, visit))
        else:
            self._visited.add(visit.url)
            self._keep(link, visit, unlisted=unlisted)
            self._attachments.visit(visit.url)
        if moved and visit.url in self._visited:
            self._visitor.note_redirect(link.url, visit)
        return True

    def _keep(self, link: Link, visit: Visit, *, unlisted: bool) -> None:
        known, url = visit.known, visit.url
        if visit.fetched.gone:
            self._visitor.keep(visit, self._outcomes.make("page", url, _gone(visit), visit))
        elif visit.unchanged:
            judgement = Judgement("unchanged", "unlisted", "no list names it any more") if unlisted else _UNCHANGED
            if known is None or known.content_hash is None:
                judgement = Judgement("rejected", "no_body", "as in an earlier run")
            self._visitor.keep(visit, self._outcomes.make("page", url, judgement, visit))
        else:
            document, judgement = self._parse(link, visit)
            missing = self._missing(visit, document, judgement)
            if missing:
                self._keep_missing(link, visit, missing)
                return
            if document:
                self._attachments.link(document)
            outcome = self._outcomes.make("page", url, judgement, visit)
            if document and known and not known.gone and known.content_hash == document.content_hash:
                self._visitor.keep_as_seen(visit, outcome)
            else:
                self._visitor.keep(visit, outcome, document)

    def _missing(self, visit: Visit, document: Document | None, judgement: Judgement) -> str:
        """Why a page that answers 200 is none (see MissingPages); empty where it is one."""
        known = visit.known
        retitled = document is not None and known is not None and known.title not in (None, document.title)
        doubtful = retitled or judgement.reason == "no_body"
        body = visit.fetched.response.body
        return self._missing_pages.recognise(visit.url, body, document, doubtful=doubtful)

    def _keep_missing(self, link: Link, visit: Visit, why: str) -> None:
        """A page under its own address, or one that `link` was redirected to: either way `link` leads nowhere."""
        known = self._known.article(link.url) or self._known.pages.get(visit.url)
        if known is None:
            judgement = Judgement("failed", "soft_404", f"a list names {link.url}, which {why}")
        elif known.gone:
            judgement = Judgement("unchanged", "gone", "gone since an earlier run; its figures stay")
        else:
            judgement = Judgement("done", "gone", f"{why}; its figures stay")
        if visit.url != link.url:  # other links that are redirected there lead nowhere, too
            self._visited.discard(visit.url)
        outcome = self._outcomes.make("page", known.url if known else link.url, judgement, visit)
        self._visitor.keep_missing(visit, outcome, known)

    def _parse(self, link: Link, visit: Visit) -> tuple[Document | None, Judgement]:
        response = visit.fetched.response
        if is_file(response.body):
            return None, Judgement("rejected", "file_for_page", "the address gives a file and no page")
        try:
            document = self._adapter.parse(response.body, url=response.url, content_type=response.content_type)
        except NoBodyError as error:
            return None, Judgement("rejected", "no_body", str(error))
        except FazhiError as error:
            return None, Judgement("rejected", "unreadable", str(error))
        except Exception as error:  # the archive keeps the page, the next parser may read it
            _log.exception("the parser failed on %s", response.url)
            return None, Judgement("failed", "parser_error", f"{type(error).__name__}: {error}")
        if document.partition_year is None:
            year = partition_year(document.title or link.title, document.published_on or link.published_on)
            document = replace(document, partition_year=year)
        known = visit.known
        if known and not known.gone and known.content_hash == document.content_hash:
            return document, Judgement("unchanged", "same_content", "other bytes, the same text")
        return document, Judgement("done")


_UNCHANGED = Judgement("unchanged")


def _gone(visit: Visit) -> Judgement:
    status = visit.fetched.response.status
    if visit.known is None:
        return Judgement("failed", f"http_{status}", f"a list names {visit.url}, which answers {status}")
    if visit.known.gone:
        return Judgement("unchanged", "gone", "gone since an earlier run; its figures stay")
    return Judgement("done", "gone", f"answers {status}; its figures stay")

"""Reading one list of a county: down to the articles that are known, and from time to time to its end.

Lists begin with what is new, but for articles pinned to the top; so a page whose last article is known has nothing
new below it. That holds only while nothing was left undone, which `etl.list_state` remembers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from fazhi.archive.entry import ListChange
from fazhi.crawl.adapters import Adapter, Link
from fazhi.crawl.adapters.base import MOST_LIST_PAGES
from fazhi.crawl.failure import FetchError
from fazhi.crawl.hosts import NotAskedError
from fazhi.crawl.judgement import Judgement, Outcomes, judged
from fazhi.crawl.missing import is_notice
from fazhi.crawl.state import Known
from fazhi.crawl.visit import Visit, Visitor
from fazhi.parse.encoding import decode
from fazhi.sources import ListPage, Source

MOST_ARTICLES = 20_000
"""Articles of one list that are visited, several times what a county publishes; one that names more is hostile: each
leaves an outcome, also where nothing is asked for."""
_ENOUGH_FOR_A_FALL = 10
"""Of fewer articles half may go without anything being wrong."""


class ListCrawl:
    """One reading of one list; `pages` gives its articles, `conclude` keeps how far it came.

    `failure` is what went wrong with the list, `refusal` why it was not read further this night, `reached_end` that
    its last page was read.
    """

    def __init__(
        self,
        source: Source,
        page: ListPage,
        *,
        adapter: Adapter,
        visitor: Visitor,
        outcomes: Outcomes,
        known: Known,
        now: datetime,
        sweep_days: int,
    ) -> None:
        self._source = source
        self._page = page
        self._adapter = adapter
        self._visitor = visitor
        self._outcomes = outcomes
        self._known = known
        self._now = now
        self._start = adapter.start(page)
        self._before = known.lists.get((source.code, page.url))  # two lists of a gkmlpt site start at one page
        self._sweeping = self._before is None or self._before.is_due(now, sweep_days)
        self._posted = adapter.posted(page)
        self._named: set[str] = set()
        self._stale = 0
        self._first_page_digest: str | None = None
        self.failure: Judgement | None = None
        self.refusal: NotAskedError | None = None
        self.reached_end = False

    def pages(self) -> Iterator[tuple[Link, ...]]:
        """The articles of each page that is read; a page that fails leaves those of the others."""
        waiting, asked = [self._start], {self._start}
        while waiting:
            url = waiting.pop(0)
            if len(asked) > MOST_LIST_PAGES:
                self._fail(url, Judgement("failed", "too_many_list_pages", f"{self._page.url} counts too many pages"))
                return
            try:
                visit = self._visitor.visit(url, "list", self._posted)
                if url == self._start and self._is_settled(visit):
                    self._visitor.keep(visit, self._outcomes.make("list", url, Judgement("unchanged"), visit))
                    return
                links, following = self._read(url, visit)
            except NotAskedError as error:
                self.refusal = error
                self._visitor.note(self._outcomes.make("list", url, judged(error)))
                return
            except FetchError as error:
                foreign = error.reason == "foreign_host"  # an article elsewhere is another's; a list goes on unread
                self._fail(url, Judgement("failed", error.reason, str(error)) if foreign else judged(error))
                continue
            new = [] if self._turns_in_circles(links) else [address for address in following if address not in asked]
            if len(self._named) > MOST_ARTICLES:
                self._fail(url, Judgement("failed", "too_many_articles", f"{self._page.url} names too many articles"))
                return
            asked.update(new)
            waiting += new
            known_ground = self._tells(url, links) and self._known.article(links[-1].url) is not None
            if waiting and not known_ground and url == self._start:
                self._mark_as_begun()
            yield links
            if known_ground and not self._sweeping:
                return
        self.reached_end = self.failure is None

    def conclude(self, *, undone: bool) -> None:
        """Keep how far the reading came; `undone`: an article that it named must be asked for another night."""
        if self.reached_end:
            self._compare_with_history()
        if not self._named:
            return
        complete = self.failure is None and self.refusal is None and not undone
        articles = len(self._named) if self.reached_end and self.failure is None else None
        self._note_state(is_complete=complete, articles=articles)

    def _is_settled(self, visit: Visit) -> bool:
        """Whether the first page is the one below which nothing was left to do: it needs not even be read."""
        if self._sweeping or self._before is None or visit.known is None or not visit.unchanged:
            return False
        return visit.known.payload_digest == self._before.first_page_digest

    def _turns_in_circles(self, links: Sequence[Link]) -> bool:
        """Whether a second page in a row names nothing new: the pager gives its last page, or its first, for any
        number. One may be a first page that is also written into the page for people."""
        known = bool(links) and self._named.issuperset(link.url for link in links)
        self._stale = self._stale + 1 if known else 0
        self._named.update(link.url for link in links)
        return self._stale > 1

    def _tells(self, url: str, links: Sequence[Link]) -> bool:
        """Whether a page tells what is new: one before posted ones may name only what stands beside the list."""
        return bool(links) and (url != self._start or not self._posted)

    def _read(self, url: str, visit: Visit) -> tuple[tuple[Link, ...], tuple[str, ...]]:
        visit, response = self._visitor.body(visit)
        may_end = bool(self._named) and self._adapter.open_ended
        if visit.fetched.gone:
            if not may_end:
                raise FetchError(f"http_{response.status}", f"{url} answers {response.status}: the list has moved")
            judgement = Judgement("skipped", "end_of_list", f"answers {response.status}: no more pages are given")
            self._visitor.keep(visit, self._outcomes.make("list", url, judgement, visit))
            return (), ()
        reading = self._adapter.read_list(self._page, visit.url, decode(response.body, response.content_type)[0])
        judgement = Judgement("unchanged" if visit.unchanged else "done")
        if not reading.links and not reading.following and not may_end:
            judgement = Judgement("failed", "empty_list", f"{url} names no article")
            if is_notice(response.body):
                judgement = Judgement("failed", "soft_404", f"{url} answers 200 and says that there is no such page")
            self.failure = self.failure or judgement
        self._visitor.keep(visit, self._outcomes.make("list", url, judgement, visit))
        if url == self._start and self._tells(url, reading.links):
            self._first_page_digest = response.payload_digest
        return reading.links, reading.following

    def _fail(self, url: str, judgement: Judgement) -> None:
        self.failure = self.failure or judgement
        self._visitor.note(self._outcomes.make("list", url, judgement))

    def _compare_with_history(self) -> None:
        """A list that lost half of its articles has more likely changed its layout than its contents."""
        found, before = len(self._named), self._before.articles if self._before else None
        if self._page.at_least is not None:
            least, why = self._page.at_least, "its YAML asks for"
        elif before is not None and before >= _ENOUGH_FOR_A_FALL:
            least, why = (before + 1) // 2, f"it named {before} before: if that is right, set at_least; else at least"
        else:
            return
        if found < least:
            detail = f"{self._page.url} names {found} articles; {why} {least}"
            self._fail(self._start, Judgement("failed", "list_shrunk", detail))

    def _mark_as_begun(self) -> None:
        """From here on a kill would leave known articles above unknown ones."""
        if self._before is not None and self._before.is_complete:
            self._note_state(is_complete=False, articles=None)

    def _note_state(self, *, is_complete: bool, articles: int | None) -> None:
        self._visitor.note_list(
            ListChange(
                source_code=self._source.code,
                url=self._page.url,
                read_at=self._now,
                is_complete=is_complete,
                articles=articles,
                first_page_digest=self._first_page_digest if is_complete else None,
            )
        )

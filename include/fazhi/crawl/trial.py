"""Looking at a site without storing anything: what `fazhi source check` and `fazhi source new` see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fazhi.archive import ArchivedResponse
from fazhi.crawl.adapters import adapter_for
from fazhi.crawl.adapters.base import Link, ListReading
from fazhi.crawl.failure import FetchError
from fazhi.crawl.fetcher import Fetcher, Limits
from fazhi.crawl.hosts import Hosts
from fazhi.crawl.locks import locks_of_a_person
from fazhi.crawl.robots import Robots
from fazhi.crawl.urls import canonical
from fazhi.parse import NoBodyError
from fazhi.parse.attachments import names_document
from fazhi.parse.document import Document
from fazhi.parse.encoding import decode
from fazhi.parse.files import FileRefusedError, parse_file
from fazhi.settings import Settings
from fazhi.sources import ListPage, Source


@dataclass(frozen=True, slots=True)
class TriedArticle:
    """An article as a list names it, and the document it gives or the reason why it gives none."""

    link: Link
    document: Document | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TriedList:
    """The first page of a list that names articles: how many, how many pages follow, the first articles themselves.

    `more` articles are named by the second page and not by the first.
    """

    page: ListPage
    named: int = 0
    following: int = 0
    more: int = 0
    articles: tuple[TriedArticle, ...] = ()
    problem: str = ""


def try_lists(
    source: Source,
    settings: Settings,
    *,
    articles: int = 3,
    limits: Limits | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[TriedList]:
    """Fetch the first two pages of each list and the first `articles` of it, as its only visitor; nothing is stored.

    `tell` as of `locks_of_a_person`.

    Raises:
        ConfigurationError: no contact is set.
        WarehouseUnavailableError: the locks on the hosts were lost meanwhile.
    """
    with _visiting(source, settings, limits, tell) as guest:
        trial = _Trial(source, guest, articles)
        for page in source.lists:
            yield trial.try_list(page)


@contextmanager
def _visiting(
    source: Source, settings: Settings, limits: Limits | None, tell: Callable[[str], None]
) -> Iterator[_Guest]:
    with locks_of_a_person(settings.warehouse_dsn, source.allowed_hosts, tell) as still_ours:
        fetcher = Fetcher(source, settings, Hosts(still_ours=still_ours), limits or Limits())
        try:
            yield _Guest(fetcher)
        finally:
            fetcher.close()


class _Guest:
    """Asks the hosts of one source as robots.txt allows it, with the pauses that they ask for."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._robots = Robots(lambda url: fetcher.fetch(url).response, {})

    def fetch(self, url: str, *, posted: frozenset[str] = frozenset(), file: bool = False) -> ArchivedResponse:
        """The answer to `url`. Raises FetchError as `Fetcher.fetch` does, and where the answer is not 200."""
        response = self._fetcher.fetch(url, permit=self._permit, posted=posted, file=file).response
        if response.status != 200:
            raise FetchError(f"http_{response.status}", f"{url} answers {response.status}")
        return response

    def _permit(self, url: str) -> None:
        self._robots.permit(url)
        self._fetcher.ask_for_pause(url, self._robots.crawl_delay(url))


class _Trial:
    """What the lists of one source share."""

    def __init__(self, source: Source, guest: _Guest, articles: int) -> None:
        self._adapter = adapter_for(source)
        self._guest = guest
        self._articles = articles

    def try_list(self, page: ListPage) -> TriedList:
        """The list from its first page that names articles: before it may stand one for people, which says where."""
        url = self._adapter.start(page)
        try:
            reading = self._read(page, url)
            if not reading.links and reading.following:
                url = reading.following[0]
                reading = self._read(page, url)
        except FetchError as error:
            return TriedList(page, problem=f"{error.reason}: {error}")
        if not reading.links:
            family = self._adapter.family
            return TriedList(page, problem=f"{url} names no article; is this a list of the family {family}?")
        more, problem = self._second_page(page, reading)
        tried = tuple(map(self._try_article, reading.links[: self._articles]))
        return TriedList(page, len(reading.links), len(reading.following), more, tried, problem)

    def _second_page(self, page: ListPage, first: ListReading) -> tuple[int, str]:
        """How many more articles the second page names, and what is wrong with it."""
        if not first.following:
            return 0, ""
        url, may_end = first.following[0], self._adapter.open_ended
        try:
            second = self._read(page, url)
        except FetchError as error:
            ended = may_end and error.reason in ("http_404", "http_410")
            return 0, "" if ended else f"the second page: {error.reason}: {error}"
        more = len({link.url for link in second.links} - {link.url for link in first.links})
        return more, "" if more or may_end else f"the second page, {url}, names nothing new: are the parameters right?"

    def _try_article(self, link: Link) -> TriedArticle:
        named = names_document(link.url)
        try:
            response = self._guest.fetch(link.url, file=named)
            if named:
                document = parse_file(response.body, url=response.url, name=link.title, published_on=link.published_on)
            else:
                document = self._adapter.parse(response.body, url=response.url, content_type=response.content_type)
        except (FetchError, NoBodyError, FileRefusedError) as error:
            return TriedArticle(link, None, f"{error.reason}: {error}")
        return TriedArticle(link, document)

    def _read(self, page: ListPage, url: str) -> ListReading:
        response = self._guest.fetch(url, posted=self._adapter.posted(page))
        return self._adapter.read_list(page, response.url, decode(response.body, response.content_type)[0])


def fetch_once(source: Source, url: str, settings: Settings, *, tell: Callable[[str], None] = lambda _: None) -> str:
    """The text of one page of a source, asked for as `try_lists` does; nothing is stored.

    Raises:
        FetchError: it cannot be had.
    """
    with _visiting(source, settings, None, tell) as guest:
        response = guest.fetch(canonical(url) or url)
        return decode(response.body, response.content_type)[0]

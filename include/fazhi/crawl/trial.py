"""Looking at a site without storing anything: what `fazhi source check` and `fazhi source new` see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fazhi.crawl.adapters import adapter_for
from fazhi.crawl.adapters.base import Link, ListReading
from fazhi.crawl.failure import FetchError
from fazhi.crawl.fetcher import Fetcher, Limits
from fazhi.crawl.hosts import Hosts
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
    """The first page of a list that names articles: how many, how many pages follow, the first articles themselves."""

    page: ListPage
    named: int
    following: int
    articles: tuple[TriedArticle, ...]
    problem: str = ""


def try_lists(
    source: Source, settings: Settings, *, articles: int = 3, limits: Limits | None = None
) -> Iterator[TriedList]:
    """Fetch the first page of each list and the first `articles` of it; nothing is stored.

    Raises:
        ConfigurationError: no contact is set.
    """
    adapter = adapter_for(source)
    fetcher = Fetcher(source, settings, Hosts(), limits or Limits())
    robots = Robots(lambda url: fetcher.fetch(url).response, {})

    def permit(url: str) -> None:
        robots.permit(url)
        fetcher.ask_for_pause(url, robots.crawl_delay(url))

    def read(page: ListPage, url: str) -> ListReading:
        response = fetcher.fetch(url, permit=permit, posted=adapter.posted(page)).response
        if response.status != 200:
            raise FetchError(f"http_{response.status}", f"{url} answers {response.status}")
        return adapter.read_list(page, response.url, decode(response.body, response.content_type)[0])

    def try_article(link: Link) -> TriedArticle:
        try:
            named = names_document(link.url)
            response = fetcher.fetch(link.url, permit=permit, file=named).response
            if response.status != 200:
                return TriedArticle(link, None, f"answers {response.status}")
            if named:
                file = parse_file(response.body, url=response.url, name=link.title, published_on=link.published_on)
                return TriedArticle(link, file)
            return TriedArticle(
                link,
                adapter.parse(response.body, url=response.url, content_type=response.content_type),
            )
        except (FetchError, NoBodyError, FileRefusedError) as error:
            return TriedArticle(link, None, f"{error.reason}: {error}")

    def try_list(page: ListPage) -> TriedList:
        url = adapter.start(page)
        try:
            reading = read(page, url)
            if not reading.links and reading.following:  # a page for people, which names where the articles are
                url = reading.following[0]
                reading = read(page, url)
        except FetchError as error:
            return TriedList(page, 0, 0, (), f"{error.reason}: {error}")
        problem = "" if reading.links else f"{url} names no article; is this a list of the family {source.family}?"
        tried = tuple(try_article(link) for link in reading.links[:articles])
        return TriedList(page, len(reading.links), len(reading.following), tried, problem)

    try:
        for page in source.lists:
            yield try_list(page)
    finally:
        fetcher.close()


def fetch_once(source: Source, url: str, settings: Settings, limits: Limits | None = None) -> str:
    """The text of one page of a source, robots.txt honoured, nothing stored.

    Raises:
        FetchError: it cannot be had.
    """
    fetcher = Fetcher(source, settings, Hosts(), limits or Limits())
    robots = Robots(lambda address: fetcher.fetch(address).response, {})
    try:
        response = fetcher.fetch(canonical(url) or url, permit=robots.permit).response
        return decode(response.body, response.content_type)[0]
    finally:
        fetcher.close()

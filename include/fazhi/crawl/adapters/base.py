"""What a site family must know: how its lists read, where they go on, and where a page keeps its body.

A family is one module in this package with one subclass of `Adapter`; the registry finds it. Everything an adapter
reads comes from a site and may be broken or hostile: it gives what it can make out and never raises.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, ClassVar, Self

import lxml.html
from lxml.etree import ParserError

from fazhi.crawl.urls import canonical
from fazhi.parse import parse_page
from fazhi.parse.attachments import names_document
from fazhi.parse.document import Document
from fazhi.sources import ListPage, Source

MOST_LIST_PAGES = 500
"""Pages of one list that are read; a pager that counts more is broken or hostile."""

_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_ENTRY_TAGS = ("li", "tr", "dd", "p", "div")


@dataclass(frozen=True, slots=True)
class Link:
    """An article as a list names it. `url` is canonical; title and date are empty or None where the list has none."""

    url: str
    title: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class ListReading:
    """What one list page gives: its articles, in its order, and the canonical URLs of further list pages."""

    links: tuple[Link, ...]
    following: tuple[str, ...] = ()


class Adapter(ABC):
    """One site family. Adapters have no state and do no I/O: text in, links out."""

    family: ClassVar[str]
    containers: tuple[str, ...]  # CSS selectors of body containers, the most exact first
    article: re.Pattern[str]  # what the path of an article's URL looks like
    fields: Mapping[str, str] = {}  # CSS selectors of metadata, by the field of a Document
    open_ended: ClassVar[bool] = False
    """How long a list is shows only at its end: a further page that is missing (404) or empty ends it."""

    @classmethod
    def of(cls, source: Source) -> Self:
        """The adapter for one county's site."""
        return cls()

    def start(self, page: ListPage) -> str:
        """The canonical URL where reading the list `page` begins."""
        return canonical(page.url) or page.url

    @abstractmethod
    def read_list(self, page: ListPage, url: str, text: str) -> ListReading:
        """Read one page of the list `page`, fetched from `url`.

        `following` may name pages again that were named before; the crawler asks for each once. Up to
        MOST_LIST_PAGES of them are of use. A page without links that leads on is no empty list. Links and pages are in
        the order of the site, newest first: reading ends where the last article of a page is known.
        """

    def posted(self, page: ListPage) -> frozenset[str]:
        """The parameters of this list's further pages that the site wants posted as a form.

        They stand in the page's URL all the same, which is its key; the fetcher takes them out of it.
        """
        return frozenset()

    def parse(self, body: bytes, *, url: str, content_type: str = "") -> Document:
        """The article of a page of this site. Raises as `fazhi.parse.parse_page` does."""
        return parse_page(body, url=url, content_type=content_type, containers=self.containers, fields=self.fields)

    def links(self, html: str, base: str) -> Iterator[Link]:
        """Every link of `html` to an article of this family, with the title and date that stand beside it.

        A file with a date beside it is listed in place of an article; one without is a manual in the footer.
        An article that is linked twice (a column of news beside the list) has the longest title and the first date.
        """
        found: dict[str, Link] = {}
        for url, anchor in _anchors(html, base):
            if self.article.search(url) or (names_document(url) and date_beside(anchor)):
                title = " ".join((anchor.get("title") or anchor.text_content()).split())
                known = found.get(url, Link(url))
                found[url] = Link(url, max(known.title, title, key=len), known.published_on or date_beside(anchor))
        yield from found.values()


def addresses(html: str, base: str) -> Iterator[str]:
    """The canonical URL of every link of `html`, in page order."""
    return (url for url, _ in _anchors(html, base))


def _anchors(html: str, base: str) -> Iterator[tuple[str, lxml.html.HtmlElement]]:
    try:
        tree = lxml.html.fromstring(html)
    except (ParserError, ValueError):
        return
    for anchor in tree.iter("a"):
        url = canonical(anchor.get("href") or "", base)
        if url is not None:
            yield url, anchor


def numbered(first: int, last: int) -> range:
    """The numbers of the pages `first` to `last`, as many as are of use."""
    return range(first, min(last, first + MOST_LIST_PAGES - 1) + 1)


def json_object(text: str) -> Mapping[str, Any]:
    """The JSON object in `text`; an empty one for anything else, however deep or broken."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def whole_number(value: object) -> int | None:
    """The count that JSON holds as a number or as its digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def date_beside(anchor: lxml.html.HtmlElement) -> date | None:
    """The date in the smallest list entry (li, tr, ...) around a link; dates in the title do not count."""
    title = anchor.text_content()
    for entry in anchor.iterancestors(*_ENTRY_TAGS):
        if len(list(islice(entry.iter("a"), 2))) > 1:  # no more than two are looked for: pages may have a million
            return None
        found = first_date(entry.text_content().replace(title, " ", 1))
        if found:
            return found
    return None


def first_date(text: str) -> date | None:
    """The first calendar date written in figures in `text`, in Asia/Shanghai as lists write them."""
    for year, month, day in _DATE.findall(text):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None

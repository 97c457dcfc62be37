"""Sites of no known family: how their pages read is declared in the county's YAML (`fazhi.sources.declaration`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Self
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from fazhi.crawl.adapters.base import Adapter, Link, ListReading
from fazhi.crawl.urls import canonical
from fazhi.parse.beginnings import Beginnings
from fazhi.parse.guard import harmless
from fazhi.sources import Declaration, ListPage, Source

_SOME_PAGE = 987654
"""A number that no address holds by chance: in its place stands the number of a page."""


class DeclaredAdapter(Adapter):
    """What the YAML says under `declared`."""

    family = "declared"
    open_ended = True

    def __init__(self, declaration: Declaration) -> None:
        self._declaration = declaration
        self.containers = self._declaration.body
        self.fields = self._declaration.metadata
        self.article = re.compile(self._declaration.address)

    @classmethod
    def of(cls, source: Source) -> Self:
        """The adapter for what the YAML of `source` declares."""
        assert source.declared is not None  # Source sees to it
        return cls(source.declared)

    def read_list(self, page: ListPage, url: str, text: str) -> ListReading:
        """The links chosen by `articles` (and `address`), and the next page by `next_page` or `pages`."""
        tree = LexborHTMLParser(harmless(text, Beginnings(text)))
        chosen = set(_targets(tree.css(self._declaration.articles), url))
        links = tuple(link for link in self.links(text, url) if link.url in chosen)
        return ListReading(links, tuple(self._following(page, url, tree)) if links else ())

    def links(self, html: str, base: str) -> Iterator[Link]:
        """As of every adapter, without links to the list itself."""
        return (link for link in super().links(html, base) if urlsplit(link.url).path != urlsplit(base).path)

    def _following(self, page: ListPage, url: str, tree: LexborHTMLParser) -> Iterator[str]:
        """One page at a time: how many there are shows where they end."""
        if self._declaration.next_page:
            yield from _targets(tree.css(self._declaration.next_page), url)
        if self._declaration.pages:
            shape = re.escape(self._address(page, _SOME_PAGE)).replace(str(_SOME_PAGE), r"(\d{1,6})")
            present = re.fullmatch(shape, url)
            yield self._address(page, int(present[1]) + 1 if present else self._declaration.second_page)

    def _address(self, page: ListPage, number: int) -> str:
        written = urljoin(self.start(page), self._declaration.pages.replace("{page}", str(number)))
        return canonical(written) or written


def _targets(nodes: list[LexborNode], base: str) -> Iterator[str]:
    """The addresses of the links that are or stand in `nodes`."""
    for node in nodes:
        for anchor in (node,) if node.tag == "a" else node.css("a"):
            url = canonical(anchor.attributes.get("href") or "", base)
            if url is not None:
                yield url

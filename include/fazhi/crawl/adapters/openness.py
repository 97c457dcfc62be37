"""openness, the disclosure platform of 马鞍山, 宣城 and other cities of 安徽.

Lists are `/opennessContent/?branch_id=..&column_code=..&page=2` or `/XxgkContent/showList/<site>/<column>/page_2.html`,
both counted from 1. The pager links a few neighbours and the last page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from fazhi.crawl.adapters.base import Adapter, ListReading, addresses, numbered
from fazhi.crawl.urls import with_parameters
from fazhi.sources import ListPage

_NUMBERED = re.compile(r"/page_(\d{1,6})\.html$")


class OpennessAdapter(Adapter):
    """`/openness/detail/content/<24 hex>.html` or `/OpennessContent/show/<article>.html`."""

    family = "openness"
    containers = (".content_txt", ".txt_box")
    article = re.compile(
        r"/openness/detail/(?:content/)?[0-9a-f]{24}\.html|/(?:OpennessContent|XxgkContent|News)/show/(?:\d+/)*\d+\.html",
        re.IGNORECASE,
    )

    def read_list(self, page: ListPage, url: str, text: str) -> ListReading:
        """The articles linked, and every page up to the highest that the pager links."""
        address_of = _addressing(url)
        numbers = (
            number for other in addresses(text, url) if (number := _number(other)) and address_of(number) == other
        )
        others = tuple(address_of(number) for number in numbered(2, max(numbers, default=1)))
        return ListReading(tuple(self.links(text, url)), others)


def _addressing(url: str) -> Callable[[int], str]:
    """How the pages of the list at `url` are called."""
    if _NUMBERED.search(url):
        return lambda number: _NUMBERED.sub(f"/page_{number}.html", url)
    return lambda number: with_parameters(url, page=number)


def _number(url: str) -> int:
    if match := _NUMBERED.search(url):
        return int(match[1])
    written = dict(parse_qsl(urlsplit(url).query)).get("page", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 6 else 0

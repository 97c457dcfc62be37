"""南方 NFCMS: static pages.

The first list page is `index.html`, the second `index_2.html`; the pager links a few neighbours and the last page.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from fazhi.crawl.adapters.base import Adapter, ListReading, addresses, numbered
from fazhi.crawl.urls import canonical
from fazhi.sources import ListPage

_OTHER_PAGE = re.compile(r"index_(\d{1,6})\.html")


class NfcmsAdapter(Adapter):
    """`/<column>/content/post_<article>.html`, lists at `/<column>/index.html`; `mpost_` is for mobile phones."""

    family = "nfcms"
    containers = (".article-content", ".news_cont_d_wrap", ".zoom")
    article = re.compile(r"/content/(?:\d+/)*post_\d+\.html")

    def read_list(self, page: ListPage, url: str, text: str) -> ListReading:
        """The articles linked, and every page up to the highest that the pager links."""
        folder = urljoin(url, "./")
        numbers = (
            int(number[1])
            for address in addresses(text, url)
            if address.startswith(folder) and (number := _OTHER_PAGE.fullmatch(address.removeprefix(folder)))
        )
        others = (canonical(f"{folder}index_{number}.html") for number in numbered(2, max(numbers, default=1)))
        return ListReading(tuple(self.links(text, url)), tuple(filter(None, others)))

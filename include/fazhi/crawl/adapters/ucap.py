"""开普 UCAP: static pages.

The first list page is `list.shtml`, the second `list_2.shtml`: unlike TRS's the pager counts from 1, and its call names
the element that holds it first: `createPageHTML('page_div', 11, 1, 'list', 'shtml', 154)`.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from fazhi.crawl.adapters.base import Adapter, ListReading, numbered
from fazhi.crawl.urls import canonical
from fazhi.sources import ListPage

_CALL = re.compile(
    r"createPageHTML\(\s*[\"'][^\"']*[\"']\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*,"
    r"\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](\w+)[\"']",
    re.IGNORECASE,
)


class UcapAdapter(Adapter):
    """`/<site>/c<column>/YYYYMM/<32 hex>.shtml`, lists at `/<site>/c<column>/list.shtml` or under other names."""

    family = "ucap"
    containers = ("ucapcontent", "#UCAP-CONTENT", ".UCAP-CONTENT", "#zoomcon", "#zoom")
    article = re.compile(r"/(?:\d{6}|c\d+)/(?:[0-9a-f]{32}(?:/content)?|content)\.s?html?")

    def read_list(self, page: ListPage, url: str, text: str) -> ListReading:
        """The articles linked, and from the first page all others that the pager counts."""
        call = _CALL.search(text)
        if not call or int(call[2]) != 1:
            return ListReading(tuple(self.links(text, url)))
        others = (canonical(urljoin(url, f"{call[3]}_{number}.{call[4]}")) for number in numbered(2, int(call[1])))
        return ListReading(tuple(self.links(text, url)), tuple(filter(None, others)))

"""博达 VSB: static pages, numbered from the end.

The first list page is `fzjs.htm`. With twelve pages the second is `fzjs/11.htm` and the last `fzjs/1.htm`: a page keeps
its number for ever, and the number of the second grows. Only the links of the pager tell it.
"""

from __future__ import annotations

import re

from fazhi.crawl.adapters.base import MOST_LIST_PAGES, Adapter, ListReading, addresses
from fazhi.sources import ListPage

_OTHER_PAGE = re.compile(r"/(\d{1,6})\.html?$")
_ENDING = re.compile(r"\.html?(?:\?.*)?$")


class VsbAdapter(Adapter):
    """`/info/<column>/<article>.htm`, lists at `/<column>.htm`."""

    family = "vsb"
    containers = ("[id^=vsb_content]", ".v_news_content")
    article = re.compile(r"/info/\d+/\d+\.html?|/content\.jsp\?(?:.*&)?wbnewsid=\d+")

    def read_list(self, page: ListPage, url: str, text: str) -> ListReading:
        """The articles linked, and from the first page all others, down from the highest number linked."""
        folder = _ENDING.sub("", url)
        numbers = [
            int(number[1])
            for address in addresses(text, url)
            if address.startswith(f"{folder}/") and (number := _OTHER_PAGE.fullmatch(address, len(folder)))
        ]
        highest = max(numbers, default=0)
        others = (f"{folder}/{number}.htm" for number in range(highest, max(0, highest - MOST_LIST_PAGES), -1))
        return ListReading(tuple(self.links(text, url)), tuple(others))

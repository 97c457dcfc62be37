"""TRS WCM: static pages.

The first list page is `index.html`, the second `index_1.html`: the pager counts from 0, so `createPageHTML(50, 0,
"index", "html")` means index.html to index_49.html. Links are relative to the page they stand on.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from fazhi.crawl.adapters.base import MOST_LIST_PAGES, Adapter, ListReading, whole_number
from fazhi.crawl.urls import canonical
from fazhi.sources import ListPage

_CALL = re.compile(
    r"createPageHTML\(\s*(\w+)\s*,\s*(\w+)\s*,\s*[\"']([\w-]+)[\"']\s*,\s*[\"'](\w+)[\"']", re.IGNORECASE
)
_PAGES = re.compile(r"\bcountPage\s*=\s*(\d{1,5})")
_CURRENT = re.compile(r"\bcurrentPage\s*=\s*(\d{1,5})")
_NAME = re.compile(r"\bpageName\s*=\s*[\"']([\w-]+)[\"']")
_EXTENSION = re.compile(r"\bpageExt\s*=\s*[\"'](\w+)[\"']")
_OWN_EXTENSION = re.compile(r"\.(s?html?)(?:$|\?)")


class TrsAdapter(Adapter):
    """`/<column>/YYYYMM/tYYYYMMDD_<article>.html`, lists at `/<column>/index.html`."""

    family = "trs"
    containers = (".TRS_Editor", ".TRS_UEDITOR", ".trs_editor_view", "#zoom")
    article = re.compile(r"/\d{6}/t\d{8}_\d+\.s?html?")

    def read_list(self, page: ListPage, url: str, text: str) -> ListReading:
        """The articles linked, and from the first page all others that the pager counts."""
        return ListReading(tuple(self.links(text, url)), tuple(_other_pages(url, text)))


def _other_pages(url: str, text: str) -> list[str]:
    pages, current, name, extension = _pager(url, text)
    if current != 0:
        return []
    addresses = (
        canonical(urljoin(url, f"{name}_{number}.{extension}")) for number in range(1, min(pages, MOST_LIST_PAGES + 1))
    )
    return [address for address in addresses if address]


def _pager(url: str, text: str) -> tuple[int, int, str, str]:
    """Pages, the present one from 0, and the parts of the file name: from the call, or from the variables around it."""
    call = _CALL.search(text)
    pages, current = _number(_PAGES, text, 1), _number(_CURRENT, text, 0)
    if call:
        written_pages, written_current = whole_number(call[1]), whole_number(call[2])
        return (
            pages if written_pages is None else written_pages,
            current if written_current is None else written_current,
            call[3],
            call[4],
        )
    name, extension, own = _NAME.search(text), _EXTENSION.search(text), _OWN_EXTENSION.search(url)
    return (
        pages,
        current,
        name[1] if name else "index",
        extension[1] if extension else own[1] if own else "html",
    )


def _number(pattern: re.Pattern[str], text: str, default: int) -> int:
    match = pattern.search(text)
    return int(match[1]) if match else default

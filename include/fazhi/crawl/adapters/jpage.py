"""大汉 jcms with jpage lists.

The list page embeds its first records as XML in a script; further ones come from `dataproxy.jsp`, three pages at a
time, by record number, from most sites by GET, from some by POST alone (`method: post` in the YAML).
`?uid=..&pageNum=..` in an address is an anchor for people and changes nothing. The XML is written by templates: CDATA
may end in `]] >`, ampersands may be bare, so it is read by patterns, not by a parser.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin

from fazhi.crawl.adapters.base import MOST_LIST_PAGES, Adapter, Link, ListReading
from fazhi.crawl.urls import canonical
from fazhi.sources import ListPage

PAGES_A_REQUEST = 3
_USUAL_PER_PAGE = 15
_USUAL_PROXY = "/module/web/jpage/dataproxy.jsp"
_RECORD = re.compile("<record>", re.IGNORECASE)
_END_OF_RECORD = re.compile("</record>", re.IGNORECASE)
_NEXT_GROUP = re.compile(r"<nextgroup>.{0,500}?href\s?=\s?[\"']([^\"']{1,2000})[\"']", re.DOTALL | re.IGNORECASE)
_PROXY = re.compile(r"[\"']([^\"']{0,500}?jpage/dataproxy\.jsp[^\"']{0,2000})[\"']", re.IGNORECASE)
_COLUMN = re.compile(r"/col/col(\d+)/")
_UNIT = re.compile(r"[?&]uid=(\d+)")
_SCRIPT_PARAMETERS = re.compile(r"(?:proxy|ajax)Param\s*:\s*\{([^}]{0,2000})\}")
_PAIR = re.compile(r"(\w+)\s*:\s*[\"']?([^\"',}\s]+)")
_FORM = frozenset(
    {"col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype"}
)
_PARAMETERS = ("appid", "webid", "path", "columnid", "unitid", "webname", "permissiontype")
_DEFAULTS = {"col": "1", "appid": "1", "path": "/", "sourceContentType": "1", "permissiontype": "0"}


class JpageAdapter(Adapter):
    """`/art/YYYY/M/D/art_<column>_<article>.html`, lists at `/col/col<column>/index.html`."""

    family = "jpage"
    containers = ("#zoom", "#ivs_content", ".bt_content")
    article = re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html?")

    def read_list(self, page: ListPage, url: str, text: str) -> ListReading:
        """The records of the data store, wherever it stands, and every further group that its total calls for."""
        records = list(_records(text))
        links = self._links_of(records, url) if records else tuple(self.links(text, url))
        return ListReading(links, tuple(self._further_groups(page, url, text, len(records))))

    def posted(self, page: ListPage) -> frozenset[str]:
        """With `method: post` everything but the window of records, as the site's own script does."""
        return _FORM if page.parameters.get("method", "").lower() == "post" else frozenset()

    def _links_of(self, records: list[str], url: str) -> tuple[Link, ...]:
        return tuple(link for record in records for link in self.links(record, url))

    def _further_groups(self, page: ListPage, url: str, text: str, given: int) -> list[str]:
        """Groups begin at fixed record numbers (1, 46, 91 ... for 15 a page), as the site's own script asks."""
        total, per_page = _number(text, "totalrecord"), _number(text, "perpage") or _USUAL_PER_PAGE
        if page.parameters.get("perpage", "").isdigit():
            per_page = int(page.parameters["perpage"]) or per_page
        total = total or (_number(text, "totalpage") or 0) * per_page
        if "dataproxy.jsp" in url or given >= total:
            return []
        endpoint, query = self._endpoint(page, url, text)
        group = per_page * PAGES_A_REQUEST
        groups = []
        for start in range(given // group * group + 1, total + 1, group)[:MOST_LIST_PAGES]:
            window = {"startrecord": start, "endrecord": min(start + group - 1, total), "perpage": per_page}
            address = canonical(f"{endpoint}?{urlencode({**window, **query})}")
            if address:
                groups.append(address)
        return groups

    def _endpoint(self, page: ListPage, url: str, text: str) -> tuple[str, dict[str, str]]:
        """Where to ask and with what: the YAML speaks first, then the page's own next link, then the address."""
        found = _NEXT_GROUP.search(text) or _PROXY.search(text)
        address = canonical(html.unescape(found.group(1)), url) if found else None
        endpoint, _, written = (address or urljoin(url, _USUAL_PROXY)).partition("?")
        query = dict(_DEFAULTS)
        for name, pattern in (("columnid", _COLUMN), ("unitid", _UNIT)):
            if match := pattern.search(url):
                query[name] = match.group(1)
        if script := _SCRIPT_PARAMETERS.search(text):
            query |= {name: value for name, value in _PAIR.findall(script.group(1)) if name in _PARAMETERS}
        query |= {name: value for name, value in parse_qsl(written) if name in _PARAMETERS}
        query |= {name: value for name, value in page.parameters.items() if name in _PARAMETERS}
        return endpoint, query


def _records(text: str) -> Iterator[str]:
    """The HTML of each record, out of its CDATA however that was written."""
    for piece in _RECORD.split(text)[1:]:
        inner, *rest = _END_OF_RECORD.split(piece, maxsplit=1)
        if not rest:
            continue
        inner = inner.strip().removeprefix("<![CDATA[")
        if inner.endswith(">") and inner[:-1].rstrip().endswith("]]"):
            inner = inner[:-1].rstrip()[:-2]
        yield inner.replace("]]]]><![CDATA[>", "]]>")


def _number(text: str, name: str) -> int | None:
    """The number after `name`, as an XML element or a script option: `<totalrecord>45<`, `totalRecord:45`."""
    match = re.search(rf"\b{name}[\"']?\s*[>:=]\s*[\"']?(\d{{1,7}})", text, re.IGNORECASE)
    return int(match.group(1)) if match else None

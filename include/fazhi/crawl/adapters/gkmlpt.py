"""gkmlpt, the disclosure platform of 广东: JSON.

`/gkmlpt/index#1234` is a page for people: a script with the site's number (SID) and the tree of its columns. Articles
come from `/gkmlpt/api/all/1234?page=1&sid=755041`, a hundred at once. Page 0 is page 1 again, so pages count from 1;
some sites answer 404 from page 2 on, whatever they count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from fazhi.clock import SHANGHAI
from fazhi.crawl.adapters.base import Adapter, Link, ListReading, first_date, json_object, numbered, whole_number
from fazhi.crawl.urls import canonical, with_parameters
from fazhi.sources import ListPage

_SITE = re.compile(r"\bSID[\"']?\s*[:=]\s*[\"']?(\d{1,12})")
_API = "/gkmlpt/api/"
_MARKUP = re.compile(r"<[^>]*>")
_LONGEST_TITLE = 1000


class GkmlptAdapter(Adapter):
    """`/gkmlpt/content/5/5850/post_5850803.html`; the page ships its article as JSON, which the parser knows."""

    family = "gkmlpt"
    containers = (".article-content", "#zoomcon")
    article = re.compile(r"/content/(?:\d+/)*post_\d+\.html")
    open_ended = True

    def start(self, page: ListPage) -> str:
        """The first page of articles where the YAML says `sid`; else the page for people, which says it."""
        return _articles(page, page.url, page.parameters.get("sid", "")) or super().start(page)

    def read_list(self, page: ListPage, url: str, text: str) -> ListReading:
        """The articles that JSON names, and from its first page all others that it counts."""
        if _API not in url:
            site = _SITE.search(text)
            following = _articles(page, page.url, site[1]) if site else None
            return ListReading((), (following,) if following else ())
        answer = json_object(text)
        entries = answer.get("articles")
        entries = entries if isinstance(entries, list) else []
        links = {link.url: link for entry in entries if (link := self._link(entry, url))}
        if "page=1&" not in f"{urlsplit(url).query}&":
            return ListReading(tuple(links.values()))
        pages = -(-_total(answer) // len(entries)) if entries else 0
        others = (with_parameters(url, page=number) for number in numbered(2, pages))
        return ListReading(tuple(links.values()), tuple(others))

    def _link(self, entry: object, url: str) -> Link | None:
        if not isinstance(entry, dict):
            return None
        for key in ("url", "post_url"):
            address = canonical(entry[key], url) if isinstance(entry.get(key), str) else None
            if address and self.article.search(address):
                title = entry.get("title")
                text = _MARKUP.sub("", title[:_LONGEST_TITLE]) if isinstance(title, str) else ""
                return Link(address, " ".join(text.split()), _published(entry))
        return None


def _articles(page: ListPage, url: str, site: str) -> str | None:
    """The address of the first articles; the column is the YAML's, else what stands behind # in the list's address."""
    column = page.parameters.get("column", "") or urlsplit(url).fragment
    before, platform, _ = url.partition("/gkmlpt/")
    if not (site and column.isascii() and column.isdigit() and platform):
        return None
    return canonical(f"{before}{_API}all/{column}?page=1&sid={site}")


def _total(answer: Mapping[str, Any]) -> int:
    column = answer.get("classify")
    counted = column.get("post_count") if isinstance(column, dict) else None
    return whole_number(counted) or whole_number(answer.get("total")) or 0


def _published(entry: Mapping[str, Any]) -> date | None:
    """Dates are written out, or seconds since 1970."""
    for key in ("date", "display_publish_time", "first_publish_time", "created_at", "create_time"):
        value = entry.get(key)
        if isinstance(value, str) and (written := first_date(value)):
            return written
        seconds = whole_number(value)
        if seconds and seconds < 2**32:
            return datetime.fromtimestamp(seconds, SHANGHAI).date()
    return None

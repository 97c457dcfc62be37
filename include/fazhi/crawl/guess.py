"""Guessing what a site is from one of its pages: what `fazhi source new` writes down for a person to check."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

from fazhi.crawl.adapters.declared import DeclaredAdapter
from fazhi.sources import Declaration, host_of

_ENOUGH = 2
"""Articles of one shape from which a page counts as a list of them."""
_LONG = 16
"""Characters from which an identifier is a hash and not a number."""
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_VARYING = re.compile(rf"{_UUID}|[0-9a-f]{{{_LONG},}}|\d+")


def guess_declaration(url: str, html: str) -> Declaration | None:
    """What to declare for the list at `url` whose site is of no known family: how its dated links look.

    None where the page has not two dated links of one shape: it is no list, or its script fills it.
    """
    links = DeclaredAdapter(Declaration(articles="a")).links(html, url)
    dated = (link.url for link in links if link.published_on and host_of(link.url) == host_of(url))
    ((shape, times),) = Counter(map(_shape, dated)).most_common(1) or [("", 0)]
    return Declaration(articles="a", address=shape) if times >= _ENOUGH else None


def _shape(url: str) -> str:
    """A pattern of the path of `url` in which what differs between articles is left open."""
    path = urlsplit(url).path
    shape, position = "", 0
    for match in _VARYING.finditer(path):
        shape += re.escape(path[position : match.start()]) + _open(match[0])
        position = match.end()
    return shape + re.escape(path[position:]) + "$"


def _open(part: str) -> str:
    if "-" in part:
        return _UUID
    return f"[0-9a-f]{{{len(part)}}}" if len(part) >= _LONG else r"\d+"

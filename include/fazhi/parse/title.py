"""The title of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from selectolax.lexbor import LexborNode

from fazhi.parse.lines import collapse
from fazhi.parse.radicals import as_meant

_SITE_NAME = re.compile(r"\s*(?:[_|｜]|\s[-–—]\s|--|——|-(?=[^-]*(?:网|政府|局|门户)[^-]*$)).*$")
_MARKUP = re.compile(r"<[^>]*>")
_LONGEST = 200


def page_title(elements: Callable[[Sequence[str]], list[LexborNode]], article_title: str, named: str) -> str:
    """The title as printed: `article_title` is <meta name=ArticleTitle>, `named` the 名称 of the metadata block, and
    `elements` gives those of the page that are named so.

    An <h1> counts when it is not the site's name, which many templates set in one too.
    """
    headings = [text for node in elements(("h1", "ucaptitle")) if (text := _text(node))]
    known = _one_line(_MARKUP.sub("", article_title)) or _without_site(_title(elements(("title",))))
    if not known:
        return max(headings, key=len, default="") or named
    return _matching(headings, known) or _full(known, named)


def _title(nodes: Sequence[LexborNode]) -> str:
    return _text(nodes[0]) if nodes else ""


def _matching(headings: Sequence[str], known: str) -> str:
    """The heading that says the same as `known`, which may be cut short or carry the site's name."""
    compact = _compact(known)
    for heading in headings:
        own = _compact(heading)
        if own == compact or (len(own) >= 8 and (own.startswith(compact.rstrip("….")) or own in compact)):
            return heading
    return ""


def _full(known: str, named: str) -> str:
    cut = _compact(known).rstrip("….")
    return named if cut != _compact(known) and _compact(named).startswith(cut) else known


def _without_site(title: str) -> str:
    return _SITE_NAME.sub("", title) or title


def _text(node: LexborNode) -> str:
    return _one_line(node.text(deep=True))


def _one_line(text: str) -> str:
    return as_meant(collapse(text).text[:_LONGEST])


def _compact(text: str) -> str:
    return "".join(text.split())

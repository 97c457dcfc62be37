"""Markup that would make a tree builder slow or huge, made harmless before it is built.

Three things cost more than the length of a page: formatting tags left open with ever new attributes, which the HTML
standard opens again in every following paragraph; nesting that grows with the page, which each tag is checked
against; and a tag with thousands of attributes, each compared with all. No article needs any of them; pages within
the limits are passed on untouched.
"""

from __future__ import annotations

import re

from fazhi.parse.beginnings import Beginnings
from fazhi.parse.elements import FORMATTING, in_both_cases
from fazhi.parse.nesting import flattened, is_shallow

_MOST_REOPENED = 500_000
_MOST_TAGS = 20_000
_SHORTEST_TAG = len("<p>")
_WINDOW = 20_000
"""A tag of twice this length covers one window of it without a `>`; a shorter one cannot hold enough attributes."""
_MOST_ATTRIBUTES = 1_000

_FORMATTING = re.compile(rf"<(?=[bBcCeEfFiInNsStTuU])({in_both_cases(sorted(FORMATTING))})\s[^>]*>")

_TAG_START = re.compile(r"<[a-zA-Z][a-zA-Z0-9:_-]*")
_SCRIPT_START = re.compile(r"<script\b", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script\b", re.IGNORECASE)
_ATTRIBUTE_GAP = re.compile(r"[\s/]+")


def harmless(html: str, begun: Beginnings) -> str:
    """`html` itself, or without the attributes or levels that exceed the limits; `begun` is how its tags begin."""
    if any(html.find(">", start, start + _WINDOW) < 0 for start in range(0, len(html) - _WINDOW, _WINDOW)):
        html = _without_attribute_floods(html)
    most_tags = len(html) // _SHORTEST_TAG
    if begun.formatting * most_tags <= _MOST_REOPENED and most_tags <= _MOST_TAGS:
        return html  # most pages, whose tags need not be counted
    tags = html.count("<")
    end = html.rfind(">") + 1  # behind it no tag ends: the pattern would look for an end from each < in vain
    reopened = (
        begun.formatting * tags > _MOST_REOPENED and len(_FORMATTING.findall(html, 0, end)) * tags > _MOST_REOPENED
    )
    if reopened:
        html = _FORMATTING.sub(r"<\1>", html[:end]) + html[end:]
    if tags > _MOST_TAGS and not is_shallow(html):
        html = flattened(html)
    return html


def _without_attribute_floods(html: str) -> str:
    """Cut a tag that has more than _MOST_ATTRIBUTES down to its name.

    Long scripts look like such tags and cutting into one would hide the rest of the page, so they go first.
    """
    pieces = _without_scripts(html).split(">")
    for number, piece in enumerate(pieces):
        if len(piece) <= _WINDOW:
            continue
        start = _TAG_START.search(piece)
        if start and len(_ATTRIBUTE_GAP.findall(piece, start.end())) > _MOST_ATTRIBUTES:
            pieces[number] = piece[: start.end()]
    return ">".join(pieces)


def _without_scripts(html: str) -> str:
    kept: list[str] = []
    position = 0
    while start := _SCRIPT_START.search(html, position):
        end = _SCRIPT_END.search(html, start.end())
        if not end:
            break
        kept.append(html[position : start.start()])
        position = end.start()
    kept.append(html[position:])
    return "".join(kept)

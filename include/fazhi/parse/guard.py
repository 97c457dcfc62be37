"""Markup that would make a tree builder slow or huge, made harmless before it is built.

Two things cost more than the length of a page: formatting tags left open with ever new attributes, which the HTML
standard opens again in every following paragraph, and nesting that grows with the page, which each tag is checked
against. No article needs either; pages within the limits are passed on untouched.
"""

from __future__ import annotations

import re

_MOST_REOPENED = 2_000_000
_MOST_TAGS = 20_000
_DEEPEST = 300

_FORMATTING = re.compile(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\s[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9:_-]*)[^>]*>", re.IGNORECASE)
_NEVER_NESTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li td th tr tbody thead tfoot dt dd option".split()
)


def harmless(html: str) -> str:
    """`html` itself, or without the attributes or levels that exceed the limits."""
    tags = html.count("<")
    if tags > 1_000:
        formatting = sum(1 for _ in _FORMATTING.finditer(html))
        if formatting * tags > _MOST_REOPENED:
            html = _FORMATTING.sub(r"<\1>", html)
    return _flattened(html) if tags > _MOST_TAGS else html


def _flattened(html: str) -> str:
    """Without the elements nested deeper than _DEEPEST; their content stays."""
    opened: dict[str, int] = {}
    dropped: dict[str, int] = {}
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        name = match.group(2).lower()
        if name in _NEVER_NESTED:
            return match.group()
        if not match.group(1):
            if depth >= _DEEPEST:
                dropped[name] = dropped.get(name, 0) + 1
                return ""
            opened[name] = opened.get(name, 0) + 1
            depth += 1
            return match.group()
        if dropped.get(name):
            dropped[name] -= 1
            return ""
        if opened.get(name):
            opened[name] -= 1
            depth -= 1
        return match.group()

    return _TAG.sub(keep, html)

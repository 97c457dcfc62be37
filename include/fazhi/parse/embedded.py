"""The article of sites that ship it as JSON in a script and build the page in the browser (gkmlpt)."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

_DETAIL = re.compile(r"""["']?DETAIL["']?\s*[:=]\s*(?=\{)""")
_DECODER = json.JSONDecoder()
_FIELDS = {
    "title": "ArticleTitle",
    "publisher": "publisher",
    "identifier": "index_number",
    "document_number": "document_number",
    "date": "published_on",
    "created_at": "published_on",
}


class EmbeddedArticle(NamedTuple):
    """HTML of the article and its fields under the names of `Metadata`."""

    html: str
    fields: dict[str, str]


def embedded_article(html: str) -> EmbeddedArticle | None:
    """The article in `_CONFIG.DETAIL` of a page, if there is one with content."""
    if "_CONFIG" not in html:
        return None
    start = _DETAIL.search(html)
    if not start:
        return None
    try:
        detail, _ = _DECODER.raw_decode(html, start.end())
    except (ValueError, RecursionError):
        return None
    content = _text(detail.get("content"))
    if not content:
        return None
    fields: dict[str, str] = {}
    for key, name in _FIELDS.items():
        if value := _text(detail.get(key)):
            fields.setdefault(name, value)
    return EmbeddedArticle(content, fields)


def _text(value: object) -> str:
    """A JSON string without the lone surrogates that it may escape; an empty string for anything else."""
    return value.strip().encode("utf-8", "replace").decode() if isinstance(value, str) else ""

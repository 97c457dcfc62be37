"""The article of sites that ship it as JSON in a script and build the page in the browser (gkmlpt)."""

from __future__ import annotations

import json
import re
from datetime import datetime
from html import escape
from typing import NamedTuple

from fazhi.clock import SHANGHAI

_DETAIL = re.compile(r"""["']?DETAIL["']?\s*[:=]\s*(?=\{)""")
_DECODER = json.JSONDecoder()
_MOST_FILES = 200
_LONGEST_FIELD = 500
_FIELDS = {
    "title": "ArticleTitle",
    "publisher": "publisher",
    "identifier": "index_number",
    "document_number": "document_number",
    "date": "published_on",
    "created_at": "published_on",
}


CONTAINER = "embedded-article"
"""The element round an article in `EmbeddedArticle.html`; its files follow it."""


class EmbeddedArticle(NamedTuple):
    """A page made of the article and its files, and its fields under the names of `Metadata`."""

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
    content, files = _text(detail.get("content")), _files(detail.get("attachment"))
    if not content and not files:
        return None
    fields: dict[str, str] = {}
    for key, name in _FIELDS.items():
        if value := _text(detail.get(key)) or (_day(detail.get(key)) if name == "published_on" else ""):
            fields.setdefault(name, value[:_LONGEST_FIELD])
    return EmbeddedArticle(f"<{CONTAINER}>{content}</{CONTAINER}>{files}", fields)


def _files(attached: object) -> str:
    """Links to the files that the article lists beside its content."""
    entries = [entry for entry in attached if isinstance(entry, dict)] if isinstance(attached, list) else []
    links = [
        f'<a href="{escape(address)}">{escape(_text(entry.get("name")) or address)}</a>'
        for entry in entries[:_MOST_FILES]
        if (address := _text(entry.get("url")))
    ]
    return f"<p>附件：{' '.join(links)}</p>" if links else ""


def _day(seconds: object) -> str:
    """The day in Asia/Shanghai of seconds since 1970; an empty string for anything else."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 2**32:
        return ""
    return datetime.fromtimestamp(seconds, SHANGHAI).date().isoformat()


def _text(value: object) -> str:
    """A JSON string without the lone surrogates that it may escape; an empty string for anything else."""
    return value.strip().encode("utf-8", "replace").decode() if isinstance(value, str) else ""

"""Pages that say with status 200 that there is no such page, or stand in for every page that is missing."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from fazhi.crawl.challenge import visible_text
from fazhi.parse.document import Document

_ENOUGH_TEXT = 400
"""A notice says little; an article that speaks of missing pages says more."""

_NOTICE = re.compile(
    r"(?:页面|网页|文章|信息|内容|稿件|资源|文件)[^。<]{0,6}(?:不存在|未找到|没有找到|已(?:经)?(?:被)?(?:删除|下线|移除)|已失效)"
    r"|(?:找不到|不存在|未找到)[^。<]{0,10}(?:页面|网页|资源|文件)"
    r"|404\s*(?:Not\s*Found|错误)|(?:错误|Error)\s*404",
    re.IGNORECASE,
)
_VARYING = re.compile(r"\d+|https?://\S+|/[\w./-]+")


class MissingPages:
    """Recognises them on one county's site. `ask` gives the body that a URL answers with 200, None for all else.

    Where the page itself does not say so, the site is asked once a host for a page that cannot exist: what it answers
    to that stands for every missing page.
    """

    def __init__(self, ask: Callable[[str], bytes | None]) -> None:
        self._ask = ask
        self._stand_ins: dict[str, str] = {}
        self._seen: dict[str, str] = {}

    def recognise(self, url: str, body: bytes, document: Document | None, *, doubtful: bool) -> str:
        """Why the page `body` at `url`, read as `document`, is none; empty where it is one.

        `doubtful`: something else speaks against it. A text that another URL gave as well is doubtful in any case.
        """
        twin = self._seen.setdefault(document.content_hash, url) if document else ""
        doubtful = doubtful or document is None or twin != url
        if document is not None and not doubtful and len(document.text) >= _ENOUGH_TEXT:
            return ""  # nearly every page; the rest costs as much as reading it
        text = visible_text(body)
        notice = _NOTICE.search(text)
        if notice and len(text) < _ENOUGH_TEXT:
            return f"answers 200 and says {notice[0]!r}"
        if doubtful and self._stand_in(url) == _fingerprint(text):
            return "answers as the site does for a page that cannot exist"
        return ""

    def _stand_in(self, url: str) -> str:
        host = urlsplit(url).netloc
        if host not in self._stand_ins:
            body = self._ask(urljoin(url, f"t20000101_{secrets.randbelow(10**12)}.html"))
            self._stand_ins[host] = _fingerprint(visible_text(body)) if body is not None else ""
        return self._stand_ins[host]


def is_notice(body: bytes) -> bool:
    """Whether a page says little more than that there is none."""
    text = visible_text(body)
    return len(text) < _ENOUGH_TEXT and bool(_NOTICE.search(text))


def _fingerprint(text: str) -> str:
    """Such a page may repeat the address or the time."""
    return hashlib.sha256(_VARYING.sub("", text).encode()).hexdigest()

"""Pages that a firewall sends instead of the site: to be told from a county's own words, and loudly."""

from __future__ import annotations

import re

from fazhi.parse.encoding import decode

_LOOKED_AT = 8192
LARGEST = 4 * _LOOKED_AT
"""Bytes of a page from which it is no challenge."""
_STATUSES = {412: "瑞数", 521: "加速乐"}
_ENOUGH_TEXT = 400
"""A challenge says little; an article that quotes one of these phrases says more."""

_SIGNS = {
    "a JavaScript cookie": re.compile(
        r"__jsl_clearance|acw_sc__v2|\$_ts\s*=\s*window|_cf_chl_opt|/_guard/|yunsuo_session"
    ),
    "too many requests": re.compile(r"(?:访问|请求|操作)(?:过于|太过?)频繁"),
    "a captcha": re.compile(r"(?:安全|人机|访问|滑动|滑块)验证|请(?:输入|完成)[^<]{0,6}验证|Just a moment\.\.\."),
    "a firewall": re.compile(
        r"疑似(?:黑客|攻击|恶意)|(?:访问|请求)(?:已)?被(?:拦截|阻断|拒绝)|网站防火墙|Web应用防火墙"
    ),
}
_INVISIBLE = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)|<!--.*?-->|<[^>]*>|\s+", re.DOTALL | re.IGNORECASE)


def recognise(status: int, body: bytes) -> str:
    """What kind of block `status` and the beginning of `body` are; empty where they are none."""
    if status in _STATUSES:
        return f"status {status} ({_STATUSES[status]})"
    if len(body) > LARGEST:
        return ""
    head = body[:_LOOKED_AT]
    for encoding in ("utf-8", "gb18030"):
        text = head.decode(encoding, "ignore")
        sign = next((name for name, pattern in _SIGNS.items() if pattern.search(text)), "")
        if sign and len(_INVISIBLE.sub("", text)) < _ENOUGH_TEXT:
            return sign
    return ""


def visible_text(body: bytes) -> str:
    """What of a page a person sees, roughly and without white space; enough to tell a notice from an article."""
    return _INVISIBLE.sub("", decode(body, "")[0])

"""Bounds in the words before a number: 不少于, 超过, 不高于."""

from __future__ import annotations

import re

_BOUND_BEFORE = re.compile(
    r"(?:(不少于|不低于|不小于|不得少于|不得低于|至少[\u4e00-\u9fff]{0,3}|最少|(?:未|没有)(?:低于|少于)|(?:不少于|不低于|超过)[\u4e00-\u9fff]{1,5}的|超过|逾|突破|大于|高于|多于|≥|>=|＞|>|超)"
    r"|((?:未|没有)(?:超过|突破|高于|多于)|不超过|不高于|不多于|不大于|不得超过|不得高于|低于|少于|小于|≤|<=|＜|<))[了约为近]?\s*$"
)
# 覆盖30个单位以上 is bounded as 覆盖30个以上 is; 3个乡镇级以上单位, 科级以上 are ranks.
_BOUND_BEHIND = re.compile(r"[\u4e00-\u9fff]{1,8}?(?<![级历称岁年])(?:及)?(以上|以下|以内)(?=\s*(?:[，,。；;、）)]|$))")
_NOT_LESS = ("不低于", "不少于", "不小于", "不得低于", "不得少于", "未低于", "未少于", "没有低于", "没有少于")
_NOT_MORE = ("不超过", "不高于", "不多于", "不大于", "不得超过", "不得高于", "未", "没有")
_BOUND_CHARACTERS = re.compile("[少低小过逾破于超≥>＞≤<＜]")  # one of which stands in every phrase of a bound
BOUND_ENDS = frozenset("少的过逾破于超≥=>＞≤<＜了约为近")  # one of which every phrase ends in, but 至少调解


def bound_behind(after: str) -> str:
    """The same of the words after a number, whose noun stands before the bound: 个单位以上."""
    found = _BOUND_BEHIND.match(after)
    if found is None:
        return ""
    return ">=" if found[1] == "以上" else "<="


def bound_told(before: str) -> str:
    """ ">=" or "<=" where the words before a number end in a phrase of a bound, else ""."""
    found = _BOUND_BEFORE.search(before) if _BOUND_CHARACTERS.search(before) else None
    if found is None:
        return ""
    phrase = found.group().rstrip("了约为近 ")
    if phrase.startswith(_NOT_LESS):
        return ">="
    if phrase.startswith(_NOT_MORE):
        return "<="
    return ">=" if found.group(1) else "<="

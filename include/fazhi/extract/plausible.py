"""Whether what stands next to a figure can name it: small numerals, places, parentheses, so many for each."""

from __future__ import annotations

import re

from fazhi.extract.bind import Claim
from fazhi.extract.lexicon import Match
from fazhi.extract.numbers import Number

_PARENTHESES = re.compile(r"[（(][^（()）]*[)）]")
_SMALL_COUNT = 10


def outside_parentheses(anchors: list[Match], text: str, low: int, high: int) -> list[Match]:
    """全年结案（包括不予受理）86件: what stands in closed parentheses does not name the figure."""
    if len(anchors) < 2 or (text.find("）", low, high) < 0 and text.find(")", low, high) < 0):
        return anchors
    inside = [found.span() for found in _PARENTHESES.finditer(text, low, high)]
    kept = [match for match in anchors if not any(start < match.start and match.end < end for start, end in inside)]
    return kept if any(match.anchor.frames for match in kept) else anchors


def names_first(before: str) -> bool:
    """Whether the thing that changed is named before the comparison: 普法活动较上年增长, but not 较上年普法活动."""
    return not before.lstrip("，、（( ").startswith(("同比", "较", "比", "与", "环比", "分别", "同期"))


def is_count(number: Number, claim: Claim, text: str) -> bool:
    """Whether a small numeral is a count: 败诉一件, 另有两件正在审理; not 一人一所, 三项举措, 一条街."""
    if not number.chinese or number.value >= _SMALL_COUNT or number.unit == "%" or counts_each(claim):
        return True
    if claim.after:
        return number.unit in {"件", "名", "人", "家"} and claim.head.start == number.end and number.value > 1
    after = text[number.end : number.end + 1]
    return number.start - claim.head.end <= 4 and (not after or after in "，,。；;、）)（(：: \n")


def is_a_place(before: str, claim: Claim) -> bool:
    """在5个乡镇司法所设立…: where something was done, unless the wording asks for what was done there."""
    frame = claim.frame
    return claim.after and before.rstrip().endswith("在") and not (frame.near or frame.context or frame.beside)


def counts_each(claim: Claim) -> bool:
    """Whether the indicator itself is so many for each: 每万人拥有律师4.3名."""
    return claim.frame.code.endswith(("_per_unit", ".per_10k", "_rate")) or claim.head.anchor.word.startswith("每")

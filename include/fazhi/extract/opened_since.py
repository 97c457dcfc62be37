"""The years of a paragraph that opens with 2021年以来，…。 and tells what was done since in further sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fazhi.extract.time import DocumentTime

# 2021年以来，…。; 自2022年1月1日集中复议职责以来，…。
_OPENED_SINCE = re.compile(
    r"\s*[自从]?((?:19|20)\d{2}\s*年)(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?(?:《[^》\n]{1,40}》|[^，,。；;《\n\d]){0,24}?以来[，,]"
    r"(?P<told>[^。\n]*)。"
)
_DIGIT = re.compile(r"\d")


def span_since(text: str, start: int, time: DocumentTime) -> tuple[str, bool]:
    """The span of years of the paragraph at `start`, "" where there is none, and whether that is left open.

    A report on one year keeps its year: there the opening is only the story's beginning. Which of the two the further
    sentences are of is open where the opening tells figures.
    """
    opened = _OPENED_SINCE.match(text, start) if _may_open(text[start : start + 1]) else None
    span = (time.period_of(opened[1] + "以来") or "") if opened else ""
    on_one_year = time.source == "title" and not time.is_span
    if opened is None or "-" not in span:
        return "" if on_one_year else span, False
    return "" if on_one_year else span, _DIGIT.search(opened["told"]) is not None


def _may_open(first: str) -> bool:
    """Whether such a paragraph can begin with a character: of Chinese ones, with few."""
    return not "\u4e00" <= first <= "\u9fff" or first in "自从"

"""Which year a document is about, and which `province|year` partition it belongs to.

The year in a title is the year reported on (2024年法治政府建设年度报告), but titles also hold years of plans
(2022年总结及2023年计划: 2022), spans (2021-2025年规划: none) and document numbers (〔2024〕3号: none).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from fazhi.parse.dates import CHINESE_DIGITS, LATEST_YEAR, chinese_year, half_width_digits

FIRST_YEAR = 2005
"""Before it no county published such reports: an earlier year in a title is a mistake or a name."""

_NUMERAL = "[" + "".join(CHINESE_DIGITS) + "]{4}"
_YEAR = rf"(?:(?<![\d.])(?:19|20)\d\d|(?<![{''.join(CHINESE_DIGITS)}]){_NUMERAL})"
_BETWEEN_YEARS = tuple("-—–―−－~～至到")
_SPAN = re.compile(
    rf"{_YEAR}\s*年?(?:度|\d{{1,2}}月(?:份)?)?\s*(?:[-—–―−－~～至到]|--|——)\s*{_YEAR}(?:\s*(?:年度?|（|\(|）|\)|$))?",
    re.ASCII,
)
_DOCUMENT_NUMBER = re.compile(r"[〔\[【（(]\s*(?:19|20)\d\d\s*[〕\]】）)]\s*(?:第\s*)?\d+\s*号")
_STATED = re.compile(rf"({_YEAR})\s*年", re.ASCII)
_BARE = re.compile(r"(?<![\d.\-/])(20\d\d)(?![\d.\-/:%])", re.ASCII)
_PLAN = re.compile("计划|思路|打算|安排|要点|谋划|部署|规划|目标任务|重点任务")
_SUMMARY = re.compile("总结|报告|情况|回顾|小结|年报|公报|统计|完成|工作(?=及|和|暨|与)")


@dataclass(frozen=True, slots=True)
class _Mention:
    year: int
    is_plan: bool


def report_year(title: str, published_on: date | None = None) -> int | None:
    """The year that `title` says the document reports on; None where it names none, or none that can be true.

    A year that is only planned for counts when the title names no other (2023年工作思路).
    """
    latest = published_on.year + 1 if published_on else LATEST_YEAR
    mentions = [mention for mention in _mentions(title) if FIRST_YEAR <= mention.year <= latest]
    reported = [mention for mention in mentions if not mention.is_plan]
    return (reported or mentions)[0].year if mentions else None


def partition_year(title: str, published_on: date | None) -> int | None:
    """The year of the document's partition: the year of its title, else of its publication, else None."""
    return report_year(title, published_on) or (published_on.year if published_on else None)


def _mentions(title: str) -> list[_Mention]:
    title = half_width_digits(title)
    if "号" in title:
        title = _DOCUMENT_NUMBER.sub(_as_line_ends, title)
    if any(mark in title for mark in _BETWEEN_YEARS):
        title = _SPAN.sub(_as_line_ends, title)
    found = list(_STATED.finditer(title)) or list(_BARE.finditer(title))
    starts = [match.start() for match in found] + [len(title)]
    return [
        _Mention(_number(match.group(1)), _is_plan(title[match.end() : following]))
        for match, following in zip(found, starts[1:], strict=True)
    ]


def _as_line_ends(match: re.Match[str]) -> str:
    """What stands in place of an aside, which nothing looks across."""
    return "\n" * len(match.group())


def _is_plan(words: str) -> bool:
    return bool(_PLAN.search(words)) and not _SUMMARY.search(words)


def _number(year: str) -> int:
    return int(year) if year.isascii() and year.isdigit() else chinese_year(year)

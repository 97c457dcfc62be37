"""The year a document speaks of where its title does not say: from the years it names and the dates it bears.

Not every year of a text is its own. 成立于2008年 and 自2005年起 are where a story begins, 到2025年 where a plan ends,
and 2019年9月 the day of an event; 2023年，全县… and 截至2023年11月底 are what a report is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

OPENING = 600  # characters
_YEAR = re.compile(
    r"((?:19|20)\d{2}|[一二][〇○零OΟ0一二三四五六七八九]{3})\s*年度?"
    r"(?P<part>上半年|下半年|前三季度|第?[一二三四]季度|\s*\d{1,2}\s*月?\s*[-—–~～－至到]{1,2}\s*\d{1,2}\s*月)?"
    r"(?P<date>\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?"
)
_ORIGIN = re.compile(r"(?:[自从]|成立于|建于|创建于|始于|起于|源于|创办于)\s*$")
_OF_A_DATE = re.compile(r"(?:日期|时间)\s*[:：]?\s*$")
_UNTIL = re.compile(r"(?:截[至止]到?|[至到])\s*$")
_SPAN_START = re.compile(r"[-—–~～－至到]{1,2}\s*(?:(?:19|20)\d{2}|年?[底末])")
_SPAN_END = re.compile(r"(?:19|20)\d{2}\s*年?(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?\s*[-—–~～－至到]{1,2}\s*$")
_PLAN_END = re.compile(r"(?:到|力争|规划至|计划至)\s*$")
_PLANNED = re.compile(
    r"[底末]?前|规划|[^。；\n]{0,30}?(?:将(?![^，。；\n]{0,14}(?:纳入|作为|列入|融入|摆|贯穿|与))|力争|打算)"
)
_SINCE = re.compile(r"(?:《[^》\n]{1,40}》|[^，,。；;《\n]){0,24}?(?:以来|至今|起(?=[，,]|施行|实施|实行|正式))")
_DATE_LINE = re.compile(r"^[\s（(]*((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月(?:\s*\d{1,2}\s*日)?[\s)）]*$", re.MULTILINE)
_SIGNATURE = re.compile(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月(?:\s*\d{1,2}\s*日)?\s*$")
_BYLINE = re.compile(
    r"(?:日期|时间)\s*[:：]\s*((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]"
    r"|((?:19|20)\d{2})[-/.](\d{1,2})[-/.]\d{1,2}\s+\d{1,2}[:：]\d{2}"
)
_REPORTED = re.compile(r"^[^。；\n]{0,60}?(?:已|共|累计|完成|办结|审结|受理)[^。；\n]{0,40}?\d")
_NEWS = re.compile(r"今年|日前|近日|截[至止]到?目前|截[至止]今")
_THIS_YEAR = "今年"
_CLOSING_MONTHS = 3  # what is dated January to March looks back on the year before
DIGITS = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○OΟ0", "0")


@dataclass(frozen=True, slots=True)
class FoundYear:
    """A document's year, the part of it (上半年, or ""), and where it is from: stated or published.

    `firm` tells whether the text names it as what it speaks of; otherwise it is the best guess.
    """

    year: int
    part: str
    source: str
    firm: bool


def arabic(year: str) -> int:
    """2023 of 二〇二三 or 2023."""
    return int("".join(DIGITS.get(character, character) for character in year))


def find_year(text: str, published_on: date | None, *, planned: bool = False) -> FoundYear | None:
    """The year that `text` speaks of: named in its opening, else its dates, else named anywhere; None without any.

    `planned` tells that the text is a plan, so that a year of what will be done is its own.
    """
    opening = text[:OPENING]
    dated = _byline(opening, published_on)
    if dated and _THIS_YEAR in opening:
        return FoundYear(dated[0], "", "published", firm=False)
    signed = _SIGNATURE.search(text[-60:]) or _DATE_LINE.search(opening)
    looked_back_on = _looked_back_on(int(signed[1]), int(signed[2])) if signed else 0
    stated = next(_stated(opening, planned=planned), None)
    if stated and stated[0] >= looked_back_on - 1:
        latest = _last_reported(text) if not planned else 0
        if latest > stated[0] and (dated is None or latest <= dated[0]):
            return FoundYear(latest, "", "stated", firm=False)
        return FoundYear(stated[0], stated[1]["part"] or "", "stated", firm=True)
    if signed:
        return FoundYear(looked_back_on, "", "stated", firm=False)
    named = max((year for year, _ in _stated(text, planned=planned)), default=0)
    if dated and not dated[0] - 1 <= named <= dated[0]:
        news = _NEWS.search(text) is not None
        return FoundYear(dated[0] if news else _looked_back_on(*dated), "", "published", firm=False)
    named = named or max((arabic(found[1]) for found in _YEAR.finditer(text) if _is_since(text, found)), default=0)
    return FoundYear(named, "", "stated", firm=False) if named else None


def _stated(text: str, *, planned: bool) -> Iterator[tuple[int, re.Match[str]]]:
    """The years that `text` speaks of, in order."""
    for found in _YEAR.finditer(text):
        before, after = text[max(0, found.start() - 24) : found.start()], text[found.end() : found.end() + 70]
        until = _UNTIL.search(before) is not None
        if _ORIGIN.search(before) or _OF_A_DATE.search(before) or _SPAN_START.match(after) or _SINCE.match(after):
            continue
        if (found["date"] and not until) or (
            not found["date"] and (_PLAN_END.search(before) or _SPAN_END.search(before))
        ):
            continue
        if planned or not _PLANNED.match(after):
            yield arabic(found[1]), found


def _last_reported(text: str) -> int:
    """The last year of which `text` tells what was done, and how often."""
    done = (
        year for year, found in _stated(text, planned=False) if _REPORTED.match(text[found.end() : found.end() + 110])
    )
    return max(done, default=0)


def _is_since(text: str, found: re.Match[str]) -> bool:
    """2021年以来 of a text that names no other year; not 自2005年 and 成立于2008年."""
    before, after = text[max(0, found.start() - 6) : found.start()], text[found.end() : found.end() + 4]
    return _ORIGIN.search(before) is None and after.startswith(("以来", "至今"))


def _byline(opening: str, published_on: date | None) -> tuple[int, int] | None:
    """Year and month of publication."""
    if published_on is not None:
        return published_on.year, published_on.month
    found = _BYLINE.search(opening)
    if found is None:
        return None
    return int(found[1] or found[3]), int(found[2] or found[4])


def _looked_back_on(year: int, month: int) -> int:
    return year if month > _CLOSING_MONTHS else year - 1

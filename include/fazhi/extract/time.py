"""Which period a figure speaks of: the document's own, and what an expression of time in its sentences means.

Period codes: `2023`, `2022H1`, `2024Q3`, `2024M1-10` (January to October), `2020-2022` and `2021-2023H1` (spans).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from fazhi.extract.calendar_words import MONTH_IN_WORDS, PART_OF_YEAR, TO
from fazhi.extract.document_year import (
    ACCOUNTS,
    DIGITS,
    OPENING,
    arabic,
    find_year,
    is_of_a_speech,
    last_told,
    opens_with_account_of,
    part_declared,
    span_declared,
    written_after,
    year_given,
    years_in_turn,
)
from fazhi.extract.numerals import chinese_value
from fazhi.extract.printed import came_out_on, is_when_printed
from fazhi.parse.plan import is_plan_title, opens_as_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fazhi.parse.document import Document

_TITLE_TIME = re.compile(rf"((?:19|20)\d{{2}}|[一二][〇○零OΟ0一二三四五六七八九]{{3}})\s*年?度?\s*({PART_OF_YEAR})?")
# 2022年某县司法局上半年工作总结, but not 2022年工作总结及下半年计划.
_PART_IN_TITLE = re.compile(rf"({PART_OF_YEAR})(?![^及和暨与、]{{0,8}}(?:计划|思路|打算|安排|要点))")
_LATER_PART = re.compile(rf"[^\d及和暨与、]{{1,24}}?{_PART_IN_TITLE.pattern}")
_REPORTS = ("总结", "报告", "情况", "回顾", "公报", "年鉴", "汇报", "数据", "统计")
_PLANS = ("计划", "思路", "要点", "打算", "安排", "目标", "谋划")
_LEGAL_EDUCATION = re.compile(r"[“\"]?([一二三四五六七八九])五[”\"]?普法")
_FIVE_YEARS_AHEAD = re.compile(r"[“\"]?十([一二三四五])五[”\"]?(?:[^，。]{0,20})规划")
_FIRST_PLAN_ENDED = 2010  # 十一五
_FIRST_LEGAL_EDUCATION, _LENGTH_OF_PLANS = 1986, 5
# 二、2025年上半年工作情况 in a report on 2021—2025年; not 三、2022年以来工作情况.
_YEAR_OF_SECTION = re.compile(
    rf"[^\d，。]{{0,6}}((?:19|20)\d{{2}})\s*年度?({PART_OF_YEAR})?(?![^\n]*(?:整改|问题|反馈))(?!\s*(?:以来|至今|起|[-—–~～－至到]))"
    rf"[^。；;，,\d\n]{{0,16}}(?:{ACCOUNTS})"
)
_DAY = re.compile(r"\s*\d{1,2}\s*月\s*\d{1,2}\s*日")
_REASONS = ("根据", "按照", "依据", "为", "对照", "围绕")
_NUMBERED = re.compile(r"\s*[（(]?[一二三四五六七八九十]{1,3}[、.．）)]")
_PLAN_WORDS = re.compile("|".join(_PLANS))
_TITLE_SPAN = re.compile(rf"((?:19|20)\d{{2}})\s*年?度?\s*{TO}\s*((?:19|20)\d{{2}})\s*年")
_FROM_MONTH_TO_MONTH = re.compile(
    rf"((?:19|20)\d{{2}})\s*年\s*(\d{{1,2}})\s*月(?:\s*\d{{1,2}}\s*日)?\s*{TO}\s*((?:19|20)\d{{2}})\s*年\s*(\d{{1,2}})\s*月"
)
_MONTHS_OF_A_YEAR, _LAST_QUARTER = 12, 10
_QUARTER_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_LAST_PARTS = frozenset({"Q4", "H2"})
_ENDS_OF_SPANS = {"3": "Q1", "6": "H1"}  # 2019年4月至2021年3月
_NAMED_PARTS = {"": "", "上半年": "H1", "下半年": "H2", "前三季度": "M1-9"}
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SPAN = re.compile(
    rf"((?:19|20)\d{{2}})\s*年?(?:\d{{1,2}}\s*月)?(?:\d{{1,2}}日)?\s*{TO}\s*"
    r"((?:19|20)\d{2})\s*年度?(?:(\d{1,2})\s*月)?.*?(上半年)?"
)
_MONTHS = re.compile(rf"(\d{{1,2}})\s*月?份?\s*(?:\d{{1,2}}日)?{TO}\s*(\d{{1,2}})\s*月")
_WORK_REPORT = re.compile("(?:政府|人大常委会|法院|检察院)工作报告")
_PROGRAMME = re.compile("规划|纲要|中期|五年|行动计划|实施方案")
_PAST_YEAR = re.compile("过去的?一年")
_MONTH_IN_WORDS = re.compile(rf"{MONTH_IN_WORDS}(?=月|{TO})")  # 元月至11月, 一至十月
_FIRST_MONTHS = re.compile(r"前(\d{1,2})个月")
# 2023年1月1日至2023年10月31日: months of one year.
_SPAN_OF_MONTHS = re.compile(
    rf"((?:19|20)\d{{2}})\s*年(\d{{1,2}})\s*月(?:\d{{1,2}}日)?\s*{TO}\s*\1\s*年(\d{{1,2}})\s*月"
)
_QUARTER = re.compile(r"第?([一二三四1-4])季度")
_QUARTERS_RUNNING = re.compile(rf"第?([一二三1-3])(?:季度)?(?:{TO}|、)第?([二三四2-4])季度")
_PART_OF_YEAR = re.compile(r"上半年|下半年|前三季度")


@dataclass(frozen=True, slots=True)
class DocumentTime:
    """The periods of a document: `report` for what it tells of the past, `plan` for what it means to do.

    `source` is title, stated (in its first lines), published (from the publication date) or "" with empty periods.
    `plan_only` marks a plan without a report: all its figures are targets. `firm` tells whether the text names its
    year, in the title or as what it speaks of; otherwise the year is the best guess, or there is none. `written` is the
    year in which a text on an earlier one was written, where its date tells, and `in_turn` are the years that its
    paragraphs tell one after the other.
    """

    year: int | None
    report: str
    plan: str
    source: str
    plan_only: bool = False
    firm: bool = True
    written: str = ""
    in_turn: frozenset[int] = frozenset()
    _known: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, document: Document) -> DocumentTime:
        """Read the title, else titles in the opening lines, else what `fazhi.extract.document_year` finds."""
        return cls.read(document.title, document.text, came_out_on(document))

    @classmethod
    def read(cls, title: str, text: str, published_on: date | None = None) -> DocumentTime:
        """As `of`, from the parts of a document."""
        opening = text[:OPENING]
        lines = [line for line in opening.split("\n")[:14] if line.strip()]
        for line in _titles(title, lines):
            found = _TITLE_TIME.search(line)
            turn = cls._over_the_turn(line, found) if found else None
            if found and not turn and (_DAY.match(line, found.end()) or _is_when_given(line, found)):
                continue  # 政府工作报告（2024年1月10日）, 调解工作情况汇报（2024年5月）: when it was given or came out
            if found and line.startswith("以来", found.end()):
                return cls._since(arabic(found[1]), text)
            if found:
                return turn or cls._by_title(line, found, text)
        if several := cls._of_several(title, text, published_on):
            return several
        plan_only = is_plan_title(title) or opens_as_plan(opening)
        if stated := find_year(text, published_on, planned=plan_only):
            part = stated.part or _part_named(title)
            time = cls._build(stated.year, part, stated.source, plan_only=plan_only, firm=stated.firm)
            written = written_after(stated.year, text, published_on) if stated.source == "stated" else None
            return replace(time, written=str(written or ""), in_turn=years_in_turn(text))
        for line in _of_plan(lines):
            if ahead := _TITLE_TIME.search(line):
                return cls._before_plan(arabic(ahead[1]), ahead[2] or "")
        return cls(None, "", "", "", plan_only, firm=False)

    @classmethod
    def _over_the_turn(cls, title: str, found: re.Match[str]) -> DocumentTime | None:
        """2022年12月至2023年11月: twelve months that begin at the end of a year are told of as the next one."""
        span = _FROM_MONTH_TO_MONTH.match(title, found.start())
        if span is None or is_plan_title(title):
            return None
        if span[1] == span[3]:
            from_january = int(span[2]) == 1
            return cls._build(int(span[1]), f"1-{span[4]}月", "title", plan_only=False) if from_january else None
        first, last = int(span[1]), int(span[3])
        if _year_told_as_one(span[0]):
            return cls._build(last, "", "stated", plan_only=False, firm=False)
        return cls._of_span(first, last, span[4], "title", firm=True)

    @classmethod
    def _of_several(cls, title: str, text: str, published_on: date | None) -> DocumentTime | None:
        """The time of a plan or a report for several years, by its title or by what it declares:
        现将2021年1月至2023年6月工作情况报告如下.
        """
        if is_plan_title(title):
            end = _end_of_plan(title)
            return cls._build(end, "", "title", plan_only=True, firm=False) if end else None
        if five_years := _five_years_of(title, text, published_on):
            return five_years
        declared = span_declared(text)
        return cls._of_span(*declared, "stated", firm=False) if declared else None

    @classmethod
    def _of_span(cls, first: int, last: int, month: str, source: str, *, firm: bool) -> DocumentTime:
        part = _ENDS_OF_SPANS.get(month, "")
        return cls(last, f"{first}-{last}{part}", str(last if part else last + 1), source, firm=firm)

    @classmethod
    def _before_plan(cls, year: int, part: str) -> DocumentTime:
        """The time told of before a section that plans for `year`, or for its second half."""
        if part == "下半年":
            return cls._build(year, "上半年", "stated", plan_only=False, firm=False)
        return cls._build(year - 1, "", "stated", plan_only=False, plan_year=year, firm=False)

    @classmethod
    def _since(cls, year: int, text: str) -> DocumentTime:
        """2021年以来工作情况汇报: up to the last year of which the text tells."""
        last = max(last_told(text, since=year), year)
        report = f"{year}-{last}" if last > year else str(year)
        return cls(last, report, str(last + 1), "title", firm=False)

    @classmethod
    def _by_title(cls, line: str, found: re.Match[str], text: str) -> DocumentTime:
        """By the years of a title, unless the text shows that it is on others."""
        if told := _told_of_programme(line, found, text):
            return cls._since(told, text)
        time = cls._from_title(line, found)
        if time.is_span and time.year is not None and (code := _part_code(part_declared(text, time.year))):
            return replace(time, report=f"{time.report}{code}", plan=str(time.year), _known={})
        before = _year_looked_back_on(line, time, text)
        return cls._build(before, "", "title", plan_only=False) if before else time

    @classmethod
    def _from_title(cls, line: str, found: re.Match[str]) -> DocumentTime:
        plan_only = is_plan_title(line)
        plan_year = None
        for later in _TITLE_TIME.finditer(line, found.end()):
            if _PLAN_WORDS.search(line, later.end()):
                plan_year = arabic(later[1])
        span = _TITLE_SPAN.match(line, found.start())
        if span and not plan_only:
            return cls(int(span[2]), f"{span[1]}-{span[2]}", str(int(span[2]) + 1), "title")
        later_part = None if found[2] else _LATER_PART.match(line, found.end())
        part = later_part[1] if later_part else found[2] or ""
        # Of a plan for some years the first is only the best guess; what one for five years aims at is for the last.
        of_five = span is not None and int(span[2]) - int(span[1]) >= _LENGTH_OF_PLANS - 1
        year = int(span[2]) if span and of_five else arabic(found[1])
        return cls._build(year, part, "title", plan_only=plan_only, plan_year=plan_year, firm=span is None)

    @classmethod
    def _build(
        cls, year: int, part: str, source: str, *, plan_only: bool, plan_year: int | None = None, firm: bool = True
    ) -> DocumentTime:
        report = str(year) + _part_code(part)
        half = report != str(year)
        if plan_only:
            return cls(year, report, report, source, plan_only=True, firm=firm)
        return cls(year, report, str(plan_year or (year if half else year + 1)), source, firm=firm)

    @property
    def until(self) -> str:
        """The period the report ends with: its last year, or the part of it."""
        return self.report if self.year is None or self.report.startswith(str(self.year)) else str(self.year)

    @property
    def is_span(self) -> bool:
        """Whether the report is on several years."""
        return self.report[4:5] == "-"

    @property
    def may_mean_its_year(self) -> bool:
        """Whether what there is at the end of the part of a year that is told of may be told of the whole year.

        So it is where only the text names months or a quarter (2020年1-7月，…), and where the year ends with the part.
        """
        in_the_text = is_of_quarter_or_months(self.report) and self.source != "title"
        return in_the_text or self.closes_its_year

    @property
    def closes_its_year(self) -> bool:
        """Whether the report is on the last months of a year."""
        return self.report[4:] in _LAST_PARTS or self.report.endswith("-12")

    def of_paragraph(self, paragraph: str, headings: tuple[str, ...]) -> DocumentTime:
        """The time of a paragraph that opens with one of the years that are told in turn, or stands under a heading
        of one year in a document on several, or of the year before (`headings`, nearest first); else the document's.
        """
        if headings and self.year is not None and not self.plan_only:
            headed = _year_of_section(headings)
            if headed and self._has_section_on(int(headed[1])):
                firm = self.firm and self.is_span
                return self._build(int(headed[1]), headed[2] or "", "stated", plan_only=False, firm=firm)
        opened = _YEAR.match(paragraph.lstrip()) if self.in_turn else None
        if opened is None or int(opened[0]) not in self.in_turn or int(opened[0]) >= (self.year or 0):
            return self  # what a year after that of the report opens is planned
        year = int(opened[0])
        return replace(self, year=year, report=str(year), plan=str(year + 1), firm=False, _known={})

    def _has_section_on(self, year: int) -> bool:
        """Whether `year` is one of those reported on, or, in a report on one year (2024年), the year before it."""
        return int(self.report[:4]) <= year <= (self.year or 0) if self.is_span else year == (self.year or 0) - 1

    def period_of(self, expression: str) -> str | None:
        """The period an expression of time means; None where it is only a date or nothing to go by.

        An expression that says no more than the document's own year (今年, 2023年 in a report on 2023) gives `report`.
        """
        if expression not in self._known:
            self._known[expression] = self._resolve(expression)
        return self._known[expression]

    def year_before(self, years: int = 1) -> str:
        """The same stretch of an earlier year: 去年同期 in a report on 2022H1 is 2021H1."""
        if self.year is None:
            return ""
        return str(self.year - years) + self.until[4:]

    def last_years(self, count: int) -> str:
        """近三年 in a report on 2023 is 2021-2023."""
        if self.year is None:
            return ""
        return f"{self.year - count + 1}-{self.until}"

    def _resolve(self, expression: str) -> str | None:
        expression = _MONTH_IN_WORDS.sub(_month_in_digits, expression)
        raw = (
            "".join(DIGITS.get(c, c) for c in expression)
            if expression[0] in "一二" and "年" in expression
            else expression
        )
        span = _SPAN.match(raw)
        within = _SPAN_OF_MONTHS.match(raw) if span else None
        if within and (months := _months_code(int(within[2]), int(within[3]))):
            return within[1] + months
        if span and (year := _year_told_as_one(raw)):
            return str(year)
        if span:
            end = span[2] + ("H1" if span[4] else _ENDS_OF_SPANS.get(span[3], ""))
            return span[1] if span[1] == end else f"{span[1]}-{end}"
        found = _YEAR.match(raw)
        year = int(found[0]) if found else self.year
        if year is None or (found and "年" not in raw and len(raw) > 4):
            return None
        if found and raw.endswith(("以来", "至今", "起")):
            return self._since_year(year)
        return self._within(year, raw, named=found is not None)

    def _since_year(self, year: int) -> str | None:
        """From a year until the end of what is reported on; of a later year (2024年以来 told in January) itself."""
        if self.year is None:
            return None  # until when, the text does not say
        if year > self.year:
            return str(year)
        return self.until if year == self.year else f"{year}-{self.until}"

    def _within(self, year: int, raw: str, *, named: bool) -> str | None:
        """A stretch of a year, or the whole; `named` tells whether the expression has the year."""
        if "月" in raw:
            months = _MONTHS.search(raw)
            if months:
                return f"{year}{_months_code(int(months[1]), int(months[2]))}"
            first = _FIRST_MONTHS.search(raw)
            if first:
                return f"{year}{_months_code(1, int(first[1]))}"
        if "半年" in raw or "季度" in raw:
            part = _PART_OF_YEAR.search(raw) or _QUARTERS_RUNNING.search(raw) or _QUARTER.search(raw)
            if part:
                return f"{year}{_part_code(part[0])}"
        if not named:
            return None
        return self.until if year == self.year else str(year)


def is_part_of_year(period: str) -> bool:
    """Whether a period is a half of a year (2023H1), a quarter or some months of it."""
    return period[4:5] == "H" or is_of_quarter_or_months(period)


def is_of_quarter_or_months(period: str) -> bool:
    """Whether a period is a quarter of a year (2023Q1) or some months of it, as a report on a half is not."""
    return period[4:5] in {"Q", "M"}


def _year_of_section(headings: tuple[str, ...]) -> re.Match[str] | None:
    """The nearest of the headings that names a year of which it tells; asked for every paragraph."""
    for heading in headings:
        if "年" in heading and (headed := _YEAR_OF_SECTION.match(heading)) is not None:
            return headed
    return None


def _is_when_given(title: str, found: re.Match[str]) -> bool:
    """Whether the year of a title is that of the day on which it came out, or of the meeting at which it was given."""
    return is_when_printed(title, found.start()) or is_of_a_speech(title, found.end())


def _year_told_as_one(stretch: str) -> int | None:
    """2023 of 2022年12月至2023年11月: of at most twelve months that begin at the end of a year; else None."""
    span = _FROM_MONTH_TO_MONTH.match(stretch)
    if span is None or int(span[2]) < _LAST_QUARTER:
        return None
    first, last = int(span[1]), int(span[3])
    months = _MONTHS_OF_A_YEAR * (last - first) + int(span[4]) - int(span[2]) + 1
    return last if first < last and months <= _MONTHS_OF_A_YEAR else None


def _month_in_digits(word: re.Match[str]) -> str:
    return "1" if word[0] == "元" else str(chinese_value(word[0]))


def _told_of_programme(title: str, found: re.Match[str], text: str) -> int | None:
    """2021 of 2021—2025年规划中期评估, where the text tells nothing of 2025 yet: the years that the plan is for."""
    span = _TITLE_SPAN.match(title, found.start())
    if span is None or is_plan_title(title) or _PROGRAMME.search(title, span.end()) is None:
        return None
    first, last = int(span[1]), int(span[2])
    return first if first < last_told(text, since=first) < last else None


def _year_looked_back_on(title: str, time: DocumentTime, text: str) -> int | None:
    """The year before the one that a title came out in: 某县年鉴2023 on 2022, 2024年政府工作报告 on 过去一年.

    So it is, too, under the heading 一、2023年工作回顾.
    """
    if time.year is None or time.plan_only or time.report != str(time.year):
        return None
    if opens_with_account_of(text, time.year - 1):
        return time.year - 1
    told, before = text.count(f"{time.year}年"), text.count(f"{time.year - 1}年")
    if "年鉴" in title:
        later = before > told or not told
    else:
        later = _WORK_REPORT.search(title) is not None and _PAST_YEAR.search(text) is not None and before >= told
    return time.year - 1 if later else None


def _five_years_of(title: str, text: str, published_on: date | None) -> DocumentTime | None:
    """“七五”普法工作情况的报告, 2016 to 2020: on a plan of legal education, up to the last year that it names."""
    plan = _LEGAL_EDUCATION.search(title)
    if plan is None or is_plan_title(title) or not any(word in title for word in _REPORTS):
        return None
    first = _FIRST_LEGAL_EDUCATION + _LENGTH_OF_PLANS * "一二三四五六七八九".index(plan[1])
    last = first + _LENGTH_OF_PLANS - 1
    named = {int(year[0]) for year in _YEAR.finditer(text)} | ({published_on.year} if published_on else set())
    if max(named, default=last) > last + 1 or "年来" not in text:
        return None
    until = min(max((year for year in named if first < year <= last), default=last), last)
    given = year_given(text)
    if given is not None and first < given < until:
        until = given  # 到2025年 is what it plans for
    return DocumentTime(until, f"{first}-{until}", str(until + 1), "title", firm=False)


def _end_of_plan(title: str) -> int:
    """2025 of “十四五”规划: by when what it aims at is to be reached, where no year is told; 0 for another title."""
    plan = _FIVE_YEARS_AHEAD.search(title)
    return _FIRST_PLAN_ENDED + _LENGTH_OF_PLANS * "一二三四五".index(plan[1]) if plan else 0


def _part_named(title: str) -> str:
    """上半年 of a title without a year: 司法局上半年工作总结; not of its plan, 工作总结及下半年计划."""
    found = _PART_IN_TITLE.search(title)
    return found[1] if found else ""


def _titles(title: str, lines: list[str]) -> Iterator[str]:
    """The title, and what reads as one in the opening lines: looked for only where the title names no year."""
    yield title
    of_plan = _of_plan(lines)
    yield from (line for line in lines if _looks_like_title(line) and line not in of_plan)


def _of_plan(lines: list[str]) -> list[str]:
    """The headings of plans among the opening lines."""
    return [line for line in lines[1:] if _NUMBERED.match(line) and is_plan_title(line)]


def _looks_like_title(line: str) -> bool:
    if not 6 < len(line.strip()) < 60 or "。" in line or line.lstrip().startswith(_REASONS):
        return False
    if "\t" in line:
        return False  # the head of a table: 指标, 2024年实际, 2025年目标
    return any(word in line for word in (*_REPORTS, *_PLANS))


def _part_code(part: str) -> str:
    part = _MONTH_IN_WORDS.sub(_month_in_digits, part.strip())
    if part in _NAMED_PARTS:
        return _NAMED_PARTS[part]
    if running := _QUARTERS_RUNNING.match(part):
        first, last = (_QUARTER_NUMBERS[number] for number in running.groups())
        return _months_code(3 * first - 2, 3 * last)
    quarter = _QUARTER.match(part)
    if quarter:
        return f"Q{_QUARTER_NUMBERS[quarter[1]]}"
    months = _MONTHS.match(part)
    return _months_code(int(months[1]), int(months[2])) if months else ""


def _months_code(first: int, last: int) -> str:
    if not 1 <= first < last <= 12:
        return ""
    return {(1, 12): "", (1, 6): "H1", (7, 12): "H2", (1, 3): "Q1", (4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4"}.get(
        (first, last), f"M{first}-{last}"
    )

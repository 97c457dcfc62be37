"""Cutting a document: sections (what was done, what fell short, what is planned), and clauses with their numbers.

Public here: `sections(document, time)`, `sentences(text, start, end)` and `clauses(text, span)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fazhi.extract.characters import CLAUSE_END, DIGIT, HINT, SENTENCE_END, TOKEN, end_of_digits, kinds_at, next_of
from fazhi.extract.numbers import Number, may_begin_number, tokens_from
from fazhi.extract.shortcomings import Turns, is_mixed, orders
from fazhi.extract.time import DocumentTime
from fazhi.parse.document import Document, Paragraph

REPORT, PLAN, SHORTCOMINGS = "report", "plan", "shortcomings"

_NUMERALS = "一二三四五六七八九十第"
_NUMBERED = re.compile(
    r"\s*(?:(?P<first>[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]+[部章]分?)"
    r"|(?P<second>[（(][一二三四五六七八九十]{1,3}[)）])|(?P<third>\d{1,2}[.、．](?!\d)|[（(]\d{1,2}[)）]|[①-⑳])|(?P<entry>【))"
)
_AHEAD = re.compile(
    r"下一?(?:步|阶段)|下(?<!转下)一?年度?|下半年|接下来|后续工作(?:安排|计划)?$|未来(?:工作|[一二三五]年)|努力方向|今后|展望|打算|明年|来年"
)
# Words that end the heading of a plan. In a report they stand too: 落实工作部署, 压实目标责任, 年度目标任务完成情况.
_PLAN_END = re.compile(
    r"(?:思路|设想|计划|安排|目标|要点|重点|谋划|部署|任务)(?:[和与及、](?:措施|举措|任务|建议|目标))?$"
)
_PLAN_ALONE = re.compile(
    r"(?:工作|主要)(?:思路|设想|计划|安排|目标|要点|谋划|任务)(?:[和与及、](?:措施|举措|任务|目标))?$"
)
_PLAN_ALONE_LENGTH = 14
# One of which it ends in.
_PLAN_LAST = frozenset({"思路", "设想", "计划", "安排", "目标", "要点", "谋划", "任务", "措施", "举措"})
_DONE = re.compile(r"落实|贯彻|完成|压实|执行|加强|强化|明确|推进|细化")
_TOLD_HEADING = re.compile(r"情况|完成|成效|总结|回顾|进展|做法|亮点")
_CARRIED_OUT = re.compile("(?:落实|完成|执行|进展|推进)情况$|(?:与|和|及)成效$")  # 工作打算落实情况
_SHORT_HEADING = re.compile(
    r"^(?:.{0,4}[、.）)])?(?:改进|整改)(?:措施|方向)$|"
    r"(?:存在|面临|主要|突出)(?:的|和)?[\u4e00-\u9fff]{0,6}(?:不足|问题|困难|短板|差距|薄弱环节)|^(?:不足|问题|困难|短板|差距)"
    r"|(?:不足|(?<!解决)问题|困难|(?<!补齐)(?<!补)短板|差距)(?:之处)?(?:[和与及、]|$)"
)
_SHORT_WORDS = ("不足", "问题", "困难", "短板", "差距", "薄弱环节", "改进", "整改")  # one of which it holds
_SOLVED = re.compile(r"解决|破解|整治|化解|聚焦|整改|突破|坚持问题|攻坚|排查")
_REPORT_HEADING = re.compile(
    r"做法|成效|完成情况|回顾|总结|举措|工作情况|进展|履职|履行|主要数据|情况说明|亮点|开展情况"
)
_YEARS = re.compile(r"(?:19|20)\d{2}|[一二][〇○零OΟ0一二三四五六七八九]{3}(?=年)")
_CHINESE_DIGITS = str.maketrans("〇○零OΟ一二三四五六七八九", "00000123456789")
_AHEAD_OF_NOW = r"下半年|下一?步|下一阶段|明年|来年|今后|(?P<year>20\d\d)\s*年度?"
# 2024年工作计划：, 2024年，我们将重点抓好以下工作：, at the end of a paragraph; not 现将2023年工作报告如下：.
_PLAN_OPENING = re.compile(
    rf"(?:{_AHEAD_OF_NOW})[^。》]{{0,40}}?(?:工作(?:计划|打算|思路|安排)"
    r"|(?:(?<!现)将|要|拟|重点|着力|抓好|做好)[^。》]{0,24}?(?:以下|(?<![告报结布明])如下|[二三四五六七八九]个?方面|[二三四五六七八九]项)[^。，]{0,8})[:：。]?\s*$"
)
# One of which every match ends in, with no more behind it than this.
_REACH_OF_ANNOUNCED = 9
_ANNOUNCED = ("计划", "打算", "思路", "安排", "以下", "如下", "方面", "项")
# 下一步，我局将…, 2024年，我们将…, 2024年工作思路：…, at its beginning.
_PARAGRAPH_AHEAD = re.compile(
    r"\s*(?:下一?步|下一阶段|今后|接下来|(?:今年|新的一年)[，,][^。；，,\d]{0,6}将(?!于)|(?:明年|来年|(?P<year>20\d{2})\s*年)[，,][^。；]{0,24}?(?:将|要|计划|力争)"
    r"|(?:明年|来年|下半年|(?P<plan_year>20\d{2})\s*年度?)[^。，；：:\d]{0,14}(?:思路|计划|打算|安排|目标|要点|任务|举措)[:：])"
)
_OPENING, _CLOSING = frozenset("（("), frozenset("）)")
_TITLE = re.compile(r"《[^》\n]{0,60}》")
_DIGITS_BEHIND = {",": 3, "，": 3, ":": 2, "：": 2}  # 1,234; 10:30
_LONGEST_SENTENCE = 1500
_ITEM_NUMERALS = "一二三四五六七八九十"  # 一.加强组织领导
_HEADING_LENGTH = 45
_RUNNING_TEXT = re.compile(r"[。；;，,：:\d]")
# 某区司法局2023年工作要点, on a line of its own in a text that begins with the year before.
_HEADING_OF_A_YEAR = re.compile(
    r"[^。；;，,：:\d]*(?:19|20)\d{2}年度?(?:[上下]半年)?[^。；;，,：:\d年月日]*(?:工作|主要)[^。；;，,：:\d年月日]{0,4}"
    r"(?:要点|思路|计划|打算|安排|谋划|重点|任务|总结|回顾|情况)\s*"
)
_ENTRY = re.compile(r"\s*【([^】]{1,40})】")
_TITLE_ENDS = ("。", "：", ":")


@dataclass(slots=True)
class Clause:
    """`text[start:end]` between two marks, with its numbers (and how deep in parentheses they stand) and times.

    `opener` is the mark before it. `others` are numbers that are no figures: ordinals, codes, durations.
    """

    start: int
    end: int
    opener: str
    numbers: Sequence[Number] = ()
    depths: Sequence[int] = ()
    times: Sequence[tuple[int, int, str]] = ()
    others: Sequence[Number] = ()


@dataclass(slots=True)
class SentenceSpan:
    """`text[start:end]`, the mark at its end included; `hint` is where the first number may begin, `end` for none."""

    start: int
    end: int
    hint: int

    @property
    def has_numbers(self) -> bool:
        """Whether a number may stand in it."""
        return self.hint < self.end


def sections(document: Document, time: DocumentTime) -> Iterator[tuple[int, Paragraph, str, tuple[str, ...]]]:
    """Each paragraph with its number, the kind of its section and the headings it stands under, the nearest first.

    One on what fell short that goes over to what will be done comes in parts.
    """
    section = _Section(time)
    over: tuple[str, ...] = ()  # the headings, the nearest first
    levels: tuple[int, ...] = ()
    for number, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            continue
        line = document.text[block.start : block.end]
        level = _level(line, block)
        if level:
            title = _title(line)
            while levels and levels[0] >= level:
                over, levels = over[1:], levels[1:]
            section.enter(title, level)
        if section.turns is not None:
            yield from _by_turns(number, block, line, over, section.turns)
        elif not level and section.kind == REPORT and _opens_a_plan(line[:50], time):
            yield number, block, PLAN, over
        else:
            yield number, block, section.kind, over
        if level:
            over, levels = (title, *over), (level, *levels)
        elif _announces_a_plan(line[-80:], time):
            section.plan()


class _Section:
    """The kind of the section that a document is in; `turns` follows one on what fell short."""

    def __init__(self, time: DocumentTime) -> None:
        self.time = time
        self.kind = self.usual = PLAN if time.plan_only else REPORT
        self.entered_at = 0  # the level of the heading that opened it
        self.turns: Turns | None = None
        self.mixed = False  # 存在的问题和下一步打算

    def plan(self) -> None:
        """What follows is a plan."""
        self.kind, self.entered_at, self.turns = PLAN, 0, None

    def enter(self, title: str, level: int) -> None:
        """Go on under a heading."""
        named = _kind_of_heading(title, level, self.time)
        if named and (named != REPORT or level <= self.entered_at or self.kind == REPORT):
            self.mixed = named == PLAN and is_mixed(title)
            self.kind, self.entered_at = SHORTCOMINGS if self.mixed else named, level
            self.turns = Turns(self.time.year, self.mixed) if self.kind == SHORTCOMINGS else None
        elif level <= self.entered_at and self.kind != self.usual:
            # What says nothing of the kind ends the shortcomings, but a plan goes on: its points are headings.
            goes_on = level == 1 and (self.mixed or self.kind == PLAN)
            self.kind, self.entered_at, self.turns = PLAN if goes_on else self.usual, level, None
        elif self.mixed and orders(title):
            self.kind, self.turns = PLAN, None


def _by_turns(
    number: int, block: Paragraph, line: str, over: tuple[str, ...], turns: Turns
) -> Iterator[tuple[int, Paragraph, str, tuple[str, ...]]]:
    """律师仅14名。下一步，将引进5名: a paragraph on what fell short, cut where it goes over to what will be done."""
    parts = turns.cut(line)
    for (start, ahead), (end, _) in zip(parts, [*parts[1:], (len(line), False)], strict=True):
        part = Paragraph(block.start + start, block.start + end, block.level)
        yield number, part, PLAN if ahead else SHORTCOMINGS, over


def _level(line: str, block: Paragraph) -> int:
    """1 for 一、 or a heading of the page, 2 for （一）, 3 for 1.; 0 for running text without a number."""
    found = _NUMBERED.match(line) if _may_be_numbered(line) else None
    if found:
        named = found.lastgroup or ""
        return {"first": 1, "second": 2, "third": 3, "entry": 1}[named]
    if block.level and len(line) <= _HEADING_LENGTH:
        return max(block.level, 1)
    if len(line) > _HEADING_LENGTH or not line.strip():
        return 0
    return 1 if not _RUNNING_TEXT.search(line) or _HEADING_OF_A_YEAR.fullmatch(line) else 0


def _may_be_numbered(line: str) -> bool:
    """Whether it can begin as _NUMBERED does: of Chinese characters, only with these."""
    return not line or not 0x4E00 <= ord(line[0]) <= 0x9FFF or line[0] in _NUMERALS


def _title(line: str) -> str:
    """The heading itself: up to the first full stop of a paragraph that begins with its title."""
    if "【" in line and (entry := _ENTRY.match(line)):
        return entry[1]
    end = _HEADING_LENGTH
    for mark in _TITLE_ENDS:
        found = line.find(mark, 0, end)
        end = found if found >= 0 else end
    return line[:end]


def _kind_of_heading(title: str, level: int, time: DocumentTime) -> str:
    """What a heading opens; "" where it does not say."""
    bare = title.strip(' \u3000\u00a0”"')
    if _AHEAD.search(bare):
        return REPORT if _CARRIED_OUT.search(bare) else PLAN
    years = _years_in(bare) if time.year is not None else []
    ahead, past = any(year > (time.year or 0) for year in years), any(year <= (time.year or 0) for year in years)
    told = _TOLD_HEADING.search(bare) is not None
    of_both = told and ahead and past  # 二〇一七年工作总结和二〇一八年工作谋划: a title in the text
    if ahead and not of_both and (_PLAN_END.search(bare) or (level == 1 and not told)):
        return PLAN
    falls_short = any(word in bare for word in _SHORT_WORDS) and _SHORT_HEADING.search(bare)
    if falls_short and not _SOLVED.search(bare):
        return SHORTCOMINGS
    alone = not of_both and bare[-2:] in _PLAN_LAST and _PLAN_ALONE.search(bare) is not None
    if alone and (level == 1 or len(bare) <= _PLAN_ALONE_LENGTH) and not _DONE.search(bare):
        return PLAN
    of_its_year = past and not ahead and level == 1 and bare.endswith("主要工作") and not time.plan_only
    return REPORT if of_its_year or _REPORT_HEADING.search(bare) else ""


def _years_in(heading: str) -> list[int]:
    """The years that a heading names, also in words."""
    if "20" not in heading and "年" not in heading:
        return []
    return [int(year.translate(_CHINESE_DIGITS)) for year in _YEARS.findall(heading)]


def _opens_a_plan(opening: str, time: DocumentTime) -> bool:
    """Whether a paragraph of the report speaks of what is to come."""
    found = _PARAGRAPH_AHEAD.match(opening)
    if found is None:
        return False
    year = found["year"] or found["plan_year"]
    return year is None or (time.year is not None and int(year) > time.year)


def _announces_a_plan(closing: str, time: DocumentTime) -> bool:
    """Whether a paragraph ends with the announcement of a plan that follows."""
    ending = closing.rstrip()[-_REACH_OF_ANNOUNCED - 2 :]
    found = _PLAN_OPENING.search(closing) if any(word in ending for word in _ANNOUNCED) else None
    if found is None:
        return False
    later = time.year is None or found["year"] is None or int(found["year"]) > time.year
    return later or _AHEAD.search(found[0]) is not None


def sentences(text: str, start: int, end: int) -> list[SentenceSpan]:
    """The sentences of `text[start:end]`. What never ends is cut, so that no step looks back without a limit."""
    found: list[SentenceSpan] = []
    while start < end:
        limit = min(start + _LONGEST_SENTENCE, end)
        hint, position = -1, start
        while (position := next_of(text, SENTENCE_END | HINT, position, limit)) < limit:
            position += 1
            if kinds_at(text, position - 1) & SENTENCE_END:
                break
            if may_begin_number(text, position - 1, limit):
                hint = position - 1
                position = next_of(text, SENTENCE_END, position, limit)
                position = min(position + 1, limit)
                break
        found.append(SentenceSpan(start, position, hint if hint >= 0 else position))
        start = position
    return found


def with_full_stops(text: str) -> str:
    """The text with 。 for each point between two words (完成述法.对12个单位开展督察), as some pages have it."""
    parts: list[str] = []
    copied, point = 0, text.find(".")
    while point >= 0:
        if 0 < point < len(text) - 1 and _is_word(text[point + 1]) and _is_word(text[point - 1]):
            parts.append(text[copied:point])
            parts.append("。")
            copied = point + 1
        point = text.find(".", point + 1)
    if not parts:
        return text
    parts.append(text[copied:])
    return "".join(parts)


def _is_word(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" and character not in _ITEM_NUMERALS


def clauses(text: str, span: SentenceSpan) -> list[Clause]:
    """The clauses of a sentence of `text`: cut at commas, semicolons and colons, not at 、 or parentheses."""
    found: list[Clause] = []
    opener, depth = "\n", 0
    start, end = span.start, span.end
    token = next_of(text, TOKEN, start, end)
    position = next_of(text, CLAUSE_END, start, end)
    while position < end:
        sign = text[position]
        if sign == "《" or (sign in _DIGITS_BEHIND and _is_inside_number(text, position, end)):
            title = _TITLE.match(text, position, end) if sign == "《" else None
            position = next_of(text, CLAUSE_END, title.end() if title else position + 1, end)
            continue
        clause = Clause(start, position, opener)
        if token < position:
            depth, token = _read_numbers(text, clause, depth, end, token)
        else:
            depth = _depth_after(text, start, position, depth)
        found.append(clause)
        opener, start = sign, position + 1
        position = next_of(text, CLAUSE_END, start, end)
    last = Clause(start, end, opener)
    if token < end:
        _read_numbers(text, last, depth, end, token)
    found.append(last)
    return found


def _is_inside_number(text: str, position: int, end: int) -> bool:
    """Whether a comma or colon stands between digits of one number (1,234) or time (10:30), and ends no clause."""
    if not position or not kinds_at(text, position - 1) & DIGIT:
        return False
    return end_of_digits(text, position, end) - position - 1 == _DIGITS_BEHIND[text[position]]


def _depth_after(text: str, start: int, end: int, depth: int) -> int:
    """The depth in parentheses at the end of a clause without numbers."""
    if depth or text.find("（", start, end) >= 0 or text.find("(", start, end) >= 0:
        opened = sum(text.count(mark, start, end) for mark in _OPENING)
        closed = sum(text.count(mark, start, end) for mark in _CLOSING)
        return max(0, depth + opened - closed)
    return depth


def _read_numbers(text: str, clause: Clause, depth: int, end: int, token: int) -> tuple[int, int]:
    """Give a clause its numbers and times; the depth in parentheses at its end, and where the next token may begin."""
    listed, following = tokens_from(text, clause.start, clause.end, end, token)
    before = depth
    numbers: list[Number] = []
    depths: list[int] = []
    times: list[tuple[int, int, str]] = []
    others: list[Number] = []
    for kind, begin, stop, payload in listed:
        if kind == "number":
            number: Number = payload  # type: ignore[assignment]
            if number.role == "figure":
                numbers.append(number)
                depths.append(depth)
            else:
                others.append(number)
        elif kind == "time":
            times.append((begin, stop, payload))  # type: ignore[arg-type]
        elif payload in _OPENING:
            depth += 1
        elif payload in _CLOSING:
            depth = max(0, depth - 1)
    if numbers or times or others:
        clause.numbers, clause.depths, clause.times, clause.others = numbers, depths, times, others
    elif listed:
        depth = _depth_after(text, clause.start, clause.end, before)
    return depth, following

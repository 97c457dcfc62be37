"""Where a section on what fell short goes over to what will be done about it, under one heading or in one paragraph.

Public here: `is_mixed(title)`, `orders(title)` and `Turns`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"\s*(?:第?[（(]?[一二三四五六七八九十\d]{1,3}(?:部分|[、.．）)章]))?\s*")
_JOINT = re.compile(r"以?及|[和与、]")
_SHORT = re.compile(r"不足|问题|困难|短板|差距|薄弱环节")
_SOLVED = re.compile(r"解决|破解|整治|化解|聚焦|整改|突破|攻坚|排查|补齐")
# （一）加强法治宣传 is what will be done; 推进法治建设不平衡 and 加强普法的力度不够 are what fell short.
_ORDER = re.compile(
    r"\s*(?:进一步|持续|不断|继续|全面|深入|着力|切实|大力|坚持)*"
    r"(?:加强|推进|推动|提升|提高|强化|深化|完善|健全|抓好|做好|加大|加快|落实|优化|夯实|筑牢|规范|狠抓|拓展|打造|培育|聚焦|持续|继续)"
)
_LACKING = re.compile(r"不|有待|欠|滞后|缺|弱|难|未|差|短|尚|仍|需|少|慢")
# 下一步，将新聘12名; 针对上述问题，今后将…; 2024年，败诉率降至8%以下.
_TURNS_AHEAD = re.compile(
    r"(?:^|(?<=[。！？!?；;\n]))\s*(?:[（(]?[一二三四五六七八九十\d]{1,2}(?:是|[）)、.．]))?"
    r"(?:(?:针对|对照|为此|对此)[^，。；]{0,16}[，,])?(?:(?:我[县市区局]|我们)[，,]?)?"
    r"(?:下一?步|下一?阶段|接下来|今后(?!仍)|要(?=进一步|加|着力|继续|坚持|不断|切实|深入|强化|健全|完善|推进|提升)|(?:(?:工作)?(?:打算|思路|安排)|努力方向|整改措施|改进措施)[:：。]"
    r"|(?:明年|来年|新的一年|(?P<year>20\d{2})\s*年度?)(?:[，,](?!已)"
    r"|[^，。；\d]{0,6}?(?:(?<!现)将|要(?![求素点])|计划|拟|力争)"
    r"|[^。，；：:\d]{0,14}(?:思路|计划|打算|安排|目标|要点|任务|举措|重点|工作)[:：。]))"
)
# 培训不少于3期, 败诉率降到15%以下: what is to be reached, where its sentence says nothing of what is lacking.
_AIMED = re.compile(
    r"不少于|不低于|不高于|不超过|力争|争取|确保|(?:降到|降至|下降到|提高到|提升到|上升到|达到|控制在)[^，。；]{0,8}以[上下内]"
)
_FOUND = re.compile(
    r"不足|不够|不[高强多深实全到]|薄弱|仅|只有|仍|还|尚|有待|偏|差距|短板|存在|滞后|缺|问题|未|难以|[低高]于|欠|少|弱"
)
_ITEM = r"(?:[（(]?{numbers}[）)、.．]|{numbers}是)"
_FIRST_ITEM = _ITEM.format(numbers="[一1]")
_LATER_ITEM = _ITEM.format(numbers=r"(?:[二三四五六七八九]|十[一二三四五六七八九]?|[2-9](?!\d))")
_ANY_ITEM = re.compile(rf"(?:^|(?<=[。；;：:\n]))\s*(?:{_FIRST_ITEM}|{_LATER_ITEM})")
_NEXT_ITEM = re.compile(rf"(?<=[。；;：:\n])\s*(?:(?P<first>{_FIRST_ITEM})|{_LATER_ITEM})")
_OPENS_LATER_ITEM = re.compile(rf"\s*{_LATER_ITEM}")


def is_mixed(title: str) -> bool:
    """存在的问题和下一步打算: whether the heading of a plan names what fell short first."""
    named = _JOINT.split(title[_NUMBER.match(title).end() :], maxsplit=1)  # type: ignore[union-attr]
    return len(named) > 1 and _SHORT.search(named[0]) is not None and _SOLVED.search(named[0]) is None


def orders(title: str) -> bool:
    """（二）加强法治宣传: in a mixed section the heading of something to be done, not of what is lacking."""
    start = _NUMBER.match(title).end()  # type: ignore[union-attr]
    return _ORDER.match(title, start) is not None and _LACKING.search(title, start) is None


@dataclass(slots=True)
class Turns:
    """Follows a section on shortcomings: `ahead` tells that its words went over to what will be done.

    一是律师仅14名。下一步，将引进5名。二是…: told `of_item` alone, the next item is of what fell short again.
    """

    year: int | None
    mixed: bool = False  # its heading names what will be done, too
    ahead: bool = False
    of_item: bool = False

    def cut(self, line: str) -> list[tuple[int, bool]]:
        """Where the parts of a paragraph begin, and whether each looks ahead; the last part holds for what follows."""
        if self.ahead and self.of_item and _OPENS_LATER_ITEM.match(line):
            self.ahead = self.of_item = False
        parts = [(0, self.ahead)]
        while True:
            start = parts[-1][0]
            at = self._next_item(line, start) if self.ahead else self._turn(line, start)
            if at < 0:
                return parts
            self.ahead = not self.ahead
            if self.ahead:
                self.of_item = _ANY_ITEM.search(line, 0, at) is not None
            parts[-1:] = [parts[-1], (at, self.ahead)] if at > start else [(at, self.ahead)]

    def _turn(self, line: str, start: int) -> int:
        """Where the words go over to what is to come; -1 where they do not."""
        turn = -1
        for found in _TURNS_AHEAD.finditer(line, start):
            if found["year"] is None or (self.year is not None and int(found["year"]) > self.year):
                turn = found.start()
                break
        aim = self._aim(line, start, turn if turn >= 0 else len(line)) if self.mixed else -1
        return aim if aim >= 0 else turn

    def _aim(self, line: str, start: int, end: int) -> int:
        """Where the words begin that tell what is to be reached: with all that finds nothing wanting before it."""
        for found in _AIMED.finditer(line, start, end):
            sentence = max(start, line.rfind("。", start, found.start()) + 1)
            if not _FOUND.search(line, sentence, found.start()):
                return sentence if _FOUND.search(line, start, sentence) else start
        return -1

    def _next_item(self, line: str, start: int) -> int:
        """Where the next item tells of what fell short again; -1 where none does, or a list of measures begins."""
        found = _NEXT_ITEM.search(line, start + 1) if self.of_item else None
        if found is None:
            return -1
        if found["first"]:
            self.of_item = False
            return -1
        return found.start()

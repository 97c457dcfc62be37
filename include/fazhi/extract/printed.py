"""When a text came out that no field of its page says: the date behind its title, or on a line of its own below."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from fazhi.parse.dates import printed_behind

if TYPE_CHECKING:
    from fazhi.parse.document import Document

_LINES_BELOW = 3
_LONGEST_LINE = 40
# 2021年8月, （县司法局 2021年8月）, 来源：县司法局 2021年8月
_LINE = re.compile(
    r"[\s（(]*(?:(?:(?:来源|作者|供稿)[:：]\s*)?(?!截|至|自|从)[\u4e00-\u9fff]{2,16}\s+)?((?:19|20)\d{2})\s*年\s*(1[0-2]|0?[1-9])\s*月(?:\s*\d{1,2}\s*日)?[\s)）]*"
)
# 行政执法数据公示（2024年1月）: the month that the figures are of.
_OF_THE_MONTH = re.compile("数据|统计|公示|公告|月报|月度|台账|清单|一览|报表|情况表|汇总")


def came_out_on(document: Document) -> date | None:
    """The day of publication, else the first of the month that the title or a line below it bears."""
    if document.published_on is not None:
        return document.published_on
    if printed := printed_behind(document.title):
        of_the_month = not printed[-1] and _OF_THE_MONTH.search(document.title)
        return None if of_the_month else date(*printed[:2], printed[-1] or 1)
    for line in document.text.split("\n", _LINES_BELOW)[: 1 if document.title else 2]:
        if len(line) <= _LONGEST_LINE and (found := _LINE.fullmatch(line)):
            return date(int(found[1]), int(found[2]), 1)
    return None


def is_when_printed(title: str, at: int) -> bool:
    """Whether the year at `at` is that of a date behind `title`, and not of the month that it reports on."""
    if title[at - 1 : at] not in tuple("（(") or _OF_THE_MONTH.search(title):
        return False
    return printed_behind(title) is not None and title.rfind(title[at - 1]) == at - 1

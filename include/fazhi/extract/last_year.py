"""去年末执业律师61人; 上年同期，受理51件: words of the year before that a clause opens with, and how far they hold.

Public here: `OPENS` (the bit of such words) and `opening(...)`.
"""

from __future__ import annotations

import re

from fazhi.extract.triggers import Cue

_OPENING = Cue(
    r"(?P<mark>^|[，,；;：:])\s*(?:[一二三四五六七八九十]是)?(?:而|但|相比之下[，,])?(?P<until>截[至止]到?)?"
    r"(?P<year>去年|上一?年度?)(?P<part>同期|年?[末底]|全年)?"
    r"(?!度?结转|度?旧存|以来|来|之?前|起|度?相[比较]|比较|的|同|年?[末底初]|[上下前第]|(?:分别)?[为是有仅]?[约近]?\s*[\d一二三四五六七八九十])"
)
# What every such opening holds, asked first: no 比去年, as a mark, a space or one of these words stands before it.
_MAY_OPEN = re.compile(r"[去上](?<![^，,；;：:\s是而但至止到][去上])(?:年|一年)")
_COMMA = re.compile("[，,]")
_NOW = re.compile(r"今年|本年|当年|目前|现|截[至止]|如今|(?:19|20)\d{2}年|年[末底]|全年|新的一年")
# 今年受理81件; not 今年将继续…, which is the year after the one told of.
_THIS_YEAR = re.compile(
    r"(?:今年|本年度?|当年)(?!以来将)(?![，,]?[^，。；\d]{0,8}(?:将|要(?!求)|力争|计划|拟|打算|继续|是))"
)
_BESIDE = frozenset("，,：:")
_REACH = 100  # characters

OPENS = _OPENING.bit


def opening(text: str, start: int, end: int, year: int | None) -> str | None:
    """同期, 末 or "" as what the words of the year before say with which a clause of `text[start:end]` opens.

    None where there are none, or none that hold any more at `end`: 上年末201人，当年新接收112人. The year alone
    says something only where this year stands against it.
    """
    told = text[start:end]
    if _MAY_OPEN.search(told) is None:
        return None
    openings = list(_OPENING.finditer(told))
    if not openings or _NOW.search(told, openings[-1].end()):
        return None
    found = openings[-1]
    if found["mark"] in _BESIDE and _COMMA.search(told, found.end()):
        return None  # 受理66件，去年同期受理51件，审结60件: only told beside
    part = found["part"] or ""
    if part and not (found["until"] and found["year"] == "去年"):
        return part
    following = text[end : end + _REACH].partition("\n")[0]
    against = _THIS_YEAR.search(following) or f"{year}年" in following
    if found["year"].startswith("上"):
        against = against or "全年" in following  # of 去年 it may be the whole
    return part if against else None

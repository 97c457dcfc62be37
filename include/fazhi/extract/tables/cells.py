"""What a single cell says: a figure, a mark that stands for none, nothing, or text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from fazhi.extract.tables.units import UNIT_WORDS

Status = Literal["figure", "mark", "blank", "text"]


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` is as printed, 万 and 亿 expanded, the sign that of the words (下降2.3 is -2.3); `start` and `end` bound
    the number with its sign and unit inside the cell's text. `change` tells that the cell itself speaks of a change.
    """

    status: Status
    start: int = 0
    end: int = 0
    value: Decimal | None = None
    unit: str = ""
    bound: str = ""
    approx: bool = False
    change: bool = False
    year: bool = False
    """A bare number that could be a calendar year (2023)."""


BLANK = Reading("blank")
TEXT = Reading("text")

# Same length before and after, so that positions in the cell stay those of the page.
_HALF_WIDTH = {0xFF00 + code: code + 0x20 for code in range(0x01, 0x5F)} | {
    0x3000: 0x20,
    0x00A0: 0x20,
    0x2002: 0x20,
    0x2003: 0x20,
    0x2009: 0x20,
    0x200B: 0x20,
    0xFEFF: 0x20,
    0x2212: ord("-"),
    0x2013: ord("-"),
    0x2014: ord("-"),
    0x2015: ord("-"),
    0x2500: ord("-"),
    0x2264: ord("≤"),
}

_MARK = re.compile(r"\s*(?:[-/\\*×~…一]+|无|不适用|不涉及|[Nn]/?[Aa]|无此项|暂无)\s*")
_RISE = "增长|增加|上升|提高|提升|新增|净增|多|增|升|↑|\\+"
_FALL = "下降|减少|降低|减|降|少|↓|-"
_FIGURE = re.compile(
    rf"""\s*[(]?\s*
    (?P<figure>
      (?:同比|环比|(?:较|比)(?:上年|去年|上一年)(?:同期)?)?\s*
      (?:(?P<rise>{_RISE})|(?P<fall>{_FALL}))?了?\s*
      (?P<over>≥|>=|>|不少于|不低于|超过|突破|逾|超|至少)?(?P<under>≤|<=|<|不超过|不高于)?(?P<about>约|近)?\s*
      (?P<number>\d{{1,3}}(?:[, ]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*
      (?P<more>余|多)?\s*(?P<scale>百万|千万|万|亿|千|百)?\s*(?P<more2>余|多)?\s*
      (?P<unit>%|‰|个?百分点|{UNIT_WORDS})?
      (?P<tail>左右|(?:及)?以上|(?:及)?以下|(?:及)?以内)?
      (?P<fall2>↓)?(?P<rise2>↑)?
    )\s*(?:[)]|[(][^()]{{1,30}}[)])?\s*""",
    re.VERBOSE,
)
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_SCALES = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}


@lru_cache(maxsize=16_384)
def as_label(text: str) -> str:
    """The text as a label: no white space, half-width digits, letters and brackets."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.split())


@lru_cache(maxsize=16_384)
def read_cell(text: str) -> Reading:
    """Read the text of one cell; only a cell that is nothing but a figure counts as one."""
    if _PLAIN.fullmatch(text):
        return Reading("figure", 0, len(text), Decimal(text), year=_is_year(text))
    half = text.translate(_HALF_WIDTH)
    if not half.strip():
        return BLANK
    if len(half) > 60:
        return TEXT
    if _MARK.fullmatch(half):
        stripped = len(half) - len(half.lstrip())
        return Reading("mark", stripped, stripped + len(half.strip()))
    match = _FIGURE.fullmatch(half)
    return _figure(match) if match else TEXT


def _figure(match: re.Match[str]) -> Reading:
    number = match["number"].replace(",", "").replace(" ", "")
    value = Decimal(number) * _SCALES[match["scale"] or ""]
    falls = bool(match["fall"] or match["fall2"])
    tail = match["tail"] or ""
    at_most = match["under"] or tail.endswith(("以下", "以内"))
    bound = ">=" if match["over"] or tail.endswith("以上") else "<=" if at_most else ""
    unit = match["unit"] or ""
    return Reading(
        "figure",
        match.start("figure"),
        match.start("figure") + len(match["figure"].rstrip()),
        -value if falls else value,
        unit=unit,
        bound=bound,
        approx=bool(match["about"] or match["more"] or match["more2"] or tail == "左右"),
        change=falls or bool(match["rise"] or match["rise2"]) or unit.endswith("百分点"),
        year=_is_year(match["figure"].strip()),
    )


def _is_year(printed: str) -> bool:
    return len(printed) == 4 and printed.isdigit() and "1990" <= printed <= "2099"

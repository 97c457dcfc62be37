"""Today's divisions and their changes to all versions since the warehouse begins: today's are rolled back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fazhi.errors import FazhiError
from fazhi.regions.changes import Change
from fazhi.regions.divisions import Division

FIRST_DAY = date(2005, 1, 1)
"""Where the warehouse begins; what was before it is not told apart."""

_PROVINCE_KINDS = (
    ("特别行政区", "特别行政区"),
    ("自治区", "自治区"),
    ("市", "直辖市"),
    ("省", "省"),
)
_PREFECTURE_KINDS = (("地区", "地区"), ("自治州", "自治州"), ("盟", "盟"), ("市", "地级市"))
_COUNTY_KINDS = (
    *(("自治县", "自治县"), ("自治旗", "自治旗"), ("神农架林区", "林区"), ("特区", "特区"), ("新区", "市辖区")),
    *(("县", "县"), ("旗", "旗"), ("区", "市辖区"), ("市", "县级市")),
)
_ENDINGS = {"province": _PROVINCE_KINDS, "prefecture": _PREFECTURE_KINDS, "county": _COUNTY_KINDS}
_DEVELOPMENT_ZONE = re.compile(r"\d{4}7\d")
"""The statistics bureau gives development zones codes of their own, from 71 on; the 民政部 has none for them."""


class HistoryError(FazhiError):
    """The changes do not lead to today's divisions; the message names the change and the code."""


@dataclass(slots=True)
class _Version:
    name: str
    valid_to: date | None = None


def versions(today: Mapping[str, str], changes: Sequence[Change]) -> list[Division]:
    """Every version of every division since FIRST_DAY, sorted by code and first day.

    `today` gives name by code as of the last change; `changes` are sorted by day. Each is undone in turn, from the last
    to the first, and must find the names that it left behind.

    Raises:
        HistoryError: a change does not fit what came after it.
    """
    open_versions = {code: _Version(name) for code, name in today.items()}
    found: list[tuple[str, str, date, date | None]] = []

    def began(change: Change, code: str, name: str) -> None:
        version = open_versions.pop(code, None)
        if version is None or version.name != name:
            held = "nothing" if version is None else version.name
            raise HistoryError(f"{change.source}: {code} {name} should hold after it, but {held} does")
        found.append((code, name, change.effective_on, version.valid_to))

    for change in reversed(changes):
        for begun in change.begun:
            began(change, begun.code, begun.name)
        for renamed in change.renamed:
            began(change, renamed.code, renamed.to)
        left = {each.code: each.name for each in change.ended} | {each.code: each.name for each in change.renamed}
        for code, name in left.items():
            if code in open_versions:
                raise HistoryError(f"{change.source}: {code} {name} ended by it, but holds after it")
            open_versions[code] = _Version(name, change.effective_on)
    found += [(code, version.name, FIRST_DAY, version.valid_to) for code, version in open_versions.items()]
    return _divisions(found)


def _divisions(found: Iterable[tuple[str, str, date, date | None]]) -> list[Division]:
    rows = sorted(found, key=lambda row: (row[0], row[2]))
    prefectures = {code for code, *_ in rows if level_of(code) == "prefecture"}
    divisions = []
    for code, name, valid_from, valid_to in rows:
        above = code[:4] + "00"
        level = level_of(code)
        prefecture = above if level == "county" and above in prefectures else None
        divisions.append(Division(code, name, level, code[:2], prefecture, kind_of(code, name), valid_from, valid_to))
    return divisions


def level_of(code: str) -> str:
    """province, prefecture or county, by the zeros of a six-digit code."""
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def kind_of(code: str, name: str) -> str:
    """县, 市辖区, 自治州 ...: by the end of the name; 开发区 by its code; empty where neither tells."""
    level = level_of(code)
    if level == "county" and _DEVELOPMENT_ZONE.fullmatch(code):
        return "开发区"
    return next((kind for ending, kind in _ENDINGS[level] if name.endswith(ending)), "")

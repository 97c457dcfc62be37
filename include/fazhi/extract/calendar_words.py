"""How months, quarters and other parts of a year are written: what every pattern of a time is made of."""

from __future__ import annotations

TO = "(?:[-—–~～－]{1,2}|至|到)"
"""Between the ends of a range: 1—10月, 一至三季度."""

MONTH_IN_WORDS = "(?:十[一二]?|[元一二三四五六七八九])"
"""元 (月), 十一 (月)."""

QUARTERS = rf"(?:第?[一二三1-3](?:季度)?(?:{TO}|、))?第?[一二三四1-4]季度"
"""一季度, 一至三季度, 第一、二季度."""

_MONTH = rf"\s*(?:\d{{1,2}}|{MONTH_IN_WORDS})\s*"
PART_OF_YEAR = rf"(?:上半年|下半年|前三季度|{QUARTERS}|{_MONTH}月?份?\s*{TO}{_MONTH}月)"
"""上半年, 一至三季度, 1—10月, 元月至11月."""

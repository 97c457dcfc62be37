"""How a bulletin words types, causes and figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from fazhi.bulletin.reading import Figure
from fazhi.scoring.rules.document import NAMES

STANDING = (
    "本通报依据各县(市、区)人民政府及其部门公开发布的信息自动汇总，"
    "所列分值、位次和判断均为参考(预评估)，不是正式考核结果。"
)

TYPES: dict[str, str] = {
    **{str(kind): name for kind, name in NAMES.items()},
    **{"submission": "报送材料", "other_body": "部门、乡镇或上级材料", "other": "动态及其他"},
}

CAUSES = {
    "revised_by_source": "原页面改动",
    "other_source": "改以其他文件为准",
    "agreement": "印证来源变化",
    "correction": "人工更正",
    "extractor": "识别规则更新",
    "catalogue": "指标目录更新",
    "rejected": "未通过质量核验",
}

STATES = {"provisional": "暂定", "frozen": "已定"}

NAMES_SHOWN = 5


def number(value: Decimal) -> str:
    """A number with thousands separated, without trailing zeros."""
    return f"{value.normalize():,f}"


def figure(held: Figure) -> str:
    """A figure with its unit as far as it is known: 约, ≥, ≤, a range."""
    upper = f"至{number(held.value_max)}" if held.value_max is not None else ""
    bound = {">=": "≥", "<=": "≤"}.get(held.bound, "")
    return f"{'约' if held.approx else ''}{bound}{number(held.value)}{upper}{held.unit}"


def signed(change: Decimal) -> str:
    """A change with its sign."""
    return f"{'+' if change > 0 else '−'}{number(abs(change))}"


def day(on: date | None) -> str:
    """A day as the tables have it; a dash for an unknown one."""
    return on.isoformat() if on else "—"


def names(of: Sequence[str]) -> str:
    """The first names of a list, and of how many they are."""
    if len(of) <= NAMES_SHOWN:
        return "、".join(of)
    return f"{'、'.join(of[:NAMES_SHOWN])}等{len(of)}县"

"""A county's score as one printable page that needs nothing else: no script, no picture, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, Template

from fazhi import hypertext
from fazhi.clock import SHANGHAI
from fazhi.scoring.comparison import Cause, Comparison
from fazhi.scoring.explanation import NOTICE_ZH, BranchTotal, ExplainedItem, Explanation

_REASONS = {
    "full": "满分",
    "partial": "部分得分",
    "none": "不得分",
    "unpublished": "未公布",
    "undated": "发布日期不明",
    "not_applicable": "不适用",
    "small_sample": "样本过小",
    "no_reference": "无参照",
    "overridden": "人工复核",
    "requirement": "前置条件未达到",
    "counted_once": "同一事项不重复计分",
}
_RESULTS = {"agrees": "一致", "explainable": "口径可解释", "contradicts": "矛盾"}
_OUTCOMES = {"upheld": "成立", "partly_upheld": "部分成立", "dismissed": "不成立"}
_VERIFICATIONS = {"self_reported": "自报", "cross_checked": "已交叉核对", "verified": "已人工核实"}
_DECIDED = {
    "corrected": ("人工更正", "程序读作"),
    "confirmed": ("人工确认", "程序读作"),
    "released": ("人工放行", "未通过检查项"),
}
_CAUSES: dict[Cause, str] = {
    "item_added": "新增项目",
    "item_dropped": "取消项目",
    "scheme_changed": "方案变化",
    "data_appeared": "新公布数据",
    "data_vanished": "不再公布数据",
    "value_changed": "数值变化",
    "overridden": "人工复核",
    "others_changed": "参照的其他县变化",
}


def as_html(explanation: Explanation, items: Sequence[ExplainedItem], comparison: Comparison | None = None) -> str:
    """The explanation with these of its items, in Chinese; the same explanation gives the same text.

    A `comparison` with another year comes before the reasons of each item.

    Titles, sentences and addresses come from pages of strangers: all are escaped, and only http and https are links.
    """
    return _template().render(
        explanation=explanation,
        notice=NOTICE_ZH,
        rows=list(_rows(explanation, items)),
        items=items,
        comparison=comparison,
        outcomes=_OUTCOMES,
        causes=_CAUSES,
        reasons=_REASONS,
        results=_RESULTS,
        verifications=_VERIFICATIONS,
        decided=_DECIDED,
        moment=_moment,
        as_of=_moment(min(explanation.run.as_of, explanation.run.cut_off or explanation.run.as_of)),
        signed_at=_moment(explanation.run.signed_at) if explanation.run.signed_at else "",
    )


def _rows(explanation: Explanation, items: Sequence[ExplainedItem]) -> Iterator[BranchTotal | ExplainedItem]:
    """Branches that hold one of the items, and the items, in the order of the scheme."""
    parents = {branch.code: branch.parent for branch in explanation.branches}
    shown = set()
    for item in items:
        code = item.branch
        while code:
            shown.add(code)
            code = parents[code]
    for branch in explanation.branches:
        if branch.code in shown:
            yield branch
            yield from (item for item in items if item.branch == branch.code)


@cache
def _template() -> Template:
    templates = hypertext.environment(FileSystemLoader(Path(__file__).parent / "templates"))
    templates.filters["plain"] = _plain
    templates.filters["link"] = hypertext.followed
    return templates.get_template("explanation.html")


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}（北京时间）"


def _plain(number: Decimal) -> str:
    return f"{number:f}"

"""A scheme as the table an assessor knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fazhi.catalogue import Catalogue
from fazhi.scoring.rules import Award, ValueRule
from fazhi.scoring.rules.base import shown
from fazhi.scoring.scheme import Branch, Item, Scheme

_AWARDS = {"zero": "不得分", "full": "得满分", "mean": "按已公布的县的平均分", "excluded": "不计入总分"}


def markdown(scheme: Scheme, catalogue: Catalogue) -> str:
    """The scheme in Markdown: a heading, who and when, and one row an item."""
    years = str(scheme.first_year)
    if scheme.last_year != scheme.first_year:
        years += f"–{scheme.last_year}"
    lines = [
        f"# {scheme.title}",
        "",
        f"{scheme.issuer}; {years}年度; 满分{shown(scheme.marks)}分; 各项得分保留{scheme.rounding.digits}位小数",
        "",
        "| 编号 | 考核内容 | 分值 | 评分标准 | 数据 | 未公布 |",
        "| --- | --- | --: | --- | --- | --- |",
        *_rows(scheme.branches, catalogue),
        "",
    ]
    return "\n".join(lines)


def _rows(branches: Sequence[Branch], catalogue: Catalogue) -> Iterator[str]:
    for branch in branches:
        yield f"| {branch.id} | **{branch.title}** | **{shown(branch.marks)}** | | | |"
        yield from _rows(branch.branches, catalogue)
        yield from (_row(item, catalogue) for item in branch.items)


def _row(item: Item, catalogue: Catalogue) -> str:
    names = dict.fromkeys(catalogue.indicators[asked.indicator].name_zh for asked in item.rule.inputs())
    standard = _standard(item, catalogue)
    cells = (item.id, item.title, shown(item.marks), standard, "; ".join(names), _award(item.missing))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _standard(item: Item, catalogue: Catalogue) -> str:
    text = item.rule.describe(item.marks)
    if isinstance(item.rule, ValueRule) and item.rule.value.small_sample:
        guard = item.rule.value.small_sample
        cases = catalogue.indicators[guard.denominator]
        text += f"; {cases.name_zh}不足{guard.minimum}{cases.unit}的{_award(guard.award)}"
    return text


def _award(award: Award) -> str:
    return _AWARDS[award] if isinstance(award, str) else f"得{shown(award * 100)}%"

"""A scheme as the table an assessor knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fazhi.catalogue import Catalogue
from fazhi.scoring.discrimination import Discrimination
from fazhi.scoring.inputs import Input
from fazhi.scoring.policy import Grade
from fazhi.scoring.rules import Award
from fazhi.scoring.rules.base import shown
from fazhi.scoring.rules.measure import DENOMINATORS, WINDOWS
from fazhi.scoring.scheme import Branch, Item, Scheme, Scored

_AWARDS = {"zero": "不得分", "full": "得满分", "mean": "按已公布的县的平均分", "excluded": "不计入总分"}
_GROUPS = {"province": "全省", "prefecture": "同一地级市", "kind": "同类县(市、区)", "list": "名单分组"}


def markdown(scheme: Scheme, catalogue: Catalogue, scored: Mapping[str, Discrimination] | None = None) -> str:
    """The scheme in Markdown: a heading, who and when, one row an item, then what stands beside the items.

    `scored` adds how well each item tells counties apart, where scores exist.
    """
    years = str(scheme.first_year)
    if scheme.last_year != scheme.first_year:
        years += f"–{scheme.last_year}"
    table = _Table(catalogue, scored or {})
    rounded = f"各项得分保留{scheme.rounding.digits}位小数"
    lines = [
        f"# {scheme.title}",
        "",
        f"{scheme.issuer}; {years}年度; 满分{shown(scheme.marks)}分; {rounded}",
        "",
        *([f"来源: {scheme.source_url}", ""] if scheme.source_url else []),
        *table.head(),
        *table.rows(scheme.branches),
        "",
        *_beside(scheme, table),
    ]
    return "\n".join(lines)


class _Table:
    def __init__(self, catalogue: Catalogue, scored: Mapping[str, Discrimination]) -> None:
        self._catalogue = catalogue
        self._scored = scored

    def head(self) -> tuple[str, str]:
        """Heading and rule."""
        more = (" 满分率 | 离散度 |", " --: | --: |") if self._scored else ("", "")
        return (
            f"| 编号 | 考核内容 | 分值 | 评分标准 | 数据 | 未公布 |{more[0]}",
            f"| --- | --- | --: | --- | --- | --- |{more[1]}",
        )

    def rows(self, branches: Sequence[Branch]) -> Iterator[str]:
        """A branch, the branches below it, its items."""
        more = " | |" if self._scored else ""
        for branch in branches:
            yield f"| {branch.id} | **{branch.title}** | **{shown(branch.marks)}** | | | |{more}"
            yield from self.rows(branch.branches)
            yield from (self.row(item) for item in branch.items)

    def row(self, item: Scored) -> str:
        """One item, bonus or penalty."""
        names = dict.fromkeys(self._name(asked) for asked in item.rule.inputs())
        cells = [item.id, item.title, shown(item.marks), self._standard(item), "; ".join(names), _award(item.missing)]
        if self._scored:
            found = self._scored.get(item.id)
            cells += [f"{found.at_full_mark:.0%}", f"{found.spread:.2f}"] if found else ["", ""]
        return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"

    def _name(self, asked: Input) -> str:
        if asked.kind == "reference":
            return DENOMINATORS[asked.indicator]
        return self._catalogue.indicators[asked.indicator].name_zh + ("(目标)" if asked.kind == "target" else "")

    def _standard(self, item: Scored) -> str:
        text = item.rule.describe(item.marks)
        for _, value in item.rule.measures():
            guard = value.small_sample
            if guard:
                cases = self._catalogue.indicators[guard.denominator]
                pooled = f"的先合并{guard.pooled_years}年, 仍不足" if guard.pooled_years else ""
                text += f"; {cases.name_zh}不足{guard.minimum}{cases.unit}{pooled}的{_award(guard.award)}"
            if value.window != "calendar_year":
                text += f"; {WINDOWS[value.window]}"
            if value.per:
                text += f"; 按{DENOMINATORS[value.per.denominator]}平均"
        if isinstance(item, Item) and item.requires:
            text += f"; {item.requires.item}得分不足{shown(item.requires.at_least * 100)}%的不得分"
        return text


def _beside(scheme: Scheme, table: _Table) -> Iterator[str]:
    if scheme.adjustments:
        yield from ("加分与扣分(不计入满分):", "", *table.head(), *(table.row(one) for one in scheme.adjustments), "")
        caps = [("加分", scheme.bonus_cap), ("扣分", scheme.penalty_cap)]
        yield "; ".join(f"{name}合计以{shown(cap)}分为限" for name, cap in caps if cap) or "不设合计上限"
        yield ""
    if scheme.grades:
        yield f"等次: {'; '.join(map(_grade, scheme.grades))}"
        yield ""
    for veto in scheme.vetoes:
        effect = {"veto": "一票否决, 定为最低等次", "downgrade": "降一等次"}[veto.effect]
        yield f"- {veto.title}: {effect}, 须有上级机关注明日期的文件(依据: {veto.basis.issuer}{veto.basis.title})"
    if scheme.vetoes:
        yield ""
    yield f"比较范围: {_GROUPS[scheme.peer_groups.by]}"
    yield ""


def _grade(grade: Grade) -> str:
    line = f"{shown(grade.at_least)}分以上" if grade.at_least is not None else ""
    quota = f"不超过{shown(grade.quota * 100)}%" if grade.quota else ""
    return f"{grade.name}({', '.join(filter(None, (line, quota))) or '其余'})"


def _award(award: Award) -> str:
    return _AWARDS[award] if isinstance(award, str) else f"得{shown(award * 100)}%"

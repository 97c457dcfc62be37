"""The prescribed words of the 行政执法 statistics: kinds of penalty (before and since the law of 2021), steps of a
licence, compulsory measures, inspections. The forms come by department or for the whole county, across or down.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from fazhi.extract.tables.labels import Facets

# One pattern, asked about every name in a table: the group that matches is the kind of penalty.
_PENALTY = re.compile(
    r"(?P<warning>警告.*|通报批评)|(?P<confiscation>没收(?!.*(?:金额|价值)).*)|(?P<fine>罚款)"
    r"|(?P<licence_suspended>暂扣.*|降低资质.*)|(?P<licence_revoked>吊销.*)"
    r"|(?P<business_restricted>限制(?:开展)?生产经营.*)|(?P<closure>责令停产.*|责令关闭.*|限制从业)"
    r"|(?P<detention>(?:行政)?拘留)|(?P<other>其他(?:行政)?(?:处罚)?(?:种类)?)"
)
_AMOUNT = re.compile(r"罚没(?:款|收入|财物|款物)?总?(?:金额|款|收入|额|价值)?|罚款(?:和|、|及)没收.*金额")

_LICENCES = (
    (re.compile(r"申请"), "enforcement.licence_applications"),
    (re.compile(r"受理"), "enforcement.licences_accepted"),
    (re.compile(r"不予(?:行政)?许可"), "enforcement.licences_refused"),
    (re.compile(r"撤销(?:行政)?许可"), "enforcement.licences_revoked"),
    (re.compile(r"(?:准予|予以|作出)?(?:行政)?许可(?:决定)?"), "enforcement.licences"),
)
_COUNT_WORDS = re.compile(r"(?:的)?(?:实施)?(?:数量|件数|次数|总数|数|量)$")
_COMPULSORY = re.compile(r"查封.*|扣押.*|冻结.*|加处罚款.*|划拨.*|代履行|排除妨碍.*|拍卖.*|申请(?:人民)?法院强制执行")
_BOTH_COMPULSORY = {"行政强制措施", "行政强制执行"}
_INSPECTIONS = re.compile(r"(?:行政|执法)?检查")
_SUBJECTS = {
    "行政处罚": ("enforcement.penalties", "enforcement.penalty_amount"),
    "行政许可": tuple(code for _, code in _LICENCES),
    "行政强制": ("enforcement.compulsory_measures",),
    "行政检查": ("enforcement.inspections",),
}
_PARTLY = re.compile(r"措施|执行")


@dataclass(frozen=True, slots=True)
class EnforcementForm:
    """Which of the forms a table is: `subject` is 行政处罚, 行政许可, 行政强制 or 行政检查. `shared` are the kinds of
    penalty that the table splits over several columns (警告 and 通报批评): each then names its own subject.
    """

    subject: str
    shared: frozenset[str] = frozenset()

    @classmethod
    def recognise(cls, names: Collection[str], around: tuple[str, ...]) -> tuple[EnforcementForm, ...]:
        """The forms whose words a table's labels hold; `around` decides for words of other tables too (受理, 检查)."""
        forms = []
        kinds = [kind for name in set(names) if (kind := _penalty_kind(name))]
        if len(set(kinds) - {"other"}) >= 3:
            forms.append(cls("行政处罚", frozenset(kind for kind in kinds if kinds.count(kind) > 1)))
        plain = {_without_count(name) for name in names}
        near = next((name for text in around[:4] for name in _SUBJECTS if name in text), "")
        if {"不予许可", "撤销许可"} & plain or (near == "行政许可" and {"申请", "受理"} & plain):
            forms.append(cls("行政许可"))
        if sum(bool(_COMPULSORY.fullmatch(name)) for name in plain) >= 2 or plain >= _BOTH_COMPULSORY:
            forms.append(cls("行政强制"))
        if near == "行政检查" and any(_INSPECTIONS.fullmatch(name) for name in plain):
            forms.append(cls("行政检查"))
        return tuple(forms)

    def allows(self, code: str) -> bool:
        """Whether a column beside those of the form may be `code`: the form's own are known by its words alone."""
        return code.startswith("enforcement.") and code not in _SUBJECTS[self.subject]

    def bind(self, facets: tuple[Facets, ...]) -> tuple[str, str, str] | None:
        """Indicator, breakdown and subject for the labels of one side, from the outermost to the innermost."""
        names = [facet.name for facet in facets if facet.name]
        inner = facets[-1]
        if inner.part or any(other in name for name in names for other in _SUBJECTS if other != self.subject):
            return None
        name = _without_count(names[-1]) if names and not inner.total else ""
        if self.subject == "行政处罚":
            return self._penalty(name, names, total=inner.total)
        if self.subject == "行政许可":
            return next(((code, "", "") for pattern, code in _LICENCES if pattern.fullmatch(name)), None)
        if self.subject == "行政强制":
            whole = inner.total and not any(_PARTLY.search(outer) for outer in names)
            return ("enforcement.compulsory_measures", "", "") if whole else None
        return ("enforcement.inspections", "", "") if _INSPECTIONS.fullmatch(name) else None

    def _penalty(self, name: str, names: list[str], *, total: bool) -> tuple[str, str, str] | None:
        if total:
            return ("enforcement.penalties", "", "")
        if _AMOUNT.fullmatch(name):
            return ("enforcement.penalty_amount", "", "")
        kind = _penalty_kind(name)
        if kind is None:
            return None
        return ("enforcement.penalties", f"type={kind}", names[-1] if kind in self.shared else "")


def _without_count(name: str) -> str:
    """行政处罚实施数量 is 行政处罚."""
    return _COUNT_WORDS.sub("", name) if name.endswith(("数", "量")) else name


def _penalty_kind(name: str) -> str | None:
    found = _PENALTY.fullmatch(name)
    return found.lastgroup if found else None

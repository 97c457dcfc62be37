from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import (
    Award,
    Better,
    Marked,
    Measured,
    Unmarked,
    ValueRule,
    clamp,
    described_cap,
    shown,
    worse_by,
)


class PeerReference(ValueRule):
    """Against the mean or median of the counties that published the figure: the full mark where not worse.

    Each unit worse costs `each`, at most `cap` (default: the full mark). With fewer than `minimum_peers` values the
    comparison says nothing and the item gives `too_few`.
    """

    compares_with_peers: ClassVar[bool] = True

    type: Literal["peer_reference"]
    reference: Literal["mean", "median"]
    better: Better
    each: Decimal = Field(gt=0)
    cap: Decimal | None = Field(default=None, gt=0)
    minimum_peers: int = Field(default=3, ge=2)
    too_few: Award = "full"

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        if len(peers) < self.minimum_peers:
            detail = f"{len(peers)} counties published it, fewer than {self.minimum_peers}"
            return Unmarked("small_sample", detail, measured.used, self.too_few)
        reference = peers.mean if self.reference == "mean" else peers.median
        worse = worse_by(measured.value, reference, self.better)
        cap = marks if self.cap is None else min(self.cap, marks)
        score = clamp(marks - min(worse * self.each, cap), marks)
        formula = f"{measured.text} against the {self.reference} {shown(reference)} of {len(peers)}: {shown(marks)}"
        if worse:
            formula += f" - min({shown(worse)} × {shown(self.each)}, {shown(cap)}) = {shown(score)}"
        return Marked(score, formula, measured.used)

    def describe(self, marks: Decimal) -> str:
        name = {"mean": "平均数", "median": "中位数"}[self.reference]
        sense = {"higher": "低于", "lower": "高于"}[self.better]
        lost = f"每{sense}1{self.value.unit}扣{shown(self.each)}分{described_cap(self.cap)}"
        return f"不{sense}全省{name}得{shown(marks)}分, {lost}"

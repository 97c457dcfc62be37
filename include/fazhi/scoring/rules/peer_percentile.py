from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import Award, Better, Marked, Measured, Unmarked, ValueRule, shown


class PeerPercentile(ValueRule):
    """In proportion to the share of the other counties that are worse; one that is equal counts half.

    With fewer than `minimum_peers` values the comparison says nothing and the item gives `too_few`.
    """

    compares_with_peers: ClassVar[bool] = True

    type: Literal["peer_percentile"]
    better: Better
    minimum_peers: int = Field(default=3, ge=2)
    too_few: Award = "full"

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        if len(peers) < self.minimum_peers:
            detail = f"{len(peers)} counties published it, fewer than {self.minimum_peers}"
            return Unmarked("small_sample", detail, measured.used, self.too_few)
        equal = peers.equal(measured.value) - 1
        lower = peers.below(measured.value)
        worse = lower if self.better == "higher" else len(peers) - lower - equal - 1
        share = (worse + Decimal(equal) / 2) / (len(peers) - 1)
        score = share * marks
        formula = (
            f"{measured.text} is better than {worse} and equal to {equal} of {len(peers) - 1} others: "
            f"{shown(share)} × {shown(marks)} = {shown(score)}"
        )
        return Marked(score, formula, measured.used)

    def describe(self, marks: Decimal) -> str:
        sense = {"higher": "低于", "lower": "高于"}[self.better]
        return f"按{sense}本县的其他县的占比得分, 最高{shown(marks)}分"

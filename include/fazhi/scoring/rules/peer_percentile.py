from __future__ import annotations

from decimal import Decimal
from typing import Literal

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import Better, Marked, Unmarked, shown
from fazhi.scoring.rules.measure import Measured
from fazhi.scoring.rules.peers import PeerRule


class PeerPercentile(PeerRule):
    """In proportion to the share of the other peers that are worse; one that is equal counts half."""

    type: Literal["peer_percentile"]
    better: Better

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        lonely = self.lonely(measured, peers)
        if lonely:
            return lonely
        equal, others = peers.equal(measured.value) - 1, len(peers) - 1
        lower = peers.below(measured.value)
        worse = lower if self.better == "higher" else others - lower - equal
        share = Decimal(2 * worse + equal) / (2 * others)
        score = share * marks
        return Marked(
            score,
            measured.used,
            lambda: (
                f"{measured.text} is better than {worse} and equal to {equal} of {others} others: "
                f"{shown(share)} × {shown(marks)} = {shown(score)}"
            ),
        )

    def describe(self, marks: Decimal) -> str:
        sense = {"higher": "低于", "lower": "高于"}[self.better]
        return f"按{sense}本县的同组其他县的占比得分, 最高{shown(marks)}分"

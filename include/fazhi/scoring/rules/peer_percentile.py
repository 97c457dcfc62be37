from __future__ import annotations

from collections.abc import Callable
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

    def scale(self, marks: Decimal, peers: Peers) -> Callable[[Decimal], Decimal]:
        return lambda value: self._share(value, peers) * marks

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        lonely = self.lonely(measured, peers)
        if lonely:
            return lonely
        others = len(peers) - 1
        worse, equal = self._worse_and_equal(measured.value, peers)
        share, score = self._share(measured.value, peers), self.scale(marks, peers)(measured.value)
        return Marked(
            score,
            measured.used,
            lambda: (
                f"{measured.text} is better than {worse} and equal to {equal} of {others} others: "
                f"{shown(share)} × {shown(marks)} = {shown(score)}"
            ),
        )

    def _worse_and_equal(self, value: Decimal, peers: Peers) -> tuple[int, int]:
        """How many of the others are worse than `value`, and how many are equal."""
        lower, higher = peers.around(value)
        return (lower if self.better == "higher" else higher), len(peers) - 1 - lower - higher

    def _share(self, value: Decimal, peers: Peers) -> Decimal:
        worse, equal = self._worse_and_equal(value, peers)
        return Decimal(2 * worse + equal) / (2 * (len(peers) - 1))

    def describe(self, marks: Decimal) -> str:
        sense = {"higher": "低于", "lower": "高于"}[self.better]
        return f"按{sense}本县的同组其他县的占比得分, 最高{shown(marks)}分"

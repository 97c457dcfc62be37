from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import Marked, Unmarked
from fazhi.scoring.rules.measure import Measured
from fazhi.scoring.rules.peers import PeerRule
from fazhi.scoring.rules.reference import ReferenceRule


class PeerReference(PeerRule, ReferenceRule):
    """Against the mean or median of the peers that published the figure."""

    type: Literal["peer_reference"]
    reference: Literal["mean", "median"]

    def scale(self, marks: Decimal, peers: Peers) -> Callable[[Decimal], Decimal]:
        beside, reference = self.beside(marks), self._of(peers)
        return lambda value: beside(value, reference)

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        lonely = self.lonely(measured, peers)
        if lonely:
            return lonely
        return self.against(marks, measured, self._of(peers), f"the {self.reference} {{}} of {len(peers)}")

    def describe(self, marks: Decimal) -> str:
        return self.described(marks, {"mean": "同组平均数", "median": "同组中位数"}[self.reference])

    def _of(self, peers: Peers) -> Decimal:
        return peers.mean if self.reference == "mean" else peers.median

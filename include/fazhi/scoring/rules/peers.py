"""What the rules share that compare a county with the others of its peer group."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from fazhi.scoring.inputs import Peers
from fazhi.scoring.rules.base import Award, Unmarked
from fazhi.scoring.rules.measure import Measured, ValueRule


class PeerRule(ValueRule):
    """With fewer than `minimum_peers` values the comparison says nothing and the item gives `too_few`."""

    compares_with_peers: ClassVar[bool] = True

    minimum_peers: int = Field(default=3, ge=2)
    too_few: Award = "full"

    def applies_among(self, peers: Peers) -> bool:
        return len(peers) >= self.minimum_peers

    def lonely(self, measured: Measured, peers: Peers) -> Unmarked | None:
        """Unmarked where there are too few counties to compare with."""
        if self.applies_among(peers):
            return None
        detail = f"{len(peers)} counties published it, fewer than {self.minimum_peers}"
        return Unmarked("small_sample", detail, measured.used, self.too_few)

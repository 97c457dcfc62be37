from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import ZERO, Better, Marked, Model, Unmarked, shown
from fazhi.scoring.rules.measure import Measured
from fazhi.scoring.rules.peers import PeerRule


class Places(Model):
    """The best `first` counties, or the best `share` of them (0.3), get `marks`."""

    first: int | None = Field(default=None, gt=0)
    share: Decimal | None = Field(default=None, gt=0, le=1)
    marks: Decimal = Field(ge=0)

    @model_validator(mode="after")
    def _has_one_limit(self) -> Self:
        if (self.first is None) == (self.share is None):
            raise ValueError("give either first or share")
        return self

    def of(self, peers: int) -> Decimal:
        """The last rank that is in, of so many; a share is no more than that share."""
        return Decimal(self.first) if self.first else (self.share or ZERO) * peers

    def words(self) -> str:
        """How a table says it."""
        return f"前{self.first}名" if self.first else f"前{shown((self.share or ZERO) * 100)}%"


class PeerRank(PeerRule):
    """By the rank in the peer group: steps of places or quotas, the best first; equal ones share the better rank."""

    type: Literal["peer_rank"]
    better: Better
    places: Annotated[tuple[Places, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _gets_worse(self) -> Self:
        for best, next_best in pairwise(self.places):
            if (best.first is None) != (next_best.first is None):
                raise ValueError("places are all first, or all share")
            if next_best.of(1) <= best.of(1) or next_best.marks >= best.marks:
                raise ValueError(f"{next_best.words()} must reach further than {best.words()} and give less")
        return self

    def scale(self, marks: Decimal, peers: Peers) -> Callable[[Decimal], Decimal]:
        steps = [(step.of(len(peers)), min(step.marks, marks)) for step in self.places]

        def points(value: Decimal) -> Decimal:
            rank = peers.rank(value, self.better)
            return next((given for last, given in steps if rank <= last), ZERO)

        return points

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        lonely = self.lonely(measured, peers)
        if lonely:
            return lonely
        rank, of = peers.rank(measured.value, self.better), len(peers)
        score = self.scale(marks, peers)(measured.value)
        return Marked(score, measured.used, lambda: f"{measured.text} is rank {rank} of {of}: {shown(score)}")

    def best(self) -> Decimal:
        return self.places[0].marks

    def describe(self, marks: Decimal) -> str:
        sense = {"higher": "从高到低", "lower": "从低到高"}[self.better]
        steps = [f"{step.words()}得{shown(min(step.marks, marks))}分" for step in self.places]
        return f"同组{sense}排名, {', '.join(steps)}, 其余不得分"

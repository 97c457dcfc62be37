from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import ZERO, Marked, shown
from fazhi.scoring.rules.measure import Measured, ValueRule


class Threshold(ValueRule):
    """All or nothing: the full mark at `at_least`, or at `at_most`."""

    type: Literal["threshold"]
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    @model_validator(mode="after")
    def _has_one_limit(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give either at_least or at_most")
        return self

    def scale(self, marks: Decimal, peers: Peers) -> Callable[[Decimal], Decimal]:
        limit, sign = self._limit()
        if sign == "≥":
            return lambda value: marks if value >= limit else ZERO
        return lambda value: marks if value <= limit else ZERO

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked:
        limit, sign = self._limit()
        score = self.scale(marks, peers)(measured.value)
        relation = sign if score else {"≥": "<", "≤": ">"}[sign]
        return Marked(score, measured.used, lambda: f"{measured.text} {relation} {shown(limit)}: {shown(score)}")

    def limits(self) -> Iterator[tuple[str, Decimal]]:
        key = "at_least" if self.at_most is None else "at_most"
        yield key, self._limit()[0]

    def describe(self, marks: Decimal) -> str:
        limit, sign = self._limit()
        return f"{sign}{shown(limit)}{self.value.unit}得{shown(marks)}分, 否则不得分"

    def _limit(self) -> tuple[Decimal, str]:
        if self.at_least is not None:
            return self.at_least, "≥"
        assert self.at_most is not None
        return self.at_most, "≤"

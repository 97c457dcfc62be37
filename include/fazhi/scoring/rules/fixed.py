from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import ZERO, Marked, Rule, Unmarked, shown
from fazhi.scoring.rules.measure import Measure


class Fixed(Rule):
    """The full mark or none: whether there is any of `value`. Without `value` every county gets the full mark."""

    type: Literal["fixed"]
    value: Measure | None = None

    def measures(self) -> Iterator[tuple[str, Measure]]:
        if self.value:
            yield "rule.value", self.value

    def mark(self, marks: Decimal, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        if self.value is None:
            return Marked(marks, (), lambda: f"fixed {shown(marks)}")
        measured = self.value.measure(inputs)
        if isinstance(measured, Unmarked):
            return measured
        score = marks if measured.value > 0 else ZERO
        return Marked(score, measured.used, lambda: f"{measured.text} {'>' if score else '≤'} 0: {shown(score)}")

    def describe(self, marks: Decimal) -> str:
        return f"得{shown(marks)}分" if self.value is None else f"有的得{shown(marks)}分, 没有的不得分"

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from fazhi.scoring.inputs import CountyInputs, Input, Peers
from fazhi.scoring.rules.base import ZERO, Marked, Model, Rule, Unmarked, least, shown
from fazhi.scoring.rules.measure import Measure


class Charge(Model):
    """What costs points: `each` for every unit of `value` above `allowed`, at most `cap`."""

    title: str = Field(min_length=1)
    value: Measure
    each: Decimal = Field(gt=0)
    allowed: Decimal = Field(default=ZERO, ge=0)
    cap: Decimal | None = Field(default=None, gt=0)


class DeductFromFull(Rule):
    """倒扣制: starts from the full mark and takes off every charge, down to none.

    A charge of which nothing is published takes nothing off, but the score says how much it could be: missing is not
    zero. Where nothing is published of any charge, the item's policy for what is missing holds.
    """

    type: Literal["deduct_from_full"]
    charges: Annotated[tuple[Charge, ...], Field(min_length=1)]

    def measures(self) -> Iterator[tuple[str, Measure]]:
        for position, charge in enumerate(self.charges):
            yield f"rule.charges.{position}.value", charge.value

    def mark(self, marks: Decimal, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        lost, unknown = ZERO, ZERO
        used: list[Input] = []
        words: list[str] = []
        for charge in self.charges:
            measured, cap = charge.value.measure(inputs), least(charge.cap, marks)
            if isinstance(measured, Unmarked):
                unknown += ZERO if measured.reason == "not_applicable" else cap
                used += measured.used
                continue
            taken = min(max(measured.value - charge.allowed, ZERO) * charge.each, cap)
            lost += taken
            used += measured.used
            words.append(f"{charge.title} {measured.text}: {shown(taken)}")
        if not words:
            return Unmarked("unpublished", "nothing that costs points is published", tuple(used))
        score = max(marks - lost, ZERO)
        text = f"{shown(marks)} - ({'; '.join(words)}) = {shown(score)}"
        return Marked(score, tuple(dict.fromkeys(used)), lambda: text, low=max(score - unknown, ZERO))

    def describe(self, marks: Decimal) -> str:
        steps = []
        for charge in self.charges:
            above = f"超过{shown(charge.allowed)}{charge.value.unit}的部分" if charge.allowed else ""
            cap = f", 以{shown(charge.cap)}分为限" if charge.cap else ""
            steps.append(f"{charge.title}{above}每1{charge.value.unit}扣{shown(charge.each)}分{cap}")
        return f"从{shown(marks)}分起倒扣: {'; '.join(steps)}"

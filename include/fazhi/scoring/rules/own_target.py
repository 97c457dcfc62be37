from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Literal

from fazhi.scoring.inputs import CountyInputs, Input, Peers
from fazhi.scoring.rules.base import Award, Marked, Unmarked
from fazhi.scoring.rules.measure import Measured
from fazhi.scoring.rules.reference import ReferenceRule


class OwnTarget(ReferenceRule):
    """Against what the county itself said it would reach; where it set no target, `no_reference` holds."""

    type: Literal["own_target"]
    no_reference: Award = "full"

    def inputs(self) -> Iterator[Input]:
        yield from super().inputs()
        yield self._target

    @cached_property
    def operands(self) -> tuple[Input, ...]:
        return self.value.asked, self._target

    def scale(self, marks: Decimal, peers: Peers) -> Callable[[Decimal, Decimal], Decimal]:
        return self.beside(marks)

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        figure = inputs.figures.get(self._target)
        if figure is None or figure.value is None:
            return Unmarked("no_reference", f"no {self._target} was set", measured.used, self.no_reference)
        return self.against(marks, measured, figure.value, "the county's own target {}", (self._target,))

    def describe(self, marks: Decimal) -> str:
        return self.described(marks, "本县自定目标")

    @cached_property
    def _target(self) -> Input:
        return Input(self.value.indicator, self.value.breakdown, kind="target")

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Literal

from fazhi.scoring.inputs import CountyInputs, Input, Peers
from fazhi.scoring.rules.base import Award, Marked, Unmarked
from fazhi.scoring.rules.measure import Measured
from fazhi.scoring.rules.reference import ReferenceRule


class LastYear(ReferenceRule):
    """Against the county's own figure of the year before; where that was not published, `no_reference` holds."""

    type: Literal["last_year"]
    no_reference: Award = "full"

    def inputs(self) -> Iterator[Input]:
        yield from super().inputs()
        yield self._reference

    @cached_property
    def operands(self) -> tuple[Input, ...]:
        return self.value.asked, self._reference

    def scale(self, marks: Decimal, peers: Peers) -> Callable[[Decimal, Decimal], Decimal]:
        return self.beside(marks)

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        figure = inputs.figures.get(self._reference)
        if figure is None or figure.value is None:
            return Unmarked("no_reference", f"{self._reference} is not published", measured.used, self.no_reference)
        return self.against(marks, measured, figure.value, "{} last year", self._read)

    def describe(self, marks: Decimal) -> str:
        return self.described(marks, "上年")

    @cached_property
    def _reference(self) -> Input:
        return self.value.asked._replace(back=1)

    @cached_property
    def _read(self) -> tuple[Input, ...]:
        return (self._reference,)

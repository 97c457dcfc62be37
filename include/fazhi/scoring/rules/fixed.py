from __future__ import annotations

from decimal import Decimal
from typing import Literal

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import Marked, Rule, shown


class Fixed(Rule):
    """The full mark for every county: what is assessed on the spot and only reserved here."""

    type: Literal["fixed"]

    def mark(self, marks: Decimal, inputs: CountyInputs, peers: Peers) -> Marked:
        return Marked(marks, f"fixed {shown(marks)}", ())

    def describe(self, marks: Decimal) -> str:
        return f"得{shown(marks)}分"

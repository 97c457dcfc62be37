"""What reconciling gives: one identity tried on its operands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

RESULTS = ("agrees", "explainable", "contradicts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """An identity of the catalogue and what it found.

    `how` says in which way a result is explainable (truncated, other_denominator, carried_over ...), else it is
    empty. `operands` are positions in the list of observations that was checked, in the identity's order.
    `expected` is what the other operands give for the one that was printed as `found`.
    """

    identity: str
    result: str
    how: str
    period: str
    expected: Decimal
    found: Decimal
    operands: tuple[int, ...]

"""What one relation says of given figures: agrees, explainable (how), contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from fazhi.reconcile.figures import NOTHING, Figure, Range
from fazhi.reconcile.identities import Side

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`expected` is what the other operands give for the printed `found`, rounded to its digits."""

    result: str
    how: str
    expected: Decimal
    found: Decimal
    operands: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class SideFigures:
    """A side with a figure for each of its terms."""

    side: Side
    figures: tuple[Figure, ...]

    @property
    def range(self) -> Range:
        """The signed sum."""
        total = NOTHING
        for term, figure in zip(self.side, self.figures, strict=True):
            total += figure.range if term.sign > 0 else -figure.range
        return total


def sum_verdict(whole: SideFigures, parts: SideFigures, *, unlisted: bool) -> Verdict:
    """Whole = parts; of several wholes the first is the one that is found."""
    operands = (*whole.figures, *parts.figures)
    left, right = whole.range, parts.range
    if left.meets(right):
        result, how = "agrees", ""
    elif unlisted and right.high < left.low:
        result, how = _excused(operands) or ("explainable", "unlisted_part")
    else:
        result, how = _excused(operands) or _cut(left, right) or ("contradicts", "")
    first = whole.figures[0]
    return Verdict(result, how, right.value - left.value + first.range.value, first.range.value, operands)


def order_verdict(lesser: SideFigures, greater: SideFigures, *, unless: str) -> Verdict:
    """Lesser <= greater."""
    operands = (*lesser.figures, *greater.figures)
    if lesser.range.low <= greater.range.high:
        result, how = "agrees", ""
    else:
        result, how = _excused(operands) or (("explainable", unless) if unless else ("contradicts", ""))
    return Verdict(result, how, greater.range.value, lesser.range.value, operands)


def rate_verdict(rate: Figure, numerator: SideFigures, base: SideFigures) -> Verdict | None:
    """Rate = numerator / base * 100; None where the base is, or may be, zero."""
    above, below = numerator.range, base.range
    if below.low <= 0:
        return None
    expected = Range(
        above.value / below.value * HUNDRED,
        above.low / below.high * HUNDRED,
        above.high / below.low * HUNDRED,
        above.low / below.high * HUNDRED,
        above.high / below.low * HUNDRED,
    )
    return _computed(rate, expected, (*numerator.figures, *base.figures))


def change_verdict(change: Figure, now: Figure, before: Range, others: Sequence[Figure]) -> Verdict | None:
    """Change = now - before, in points or units, or that over before * 100 where the change is in per cent.

    `before` may be printed or computed from another statement; `others` are the figures it comes from.
    None where a relative change from zero is stated.
    """
    operands = (now, *others)
    difference = now.range + -before
    if change.unit != "%":
        return _computed(change, difference, operands)
    if before.low <= 0:
        return None
    relative = Range(
        (now.range.value / before.value - 1) * HUNDRED,
        (now.range.low / before.high - 1) * HUNDRED,
        (now.range.high / before.low - 1) * HUNDRED,
        (now.range.low / before.high - 1) * HUNDRED,
        (now.range.high / before.low - 1) * HUNDRED,
    )
    verdict = _computed(change, relative, operands)
    if verdict.result == "contradicts" and now.unit == "%" and change.range.meets(difference):
        return Verdict("explainable", "points_for_percent", verdict.expected, verdict.found, verdict.operands)
    return verdict


def same_verdict(found: Figure, expected: Figure) -> Verdict:
    """The same figure stated twice."""
    return _computed(found, expected.range, (expected,))


def _computed(found: Figure, expected: Range, others: tuple[Figure, ...]) -> Verdict:
    operands = (found, *others)
    if found.range.meets(expected):
        result, how = "agrees", ""
    else:
        result, how = _excused(operands) or _cut(found.range, expected) or ("contradicts", "")
    digits = Decimal(1).scaleb(min(found.exponent, 0))
    return Verdict(result, how, expected.value.quantize(digits, ROUND_HALF_UP), found.range.value, operands)


def _cut(found: Range, expected: Range) -> tuple[str, str] | None:
    return ("explainable", "truncated") if found.meets_cut(expected) else None


def _excused(operands: Sequence[Figure]) -> tuple[str, str] | None:
    loose = next((figure.loose for figure in operands if figure.loose), "")
    if loose:
        return "explainable", loose
    if len({figure.scope for figure in operands if figure.scope}) > 1:
        return "explainable", "other_scope"
    return None

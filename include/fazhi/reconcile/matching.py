"""Finding the operands of an identity among the figures, and what it says of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from fazhi.reconcile.check import Check
from fazhi.reconcile.figures import Figure, Figures, Group, Key, Range, year_before
from fazhi.reconcile.identities import (
    ChangeIdentity,
    Identity,
    MembersIdentity,
    OrderIdentity,
    RateIdentity,
    RestatementIdentity,
    Side,
    SumIdentity,
    Term,
)
from fazhi.reconcile.verdicts import (
    SideFigures,
    Verdict,
    change_verdict,
    order_verdict,
    rate_verdict,
    same_verdict,
    sum_verdict,
)

_MOST_COMBINATIONS = 64
_SAME_SIZE = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and the period it is about."""

    period: str
    verdict: Verdict

    def check(self, identity: Identity) -> Check:
        """As it is stored."""
        verdict = self.verdict
        return Check(
            identity=identity.id,
            result=verdict.result,
            how=verdict.how,
            period=self.period,
            expected=verdict.expected,
            found=verdict.found,
            operands=tuple(figure.position for figure in verdict.operands),
        )


def findings(identity: Identity, figures: Figures) -> list[Finding]:
    """What `identity` says of `figures`, one finding a period and subject (a change: one a statement)."""
    match identity:
        case SumIdentity():
            return _sums(identity, figures)
        case OrderIdentity():
            return _orders(identity, figures)
        case RateIdentity():
            return _rates(identity, figures)
        case MembersIdentity():
            return _members(identity, figures)
        case ChangeIdentity():
            return _changes(figures)
        case RestatementIdentity():
            return _between_years(figures) if identity.between == "years" else _table_and_prose(figures)
        case _:
            assert_never(identity)


def _sums(identity: SumIdentity, figures: Figures) -> list[Finding]:
    def judged(parts: Side, group: Group) -> Verdict | None:
        sides = _combinations((identity.whole, parts), figures, group)
        return _best([sum_verdict(whole, counted, unlisted=identity.unlisted) for whole, counted in sides])

    found = []
    for group in _groups(identity.whole[0], figures):
        verdict = judged(identity.parts, group)
        if verdict is not None and verdict.result == "contradicts":
            others = filter(None, (judged(other, group) for other in identity.others))
            agreeing = next((other for other in others if other.result == "agrees"), None)
            verdict = _explained(agreeing, "other_scope") if agreeing else verdict
        if verdict is not None:
            found.append(Finding(group[0], verdict))
    return found


def _orders(identity: OrderIdentity, figures: Figures) -> list[Finding]:
    found = []
    for group in _groups(identity.lesser[0], figures):
        sides = _combinations((identity.lesser, identity.greater), figures, group)
        verdict = _best([order_verdict(lesser, greater, unless=identity.unless) for lesser, greater in sides])
        if verdict is not None:
            found.append(Finding(group[0], verdict))
    return found


def _rates(identity: RateIdentity, figures: Figures) -> list[Finding]:
    found = []
    for group in _groups(identity.rate[0], figures):
        verdict = _rate(identity, figures, group)
        if verdict is not None:
            found.append(Finding(group[0], verdict))
    return found


def _rate(identity: RateIdentity, figures: Figures, group: Group) -> Verdict | None:
    """The best of all bases; only where the base of the definition is stated can the rate contradict."""

    def by_base(base: Side) -> Verdict | None:
        verdicts = [
            rate_verdict(rate.figures[0], numerator, below)
            for rate, numerator, below in _combinations((identity.rate, identity.numerator, base), figures, group)
        ]
        return _best([verdict for verdict in verdicts if verdict is not None])

    defined = [verdict for verdict in map(by_base, identity.definition) if verdict is not None]
    best = _first_but_contradicting(defined)
    if best is not None:
        return best
    for verdict in filter(None, map(by_base, identity.others)):
        if verdict.result != "contradicts":
            return _explained(verdict, verdict.how or "other_denominator")
    if not defined:
        return None
    return _explained(defined[0], "other_denominator") if identity.unlisted_base else defined[0]


def _first_but_contradicting(verdicts: Sequence[Verdict]) -> Verdict | None:
    return next((verdict for verdict in verdicts if verdict.result != "contradicts"), None)


def _explained(verdict: Verdict, how: str) -> Verdict:
    return Verdict("explainable", how, verdict.expected, verdict.found, verdict.operands)


def _members(identity: MembersIdentity, figures: Figures) -> list[Finding]:
    total = Term(identity.indicator)
    found = []
    for group in _groups(total, figures):
        members = [Term(identity.indicator, f"{identity.dimension}={member}") for member in identity.members]
        stated = tuple(term for term in members if _key(term, group) in figures.facts)
        if not stated:
            continue
        verdicts = [
            _members_verdict(identity, whole, parts)
            for whole, parts in _combinations(((total,), stated), figures, group)
        ]
        verdict = _best(verdicts)
        if verdict is not None:
            found.append(Finding(group[0], verdict))
    return found


def _members_verdict(identity: MembersIdentity, whole: SideFigures, parts: SideFigures) -> Verdict:
    if identity.partition:
        return sum_verdict(whole, parts, unlisted=len(parts.side) < len(identity.members))
    return order_verdict(parts, whole, unless="")


def _changes(figures: Figures) -> list[Finding]:
    found = []
    for (indicator, breakdown, period, subject), changes in figures.changes.items():
        nows = _distinct(figures.facts.get((indicator, breakdown, period, subject), ()))
        befores = _distinct(figures.facts.get((indicator, breakdown, year_before(period), subject), ()))
        for change in changes:
            verdict = _best(_change_verdicts(change, changes, nows, befores))
            if verdict is not None:
                found.append(Finding(period, verdict))
    return found


def _change_verdicts(
    change: Figure, changes: Sequence[Figure], nows: Sequence[Figure], befores: Sequence[Figure]
) -> list[Verdict]:
    """Against each figure of the year before; where none stands, a percentage against the change in units."""
    earlier: list[tuple[Figure, Range | None]] = [(before, None) for before in befores]
    if not earlier and change.unit == "%":
        earlier = [(other, -other.range) for other in changes if other.unit != "%"]
    verdicts = (
        change_verdict(change, now, before.range if negated is None else now.range + negated, (before,))
        for now, (before, negated) in itertools.product(nows, earlier)
    )
    return [verdict for verdict in verdicts if verdict is not None]


def _table_and_prose(figures: Figures) -> list[Finding]:
    def in_table(figure: Figure) -> bool:
        return figure.block.startswith("t")

    def in_prose(figure: Figure) -> bool:
        return figure.block.startswith("p")

    return _restated(figures, in_prose, in_table)


def _between_years(figures: Figures) -> list[Finding]:
    return _restated(figures, lambda figure: figure.kind == "previous", lambda figure: figure.kind == "actual")


def _restated(
    figures: Figures, restated: Callable[[Figure], bool], original: Callable[[Figure], bool]
) -> list[Finding]:
    found = []
    for key, stated in figures.facts.items():
        if len(stated) < 2:
            continue
        verdicts = [
            same_verdict(one, other)
            for one, other in itertools.product(
                _distinct([figure for figure in stated if restated(figure)]),
                _distinct([figure for figure in stated if original(figure)]),
            )
            if _same_basis((one, other)) and _same_size(one, other)
        ]
        verdict = _best(verdicts)
        if verdict is not None:
            found.append(Finding(key[2], verdict))
    return found


def _same_size(one: Figure, other: Figure) -> bool:
    """Whether one can be the other misprinted: 37 beside a total of 4,436 is a part that the text tells apart."""
    smaller, larger = sorted((abs(one.range.value), abs(other.range.value)))
    return larger <= _SAME_SIZE * smaller


def _groups(term: Term, figures: Figures) -> Sequence[Group]:
    return figures.groups.get((term.indicator, term.breakdown), ())


def _key(term: Term, group: Group) -> Key:
    period, subject = group
    return (term.indicator, term.breakdown, year_before(period) if term.last_year else period, subject)


def _combinations(sides: Sequence[Side], figures: Figures, group: Group) -> Iterator[tuple[SideFigures, ...]]:
    """Each way to give every term of `sides` a figure; none where a term is not stated or the ways are too many."""
    terms = [term for side in sides for term in side]
    stated = [figures.facts.get(_key(term, group), ()) for term in terms]
    if not all(stated):
        return
    candidates = _nearest([_distinct(each) for each in stated])
    if math.prod(map(len, candidates)) > _MOST_COMBINATIONS:
        return
    for chosen in itertools.product(*candidates):
        by_indicator = itertools.groupby(
            sorted(zip(terms, chosen, strict=True), key=lambda pair: pair[0].indicator), lambda pair: pair[0].indicator
        )
        if all(_same_basis([figure for _, figure in pairs]) for _, pairs in by_indicator):
            remaining = iter(chosen)
            yield tuple(SideFigures(side, tuple(itertools.islice(remaining, len(side)))) for side in sides)


def _distinct(figures: Sequence[Figure]) -> list[Figure]:
    """The different numbers among `figures`: of restatements the firmest and most precise one."""
    if len(figures) < 2:
        return list(figures)
    kept: list[Figure] = []
    for figure in sorted(figures, key=lambda figure: (bool(figure.loose), figure.exponent, figure.position)):
        if not any(figure.range.meets(other.range) for other in kept):
            kept.append(figure)
    return kept


def _nearest(candidates: Sequence[Sequence[Figure]]) -> list[Sequence[Figure]]:
    """Of a term with several numbers, the one that stands in a paragraph or table with an undoubted operand."""
    blocks = {figures[0].block for figures in candidates if len(figures) == 1}
    nearest = []
    for figures in candidates:
        beside = [figure for figure in figures if figure.block in blocks]
        nearest.append(beside if len(figures) > 1 and len(beside) == 1 else figures)
    return nearest


def _same_basis(figures: Sequence[Figure]) -> bool:
    return len({figure.basis for figure in figures if figure.basis}) <= 1


def _best(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The verdict of the only combination, or one that agrees; several that don't agree prove nothing."""
    if len(verdicts) == 1:
        return verdicts[0]
    return next((verdict for verdict in verdicts if verdict.result == "agrees"), None)

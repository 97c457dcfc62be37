"""Applying a scheme: pure functions from inputs to scores, totals and ranks. All numbers are Decimal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from fazhi.scoring.inputs import CountyInputs, Input, Peers
from fazhi.scoring.rules import Award, Marked, Unmarked, ValueRule
from fazhi.scoring.scheme import Item, Scheme

ZERO = Decimal(0)
NO_PEERS: Mapping[str, Peers] = {}
_NOBODY = Peers()


@dataclass(frozen=True, slots=True)
class ItemScore:
    """The score of one item: rounded points, None where the item is excluded (or waits for the counties' mean).

    `reason` is full, partial or none where the rule was applied, else unpublished, undated, not_applicable,
    small_sample or no_reference. `formula` is the rule with the numbers put in, or why it could not be applied and
    what the policy gives. `low` and `high` bound what the score would be if everything were known.
    """

    item: str
    score: Decimal | None
    marks: Decimal
    reason: str
    formula: str
    used: tuple[Input, ...]
    low: Decimal | None
    high: Decimal | None
    award: Award | None = None


@dataclass(frozen=True, slots=True)
class CountyScore:
    """All items of one county; `total` is out of the scheme's marks, scaled up where items are excluded."""

    items: tuple[ItemScore, ...]
    total: Decimal


def score_county(scheme: Scheme, inputs: CountyInputs, peers: Mapping[str, Peers] = NO_PEERS) -> list[ItemScore]:
    """The score of every item, in the scheme's order.

    `peers` holds, for an item that compares, the values of all counties that have one (`peer_values`). An item whose
    award is `mean` has the score None until `score_counties` puts in the mean of the others.
    """
    return [_score_item(scheme, item, inputs, peers.get(item.id, _NOBODY)) for item in scheme.items()]


def score_counties(scheme: Scheme, counties: Mapping[str, CountyInputs]) -> dict[str, CountyScore]:
    """The scores of all counties of a group, by the keys of `counties`; their order does not matter."""
    peers = peer_values(scheme, counties.values())
    scored = {code: score_county(scheme, inputs, peers) for code, inputs in counties.items()}
    means = _means(scheme, scored.values())
    return {code: _total(scheme, [_with_mean(item, means) for item in items]) for code, items in scored.items()}


def peer_values(scheme: Scheme, counties: Iterable[CountyInputs]) -> dict[str, Peers]:
    """For each item that compares with peers: the values of the counties that have one."""
    every = list(counties)
    values = {}
    for item in scheme.items():
        rule = item.rule
        if isinstance(rule, ValueRule) and rule.compares_with_peers:
            measured = [rule.value.measure(inputs) for inputs in every]
            values[item.id] = Peers(one.value for one in measured if not isinstance(one, Unmarked))
    return values


def ranks(totals: Mapping[str, Decimal]) -> dict[str, int]:
    """The rank of each county by its rounded total; ties share the better one, the next are left out (1 2 2 4)."""
    first: dict[Decimal, int] = {}
    for rank, total in enumerate(sorted(totals.values(), reverse=True), 1):
        first.setdefault(total, rank)
    return {code: first[total] for code, total in totals.items()}


def _score_item(scheme: Scheme, item: Item, inputs: CountyInputs, peers: Peers) -> ItemScore:
    outcome = item.rule.mark(item.marks, inputs, peers)
    if isinstance(outcome, Marked):
        score = _rounded(scheme, outcome.score)
        reason = "full" if score == item.marks else "partial" if score else "none"
        doubtful = any(inputs.figures[used].contradicted for used in outcome.used)
        low, high = (ZERO, item.marks) if doubtful else (score, score)
        return ItemScore(item.id, score, item.marks, reason, outcome.formula, outcome.used, low, high)
    award = outcome.award or (item.not_applicable if outcome.reason == "not_applicable" else item.missing)
    score_or_none = _awarded(scheme, item, award)
    unknown = outcome.reason in ("unpublished", "undated")
    return ItemScore(
        item=item.id,
        score=score_or_none,
        marks=item.marks,
        reason=outcome.reason,
        formula=f"{outcome.detail}: {award if isinstance(award, str) else f'{award} of the mark'}",
        used=outcome.used,
        low=ZERO if unknown else score_or_none,
        high=item.marks if unknown else score_or_none,
        award=award,
    )


def _awarded(scheme: Scheme, item: Item, award: Award) -> Decimal | None:
    if award in ("mean", "excluded"):
        return None
    share = {"zero": ZERO, "full": Decimal(1)}[award] if isinstance(award, str) else award
    return _rounded(scheme, item.marks * share)


def _means(scheme: Scheme, scored: Iterable[Sequence[ItemScore]]) -> dict[str, Decimal]:
    """The mean score of each item over the counties where its rule was applied; half the mark where it was nowhere."""
    marked: dict[str, list[Decimal]] = {item.id: [] for item in scheme.items()}
    for item in (item for items in scored for item in items):
        if item.award is None and item.score is not None:
            marked[item.item].append(item.score)
    return {
        item.id: _rounded(scheme, sum(scores, ZERO) / len(scores) if scores else item.marks / 2)
        for item, scores in ((item, marked[item.id]) for item in scheme.items())
    }


def _with_mean(item: ItemScore, means: Mapping[str, Decimal]) -> ItemScore:
    if item.award != "mean":
        return item
    mean = means[item.item]
    known = item.low is None
    return replace(item, score=mean, low=mean if known else item.low, high=mean if known else item.high)


def _total(scheme: Scheme, items: Sequence[ItemScore]) -> CountyScore:
    points = [(item.score, item.marks) for item in items]
    return CountyScore(tuple(items), total_of(points, scheme.marks, scheme.rounding.digits))


def total_of(items: Iterable[tuple[Decimal | None, Decimal]], marks: Decimal, digits: int) -> Decimal:
    """The sum of (score, full mark) pairs out of `marks`: an item without score is left out and the rest scaled up."""
    counted = [(score, full) for score, full in items if score is not None]
    points = sum((score for score, _ in counted), ZERO)
    counted_marks = sum((full for _, full in counted), ZERO)
    if counted_marks not in (ZERO, marks):
        points = points * marks / counted_marks
    return round_half_up(points, digits)


def round_half_up(number: Decimal, digits: int) -> Decimal:
    """Half up, as a person rounds."""
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _rounded(scheme: Scheme, number: Decimal) -> Decimal:
    return round_half_up(number, scheme.rounding.digits)

"""Applying a scheme: pure functions from inputs to scores and totals. All numbers are Decimal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from fazhi.scoring.inputs import CountyInputs, Input, Peers
from fazhi.scoring.policy import Rounding
from fazhi.scoring.rules import Award, Marked, Unmarked, ValueRule
from fazhi.scoring.scheme import Adjustment, Item, Scheme

ZERO = Decimal(0)
PeerKey = tuple[str, str]
"""Item and peer group."""
NO_PEERS: Mapping[PeerKey, Peers] = {}
_NOBODY = Peers()
_DOUBTFUL = ("unpublished", "undated")


@dataclass(slots=True)
class ItemScore:
    """The score of one item: rounded points, None where the item is excluded (or waits for the counties' mean).

    `reason` is full, partial or none where the rule was applied, else unpublished, undated, not_applicable,
    small_sample, no_reference, overridden, requirement or counted_once; `detail` says why then. Points of a penalty
    are negative. `low` and `high` bound what the score would be if everything were known.
    """

    item: str
    score: Decimal | None
    marks: Decimal
    reason: str
    used: tuple[Input, ...]
    low: Decimal | None
    high: Decimal | None
    award: Award | None = None
    detail: str = ""
    text: Callable[[], str] | None = field(default=None, compare=False)

    @property
    def formula(self) -> str:
        """The rule with the numbers put in, or why it could not be applied and what the policy gives."""
        return self.text() if self.text else self.detail


Cell = Decimal | ItemScore
"""A score of millions: where the rule was applied to figures that nothing contradicts, the rounded points say all."""


@dataclass(frozen=True, slots=True)
class CountyScore:
    """All items of one county. `total` is out of the scheme's marks, scaled up where items are excluded, with `bonus`
    and less `penalty`; `low` and `high` bound it likewise. `cells` are the items as they are kept, `in_full` spells
    them out.
    """

    cells: tuple[Cell, ...]
    total: Decimal
    low: Decimal
    high: Decimal
    bonus: Decimal
    penalty: Decimal
    in_full: Callable[[], list[ItemScore]] = field(compare=False)

    @property
    def items(self) -> tuple[ItemScore, ...]:
        """Every item with what a person wants to know of it."""
        return tuple(self.in_full())

    @property
    def unpublished(self) -> int:
        """How many items there are of which nothing was published."""
        return sum(not isinstance(cell, Decimal) and cell.reason == "unpublished" for cell in self.cells)


def score_county(scheme: Scheme, inputs: CountyInputs, peers: Mapping[PeerKey, Peers] = NO_PEERS) -> list[ItemScore]:
    """The score of every item, then of bonus and penalty, in the scheme's order.

    `peers` holds, for an item that compares, the values of all counties that have one (`peer_values`). An item whose
    award is `mean` has the score None until `score_counties` puts in the mean of the others.
    """
    (cells,) = _score_each(scheme, [inputs], peers)
    return _in_full(scheme, inputs, peers, cells)


def score_counties(scheme: Scheme, counties: Mapping[str, CountyInputs]) -> dict[str, CountyScore]:
    """The scores of all counties of a province, by the keys of `counties`; their order does not matter."""
    everyone = list(counties.values())
    peers = peer_values(scheme, everyone)
    scored = _score_each(scheme, everyone, peers)
    _put_means(scheme, everyone, scored)
    return {
        code: settle(scheme, inputs, peers, cells)
        for (code, inputs), cells in zip(counties.items(), scored, strict=True)
    }


def settle(scheme: Scheme, inputs: CountyInputs, peers: Mapping[PeerKey, Peers], scored: Sequence[Cell]) -> CountyScore:
    """The county's total from the scores of its items, after requirements between items and events counted once."""
    settled = scored
    if scheme.requirements or scheme.adjustments:
        settled = spelled_out = _in_full(scheme, inputs, peers, scored)
        _require(scheme, spelled_out)
        _count_once(scheme.adjustments, spelled_out, len(settled) - len(scheme.adjustments))
    tree = len(settled) - len(scheme.adjustments)
    added = [cell for cell in settled[tree:] if isinstance(cell, ItemScore)]
    base, below, above = _totals(scheme, settled[:tree])
    bonus, least_bonus, most_bonus = (_sum(added, end, 1, scheme.bonus_cap) for end in ("score", "low", "high"))
    penalty, least, most = (_sum(added, end, -1, scheme.penalty_cap) for end in ("score", "high", "low"))
    cells = tuple(settled)
    return CountyScore(
        cells,
        scheme.rounding.total(max(base + bonus - penalty, ZERO)),
        scheme.rounding.total(max(below + least_bonus - most, ZERO)),
        scheme.rounding.total(max(above + most_bonus - least, ZERO)),
        bonus,
        penalty,
        partial(_in_full, scheme, inputs, peers, cells),
    )


def _totals(scheme: Scheme, cells: Sequence[Cell]) -> tuple[Decimal, Decimal, Decimal]:
    """The points of the items of the tree, then in the worst and in the best case."""
    items = scheme.scored[: len(cells)]
    points = [cell if isinstance(cell, Decimal) else cell.score for cell in cells]
    base = total_of(items, points, scheme.marks)
    if points == [*cells]:
        return base, base, base
    lows = [cell if isinstance(cell, Decimal) else cell.low for cell in cells]
    highs = [cell if isinstance(cell, Decimal) else cell.high for cell in cells]
    return base, total_of(items, lows, scheme.marks), total_of(items, highs, scheme.marks)


def peer_values(scheme: Scheme, counties: Iterable[CountyInputs]) -> dict[PeerKey, Peers]:
    """For each item that compares with peers and each peer group: the values of the counties that have one."""
    every = list(counties)
    values: dict[PeerKey, list[Decimal]] = defaultdict(list)
    for item in scheme.scored:
        rule = item.rule
        if isinstance(rule, ValueRule) and rule.compares_with_peers:
            for inputs in every:
                value = rule.value.value_of(inputs)
                if value is not None:
                    values[item.id, inputs.group].append(value)
    return {key: Peers(known) for key, known in values.items()}


def total_of(
    items: Sequence[Item | Adjustment] | Sequence[ItemScore], scores: Sequence[Decimal | None], marks: Decimal
) -> Decimal:
    """The sum of the `scores` of items that have `marks` together: those without are left out, the rest scaled up."""
    counted = [score for score in scores if score is not None]
    points = sum(counted, ZERO)
    if len(counted) == len(scores):
        return points
    counted_marks = sum((item.marks for item, score in zip(items, scores, strict=True) if score is not None), ZERO)
    return points * marks / counted_marks if counted_marks else points


def _score_each(scheme: Scheme, counties: Sequence[CountyInputs], peers: Mapping[PeerKey, Peers]) -> list[list[Cell]]:
    """The scores of every county: item by item, since what an item asks is settled once for all counties."""
    columns = [_score_item(scheme.rounding, item, counties, peers) for item in scheme.scored]
    scored: list[list[Cell]] = [list(scores) for scores in zip(*columns, strict=True)]
    for inputs, scores in zip(counties, scored, strict=True):
        for position, item in enumerate(scheme.scored if inputs.overrides else ()):
            if item.id in inputs.overrides:
                scores[position] = _overridden(scheme.rounding, item, inputs)
    return scored


def _score_item(
    rounding: Rounding, item: Item | Adjustment, counties: Sequence[CountyInputs], peers: Mapping[PeerKey, Peers]
) -> list[Cell]:
    """The score of one item in each county."""
    scorers = {
        group: _scorer(rounding, item, peers.get((item.id, group), _NOBODY))
        for group in {inputs.group for inputs in counties}
    }
    return [scorers[inputs.group](inputs) for inputs in counties]


def _scorer(rounding: Rounding, item: Item | Adjustment, peers: Peers) -> Callable[[CountyInputs], Cell]:
    """`_score_one` for the counties that have these peers: what does not depend on the county is settled here."""
    score_one = partial(_score_one, rounding, item, peers)
    rule = item.rule
    if isinstance(item, Adjustment) or not isinstance(rule, ValueRule):
        return score_one
    if not rule.value.is_printed or not rule.applies_among(peers):
        return score_one
    operands, scale = rule.operands, rule.scale(item.marks, peers)
    quantum, mode = rounding.quantum, rounding.decimal_mode

    def score_printed(inputs: CountyInputs) -> Cell:
        """The same without a look at guards and policies where every figure is there and nothing contradicts it."""
        figures = inputs.figures
        values = [
            figure.value
            for asked in operands
            if (figure := figures.get(asked)) and figure.value is not None and not figure.contradicted
        ]
        return scale(*values).quantize(quantum, mode) if len(values) == len(operands) else score_one(inputs)

    return score_printed


def _in_full(
    scheme: Scheme, inputs: CountyInputs, peers: Mapping[PeerKey, Peers], cells: Sequence[Cell]
) -> list[ItemScore]:
    return [
        _spelled_out(item, inputs, peers.get((item.id, inputs.group), _NOBODY), cell)
        if isinstance(cell, Decimal)
        else cell
        for item, cell in zip(scheme.scored, cells, strict=True)
    ]


def _spelled_out(item: Item | Adjustment, inputs: CountyInputs, peers: Peers, score: Decimal) -> ItemScore:
    def text() -> str:
        outcome = item.rule.mark(item.marks, inputs, peers)
        assert isinstance(outcome, Marked)
        return outcome.formula

    used, reason = item.rule.operands, reason_of(score, item.marks)
    return ItemScore(item.id, score, item.marks, reason, used, score, score, None, "", text)


def reason_of(score: Decimal, marks: Decimal) -> str:
    """How much of the mark an applied rule gave: full, partial or none."""
    return "full" if score == marks else "partial" if score else "none"


def _score_one(rounding: Rounding, item: Item | Adjustment, peers: Peers, inputs: CountyInputs) -> ItemScore:
    marks = item.marks
    outcome = item.rule.mark(marks, inputs, peers)
    if isinstance(outcome, Marked):
        score = rounding.item(outcome.score)
        reason = reason_of(score, marks)
        low = score if outcome.low is None else rounding.item(outcome.low)
        high = score if outcome.high is None else rounding.item(outcome.high)
        for used in outcome.used:
            if inputs.figures[used].contradicted:
                low, high = ZERO, marks
        made = ItemScore(item.id, score, marks, reason, outcome.used, low, high, None, "", outcome.text)
    else:
        made = _unmarked(rounding, item, outcome)
    return _signed(made, item) if isinstance(item, Adjustment) else made


def _unmarked(rounding: Rounding, item: Item | Adjustment, outcome: Unmarked) -> ItemScore:
    award = outcome.award or (item.not_applicable if outcome.reason == "not_applicable" else item.missing)
    score = _awarded(rounding, item.marks, award)
    detail = f"{outcome.detail}: {award if isinstance(award, str) else f'{award} of the mark'}"
    low, high = (ZERO, item.marks) if outcome.reason in _DOUBTFUL else (score, score)
    return ItemScore(item.id, score, item.marks, outcome.reason, outcome.used, low, high, award, detail)


def _signed(made: ItemScore, item: Adjustment) -> ItemScore:
    """An adjustment has no full mark; a penalty takes off."""
    if item.kind == "bonus":
        return replace(made, marks=ZERO)
    score, low, high = (None if one is None else -one for one in (made.score, made.high, made.low))
    return replace(made, marks=ZERO, score=score, low=low, high=high)


def _overridden(rounding: Rounding, item: Item | Adjustment, inputs: CountyInputs) -> ItemScore:
    override = inputs.overrides[item.id]
    score = rounding.item(override.score)
    detail = f"{override.score} by {override.who}: {override.why} ({override.attachment})"
    made = ItemScore(item.id, score, item.marks, "overridden", (), score, score, None, detail)
    return _signed(made, item) if isinstance(item, Adjustment) else made


def _awarded(rounding: Rounding, marks: Decimal, award: Award) -> Decimal | None:
    if award in ("mean", "excluded"):
        return None
    share = {"zero": ZERO, "full": Decimal(1)}[award] if isinstance(award, str) else award
    return rounding.item(marks * share)


def _put_means(scheme: Scheme, counties: Sequence[CountyInputs], scored: Sequence[Sequence[Cell]]) -> None:
    """Where the award is the mean: that of the peers to whom the rule was applied; of nobody, half the mark.

    `scored` are the scores of `counties`, changed in place.
    """
    waiting: dict[int, list[tuple[str, ItemScore]]] = defaultdict(list)
    for inputs, cells in zip(counties, scored, strict=True):
        for position, cell in enumerate(cells):
            if isinstance(cell, ItemScore) and cell.award == "mean":
                waiting[position].append((inputs.group, cell))
    for position, without in waiting.items():
        given: dict[str, list[Decimal]] = {group: [] for group, _ in without}
        for inputs, cells in zip(counties, scored, strict=True):
            score = _applied(cells[position])
            if score is not None and inputs.group in given:
                given[inputs.group].append(score)
        half = scheme.scored[position].marks / 2
        means = {
            group: scheme.rounding.item(sum(scores, ZERO) / len(scores) if scores else half)
            for group, scores in given.items()
        }
        for group, cell in without:
            cell.score = means[group]
            if cell.low is None:
                cell.low = cell.high = cell.score


def _applied(cell: Cell) -> Decimal | None:
    """The points of a rule that was applied."""
    if isinstance(cell, Decimal):
        return cell
    return cell.score if cell.award is None else None


def _require(scheme: Scheme, items: list[ItemScore]) -> None:
    """No points for an item whose requirement is not met; what is excluded requires nothing."""
    positions = {item.item: position for position, item in enumerate(items)}
    for name, required in scheme.requirements:
        asked = items[positions[required.item]]
        line = required.at_least * asked.marks
        if asked.score is None or asked.score >= line:
            continue
        own = items[positions[name]]
        high = own.high if asked.high is not None and asked.high >= line else ZERO
        detail = f"{required.item} has {asked.score} of {asked.marks}, fewer than {line.normalize():f}"
        items[positions[name]] = replace(
            own, score=ZERO, reason="requirement", low=ZERO, high=high, detail=detail, text=None
        )


def _count_once(adjustments: Sequence[Adjustment], items: list[ItemScore], first: int) -> None:
    """Of the adjustments for one event, the one that moves the total most counts; the first of equal ones."""
    best: dict[str, int] = {}
    for position, adjustment in enumerate(adjustments, first):
        if not adjustment.event:
            continue
        held = best.setdefault(adjustment.event, position)
        if abs(items[position].score or ZERO) > abs(items[held].score or ZERO):
            best[adjustment.event] = position
    for position, adjustment in enumerate(adjustments, first):
        counted = best.get(adjustment.event, position)
        if counted != position and items[position].score:
            detail = f"{adjustment.event} counts once: {items[counted].item}"
            items[position] = replace(
                items[position], score=ZERO, reason="counted_once", low=ZERO, high=ZERO, detail=detail, text=None
            )


def _sum(items: Sequence[ItemScore], end: str, sign: int, cap: Decimal | None) -> Decimal:
    """What the bonuses (sign 1) or penalties (sign -1) add up to, without their sign, within `cap`."""
    points = sum((sign * bound for item in items if (bound := getattr(item, end)) and sign * bound > 0), ZERO)
    return points if cap is None else min(points, cap)

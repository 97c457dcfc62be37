"""Two years of a county side by side, and why each item gives more or less than it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from fazhi.scoring.scheme import Adjustment, Item
from fazhi.scoring.standings import NotScoredError, ScoreRun, Standing, score_run, standings_of
from fazhi.scoring.stored import stored_scheme
from fazhi.scoring.subjects import assessed_by
from fazhi.warehouse.database import Connection

Cause = Literal[
    "item_added",  # the scheme has it only in the later year
    "item_dropped",
    "scheme_changed",  # its marks, its rule or its policies are others
    "data_appeared",
    "data_vanished",
    "value_changed",
    "overridden",  # one of the scores is a person's
    "others_changed",  # its figures and its rule are the same: those it is compared with are not
]

_OVERRIDDEN = "overridden"
_MISSING = frozenset({"unpublished", "undated"})

_ITEMS = """
SELECT item.code, item.name, fact.score, fact.full_mark, fact.reason_code, fact.inputs
FROM dw.fact_score AS fact
JOIN dw.dim_scheme_item AS item USING (scheme_item_key)
JOIN dw.dim_region AS region USING (region_key)
WHERE fact.year = %s AND fact.score_run_id = %s AND region.code = %s
ORDER BY item.position
"""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A figure or day of publication that a rule read: None where there was none."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """An item that is not what it was; a score is None where it does not count or the scheme has it not.

    `causes` are all there are: a rule may have changed together with what it reads.
    """

    code: str
    name: str
    before: Decimal | None
    after: Decimal | None
    marks_before: Decimal | None
    marks_after: Decimal | None
    causes: tuple[Cause, ...]
    values: tuple[ValueChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A county in two years; items that gave the same points of the same mark are left out."""

    code: str
    year: int
    against: int
    before: Standing
    after: Standing
    run_before: ScoreRun
    run_after: ScoreRun
    items: tuple[ItemChange, ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    rule: Item | Adjustment
    code: str
    name: str
    score: Decimal | None
    marks: Decimal
    reason: str
    inputs: Mapping[str, Any]


def compare(connection: Connection, code: str, year: int, against: int) -> Comparison:
    """The score of the county `code` in `year` beside that of the year `against`.

    Raises:
        NotScoredError: one of the years was not scored, or the county was not in it.
    """
    sides = [_side(connection, code, of) for of in (against, year)]
    (run_before, before, earlier), (run_after, after, later) = sides
    codes = [*later, *(each for each in earlier if each not in later)]
    changes = (_change(earlier.get(each), later.get(each)) for each in codes)
    return Comparison(
        code=code,
        year=year,
        against=against,
        before=before,
        after=after,
        run_before=run_before,
        run_after=run_after,
        items=tuple(change for change in changes if change is not None),
    )


def _side(connection: Connection, code: str, year: int) -> tuple[ScoreRun, Standing, dict[str, _Scored]]:
    run = score_run(connection, assessed_by(code), year)
    own = next((row for row in standings_of(connection, run, year) if row.code == code), None)
    if own is None:
        raise NotScoredError(f"{code} is none of the counties scored for {year}")
    rules = {item.id: item for item in stored_scheme(connection, run.scheme_key).scored}
    rows = connection.execute(_ITEMS, (year, run.score_run_id, code))
    return run, own, {row[0]: _Scored(rules[row[0]], *row) for row in rows}


def _change(before: _Scored | None, after: _Scored | None) -> ItemChange | None:
    either = after or before
    assert either is not None
    if before and after and (before.score, before.marks) == (after.score, after.marks):
        return None
    values = _values(before, after) if before and after else ()
    return ItemChange(
        code=either.code,
        name=either.name,
        before=before.score if before else None,
        after=after.score if after else None,
        marks_before=before.marks if before else None,
        marks_after=after.marks if after else None,
        causes=tuple(_causes(before, after, values)),
        values=values,
    )


def _causes(before: _Scored | None, after: _Scored | None, values: tuple[ValueChange, ...]) -> list[Cause]:
    if before is None or after is None:
        return ["item_added" if before is None else "item_dropped"]
    found: list[Cause] = []
    if before.rule != after.rule:
        found.append("scheme_changed")
    if _OVERRIDDEN in (before.reason, after.reason):
        found.append("overridden")
    elif before.reason in _MISSING and after.reason not in _MISSING:
        found.append("data_appeared")
    elif after.reason in _MISSING and before.reason not in _MISSING:
        found.append("data_vanished")
    elif values:
        found.append("value_changed")
    return found or ["others_changed"]


def _values(before: _Scored, after: _Scored) -> tuple[ValueChange, ...]:
    """What a rule read otherwise; figures of the same name are of the year each side assesses."""
    names = sorted({*before.inputs, *after.inputs})
    pairs = ((name, _text(before.inputs.get(name)), _text(after.inputs.get(name))) for name in names)
    return tuple(ValueChange(name, old, new) for name, old, new in pairs if old != new)


def _text(value: Any) -> str | None:
    """A stored input: a number or day as text, beside its note in a list, or None where it does not apply."""
    return None if value is None else str(value[0] if isinstance(value, list) else value)

"""What a county's score would be with other figures: the stored scoring done again beside one with these put in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from fazhi.errors import ConfigurationError
from fazhi.scoring.assessment import CountyScore, score_counties
from fazhi.scoring.inputs import CountyInputs, Input, InputFigure, Publication
from fazhi.scoring.placing import place
from fazhi.scoring.run import read_partition
from fazhi.scoring.scheme import Scheme
from fazhi.scoring.standings import NotScoredError, ScoreRun, score_run
from fazhi.scoring.stored import stored_scheme
from fazhi.scoring.subjects import assessed_by
from fazhi.scoring.wording import in_chinese, indicator_names
from fazhi.warehouse.database import Connection

MISSING = "missing"
_DOCUMENT = "document:"


@dataclass(frozen=True, slots=True)
class MovedItem:
    """An item whose score, bounds or formula is another one; a score is None where the item does not count."""

    code: str
    name: str
    marks: Decimal
    before: Decimal | None
    after: Decimal | None
    formula: str
    formula_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """Total and rank before and after, the items that move, and the counties that the change puts in another place."""

    code: str
    year: int
    run: ScoreRun
    total_before: Decimal
    total_after: Decimal
    rank_before: int
    rank_after: int
    of: int
    moved: tuple[MovedItem, ...]
    others_moved: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the scoring that holds rests on: its scheme, and what that reads of every county of the province."""

    year: int
    run: ScoreRun
    scheme: Scheme
    inputs: Mapping[str, CountyInputs]
    indicators: Mapping[str, str]


def held(connection: Connection, code: str, year: int) -> Held:
    """What the scoring of the county `code` in `year` rests on; nothing is written.

    Raises:
        NotScoredError: its province was not scored for that year, or the county is not in it.
    """
    with connection.transaction(force_rollback=True):
        connection.execute("SET TRANSACTION READ ONLY")
        run = score_run(connection, assessed_by(code), year)
        scheme = stored_scheme(connection, run.scheme_key)
        _, inputs = read_partition(connection, scheme, assessed_by(code), year, as_of=run.as_of)
        indicators = indicator_names(connection)
    if code not in inputs:
        raise NotScoredError(f"{code} is none of the {len(inputs)} counties of {year}")
    return Held(year=year, run=run, scheme=scheme, inputs=inputs, indicators=indicators)


def what_if(held: Held, code: str, settings: Sequence[str]) -> WhatIf:
    """The score of the county `code` if the figures were as in `settings`.

    Each setting is `INPUT=NUMBER`, the input written as in an explanation (`litigation.loss_rate`,
    `last(legal_aid.cases)`), `INPUT=missing`, `document:TYPE=YYYY-MM-DD` or `document:TYPE=missing`. Both scores are of
    the scheme and the facts of the scoring that holds.

    Raises:
        ConfigurationError: a setting is none, or the scheme does not read what it sets.
    """
    scheme, inputs = held.scheme, held.inputs
    changed = {**inputs, code: _changed(scheme, inputs[code], settings)}
    before, after = score_counties(scheme, inputs), score_counties(scheme, changed)
    places = [
        {each: placing.rank for each, placing in place(scheme, inputs, scores).items()} for scores in (before, after)
    ]
    return WhatIf(
        code=code,
        year=held.year,
        run=held.run,
        total_before=before[code].total,
        total_after=after[code].total,
        rank_before=places[0][code],
        rank_after=places[1][code],
        of=len(inputs),
        moved=tuple(_moved(scheme, before[code], after[code], held.indicators)),
        others_moved={
            each: (places[0][each], places[1][each])
            for each in sorted(inputs)
            if each != code and places[0][each] != places[1][each]
        },
    )


def _moved(
    scheme: Scheme, before: CountyScore, after: CountyScore, indicators: Mapping[str, str]
) -> Sequence[MovedItem]:
    names = {item.id: item.title for item in scheme.scored}
    named = {**indicators, **names}
    return [
        MovedItem(
            new.item, names[new.item], new.marks, old.score, new.score, new.formula, in_chinese(new.formula, named)
        )
        for old, new in zip(before.items, after.items, strict=True)
        if (old.score, old.low, old.high, old.formula) != (new.score, new.low, new.high, new.formula)
    ]


def _changed(scheme: Scheme, inputs: CountyInputs, settings: Sequence[str]) -> CountyInputs:
    readable = {str(asked): asked for item in scheme.scored for asked in item.rule.inputs()}
    figures, publications = dict(inputs.figures), dict(inputs.publications)
    for setting in settings:
        name, separator, text = setting.rpartition("=")
        if not separator or not name:
            raise ConfigurationError(f"--set {setting!r} is not INPUT=NUMBER, such as litigation.loss_rate=5")
        if name.startswith(_DOCUMENT):
            _publish(publications, name.removeprefix(_DOCUMENT), text, setting)
        elif name not in readable:
            near = get_close_matches(name, readable, n=3, cutoff=0.5)
            hint = f"did you mean {' or '.join(near)}?" if near else f"it reads {', '.join(sorted(readable))}"
            raise ConfigurationError(f"the scheme does not read {name}; {hint}")
        else:
            _put(figures, readable[name], text, setting)
    return replace(inputs, figures=figures, publications=publications)


def _put(figures: dict[Input, InputFigure], asked: Input, text: str, setting: str) -> None:
    if text == MISSING:
        figures.pop(asked, None)
        return
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ConfigurationError(f"--set {setting!r}: {text!r} is neither a number nor {MISSING}") from error
    if not value.is_finite():
        raise ConfigurationError(f"--set {setting!r}: {text!r} is not a number of a report")
    figures[asked] = InputFigure(value)


def _publish(publications: dict[str, Publication], document_type: str, text: str, setting: str) -> None:
    if text == MISSING:
        publications.pop(document_type, None)
        return
    try:
        publications[document_type] = Publication(date.fromisoformat(text))
    except ValueError as error:
        raise ConfigurationError(f"--set {setting!r}: {text!r} is neither a day (YYYY-MM-DD) nor {MISSING}") from error

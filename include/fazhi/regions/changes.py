"""`changes.yml`: what became of divisions, change by change, each with the document that made it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from fazhi import invalid
from fazhi.errors import ConfigurationError
from fazhi.regions.successions import Succession

Code = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
Name = Annotated[str, StringConstraints(min_length=2)]
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
_WHEN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ended(_Data):
    """A code that no longer holds, and the codes that took its area over."""

    code: Code
    name: Name
    into: tuple[Code, ...] = Field(min_length=1)


class Begun(_Data):
    """A code that did not hold before, and the codes whose area it took; none where it was no division before."""

    code: Code
    name: Name
    from_: tuple[Code, ...] = Field(default=(), alias="from")


class Renamed(_Data):
    """A code that goes on under another name."""

    code: Code
    name: Name
    to: Name


class Change(_Data):
    """One approval: what ended, began and was renamed by it."""

    when: str
    source: Name
    ended: tuple[Ended, ...] = ()
    begun: tuple[Begun, ...] = ()
    renamed: tuple[Renamed, ...] = ()

    @field_validator("when")
    @classmethod
    def _is_a_time(cls, when: str) -> str:
        if _WHEN.fullmatch(when) is None:
            raise ValueError(f"when {when!r} is not a year, a month or a day, such as 2016, 2016-09 or 2016-09-14")
        _first_day(when)
        return when

    @model_validator(mode="after")
    def _stays_where_it_was(self) -> Change:
        """No division follows one of elsewhere: a code that was found by its name alone is often another's (双桥区)."""
        ended, begun = {each.code for each in self.ended}, {each.code for each in self.begun}
        for earlier, later in self._pairs():
            if earlier[:2] != later[:2]:
                raise ValueError(f"{earlier} and {later} are of different provinces")
            both_new = earlier in ended and later in begun
            prefecture_ended = _prefecture(earlier) in ended
            if _area(earlier) != _area(later) and not both_new and not prefecture_ended:
                raise ValueError(f"{earlier} and {later} are of different prefectures, and one of them goes on")
        return self

    @property
    def effective_on(self) -> date:
        """From when it holds: a month stands for its first day, a year for its last."""
        return _first_day(self.when)

    def successions(self) -> Iterator[Succession]:
        """Who followed whom; every pair once."""
        begun = {each.code: each for each in self.begun}
        ended = {each.code: each for each in self.ended}
        for earlier, later in sorted(self._pairs()):
            kind = _kind(ended.get(earlier), begun.get(later))
            yield Succession(earlier, later, self.effective_on, kind, self.source)
        for each in self.renamed:
            yield Succession(each.code, each.code, self.effective_on, "renamed", self.source)

    def _pairs(self) -> set[tuple[str, str]]:
        pairs = {(each.code, code) for each in self.ended for code in each.into}
        return pairs | {(code, each.code) for each in self.begun for code in each.from_}


def _prefecture(code: str) -> str:
    return code[:4] + "00"


def _area(code: str) -> str:
    """The prefecture of a code, or its province where that has none: 500110 and 500222 are both of 重庆."""
    return code[:2] if code[:2] in _MUNICIPALITIES else _prefecture(code)


def _kind(ended: Ended | None, begun: Begun | None) -> str:
    """How a division followed another: `split` where the earlier goes on or has several heirs that begin."""
    if ended is None:
        return "split"
    if begun is None:
        return "merged"
    if ended.into == (begun.code,) and begun.from_ == (ended.code,):
        if ended.name == begun.name:
            return "moved"
        return "renamed" if ended.name[-1] == begun.name[-1] else "upgraded"
    return "merged" if len(begun.from_) > 1 else "split"


def load_changes(path: Path) -> tuple[Change, ...]:
    """The changes of a `changes.yml`, oldest first.

    Raises:
        ConfigurationError: the file is no YAML, or an entry is wrong; names file, entry and key.
    """
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path}: not YAML: {error}") from error
    if not isinstance(entries, list):
        raise ConfigurationError(f"{path}: not a list of changes")
    return tuple(sorted(_changes(path, entries), key=lambda change: change.effective_on))


def _changes(path: Path, entries: Sequence[object]) -> Iterator[Change]:
    for number, entry in enumerate(entries, 1):
        try:
            yield Change.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            raise ConfigurationError(f"{path}: entry {number}, {invalid.key(first)}: {invalid.words(first)}") from error


def _first_day(when: str) -> date:
    found = _WHEN.fullmatch(when)
    assert found is not None
    year = int(found["year"])
    if found["month"] is None:
        return date(year, 12, 31)
    return date(year, int(found["month"]), int(found["day"] or 1))

"""What the reading of prose passes on: a number where it stands, a figure that is taken, and a sentence's memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from fazhi.extract.bind import Claim
from fazhi.extract.lexicon import unit_words
from fazhi.extract.numbers import Number
from fazhi.extract.segment import Clause
from fazhi.extract.triggers import NONE, Bits

CHANGES = frozenset({"change", "target_change"})
_KIN = tuple(frozenset(kin) for kin in ("件宗起例", "个家处所", "人名位", ("次", "场", "场次")))
_KIN_OF = {unit: words for words in _KIN for unit in words}
_NO_KIN: frozenset[str] = frozenset()
_MEMORY = 24  # figures a sentence looks back; longer lists are none of running text


@dataclass(slots=True)
class Place:
    """A number where it stands: `before` is the text from the number or mark before it, `after` that up to the next.

    `low` and `stop` are where those begin and end; `period` is one said of this figure alone (2022年的58件).
    """

    number: Number
    clause: Clause
    position: int
    depth: int
    low: int
    stop: int
    before: str
    after: str
    mask: int = 0
    period: str | None = None


@dataclass(slots=True)
class Taken:
    """A figure bound to an indicator, before it becomes an observation."""

    number: Number
    code: str
    group: str  # the part of the code before the dot
    kind: str
    period: str
    period_source: str
    breakdown: str
    rule: str
    depth: int
    value: Decimal
    claim: Claim
    low: int  # where the words before it begin
    may: Bits = NONE  # the bits of the cues that may match in its sentence (triggers.py)
    adds_up: bool = False  # the figures beside it tell of what it is the sum
    held: bool = False  # the period is that of a sentence before
    sentence_start: int = 0
    sentence_end: int = 0
    after_above: bool = False  # its sentence goes on after one about a region above the publisher's
    of_all: bool | None = None  # whether its sentence says so, once that was asked


@dataclass(slots=True)
class Sentence:
    """What carries on within a sentence."""

    start: int
    end: int
    may: Bits = NONE  # the bits of the cues that may match in it (triggers.py)
    taken: list[Taken] = field(default_factory=list)
    groups: set[str] = field(default_factory=set)  # of the codes taken
    period: str | None = None
    clause_period: str | None = None  # of the clause: its sentence's, or one that 其中 opens
    held: str | None = None  # the period with which a sentence before opened, while it goes on
    periods: set[str] = field(default_factory=set)  # all that the sentence names for what follows
    list_periods: list[str] = field(default_factory=list)
    in_parts: bool = False  # after 其中
    of_some: bool = False  # the last figure was of some of the cases: 市政府收到11件，受理6件
    wholes: int = 0  # how many figures were taken before it
    broken: bool = False  # the last figure was none of ours: nothing to carry on from
    break_depth: int = 0  # how deep in parentheses that figure stood
    unread_share: int = 0  # where the last 占79.7% ends that has no indicator
    each_until: int = -1  # where the last figure ends that is so many for each
    for_each: Claim | None = None  # on that figure
    scored: bool | None = None  # whether it sets points for figures, once that was asked
    counties: Bits | None = None  # those cues of other counties that match in it, once that was asked
    told_from: int = -1  # where its words begin behind the mark of an item (二是), once that was asked
    above: Claim | None = None  # on the last figure of a region above the publisher's
    foreign: int = 0  # where the last figure ends that a wording without an indicator took
    unread_depth: int = -1  # how deep a list of parts goes on after a part that has no member
    last_clause: Clause | None = None  # the clause before
    after_above: bool = False  # the sentence before told of a region above, and this one names no other

    def open_parts(self) -> None:
        """What follows are parts: 其中."""
        if not self.in_parts:
            self.in_parts, self.wholes = True, len(self.taken)

    def has_taken_beside(self, group: str) -> bool:
        """Whether a figure of another group was taken."""
        return len(self.groups) > (group in self.groups)

    def tells_as_done(self, code: str) -> bool:
        """Whether a figure of an indicator was told as done, and not only to be reached."""
        return any(other.code == code and other.kind == "actual" for other in self.taken)

    def before_parts(self) -> list[Taken]:
        """The figures taken before the parts began; where none was, the parts so far."""
        if not self.wholes:
            return self.recent()
        return self.taken[max(0, self.wholes - _MEMORY) : self.wholes]

    def recent(self) -> list[Taken]:
        """The figures taken so far, the last first."""
        return self.taken[: -_MEMORY - 1 : -1]


def kin(unit: str) -> frozenset[str]:
    """The measure words that count the same things: 件, 宗, 起, 例."""
    return _KIN_OF.get(unit, _NO_KIN)


def fits(unit: str, item: Taken, catalogue_unit: str) -> bool:
    """Whether a figure printed with `unit` can be another of the same indicator."""
    if item.kind in CHANGES:
        return unit in unit_words(catalogue_unit)
    return not unit or unit == item.number.unit or unit in kin(item.number.unit)


def part_or_whole(part: Taken, recent: list[Taken], change: Number, sign: int) -> Taken:
    """民事141件、刑事168件、行政3件，比上年多48件: parts that add up leave the change to their whole.

    So does a part that is less than what it would have risen by. `recent` are the figures so far, the last first.
    """
    if not part.breakdown:
        return part
    values: list[Decimal] = []
    for item in recent:
        if item.code != part.code or (item.breakdown and item.kind in CHANGES):
            return part
        if item.breakdown:
            values.append(item.value)
        elif item.kind not in CHANGES:
            beyond = sign > 0 and change.unit != "%" and change.value > part.value
            return item if beyond or (len(values) > 1 and sum(values) == item.value) else part
    return part

"""The words of the catalogue as a reader of texts meets them: what each is a head of, and where one stands."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, frozen=True, eq=False)
class Frame:
    """A wording of an indicator, ready for matching: masks over the bits of an anchor's groups."""

    code: str
    units: frozenset[str]
    context: int  # bits that must occur in the clause
    near: int  # bits that must occur in the sentence or its headings
    beside: int
    without: int
    topics: int
    side: str
    part: str
    weight: float
    yields: bool
    group: str  # the part of the code before the dot


@dataclass(slots=True, eq=False)
class Anchor:
    """A word of some wording. `frames` are those it is a head of; the masks are the groups it belongs to."""

    word: str
    frames: tuple[Frame, ...] = ()
    context: int = 0  # groups of with and near, also those of the words it contains
    own: int = 0  # groups of beside and without, of the word as it stands
    holds: int = 0  # the same, also of the words it ends in: 累计清理 is a 清理, 调解组织 no 调解
    topics: int = 0
    rivals: int = 0  # the topics of all its frames
    _before: dict[str | None, tuple[Frame, ...]] = field(default_factory=dict)  # by unit
    _after: dict[str | None, tuple[Frame, ...]] = field(default_factory=dict)

    def frames_for(self, unit: str | None, after: bool) -> tuple[Frame, ...]:
        """The frames that count what is printed with `unit` (None: anything), of a head before or after its figure."""
        fitting = self._after if after else self._before
        known = fitting.get(unit)
        if known is None:
            wrong_side = "before" if after else "after"
            known = fitting[unit] = tuple(
                frame for frame in self.frames if (unit is None or unit in frame.units) and frame.side != wrong_side
            )
        return known


@dataclass(slots=True)
class Match:
    """An anchor in a text."""

    start: int
    end: int
    anchor: Anchor

"""From the names that label a figure to the indicator they name, by the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fazhi.extract.lexicon import Lexicon

# Whose figures no county's total is: departments, townships, stations.
_ENTITY = re.compile(
    r".*(?:局|委|办|委员会|办公室|政府|镇|乡|街道|办事处|分局|支队|大队|中队|管委会|公司|单位|部门|机关|村|社区|中心|院|所|站|部|队)"
    r"(?:\(.*\))?"
)
_KIND_OF = re.compile(r"(?:类|级|案件|案|纠纷|对象|人员|事项|执行|[()、,和或])*")
# Topics that come from further away than the caption leave a doubt.
_NEAR = 2


@dataclass(frozen=True, slots=True)
class Bound:
    """What the labels of a figure were found to name."""

    indicator: str
    breakdown: str = ""
    subject: str = ""
    rule: str = "table.label"
    confidence: str = "certain"
    distance: int = 0
    """How many texts around the label it took to bind it: 0 where the label says all."""

    def same_figure(self, other: Bound | None) -> bool:
        return other is not None and (self.indicator, self.breakdown) == (other.indicator, other.breakdown)


@dataclass(frozen=True, slots=True)
class LabelNamer:
    """Looks labels up. `unit` is the printed one or empty, `around` the texts that give a topic, the nearest first.
    `known` keeps answers, since rows and columns ask for the same names again and again.
    """

    lexicon: Lexicon
    unit: str
    around: tuple[str, ...]
    known: dict[tuple[object, ...], Bound | None]

    def named(self, names: tuple[str, ...]) -> Bound | None:
        """What the labels of one side name, from the outermost to the innermost: 行政复议 › 收到申请."""
        if not names:
            # The caption alone says what a table of one row and one column counts.
            found = next((bound for text in self.around[:1] if (bound := self._look_up(text, ()))), None)
            return replace(found, confidence="likely") if found else None
        outer = tuple(reversed(names[:-1]))
        bound = self._look_up(names[-1], (*outer, *self.around), len(outer))
        if bound is None and outer:
            joined = self._look_up("".join(names), self.around)
            # 行政处罚 › 县公安局 names no more than 行政处罚: the figure is a part of it that no indicator covers.
            whole = self._look_up("".join(names[:-1]), self.around)
            bound = joined if joined and not joined.same_figure(whole) else None
        return bound

    def crossed(self, row: tuple[str, ...], column: tuple[str, ...]) -> Bound | None:
        """What row and column name together; None where one of them only says whose or which part."""
        by_row, by_column = self.named(row), self.named(column)
        bound = self.named((*row, *column)) or self.named((*column, *row))
        if bound is None:
            return None
        for whole, other in ((by_column, row), (by_row, column)):
            if not bound.same_figure(whole):
                continue
            part = "" if bound.breakdown else self._member(bound.indicator, other[-1])
            if part:
                return replace(bound, breakdown=part)
            if not self._speak_of(bound.indicator, other):
                return None
        return bound

    def part(self, names: tuple[str, ...], whole: str) -> Bound | None:
        """A label that is only the name of a part (缓刑), of the whole beside it or of the caption's indicator."""
        base = self.named((whole,) if whole else ()) if len(names) == 1 else None
        member = self._member(base.indicator, names[0]) if base is not None and not base.breakdown else ""
        return replace(base, breakdown=member) if base is not None and member else None

    def _member(self, indicator: str, name: str) -> str:
        """The part that a label is the name of (民事案件, 村级); 白沙村 is the name of a village, not of the level."""
        words = self.lexicon.member_words.get(indicator, ())
        first, found = next(((word, member) for word, member in words if name.startswith(word)), ("", ""))
        rest = name.removeprefix(first)
        for word, member in words:
            if member == found:
                rest = rest.replace(word, "")
        return found if found and _KIND_OF.fullmatch(rest) else ""

    def _speak_of(self, indicator: str, names: tuple[str, ...]) -> bool:
        """Whether names that add nothing to an indicator repeat its topic or words (行政复议 over 复议受理), rather
        than say whose figure or which part it is (县司法局, 涉企).
        """
        return all(not _ENTITY.fullmatch(name) and self._speaks_of(indicator, name) for name in names)

    def _speaks_of(self, indicator: str, name: str) -> bool:
        anchors = [match.anchor for match in self.lexicon.anchors(name)]
        return any(anchor.topics or any(frame.code == indicator for frame in anchor.frames) for anchor in anchors)

    def _look_up(self, label: str, around: tuple[str, ...], outer: int = 0) -> Bound | None:
        key = (label, around, self.unit, outer)
        if key not in self.known:
            self.known[key] = self._bind(label, around, outer)
        return self.known[key]

    def _bind(self, label: str, around: tuple[str, ...], outer: int) -> Bound | None:
        if not self.lexicon.names_a_head(label):
            return None
        context = ""
        for distance, text in enumerate(("", *around)):
            context += text + "\n"
            found = self.lexicon.bind_label(label, self.unit, context)
            if found is not None:
                code, breakdown = found
                confidence = "certain" if distance <= outer + _NEAR else "likely"
                return Bound(code, breakdown, confidence=confidence, distance=distance)
        return None

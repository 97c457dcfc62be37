"""Which wording claims a figure: the heads next to it, weighed by what stands around and what carries on from before."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from fazhi.extract.lexicon import Frame, Match

_LENGTH_WEIGHT = 0.5
_CONTEXT_WEIGHT = 1.5
_NEAR_WEIGHT = 0.75
_DISTANCE_COST = 0.12
_AFTER_COST = 1.0
_AFTER_DISTANCE_COST = 0.22
_FARTHEST_AFTER = 12
_TOPIC_RANK_COST = 1.5
_TOPIC_SENTENCE_COST = 0.3
_TOPIC_FAR_COST = 0.9
_TOPIC_LATER_COST = 1.5
_COHESION_WEIGHT = 0.8
_MONEY_COHESION_WEIGHT = 2.0  # an amount belongs to what was just counted
_PREVIOUS_SENTENCE_COST = 1.0
_LEAST_SCORE = 0.3


@dataclass(slots=True)
class Claim:
    """A frame that claims a figure. `topic_rank` is 0 where its topic is the one last named, -1 without a topic."""

    frame: Frame
    score: float
    head: Match
    after: bool
    topic_rank: int
    topic_here: bool
    runner_up: float = 0.0


@dataclass(slots=True)
class Context:
    """What carries on to a figure: the anchors of its paragraph and the masks of sentence, headings and topics."""

    matches: list[Match]
    heading_near: int = 0
    sentence_near: int = 0
    previous_near: int = 0
    recent_topics: list[tuple[int, int]] = field(default_factory=list)  # (bits, position), the last named first
    sentence_start: int = 0
    sentence_topics: int = 0  # of the whole sentence, also what it names only later
    last_group: str = ""
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts = [match.start for match in self.matches]

    def between(self, start: int, end: int) -> list[Match]:
        """The anchors that begin in `[start, end)` and end by `end`."""
        low = bisect_left(self.starts, start)
        high = bisect_left(self.starts, end, low)
        while high > low and self.matches[high - 1].end > end:
            high -= 1
        return self.matches[low:high]

    def mask_of(self, start: int, end: int) -> int:
        """The context bits of the anchors in `[start, end)`."""
        mask = 0
        for match in self.between(start, end):
            mask |= match.anchor.context
        return mask

    def open_sentence(self, start: int, end: int) -> None:
        """A new sentence: what it names anywhere is near all its figures."""
        self.previous_near = self.sentence_near
        self.sentence_start, self.last_group = start, ""
        near = topics = 0
        for match in self.between(start, end):
            near |= match.anchor.context
            topics |= match.anchor.topics
        self.sentence_near, self.sentence_topics = near, topics

    def note_topics(self, bits: int, position: int) -> None:
        """A topic is named: it is now the last one."""
        recent = self.recent_topics
        if recent and recent[0][0] == bits:
            recent[0] = (bits, position)
            return
        self.recent_topics = [(bits, position), *(pair for pair in recent if pair[0] & ~bits)]

    def claims(
        self,
        before: list[Match],
        after: list[Match],
        number: tuple[int, int],
        unit: str | None,
        mask: int,
        whole: int,
    ) -> list[Claim]:
        """All frames that claim the figure at `number` (start, end), the strongest first.

        `before` and `after` are the anchors next to it on both sides; `unit` None takes any unit (a change of
        something counted otherwise). `mask` has the context bits of the clause so far and what follows the figure
        directly, `whole` those of the whole clause, which heads after the figure may use.
        """
        own = holds = 0
        for match in before:
            own |= match.anchor.own
            holds |= match.anchor.holds
        for match in after:
            own |= match.anchor.own
            holds |= match.anchor.holds
        found: list[Claim] = []
        for match in before:
            for frame in match.anchor.frames:
                if (unit is None or unit in frame.units) and frame.side != "after":
                    if frame.without & holds and _is_barred(frame, match, before, after):
                        continue
                    self._weigh(found, frame, match, number[0] - match.end, False, own, mask)
        for match in after:
            for frame in match.anchor.frames:
                if (unit is None or unit in frame.units) and frame.side != "before":
                    if frame.without & holds and _is_barred(frame, match, before, after):
                        continue
                    self._weigh(found, frame, match, match.start - number[1], True, own, whole)
        if len(found) > 1:
            found.sort(key=_by_score)
        return found

    def _weigh(self, found: list[Claim], frame: Frame, head: Match, distance: int, after: bool, own: int, clause_mask: int) -> None:  # fmt: skip
        if (frame.beside & own) != frame.beside or frame.context & ~clause_mask:
            return
        score = _LENGTH_WEIGHT * (head.end - head.start) + frame.weight
        if frame.near:
            near = clause_mask | self.sentence_near | self.heading_near
            if frame.near & ~near:
                if frame.near & ~(near | self.previous_near):
                    return
                score -= _PREVIOUS_SENTENCE_COST
            score += _NEAR_WEIGHT
        if frame.beside or frame.context:
            score += _CONTEXT_WEIGHT
        if after:
            score -= _AFTER_COST + _AFTER_DISTANCE_COST * min(distance, _FARTHEST_AFTER)
        else:
            score -= _DISTANCE_COST * distance
        rank, here = -1, False
        if frame.topics:
            rank = self._topic_rank(frame.topics)
            if rank >= 0:
                here = self.recent_topics[rank][1] >= self.sentence_start
                score -= _TOPIC_RANK_COST * rank + (_TOPIC_SENTENCE_COST if here else _TOPIC_FAR_COST)
            elif frame.topics & self.sentence_topics:
                rank = len(self.recent_topics)
                score -= _TOPIC_LATER_COST
            else:
                return
        if self.last_group and frame.code.startswith(self.last_group):
            score += _MONEY_COHESION_WEIGHT if "元" in frame.units else _COHESION_WEIGHT
        if score > _LEAST_SCORE:
            found.append(Claim(frame, score, head, after, rank, here))

    def _topic_rank(self, topics: int) -> int:
        for rank, (bits, _) in enumerate(self.recent_topics):
            if bits & topics:
                return rank
        return -1


def _by_score(claim: Claim) -> float:
    return -claim.score


def _is_barred(frame: Frame, head: Match, before: list[Match], after: list[Match]) -> bool:
    """Whether a word next to the head forbids the frame. The head itself may contain one (办结和在办)."""
    without = frame.without
    if without & head.anchor.own:
        return True
    return any(match is not head and without & match.anchor.holds for match in before) or any(
        match is not head and without & match.anchor.holds for match in after
    )

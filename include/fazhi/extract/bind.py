"""Which wording claims a figure: heads next to it, weighed by what stands around and what carries on from before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fazhi.extract.anchors import Frame, Match

if TYPE_CHECKING:
    from mypy_extensions import i64  # compiled, the integer of the machine; else an int

    from fazhi.extract.qualifiers import Qualities

_LENGTH_WEIGHT = 0.5
_CONTEXT_WEIGHT = 1.5
_NEAR_WEIGHT = 0.75
_DISTANCE_COST = 0.12
_AFTER_COST = 1.0
_AFTER_DISTANCE_COST = 0.22
_FARTHEST_AFTER = 10
_TOPIC_RANK_COST = 1.5
_TOPIC_BETWEEN_COST = 0.5
_TOPIC_SENTENCE_COST = 0.3
_TOPIC_FAR_COST = 0.9
_TOPIC_LATER_COST = 1.5
_COHESION_WEIGHT = 0.8
_MONEY_COHESION_WEIGHT = 2.0  # an amount belongs to what was just counted
_PREVIOUS_SENTENCE_COST = 1.0
_LEAST_SCORE = 0.3
_NO_CLAIM = 0.0, -1, False


def _joined(bits: int, more: int) -> int:
    """Both together. They are longer than a machine word, and each `|` makes a new integer of them."""
    return bits | more if bits else more


@dataclass(slots=True)
class Claim:
    """A frame that claims a figure. `topic_rank` is 0 where its topic is the one last named, -1 without a topic.

    `topic_at` is where that was named; -1 without a topic, in a heading or only later.
    """

    frame: Frame
    score: float
    head: Match
    after: bool
    topic_rank: int
    topic_here: bool
    topic_at: int = -1
    runner_up: float = 0.0
    rival: Frame | None = None  # whose score that is
    # What was found about the first figure that it claims, and holds for those that are derived from that one.
    doubt: str | None = None
    qualities: Qualities | None = None

    @property
    def names_any_case(self) -> bool:
        """Whether it is for another body's 案件, a word that the parts of our own are counted with, too."""
        return not self.frame.code and self.head.anchor.word == "案件"


@dataclass(slots=True)
class Window:
    """What stands next to a figure at `start`..`end`: the anchors on both sides and its measure word.

    `unit` None takes any unit: a change of something counted otherwise. `mask` has the context bits of the clause so
    far and of what follows the figure directly, `whole` those of the whole clause, which heads after it may use.
    """

    before: list[Match]
    after: list[Match]
    start: int
    end: int
    unit: str | None
    mask: int
    whole: int

    def matches(self) -> list[Match]:
        """The anchors on both sides."""
        return self.before + self.after if self.after else self.before

    def words(self) -> tuple[int, int]:
        """The bits of the words on both sides, as they stand and with those that they end in."""
        own = holds = 0
        for match in self.matches():
            anchor = match.anchor
            if anchor.holds:  # whatever it is by itself, it holds
                own, holds = _joined(own, anchor.own), _joined(holds, anchor.holds)
        return own, holds

    def bars(self, without: int, head: Match) -> bool:
        """Whether a word next to the head forbids the frame. The head itself may contain one (办结和在办)."""
        if without & head.anchor.own:
            return True
        return any(match is not head and without & match.anchor.holds for match in self.matches())


@dataclass(slots=True)
class Context:
    """What carries on to a figure: the anchors of its paragraph and the masks of sentence, headings and topics."""

    matches: list[Match]
    base_near: int = 0  # of the headings over the paragraph
    heading_near: int = 0  # the same and its run-in title
    sentence_near: int = 0
    previous_near: int = 0
    recent_topics: list[tuple[int, int]] = field(default_factory=list)  # (bits, position), the last named first
    sentence_start: int = 0
    sentence_topics: int = 0  # of the whole sentence, also what it names only later
    last_group: str = ""
    topical: list[Match] = field(default_factory=list)  # the anchors that name a topic

    def __post_init__(self) -> None:
        self.topical = [match for match in self.matches if match.anchor.topics]
        self.heading_near |= self.base_near

    def _from_to(self, start: int, end: int) -> tuple[int, int]:
        """Which of the anchors begin in `[start, end)`; asked for every figure, with a few anchors in between.

        Compiled, a call of `bisect` takes longer than all the steps here.
        """
        matches = self.matches
        last: i64 = len(matches)
        low: i64 = 0
        high: i64 = last
        while low < high:
            middle: i64 = (low + high) >> 1
            if matches[middle].start < start:
                low = middle + 1
            else:
                high = middle
        high = low
        while high < last and matches[high].start < end:
            high += 1
        return low, high

    def between(self, start: int, end: int) -> list[Match]:
        """The anchors that begin in `[start, end)` and end by `end`."""
        low, high = self._from_to(start, end)
        while high > low and self.matches[high - 1].end > end:
            high -= 1
        return self.matches[low:high]

    def apart(self, start: int, end: int) -> list[Match] | None:
        """The anchors that the words in `[start, end)` have by themselves; None where one goes beyond these."""
        low, high = self._from_to(start, end)
        crossed = (low and self.matches[low - 1].end > start) or (high > low and self.matches[high - 1].end > end)
        return None if crossed else self.matches[low:high]

    def mask_of(self, start: int, end: int) -> int:
        """The context bits of the anchors in `[start, end)`."""
        mask = 0
        low, high = self._from_to(start, end)
        for place in range(low, high):
            match = self.matches[place]
            if match.end <= end and match.anchor.context:
                mask = _joined(mask, match.anchor.context)
        return mask

    def open_sentence(self, start: int, end: int) -> None:
        """A new sentence: what it names anywhere is near all its figures."""
        self.previous_near = self.sentence_near
        self.sentence_start, self.last_group = start, ""
        near = topics = 0
        for match in self.between(start, end):
            if match.anchor.context:
                near = _joined(near, match.anchor.context)
            topics |= match.anchor.topics
        self.sentence_near, self.sentence_topics = near, topics

    def note_topics(self, bits: int, position: int) -> None:
        """A topic is named: it is now the last one."""
        recent = self.recent_topics
        if recent and recent[0][0] == bits:
            recent[0] = (bits, position)
            return
        named = [(bits, position)]
        for pair in recent:
            if pair[0] & ~bits:
                named.append(pair)
        self.recent_topics = named

    def topic_since(self, topics: int, position: int) -> bool:
        """Whether a topic was named after `position`."""
        return any(bits & topics and place >= position for bits, place in self.recent_topics)

    def claim(self, window: Window) -> Claim | None:
        """The frame that claims the figure of a window most strongly, with the score of the next of another code."""
        own, holds = window.words()
        best: Claim | None = None
        runner_up, rival = 0.0, None
        for match in window.matches():
            anchor = match.anchor
            if not anchor.frames:
                continue
            after = match.start >= window.end
            mask = window.whole if after else window.mask
            for frame in anchor.frames_for(window.unit, after):
                if frame.context and frame.context & mask != frame.context:
                    continue
                if frame.beside and frame.beside & own != frame.beside:
                    continue
                if frame.without and frame.without & holds and window.bars(frame.without, match):
                    continue
                score, rank, here = self._weighed(window, frame, match, after, mask)
                if score <= _LEAST_SCORE:
                    continue
                if best is None or score > best.score:
                    if best is not None and best.frame.code != frame.code:
                        runner_up, rival = best.score, best.frame
                    best = Claim(frame, score, match, after, rank, here)
                elif score > runner_up and frame.code != best.frame.code:
                    runner_up, rival = score, frame
        if best is not None:
            best.runner_up, best.rival = runner_up, rival
            if 0 <= best.topic_rank < len(self.recent_topics):
                best.topic_at = self.recent_topics[best.topic_rank][1]
        return best

    def _weighed(self, window: Window, frame: Frame, head: Match, after: bool, mask: int) -> tuple[float, int, bool]:
        """Score of a frame, rank of its topic and whether that is named here; no score where it lacks something."""
        score = _LENGTH_WEIGHT * (head.end - head.start) + frame.weight
        if after:
            score -= _AFTER_COST + _AFTER_DISTANCE_COST * min(head.start - window.end, _FARTHEST_AFTER)
        else:
            score -= _DISTANCE_COST * (window.start - head.end)
        if frame.near:
            score += _NEAR_WEIGHT
            if frame.near & self.sentence_near != frame.near:  # mostly the sentence itself names it
                missing = frame.near & ~(mask | self.sentence_near | self.heading_near)
                if missing & ~self.previous_near:
                    return _NO_CLAIM
                score -= _PREVIOUS_SENTENCE_COST if missing else 0
        if frame.beside or frame.context:
            score += _CONTEXT_WEIGHT
        rank, here = -1, False
        if frame.topics:
            if self.recent_topics and self.recent_topics[0][0] & frame.topics:  # the topic last named, as mostly
                rank, here = 0, self.recent_topics[0][1] >= self.sentence_start
                cost = _TOPIC_SENTENCE_COST if here else _TOPIC_FAR_COST
            else:
                rank, here, cost = self._topic(frame.topics, head.anchor.rivals if frame.code else -1)
                if cost < 0:
                    return _NO_CLAIM
            score -= cost
        if frame.group == self.last_group and frame.group:
            score += _MONEY_COHESION_WEIGHT if "元" in frame.units else _COHESION_WEIGHT
        return score, rank, here

    def _topic(self, topics: int, rivals: int) -> tuple[int, bool, float]:
        """How many topics were named since, whether in this sentence, and what that costs; less than 0: not at all.

        A topic that the head has a meaning in (`rivals`, -1 for all) stands between more than one that it has none in.
        """
        between = 0.0
        for rank, (bits, position) in enumerate(self.recent_topics):
            if bits & topics:
                here = position >= self.sentence_start
                return rank, here, between + (_TOPIC_SENTENCE_COST if here else _TOPIC_FAR_COST)
            between += _TOPIC_RANK_COST if bits & rivals else _TOPIC_BETWEEN_COST
        if topics & self.sentence_topics:
            return len(self.recent_topics), False, _TOPIC_LATER_COST
        return -1, False, -1.0

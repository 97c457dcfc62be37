"""The catalogue's wordings, compiled: which words of a text name what.

Public here: `Lexicon` with `Lexicon.of(catalogue)`, `anchors(text)` and `bind_label(label, unit, context)`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from fazhi.catalogue import Catalogue, Wording, Words
from fazhi.extract.anchors import Anchor, Frame, Match
from fazhi.extract.triggers import number_of_cues, words_of_cues
from fazhi.extract.vocabulary import Vocabulary

UNLISTED = ""

# The measure words that a figure of a catalogue unit is printed with; "" is a bare number (受理131；).
_UNIT_WORDS: Mapping[str, frozenset[str]] = {
    "件": frozenset({"件", "宗", "起", "例", "份", "本", "卷", "册", "部", "个", "项", "件次", ""}),
    "次": frozenset({"次", "场", "场次", "人次", "回", "轮", ""}),
    "场次": frozenset({"场次", "场", "次", "期", ""}),
    "人": frozenset({"人", "名", "位", ""}),
    "人次": frozenset({"人次", "人", "名", "次", ""}),
    "个": frozenset({"个", "家", "处", "所", "项", "条", ""}),
    "家": frozenset({"家", "个", "户", "所", ""}),
    "处": frozenset({"处", "个", "家", "座", ""}),
    "项": frozenset({"项", "个", "条", ""}),
    "份": frozenset({"份", "件", "册", "本", ""}),
    "条": frozenset({"条", "项", "例", "篇", ""}),
    "篇": frozenset({"篇", "条", ""}),
    "期": frozenset({"期", "场", "次", "班", ""}),
    "元": frozenset({"元"}),
    "%": frozenset({"%", ""}),
    "学时": frozenset({"学时", "小时"}),
    "人/万人": frozenset({"人", "名", "%", ""}),
}
# In a table the unit may stand in a column of its own or in the heading.
_LABEL_UNIT = re.compile(r"[（(]\s*(?:单位[:：])?\s*([^（）()]{1,6})\s*[)）]\s*$")
_BEFORE_SHORT_MEMBER = frozenset("、，,（( \u3000和与及中有：:”")
_ASIDE = re.compile(r"[（(]不?含[^（()）]*[)）]")  # 刑事（含认罪认罚）325件 are criminal cases
_NO_CASE_TYPE = re.compile("司法行政(?:机关|部门|系统)?|行政(?:机关|部门|单位|村|区|主体|相对人)")
_SEVERAL_LEVELS = re.compile(
    "[两三四五各]级(?!联动|贯通)|中心[（(]站|[省市县区旗][、和及]?(?:[镇乡街]|街道|乡镇|镇街)[、和及]?(?:村|社区)|(?:乡镇|镇街|街道|[镇乡])[、和及](?:村|社区)"
)
_LABEL_NOISE = re.compile(r"^(?:\d+[.、．]|其中[:：]?|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])+\s*")
_OF_CASES = ("reconsideration", "litigation")  # topics


@dataclass(slots=True, frozen=True)
class Share:
    """A rate printed beside its count: 其中调解22件，占审结案件的34.38%."""

    code: str
    base: Words
    needs_part: bool


@dataclass(slots=True, eq=False)
class Lexicon:
    """All wordings of a catalogue. Build it with `Lexicon.of`, which keeps one for each catalogue."""

    catalogue: Catalogue
    vocabulary: Vocabulary
    cues: int  # that the vocabulary has the words of
    topic_bits: dict[str, int]
    topics_of_cases: int
    heading_topics: dict[str, int]
    shares: dict[str, tuple[Share, ...]]
    units: dict[str, str]
    measures: dict[str, str]
    member_words: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue) -> Lexicon:
        """The compiled lexicon of a catalogue; built once, and again where a module was imported that adds cues."""
        known = _BUILT.get(catalogue.digest)
        if known is None or known.catalogue is not catalogue or known.cues != number_of_cues():
            known = _Builder(catalogue).build()
            _BUILT[catalogue.digest] = known
        return known

    def anchors(self, text: str, start: int = 0, end: int | None = None) -> list[Match]:
        """Every word of the catalogue in `text[start:end]` that is not inside a longer one, in order."""
        found: list[Match] = []
        self.vocabulary.read(text, start, len(text) if end is None else end, found)
        return found

    def bind_label(self, label: str, unit: str = "", context: str = "") -> tuple[str, str] | None:
        """The (indicator code, breakdown) that a table's label names, or None.

        `label` is a row or column heading, also a joined path of them (其中：民事案件); `unit` its unit where it
        stands apart (件, 万元, %), else it is read from the label's own parentheses; `context` is the caption and the
        headings above (表1 行政复议情况), which give the topic.
        """
        label, own_unit = _taken_apart(label)
        unit = label_unit(unit or own_unit)
        best = self._best_for_label(label, unit, context)
        if best is None:
            return self._part_of(context, label, unit)
        if best.code == UNLISTED:
            return None
        return best.code, best.part or self.member_in(best.code, label)

    def _best_for_label(self, label: str, unit: str, context: str) -> Frame | None:
        around, named = _named_by(self, context), _named_by(self, label)
        near, topics = around.context, around.topics | self.heading_topics.get(context.strip(), 0)
        matches, own, here, own_topics = named.matches, named.own, named.context, named.topics
        best: Frame | None = None
        best_score = 0.0
        lacking = ~(here | near)
        for match in matches:
            for frame in match.anchor.frames:
                if (unit and unit not in frame.units) or (frame.without and frame.without & own):
                    continue
                if frame.beside and (frame.beside & own) != frame.beside:
                    continue
                if (frame.context and frame.context & lacking) or (frame.near and frame.near & lacking):
                    continue
                if frame.topics and not frame.topics & (own_topics | topics):
                    continue
                score = len(match.anchor.word) + frame.weight + 0.2 * match.end
                score += 2 if frame.context or frame.near or frame.beside else 0
                score -= 0.5 * (frame.topics != 0 and not frame.topics & own_topics)
                if score > best_score:
                    best, best_score = frame, score
        return best

    def names_a_head(self, label: str) -> bool:
        """Whether a label holds a word that some wording counts."""
        return any(match.anchor.frames for match in _named_by(self, label).matches)

    def members_named(self, code: str, text: str) -> list[str]:
        """The breakdown members that `text` names, in the order of the text: 国家级、省级、市级."""
        found: list[tuple[int, int, str]] = []
        for word, member in self.member_words.get(code, ()):
            start = text.find(word)
            if start >= 0 and not any(low < start + len(word) and start < high for low, high, _ in found):
                found.append((start, start + len(word), member))
        return [member for _, _, member in sorted(found)]

    def has_member(self, code: str, breakdown: str) -> bool:
        """Whether an indicator can be broken down so."""
        return any(member == breakdown for _, member in self.member_words.get(code, ()))

    def has_dimension(self, code: str, dimension: str) -> bool:
        """Whether an indicator is broken down by a dimension: case_type."""
        return any(member.startswith(dimension + "=") for _, member in self.member_words.get(code, ()))

    def _part_of(self, context: str, label: str, unit: str) -> tuple[str, str] | None:
        """民事 under 法律援助案件办理情况（件）: a member of what the context counts."""
        whole = self.bind_label(context, unit) if context else None
        part = self.member_in(whole[0], label) if whole else ""
        return (whole[0], part) if whole and part else None

    def member_in(self, code: str, text: str) -> str:
        """The breakdown member that `text` names for an indicator, as `dimension=member`; "" if none or several."""
        words = self.member_words.get(code)
        if not words:
            return ""
        if "行政" in text:
            text = _NO_CASE_TYPE.sub("", text)
        if "含" in text:
            text = _ASIDE.sub("", text)
        if ("级" in text or "村" in text or "社区" in text or "中心" in text) and _SEVERAL_LEVELS.search(text):
            return ""
        found, taken = "", ""
        for word, member in words:
            position = text.find(word)
            if position < 0 or word in taken:
                continue
            if len(word) == 1 and position and text[position - 1] not in _BEFORE_SHORT_MEMBER:
                continue  # 高村14件 is a place, not the villages
            end = position + len(word)
            if text[end : end + 2] == "以上":
                return ""
            if found and member != found:
                return ""
            found = member
            taken += word
        return found


@dataclass(slots=True, frozen=True)
class _Named:
    """The anchors of a text and their bits together."""

    matches: tuple[Match, ...]
    own: int
    context: int
    topics: int


@lru_cache(maxsize=2048)
def _named_by(lexicon: Lexicon, text: str) -> _Named:
    """What a label, or the captions and headings around a table, names: each is asked about again and again."""
    matches = tuple(lexicon.anchors(text))
    own = context = topics = 0
    for match in matches:
        own |= match.anchor.own
        context |= match.anchor.context
        topics |= match.anchor.topics
    return _Named(matches, own, context, topics)


@lru_cache(maxsize=2048)
def _taken_apart(label: str) -> tuple[str, str]:
    """A label without numbering and unit, and its unit as printed."""
    own_unit = _LABEL_UNIT.search(label)
    if own_unit:
        label = label[: own_unit.start()]
    return _LABEL_NOISE.sub("", label.strip()), own_unit[1] if own_unit else ""


def unit_words(unit: str) -> frozenset[str]:
    """The measure words that a figure of a catalogue unit is printed with."""
    return _UNIT_WORDS.get(unit, frozenset({unit, ""}))


def _with_kin(units: frozenset[str]) -> frozenset[str]:
    """件 takes 件次 as well, 场 takes 场次."""
    return units | {"件次"} if "件" in units else units | {"场次"} if "场" in units else units


@lru_cache(maxsize=256)
def label_unit(unit: str) -> str:
    """The measure word of a table's unit: 万元 -> 元, （件） -> 件, 人次 -> 人次."""
    unit = unit.strip("（）() \u00a0").removeprefix("单位：").removeprefix("单位:")
    if unit.endswith("元"):
        return "元"
    return {"％": "%", "百分比": "%", "件/次": "件", "件（次）": "件"}.get(unit, unit)


class _Builder:
    """Gives every word an anchor and every group of alternatives a bit."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.anchors: dict[str, Anchor] = {}
        self.frames: dict[str, list[Frame]] = defaultdict(list)
        self.bits: dict[str, dict[frozenset[str], int]] = {"context": {}, "own": {}}
        self.shares: dict[str, list[Share]] = defaultdict(list)
        self.topic_bits = {name: 1 << number for number, name in enumerate(catalogue.topics)}

    def build(self) -> Lexicon:
        for name, topic in self.catalogue.topics.items():
            for word in topic.words:
                self._anchor(word).topics |= self.topic_bits[name]
        for indicator in self.catalogue.indicators.values():
            for wording in indicator.wording:
                self._add(indicator.code, wording, unit_words(indicator.unit))
        anything = frozenset(word for words in _UNIT_WORDS.values() for word in words)
        for wording in self.catalogue.unlisted:
            self._add(UNLISTED, wording, anything)
        for word, frames in self.frames.items():
            self._anchor(word).frames = tuple(frames)
        listed = list(self.anchors.values())
        self._inherit(listed)
        for anchor in listed:
            for frame in anchor.frames:
                anchor.rivals |= frame.topics
        headings = {
            word: self.topic_bits[name] for name, topic in self.catalogue.topics.items() for word in topic.headings
        }
        return Lexicon(
            self.catalogue,
            Vocabulary(listed, words_of_cues()),
            number_of_cues(),
            self.topic_bits,
            sum(self.topic_bits.get(name, 0) for name in _OF_CASES),
            headings,
            {code: tuple(shares) for code, shares in self.shares.items()},
            {code: indicator.unit for code, indicator in self.catalogue.indicators.items()},
            {code: indicator.measure for code, indicator in self.catalogue.indicators.items()},
            self._members(),
        )

    def _add(self, code: str, wording: Wording, units: frozenset[str]) -> None:
        if wording.share_of:
            self.shares[wording.share_of].append(Share(code, wording.base, wording.needs_part))
            return
        topics = (wording.topic,) if isinstance(wording.topic, str) else wording.topic
        frame = Frame(
            code,
            _with_kin(frozenset(wording.unit) or units),
            self._mask("context", wording.with_),
            self._mask("context", wording.near),
            self._mask("own", wording.beside),
            self._mask("own", wording.without),
            sum(self.topic_bits[name] for name in topics if name),
            wording.side,
            wording.part,
            wording.weight,
            wording.yields,
            code.partition(".")[0],
        )
        for word in dict.fromkeys(wording.head):
            self.frames[word].append(frame)
            self._anchor(word)

    def _mask(self, kind: str, groups: Words | tuple[Words, ...]) -> int:
        if not groups:
            return 0
        mask, known = 0, self.bits[kind]
        for group in [groups] if isinstance(groups[0], str) else groups:
            words = frozenset(group)
            bit = known.setdefault(words, 1 << len(known))
            for word in words:
                anchor = self._anchor(str(word))
                if kind == "own":
                    anchor.own |= bit
                else:
                    anchor.context |= bit
            mask |= bit
        return mask

    def _anchor(self, word: str) -> Anchor:
        return self.anchors.setdefault(word, Anchor(word))

    def _inherit(self, listed: Iterable[Anchor]) -> None:
        """A longer word hides the shorter ones inside it, so it stands for their contexts and the last one's topic.

        It also counts what its own last part counts (评查案卷, 政府规范性文件), unless it turns that round (不予受理).
        """
        own = {
            anchor.word: (anchor.context, anchor.topics, anchor.frames, anchor.own) for anchor in self.anchors.values()
        }
        for anchor in listed:
            word, last, inner_own, ending_own = anchor.word, 0, 0, 0
            adopted: tuple[Frame, ...] = ()
            for start in range(len(word) - 1):
                for end in range(start + 2, len(word) + 1):
                    context, topics, frames, bits = own.get(word[start:end], (0, 0, (), 0))
                    anchor.context |= context
                    if topics and end > last and not own[word][1]:
                        anchor.topics, last = topics, end
                    inner_own |= bits
                    if end == len(word):
                        ending_own |= bits
                    if start and end == len(word) and frames and not adopted and word[0] not in "不未非应再拟无正尚待":
                        adopted = frames
            anchor.holds = anchor.own | ending_own
            if adopted and not (own[word][1] and not anchor.frames):
                claimed = {frame.code for frame in anchor.frames}
                anchor.frames += tuple(
                    frame for frame in adopted if frame.code not in claimed and not frame.without & inner_own
                )

    def _members(self) -> dict[str, tuple[tuple[str, str], ...]]:
        default = self.catalogue.members.get("default", {})
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for code, indicator in self.catalogue.indicators.items():
            words = [
                (word, f"{dimension}={member}")
                for dimension, members in indicator.breakdowns.items()
                for member in members
                for word in (self.catalogue.members.get(code, {}).get(dimension) or default.get(dimension, {})).get(
                    member, ()
                )
            ]
            if words:
                found[code] = tuple(sorted(words, key=lambda pair: -len(pair[0])))
        return found


_BUILT: dict[str, Lexicon] = {}

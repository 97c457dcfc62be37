"""How sure a reading is, from how it was made. `fazhi evaluate` shows what the bands are worth.

certain: the head stands next to the figure, no other wording comes close, its topic is the one last named in the
sentence, nothing in the words before the figure is left unread, nothing around it tells of a sample, of kinds or of
another place, the text itself names the year, and no other figure of the document contradicts it. A change, a part
or a figure carried on is as sure as the figure that it belongs to. likely: one of these is missing, and the doubt has
its name. uncertain: the claim itself is weak.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from fazhi.extract import cues
from fazhi.extract.doubts import Doubts

if TYPE_CHECKING:
    from decimal import Decimal

    from fazhi.extract.bind import Claim
    from fazhi.extract.figure import Taken
    from fazhi.extract.observation import Observation
    from fazhi.extract.time import DocumentTime

CERTAIN, LIKELY, UNCERTAIN = "certain", "likely", "uncertain"
WEAK = "weak_claim"
_CLEAR_SCORE = 2.0
_CLEAR_SCORE_AFTER = 2.5
_CLEAR_MARGIN = 1.0
_WEAK_SCORE = 1.5
_SILENT_CLAUSES = 2
_SIDE_BY_SIDE = 30  # characters
_LIST_END = frozenset("；;。")
_UNREAD = 6  # characters: 驻村工作队 before a head may be anybody
_FAR = 6
_FAR_AFTER = 3
_SMALL_NUMERAL = 10
_LONG_HEAD = 6  # characters: 政府信息公开申请 names by itself what its wording holds for weak
_LOOK_BACK = 80
_OWN_RULES = frozenset({"head", "head_after", "list", "change_head"})
_DERIVED_RULES = frozenset({"change", "carried", "part", "share"})
# Cases drawn for a review, files put away, kinds of cases, a township: what is counted may be another thing.
_OF_A_SAMPLE = re.compile(r"抽取|抽查|抽评|抽样|随机|调阅|归档|评估|评查")
_REVIEWS = ("enforcement.case_files", "corrections.assessments")
_OF_KINDS = re.compile(
    r"类(?:案件|型|别)?(?:的|为|有|共)?\d|从[^，。；]{0,10}(?:机关|级别|领域|类型|事项|主体|地区|区域|分布|对象)[^，。；]{0,4}(?:看|分析)[，,]"
)
_OWN_OFFICES = re.compile(
    "(?:各级)?(?:(?:行政)?复议|司法行政|行政)(?:机关|机构|系统|部门)|(?:[市县区州旗]|人民)+政府(?:办公室)?|司法局|[我本该全市县区州]局"
    "|法制办|本单位|各单位"
)
# Words before a head that say nothing of whose or of what kind it is, and names in quotation marks.
_COMMON = re.compile('[“"][^”"]{1,20}[”"]|组织|开展|举办|累计|各级|各类|各种|全[县市区州旗]|先后|深入|积极')
_OF_SOME = re.compile(r"表彰|荣获|评为|获评|获得|授予|称号|先进")
# 评选优秀人民调解员10名, 依托2个示范村, 县公安局受理3件, 拟举办6场: some of them, a place, another office, a wish.
_SOME_BEFORE = re.compile(r"(?:评选|表彰|优秀|先进|十佳|选派|抽调|推荐|命名)[^，。；]{0,10}$")
_PLACE_BEFORE = re.compile(r"(?:依托|借助|利用|联合|发挥|依靠|整合|走进|深入|对|为|向|在|(?<!达)到|组织)\s*$")
_LEANT_ON = re.compile(r"(?:依托|借助|利用)[^，。；]{0,60}$")
_OF_PLACES = frozenset({"个", "家", "所", "名", "人", "位", "处"})
_COUNTED_PLACES = frozenset({"个", "家", "所", "处", "座"})
_OTHER_OFFICE = re.compile(r"(?:局|大队|支队|公司|协会|镇|乡|街道|管委会)(?!调)")
_WISHED = re.compile(r"拟(?!修改|废止|制定|定稿)|计划|需(?:要)?达|应达|须达|要求")
_WISH_LENGTH = 30
_REST_OF_CLAUSE = re.compile(r"[^，,。；;\n]{0,40}")
_SHORT_REST = 2
_GOING_ON = frozenset("、（(和及与的")
_OF_A_TOWNSHIP = re.compile(r"全镇|全乡|全街道|本镇|我镇|我乡|本乡|我街道|全村|我村|社区党委")


# Not in the year alone, or not by now.
_OPEN_TIME = re.compile(
    r"(?:成立|建立|建成|组建|设立|建[所院局]|大|施行)以来|近(?:几|些)?年来?[，,]|多年来|历年|长期以来"  # 党的十八大以来
    r"|(?:年[底末]?|月底?)前(?![^，。；]{0,4}(?:结转|的))"  # 2023年底前
    r"|(?:^|[。；;，,])\s*(?:今年)?(?:1[0-2]|[1-9])月份?[，,]"  # 4月，调解260件
)
_CLAUSE_END = re.compile(r"[，,；;](?!\d{3})")


class Confidences:
    """Judges the figures of one document; `text` is the document's, which their spans index."""

    def __init__(self, text: str, time: DocumentTime, *, township: bool = False) -> None:
        self.text, self.time = text, time
        self.doubts = Doubts(text, time, township=township)

    def of(self, items: list[Taken]) -> list[tuple[str, str]]:
        """certain, likely or uncertain for each figure of a paragraph, with the name of the doubt."""
        of_claim: dict[int, str] = {}
        groups: dict[int, list[tuple[int, str]]] = {}
        found = []
        for item in items:
            source = of_claim.get(id(item.claim)) if item.rule in _DERIVED_RULES else None
            doubt = self._own(item) if source is None else source or self._about_its_period(item)
            if not doubt and source is None:
                doubt = self._about_its_neighbours(item, groups)
            told = item.number.start, item.code.partition(".")[0]
            groups.setdefault(item.sentence_start, []).append(told)
            groups.setdefault(item.sentence_end, []).append(told)  # for a sentence that begins with 其中
            of_claim.setdefault(id(item.claim), doubt)
            found.append((_band(doubt), doubt))
        return found

    def _about_its_neighbours(self, item: Taken, groups: dict[int, list[tuple[int, str]]]) -> str:
        if self._is_part_of_another(item, groups):
            return "part_of_another"
        return "topic_left_behind" if self._has_left_its_topic(item, groups) else ""

    def _has_left_its_topic(self, item: Taken, groups: dict[int, list[tuple[int, str]]]) -> bool:
        """Whether clauses that tell no figure of its field stand between the topic and the figure."""
        claim, group = item.claim, item.code.partition(".")[0]
        if not claim.frame.topics or claim.topic_at < 0:
            return False
        told = [place for place, field in groups.get(item.sentence_start, ()) if field == group]
        begin, silent = claim.topic_at, 0
        for mark in _CLAUSE_END.finditer(self.text, begin, item.number.start):
            silent += not any(begin <= place < mark.start() for place in told)
            begin = mark.start()
        return silent >= _SILENT_CLAUSES

    def _is_part_of_another(self, item: Taken, groups: dict[int, list[tuple[int, str]]]) -> bool:
        """审核执法决定136件，其中行政处罚102件: a part of what is none of ours, or of another field."""
        start = item.number.start
        opened = self.text.rfind("其中", max(item.sentence_start, start - _LOOK_BACK), start)
        if opened < 0:
            return False
        first = item.sentence_start if self.text[item.sentence_start : opened].strip() else 0
        wholes = [group for position, group in groups.get(item.sentence_start, ()) if first <= position < opened]
        return item.code.partition(".")[0] not in wholes

    def _own(self, item: Taken) -> str:
        """What leaves a doubt about a figure that a wording claims, "" where nothing does."""
        doubt = _about_its_claim(item.claim) or _about_its_reading(item)
        return doubt or self._about_its_period(item) or self._about_its_words(item)

    def _about_its_period(self, item: Taken) -> str:
        return "guessed_period" if self._is_guessed(item) else ""

    def _about_its_words(self, item: Taken) -> str:
        if not item.claim.after and self._unread(item) > _UNREAD:
            return "words_unread"
        return "of_others" if self._is_of_others(item) else self.doubts.about(item)

    def _is_guessed(self, item: Taken) -> bool:
        """Whether the period is of a sentence before, or the document's, whose year the text does not say, or later."""
        before = self.text[item.sentence_start : item.number.start]
        if item.held or _OPEN_TIME.search(before):
            return True
        year = self.time.year
        if year is None:
            return False
        if item.kind not in {"target", "target_change"} and item.period[:4] > str(year):
            return True
        return not self.time.firm and item.period == self.time.report

    def _is_of_others(self, item: Taken) -> bool:
        start = item.number.start
        before = self.text[max(item.sentence_start, start - _LOOK_BACK) : start]
        words = self.text[item.low : start]
        number_of_places = item.number.unit in _COUNTED_PLACES
        if _SOME_BEFORE.search(words) or (item.kind == "actual" and _WISHED.search(before[-_WISH_LENGTH:])):
            return True
        if item.claim.after:
            done = item.claim.frame.side == "after"  # 组织12名干部参加考试: the wording says what they did
            led = item.number.unit in _OF_PLACES and _PLACE_BEFORE.search(words) is not None
            if not done and (led or self._is_of_some(item)):
                return True
        elif not item.breakdown and _OTHER_OFFICE.search(
            _OWN_OFFICES.sub("", self.text[item.low : item.claim.head.start])
        ):
            return True
        if number_of_places and _LEANT_ON.search(before):
            return True
        if _OF_A_TOWNSHIP.search(before) or _OF_KINDS.search(before):
            return True
        return _OF_A_SAMPLE.search(before) is not None and not item.code.startswith(_REVIEWS)

    def _is_of_some(self, item: Taken) -> bool:
        """Whether those that are counted are told what they did or got: 8个律师事务所免费代写文书, 1个律师所被表彰."""
        after = _REST_OF_CLAUSE.match(self.text, item.claim.head.end)
        rest = after[0] if after else ""
        if _OF_SOME.search(rest):
            return True
        unled = not cues.residue(self.text[item.low : item.number.start])
        return unled and len(rest) > _SHORT_REST and rest[0] not in _GOING_ON

    def _unread(self, item: Taken) -> int:
        """How many characters between the mark before the figure and its head no wording and no common word covers."""
        words = _OWN_OFFICES.sub("", self.text[item.low : item.claim.head.start])
        return len(cues.residue(_COMMON.sub("", words))) - item.covered


def _about_its_claim(claim: Claim) -> str:
    if claim.score < _WEAK_SCORE:
        return WEAK
    enough = claim.score >= (_CLEAR_SCORE_AFTER if claim.after else _CLEAR_SCORE)
    if not (enough and _is_strong(claim)):
        return "faint_wording"
    return "rival_wording" if claim.score - claim.runner_up < _CLEAR_MARGIN else ""


def _about_its_reading(item: Taken) -> str:
    claim, number = item.claim, item.number
    if not number.unit or (number.chinese and number.value < _SMALL_NUMERAL):
        return "bare_number"
    if item.kind == "previous":
        return "earlier_period"
    if claim.frame.topics and not (claim.topic_rank == 0 and claim.topic_here):
        return "topic_carried_over"
    if item.rule not in _OWN_RULES:
        return "head_carried_over"
    return "" if _is_beside(item) else "head_far_away"


def _band(doubt: str) -> str:
    return CERTAIN if not doubt else UNCERTAIN if doubt == WEAK else LIKELY


def _is_strong(claim: Claim) -> bool:
    weight = claim.frame.weight
    return weight > 0 or (weight == 0 and claim.head.end - claim.head.start >= _LONG_HEAD)


def _is_beside(item: Taken) -> bool:
    claim, number = item.claim, item.number
    if claim.after:
        asked = claim.frame.context or claim.frame.near
        far = _FAR if item.breakdown else _FAR_AFTER  # 13个乡（镇）公共法律服务工作站
        return bool(asked) or claim.head.start - number.end <= far
    return item.rule != "head" or number.start - claim.head.end <= _FAR


def without_contradictions(observations: list[Observation], text: str) -> list[Observation]:
    """The observations, those no longer certain of which the document gives more than one value.

    A part, an office or a single event is easily told in the words of the whole. Two that one sentence lists side by
    side (接待来电2013人次、来访298人次) are told apart on purpose.
    """
    told: defaultdict[tuple[str, ...], set[Decimal | None]] = defaultdict(set)
    listed: defaultdict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for item in observations:
        told[_told(item)].add(item.value)
        listed[*_told(item), item.sentence_start].append(item)
    in_doubt = {
        id(item)
        for items in listed.values()
        if len(values := told[_told(items[0])]) > 1 and not _stand_side_by_side(items, values, text)
        for item in items
    }
    return [
        replace(item, confidence=LIKELY, doubt="another_value_told")
        if item.confidence == CERTAIN and id(item) in in_doubt
        else item
        for item in observations
    ]


def _stand_side_by_side(items: list[Observation], values: set[Decimal | None], text: str) -> bool:
    """Whether the figures of one sentence are all that the document tells, and listed without a break."""
    if len({item.value for item in items}) < len(values):
        return False
    items = sorted(items, key=lambda item: item.evidence_start)
    return all(
        after.evidence_start - before.evidence_end <= _SIDE_BY_SIDE
        and _LIST_END.isdisjoint(text[before.evidence_end : after.evidence_start])
        for before, after in pairwise(items)
    )


def _told(item: Observation) -> tuple[str, ...]:
    return item.indicator, item.period, item.kind, item.breakdown, item.unit, item.subject

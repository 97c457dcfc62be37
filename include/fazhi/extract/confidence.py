"""How sure a reading is, from how it was made. `fazhi evaluate` shows what the bands are worth.

certain: the head stands next to the figure, no other wording comes close, its topic is the one last named in the
sentence, nothing around it tells of a sample, of kinds or of another place, the year is the document's own, and no
greater figure of the same thing stands in the document. A change, a part or a figure carried on is as sure as the
figure that it belongs to. likely: one of these is missing, and the doubt has its name. uncertain: the claim itself is
weak.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from fazhi.extract import cues
from fazhi.extract.bind import Context
from fazhi.extract.characters import CLAUSE_END, end_of_digits, next_of
from fazhi.extract.doubts import DONE_ONCE, DOUBTED_WORDS, Doubts
from fazhi.extract.lexicon import UNLISTED
from fazhi.extract.printed import came_out_on
from fazhi.extract.publisher import is_report
from fazhi.extract.strange import strange_characters
from fazhi.extract.subject import Subject
from fazhi.extract.triggers import Cue
from fazhi.extract.wholeness import about_its_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fazhi.extract.anchors import Frame
    from fazhi.extract.bind import Claim
    from fazhi.extract.figure import Taken
    from fazhi.extract.lexicon import Lexicon
    from fazhi.extract.time import DocumentTime
    from fazhi.parse.document import Document

CERTAIN, LIKELY, UNCERTAIN = "certain", "likely", "uncertain"
WEAK = "weak_claim"
_CLEAR_SCORE = 2.0
_CLEAR_SCORE_AFTER = 2.5
_CLEAR_SCORE_BORNE_OUT = 1.7
_CLEAR_MARGIN, _CLEAR_MARGIN_NEAR, _CLEAR_MARGIN_OF_NONE = 2.0, 1.0, 0.5
_BEYOND_DOUBT = 5.0  # a score from which strange words beside a wording do not matter
_STRANGE, _STRANGE_AFTER, _STRANGE_IN_A_PART = 1, 2, 3  # characters
_WEAK_SCORE = 1.5
_SILENT_CLAUSES = 2
_LIST_END = frozenset("；;。")
_FAR = 6
_FARTHEST = 40
# 学习《信访工作条例》等法规5次, 参考率、合格率均达100%: more of the same kind between the head and its figure.
_OF_THE_SAME = re.compile(r"《[^》]{1,40}》|[、和及与等]|各类|其他|法律|法规|活动|宣传|咨询|服务|合格率|纠纷")
_SHORTEST_NAME = 3  # characters of what is joined to a head
_JOINED_WITH = re.compile(r"[、和及与](?!其他|各类|相关)([\u4e00-\u9fff]{3,})")
_NAMED = 2  # characters
_FAR_AFTER = 3
_COMPARED = re.compile(r"(?:[由从较比]|[与同](?=[^，。；]{0,16}(?:相比|对比|比)))[^，。；]{0,20}$")
_FAR_CARRIED = 20
_SMALL_NUMERAL = 10
_FULL_NAME = 4  # characters: 行政许可 names by itself what is counted, 采用 does not
_DIRECTLY = 2
_LOOK_BACK = 80
_PARAGRAPH = 400
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年(?!以来|底|初)")
_OWN_RULES = frozenset({"head", "head_after", "list", "change_head"})
_ENDED_SUITS = frozenset({"litigation.concluded", "litigation.lost", "litigation.won", "litigation.withdrawn"})
_TAKEN_WHEN_NEW = frozenset({"publicity.democratic_villages", "publicity.bases"})
_DERIVED_RULES = frozenset({"change", "carried", "part", "share"})
# Cases drawn for a review, files put away, kinds of cases: what is counted may be another thing.
_OF_A_SAMPLE = Cue(r"抽取|抽查|抽评|抽样|随机|调阅|归档|评估|评查")
_REVIEWS = (
    "enforcement.case_files",
    "corrections.assessments",
    "enforcement.supervision_notices",  # 评查案卷200卷，发出监督通知书8份: no sample is counted in those
    "enforcement.special_inspections",
    "enforcement.exam_sample_rate",
    "enforcement.inspections",
    "enforcement.lenient_items",
    "enforcement.training_hours",
)
# 对28家单位开展督察, 为186家企业做法治体检
_DONE_TO_PLACES = frozenset(
    {"governance.inspected_units", "enterprise.legal_checkups", "enforcement.exam_participants"}
)
_REVIEWED = re.compile(r"审核|审查|备案|评查")
_CASES = frozenset({"reconsideration", "litigation"})
_OF_KINDS = Cue(
    r"类(?<![各多]类)(?:案件|型|别)?(?:的|为|有|共)?\d|从[^，。；]{0,10}(?:机关|级别|领域|类型|事项|主体|地区|区域|分布|对象)[^，。；]{0,4}(?:看|分析)[，,]"
)
_OWN_OFFICES = re.compile(
    "(?:各级)?(?:(?:行政)?复议|司法行政|行政)(?:机关|机构|系统|部门)|(?:[市县区州旗]|人民)+政府(?:办公室)?|司法局|[我本该全市县区州]局"
    "|法制办|本单位|各单位"
)
_OF_SOME = re.compile(r"表彰|荣获|评为|获评|获得|授予|称号|先进")
# 评选优秀人民调解员10名, 依托2个示范村, 县公安局受理3件, 拟举办6场: some of them, a place, another office, a wish.
_SOME_BEFORE = Cue(r"(?:评选|评定|表彰|优秀|先进|十佳|选派|抽调|推荐|命名)[^，。；]{0,10}$")
_PLACE_BEFORE = Cue(r"(?:依托|借助|利用|联合|发挥|依靠|整合|走进|深入|对|为|向|在|(?<!达)到|组织)\s*$")
_LEANT_ON = Cue(r"(?:依托|借助|利用)[^，。；]{0,60}$")
_OF_PLACES = frozenset({"个", "家", "所", "名", "人", "位", "处"})
_COUNTED_PLACES = frozenset({"个", "家", "所", "处", "座"})
_OTHER_OFFICE = Cue(r"(?:局|大队|支队|公司|协会|镇|乡|街道|管委会)(?!调)")
_WISHED = Cue(r"拟(?!修改|废止|制定|定稿|制?发|出台|印发|签订|继续|保留|适用|提请|提交|决策)|需(?:要)?达|应达|须达")
_WISH_LENGTH = 30
_REST_OF_CLAUSE = re.compile(r"[^，,。；;\n]{0,40}")
_SHORT_REST = 2
_GOING_ON = frozenset("、（(和及与的")


# Not in the year alone, or not by now.
_OPEN_TIME = Cue(
    r"(?:成立|建立|建成|组建|设立|建[所院局]|大|施行)以来|近(?:几|些)?年来?[，,]|多年来|历年|长期以来"  # 党的十八大以来
    r"|(?:^|[。；;，,])\s*(?:今年|20\d\d年)?(?:1[0-2]|[1-9])月份?(?:[，,]|预计|计划)"  # 4月，调解260件
)
# 过去三年，…，成功率始终保持在98%以上; 近三年…，今年 goes over to one year.
_OVER_YEARS = Cue(
    r"(?:近|过去|这|最近)[两二三四五六2-6]年|连续(?:[两二三四五六七八九十]|\d{1,2})年(?!.*(?:今年|本年|20\d\d年))|(?:[两二三四五六]|(?<!\d)[1-9]\d?)年[来间](?!.*(?:今年|本年|全年|20\d\d年))"
)
# 自新修订的条例实施以来, 行政复议体制改革以来: since when, the sentence does not say.
_SINCE_IT_BEGAN = Cue(
    r"(?:实施|改革|启动|开展|运行|试行|颁布|出台|推行|试点|挂牌|整合|集中|开通|启用|运营|修订|修改|设置|创建|组织)以来"
)
_DEADLINE = Cue(r"(?:年[底末]?|月底?)前(?![^，。；]{0,4}(?:结转|的))")  # 2023年底前
_PAUSES, _LONGEST_GROUP = "，,；;", len(",00")  # longer ones go on a number: 1,200
_PARTS = Cue("其中").bit
_BEGUN = re.compile(r"自\s*((?:19|20)\d{2})\s*年[^，。；\n]{0,12}(?:起|开始|承担|担负|启动|实施|成立)")
_UNTIL = frozenset("至止到")
_SO_FAR = re.compile("截[至止]|累计|以来")
_TIME_LEFT_OPEN = _OPEN_TIME.bit | _SINCE_IT_BEGAN.bit | _DEADLINE.bit | _OVER_YEARS.bit
_OF_YEARS = _SINCE_IT_BEGAN.bit | _OVER_YEARS.bit
_OF_OTHERS = _SOME_BEFORE.bit | _WISHED.bit | _LEANT_ON.bit | _OF_KINDS.bit | _OF_A_SAMPLE.bit
_ASKED = _OF_OTHERS | _OTHER_OFFICE.bit | DOUBTED_WORDS


class Confidences:
    """Judges the figures of one document, whose text their spans index; `units` are the catalogue's."""

    def __init__(self, document: Document, time: DocumentTime, lexicon: Lexicon) -> None:
        self.text, self.time, self.lexicon, self.units = document.text, time, lexicon, lexicon.units
        self.doubts = Doubts(document.text, time, came_out_on(document), document.title)
        self.context = Context([])  # of the paragraph
        self.begun: re.Match[str] | None = None  # where the paragraph says since when something is done
        self.in_a_report = is_report(document)

    def of(self, items: list[Taken], context: Context) -> list[tuple[str, str]]:
        """certain, likely or uncertain for each figure of a paragraph, with the name of the doubt."""
        self.context = context
        self.begun = self._begun(items)
        found = []
        of_whom = Subject()
        before: list[Taken] = []  # this one
        for item in items:
            source = item.claim.doubt if item.rule in _DERIVED_RULES else None
            if source is None:
                doubt = self._own(item) or self._about_its_neighbours(item, before) or self._about_strange_words(item)
            else:
                doubt = source or self._about_what_is_derived(item)
            doubt = doubt or of_whom.carried_on(item, self.text)
            of_whom.note(item, doubt)
            if item.claim.doubt is None:
                item.claim.doubt = doubt
            found.append((CERTAIN if not doubt else UNCERTAIN if doubt == WEAK else LIKELY, doubt))
            before.append(item)
        return found

    def _begun(self, items: list[Taken]) -> re.Match[str] | None:
        """自2022年1月1日起 in a paragraph: since when it is that something is done."""
        if not items:
            return None
        start = self.text.rfind("\n", 0, items[0].sentence_start) + 1
        return _BEGUN.search(self.text, start, items[-1].number.start)

    def _about_what_is_derived(self, item: Taken) -> str:
        far = item.rule == "carried" and item.number.start - item.claim.head.end > _FAR_CARRIED
        if item.rule == "part" and self._names_another_part(item):
            return "strange_words"
        return "head_far_away" if far else self._about_its_period(item)

    def _names_another_part(self, item: Taken) -> bool:
        """工作站15个、村级联络点176个: the words beside the name of the part tell of another thing."""
        members = [word for word, member in self.lexicon.member_words.get(item.code, ()) if member == item.breakdown]
        return strange_characters(item, self.text, self.context, self.lexicon, known=members) >= _STRANGE_IN_A_PART

    def _about_its_neighbours(self, item: Taken, before: list[Taken]) -> str:
        if item.may & _PARTS and self._is_part_of_another(item, before):
            return "part_of_another"
        if item.code in _ENDED_SUITS and _follows_relitigation(item, before):
            return "after_reconsideration"
        unit = self.units[item.code]
        if doubt := about_its_evidence(item, before, self.text, unit, in_a_report=self.in_a_report):
            return doubt
        claim = item.claim
        if not claim.frame.topics or claim.topic_at < 0 or _is_named_in_full(item):
            return ""
        return "topic_left_behind" if self._has_left_its_topic(item, before) else ""

    def _has_left_its_topic(self, item: Taken, before: list[Taken]) -> bool:
        """Whether clauses that tell no figure of its field stand between the topic and a figure without full name."""
        claim = item.claim
        told = [other.number.start for other in _of_its_sentence(item, before) if other.group == item.group]
        text, begin, stop, silent = self.text, claim.topic_at, item.number.start, 0
        mark = next_of(text, CLAUSE_END, begin, stop)
        while mark < stop:
            if text[mark] in _PAUSES and end_of_digits(text, mark, stop) - mark <= _LONGEST_GROUP:
                silent += not any(begin <= place < mark for place in told)
                if silent == _SILENT_CLAUSES:
                    return True
                begin = mark
            mark = next_of(text, CLAUSE_END, mark + 1, stop)
        return False

    def _is_part_of_another(self, item: Taken, before: list[Taken]) -> bool:
        """审核执法决定136件，其中行政处罚102件: a part of what is none of ours, or of another field.

        Not where the head names a thing of its own in full: 共办理案件1335件，其中行政许可932件.
        """
        start, head = item.number.start, item.claim.head
        opened = self.text.rfind("其中", max(item.sentence_start, start - _LOOK_BACK), start)
        told = self.text[opened:start] if opened >= 0 else ""
        if opened < 0 or any(mark in told for mark in _LIST_END):
            return False  # …，其中纠错9件；败诉2件
        last = next((other for other in _of_its_sentence(item, before) if other.number.start < opened), None)
        if last is not None and last.group == item.group and _counts_other_things(last, item):
            return True  # 出庭应诉率100%，其中县政府负责人出庭6件: a part of what nobody counted
        in_full = head.end - head.start >= _FULL_NAME and item.rule in _OWN_RULES
        if in_full and not _REVIEWED.search(self.text, item.sentence_start, opened):
            return False
        first = item.sentence_start if self.text[item.sentence_start : opened].strip() else 0
        wholes = (other.group for other in _of_its_sentence(item, before) if first <= other.number.start < opened)
        return item.group not in wholes

    def _own(self, item: Taken) -> str:
        """What leaves a doubt about a figure that a wording claims, "" where nothing does."""
        doubt = _about_its_claim(item.claim) or _about_its_reading(item, self.text)
        if doubt:
            return doubt
        may = item.may
        plain = item.period and self.time.firm and self.doubts.year_is_own and item.kind == "actual"
        plain = (
            plain and not (item.held or may & _TIME_LEFT_OPEN or self.begun is not None) and item.code not in DONE_ONCE
        )
        if not plain and (doubt := self._about_its_period(item)):
            return doubt
        asked = may & _ASKED or item.claim.after or item.after_above or self.doubts.is_of_another_body
        return self._about_its_words(item) if asked else ""

    def _about_strange_words(self, item: Taken) -> str:
        """Words beside a wording that may make its figure another's, where it has little to spare."""
        claim = item.claim
        if claim.score >= _BEYOND_DOUBT or item.breakdown:
            return ""
        least = _STRANGE_AFTER if claim.after else _STRANGE
        return "strange_words" if strange_characters(item, self.text, self.context, self.lexicon) >= least else ""

    def _about_its_period(self, item: Taken) -> str:
        guessed = self._is_guessed(item) or self._is_since_earlier(item)
        return "guessed_period" if guessed else self.doubts.about_its_time(item)

    def _about_its_words(self, item: Taken) -> str:
        return "of_others" if self._is_of_others(item) else self.doubts.about(item)

    def _is_guessed(self, item: Taken) -> bool:
        """Whether the period is of a sentence before, of a time left open, or up to a deadline."""
        if item.held or not item.may & _TIME_LEFT_OPEN:
            return item.held
        before = self.text[item.sentence_start : item.number.start]
        left_open = bool(item.period) and _OPEN_TIME.search(before) is not None
        if "-" not in item.period and item.rule != "list" and item.may & _OF_YEARS:
            left_open = left_open or any(cue.search(before) for cue in (_OVER_YEARS, _SINCE_IT_BEGAN))
        return left_open or _DEADLINE.search(before) is not None

    def _is_since_earlier(self, item: Taken) -> bool:
        """自2022年起，…。截至2024年，共受理11件: of a year, or of all since the paragraph says that it began."""
        since = self.begun
        if since is None or since.start() > item.number.start or item.period.rpartition("-")[2] <= since[1]:
            return False
        if self.lexicon.measures[item.code] == "stock" or item.period.startswith(f"{since[1]}-"):
            return False
        told = self.text[max(item.sentence_start, since.end()) : item.number.start]
        year = told.find(f"{item.period[:4]}年")
        if year >= 0 and told[year - 1 : year] not in _UNTIL:
            return False  # 2024年截至目前
        return _SO_FAR.search(told) is not None or (self.time.is_span and "-" in item.period)

    def _is_of_others(self, item: Taken) -> bool:
        may = item.may
        if item.claim.after:
            done = item.claim.frame.side == "after"  # 组织12名干部参加考试: the wording says what they did
            if not done and (self._is_led_there(item) or self._is_of_some(item)):
                return True
        elif may & _OTHER_OFFICE.bit and item.group in _CASES and self._is_of_another_office(item):
            return True
        return bool(may & _OF_OTHERS) and self._tells_of_others(item)

    def _tells_of_others(self, item: Taken) -> bool:
        """Whether the words before a figure tell of some, of a wish, of kinds or of a sample."""
        start, may = item.number.start, item.may
        if may & _SOME_BEFORE.bit and _SOME_BEFORE.search(self.text[item.low : start]):
            return True
        before = self.text[max(item.sentence_start, start - _LOOK_BACK) : start]
        if may & _WISHED.bit and item.kind == "actual" and _WISHED.search(before[-_WISH_LENGTH:]):
            return True
        if may & _LEANT_ON.bit and item.number.unit in _COUNTED_PLACES and _LEANT_ON.search(before):
            return True
        if may & _OF_KINDS.bit and _OF_KINDS.search(before):
            return True
        sample = may & _OF_A_SAMPLE.bit and not item.code.startswith(_REVIEWS)
        # 评查案卷246件；持证人员1351名: what follows a semicolon is drawn from nothing.
        return bool(sample) and _OF_A_SAMPLE.search(before, max(before.rfind("；"), before.rfind(";")) + 1) is not None

    def _is_led_there(self, item: Taken) -> bool:
        if item.code in _DONE_TO_PLACES:
            return False
        led = item.may & _PLACE_BEFORE.bit and item.number.unit in _OF_PLACES
        return bool(led) and _PLACE_BEFORE.search(self.text[item.low : item.number.start]) is not None

    def _is_of_another_office(self, item: Taken) -> bool:
        words = _OWN_OFFICES.sub("", self.text[item.low : item.claim.head.start])
        return not item.breakdown and _OTHER_OFFICE.search(words) is not None

    def _is_of_some(self, item: Taken) -> bool:
        """Whether those that are counted are told what they did or got: 8个律师事务所免费代写文书, 1个律师所被表彰."""
        after = _REST_OF_CLAUSE.match(self.text, item.claim.head.end)
        rest = after[0] if after else ""
        if _OF_SOME.search(rest):
            return True
        unled = not cues.residue(self.text[item.low : item.number.start])
        return unled and len(rest) > _SHORT_REST and rest[0] not in _GOING_ON


def of_a_stock(item: Taken, sure: tuple[str, str], measure: str, basis: str, time: DocumentTime) -> tuple[str, str]:
    """新成立调委会6个: what came in a year is not what there is, unless the indicator takes either.

    从2014年起推行…，16个乡镇聘请了法律顾问: nor is what there is told of all the years since something began. What
    there is after 2020年1-7月，…, or at the end of a fourth quarter, is as well of the year.
    """
    if sure[0] != CERTAIN or (measure != "stock" and basis != "stock"):
        return sure
    if item.kind == "actual" and item.period == time.report and time.may_mean_its_year:
        return LIKELY, "stock_in_a_part"
    if measure != "stock":
        return sure
    if basis == "new" and item.code not in _TAKEN_WHEN_NEW:
        return LIKELY, "new_of_a_stock"
    over_years = basis != "new" and item.kind == "actual" and item.period[4:5] == "-"
    return (LIKELY, "stock_over_years") if over_years else sure


def _of_its_sentence(item: Taken, before: list[Taken]) -> Iterator[Taken]:
    """The figures of its sentence, and of the one directly before, that were taken before it, the last first."""
    start = item.sentence_start
    return takewhile(lambda other: start in (other.sentence_start, other.sentence_end), reversed(before))


def _counts_other_things(whole: Taken, part: Taken) -> bool:
    """接待群众2860人次，其中法律援助320件: what some of those came for is none of the cases that were taken up."""
    if whole.number.unit == "%" != part.number.unit:
        return True
    return whole.code.endswith(".consultations") and part.code != whole.code


def _follows_relitigation(item: Taken, before: list[Taken]) -> bool:
    """经复议后提起行政诉讼87件。法院判决败诉3件: of those that went through reconsideration."""
    last = next((other.code for other in _of_its_sentence(item, before) if other.code not in _ENDED_SUITS), "")
    return last.startswith("reconsideration.relitigat")


def _about_its_claim(claim: Claim) -> str:
    if claim.score < _WEAK_SCORE:
        return WEAK
    frame = claim.frame
    if frame.weight < 0 or claim.score < (_clear_score_after(frame) if claim.after else _CLEAR_SCORE):
        return "faint_wording"
    if frame.near and frame.weight <= 1:
        head = claim.head
        if head.end - head.start < _FULL_NAME and head.anchor.word.endswith("率"):
            return "rate_named_elsewhere"
    return "rival_wording" if claim.rival is not None and claim.score - claim.runner_up < _least_margin(claim) else ""


def _least_margin(claim: Claim) -> float:
    """By how much a wording must lead the next: most against one of another field."""
    rival = claim.rival
    if rival is None or (rival.code == UNLISTED and rival.weight <= 0):
        return _CLEAR_MARGIN_OF_NONE
    near = rival.code == UNLISTED or rival.group == claim.frame.group
    return _CLEAR_MARGIN_NEAR if near else _CLEAR_MARGIN


def _clear_score_after(frame: Frame) -> float:
    """The score from which a wording behind its figure is clear; it is borne out by other words that it asks for."""
    return _CLEAR_SCORE_BORNE_OUT if frame.near or frame.context else _CLEAR_SCORE_AFTER


def _about_its_reading(item: Taken, text: str) -> str:
    claim, number = item.claim, item.number
    if (number.chinese or not number.unit) and number.value < _SMALL_NUMERAL:
        return "bare_number"
    if item.kind == "previous" and not _is_compared(item, text):
        return "earlier_period"
    if claim.frame.topics and not (claim.topic_rank == 0 and (claim.topic_here or _goes_on_in_full(item, text))):
        return "topic_carried_over"
    if item.rule not in _OWN_RULES:
        return "head_carried_over"
    if item.rule == "head" and _names_two_things(text[claim.head.end : number.start]):
        return "joined_with_another"
    return "" if _is_beside(item, text) else "head_far_away"


def _is_compared(item: Taken, text: str) -> bool:
    """由2022年的632人增至863人, 较上年的24件, 三年分别…: told of an earlier time on purpose, beside the year's own."""
    return (
        item.rule == "list" or _COMPARED.search(text, max(item.sentence_start, item.low), item.number.start) is not None
    )


def _names_two_things(between: str) -> bool:
    """业务培训及实务演练30场, 解答咨询、代写文书65件: something else is counted with what the head names."""
    joined = _JOINED_WITH.search(between) if len(between) > _SHORTEST_NAME else None
    return joined is not None and len(_OF_THE_SAME.sub("", cues.residue(joined[1]))) >= _NAMED


def _is_named_in_full(item: Taken) -> bool:
    """Whether a name of its own stands directly before a figure."""
    head = item.claim.head
    return not item.claim.after and head.end - head.start >= _FULL_NAME and item.number.start - head.end <= _DIRECTLY


def _goes_on_in_full(item: Taken, text: str) -> bool:
    """受理1033件。直接纠错236件: the topic of the sentence before goes on, with a full name beside the figure.

    Not where its paragraph went over to another year before.
    """
    if not _is_named_in_full(item):
        return False
    start = item.number.start
    told = text[max(0, item.sentence_start - _PARAGRAPH) : item.sentence_start].rpartition("\n")[2]
    years = _YEAR.findall(told)
    return (
        not years
        or not item.period
        or years[-1] in item.period
        or _YEAR.search(text, item.sentence_start, start) is not None
    )


def _is_beside(item: Taken, text: str) -> bool:
    claim, number = item.claim, item.number
    if claim.after:
        asked = claim.frame.context or claim.frame.near
        far = _FAR if item.breakdown else _FAR_AFTER  # 13个乡（镇）公共法律服务工作站
        return bool(asked) or claim.head.start - number.end <= far
    between = text[claim.head.end : number.start]
    if item.rule != "head" or len(between) <= _FAR:
        return True
    return len(between) <= _FARTHEST and len(_OF_THE_SAME.sub("", cues.residue(between))) <= _FAR

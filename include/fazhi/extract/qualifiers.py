"""Whose and of what a figure is, where its words say so: subject (县委中心组), basis (新创) and scope (一审).

Figures of one indicator that differ in these are parts or other ways of counting, never a contradiction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fazhi.extract.figure import Taken
from fazhi.extract.triggers import Cue

FIRST_INSTANCE, ALL_INSTANCES = "first_instance", "all_instances"
WITH_CARRIED_IN, WITHOUT_CARRIED_IN = "with_carried_in", "without_carried_in"
COURT, OWN_CASES = "court", "own_cases"

_CASES = frozenset({"litigation", "reconsideration"})
_WITH_SUBJECT = frozenset({"governance", "litigation"})
_WITH_SUBJECT_OR_SCOPE = _WITH_SUBJECT | _CASES
_DERIVED_RULES = frozenset({"change", "carried", "part", "share"})
_CLAUSE_ENDS = "，,。；;：:！？!?\n"
_FARTHEST = 60  # characters of a clause before its figure

# Bodies that meet and study. 法治政府 is what they hear of, 县委依法治县办 an office that calls others together.
_BODY = Cue(
    r"(?:(?:各级)?党委[（(]党组[)）]|[县市区旗州]委|[县市区旗州]?政府|[局厅]|机关)?(?:党委)?"
    r"(?:(?:党组)?(?:理论)?(?:学习)?中心组|党组(?:会议|会(?!前)|扩大会议?)?)"
    r"|[县市区旗州]委(?:常委会(?:议)?|常委班子)|(?<!法治)[县市区旗州]?政府(?:领导班子|班子|常务会议?)|常务会议?|[县市区处科]级领导(?:干部)?|四家班子"
)
# One of which stands in every name of a body.
_OF_A_BODY = re.compile("中心组|党组|常务|常委|班子|级领导")
# 政府作为被告, 区政府负责人, 县级部门和镇街负责人: whose cases are told.
_DEFENDANT = Cue(
    r"((?<!法治)[县市区旗州](?:人民)?政府(?:本级)?|(?<![及和、与])(?:[县市区旗州][级直属]|政府)?(?:各)?部门(?:[和、及与](?:各)?(?:乡镇|镇街|镇[（(]街道?[)）]|乡镇[（(]街道[)）]))?)"
    r"(?:的)?(?=作为(?:单独|共同)?被告|负责人|主要负责人|[为是]被告|被诉)"
)
_OF_ALL = re.compile(r"全[县市区旗州]|各级|[我本][县市区旗州]|合计|总计")
# 会前学法 is what the standing meeting named before does.
# 县委中心组学法3次、常务会会前学法2次: each figure of a list has the body before it; 中心组、常务会学法5次 has both.
_LISTED = re.compile(r"\d余?[次场期个]、")
_BEFORE_THE_MEETING = re.compile(r"会前(?:集体)?学法")

_NEW = Cue(
    r"新(?:增|建|培养|取得|配备|招募|入职|进|创建?|招录?|接收|成立|设立?|聘任?|选任|培育|打造|命名|获评|评|认定|制定|出台|发展|登记|组建|注册|吸纳)|增设|(?:今年|本年|年内|全年)[^，。；]{0,6}(?:获评|命名|创成|成功创建)"
)
_SUM_OF_YEARS = Cue(r"累计(?<!全年累计)(?<!今年累计)(?<!本年累计)(?<!年内累计)|历年")
_STOCK = Cue(r"现有|现存|实有")
_ALL_THERE_ARE = re.compile(r"总数|总量|总人数|增至|增加[到至]|发展[到至]|达到?$|共有")
_PLAIN = {measure: measure for measure in ("stock", "cumulative")}
STOCK = _STOCK.bit
_TOLD_BY_WORDS = _NEW.bit | _SUM_OF_YEARS.bit | _STOCK.bit
_NEAR = 14

_CARRIED_AFTER = re.compile(r"\s*[（(，,](?P<not>不)?(?:含|包含|包括|其中含)[^，。；）)]{0,10}(?:结转|旧存)")
_CARRIED_BEFORE = re.compile(
    r"(?:加上|含|包括|包含|连同|计入)[^。；]{0,10}(?:结转|旧存)[^。；（(]{0,10}[，,）)]?[^，。；]{0,10}$"
)
_NOT = ("不", "未", "扣除")
_INSTANCES = re.compile(r"[一二]审[、和及与]?二审|一、二审|各审级|含二审|一审(?=案件)|一审|二审|再审")
_WITH_THE_SECOND = re.compile(r"\s*[（(](?:含|包括|包含|其中)[^，。；）)]{0,6}二审")
_COURT = re.compile(
    r"法院[^，。；]{0,14}(?:受理|收案|新收|收到|收|立案|审结|审理|裁判|判决)[^，。；]{0,16}$|法院[^。；]{0,30}$"
)
_OWN_CASES = re.compile(
    r"(?:本机关|我局|本局|本单位|[县市区旗州](?:人民)?政府)(?:作为被告|办理|承办|代理|参加|出庭)?[^，。；]{0,6}应诉|代理[^，。；]{0,10}(?:应诉|诉讼)"
)
_LITIGATION_SCOPE = frozenset(
    f"litigation.{of}"
    for of in ("filed", "concluded", "heard", "lost", "won", "withdrawn", "loss_rate", "won_rate", "withdrawal_rate")
)


@dataclass(frozen=True, slots=True)
class Qualities:
    """Whose and of what one figure is; empty where the text does not say. Values as in Observation."""

    subject: str = ""
    basis: str = ""
    scope: str = ""


_NOTHING_SAID = Qualities()
_OF_BASIS = {basis: Qualities(basis=basis) for basis in ("", "stock", "new", "cumulative")}


class Qualifiers:
    """Reads the qualities of the figures of one document; `text` is the document's."""

    def __init__(self, text: str) -> None:
        self.text = text

    def of(self, items: list[Taken], measures: list[str]) -> list[Qualities]:
        """The qualities of each figure of a paragraph; `measures` are those of their indicators."""
        found: list[Qualities] = []
        last: Taken | None = None
        known = _NOTHING_SAID
        for place, item in enumerate(items):
            measure = measures[place]
            source = item.claim.qualities if item.rule in _DERIVED_RULES else None
            basis = self._basis(item, measure) if item.may & _TOLD_BY_WORDS else _PLAIN.get(measure, "")
            if item.group in _WITH_SUBJECT_OR_SCOPE or (source and source.subject):
                carried = known if last is not None and _goes_on(last, item) else _NOTHING_SAID
                subject = source.subject if source else self._subject(item, carried.subject)
                scope = carried.scope
                if scope == FIRST_INSTANCE and last is not None and self._names_the_second(last, item):
                    scope = ALL_INSTANCES
                known = Qualities(subject, basis, self._scope(item, scope))
            else:
                known = _OF_BASIS.get(basis) or Qualities(basis=basis)
            if item.claim.qualities is None:
                item.claim.qualities = known
            last = item
            found.append(known)
        return found

    def _names_the_second(self, last: Taken, item: Taken) -> bool:
        """其中一审82件、二审12件；审结88件: what follows is of both."""
        return "二审" in self.text[last.number.end : item.number.start]

    def _clause(self, item: Taken) -> str:
        """The words of its clause before the figure."""
        end = item.number.start
        first, start = max(item.sentence_start, end - _FARTHEST), end
        while start > first and self.text[start - 1] not in _CLAUSE_ENDS:
            start -= 1
        return self.text[start:end]

    def _subject(self, item: Taken, carried: str) -> str:
        group = item.group
        if group not in _WITH_SUBJECT:
            return ""
        if not carried and not item.may & (_BODY.bit if group == "governance" else _DEFENDANT.bit):
            return ""
        clause = self._clause(item)
        if group == "governance":
            named_here = _OF_A_BODY.search(clause) is not None
            bodies = (
                [(found.start(), _named_in_full(found[0])) for found in _BODY.finditer(clause)] if named_here else []
            )
            if bodies:
                listed = max((found.end() for found in _LISTED.finditer(clause)), default=0)
                of_its_own = [body for start, body in bodies if start >= listed]
                return "、".join(dict.fromkeys(of_its_own or [body for _, body in bodies]))
            return carried if _BEFORE_THE_MEETING.search(clause) else ""
        named = list(_DEFENDANT.finditer(clause))
        if named:
            return named[-1][1]
        return "" if _OF_ALL.search(clause) else carried

    def _basis(self, item: Taken, measure: str) -> str:
        """stock, new or cumulative: by the words near the figure, else by what the indicator measures (`_PLAIN`)."""
        plain, may = _PLAIN.get(measure, ""), item.may
        start = item.number.start
        before = self.text[max(item.sentence_start, start - _NEAR) : start]
        if may & _SUM_OF_YEARS.bit and _SUM_OF_YEARS.search(before):
            return "cumulative"
        new = _last(_NEW, before) if may & _NEW.bit else -1
        stock = _last(_STOCK, before) if may & _STOCK.bit else -1
        if plain == "cumulative":
            return "new" if before[new:].startswith(("新增", "新培", "新取得")) else plain
        if new > stock and new > _last(_ALL_THERE_ARE, before):
            return "new"
        return "stock" if stock >= 0 and measure != "rate" else plain

    def _scope(self, item: Taken, carried: str) -> str:
        """What a case count takes in."""
        if item.group not in _CASES:
            return ""
        if scope := self._carried_in(item):
            return scope
        return self._instance_or_whose(item, carried) if item.code in _LITIGATION_SCOPE else ""

    def _instance_or_whose(self, item: Taken, carried: str) -> str:
        clause = self._clause(item) + item.claim.head.anchor.word
        instances = {found[0] for found in _INSTANCES.finditer(clause)} if "审" in clause else set()
        if instances - {"一审"} or _WITH_THE_SECOND.match(self.text, item.number.end):
            return ALL_INSTANCES
        if instances or carried in {FIRST_INSTANCE, ALL_INSTANCES}:
            return FIRST_INSTANCE if instances else carried
        if "诉" in clause and _OWN_CASES.search(clause):
            return OWN_CASES
        told = self.text[max(item.sentence_start, item.number.start - _FARTHEST) : item.number.start]
        return COURT if "法院" in told and _COURT.search(told) else carried

    def _carried_in(self, item: Taken) -> str:
        """with or without the cases of the year before, where the words around the figure say so."""
        if item.code.endswith(".carried_in"):
            return ""
        start = item.number.start
        around = self.text[max(item.sentence_start, start - _FARTHEST) : item.number.end + _FARTHEST]
        if "结转" not in around and "旧存" not in around:
            return ""
        if (after := _CARRIED_AFTER.match(self.text, item.number.end)) is not None:
            return WITHOUT_CARRIED_IN if after["not"] else WITH_CARRIED_IN
        before = self.text[max(item.sentence_start, start - _FARTHEST) : start]
        found = _CARRIED_BEFORE.search(before)
        if found is None:
            return ""
        return WITHOUT_CARRIED_IN if before[: found.start()].endswith(_NOT) else WITH_CARRIED_IN


def _named_in_full(body: str) -> str:
    """One name for a body that is printed in two ways: 县政府常务会 and 县政府常务会议."""
    if body.endswith("常务会"):
        return body + "议"
    return body.replace("理论中心组", "理论学习中心组").replace("常委会会议", "常委会")


def _goes_on(last: Taken, item: Taken) -> bool:
    """Whether a figure of the same sentence and field follows."""
    return last.sentence_start == item.sentence_start and last.group == item.group


def _last(pattern: re.Pattern[str] | Cue, text: str) -> int:
    position = -1
    for found in pattern.finditer(text):
        position = found.start()
    return position

"""Whether anything says that a figure is of all, and of the time it is taken for: the evidence behind `certain`.

A figure of what offices do many times a year (普法活动12场, 调解纠纷86件) is as easily of one event, office or part as
of the whole; nothing in its own wording tells them apart. Cases of reconsideration and litigation, decisions and forms
are counted by one body, and need no such word.

Public here: `about_its_evidence(item, before, text, unit)`, which names what is missing, and UNSAID, one of its names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fazhi.extract.triggers import Cue

if TYPE_CHECKING:
    from fazhi.extract.figure import Taken

UNSAID = "not_said_of_all"
_TOLD_IN_PASSING = frozenset(
    {"publicity", "mediation", "legal_aid", "enterprise", "governance", "review", "notary", "lawyers", "corrections"}
)
_TOLD_IN_ANY_TEXT = frozenset({"publicity", "mediation"})  # what many offices do: in a report, too
_BY_A_PLACE = re.compile("站|联络点|窗口")  # 法律援助工作站办理86件: one of several
_OF_ONE_BODY = frozenset(f"governance.{of}_meetings" for of in ("committee", "coordination_group", "office"))
# Said of all: the region, the whole year, a sum, a day up to which all is counted, the office that does it all.
_OF_ALL = Cue(
    r"全[县市区旗州镇乡国省年]|我[县市区旗州局处镇]|该[县市区旗](?!级)|村、?[组社]?[三四]级|本[县市区旗州局处级镇年]|各级|各类|共|累计|总[计数量]"
    r"|合计|截[至止]|年内|一年来|以来|今年|现有|目前|辖区|19\d\d年|20\d\d年|上半年|季度"
)
_BY_ITS_OFFICE = Cue(r"[县区市旗](?:司法局|公证处|法律援助中心|法援中心|公共法律服务中心|普法办|法宣办)")
_SAID_OF_ALL = _OF_ALL.bit | _BY_ITS_OFFICE.bit
# 县政府常务会议学法8次: of the body, whose meetings are all there are; what it studied besides may be anything.
_COUNCIL = Cue(
    r"[县市区旗州](?:委|政府)(?:党组|常委会|常务会议|理论)|[县市区旗州]委(?:全面)?依法治|依法治[县市区旗州](?:委|办)"
)
_COUNCIL_MEETINGS = frozenset({"governance.government_meetings", "governance.study_sessions"})
# 办结120次, 短视频36期, 法治体检12次: a measure word that counts something else than the indicator does.
_OTHER_MEASURES = {
    "件": frozenset({"次", "人次", "条"}),
    "条": frozenset({"期", "集", "部", "个"}),
    "家": frozenset({"次", "场", "场次"}),
    "次": frozenset({"项", "件"}),
}
_MEMBERS_OF_A_WHOLE = ("reason=", "case_type=", "cause=", "type=")
# 去年受理36件: in a report that came out in January the year it is on, else the one before. 过去一年 is as open.
_WHICH_YEAR = Cue(
    r"(?:去(?<![较比与同从由自的]去)年|上(?<![较比与同从由自的]上)年度?|过(?<![较比与同从由自的]过)去的?一年)(?!度?结转|[末底]|同期|度?相比|以来)[^；;。]{0,30}$"
)
_WISH = Cue(
    r"力争|争取|确保|达|以上|不少于|不低于|不超过|以内|至少|目标|任务|计划|打算|将|拟|要|预计|新增|新建|完成|实现|推动|开展|组织|举办"
)
# 建议各单位确保出庭应诉率100%: what is asked of others.
_ADVICE = Cue(r"建议(?:各|有关|相关|全[县市区])")
# 受理420件，其中为农民工提供援助186件，挽回损失520万元: won in all of them, or in those?
_OF_THEM = (".losses_recovered", ".amount", ".beneficiaries", ".audience", ".consultations")
# 12 3件 is 123 of a scan; 400 415件 may be two figures whose words are lost. 1 203 and 1 2 0 are one in any case.
_WRITTEN_APART = re.compile(r"\d\d\s\d(?!\d\d)|\d\s\d\d(?!\d)|\d{3}\s\d{3}")
# 接待群众5631人次，其中法律咨询4126人次: not all who came asked.
_CONSULTED_OF_THEM = Cue(r"[，,（(]?其中[，,：:]?[^，。；,;\d]{0,6}咨询")
_IN_EACH = Cue(r"均|都|始终|一直|保持|稳定")
_PARTS_OF_A_REVIEW = ("review.contracts", "review.normative", "review.major", "review.documents")
_PARTS_NEXT = Cue(r"、[^，,。；;\d]{0,10}(?:合同|协议|规范性文件|重大决策)\d")
# 受理涉企纠纷162件，成功调处151件
_ENDED_OF_THEM = Cue(r"[，,、（(]?(?:已|其中|均)?(?:成功|化解|办结|调解成功)[^，。；,;\d]{0,4}\d")
_OPENED = Cue("其中[^；;]*$")
_TARGETS = frozenset({"target", "target_change"})
_EVENTS, _MANY_EVENTS = "publicity.events", 20
_DONE_OFTEN = frozenset({_EVENTS, "publicity.posts", "publicity.columns"})
# 司法所开展法治宣传160场次: of those who are told of.
_BY_SOME = re.compile(
    r"(?:司法所|乡镇|[镇乡]|街道|村|社区|学校|站|部门|单位|企业|律师)[）)”]?(?:共|累计|全年|先后|积极|广泛|自行|分别|各自|利用[^，。；]{0,8})*(?:开展|举办|组织)"
)
_NOT_ABOUT_WHOM = frozenset({"", "strange_words"})  # doubts that leave open only what the events are
_WITH_EVENTS = frozenset(f"publicity.{of}" for of in ("materials", "audience", "consultations"))
_LOOK_BACK = 60
_SHORT = 3  # characters, in which no figure is written apart


def about_its_evidence(item: Taken, before: list[Taken], text: str, unit: str, *, in_a_report: bool) -> str:
    """The name of what nothing says about a figure, "" where all is said.

    `before` are the figures of its paragraph before it, `unit` is the catalogue's unit of its indicator. A text that is
    `in_a_report` tells by its title of what it is: all that its office did.
    """
    if item.may & _WHICH_YEAR.bit and _names_another_year(item, text):
        return "which_year"
    number = item.number
    apart = number.end - number.start > _SHORT and _is_apart(text[number.start : number.end])
    if apart and _WRITTEN_APART.search(text, number.start, number.end):
        return "digits_apart"
    if item.number.unit in _OTHER_MEASURES.get(unit, ()):
        return "measured_otherwise"
    if item.kind in _TARGETS and not _is_wished(item, text):
        return "target_by_its_section"
    if item.number.unit == "%" and item.may & _IN_EACH.bit and _is_of_each_year(item, before, text):
        return "which_year"
    return _about_parts(item, before, text) or _about_the_whole(item, before, text, in_a_report=in_a_report)


def _is_apart(printed: str) -> bool:
    """Whether white space stands in a number as it is printed."""
    return not printed.isalnum() and len(printed.split(maxsplit=1)) > 1


def _is_of_each_year(item: Taken, before: list[Taken], text: str) -> bool:
    """2020年4821件、2021年4310件，成功率均在99%以上: of every year that was told."""
    if item.kind != "actual" or _IN_EACH.search(text, item.low, item.number.start) is None:
        return False
    return any(other.sentence_start == item.sentence_start and other.kind == "previous" for other in before)


def _is_wished(item: Taken, text: str) -> bool:
    if item.may & _ADVICE.bit and _ADVICE.search(text, item.sentence_start, item.number.start):
        return False
    wish = item.may & _WISH.bit and _WISH.search(text, item.sentence_start, item.sentence_end)
    return bool(wish)


def _about_parts(item: Taken, before: list[Taken], text: str) -> str:
    """A part of a total that nobody told, or what may be of all or of the parts listed before it."""
    if item.breakdown and item.breakdown.startswith(_MEMBERS_OF_A_WHOLE):
        whole = any(other.code == item.code and not other.breakdown for other in before)
        return "" if whole else "part_without_whole"
    if item.depth and not item.breakdown and _is_in_parentheses_after(item, before):
        return "part_without_member"
    if item.code == "review.documents" and _is_beside_parts(item, before, text):
        return "part_beside_parts"
    if item.may & _ENDED_OF_THEM.bit and item.code == "enterprise.disputes_resolved":
        return "part_named" if _ENDED_OF_THEM.match(text, item.number.end) else ""
    if item.may & _CONSULTED_OF_THEM.bit and item.code == "legal_aid.consultations":
        return "part_named" if _CONSULTED_OF_THEM.match(text, item.number.end) else ""
    return "after_parts" if _may_be_of_parts(item, before, text) else ""


def _may_be_of_parts(item: Taken, before: list[Taken], text: str) -> bool:
    """Whether a figure that follows parts may be of all or of those: 其中民事280件，挽回损失520万元."""
    if item.code == "mediation.success_rate":
        return _is_of_difficult_cases(item, before)
    opened = item.may & _OPENED.bit and item.code.endswith(_OF_THEM) and not item.breakdown
    return bool(opened) and _OPENED.search(text, item.sentence_start, item.number.start) is not None


def _is_of_difficult_cases(item: Taken, before: list[Taken]) -> bool:
    """其中重大疑难纠纷受理125件，调处成功率98%: of the difficult ones, as likely as not."""
    last = before[-1] if before else None
    return last is not None and last.code == "mediation.difficult_cases" and last.sentence_start == item.sentence_start


def _is_in_parentheses_after(item: Taken, before: list[Taken]) -> bool:
    """43个调委会（村居35个，…）: a figure in parentheses after a greater one of the same is a part of it."""
    return any(
        other.code == item.code and other.depth < item.depth and other.value > item.value and other.kind == item.kind
        for other in before
        if other.sentence_start == item.sentence_start
    )


def _is_beside_parts(item: Taken, before: list[Taken], text: str) -> bool:
    """合同217份、政策文件89件: what is listed beside contracts is no sum that holds them."""
    if item.may & _PARTS_NEXT.bit and _PARTS_NEXT.match(text, item.number.end):
        return True
    last = before[-1] if before else None
    if last is None or last.sentence_start != item.sentence_start or not last.code.startswith(_PARTS_OF_A_REVIEW):
        return False
    return text[last.number.end : last.number.end + 1] == "、" and "共" not in text[last.number.end : item.number.start]


def _about_the_whole(item: Taken, before: list[Taken], text: str, *, in_a_report: bool) -> str:
    by_a_place = item.group == "legal_aid" and _BY_A_PLACE.search(text, item.sentence_start, item.number.start)
    in_passing = _TOLD_IN_ANY_TEXT if in_a_report and not by_a_place else _TOLD_IN_PASSING
    asked = item.group in in_passing and item.code not in _OF_ONE_BODY and item.number.unit != "%"
    if not asked or (in_a_report and (item.kind in _TARGETS or _are_many_events(item, before, text))):
        return ""
    return "" if _is_of_all(item, before, text) else UNSAID


def _are_many_events(item: Taken, before: list[Taken], text: str) -> bool:
    """开展普法活动86场次，发放资料1.2万份: so many are no one event, and what is told with them is of them all."""
    if item.code in _DONE_OFTEN:
        by_some = _BY_SOME.search(text, item.sentence_start, item.number.start)
        return item.value >= _MANY_EVENTS and by_some is None
    if item.code not in _WITH_EVENTS:
        return False
    return any(
        other.value >= _MANY_EVENTS and other.kind == item.kind and other.claim.doubt in _NOT_ABOUT_WHOM
        for other in reversed(before)
        if other.code == _EVENTS and other.sentence_start == item.sentence_start
    )


def _names_another_year(item: Taken, text: str) -> bool:
    start = max(item.sentence_start, item.number.start - _LOOK_BACK)
    return item.kind == "actual" and _WHICH_YEAR.search(text[start : item.number.start]) is not None


def _says_so(item: Taken, before: list[Taken], text: str) -> bool:
    """Whether its sentence says of all, which is asked once for the figures in it that follow each other."""
    last = before[-1] if before else None
    if last is not None and last.sentence_start == item.sentence_start:
        item.of_all = last.of_all
    if item.of_all is None:
        item.of_all = _tells_of_all(text, item.sentence_start, item.sentence_end)
    return item.of_all


def _tells_of_all(text: str, start: int, end: int) -> bool:
    return _OF_ALL.search(text, start, end) is not None or _BY_ITS_OFFICE.search(text, start, end) is not None


def _is_of_all(item: Taken, before: list[Taken], text: str) -> bool:
    """Whether its sentence says so, or the one directly before it, which told of the same field."""
    council = item.may & _COUNCIL.bit and item.code in _COUNCIL_MEETINGS
    if council and _COUNCIL.search(text, item.sentence_start, item.number.start):
        return True
    if item.may & _SAID_OF_ALL and _says_so(item, before, text):
        return True
    last = next((other for other in reversed(before) if other.sentence_start != item.sentence_start), None)
    if last is None or last.sentence_end != item.sentence_start or last.group != item.group:
        return False
    return _tells_of_all(text, last.sentence_start, last.sentence_end)

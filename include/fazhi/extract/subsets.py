"""Words that make a figure one of some of its kind: a clause that qualifies its head, a verb that tells of a part.

Public here: `WORDS`, the cues' bits without which nothing is found, and `some_of_them(item, text)`, the doubt's name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fazhi.extract.doubt_rules import DoubtRule, DoubtRules
from fazhi.extract.triggers import Cue

if TYPE_CHECKING:
    from fazhi.extract.figure import Taken

_DISPUTES = frozenset({"reconsideration", "litigation"})
_OF_CASES = frozenset({"reconsideration", "litigation", "legal_aid", "mediation", "notary"})
# 开庭审理的行政诉讼案件87件, 涉及征收的行政复议案件12件: some of the cases; 受理的, 今年的, 全县的 are all.
_QUALIFIED = Cue(
    r"[^，,。；;、\d的]{1,16}的(?=行政|复议|应诉|案件|诉讼|一审|法律援助|法援|矛盾|纠纷|人民调解|公证|各类)"
)
_OF_ALL = re.compile(
    r"(?:受理|收到|接收|接到|新收|收|办理|被告|提起行政诉讼|提起诉讼|复议后|复议|审理|承办|处理|调解|调处|发生|提起|提出|产生|应诉|指派|年|月|年度|[县区市旗州局院]|政府|机关|机构|组织|法院|中心|法定|类|办)的$"
)
_NAMED_SO = (".pending", ".relitigated", ".relitigation_rate")  # 尚未审结的行政复议案件11件
_NEAR_ITS_HEAD = 24  # characters
# 起草审查合同87份: some of them were only written.
_DRAFTED = Cue(r"(?:起草|草拟|代写|撰写|拟写)[^，。；,;\d]{0,12}$")

# 州级公共法律服务中心1个: a centre of the county only where nothing says otherwise.
_LEVEL_ABOVE = Cue(r"[省市州]级")
# 法律明白人…开展普法宣传4180次: what some volunteers did beside all that was done.
_VOLUNTEERS = Cue(r"(?:法律明白人|志愿者|网格员|示范户|陪审员|法治指导员|五老|乡贤|人大代表|轻骑兵|小分队|工作队)")
# 信息公开类行政复议21宗，行政诉讼9宗: those about disclosure.
_ON_DISCLOSURE = Cue("信息公开|依申请公开")
# 办理信息公开申请9件: as many as came in, or as were answered?
_HANDLED = Cue(r"[办处]理")
# 涉企行政复议案件新收412件，办结386件: the cases of one kind.
_ON_SOMETHING = Cue(
    r"涉(?:企|农|军|外|税|民|众|老|未|访|金融|环|房|土|侨|港|台|旅|医)[^，。；;、\d]{0,6}"
    r"(?:行政复议|复议|行政诉讼|行政应诉|行政案件|案件|纠纷|公证|援助)[^；;]*$"
)
# 查办涉疫案件61件，罚没款73.2万元: what the cases of one field brought.
_FINED_IN_A_FIELD = Cue(
    r"(?:查办|查处|查获|办理|办结|侦办|立案)(?!(?:各类|各种|行政|一般|普通|简易|程序|处罚|违法|违规|执法|的)+案)[^，。；;、\d]{2,12}(?:案件|案)\d[\d,，.万余多]*\s*[件起宗]"
    r"[，,、][^，。；;\d]{0,10}$"
)
# 审查合同1030件，其中市司法局审查206件，提出意见864条: of all, or of that one body's?
_PART_OF_A_BODY = Cue(
    r"其中[^，。；;\d]{0,10}(?:局|本级|镇|街道|乡|院|部门|[县区市旗])(?!级)[^，。；;\d]{0,10}\d[^；;]*[，,][^；;]*$"
)
# 市政府本级收到申请436件, 县级政府办理行政复议案件967件: one level of those who decide.
_ONE_LEVEL = Cue(r"[省市州盟](?:人民)?(?:政府)?本级|县级政府|县[（(]市、?区[)）]|各县区|县区(?!级)")
# 累计接收1126人，解除963人: since when?
_SINCE_EVER = Cue(
    r"累计(?:接收|列管|纳管)[^，。；;]{0,24}[，,、](?:累计)?[^，。；;\d]{0,8}(?:解除|解矫|期满)[^，。；;\d]{0,8}$"
)
# 行政复议便民服务点接待来访1.2万人次: not those who seek legal aid or services.
_ELSEWHERE = Cue(r"行政复议|信访|接访|仲裁|公证")
# 利用农贸会举办法治讲座30场次: for those who govern, or what the people heard?
_FOR_THE_PEOPLE = Cue(
    r"群众|村民|居民|农贸|庙会|集市|赶集|送法|乡村|进村|进社区|学生|师生|校园|农民工|妇女|老年人|深入[^，。；,;]{0,10}(?:村|社区|学校)"
)
# 乡镇（街道）以自身名义办理案件231件，罚没款46.8万元: what the townships did, beside the county's offices.
_BY_TOWNSHIPS = Cue(
    r"(?:乡镇|镇街|街道)(?<![、和及与]..)(?<![、和及与]各..)[）)]?"
    r"(?:[^。；;\d]{0,16}(?:自身|自己|其)名义"
    r"|(?:综合)?(?:行政执法队?)?(?:共|累计|全年|依法)*(?:办理|办结|查处|立案)[^。；;\d]{0,12}案件?\d)"
)
_FINES = frozenset({"enforcement.penalties", "enforcement.penalty_amount"})
# 清理文件186件，其中继续有效121件: of those looked at, or all that are in force?
_CLEANED_UP = Cue(r"清理[^。；;]*继续有效|保留(?:继续有效)?")
_DONE_BY_ALL = frozenset({"publicity.events", "mediation.received", "mediation.resolved", "legal_aid.consultations"})


_RULES = DoubtRules(
    DoubtRule(_DRAFTED, frozenset({"review"}), "drafted", in_clause=True),
    DoubtRule(_HANDLED, frozenset({"disclosure.requests_received"}), "received_or_answered", in_clause=True),
    DoubtRule(_ON_DISCLOSURE, _DISPUTES, "on_disclosure"),
    DoubtRule(_ONE_LEVEL, _DISPUTES, "one_of_several_bodies", in_clause=True),
    DoubtRule(_BY_TOWNSHIPS, _FINES, "one_level"),
    DoubtRule(_CLEANED_UP, frozenset({"normative.in_force"}), "some_of_their_kind"),
    DoubtRule(_FOR_THE_PEOPLE, frozenset({"governance.lectures"}), "for_the_people"),
    DoubtRule(_SINCE_EVER, frozenset({"corrections.released"}), "new_or_cumulative"),
    DoubtRule(_ELSEWHERE, frozenset({"legal_aid.consultations"}), "one_office"),
    DoubtRule(_ON_SOMETHING, _OF_CASES, "some_of_the_cases"),
    DoubtRule(_PART_OF_A_BODY, _OF_CASES | {"review", "enforcement", "publicity"}, "after_parts"),
    DoubtRule(_FINED_IN_A_FIELD, frozenset({"enforcement.penalty_amount"}), "some_of_the_cases"),
    DoubtRule(_VOLUNTEERS, _DONE_BY_ALL, "by_volunteers"),
)
WORDS = _RULES.bits | _QUALIFIED.bit | _LEVEL_ABOVE.bit


def some_of_them(item: Taken, text: str) -> str:
    """The name of the doubt about a figure that tells of some of its kind only, "" where none is told of."""
    may, start = item.may, item.number.start
    if may & _QUALIFIED.bit and item.group in _OF_CASES and _is_qualified(item, text):
        return "some_of_the_cases"
    if may & _LEVEL_ABOVE.bit and item.breakdown == "level=county" and _LEVEL_ABOVE.search(text, item.low, start):
        return "level_above"
    return _RULES.doubt_about(item, text)


def _is_qualified(item: Taken, text: str) -> bool:
    """Whether a clause qualifies the head and tells of some of the cases."""
    if item.claim.after or item.code.endswith(_NAMED_SO):
        return False
    begin = max(item.low, item.claim.head.start - _NEAR_ITS_HEAD)
    return any(_OF_ALL.search(found[0]) is None for found in _QUALIFIED.finditer(text, begin, item.number.start))

"""Cases of reconsideration and suits told apart by what or whom they are about, in the words of acts and totals.

按案由分，行政处罚28件 are cases about penalties, no acts that were done; 县政府作被申请人的复议案件, 判决撤销 and
其中某镇败诉4件 are some of the cases, or those of another body. Public here: `are_some_of_the_cases(...)`.
"""

from __future__ import annotations

import re

from fazhi.extract.bind import Claim
from fazhi.extract.figure import Place, Sentence
from fazhi.extract.triggers import Bits, Cue

_RECONSIDERATION, _LITIGATION = "reconsideration", "litigation"
_CASES = frozenset({_RECONSIDERATION, _LITIGATION})
_ACTS = frozenset({"enforcement.licences", "enforcement.penalties", "enforcement.compulsory_measures"})
_ASPECT = r"(?:类型|类别|种类|性质|领域|行业|事项|案由|行为|区域|地域|地区|来源|渠道|被申请人|申请人|被告|原告)"
# 按案由分，… 从被申请人看，… 案件类型：…; not 从办案数量看 or 按结果分, which tell of all.
_TAKEN_APART = Cue(
    rf"(?:从|按照?|看|就|以)[^，,。；;：:、\d]{{0,8}}{_ASPECT}[^，,。；;：:、\d]{{0,4}}?(?:看|分析?|划分|区分|统计|分类|来说|而言)?[，,：:]"
    rf"|(?:案件|涉案|被诉|争议){_ASPECT}(?:分布|构成|情况)?[：:]"
)
# 投诉举报14件，行政处罚18件: beside what is no act that any office counts, penalties are what cases are about.
_NO_ACT = Cue(
    r"(?:不履行?(?:法定)?职责|不作为|(?<!受理)(?<!接到)(?:投诉举报|举报投诉)(?:处理|答复)?|行政处理|信息公开|工伤认定|行政协议|行政赔偿)"
    r"(?:类)?(?:案件)?(?:共|有)?\d[\d,.]*[件宗起]"
)
# 县政府作被申请人的复议案件共14件，纠错2件: another decided them. Not 以乡镇为被申请人的, of which all are.
_AS_RESPONDENT = Cue(r"(?:作为?|是|(?<=政府)为|(?<=[我本][县市区旗])为)(?:复议)?被申请人的[^，,。；;\d]{0,8}案件")
# 以各乡镇、县政府各部门作为被申请人的: all that a county decides are against those.
_THOSE_BELOW = re.compile(r"以[^，,。；;\d]{0,30}(?:乡|镇|街道|部门|办事处|[乡镇](?:人民)?政府)(?:等|均)?$")
_ANOTHER_SUBJECT = re.compile(r"复议|[全我本][县市区旗州年]|政府")
# 被申请行政复议6件，维持4件: cases against the office that tells of them.
_ASKED_AGAINST = re.compile(r"被(?:申请|提起|提出|提)(?:行政)?复议(?:申请|案件)?[^。；;]*$")
# 直接被诉18宗，判决撤销9宗: what courts did.
_JUDGED = re.compile(r"(?:判决|裁定|被诉)[^，,。；;\d]{0,16}$")
# 其中某镇政府败诉4件: of one office, where all were told before.
_OF_ONE_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{2}(?<![各级直属])(?:镇|乡|街道|(?<!司法)局|委|支队|大队)(?:人民)?(?:政府|办事处)?\s*$"
)
# 处罚案件被申请复议12件，经复议撤销3件: those about one kind of act.
_OF_ONE_ACT = Cue(
    r"(?:处罚|强制|征收|征用|许可|检查|确认|裁决|给付|奖励|执法)案件[^，,。；;\d]{0,6}被(?:申请|提起|诉)[^。；;]*$"
)
# 协助办理乡镇处罚案件178件: what others did.
_FOR_OTHERS = Cue(
    r"(?:协助|指导|帮助|协调|参与|监督)(?!检查)[^，,。；;\d]{0,12}(?:(?:处罚|许可|强制|执法)[^，,。；;\d]{0,6}\d[^。；;]*其中[^。；;]*)?$"
)
# 行政机关负责人出庭率100%，其中我局代县政府出庭34件: of that office.
_OF_OWN_OFFICE = Cue(r"其中[，,：:]?(?:由)?(?:[我本]局|[县市区旗州]?司法局)[^，。；;\d]*$")
# 和解或撤回起诉41件, 调解、撤诉30件: two ways to end as one.
_OR_ANOTHER_WAY = re.compile(r"(?:和解|调解|化解|驳回|驳回起诉|终止|移送)(?:或者?|及|和|与|、)$")
_ONE_WAY = frozenset({"litigation.withdrawn", "reconsideration.upheld", "reconsideration.corrected"})
_LONGEST_WAY, _NEAR = 6, 40  # characters
# 县行政争议协调化解中心受理28件，化解15件: neither mediation nor reconsideration; not 经…中心化解.
_AT_A_CENTRE = Cue(
    r"(?:^|[，,。；;：:])(?![^，,。；;\d]{0,12}(?:经|依托|通过|借助|设立|成立|建立|建成|联合|挂牌|派驻|复议))"
    r"[^，,。；;\d]{0,12}行政争议[^，,。；;\d]{0,10}中心[^。；;]*$"
)
_BY_PEOPLE = frozenset({"mediation.received", "mediation.resolved", "mediation.success_rate"})
_SEMICOLON = re.compile("[；;]")
# 行政处罚28件，占收案数的31%: a share of the cases, of which penalties are a kind.
_SHARE_OF_CASES = re.compile(
    r"[，,（(]\s*(?:约|分别|共|各)?占(?:比|到|全部|同期|新|总|案件|复议|诉讼|应诉|受理|收案|立案|申请|收到|数|量|的|为|达|约|近)*\d[\d.]*\s*[%％]"
)


def are_some_of_the_cases(claim: Claim, place: Place, text: str, sentence: Sentence, *, topic_of_cases: bool) -> bool:
    """Whether a figure is of what cases are about, of one office or of another body's, and no act or total.

    `topic_of_cases` tells that the topic last named is reconsideration or suits.
    """
    code, group = claim.frame.code, claim.frame.group
    may, start = sentence.may, place.number.start
    at_a_centre = may & _AT_A_CENTRE.bit and (group == _RECONSIDERATION or code in _BY_PEOPLE)
    if at_a_centre and _AT_A_CENTRE.search(text[sentence.start : start]) is not None:
        return True
    if group in _CASES:
        return _are_of_some(claim, place, text, sentence)
    if code not in _ACTS:
        return False
    if topic_of_cases and _SHARE_OF_CASES.match(text, place.number.end) is not None:
        return True
    return _are_no_acts(claim, text, sentence, start, topic_of_cases=topic_of_cases)


def _are_no_acts(claim: Claim, text: str, sentence: Sentence, start: int, *, topic_of_cases: bool) -> bool:
    """Whether acts are those that cases are about, or others' in which an office helped."""
    may = sentence.may
    if may & _FOR_OTHERS.bit and _FOR_OTHERS.search(text, sentence.start, claim.head.start):
        return True
    if not topic_of_cases:
        return False
    apart = may & _TAKEN_APART.bit and _TAKEN_APART.search(_since_semicolon(text, sentence, start)) is not None
    return apart or (may & _NO_ACT.bit and _lists_what_is_no_act(text, sentence, start))


def _are_of_some(claim: Claim, place: Place, text: str, sentence: Sentence) -> bool:
    """Whether cases are those about one thing, of one office, or ended by a court or in one of two ways."""
    may, start, head = sentence.may, place.number.start, claim.head.start
    if may & _OF_ONE_ACT.bit and _OF_ONE_ACT.search(text, sentence.start, start):
        return True
    if may & _TAKEN_APART.bit and _TAKEN_APART.search(_since_semicolon(text, sentence, start)):
        return True
    if sentence.in_parts and _is_part_of_one_office(claim, place, text, may):
        return True
    one_way = claim.frame.code in _ONE_WAY and not claim.after
    if one_way and _OR_ANOTHER_WAY.search(text, max(0, head - _LONGEST_WAY), head):
        return True
    if claim.frame.group != _RECONSIDERATION:
        return False
    judged = not claim.after and _JUDGED.search(text[place.low : head]) is not None
    return judged or _is_of_a_respondent(text, sentence, start)


def _is_part_of_one_office(claim: Claim, place: Place, text: str, may: Bits) -> bool:
    head, start = claim.head.start, place.number.start
    if not claim.after and _OF_ONE_OFFICE.search(text[place.low : head]) is not None:
        return True
    own = may & _OF_OWN_OFFICE.bit and claim.frame.group == _LITIGATION
    return own and _OF_OWN_OFFICE.search(text, max(0, start - _NEAR), start) is not None


def _since_semicolon(text: str, sentence: Sentence, start: int) -> str:
    return _SEMICOLON.split(text[sentence.start : start])[-1]


def _lists_what_is_no_act(text: str, sentence: Sentence, start: int) -> bool:
    """Whether the list that a figure stands in, up to a semicolon on either side, names what is no act."""
    before = _since_semicolon(text, sentence, start)
    after = _SEMICOLON.split(text[start : sentence.end], maxsplit=1)[0]
    return _NO_ACT.search(before + after) is not None


def _is_of_a_respondent(text: str, sentence: Sentence, start: int) -> bool:
    """县政府作被申请人的复议案件14件。目前审结12件: the next sentence goes on with them, where it names no one else."""
    told = text[sentence.start : start]
    if "被" in told and (asked := _ASKED_AGAINST.search(told)) is not None:
        return not _ANOTHER_SUBJECT.search(told[: asked.start()])
    if "被申请人" in told:
        found = _AS_RESPONDENT.search(told)
        return found is not None and _THOSE_BELOW.search(told, 0, found.start()) is None
    opened = text.rfind("。", 0, max(0, sentence.start - 1)) + 1
    before = text[opened : sentence.start].rpartition("\n")[2]
    return "被申请人" in before and _AS_RESPONDENT.search(before) is not None and not _ANOTHER_SUBJECT.search(told)

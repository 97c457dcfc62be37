"""What was not done: 未备案规范性文件2件 counts none that were filed, though each of its words is an indicator's.

Public here: `DENIED`, the bit of its words, and `is_denied(claim, place, text)`.
"""

from __future__ import annotations

import re

from fazhi.extract.bind import Claim
from fazhi.extract.figure import Place
from fazhi.extract.triggers import Cue

_DENIAL = Cue(
    r"未(?!成年|成人|来|检|诉|必|知|婚|病|雨|满|超|突破|低于|高于|少于|多于)|没有(?!超过|突破|低于|高于|少于|多于)|没能|不予|拒绝|拒不|无法"
)
DENIED = _DENIAL.bit
# 为未参保职工办理法律援助案件33件, 对未履行的案件发出建议书6份
_DONE_ABOUT_THEM = re.compile(
    r"[^，,。；;、\d]{2,20}?(?:的[^，,。；;、\d]{2,12}?|[人者员工户]|家庭|单位|部门|企业|群众|对象|案件|问题|事项|乡镇|街道|村|社区|行为|情形|项目)"
    r"(?:依法|全部|均|都|已|共|累计|及时|分别|逐一|集中|专门|再次)*"
    r"(?:发[出放送]|[印下制]发|下达|作出|出具|提供|开展|进行|组织|召开|举[办行]|实施|办理|责令|督促|约谈|通报|调[解处]|受理|审[查核结]|处罚|立案|查处"
    r"|纠正|撤销|培训|[走回]访|[追问]责|[评检]查|化解)(?!的|案件|事项)"
)
_ENDS_A_SCOPE = re.compile(r"[、和与及或，,；;。：:（(）)]|(?:后|并|而|即|便|就|被|仍|再|转)(?!续|且|非)")

# 新增轻微违法行为不予处罚事项35项
_COUNTS_WHAT_IS_WAIVED, _WAIVED = "enforcement.lenient", ("不予处罚", "不予行政处罚")
_WHO = ("部门", "单位", "机关", "乡镇", "街道", "镇", "乡", "村", "社区", "所", "企业", "学校", "人员", "负责人")


def is_denied(claim: Claim, place: Place, text: str) -> bool:
    """Whether what a figure counts was not done.

    3个乡镇未开展合法性审查, 尚未办结的公证12件, 出庭率未达到90%; not 不予受理5件, which is counted as such.
    """
    if claim.after:
        return _is_denied_after(claim, place, text)
    head, start = claim.head, place.number.start
    if "未" in head.anchor.word or head.anchor.word[0] in "不拒无":
        return False
    denials = [found.span() for found in _DENIAL.finditer(text, place.low, start)]
    if claim.frame.code.startswith(_COUNTS_WHAT_IS_WAIVED):
        denials = [span for span in denials if not text.startswith(_WAIVED, span[0])]
    if not denials:
        return False
    begin, end = denials[-1]
    if head.start <= begin < head.end or _ENDS_A_SCOPE.search(text, end, start) is not None:
        return False
    return _DONE_ABOUT_THEM.match(text, end, start) is None


def _is_denied_after(claim: Claim, place: Place, text: str) -> bool:
    """12个单位未聘请法律顾问: what those counted did not do or get; not 45份未签订的合同, 9件援助案件未收费."""
    begin, head = place.number.end, claim.head
    found = _DENIAL.search(text, begin, place.stop)
    if found is None or _ENDS_A_SCOPE.search(text, begin, max(found.start(), head.start)) is not None:
        return False
    if found.start() < head.start:
        return "的" not in text[found.end() : head.start]
    asked = claim.frame.context or claim.frame.beside  # 3件规范性文件未备案: the verb that it asks for follows
    return found.start() >= head.end and bool(asked or head.anchor.word.endswith(_WHO))

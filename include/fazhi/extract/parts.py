"""Whether a figure of cases is told of some of them only, by whom or about what, beside the total of all.

从申请人看，公民提出申请52件 and 征地类新收6件 are parts of what was counted before, though they use its words.
"""

from __future__ import annotations

import re

from fazhi.extract import cues
from fazhi.extract.triggers import Cue

CASES = (
    "reconsideration.received",
    "reconsideration.accepted",
    "reconsideration.concluded",
    "litigation.filed",
    "litigation.concluded",
    "legal_aid.cases",
    "legal_aid.concluded",
    "mediation.received",
    "mediation.resolved",
    "notary.cases",
    "disclosure.requests",
    "disclosure.proactive",
)
_BY_ASPECT = Cue(r"(?:从|按)[^，,。；;]{2,16}?(?:看|来说|分析|划分|统计|区分)[，,：:]")
_OF_A_KIND = re.compile(r"(?<![各这此两三四五多同余\d])类(?:案件|事项|纠纷)?$")
_OWN = re.compile(
    r"(?:全|我|本)(?:年|省|市|县|区|州|旗|镇|乡|街道|局|院|系统)|各级|各地|各部门|各单位|法律援助(?:中心|机构|工作站)"
    r"|公证(?:处|机构)|(?:人民)?调解(?:组织|委员会|员)|调委会|司法所|司法局|(?:行政)?复议(?:机关|机构|局)|人民法院|法院"
)
_SAYS_NOTHING = re.compile(
    r"办理|受理|立案|办结|审结|承办|提供|接收|收案|调解|调处|化解|公开|新|收到|共计?|依法|申请|行政|复议|诉讼|案件|提出|全部|各类|件|直接|主动|累计|先后|已经?|年度?|\d|[“”\"（）()，,、\s]"
)
_NAMED = 2  # characters
_OF_ORGANS = re.compile(r"(?:政府|部门|委办局|街道|乡镇)[^，。；]{0,8}$")


def is_told_by_aspect(sentence: str) -> bool:
    """从申请人的情况看，…: the sentence takes a total apart."""
    return _BY_ASPECT.search(sentence) is not None


def names_organs(words: str) -> bool:
    """区县政府委办局共收到…: the organs that share the cases of all."""
    return _OF_ORGANS.search(_OWN.sub("", words)) is not None


def names_some(words: str) -> bool:
    """Whether the words up to a head name whose or what kind of cases: 市政府工作部门, 征地类, 公民."""
    words = words.strip()
    if _OF_A_KIND.search(words):
        return True
    return len(_SAYS_NOTHING.sub("", cues.residue(_OWN.sub("", words)))) >= _NAMED

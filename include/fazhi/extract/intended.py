"""计划评查案卷300件, 拟举办讲座12场, 预期调解4000件: words that tell what is meant to be done, and whether it was.

Public here: `INTENDED`, `is_intended(...)`, `is_reached(...)` and `REACHED_NEXT`.
"""

from __future__ import annotations

import re

from fazhi.extract.triggers import Bits, Cue

_VERBS = (
    "用|利用|投入|完成|开展|新增|新建|组织|举办|实现|办理|办结|调解|调处|化解|受理|审结|培训|培育|培养|发放|在|建设|建成|建立|创建|评查|审查"
    "|审核|达|选聘|新聘|招录|招聘|聘请|选派|引进|打造|设立|成立|配备|召开|走访|增加|增设|改造|扩建|制作|推送|抽查|排查|选树|接待|提供|服务"
)
# The verb: 今年计划建设20处, and 要求全年评查不少于200件. Not 按计划, 列入计划的, 计划生育, nor 计划调解的已全部完成.
_PLANNED = Cue(
    rf"(?P<clause>[^，。；,;：:]{{0,40}})(?:"
    rf"计划(?:再|还|共|全年|年内|今年|于|新)?(?:{_VERBS}|制定|出台|修订|清理|(?<=[年内初局县共]计划)(?=约?\d))"
    r"(?:(?!已|了|实际)[^，。；,;]){0,18}|要求[^，。；,;]{1,24}(?:不少于|不低于|至少)(?:为|达|完成)?)$"
)
_BY_A_PLAN = re.compile(
    r"按|照|根据|依(?!托|靠|法)|落实|执行|纳入|列入|制[定订]|印发|出台|编制|下发|下达|完成|结合|围绕|实施|推进|深化|修改|通过|启动|遵循|“|《|(?<![\d本])年度$|工作$"
)
_MEANT = Cue(
    r"(?<![模虚对审的])(?<!审[核查])拟(?:评查|举办|开展|培育|培养|培训|办理|组织|引进|选聘|新聘|招聘|聘请|完成|建设|建立|设立|增设|走访|申报|推荐|创建|新建|新增|打造)[^，。；,;]{0,18}$"
    r"|将(?:再|还|陆续|继续|新|全年)?(?:新建|新增|举办|开展|组织开展|建设|培育|培训|选聘|评查)[^，。；,;]{0,18}$"
    r"|预期(?!效果|成效)(?:全年|年内|今年|可)?[^，。；,;]{1,18}$|有望(?:突破|达到?|完成|实现|超过)[^，。；,;]{0,6}$"
    r"|(?:县定|原定|年初定)(?:的)?(?:任务|目标|计划)?[^，。；,;\d]{0,16}$"
    r"|(?P<task>(?<!完成)(?<!目标)任务)(?:数|量)?(?:为|是)?$"
)
_ALL_DONE = re.compile(r"[^，。；,;]{0,16}?[，,]?(?:已|均|全部|都|如期|按期)")
# …20处，已建成23处; …300件，实际完成326件; …12名，目前已新增9名; …100%，目前86%
_NEXT = (
    r"(?:截[至止]到?(?:目前|[^，。；,;]{1,6}[底末])[，,]?)?(?:目前|现在|如今|现|全年|年度)?"
    r"(?:(?:已经?|实际)(?:完成|新增|建成|建设|创建|建立|达到?|实现|办理|办结|开展|举办|培训|培育|培养|调解|评查|审查|引进|选聘|聘请|设立|有)?|达到?|为|仅?有?)"
    r"(?:了|约|近|值为?)?"
)
REACHED_NEXT = re.compile(
    rf"[^，。；,;]{{0,6}}[，,；;]\s*(?=截|目前|已|现|如今|实际|全年实际)(?!现有|现将){_NEXT}\s*\d"
)
_REACHED = re.compile(rf"[，,、；;]?\s*(?=截|目前|已|现|如今|实际|全年实际|年度实际){_NEXT}\s*$")

INTENDED = _PLANNED.bit | _MEANT.bit


def is_intended(may: Bits, before: str, after: str) -> bool:
    """全年计划评查案卷300件: whether the words before a figure in its clause say that it is only meant.

    `may` are the bits of its sentence, `after` is what follows the figure.
    """
    if before.endswith("的") and _ALL_DONE.match(after):
        return False  # 年初计划开展的36场活动全部完成
    planned = _PLANNED.search(before) if may & _PLANNED.bit else None
    if planned is not None and not _BY_A_PLAN.search(planned["clause"]):
        return True
    meant = _MEANT.search(before) if may & _MEANT.bit else None
    return meant is not None and (meant["task"] is None or REACHED_NEXT.match(after) is not None)


def is_reached(before: str) -> bool:
    """计划建设20处，已建成23处: the words between an aim and what was reached of it."""
    return _REACHED.match(before) is not None

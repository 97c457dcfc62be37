"""What others did or held: lawyers who settled disputes, lectures of those above, trainings that an office went to.

Public here: `is_done_by_others(code, told, may)`, and the cues of sentences whose subject are lawyers.
"""

from __future__ import annotations

import re

from fazhi.extract.triggers import Bits, Cue

# 广大律师举办讲座36场，调处矛盾纠纷41件: what lawyers do beside the people's mediation.
BY_LAWYERS = Cue(
    r"(?:^|[，,。；;：:]|\s)(?:截[至止]到?[^，,。；;\d]{1,3}[，,])?"
    r"(?:广大|全体|各位|驻村|包村|结对|执业|社会|志愿|公益|值班|村居|全?[县市区旗州])*律师(?:们)?"
    r"(?!事务|所|协会|队伍|行业|工作|管理|调解|人数|参与(?!(?:人民)?调解|调处|化解|矛盾|纠纷)|代表|资源|总数|制度|顾问|及|和|与|、|\d|共?有)[^。；;]*$"
)
# 公职律师参与行政诉讼26件, 律师事务所提供法律援助40件: a part of what was done, by some of those who did it.
BY_SOME_LAWYERS = Cue(
    r"(?:^|[，,。；;：:]|\s)(?:全[县市区旗州])?(?:各)?(?:律师事务所|律所|公职律师|(?:基层)?法律服务(?:所|工作者))"
    r"(?!覆盖|数|总|人|队伍|工作站|管理|及|和|与|、|\d|共?有|现有|配备)[^。；;]*$"
)
_OF_COMMITTEES = re.compile("人民调解|调委会|调解组织|调解委员会|调解员|司法所")
_BY_PEOPLE = frozenset({"mediation.received", "mediation.resolved", "mediation.success_rate"})
# 参加上级法治讲座12期, 参加省厅举办的培训9人次: held by those above.
_HELD_ABOVE = Cue(
    r"(?:参加|参与|收看|收听|观看|赴)(?:了|过|由)?"
    r"(?:上级|国家|中央|全国|全?省|自治区|司法部|[省市州厅部](?:厅|局|里|级|委|司法[厅局]|政府))[^，,。；;\d]{0,40}$"
)
# 参加“…”培训班3期, 先后参加培训2次: the clause tells of who went there, and of no one who sent for them.
_WENT_TO = Cue(
    r"(?:^|[，,。；;：:])\s*(?:[一二三四五六七八九十]是|先后|积极|多次|全年|年内|共|累计|按时|按要求|(?:今年|20\d\d年)?以来)*"
    r"参加(?!人员|人数)[^，,。；;\d]{0,30}$"
)
_HELD = frozenset({"governance.lectures", "governance.trainings"})
_STUDIED, _TRAINED = "governance.study_sessions", "governance.training_participants"
_HELD_BY_THEM = re.compile("组织|举办|召开|开展|主办|承办")
BY_OTHERS = BY_LAWYERS.bit | _HELD_ABOVE.bit | _WENT_TO.bit


def is_done_by_others(code: str, told: str, may: Bits) -> bool:
    """Whether what its sentence has `told` up to a figure makes it that of others; `may` are the bits of its cues."""
    if code in _BY_PEOPLE:
        by_lawyers = may & BY_LAWYERS.bit and BY_LAWYERS.search(told) is not None
        return by_lawyers and _OF_COMMITTEES.search(told) is None
    if code not in _HELD and code not in {_STUDIED, _TRAINED}:
        return False
    above = _HELD_ABOVE.search(told) if may & _HELD_ABOVE.bit else None
    if code == _TRAINED:
        return above is not None and _HELD_BY_THEM.search(above[0]) is not None
    if above is not None or code == _STUDIED:
        return above is not None
    return bool(may & _WENT_TO.bit and _WENT_TO.search(told))

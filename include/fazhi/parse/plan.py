"""Whether a text is itself a plan.

Reports name plans all the time: 落实《2023年工作要点》, 将年度工作计划细化分解, 工作总结及下年计划. None of these makes
the text a plan; only its own title does, or its opening where it declares what it is (现将2024年工作计划汇报如下).
"""

from __future__ import annotations

import re

_PLAN = re.compile("计划|思路|要点|打算|安排|目标|谋划")
_REPORT = re.compile(
    "总结|报告|情况|回顾|公报|年鉴|汇报|数据|统计|小结|成效|亮点|进展|述职|述法|自评|答复|解读|问答|召开|举行|举办|会议"
)
# These are written about as often as they are written: only at the end do they name the text.
_PLAN_AT_END = re.compile(
    r"(?:规划|方案|实施意见|行动|责任清单|任务清单|任务分解表?|任务书|责任分工|责任分解|民生实事(?:项目)?)(?:[》”]|的通知|[（(][^）)]*[）)])*$"
)
_NORM = re.compile(
    "(?:考核|考评|评分|评价|验收|评选)(?:实施)?(?:细则|办法|标准|指标(?:体系)?|评分表)|评分表|指标体系|采购需求|招标(?:文件|公告)|(?:比选|遴选)公告"
    "|(?:管理|补贴|实施|暂行)(?:办法|细则|规定)"
)
_ISSUED = re.compile("印发|下发|通知|公布|^《[^》]*》$")
_BY_A_PLAN = re.compile(r"\s*(?:根据|按照|依据|对照|落实|贯彻|围绕)")
_NAMED = re.compile("《[^》]*》")  # 落实《2024年工作要点》
# 2023年度法治工作及2024年工作计划: the year before the plan's is told of too.
_YEAR_BEFORE_THE_PLAN = re.compile(
    r"(?:19|20)\d{2}[^计思要打安目谋]*?(?:及|和|暨|与|、)[^计思要打安目谋]*?(?:19|20)\d{2}"
)
_OPENING_SENTENCES = 400  # characters in which a text says what it is
_DECLARED = re.compile(
    r"现(?:就|将)(?P<what>[^。；;\n]{0,60}?(?:思路|计划|打算|安排|要点|谋划)[^。；;\n]{0,8})如下"
    r"|(?:制定|制订|提出|拟定)(?:了)?(?:本|如下|以下)[^。；;\n]{0,12}?(?:计划|要点|安排|思路|打算)"
    r"|(?:19|20)\d{2}年[^。；;\n]{0,30}(?:总体|工作|基本)(?:思路|要求|目标)(?:是|为?[:：])"
)


def is_norm_title(title: str) -> bool:
    """Whether `title` names rules by which others are scored, paid or bought from: their figures are nobody's."""
    return _NORM.search(title) is not None and _REPORT.search(_NORM.sub("", title)) is None


def is_plan_title(title: str) -> bool:
    """Whether `title` names a plan and nothing that is told of: 2024年工作要点, not 2023年总结及2024年计划."""
    if not _ISSUED.search(title):
        title = _NAMED.sub("", title)
    if (
        _REPORT.search(title)
        or _BY_A_PLAN.match(title)
        or not (_PLAN.search(title) or _PLAN_AT_END.search(title.strip()))
    ):
        return False
    return _YEAR_BEFORE_THE_PLAN.search(title) is None


def opens_as_plan(text: str) -> bool:
    """Whether the opening of `text` declares it a plan: 现将具体工作思路汇报如下, 制定如下工作要点."""
    found = _DECLARED.search(text[:_OPENING_SENTENCES])
    if found is None:
        return False
    return not re.search("总结|情况|回顾|成效|完成", found["what"] or "")

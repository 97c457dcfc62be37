"""What kind of publication a document is, by its title; by its opening where it has none."""

from __future__ import annotations

import re

from fazhi.parse.plan import is_plan_title

_OPENING = 400
"""Characters of text that stand in for a missing title."""

_NOT_A_REPORT = re.compile(
    "解读|答记者问|意见征集|征求意见|召开|举行|举办|印发|下发|通知|实施方案|工作方案|实施意见|办法$|规定$|通报$"
)
_DISCLOSURE = re.compile("(?:政府)?信息公开(?:工作)?(?:年度|情况)?(?:工作)?(?:的)?(?:年度)?(?:报告|年报|总结)")
_ENFORCEMENT = re.compile("行政执法.{0,14}(?:统计|数据|年报|年度报告)|执法统计|行政执法.{0,6}实施情况")
_BULLETIN = re.compile("数据公报|统计公报|工作情况及.{0,6}数据")
_RULE_OF_LAW = re.compile("法治政府建设|依法行政|依法治[县市区州旗]|法治[\u4e00-\u9fff]{0,6}建设")
_REPORT = re.compile("报告|总结|情况|年报|小结|回顾")
_PLAN = re.compile("计划|思路|打算|安排|要点|谋划")
_PART_OF_YEAR = re.compile("上半年|半年|季度|[1-9一二三四五六七八九十]{1,3}月")
_OF_A_YEAR = re.compile("年|季度|工作(?:总结|思路|计划|要点|打算)")
_BUREAU = re.compile("司法局|司法厅|司法行政")


def document_type(title: str, text: str, publisher: str) -> str:
    """One of DOCUMENT_TYPES other than `submission`."""
    if not title.strip():
        return _by_opening(text[:_OPENING], publisher)
    head = re.sub(r"\s", "", title)
    if _NOT_A_REPORT.search(head):
        return "other"
    if _ENFORCEMENT.search(head):
        return "enforcement_statistics"
    if _DISCLOSURE.search(head):
        return "disclosure_annual_report"
    if _BULLETIN.search(head):
        return "data_bulletin"
    return _by_form(head, publisher)


def _by_form(head: str, publisher: str) -> str:
    plans = is_plan_title(head)
    reports = bool(_REPORT.search(head)) or (bool(_PLAN.search(head)) and not plans)
    if _RULE_OF_LAW.search(head) and reports and not _PART_OF_YEAR.search(head):
        return "rule_of_law_annual_report"
    if not _BUREAU.search(head + publisher) or not _OF_A_YEAR.search(head):
        return "other"
    return _of_bureau(reports, plans)


def _by_opening(opening: str, publisher: str) -> str:
    if not _BUREAU.search(opening + publisher):
        return "other"
    plans = bool(re.search("(?:工作)?(?:思路|打算|计划|安排).{0,6}(?:汇报|报告)如下", opening))
    reports = bool(re.search("工作总结|(?:情况|工作|总结).{0,8}(?:汇报|报告|总结)如下|取得了?|作出了", opening))
    return _of_bureau(reports and not plans, plans)


def _of_bureau(reports: bool, plans: bool) -> str:
    if reports:
        return "bureau_summary"
    return "bureau_plan" if plans else "other"

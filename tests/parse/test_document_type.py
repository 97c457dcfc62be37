"""What kind of publication a title announces."""

from __future__ import annotations

import pytest

from fazhi.parse.document import DOCUMENT_TYPES
from fazhi.parse.document_type import document_type


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("青笠县2023年法治政府建设年度报告", "rule_of_law_annual_report"),
        ("青笠县司法局关于2023年度法治政府建设情况的报告", "rule_of_law_annual_report"),
        ("青笠县司法局2024年度法治政府建设工作总结暨2025年工作计划", "rule_of_law_annual_report"),
        ("青笠县2022年法治建设年度报告", "rule_of_law_annual_report"),
        ("2016年度依法行政工作报告", "rule_of_law_annual_report"),
        ("青笠县2023年政府信息公开工作年度报告", "disclosure_annual_report"),
        ("青笠县司法局2023年政府信息公开年报", "disclosure_annual_report"),
        ("青笠县2024年度行政执法数据统计公告", "enforcement_statistics"),
        ("青笠县公安局2023年度行政执法统计年报", "enforcement_statistics"),
        ("青笠县司法局2022年上半年工作总结及下半年工作计划", "bureau_summary"),
        ("青笠县司法局2023年工作情况", "bureau_summary"),
        ("青笠县司法局2024年工作要点", "bureau_plan"),
        ("青笠县司法局2024年工作思路", "bureau_plan"),
        ("青笠县司法局2023年度重点工作及2024年工作安排", "bureau_summary"),
        ("青笠县2022年法治建设工作情况及数据公报", "data_bulletin"),
        ("关于印发青笠县2023年法治政府建设工作方案的通知", "other"),
        ("我县召开2023年法治政府建设工作会议", "other"),
        ("《青笠县政府信息公开年度报告》解读", "other"),
        ("青笠县2023年法治政府建设工作要点", "other"),
        ("青笠县司法局关于法律职业资格考试安排的公告", "other"),
        ("青笠县2023年国民经济和社会发展计划执行情况报告", "other"),
    ],
)
def test_a_title_tells_the_type(title: str, kind: str) -> None:
    assert document_type(title, "", "") == kind
    assert kind in DOCUMENT_TYPES


def test_the_publisher_makes_a_summary_one_of_the_bureau() -> None:
    assert document_type("2023年工作总结", "", "青笠县司法局") == "bureau_summary"
    assert document_type("2023年工作总结", "", "青笠县农业农村局") == "other"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2023年，县司法局忠诚履职尽责，各项工作取得了新成效。\n一、2023年工作总结", "bureau_summary"),
        ("2024年，市司法局将围绕中心工作强化执行。现将具体工作思路汇报如下。", "bureau_plan"),
        ("全县粮食产量稳定增长。", "other"),
    ],
)
def test_the_opening_stands_in_for_a_missing_title(text: str, kind: str) -> None:
    assert document_type("", text, "") == kind

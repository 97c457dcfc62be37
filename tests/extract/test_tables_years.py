"""Which period a figure of a table is of, and what its headings tell as before, change, aim and done."""

from __future__ import annotations

import pytest

from tests.extract.table_pages import TITLE, figures, figures_in, page, read, rows


def test_columns_of_years_with_difference_and_percentage() -> None:
    assert figures_in(
        TITLE,
        "附表：主要指标完成情况",
        rows(
            "指标 | 单位 | 2024年 | 2023年 | 增减 | 同比（%）",
            "行政复议收到申请 | 件 | 60 | 48 | 12 | 25",
            "行政诉讼败诉率 | % | 4.5 | 6 | -1.5 | -25",
            "罚没金额 | 万元 | 120.5 | 130 | -9.5 | -7.31",
        ),
    ) == [
        "reconsideration.received 60",
        "reconsideration.received 48 previous 2023",
        "reconsideration.received 12 件 change 2024",
        "reconsideration.received 25 % change 2024",
        "litigation.loss_rate 4.5",
        "litigation.loss_rate 6 previous 2023",
        "litigation.loss_rate -1.5 百分点 change 2024",
        "litigation.loss_rate -25 % change 2024",
        "enforcement.penalty_amount 1205000",
        "enforcement.penalty_amount 1300000 previous 2023",
        "enforcement.penalty_amount -95000 元 change 2024",
        "enforcement.penalty_amount -7.31 % change 2024",
    ]


def test_bare_years_as_headings() -> None:
    assert figures_in(TITLE, rows("项目 | 2022 | 2023 | 2024", "办理法律援助案件（件） | 210 | 260 | 305")) == [
        "legal_aid.cases 210 previous 2022",
        "legal_aid.cases 260 previous 2023",
        "legal_aid.cases 305",
    ]


def test_years_down_the_page() -> None:
    assert figures_in(
        TITLE,
        "近三年行政复议情况",
        rows(
            "年份 | 收到申请 | 受理 | 审结", "2022年 | 31 | 28 | 27", "2023年 | 40 | 35 | 33", "2024年 | 52 | 47 | 45"
        ),
    ) == [
        "reconsideration.received 31 previous 2022",
        "reconsideration.accepted 28 previous 2022",
        "reconsideration.concluded 27 previous 2022",
        "reconsideration.received 40 previous 2023",
        "reconsideration.accepted 35 previous 2023",
        "reconsideration.concluded 33 previous 2023",
        "reconsideration.received 52",
        "reconsideration.accepted 47",
        "reconsideration.concluded 45",
    ]


@pytest.mark.parametrize(
    ("heading", "kind", "period"),
    [
        ("本年", "actual", "2024"),
        ("上年", "previous", "2023"),
        ("去年同期", "previous", "2023"),
        ("2024年上半年", "actual", "2024H1"),
        ("年度目标", "target", "2024"),
        ("2025年目标", "target", "2025"),
    ],
)
def test_headings_tell_period_and_kind(heading: str, kind: str, period: str) -> None:
    document = page(TITLE, rows(f"指标 | {heading}", "人民调解受理矛盾纠纷（件） | 812", "办理公证（件） | 300"))

    assert [(seen.kind, seen.period) for seen in read(document)] == [(kind, period)] * 2


def test_half_year_report_compares_with_the_same_half() -> None:
    document = page(
        "望溪县司法局2024年上半年工作总结",
        rows("指标 | 2024年1-6月 | 上年同期 | 同比增减", "办理公证（件） | 150 | 120 | 25%"),
    )

    assert figures(read(document)) == [
        "notary.cases 150",
        "notary.cases 120 previous 2023H1",
        "notary.cases 25 % change 2024H1",
    ]
    assert read(document)[0].period == "2024H1"


def test_figures_of_a_plan_are_targets() -> None:
    assert figures_in(
        "望溪县司法局2025年工作要点",
        "2025年工作任务分解表",
        rows("序号 | 任务 | 数量", "1 | 开展普法宣传活动 | 200场次", "2 | 评查执法案卷 | 150份"),
    ) == [
        "publicity.events 200 target 2025",
        "enforcement.case_files_reviewed 150 target 2025",
    ]


def test_months_are_left_to_the_sum_but_quarters_are_periods() -> None:
    months = page(TITLE, "行政复议收案情况", rows("月份 | 1月 | 2月 | 合计", "收到申请（件） | 2 | 3 | 5"))
    quarters = page(TITLE, rows("指标 | 一季度 | 上半年", "办理公证（件） | 20 | 50"))

    assert figures(read(months)) == ["reconsideration.received 5"]
    assert [(seen.period, int(seen.value)) for seen in read(quarters)] == [("2024Q1", 20), ("2024H1", 50)]


@pytest.mark.parametrize("caption", ["2025年主要目标", "2025年度目标任务分解"])
def test_targets_take_the_year_of_their_caption(caption: str) -> None:
    assert figures_in(TITLE, caption, rows("目标任务 | 目标值", "行政诉讼败诉率 | 5%以下")) == [
        "litigation.loss_rate 5 target 2025"
    ]


def test_a_table_of_several_years_is_of_its_last() -> None:
    assert figures_in(
        "望溪县司法局主要业务数据",
        rows(
            "项目 | 2022年 | 2023年 | 2024年",
            "办理法律援助案件（件） | 210 | 260 | 305",
            "办理公证（件） | 900 | 880 | 910",
        ),
    ) == [
        "legal_aid.cases 210 previous 2022",
        "legal_aid.cases 260 previous 2023",
        "legal_aid.cases 305",
        "notary.cases 900 previous 2022",
        "notary.cases 880 previous 2023",
        "notary.cases 910",
    ]


def test_what_a_plan_begins_with_is_no_target() -> None:
    assert figures_in(
        "望溪县2025年法治建设工作要点",
        rows("指标 | 2024年实际 | 2025年目标", "办理法律援助案件（件） | 305 | 320", "调解成功率（%） | 98.1 | 98.5"),
    ) == [
        "legal_aid.cases 305",
        "legal_aid.cases 320 target 2025",
        "mediation.success_rate 98.1",
        "mediation.success_rate 98.5 target 2025",
    ]


def test_the_aim_of_the_year_and_what_was_reached() -> None:
    assert figures_in(
        "望溪县司法局2024年度部门绩效自评表",
        rows(
            "指标名称 | 年度指标值 | 实际完成值", "办理法律援助案件（件） | 300 | 305", "开展普法活动（场次） | 60 | 66"
        ),
    ) == [
        "legal_aid.cases 300 target 2024",
        "legal_aid.cases 305",
        "publicity.events 60 target 2024",
        "publicity.events 66",
    ]


def test_a_change_under_two_years_is_of_the_last() -> None:
    document = page(
        "望溪县2023-2024年法治工作数据",
        rows("年份 | 公证（件） | 人民调解（件）", "2023年 | 800 | 3162", "2024年 | 840 | 3320", "增幅 | 5% | 5%"),
    )

    assert [(seen.indicator, seen.kind, seen.period) for seen in read(document)] == [
        ("notary.cases", "previous", "2023"),
        ("mediation.received", "previous", "2023"),
        ("notary.cases", "actual", "2024"),
        ("mediation.received", "actual", "2024"),
        ("notary.cases", "change", "2024"),
        ("mediation.received", "change", "2024"),
    ]


def test_a_table_in_the_section_of_one_year_is_of_that_year() -> None:
    document = page(
        "望溪县2021—2023年法治政府建设情况的报告",
        "一、总体情况",
        rows("项目 | 数量", "办理法律援助案件（件） | 640"),
        "二、2023年重点工作进展",
        "主要指标如下。",
        rows("项目 | 数量", "办理法律援助案件（件） | 260"),
    )
    assert [(str(seen.value), seen.period, seen.period_source) for seen in read(document)] == [
        ("640", "2021-2023", "title"),
        ("260", "2023", "stated"),
    ]

"""Of which year a table is that its title does not date, and what its columns tell as aim and as done."""

from __future__ import annotations

from tests.extract.table_pages import figures, page, read, rows


def test_a_table_of_several_years_is_of_its_last() -> None:
    document = page(
        "望溪县司法局主要业务数据",
        rows(
            "项目 | 2022年 | 2023年 | 2024年",
            "办理法律援助案件（件） | 210 | 260 | 305",
            "办理公证（件） | 900 | 880 | 910",
        ),
    )

    assert figures(read(document)) == [
        "legal_aid.cases 210 previous 2022",
        "legal_aid.cases 260 previous 2023",
        "legal_aid.cases 305",
        "notary.cases 900 previous 2022",
        "notary.cases 880 previous 2023",
        "notary.cases 910",
    ]


def test_what_a_plan_begins_with_is_no_target() -> None:
    document = page(
        "望溪县2025年法治建设工作要点",
        rows("指标 | 2024年实际 | 2025年目标", "办理法律援助案件（件） | 305 | 320", "调解成功率（%） | 98.1 | 98.5"),
    )

    assert figures(read(document)) == [
        "legal_aid.cases 305",
        "legal_aid.cases 320 target 2025",
        "mediation.success_rate 98.1",
        "mediation.success_rate 98.5 target 2025",
    ]


def test_the_aim_of_the_year_and_what_was_reached() -> None:
    document = page(
        "望溪县司法局2024年度部门绩效自评表",
        rows(
            "指标名称 | 年度指标值 | 实际完成值", "办理法律援助案件（件） | 300 | 305", "开展普法活动（场次） | 60 | 66"
        ),
    )

    assert figures(read(document)) == [
        "legal_aid.cases 300 target 2024",
        "legal_aid.cases 305",
        "publicity.events 60 target 2024",
        "publicity.events 66",
    ]

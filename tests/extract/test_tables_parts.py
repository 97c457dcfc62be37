"""Of whom and of which part a figure of a table is: breakdowns, levels, subtotals, townships, departments, others."""

from __future__ import annotations

from tests.extract.table_pages import TITLE, figures, figures_in, left_out, page, read, rows


def test_parts_under_a_merged_heading_are_breakdowns() -> None:
    assert figures_in(
        TITLE,
        "法律援助案件办理情况（单位：件）",
        rows("受理总数 | 其中 | < | <", "^ | 民事 | 刑事 | 行政", "90 | 50 | 38 | 2"),
    ) == [
        "legal_aid.cases 90",
        "legal_aid.cases[case_type=civil] 50",
        "legal_aid.cases[case_type=criminal] 38",
        "legal_aid.cases[case_type=administrative] 2",
    ]


def test_parts_down_the_page_belong_to_the_row_above() -> None:
    assert figures_in(
        TITLE,
        rows(
            "指标 | 单位 | 数量",
            "办理法律援助案件 | 件 | 90",
            "其中：民事 | 件 | 50",
            "其中：刑事 | 件 | 40",
            "人民调解受理矛盾纠纷 | 件 | 700",
            "其中：调解成功 | 件 | 690",
        ),
    ) == [
        "legal_aid.cases 90",
        "legal_aid.cases[case_type=civil] 50",
        "legal_aid.cases[case_type=criminal] 40",
        "mediation.received 700",
        "mediation.resolved 690",
    ]


def test_townships_are_left_to_the_row_of_the_county() -> None:
    document = page(
        TITLE,
        "人民调解情况",
        rows(
            "乡镇 | 受理纠纷（件） | 调解成功（件）",
            "青石镇 | 30 | 29",
            "白沙乡 | 22 | 22",
            "全县 | 52 | 51",
        ),
    )

    assert figures(read(document)) == ["mediation.received 52", "mediation.resolved 51"]
    assert ("30", "no_indicator") in left_out(document)


def test_departments_across_are_left_to_the_column_of_totals() -> None:
    assert figures_in(
        TITLE,
        rows("指标 | 县公安局 | 县税务局 | 合计", "行政处罚（件） | 200 | 15 | 215", "行政检查（次） | 90 | 31 | 121"),
    ) == ["enforcement.penalties 215", "enforcement.inspections 121"]


def test_breakdowns_down_the_page_under_a_title_inside_the_table() -> None:
    assert figures_in(
        TITLE,
        rows(
            "2024年法律援助情况统计表 | < | <",
            "单位：件 | < | <",
            "类型 | 受理 | 办结",
            "民事 | 50 | 40",
            "刑事 | 30 | 30",
            "合计 | 80 | 70",
        ),
    ) == [
        "legal_aid.cases[case_type=civil] 50",
        "legal_aid.cases[case_type=criminal] 30",
        "legal_aid.cases 80",
        "legal_aid.concluded 70",
    ]


def test_parts_named_beside_their_whole_or_under_its_caption() -> None:
    beside = page(
        TITLE, "社区矫正对象情况", rows("在册总数 | 缓刑 | 假释 | 管制 | 暂予监外执行", "210 | 195 | 8 | 2 | 5")
    )
    captioned = page(TITLE, "民主法治示范村（社区）", rows("级别 | 国家级 | 省级 | 市级", "数量（个） | 2 | 15 | 60"))

    assert figures(read(beside)) == [
        "corrections.current 210",
        "corrections.current[type=probation] 195",
        "corrections.current[type=parole] 8",
        "corrections.current[type=control] 2",
        "corrections.current[type=medical] 5",
    ]
    assert figures(read(captioned)) == [
        "publicity.democratic_villages[level=national] 2",
        "publicity.democratic_villages[level=provincial] 15",
        "publicity.democratic_villages[level=municipal] 60",
    ]


def test_levels_down_and_indicators_across() -> None:
    document = page(
        TITLE,
        "人民调解工作情况",
        rows(
            "类别 | 调委会（个） | 受理（件） | 成功率",
            "村（居） | 150 | 900 | 97.8%",
            "乡镇（街道） | 15 | 210 | 97.6%",
            "合计 | 165 | 1110 | 97.7%",
        ),
    )

    taken = figures(read(document))
    assert "mediation.received[level=village] 900" in taken
    assert "mediation.received[level=township] 210" in taken
    assert "mediation.committees[type=township] 15" in taken
    assert [line for line in taken if "[" not in line] == [
        "mediation.committees 165",
        "mediation.received 1110",
        "mediation.success_rate 97.7",
    ]


def test_subtotals_of_groups_are_their_parts_not_the_whole() -> None:
    groups = page(
        TITLE,
        "法律援助案件（件）",
        rows("类别 | 小类 | 数量", "刑事 | 值班 | 20", "^ | 小计 | 50", "民事 | 小计 | 10", "合计 | < | 60"),
    )
    regions = page(TITLE, rows("单位 | 行政处罚（件）", "青石镇 | 3", "小计 | 3", "县公安局 | 9", "合计 | 12"))

    assert figures(read(groups)) == [
        "legal_aid.cases[case_type=criminal] 50",
        "legal_aid.cases[case_type=civil] 10",
        "legal_aid.cases 60",
    ]
    assert figures(read(regions)) == ["enforcement.penalties 12"]


def test_a_village_is_not_the_level_of_villages() -> None:
    assert figures_in(
        TITLE, "人民调解情况", rows("范围 | 受理纠纷（件）", "村级 | 300", "白沙村 | 12", "合计 | 480")
    ) == ["mediation.received[level=village] 300", "mediation.received 480"]


def test_the_columns_of_the_prefecture_and_of_other_counties_are_not_ours() -> None:
    beside = page(TITLE, rows("指标 | 望溪县 | 全市", "行政诉讼败诉率（%） | 3.1 | 6.4"))
    among = page(
        TITLE,
        "全市各县（区）行政诉讼情况",
        rows("地区 | 一审收案（件） | 败诉率（%）", "望溪县 | 31 | 3.2", "东湖区 | 55 | 6.1", "合计 | 86 | 5"),
    )
    whole_prefecture = page(TITLE, rows("指标 | 全市", "行政诉讼败诉率（%） | 6.4"))

    assert figures(read(beside)) == ["litigation.loss_rate 3.1"]
    assert figures(read(among)) == ["litigation.filed 31", "litigation.loss_rate 3.2"]
    assert read(whole_prefecture) == []


def test_responsible_departments_in_front_of_indicators_do_not_own_the_figures() -> None:
    assert figures_in(
        TITLE,
        rows("责任单位 | 指标 | 2024年", "县司法局 | 行政复议受理（件） | 30", "县法院 | 行政诉讼败诉率（%） | 3.1"),
    ) == ["reconsideration.accepted 30", "litigation.loss_rate 3.1"]

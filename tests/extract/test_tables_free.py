"""Tables that no form prescribes: row and column headings, years, changes, units, parts, sections."""

from __future__ import annotations

import pytest

from fazhi.extract import extract
from tests.extract.table_pages import CATALOGUE, Rows, figures, left_out, page, read, rows

TITLE = "望溪县2024年法治政府建设年度报告"


def test_columns_of_years_with_difference_and_percentage() -> None:
    document = page(
        TITLE,
        "附表：主要指标完成情况",
        rows(
            "指标 | 单位 | 2024年 | 2023年 | 增减 | 同比（%）",
            "行政复议收到申请 | 件 | 60 | 48 | 12 | 25",
            "行政诉讼败诉率 | % | 4.5 | 6 | -1.5 | -25",
            "罚没金额 | 万元 | 120.5 | 130 | -9.5 | -7.31",
        ),
    )

    assert figures(read(document)) == [
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
    document = page(TITLE, rows("项目 | 2022 | 2023 | 2024", "办理法律援助案件（件） | 210 | 260 | 305"))

    assert figures(read(document)) == [
        "legal_aid.cases 210 previous 2022",
        "legal_aid.cases 260 previous 2023",
        "legal_aid.cases 305",
    ]


def test_years_down_the_page() -> None:
    document = page(
        TITLE,
        "近三年行政复议情况",
        rows(
            "年份 | 收到申请 | 受理 | 审结", "2022年 | 31 | 28 | 27", "2023年 | 40 | 35 | 33", "2024年 | 52 | 47 | 45"
        ),
    )

    assert figures(read(document)) == [
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


def test_categories_over_several_rows_give_the_topic() -> None:
    document = page(
        TITLE,
        "主要数据",
        rows(
            "类别 | 指标 | 数量",
            "行政复议 | 收到申请（件） | 20",
            "^ | 审结（件） | 18",
            "行政应诉 | 一审收案（件） | 33",
            "^ | 审结（件） | 30",
        ),
    )

    assert figures(read(document)) == [
        "reconsideration.received 20",
        "reconsideration.concluded 18",
        "litigation.filed 33",
        "litigation.concluded 30",
    ]


def test_full_width_rows_open_sections() -> None:
    document = page(
        TITLE,
        "主要数据",
        rows(
            "指标 | 数量（件）",
            "一、行政复议 | <",
            "受理 | 20",
            "审结 | 18",
            "二、法律援助 | <",
            "受理 | 150",
            "办结 | 140",
        ),
    )

    assert figures(read(document)) == [
        "reconsideration.accepted 20",
        "reconsideration.concluded 18",
        "legal_aid.cases 150",
        "legal_aid.concluded 140",
    ]


def test_a_label_without_figures_opens_a_section() -> None:
    document = page(
        TITLE,
        rows("指标 | 单位 | 数值", "行政复议 | | ", "受理 | 件 | 20", "公证 | | ", "办理 | 件 | 310"),
    )

    assert figures(read(document)) == ["reconsideration.accepted 20", "notary.cases 310"]


def test_parts_under_a_merged_heading_are_breakdowns() -> None:
    document = page(
        TITLE,
        "法律援助案件办理情况（单位：件）",
        rows("受理总数 | 其中 | < | <", "^ | 民事 | 刑事 | 行政", "90 | 50 | 38 | 2"),
    )

    assert figures(read(document)) == [
        "legal_aid.cases 90",
        "legal_aid.cases[case_type=civil] 50",
        "legal_aid.cases[case_type=criminal] 38",
        "legal_aid.cases[case_type=administrative] 2",
    ]


def test_parts_down_the_page_belong_to_the_row_above() -> None:
    document = page(
        TITLE,
        rows(
            "指标 | 单位 | 数量",
            "办理法律援助案件 | 件 | 90",
            "其中：民事 | 件 | 50",
            "其中：刑事 | 件 | 40",
            "人民调解受理矛盾纠纷 | 件 | 700",
            "其中：调解成功 | 件 | 690",
        ),
    )

    assert figures(read(document)) == [
        "legal_aid.cases 90",
        "legal_aid.cases[case_type=civil] 50",
        "legal_aid.cases[case_type=criminal] 40",
        "mediation.received 700",
        "mediation.resolved 690",
    ]


def test_two_pairs_side_by_side() -> None:
    document = page(
        TITLE,
        "行政复议情况",
        rows("指标 | 数量（件） | 指标 | 数量（件）", "收到申请 | 41 | 受理 | 36", "审结 | 35 | 纠错 | 4"),
    )

    assert figures(read(document)) == [
        "reconsideration.received 41",
        "reconsideration.accepted 36",
        "reconsideration.concluded 35",
        "reconsideration.corrected 4",
    ]


def test_pairs_without_any_heading() -> None:
    document = page(TITLE, "行政复议情况", rows("收到申请（件） | 41", "受理（件） | 36", "纠错率 | 11.1%"))

    assert figures(read(document)) == [
        "reconsideration.received 41",
        "reconsideration.accepted 36",
        "reconsideration.correction_rate 11.1",
    ]


def test_topics_down_and_steps_across() -> None:
    document = page(
        TITLE,
        "案件办理情况",
        rows("案件类型 | 受理（件） | 办结（件）", "行政复议 | 30 | 28", "法律援助 | 210 | 190"),
    )

    assert figures(read(document)) == [
        "reconsideration.accepted 30",
        "reconsideration.concluded 28",
        "legal_aid.cases 210",
        "legal_aid.concluded 190",
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
    document = page(
        TITLE,
        rows("指标 | 县公安局 | 县税务局 | 合计", "行政处罚（件） | 200 | 15 | 215", "行政检查（次） | 90 | 31 | 121"),
    )

    assert figures(read(document)) == ["enforcement.penalties 215", "enforcement.inspections 121"]


def test_shares_ranks_and_remarks_are_no_figures_of_the_indicator() -> None:
    document = page(
        TITLE,
        rows(
            "指标 | 目标值 | 完成数 | 完成率 | 全市排名 | 备注",
            "行政执法案卷评查（件） | 100 | 120 | 120% | 2 | 3",
        ),
    )

    assert figures(read(document)) == [
        "enforcement.case_files_reviewed 100 target 2024",
        "enforcement.case_files_reviewed 120",
    ]


def test_numbers_of_rows_are_no_figures() -> None:
    document = page(
        TITLE,
        rows("序号 | 指标 | 数量", "1 | 办理公证（件） | 88", "2 | 执业律师（人） | 41", "3 | 公职律师（人） | 12"),
    )

    assert figures(read(document)) == ["notary.cases 88", "lawyers.practising 41", "lawyers.public 12"]


def test_zero_blank_and_strokes_are_told_apart() -> None:
    document = page(
        TITLE,
        "行政复议情况",
        rows("指标 | 2024年 | 2023年", "不予受理（件） | 0 | ", "纠错（件） | — | /", "维持（件） | 3 | 0"),
    )

    assert [(seen.indicator, seen.value_status) for seen in read(document)] == [
        ("reconsideration.not_accepted", "zero"),
        ("reconsideration.upheld", "reported"),
        ("reconsideration.upheld", "zero"),
    ]
    assert sorted(left_out(document)) == [("", "empty"), ("/", "not_applicable"), ("—", "not_applicable")]


def test_ten_thousands_in_headings_and_in_cells() -> None:
    document = page(
        TITLE,
        rows("指标 | 数量", "普法受教育群众（万人次） | 12.5", "发放普法宣传资料（份） | 3.2万"),
    )

    assert figures(read(document)) == ["publicity.audience 125000", "publicity.materials 32000"]


def test_a_percentage_is_no_count() -> None:
    document = page(TITLE, "行政复议情况", rows("指标 | 数值", "受理 | 85%"))

    assert read(document) == []


def test_bounds_and_approximations_inside_cells() -> None:
    document = page(
        TITLE,
        rows("指标 | 2025年目标", "负责人出庭应诉率 | ≥95%", "行政诉讼败诉率 | 8%以下", "普法宣传活动（场次） | 约300"),
    )

    assert [(seen.indicator, seen.bound, seen.approx) for seen in read(document)] == [
        ("litigation.head_appearance_rate", ">=", False),
        ("litigation.loss_rate", "<=", False),
        ("publicity.events", "", True),
    ]


def test_a_fall_in_words_or_by_its_heading_is_negative() -> None:
    document = page(
        TITLE,
        rows("指标 | 2024年 | 同比", "行政检查（次） | 900 | 下降12.5%", "行政处罚（件） | 300 | ↑3%"),
        rows("指标 | 2024年 | 降幅（%）", "行政许可（件） | 810 | 4.1"),
    )

    assert [line for line in figures(read(document)) if "change" in line] == [
        "enforcement.inspections -12.5 % change 2024",
        "enforcement.penalties 3 % change 2024",
        "enforcement.licences -4.1 % change 2024",
    ]


def test_figures_of_other_things_are_left_out() -> None:
    document = page(
        TITLE,
        "县情",
        rows("指标 | 数量", "常住人口（万人） | 41.2", "行政区域面积（平方公里） | 1520", "乡镇（个） | 14"),
    )

    assert read(document) == []


def test_a_table_of_words_gives_nothing() -> None:
    document = page(
        TITLE,
        rows(
            "序号 | 工作任务 | 责任单位 | 完成时限",
            "1 | 开展行政执法案卷评查 | 县司法局 | 2024年6月",
            "2 | 举办法治培训 | 县司法局 | 9月",
        ),
    )

    assert read(document) == []


def test_evidence_and_row_are_exact_substrings() -> None:
    document = page(TITLE, rows("指标 | 2024年 | 2023年", "办理公证（件） | １，２０４ | 1 130"))

    now, before = read(document)
    assert document.text[now.evidence_start : now.evidence_end] == "１，２０４"
    assert document.text[before.evidence_start : before.evidence_end] == "1 130"
    assert document.text[now.sentence_start : now.sentence_end] == "办理公证（件）\t１，２０４\t1 130"
    assert (now.value, before.value) == (1204, 1130)
    assert document.locator(before.evidence_start) == before.locator


def test_breakdowns_down_the_page_under_a_title_inside_the_table() -> None:
    document = page(
        TITLE,
        rows(
            "2024年法律援助情况统计表 | < | <",
            "单位：件 | < | <",
            "类型 | 受理 | 办结",
            "民事 | 50 | 40",
            "刑事 | 30 | 30",
            "合计 | 80 | 70",
        ),
    )

    assert figures(read(document)) == [
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


def test_figures_of_a_plan_are_targets() -> None:
    document = page(
        "望溪县司法局2025年工作要点",
        "2025年工作任务分解表",
        rows("序号 | 任务 | 数量", "1 | 开展普法宣传活动 | 200场次", "2 | 评查执法案卷 | 150份"),
    )

    assert figures(read(document)) == [
        "publicity.events 200 target 2025",
        "enforcement.case_files_reviewed 150 target 2025",
    ]


def test_a_line_in_the_table_declares_the_units() -> None:
    document = page(
        TITLE,
        rows("填报单位：望溪县司法局 | 单位：件、万元", "行政处罚 | 31", "罚没金额 | 4.5"),
    )

    assert figures(read(document)) == ["enforcement.penalties 31", "enforcement.penalty_amount 45000"]


def test_a_village_is_not_the_level_of_villages() -> None:
    document = page(
        TITLE,
        "人民调解情况",
        rows("范围 | 受理纠纷（件）", "村级 | 300", "白沙村 | 12", "合计 | 480"),
    )

    assert figures(read(document)) == ["mediation.received[level=village] 300", "mediation.received 480"]


def test_a_row_of_units_under_the_headings() -> None:
    document = page(
        TITLE,
        "行政复议情况",
        rows("指标 | 受理 | 纠错率", "单位 | 件 | %", "2024年 | 20 | 5.5", "2023年 | 15 | 0"),
    )

    assert figures(read(document)) == [
        "reconsideration.accepted 20",
        "reconsideration.correction_rate 5.5",
        "reconsideration.accepted 15 previous 2023",
        "reconsideration.correction_rate 0 previous 2023",
    ]


def test_months_are_left_to_the_sum_but_quarters_are_periods() -> None:
    months = page(TITLE, "行政复议收案情况", rows("月份 | 1月 | 2月 | 合计", "收到申请（件） | 2 | 3 | 5"))
    quarters = page(TITLE, rows("指标 | 一季度 | 上半年", "办理公证（件） | 20 | 50"))

    assert figures(read(months)) == ["reconsideration.received 5"]
    assert [(seen.period, int(seen.value)) for seen in read(quarters)] == [("2024Q1", 20), ("2024H1", 50)]


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
    document = page(
        TITLE,
        rows("责任单位 | 指标 | 2024年", "县司法局 | 行政复议受理（件） | 30", "县法院 | 行政诉讼败诉率（%） | 3.1"),
    )

    assert figures(read(document)) == ["reconsideration.accepted 30", "litigation.loss_rate 3.1"]


def test_of_two_claims_the_label_closest_to_the_indicator_is_taken() -> None:
    document = page(
        TITLE,
        "行政执法人员持证情况",
        rows("在编在岗执法人员（人） | 持证执法人员（人）", "612 | 580"),
    )

    assert figures(read(document)) == ["enforcement.certified_officers 580"]


@pytest.mark.parametrize("caption", ["2025年主要目标", "2025年度目标任务分解"])
def test_targets_take_the_year_of_their_caption(caption: str) -> None:
    document = page(TITLE, caption, rows("目标任务 | 目标值", "行政诉讼败诉率 | 5%以下"))

    assert figures(read(document)) == ["litigation.loss_rate 5 target 2025"]


@pytest.mark.parametrize(
    ("caption", "table"),
    [
        (
            "行政处罚信息公示",
            rows(
                "序号 | 行政相对人 | 处罚种类 | 罚款金额（元） | 处罚日期",
                "1 | 某某商行 | 罚款 | 5000 | 2024-03-01",
                "2 | 某某公司 | 警告、罚款 | 3000 | 2024-05-06",
            ),
        ),
        (
            "政府网站工作年度报表",
            rows(
                "信息发布（单位：条） | 总数 | 3412",
                "^ | 政务动态信息更新量 | 2100",
                "互动交流 | 办结留言数量（单位：条） | 205",
                "独立用户访问总量（单位：个） | < | 88123",
            ),
        ),
        (
            "考核评分表",
            rows("指标 | 分值 | 得分", "行政复议办结率 | 5 | 4.5", "负责人出庭应诉率 | 10 | 10"),
        ),
        (
            "一般公共预算支出表（单位：万元）",
            rows("科目名称 | 预算数 | 决算数", "基层司法业务 | 120.3 | 118.2", "法律援助 | 20 | 20"),
        ),
        (
            "公共法律服务中心一览表",
            rows(
                "序号 | 名称 | 地址 | 电话",
                "1 | 县公共法律服务中心 | 人民路12号 | 5551200",
                "2 | 青石镇公共法律服务站 | 青石街 | 5551234",
            ),
        ),
        (
            "各司法所情况",
            rows("司法所 | 人民调解员（人） | 调解案件（件）", "青石司法所 | 40 | 120", "白沙司法所 | 33 | 88"),
        ),
    ],
)
def test_tables_of_other_things(caption: str, table: Rows) -> None:
    assert read(page(TITLE, caption, table)) == []


def test_cells_that_tell_in_sentences_what_was_done_are_read_as_prose() -> None:
    document = page(
        TITLE,
        "重点任务完成情况",
        rows(
            "序号 | 重点任务 | 完成情况",
            "1 | 加强行政复议 | 全年收到行政复议申请58件，受理51件，审结49件。",
            "2 | 每年评查案卷不少于100件 | 全年评查行政执法案卷132件。",
        ),
    )

    observations = extract(document, CATALOGUE).observations

    assert figures(list(observations)) == [
        "reconsideration.received 58",
        "reconsideration.accepted 51",
        "reconsideration.concluded 49",
        "enforcement.case_files_reviewed 132",
    ]
    assert [document.locator(seen.evidence_start) for seen in observations] == [seen.locator for seen in observations]


def test_acts_that_were_disputed_are_not_those_that_were_done() -> None:
    document = page(
        "望溪县2024年行政复议案件分析",
        "行政复议申请涉及的事项",
        rows("申请事项 | 行政处罚 | 行政强制 | 行政许可", "数量 | 40件 | 6件 | 2件"),
    )

    assert figures(read(document)) == []

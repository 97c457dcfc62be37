"""Tables that no form prescribes: row and column headings, sections, units, marks, and what is no figure of ours."""

from __future__ import annotations

import pytest

from fazhi.extract import extract
from tests.extract.table_pages import CATALOGUE, TITLE, Rows, figures, figures_in, left_out, page, read, rows


def test_categories_over_several_rows_give_the_topic() -> None:
    assert figures_in(
        TITLE,
        "主要数据",
        rows(
            "类别 | 指标 | 数量",
            "行政复议 | 收到申请（件） | 20",
            "^ | 审结（件） | 18",
            "行政应诉 | 一审收案（件） | 33",
            "^ | 审结（件） | 30",
        ),
    ) == [
        "reconsideration.received 20",
        "reconsideration.concluded 18",
        "litigation.filed 33",
        "litigation.concluded 30",
    ]


def test_full_width_rows_open_sections() -> None:
    assert figures_in(
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
    ) == [
        "reconsideration.accepted 20",
        "reconsideration.concluded 18",
        "legal_aid.cases 150",
        "legal_aid.concluded 140",
    ]


def test_a_label_without_figures_opens_a_section() -> None:
    assert figures_in(
        TITLE, rows("指标 | 单位 | 数值", "行政复议 | | ", "受理 | 件 | 20", "公证 | | ", "办理 | 件 | 310")
    ) == ["reconsideration.accepted 20", "notary.cases 310"]


def test_two_pairs_side_by_side() -> None:
    assert figures_in(
        TITLE,
        "行政复议情况",
        rows("指标 | 数量（件） | 指标 | 数量（件）", "收到申请 | 41 | 受理 | 36", "审结 | 35 | 纠错 | 4"),
    ) == [
        "reconsideration.received 41",
        "reconsideration.accepted 36",
        "reconsideration.concluded 35",
        "reconsideration.corrected 4",
    ]


def test_pairs_without_any_heading() -> None:
    assert figures_in(TITLE, "行政复议情况", rows("收到申请（件） | 41", "受理（件） | 36", "纠错率 | 11.1%")) == [
        "reconsideration.received 41",
        "reconsideration.accepted 36",
        "reconsideration.correction_rate 11.1",
    ]


def test_topics_down_and_steps_across() -> None:
    assert figures_in(
        TITLE, "案件办理情况", rows("案件类型 | 受理（件） | 办结（件）", "行政复议 | 30 | 28", "法律援助 | 210 | 190")
    ) == [
        "reconsideration.accepted 30",
        "reconsideration.concluded 28",
        "legal_aid.cases 210",
        "legal_aid.concluded 190",
    ]


def test_shares_ranks_and_remarks_are_no_figures_of_the_indicator() -> None:
    assert figures_in(
        TITLE,
        rows(
            "指标 | 目标值 | 完成数 | 完成率 | 全市排名 | 备注",
            "行政执法案卷评查（件） | 100 | 120 | 120% | 2 | 3",
        ),
    ) == [
        "enforcement.case_files_reviewed 100 target 2024",
        "enforcement.case_files_reviewed 120",
    ]


def test_numbers_of_rows_are_no_figures() -> None:
    assert figures_in(
        TITLE,
        rows("序号 | 指标 | 数量", "1 | 办理公证（件） | 88", "2 | 执业律师（人） | 41", "3 | 公职律师（人） | 12"),
    ) == ["notary.cases 88", "lawyers.practising 41", "lawyers.public 12"]


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
    assert figures_in(
        TITLE, rows("指标 | 数量", "普法受教育群众（万人次） | 12.5", "发放普法宣传资料（份） | 3.2万")
    ) == ["publicity.audience 125000", "publicity.materials 32000"]


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


def test_a_line_in_the_table_declares_the_units() -> None:
    assert figures_in(TITLE, rows("填报单位：望溪县司法局 | 单位：件、万元", "行政处罚 | 31", "罚没金额 | 4.5")) == [
        "enforcement.penalties 31",
        "enforcement.penalty_amount 45000",
    ]


def test_a_row_of_units_under_the_headings() -> None:
    assert figures_in(
        TITLE, "行政复议情况", rows("指标 | 受理 | 纠错率", "单位 | 件 | %", "2024年 | 20 | 5.5", "2023年 | 15 | 0")
    ) == [
        "reconsideration.accepted 20",
        "reconsideration.correction_rate 5.5",
        "reconsideration.accepted 15 previous 2023",
        "reconsideration.correction_rate 0 previous 2023",
    ]


def test_of_two_claims_the_label_closest_to_the_indicator_is_taken() -> None:
    assert figures_in(
        TITLE, "行政执法人员持证情况", rows("在编在岗执法人员（人） | 持证执法人员（人）", "612 | 580")
    ) == ["enforcement.certified_officers 580"]


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
    assert (
        figures_in(
            "望溪县2024年行政复议案件分析",
            "行政复议申请涉及的事项",
            rows("申请事项 | 行政处罚 | 行政强制 | 行政许可", "数量 | 40件 | 6件 | 2件"),
        )
        == []
    )


@pytest.mark.parametrize(
    "table",
    [
        rows(
            "指标 | 全省平均 | 全市平均 | 我县",
            "行政机关负责人出庭应诉率（%） | 95.1 | 96.2 | 97.6",
            "行政诉讼败诉率（%） | 11.2 | 10.1 | 8.7",
        ),
        rows(
            "地区 | 行政机关负责人出庭应诉率（%） | 行政诉讼败诉率（%）",
            "全市平均 | 96.2 | 10.1",
            "我县 | 97.6 | 8.7",
        ),
    ],
)
def test_our_county_beside_the_average_of_those_above(table: Rows) -> None:
    assert figures_in(TITLE, "行政应诉情况对比", table) == [
        "litigation.head_appearance_rate 97.6",
        "litigation.loss_rate 8.7",
    ]

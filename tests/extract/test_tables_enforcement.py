"""The 行政执法 statistics: penalties by kind, licences, compulsory measures, inspections, across or down."""

from __future__ import annotations

from tests.extract.table_pages import figures, left_out, page, read, rows

TITLE = "碧湾县2023年度行政执法统计年报"

KINDS_OF_2021 = (
    "警告、通报批评 | 罚款 | 没收违法所得、没收非法财物 | 暂扣许可证件、降低资质等级 | 吊销许可证件 | "
    "限制开展生产经营活动 | 责令停产停业、责令关闭、限制从业 | 行政拘留 | 其他行政处罚 | 合计（宗）"
)
ACROSS = " | <" * 9


def test_penalties_by_department_take_the_row_of_totals() -> None:
    document = page(
        TITLE,
        "表一 行政处罚实施情况统计表",
        rows(
            f"单位名称 | 行政处罚实施数量（宗）{ACROSS} | 罚没金额（元）",
            f"^ | {KINDS_OF_2021} | ^",
            "县公安局 | 15 | 120 | 1 | 2 | 0 | 0 | 0 | 31 | 0 | 169 | 88,000",
            "县市场监督管理局 | 4 | 66 | 9 | 0 | 0 | 1 | 2 | 0 | 3 | 85 | 412,345.60",
            "合 计 | 19 | 186 | 10 | 2 | 0 | 1 | 2 | 31 | 3 | 254 | 500,345.60",
        ),
    )

    assert figures(read(document)) == [
        "enforcement.penalties[type=warning] 19",
        "enforcement.penalties[type=fine] 186",
        "enforcement.penalties[type=confiscation] 10",
        "enforcement.penalties[type=licence_suspended] 2",
        "enforcement.penalties[type=licence_revoked] 0",
        "enforcement.penalties[type=business_restricted] 1",
        "enforcement.penalties[type=closure] 2",
        "enforcement.penalties[type=detention] 31",
        "enforcement.penalties[type=other] 3",
        "enforcement.penalties 254",
        "enforcement.penalty_amount 500345.6",
    ]
    assert ("169", "no_indicator") in left_out(document)


def test_departments_without_a_total_are_not_the_county() -> None:
    document = page(
        TITLE,
        "表一 行政处罚实施情况统计表",
        rows(
            "执法主体 | 警告 | 罚款 | 吊销许可证、执照 | 行政拘留 | 合计",
            "县水利局 | 1 | 5 | 0 | 0 | 6",
            "县林业局 | 2 | 3 | 0 | 0 | 5",
        ),
    )

    assert read(document) == []


def test_kinds_before_the_law_of_2021_in_ten_thousands() -> None:
    document = page(
        "碧湾县2020年行政执法数据",
        "行政处罚实施情况统计表",
        rows(
            "行政处罚实施数量（宗） | < | < | < | < | < | < | < | < | 罚没金额（万元）",
            "警告 | 罚款 | 没收违法所得、没收非法财物 | 暂扣许可证、执照 | 责令停产停业 | 吊销许可证、执照"
            " | 行政拘留 | 其他行政处罚 | 合计（宗） | ^",
            "11 | 240 | 3 | 0 | 1 | 0 | 17 | 2 | 274 | 63.07",
        ),
    )

    assert figures(read(document)) == [
        "enforcement.penalties[type=warning] 11",
        "enforcement.penalties[type=fine] 240",
        "enforcement.penalties[type=confiscation] 3",
        "enforcement.penalties[type=licence_suspended] 0",
        "enforcement.penalties[type=closure] 1",
        "enforcement.penalties[type=licence_revoked] 0",
        "enforcement.penalties[type=detention] 17",
        "enforcement.penalties[type=other] 2",
        "enforcement.penalties 274",
        "enforcement.penalty_amount 630700",
    ]


def test_kinds_printed_in_columns_of_their_own_keep_their_names_as_subject() -> None:
    document = page(
        TITLE,
        rows(
            "序号 | 单位 | 警告 | 通报批评 | 罚款 | 行政拘留 | 合计",
            "1 | 碧湾县 | 8 | 1 | 40 | 6 | 55",
        ),
    )

    taken = read(document)
    assert [(seen.breakdown, seen.subject, int(seen.value)) for seen in taken if seen.breakdown == "type=warning"] == [
        ("type=warning", "警告", 8),
        ("type=warning", "通报批评", 1),
    ]
    assert figures(taken)[-1] == "enforcement.penalties 55"


def test_columns_beside_the_kinds_are_not_mistaken_for_others() -> None:
    document = page(
        TITLE,
        "（表2）行政处罚实施情况统计表",
        rows(
            "序号 | 单位名称 | 行政处罚实施数量（件） | < | < | < | 罚没金额（万元） | 简易程序数量（件）"
            " | 法制审核数量（件） | <",
            "^ | ^ | 警告 | 罚款 | 行政拘留 | 合计 | ^ | ^ | 审核数量 | 纠错数量",
            "1 | 县城市管理局 | 3 | 8 | 0 | 11 | 4.2 | 5 | 6 | 1",
            "2 | 县交通运输局 | 0 | 20 | 0 | 20 | 7.3 | 12 | 8 | 0",
            "合计 | < | 3 | 28 | 0 | 31 | 11.5 | 17 | 14 | 1",
        ),
    )

    assert figures(read(document)) == [
        "enforcement.penalties[type=warning] 3",
        "enforcement.penalties[type=fine] 28",
        "enforcement.penalties[type=detention] 0",
        "enforcement.penalties 31",
        "enforcement.penalty_amount 115000",
    ]


def test_kinds_down_the_page() -> None:
    document = page(
        TITLE,
        "一、行政处罚情况",
        rows(
            "处罚种类 | 数量（宗）",
            "警告 | 12",
            "罚款 | 340",
            "没收违法所得 | 6",
            "行政拘留 | 0",
            "合计 | 358",
        ),
    )

    assert figures(read(document)) == [
        "enforcement.penalties[type=warning] 12",
        "enforcement.penalties[type=fine] 340",
        "enforcement.penalties[type=confiscation] 6",
        "enforcement.penalties[type=detention] 0",
        "enforcement.penalties 358",
    ]


def test_amount_without_a_unit_is_left_out() -> None:
    document = page(
        TITLE,
        rows("警告 | 罚款 | 行政拘留 | 合计 | 罚没金额", "1 | 2 | 3 | 6 | 57.3"),
    )

    assert "enforcement.penalty_amount" not in {seen.indicator for seen in read(document)}
    assert ("57.3", "unit") in left_out(document)


def test_unit_declared_over_the_table_goes_with_the_indicator() -> None:
    document = page(
        TITLE,
        "行政处罚情况",
        "单位：件、万元",
        rows("警告 | 罚款 | 行政拘留 | 合计 | 罚没金额", "1 | 2 | 3 | 6 | 57.3"),
    )

    assert figures(read(document))[-2:] == ["enforcement.penalties 6", "enforcement.penalty_amount 573000"]


def test_licences_by_department_with_numbered_rows() -> None:
    document = page(
        TITLE,
        "表二 行政许可实施情况统计表",
        rows(
            "序号 | 单位名称 | 行政许可实施数量（宗） | < | < | < | 撤销许可的数量（宗）",
            "^ | ^ | 申请数量 | 受理数量 | 许可数量 | 不予许可数量 | ^",
            "1 | 县教育局 | 40 | 40 | 39 | 1 | 0",
            "2 | 县卫生健康局 | 310 | 305 | 300 | 2 | 1",
            "3 | | | | | |",
            "合　计 | < | 350 | 345 | 339 | 3 | 1",
        ),
    )

    assert figures(read(document)) == [
        "enforcement.licence_applications 350",
        "enforcement.licences_accepted 345",
        "enforcement.licences 339",
        "enforcement.licences_refused 3",
        "enforcement.licences_revoked 1",
    ]


def test_compulsory_measures_need_the_sum_of_both_kinds() -> None:
    both = page(
        TITLE,
        "表三 行政强制实施情况统计表",
        rows(
            "行政强制措施实施数量（宗） | < | < | 行政强制执行实施数量（宗） | < | 申请法院强制执行（宗） | 合计（宗）",
            "查封场所、设施或者财物 | 扣押财物 | 合计 | 代履行 | 其他强制执行 | ^ | ^",
            "4 | 70 | 74 | 2 | 1 | 9 | 86",
        ),
    )
    measures_only = page(
        TITLE,
        "行政强制情况",
        rows(
            "行政强制措施 | < | < | 行政强制执行 | < | <",
            "查封 | 扣押 | 合计 | 代履行 | 加处罚款或者滞纳金 | 合计",
            "4 | 70 | 74 | 2 | 5 | 7",
        ),
    )

    assert figures(read(both)) == ["enforcement.compulsory_measures 86"]
    assert read(measures_only) == []


def test_inspections_of_enterprises_are_a_part() -> None:
    document = page(
        TITLE,
        "四、行政检查情况",
        rows(
            "单位 | 检查次数 | 其中：涉企检查",
            "县应急管理局 | 210 | 180",
            "县农业农村局 | 96 | 20",
            "全县合计 | 306 | 200",
        ),
    )

    assert figures(read(document)) == ["enforcement.inspections 306"]


def test_all_acts_of_all_departments_in_one_table() -> None:
    document = page(
        TITLE,
        "各执法单位行政执法情况",
        rows(
            "执法单位 | 行政许可（件） | 行政处罚（件） | 行政强制（件） | 行政检查（次） | 行政确认（件）",
            "县民政局 | 12 | 0 | 0 | 44 | 530",
            "县住建局 | 260 | 18 | 1 | 120 | 0",
            "合计 | 272 | 18 | 1 | 164 | 530",
        ),
    )

    assert figures(read(document)) == [
        "enforcement.licences 272",
        "enforcement.penalties 18",
        "enforcement.compulsory_measures 1",
        "enforcement.inspections 164",
    ]


def test_a_table_of_the_year_before_is_previous() -> None:
    document = page(
        TITLE,
        "2022年度行政处罚实施情况",
        rows("警告 | 罚款 | 行政拘留 | 合计", "1 | 2 | 3 | 6"),
    )

    assert figures(read(document))[-1] == "enforcement.penalties 6 previous 2022"


def test_several_forms_in_one_table() -> None:
    document = page(
        TITLE,
        "行政执法数据",
        rows(
            "类别 | 项目 | 数量",
            "行政处罚 | 警告 | 10",
            "^ | 罚款 | 200",
            "^ | 行政拘留 | 5",
            "^ | 合计 | 215",
            "行政许可 | 申请 | 400",
            "^ | 受理 | 390",
            "^ | 不予许可 | 4",
            "行政强制 | 查封 | 1",
            "^ | 扣押 | 5",
            "^ | 合计 | 6",
        ),
    )

    assert figures(read(document)) == [
        "enforcement.penalties[type=warning] 10",
        "enforcement.penalties[type=fine] 200",
        "enforcement.penalties[type=detention] 5",
        "enforcement.penalties 215",
        "enforcement.licence_applications 400",
        "enforcement.licences_accepted 390",
        "enforcement.licences_refused 4",
        "enforcement.compulsory_measures 6",
    ]


def test_of_measures_and_their_execution_only_the_total_is_the_countys() -> None:
    document = page(
        TITLE,
        "表三 行政强制实施情况统计表",
        rows("行政强制措施实施数量（宗） | 行政强制执行实施数量（宗） | 合计（宗）", "4 | 3 | 7"),
    )

    assert figures(read(document)) == ["enforcement.compulsory_measures 7"]

"""The prescribed tables of the 政府信息公开工作年度报告."""

from __future__ import annotations

import pytest

from tests.extract.table_pages import Rows, figures, left_out, page, read, rows

TITLE = "清禾县人民政府2023年政府信息公开工作年度报告"

PUBLISHED = (
    "第二十条第（一）项 | < | < | <",
    "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数",
    "规章 | / | / | /",
    "行政规范性文件 | 7 | 0 | 58",
    "第二十条第（五）项 | < | < | <",
    "信息内容 | 本年处理决定数量 | < | <",
    "行政许可 | 10,456 | < | <",
    "第二十条第（六）项 | < | < | <",
    "信息内容 | 本年处理决定数量 | < | <",
    "行政处罚 | 1 877 | < | <",
    "行政强制 | ２０６ | < | <",
    "第二十条第（八）项 | < | < | <",
    "信息内容 | 本年收费金额（单位：万元） | < | <",
    "行政事业性收费 | 330.5 | < | <",
)


def test_second_table_is_read_by_its_words() -> None:
    document = page(TITLE, "二、主动公开政府信息情况", rows(*PUBLISHED))

    assert figures(read(document)) == [
        "normative.issued 7",
        "normative.repealed 0",
        "normative.in_force 58",
        "enforcement.licences 10456",
        "enforcement.penalties 1877",
        "enforcement.compulsory_measures 206",
    ]


def test_zero_is_a_figure_but_a_stroke_and_a_blank_are_none() -> None:
    document = page(
        TITLE,
        "二、主动公开政府信息情况",
        rows("信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数", "行政规范性文件 | 0 | / | "),
    )

    (only,) = read(document)
    assert (only.indicator, only.value, only.value_status) == ("normative.issued", 0, "zero")
    assert left_out(document) == [("/", "not_applicable"), ("", "empty")]


def test_period_is_the_reports_and_evidence_is_the_printed_number_in_its_row() -> None:
    document = page(TITLE, "二、主动公开政府信息情况", rows(*PUBLISHED))

    licences = next(seen for seen in read(document) if seen.indicator == "enforcement.licences")
    assert (licences.period, licences.period_source, licences.kind) == ("2023", "title", "actual")
    assert document.text[licences.evidence_start : licences.evidence_end] == "10,456"
    assert document.text[licences.sentence_start : licences.sentence_end] == "行政许可\t10,456"
    assert document.locator(licences.evidence_start) == licences.locator


def test_form_of_2019_takes_new_documents_and_decisions_only() -> None:
    document = page(
        "清禾县2020年政府信息公开工作年度报告",
        "二、主动公开政府信息情况",
        rows(
            "第二十条第（一）项 | < | < | <",
            "信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量",
            "规章 | 0 | 0 | 0",
            "规范性文件 | 6 | 5 | 77",
            "第二十条第（五）项 | < | < | <",
            "信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量",
            "行政许可 | 214 | +3 | 8120",
            "其他对外管理服务事项 | 90 | 0 | 4400",
            "第二十条第（六）项 | < | < | <",
            "信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量",
            "行政处罚 | 3301 | -12 | 945",
            "行政强制 | 128 | 0 | 61",
            "第二十条第（八）项 | < | < | <",
            "信息内容 | 上一年项目数量 | 本年增/减 | <",
            "行政事业性收费 | 19 | 0 | <",
            "第二十条第（九）项 | < | < | <",
            "信息内容 | 采购项目数量 | 采购总金额 | <",
            "政府集中采购 | 402 | 5577.1万元 | <",
        ),
    )

    assert figures(read(document)) == [
        "normative.issued 6",
        "enforcement.licences 8120",
        "enforcement.penalties 945",
        "enforcement.compulsory_measures 61",
    ]


def test_decisions_are_found_where_the_page_lost_merged_columns() -> None:
    document = page(
        TITLE,
        "二、主动公开政府信息情况",
        rows(
            "第二十条第（五）项 | | | ",
            "信息内容 | 本年处理决定数量 | | ",
            "行政许可 | | | 5123",
            "第二十条第（六）项 | | | ",
            "信息内容 | 本年处理决定数量",
            "行政处罚 | 640 | | ",
        ),
    )

    assert figures(read(document)) == ["enforcement.licences 5123", "enforcement.penalties 640"]


HEADINGS = (
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） | < | < | 申请人情况 | < | < | < | < | < | <",
    "^ | ^ | ^ | 自然人 | 法人或其他组织 | < | < | < | < | 总计",
    "^ | ^ | ^ | ^ | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | ^",
)


def requests(*body: str) -> Rows:
    return rows(*HEADINGS, *body)


BODY = (
    "一、本年新收政府信息公开申请数量 | < | < | 20 | 3 | 0 | 0 | 1 | 0 | 24",
    "二、上年结转政府信息公开申请数量 | < | < | 1 | 0 | 0 | 0 | 0 | 0 | 1",
    "三、本年度办理结果 | （一）予以公开 | < | 9 | 1 | 0 | 0 | 1 | 0 | 11",
    "^ | （二）部分公开（区分处理的，只计这一情形，不计其他情形） | < | 2 | 0 | 0 | 0 | 0 | 0 | 2",
    "^ | （三）不予公开 | 1.属于国家秘密 | 0 | 0 | 0 | 0 | 0 | 0 | 0",
    "^ | ^ | 2.其他法律行政法规禁止公开 | 0 | 0 | 0 | 0 | 0 | 0 | 0",
    "^ | ^ | 3.危及“三安全一稳定” | 0 | 0 | 0 | 0 | 0 | 0 | 0",
    "^ | （四）无法提供 | 1.本机关不掌握相关政府信息 | 4 | 1 | 0 | 0 | 0 | 0 | 5",
    "^ | ^ | 2.没有现成信息需要另行制作 | 0 | 0 | 0 | 0 | 0 | 0 | 0",
    "^ | （五）不予处理 | 1.信访举报投诉类申请 | 2 | 0 | 0 | 0 | 0 | 0 | 2",
    "^ | ^ | 2.重复申请 | 1 | 0 | 0 | 0 | 0 | 0 | 1",
    "^ | （六）其他处理 | 3.其他 | 1 | 0 | 0 | 0 | 0 | 0 | 1",
    "^ | （七）总计 | < | 19 | 2 | 0 | 0 | 1 | 0 | 22",
    "四、结转下年度继续办理 | < | < | 2 | 1 | 0 | 0 | 0 | 0 | 3",
)


def test_third_table_takes_the_column_of_totals() -> None:
    document = page(TITLE, "三、收到和处理政府信息公开申请情况", requests(*BODY))

    assert figures(read(document)) == [
        "disclosure.requests_received 24",
        "disclosure.requests_answered[result=granted] 11",
        "disclosure.requests_answered[result=partial] 2",
        "disclosure.requests_answered[result=refused] 0",
        "disclosure.requests_answered[result=unavailable] 5",
        "disclosure.requests_answered[result=other] 1",
        "disclosure.requests_answered 22",
        "disclosure.requests_carried_over 3",
    ]


def test_a_result_split_over_several_reasons_has_no_sum_to_take() -> None:
    taken = read(page(TITLE, "三、收到和处理政府信息公开申请情况", requests(*BODY)))

    assert not [seen for seen in taken if seen.breakdown == "result=not_handled"]


def test_what_follows_from_a_sole_reason_is_likely_not_certain() -> None:
    taken = read(page(TITLE, "三、收到和处理政府信息公开申请情况", requests(*BODY)))

    assert {seen.breakdown: seen.confidence for seen in taken}["result=unavailable"] == "likely"
    assert {seen.breakdown: seen.confidence for seen in taken}["result=granted"] == "certain"


def test_third_table_without_merged_cells_on_the_left() -> None:
    document = page(
        TITLE,
        "三、收到和处理政府信息公开申请情况",
        rows(
            "自然人 | 商业企业 | 总计",
            "一、本年新收政府信息公开申请数量 | 6 | 2 | 8",
            "三、本年度办理结果 | （一）予以公开 | 4 | 1 | 5",
            "（二）部分公开 | 1 | 0 | 1",
            "（三）不予公开 | 1.属于国家秘密 | 0 | 0 | 0",
            "4.保护第三方合法权益 | 1 | 1 | 2",
            "（七）总计 | 6 | 2 | 8",
            "四、结转下年度继续办理 | 0 | 0 | 0",
        ),
    )

    assert figures(read(document)) == [
        "disclosure.requests_received 8",
        "disclosure.requests_answered[result=granted] 5",
        "disclosure.requests_answered[result=partial] 1",
        "disclosure.requests_answered[result=refused] 2",
        "disclosure.requests_answered 8",
        "disclosure.requests_carried_over 0",
    ]


def test_group_named_in_every_row_stays_one_group() -> None:
    document = page(
        TITLE,
        "三、收到和处理政府信息公开申请情况",
        rows(
            "项目 | 原因 | 自然人 | 总计",
            "本年新收政府信息公开申请数量 | | 9 | 9",
            "（一）予以公开 | | 3 | 3",
            "（三）不予公开 | 1.属于国家秘密 | 1 | 1",
            "（三）不予公开 | 4.保护第三方合法权益 | 2 | 2",
            "（四）无法提供 | 1.本机关不掌握相关政府信息 | 3 | 3",
        ),
    )

    taken = figures(read(document))
    assert "disclosure.requests_answered[result=unavailable] 3" in taken
    assert not [line for line in taken if "refused" in line]


def test_a_lost_column_of_totals_gives_nothing() -> None:
    document = page(
        TITLE,
        "三、收到和处理政府信息公开申请情况",
        rows(
            "申请人 | 自然人 | 商业企业",
            "一、本年新收政府信息公开申请数量 | 6 | 2",
            "（一）予以公开 | 4 | 1",
            "（二）部分公开 | 1 | 0",
            "（三）不予公开 | 1 | 1",
        ),
    )

    assert read(document) == []


REVIEW = (
    "行政复议 | < | < | < | < | 行政诉讼 | < | < | < | < | < | < | < | < | <",
    "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 未经复议直接起诉 | < | < | < | < | 复议后起诉 | < | < | < | <",
    "^ | ^ | ^ | ^ | ^" + " | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计" * 2,
)


@pytest.mark.parametrize(
    ("values", "litigation"),
    [
        ("2 | 1 | 0 | 0 | 3 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 2 | 3", ["1", "0", "0", "2", "3"]),
        ("2 | 1 | 0 | 0 | 3 | 4 | 0 | 0 | 0 | 4 | 0 | 0 | 0 | 0 | 0", ["4", "0", "0", "0", "4"]),
        ("2 | 1 | 0 | 0 | 3 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0", ["0", "0", "0", "0", "0"]),
        ("2 | 1 | 0 | 0 | 3 | 4 | 0 | 0 | 0 | 4 | 1 | 0 | 0 | 0 | 1", []),
    ],
)
def test_fourth_table_has_a_sum_of_litigation_only_where_one_way_into_court_is_empty(
    values: str, litigation: list[str]
) -> None:
    document = page(TITLE, "四、政府信息公开行政复议、行政诉讼情况", rows(*REVIEW, values))

    taken = read(document)
    assert [str(seen.value) for seen in taken if seen.indicator == "disclosure.litigation"] == litigation
    assert figures([seen for seen in taken if seen.indicator == "disclosure.reconsideration"]) == [
        "disclosure.reconsideration[result=upheld] 2",
        "disclosure.reconsideration[result=corrected] 1",
        "disclosure.reconsideration[result=other] 0",
        "disclosure.reconsideration[result=pending] 0",
        "disclosure.reconsideration 3",
    ]


def test_review_without_litigation_is_read_by_its_headings() -> None:
    document = page(
        TITLE,
        "四、因政府信息公开被申请行政复议情况",
        rows("结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计", "1 | 0 | 2 | 0 | 3"),
    )

    assert figures(read(document))[-1] == "disclosure.reconsideration 3"


def test_words_of_the_form_in_another_table_are_not_the_form() -> None:
    document = page(
        "清禾县2023年行政执法工作情况",
        "主要数据",
        rows("类别 | 本年处理决定数量", "行政许可 | 30", "行政处罚 | 40"),
    )

    assert not [seen for seen in read(document) if seen.rule.startswith("disclosure_form")]


def test_total_is_the_sum_of_the_applicants_where_a_page_lost_the_merged_cells_of_the_headings() -> None:
    document = page(
        TITLE,
        "三、收到和处理政府信息公开申请情况",
        rows(
            "（本列数据的勾稽关系为…） | 申请人情况",
            "自然人 | 法人或其他组织 | 总计",
            "商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他",
            "一、本年新收政府信息公开申请数量 | 5 | 1 | 0 | 0 | 0 | 2 | 8 | | ",
            "二、上年结转政府信息公开申请数量 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | | ",
            "三、本年度办理结果 | （一）予以公开 | 4 | 0 | 0 | 0 | 0 | 2 | 6 | ",
        ),
    )

    assert figures(read(document)) == [
        "disclosure.requests_received 8",
        "disclosure.requests_answered[result=granted] 6",
    ]

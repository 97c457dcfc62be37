"""Plain-text copies of pages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fazhi.parse import NoBodyError, parse_text
from fazhi.parse.document import Paragraph, Table
from tests.parse.test_pages import assert_positions

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"

SAVED = """当前位置: 首页 > 政务公开 > 法治政府建设

青笠县司法局关于2023年法治政府建设情况的报告

时间: 2024-03-22 15:26

索引号

QL003/2024-16

发布机构

青笠县司法局

发文日期

2024-03-21

文号

名称

青笠县司法局关于2023年法治政府建设情况的报告


2023年,县司法局认真履职,取得新成效。

一、主要举措

办结行政复议案件  12 件。


扫一扫在手机打开当前页面
"""


def test_a_saved_page_gives_title_metadata_and_body() -> None:
    document = parse_text(SAVED, url="file:///a.txt")
    assert document.title == "青笠县司法局关于2023年法治政府建设情况的报告"
    assert (document.publisher, document.index_number, document.document_number) == (
        "青笠县司法局",
        "QL003/2024-16",
        "",
    )
    assert (document.written_on, document.published_on) == (date(2024, 3, 21), date(2024, 3, 22))
    assert (document.document_type, document.partition_year) == ("rule_of_law_annual_report", 2023)
    assert document.text == "2023年,县司法局认真履职,取得新成效。\n一、主要举措\n办结行政复议案件 12 件。"
    assert [block.level for block in document.blocks if isinstance(block, Paragraph)] == [0, 1, 0]


def test_a_copy_of_the_body_alone_keeps_every_line() -> None:
    text = "2023年,县司法局认真履职,取得新成效。\n一、工作总结\n办结案件12件。\n青笠县司法局\n2024年1月5日"
    document = parse_text(text, url="file:///a.txt", title="青笠县司法局2023年工作总结")
    assert document.text == text
    assert (document.title, document.publisher, document.written_on) == (
        "青笠县司法局2023年工作总结",
        "青笠县司法局",
        date(2024, 1, 5),
    )


def test_a_first_line_that_is_the_title_is_taken_as_such() -> None:
    document = parse_text("青笠县司法局2023年工作总结\n2023年,办结案件12件。", url="file:///a.txt")
    assert (document.title, document.text) == ("青笠县司法局2023年工作总结", "2023年,办结案件12件。")


@pytest.mark.parametrize("plan", ["谋划", "设想", "计划"])
def test_a_first_line_on_a_report_and_a_plan_is_the_title(plan: str) -> None:
    title = f"青笠县司法局二〇二二年工作总结和二〇二三年工作{plan}"
    document = parse_text(f"{title}\n\n2022年，办结案件12件。", url="file:///a.txt")
    assert (document.title, document.text) == (title, "2022年，办结案件12件。")


@pytest.mark.parametrize("first", ["一、2023年工作总结", "青笠县人民政府：", "2023年工作总结如下，"])
def test_other_first_lines_are_body(first: str) -> None:
    document = parse_text(f"{first}\n办结案件12件。", url="file:///a.txt")
    assert document.title == ""
    assert document.text == f"{first}\n办结案件12件。"


@pytest.mark.parametrize("text", ["", " \n\u3000\n", "\x00"])
def test_an_empty_file_has_no_body(text: str) -> None:
    with pytest.raises(NoBodyError, match=r"file:///a\.txt"):
        parse_text(text, url="file:///a.txt")


@pytest.mark.parametrize(
    ("name", "first", "publisher"),
    [
        ("guanxian_2023", "2023年,冠县司法局坚持", "冠县司法局"),
        ("mayang_2022h1", "2022年上半年,在县委", "麻阳苗族自治县司法局"),
        ("rongcheng_2023plan", "2023年,荣成市司法局将", ""),
        ("sanmen_2023", "2023年,在县委", ""),
    ],
)
def test_the_real_reports_begin_with_their_body(name: str, first: str, publisher: str) -> None:
    path = CORPUS / f"{name}.txt"
    if not path.exists():
        pytest.skip("the real reports are not part of the project")
    document = parse_text(path.read_text(encoding="utf-8"), url=path.as_uri())
    assert document.text.startswith(first)
    assert document.publisher == publisher
    assert_positions(document)


def test_lines_with_bars_are_the_rows_of_a_table() -> None:
    rows = ["信息内容 | 制发件数 | 现行有效件数 |", "| --- | --- | --- |", "规范性文件 | 3 | 41 |", "行政规章 | | 0"]
    saved = "\n".join(["青笠县2023年政府信息公开年报", *rows])

    document = parse_text(saved, url="file:///saved.txt")

    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert (table.rows, table.columns) == (3, 3)
    cells = {(cell.row, cell.column): document.text[cell.start : cell.end] for cell in table.cells}
    assert cells[1, 2] == "41"
    assert cells[2, 1] == ""
    assert_positions(document)


@pytest.mark.parametrize(
    "saved",
    [
        "青笠县2023年政府信息公开年报\n索引号 | QL003 | 发文日期 | 2024-03-21\n全年公开信息300条。",
        "青笠县2023年政府信息公开年报\n首页 | 政务公开 | 年报\n上一篇 | 下一篇\n全年公开信息300条。",
    ],
)
def test_a_single_line_with_bars_or_one_without_figures_is_no_table(saved: str) -> None:
    document = parse_text(saved, url="file:///saved.txt")

    assert all(isinstance(block, Paragraph) for block in document.blocks)


def test_labels_between_bars_above_the_body_are_metadata_and_no_title() -> None:
    text = (
        "索引号 | 0042/2022-17 | 组配分类 | 计划方案\n发布机构 | 青笠县司法局 | 发文日期 | 2022-03-11\n"
        "2021年，全县司法行政系统各项工作取得实效。\n"
    )

    document = parse_text(text, url="file:///saved.txt")

    assert (document.title, document.publisher) == ("", "青笠县司法局")
    assert document.text == "2021年，全县司法行政系统各项工作取得实效。"


def test_lines_of_cells_between_tabs_are_a_table() -> None:
    document = parse_text(
        "青笠县司法局2023年业务数据\n指标\t2022年\t2023年\n公证（件）\t400\t415\n", url="file:///saved.txt"
    )

    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [document.text[cell.start : cell.end] for cell in table.cells][3:] == ["公证（件）", "400", "415"]


@pytest.mark.parametrize(
    ("first", "title", "day"),
    [
        ("云川县调解员走村入户(2021年4月9日)", "云川县调解员走村入户(2021年4月9日)", date(2021, 4, 9)),
        ("云川县调解员走村入户（2021年4月）", "云川县调解员走村入户（2021年4月）", None),
        ("云川县普法成效（2016—2020年）", "云川县普法成效（2016—2020年）", None),
        ("县里出台了办法（2021年4月9日），各乡镇照办。", "", None),
        ("一、调解工作开展情况（2021年4月9日）", "", None),
    ],
)
def test_a_first_line_that_closes_with_its_time_is_the_title(first: str, title: str, day: date | None) -> None:
    document = parse_text(f"{first}\n全县共调解纠纷120件。", url="file:///a.txt")
    assert (document.title, document.published_on) == (title, day)


def test_the_byline_goes_before_the_date_behind_the_title() -> None:
    text = "政府工作报告（2021年1月9日）\n发布时间：2021-02-03\n全县共调解纠纷120件。"
    assert parse_text(text, url="file:///a.txt").published_on == date(2021, 2, 3)


@pytest.mark.parametrize(
    ("below", "title", "day"),
    [
        ("来源：县司法局 发布时间：2021-08-09", "云川县调解员走村入户", date(2021, 8, 9)),
        ("2021年8月9日  县司法局", "云川县调解员走村入户", date(2021, 8, 9)),
        ("县司法局 2021年8月", "", None),
        ("2021年8月9日，县司法局组织调解员走村入户。", "", None),
    ],
)
def test_what_stands_on_a_dated_byline_is_the_title(below: str, title: str, day: date | None) -> None:
    document = parse_text(f"云川县调解员走村入户\n{below}\n全县共调解纠纷120件。", url="file:///a.txt")
    assert (document.title, document.published_on) == (title, day)


def test_a_sentence_above_a_byline_is_no_title() -> None:
    text = "全县各级调解组织走村入户。\n2021-08-09\n共调解纠纷120件。"
    assert parse_text(text, url="file:///a.txt").title == ""


WRAPPED = """青笠县司法局关于2023年法治政府建设和行政
复议体制改革情况的报告
一、行政复议
2023年，全县各级行政机关共收到行政复议申
请120件，受理96件；已审结88件，其中维持4
1件、直接纠错11件，经调解终止36件，没有
一件在审结后被提起行政诉讼。
二、人民调解
各级人民调解委员会全年排查纠纷326次，共
受理矛盾纠纷2143件，调解成功2110件，涉及
金额3860万元，为基层减轻了负担。"""


def test_lines_cut_at_one_width_are_pieces_of_paragraphs() -> None:
    document = parse_text(WRAPPED, url="file:///report.txt")
    assert document.title == "青笠县司法局关于2023年法治政府建设和行政复议体制改革情况的报告"
    first, second, third, fourth = document.text.split("\n")
    assert (first, third) == ("一、行政复议", "二、人民调解")
    assert "行政复议申请120件，受理96件" in second
    assert "受理矛盾纠纷2143件" in fourth
    assert_positions(document)


def test_a_heading_below_a_full_line_that_ends_a_sentence_begins_anew() -> None:
    ended = WRAPPED.replace("没有\n一件在审结后被提起行政诉讼。", "其余\n12件终止，没有一件在审结后被提起行政诉讼。")
    document = parse_text(ended, url="file:///report.txt")
    assert "二、人民调解" in document.text.split("\n")


def test_lines_of_many_widths_are_paragraphs() -> None:
    lines = [
        "全县共有司法所12个",
        "工作人员46名，其中专职",
        "公证处1个",
        "律师事务所5家，执业律师",
        "调委会143个",
        "调解员",
    ]
    document = parse_text("\n".join(lines), url="file:///report.txt", title="某县2023年法治政府建设情况的报告")
    assert document.text.split("\n") == lines


def test_one_long_line_shows_that_nothing_was_cut() -> None:
    long = "全年共排查矛盾纠纷，" * 20
    document = parse_text(WRAPPED + "\n" + long, url="file:///report.txt", title="某县2023年法治政府建设情况的报告")
    assert "1件、直接纠错11件，经调解终止36件，没有" in document.text.split("\n")

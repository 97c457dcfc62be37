"""Tables: grid positions, spans, headers, and tables that only lay out the page."""

from __future__ import annotations

import pytest

from fazhi.parse.document import Paragraph
from tests.parse.articles import article, grid, paragraphs, tables


def only_table(markup: str) -> list[list[str]]:
    document = article(markup)
    (table,) = tables(document)
    return grid(document, table)


def test_rows_are_lines_and_cells_are_parted_by_tabs() -> None:
    document = article(
        "<p>表一如下。</p><table><tr><td>收到</td><td>办结</td></tr><tr><td>12</td><td>9</td></tr></table><p>以上。</p>"
    )
    assert document.text == "表一如下。\n收到\t办结\n12\t9\n以上。"
    (table,) = tables(document)
    assert (table.rows, table.columns) == (2, 2)
    assert document.locator(document.text.index("9")) == "t1r1c1"


def test_merged_cells_hold_their_places() -> None:
    assert only_table(
        """<table><tr><th rowspan="2">领域</th><th colspan="2">处罚（宗）</th></tr>
        <tr><th>2022年</th><th>2023年</th></tr><tr><td>市监</td><td>312</td><td>298</td></tr></table>"""
    ) == [
        ["领域", "处罚（宗）", "处罚（宗）"],
        ["领域", "2022年", "2023年"],
        ["市监", "312", "298"],
    ]


def test_the_disclosure_form_keeps_its_columns() -> None:
    places = only_table(
        """<table><tr><td colspan="3" rowspan="3">勾稽关系</td><td colspan="3">申请人情况</td></tr>
        <tr><td rowspan="2">自然人</td><td>法人</td><td rowspan="2">总计</td></tr><tr><td>企业</td></tr>
        <tr><td colspan="3">一、本年新收</td><td>20</td><td>3</td><td>23</td></tr>
        <tr><td rowspan="3">三、办理结果</td><td colspan="2">（一）予以公开</td><td>15</td><td>1</td><td>16</td></tr>
        <tr><td rowspan="2">（三）不予公开</td><td>1.国家秘密</td><td>0</td><td>0</td><td>0</td></tr>
        <tr><td>2.其他</td><td>4</td><td></td><td>4</td></tr></table>"""
    )
    assert [row[-1] for row in places] == ["申请人情况", "总计", "总计", "23", "16", "0", "4"]
    assert places[6][:3] == ["三、办理结果", "（三）不予公开", "2.其他"]
    assert places[6][4] == ""


def test_header_cells_are_those_of_th_and_thead() -> None:
    document = article(
        "<table><thead><tr><td>甲</td><td>乙</td></tr></thead><tr><th>合计</th><td>3</td></tr></table><p>完。</p>"
    )
    assert [cell.header for cell in tables(document)[0].cells] == [True, True, True, False]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("结果<br>维持", "结果维持"),
        ("<p>行政</p><p>许可</p>", "行政许可"),
        ("行<br/>政<br/>处<br/>罚", "行政处罚"),
        ("<p>312</p><p>298</p>", "312 298"),
        ("312<br>298", "312 298"),
        ("<div>&nbsp;</div>", ""),
        ("\n   1,286.4\n  ", "1,286.4"),
        ("<ul><li>市监</li><li>交通</li></ul>", "市监交通"),
        ("——", "——"),
        ("/", "/"),
    ],
)
def test_a_cell_is_one_line(cell: str, text: str) -> None:
    assert (
        only_table(f"<table><tr><td>项目</td><td>{cell}</td></tr><tr><td>a</td><td>b</td></tr></table>")[0][1] == text
    )


def test_rows_of_different_length_and_an_empty_row_keep_their_numbers() -> None:
    assert only_table(
        "<table><tr><td rowspan=2>甲</td><td>1</td></tr><tr></tr><tr><td>乙</td><td>2</td><td>3</td></tr></table>"
    ) == [["甲", "1", "-"], ["甲", "-", "-"], ["乙", "2", "3"]]


@pytest.mark.parametrize("span", ['rowspan="0"', 'rowspan="9"', 'rowspan="65534"'])
def test_a_span_ends_with_the_table(span: str) -> None:
    assert only_table(f"<table><tr><td {span}>甲</td><td>1</td></tr><tr><td>2</td></tr></table>") == [
        ["甲", "1"],
        ["甲", "2"],
    ]


def test_cells_without_end_tags_are_read() -> None:
    assert only_table("<TABLE><TR><TD>部门<TD>宗数<TR><TD>工商<TD>136</TABLE>") == [["部门", "宗数"], ["工商", "136"]]


def test_hidden_rows_and_cells_are_not_there() -> None:
    assert only_table(
        """<table><tr><td>甲</td><td style="display:none">x</td><td>乙</td></tr>
        <tr style="display: none"><td>y</td></tr><tr><td>1</td><td>2</td></tr></table>"""
    ) == [["甲", "乙"], ["1", "2"]]


def test_the_caption_stands_before_its_table() -> None:
    document = article("<table><caption>表1 复议情况</caption><tr><td>收到</td><td>12</td></tr></table>")
    assert document.text == "表1 复议情况\n收到\t12"
    assert isinstance(document.blocks[0], Paragraph)


def test_a_table_that_lays_out_the_page_is_paragraphs() -> None:
    document = article(
        """<table><tr><td>政务公开</td><td><p>一、执法监督</p><p>全年评查案卷220卷。</p><p>制发监督文书17份，"""
        + "持续规范执法行为，" * 20
        + """成效明显。</p></td></tr></table>"""
    )
    assert not tables(document)
    assert "全年评查案卷220卷。" in paragraphs(document)


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>办结案件12件。</td></tr></table>",
        "<table><tr><td>办结案件</td></tr><tr><td>12件。</td></tr></table>",
        "<table><tr><td>&nbsp;</td><td>办结案件12件。</td><td></td></tr></table>",
    ],
)
def test_one_cell_or_one_column_is_no_table(markup: str) -> None:
    document = article(markup)
    assert not tables(document)
    assert "".join(paragraphs(document)) == "办结案件12件。"


def test_a_data_table_inside_a_layout_table_stays_a_table() -> None:
    document = article(
        "<table><tr><td>左栏</td><td><p>复议情况如下。</p>"
        "<table><tr><td>收到</td><td>办结</td></tr><tr><td>12</td><td>9</td></tr></table></td></tr></table>"
    )
    (table,) = tables(document)
    assert grid(document, table) == [["收到", "办结"], ["12", "9"]]
    assert paragraphs(document) == ["左栏", "复议情况如下。"]


def test_cells_with_long_sentences_beside_numbers_are_still_a_table() -> None:
    sentence = "组织开展行政执法案卷评查，对发现的问题逐项反馈并督促整改，提升执法规范化水平"
    rows = "".join(f"<tr><td>{number}</td><td>{sentence}</td><td>{number * 7}件</td></tr>" for number in range(1, 5))
    assert len(only_table(f"<table><tr><td>序号</td><td>内容</td><td>数量</td></tr>{rows}</table>")) == 5

"""Saved texts whose tables lost their rows: one cell a line."""

from __future__ import annotations

from fazhi.parse import parse_text
from fazhi.parse.document import Document, Paragraph, Table


def _read(*lines: str) -> Document:
    return parse_text("\n\n".join(("某局2023年度行政执法统计情况。", *lines)), url="file:///a.txt", title="统计")


def _rows(document: Document) -> list[list[list[str]]]:
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return [
        [
            [document.text[cell.start : cell.end] for cell in table.cells if cell.row == row]
            for row in range(max(cell.row for cell in table.cells) + 1)
        ]
        for table in tables
    ]


def test_headings_and_as_many_figures_are_a_row() -> None:
    document = _read(
        "行政许可实施数量(宗)", "申请数量", "受理数量", "许可数量", "22", "21", "20", "说明如下，以此为准。"
    )
    assert _rows(document) == [[["申请数量", "受理数量", "许可数量"], ["22", "21", "20"]]]
    assert any(
        "行政许可实施数量" in document.text[b.start : b.end] for b in document.blocks if isinstance(b, Paragraph)
    )


def test_rows_that_begin_with_their_name() -> None:
    document = _read(
        "信息内容 |", "本年制发件数 |", "现行有效件数 |", "规章 |", "0 |", "1 |", "规范性文件 |", "3 |", "9 |"
    )
    assert _rows(document) == [
        [["信息内容", "本年制发件数", "现行有效件数"], ["规章", "0", "1"], ["规范性文件", "3", "9"]]
    ]


def test_rows_that_begin_with_their_number() -> None:
    document = _read("序号", "处理方式", "数量", "比例", "1", "维持", "35", "70%", "2", "撤销", "15", "30%")
    assert _rows(document) == [
        [["序号", "处理方式", "数量", "比例"], ["1", "维持", "35", "70%"], ["2", "撤销", "15", "30%"]]
    ]


def test_a_heading_broken_over_two_lines_is_one() -> None:
    document = _read("警告", "没收违法", "所得、没收非法财物", "罚款", "4", "0", "29")
    assert _rows(document) == [[["警告", "没收违法所得、没收非法财物", "罚款"], ["4", "0", "29"]]]


def test_several_tables_with_captions_between() -> None:
    cells = ("信息内容", "本年处理决定数量")
    document = _read("第二十条第（五）项", *cells, "行政许可", "5", "第二十条第（六）项", *cells, "行政处罚", "7")
    assert _rows(document) == [
        [["信息内容", "本年处理决定数量"], ["行政许可", "5"]],
        [["信息内容", "本年处理决定数量"], ["行政处罚", "7"]],
    ]


def test_cells_that_do_not_fit_the_headings_stay_lines() -> None:
    for lines in (
        ("警告", "罚款", "没收", "4", "29"),  # a cell too few
        ("警告", "罚款", "4", "29", "0"),  # one too many
        ("索引号", "发布机构", "2023", "某局"),  # metadata
        ("行政许可实施数量(宗)", "申请数量", "受理数量", "许可数量", "22", "20"),  # an empty cell is lost
        ("行政复议", "行政诉讼", "结果维持", "结果纠正", "总计", "1", "0", "1"),  # headings over headings
        ("表一", "某局统计表", "警告", "罚款", "合计", "罚没金额(万元)", "3", "29", "32"),
        ("首页", "新闻", "公开", "服务"),
    ):
        assert _rows(_read(*lines)) == []

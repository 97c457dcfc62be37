"""Cells, labels and layout: what is read before any indicator is looked up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fazhi.extract.tables.cells import as_label, read_cell
from fazhi.extract.tables.grid import build_grid
from fazhi.extract.tables.labels import facets_of
from fazhi.extract.tables.layout import places_of
from fazhi.extract.tables.units import in_base_unit, is_unit, matching, split_unit, units_over_table
from fazhi.parse.document import Cell, Table
from tests.extract.table_pages import Rows, page, rows


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0", "0"),
        ("1204", "1204"),
        ("1,204", "1204"),
        ("1，204", "1204"),
        ("1 204", "1204"),
        ("１２０４", "1204"),
        (" 35 件", "35"),
        ("+35", "35"),
        ("-2.5", "-2.5"),
        ("－2.5", "-2.5"),
        ("下降2.5%", "-2.5"),
        ("↓2.5%", "-2.5"),
        ("同比增长8%", "8"),
        ("1.2万", "12000"),
        ("3亿元", "300000000"),
        ("120个（其中村级98个）", "120"),
        ("(7)", "7"),
    ],
)
def test_figures_in_cells(printed: str, value: str) -> None:
    assert read_cell(printed).value == Decimal(value)


@pytest.mark.parametrize("printed", ["/", "—", "——", "-", "－", "／", "无", "不涉及", "N/A", "*"])
def test_marks_are_no_figures(printed: str) -> None:
    assert read_cell(printed).status == "mark"


@pytest.mark.parametrize("printed", ["", " ", "\u00a0", "　"])
def test_blanks_are_blank(printed: str) -> None:
    assert read_cell(printed).status == "blank"


@pytest.mark.parametrize("printed", ["2024年", "2024-03-01", "第3名", "3月", "1+1>2", "12348热线", "5人以上企业", "是"])
def test_dates_and_words_are_text(printed: str) -> None:
    assert read_cell(printed).status == "text"


@pytest.mark.parametrize(
    ("label", "name", "unit"),
    [
        ("检查次数（次）", "检查次数", "次"),
        ("本年收费金额（单位：万元）", "本年收费金额", "万元"),
        ("败诉率（%）", "败诉率", "%"),
        ("败诉率%", "败诉率", "%"),
        ("规章（县级无此项）", "规章(县级无此项)", ""),
        ("案件(宗/件)", "案件", ""),
    ],
)
def test_units_behind_headings(label: str, name: str, unit: str) -> None:
    assert split_unit(as_label(label)) == (name, unit)


def test_units_over_a_table_go_with_what_they_can_measure() -> None:
    units = units_over_table("行政处罚情况(单位:件、万元)")

    assert units == ("件", "万元")
    assert (matching(units, "元"), matching(units, "件"), matching(units, "%")) == ("万元", "件", "")
    assert in_base_unit(Decimal("12.3"), "万元") == (Decimal("123000"), "元")
    assert in_base_unit(Decimal("1.5"), "万人次") == (Decimal("15000"), "人次")


@pytest.mark.parametrize("label", ["件", "(万元)", "单位:件", "人次", "%"])
def test_labels_that_are_only_units(label: str) -> None:
    assert is_unit(label)


@pytest.mark.parametrize("label", ["件数", "单位", "单位名称", "人员"])
def test_labels_that_only_begin_like_units(label: str) -> None:
    assert not is_unit(label)


@pytest.mark.parametrize(
    "label",
    ["增减", "同比（%）", "同比增长率", "较上年增减", "比2023年增长（%）", "增减幅度", "与上年相比（±%）", "降幅"],
)
def test_headings_of_changes(label: str) -> None:
    assert facets_of(as_label(label)).role == "change"


@pytest.mark.parametrize("label", ["新增执业律师", "减轻处罚清单", "变更", "新增", "提升行动"])
def test_labels_that_only_sound_like_changes(label: str) -> None:
    assert facets_of(label).role == ""
    assert facets_of(label).name == label


@pytest.mark.parametrize(
    ("label", "name", "period"),
    [
        ("2024年", "", "2024年"),
        ("2024年度数量（件）", "", "2024年度"),
        ("2024年上半年", "", "2024年上半年"),
        ("2024年1-6月", "", "2024年1-6月"),
        ("截至2024年底持证人数", "持证人数", "2024年"),
        ("办理件数（2023年）", "", "2023年"),
    ],
)
def test_years_in_headings(label: str, name: str, period: str) -> None:
    facets = facets_of(as_label(label))

    assert (facets.name, facets.period) == (name, period)


def named_places(table: Rows) -> list[tuple[str, list[str], list[str]]]:
    document = page("清禾县2024年工作情况", table)
    block = next(block for block in document.blocks if isinstance(block, Table))
    return [
        (place.cell.text, [cell.text for cell in place.row_labels], [cell.text for cell in place.headings])
        for place in places_of(build_grid(document.text, block))
        if place.cell.reading.status == "figure"
    ]


def test_merged_headings_stand_over_all_their_columns() -> None:
    assert named_places(rows("类别 | 2024年 | < | 2023年", "^ | 受理 | 审结 | 受理", "复议 | 7 | 6 | 5")) == [
        ("7", ["复议"], ["2024年", "受理"]),
        ("6", ["复议"], ["2024年", "审结"]),
        ("5", ["复议"], ["2023年", "受理"]),
    ]


def test_headings_whose_merged_cells_the_page_lost() -> None:
    assert named_places(
        rows("类别 | 2024年 | | 2023年 | ", " | 受理 | 审结 | 受理 | 审结", "复议 | 7 | 6 | 5 | 4")
    ) == [
        ("7", ["复议"], ["2024年", "受理"]),
        ("6", ["复议"], ["2024年", "审结"]),
        ("5", ["复议"], ["2023年", "受理"]),
        ("4", ["复议"], ["2023年", "审结"]),
    ]


def test_headings_that_return_in_the_middle_replace_those_above() -> None:
    assert named_places(rows("项目 | 受理 | 审结", "复议 | 7 | 6", "项目 | 申请 | 许可", "许可 | 9 | 8")) == [
        ("7", ["复议"], ["受理"]),
        ("6", ["复议"], ["审结"]),
        ("9", ["许可"], ["申请"]),
        ("8", ["许可"], ["许可"]),
    ]


def test_an_answer_in_words_among_figures_is_no_heading() -> None:
    assert named_places(rows("项目 | 情况", "受理 | 7", "是否设立专班 | 是", "审结 | 6")) == [
        ("7", ["受理"], ["情况"]),
        ("6", ["审结"], ["情况"]),
    ]


def test_a_category_reaches_over_both_pairs_of_its_rows() -> None:
    assert named_places(rows("复议 | 受理 | 7 | 审结 | 6", "^ | 维持 | 4 | 纠错 | 1")) == [
        ("7", ["复议", "受理"], []),
        ("6", ["复议", "审结"], []),
        ("4", ["复议", "维持"], []),
        ("1", ["复议", "纠错"], []),
    ]


def test_spans_that_cover_far_more_than_the_page_holds_are_not_followed() -> None:
    cells = tuple(Cell(row, 0, row, row + 1, row_span=60_000, column_span=1_000) for row in range(3))

    grid = build_grid("789", Table(0, 3, cells, rows=3, columns=1_000))

    assert [len(row) for row in grid.rows] == [1, 1, 1]

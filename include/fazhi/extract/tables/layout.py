"""How a table is laid out: where its headings stand, which columns are labels, units or figures, what names a figure.

A table is cut into segments, each with heading rows of its own, since one page table often holds several: headings
return in the middle (信息内容 | 本年处理决定数量), full-width rows open a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from fazhi.extract.tables.grid import Grid, GridCell
from fazhi.extract.tables.units import is_unit, units_over_table

_SERIAL_HEADING = re.compile(r"序号|编号|No\.?|代码|行次|栏次")
_NAME_HEADING = re.compile(
    r"\w{0,6}(?:指标|项目|类别|类型|内容|名称|部门|机关|事项|方式|种类|年份|年度|地区|乡镇|单位名称|执法单位|执法主体)(?:名称)?"
)
_NUMBERED = re.compile(
    r"\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+、|第[一二三四五六七八九十]+(?:条|部分)|附?表[一二三四五六七八九十\d]"
)
TOLD = re.compile(r"(?:完成|进展|落实|开展|推进|实施|工作|自查|自评)(?:情况|成效)|主要(?:做法|成效)|工作总结")
TOLD_WORDS = ("情况", "成效", "做法", "工作总结")  # one of which every match ends in
_NOTE = re.compile(r"^(?:注|备注|说明|填表|制表|审核|联系|数据来源|本表)[:：人说]?")


@dataclass(frozen=True, slots=True)
class Place:
    """A cell that may hold a figure, and the cells that name it: row labels from the left, headings from above.
    `unit` is that of a column of units, `units` those declared over the table or section; `section` are the labels of
    the full-width rows above, the nearest first. `segment` counts the parts of a table that have headings of their own.
    """

    cell: GridCell
    row_labels: tuple[GridCell, ...]
    headings: tuple[GridCell, ...]
    unit: str
    units: tuple[str, ...]
    section: tuple[str, ...]
    row: int
    segment: int


@dataclass(slots=True)
class Segment:
    headings: list[int] = field(default_factory=list)
    data: list[int] = field(default_factory=list)
    section: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


def segments_of(grid: Grid) -> list[Segment]:
    """Cut the rows into segments; rows without any text are in none."""
    segments = [Segment()]
    for row in range(len(grid.rows)):
        cells = [cell for cell in grid.own_cells(row) if cell.reading.status != "blank"]
        if not cells or (len(cells) == 1 and _NOTE.match(cells[0].label)):
            continue
        current = segments[-1]
        if not current.data and all(":" in cell.label for cell in cells):
            # 填报单位：某局 | 单位：万元
            current.units = next((units for cell in cells if (units := units_over_table(cell.label))), current.units)
        elif _is_title(grid, row, cells):
            segments.append(_below_title(current, cells[0].label))
        elif _is_heading(grid, row, cells, current):
            if current.data:
                current = Segment(section=current.section, units=current.units)
                segments.append(current)
            current.headings.append(row)
        else:
            current.data.append(row)
    return [segment for segment in segments if segment.data]


# No form has more levels; what goes deeper is data in words, or mark-up that wants to cost time.
MOST_HEADINGS = 6
MOST_LABELS = 6
SHORTEST_SENTENCE = 10


def _is_title(grid: Grid, row: int, cells: list[GridCell]) -> bool:
    if len(cells) > 1 or cells[0].reading.status != "text":
        return False
    whole_row = cells[0].column_span >= max(2, len(grid.rows[row])) or len(grid.own_cells(row)) == 1
    return (
        grid.columns > 1
        and all(cell.row == row for cell in grid.row_cells(row))
        and (whole_row or bool(_NUMBERED.match(cells[0].label)) or is_unit(cells[0].label))
    )


def _below_title(above: Segment, title: str) -> Segment:
    """A line of units belongs to the section that is open; a title opens a new one under the same headings."""
    units = units_over_table(title)
    if is_unit(title):
        return Segment(headings=list(above.headings), section=above.section, units=units)
    kept = () if not above.data and not above.headings else above.section[1:]
    section = (title, *above.section) if not above.data and not above.headings else (title, *kept)
    return Segment(headings=list(above.headings), section=section[:3], units=units or above.units)


def _is_heading(grid: Grid, row: int, cells: list[GridCell], current: Segment) -> bool:
    figures = [cell for cell in cells if cell.reading.status == "figure"]
    if any(not cell.reading.year for cell in figures) or any(cell.reading.status == "mark" for cell in cells[1:]):
        return False
    if figures and current.data:
        return False
    if figures:
        years = {cell.label for cell in figures}
        return len(years) == len(figures) and (not current.headings or len(figures) > 1)
    if current.data:
        return _opens_headings(grid, row, cells, current)
    units = len(cells) > 1 and all(is_unit(cell.label) for cell in cells[1:])
    return not current.headings or units or _continues_headings(grid, row, current)


def _opens_headings(grid: Grid, row: int, cells: list[GridCell], current: Segment) -> bool:
    """Among data, a row of texts is headings if it says so; else it is data that answers in words (是否设立 | 是)."""
    if len(cells) < 2:
        return False
    marked = all(cell.header for cell in cells)
    before = [cell for cell in grid.own_cells(current.data[-1]) if cell.reading.status != "blank"]
    if marked and not all(cell.header for cell in before):
        return True
    return bool(_NAME_HEADING.fullmatch(cells[0].label))


def _continues_headings(grid: Grid, row: int, current: Segment) -> bool:
    """A second row of headings hangs under merged cells of the first, or fills what the first left blank."""
    if len(current.headings) >= MOST_HEADINGS:
        return False
    first = current.headings[-1]
    for cell in grid.row_cells(first):
        if cell.row + cell.row_span > row or 1 < cell.column_span < grid.columns or cell.reading.status == "blank":
            return True
    return all(cell.header for cell in grid.own_cells(row)) or len(grid.rows[row]) > len(grid.rows[first])


def places_of(grid: Grid) -> Iterator[Place]:
    """Every place that may hold a figure, in the order of the page."""
    for number, segment in enumerate(segments_of(grid)):
        yield from _places(grid, segment, number)


def told_in_words(grid: Grid) -> Iterator[GridCell]:
    """The cells that tell in sentences what was done: those under a heading like 完成情况."""
    for segment in segments_of(grid):
        width = max(len(grid.rows[row]) for row in segment.data)
        headings = _headings_by_column(grid, segment, width)
        told = [any(TOLD.search(heading.label) for heading in above) for above in headings]
        for row in segment.data:
            for cell in grid.own_cells(row):
                if told[cell.column] and cell.reading.status == "text" and len(cell.label) >= SHORTEST_SENTENCE:
                    yield cell


def _places(grid: Grid, segment: Segment, number: int) -> Iterator[Place]:
    width = max(len(grid.rows[row]) for row in segment.data)
    headings = _headings_by_column(grid, segment, width)
    roles = _column_roles(grid, segment, headings, width)
    beside = _unit_columns(roles)
    for row in segment.data:
        labels: list[GridCell] = []
        figures_seen = False
        for cell in grid.row_cells(row):
            role = roles[cell.column]
            if role == "label" and cell.reading.status not in ("blank", "mark"):
                if figures_seen:
                    labels = [label for label in labels if label.row_span > 1]
                    figures_seen = False
                labels = [*labels[-(MOST_LABELS - 1) :], cell]
            elif role == "value":
                figures_seen = True
                if cell.row == row and cell.reading.status != "text":
                    yield Place(
                        cell=cell,
                        row_labels=tuple(label for label in labels if label.row_span >= cell.row_span),
                        headings=headings[cell.column],
                        unit=_unit_in(grid.rows[row], beside[cell.column]),
                        units=segment.units,
                        section=segment.section,
                        row=row,
                        segment=number,
                    )


def _headings_by_column(grid: Grid, segment: Segment, width: int) -> list[tuple[GridCell, ...]]:
    by_column: list[list[GridCell]] = [[] for _ in range(width)]
    for row, below in zip_longest(segment.headings, segment.headings[1:]):
        for column, cell in enumerate(_heading_row(grid, row, below)[:width]):
            above = by_column[column]
            if cell is not None and (not above or above[-1] is not cell):
                above.append(cell)
    return [tuple(cells) for cells in by_column]


def _heading_row(grid: Grid, row: int, below: int | None) -> list[GridCell | None]:
    """The headings of a row by column; a blank one over a subheading lost its merged cell and is that on its left."""
    headings: list[GridCell | None] = []
    carried: GridCell | None = None
    for column, cell in enumerate(grid.rows[row]):
        blank = cell is None or cell.reading.status == "blank"
        under = grid.rows[below][column] if below is not None and column < len(grid.rows[below]) else None
        over_subheading = column > 0 and under is not None and under.row == below and under.reading.status == "text"
        if not over_subheading:
            carried = None
        elif not blank:
            carried = cell
        headings.append(carried if blank else cell)
    return headings


def _column_roles(grid: Grid, segment: Segment, headings: list[tuple[GridCell, ...]], width: int) -> list[str]:
    """label, unit, value or serial for each column, by what its data cells hold."""
    columns = [_Column() for _ in range(width)]
    for row in segment.data:
        for cell in grid.row_cells(row):
            columns[cell.column].count(cell)
    roles = []
    for number, column in enumerate(columns):
        name = headings[number][-1].label if headings[number] else ""
        if _SERIAL_HEADING.fullmatch(name) or (number == 0 and _counts_up(grid, segment, columns)):
            roles.append("serial")
        elif column.units and column.units == column.texts and not column.figures:
            roles.append("unit")
        else:
            years = number == 0 and column.only_years() and ("年" in name or width > 2)
            roles.append("label" if years or column.mostly_texts(name) else "value")
    return roles


@dataclass(slots=True)
class _Column:
    texts: int = 0
    figures: int = 0
    units: int = 0
    years: int = 0

    def count(self, cell: GridCell) -> None:
        text = cell.reading.status == "text"
        self.texts += text
        self.figures += cell.reading.status == "figure"
        self.units += text and is_unit(cell.label)
        self.years += cell.reading.year

    def only_years(self) -> bool:
        return 0 < self.years == self.figures

    def mostly_texts(self, name: str) -> bool:
        """An even number of both is decided by the column's heading (指标)."""
        return self.texts > self.figures or bool(self.texts == self.figures and _NAME_HEADING.fullmatch(name))


def _counts_up(grid: Grid, segment: Segment, columns: list[_Column]) -> bool:
    """A first column of 1, 2, 3 … beside labels numbers the rows."""
    if len(columns) < 3 or not columns[1].texts or columns[0].texts > len(segment.data) // 2:
        return False
    expected = 1
    for row in segment.data:
        cell = grid.rows[row][0] if grid.rows[row] else None
        if cell is None or cell.row != row or cell.reading.status != "figure":
            continue
        if cell.reading.value != expected:
            return False
        expected += 1
    return expected > 2


def _unit_columns(roles: list[str]) -> list[int | None]:
    """For each column the column of units that goes with it: the nearest on the left, else the first on the right
    before another label begins.
    """
    beside: list[int | None] = []
    last: int | None = None
    for column, role in enumerate(roles):
        last = column if role == "unit" else last
        beside.append(last)
    following: int | None = None
    for column in range(len(roles) - 1, -1, -1):
        following = column if roles[column] == "unit" else None if roles[column] == "label" else following
        if beside[column] is None:
            beside[column] = following
    return beside


def _unit_in(row: tuple[GridCell | None, ...], column: int | None) -> str:
    cell = row[column] if column is not None and column < len(row) else None
    return cell.label.strip("()") if cell is not None and cell.reading.status == "text" else ""

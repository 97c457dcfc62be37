"""Tables of a saved text that lost their rows: one cell a line, first the headings and then as many cells a row.

A run of lines is a table only where its cells fit the headings exactly, column by column, numbers under numbers; else
the lines stay what they are, since a figure under the wrong heading is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from fazhi.parse.lines import Line

Rows = list[list[str]]

_LONGEST_CELL = 30  # characters
_FEWEST_CELLS = 4
_WIDTHS = range(16, 1, -1)
_SENTENCE = re.compile(r"[。；！？]|[，,：:]$")
_NUMBER = re.compile(r"\d[\d,.]*\s*[%％件宗起人次份个条元]?|[-—/]")
_CAPTION = re.compile(r"实施数量|情况|统计|第.{1,6}项$|表$|^单位[:：]|^表")
# Without more rows to show it, only such a heading tells that a row begins with its name.
_STUB = re.compile(
    r"^(?:序号|项目|内容|信息内容|名称|类别|种类|类型|分类|指标|单位|年度|年份|事项|部门|地区)(?:名称)?$"
)
# A row: its number, its name or two of them, its figures.
_SHAPE = re.compile("(?P<index>NT{1,2})?N+|T{1,2}N+")
_FEWEST_NAMED = 3  # rows that begin with a number or a name, with the headings
_BROKEN_OFF = re.compile(r"没收违法$|没收非法$|、没收$|^行政$")


def tables_and_lines(lines: list[Line]) -> Iterator[Line | Rows]:
    """The lines in order, those that are the cells of a table as its rows, headings first."""
    for celled, run in groupby(lines, key=_may_be_a_cell):
        listed = list(run)
        if celled and len(listed) >= _FEWEST_CELLS:
            yield from _tables_of(listed)
        else:
            yield from listed


def _may_be_a_cell(line: Line) -> bool:
    return len(line.text) <= _LONGEST_CELL and _SENTENCE.search(line.text) is None


def _tables_of(lines: list[Line]) -> Iterator[Line | Rows]:
    cells, first_lines = _cells(lines)
    numbers = [_NUMBER.fullmatch(cell) is not None for cell in cells]
    position, begins = 0, True  # headings begin a run of cells, or come after a caption or another table
    passed = 0
    while position < len(cells):
        rows = _table_at(cells, numbers, position) if begins and not numbers[position] else []
        if rows:
            yield from lines[passed : first_lines[position]]
            position += len(rows) * len(rows[0])
            passed = first_lines[position] if position < len(cells) else len(lines)
            yield rows
            continue
        begins = _CAPTION.search(cells[position]) is not None
        position += 1
    yield from lines[passed:]


def _cells(lines: list[Line]) -> tuple[list[str], list[int]]:
    """The cells without the | signs between them, and the line that each begins in."""
    cells: list[str] = []
    first_lines: list[int] = []
    for number, line in enumerate(lines):
        for part in line.text.split("|"):
            cell = part.strip()
            if cells and cell and _BROKEN_OFF.search(cells[-1]):
                cells[-1] += cell
            elif cell:
                cells.append(cell)
                first_lines.append(number)
    return cells, first_lines


def _table_at(cells: list[str], numbers: list[bool], start: int) -> Rows:
    """The rows of the table whose headings begin at `start`; none where the cells fit no width."""
    best: Rows = []
    for width in _WIDTHS:
        body = start + width
        if body + width > len(cells) or any(numbers[start:body]):
            continue
        kinds = numbers[body : body + width]
        shape = _SHAPE.fullmatch("".join("N" if number else "T" for number in kinds))
        if shape is None:
            continue
        rows = [cells[start:body]]
        while numbers[body : body + width] == kinds:
            rows.append(cells[body : body + width])
            body += width
        named = not kinds[0] or shape["index"] is not None
        proved = len(rows) >= _FEWEST_NAMED or (not kinds[0] and _STUB.search(rows[0][0]) is not None)
        if _is_left_over(numbers, body) or (named and not proved):
            continue
        if len(rows) * width > len(best) * (len(best[0]) if best else 0):
            best = rows
    return best


def _is_left_over(numbers: list[bool], end: int) -> bool:
    """Whether a number follows that stands in no row: the headings were fewer than the cells."""
    return end < len(numbers) and numbers[end]

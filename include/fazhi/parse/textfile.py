"""A plain-text copy of a page, as people save them, to a Document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from fazhi.parse.assemble import build, items, strip_leading, strip_trailing, title_line
from fazhi.parse.celled import tables_and_lines
from fazhi.parse.document import Document
from fazhi.parse.errors import NoBodyError
from fazhi.parse.flow import RawBlock, RawParagraph, RawTable
from fazhi.parse.headings import ends_sentence
from fazhi.parse.lines import Line, collapse
from fazhi.parse.metadata import Metadata, is_metadata_table
from fazhi.parse.radicals import as_meant_on_a_page
from fazhi.parse.tables import Grid

_WIDEST, _FEWEST_FULL = 120, 6  # half characters; lines
_FREE_AT_THE_END = 3  # half characters that a line leaves where the next one is too wide, or a mark may not begin it
_FEWEST_ROWS = 2
_FEWEST_COLUMNS = 2
_BETWEEN_CELLS = re.compile(r"(?<=\S) *\t\s*(?=\S)")  # a table that was copied out of a page
_RULE = re.compile(r"[|\-:\s]+")
_BARE_NUMBER = re.compile(r"\d[\d,.]*\s*[%％\u4e00-\u9fff]{0,2}")


def parse_text(text: str, *, url: str, title: str = "") -> Document:
    """The document in `text`: a line is a paragraph, or a piece of one where all are cut at one width.

    Lines of cells between | signs or tabs are a table, and so are lines of one cell each that fit the headings before
    them; labels and values above the body are its metadata.

    Raises:
        NoBodyError: there is no line of text.
    """
    text = as_meant_on_a_page(text.encode("utf-8", "replace").decode().replace("\x00", ""))
    lines = [line for raw in text.splitlines() if (line := collapse(_BETWEEN_CELLS.sub(" | ", raw))).text]
    found = items(list(_blocks(lines)), drop_links=False)
    metadata = Metadata()
    title = title or title_line(found)
    found = strip_trailing(strip_leading(found, title, metadata))
    if not found:
        raise NoBodyError(url, "the file holds no text")
    return build(found, metadata, url=url, title=title or metadata.text("title"), encoding="utf-8")


def _blocks(lines: list[Line]) -> Iterable[RawBlock]:
    """A paragraph for each line, a table for lines whose cells stand between | signs."""
    full = _full_lines(lines)
    for barred, run in groupby(lines, key=_is_barred):
        listed = list(run)
        rows = [_cells(line.text) for line in listed if not _RULE.fullmatch(line.text)] if barred else []
        if _is_table(rows) or is_metadata_table([cell for row in rows for cell in row]):
            yield _table(rows)
            continue
        unfinished: list[Line] = []
        for found in tables_and_lines(listed):
            if unfinished and (isinstance(found, list) or unfinished[-1].text not in full):
                yield RawParagraph(unfinished)
                unfinished = []
            if isinstance(found, list):
                yield _table(found)
            else:
                unfinished.append(found)
        if unfinished:
            yield RawParagraph(unfinished)


def _full_lines(lines: list[Line]) -> set[str]:
    """The lines of a hard-wrapped text that are full, so that their paragraph may go on below; none where each line is
    a paragraph: where one is longer than any page is wide, or few are as wide as the widest and end no sentence.
    """
    texts = [line.text for line in lines]
    for width, free in ((_half_characters, _FREE_AT_THE_END), (len, 0)):
        full = max(map(width, texts), default=0) - free
        wide = [text for text in texts if width(text) >= full]
        going_on = sum(not ends_sentence(text) for text in wide)
        if full <= _WIDEST and going_on >= _FEWEST_FULL and 2 * going_on > len(texts):
            return set(wide)
    return set()


def _half_characters(text: str) -> int:
    """The width of a line: a character of Latin letters and digits has half that of a Chinese one."""
    return sum(1 if character.isascii() else 2 for character in text)


def _is_barred(line: Line) -> bool:
    return "|" in line.text


def _cells(text: str) -> list[str]:
    """The cells of a row: 行政规范性文件 | 3 | 0 | 41 | has four."""
    return [cell.strip() for cell in text.strip().removeprefix("|").removesuffix("|").split("|")]


def _is_table(rows: list[list[str]]) -> bool:
    """Whether rows hold figures under headings: 索引号 | 0025 | 发文日期 on one line is metadata."""
    if len(rows) < _FEWEST_ROWS or max(map(len, rows)) < _FEWEST_COLUMNS:
        return False
    return any(_BARE_NUMBER.fullmatch(cell) for row in rows[1:] for cell in row[1:])


def _table(rows: list[list[str]]) -> RawTable:
    grid, texts = Grid(), []
    for row in rows:
        grid.start_row()
        for cell in row:
            grid.add("", header=False)
            texts.append(cell)
    return RawTable(grid.closed(), texts)

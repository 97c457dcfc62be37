"""Blocks to Document: the text, the positions, and what leads or trails the article without being part of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fazhi.parse.dates import first_date, printed_behind
from fazhi.parse.document import Attachment, Block, Cell, Document, Paragraph, Table
from fazhi.parse.document_type import document_type
from fazhi.parse.flow import RawBlock, RawTable
from fazhi.parse.headings import UNMARKED, ends_sentence, heading_level
from fazhi.parse.lines import Line, paragraphs
from fazhi.parse.metadata import (
    Metadata,
    byline,
    is_bare_label,
    is_metadata_table,
    is_organisation,
    labelled,
    signature,
)
from fazhi.parse.noise import BREADCRUMB, begins_footer, is_widget, without_counter
from fazhi.parse.partition import partition_year, report_year

_LINKS = 0.5
"""Share of a line from which it is a list of links."""
_LONGEST_FOOTER = 120
_LONGEST_VALUE = 80
_SHORTEST_TITLE_LINE = 4
_TITLE = re.compile(
    "(?:报告|总结|小结|汇报|思路|计划|打算|安排|要点|谋划|设想|情况|成效|综述|年报|公报|公告|公示|答复|统计|统计表|汇总表|通知|方案)(?:（.{1,12}）)?$"
)
# 调解工作成效(2016—2020年), 法治宣传进集市（2021年4月）: what closes with its time in parentheses is a title too.
_DATED_TITLE = re.compile(
    r"[^。；;，,\s][（(]\s*(?:19|20)\d{2}\s*(?:年度?|年?\s*[-—–~～至]+\s*(?:19|20)\d{2}\s*年|年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?"
    r"|([-/.])\d{1,2}\1\d{1,2})\s*[)）]$"
)
_SHORTEST_TITLE, _LONGEST_TITLE = 8, 80


@dataclass(slots=True)
class Item:
    """A finished paragraph or table before positions are given."""

    line: Line
    tag_level: int = 0
    table: RawTable | None = None


def items(blocks: Sequence[RawBlock], *, drop_links: bool) -> list[Item]:
    """The paragraphs and tables of a container without widgets; `drop_links` also drops lines that are all links."""
    found: list[Item] = []
    for block in blocks:
        if isinstance(block, RawTable):
            found.append(Item(Line(""), 0, block))
            continue
        for line in paragraphs(block.lines):
            if is_widget(line.text):
                continue
            if drop_links and line.linked >= _LINKS and not block.tag_level:
                continue
            found.append(Item(without_counter(line), block.tag_level))
    return found


def title_line(found: list[Item]) -> str:
    """The line above the body that reads as a title, or stands on a dated byline; empty where the body begins at once.

    Above it may stand a breadcrumb, a document number and the organisation, which belongs to a title with 关于.
    """
    organisation = ""
    for number, item in enumerate(found):
        text = item.line.text
        if item.table is not None and is_metadata_table(item.table.texts):
            continue
        if is_organisation(text):
            organisation = text
        elif _may_be_title(text) and (_TITLE.search(text) or _DATED_TITLE.search(text) or _on_byline(found, number)):
            return organisation + text if text.startswith("关于") else text
        elif not BREADCRUMB.fullmatch(text) and byline(text) is None:
            return ""
    return ""


def _may_be_title(text: str) -> bool:
    return (
        _SHORTEST_TITLE <= len(text) <= _LONGEST_TITLE
        and heading_level(text) == 0
        and not is_bare_label(text)
        and byline(text) is None
    )


def _on_byline(found: list[Item], number: int) -> bool:
    """Whether the line under one that ends no sentence is a byline with a date: 来源：县司法局 2021-08-09."""
    below = found[number + 1].line.text if number + 1 < len(found) else ""
    if not below or ends_sentence(found[number].line.text):
        return False
    return first_date(below) is not None and byline(below) is not None


def strip_leading(found: list[Item], title: str, metadata: Metadata) -> list[Item]:
    """Drop title, byline, breadcrumb and metadata block from the top; what they say goes to `metadata`."""
    rest_of_title = _compact(title)
    label = ""
    for number, item in enumerate(found):
        text = item.line.text
        compact = _compact(text)
        if item.table is not None:
            if not is_metadata_table(item.table.texts):
                return found[number:]
            metadata.add(labelled(item.table.texts))
        elif is_bare_label(text):
            label = text
        elif label:
            if len(text) > _LONGEST_VALUE or ends_sentence(text):
                return found[number - 1 :]  # 概述 above a paragraph is a heading
            metadata.add(labelled([label, text]))
            label = ""
        elif _continues(rest_of_title, compact, whole=_compact(title)):
            rest_of_title = rest_of_title[len(compact) :] or _compact(title)
        elif is_organisation(text) and _title_follows(found[number + 1 : number + 2], title):
            metadata.add({"organisation": text})
        elif not BREADCRUMB.fullmatch(text) and not (item.tag_level == 1 and compact in _compact(title)):
            fields = byline(text)
            if fields is None:
                return found[number:]
            metadata.add(fields)
    return []


def _title_follows(rest: list[Item], title: str) -> bool:
    following = _compact(rest[0].line.text) if rest else ""
    return len(following) >= _SHORTEST_TITLE_LINE and _compact(title).endswith(following)


def _continues(rest_of_title: str, line: str, *, whole: str) -> bool:
    """Whether the line is the title or the next piece of one that is set in several lines."""
    if not rest_of_title.startswith(line):
        return False
    return line == whole or rest_of_title != whole or len(line) >= _SHORTEST_TITLE_LINE


def strip_trailing(found: list[Item]) -> list[Item]:
    """Drop the site's footer where the container took it in."""
    for number in range(max(0, len(found) - 25), len(found)):
        rest = found[number:]
        if all(len(item.line.text) <= _LONGEST_FOOTER for item in rest) and begins_footer(rest[0].line.text):
            return found[:number]
    return found


def build(
    found: list[Item],
    metadata: Metadata,
    *,
    url: str,
    title: str,
    encoding: str,
    attachments: tuple[Attachment, ...] = (),
) -> Document:
    """The Document of these items."""
    text, blocks = _positions(found)
    metadata.add(signature([item.line.text for item in found if item.table is None]))
    published_on = metadata.day("PubDate", "published_on", "updated_on", "bare_date") or _printed_on(title)
    written_on = metadata.day("written_on", "signed_on")
    publisher = metadata.publisher()
    dated = published_on or written_on
    reported = report_year(title, dated)
    return Document(
        url=url,
        title=title,
        text=text,
        blocks=blocks,
        publisher=publisher,
        index_number=metadata.text("index_number"),
        document_number=metadata.text("document_number"),
        written_on=written_on,
        published_on=published_on,
        document_type=document_type(title, text, publisher),
        report_year=reported,
        partition_year=reported or partition_year("", dated),
        content_hash=content_hash(title, written_on, published_on, text),
        encoding=encoding,
        attachments=attachments,
    )


def _printed_on(title: str) -> date | None:
    """The day that stands in parentheses behind a title."""
    printed = printed_behind(title)
    return date(*printed) if printed and printed[-1] else None


def content_hash(title: str, written_on: date | None, published_on: date | None, text: str) -> str:
    """SHA-256 (hex) of title, dates and text with white space removed."""
    parts = (
        title,
        written_on.isoformat() if written_on else "",
        published_on.isoformat() if published_on else "",
        text,
    )
    return hashlib.sha256("\x1f".join("".join(part.split()) for part in parts).encode()).hexdigest()


def _compact(text: str) -> str:
    return "".join(text.split())


def _positions(found: list[Item]) -> tuple[str, tuple[Block, ...]]:
    unmarked_level = 0
    parts: list[str] = []
    blocks: list[Block] = []
    position = 0
    for item in found:
        if item.table is None:
            level = 0
            if item.line.linked < _LINKS:
                level = heading_level(item.line.text, emphasised=item.line.emphasised)
            if level == UNMARKED:
                unmarked_level = unmarked_level or _level_of_unmarked(found)
                level = item.tag_level or unmarked_level
            blocks.append(Paragraph(position, position + len(item.line.text), level or item.tag_level))
            written = item.line.text
        else:
            written, cells = _table_text(item.table, position)
            grid = item.table.grid
            blocks.append(Table(position, position + len(written), cells, grid.rows, grid.columns))
        parts.append(written)
        position += len(written) + 1
    return "\n".join(parts), tuple(blocks)


def _level_of_unmarked(found: list[Item]) -> int:
    """Bold lines without a mark are the first level where no 一、 exists, else the second."""
    marked = any(
        item.table is None and heading_level(item.line.text, emphasised=item.line.emphasised) == 1 for item in found
    )
    return 2 if marked else 1


def _table_text(table: RawTable, position: int) -> tuple[str, tuple[Cell, ...]]:
    parts: list[str] = []
    cells: list[Cell] = []
    row = -1
    for place, text in zip(table.grid.cells, table.texts, strict=True):
        if parts:
            parts.append("\t" if place.row == row else "\n")
            position += 1
        row = place.row
        end = position + len(text)
        cells.append(Cell(row, place.column, position, end, place.row_span, place.column_span, place.header))
        parts.append(text)
        position = end
    return "".join(parts), tuple(cells)

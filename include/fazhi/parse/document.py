"""What parsing gives: one published document as text with positions.

`Document.text` is the whole body as plain text; every block, cell, sentence and figure is a span of it, so that
evidence can be checked by slicing.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`text[start:end]` of the document, without line breaks. `level` is 0 for prose, 1 to 4 for a heading."""

    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell as printed; rows and columns count from 0, spans are those of the page."""

    row: int
    column: int
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; in `Document.text` a row is a line and cells are separated by tabs."""

    start: int
    end: int
    cells: tuple[Cell, ...]
    rows: int
    columns: int


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the page links to: absolute URL and the link's text."""

    url: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed page. Dates are calendar dates in Asia/Shanghai; an empty string or None means the page does not say.

    `document_type` is one of DOCUMENT_TYPES. `report_year` is the year the title says the report is about.
    `partition_year` is `fazhi.parse.partition.partition_year(title, published_on)`; where the page does not say when it
    was published, the day it was written stands in.
    `content_hash` is the SHA-256 (hex) of title, dates and body text with white space removed: navigation changes
    and re-indentation leave it alone.
    """

    url: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    publisher: str = ""
    index_number: str = ""  # 索引号
    document_number: str = ""  # 文号
    written_on: date | None = None  # 成文日期
    published_on: date | None = None  # 发布日期, PubDate
    document_type: str = "other"
    report_year: int | None = None
    partition_year: int | None = None
    content_hash: str = ""
    encoding: str = "utf-8"
    attachments: tuple[Attachment, ...] = ()
    unread: tuple[str, ...] = ()  # parts of a file that could not be read, for people

    def locator(self, position: int) -> str:
        """Where `position` stands: `p<n>` for the n-th block of the document or `t<n>r<row>c<column>` for a cell."""
        number = bisect_right(self.blocks, position, key=_start) - 1
        block = self.blocks[number] if number >= 0 else None
        if block is not None and _holds(block, position):
            if isinstance(block, Paragraph):
                return f"p{number}"
            cell = block.cells[bisect_right(block.cells, position, key=_start) - 1]
            if _holds(cell, position):
                return f"t{number}r{cell.row}c{cell.column}"
        raise ValueError(f"position {position} is in no block of {self.url}")


def _start(span: Block | Cell) -> int:
    return span.start


def _holds(span: Block | Cell, position: int) -> bool:
    return span.start <= position < max(span.end, span.start + 1)


DOCUMENT_TYPES = (
    "rule_of_law_annual_report",  # 法治政府建设年度报告, due by April 1
    "disclosure_annual_report",  # 政府信息公开工作年度报告, due by January 31
    "enforcement_statistics",  # 行政执法统计年报, due by January 31
    "bureau_summary",  # 司法局 year or half-year summary
    "bureau_plan",  # 司法局 plan without a summary
    "data_bulletin",  # 数据公报
    "submission",  # filed by a person, not crawled
    "other_body",  # of one department or township, or of a region above: no figure of it stands for the county
    "other",
)

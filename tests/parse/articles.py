"""Pages for tests: an article in a container that every family knows."""

from __future__ import annotations

from fazhi.parse import parse_page
from fazhi.parse.document import Document, Paragraph, Table

URL = "http://www.qingli.example/zwgk/a.html"


def article(body: str) -> Document:
    """The page whose article is `body`."""
    return parse_page(f'<html><body><div id="zoom">{body}</div></body></html>'.encode(), url=URL)


def paragraphs(document: Document) -> list[str]:
    """The texts of the paragraphs."""
    return [document.text[block.start : block.end] for block in document.blocks if isinstance(block, Paragraph)]


def tables(document: Document) -> list[Table]:
    """The tables."""
    return [block for block in document.blocks if isinstance(block, Table)]


def grid(document: Document, table: Table) -> list[list[str]]:
    """The text of each place of the grid; a merged cell fills all of its places, a place without cell is `-`."""
    places = [["-"] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                places[row][column] = document.text[cell.start : cell.end]
    return places

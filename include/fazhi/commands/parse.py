"""`fazhi parse`: what the parser makes of one page or file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich import box
from rich.console import Group
from rich.markup import escape
from rich.table import Table as Grid
from rich.text import Text

from fazhi.commands.console import console
from fazhi.counted import counted
from fazhi.errors import ConfigurationError
from fazhi.settings import Settings

if TYPE_CHECKING:
    from fazhi.parse.document import Document, Table


def parse(
    page: str = typer.Argument(help="a saved page, text, PDF, DOCX, XLSX, XLS or ZIP, or the URL of an archived one"),
    text: bool = typer.Option(False, "--text", help="print the text alone, as evidence positions count it"),
) -> None:
    """Show the title, the metadata and the blocks of one page or file."""
    from fazhi.parse.saved import parse_saved

    document = _from_archive(page) if page.startswith(("http://", "https://")) else parse_saved(Path(page))
    if text:
        console.print(Text(document.text), soft_wrap=True)
        return
    console.print(_fields(document))
    console.print(_blocks(document))


def _from_archive(url: str) -> Document:
    from fazhi.archive import ArchiveReader
    from fazhi.documents import DocumentReader
    from fazhi.sources import load_valid_sources
    from fazhi.warehouse.database import connect
    from fazhi.warehouse.ledger import latest_capture

    settings = Settings.from_environment()
    sources = {source.code: source for source in load_valid_sources(settings.sources)[0]}
    with connect(settings.require("warehouse_dsn")) as connection, ArchiveReader(settings.archive) as archive:
        capture = latest_capture(connection, url)
        if capture is None:
            raise ConfigurationError(f"{url}: not in the archive; save the page and give the file, or crawl its county")
        return DocumentReader(archive, connection, sources).read(capture)[0]


def _fields(document: Document) -> Grid:
    grid = Grid(show_header=False, box=box.SIMPLE)
    grid.add_column()
    grid.add_column(overflow="fold")
    fields = {
        "title": document.title,
        "publisher": document.publisher,
        "索引号": document.index_number,
        "文号": document.document_number,
        "written": document.written_on,
        "published": document.published_on,
        "type": document.document_type,
        "report year": document.report_year,
        "partition year": document.partition_year,
        "encoding": document.encoding,
        "content hash": document.content_hash,
        "url": document.url,
    }
    for name, value in fields.items():
        grid.add_row(name, "" if value is None else escape(str(value)))
    for part in document.unread:
        grid.add_row("not read", escape(part))
    for attachment in document.attachments:
        grid.add_row("attachment", escape(f"{attachment.name} {attachment.url}"))
    return grid


def _blocks(document: Document) -> Grid:
    from fazhi.parse.document import Paragraph

    grid = Grid("block", "level", box=box.SIMPLE)
    grid.add_column("text", overflow="fold")
    for number, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            style = "bold" if block.level else ""
            shown = Text(document.text[block.start : block.end], style=style)
            grid.add_row(f"p{number}", str(block.level) if block.level else "", shown)
        else:
            grid.add_row(
                f"t{number}",
                "",
                Group(f"{counted(block.rows, 'row')}, {counted(block.columns, 'column')}", _cells(document, block)),
            )
    return grid


def _cells(document: Document, table: Table) -> Grid:
    """The table as printed: a merged cell stands in its first place."""
    grid = Grid(box=box.ASCII, show_header=False, show_lines=True)
    places = {(cell.row, cell.column): document.text[cell.start : cell.end] for cell in table.cells}
    for row in range(table.rows):
        grid.add_row(*(Text(places.get((row, column), "")) for column in range(table.columns)))
    return grid

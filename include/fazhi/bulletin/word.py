"""A bulletin as DOCX, for people who write their own text around it."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from fazhi.bulletin.layout import Bulletin, Cell, Table
from fazhi.bulletin.wording import day
from fazhi.warehouse.export import printable, undated

_FONT = "宋体"
_LANDSCAPE_A4 = (Cm(29.7), Cm(21.0))
_EPOCH = datetime(1980, 1, 1)


def as_docx(bulletin: Bulletin) -> bytes:
    """The document; the same bulletin gives the same bytes. Texts are plain: no links, fields or macros."""
    document = Document()
    _set_up(document, bulletin.title)
    heading = document.add_heading(printable(bulletin.title), level=0)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph().add_run(bulletin.standing).bold = True
    numbers = bulletin.numbers()
    for section in bulletin.sections:
        document.add_heading(printable(section.heading), level=section.level)
        for paragraph in section.paragraphs:
            document.add_paragraph(printable(paragraph))
        if section.table:
            _add_table(document, section.table, numbers)
            if section.table.left_out:
                document.add_paragraph(f"另有{section.table.left_out}行未列。")
    document.add_heading("来源", level=1)
    for number, source in enumerate(bulletin.sources, 1):
        said = f"[{number}] {source.region_name}：《{source.title}》，{day(source.published_on)}，{source.url}"
        document.add_paragraph(printable(said))
    out = io.BytesIO()
    document.save(out)
    return undated(out.getvalue())


def _set_up(document: Any, title: str) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = printable(title), "", "zh-CN"
    properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = _EPOCH
    page = document.sections[0]
    page.orientation, (page.page_width, page.page_height) = WD_ORIENT.LANDSCAPE, _LANDSCAPE_A4
    page.left_margin = page.right_margin = Cm(2)
    for style in document.styles:
        if style.element.rPr is not None or style.name == "Normal":
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    document.styles["Normal"].font.size = Pt(10.5)


def _add_table(document: Any, table: Table, numbers: dict[str, int]) -> None:
    made = document.add_table(rows=1, cols=len(table.heads), style="Table Grid")
    for cell, head in zip(made.rows[0].cells, table.heads, strict=True):
        cell.paragraphs[0].add_run(printable(head)).bold = True
    repeated = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in table.rows:
        for place, cell in zip(made.add_row().cells, row, strict=True):
            _write(place.paragraphs[0], cell, numbers)


def _write(paragraph: Any, cell: Cell, numbers: dict[str, int]) -> None:
    paragraph.add_run(printable(cell.text)).font.size = Pt(9)
    if cell.urls:
        quoted = paragraph.add_run("".join(f"[{numbers[url]}]" for url in cell.urls))
        quoted.font.superscript, quoted.font.size = True, Pt(9)

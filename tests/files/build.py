"""Small files in the formats that counties attach, made from the same content: (heading | paragraph | rows)."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import openpyxl

Rows = Sequence[Sequence[object]]
Span = tuple[int, int, int, int]
"""First row, first column, last row, last column of a merged cell, from 0."""
Content = Sequence["str | tuple[Rows, Sequence[Span]]"]

_TEXT_WIDTH = 440
_MOMENT = (2025, 1, 24, 9, 0, 0)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def zip_of(members: Mapping[str, bytes]) -> bytes:
    """A ZIP of these members, the same bytes each time."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(zipfile.ZipInfo(name, _MOMENT), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(content: Content) -> bytes:
    """A Word document."""
    return docx_of("".join(_word_block(block) for block in content))


def docx_of(body: str, **parts: bytes) -> bytes:
    """A Word document around the XML of its body; `parts` are further parts below word/, by name without .xml."""
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    members = {"[Content_Types].xml": _TYPES.encode(), "_rels/.rels": _RELATIONSHIPS.encode()}
    members |= {f"word/{name}.xml": data for name, data in parts.items()}
    return zip_of({**members, "word/document.xml": document.encode()})


def _word_block(block: str | tuple[Rows, Sequence[Span]]) -> str:
    if isinstance(block, str):
        return f"<w:p><w:r><w:t>{escape(block)}</w:t></w:r></w:p>"
    rows, spans = block
    return (
        "<w:tbl>"
        + "".join(f"<w:tr>{_word_row(row, number, spans)}</w:tr>" for number, row in enumerate(rows))
        + ("</w:tbl>")
    )


def _word_row(row: Sequence[object], number: int, spans: Iterable[Span]) -> str:
    cells, column = [], 0
    while column < len(row):
        span = next((span for span in spans if span[0] <= number <= span[2] and span[1] == column), None)
        width = span[3] - span[1] + 1 if span else 1
        properties = f'<w:gridSpan w:val="{width}"/>' if width > 1 else ""
        if span and span[2] > span[0]:
            properties += '<w:vMerge w:val="restart"/>' if number == span[0] else "<w:vMerge/>"
        text = "" if row[column] is None else escape(str(row[column]))
        cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>")
        column += width
    return "".join(cells)


def xlsx(sheets: Mapping[str, tuple[Rows, Sequence[Span]]], formats: Mapping[str, str] | None = None) -> bytes:
    """A workbook; `formats` gives cells (A1) a number format."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, (rows, spans) in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for top, left, bottom, right in spans:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        for place, number_format in (formats or {}).items():
            sheet[place].number_format = number_format
    return saved(book)


def saved(book: Any) -> bytes:
    """A workbook as bytes, packed again so that no time of day is in them."""
    out = BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as package:
        members = {name: package.read(name) for name in package.namelist() if name != "docProps/core.xml"}
    return zip_of(members)


def pdf(content: Content, *, size: float = 10) -> bytes:
    """A PDF with a text layer in a Chinese font that is not embedded, pages numbered at the foot."""
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    prose = ParagraphStyle(
        "prose", fontName="STSong-Light", fontSize=14, leading=24, firstLineIndent=28, wordWrap="CJK"
    )
    small = ParagraphStyle("cell", fontName="STSong-Light", fontSize=size, leading=size + 2, wordWrap="CJK")
    grid = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *((f"{side}PADDING", (0, 0), (-1, -1), 2) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ]

    def flowable(block: str | tuple[Rows, Sequence[Span]]) -> Any:
        if isinstance(block, str):
            return Paragraph(escape(block), prose)
        rows, spans = block
        cells = [[Paragraph(escape("" if text is None else str(text)), small) for text in row] for row in rows]
        merged = [("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in spans]
        return Table(cells, colWidths=[_TEXT_WIDTH / len(rows[0])] * len(rows[0]), repeatRows=1, style=[*grid, *merged])

    def foot(canvas: Any, document: Any) -> None:
        canvas.setFont("STSong-Light", 9)
        canvas.drawCentredString(297, 30, f"— {document.page} —")

    out = BytesIO()
    document = SimpleDocTemplate(out, invariant=1, title="", author="")
    document.build([flowable(block) for block in content], onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def pdf_of_boxes(note: str, rows: Rows) -> bytes:
    """A page with a frame around it, a table ruled by thin filled boxes, and below it `note` in bold, printed twice."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    canvas.setFont("STSong-Light", 10)
    canvas.rect(30, 30, 535, 782)
    width, height, thin = 100, 20, 0.48
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            x, y = 80 + column * width, 700 - number * height
            for box in ((x, y, width, thin), (x, y + height, width, thin), (x, y, thin, height)):
                canvas.rect(*box, stroke=0, fill=1)
            canvas.rect(x + width, y, thin, height, stroke=0, fill=1)
            canvas.drawString(x + 5, y + 6, str(text))
    for shift in (0, 0.3):
        canvas.drawString(80 + shift, 560, note)
    canvas.save()
    return out.getvalue()


def pdf_with_names(lines: Sequence[str], columns: Sequence[Sequence[str]] = ()) -> bytes:
    """A page as a browser prints it: glyphs without codes of their own, and beside them a map to their names.

    That map (ToUnicode) names radicals where `lines` have them. Below stands a ruled table of `columns`.
    """
    drawn = [_shown(line, 60, 780 - 24 * number) for number, line in enumerate(lines)]
    for place, column in enumerate(columns):
        for number, cell in enumerate(column):
            x, y = 60 + 120 * place, 500 - 24 * number
            drawn.append(f"{x} {y} 120 24 re S\n" + _shown(cell, x + 4, y + 8))
    named = sorted(
        {character for text in (*lines, *(cell for column in columns for cell in column)) for character in text}
    )
    names = "".join(f"<{ord(each):04x}> <{ord(each):04x}>\n" for each in named)
    codes = f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(named)} beginbfchar\n{names}endbfchar"
    descriptor = "/Type /FontDescriptor /FontName /Noto /Flags 4 /FontBBox [0 -200 1000 900] /Ascent 900 /Descent -200"
    return _pdf_of_objects(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        _stream("".join(drawn)),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Noto /Encoding /Identity-H /DescendantFonts [6 0 R] "
        "/ToUnicode 7 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Noto /DW 1000 /FontDescriptor 8 0 R /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(f"/CIDInit /ProcSet findresource begin begincmap\n{codes}\nendcmap end"),
        f"<< {descriptor} /ItalicAngle 0 /CapHeight 900 /StemV 80 >>",
    )


def _shown(text: str, x: int, y: int) -> str:
    glyphs = "".join(f"{ord(character):04x}" for character in text)
    return f"BT /F 12 Tf 1 0 0 1 {x} {y} Tm <{glyphs}> Tj ET\n"


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _pdf_of_objects(*objects: str) -> bytes:
    """The objects, numbered from 1 (the first is the catalogue), with their places and the end."""
    body, places = "%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    listed = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return (f"{body}xref\n0 {size}\n0000000000 65535 f \n{listed}{trailer}").encode("ascii")


def pdf_bomb(megabytes: int) -> bytes:
    """A PDF of some kilobytes with a page whose content unpacks to that much white space."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pageCompression=0, invariant=1)
    canvas.drawString(100, 700, "76")
    canvas.save()
    packer = zlib.compressobj(9)
    packed = packer.compress(b" ") + packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(b" " * 1024 * 1024) + packer.flush(zlib.Z_FULL_FLUSH)  # each stands for itself
    packed += megabyte * megabytes
    head, _, rest = out.getvalue().partition(b"stream\n")
    _, _, tail = rest.partition(b"endstream")
    length = re.sub(rb"/Length \d+", b"/Filter /FlateDecode /Length %d" % len(packed), head[head.rfind(b"obj") :])
    return head[: head.rfind(b"obj")] + length + b"stream\n" + packed + b"\nendstream" + tail


def scan(pages: int = 1, *, stamp: str = "") -> bytes:
    """A PDF of pictures: grey pages without text, but for `stamp`."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    picture = ImageReader(Image.new("L", (60, 85), 200))
    for _ in range(pages):
        canvas.drawImage(picture, 0, 0, 595, 842)
        canvas.drawString(500, 30, stamp)
        canvas.showPage()
    canvas.save()
    return out.getvalue()

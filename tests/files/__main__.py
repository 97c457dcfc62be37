"""`python -m tests.files` writes the recorded files and those of the sample province again: the same bytes from the
same libraries.

enforcement.xls is not made here: it is the sheet of enforcement.xlsx, saved once by xlwt.
"""

from __future__ import annotations

from pathlib import Path

from fazhi.parse import parse_page
from fazhi.parse.document import Document, Paragraph, Table
from fazhi.settings import PROJECT
from tests.files import build, content

RECORDED = Path(__file__).parent / "recorded"
YUNCHUAN = PROJECT / "examples" / "yunchuan"


def recorded() -> dict[str, bytes]:
    """The recorded files by name."""
    report = [content.TITLE, *content.PROSE, content.DISCLOSED, "四、行政复议、行政诉讼情况", content.LAWSUITS]
    enforcement = build.xlsx({"Sheet1": content.PENALTIES}, {"F5": "#,##0.00"})
    summary = build.docx([content.TITLE, *content.PROSE, content.DISCLOSED])
    return {
        "disclosure.pdf": build.pdf(report, size=7),
        "disclosure.docx": summary,
        "enforcement.xlsx": enforcement,
        "both.zip": build.zip_of({"附件1：年度报告.docx": summary, "附件2：统计表.xlsx": enforcement}),
    }


def of_the_province() -> dict[str, bytes]:
    """The files that the sample province's pages link: a report once more as PDF, a table that no page has, a scan."""
    name = "990221_zhenxi_2023_xxgk"
    page = parse_page((YUNCHUAN / "pages" / f"{name}.html").read_bytes(), url="http://page.example/")
    title = "枕溪区人民政府2023年政府信息公开工作年度报告"
    return {
        f"{name}.pdf": build.pdf([title, *_content_of(page)], size=6),
        "990126_gechuan_2021_enforcement.xlsx": build.xlsx({"Sheet1": content.GECHUAN}),
        "990225_luting_2024_scan.pdf": build.scan(2),
    }


def _content_of(document: Document) -> build.Content:
    return [
        document.text[block.start : block.end] if isinstance(block, Paragraph) else _rows_of(document, block)
        for block in document.blocks
    ]


def _rows_of(document: Document, table: Table) -> tuple[build.Rows, list[build.Span]]:
    rows: list[list[object]] = [[None] * table.columns for _ in range(table.rows)]
    spans = []
    for cell in table.cells:
        rows[cell.row][cell.column] = document.text[cell.start : cell.end]
        if cell.row_span * cell.column_span > 1:
            last = cell.row + cell.row_span - 1, cell.column + cell.column_span - 1
            spans.append((cell.row, cell.column, *last))
    return rows, spans


if __name__ == "__main__":
    for directory, files in ((RECORDED, recorded()), (YUNCHUAN / "attachments", of_the_province())):
        for name, body in files.items():
            (directory / name).write_bytes(body)

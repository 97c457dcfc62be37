"""Attached files to Documents: each format against its recorded expectation, and the traps of each."""

from __future__ import annotations

import json
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
from pypdfium2 import PdfDocument  # comes with pdfplumber

from fazhi.parse.document import Document, Paragraph, Table
from fazhi.parse.files import FileRefusedError, name_in_link, parse_file
from fazhi.parse.files.number_format import shown
from fazhi.parse.files.reader import read_file
from tests.files import build, content, recorded
from tests.parse.recorded import as_json


@pytest.mark.parametrize("path", recorded.files(), ids=lambda path: path.name)
def test_a_recorded_file_gives_its_document_and_figures(path: Path) -> None:
    expected = json.loads(recorded.expectation(path).read_text(encoding="utf-8"))
    document = recorded.read(path)
    assert as_json(document) == {key: value for key, value in expected.items() if key != "figures"}
    assert recorded.figures(document) == expected["figures"]


def test_every_format_that_is_read_has_a_recorded_file() -> None:
    assert {path.suffix for path in recorded.files()} == {".pdf", ".docx", ".xlsx", ".xls", ".zip"}


def test_the_same_report_gives_the_same_figures_in_each_format() -> None:
    """PDF, DOCX and the member of the ZIP hold the same paragraphs and the same table."""
    shared = 11
    taken = {
        name: [[row[0], row[1], row[2], row[3], row[5]] for row in recorded.figures(recorded.read(path))[:shared]]
        for path in recorded.files()
        if (name := path.name) in ("disclosure.pdf", "disclosure.docx", "both.zip")
    }
    assert len(taken) == 3
    assert taken["disclosure.pdf"] == taken["disclosure.docx"] == taken["both.zip"]
    assert len(taken["disclosure.pdf"]) == shared


class TestTitle:
    @pytest.mark.parametrize(
        ("name", "named"),
        [
            ("附件1：2024年行政执法统计表.xlsx", "2024年行政执法统计表"),
            ("1.任务分解表.docx", "任务分解表"),
            ("点击下载.pdf", ""),
            ("附件.pdf", ""),
            ("P020250124.pdf", ""),
            ("《法治政府建设年度报告》全文.PDF", "法治政府建设年度报告》全文"),
        ],
    )
    def test_a_link_names_a_file_or_it_does_not(self, name: str, named: str) -> None:
        assert name_in_link(name) == named

    def test_a_file_without_a_title_takes_that_of_its_link_and_the_day_of_its_article(self) -> None:
        document = parse_file(
            build.docx(["全年办理行政复议案件12件。"]),
            url="http://www.shuoxi.example/a.docx",
            name="附件：2024年行政复议情况.docx",
            article_title="关于公布有关材料的通知",
            published_on=date(2025, 2, 1),
            publisher="朔溪县司法局",
        )
        assert (document.title, document.published_on) == ("2024年行政复议情况", date(2025, 2, 1))
        assert (document.publisher, document.report_year) == ("朔溪县司法局", 2024)

    def test_a_title_without_a_year_stands_under_that_of_its_article(self) -> None:
        """Else the figures of a table that names no year would be those of the day of publication."""
        document = parse_file(
            build.xlsx({"Sheet1": ([["执法类别", "行政处罚（宗）"], ["合计", 118]], [])}),
            url="http://www.shuoxi.example/a.xlsx",
            name="附件：行政处罚统计表.xlsx",
            article_title="朔溪县2023年度行政执法数据公示",
            published_on=date(2025, 1, 20),
        )
        assert document.title == "行政处罚统计表（朔溪县2023年度行政执法数据公示）"
        assert document.report_year == 2023
        assert [row[:3] for row in recorded.figures(document)] == [["enforcement.penalties", "118", "2023"]]


def read(body: bytes) -> Document:
    return parse_file(body, url="http://www.shuoxi.example/file", article_title="2024年工作总结")


def texts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def table(document: Document) -> Table:
    (found,) = [block for block in document.blocks if isinstance(block, Table)]
    return found


class TestWord:
    def test_what_shows_on_paper_is_read_and_what_does_not_is_not(self) -> None:
        body = (
            "<w:p><w:r><w:t>审结</w:t></w:r><w:del><w:r><w:delText>68</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>70</w:t></w:r></w:ins><w:r><w:t>件。</w:t></w:r>"
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部使用99件</w:t></w:r></w:p>"
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>调解成功47件。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            "<w:p><w:r><w:instrText>PAGE 3</w:instrText></w:r></w:p>"
        )
        assert texts(read(build.docx_of(body))) == ["审结70件。", "调解成功47件。"]

    def test_a_text_box_is_read_once(self) -> None:
        box = "<w:txbxContent><w:p><w:r><w:t>新增律师8人。</w:t></w:r></w:p></w:txbxContent>"
        body = (
            "<w:p><w:r><w:t>全年总结如下。</w:t><mc:AlternateContent "
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
        assert texts(read(build.docx_of(body))) == ["全年总结如下。", "新增律师8人。"]

    def test_a_text_box_in_a_cell_is_read_once_and_a_table_in_it_as_text(self) -> None:
        box = "<w:txbxContent><w:p><w:r><w:t>12件</w:t></w:r></w:p></w:txbxContent>"
        shape = (
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
        )
        inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>复议</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        cells = f"<w:tc>{inner}<w:p/></w:tc><w:tc><w:p><w:r>{shape}</w:r></w:p></w:tc>"
        row = "<w:tr><w:tc><w:p><w:r><w:t>类别</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
        assert read(build.docx_of(f"<w:tbl>{row}<w:tr>{cells}</w:tr></w:tbl>")).text.split() == ["类别", "复议", "12件"]

    def test_heading_styles_are_headings(self) -> None:
        styles = (
            b'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:styleId="a1">'
            b'<w:name w:val="heading 2"/></w:style></w:styles>'
        )
        body = (
            '<w:p><w:pPr><w:pStyle w:val="a1"/></w:pPr><w:r><w:t>行政复议工作</w:t></w:r></w:p>'
            "<w:p><w:r><w:t>收到申请9件。</w:t></w:r></w:p>"
        )
        heading, prose = read(build.docx_of(body, styles=styles)).blocks
        assert isinstance(heading, Paragraph)
        assert isinstance(prose, Paragraph)
        assert (heading.level, prose.level) == (2, 0)


class TestWorkbook:
    def test_hidden_sheets_rows_and_columns_are_left_out(self) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        for row in (["指标", "草稿", "数量"], ["受理", 1, 12], ["内部", 2, 99], ["办结", 3, 10]):
            sheet.append(row)
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[3].hidden = True
        hidden = book.create_sheet("底稿")
        hidden.append(["受理", 88])
        hidden.sheet_state = "hidden"
        assert read(build.saved(book)).text.split() == ["指标", "数量", "受理", "12", "办结", "10"]

    def test_formulas_show_what_was_last_computed(self) -> None:
        body = build.xlsx({"Sheet1": ([["受理", "办结"], [12, "=A2"]], [])})
        assert read(body).text.split() == ["受理", "办结", "12"]

    def test_sheets_with_names_of_their_own_are_headed_by_them(self) -> None:
        rows = [["类别", "数量"], ["警告", 4]]
        document = read(build.xlsx({"行政处罚": (rows, []), "行政许可": (rows, [])}))
        assert [text for text in texts(document) if "\t" not in text] == ["行政处罚", "行政许可"]

    def test_a_cell_in_the_last_row_of_the_sheet_costs_nothing(self) -> None:
        book = openpyxl.Workbook()
        book.active.append(["类别", "数量"])
        book.active.append(["警告", 4])
        book.active.cell(1_048_576, 16_384).number_format = "0.00"
        assert read(build.saved(book)).text.split() == ["类别", "数量", "警告", "4"]

    @pytest.mark.parametrize(
        ("value", "number_format", "expected"),
        [
            (0.9563, "0.00%", "95.63%"),
            (0.12, "0%", "12%"),
            (0.1 + 0.2, "General", "0.3"),
            (1234567, "#,##0", "1234567"),
            (96.4, "#,##0.00_ ", "96.40"),
            (2.345, '0.00"万元"', "2.35"),
            (12.5, "0.##", "12.5"),
            (1e300 * 1e300, "General", ""),
            (datetime(2024, 3, 1), "yyyy-mm-dd", "2024年3月1日"),
            (None, "General", ""),
        ],
    )
    def test_numbers_are_written_as_they_are_shown(self, value: object, number_format: str, expected: str) -> None:
        assert shown(value, number_format) == expected


class TestPdf:
    def test_a_table_over_two_pages_is_one_without_its_repeated_heading(self) -> None:
        rows = [["执法单位", "行政处罚（宗）"], *[[f"第{number}执法队", number] for number in range(1, 61)]]
        found = table(read(build.pdf(["行政执法情况如下。", (rows, [])])))
        assert (found.rows, found.columns) == (61, 2)

    def test_columns_that_are_merged_on_the_first_page_are_found_again_on_the_second(self) -> None:
        rows: list[list[object]] = [["类别", None, "数量"], *[["行政处罚", f"第{n}类", n] for n in range(1, 61)]]
        heading = [(0, 0, 0, 1)]
        found = table(read(build.pdf(["执法情况如下。" * 250, (rows, heading)])))
        assert (found.rows, found.columns) == (61, 3)
        assert [(cell.column, cell.column_span) for cell in found.cells if cell.row == 0] == [(0, 2), (2, 1)]
        assert [cell.column for cell in found.cells if cell.row == 60] == [0, 1, 2]

    def test_a_wrapped_paragraph_is_one_and_page_numbers_are_none(self) -> None:
        sentences = [
            f"{year}年新收行政复议申请{year - 1900}件，审结{year - 1910}件。" * 9 for year in range(2005, 2025)
        ]
        assert texts(read(build.pdf(sentences))) == sentences

    def test_rulings_may_be_thin_boxes_and_bold_type_may_be_printed_twice(self) -> None:
        """As word processors write them, within a frame around the page."""
        rows = [["单位", "罚款", "合计"], ["公安局", "34", "46"], ["合计", "34", "46"]]
        document = read(build.pdf_of_boxes("注：共46宗。", rows))
        found = table(document)
        assert [document.text[cell.start : cell.end] for cell in found.cells] == [text for row in rows for text in row]
        assert texts(document)[-1] == "注：共46宗。"

    def test_radicals_are_the_characters_that_they_look_like(self) -> None:
        """As a page is that a browser printed in Noto fonts; the headings and the title count as those of any page."""
        title, heading = "⻘⽥县2023年法治政府建设⼯作报告", "⼀、⾏政应诉"
        told = "新发⽣⼀审⾏政诉讼案件47件，培养法律明⽩⼈2430名，⺠事案件6件。"
        body = build.pdf_with_names([title, heading, told], [["⾏政处罚（件）", "3218"], ["⻋辆", "⼆"]])
        assert "⾏" in body_text(body) and "⺠" in body_text(body)
        document = read(body)
        assert document.title == "青田县2023年法治政府建设工作报告"
        assert texts(document)[:2] == [
            "一、行政应诉",
            "新发生一审行政诉讼案件47件，培养法律明白人2430名，民事案件6件。",
        ]
        assert [each.level > 0 for each in document.blocks if isinstance(each, Paragraph)] == [True, False]
        cells = [document.text[cell.start : cell.end] for cell in table(document).cells]
        assert cells == ["行政处罚（件）", "车辆", "3218", "二"]

    def test_pages_that_are_pictures_are_named(self) -> None:
        text, picture = PdfDocument(build.pdf(["全年审结行政复议案件70件，全部按期办结。"])), PdfDocument(build.scan())
        text.import_pages(picture)
        out = BytesIO()
        text.save(out)
        document = read(out.getvalue())
        assert "70件" in document.text
        assert document.unread == ("page 2 is a picture: it needs OCR",)


class TestZip:
    def test_names_in_gbk_are_read_and_one_broken_member_does_not_hide_the_others(self) -> None:
        good = build.docx(["全年办理法律援助案件35件。"])
        body = build.zip_of({"scan.pdf": build.scan(), "xxxxxx.docx": good})
        document = read(body.replace(b"xxxxxx.docx", "附件二.docx".encode("gbk")))
        assert "法律援助案件35件" in document.text
        assert document.unread == ("scan.pdf: 1 of its 1 pages are pictures without text: a scan",)
        assert "附件二" in document.text

    def test_a_zip_of_scans_only_needs_ocr(self) -> None:
        with pytest.raises(FileRefusedError, match=r"scan\.pdf") as refused:
            read(build.zip_of({"scan.pdf": build.scan()}))
        assert refused.value.reason == "needs_ocr"


def body_text(body: bytes) -> str:
    """The text layer as the file has it."""
    with pdfplumber.open(BytesIO(body)) as document:
        return "".join(character["text"] for page in document.pages for character in page.chars)


def test_reading_is_deterministic() -> None:
    body = build.pdf([content.TITLE, *content.PROSE, content.DISCLOSED], size=7)
    assert read_file(body) == read_file(body)

"""A bulletin as a person gets it: HTML and DOCX of a warehouse of two counties."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from lxml import html as lxml_html
from typer.testing import CliRunner

from fazhi.bulletin.html import as_html
from fazhi.bulletin.layout import Bulletin, Cell, Section, table
from fazhi.bulletin.period import parse
from fazhi.bulletin.reading import Source
from fazhi.bulletin.word import as_docx
from fazhi.bulletin.wording import TYPES
from fazhi.cli import app
from fazhi.errors import ConfigurationError
from fazhi.hypertext import followed
from fazhi.parse.document import DOCUMENT_TYPES
from fazhi.warehouse.database import Connection
from tests.warehouse.pages import load, page, said

HOSTILE = "<script>alert(1)</script>&\"'\x01报告"


def run(*arguments: str) -> str:
    return CliRunner().invoke(app, ["bulletin", *arguments], catch_exceptions=False).output


@pytest.mark.parametrize(
    ("text", "name", "start", "end", "reported"),
    [
        ("2024", "2024年度", date(2024, 1, 1), date(2024, 12, 31), 2024),
        ("2024Q4", "2024年第四季度", date(2024, 10, 1), date(2024, 12, 31), 2023),
        ("2025Q1", "2025年第一季度", date(2025, 1, 1), date(2025, 3, 31), 2024),
        ("2024H1", "2024年上半年", date(2024, 1, 1), date(2024, 6, 30), 2023),
        ("2024-02", "2024年2月", date(2024, 2, 1), date(2024, 2, 29), 2023),
    ],
)
def test_periods(text: str, name: str, start: date, end: date, reported: int) -> None:
    period = parse(text)
    assert (period.name_zh, period.start, period.end, period.reported_year) == (name, start, end, reported)


@pytest.mark.parametrize("text", ["", "2024Q5", "2024-13", "2024-1", "2020-2022", "2024M1-10", "24"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"write (2024, 2024H1, 2024Q4 or|a month as) 2024-10"):
        parse(text)


def test_every_type_of_document_has_a_chinese_name() -> None:
    assert set(TYPES) == set(DOCUMENT_TYPES)


def test_the_command_writes_both_forms_and_the_same_bytes_again(
    connection: Connection, prepared: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    load(
        connection,
        page("a", said("litigation.filed", "111"), title="受援人张小明，" + HOSTILE, published_on=date(2025, 3, 1)),
        page("b", said("litigation.filed", "50"), county="990102", document_type="bureau_summary"),
    )
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", prepared)
    first, again = tmp_path / "first", tmp_path / "again"
    for directory in (first, again):
        output = run("--province", "99", "--period", "2025Q1", "--out", str(directory))
        assert "法治建设指标季通报（2025年第一季度）" in output
    names = ["bulletin_99_2025Q1.docx", "bulletin_99_2025Q1.html"]
    assert sorted(file.name for file in first.iterdir()) == names
    assert [(again / name).read_bytes() == (first / name).read_bytes() for name in names] == [True, True]

    text = (first / names[1]).read_text(encoding="utf-8")
    assert "<script" not in text
    page_read = lxml_html.fromstring(text)
    told = page_read.text_content()
    assert "张小明" not in told
    assert "受援人张某某，<script>alert(1)</script>&\"'" in told
    assert "不是正式考核结果" in told
    assert "东河县" in told
    assert "本期公布文件2件" in told
    assert "西河区" in told
    word = docx.Document(str(first / names[0]))
    written = "\n".join(each.text for each in word.paragraphs)
    cells = {cell.text for found in word.tables for row in found.rows for cell in row.cells}
    assert "不是正式考核结果" in written
    assert any(cell.startswith("受援人张某某，<script>") for cell in cells)


def test_each_quoted_figure_leads_to_its_source() -> None:
    sources = tuple(
        Source(url=url, title=HOSTILE, region_name="东河县", published_on=None)
        for url in ('https://a.example/?x=1&y="><b>', "javascript:alert(1)")
    )
    rows = [(Cell("甲"), Cell("5件", (sources[0].url,))), (Cell("乙"), Cell("6件", (sources[1].url, sources[0].url)))]
    bulletin = Bulletin("题", "参考", (Section("一", ("段",), table(("县", "数"), rows, 9)),), sources)
    read = lxml_html.fromstring(as_html(bulletin).decode())
    assert [cell.text_content() for cell in read.iter("td")] == ["甲", "5件[1]", "乙", "6件[2][1]"]
    assert [link.get("href") for link in read.iter("a")] == ["#s1", "#s2", "#s1", sources[0].url]
    assert [each.get("id") for each in read.iter("li")] == ["s1", "s2"]
    assert not list(read.iter("script", "img", "b"))
    (policy,) = read.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    document = docx.Document(io.BytesIO(as_docx(bulletin)))
    assert [cell.text for row in document.tables[0].rows for cell in row.cells] == [
        *("县", "数", "甲", "5件[1]", "乙", "6件[2][1]")
    ]
    assert document.paragraphs[-1].text.startswith("[2] 东河县：《<script>alert(1)</script>&\"'报告》，—，javascript:")


def test_rows_that_are_left_out_are_counted() -> None:
    section = Section("一", (), table(("数",), [(Cell(str(number)),) for number in range(5)], 3))
    bulletin = Bulletin("题", "参考", (section,), ())
    assert "另有2行未列。" in as_html(bulletin).decode()
    assert "另有2行未列。" in [each.text for each in docx.Document(io.BytesIO(as_docx(bulletin))).paragraphs]


@pytest.mark.parametrize(
    ("url", "may"), [("https://a.cn", True), ("javascript:x", False), ("//a", False), ("data:x", False)]
)
def test_only_the_web_is_linked(url: str, may: bool) -> None:
    assert bool(followed(url)) is may


def test_a_province_of_which_nothing_is_held_is_said(prepared: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", prepared)
    result = CliRunner().invoke(app, ["bulletin", "--province", "98", "--period", "2024"])
    assert "the warehouse holds no document of province 98" in str(result.exception)
    result = CliRunner().invoke(app, ["bulletin", "--province", "99", "--period", "2024", "--format", "pdf"])
    assert "--format pdf is none of html, docx, both" in str(result.exception)

"""`fazhi parse`."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import psycopg
import pytest
import typer
from typer.testing import CliRunner
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from fazhi.commands.parse import parse
from fazhi.errors import ConfigurationError
from fazhi.parse import NoBodyError
from tests.parse.recorded import PAGES

app = typer.Typer()
app.command()(parse)


def run(*arguments: str) -> str:
    result = CliRunner(env={"COLUMNS": "120"}).invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_it_shows_title_metadata_blocks_and_tables() -> None:
    shown = "".join(run(str(PAGES / "jpage" / "art_1229_41207.html")).split())
    for expected in (
        "柞川县人民政府2023年度法治政府建设情况报告",
        "002631547/2024-00118",
        "2024-03-18",
        "rule_of_law_annual_report",
        "一、主要工作",
        "5rows,3columns",
        "98.6%",
    ):
        assert expected in shown


def test_text_alone_is_what_positions_count() -> None:
    shown = run("--text", str(PAGES / "legacy" / "show_97.htm"))
    assert "受理行政复议案件１２件，办结１２件，其中维持8件、撤销1件、终止3件。" in shown
    assert "双溪县人民政府" not in shown


def test_a_text_file_in_gbk_is_read(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes("青笠县司法局2023年工作总结\n办结案件[12]件。".encode("gbk"))
    shown = run(str(path))
    assert "青笠县司法局2023年工作总结" in shown
    assert "办结案件[12]件。" in shown


def test_a_missing_file_and_a_page_without_body_are_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing.html"
    with pytest.raises(ConfigurationError, match=r"missing\.html"):
        run(str(missing))
    empty = tmp_path / "empty.html"
    empty.write_text("<html></html>")
    with pytest.raises(NoBodyError, match=r"empty\.html"):
        run(str(empty))


def archived(url: str, body: bytes, archive: Path, dsn: str) -> None:
    """Put one response into `archive` and its row into the index."""
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
    archive.mkdir()
    with (archive / "one.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        writer.write_record(writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=headers))
    with psycopg.connect(dsn) as connection:
        connection.execute("INSERT INTO etl.run (stage, started_at) VALUES ('crawl', now())")
        connection.execute(
            """INSERT INTO etl.capture (run_id, source_code, province_code, kind, url, captured_at, status, record_type,
                                        payload_digest, archive_file, archive_offset)
               SELECT run_id, '990126', '99', 'article', %s, now(), 200, 'response', 'x', 'one.warc.gz', 0
               FROM etl.run""",
            (url,),
        )


def test_an_archived_page_is_shown_by_its_url(warehouse: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "http://www.qingli.example/a.html"
    page = "<h1>青笠县司法局2023年工作总结</h1><div id='zoom'><p>办结案件12件。</p><a href='b.pdf'>附表</a></div>"
    archived(url, page.encode("gbk"), tmp_path / "archive", warehouse)
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", warehouse)
    monkeypatch.setenv("FAZHI_ARCHIVE", str(tmp_path / "archive"))
    shown = run(url)
    for expected in ("青笠县司法局2023年工作总结", "办结案件12件。", "gb18030", "http://www.qingli.example/b.pdf"):
        assert expected in shown


def test_a_url_that_was_never_archived_is_named(warehouse: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", warehouse)
    with pytest.raises(ConfigurationError, match=r"http://www\.qingli\.example/a\.html: not in the archive"):
        run("http://www.qingli.example/a.html")

"""Every message of the runbook is one that the program gives: each is produced here and compared with the page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
import typer
from typer.testing import CliRunner

from fazhi.archive.response import ArchiveUnavailableError
from fazhi.archive.storage import Storage
from fazhi.commands.warehouse import verify
from fazhi.correcting import LAPSED
from fazhi.crawl.plan import start_crawl
from fazhi.crawl.summary import summarise
from fazhi.errors import WarehouseUnavailableError
from fazhi.parse.files import FileRefusedError, parse_file
from fazhi.quality.engine import Verdict
from fazhi.quality.gate import GateResult
from fazhi.quality.suites import load_suites
from fazhi.settings import Settings
from fazhi.warehouse.correction_states import Standing
from fazhi.warehouse.corrections import Correction
from fazhi.warehouse.database import connect
from fazhi_local.postgres import PostgresServer, free_port
from tests.conftest import PROJECT
from tests.crawl.conftest import Crawler, crawler, ledger_database, sites, warehouse
from tests.crawl.site import Answer, Sites, html, ordinary_site
from tests.databases import database
from tests.docs import pages
from tests.province import copied

__all__ = ["crawler", "ledger_database", "sites", "warehouse"]  # fixtures
RUNBOOK = PROJECT / "docs" / "runbook.md"
SCAN = PROJECT / "examples" / "yunchuan" / "attachments" / "990225_luting_2024_scan.pdf"


@pytest.fixture(autouse=True)
def _typed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_COMMAND", "./fazhi")


def told(heading: str) -> pages.Block:
    """What the runbook shows as the message of the failure with that heading."""
    text = RUNBOOK.read_text(encoding="utf-8")
    section = re.search(rf"^## \d+\. {re.escape(heading)}\n\n```text\n(.*?)```", text, re.MULTILINE | re.DOTALL)
    assert section, f"the runbook has no {heading!r} with a message"
    return pages.Block(RUNBOOK, 0, heading, section[1])


def assert_told(heading: str, output: str) -> None:
    assert not (difference := told(heading).difference(output)), difference


def line_of(summary: str, reason: str) -> str:
    (line,) = [line for line in summary.splitlines() if f" {reason} (" in line]
    return line


def test_there_are_twelve_failures_each_with_a_message_and_a_command() -> None:
    sections = RUNBOOK.read_text(encoding="utf-8").split("\n## ")[1:]
    assert [section.split(".")[0] for section in sections] == [str(number) for number in range(1, 13)]
    assert all("```text\n" in section and "```sh\n" in section for section in sections)


def test_a_warehouse_that_is_down() -> None:
    with pytest.raises(WarehouseUnavailableError) as raised:
        connect(f"postgresql://fazhi_owner@127.0.0.1:{free_port()}/warehouse")
    assert_told("The warehouse does not answer", str(raised.value))


def test_a_warehouse_that_was_not_upgraded(postgres: PostgresServer, migrated_template: str) -> None:
    with database(postgres, template=migrated_template) as dsn:
        with connect(dsn) as connection:
            connection.execute("UPDATE etl.alembic_version SET version_num = '0001'")
        with pytest.raises(WarehouseUnavailableError) as raised:
            connect(dsn)
    assert_told("The program was upgraded, the warehouse was not", str(raised.value))


def test_what_sites_do(crawler: Crawler, sites: Sites) -> None:
    crawler.add("990201", "www.jia.example", {})
    sites.refusing.add("www.jia.example")
    crawler.add("990202", "www.yi.example", ordinary_site() | {"/zw/": html("<ul></ul>")})
    challenge = Answer(b"<script>document.cookie='__jsl_clearance_s=1';location.reload()</script>")
    crawler.add("990203", "www.bing.example", ordinary_site() | {"/zw/": challenge})
    crawler.crawl("990201", "990202", "990203")
    ((run_id,),) = crawler.query("SELECT max(run_id) FROM etl.run")
    with connect(crawler.dsn) as connection:
        summary = str(summarise(connection, run_id, planned=["990201", "990202", "990203", "990204"]))
    lists = [line for line in summary.splitlines() if line.startswith("failed list")]
    assert_told("Sites do not answer", line_of(summary, "site connection_refused"))
    assert_told("A list names no article", line_of("\n".join(lists), "empty_list"))
    assert_told("A site answers with a challenge", line_of("\n".join(lists), "blocked"))
    assert_told("The crawl is late, or a task was killed", line_of(summary, "no_outcome"))


def test_a_wrong_yaml(crawler: Crawler) -> None:
    crawler.add("990201", "www.jia.example", ordinary_site())
    crawler.add("990202", "www.yi.example", ordinary_site(), family="jpages")
    run_id, _ = start_crawl(crawler.settings)
    with connect(crawler.dsn) as connection:
        summary = str(summarise(connection, run_id))
    assert_told("A county's YAML is wrong", line_of(summary, "invalid_source"))


def test_a_closed_gate(tmp_path: Path) -> None:
    suite, expectation = next(
        (suite, each)
        for suite in load_suites(PROJECT / "expectations")
        for each in suite.expectations
        if each.severity == "critical"
    )
    verdict = Verdict(suite=suite, expectation=expectation, success=False, failing=1, observed="1")
    result = GateResult(
        load_id=7,
        merged=False,
        critical_failed=(verdict,),
        warnings=(),
        results=(verdict,),
        checked_rows=9,
        rejected_rows=0,
        data_docs=tmp_path,
    )
    assert_told("The quality gate stopped a partition", str(result).splitlines()[0])


def test_a_scan() -> None:
    with pytest.raises(FileRefusedError) as raised:
        parse_file(SCAN.read_bytes(), url="http://www.luting.yunchuan.example/a.pdf")
    assert raised.value.reason == "needs_ocr"
    assert_told("A document is a scan", str(raised.value))


def test_an_archive_without_a_place(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "a.warc.gz").write_bytes(b"x")
    with pytest.raises(ArchiveUnavailableError) as raised:
        Storage(str(tmp_path / "file")).put(tmp_path / "a.warc.gz", "2026/11/a.warc.gz")
    assert_told("The archive's storage refuses", str(raised.value))


def test_a_correction_that_fell() -> None:
    made = Correction(
        correction_id=7,
        url="http://www.luting.yunchuan.example/a.html",
        content_hash="0",
        locator="p3",
        value_digest=UUID(int=0),
        expected="litigation.filed 2024 111 件",
        corrected={"value": "112"},
        sentence="受理111件。",
        reason="旁证",
        owner="王",
        made_at=datetime(2025, 4, 1, tzinfo=UTC),
        withdrawn_at=None,
    )
    fell = Standing(
        correction=made, state="lapsed", why=LAPSED, since=made.made_at, source_code="990225", renewed_on=None
    )
    assert_told("A correction does not hold", str(fell))


def test_a_damaged_star_schema(
    postgres: PostgresServer, loaded_province: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with copied(postgres, loaded_province) as settings:
        monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", settings.warehouse_dsn)
        with connect(settings.warehouse_dsn) as connection:
            connection.execute(
                "UPDATE dw.fact_indicator SET region_key = -1"
                " WHERE fact_key = (SELECT min(fact_key) FROM dw.fact_indicator)"
            )
        app = typer.Typer()
        app.command()(verify)
        shown = CliRunner().invoke(app, [], catch_exceptions=False)
    assert shown.exit_code == 1
    assert_told("The star schema is damaged", shown.output)

"""Attachments in the warehouse: documents of their own under their article, one source where they repeat it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fazhi import derive as derive_module
from fazhi.parse.files import FileRefusedError
from fazhi.parse.files.refusal import Reason, Refusal
from fazhi.settings import Settings
from fazhi.warehouse import ledger, staging
from fazhi.warehouse.database import Connection
from fazhi.warehouse.digests import document_id
from fazhi.warehouse.runs import start_run
from tests.warehouse.pages import MORNING, VERSIONS, derive, load, page, said

ARTICLE = page("z-article.html", said("litigation.filed", "111"))
FILE = page("a-report.pdf", said("litigation.filed", "111", prose="应诉"), article=ARTICLE.url)

CHOSEN = """
SELECT document.url, sources_agreeing, sources_disagreeing
FROM dw.fact_indicator AS fact
JOIN dw.fact_observation AS said USING (year, observation_key)
JOIN dw.dim_document AS document ON document.document_key = said.document_key
WHERE fact.superseded_at IS NULL
"""


def chosen(connection: Connection) -> list[tuple[str, int, int]]:
    return connection.execute(CHOSEN).fetchall()


def test_an_attachment_is_a_document_under_its_article(connection: Connection) -> None:
    load(connection, ARTICLE, FILE)
    rows = dict(connection.execute("SELECT url, parent_document_id FROM dw.dim_document").fetchall())
    assert rows == {ARTICLE.url: None, FILE.url: document_id(ARTICLE.url)}


def test_one_that_says_more_is_a_source_of_its_own_and_the_article_is_chosen(connection: Connection) -> None:
    load(connection, ARTICLE, FILE)
    assert chosen(connection) == [(ARTICLE.url, 2, 0)]


def test_one_that_repeats_its_article_is_the_same_source(connection: Connection) -> None:
    text = derive(connection, ARTICLE).document.text
    load(connection, ARTICLE, replace(FILE, work_text=text))
    assert chosen(connection) == [(ARTICLE.url, 1, 0)]


def test_another_article_does_not_make_another_version(connection: Connection) -> None:
    load(connection, ARTICLE, FILE)
    load(
        connection, replace(FILE, article="https://county.example/other.html", captured_at=MORNING + timedelta(days=1))
    )
    rows = connection.execute("SELECT version, parent_document_id FROM dw.dim_document WHERE url = %s", (FILE.url,))
    assert rows.fetchall() == [(1, document_id("https://county.example/other.html"))]


def test_a_revised_article_has_its_file_compared_again(connection: Connection) -> None:
    text = derive(connection, ARTICLE).document.text
    file = replace(FILE, work_text=text)
    load(connection, ARTICLE, file)
    assert ledger.pending_partitions(connection, VERSIONS) == []
    later = MORNING + timedelta(days=1)
    load(connection, replace(ARTICLE, says=(said("litigation.filed", "112"),), captured_at=later))
    (waiting,) = ledger.pending_captures(connection, "99", 2024, VERSIONS)
    assert waiting.url == FILE.url
    load(connection, replace(file, work_text=""))
    assert ledger.pending_partitions(connection, VERSIONS) == []


@pytest.fixture
def unreadable(connection: Connection) -> ledger.Capture:
    derive(connection, FILE)
    (capture,) = ledger.pending_captures(connection, "99", 2024, VERSIONS)
    assert (capture.kind, capture.parent_url) == ("attachment", ARTICLE.url)
    return capture


def test_a_file_that_cannot_be_read_does_not_wait_for_ever(connection: Connection, unreadable: ledger.Capture) -> None:
    ledger.record_unreadable(connection, unreadable, VERSIONS, at=MORNING)
    assert ledger.pending_partitions(connection, VERSIONS) == []
    assert ledger.pending_partitions(connection, replace(VERSIONS, parser="2")) == ["99|2024"]


@pytest.mark.parametrize(("reason", "waiting"), [("needs_ocr", []), ("encrypted", []), ("timeout", ["99|2024"])])
def test_a_load_notes_what_it_cannot_read_and_waits_only_for_time(
    connection: Connection,
    unreadable: ledger.Capture,
    prepared: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    reason: Reason,
    waiting: list[str],
) -> None:
    def refuse(*_: object) -> None:
        raise FileRefusedError(unreadable.url, Refusal(reason, "as a test has it"))

    monkeypatch.setattr(derive_module.DocumentReader, "read", refuse)
    settings = replace(Settings.from_environment({}), archive=str(tmp_path))
    monkeypatch.setattr(derive_module, "current_versions", lambda _: VERSIONS)
    run_id = start_run(connection, "load")
    load_id = staging.start_load(connection, run_id, "99", 2024, VERSIONS)
    connection.commit()
    batch = {"run_id": run_id, "load_id": load_id, "captures": [unreadable.capture_id]}
    assert derive_module.derive_batch(replace(settings, warehouse_dsn=prepared), batch) == 0
    ended = connection.execute("SELECT item, outcome, reason, detail FROM etl.outcome").fetchall()
    assert ended == [(FILE.url, "rejected", reason, f"{FILE.url}: as a test has it")]
    assert ledger.pending_partitions(connection, VERSIONS) == waiting


def test_a_backfill_tries_an_unreadable_file_again(connection: Connection, unreadable: ledger.Capture) -> None:
    ledger.record_unreadable(connection, unreadable, VERSIONS, at=MORNING)
    assert ledger.request_rederivation(connection, ["99"], [2024], requested_at=MORNING) == ["99|2024"]
    assert ledger.pending_partitions(connection, VERSIONS) == ["99|2024"]
    ledger.record_unreadable(connection, unreadable, VERSIONS, at=MORNING)
    assert ledger.pending_partitions(connection, VERSIONS) == []


def test_figures_stay_when_a_later_file_cannot_be_read(connection: Connection) -> None:
    load(connection, FILE)
    later = replace(FILE, says=(said("litigation.filed", "112"),), captured_at=MORNING + timedelta(days=1))
    capture = derive(connection, later).capture
    ledger.record_unreadable(connection, capture, VERSIONS, at=MORNING)
    assert chosen(connection) == [(FILE.url, 1, 0)]
    assert ledger.pending_partitions(connection, VERSIONS) == []


def test_the_article_of_an_attachment_is_its_latest_body(connection: Connection) -> None:
    assert ledger.latest_capture(connection, ARTICLE.url) is None
    derive(connection, ARTICLE)
    revised = replace(ARTICLE, says=(said("litigation.filed", "112"),), captured_at=MORNING + timedelta(days=1))
    derive(connection, revised)
    found = ledger.latest_capture(connection, ARTICLE.url)
    assert found is not None
    assert found.captured_at == revised.captured_at

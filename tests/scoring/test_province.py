"""From the sites of the sample province to its scores, without Airflow: crawl, load, check, score, explain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fazhi.derive import pending_partitions, unscored_partitions
from fazhi.nightly import score_and_record
from fazhi.scoring.explain import explain
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi_local.postgres import PostgresServer
from tests.province import copied
from tests.scoring.seed import SAMPLE

PLANTED = {
    ("990123", "2021", "reconsideration.correction_rate"),
    ("990124", "2022", "reconsideration.mediated_of_concluded"),
    ("990124", "2023", "enforcement.penalties_by_type"),
    ("990126", "2024H1", "corrections.released_by_reason"),
    ("990221", "2023", "any.change"),
    ("990224", "2024", "legal_aid.cases_by_type"),
    ("990226", "2023", "mediation.success_rate"),
}


ZHENXI = "枕溪区人民政府2023年政府信息公开工作年度报告"
GECHUAN = "葛川苗族侗族自治县2021年度行政执法统计年报"


@pytest.fixture(scope="module")
def province(postgres: PostgresServer, loaded_province: Settings) -> Iterator[Settings]:
    """A copy, since the province is scored again here."""
    with copied(postgres, loaded_province) as settings:
        yield settings


def test_every_planted_contradiction_is_found_and_few_others_are_claimed(province: Settings) -> None:
    with connect(province.warehouse_dsn) as connection:
        claimed = set(
            connection.execute(
                "SELECT region_code, period, identity FROM mart.contradictions WHERE result = 'contradicts'"
            ).fetchall()
        )
    assert claimed >= PLANTED
    assert len(claimed - PLANTED) <= 3, claimed - PLANTED


def test_what_a_page_tells_without_a_number_stands_beside_its_figure(province: Settings) -> None:
    with connect(province.warehouse_dsn) as connection:
        told = connection.execute(
            "SELECT evidence, kind, confidence, indicator_value, held_value FROM mart.statements"
            " WHERE (region_code, period, statement_code) = ('990221', '2024', 'litigation.heads_all_appeared')"
        ).fetchall()
        rejected = connection.execute("SELECT count(*) FROM etl.rejected WHERE table_name = 'stg.statement'").fetchone()
        counties = connection.execute("SELECT count(DISTINCT region_code) FROM mart.statements").fetchone()
    assert told == [("全部出庭", "actual", "certain", 100, 100)]
    assert rejected == (0,)
    assert counties is not None
    assert counties[0] >= 9


def test_scoring_again_adds_no_row(province: Settings) -> None:
    tables = "SELECT (SELECT count(*) FROM dw.fact_score), (SELECT count(*) FROM dw.fact_check)"
    with connect(province.warehouse_dsn) as connection:
        before = connection.execute(tables).fetchone()
    assert before is not None
    assert before[0] == 3 * 12 * 48
    for year in (2022, 2023, 2024):
        assert score_and_record(province, f"99|{year}")
    with connect(province.warehouse_dsn) as connection:
        assert connection.execute(tables).fetchone() == before


def test_a_score_leads_to_the_sentence_of_the_page(province: Settings) -> None:
    with connect(province.warehouse_dsn) as connection:
        explanation = explain(connection, "990221", 2024)
    item = next(item for item in explanation.items if item.code == "disputes.loss_rate")
    assert item.formula == "clamp((15 - 5.36) / (15 - 5), 0, 1) × 8 = 7.712"
    (evidence,) = item.evidence
    assert "败诉率" in evidence.sentence
    assert "5.36" in evidence.sentence
    assert evidence.url == "http://www.zhenxi.yunchuan.example/zwgk/fzzf/202503/t20250321_4803.html"
    assert evidence.archive_file.endswith(".warc.gz")
    assert [check.result for check in evidence.checks if check.identity == "litigation.loss_rate"] == ["agrees"]


def test_an_edited_scheme_is_found_by_the_next_night(province: Settings, tmp_path: Path) -> None:
    assert unscored_partitions(province) == []
    (written,) = (SAMPLE / "schemes").glob("*.yml")
    text = written.read_text(encoding="utf-8")
    (tmp_path / written.name).write_text(f"# another comment\n{text}", encoding="utf-8")
    assert unscored_partitions(replace(province, schemes=(tmp_path,))) == []

    (tmp_path / written.name).write_text(text.replace("title:", "title: 修订的", 1), encoding="utf-8")

    assert unscored_partitions(replace(province, schemes=(tmp_path,))) == ["99|2022", "99|2023", "99|2024"]


def test_attachments_are_documents_with_evidence_under_their_articles(province: Settings) -> None:
    with connect(province.warehouse_dsn) as connection:
        documents = connection.execute(
            "SELECT split_part(file.url, '.', -1), file.document_type, file.report_year, file.published_on,"
            "       article.title, file.work_id = article.work_id"
            " FROM dw.dim_document AS file JOIN dw.dim_document AS article"
            "   ON article.document_id = file.parent_document_id ORDER BY 1"
        ).fetchall()
        figures = connection.execute(
            "SELECT indicator.code, breakdown.member, fact.value, said.locator, said.evidence, sources_agreeing"
            " FROM dw.fact_indicator AS fact JOIN dw.fact_observation AS said USING (year, observation_key)"
            " JOIN dw.dim_document AS document ON document.document_key = said.document_key"
            " JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = fact.indicator_key"
            " JOIN dw.dim_breakdown AS breakdown ON breakdown.breakdown_key = fact.breakdown_key"
            " WHERE document.url LIKE '%%.xlsx' AND fact.superseded_at IS NULL"
            " AND indicator.code = 'enforcement.penalties' AND breakdown.member IN ('total', 'fine')"
            " ORDER BY breakdown.member"
        ).fetchall()
    assert documents == [
        ("docx", "other", 2024, date(2025, 3, 31), "竹崖瑶族自治县2024年度法治政府建设情况报告", False),
        ("pdf", "disclosure_annual_report", 2023, date(2024, 1, 25), *(ZHENXI, True)),
        ("xlsx", "enforcement_statistics", 2021, date(2022, 1, 26), GECHUAN, False),
    ]
    assert figures == [
        ("enforcement.penalties", "fine", 1745, "t0r7c2", "1745", 1),
        ("enforcement.penalties", "total", 2518, "t0r7c7", "2518", 1),
    ]


def test_a_report_and_its_pdf_are_one_source_and_the_page_is_quoted(province: Settings) -> None:
    with connect(province.warehouse_dsn) as connection:
        quoted = connection.execute(
            "SELECT DISTINCT split_part(document.url, '.', -1), sources_agreeing"
            " FROM dw.fact_indicator AS fact JOIN dw.fact_observation AS said USING (year, observation_key)"
            " JOIN dw.dim_document AS document ON document.document_key = said.document_key"
            " JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = fact.indicator_key"
            " WHERE document.source_code = '990221' AND fact.year = 2023 AND fact.superseded_at IS NULL"
            " AND indicator.code LIKE 'disclosure.%%'"
        ).fetchall()
    assert quoted == [("html", 1)]


def test_a_scan_is_an_outcome_and_does_not_wait(province: Settings) -> None:
    with connect(province.warehouse_dsn) as connection:
        refused = connection.execute(
            "SELECT source_code, outcome, reason, detail FROM etl.outcome WHERE item_kind = 'document'"
        ).fetchall()
    ((code, outcome, reason, detail),) = refused
    assert (code, outcome, reason) == ("990225", "rejected", "needs_ocr")
    assert detail.endswith(".pdf: 2 of its 2 pages are pictures without text: a scan")
    assert pending_partitions(province) == []

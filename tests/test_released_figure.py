"""A figure that the gate kept out and a person released: all that follows from it is what a rebuild gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from fazhi.archive.reindex import reindex
from fazhi.archive.storage import Storage
from fazhi.backfill import replay
from fazhi.catalogue import load_catalogue
from fazhi.cli import app
from fazhi.crawl.run import crawl_all
from fazhi.pages import create_app
from fazhi.quality.decisions import rejected_rows, release
from fazhi.quality.trial import Trial
from fazhi.settings import Settings
from fazhi.warehouse import inputs
from fazhi.warehouse.database import connect
from fazhi.warehouse.fingerprint import table_fingerprints
from fazhi_local.postgres import PostgresServer
from tests import province
from tests.databases import database
from tests.evidence.conftest import READER
from tests.scoring.seed import SAMPLE
from tests.sites import SampleSites

COUNTY = "990221"
RELEASED_AT = datetime(2025, 4, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Pair:
    """The warehouse in which a row was released, and the one built again from archive and inputs."""

    first: Settings
    again: Settings


def misprint(sites: SampleSites) -> None:
    """Let the county's report of 2023 say 败诉率147.94% beside 5 lost of 63 concluded."""
    for site in sites.sites.values():
        for column in site.columns:
            for number, article in enumerate(column.articles):
                if "败诉率7.94%" in article.body:
                    body = article.body.replace("败诉率7.94%", "败诉率147.94%")
                    column.articles[number] = replace(article, body=body)
                    return
    raise AssertionError("no page of the sample says so")


@pytest.fixture(scope="module")
def pair(postgres: PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    directory: Path = tmp_path_factory.mktemp("released")
    with (
        SampleSites(SAMPLE) as sites,
        database(postgres, template=migrated_template) as first_dsn,
        database(postgres, template=migrated_template) as again_dsn,
    ):
        misprint(sites)
        first = Settings.from_environment(province.environment(first_dsn, directory, sites))
        crawl_all(first, only=(COUNTY,))
        province.load(first)
        with connect(first_dsn) as connection:
            (waiting,) = [row for row in rejected_rows(connection) if "147.94" in row.sentence]
            release(
                connection, waiting.rejected_id, reason="原文如此，已电话核实", decided_by="李", decided_at=RELEASED_AT
            )
        province.load(first)

        again = replace(first, warehouse_dsn=again_dsn, data_docs=directory / "docs_again")
        with connect(first_dsn) as connection, connect(again_dsn) as rebuilt:
            assert reindex(rebuilt, Storage(again.archive)).whole
            inputs.apply_lines(
                rebuilt,
                list(inputs.export(connection)),
                catalogue=load_catalogue(again.catalogue),
                objections=Trial(rebuilt, again).objections,
            )
        assert not replay(again).failed
        yield Pair(first, again)


def test_a_released_figure_is_an_operand_of_the_checks_that_had_to_do_without_it(pair: Pair) -> None:
    with connect(pair.first.warehouse_dsn) as connection:
        held = connection.execute(
            "SELECT value, check_status FROM mart.indicator_timeseries"
            " WHERE (indicator_code, period, breakdown_dimension) = ('litigation.loss_rate', '2023', 'total')"
        ).fetchall()
        operands = connection.execute(
            "SELECT operands FROM mart.contradictions WHERE identity = 'litigation.loss_rate' AND period = '2023'"
        ).fetchall()
        score = connection.execute(
            "SELECT score_low, score_high FROM mart.county_scorecard_item"
            " WHERE region_code = '990221' AND item_code = 'disputes.loss_rate' AND year = 2023"
        ).fetchall()
    assert held == [(Decimal("147.94"), "contradicts")]
    assert operands == [("litigation.loss_rate 147.94, litigation.lost 5, litigation.concluded 63",)]
    assert score == [(0, 8)], "a contradicted figure leaves the score open"


def test_what_the_check_was_before_is_named_by_what_came(pair: Pair) -> None:
    with connect(pair.first.warehouse_dsn) as connection:
        causes = connection.execute(
            "SELECT DISTINCT superseded_cause FROM dw.fact_check WHERE superseded_at IS NOT NULL AND reach = 'document'"
        ).fetchall()
    assert causes == [("released",)]


DECIDED = """
SELECT decision, decided_about, decided_by, decided_at, decision_reason FROM mart.indicator_timeseries
WHERE decision IS NOT NULL
"""


def test_who_released_a_figure_when_and_why_stands_beside_it_also_after_a_rebuild(pair: Pair) -> None:
    told = [("released", "rate_above_100", "李", RELEASED_AT, "原文如此，已电话核实")]
    for settings in (pair.first, pair.again):
        with connect(settings.warehouse_dsn) as connection:
            assert connection.execute(DECIDED).fetchall() == told


def test_an_explanation_tells_that_a_person_released_the_figure(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", pair.first.warehouse_dsn)
    arguments = ["explain", COUNTY, "--year", "2023", "--item", "disputes.loss_rate"]
    told = CliRunner().invoke(app, arguments, catch_exceptions=False).output
    assert "released by 李 on 2025-04-03 08:00 (Shanghai), fails rate_above_100: 原文如此，已电话核实" in told
    page = CliRunner().invoke(app, [*arguments, "--format", "html"], catch_exceptions=False).output
    assert "人工放行：李，2025-04-03 08:00（北京时间）；未通过检查项 rate_above_100；理由：原文如此，已电话核实" in page


def test_the_evidence_pages_tell_it_too(pair: Pair) -> None:
    settings = province.with_roles(pair.first)
    with TestClient(create_app(settings, lambda: READER)) as client:
        item = client.get(f"/counties/{COUNTY}/2023/items/disputes.loss_rate").text
        rows = client.get("/rejected?state=released").text
    for words in ("人工放行", "李", "2025-04-03 08:00", "rate_above_100", "原文如此，已电话核实"):
        assert words in item
        assert words in rows or words == "人工放行"


def test_the_facts_are_those_of_a_rebuild_from_archive_and_inputs(pair: Pair) -> None:
    with connect(pair.first.warehouse_dsn) as first, connect(pair.again.warehouse_dsn) as again:
        assert table_fingerprints(first) == table_fingerprints(again)

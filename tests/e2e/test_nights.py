"""Nights in a row, in real Airflow: the first, one without news, one with a silent revision, one with a broken site.

The tests of this module follow one another on one deployment: each says in its name which night it is.
"""

from __future__ import annotations

from collections import Counter

import pytest

from fazhi_local.deployment import is_up
from tests.e2e.conftest import CORPUS, Deployment

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(600)]

FOUND = """
SELECT observation.value, period.code, observation.kind, observation.sentence
FROM dw.fact_observation AS observation
JOIN dw.dim_region AS region USING (region_key)
JOIN dw.dim_indicator AS indicator USING (indicator_key)
JOIN dw.dim_period AS period USING (period_key)
JOIN dw.dim_breakdown AS breakdown USING (breakdown_key)
WHERE region.code = %s AND indicator.code = %s AND breakdown.member = 'total' AND superseded_at IS NULL
"""

# A sentence in which only the figure beside it changed is read again with the new wording: its value is the same.
REVISED = """
SELECT region_code, indicator_code, cause, earlier_value, later_value
FROM mart.supersessions
WHERE earlier_value IS DISTINCT FROM later_value
ORDER BY indicator_code
"""


def test_the_first_night_fills_the_warehouse(deployed: Deployment):
    deployed.night()

    assert not deployed.failure, deployed.output
    counties = {
        code for (code,) in deployed.query("SELECT DISTINCT region_code FROM mart.county_scorecard WHERE year = 2024")
    }
    assert {"990221", "990222", "990223", "990224", "990225", "990226"} <= counties
    ((documents,),) = deployed.query("SELECT count(*) FROM dw.dim_document WHERE source_code LIKE '99%%'")
    assert documents >= 36
    stages = dict(deployed.query("SELECT stage, count(*) FROM etl.run WHERE state = 'success' GROUP BY stage"))
    assert stages["crawl"] == 1
    assert stages["load"] >= 6
    assert stages["score"] >= 3
    assert "枕溪区" in deployed.output
    assert "fazhi explain" in deployed.output


def test_the_airflow_of_the_night_was_a_real_one(deployed: Deployment):
    """The runs were made by the scheduler from asset events, one a partition, not by calls of ours."""
    import psycopg

    with psycopg.connect(deployed.state.postgres.dsn("airflow")) as connection:
        runs = connection.execute(
            "SELECT dag_id, run_type, partition_key, state FROM dag_run ORDER BY dag_id, partition_key"
        ).fetchall()
    loads = [run for run in runs if run[0] == "load_indicators"]
    assert {kind for _, kind, _, _ in loads} == {"asset_triggered"}
    assert {"99|2022", "99|2023", "99|2024"} <= {key for _, _, key, _ in loads}
    assert {state for *_, state in runs} == {"success"}


def test_no_task_imported_great_expectations_anew(deployed: Deployment):
    """Which takes seconds and writes hundreds of lines into the log of the task (docs/decisions/0050)."""
    logs = [
        path.read_text(encoding="utf-8")
        for path in deployed.state.airflow_home.glob("logs/dag_id=*/**/task_id=validate_and_merge/*.log")
    ]
    assert logs
    assert all("rows checked" in log for log in logs)
    assert not any("great_expectations._docs_decorators" in log for log in logs)


def test_the_second_night_fetches_no_body_and_adds_no_row(deployed: Deployment):
    rows = deployed.rows_of_dw()
    archived = deployed.query("SELECT count(*) FROM etl.capture WHERE record_type = 'response'")
    runs = deployed.query("SELECT count(*) FROM etl.run")

    deployed.night()

    assert not deployed.failure, deployed.output
    articles = {(site.host, path) for site in deployed.sites.sites.values() for path, _, _ in site.articles()}
    assert not [asked for asked in deployed.asked if asked.status != 304 and (asked.host, asked.path) in articles]
    assert deployed.rows_of_dw() == rows
    assert deployed.query("SELECT count(*) FROM etl.capture WHERE record_type = 'response'") == archived
    assert deployed.query("SELECT count(*) FROM etl.run") > runs
    assert "nothing changed" in deployed.output.lower()


def test_the_third_night_finds_a_silent_revision_and_only_that(deployed: Deployment):
    deployed.sites.revise()

    deployed.night()

    assert not deployed.failure, deployed.output
    causes = deployed.query("SELECT DISTINCT superseded_cause FROM dw.fact_observation WHERE superseded_at IS NOT NULL")
    assert causes == [("revised_by_source",)]
    revised = deployed.query(REVISED)
    assert [(*names, float(old), float(new)) for *names, old, new in revised] == [
        ("990224", "legal_aid.cases", "revised_by_source", 129.0, 139.0),
        ("990224", "litigation.loss_rate", "revised_by_source", 4.35, 6.52),
        ("990224", "litigation.lost", "revised_by_source", 2.0, 3.0),
    ]


def test_the_fourth_night_names_what_is_broken_and_does_the_others(deployed: Deployment):
    deployed.sites.fail("www.hongxi.yunchuan.example", "http_500")
    deployed.sites.fail("www.lanqiao.yunchuan.example", "empty_list")
    (yaml,) = deployed.sources.rglob("990126_*.yml")
    written = yaml.read_text(encoding="utf-8")
    yaml.write_text(written.replace("home:", "hoem:"), encoding="utf-8")

    deployed.night()
    yaml.write_text(written, encoding="utf-8")
    deployed.sites.recover("www.hongxi.yunchuan.example")
    deployed.sites.recover("www.lanqiao.yunchuan.example")

    assert "crawl_disclosures" in deployed.failure
    ((run_id,),) = deployed.query("SELECT max(run_id) FROM etl.run WHERE stage = 'crawl'")
    sites = deployed.query(
        "SELECT source_code, outcome, reason FROM etl.outcome WHERE run_id = %s AND item_kind = 'site'", run_id
    )
    failed = {code: reason for code, outcome, reason in sites if outcome == "failed"}
    assert set(failed) == {"990121", "990122", "990126"}
    assert failed["990121"].startswith("http_5")
    assert failed["990122"] == "empty_list"
    assert failed["990126"] == "invalid_source"
    assert "home: this key is missing" in deployed.output
    assert Counter(outcome for _, outcome, _ in sites)["unchanged"] == len(sites) - 3
    assert "make run ONLY=990121,990122,990126" in deployed.output


def test_only_the_failed_counties_are_done_again(deployed: Deployment):
    deployed.night("990121", "990122", "990126")

    assert not deployed.failure, deployed.output
    assert {asked.host for asked in deployed.asked} == {
        "www.hongxi.yunchuan.example",
        "www.lanqiao.yunchuan.example",
        "www.gechuan.yunchuan.example",
    }
    assert is_up(deployed.state)


def test_a_backfill_reads_the_archive_alone_and_leaves_the_same_facts(deployed: Deployment):
    facts = deployed.fingerprint()
    asked = len(deployed.sites.requests)
    ((before,),) = deployed.query("SELECT count(*) FROM etl.run WHERE stage = 'load' AND partition_key = '99|2023'")

    deployed.end_of_backfill(deployed.start_backfill(provinces=["99"], from_year=2023, to_year=2023))

    assert not deployed.failure, deployed.output
    assert "backfill 1/1  " in deployed.output
    ((after,),) = deployed.query("SELECT count(*) FROM etl.run WHERE stage = 'load' AND partition_key = '99|2023'")
    assert after == before + 1
    ((scored,),) = deployed.query("SELECT max(run_id) FROM etl.run WHERE stage = 'score' AND partition_key = '99|2023'")
    ((loaded,),) = deployed.query("SELECT max(run_id) FROM etl.run WHERE stage = 'load' AND partition_key = '99|2023'")
    assert scored > loaded
    assert len(deployed.sites.requests) == asked
    assert deployed.fingerprint() == facts


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the real reports (../shared/corpus) are not here")
@pytest.mark.parametrize(
    ("county", "indicator", "period", "kind", "value", "evidence"),
    [
        ("331022", "reconsideration.accepted", "2023", "actual", 76, "行政复议立案76件"),
        ("331022", "legal_aid.cases", "2023", "actual", 527, "受理法律援助527件"),
        ("331022", "mediation.success_rate", "2023", "actual", 99.8, "调解成功率达99.8%"),
        ("371525", "litigation.filed", "2023", "actual", 111, "一审111件行政应诉案件"),
        ("371525", "enforcement.certified_officers", "2022", "previous", 632, "由2022年的632人增加至目前的863人"),
        ("371525", "enforcement.certified_officers", "2023", "actual", 863, "由2022年的632人增加至目前的863人"),
        ("431226", "reconsideration.received", "2022H1", "actual", 8, "收到行政复议申请8件"),
        ("431226", "corrections.current", "2022H1", "actual", 170, "在册社区矫正对象170人"),
        ("371082", "publicity.events", "2023", "target", 5000, "达到5000场"),
    ],
)
def test_figures_of_real_reports_are_in_the_warehouse_with_their_sentences(
    deployed: Deployment, county: str, indicator: str, period: str, kind: str, value: float, evidence: str
):
    found = deployed.query(FOUND, county, indicator)
    assert any(
        float(number) == value and code == period and what == kind and evidence in sentence
        for number, code, what, sentence in found
    ), found

"""Checks across documents and years, in the warehouse with the sample province."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from fazhi.catalogue import load_catalogue
from fazhi.derive import merge_load
from fazhi.nightly import score_and_record
from fazhi.reconcile import load_identities
from fazhi.reconcile.years import YearChecks, check_partitions, check_year
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.runs import start_run
from tests.scoring.seed import LOADED_AT, settings_for
from tests.scoring.test_run import rows
from tests.warehouse import pages
from tests.warehouse.pages import CATALOGUE, Page, night, page, said

HELD = """
SELECT region.code, fact.year, identity, result, expected::text, found::text,
       (SELECT array_agg(document.title ORDER BY position) FROM dw.bridge_check_observation AS bridge
        JOIN dw.fact_observation AS said
          ON (said.year, said.observation_key) = (bridge.observation_year, bridge.observation_key)
        JOIN dw.dim_document AS document USING (document_key)
        WHERE (bridge.year, bridge.check_key) = (fact.year, fact.check_key))
FROM dw.fact_check AS fact JOIN dw.dim_region AS region USING (region_key)
WHERE reach = 'documents' AND result = 'contradicts' AND fact.superseded_at IS NULL
"""


def check(settings: Settings, year: int, *, days: int = 1) -> YearChecks:
    identities = load_identities(load_catalogue(settings.catalogue))
    with connect(settings.warehouse_dsn) as connection, connection.transaction():
        return check_year(connection, identities, "99", year, recorded_at=LOADED_AT + timedelta(days))


def test_a_change_is_checked_against_last_years_report(settings: Settings) -> None:
    found = check(settings, 2023)
    assert found.contradicts == 1
    assert found.agrees >= 40
    assert found.changed == found.agrees + found.explainable + found.contradicts
    assert rows(settings.warehouse_dsn, HELD) == [
        (
            "990221", 2023, "any.change", "contradicts", "28.57", "38.57",
            ["990221_zhenxi_2023_annual", "990221_zhenxi_2023_annual", "990221_zhenxi_2022_annual"],
        )
    ]  # fmt: skip


def test_nothing_else_contradicts_in_the_other_years_and_the_same_facts_change_no_row(settings: Settings) -> None:
    for year in (2020, 2021, 2022, 2023, 2024, 2025):
        assert check(settings, year).contradicts == (1 if year == 2023 else 0)
    before = rows(settings.warehouse_dsn, "SELECT count(*) FROM dw.bridge_check_observation")
    for year in (2022, 2023, 2024):
        assert check(settings, year, days=2).changed == 0
    assert rows(settings.warehouse_dsn, "SELECT count(*) FROM dw.bridge_check_observation") == before


def test_a_figure_that_is_no_longer_held_takes_its_checks_with_it(settings: Settings) -> None:
    check(settings, 2023)
    with connect(settings.warehouse_dsn) as connection:
        for table in ("fact_indicator", "fact_observation"):
            connection.execute(
                f"UPDATE dw.{table} SET superseded_at = now(), superseded_cause = 'revised_by_source'"
                " WHERE year = 2022 AND superseded_at IS NULL"
                " AND indicator_id IN (SELECT indicator_id FROM dw.dim_indicator"
                " WHERE code = 'reconsideration.received')"
                " AND region_id = (SELECT region_id FROM dw.dim_region WHERE code = '990221')"
            )
    assert check(settings, 2023, days=2).contradicts == 0
    assert rows(settings.warehouse_dsn, HELD) == []
    causes = rows(
        settings.warehouse_dsn,
        "SELECT DISTINCT superseded_cause FROM dw.fact_check"
        " WHERE superseded_at IS NOT NULL AND identity = 'any.change'",
    )
    assert causes == [("revised_by_source",)]


def test_partitions_are_checked_at_the_time_of_their_run(settings: Settings) -> None:
    identities = load_identities(load_catalogue(settings.catalogue))
    with connect(settings.warehouse_dsn) as connection:
        run_id = start_run(connection, "load", started_at=LOADED_AT)
        found = check_partitions(connection, identities, ["99|2024", "99|2023"], run_id=run_id)
        with pytest.raises(ValueError, match="no run 999"):
            check_partitions(connection, identities, [], run_id=999)
    assert (found.contradicts, found.agrees > 80) == (1, True)
    times = rows(settings.warehouse_dsn, "SELECT DISTINCT recorded_at FROM dw.fact_check WHERE reach = 'documents'")
    assert times == [(LOADED_AT,)]


LAST_YEAR = page("2022", said("reconsideration.received", "77", "2022"), report_year=2022, partition_year=2022)
THIS_YEAR = page(
    "2023",
    said("reconsideration.received", "99", "2023"),
    said("reconsideration.received", "38.57", "2023", kind="change", unit="%"),
    report_year=2023,
    partition_year=2023,
)
STORED = """
SELECT result, found::text, superseded_cause FROM dw.fact_check WHERE reach = 'documents' ORDER BY check_key
"""


def test_such_checks_outlive_a_reload_and_end_with_a_revision(warehouse: str, tmp_path: Path) -> None:
    identities = load_identities(CATALOGUE)
    with connect(warehouse) as connection:
        pages.prepare(connection, tmp_path / "regions")

        def checked(number: int) -> int:
            with connection.transaction():
                return check_year(connection, identities, "99", 2023, recorded_at=night(number)).changed

        pages.load(connection, LAST_YEAR)
        pages.load(connection, THIS_YEAR)
        assert checked(0) == 1
        pages.load(connection, LAST_YEAR, at=night(1))
        pages.load(connection, THIS_YEAR, at=night(1), versions=replace(pages.VERSIONS, extractor="extractor 2"))
        assert checked(1) == 0
        assert connection.execute(STORED).fetchall() == [("contradicts", "38.57", None)]

        corrected = replace(THIS_YEAR.says[1], value="28.57")
        revised = replace(THIS_YEAR, says=(THIS_YEAR.says[0], corrected), captured_at=night(2))
        pages.load(connection, revised, at=night(2))
        assert checked(2) == 2
        assert connection.execute(STORED).fetchall() == [
            ("contradicts", "38.57", "revised_by_source"),
            ("agrees", "28.57", None),
        ]


def test_a_revised_change_is_checked_and_scored_again_though_no_fact_changed(warehouse: str, tmp_path: Path) -> None:
    settings = settings_for(warehouse)
    with connect(warehouse) as connection:
        pages.prepare(connection, tmp_path / "regions")

        def merged(number: int, *loaded: Page) -> list[str]:
            load_id = pages.stage(connection, loaded, at=night(number))
            row = connection.execute("SELECT run_id FROM etl.load WHERE load_id = %s", (load_id,)).fetchone()
            connection.commit()
            assert row is not None
            to_score = merge_load(settings, {"load_id": load_id, "run_id": row[0]})
            for key in to_score:
                score_and_record(settings, key)
            return to_score

        merged(0, LAST_YEAR)
        assert "99|2023" in merged(0, THIS_YEAR)
        assert merged(1, THIS_YEAR) == []
        corrected = replace(THIS_YEAR.says[1], value="28.57")
        assert merged(2, replace(THIS_YEAR, says=(THIS_YEAR.says[0], corrected), captured_at=night(2))) == ["99|2023"]
        assert [row[0] for row in connection.execute(STORED).fetchall()] == ["contradicts", "agrees"]

"""Scoring a partition in PostgreSQL: what is stored, what a second run adds, what a changed figure does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from fazhi.scoring.assessment import score_counties, settle
from fazhi.scoring.placing import place
from fazhi.scoring.rendering import score_again, stored_inputs
from fazhi.scoring.run import ScoreSummary, score_partition
from fazhi.scoring.standings import score_run, standings
from fazhi.scoring.stored import stored_scheme
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.runs import start_run
from tests.scoring.seed import LOADED_AT, SAMPLE, insert


def score(settings: Settings, year: int = 2024) -> ScoreSummary:
    with connect(settings.warehouse_dsn) as connection:
        run_id = start_run(connection, "score", partition_key=f"99|{year}")
    return score_partition(settings, "99", year, run_id=run_id)


def rows(dsn: str, query: str, *parameters: object) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(query, parameters).fetchall()


def counts(dsn: str) -> list[tuple[object, ...]]:
    tables = ("dim_scheme", "dim_scheme_item", "dim_score_run", "fact_score", "bridge_score_observation")
    return [rows(dsn, f"SELECT count(*) FROM dw.{table}")[0] for table in tables]


def item(dsn: str, code: str, item: str, *, year: int = 2024) -> tuple[object, ...]:
    (row,) = rows(
        dsn,
        "SELECT score, fact.full_mark, reason_code, reason, inputs, score_low, score_high FROM dw.fact_score AS fact"
        " JOIN dw.dim_score_run AS run USING (score_run_id) JOIN dw.dim_scheme_item AS item USING (scheme_item_key)"
        " JOIN dw.dim_region AS region USING (region_key)"
        " WHERE run.superseded_at IS NULL AND region.code = %s AND item.code = %s AND fact.year = %s",
        code, item, year,
    )  # fmt: skip
    return row


def test_every_county_gets_every_item_with_its_reason(settings: Settings) -> None:
    summary = score(settings)
    assert summary.scheme == "yunchuan_county_2024"
    assert summary.changed
    assert (len(summary.counties), summary.items) == (12, 12 * 48)
    assert [county.rank for county in summary.counties] == sorted(county.rank for county in summary.counties)
    assert summary.counties[0].total <= 165
    dsn = settings.warehouse_dsn
    assert item(dsn, "990221", "disputes.loss_rate") == (
        Decimal("7.71"), 8, "partial", "", {"litigation.loss_rate": "5.36"}, Decimal("7.71"), Decimal("7.71"),
    )  # fmt: skip
    assert item(dsn, "990221", "openness.annual_report")[2:5] == (
        "full", "", {"document:rule_of_law_annual_report": "2025-03-21"},
    )  # fmt: skip


def test_what_was_not_published_is_a_reason_and_not_a_bad_value(settings: Settings) -> None:
    score(settings)
    score_, full, reason, text, inputs, low, high = item(settings.warehouse_dsn, "990122", "disputes.loss_rate")
    assert (score_, reason, inputs) == (0, "unpublished", {})
    assert "litigation.loss_rate" in str(text) or "neither the rate" in str(text)
    assert (low, high) == (0, full)


def test_a_late_report_loses_marks_by_the_day(settings: Settings) -> None:
    score(settings, 2023)
    assert item(settings.warehouse_dsn, "990223", "openness.annual_report", year=2023)[:4] == (
        Decimal("3.60"), 7, "partial", "",
    )  # fmt: skip


def test_the_same_inputs_add_no_row(settings: Settings) -> None:
    first = score(settings)
    before = counts(settings.warehouse_dsn)
    second = score(settings)
    assert (second.changed, second.score_run_id) == (False, first.score_run_id)
    assert counts(settings.warehouse_dsn) == before


def test_a_stored_run_gives_the_same_scores_again_with_their_formulas(settings: Settings) -> None:
    summary = score(settings)
    assert summary.score_run_id is not None
    stored = rows(
        settings.warehouse_dsn,
        "SELECT region.code, item.code, fact.score, reason_code, reason FROM dw.fact_score AS fact"
        " JOIN dw.dim_scheme_item AS item USING (scheme_item_key) JOIN dw.dim_region AS region USING (region_key)",
    )
    with connect(settings.warehouse_dsn) as connection:
        again = score_again(connection, summary.score_run_id)
        with pytest.raises(ValueError, match="no run 999"):
            score_again(connection, 999)
    found = {(code, one.item): one for code, county in again.items() for one in county.items}
    assert len(found) == len(stored) == summary.items
    for code, name, points, reason, why_not in stored:
        one = found[str(code), str(name)]
        assert (one.score, one.reason, one.detail) == (points, reason, why_not)
    assert {county.code: county.total for county in summary.counties} == {
        code: one.total for code, one in again.items()
    }
    formula = found["990221", "disputes.loss_rate"].formula
    assert formula == "clamp((15 - 5.36) / (15 - 5), 0, 1) × 8 = 7.712"


def test_the_same_inputs_give_the_same_bytes_whatever_the_order_of_rows(settings: Settings) -> None:
    """A table that was rewritten in another order gives its rows in another order."""
    first = score(settings)
    with psycopg.connect(settings.warehouse_dsn) as connection:
        for table in ("fact_indicator", "fact_observation"):
            connection.execute(f"CREATE TEMPORARY TABLE kept AS SELECT * FROM dw.{table} WHERE year = 2024")
            connection.execute(f"DELETE FROM dw.{table} WHERE year = 2024")
            connection.execute(f"INSERT INTO dw.{table} SELECT * FROM kept ORDER BY md5(kept::text)")
            connection.execute("DROP TABLE kept")
    assert not score(settings).changed
    digests = rows(settings.warehouse_dsn, "SELECT content_digest FROM dw.dim_score_run")
    assert len(str(digests[0][0])) == 64
    assert first.changed


def test_a_changed_figure_makes_a_new_score_run_and_keeps_the_old_one(settings: Settings) -> None:
    first = score(settings)
    with psycopg.connect(settings.warehouse_dsn) as connection:
        connection.execute(
            "UPDATE dw.fact_indicator SET value = 10 WHERE year = 2024 AND superseded_at IS NULL"
            " AND indicator_id = (SELECT indicator_id FROM dw.dim_indicator WHERE code = 'litigation.loss_rate')"
            " AND region_id = (SELECT region_id FROM dw.dim_region WHERE code = '990221')"
        )
    second = score(settings)
    assert second.changed
    assert second.score_run_id != first.score_run_id
    assert item(settings.warehouse_dsn, "990221", "disputes.loss_rate")[0] == 4
    held = rows(settings.warehouse_dsn, "SELECT score_run_id FROM dw.dim_score_run WHERE superseded_at IS NULL")
    assert held == [(second.score_run_id,)]
    kept = rows(
        settings.warehouse_dsn, "SELECT count(*) FROM dw.fact_score WHERE score_run_id = %s", first.score_run_id
    )
    assert kept == [(first.items,)]


def test_a_changed_scheme_is_a_new_version_and_a_comment_is_none(settings: Settings, tmp_path: Path) -> None:
    score(settings)
    text = (SAMPLE / "schemes" / "yunchuan_county.yml").read_text(encoding="utf-8")
    (tmp_path / "scheme.yml").write_text("# a comment\n" + text, encoding="utf-8")
    settings = replace(settings, schemes=(tmp_path,))
    assert not score(settings).changed
    (tmp_path / "scheme.yml").write_text(text.replace("full_at: 5", "full_at: 4"), encoding="utf-8")
    assert score(settings).changed
    assert rows(settings.warehouse_dsn, "SELECT code, version FROM dw.dim_scheme ORDER BY version") == [
        ("yunchuan_county_2024", 1),
        ("yunchuan_county_2024", 2),
    ]


def test_scores_lead_to_the_observations_they_rest_on(settings: Settings) -> None:
    score(settings)
    sentences = rows(
        settings.warehouse_dsn,
        "SELECT observation.sentence FROM dw.fact_score AS fact"
        " JOIN dw.bridge_score_observation AS bridge USING (year, score_key)"
        " JOIN dw.fact_observation AS observation"
        " ON (observation.year, observation.observation_key) = (bridge.observation_year, bridge.observation_key)"
        " JOIN dw.dim_scheme_item AS item USING (scheme_item_key) JOIN dw.dim_region AS region"
        " ON region.region_key = fact.region_key WHERE region.code = '990226' AND item.code = 'services.legal_aid'"
        " ORDER BY 1",
    )
    assert sentences == [("legal_aid.cases 327",), ("legal_aid.cases 352",)]


def test_a_contradicted_figure_widens_the_score(settings: Settings) -> None:
    with connect(settings.warehouse_dsn) as connection:
        row = connection.execute(
            "SELECT o.year, o.observation_key, document_key, document_id, r.region_key, r.region_id, period_key"
            " FROM dw.fact_observation AS o JOIN dw.dim_indicator AS i USING (indicator_key)"
            " JOIN dw.dim_region AS r USING (region_key) WHERE i.code = 'litigation.loss_rate' AND r.code = '990221'"
            " AND o.year = 2024 AND o.kind = 'actual'"
        ).fetchone()
        assert row is not None
        year, observation, document_key, document_id, region_key, region_id, period_key = row
        check = insert(
            connection, "dw.fact_check", "check_key", year=year, document_key=document_key, document_id=document_id,
            region_key=region_key, region_id=region_id, period_key=period_key, identity="litigation.loss_rate",
            result="contradicts", how="", expected=9, found=5, as_of=LOADED_AT, row_digest=uuid4(),
            recorded_at=LOADED_AT,
        )  # fmt: skip
        insert(
            connection, "dw.bridge_check_observation", "check_key", year=year, check_key=check, position=0,
            observation_year=year, observation_key=observation,
        )  # fmt: skip
    score(settings)
    row = item(settings.warehouse_dsn, "990221", "disputes.loss_rate")
    assert (row[0], row[5], row[6]) == (Decimal("7.71"), 0, 8)
    doubts = "SELECT doubt, indicators FROM mart.score_sensitivity WHERE region_code = %s AND item_code = %s"
    ((doubt, indicators),) = rows(settings.warehouse_dsn, doubts, "990221", "disputes.loss_rate")
    assert (doubt, str(indicators).split(", ")[0]) == ("contradicted", "litigation.loss_rate")


def test_without_a_scheme_nothing_is_written(settings: Settings) -> None:
    summary = score(settings, 2019)
    assert (summary.scheme, summary.changed, summary.counties) == ("", False, ())
    assert counts(settings.warehouse_dsn) == [(0,)] * 5
    assert summary.as_json()["scheme"] == ""


def test_an_unknown_run_is_refused(settings: Settings) -> None:
    with pytest.raises(ValueError, match="no run 999"):
        score_partition(settings, "99", 2024, run_id=999)


def test_the_mart_shows_the_same_totals_and_ranks(settings: Settings) -> None:
    summary = score(settings)
    mart = rows(
        settings.warehouse_dsn,
        "SELECT region_code, total, rank, items_unpublished FROM mart.county_scorecard"
        " WHERE year = 2024 ORDER BY rank, region_code",
    )
    assert [row[:3] for row in mart] == [(county.code, county.total, county.rank) for county in summary.counties]
    assert sum(int(str(row[3])) for row in mart) == summary.unpublished


def test_the_mart_shows_the_same_bounds_and_places_in_the_prefecture(settings: Settings) -> None:
    score(settings)
    mart = rows(
        settings.warehouse_dsn,
        "SELECT region_code, total_low, total_high, prefecture_rank, prefecture_counties, standing"
        " FROM mart.county_scorecard ORDER BY rank, region_code",
    )
    with connect(settings.warehouse_dsn) as connection:
        table = standings(connection, "99", 2024)
    assert mart == [(row.code, row.low, row.high, row.group_rank, row.group_of, "参考分") for row in table]


def test_an_item_that_does_not_count_for_want_of_data_leaves_the_total_within_its_bounds(
    settings: Settings, tmp_path: Path
) -> None:
    text = (SAMPLE / "schemes" / "yunchuan_county.yml").read_text(encoding="utf-8")
    excluded = text.replace("    marks: 4\n        rule:", "    marks: 4\n        missing: excluded\n        rule:")
    assert excluded != text
    (tmp_path / "scheme.yml").write_text(excluded, encoding="utf-8")
    score(replace(settings, schemes=(tmp_path,)))
    bounds = rows(settings.warehouse_dsn, "SELECT total_low, total, total_high FROM mart.county_scorecard")
    assert all(low <= total <= high for low, total, high in bounds)  # type: ignore[operator]
    assert rows(settings.warehouse_dsn, "SELECT count(*) > 0 FROM dw.fact_score WHERE score IS NULL") == [(True,)]
    with connect(settings.warehouse_dsn) as connection:
        table = standings(connection, "99", 2024)
    assert sorted((row.low, row.total, row.high) for row in table) == sorted(bounds)


def test_sensitivity_is_what_the_ranks_would_be(settings: Settings) -> None:
    """Each doubtful item put to its worst and best case in the stored scores gives the totals and ranks foretold."""
    score(settings)
    foretold = rows(
        settings.warehouse_dsn,
        "SELECT region_code, item_code, doubt, total_if_low, total_if_high, rank_if_low, rank_if_high, rank_best,"
        " rank_worst, decides_rank, rank FROM mart.score_sensitivity ORDER BY 1, 2",
    )
    with connect(settings.warehouse_dsn) as connection:
        table = {row.code: row for row in standings(connection, "99", 2024)}
    assert (
        len(foretold)
        == rows(settings.warehouse_dsn, "SELECT count(*) FROM dw.fact_score WHERE score_low < score_high")[0][0]
    )
    assert {row[2] for row in foretold} == {"missing"}
    for code, item_code, _, *totals_and_ranks, best, worst, decides, rank in foretold[::9]:
        county = table[str(code)]
        assert (best, worst, rank) == (county.best_rank, county.worst_rank, county.rank)
        would_be = [_if(settings, str(code), str(item_code), bound) for bound in ("low", "high")]
        assert totals_and_ranks == [total for total, _ in would_be] + [rank for _, rank in would_be]
        assert decides == any(rank != county.rank for _, rank in would_be)


def _if(settings: Settings, code: str, item_code: str, bound: str) -> tuple[Decimal, int]:
    """Total and rank of a county if one of its items had another of its bounds: by settling the scores anew."""
    with connect(settings.warehouse_dsn) as connection:
        run = score_run(connection, "99", 2024)
        scheme = stored_scheme(connection, run.scheme_key)
        inputs = stored_inputs(connection, scheme, 2024, run.score_run_id)
    scores = score_counties(scheme, inputs)
    items = [
        replace(item, score=getattr(item, bound)) if item.item == item_code else item for item in scores[code].items
    ]
    scores[code] = settle(scheme, inputs[code], {}, items)
    return scores[code].total, place(scheme, inputs, scores)[code].rank


def test_a_load_that_comes_after_a_scoring_is_not_in_it(settings: Settings) -> None:
    """Scores hold what the warehouse held at their moment: a fact of later is none of theirs."""
    first = score(settings)
    with psycopg.connect(settings.warehouse_dsn) as connection:
        connection.execute(
            "UPDATE dw.fact_indicator SET recorded_at = '2100-01-01' WHERE year = 2024 AND indicator_id ="
            " (SELECT indicator_id FROM dw.dim_indicator WHERE code = 'governance.study_sessions')"
        )
    assert score(settings).unpublished > first.unpublished

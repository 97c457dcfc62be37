"""The gate on real staging tables: clean data passes whole, faults leave with their reason, the rest stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fazhi.errors import ConfigurationError, WarehouseUnavailableError
from fazhi.quality.gate import validate
from fazhi.settings import PROJECT, Settings
from tests.quality.conftest import settings_for
from tests.quality.staged import SENTENCE, Warehouse


def test_clean_data_passes_whole(staged: Warehouse, settings: Settings) -> None:
    load_id, run_id = staged.load()
    document = staged.document(load_id, observations=3)
    staged.observation(document)
    staged.observation(document, 1, indicator="litigation.loss_rate", value=100, unit="%", evidence="65件")
    staged.observation(document, 2, kind="change", value=-12.5, unit="%")
    staged.check(document)

    result = validate(settings, load_id, run_id=run_id)

    assert result.success
    assert str(result).startswith(f"load {load_id}: 5 rows checked, 0 rejected, 0 warnings")
    assert all(verdict.success for verdict in result.results)
    assert len(staged.rows("SELECT FROM stg.observation")) == 3
    assert staged.rows("SELECT FROM etl.rejected") == []


def test_a_load_without_rows_passes(staged: Warehouse, settings: Settings) -> None:
    load_id, run_id = staged.load()

    result = validate(settings, load_id, run_id=run_id)

    assert result.success
    assert result.checked_rows == 0


def test_a_failing_row_leaves_with_reason_evidence_and_itself_and_the_rest_stays(
    staged: Warehouse, settings: Settings
) -> None:
    load_id, run_id = staged.load()
    document = staged.document(load_id)
    staged.observation(document)
    bad = staged.observation(document, 1, indicator="litigation.loss_rate", value=112, unit="%")

    result = validate(settings, load_id, run_id=run_id)

    assert result.success
    assert result.rejected_rows == 1
    (kept,) = staged.rows("SELECT indicator FROM stg.observation")
    assert kept["indicator"] == "reconsideration.received"
    (rejected,) = staged.rows("SELECT * FROM etl.rejected")
    assert rejected["expectation"] == "rate_above_100"
    assert rejected["reason"] == "litigation.loss_rate is a share and can't be 112%."
    assert rejected["sentence"] == SENTENCE
    assert rejected["row"]["value"] == 112
    assert rejected["row"]["row_number"] == bad["row_number"]
    assert (rejected["url"], rejected["content_hash"]) == (document["url"], document["content_hash"])
    assert (rejected["load_id"], rejected["run_id"], rejected["state"]) == (load_id, run_id, "pending")
    assert (rejected["province_code"], rejected["partition_year"]) == ("99", 2024)


def test_a_row_that_fails_twice_is_one_rejected_row_with_two_reasons(staged: Warehouse, settings: Settings) -> None:
    load_id, run_id = staged.load()
    staged.observation(staged.document(load_id), value=-1, unit="人")

    assert validate(settings, load_id, run_id=run_id).rejected_rows == 1

    found = staged.rows("SELECT expectation FROM etl.rejected ORDER BY 1")
    assert [row["expectation"] for row in found] == ["unit_unexpected", "value_negative"]


def test_a_row_of_nothing_is_rejected_like_any_other(staged: Warehouse, settings: Settings) -> None:
    load_id, run_id = staged.load()
    document = staged.document(load_id)
    staged.observation(document)
    nullable = staged.rows(
        "SELECT column_name FROM information_schema.columns"
        " WHERE (table_schema, table_name, is_nullable) = ('stg', 'observation', 'YES')"
    )
    staged.observation(document, **{row["column_name"]: None for row in nullable})

    assert validate(settings, load_id, run_id=run_id).rejected_rows == 1

    rejected = staged.rows("SELECT expectation, locator, sentence FROM etl.rejected ORDER BY 1")
    assert [tuple(row.values()) for row in rejected] == [("column_missing", "", ""), ("evidence_missing", "", "")]


def test_only_the_rows_of_the_load_are_judged(staged: Warehouse, settings: Settings) -> None:
    other, _ = staged.load()
    staged.observation(staged.document(other), value=-1)
    load_id, run_id = staged.load()
    staged.observation(staged.document(load_id))

    result = validate(settings, load_id, run_id=run_id)

    assert result.rejected_rows == 0
    assert len(staged.rows("SELECT FROM stg.observation WHERE load_id = %s", other)) == 1


def test_the_same_fault_in_a_later_load_is_not_recorded_again(staged: Warehouse, settings: Settings) -> None:
    seen = []
    for _ in range(2):
        load_id, run_id = staged.load()
        document = staged.document(load_id)
        staged.observation(document, value=-1)
        for _ in range(2):  # read twice: the second reading is rejected though its twin passes
            staged.observation(document, 1)
        assert validate(settings, load_id, run_id=run_id).rejected_rows == 2
        rejected = staged.rows("SELECT * FROM etl.rejected ORDER BY rejected_id")
        assert [row["expectation"] for row in rejected] == ["value_negative", "duplicate_row"]
        seen.append(rejected)

    assert seen[0] == seen[1]
    assert len(staged.rows("SELECT FROM stg.observation")) == 2


def test_validating_again_changes_nothing_but_the_recorded_results(staged: Warehouse, settings: Settings) -> None:
    load_id, run_id = staged.load()
    document = staged.document(load_id)
    staged.observation(document, 1, value=-1)
    for _ in range(2):  # read twice: the second reading is rejected though its twin passes
        staged.observation(document)
    assert validate(settings, load_id, run_id=run_id).rejected_rows == 2
    before = staged.rows("SELECT * FROM stg.observation"), staged.rows("SELECT * FROM etl.rejected")

    again = validate(settings, load_id, run_id=run_id)

    assert again.success
    assert (staged.rows("SELECT * FROM stg.observation"), staged.rows("SELECT * FROM etl.rejected")) == before
    repeated = staged.rows("SELECT FROM etl.quality_result GROUP BY table_name, expectation HAVING count(*) > 1")
    assert repeated == []


def test_a_critical_batch_stops_the_partition_and_moves_nothing(staged: Warehouse, settings: Settings) -> None:
    load_id, run_id = staged.load()
    document = staged.document(load_id)
    staged.observation(document, sentence="")
    staged.observation(document, 1, sentence="", value=-1)

    result = validate(settings, load_id, run_id=run_id)

    assert not result.success
    assert [verdict.expectation.meta.id for verdict in result.critical_failed] == ["no_evidence_at_all"]
    assert "stg_observation.yml: no_evidence_at_all: No observation of the load has a sentence" in str(result)
    assert len(staged.rows("SELECT FROM stg.observation")) == 2
    assert staged.rows("SELECT FROM etl.rejected") == []
    (recorded,) = staged.rows("SELECT success FROM etl.quality_result WHERE expectation = 'no_evidence_at_all'")
    assert recorded["success"] is False


def test_every_result_is_recorded_with_its_count(staged: Warehouse, settings: Settings) -> None:
    load_id, run_id = staged.load()
    document = staged.document(load_id, published_on=None)
    staged.observation(document)
    staged.observation(document, 1, value=-1)

    result = validate(settings, load_id, run_id=run_id)

    recorded = {row["expectation"]: row for row in staged.rows("SELECT * FROM etl.quality_result")}
    assert len(recorded) == len(result.results)
    negative = recorded["value_negative"]
    assert (negative["success"], negative["checked_rows"], negative["failed_rows"]) == (False, 2, 1)
    assert (negative["table_name"], negative["severity"], negative["run_id"]) == ("stg.observation", "critical", run_id)
    assert recorded["unit_unexpected"]["success"] is True
    assert [verdict.expectation.meta.id for verdict in result.warnings] == ["published_on_missing"]


def test_data_docs_are_built_for_the_partition_without_connection_or_values(
    staged: Warehouse, settings: Settings
) -> None:
    load_id, run_id = staged.load()
    staged.observation(staged.document(load_id), kind="<script>alert(1)</script>")

    result = validate(settings, load_id, run_id=run_id)

    assert result.data_docs == settings.data_docs / "99-2024" / "index.html"
    pages = "".join(page.read_text(encoding="utf-8") for page in result.data_docs.parent.rglob("*.html"))
    assert "stg_observation" in pages
    assert "kind_unknown" in pages
    assert "alert(1)" not in pages
    for secret in (staged.dsn, "fazhi_owner", "postgresql://", staged.dsn.rpartition("/")[2]):
        assert secret not in pages
    assert [path.name for path in settings.data_docs.iterdir()] == ["99-2024"]


def test_each_failing_row_of_hundreds_is_found(staged: Warehouse, settings: Settings) -> None:
    load_id, run_id = staged.load()
    document = staged.document(load_id)
    for position in range(600):
        staged.observation(document, position, value=-1 if position % 20 == 0 else position)

    result = validate(settings, load_id, run_id=run_id)

    assert result.rejected_rows == 30


def test_a_load_that_is_none_is_named(staged: Warehouse, settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="there is no load 77"):
        validate(settings, 77, run_id=1)


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(WarehouseUnavailableError, match=r"127\.0\.0\.1:1"):
        validate(settings_for("postgresql://x@127.0.0.1:1/fazhi", tmp_path), 1, run_id=1)


def test_a_server_that_goes_away_meanwhile_is_not_blamed_on_a_suite(staged: Warehouse, settings: Settings) -> None:
    directory = settings.data_docs.parent
    text = (PROJECT / "expectations" / "stg_observation.yml").read_text(encoding="utf-8")
    killing = text.replace("WHERE things % 1 <> 0", "WHERE pg_terminate_backend(pg_backend_pid())")
    (directory / "stg_observation.yml").write_text(killing, encoding="utf-8")
    load_id, run_id = staged.load()
    staged.observation(staged.document(load_id))

    with pytest.raises(WarehouseUnavailableError, match=r"127\.0\.0\.1.* does not answer"):
        validate(replace(settings, expectations=directory), load_id, run_id=run_id)

    assert len(staged.rows("SELECT FROM stg.observation")) == 1


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("column: kind,", "column: kinds,", "kind_unknown: the batch has no column kinds"),
        ("{bound} is not", "{bond} is not", "bound_unknown: the batch has no column bond"),
        ("things % 1 <> 0", "thing % 1 <> 0", 'value_not_whole: column "thing" does not exist'),
        ("key: [load_id, document_id, row_number]", "key: [row]", "key: the batch has no column row"),
        ("WHERE observation.load_id", "WHERE observation.load", "batch: column observation.load does not exist"),
        ("observation.sentence, observation.evidence,", "observation.evidence,", "no column sentence"),
        (
            "{column: kind, value_set: [actual, target, previous, change, target_change]}",
            "{column: kind, value_set: [actual], mostly: 0.9}",
            "kind_unknown: mostly is not allowed at scope row",
        ),
        (
            "type: expect_column_values_to_match_regex",
            "type: expect_column_values_to_match_strftime_format",
            "locator_malformed: rows failing expect_column_values_to_match_strftime_format can't be found",
        ),
    ],
)
def test_a_suite_that_does_not_fit_the_warehouse_is_refused_with_file_and_entry(
    staged: Warehouse, settings: Settings, right: str, wrong: str, message: str
) -> None:
    text = (PROJECT / "expectations" / "stg_observation.yml").read_text(encoding="utf-8")
    assert right in text
    directory = settings.data_docs.parent
    (directory / "stg_observation.yml").write_text(text.replace(right, wrong, 1), encoding="utf-8")
    load_id, run_id = staged.load()
    staged.observation(staged.document(load_id))

    with pytest.raises(ConfigurationError) as refused:
        validate(replace(settings, expectations=directory), load_id, run_id=run_id)

    assert "stg_observation.yml: " in str(refused.value)
    assert message in str(refused.value)
    assert len(staged.rows("SELECT FROM stg.observation")) == 1

"""Each expectation of `expectations/` meets the fault it is for: one fault a document, all in one load."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fazhi.quality.gate import GateResult, validate
from fazhi.quality.suites import load_suites
from fazhi.settings import PROJECT, Settings
from fazhi_local.postgres import PostgresServer
from tests.databases import database
from tests.quality.conftest import settings_for
from tests.quality.staged import STARTED_AT, Warehouse

YEAR_2012 = {"period": "2012", "period_year": 2012, "period_start": date(2012, 1, 1), "period_end": date(2012, 12, 31)}
HALF_OF_2012 = YEAR_2012 | {"period": "2012H1", "granularity": "half", "period_end": date(2012, 6, 30)}
# What is wrong with an observation -> the sentence that a person reads about it
OBSERVATION_FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("column_missing", {"subject": None}, "The extractor left out subject."),
    ("column_missing", {"unit": None, "scope": None}, "The extractor left out unit, scope."),
    ("column_missing", {"locator": None}, "The extractor left out locator."),
    ("column_missing", {"indicator": None}, "The extractor left out indicator."),
    ("indicator_unknown", {"indicator": "litigation.wins"}, "The catalogue has no indicator litigation.wins."),
    ("kind_unknown", {"kind": "forecast"}, "forecast is not a kind of figure."),
    ("confidence_unknown", {"confidence": "0.9"}, "0.9 is not a level of confidence."),
    ("bound_unknown", {"bound": ">"}, "> is not a bound; only >= and <= are."),
    ("basis_unknown", {"basis": "存量"}, "存量 is not a basis; only stock, new and cumulative are."),
    ("locator_malformed", {"locator": "line 7"}, "line 7 is neither a paragraph (p12) nor a cell (t1r2c3)."),
    (
        "region_unknown",
        {"source_code": "990399"},
        "The regions have no division 990399; add it to a divisions.csv.",
    ),
    (
        "region_not_in_force",
        {"source_code": "990230"} | YEAR_2012,
        "The division 990230 was not in force on 2012-12-31; released, the figure is of its nearest version.",
    ),
    (
        "region_not_in_force",
        {"source_code": "990240"}
        | YEAR_2012
        | {"period": "2024", "period_year": 2024, "period_end": date(2024, 12, 31)},
        "The division 990240 was not in force on 2024-12-31; released, the figure is of its nearest version.",
    ),
    (
        "region_not_in_force",
        {"source_code": "990270"} | HALF_OF_2012,
        "The division 990270 was not in force on 2012-06-30; released, the figure is of its nearest version.",
    ),
    (
        "breakdown_undeclared",
        {"breakdown": "case_type=maritime"},
        "The catalogue declares no breakdown case_type=maritime for reconsideration.received.",
    ),
    ("unit_unexpected", {"unit": "人"}, "reconsideration.received is counted in 件, not in 人."),
    ("unit_unexpected", {"unit": "%"}, "reconsideration.received is counted in 件, not in %."),
    ("unit_unexpected", {"kind": "change", "unit": "人"}, "reconsideration.received is counted in 件, not in 人."),
    (
        "period_malformed",
        {"period": "2024H3", "period_year": None, "granularity": None},
        "2024H3 is not a period such as 2023, 2022H1, 2024Q3, 2024M1-10 or 2020-2022.",
    ),
    (
        "period_out_of_range",
        {"period": "1998", "period_year": 1998, "period_start": date(1998, 1, 1), "period_end": date(1998, 12, 31)},
        "The period 1998 does not end between 2005 and 2031, the years that the warehouse keeps.",
    ),
    (
        "period_out_of_range",
        {"period": "2076", "period_year": 2076, "kind": "target"},
        "The period 2076 does not end between 2005 and 2031, the years that the warehouse keeps.",
    ),
    (
        "period_not_begun",
        {"period": "2026", "period_year": 2026, "period_start": date(2026, 1, 1), "period_end": date(2026, 12, 31)},
        "Said to have happened in 2026, in a document published on 2025-03-28.",
    ),
    ("value_status_contradicts", {"value": None}, "The value is (nothing) but its status says reported."),
    ("value_status_contradicts", {"value_status": "empty"}, "The value is 76 but its status says empty."),
    ("value_status_contradicts", {"value_status": "zero"}, "The value is 76 but its status says zero."),
    ("value_status_contradicts", {"value_status": "lost"}, "The value is 76 but its status says lost."),
    ("range_reversed", {"value_max": 70}, "The range ends at 70, below its start 76."),
    (
        "rate_above_100",
        {"indicator": "litigation.loss_rate", "unit": "%", "value": Decimal("100.5")},
        "litigation.loss_rate is a share and can't be 100.5%.",
    ),
    (
        "rate_above_100",
        {"indicator": "litigation.loss_rate", "unit": "%", "value": 95, "value_max": 105, "kind": "target"},
        "litigation.loss_rate is a share and can't be 105%.",
    ),
    (
        "value_negative",
        {"value": -3, "kind": "previous"},
        "reconsideration.received can't be -3 件: only a change may be negative.",
    ),
    ("value_not_whole", {"value": Decimal("7.60")}, "7.6 件 is not a whole number."),
    ("magnitude_implausible", {"value": 2 * 10**9}, "2000000000 件 is more than any county could report."),
    (
        "magnitude_implausible",
        {"indicator": "enforcement.penalty_amount", "unit": "元", "value": 2 * 10**12},
        "2000000000000 元 is more than any county could report.",
    ),
    (
        "evidence_missing",
        {"evidence_start": 13, "evidence_end": 13},
        "76 件 for reconsideration.received comes without the place and sentence it was read from.",
    ),
    (
        "evidence_missing",
        {"sentence": "  ", "evidence": "  "},
        "76 件 for reconsideration.received comes without the place and sentence it was read from.",
    ),
    (
        "evidence_outside_sentence",
        {"evidence": "78件"},
        "The figure 78件 does not stand in the sentence given for it.",
    ),
    (
        "evidence_outside_sentence",
        {"evidence_start": 900, "evidence_end": 903},
        "The figure 76件 does not stand in the sentence given for it.",
    ),
]

# What is unusual and still right: none of these may be rejected
OBSERVATIONS_THAT_STAY: list[dict[str, Any]] = [
    {"source_code": "990230"},
    {"source_code": "990250"} | YEAR_2012,  # under the code it had then
    {"source_code": "990260"} | HALF_OF_2012,  # it began in that year, nobody knows on which day
    {"value": 0},
    {"value": 0, "value_status": "zero"},
    {"value": None, "value_status": "empty"},
    {"value": None, "value_status": "not_applicable"},
    {"value": 3, "value_max": 5},
    {"kind": "change", "value": Decimal("-38.57"), "unit": "%"},
    {"kind": "change", "value": -12},
    {"kind": "change", "value": Decimal("250.4"), "unit": "%"},
    {"kind": "target_change", "value": 20, "unit": "%"},
    {"indicator": "litigation.loss_rate", "unit": "%", "value": 100},
    {"indicator": "litigation.loss_rate", "unit": "百分点", "value": Decimal("-2.1"), "kind": "change"},
    {"indicator": "enforcement.penalty_amount", "unit": "元", "value": Decimal("8780073.5")},
    {"indicator": "lawyers.per_10k", "unit": "人/万人", "value": Decimal("1.78")},
    {"indicator": "lawyers.cases", "breakdown": "case_type=civil"},
    {"locator": "t2r14c9"},
    {"kind": "target", "bound": ">=", "value": 5000}
    | {"period": "2025", "period_year": 2025, "period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)},
    {"period": "2025", "period_year": 2025, "period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)},
    {"period": "2020-2022", "period_year": 2022, "granularity": "span", "basis": "cumulative"}
    | {"period_start": date(2020, 1, 1), "period_end": date(2022, 12, 31)},
]

DOCUMENT_WARNINGS: list[tuple[str, dict[str, Any]]] = [
    ("title_missing", {"title": " "}),
    ("published_on_missing", {"published_on": None}),
    ("published_after_capture", {"published_on": date(2025, 4, 9)}),
    ("document_type_unknown", {"document_type": "novel"}),
    ("nothing_extracted", {"observations": 0}),
]
OBSERVATION_WARNINGS: list[tuple[str, dict[str, Any]]] = [
    (
        "period_missing",
        {"period": "", "granularity": "unknown", "period_start": None, "period_end": None, "period_source": ""},
    ),
    ("value_looks_like_year", {"value": 2024, "evidence": "2024年", "sentence": "2024年全年新收76件。"}),
]
CHECK_FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("check_result_unknown", {"result": "perhaps"}),
    ("check_period_out_of_range", {"period": "1998", "period_year": 1998}),
    ("check_period_out_of_range", {"period": "x", "period_year": None, "granularity": None}),
]
STATEMENT_FAULTS: list[tuple[str, dict[str, Any], str]] = [
    ("statement_column_missing", {"subject": None}, "The extractor left out subject."),
    ("statement_column_missing", {"sentence": None, "period": None}, "The extractor left out period, sentence."),
    (
        "statement_unknown",
        {"statement": "litigation.never_sued"},
        "The catalogue has no statement litigation.never_sued.",
    ),
    (
        "statement_kind_unknown",
        {"kind": "previous"},
        "previous is not a kind of statement; only actual and target are.",
    ),
    ("statement_confidence_unknown", {"confidence": "sure"}, "sure is not a level of confidence."),
    ("statement_locator_malformed", {"locator": "line 7"}, "line 7 is neither a paragraph (p12) nor a cell (t1r2c3)."),
    (
        "statement_region_unknown",
        {"source_code": "990399"},
        "The regions have no division 990399; add it to a divisions.csv.",
    ),
    (
        "statement_region_not_in_force",
        {"source_code": "990230"} | YEAR_2012,
        "The division 990230 was not in force on 2012-12-31; released, it is told of its nearest version.",
    ),
    (
        "statement_period_out_of_range",
        {"period": "1998", "period_year": 1998},
        "The period 1998 is none that the warehouse keeps, 2005 to 2031.",
    ),
    (
        "statement_period_out_of_range",
        {"period": "2024H3", "period_year": None, "granularity": None},
        "The period 2024H3 is none that the warehouse keeps, 2005 to 2031.",
    ),
    (
        "statement_period_not_begun",
        {"period": "2026", "period_year": 2026, "period_start": date(2026, 1, 1)},
        "Told as so in 2026, in a document published on 2025-03-28.",
    ),
    (
        "statement_evidence_not_exact",
        {"evidence_start": 208, "evidence_end": 211},
        "零败诉 does not stand where litigation.none_lost was read in its sentence.",
    ),
    (
        "statement_evidence_not_exact",
        {"evidence": "  "},
        "   does not stand where litigation.none_lost was read in its sentence.",
    ),
]
# One fault in a load of its own: it stops the load
BATCH_FAULTS: list[tuple[str, str]] = [
    ("staging_keys_repeat", "UPDATE stg.observation SET row_number = 1"),
    ("document_not_staged", "DELETE FROM stg.document WHERE document_id = 2"),
    ("key_column_empty", "UPDATE stg.observation SET indicator = NULL"),
    ("key_column_empty", "UPDATE stg.observation SET period_year = NULL"),
    ("no_evidence_at_all", "UPDATE stg.observation SET sentence = ''"),
    ("regions_not_loaded", "DELETE FROM dw.dim_region"),
    ("document_of_other_partition", "UPDATE stg.document SET partition_year = 2023 WHERE document_id = 1"),
    ("document_of_other_partition", "UPDATE stg.document SET source_code = '110101' WHERE document_id = 1"),
    ("content_hash_malformed", "UPDATE stg.document SET content_hash = '' WHERE document_id = 1"),
    ("url_malformed", "UPDATE stg.document SET url = 'javascript:alert(1)' WHERE document_id = 1"),
    ("statement_document_not_staged", "UPDATE stg.statement SET document_id = 9"),
    ("check_document_not_staged", "UPDATE stg.document_check SET document_id = 9"),
]


class Judged:
    """A load with every row fault, validated once."""

    def __init__(self, warehouse: Warehouse, settings: Settings) -> None:
        self.warehouse = warehouse
        self.load_id, run_id = warehouse.load()
        warehouse.insert(
            "dw.dim_region",
            **{"region_id": 2, "code": "990230", "name": "新设区", "level": "county", "province_code": "99"},
            valid_from=date(2016, 1, 1),
            recorded_at=STARTED_AT,
        )
        for number, code, name, begun, ended in (
            (3, "990240", "撤销县", date(2005, 1, 1), date(2019, 1, 1)),
            (4, "990251", "改设县", date(2005, 1, 1), date(2016, 1, 1)),
            (4, "990250", "改设区", date(2016, 1, 1), None),
            (5, "990260", "析置区", date(2012, 12, 31), None),
            (6, "990270", "晚设区", date(2012, 12, 30), None),
        ):
            warehouse.insert(
                "dw.dim_region",
                **{"region_id": number, "code": code, "name": name, "level": "county", "province_code": "99"},
                **{"valid_from": begun, "valid_to": ended, "recorded_at": STARTED_AT},
            )
        self.faulty = [self._observed(changed) for _, changed, _ in OBSERVATION_FAULTS]
        self.right = [self._observed(changed) for changed in OBSERVATIONS_THAT_STAY]
        self.doubtful = [self._observed(changed) for _, changed in OBSERVATION_WARNINGS]
        self.documents = [self._document(**changed) for _, changed in DOCUMENT_WARNINGS]
        self.checks = [warehouse.check(self._document(), **changed) for _, changed in CHECK_FAULTS]
        self.checks.append(warehouse.check(self._document(source_code="990399")))
        warehouse.insert("dw.dim_statement", code="litigation.none_lost", name_zh="零败诉", name_en="None lost")
        self.told = [warehouse.statement(self._document(), **changed) for _, changed, _ in STATEMENT_FAULTS]
        self.rightly_told = warehouse.statement(self._document())
        twice = self._document()
        self.first, self.second = warehouse.observation(twice), warehouse.observation(twice, 1)
        warehouse.connection.execute(
            "UPDATE stg.observation SET evidence_start = 10, evidence_end = 13, sentence_start = 0"
            " WHERE document_id = %s",
            [twice["document_id"]],
        )
        self.result: GateResult = validate(settings, self.load_id, run_id=run_id)

    def _document(self, **changed: Any) -> dict[str, Any]:
        number = len(self.warehouse.rows("SELECT FROM stg.document")) + 1
        return self.warehouse.document(self.load_id, number, **changed)

    def _observed(self, changed: dict[str, Any]) -> dict[str, Any]:
        of_document = {name: each for name, each in changed.items() if name == "source_code"}
        of_row = {name: each for name, each in changed.items() if name != "source_code"}
        return self.warehouse.observation(self._document(**of_document), **of_row)

    def rejections(self, row: dict[str, Any], table: str = "stg.observation") -> dict[str, str]:
        """Expectation -> reason, of what was rejected in the document of `row`."""
        found = self.warehouse.rows(
            "SELECT expectation, reason FROM etl.rejected WHERE table_name = %s AND row ->> 'document_id' = %s",
            table,
            str(row["document_id"]),
        )
        return {rejected["expectation"]: rejected["reason"] for rejected in found}

    def staged(self, row: dict[str, Any], table: str = "observation") -> int:
        return len(self.warehouse.rows(f"SELECT FROM stg.{table} WHERE document_id = %s", row["document_id"]))


@pytest.fixture(scope="module")
def judged(
    postgres: PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Judged]:
    with database(postgres, template=migrated_template) as dsn:
        warehouse = Warehouse(dsn)
        yield Judged(warehouse, settings_for(dsn, tmp_path_factory.mktemp("judged")))
        warehouse.connection.close()


@pytest.mark.parametrize("number", range(len(OBSERVATION_FAULTS)), ids=lambda n: f"{OBSERVATION_FAULTS[n][0]}-{n}")
def test_a_faulty_observation_is_rejected_for_its_fault_and_nothing_else(judged: Judged, number: int) -> None:
    expectation, _, reason = OBSERVATION_FAULTS[number]
    row = judged.faulty[number]

    assert judged.rejections(row) == {expectation: reason}
    assert judged.staged(row) == 0
    assert judged.staged(row, "document") == 1


@pytest.mark.parametrize("number", range(len(OBSERVATIONS_THAT_STAY)))
def test_an_unusual_but_right_observation_stays(judged: Judged, number: int) -> None:
    row = judged.right[number]

    assert judged.rejections(row) == {}
    assert judged.staged(row) == 1


def test_of_a_figure_read_twice_the_first_reading_stays(judged: Judged) -> None:
    (kept,) = judged.warehouse.rows("SELECT * FROM stg.observation WHERE document_id = %s", judged.first["document_id"])

    assert kept["row_number"] == judged.first["row_number"]
    assert list(judged.rejections(judged.second)) == ["duplicate_row"]


@pytest.mark.parametrize("number", range(len(STATEMENT_FAULTS)), ids=lambda n: f"{STATEMENT_FAULTS[n][0]}-{n}")
def test_a_faulty_statement_is_rejected_for_its_fault_and_nothing_else(judged: Judged, number: int) -> None:
    expectation, _, reason = STATEMENT_FAULTS[number]
    row = judged.told[number]

    assert judged.rejections(row, "stg.statement") == {expectation: reason}
    assert judged.staged(row, "statement") == 0


def test_a_clean_statement_stays(judged: Judged) -> None:
    assert judged.rejections(judged.rightly_told, "stg.statement") == {}
    assert judged.staged(judged.rightly_told, "statement") == 1


@pytest.mark.parametrize("number", range(len(CHECK_FAULTS)))
def test_a_faulty_check_is_rejected(judged: Judged, number: int) -> None:
    row = judged.checks[number]

    assert list(judged.rejections(row, "stg.document_check")) == [CHECK_FAULTS[number][0]]
    assert judged.staged(row, "document_check") == 0


def test_a_check_of_an_unknown_county_is_rejected(judged: Judged) -> None:
    assert list(judged.rejections(judged.checks[-1], "stg.document_check")) == ["check_region_unknown"]


def test_a_warning_is_counted_and_keeps_the_row(judged: Judged) -> None:
    counted = {verdict.expectation.meta.id: verdict.failing for verdict in judged.result.warnings}

    assert counted == {name: 1 for name, _ in DOCUMENT_WARNINGS + OBSERVATION_WARNINGS}
    for row in judged.doubtful:
        assert judged.rejections(row) == {}
        assert judged.staged(row) == 1


def test_the_load_succeeds_and_counts_the_rows_it_lost(judged: Judged) -> None:
    assert judged.result.success
    assert judged.result.rejected_rows == len(OBSERVATION_FAULTS) + len(STATEMENT_FAULTS) + len(CHECK_FAULTS) + 2


@pytest.mark.parametrize(("expectation", "spoil"), BATCH_FAULTS)
def test_a_broken_load_is_stopped(staged: Warehouse, settings: Settings, expectation: str, spoil: str) -> None:
    load_id, run_id = staged.load()
    for document in (staged.document(load_id, 1), staged.document(load_id, 2)):
        staged.observation(document)
        staged.observation(document, 1)
    staged.check(document | {"document_id": 1})
    staged.statement(document | {"document_id": 1})
    staged.connection.execute(spoil)

    result = validate(settings, load_id, run_id=run_id)

    assert [verdict.expectation.meta.id for verdict in result.critical_failed] == [expectation]
    assert len(staged.rows("SELECT FROM stg.observation")) == 4
    assert staged.rows("SELECT FROM etl.rejected") == []


def test_every_expectation_has_met_its_fault() -> None:
    declared = {
        (suite.name, entry.meta.id)
        for suite in load_suites(PROJECT / "expectations")
        for entry in suite.expectations
        if suite.of_staging  # those of the star: tests/warehouse/test_star_gate.py
    }
    tried = {
        *(fault[0] for fault in OBSERVATION_FAULTS + STATEMENT_FAULTS),
        *(fault[0] for fault in CHECK_FAULTS + DOCUMENT_WARNINGS + OBSERVATION_WARNINGS + BATCH_FAULTS),
        "duplicate_row",
        "check_region_unknown",
    }

    assert {name for _, name in declared} == tried
    assert len(declared) == len(tried), "an id names one rule, whatever the table"

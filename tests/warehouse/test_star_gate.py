"""The suites of the star: each expectation meets the fault it is for, and what is merely unusual passes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fazhi import derive
from fazhi.derive import GateClosedError
from fazhi.quality.gate import GateResult, validate_star
from fazhi.quality.results import latest_results, results_of_load
from fazhi.quality.suites import load_suites
from fazhi.settings import PROJECT, Settings
from fazhi.warehouse import merge
from fazhi.warehouse.database import Connection
from tests.warehouse.pages import Page, load, page, said, stage

EAST, WEST = "990101", "990102"
SUMMARY, STATISTICS = "bureau_summary", "enforcement_statistics"


@pytest.fixture
def settings(prepared: str, tmp_path: Path) -> Settings:
    return Settings.from_environment({"FAZHI_WAREHOUSE_DSN": prepared, "FAZHI_DATA_DOCS": str(tmp_path / "docs")})


def last_year(url: str, *says: object, **more: object) -> Page:
    of_2023 = {"report_year": 2023, "partition_year": 2023, "published_on": date(2024, 3, 1)}
    return page(url, *says, **of_2023 | more)  # type: ignore[arg-type]


def merged(connection: Connection, *pages: Page) -> tuple[int, int]:
    """The load and the run of pages that were merged."""
    load_id = stage(connection, pages)
    merge.merge_load(connection, load_id)
    run = connection.execute("SELECT run_id FROM etl.load WHERE load_id = %s", (load_id,)).fetchone()
    assert run is not None
    connection.commit()
    return load_id, run[0]


def judged(connection: Connection, settings: Settings, *pages: Page, spoil: tuple[str, ...] = ()) -> GateResult:
    load_id, run_id = merged(connection, *pages)
    for statement in spoil:
        assert connection.execute(statement).rowcount == 1, statement  # type: ignore[arg-type]
    connection.commit()
    return validate_star(settings, load_id, run_id=run_id)


def targets(number: int) -> list[object]:
    """Figures that no fact is chosen from."""
    return [said("litigation.filed", str(each), kind="target") for each in range(number)]


def spoilt(url: str, assignment: str) -> str:
    return (
        f"UPDATE dw.fact_observation SET {assignment} WHERE document_id ="
        f" (SELECT document_id FROM dw.dim_document WHERE url = 'https://county.example/{url}')"
    )


def test_each_expectation_meets_its_fault(connection: Connection, settings: Settings) -> None:
    load(
        connection,
        last_year("drift-2023", said("litigation.filed", "120", "2023")),
        last_year("summary-2023", *targets(24), county=WEST, document_type=SUMMARY),
        last_year("statistics-2023", *targets(6), county=WEST, document_type=STATISTICS),
        last_year("overdue-2023", county=WEST, document_type="disclosure_annual_report"),
    )
    one_target = said("litigation.filed", "5", kind="target")
    other = {"document_type": "other"}
    result = judged(
        connection,
        settings,
        page("drift", said("litigation.filed", "1300")),
        page("summary", *targets(3), county=WEST, document_type=SUMMARY),
        page("statistics", *targets(1), county=WEST, document_type=STATISTICS),
        page("dangling", one_target, **other),
        page("evidence", one_target, **other),
        page("unit", one_target, **other),
        page("rate", said("litigation.loss_rate", "20", unit="%", kind="target"), **other),
        page("region", one_target, county=WEST, **other),
        page("twice", one_target, said("litigation.filed", "6", kind="target"), **other),
        page("unfounded", said("reconsideration.received", "76"), **other),
        spoil=(
            spoilt("dangling", "indicator_key = 0"),
            spoilt("evidence", "evidence = '6'"),
            spoilt("unit", "unit = '人'"),
            spoilt("rate", "value = 120"),
            spoilt("region", "region_key = (SELECT min(region_key) FROM dw.dim_region WHERE name = '西河县')"),
            spoilt("twice", "evidence_start = (SELECT min(evidence_start) FROM dw.fact_observation)")
            + " AND value = 6",
            spoilt("twice", "evidence_start = 999, evidence_end = 1000") + " AND value = 5",
            spoilt("twice", "evidence_start = 999, evidence_end = 1000") + " AND value = 6",
            "UPDATE dw.fact_indicator SET value = 67 WHERE value = 76",
            "UPDATE dw.fact_publication SET document_id = 0 WHERE year = 2024 AND found AND document_type ="
            " 'rule_of_law_annual_report'",
        ),
    )

    found = {
        each.expectation: each.examples for each in results_of_load(connection, result.load_id) if not each.success
    }
    county = "https://county.example"
    assert found.pop("observation_without_dimension")[0].endswith("of 2024 points to no indicator.")
    assert found == {
        "observation_without_evidence": [
            f"5 件 for litigation.filed of {county}/evidence: its evidence 6 does not stand in its sentence."
        ],
        "observation_unit_differs": [f"{county}/unit gives litigation.filed in 人; it is counted in 件."],
        "observation_rate_above_100": [f"{county}/rate: litigation.loss_rate is a share and can't be 120%."],
        "observation_region_of_other_time": [
            "litigation.filed of 2024 stands under 西河县, a version of the county that was not valid then; "
            f"{county}/region"
        ],
        "observation_repeats": [f"{county}/twice is held to say litigation.filed of 2024 twice at the same place."],
        "fact_without_observation": [
            "67 件 is held for reconsideration.received of 东河县 in 2024, and no current observation says so."
        ],
        "fact_drifts": ["东河县: litigation.filed of 2024 is 1300 件, 120 the year before (10.8 times)."],
        "figures_of_type_fell": ["西河区: bureau_summary of 2024 gave 3 figures, 24 the year before."],
        "figures_of_county_fell": ["西河区 gave 4 figures of 2024, 30 the year before in documents of the same types."],
        "publication_without_document": [
            "东河县: rule_of_law_annual_report of 2024 counts as found, and no current document is it."
        ],
        "publication_overdue": [
            "西河区 published disclosure_annual_report of 2023; that of 2024 was due by 2025-01-31 and is not out."
        ],
    }
    critical = {verdict.expectation.meta.id for verdict in result.critical_failed}
    warned = {verdict.expectation.meta.id for verdict in result.warnings}
    suites = [suite for suite in load_suites(PROJECT / "expectations") if not suite.of_staging]
    assert critical | warned == {entry.meta.id for suite in suites for entry in suite.expectations}
    assert critical == set(found) - warned | {"observation_without_dimension"}
    assert "is not scored until that is corrected" in str(result)
    assert "https://" not in str(result), "rows stay in the warehouse"


def test_what_is_unusual_and_right_passes(connection: Connection, settings: Settings) -> None:
    load(
        connection,
        last_year("a-2023", said("litigation.filed", "3", "2023"), said("litigation.loss_rate", "1", "2023", unit="%")),
        last_year("b-2023", said("litigation.filed", "300", "2023", approx=True), county=WEST),
        last_year("c-2023", *targets(30), county=WEST, document_type=SUMMARY),
        last_year("d-2023", *targets(15), document_type=SUMMARY),
        last_year("e-2023", said("enforcement.penalty_amount", "5000", "2023", unit="元"), document_type="other"),
        last_year("f-2023", said("reconsideration.received", "200", "2023"), document_type="other"),
    )
    result = judged(
        connection,
        settings,
        page("a", said("litigation.filed", "90"), said("litigation.loss_rate", "40", unit="%")),  # 30 times of little
        page("b", said("litigation.filed", "9000"), county=WEST),  # of about 300
        page("c", *targets(6), county=WEST, document_type=SUMMARY),  # a fifth
        page("d", document_type=SUMMARY),  # of fewer than 20
        page("e", said("enforcement.penalty_amount", "800000", unit="元"), document_type="other"),
        page("f", said("reconsideration.received", "0"), document_type="other"),
        page("g", said("reconsideration.received", "9000", "2024H1"), document_type="other"),
        page("h", said("litigation.filed", "-300", kind="change", unit="%"), document_type="other"),
    )

    assert result.success
    assert [str(verdict.expectation.meta.id) for verdict in result.warnings] == []
    assert result.data_docs.exists()


def test_what_a_person_let_pass_is_not_held_against_the_star(connection: Connection, settings: Settings) -> None:
    load(connection, page("x", said("litigation.filed", "1", "2004")))
    connection.execute(
        "UPDATE etl.rejected"
        " SET state = 'released', decided_at = recorded_at, decided_by = '李', decision_reason = '核实'"
    )
    result = judged(
        connection,
        settings,
        page("x", said("litigation.filed", "5", kind="target", unit="人")),
        page("y", said("litigation.filed", "5", kind="target", unit="人")),
    )

    assert [verdict.failing for verdict in result.critical_failed] == [1]


def test_a_load_whose_star_fails_is_failed_and_not_scored(connection: Connection, settings: Settings) -> None:
    load_id, run_id = merged(connection, page("x", said("litigation.filed", "5", kind="target")))
    connection.execute(spoilt("x", "unit = '人'"))  # type: ignore[arg-type]
    connection.commit()

    with pytest.raises(GateClosedError, match="observation_unit_differs"):
        derive.merge_load(settings, {"run_id": run_id, "load_id": load_id})

    assert connection.execute("SELECT state FROM etl.run WHERE run_id = %s", (run_id,)).fetchone() == ("failed",)


def test_warnings_stand_in_the_summary_of_the_run(connection: Connection, settings: Settings) -> None:
    load(connection, last_year("x-2023", said("litigation.filed", "120", "2023")))
    load_id = stage(connection, [page("x", said("litigation.filed", "1300"))])
    run = connection.execute("SELECT run_id FROM etl.load WHERE load_id = %s", (load_id,)).fetchone()
    connection.commit()
    assert run is not None

    derive.merge_load(settings, {"run_id": run[0], "load_id": load_id})

    found = connection.execute("SELECT state, summary -> 'warnings' FROM etl.run WHERE run_id = %s", run).fetchone()
    assert found == ("success", {"fact_drifts": 1})
    assert {each.load_id for each in latest_results(connection)} == {load_id}

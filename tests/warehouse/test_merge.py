"""Staging to star: what is inserted, superseded and left alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fazhi.warehouse.database import Connection
from tests.warehouse.pages import load, page, said


def _facts(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT region.code, indicator.code, period.code, value, reason FROM dw.fact_indicator"
        " JOIN dw.dim_region AS region USING (region_key) JOIN dw.dim_indicator AS indicator USING (indicator_key)"
        " JOIN dw.dim_period AS period USING (period_key) WHERE superseded_at IS NULL ORDER BY 1, 2, 3"
    ).fetchall()


def test_a_new_document_brings_observations_facts_and_its_ledger_row(connection: Connection) -> None:
    result = load(connection, page("a", said("litigation.filed", "111"), said("litigation.lost", "3", "2023")))

    assert (result.documents_new, result.observations_added, result.changed_years) == (1, 2, (2023, 2024))
    assert result.partitions_to_score == ("99|2023", "99|2024", "99|2025")
    assert _facts(connection) == [
        ("990101", "litigation.filed", "2024", Decimal(111), "only_source"),
        ("990101", "litigation.lost", "2023", Decimal(3), "only_source"),
    ]
    assert connection.execute(
        "SELECT sentence, evidence, substring(sentence FROM 1 + evidence_start FOR evidence_end - evidence_start)"
        " FROM dw.fact_observation WHERE year = 2024"
    ).fetchall() == [("2024年litigation.filedactual111件。", "111", "111")]
    assert connection.execute("SELECT url, observations, is_current FROM etl.derivation").fetchall() == [
        ("https://county.example/a", 2, True)
    ]

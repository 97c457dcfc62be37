"""Statements on their way from staging to the mart: inserted, superseded with the cause, left alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from fazhi.warehouse import ledger, staging
from fazhi.warehouse.database import Connection
from fazhi.warehouse.fingerprint import fingerprint, table_fingerprints
from tests.warehouse.pages import VERSIONS, Told, derive, load, night, page, said, stage

NONE_LOST = Told("litigation.none_lost", "零败诉")
ALL_APPEARED = Told("litigation.heads_all_appeared", "负责人全部出庭")
REPORT = replace(page("report", said("litigation.lost", "3")), tells=(NONE_LOST, ALL_APPEARED))


def _held(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT statement.code, superseded_cause FROM dw.fact_statement"
        " JOIN dw.dim_statement AS statement USING (statement_key) ORDER BY 1, statement_fact_key"
    ).fetchall()


def test_an_analyst_sees_what_is_told_beside_the_figure_held(connection: Connection) -> None:
    result = load(connection, REPORT)

    assert (result.statements_added, result.statements_superseded) == (2, 0)
    assert connection.execute(
        "SELECT region_name, statement_code, period, kind, indicator_code, indicator_value, held_value, sentence,"
        " evidence, locator FROM mart.statements ORDER BY statement_code"
    ).fetchall() == [
        (
            *("东河县", "litigation.heads_all_appeared", "2024", "actual"),
            *("litigation.head_appearance_rate", Decimal(100), None, "全县负责人全部出庭。", "负责人全部出庭", "p2"),
        ),
        (
            *("东河县", "litigation.none_lost", "2024", "actual"),
            *("litigation.lost", Decimal(0), Decimal(3), "全县零败诉。", "零败诉", "p1"),
        ),
    ]


def test_the_same_pages_again_change_no_row(connection: Connection) -> None:
    load(connection, REPORT)
    before = fingerprint(connection, history=True)
    rows = connection.execute("SELECT ctid, xmin, * FROM dw.fact_statement ORDER BY statement_fact_key").fetchall()

    again = load(connection, REPORT, at=night(1))

    assert (again.statements_added, again.statements_superseded) == (0, 0)
    assert fingerprint(connection, history=True) == before
    assert (
        connection.execute("SELECT ctid, xmin, * FROM dw.fact_statement ORDER BY statement_fact_key").fetchall() == rows
    )


def test_a_revision_supersedes_only_what_it_no_longer_tells(connection: Connection) -> None:
    load(connection, REPORT)

    result = load(connection, replace(REPORT, tells=(ALL_APPEARED,), captured_at=night(1)), at=night(1))

    assert (result.statements_added, result.statements_superseded) == (0, 1)
    assert _held(connection) == [
        ("litigation.heads_all_appeared", None),
        ("litigation.none_lost", "revised_by_source"),
    ]
    assert connection.execute("SELECT statement_code FROM mart.statements").fetchall() == [
        ("litigation.heads_all_appeared",)
    ]


@pytest.mark.parametrize(
    ("versions", "cause"),
    [
        (replace(VERSIONS, extractor="extractor 2"), "extractor"),
        (replace(VERSIONS, catalogue="catalogue 2"), "catalogue"),
    ],
)
def test_another_reading_of_the_same_text_is_named_by_its_cause(
    connection: Connection, versions: ledger.Versions, cause: str
) -> None:
    load(connection, REPORT)
    doubted = replace(NONE_LOST, confidence="likely")

    # its figures are settled: the statements are compared all the same
    load(connection, replace(REPORT, tells=(doubted, ALL_APPEARED)), at=night(1), versions=versions)

    assert _held(connection) == [
        ("litigation.heads_all_appeared", None),
        ("litigation.none_lost", cause),
        ("litigation.none_lost", None),
    ]


def test_the_fingerprint_tells_where_two_warehouses_differ(connection: Connection) -> None:
    load(connection, REPORT)
    before = table_fingerprints(connection, history=True)
    load(connection, replace(REPORT, tells=(NONE_LOST,), captured_at=night(1)), at=night(1))
    after = table_fingerprints(connection, history=True)
    changed = {name for name in before if before[name] != after[name]}
    assert {"fact_statement", "fact_statement history"} <= changed


def test_what_the_star_cannot_hold_is_rejected_with_its_reason(connection: Connection) -> None:
    tells = (
        replace(NONE_LOST, period="1999"),
        replace(NONE_LOST, period="soon"),
        replace(NONE_LOST, code="litigation.never_sued"),
        replace(NONE_LOST, kind="perhaps"),
    )
    result = load(connection, replace(REPORT, tells=tells))

    assert (result.statements_added, result.rejected) == (0, 4)
    assert connection.execute("SELECT expectation, reason FROM etl.rejected ORDER BY 1").fetchall() == [
        ("malformed", "A column holds what dw.fact_statement does not allow; the row shows which"),
        ("period_out_of_range", "The period 1999 is not within 2005 to 2031"),
        ("period_unreadable", '"soon" is not a period code'),
        ("unknown_statement", "The catalogue has no statement litigation.never_sued"),
    ]


def test_a_statement_without_period_is_kept_under_the_year_of_its_document(connection: Connection) -> None:
    load(connection, replace(REPORT, tells=(replace(NONE_LOST, period=""),)))
    assert connection.execute("SELECT period, year, granularity, held_value FROM mart.statements").fetchall() == [
        ("", 2024, "unknown", None)
    ]


def test_a_target_stands_beside_no_figure(connection: Connection) -> None:
    load(connection, replace(REPORT, tells=(replace(NONE_LOST, kind="target"),)))
    assert connection.execute("SELECT kind, held_value FROM mart.statements").fetchall() == [("target", None)]


def test_a_batch_that_is_tried_again_replaces_what_it_staged(connection: Connection) -> None:
    load_id = stage(connection, [REPORT])
    staging.stage(connection, load_id, [derive(connection, REPORT)])
    assert connection.execute("SELECT count(*) FROM stg.statement WHERE load_id = %s", (load_id,)).fetchone() == (2,)

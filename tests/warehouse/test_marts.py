"""The marts: what BI tools read, and the promise that columns are added and never renamed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from fazhi.reconcile.check import Check
from fazhi.warehouse import publications
from fazhi.warehouse.database import Connection
from tests.warehouse.pages import load, night, page, said

CONTRACT = Path(__file__).with_name("mart_contract.txt")


def test_columns_are_added_and_never_renamed_or_retyped(connection: Connection) -> None:
    rows = connection.execute(
        "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns"
        " WHERE table_schema = 'mart' ORDER BY table_name, ordinal_position"
    ).fetchall()
    columns = [row[0] for row in rows]
    promised = CONTRACT.read_text(encoding="utf-8").splitlines()
    assert [column for column in promised if column not in columns] == [], "broken promises to BI tools"
    assert [column for column in columns if column not in promised] == [], f"new columns: add them to {CONTRACT.name}"


@pytest.mark.parametrize("schema", ["etl", "stg", "dw", "mart"])
def test_every_table_view_and_column_says_what_it_holds(connection: Connection, schema: str) -> None:
    silent = connection.execute(
        "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0"
        " WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p', 'v') AND NOT relispartition"
        " AND NOT attisdropped AND relname <> 'alembic_version'"
        " AND (col_description(pg_class.oid, attnum) IS NULL OR obj_description(pg_class.oid, 'pg_class') IS NULL)",
        (schema,),
    ).fetchall()
    assert silent == []


def test_every_column_that_may_be_null_says_what_that_means(connection: Connection) -> None:
    silent = connection.execute(
        "SELECT attrelid::regclass::text, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE relnamespace::regnamespace::text IN ('etl', 'stg', 'dw') AND relkind IN ('r', 'p') AND attnum > 0"
        " AND NOT relispartition AND NOT attisdropped AND NOT attnotnull AND relname <> 'alembic_version'"
        " AND col_description(attrelid, attnum) !~* '(null|as in)'"
    ).fetchall()
    assert silent == []


def test_a_figure_with_its_sentence_source_and_standing(connection: Connection) -> None:
    check = Check(
        identity="litigation.loss_rate",
        result="contradicts",
        how="",
        period="2024",
        expected=Decimal("2.70"),
        found=Decimal("3.5"),
        operands=(1, 0),
    )
    figures = (said("litigation.lost", "3"), said("litigation.loss_rate", "3.5", unit="%"))
    load(connection, page("x", *figures, title="东河县法治政府建设年度报告", checks=(check,)))

    assert connection.execute(
        "SELECT region_name, indicator_code, period, value, unit, additive, check_status, document_title, sentence"
        " FROM mart.indicator_timeseries ORDER BY indicator_code"
    ).fetchall() == [
        (
            *("东河县", "litigation.loss_rate", "2024", Decimal("3.5"), "%", False, "contradicts"),
            *("东河县法治政府建设年度报告", "2024年litigation.loss_rateactual3.5%。"),
        ),
        (
            *("东河县", "litigation.lost", "2024", Decimal(3), "件", True, "contradicts"),
            *("东河县法治政府建设年度报告", "2024年litigation.lostactual3件。"),
        ),
    ]
    assert connection.execute("SELECT identity, operands, expected, found FROM mart.contradictions").fetchall() == [
        ("litigation.loss_rate", "litigation.loss_rate 3.5, litigation.lost 3", Decimal("2.70"), Decimal("3.5"))
    ]


def test_what_is_missing_is_a_row(connection: Connection) -> None:
    load(
        connection,
        page("late", said("litigation.filed", "1"), published_on=date(2025, 4, 3)),
        page("half", said("litigation.filed", "1"), document_type="bureau_summary", published_on=date(2025, 1, 5)),
        at=night(1),
    )
    load(
        connection,
        page("2023", said("disclosure.proactive", "9", "2023", unit="条"), document_type="disclosure_annual_report",
             report_year=2023, partition_year=2023, published_on=date(2024, 1, 31)),
        at=night(1),
    )  # fmt: skip
    assert connection.execute(
        "SELECT year, document_type, status, days_late, observations FROM mart.document_coverage ORDER BY 1, 2"
    ).fetchall() == [
        (2023, "disclosure_annual_report", "in_time", 0, 1),
        (2023, "enforcement_statistics", "missing", None, 0),
        (2023, "rule_of_law_annual_report", "missing", None, 0),
        (2024, "bureau_summary", "extra", None, 1),
        (2024, "disclosure_annual_report", "missing", None, 0),
        (2024, "enforcement_statistics", "missing", None, 0),
        (2024, "rule_of_law_annual_report", "late", 2, 1),
    ]


def test_a_document_is_missing_from_the_day_after_it_was_due(connection: Connection) -> None:
    load(connection, page("x", said("litigation.filed", "1"), document_type="bureau_summary"))
    assert publications.expect_overdue(connection, "99", today=date(2026, 1, 31)) == 0
    assert publications.expect_overdue(connection, "99", today=date(2026, 2, 1)) == 2
    assert publications.expect_overdue(connection, "99", today=date(2026, 4, 2)) == 1
    assert publications.expect_overdue(connection, "99", today=date(2026, 4, 2)) == 0
    missing = connection.execute("SELECT count(*) FROM mart.document_coverage WHERE status = 'missing' AND year = 2025")
    assert missing.fetchone() == (3,)


def test_rejected_rows_are_shown_with_reason_and_sentence(connection: Connection) -> None:
    load(connection, page("x", said("litigation.filed", "1", "2004")))
    assert connection.execute(
        "SELECT region_code, expectation, indicator_code, value, period, of_current_text, sentence"
        " FROM mart.rejected_rows"
    ).fetchall() == [
        (
            *("990101", "period_out_of_range", "litigation.filed", "1", "2004", True),
            "2004年litigation.filedactual1件。",
        )
    ]


def test_the_role_of_bi_tools_reads_and_does_not_write(connection: Connection) -> None:
    load(connection, page("x", said("litigation.filed", "1")))
    connection.execute("SET ROLE fazhi_bi")
    assert connection.execute("SELECT count(*) FROM mart.indicator_timeseries").fetchone() == (1,)
    assert connection.execute("SELECT count(*) FROM mart.document_coverage WHERE found").fetchone() == (1,)
    assert connection.execute("SELECT count(*) FROM mart.rejected_rows").fetchone() == (0,)
    assert connection.execute("SELECT count(*) FROM mart.site_health").fetchone() == (0,)
    for statement in ("DELETE FROM dw.fact_indicator", "TABLE etl.run", "TABLE stg.observation"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute(statement)


def test_the_role_of_the_loader_can_load_and_refresh_statistics(connection: Connection) -> None:
    connection.execute("SET ROLE fazhi_loader")
    many = page("x", *(said("litigation.filed", str(number)) for number in range(600)))
    assert load(connection, many).observations_added == 600
    known = connection.execute("SELECT reltuples FROM pg_class WHERE oid = 'dw.fact_observation_2024'::regclass")
    assert known.fetchone() == (600,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="for tables of dw and stg"):
        connection.execute("SELECT etl.analyse('pg_class')")

"""What a load makes the server handle grows with what is loaded, whatever statistics its tables had: no plan of a
second load meets each row with every other.

Measured by PostgreSQL's own auto_explain: the rows that every node of every plan of a load gave or threw away.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import sql
from psycopg.errors import Diagnostic

from fazhi.warehouse.database import Connection
from tests.warehouse.pages import Page, load, night, page, said

CODES = ("litigation.filed", "notary.cases", "legal_aid.cases", "mediation.cases")
DOCUMENTS = 500
# The dearest statement handles about ten rows for each that is staged. One that meets every document with every other
# handles a quarter of a million.
LIMIT = 30 * DOCUMENTS * len(CODES)


class Plans:
    """The plans of all that a connection runs from now on, functions and their statements too."""

    def __init__(self, connection: Connection) -> None:
        self._found: list[dict[str, Any]] = []
        connection.execute("LOAD 'auto_explain'")
        for name, value in (
            *(("log_min_duration", "0"), ("log_analyze", "on"), ("log_timing", "off"), ("log_level", "notice")),
            *(("log_format", "json"), ("log_nested_statements", "on")),
        ):
            connection.execute(sql.SQL("SET {} = {}").format(sql.Identifier("auto_explain", name), sql.Literal(value)))
        connection.commit()
        connection.add_notice_handler(self._notice)

    def rows_handled(self) -> dict[str, float]:
        """The rows that each statement handled where it handled most, by its text."""
        rows: dict[str, float] = {}
        for plan in self._found:
            handled = sum(map(_rows, _nodes(plan["Plan"])))
            rows[plan["Query Text"]] = max(handled, rows.get(plan["Query Text"], 0))
        return rows

    def _notice(self, notice: Diagnostic) -> None:
        _, found, plan = (notice.message_primary or "").partition("plan:\n")
        if found:
            self._found.append(json.loads(plan))


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _rows(node: dict[str, Any]) -> float:
    removed = sum(float(value) for name, value in node.items() if name.startswith("Rows Removed by"))
    return float(node["Actual Loops"]) * (float(node["Actual Rows"]) + removed)


def _report(number: int, *, revised: bool = False) -> Page:
    figures = (said(code, str(1000 + number * 10 + place + revised), "2024") for place, code in enumerate(CODES))
    return page(f"report-{number}", *figures)


def _reports(number: int, *, revised: bool = False) -> list[Page]:
    return [
        page(f"report-{each}", *(said(code, str(1000 + 10 * each + revised), "2024") for code in CODES))
        for each in range(number)
    ]


@pytest.mark.parametrize("first", [1, DOCUMENTS], ids=["a year that held little", "a year that held as much"])
def test_no_statement_of_a_load_meets_each_row_with_every_other(connection: Connection, first: int) -> None:
    plans = Plans(connection)
    load(connection, *_reports(first))
    load(connection, *_reports(DOCUMENTS), at=night(1))
    load(connection, *_reports(DOCUMENTS, revised=True), at=night(2))
    handled = plans.rows_handled()
    assert len(handled) > 20
    assert {text: rows for text, rows in handled.items() if rows > LIMIT} == {}


def test_without_its_statistics_one_would(connection: Connection) -> None:
    """What the test above sees: the planner takes the tables for empty, as the merge's own ANALYZE prevents."""
    connection.execute("CREATE OR REPLACE FUNCTION etl.analyse(target regclass) RETURNS void LANGUAGE sql AS 'SELECT'")
    connection.commit()
    load(connection, *_reports(1))
    plans = Plans(connection)
    load(connection, *_reports(DOCUMENTS), at=night(1))
    assert max(plans.rows_handled().values()) > LIMIT

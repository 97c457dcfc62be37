"""docs/decisions/0003-choice-policy.md, rule by rule."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fazhi.warehouse.database import Connection
from tests.warehouse.pages import Page, load, page, said

INDICATOR = "reconsideration.accepted"


def _chosen(connection: Connection) -> tuple[Any, ...] | None:
    return connection.execute(
        "SELECT value, reason, sources_agreeing, sources_disagreeing FROM dw.fact_indicator WHERE superseded_at IS NULL"
    ).fetchone()


def _page(url: str, value: str, indicator: str = INDICATOR, **more: Any) -> Page:
    fields = {
        name: more.pop(name) for name in ("kind", "approx", "bound", "confidence", "locator", "unit") if name in more
    }
    # every text another, or it would be one work
    return page(url, said(indicator, value, prose=f"{url}:", **fields), **more)


@pytest.mark.parametrize(
    ("winner", "loser", "reason"),
    [
        (_page("b", "76", document_type="other"), _page("a", "75", kind="previous"), "actual_over_quoted"),
        (
            _page("b", "76", published_on=date(2025, 1, 1)),
            _page("a", "75", document_type="bureau_summary"),
            "more_official_document",
        ),
        (
            _page("b", "76", "disclosure.proactive", document_type="disclosure_annual_report", unit="条"),
            _page("a", "75", "disclosure.proactive", unit="条"),
            "more_official_document",
        ),
        (
            _page("b", "76", published_on=date(2025, 1, 1)),
            _page("a", "75", report_year=2025),
            "report_of_that_year",
        ),
        (_page("b", "76", published_on=date(2025, 3, 2)), _page("a", "75"), "later_published"),
        (_page("b", "76", approx=True), _page("a", "75", confidence="likely"), "surer_reading"),
        (_page("b", "76", locator="p1"), _page("a", "75", approx=True, locator="t1r1c1"), "exact_over_approximate"),
        (_page("b", "76", locator="t0r1c1"), _page("a", "75"), "table_over_prose"),
        (_page("a", "76"), _page("b", "75"), "first_in_text"),
    ],
)
@pytest.mark.parametrize("winner_first", [True, False])
def test_the_first_rule_that_differs_decides(
    connection: Connection, winner: Page, loser: Page, reason: str, winner_first: bool
) -> None:
    for each in (winner, loser) if winner_first else (loser, winner):
        load(connection, each)
    assert _chosen(connection) == (Decimal(76), reason, 1, 1)


def test_a_look_back_serves_where_nothing_else_speaks(connection: Connection) -> None:
    load(connection, _page("a", "75", kind="previous", report_year=2025))
    assert _chosen(connection) == (Decimal(75), "only_source", 1, 0)


@pytest.mark.parametrize(
    ("indicator", "unit", "basis"), [("enforcement.certified_officers", "人", "new"), (INDICATOR, "件", "stock")]
)
def test_a_basis_that_is_another_quantity_is_not_chosen(
    connection: Connection, indicator: str, unit: str, basis: str
) -> None:
    load(connection, page("a", said(indicator, "75", unit=unit, basis=basis)))
    assert _chosen(connection) is None


def test_what_a_department_or_township_says_of_itself_is_kept_and_stands_for_nothing(connection: Connection) -> None:
    load(connection, _page("bureau", "75", document_type="other_body"))
    assert _chosen(connection) is None
    assert connection.execute("SELECT count(*) FROM dw.fact_publication WHERE found").fetchone() == (0,)

    load(connection, _page("county", "76"))
    assert _chosen(connection) == (Decimal(76), "only_source", 1, 0)
    assert connection.execute("SELECT value FROM dw.fact_observation ORDER BY 1").fetchall() == [(75,), (76,)]


@pytest.mark.parametrize("kind", ["change", "target"])
def test_neither_a_change_nor_a_target_is_what_happened(connection: Connection, kind: str) -> None:
    load(connection, page("a", said(INDICATOR, "75", kind=kind)))
    assert _chosen(connection) is None


@pytest.mark.parametrize(
    ("subjects", "values", "chosen"),
    [
        (("", "县委"), ("14", "6"), 14),
        (("县委中心组", "县委中心组"), ("12", "12"), 12),
        (("县委", "县政府"), ("6", "8"), None),
        (("县委", "县政府", "合计"), ("6", "8", "14"), 14),
    ],
)
def test_parts_are_chosen_only_where_one_is_the_total(
    connection: Connection, subjects: tuple[str, ...], values: tuple[str, ...], chosen: int | None
) -> None:
    figures = [said(INDICATOR, value, subject=subject) for subject, value in zip(subjects, values, strict=True)]
    load(connection, page("a", *figures))
    found = _chosen(connection)
    assert (found[0] if found else None) == chosen


@pytest.mark.parametrize(("values", "chosen"), [(("24", "19"), None), (("109", "27", "56", "26"), 109)])
def test_figures_side_by_side_in_one_sentence_are_parts(
    connection: Connection, values: tuple[str, ...], chosen: int | None
) -> None:
    load(connection, page("a", *(said(INDICATOR, value) for value in values), one_sentence=True))
    found = _chosen(connection)
    assert (found[0] if found else None) == chosen


@pytest.mark.parametrize(
    ("first", "second", "agree"),
    [
        (("500", {"approx": True}), ("563", {}), True),
        (("500", {"approx": True}), ("612", {}), False),
        (("200000", {"bound": ">="}), ("205312", {}), True),
        (("78", {"approx": True}), ("79", {}), False),
        (("99.8", {}), ("99.80", {}), True),
        (("3", {"value_max": Decimal(5)}), ("4", {}), True),
        (("3", {"value_max": Decimal(5)}), ("6", {}), False),
    ],
)
def test_when_figures_agree(
    connection: Connection, first: tuple[str, dict[str, Any]], second: tuple[str, dict[str, Any]], agree: bool
) -> None:
    for url, (value, fields) in zip("ab", (first, second), strict=True):
        load(connection, page(url, said(INDICATOR, value, prose=f"{url}:", **fields)))
    chosen = _chosen(connection)
    assert chosen is not None
    assert chosen[2:] == ((2, 0) if agree else (1, 1))


def test_a_target_is_chosen_whatever_the_year_of_the_report_and_the_bound(connection: Connection) -> None:
    load(
        connection,
        page("a", said(INDICATOR, "80", kind="target", bound=">=", prose="a:"), published_on=date(2025, 3, 2)),
    )
    load(connection, page("b", said(INDICATOR, "70", kind="target", prose="b:"), report_year=2023))
    rows = connection.execute("SELECT value, reason FROM dw.fact_target WHERE superseded_at IS NULL").fetchall()
    assert rows == [(Decimal(80), "later_published")]


def test_a_better_source_replaces_the_fact_with_its_cause(connection: Connection) -> None:
    load(connection, _page("a", "75", document_type="other"))
    load(connection, _page("b", "76"))
    rows = connection.execute("SELECT value, superseded_cause FROM dw.fact_indicator ORDER BY fact_key").fetchall()
    assert rows == [(Decimal(75), "other_source"), (Decimal(76), None)]

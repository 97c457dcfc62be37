"""The clocks as an analyst asks them: what was held, what was said, what changed and why, which targets were met."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from fazhi.warehouse.changes import changes_since
from fazhi.warehouse.database import Connection
from tests.warehouse.pages import MORNING, VERSIONS, Page, load, night, page, said

REPORT = page("report", said("litigation.filed", "111"), said("litigation.lost", "3"), said("notary.cases", "9"))


def _revised() -> Page:
    """The same page some nights later: one figure changed, one gone, one new."""
    says = (said("litigation.filed", "112"), said("litigation.lost", "3"), said("legal_aid.cases", "40"))
    return replace(REPORT, says=says, captured_at=night(3))


def _as_of(connection: Connection, which: str, moment: datetime) -> dict[str, Decimal]:
    rows = connection.execute(f"SELECT indicator_code, value FROM mart.as_of_{which}(%s)", (moment,))  # type: ignore[arg-type]
    return dict(rows.fetchall())


def test_what_we_answered_then_and_what_the_county_said_then(connection: Connection) -> None:
    load(connection, REPORT)
    load(connection, _revised(), at=night(5))  # captured in night 3, loaded two nights later

    first = {"litigation.filed": Decimal(111), "litigation.lost": Decimal(3), "notary.cases": Decimal(9)}
    second = {"litigation.filed": Decimal(112), "litigation.lost": Decimal(3), "legal_aid.cases": Decimal(40)}
    assert _as_of(connection, "warehouse", night(4)) == first
    assert _as_of(connection, "warehouse", night(5)) == second
    assert _as_of(connection, "source", night(2)) == first
    assert _as_of(connection, "source", night(4)) == second
    assert _as_of(connection, "warehouse", night(-1)) == _as_of(connection, "source", night(-1)) == {}


def test_what_the_county_said_is_read_as_today_also_for_the_past(connection: Connection) -> None:
    load(connection, REPORT)
    reread = replace(REPORT, says=(said("litigation.filed", "111", confidence="likely"), *REPORT.says[1:]))
    load(connection, reread, at=night(5), versions=replace(VERSIONS, extractor="extractor 2"))
    said_then = connection.execute(
        "SELECT confidence FROM mart.as_of_source(%s) WHERE indicator_code = 'litigation.filed'", (night(1),)
    )
    assert said_then.fetchall() == [("likely",)]
    answered = connection.execute(
        "SELECT confidence FROM mart.as_of_warehouse(%s) WHERE indicator_code = 'litigation.filed'", (night(1),)
    )
    assert answered.fetchall() == [("certain",)]


def test_every_supersession_has_its_cause_and_its_successor(connection: Connection) -> None:
    load(connection, REPORT)
    load(connection, _revised(), at=night(5))
    rows = connection.execute(
        "SELECT indicator_code, cause, earlier_value, later_value, superseded_at = %s FROM mart.supersessions"
        " ORDER BY indicator_code",
        (night(5),),
    ).fetchall()
    assert rows == [
        ("litigation.filed", "revised_by_source", Decimal(111), Decimal(112), True),
        ("notary.cases", "revised_by_source", Decimal(9), None, True),
    ]


SUPERSEDED = """
SELECT indicator_code, cause, what_changed, value_changed, earlier_value, later_value, earlier_sources_agreeing,
       later_sources_agreeing
FROM mart.supersessions ORDER BY superseded_at, indicator_code, earlier_sources_agreeing
"""


def test_a_source_that_comes_to_agree_changes_no_figure(connection: Connection) -> None:
    load(connection, REPORT)
    news = page("news", said("notary.cases", "9", prose="又:"), document_type="other", published_on=date(2025, 2, 1))
    load(connection, news, at=night(1))
    assert connection.execute(SUPERSEDED).fetchall() == [
        ("notary.cases", "agreement", "agreement", False, Decimal(9), Decimal(9), 1, 2)
    ]
    assert _changes(connection, night(0)) == []


def test_a_better_source_of_the_same_number_is_other_evidence(connection: Connection) -> None:
    news = page("news", said("notary.cases", "9", prose="又:"), document_type="other", published_on=date(2025, 2, 1))
    load(connection, news)
    load(connection, REPORT, at=night(1))
    assert connection.execute(SUPERSEDED).fetchall() == [
        ("notary.cases", "other_source", "evidence", False, Decimal(9), Decimal(9), 1, 2)
    ]


def test_a_revised_sentence_tells_the_numbers_that_changed_from_those_that_stayed(connection: Connection) -> None:
    load(connection, replace(REPORT, one_sentence=True))
    load(connection, replace(_revised(), one_sentence=True), at=night(5))
    assert connection.execute(SUPERSEDED).fetchall() == [
        ("litigation.filed", "revised_by_source", "value", True, Decimal(111), Decimal(112), 1, 1),
        ("litigation.lost", "revised_by_source", "evidence", False, Decimal(3), Decimal(3), 1, 1),
        ("notary.cases", "revised_by_source", "gone", True, Decimal(9), None, 1, None),
    ]


def test_a_change_is_told_with_its_cause_also_where_others_came_to_agree_since(connection: Connection) -> None:
    load(connection, REPORT)
    load(connection, _revised(), at=night(5))
    news = page("news", said("litigation.filed", "112"), document_type="other", published_on=date(2025, 2, 1))
    load(connection, news, at=night(6))
    changed = ("changed", "revised_by_source", "litigation.filed", Decimal(111), Decimal(112))
    assert changed in _changes(connection, night(1))


def test_of_two_loads_of_one_moment_each_choice_is_followed_by_the_next(connection: Connection) -> None:
    load(connection, REPORT)
    for number, value in enumerate(("10", "11")):
        load(
            connection,
            page(f"later{number}", said("notary.cases", value), published_on=date(2025, 3, 2 + number)),
            at=night(1),
        )
    rows = connection.execute("SELECT earlier_value, later_value FROM mart.supersessions ORDER BY earlier_value")
    assert rows.fetchall() == [(Decimal(9), Decimal(10)), (Decimal(10), Decimal(11))]


def _changes(connection: Connection, since: datetime, **more: Any) -> list[tuple[Any, ...]]:
    return [
        (each.what, each.cause, each.indicator, each.earlier, each.later)
        for each in changes_since(connection, since, **more)
    ]


def test_what_changed_since_a_moment(connection: Connection) -> None:
    load(connection, REPORT)
    load(connection, _revised(), at=night(5))
    since_the_first = [
        ("added", "new", "legal_aid.cases", None, Decimal(40)),
        ("changed", "revised_by_source", "litigation.filed", Decimal(111), Decimal(112)),
        ("gone", "revised_by_source", "notary.cases", Decimal(9), None),
    ]
    assert _changes(connection, night(1)) == since_the_first
    assert _changes(connection, night(1), province="98") == []
    assert _changes(connection, night(5)) == []
    assert [what for what, *_ in _changes(connection, night(-1))] == ["added", "added", "added"]


def test_a_figure_that_came_and_went_has_not_changed(connection: Connection) -> None:
    load(connection, REPORT)
    load(connection, _revised(), at=night(5))
    load(connection, replace(REPORT, captured_at=night(6)), at=night(7))
    assert _changes(connection, night(1)) == []
    assert [change[2] for change in _changes(connection, night(5))] == [
        "legal_aid.cases",
        "litigation.filed",
        "notary.cases",
    ]


def _plan(*targets: Any) -> Page:
    return page("plan", *targets, document_type="bureau_plan", report_year=2024, published_on=date(2024, 3, 1))


@pytest.mark.parametrize(
    ("target", "reported", "attainment"),
    [
        (said("publicity.events", "500", kind="target", unit="场次"), "500", "met"),
        (said("publicity.events", "500", kind="target", unit="场次", bound=">="), "499", "missed"),
        (said("litigation.loss_rate", "5", kind="target", unit="%"), "4.2", "met"),  # lower is better
        (said("litigation.loss_rate", "5", kind="target", unit="%", bound="<="), "5.1", "missed"),
        (said("publicity.events", "500", kind="target", unit="场次"), None, "unanswered"),
        (said("publicity.events", "20", kind="target_change", unit="%"), "480", "met"),
        (said("publicity.events", "20", kind="target_change", unit="%"), "479", "missed"),
    ],
)
def test_a_target_beside_what_was_reported(
    connection: Connection, target: Any, reported: str | None, attainment: str
) -> None:
    unit = "场次" if target.indicator == "publicity.events" else "%"
    load(
        connection,
        page("2023", said(target.indicator, "400", "2023", unit=unit), report_year=2023, partition_year=2024),
        _plan(target),
        *([page("2024", said(target.indicator, reported, unit=unit))] if reported else []),
    )
    rows = connection.execute("SELECT attainment, target_value FROM mart.target_attainment").fetchall()
    assert rows == [(attainment, Decimal(target.value))]


def test_a_change_that_nothing_can_be_compared_with_is_unanswered(connection: Connection) -> None:
    target = said("publicity.events", "20", kind="target_change", unit="%")
    load(connection, _plan(target), page("2024", said("publicity.events", "480", unit="场次")))
    assert connection.execute("SELECT attainment, reached FROM mart.target_attainment").fetchall() == [
        ("unanswered", None)
    ]


def test_a_county_beside_its_peers(connection: Connection) -> None:
    load(
        connection,
        page("a", said("mediation.success_rate", "99", unit="%"), said("disclosure.proactive", "30", unit="条")),
        page("b", said("mediation.success_rate", "97", unit="%"), county="990102"),
    )
    rows = connection.execute(
        "SELECT region_code, indicator_code, province_counties, province_mean, province_median, province_rank,"
        " prefecture_mean FROM mart.peer_comparison ORDER BY 1, 2"
    ).fetchall()
    assert rows == [
        ("990101", "disclosure.proactive", 1, Decimal(30), Decimal(30), None, Decimal(30)),
        ("990101", "mediation.success_rate", 2, Decimal(98), Decimal(98), 1, Decimal(98)),
        ("990102", "mediation.success_rate", 2, Decimal(98), Decimal(98), 2, Decimal(98)),
    ]


def test_compliance_counts_what_should_be_out(connection: Connection) -> None:
    load(connection, page("late", said("litigation.filed", "1"), published_on=date(2025, 4, 3)), at=night(1))
    row = connection.execute(
        "SELECT expected, found, in_time, late, missing, most_days_late, missing_types FROM mart.publication_compliance"
        " WHERE year = 2024"
    ).fetchone()
    assert row == (3, 1, 0, 1, 2, 2, "disclosure_annual_report, enforcement_statistics")


def test_freshness_tells_what_is_new_and_what_waits(connection: Connection) -> None:
    load(connection, REPORT)
    stale = connection.execute(
        "SELECT documents, last_published_on, last_captured_at, last_annual_report_year, documents_waiting"
        " FROM mart.data_freshness WHERE source_code = '990101'"
    ).fetchone()
    assert stale == (1, date(2025, 3, 1), MORNING, 2024, 0)

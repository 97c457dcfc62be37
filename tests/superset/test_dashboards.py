"""Both dashboards in Debian's chromium: what each chart shows is what a query of the marts gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg.rows import dict_row

from fazhi.settings import Settings
from fazhi_local.superset import Superset
from tests.superset.opened import Dashboard, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.timeout(900)  # the first test waits until Superset has made its own database

IN_PROVINCE = "province_code = '99' AND year = 2024"
PROVINCE = {
    "参评县数": f"SELECT count(*) AS counties FROM mart.county_scorecard WHERE {IN_PROVINCE}",
    "应公开而未公开的文件": f"SELECT sum(missing) AS sum_missing FROM mart.publication_compliance WHERE {IN_PROVINCE}",
    "相互矛盾的核对": "SELECT count(*) AS contradicting FROM mart.contradictions"
    f" WHERE result = 'contradicts' AND {IN_PROVINCE}",
    "待处理的拒收行": "SELECT count(*) AS pending FROM mart.rejected_rows"
    " WHERE state = 'pending' AND province_code = '99' AND partition_year = 2024",
    "总分": f"SELECT region_name, total AS the_total FROM mart.county_scorecard WHERE {IN_PROVINCE}",
    "等次": f"SELECT grade, count(*) AS counties FROM mart.county_scorecard WHERE {IN_PROVINCE} GROUP BY grade",
    "位次": "SELECT rank, region_code, region_name, total, total_low, total_high, full_mark, grade, prefecture_rank,"
    " items_scored, items_unpublished, lowered_by, standing FROM mart.county_scorecard"
    f" WHERE {IN_PROVINCE} ORDER BY rank, region_code",
    "各县一级指标得分率": "SELECT parent_code, region_name, sum(score) / sum(full_mark) AS score_share"
    f" FROM mart.county_scorecard_item WHERE {IN_PROVINCE} AND full_mark > 0 AND score IS NOT NULL GROUP BY 1, 2",
    "应公开文件的公开情况": "SELECT region_name, in_time AS sum_in_time, late AS sum_late, undated AS sum_undated,"
    f" missing AS sum_missing FROM mart.publication_compliance WHERE {IN_PROVINCE}",
    "各县年度数值": "SELECT region_name, value AS the_value, province_median AS the_median FROM mart.peer_comparison"
    f" WHERE {IN_PROVINCE} AND period = '2024' AND indicator_name = '行政诉讼败诉率'",
    "各县年度数据与全省比较": "SELECT region_name, indicator_name, period, value, unit, province_median, province_mean,"
    f" province_counties, province_rank, confidence FROM mart.peer_comparison WHERE {IN_PROVINCE} AND period = '2024'"
    " AND indicator_name = '行政诉讼败诉率' ORDER BY indicator_name, province_rank, region_name",
    "相互矛盾的数据": "SELECT region_name, period, identity, expected, found, document_title, sentences, document_url"
    f" FROM mart.contradictions WHERE result = 'contradicts' AND {IN_PROVINCE} ORDER BY region_code, check_key",
    "应公开而未公开或逾期的文件": "SELECT region_name, document_type, due_date, published_on, days_late, status"
    f" FROM mart.document_coverage WHERE status IN ('missing', 'late', 'undated') AND {IN_PROVINCE}"
    " ORDER BY status, region_code, document_type",
    "数据新鲜度": "SELECT source_code, region_name, documents, last_published_on, documents_waiting,"
    " (last_captured_at AT TIME ZONE 'Asia/Shanghai')::date AS captured_on, last_annual_report_year"
    " FROM mart.data_freshness WHERE province_code = '99' ORDER BY source_code",
}
OF_COUNTY = "region_code = '990223' AND year = 2024"
COUNTY = {
    "总分": f"SELECT total AS the_total FROM mart.county_scorecard WHERE {OF_COUNTY}",
    "全省位次": f"SELECT rank AS the_rank FROM mart.county_scorecard WHERE {OF_COUNTY}",
    "未公开的指标项": f"SELECT items_unpublished AS the_unpublished FROM mart.county_scorecard WHERE {OF_COUNTY}",
    "相互矛盾的核对": "SELECT count(*) AS contradicting FROM mart.contradictions"
    f" WHERE result = 'contradicts' AND {OF_COUNTY}",
    "概况": "SELECT region_name, year, scheme_name, total, total_low, total_high, full_mark, rank, ranked_counties,"
    f" prefecture_rank, grade, items_unpublished, lowered_by, standing FROM mart.county_scorecard WHERE {OF_COUNTY}",
    "失分最多的指标": "SELECT item_name, full_mark - score AS lost, score, full_mark, reason_code, reason, verification"
    f" FROM mart.county_scorecard_item WHERE full_mark > score AND {OF_COUNTY}"
    " ORDER BY full_mark - score DESC, position",
    "历年总分": "SELECT year::text AS year_label, total AS the_total FROM mart.county_scorecard"
    " WHERE region_code = '990223'",
    "指标历年数值": "SELECT date_trunc('year', end_date)::date AS period_end, value AS the_value"
    " FROM mart.indicator_timeseries WHERE region_code = '990223' AND indicator_name = '行政诉讼败诉率'"
    " AND granularity = 'year' AND breakdown_dimension = 'total'",
    "与全省比较": "SELECT indicator_name, value, unit, province_median, province_rank, province_counties, confidence"
    f" FROM mart.peer_comparison WHERE {OF_COUNTY} AND period = '2024'"
    " ORDER BY province_rank DESC NULLS FIRST, indicator_name",
    "数据与原文": "SELECT indicator_name, period, breakdown_member, value, unit, confidence, check_status, sentence,"
    f" document_title, document_url FROM mart.indicator_timeseries WHERE {OF_COUNTY}"
    " ORDER BY indicator_code, end_date DESC, breakdown_dimension, breakdown_member",
    "文件公开情况": "SELECT document_type, status, due_date, published_on, days_late, document_title, document_url"
    f" FROM mart.document_coverage WHERE {OF_COUNTY} ORDER BY document_type",
    "目标完成情况": "SELECT indicator_name, period, target_bound, target_value, target_unit, reached, attainment,"
    f" target_sentence FROM mart.target_attainment WHERE {OF_COUNTY} ORDER BY indicator_code",
    "定性表述": "SELECT statement_name, kind, confidence, held_value, sentence, document_title FROM mart.statements"
    f" WHERE {OF_COUNTY} ORDER BY statement_code",
    "相互矛盾的数据": "SELECT period, identity, expected, found, document_title, sentences FROM mart.contradictions"
    f" WHERE result = 'contradicts' AND {OF_COUNTY} ORDER BY check_key",
}


@pytest.fixture(scope="module")
def province_dashboard(superset: Superset, browser: Browser) -> Iterator[Dashboard]:
    with opened(browser, superset.url, "fazhi-province", password=superset.admin_password) as dashboard:
        yield dashboard


@pytest.fixture(scope="module")
def county_dashboard(superset: Superset, browser: Browser) -> Iterator[Dashboard]:
    """The profile of the county with the hostile titles, chosen as a person does."""
    with opened(browser, superset.url, "fazhi-county", password=superset.admin_password) as dashboard:
        dashboard.answers()
        dashboard.choose("county", "竹崖瑶族自治县 990223")
        yield dashboard


def test_the_province_is_what_the_marts_hold(province_dashboard: Dashboard, province: Settings) -> None:
    _assert_shown(province_dashboard.answers(), province, PROVINCE)


def test_the_county_is_what_the_marts_hold(county_dashboard: Dashboard, province: Settings) -> None:
    _assert_shown(county_dashboard.answers(), province, COUNTY)


def test_tables_and_numbers_stand_on_the_page_as_they_are_held(
    province_dashboard: Dashboard, province: Settings
) -> None:
    province_dashboard.answers()
    with psycopg.connect(province.bi_dsn) as connection:
        ranks = connection.execute(
            "SELECT rank::text, region_code, region_name, total::text FROM mart.county_scorecard"
            f" WHERE {IN_PROVINCE} ORDER BY county_scorecard.rank, region_code"
        ).fetchall()
        missing = connection.execute(PROVINCE["应公开而未公开的文件"]).fetchone()
    assert [tuple(cells[:4]) for cells in province_dashboard.table("位次")] == ranks
    assert missing is not None
    shown = province_dashboard.chart("应公开而未公开的文件").locator(".header-line")
    assert shown.inner_text() == str(missing[0])


@pytest.mark.parametrize("title", ["总分", "等次", "各县一级指标得分率", "应公开文件的公开情况", "各县年度数值"])
def test_charts_are_drawn(province_dashboard: Dashboard, title: str) -> None:
    canvas = province_dashboard.chart(title).locator("canvas").first
    canvas.wait_for()
    colours = canvas.evaluate(
        "canvas => new Set(new Uint32Array(canvas.getContext('2d')"
        ".getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size"
    )
    assert colours > 10  # bars, lines and letters; an empty canvas has one


def test_a_hostile_title_is_only_a_text(county_dashboard: Dashboard) -> None:
    chart = county_dashboard.chart("数据与原文")
    cell = chart.locator("td").filter(has_text="年度报告<img").first  # Superset drops attributes and shows the rest
    cell.wait_for()
    assert cell.locator("*").count() == 0
    assert county_dashboard.tab.evaluate("window.hacked") is None


def test_the_browser_hears_from_superset_alone(
    province_dashboard: Dashboard, county_dashboard: Dashboard, superset: Superset
) -> None:
    province_dashboard.answers()
    assert province_dashboard.hosts | county_dashboard.hosts == {f"127.0.0.1:{superset.port}"}


def _held(province: Settings, queries: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    with psycopg.connect(province.bi_dsn, row_factory=dict_row) as connection:
        held = {title: connection.execute(query).fetchall() for title, query in queries.items()}  # type: ignore[arg-type]
    assert {title for title, rows in held.items() if not rows} <= {"相互矛盾的数据"}  # else nothing would be compared
    return held


def _assert_shown(found: dict[str, list[dict[str, Any]]], province: Settings, queries: dict[str, str]) -> None:
    held = _held(province, queries)
    assert found.keys() == held.keys()
    for title, rows in held.items():
        columns = list(rows[0]) if rows else []  # Superset adds shares and ranks of its own to some charts
        shown = [[_plain(row.get(name)) for name in columns] for row in found[title]]
        wanted = [[_plain(row[name]) for name in columns] for row in rows]
        ordered = "ORDER BY" in queries[title]
        assert (shown if ordered else sorted(shown, key=str)) == (wanted if ordered else sorted(wanted, key=str)), title


def _plain(value: Any) -> Any:
    """As JSON has it: numbers to eight digits after the point, moments as milliseconds."""
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=UTC)
        return float(int(moment.timestamp() * 1000))
    if isinstance(value, Decimal | float | int) and not isinstance(value, bool):
        # milliseconds of a moment come with microseconds behind the point
        return float(int(value)) if value > 1e12 else round(float(value), 8)
    return value

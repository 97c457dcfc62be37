"""Every query of docs/how-to-connect-bi.md, as the role that it is for."""

from __future__ import annotations

import re

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from fazhi.settings import PROJECT, Settings
from fazhi_local.postgres import PostgresServer

PAGE = (PROJECT / "docs" / "how-to-connect-bi.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"^```sql\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def address(postgres: PostgresServer, loaded_province: Settings) -> str:
    return postgres.dsn(str(conninfo_to_dict(loaded_province.warehouse_dsn)["dbname"]), "fazhi_bi")


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.partition("\n")[0][:40])
def test_a_query_runs_for_the_role(address: str, query: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute(query)  # type: ignore[arg-type]


def test_the_rate_of_a_province_weighs_counties_by_their_cases(address: str) -> None:
    query = next(each for each in QUERIES if "AS loss_rate" in each)
    with psycopg.connect(address) as connection:
        rows = {row[0]: row[1:] for row in connection.execute(query)}  # type: ignore[arg-type]
        mean = connection.execute(
            "SELECT round(avg(value), 2) FROM mart.indicator_timeseries WHERE indicator_code = 'litigation.loss_rate'"
            " AND period = '2024' AND breakdown_dimension = 'total'"
        ).fetchone()
    counties, lost, concluded, rate = rows[2024]
    assert counties > 1
    assert abs(100 * lost / concluded - rate) < 0.01
    assert mean is not None
    assert rate != mean[0]  # the example would else not show why


def test_the_sum_refuses_what_may_not_be_summed(address: str) -> None:
    query = next(each for each in QUERIES if "bool_and(additive" in each)
    with psycopg.connect(address) as connection:
        totals = {(row[0], row[1]): row[3] for row in connection.execute(query)}  # type: ignore[arg-type]
    assert totals["行政诉讼败诉率", 2024] is None
    assert totals["行政诉讼败诉数", 2024] > 0


def test_the_page_names_columns_and_marts_that_there_are(address: str) -> None:
    with psycopg.connect(address) as connection:
        marts = {row[0] for row in connection.execute("SELECT viewname FROM pg_views WHERE schemaname = 'mart'")}
    table = PAGE.partition("## Which mart")[2].partition("The others are in")[0]
    named = {name for row in table.splitlines() if row.startswith("|") for name in re.findall(r"`(\w+)`", row)}
    assert named
    assert named <= marts

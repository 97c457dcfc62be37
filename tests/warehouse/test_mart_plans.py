"""What a BI tool asks of one county is found by index: no mart reads all facts of a year for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, LiteralString

import pytest
from psycopg import sql

from fazhi.reconcile.check import Check
from fazhi.warehouse.database import Connection, connect
from fazhi_local.postgres import PostgresServer
from tests.databases import database
from tests.warehouse.pages import CATALOGUE, Told, load, night, page, said

COUNTIES = 400
FILLED = 4_000  # rows from which an index is worth asking; partitions without any may as well be read
TABLES = (
    *(
        "dim_region",
        "dim_document",
        "fact_observation",
        "fact_indicator",
        "fact_target",
        "fact_statement",
        "fact_check",
    ),
    *("bridge_check_observation", "fact_publication"),
)
KEYS = ("region_key", "region_id", "document_key", "document_id", "work_id", "observation_key", "fact_key", "check_key")
SHIFTED: dict[str, LiteralString] = {
    **dict.fromkeys((*KEYS, "statement_fact_key"), "{column} + number * 1000000"),
    "row_digest": "gen_random_uuid()",
    "code": "(100000 + 10 * number + region_key)::text",
    "url": "{column} || number",
}
# these set a county beside all others of the year
COMPARING = {"peer_comparison"}
MARTS = (
    *("contradictions", "document_coverage", "indicator_timeseries", "publication_compliance", "statements"),
    *("supersessions", "target_attainment", "peer_comparison"),
)


@pytest.fixture(scope="module")
def country(postgres: PostgresServer, prepared_template: str) -> Iterator[Connection]:
    """One county's report, told again by four hundred others, with the statistics that a warehouse in use has."""
    figures = [said(code, str(number)) for number, code in enumerate(sorted(CATALOGUE.indicators)[:40], start=10)]
    aims = [said(each.indicator, "99", "2025", kind="target") for each in figures[:20]]
    check = Check(
        identity="litigation.loss_rate", result="contradicts", how="", period="2024", expected=Decimal(2),
        found=Decimal(3), operands=(1, 0),
    )  # fmt: skip
    told = tuple(Told("litigation.none_lost", f"未败诉{number}") for number in range(12))
    with database(postgres, template=prepared_template) as dsn, connect(dsn) as connection:
        report = page("report", *figures, *aims, checks=(check,), tells=told)
        load(connection, report)
        load(connection, replace(report, says=(*(replace(each, value="5") for each in figures[:20]), *report.says[20:]),
                                 captured_at=night(1)), at=night(1))  # fmt: skip
        for table in TABLES:
            _tell_again(connection, table)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
        yield connection


def _tell_again(connection: Connection, table: str) -> None:
    name = sql.Identifier("dw", table)
    columns = [column.name for column in connection.execute(sql.SQL("TABLE {} LIMIT 0").format(name)).description or ()]
    values = [sql.SQL(_shifted(table, column)).format(column=sql.Identifier(column)) for column in columns]
    connection.execute(
        sql.SQL(
            "INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE"
            " SELECT {values} FROM {name} CROSS JOIN generate_series(1, {counties}) AS number"
        ).format(
            name=name,
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(values),
            counties=COUNTIES,
        )
    )


def _shifted(table: str, column: str) -> LiteralString:
    return SHIFTED.get(column, "{column}") if column != "code" or table == "dim_region" else "{column}"


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def read_whole(connection: Connection, mart: str) -> list[str]:
    """The filled tables of facts that a question about one county reads from the first to the last row."""
    sizes = dict(connection.execute("SELECT relname::text, reltuples FROM pg_class WHERE relkind = 'r'").fetchall())
    query = sql.SQL("EXPLAIN (FORMAT JSON) SELECT * FROM {} WHERE region_code = '990101'").format(
        sql.Identifier("mart", mart)
    )
    row = connection.execute(query).fetchone()
    assert row is not None
    return [
        node["Relation Name"]
        for node in _nodes(row[0][0]["Plan"])
        if node.get("Relation Name", "").startswith(("fact_", "bridge_"))
        and sizes[node["Relation Name"]] >= FILLED
        and (node["Node Type"] == "Seq Scan" or ("Index Scan" in node["Node Type"] and "Index Cond" not in node))
    ]


@pytest.mark.parametrize("mart", MARTS)
def test_a_question_about_one_county_reads_no_facts_of_the_others(country: Connection, mart: str) -> None:
    if mart in COMPARING:
        assert read_whole(country, mart) != [], "it is no exception any more"
    else:
        assert read_whole(country, mart) == []


def test_the_facts_are_many_enough_to_tell(country: Connection) -> None:
    query = "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND reltuples >= %s AND relname LIKE 'fact%%'"
    filled = {name for (name,) in country.execute(query, (FILLED,)).fetchall()}
    assert {"fact_observation_2024", "fact_indicator_2024", "fact_target_2025", "fact_statement_2024"} <= filled

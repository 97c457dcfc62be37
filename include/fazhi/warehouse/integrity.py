"""Whether every reference of the star schema leads somewhere: what foreign keys would say, asked in bulk.

Facts hold no foreign keys, which would take most of the time of a large load; their keys come from the dimensions in
the statement that inserts them. This is the proof after the fact, for `fazhi verify` and for tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from fazhi.warehouse.database import Connection

_REFERENCES = {
    "document_key": "dw.dim_document",
    "region_key": "dw.dim_region",
    "indicator_key": "dw.dim_indicator",
    "period_key": "dw.dim_period",
    "breakdown_key": "dw.dim_breakdown",
    "statement_key": "dw.dim_statement",
    "scheme_key": "dw.dim_scheme",
    "scheme_item_key": "dw.dim_scheme_item",
    "score_run_id": "dw.dim_score_run",
    "document_id": "dw.dim_document",
    "region_id": "dw.dim_region",
    "indicator_id": "dw.dim_indicator",
}
_FACT_REFERENCES = (
    ("dw.fact_indicator", "observation_key", "dw.fact_observation", "year"),
    ("dw.fact_target", "observation_key", "dw.fact_observation", "year"),
    ("dw.bridge_check_observation", "check_key", "dw.fact_check", "year"),
)
_OTHER_YEAR = "an operand is neither of the year of its check nor of the one before"


@dataclass(frozen=True, slots=True)
class Fault:
    """Rows of a table that break a rule; `rule` says which for a person."""

    table: str
    rule: str
    rows: int


def faults(connection: Connection) -> list[Fault]:
    """Every rule of the star schema that some rows break, with how many; empty where all is well.

    Every table of `dw` is read once a reference: minutes for tens of millions of rows.
    """
    return [fault for fault in (*_dangling(connection), *_split(connection), *_repeated(connection)) if fault.rows]


def _count(connection: Connection, query: sql.Composed) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def _table(name: str) -> sql.Identifier:
    return sql.Identifier(*name.split("."))


def _dangling(connection: Connection) -> Iterator[Fault]:
    columns = connection.execute(
        "SELECT 'dw.' || relname, attname::text FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
        " WHERE relnamespace = 'dw'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"
        " AND (relname LIKE 'fact%' OR relname LIKE 'bridge%') AND NOT attisdropped ORDER BY 1, 2"
    ).fetchall()
    for table, column in columns:
        target = _REFERENCES.get(column)
        if target is not None:
            yield _missing(connection, table, column, target, ())
    for table, column, target, also in _FACT_REFERENCES:
        yield _missing(connection, table, column, target, (also,))


def _missing(connection: Connection, table: str, column: str, target: str, also: tuple[str, ...]) -> Fault:
    matching = [sql.SQL("there.{0} = here.{0}").format(sql.Identifier(name)) for name in (column, *also)]
    query = sql.SQL(
        "SELECT count(*) FROM {} AS here WHERE here.{} IS NOT NULL AND NOT EXISTS (SELECT FROM {} AS there WHERE {})"
    ).format(_table(table), sql.Identifier(column), _table(target), sql.SQL(" AND ").join(matching))
    return Fault(table, f"{column} leads to no row of {target}", _count(connection, query))


def _split(connection: Connection) -> Iterator[Fault]:
    """A row's version and durable key name the same member, and its year is that of its period."""
    for table in ("dw.fact_observation", "dw.fact_indicator", "dw.fact_target"):
        for member in ("region", "indicator"):
            query = sql.SQL("SELECT count(*) FROM {} AS here JOIN {} USING ({}) WHERE here.{} <> {}.{}").format(
                _table(table),
                _table(f"dw.dim_{member}"),
                sql.Identifier(f"{member}_key"),
                sql.Identifier(f"{member}_id"),
                sql.Identifier(f"dim_{member}"),
                sql.Identifier(f"{member}_id"),
            )
            yield Fault(table, f"{member}_key and {member}_id name different members", _count(connection, query))
        query = sql.SQL(
            "SELECT count(*) FROM {} AS here JOIN dw.dim_period USING (period_key)"
            " WHERE granularity <> 'unknown' AND dim_period.year <> here.year"
        ).format(_table(table))
        yield Fault(table, "year is not the last year of the period", _count(connection, query))
    # mart.indicator_timeseries looks for the checks of a figure there
    query = sql.SQL(
        "SELECT count(*) FROM dw.bridge_check_observation WHERE year NOT IN (observation_year, observation_year + 1)"
    ).format()
    yield Fault("dw.bridge_check_observation", _OTHER_YEAR, _count(connection, query))


def _repeated(connection: Connection) -> Iterator[Fault]:
    """What is held at the same moment is held once, also by rows that were superseded since; nothing ends before it
    begins.
    """
    for table in ("dw.fact_observation", "dw.fact_indicator", "dw.fact_target", "dw.fact_check", "dw.fact_statement"):
        query = sql.SQL("SELECT count(*) FROM {} WHERE superseded_at < recorded_at").format(_table(table))
        yield Fault(table, "it was superseded before it was recorded", _count(connection, query))
    grain = sql.SQL("year, region_id, indicator_id, period_key, breakdown_key")
    query = sql.SQL(
        "SELECT count(*) FROM (SELECT lead(recorded_at) OVER same_fact < coalesce(superseded_at, 'infinity')"
        " AS held_twice FROM dw.fact_indicator"
        " WINDOW same_fact AS (PARTITION BY {} ORDER BY recorded_at, fact_key)) AS compared WHERE held_twice"
    ).format(grain)
    yield Fault("dw.fact_indicator", "two rows of one fact hold at the same moment", _count(connection, query))

"""Whether every reference of the star schema leads somewhere: what foreign keys would say, asked in bulk.

This is the proof after the fact, for every night, for `fazhi verify` and for tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import LiteralString

from psycopg import sql

from fazhi.counted import counted
from fazhi.warehouse.database import Connection, table_identifier
from fazhi.warehouse.references import leading_nowhere, references

_OTHER_YEAR = "an operand is neither of the year of its check nor of the one before"

_HELD_THEN: dict[str, LiteralString] = {
    "from_code": "valid_from < happened_on AND (happened_on <= valid_to) IS NOT FALSE",
    "to_code": "valid_from <= happened_on AND (happened_on < valid_to) IS NOT FALSE",
}
"""Who was followed held until that day, and who followed from it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Rows of a table that break a rule; `rule` says which for a person."""

    table: str
    rule: str
    rows: int

    def __str__(self) -> str:
        return f"{self.table}: {counted(self.rows, 'row')}: {self.rule}"


def faults(connection: Connection) -> list[Fault]:
    """Every rule of the star schema that some rows break, with how many; empty where all is well.

    Every table of `dw` is read a few times: four seconds for 600,000 figures, minutes for tens of millions.
    """
    return [fault for fault in (*_dangling(connection), *_split(connection), *_repeated(connection)) if fault.rows]


def _count(connection: Connection, query: sql.Composed) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def _dangling(connection: Connection) -> Iterator[Fault]:
    for table, of_table in groupby(references(connection), key=lambda reference: reference.table):
        for reference, rows in leading_nowhere(connection, table, list(of_table)).items():
            yield Fault(table, f"{reference.column} leads to no row of {reference.target}", rows)
    for column, held in _HELD_THEN.items():
        query = sql.SQL(
            "SELECT count(*) FROM dw.bridge_region_succession WHERE NOT EXISTS"
            " (SELECT FROM dw.dim_region WHERE code = {} AND {})"
        ).format(sql.Identifier(column), sql.SQL(held))
        yield Fault(
            "dw.bridge_region_succession", f"{column} leads to no row of dw.dim_region", _count(connection, query)
        )


def _split(connection: Connection) -> Iterator[Fault]:
    """A row's version and durable key name the same member, and its year is that of its period."""
    for table in ("dw.fact_observation", "dw.fact_indicator", "dw.fact_target"):
        for member in ("region", "indicator"):
            query = sql.SQL("SELECT count(*) FROM {} AS here JOIN {} USING ({}) WHERE here.{} <> {}.{}").format(
                table_identifier(table),
                table_identifier(f"dw.dim_{member}"),
                sql.Identifier(f"{member}_key"),
                sql.Identifier(f"{member}_id"),
                sql.Identifier(f"dim_{member}"),
                sql.Identifier(f"{member}_id"),
            )
            yield Fault(table, f"{member}_key and {member}_id name different members", _count(connection, query))
        query = sql.SQL(
            "SELECT count(*) FROM {} AS here JOIN dw.dim_period USING (period_key)"
            " WHERE granularity <> 'unknown' AND dim_period.year <> here.year"
        ).format(table_identifier(table))
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
        query = sql.SQL("SELECT count(*) FROM {} WHERE superseded_at < recorded_at").format(table_identifier(table))
        yield Fault(table, "it was superseded before it was recorded", _count(connection, query))
    grain = sql.SQL("year, region_id, indicator_id, period_key, breakdown_key")
    query = sql.SQL(
        "SELECT count(*) FROM (SELECT lead(recorded_at) OVER same_fact < coalesce(superseded_at, 'infinity')"
        " AS held_twice FROM dw.fact_indicator"
        " WINDOW same_fact AS (PARTITION BY {} ORDER BY recorded_at, fact_key)) AS compared WHERE held_twice"
    ).format(grain)
    yield Fault("dw.fact_indicator", "two rows of one fact hold at the same moment", _count(connection, query))

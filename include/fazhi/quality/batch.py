"""The rows that a suite checks: a temporary table a suite, of the gate's own connection, gone when it closes.

A suite's `batch` query is run once; Great Expectations and our own key queries read its result, so both judge the
same rows. It may join `catalogue_indicator`, which holds the catalogue of this run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from fazhi.catalogue import Catalogue
from fazhi.errors import ConfigurationError
from fazhi.quality.failing import failing_rows
from fazhi.quality.suites import Expectation, Suite
from fazhi.warehouse.database import Connection

EXAMPLES = 5
_COLUMN_ARGUMENTS = ("column", "column_A", "column_B")
# What `etl.rejected` needs to know a row again, and to show it
_EVIDENCE = ("url", "content_hash", "locator", "value_digest", "sentence")


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of one load for one suite, in the temporary table `name`."""

    suite: Suite
    name: sql.Identifier
    columns: frozenset[str]
    rows: int


def prepare_catalogue(connection: Connection, catalogue: Catalogue) -> None:
    """Make `catalogue_indicator`: code, unit, measure and breakdowns (`dimension=member`, without the total)."""
    connection.execute(
        "CREATE TEMPORARY TABLE catalogue_indicator"
        " (code text PRIMARY KEY, unit text NOT NULL, measure text NOT NULL, breakdowns text[] NOT NULL)"
    )
    with connection.cursor().copy("COPY catalogue_indicator FROM STDIN") as copy:
        for indicator in catalogue.indicators.values():
            breakdowns = [
                f"{dimension}={member}" for dimension, all_ in indicator.breakdowns.items() for member in all_
            ]
            copy.write_row((indicator.code, indicator.unit, indicator.measure, breakdowns))


def prepare_batch(connection: Connection, suite: Suite, load_id: int) -> Batch:
    """Run the suite's `batch` query for one load; `{load_id}` in it is put in.

    Raises:
        ConfigurationError: the query is not SQL that the warehouse understands, or an entry names a column that it
            doesn't give; names file and entry.
    """
    name = sql.Identifier("pg_temp", f"batch_{suite.name}")
    try:
        query = sql.SQL(suite.batch).format(load_id=sql.Literal(load_id))
        rows = connection.execute(sql.SQL("CREATE TEMPORARY TABLE {} AS {}").format(name, query)).rowcount
    except (psycopg.ProgrammingError, KeyError, ValueError) as error:
        raise ConfigurationError(f"{suite.path}: batch: {_first_line(error)}") from error
    described = connection.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(name)).description or []
    batch = Batch(suite, name, frozenset(column.name for column in described), rows)
    _refuse_unknown(batch, f"{suite.path}: key", suite.key)
    if suite.of_staging and any(expectation.quarantines for expectation in suite.expectations):
        _refuse_unknown(batch, f"{suite.path}: batch", _EVIDENCE)
    for expectation in suite.expectations:
        _refuse_unknown(batch, suite.where(expectation), _columns_named(expectation))
        if expectation.meta.scope == "row":
            _try_key_query(connection, batch, expectation)
    return batch


def examples(connection: Connection, batch: Batch, expectation: Expectation) -> list[str]:
    """The first rows of `batch` that fail `expectation`, by their key, as sentences."""
    key = sql.SQL(", ").join(map(sql.Identifier, batch.suite.key))
    query = sql.SQL(
        "SELECT batch.* FROM ({}) AS failing JOIN {} AS batch USING ({key}) ORDER BY {key} LIMIT {}"
    ).format(failing_rows(batch.suite, expectation, batch.name), batch.name, EXAMPLES, key=key)
    with connection.cursor(row_factory=dict_row) as cursor:
        return [expectation.meta.told_of(row) for row in cursor.execute(query)]


def _columns_named(expectation: Expectation) -> list[str]:
    arguments = expectation.kwargs
    listed = arguments.get("column_list", [])
    columns = [arguments[name] for name in _COLUMN_ARGUMENTS if name in arguments] + list(listed)
    return columns + (expectation.meta.reason_columns if expectation.meta.scope == "row" else [])


def _refuse_unknown(batch: Batch, where: str, columns: Iterable[str]) -> None:
    unknown = sorted(set(columns) - batch.columns)
    if unknown:
        raise ConfigurationError(f"{where}: the batch has no column {', '.join(unknown)}")


def _try_key_query(connection: Connection, batch: Batch, expectation: Expectation) -> None:
    try:
        query = failing_rows(batch.suite, expectation, batch.name)
        connection.execute(sql.SQL("SELECT FROM ({}) AS tried LIMIT 0").format(query))
    except (psycopg.ProgrammingError, psycopg.DataError, KeyError, ValueError) as error:
        raise ConfigurationError(f"{batch.suite.where(expectation)}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{{{error.args[0]}}} or {error.args[0]!r} is unknown or missing"
    return str(error).strip().splitlines()[0]

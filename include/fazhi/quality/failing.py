"""Which rows fail an expectation: Great Expectations counts them but names none, so we ask in SQL of our own.

Each type is translated with the meaning it has there: but for `not_be_null`, a null is no failure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from psycopg import sql

from fazhi.errors import ConfigurationError
from fazhi.quality.suites import Expectation, Suite

_Arguments = Mapping[str, Any]
_Condition = Callable[[sql.Identifier, _Arguments], sql.Composable]


def failing_rows(suite: Suite, expectation: Expectation, batch: sql.Identifier) -> sql.Composed:
    """A query for the key columns of the rows of `batch` that fail `expectation`.

    Raises:
        ConfigurationError: its type is none that we can translate, or has an argument that changes its meaning.
    """
    keys = sql.SQL(", ").join(map(sql.Identifier, suite.key))
    if expectation.type == "unexpected_rows_expectation":
        query = sql.SQL(expectation.kwargs["unexpected_rows_query"].rstrip("; \n"))
        return sql.SQL("SELECT {keys} FROM ({query}) AS failing").format(keys=keys, query=query.format(batch=batch))
    condition = _CONDITIONS.get(expectation.type)
    if condition is None:
        raise ConfigurationError(
            f"{suite.where(expectation)}: rows failing {expectation.type} can't be found; "
            f"use unexpected_rows_expectation or one of {', '.join(sorted(_CONDITIONS))}"
        )
    unknown = expectation.kwargs.keys() - {"column"} - _ARGUMENTS.get(expectation.type, set())
    if unknown:
        raise ConfigurationError(
            f"{suite.where(expectation)}: {', '.join(sorted(unknown))} is not allowed at scope row"
        )
    column = sql.Identifier(expectation.kwargs["column"])
    return sql.SQL("SELECT {keys} FROM {batch} WHERE {condition}").format(
        keys=keys, batch=batch, condition=condition(column, expectation.kwargs)
    )


def _is_null(column: sql.Identifier, _arguments: _Arguments) -> sql.Composable:
    return sql.SQL("{} IS NULL").format(column)


def _is_not_null(column: sql.Identifier, _arguments: _Arguments) -> sql.Composable:
    return sql.SQL("{} IS NOT NULL").format(column)


def _is_outside_set(column: sql.Identifier, arguments: _Arguments) -> sql.Composable:
    return sql.SQL("{} NOT IN ({})").format(column, _literals(arguments["value_set"]))


def _is_in_set(column: sql.Identifier, arguments: _Arguments) -> sql.Composable:
    return sql.SQL("{} IN ({})").format(column, _literals(arguments["value_set"]))


def _is_outside_range(column: sql.Identifier, arguments: _Arguments) -> sql.Composable:
    bounds = (("min_value", "strict_min", "<"), ("max_value", "strict_max", ">"))
    broken = [
        sql.SQL("{} {} {}").format(
            column, sql.SQL(operator + ("=" if arguments.get(strict) else "")), sql.Literal(arguments[name])
        )
        for name, strict, operator in bounds
        if arguments.get(name) is not None
    ]
    return sql.SQL(" OR ").join(broken)


def _matches_not(column: sql.Identifier, arguments: _Arguments) -> sql.Composable:
    return sql.SQL("{} !~ {}").format(column, sql.Literal(arguments["regex"]))


def _matches(column: sql.Identifier, arguments: _Arguments) -> sql.Composable:
    return sql.SQL("{} ~ {}").format(column, sql.Literal(arguments["regex"]))


def _literals(values: list[Any]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Literal, values))


_CONDITIONS: dict[str, _Condition] = {
    "expect_column_values_to_not_be_null": _is_null,
    "expect_column_values_to_be_null": _is_not_null,
    "expect_column_values_to_be_in_set": _is_outside_set,
    "expect_column_values_to_not_be_in_set": _is_in_set,
    "expect_column_values_to_be_between": _is_outside_range,
    "expect_column_values_to_match_regex": _matches_not,
    "expect_column_values_to_not_match_regex": _matches,
}
_ARGUMENTS = {
    "expect_column_values_to_be_in_set": {"value_set"},
    "expect_column_values_to_not_be_in_set": {"value_set"},
    "expect_column_values_to_be_between": {"min_value", "max_value", "strict_min", "strict_max"},
    "expect_column_values_to_match_regex": {"regex"},
    "expect_column_values_to_not_match_regex": {"regex"},
}

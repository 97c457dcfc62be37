"""Our key queries find exactly the rows that Great Expectations counts, whatever the type, nulls included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from fazhi.errors import ConfigurationError
from fazhi.quality.engine import Engine
from fazhi.quality.failing import failing_rows
from fazhi.quality.gate import validate
from fazhi.quality.suites import Suite
from fazhi.settings import Settings
from fazhi.warehouse.database import Connection
from tests.quality.staged import STARTED_AT, Warehouse

BATCH = sql.Identifier("pg_temp", "batch_figure")
ROWS = [(1, "a", 1), (2, "b'", 5), (3, "a:b", 10), (4, "{c}", -2), (5, None, None), (6, "%s", 10.5)]
CASES: list[tuple[str, dict[str, Any], set[int]]] = [
    ("expect_column_values_to_not_be_null", {"column": "word"}, {5}),
    ("expect_column_values_to_be_null", {"column": "word"}, {1, 2, 3, 4, 6}),
    ("expect_column_values_to_be_in_set", {"column": "word", "value_set": ["a", "b'", "%s"]}, {3, 4}),
    ("expect_column_values_to_be_in_set", {"column": "amount", "value_set": [1, 5, 10]}, {4, 6}),
    ("expect_column_values_to_not_be_in_set", {"column": "word", "value_set": ["a:b", "{c}"]}, {3, 4}),
    ("expect_column_values_to_be_between", {"column": "amount", "min_value": 1}, {4}),
    ("expect_column_values_to_be_between", {"column": "amount", "max_value": 10}, {6}),
    ("expect_column_values_to_be_between", {"column": "amount", "min_value": 1, "max_value": 10}, {4, 6}),
    (
        "expect_column_values_to_be_between",
        {"column": "amount", "min_value": 1, "max_value": 10, "strict_min": True, "strict_max": True},
        {1, 3, 4, 6},
    ),
    ("expect_column_values_to_match_regex", {"column": "word", "regex": "^[a-z:]+$"}, {2, 4, 6}),
    ("expect_column_values_to_not_match_regex", {"column": "word", "regex": "[:{']"}, {2, 3, 4}),
    (
        "unexpected_rows_expectation",
        {"unexpected_rows_query": "SELECT * FROM {batch} WHERE word IN ('a:b', '{{c}}', ':x') OR amount::int % 5 = 0;"},
        {2, 3, 4},
    ),
]


@pytest.fixture
def connection(empty_database: str) -> Iterator[Connection]:
    with psycopg.connect(empty_database, autocommit=True) as opened:
        opened.execute("CREATE TEMPORARY TABLE batch_figure (number integer, word text, amount numeric)")
        with opened.cursor() as cursor:
            cursor.executemany("INSERT INTO batch_figure VALUES (%s, %s, %s)", ROWS)
        yield opened


def suite_of(*entries: tuple[str, dict[str, Any]]) -> Suite:
    return Suite.model_validate(
        {
            "path": Path("stg_figure.yml"),
            "table": "stg.figure",
            "key": ["number"],
            "batch": "SELECT {load_id}",
            "expectations": [
                {
                    "type": name,
                    "kwargs": arguments,
                    "severity": "critical",
                    "meta": {"id": f"rule_{number}", "scope": "row", "reason": "x"},
                }
                for number, (name, arguments) in enumerate(entries)
            ],
        }
    )


def test_both_find_the_same_rows(connection: Connection) -> None:
    suite = suite_of(*((name, arguments) for name, arguments, _ in CASES))

    verdicts = Engine(connection, run_name="test", run_time=STARTED_AT).validate(suite, BATCH)

    for (name, arguments, expected), verdict in zip(CASES, verdicts, strict=True):
        found = {number for (number,) in connection.execute(failing_rows(suite, verdict.expectation, BATCH))}
        assert (found, verdict.failing, verdict.success) == (expected, len(expected), False), (name, arguments)


def test_an_expectation_that_cannot_be_evaluated_is_an_error_not_a_failure(connection: Connection) -> None:
    suite = suite_of(("expect_column_values_to_be_between", {"column": "word", "min_value": 1}))

    with pytest.raises(
        ConfigurationError, match=r"stg_figure\.yml: rule_0: could not be evaluated: .*operator does not"
    ):
        Engine(connection, run_name="test", run_time=STARTED_AT).validate(suite, BATCH)


def test_a_gate_whose_two_eyes_disagree_stops_and_moves_nothing(staged: Warehouse, settings: Settings) -> None:
    directory = settings.data_docs.parent
    (directory / "stg_observation.yml").write_text(
        """
table: stg.observation
key: [load_id, row_number]
batch: SELECT * FROM stg.observation JOIN stg.document USING (load_id, document_id) WHERE load_id = {load_id}
expectations:
  - type: unexpected_rows_expectation
    kwargs: {unexpected_rows_query: "SELECT * FROM {batch} WHERE strpos(current_query(), 'AS ' || 'failing') > 0"}
    severity: critical
    meta: {id: only_ours, scope: row, reason: Fails in our query only.}
""",
        encoding="utf-8",
    )
    load_id, run_id = staged.load()
    staged.observation(staged.document(load_id))

    with pytest.raises(
        ConfigurationError, match="only_ours: Great Expectations counts 0 failing rows, our query finds 1"
    ):
        validate(replace(settings, expectations=directory), load_id, run_id=run_id)

    assert len(staged.rows("SELECT FROM stg.observation")) == 1

"""What people decide holds for the same row of every later load."""

from __future__ import annotations

from typing import Any

import pytest

from fazhi.clock import SHANGHAI
from fazhi.partition_key import PartitionKey
from fazhi.quality.decisions import (
    DecisionError,
    RejectedRow,
    decisions_about,
    discard,
    rejected_row,
    rejected_rows,
    release,
)
from fazhi.quality.gate import validate
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.ledger import Versions, pending_partitions
from tests.quality.staged import REGION, STARTED_AT, Warehouse

WHO: dict[str, Any] = {"decided_by": "县法治办 李", "decided_at": STARTED_AT}
VERSIONS = Versions("1", "1", "0")


def gate(
    staged: Warehouse, settings: Settings, *, text: int = 1, source_code: str = REGION, **changed: Any
) -> tuple[dict[str, Any], int]:
    """Stage and validate one observation of document 1 with content `text`; the document, and how many rows passed."""
    load_id, run_id = staged.load()
    document = staged.document(load_id, 1, content_hash=f"{text:064x}", source_code=source_code)
    staged.observation(document, **changed)
    validate(settings, load_id, run_id=run_id)
    return document, len(staged.rows("SELECT FROM stg.observation WHERE load_id = %s", load_id))


def decide(staged: Warehouse, decision: str, *, reason: str = "电话核实", **who: Any) -> RejectedRow:
    (rejected,) = staged.rows("SELECT rejected_id FROM etl.rejected")
    with connect(staged.dsn) as connection:
        if decision == "release":
            return release(connection, rejected["rejected_id"], reason=reason, **WHO | who)
        return discard(connection, rejected["rejected_id"], reason=reason, **WHO | who)


def test_a_released_row_passes_the_next_load(staged: Warehouse, settings: Settings) -> None:
    _, passed = gate(staged, settings, value=2 * 10**9)
    assert passed == 0

    row = decide(staged, "release")

    assert (row.state, row.decided_by, row.decision_reason) == ("released", "县法治办 李", "电话核实")
    assert row.decided_at == STARTED_AT.astimezone(SHANGHAI)
    assert gate(staged, settings, value=2 * 10**9)[1] == 1
    assert len(staged.rows("SELECT FROM etl.rejected")) == 1


def test_a_release_is_of_that_reading_of_that_text_only(staged: Warehouse, settings: Settings) -> None:
    gate(staged, settings, value=2 * 10**9)
    decide(staged, "release")

    assert gate(staged, settings, value=3 * 10**9)[1] == 0
    assert gate(staged, settings, value=2 * 10**9, text=2)[1] == 0
    assert gate(staged, settings, value=2 * 10**9, locator="p4")[1] == 0


def test_a_release_is_of_that_fault_only(staged: Warehouse, settings: Settings) -> None:
    gate(staged, settings, value=-1)
    decide(staged, "release")

    _, passed = gate(staged, settings, value=-1, evidence="99件")

    assert passed == 0
    states = staged.rows("SELECT expectation, state FROM etl.rejected ORDER BY 1")
    assert [tuple(row.values()) for row in states] == [
        ("evidence_outside_sentence", "pending"),
        ("value_negative", "released"),
    ]


def test_a_discarded_row_stays_out_and_is_not_asked_about_again(staged: Warehouse, settings: Settings) -> None:
    gate(staged, settings, value=-1)
    decide(staged, "discard", reason="原文笔误")

    _, passed = gate(staged, settings, value=-1)

    assert passed == 0
    (row,) = staged.rows("SELECT state FROM etl.rejected")
    assert row["state"] == "discarded"


def test_a_release_has_the_document_derived_again_and_a_discard_takes_it_back(
    staged: Warehouse, settings: Settings
) -> None:
    document, _ = gate(staged, settings, value=-1)
    staged.derivation(document, run_id=1)
    with connect(staged.dsn) as connection:
        assert pending_partitions(connection, VERSIONS) == []
        decide(staged, "release")
        assert pending_partitions(connection, VERSIONS) == ["99|2024"]
        staged.connection.execute("UPDATE etl.derivation SET redo_requested_at = NULL")

        decide(staged, "discard")

        assert pending_partitions(connection, VERSIONS) == ["99|2024"]


def test_discarding_a_pending_row_costs_no_new_derivation(staged: Warehouse, settings: Settings) -> None:
    document, _ = gate(staged, settings, value=-1)
    staged.derivation(document, run_id=1)

    decide(staged, "discard")

    with connect(staged.dsn) as connection:
        assert pending_partitions(connection, VERSIONS) == []


def test_what_the_star_schema_cannot_hold_is_not_released(staged: Warehouse, settings: Settings) -> None:
    gate(staged, settings, indicator="litigation.wins", kind="actual")
    staged.connection.execute("DELETE FROM etl.rejected WHERE expectation <> 'indicator_unknown'")

    with pytest.raises(
        DecisionError, match=r"can't hold what fails indicator_unknown \(The catalogue has no indicator"
    ):
        decide(staged, "release")
    # and had somebody written it into the table, the gate would not believe it
    staged.connection.execute(
        "UPDATE etl.rejected SET state = 'released', decided_at = now(), decided_by = 'x', decision_reason = 'x'"
    )

    assert gate(staged, settings, indicator="litigation.wins")[1] == 0


def test_what_no_suite_declares_is_not_released(staged: Warehouse, settings: Settings) -> None:
    gate(staged, settings, value=-1)
    staged.connection.execute("UPDATE etl.rejected SET expectation = 'malformed'")  # the merge's own rule

    with pytest.raises(DecisionError, match="can't hold what fails malformed"):
        decide(staged, "release")


def test_a_pending_row_is_taken_back_when_it_passes_after_all(staged: Warehouse, settings: Settings) -> None:
    gate(staged, settings, source_code="990399")
    assert len(staged.rows("SELECT FROM etl.rejected")) == 1
    staged.connection.execute("UPDATE dw.dim_region SET code = '990399'")

    _, passed = gate(staged, settings, source_code="990399")

    assert passed == 1
    assert staged.rows("SELECT FROM etl.rejected") == []


def test_what_was_decided_is_never_taken_back(staged: Warehouse, settings: Settings) -> None:
    gate(staged, settings, value=-1)
    decide(staged, "release")

    for _ in range(2):
        assert gate(staged, settings, value=-1)[1] == 1

    assert len(staged.rows("SELECT FROM etl.rejected WHERE state = 'released'")) == 1


def test_a_decision_is_later_than_the_one_before_whatever_the_clock_says(staged: Warehouse, settings: Settings) -> None:
    gate(staged, settings, value=-1)
    first, then = decide(staged, "release"), decide(staged, "discard", decided_by="王")
    assert first.decided_at is not None
    assert then.decided_at is not None
    assert then.decided_at > first.decided_at
    with connect(staged.dsn) as connection:
        made = decisions_about(connection, then.rejected_id)
    assert [(each.state, each.decided_by) for each in made] == [("released", "县法治办 李"), ("discarded", "王")]


@pytest.mark.parametrize(("reason", "decided_by"), [(" ", "李"), ("核实", " ")])
def test_a_decision_needs_a_reason_and_a_name(
    staged: Warehouse, settings: Settings, reason: str, decided_by: str
) -> None:
    gate(staged, settings, value=-1)

    with pytest.raises(DecisionError, match="needs a reason and a name"):
        decide(staged, "release", reason=reason, decided_by=decided_by)


def test_deciding_the_same_twice_shows_the_earlier_reason(staged: Warehouse, settings: Settings) -> None:
    gate(staged, settings, value=-1)
    decide(staged, "discard", reason="原文笔误")

    with pytest.raises(DecisionError, match="is discarded already: 原文笔误"):
        decide(staged, "discard")


def test_rejected_rows_are_listed_by_state_and_partition(staged: Warehouse, settings: Settings) -> None:
    gate(staged, settings, value=-1)
    with connect(staged.dsn) as connection:
        (row,) = rejected_rows(connection)
        assert row.partition == PartitionKey("99", 2024)
        assert (row.expectation, row.row["value"]) == ("value_negative", -1)
        assert rejected_rows(connection, partition=PartitionKey("99", 2023)) == []
        assert rejected_rows(connection, state="released") == []
        with pytest.raises(DecisionError, match="there is no rejected row 999"):
            rejected_row(connection, 999)

"""`fazhi rejected`: the rows that the quality gate kept out, and what people decide about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from fazhi import clock
from fazhi.commands.console import console
from fazhi.commands.who import named
from fazhi.errors import ConfigurationError
from fazhi.partition_key import PartitionKey
from fazhi.program import command
from fazhi.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fazhi.quality.decisions import RejectedCause, RejectedRow

app = typer.Typer(
    help="Rows that the quality gate kept out: look at them, release or discard them.", no_args_is_help=True
)

_REASON = typer.Option(..., "--reason", help="Why; kept with the decision")
_By = Annotated[str, named("Who decides.")]


@app.command("list")
def list_(
    partition: str = typer.Option("", help="PROVINCE|YEAR; default: all"),
    state: str = typer.Option("pending", help="pending, released or discarded"),
    rows: bool = typer.Option(False, "--rows", help="Show each row, the oldest first, instead of the causes"),
    limit: int = typer.Option(50, min=1, help="Show at most so many rows"),
) -> None:
    """List for what rows were rejected, how often, and an example of each."""
    from fazhi.quality.decisions import STATES, rejected_causes, rejected_rows
    from fazhi.warehouse.database import connect

    if state not in STATES:
        raise ConfigurationError(f"--state {state} is none of {', '.join(STATES)}")
    key = PartitionKey.parse(partition) if partition else None
    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        if rows:
            shown = _table_of_rows(rejected_rows(connection, state=state, partition=key, limit=limit + 1), limit)
        else:
            shown = _table_of_causes(rejected_causes(connection, state=state, partition=key))
    if not shown.row_count:
        console.print(f"No {state} rows.")
        return
    console.print(shown)


def _table_of_rows(rows: Sequence[RejectedRow], limit: int) -> Table:
    more = f"There are more than {limit}; use --partition or --limit." if len(rows) > limit else None
    table = Table("id", "partition", "expectation", "reason", "sentence", caption=more)
    for row in rows[:limit]:
        table.add_row(
            str(row.rejected_id), str(row.partition), row.expectation, escape(row.reason), escape(row.sentence)
        )
    return table


def _table_of_causes(causes: Sequence[RejectedCause]) -> Table:
    table = Table("rows", "documents", "expectation", "for example", "sentence", "id")
    for cause in causes:
        table.add_row(
            *(str(cause.rows), str(cause.documents), cause.expectation),
            *(escape(cause.reason), escape(cause.sentence), str(cause.rejected_id)),
        )
    return table


@app.command()
def show(rejected_id: int = typer.Argument(help="Number in fazhi rejected list --rows")) -> None:
    """Show one rejected row whole: why, where it stands, what was read, and everything that was decided about it."""
    from fazhi.quality.decisions import decisions_about, rejected_row
    from fazhi.warehouse.database import connect

    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        row = rejected_row(connection, rejected_id)
        decided = decisions_about(connection, rejected_id)
    table = Table(show_header=False)
    facts = {
        "expectation": row.expectation,
        "reason": row.reason,
        "state": row.state,
        "decisions": "\n".join(
            f"{each.state} by {each.decided_by} on {each.decided_at:%Y-%m-%d %H:%M}: {each.decision_reason}"
            for each in decided
        ),
        "partition": f"{row.partition} (load {row.load_id})",
        "page": row.url,
        "place": row.locator,
        "sentence": row.sentence,
    }
    for name, value in facts.items():
        if value or name != "decisions":
            table.add_row(name, escape(value))
    table.add_section()
    for name, value in row.row.items():
        if name not in {"sentence", "url", "locator"} and value not in (None, ""):
            table.add_row(name, escape(str(value)))
    console.print(table)


@app.command()
def release(
    rejected_id: Annotated[int, typer.Argument(help="Number in fazhi rejected list --rows")],
    *,
    reason: str = _REASON,
    by: _By,
) -> None:
    """Let a row pass: the next load of its partition takes it."""
    from fazhi.quality import decisions
    from fazhi.warehouse.database import connect

    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        row = decisions.release(connection, rejected_id, reason=reason, decided_by=by, decided_at=clock.now())
    _tell(row, "enters")


@app.command()
def discard(
    rejected_id: Annotated[int, typer.Argument(help="Number in fazhi rejected list --rows")],
    *,
    reason: str = _REASON,
    by: _By,
) -> None:
    """Keep a row out for good."""
    from fazhi.quality import decisions
    from fazhi.warehouse.database import connect

    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        row = decisions.discard(connection, rejected_id, reason=reason, decided_by=by, decided_at=clock.now())
    _tell(row, "stays out of")


def _tell(row: RejectedRow, verb: str) -> None:
    console.print(f"Row {row.rejected_id} is {row.state}: it {verb} the warehouse with the next load of its partition.")
    console.print(command(f"load --partition '{row.partition}'"), highlight=False)

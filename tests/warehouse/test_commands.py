"""`fazhi migrate`, `status`, `fingerprint` and `diff`, as a person types them."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner, Result

from fazhi.clock import SHANGHAI
from fazhi.commands import diff
from fazhi.commands import warehouse as commands
from fazhi.errors import ConfigurationError
from fazhi.warehouse.database import Connection
from fazhi.warehouse.fingerprint import fingerprint
from tests.conftest import PROJECT
from tests.warehouse.pages import MORNING, derive, load, night, page, said

app = typer.Typer()
for command in (commands.migrate, commands.status, commands.fingerprint, diff.diff):
    app.command()(command)


def _run(dsn: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", dsn)
    monkeypatch.setenv("COLUMNS", "200")
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def test_migrate_names_what_it_applied_and_then_has_nothing_to_do(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "applied 0001_etl_ledger.sql" in _run(empty_database, monkeypatch, "migrate").output
    assert "Nothing to do." in _run(empty_database, monkeypatch, "migrate").output


def test_status_shows_what_is_there_and_what_waits(
    connection: Connection, prepared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(connection, page("x", said("litigation.filed", "1")))
    derive(connection, page("y", said("litigation.filed", "1"), partition_year=2022))
    monkeypatch.setenv("FAZHI_SCHEMES", str(PROJECT / "examples" / "yunchuan" / "schemes"))
    output = _run(prepared, monkeypatch, "status").output
    assert "To load: 99|2022, 99|2024" in output, "the sample was derived by versions of its own"
    assert "To score: 99|2024\n" in output, "no scheme assesses the year after"
    assert "observations" in output


def test_fingerprint_prints_the_hash_and_the_tables_it_is_made_of(
    connection: Connection, prepared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(connection, page("x", said("litigation.filed", "1")))
    lines = _run(prepared, monkeypatch, "fingerprint", "--tables").output.splitlines()
    assert lines[-1] == fingerprint(connection)
    assert any(line.startswith("fact_observation\t1 ") for line in lines)


def test_without_a_dsn_the_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="FAZHI_WAREHOUSE_DSN is not set"):
        _run("", monkeypatch, "status")


def test_diff_counts_what_changed_and_shows_the_rows_on_demand(
    connection: Connection, prepared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(connection, page("x", said("litigation.filed", "111")))
    load(connection, page("x", said("litigation.filed", "112"), captured_at=night(2)), at=night(3))

    after_the_first = f"{MORNING.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    output = _run(prepared, monkeypatch, "diff", "--since", after_the_first, "--rows").output
    assert "litigation.filed │ changed │ revised_by_source │ 1" in output
    assert "litigation.filed 2024: 111 -> 112 件  (revised_by_source)  2024年litigation.filedactual112件。" in output
    assert "1 added" in _run(prepared, monkeypatch, "diff", "--since", "2025-01-01").output
    assert (
        _run(prepared, monkeypatch, "diff", "--since", "2025-06-01").output
        == "Nothing changed since 2025-06-01 00:00 (Shanghai).\n"
    )

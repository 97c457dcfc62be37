"""The `fazhi` command as a whole: what it offers, what it costs to start, how it fails."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi_local.postgres import free_port

HEAVY = ("pandas", "great_expectations", "airflow", "lxml", "requests", "warcio", "sqlalchemy")


def paths(command: typer.core.TyperGroup, *above: str) -> list[tuple[str, ...]]:
    found = []
    for name, inner in command.commands.items():
        found.append((*above, name))
        if isinstance(inner, typer.core.TyperGroup):
            found += paths(inner, *above, name)
    return found


@pytest.mark.parametrize("path", paths(typer.main.get_command(app)), ids=" ".join)
def test_every_command_says_what_it_does(path: tuple[str, ...]):
    result = CliRunner().invoke(app, [*path, "--help"])
    assert result.exit_code == 0
    assert result.output.count("\n") > 5


def test_help_does_not_import_what_only_work_needs():
    program = f"import sys, fazhi.cli; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.split() == []


def test_a_warehouse_that_is_down_is_one_line_that_says_what_to_type():
    port = free_port()
    environment = {**os.environ, "FAZHI_WAREHOUSE_DSN": f"postgresql://fazhi_owner@127.0.0.1:{port}/warehouse"}
    result = subprocess.run(
        [sys.executable, "-m", "fazhi.cli", "status"], env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"error: The warehouse warehouse at 127.0.0.1:{port} does not answer")
    assert "make up" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_setting_is_named():
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FAZHI_")}
    result = subprocess.run(
        [sys.executable, "-m", "fazhi.cli", "status"], env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "FAZHI_WAREHOUSE_DSN is not set" in result.stderr

"""The command that a message tells a person to type."""

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi.backfill import Result
from fazhi.crawl.plan import choose
from fazhi.errors import ConfigurationError
from fazhi.program import command
from fazhi.settings import Settings
from fazhi_local.state import State


def test_a_command_has_the_name_that_the_program_has_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAZHI_COMMAND", raising=False)
    assert command("load") == "fazhi load"
    monkeypatch.setenv("FAZHI_COMMAND", "./fazhi")
    assert command("load") == "./fazhi load"
    assert command() == "./fazhi"


def test_what_the_local_deployment_says_can_be_pasted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAZHI_COMMAND", raising=False)
    environment = State(tmp_path).warehouse_environment()
    monkeypatch.setenv("FAZHI_COMMAND", environment["FAZHI_COMMAND"])
    assert Result(failed={"99|2024": "broken"}).to_redo == "./fazhi load --partition '99|2024'"
    with pytest.raises(ConfigurationError, match=r"990999: no active source; `\./fazhi source list` shows"):
        choose(Settings.from_environment(environment), ["990999"])

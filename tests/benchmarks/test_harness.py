"""What a benchmark run gives a person and the file of results. Speed itself is not asserted: machines are crowded."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from benchmarks import environments, harness
from benchmarks.environments import BenchmarkError
from benchmarks.harness import BenchmarkModule
from tests.benchmarks import fake

FAKE = cast(BenchmarkModule, fake)


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness, "STATE", tmp_path / "state")


def test_the_ratio_is_of_medians_so_that_one_disturbed_turn_does_not_count() -> None:
    result = harness.run(FAKE)
    assert (result.ours, result.peer, result.ratio) == (40, 10, 4)
    assert "40 leaves/s" in result.line().replace("40.0", "40")
    assert "4.00 times, target 3 reached" in result.line()


def test_sides_take_turns_in_processes_of_their_own() -> None:
    result = harness.run(FAKE, turns=2)
    assert result.turns == 2
    assert result.notes["ours"] == {"turns_before": 2}  # its own first, and between its turns the peer's


def test_the_file_holds_what_to_compare_and_how_to_repeat_it_but_no_path(tmp_path: Path) -> None:
    file = harness.run(FAKE, size=5).write(tmp_path / "results")
    written = json.loads(file.read_text(encoding="utf-8"))
    assert file.name == "fake.json"
    assert {key: written[key] for key in ("name", "peer_name", "target", "unit", "command", "size")} == {
        "name": "fake",
        "peer_name": "a snail",
        "target": 3,
        "unit": "leaves/s",
        "command": "make bench NAME=fake SIZE=5",
        "size": 5,
    }
    assert str(environments.PROJECT) not in file.read_text(encoding="utf-8")


def test_a_side_that_fails_is_named_with_its_reason_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"turn of ours failed(?s:.*)thirteen leaves are one too many"):
        harness.run(FAKE, size=13)
    assert not (tmp_path / "state" / "work" / "fake").exists()


def test_a_turn_reports_its_own_memory_and_not_that_of_the_harness() -> None:
    held = b"1" * 300_000_000
    command = [sys.executable, "-c", "from benchmarks.protocol import peak_megabytes; print(peak_megabytes())"]
    printed = subprocess.run(command, cwd=environments.PROJECT, capture_output=True, text=True, check=True).stdout
    assert len(held) / 1e6 > float(printed) > 1


def test_a_target_that_is_missed_is_said(tmp_path: Path) -> None:
    assert "missed" in harness.run(FAKE, turns=1).line()  # the disturbed turn alone


def test_an_unknown_name_lists_the_known_ones() -> None:
    command = [sys.executable, "-m", "benchmarks", "extract_sped"]
    result = subprocess.run(command, cwd=environments.PROJECT, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert (
        "no benchmark is called extract_sped; there are attachment_speed, backfill_speed, crawl_speed, "
        in result.stderr
    )


def test_a_peer_that_cannot_be_installed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.txt").write_text("no-such-peer==1 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setattr(environments, "REQUIREMENTS", tmp_path)
    monkeypatch.setattr(environments, "STATE", tmp_path / "state")
    monkeypatch.setattr(environments, "PROJECT", tmp_path)
    monkeypatch.setenv("UV_OFFLINE", "1")
    with pytest.raises(BenchmarkError, match=r"environment cannot be made(?s:.*)no-such-peer"):
        environments.interpreter("broken")
    assert not (tmp_path / "state" / "broken" / "requirements.sha256").exists()


@pytest.mark.parametrize("name", harness.names())
def test_every_benchmark_says_what_it_compares_and_pins_its_peer(name: str) -> None:
    module = harness.load(name)
    assert "peer is" in " ".join((module.__doc__ or "").split())
    assert "`size` is" in (module.__doc__ or "")
    assert module.BENCHMARK.target > 0
    if module.BENCHMARK.environment:
        lines = (environments.REQUIREMENTS / f"{module.BENCHMARK.environment}.txt").read_text().splitlines()
        for version in re.findall(r"\d[\d.]+\w*", module.BENCHMARK.peer_name):
            assert any(f"=={version}" in line for line in lines), version
        for line in lines:
            assert re.fullmatch(r"[a-z0-9-]+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line), line

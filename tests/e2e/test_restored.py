"""A backup brought into an empty machine, whose Airflow knows nothing of any night: the next nights go on from it.

Backup and restore are typed as `./fazhi` does it. The tests follow one another on one deployment, that of one county.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fazhi_local import deployment
from fazhi_local.state import State
from tests.conftest import PROJECT
from tests.counts import FULL
from tests.e2e.conftest import Deployment
from tests.e2e.one_county import COUNTY, one_county
from tests.e2e.test_nights import REVISED

pytestmark = [
    pytest.mark.airflow,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not FULL, reason="minutes: make test-full"),
]
BODIES = "SELECT url, payload_digest FROM etl.capture WHERE record_type = 'response' ORDER BY capture_id"


@dataclass(frozen=True, slots=True)
class Lost:
    """What the machine held, of which only a backup is left."""

    fingerprint: str
    bodies: list[tuple]
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Restored:
    """The machine that was lost, and the one that goes on."""

    lost: Lost
    machine: Deployment


def typed(directory: Path, *words: str) -> str:
    """What `./fazhi` prints with its state in `directory`."""
    done = subprocess.run(
        [sys.executable, "-m", "fazhi_local", "fazhi", *words],
        cwd=PROJECT,
        env={**os.environ, "FAZHI_STATE": str(directory)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def restored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restored]:
    directory = tmp_path_factory.mktemp("restored")
    with one_county(directory / "first") as first:
        typed(first.state.directory, "backup", str(directory / "backups"))
        history = typed(first.state.directory, "fingerprint", "--history").strip()
        lost = Lost(history, first.query(BODIES), first.rows_of_dw())
        deployment.down(first.state, lambda message: None)

        said = typed(directory / "second", "restore", str(directory / "backups"))
        assert f"Restored. Fingerprint {lost.fingerprint}" in said
        state = State(directory / "second", sites_port=first.sites.port)
        try:
            deployment.up(state, lambda message: None)
            yield Restored(lost, Deployment(state, first.sites, first.sources))
        finally:
            deployment.down(state, lambda message: None)


def test_its_first_night_finds_nothing_changed_and_fetches_no_body(restored: Restored) -> None:
    machine = restored.machine
    machine.night()

    assert not machine.failure, machine.output
    assert "Nothing changed since the last night" in machine.output
    assert machine.asked, "the sites were asked"
    assert machine.query(BODIES) == restored.lost.bodies
    assert machine.rows_of_dw() == restored.lost.rows
    assert typed(machine.state.directory, "fingerprint", "--history").strip() == restored.lost.fingerprint


def test_a_page_that_changes_afterwards_is_taken_up(restored: Restored) -> None:
    machine = restored.machine
    machine.sites.revise()
    machine.night()

    assert not machine.failure, machine.output
    assert [(*names, float(old), float(new)) for *names, old, new in machine.query(REVISED)] == [
        (COUNTY, "legal_aid.cases", "revised_by_source", 129.0, 139.0),
        (COUNTY, "litigation.loss_rate", "revised_by_source", 4.35, 6.52),
        (COUNTY, "litigation.lost", "revised_by_source", 2.0, 3.0),
    ]
    assert machine.query(BODIES)[: len(restored.lost.bodies)] == restored.lost.bodies


def test_all_of_it_is_read_again_from_the_restored_archive(restored: Restored) -> None:
    machine = restored.machine
    facts, asked = machine.fingerprint(), len(machine.sites.requests)
    machine.end_of_backfill(machine.start_backfill(provinces=["99"], from_year=2024, to_year=2024, source="archive"))

    assert not machine.failure, machine.output
    assert machine.fingerprint() == facts
    assert len(machine.sites.requests) == asked

"""Every command of the README and the tutorial, typed in a fresh copy of the project in the order of the pages.

It builds the environment from the package index as a new user's `make run` does, so it belongs to `make test-full`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.counts import FULL
from tests.docs import pages
from tests.docs.pages import Block

pytestmark = [
    pytest.mark.airflow,
    pytest.mark.timeout(2400),
    pytest.mark.skipif(not FULL, reason="make test-full: builds an environment and takes minutes"),
]
BLOCKS = [block for page in pages.TYPED for block in pages.blocks(page)]
OURS = ("AIRFLOW", "FAZHI", "PYTEST", "PYTHON", "VIRTUAL_ENV", "MAKE", "MFLAGS", "COLUMNS")
"""Variables of this run that a new user does not have."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What a clone of the project holds."""
    directory = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (PROJECT / name).exists():
            (directory / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, directory / name)
    try:
        yield directory
    finally:
        typed("make down", directory)


def typed(commands: str, directory: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_commands_do_what_the_page_shows(block: Block, copy: Path, request: pytest.FixtureRequest) -> None:
    failed = request.node.parent.stash.setdefault(FAILED, [])
    if failed:
        pytest.skip(f"{failed[0]} failed before, and this goes on from there")
    failed.append(block)
    result = typed(block.commands, copy)
    assert result.returncode == 0, (
        f"{block.commands}\nended with {result.returncode}:\n{result.stdout}\n{result.stderr}"
    )
    if difference := block.difference(result.stdout):
        pytest.fail(difference, pytrace=False)
    failed.clear()


FAILED: pytest.StashKey[list[Block]] = pytest.StashKey()

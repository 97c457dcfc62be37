"""What docker-compose.yaml types and sets, asked of the programs themselves, with what the image has installed."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PROJECT
from tests.counts import FULL
from tests.deploy import compose
from tests.deploy.by_hand import VENV

pytestmark = [
    pytest.mark.skipif(not (FULL and VENV.is_dir()), reason="make test-full makes the environment of the image"),
    pytest.mark.timeout(900),
]

PARSED = """
import json, sys
from airflow.cli.cli_parser import get_parser
for words in json.load(sys.stdin):
    try:
        get_parser().parse_args(words)
    except SystemExit as ended:
        sys.exit(f"{words}: {ended}")
"""
KNOWN = """
import json
from airflow.configuration import retrieve_configuration_description
described = retrieve_configuration_description(include_providers=True)
print("KNOWN" + json.dumps({section: list(held["options"]) for section, held in described.items()}))
"""


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return compose.read(compose.secrets())["services"]


def asked(program: str, home: Path, given: object = None) -> str:
    """What a program prints in the environment of the image."""
    done = subprocess.run(
        [VENV / "bin" / "python", "-c", program],
        env={"PATH": os.environ["PATH"], "AIRFLOW_HOME": str(home), "HOME": str(home)},
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_every_command_of_airflow_is_one(services: dict[str, Any], tmp_path: Path) -> None:
    lines = [words[1:] for _, words in compose.commands(services) if words[0] == "airflow"]
    script = (PROJECT / "deploy" / "init").read_text(encoding="utf-8").replace("\\\n", "")
    lines += [line.split()[1:] for line in map(str.strip, script.splitlines()) if line.startswith("airflow ")]
    assert ["celery", "worker", "--skip-serve-logs"] in lines
    assert len(lines) >= 9
    asked(PARSED, tmp_path, lines)


def test_a_command_that_is_none_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="skip-everything"):
        asked(PARSED, tmp_path, [["celery", "worker", "--skip-everything"]])


def test_every_setting_is_one_that_airflow_knows(services: dict[str, Any], tmp_path: Path) -> None:
    printed = asked(KNOWN, tmp_path)
    known = json.loads(printed[printed.index("KNOWN") + len("KNOWN") :])
    set_here = {name for each in services.values() for name in each.get("environment", {}) if "AIRFLOW__" in name}
    assert len(set_here) > 20
    for name in set_here:
        _, section, option = name.lower().split("__")
        assert option in known.get(section, []), name


def test_the_auth_manager_and_the_health_check_of_workers_can_be_imported(
    services: dict[str, Any], tmp_path: Path
) -> None:
    (words,) = (words for name, words in compose.commands(services) if name == "worker" and words[0] == "celery")
    for path in (services["api-server"]["environment"]["AIRFLOW__CORE__AUTH_MANAGER"], words[words.index("--app") + 1]):
        module, _, name = path.rpartition(".")
        asked(f"from {module} import {name}", tmp_path)

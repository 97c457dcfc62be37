"""Waiting for Superset, with a server of ours in its place: the real one is for `make test-full`."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import pytest

from fazhi_local.postgres import free_port
from fazhi_local.superset import Superset, SupersetError

SERVER = """\
import sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        with open("asked", "a") as asked:
            asked.write(f"{time.monotonic()}\\n")
        self.send_response(200 if len(open("asked").readlines()) > 2 else 503)
        self.end_headers()

host, port = sys.argv[sys.argv.index("--bind") + 1].split(":")
HTTPServer((host, int(port)), Handler).serve_forever()
"""
ENDS = "import sys; sys.exit('no such table')"


@pytest.fixture
def superset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Superset whose `python` does nothing; a test writes its `gunicorn`."""
    monkeypatch.setattr("fazhi_local.superset.ENVIRONMENT", tmp_path / "venv")
    program(tmp_path, "python", "")
    made = Superset(tmp_path / "state", free_port(), "", secret_key="", admin_password="")
    yield made
    made.stop()


def program(directory: Path, name: str, text: str) -> None:
    path = directory / "venv" / "bin" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{sys.executable}\n{text}", encoding="utf-8")
    path.chmod(0o755)


def test_it_is_asked_until_it_is_healthy_with_pauses_and_past_any_proxy(
    superset: Superset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "gunicorn", SERVER)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")  # nobody there
    monkeypatch.setattr("fazhi_local.superset.START_SECONDS", 30)
    superset.start()
    asked = [float(line) for line in (superset.directory / "asked").read_text().splitlines()]
    assert len(asked) == 3, "503 twice, then 200"
    assert min(later - earlier for earlier, later in pairwise(asked)) > 0.4


def test_one_that_ends_is_not_waited_for_and_its_log_is_told(superset: Superset, tmp_path: Path) -> None:
    program(tmp_path, "gunicorn", ENDS)
    with pytest.raises(SupersetError, match=r"does not answer at http://127.0.0.1:\d+:\nno such table"):
        superset.start()

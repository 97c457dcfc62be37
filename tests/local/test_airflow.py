"""The REST API as a busy Airflow answers it, by a server of ours."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fazhi_local.airflow import AirflowApi, AirflowError
from fazhi_local.process import BackgroundProcess
from fazhi_local.state import State


class Busy(ThreadingHTTPServer):
    """Answers with these statuses in turn, then with 200; `asked` are the methods."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses: list[int] = []
        self.asked: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    server: Busy

    def do_GET(self) -> None:
        self.server.asked.append(self.command)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        healthy = {name: {"status": "healthy"} for name in ("metadatabase", "scheduler", "dag_processor")}
        body = json.dumps({"dags": [], "dag_run_id": "one", **healthy}).encode()
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def busy() -> Iterator[Busy]:
    with Busy() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def api(busy: Busy, tmp_path: Path) -> AirflowApi:
    state = State(tmp_path)
    state.ports.airflow = busy.server_port
    return AirflowApi(state)


def test_a_question_that_meets_an_error_of_the_server_is_asked_again(api: AirflowApi, busy: Busy) -> None:
    busy.statuses = [500]
    assert api.get("dags")["dags"] == []
    assert busy.asked == ["GET", "GET"]


def test_what_starts_a_run_is_never_sent_twice(api: AirflowApi, busy: Busy) -> None:
    busy.statuses = [500]
    with pytest.raises(AirflowError, match="dagRuns answered 500"):
        api.trigger("crawl_disclosures", {})
    assert busy.asked == ["POST"]


def test_an_error_that_stays_is_told(api: AirflowApi, busy: Busy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urllib3.util.retry.time.sleep", lambda seconds: None)
    busy.statuses = [500] * 4
    with pytest.raises(AirflowError, match="dags answered 500"):
        api.get("dags")


def test_another_airflow_on_our_port_is_not_taken_for_ours(
    api: AirflowApi, busy: Busy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two deployments began at once: the stranger's refuses our password, and ours ends as it cannot have the port."""

    class Ours(BackgroundProcess):
        def running(self) -> bool:
            return len(busy.asked) < 3  # it ends after the stranger was asked for health, import errors and a token

    log = tmp_path / "airflow-api-server.log"
    log.write_text("[Errno 98] address already in use\n", encoding="utf-8")
    ours = Ours("airflow api-server", [], tmp_path / "airflow-api-server.pid", log)
    monkeypatch.setattr("fazhi_local.airflow.processes", lambda state: [ours])
    busy.statuses = [200, 401, 401]
    told: list[str] = []
    with pytest.raises(
        AirflowError, match=r"ended; where its port is taken, the next start chooses another.*\s.*in use"
    ):
        api.wait_until_healthy(told.append)
    assert f"http://127.0.0.1:{busy.server_port}: 401" in told[0]

"""The evidence pages in Debian's chromium: `make test-full` installs both, elsewhere these tests are skipped."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn
from fastapi import FastAPI

from fazhi.pages import create_app
from fazhi.settings import Settings
from fazhi_local.postgres import free_port
from tests.evidence.conftest import OPERATOR, province

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["province"]  # the fixture of the tests without a browser

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A server that stands for every host of strangers; `asked` are the paths that a browser asked it for."""

    port: int
    asked: list[str]


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Elsewhere]:
    """Where `evil.example` leads in the browser."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Elsewhere(server.server_port, asked)
    server.shutdown()


@pytest.fixture(scope="session")
def browser(elsewhere: Elsewhere) -> Iterator[Browser]:
    """One chromium for all tests; each opens a context of its own."""
    playwright = pytest.importorskip("playwright.sync_api", reason="make test-full installs playwright")
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}: make test-full installs it")
    with playwright.sync_playwright() as driver:
        strangers = f"--host-resolver-rules=MAP evil.example 127.0.0.1:{elsewhere.port}"
        chromium = driver.chromium.launch(executable_path=str(CHROMIUM), args=[*QUIET, strangers])
        yield chromium
        chromium.close()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address on loopback at which `app` answers."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)  # uvicorn tells by nothing else that it listens
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="package")
def pages(province: Settings) -> Iterator[str]:
    """The address of the pages, for somebody who may decide."""
    with served(create_app(province, lambda: OPERATOR)) as address:
        yield address

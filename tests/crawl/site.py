"""A tiny site for the crawler's tests: pages from a dict, behaviour from functions, a log of what was asked."""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

import yaml

from fazhi.settings import Settings


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answers. `validators`: with an ETag, and 304 for it."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    validators: bool = True
    act: Callable[[BaseHTTPRequestHandler], None] | None = None  # instead of all that


def html(body: str, title: str = "", encoding: str = "utf-8", **options: object) -> Answer:
    text = f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>"
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return Answer(text.encode(encoding), headers=headers, **options)  # type: ignore[arg-type]


def article(title: str, text: str, frame: str = "", encoding: str = "utf-8", **options: object) -> Answer:
    meta = f"<h1>{title}</h1><p>发布日期：2025-03-21 来源：甲县司法局</p>"
    return html(f"{frame}{meta}<div class='TRS_Editor'><p>{text}</p></div>", title, encoding, **options)


def listing(*paths: str, pages: int = 1, current: int = 0) -> Answer:
    items = "".join(f"<li><a href='{path}'>标题{path}</a><span>2025-03-21</span></li>" for path in paths)
    return html(f"<ul>{items}</ul><script>createPageHTML({pages}, {current}, 'index', 'html')</script>", "列表")


SENTENCE = "2024年，新收行政复议申请76件，审结70件，办结率92.1%，法律援助受理527件，调解成功率99.8%。"
FIRST = "/zw/202503/t20250321_1.html"
SECOND = "/zw/202503/t20250321_2.html"
THIRD = "/zw/202403/t20240329_3.html"


def ordinary_site() -> dict[str, Answer]:
    """A list of two pages and three articles."""
    return {
        "/zw/": listing("./202503/t20250321_1.html", "./202503/t20250321_2.html", pages=2),
        "/zw/index_1.html": listing("./202403/t20240329_3.html", pages=2, current=1),
        FIRST: article("甲县2024年法治政府建设年度报告", SENTENCE),
        SECOND: article("甲县司法局2024年工作总结", SENTENCE * 2),
        THIRD: article("甲县2023年法治政府建设年度报告", SENTENCE * 3),
    }


class Sites:
    """Virtual hosts on one port, behind `tls` where it is given. `hosts[name]` maps paths to answers; `asked` is
    (host, path, headers) in order.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.hosts: dict[str, dict[str, Answer]] = {}
        self.refusing: set[str] = set()
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.closing = threading.Event()
        self.news = threading.Condition()
        self._closed = socket.socket()
        self._closed.bind(("127.0.0.1", 0))

        class OwnHandler(Handler):
            sites = self

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """Crawlers that are killed cut their connections."""

        self._server = Server(("127.0.0.1", 0), OwnHandler)
        if tls:  # the handshake is the handler's: a client that refuses it must not stop the others
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._server.daemon_threads = True
        self._server.block_on_close = False

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._closed.close()

    def connect_to(self) -> dict[str, str]:
        refusing = f"127.0.0.1:{self._closed.getsockname()[1]}"
        here = f"127.0.0.1:{self._server.server_address[1]}"
        return {host: refusing if host in self.refusing else here for host in (*self.hosts, *self.refusing)}

    def wait_for(self, number: int) -> None:
        """Return when `number` requests have come in."""
        with self.news:
            assert self.news.wait_for(lambda: len(self.asked) >= number, timeout=30)

    def paths(self, host: str) -> list[str]:
        return [path for asked, path, _ in self.asked if asked == host]


class Handler(BaseHTTPRequestHandler):
    sites: Sites
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one segment, or every answer waits for a delayed acknowledgement
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """A form is part of the path in `hosts` and in the log: `/proxy?page=1 POST a=1&b=2`."""
        form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.path = f"{self.path} POST {form}"
        self.do_GET()

    def do_GET(self) -> None:
        host = self.headers.get("Host", "")
        with self.sites.news:
            self.sites.asked.append((host, self.path, dict(self.headers)))
            self.sites.news.notify_all()
        answer = self.sites.hosts.get(host, {}).get(self.path, Answer(b"nothing here", 404))
        if answer.act:
            answer.act(self)
            return
        etag = f'"{hashlib.md5(answer.body).hexdigest()}"'
        validated = answer.validators and answer.status == 200
        if validated and self.headers.get("If-None-Match") == etag:
            self.send(304, b"", {"ETag": etag})
            return
        self.send(answer.status, answer.body, {**answer.headers, **({"ETag": etag} if validated else {})})

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304 and "Transfer-Encoding" not in headers:
            self.send_header("Content-Length", headers.get("X-Claimed-Length", str(len(body))))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The log is `Sites.asked`."""


def hang(handler: BaseHTTPRequestHandler) -> None:
    """Never answer."""
    assert isinstance(handler, Handler)
    handler.close_connection = True
    handler.sites.closing.wait()


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"<html>")
    handler.close_connection = True


def write_source(directory: Path, code: str, host: str, **changes: object) -> None:
    """A county of the TRS family at http://<host>/ with one list at /zw/."""
    entry = {
        "code": code,
        "name": f"县{code}",
        "family": "trs",
        "home": f"http://{host}/",
        "owner": "法治督察科",
        "lists": [{"url": f"http://{host}/zw/", "name": "年报", "holds": ["rule_of_law_annual_report"]}],
        "crawl_delay": 0,
        "status": "active",
        "sample": True,
    }
    folder = directory / code[:2]
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump({**entry, **changes}, allow_unicode=True)
    (folder / f"{code}_xian.yml").write_text(text, encoding="utf-8")


def settings_for(sites: Sites, directory: Path, dsn: str) -> Settings:
    """Settings with archive, spool and sources below `directory`; every known page is due again in every run."""
    connect_to = ",".join(f"{host}={address}" for host, address in sites.connect_to().items())
    return Settings.from_environment(
        {
            "FAZHI_WAREHOUSE_DSN": dsn,
            "FAZHI_ARCHIVE": str(directory / "archive"),
            "FAZHI_SPOOL": str(directory / "spool"),
            "FAZHI_SOURCES": str(directory / "sources"),
            "FAZHI_CONTACT": "https://warehouse.example/",
            "FAZHI_CONNECT_TO": connect_to,
            "FAZHI_SWEEP_DAYS": "0",
        }
    )

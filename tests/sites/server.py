"""The HTTP side: virtual hosts on one port, conditional requests, faults, a log of what was asked.

Keep-alive HTTP/1.1, no TLS. `ETag` and `Last-Modified` are offered for what is fetched with GET and answered with 304;
a page under a fault has neither.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import select
import socket
import struct
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from tests.sites.model import SHANGHAI, Article, Column, Site, load_sites
from tests.sites.shell import Reply, Request, View, family
from tests.sites.state import State

SLOW_SECONDS = 0.5
_CHALLENGE = (
    b"<html><head><meta charset='utf-8'></head><body><script>var _0x2f1c=['cookie','location'];"
    b"document.cookie='__jsl_clearance_s='+Date.now();location.reload();</script></body></html>"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request and what it got: `bytes` are those of the response body, `at` is seconds of a monotonic clock."""

    at: float
    method: str
    host: str
    path: str
    status: int
    bytes: int
    user_agent: str
    form: str = ""


class SampleSites:
    """The sites of a province (or none yet), served on 127.0.0.1 while the `with` block lasts.

    `requests` is the log so far. `request_log` also writes it to a file, a JSON object a line.
    """

    def __init__(
        self,
        province: Path | None = None,
        *,
        port: int = 0,
        state: Path | None = None,
        request_log: Path | None = None,
    ) -> None:
        self.sites: dict[str, Site] = load_sites(province) if province else {}
        self.requests: list[Asked] = []
        self.state = State(state)
        self._request_log = request_log
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._closed_port = socket.socket()  # bound, never listening: a port that refuses for as long as we run
        self._closed_port.bind(("127.0.0.1", 0))
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening and let go of hanging requests."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._closed_port.close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def connect_to(self) -> str:
        """The value of FAZHI_CONNECT_TO that leads every host of the sample here; a refusing host leads nowhere."""
        faults = self.state.read().faults
        refusing = int(self._closed_port.getsockname()[1])
        return ",".join(
            f"{host}=127.0.0.1:{refusing if faults.get(host) == 'refuse' else self.port}" for host in self.sites
        )

    def revise(self) -> None:
        """From now on the silently revised pages are served."""
        self.state.revise()

    def fail(self, host: str, how: str) -> None:
        """From now on `host` fails in one of the ways of `tests.sites.FAULTS`.

        `refuse` works through `connect_to`, so before the crawler reads it.
        """
        if host not in self.sites:
            raise ValueError(f"{host} is not simulated; there are {', '.join(self.sites)}")
        self.state.fail(host, how)

    def recover(self, host: str) -> None:
        """`host` answers again."""
        self.state.recover(host)

    def add_site(self, site: Site) -> Site:
        """Serve one more host."""
        self.sites[site.host] = site
        return site

    def add_page(
        self,
        *,
        host: str,
        column: str,
        title: str,
        body: str,
        published: str,
        publisher: str,
        family: str = "jpage",
        index_number: str = "",
        document_number: str = "",
        written_on: date | None = None,
    ) -> str:
        """Publish one more page and return its URL; site and column (path of its first page) are made when missing.

        `body` is an HTML fragment (`tests.sites.paragraphs` makes one of plain text), `published` an ISO 8601 time.
        """
        site = self.sites.get(host) or self.add_site(Site(host=host, family=family, name=f"{publisher}网站"))
        listing = site.column(column) or _new_column(site, column)
        article = Article(
            id=1001 + sum(len(other.articles) for other in site.columns),
            title=title,
            published=datetime.fromisoformat(published),
            publisher=publisher,
            body=body,
            index_number=index_number,
            document_number=document_number,
            written_on=written_on,
        )
        listing.articles.append(article)
        return f"http://{host}{site.article_path(listing, article)}"

    def record(self, asked: Asked) -> None:
        with self._lock:
            self.requests.append(asked)
            if self._request_log:
                with self._request_log.open("a", encoding="utf-8") as log:
                    log.write(json.dumps(asdict(asked), ensure_ascii=False) + "\n")

    def wait(self, seconds: float) -> None:
        """Wait so long, or until the simulators are closed."""
        self._closing.wait(seconds)

    def hang(self, connection: socket.socket) -> None:
        """Wait until the client gives up or the simulators are closed."""
        while not self._closing.is_set():
            readable, _, _ = select.select([connection], [], [], 0.1)
            if readable and not connection.recv(1, socket.MSG_PEEK):
                return


def _new_column(site: Site, path: str) -> Column:
    digits = "".join(filter(str.isdigit, path))
    number = int(digits) if digits else len(site.columns) + 1
    column = Column(path=path, name="法治政府建设", number=number, unit=8_000_000 + number)
    site.columns.append(column)
    return column


def _handler(sites: SampleSites) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        pass

    Handler.sites = sites
    return Handler


class _Handler(BaseHTTPRequestHandler):
    sites: SampleSites
    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    wbufsize = -1  # head and body in one segment
    disable_nagle_algorithm = True
    timeout = 600

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        started = time.monotonic()
        host = self.headers.get("Host", "").rpartition("@")[2].partition(":")[0].lower()
        form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
        sent = 0
        status = 0
        try:
            condition = self.sites.state.read()
            fault = condition.faults.get(host, "")
            if fault == "timeout":
                self.close_connection = True
                self.sites.hang(self.connection)
                return
            if fault == "reset":
                self._reset()
                return
            if fault == "slow":
                self.sites.wait(SLOW_SECONDS)
            status, sent = self._respond(host, fault, form, revised=condition.revised)
        except ValueError as error:
            status, sent = self._send(
                500, f"the simulators cannot answer: {error}".encode(), "text/plain; charset=utf-8"
            )
        finally:
            agent = self.headers.get("User-Agent", "")
            self.sites.record(Asked(started, self.command, host, self.path, status, sent, agent, form))

    def _respond(self, host: str, fault: str, form: str, *, revised: bool) -> tuple[int, int]:
        site = self.sites.sites.get(host)
        if site is None:
            return self._send(404, f"no site is called {host}".encode(), "text/plain; charset=utf-8")
        if fault.startswith("http_"):
            return self._send(int(fault.removeprefix("http_")), b"<h1>Error</h1>", "text/html")
        if fault == "challenge":
            return self._send(200, _CHALLENGE, "text/html; charset=utf-8")
        address = urlsplit(self.path)
        if address.path == "/robots.txt":
            reply: Reply | None = Reply(site.robots.encode(), "text/plain", datetime(2019, 1, 1))
        else:
            parameters = dict(parse_qsl(address.query) + parse_qsl(form))
            view = View(site, revised, fault)
            reply = family(site.family).respond(view, Request(address.path, parameters, self.command))
        if reply is None:
            return self._send(404, "<h1>404</h1><p>您访问的页面不存在</p>".encode(), "text/html; charset=utf-8")
        validators = {} if fault or self.command == "POST" else _validators(site, reply.body, reply.modified)
        if self._is_current(validators):
            return self._send(304, b"", reply.content_type, validators)
        return self._send(200, reply.body, reply.content_type, validators)

    def _is_current(self, validators: dict[str, str]) -> bool:
        """Whether the client holds this very version: RFC 9110, the ETag decides when it is asked for."""
        asked_for = self.headers.get("If-None-Match")
        if asked_for is not None:
            current = validators.get("ETag", "").removeprefix("W/")
            return bool(current) and current in [tag.strip().removeprefix("W/") for tag in asked_for.split(",")]
        since = self.headers.get("If-Modified-Since")
        if since is None or "Last-Modified" not in validators:
            return False
        return parsedate_to_datetime(validators["Last-Modified"]) <= parsedate_to_datetime(since)

    def _send(
        self, status: int, body: bytes, content_type: str, validators: dict[str, str] | None = None
    ) -> tuple[int, int]:
        self.send_response(status)
        for name, value in (validators or {}).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD" or status == 304:
            return status, 0
        self.wfile.write(body)
        return status, len(body)

    def _reset(self) -> None:
        """Close without a word: with SO_LINGER 0 the kernel sends RST instead of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """The log of the simulators is `SampleSites.requests`."""


def _validators(site: Site, body: bytes, modified: datetime) -> dict[str, str]:
    offered = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"',
        "Last-Modified": format_datetime(modified.replace(tzinfo=SHANGHAI).astimezone(UTC), usegmt=True),
    }
    return {name: offered[name] for name in site.validators}

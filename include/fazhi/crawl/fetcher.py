"""One GET, done as a guest should: named, slow, limited, and only where the source allows.

Retries are decided here and not inside urllib3: between two tries the host's own pause must pass, and a challenge page
is no reason to try again. `urllib3.util.Retry` still says how long to wait.
"""

from __future__ import annotations

import http.client
import logging
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from urllib.parse import urlencode, urlsplit

import urllib3
from requests.structures import CaseInsensitiveDict
from urllib3.connection import HTTPConnection
from urllib3.util import Retry

from fazhi import clock
from fazhi.archive import ArchivedResponse, LargeBody, ReceivedBody
from fazhi.crawl import challenge
from fazhi.crawl.failure import FetchError
from fazhi.crawl.hosts import Hosts
from fazhi.crawl.network import Network, Patience, ask
from fazhi.crawl.urls import canonical, without_parameters
from fazhi.errors import ConfigurationError
from fazhi.settings import Settings
from fazhi.sources import Source, host_of

PRODUCT = "fazhi-warehouse"
_CHUNK = 65536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_TRANSIENT_STATUSES = frozenset({429, 500, 502, 503, 504})
_CONTENT_ENCODINGS = "gzip, deflate"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds and bytes a single request may cost, and how often it is tried.

    An answer has `total_seconds` and, for what comes of it, as long as that takes at `slowest_rate` bytes a second.
    Of a file more than `memory_bytes` is not held in memory.
    """

    connect_seconds: float = 10
    read_seconds: float = 20
    total_seconds: float = 120
    slowest_rate: float = 100_000
    body_bytes: int = 10 * 1024 * 1024
    file_bytes: int = 100 * 1024 * 1024
    memory_bytes: int = 1024 * 1024
    tries: int = 3
    longest_retry_after: float = 120


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer worth keeping: a 2xx with its body, a 304, or a 404 or 410. `seconds` were spent waiting for it."""

    response: ArchivedResponse
    seconds: float

    @property
    def not_modified(self) -> bool:
        """The page is as it was."""
        return self.response.status == 304

    @property
    def gone(self) -> bool:
        """The page is no more."""
        return self.response.status in (404, 410)


def user_agent(settings: Settings) -> str:
    """Who we are and how to reach us.

    Raises:
        ConfigurationError: no contact is set; without one we do not knock.
    """
    contact = settings.require("contact").strip()
    if not contact.isprintable() or not contact.isascii():
        raise ConfigurationError("FAZHI_CONTACT must be an address in one line of ASCII (a URL or an e-mail address)")
    return f"{PRODUCT}/{_own_version()} (+{contact})"


@cache
def _own_version() -> str:
    """Looked up in the metadata of the installed package, a file that is read for it."""
    return version(PRODUCT)


class Fetcher:
    """Fetches pages of one source, over connections of its own. `seconds` and `bytes` are what all requests cost.

    `hosts` may be shared with other sources whose hosts are the same.
    """

    def __init__(self, source: Source, settings: Settings, hosts: Hosts, limits: Limits) -> None:
        self._source = source
        self._hosts = hosts
        self._asked: set[str] = set()
        self._spool = settings.spool
        self._limits = limits
        self._headers = {
            "User-Agent": user_agent(settings),
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": _CONTENT_ENCODINGS,
        }
        self._network = Network(
            settings.connect_to,
            private_allowed=source.sample,
            unverified=source.unverified_tls,
            patience=Patience(
                limits.total_seconds, limits.slowest_rate, most_bytes=2 * max(limits.body_bytes, limits.file_bytes)
            ),
        )
        self._connections: dict[str, HTTPConnection] = {}
        for host, reason in source.unverified_tls.items():
            _log.warning("%s: the certificate of %s is not verified: %s", source.code, host, reason)
        self._pauses: dict[str, float] = {}
        self.seconds = 0.0
        self.bytes = 0

    def close(self) -> None:
        """Close the connections."""
        for connection in self._connections.values():
            connection.close()

    def ask_for_pause(self, url: str, seconds: float) -> None:
        """The host of `url` wants this pause; it gets it when it is longer than the source's own."""
        self._pauses[host_of(url)] = max(seconds, self._source.crawl_delay)

    def hosts_down(self) -> list[FetchError]:
        """Why each host that this source asked, or wanted to, is down."""
        return [error for host in sorted(self._asked) if (error := self._hosts.down(host))]

    def fetch(
        self,
        url: str,
        *,
        validators: Callable[[str], Mapping[str, str]] = lambda _: {},
        permit: Callable[[str], None] = lambda _: None,
        posted: frozenset[str] = frozenset(),
        file: bool = False,
    ) -> Fetched:
        """The answer to the canonical `url`, redirects followed; its `url` is the one that answered.

        `validators` gives the conditional headers for a URL, `permit` raises for a URL that must not be asked. A URL
        with a parameter in `posted` is asked with POST: those parameters are taken from the query and sent as a form.
        A `file` may be as large as attachments are.

        Raises:
            NotAskedError: the host is down, or was asked enough this night.
            FetchError: nothing worth keeping came; its reason says why.
        """
        visited: list[str] = []
        seconds = 0.0
        while True:
            self._refuse_foreign(url, visited)
            self._asked.add(host_of(url))
            self._hosts.check(host_of(url), self._source)
            permit(url)
            visited.append(url)
            fetched, location = self._fetch_patiently(url, validators(url), posted, file=file)
            seconds += fetched.seconds
            if not location:
                return Fetched(fetched.response, seconds)
            following = canonical(location, url)
            if following is None:
                raise FetchError("redirect_refused", f"{url} redirects to {location[:200]!r}, which is no web address")
            if following in visited or len(visited) > _MOST_REDIRECTS:
                raise FetchError("redirect_loop", f"{' -> '.join([*visited, following])[:500]}")
            url = following

    def _refuse_foreign(self, url: str, visited: list[str]) -> None:
        if host_of(url) in self._source.allowed_hosts:
            return
        if not visited:
            raise FetchError("foreign_host", f"{url}: {host_of(url)} is not among the hosts of {self._source.code}")
        raise FetchError(
            "redirect_refused",
            f"{visited[-1]} redirects to {host_of(url)}, which is not among the hosts of {self._source.code}",
        )

    def _fetch_patiently(
        self, url: str, headers: Mapping[str, str], posted: frozenset[str], *, file: bool
    ) -> tuple[Fetched, str]:
        """Try again what may pass (5xx, timeouts, cut connections), never what will not (4xx, challenges)."""
        host = host_of(url)
        pause = wait = self._pauses.get(host, self._source.crawl_delay)
        for attempt in range(1, self._limits.tries + 1):
            self._hosts.pace.wait(host, wait)
            self._hosts.admit(host, self._source)
            try:
                answer = self._fetch_once(url, headers, posted, file=file)
            except FetchError as error:
                wait = pause * 2**attempt if error.retry_after is None else max(error.retry_after, pause)
                if not error.transient or attempt == self._limits.tries or wait > self._limits.longest_retry_after:
                    self._hosts.failed(host, error)
                    raise
            else:
                self._hosts.answered(host)
                return answer
            finally:
                self._hosts.pace.answered(host)
        raise AssertionError("unreachable: the last try returns or raises")

    def _fetch_once(
        self, url: str, headers: Mapping[str, str], posted: frozenset[str], *, file: bool
    ) -> tuple[Fetched, str]:
        started = time.monotonic()
        connection = self._connection(url)
        try:
            with closing(self._send(connection, url, headers, posted)) as response:
                body = self._read(response, url, file=file)
        except BaseException as error:
            connection.close()  # what is left of an answer would be taken for the next one
            if isinstance(error, urllib3.exceptions.HTTPError | http.client.HTTPException | OSError | ValueError):
                raise _classified(url, error) from error
            raise
        finally:
            self.seconds += time.monotonic() - started
        return self._judged(url, response, body, time.monotonic() - started)

    def _connection(self, url: str) -> HTTPConnection:
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._connections:
            self._connections[root] = self._network.connection(parts.scheme, parts.hostname or "", parts.port)
        return self._connections[root]

    def _send(
        self, connection: HTTPConnection, url: str, headers: Mapping[str, str], posted: frozenset[str]
    ) -> urllib3.BaseHTTPResponse:
        address, form = without_parameters(url, posted)
        parts = urlsplit(address)
        sent = {"Content-Type": "application/x-www-form-urlencoded"} if form else headers
        return ask(
            connection,
            "POST" if form else "GET",
            f"{parts.path}?{parts.query}" if parts.query else parts.path,
            body=urlencode(form) if form else None,
            headers={**self._headers, **sent},
            connect_seconds=self._limits.connect_seconds,
            read_seconds=self._limits.read_seconds,
        )

    def _read(self, response: urllib3.BaseHTTPResponse, url: str, *, file: bool) -> bytes | LargeBody:
        limit = self._limits.file_bytes if file else self._limits.body_bytes
        body = ReceivedBody(self._spool, self._limits.memory_bytes if file else limit)
        while chunk := response.read1(_CHUNK, decode_content=True):
            self.bytes += len(chunk)
            self._hosts.received(host_of(url), len(chunk))
            body.write(chunk)
            if body.size > limit:
                raise FetchError("too_large", f"{url} is larger than {limit:,} bytes")
        return body.content()

    def _judged(
        self, url: str, response: urllib3.BaseHTTPResponse, body: bytes | LargeBody, seconds: float
    ) -> tuple[Fetched, str]:
        fetched = self._fetched(url, response, body, seconds)
        status = response.status
        block = challenge.recognise(status, fetched.response.head(challenge.LARGEST + 1))
        if block:
            raise FetchError("blocked", f"{url}: the site's firewall answers with {block}", of_host=True)
        if status in _REDIRECTS and response.headers.get("Location"):
            # http.client reads headers as Latin-1; sites write raw UTF-8 into Location.
            location = response.headers["Location"].encode("latin-1", "replace").decode("utf-8", "replace")
            return fetched, location
        if status == 200 or status in (304, 404, 410):
            return fetched, ""
        raise FetchError(
            f"http_{status}",
            f"{url} answers {status}",
            transient=status in _TRANSIENT_STATUSES,
            of_host=status in _TRANSIENT_STATUSES,
            retry_after=_retry_after(response),
        )

    def _fetched(
        self, url: str, response: urllib3.BaseHTTPResponse, body: bytes | LargeBody, seconds: float
    ) -> Fetched:
        archived = ArchivedResponse(
            url=url,
            status=response.status,
            headers=CaseInsensitiveDict(response.headers),
            content=body,
            captured_at=clock.now(),
        )
        return Fetched(archived, seconds)


def _retry_after(response: urllib3.BaseHTTPResponse) -> float | None:
    try:
        return Retry(retry_after_max=10**9).get_retry_after(response)
    except (urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
        return None


def _classified(url: str, error: Exception) -> FetchError:
    """The reason behind an exception of urllib3, http.client or the socket."""
    causes = list(_causes(error))
    if any(isinstance(cause, urllib3.exceptions.TimeoutError | TimeoutError) for cause in causes):
        return FetchError("timeout", f"{url}: no answer, or not all of it, in time", transient=True, of_host=True)
    if any(isinstance(cause, urllib3.exceptions.SSLError | ssl.SSLError) for cause in causes):
        return FetchError("tls_error", f"{url}: {error}", of_host=True)
    if any(isinstance(cause, urllib3.exceptions.IncompleteRead | http.client.IncompleteRead) for cause in causes):
        return FetchError("truncated", f"{url}: the connection ended before the page did", transient=True)
    if any(isinstance(cause, http.client.HTTPException) and not isinstance(cause, ConnectionError) for cause in causes):
        return FetchError("bad_response", f"{url} answers what is no HTTP ({error})")
    if any(isinstance(cause, OSError | urllib3.exceptions.ProtocolError) for cause in causes):
        said = next((f" ({cause.strerror})" for cause in causes if isinstance(cause, OSError) and cause.strerror), "")
        return FetchError("connection_reset", f"{url}: the connection was cut{said}", transient=True, of_host=True)
    return FetchError("bad_response", f"{url}: {type(error).__name__}: {error}")


def _causes(error: BaseException) -> list[BaseException]:
    """The exception, what it was raised from, and the exceptions that urllib3 carries as arguments."""
    found: list[BaseException] = []
    waiting: list[BaseException] = [error]
    while waiting:
        current = waiting.pop()
        if current in found:
            continue
        found.append(current)
        waiting += [
            cause
            for cause in (current.__cause__, current.__context__, *current.args)
            if isinstance(cause, BaseException)
        ]
    return found

"""What a single request may cost, and where it may go."""

from __future__ import annotations

import gzip
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from fazhi.archive.response import ArchiveUnavailableError
from fazhi.crawl.failure import FetchError
from fazhi.crawl.fetcher import Fetcher, Limits
from fazhi.crawl.hosts import Hosts
from fazhi.crawl.network import Network
from fazhi.crawl.pace import Pace
from fazhi.sources import Source
from tests.crawl.conftest import HOST
from tests.crawl.site import Answer, Sites, settings_for

URL = f"http://{HOST}/page.html"


def source(**changes: object) -> Source:
    entry = {"code": "990201", "name": "甲县", "family": "trs", "home": f"http://{HOST}/", "owner": "o", "sample": True}
    return Source.model_validate({**entry, "crawl_delay": 0, **changes})


def fetcher(
    sites: Sites, directory: Path, *, pace: Pace | None = None, limits: Limits | None = None, **changes: object
) -> Fetcher:
    return Fetcher(source(**changes), settings_for(sites, directory, ""), Hosts(pace), limits or Limits(tries=1))


def reason(fetching: Fetcher, url: str = URL) -> str:
    with pytest.raises(FetchError) as raised:
        fetching.fetch(url)
    return raised.value.reason


def test_a_body_comes_without_its_encodings(sites: Sites, tmp_path: Path) -> None:
    body = "全文".encode() * 5000
    sites.hosts[HOST] = {"/page.html": Answer(gzip.compress(body), headers={"Content-Encoding": "gzip"})}

    response = fetcher(sites, tmp_path).fetch(URL).response

    assert response.body == body


def test_a_chunked_body_is_whole(sites: Sites, tmp_path: Path) -> None:
    chunks = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in (b"a" * 10, b"b" * 70_000, b""))
    sites.hosts[HOST] = {"/page.html": Answer(chunks, headers={"Transfer-Encoding": "chunked"})}

    assert fetcher(sites, tmp_path).fetch(URL).response.body == b"a" * 10 + b"b" * 70_000


def test_a_spool_that_takes_nothing_is_no_fault_of_the_site(sites: Sites, tmp_path: Path) -> None:
    sites.hosts[HOST] = {"/a.pdf": Answer(b"a" * 2_000_000)}
    settings = replace(settings_for(sites, tmp_path, ""), spool=tmp_path / "a file" / "spool")
    (tmp_path / "a file").touch()
    fetching = Fetcher(source(), settings, Hosts(), Limits(tries=1))

    with pytest.raises(ArchiveUnavailableError, match="FAZHI_SPOOL"):
        fetching.fetch(f"http://{HOST}/a.pdf", file=True)


def test_a_bomb_is_not_unpacked(sites: Sites, tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(200 * 1024 * 1024))
    sites.hosts[HOST] = {"/page.html": Answer(bomb, headers={"Content-Encoding": "gzip"})}

    assert reason(fetcher(sites, tmp_path, limits=Limits(tries=1, body_bytes=1_000_000))) == "too_large"


def test_a_dripping_body_is_cut(sites: Sites, tmp_path: Path) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        handler.close_connection = True
        try:
            while not sites.closing.wait(0.02):
                handler.wfile.write(b"x")
                handler.wfile.flush()
        except OSError:
            return

    sites.hosts[HOST] = {"/page.html": Answer(act=drip)}

    assert reason(fetcher(sites, tmp_path, limits=Limits(tries=1, total_seconds=0.3))) == "timeout"


def test_a_long_answer_that_keeps_coming_is_not_cut(sites: Sites, tmp_path: Path) -> None:
    """It takes longer than a drip is given, and each part of it earns the time for the next."""

    def send_slowly(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "60000")
        handler.end_headers()
        for _ in range(6):
            handler.wfile.write(b"x" * 10_000)
            handler.wfile.flush()
            sites.closing.wait(0.1)

    sites.hosts[HOST] = {"/page.html": Answer(act=send_slowly)}
    limits = Limits(tries=1, total_seconds=0.4, slowest_rate=10_000)

    answer = fetcher(sites, tmp_path, limits=limits).fetch(URL)

    assert len(answer.response.body) == 60_000
    assert answer.seconds > limits.total_seconds


def test_countless_headers_are_refused(sites: Sites, tmp_path: Path) -> None:
    sites.hosts[HOST] = {"/page.html": Answer(b"x", headers={f"X-{number}": "x" for number in range(200)})}

    assert reason(fetcher(sites, tmp_path)) == "bad_response"


def test_interim_answers_without_end_are_cut(sites: Sites, tmp_path: Path) -> None:
    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        try:
            while not sites.closing.is_set():
                handler.wfile.write(b"HTTP/1.1 100 Continue\r\nX-Filling: " + b"x" * 60_000 + b"\r\n\r\n")
        except OSError:
            return

    sites.hosts[HOST] = {"/page.html": Answer(act=flood)}
    limits = Limits(tries=1, total_seconds=30, slowest_rate=1e12, body_bytes=500_000, file_bytes=1_000_000)

    assert reason(fetcher(sites, tmp_path, limits=limits)) == "too_large"


def test_a_form_is_posted_and_leaves_the_rest_of_the_address(sites: Sites, tmp_path: Path) -> None:
    sites.hosts[HOST] = {"/proxy?startrecord=1 POST columnid=12&webname=%E7%94%B2%E5%8E%BF": Answer(b"<datastore/>")}
    url = f"http://{HOST}/proxy?startrecord=1&columnid=12&webname=%E7%94%B2%E5%8E%BF"

    answer = fetcher(sites, tmp_path).fetch(
        url, posted=frozenset({"columnid", "webname", "unitid"}), validators=lambda _: {"If-None-Match": '"x"'}
    )

    assert (answer.response.url, answer.response.body) == (url, b"<datastore/>")
    ((_, _, headers),) = sites.asked
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "If-None-Match" not in headers


@pytest.mark.parametrize("path", ["//zwgk/%E4%BD%A0.html", "//zwgk/a:b/c,d.html"])
def test_a_path_that_begins_with_two_slashes_is_no_host(sites: Sites, tmp_path: Path, path: str) -> None:
    sites.hosts[HOST] = {path[1:]: Answer(b"x")}  # the server takes two slashes for one

    assert fetcher(sites, tmp_path).fetch(f"http://{HOST}{path}").response.body == b"x"


def test_without_anything_to_post_it_is_a_get(sites: Sites, tmp_path: Path) -> None:
    sites.hosts[HOST] = {"/page.html?a=1&b": Answer(b"x")}

    assert fetcher(sites, tmp_path).fetch(f"{URL}?a=1&b", posted=frozenset({"columnid"})).response.body == b"x"


def test_a_dripping_header_is_cut(sites: Sites, tmp_path: Path) -> None:
    """Each byte comes within the read timeout, so that only the deadline of the whole answer ends it."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            while not sites.closing.wait(0.02):
                handler.wfile.write(b"x")
                handler.wfile.flush()
        except OSError:
            return

    sites.hosts[HOST] = {"/page.html": Answer(act=drip)}

    assert reason(fetcher(sites, tmp_path, limits=Limits(tries=1, total_seconds=0.3))) == "timeout"


def test_between_tries_the_host_has_its_pause(sites: Sites, tmp_path: Path) -> None:
    slept: list[float] = []
    pace = Pace(clock=lambda: 0.0, sleep=slept.append)
    sites.hosts[HOST] = {"/page.html": Answer(b"x", 503)}

    reason(fetcher(sites, tmp_path, pace=pace, limits=Limits(tries=3), crawl_delay=2))
    assert slept == [4, 8]


def test_retry_after_is_obeyed_where_it_can_be_waited_for(sites: Sites, tmp_path: Path) -> None:
    slept: list[float] = []
    pace = Pace(clock=lambda: 0.0, sleep=slept.append)
    sites.hosts[HOST] = {"/page.html": Answer(b"x", 503, {"Retry-After": "30"})}

    reason(fetcher(sites, tmp_path, pace=pace, limits=Limits(tries=2)))
    assert slept == [30]

    sites.hosts[HOST] = {"/page.html": Answer(b"x", 503, {"Retry-After": "3600"})}
    reason(fetcher(sites, tmp_path, pace=pace, limits=Limits(tries=2)))
    assert slept == [30]


def test_retry_after_makes_no_pause_shorter(sites: Sites, tmp_path: Path) -> None:
    slept: list[float] = []
    pace = Pace(clock=lambda: 0.0, sleep=slept.append)
    sites.hosts[HOST] = {"/page.html": Answer(b"x", 503, {"Retry-After": "0"})}

    reason(fetcher(sites, tmp_path, pace=pace, limits=Limits(tries=2), crawl_delay=5))
    assert slept == [5]


def test_retry_after_may_be_a_date(sites: Sites, tmp_path: Path) -> None:
    slept: list[float] = []
    pace = Pace(clock=lambda: 0.0, sleep=slept.append)
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    sites.hosts[HOST] = {"/page.html": Answer(b"x", 503, {"Retry-After": moment})}

    reason(fetcher(sites, tmp_path, pace=pace, limits=Limits(tries=2)))
    assert 30 < slept[0] <= 40


def test_the_longer_of_two_pauses_counts(sites: Sites, tmp_path: Path) -> None:
    slept: list[float] = []
    pace = Pace(clock=lambda: 0.0, sleep=slept.append)
    sites.hosts[HOST] = {"/page.html": Answer(b"x")}
    fetching = fetcher(sites, tmp_path, pace=pace, crawl_delay=2)

    for asked_for in (0, 7):
        fetching.ask_for_pause(URL, asked_for)
        fetching.fetch(URL)
        fetching.fetch(URL)

    assert slept == [2, 7, 7]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.7",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fec0::1",
        "fd00::1",
        "::ffff:10.0.0.7",
        "::10.0.0.7",
        "2002:a00:7::",
        "64:ff9b::a00:7",
        "64:ff9b:1::a00:7",
    ],
)
def test_a_name_that_resolves_to_a_private_address_is_refused(address: str) -> None:
    network = Network({"www.jia.gov.cn": f"[{address}]:80"}, private_allowed=False)

    with pytest.raises(FetchError, match="only a source marked sample may be there") as raised:
        network.open("www.jia.gov.cn", 80, 1)
    assert raised.value.reason == "private_address"


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_address_is_connected_to(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[object] = []

    def connect(target: object, *_: object) -> None:
        connected.append(target)
        raise ConnectionRefusedError

    monkeypatch.setattr("socket.create_connection", connect)
    with pytest.raises(FetchError, match="refuses connections"):
        Network({"www.jia.gov.cn": f"[{address}]:80"}, private_allowed=False).open("www.jia.gov.cn", 80, 1)
    assert connected == [(address, 80)]


def test_a_redirect_to_a_host_of_the_yaml_at_a_private_address_is_refused(
    sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is allowed, its address is not: it is checked when the name has been resolved."""
    monkeypatch.setattr("fazhi.crawl.network._is_public", lambda address: address != "127.0.0.2")
    home, files = "www.jia.gov.cn", "files.jia.gov.cn"
    sites.hosts[home] = {"/page.html": Answer(b"", 302, {"Location": f"http://{files}/inner.html"})}
    sites.hosts[files] = {"/inner.html": Answer(b"secret")}
    port = sites.connect_to()[home].rpartition(":")[2]
    settings = replace(
        settings_for(sites, tmp_path, ""), connect_to={home: f"127.0.0.1:{port}", files: f"127.0.0.2:{port}"}
    )
    county = source(home=f"http://{home}/", sample=False, crawl_delay=1, hosts=[files])

    assert reason(Fetcher(county, settings, Hosts(), Limits(tries=1)), f"http://{home}/page.html") == "private_address"
    assert sites.paths(files) == []


def test_the_address_that_was_checked_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to something else the second time is asked for only once."""
    answers = iter(["203.0.113.7", "127.0.0.1"])
    connected: list[object] = []

    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (next(answers), 80))]

    def connect(address: object, *_: object) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr("fazhi.crawl.network._is_public", lambda address: address == "203.0.113.7")
    monkeypatch.setattr("socket.getaddrinfo", resolve)
    monkeypatch.setattr("socket.create_connection", connect)
    with pytest.raises(FetchError, match="refuses connections"):
        Network({}, private_allowed=False).open("www.jia.gov.cn", 80, 1)
    assert connected == [("203.0.113.7", 80)]


def test_a_name_that_does_not_resolve_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise OSError("Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    with pytest.raises(FetchError, match="does not resolve") as raised:
        Network({}, private_allowed=False).open("www.nowhere.gov.cn", 80, 1)
    assert (raised.value.reason, raised.value.transient) == ("dns_failure", False)


def test_a_name_server_that_is_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    closing = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: closing.wait(60))
    try:
        with pytest.raises(FetchError, match=r"not resolved within 0\.1 s") as raised:
            Network({}, private_allowed=False).open("www.jia.gov.cn", 80, 0.1)
    finally:
        closing.set()
    assert (raised.value.reason, raised.value.transient) == ("timeout", True)


def test_all_addresses_of_a_name_have_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tries take what they may: a hundred silent addresses cost as much as one."""
    now, waited = [1000.0], []

    def connect(_: object, timeout: float) -> None:
        waited.append(timeout)
        now[0] += timeout
        raise TimeoutError

    addresses = [(2, 1, 6, "", (f"203.0.113.{number}", 80)) for number in range(100)]
    monkeypatch.setattr("fazhi.crawl.network._is_public", lambda _: True)
    monkeypatch.setattr("fazhi.crawl.network.time.monotonic", lambda: now[0])
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: addresses)
    monkeypatch.setattr("socket.create_connection", connect)
    with pytest.raises(FetchError, match="no connection within 8 s") as raised:
        Network({}, private_allowed=False).open("www.jia.gov.cn", 80, 8)
    assert raised.value.reason == "timeout"
    assert waited[:3] == [4, 2, 1]
    assert sum(waited) < 8


def test_a_host_of_another_county_is_not_asked(sites: Sites, tmp_path: Path) -> None:
    sites.hosts["www.yi.example"] = {"/page.html": Answer(b"x")}

    assert reason(fetcher(sites, tmp_path), "http://www.yi.example/page.html") == "foreign_host"
    assert sites.asked == []


def test_no_cookie_or_password_of_ours_travels(sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text(f"machine {HOST} login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    sites.hosts[HOST] = {"/page.html": Answer(b"x")}
    fetcher(sites, tmp_path).fetch(URL)

    ((_, _, headers),) = sites.asked
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding"}

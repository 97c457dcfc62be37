"""Certificates are checked, but where a county's YAML says why not."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fazhi.crawl.failure import FetchError
from fazhi.crawl.fetcher import Fetcher, Limits
from fazhi.crawl.hosts import Hosts
from fazhi.errors import ConfigurationError
from fazhi.sources import Source, load_sources
from tests.certificates import self_signed
from tests.crawl.conftest import CODE, HOST, Crawler
from tests.crawl.site import SENTENCE, Sites, article, listing, settings_for, write_source

PAGES = {
    "/zw/": listing("./202503/t20250321_1.html"),
    "/zw/202503/t20250321_1.html": article("甲县2024年工作总结", SENTENCE),
}
OVER_TLS = {"home": f"https://{HOST}/", "lists": [{"url": f"https://{HOST}/zw/", "holds": ["other"]}]}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A certificate of the right name that nobody vouches for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path_factory.mktemp("tls"), HOST))
    return context


@pytest.fixture
def sites(certificate: ssl.SSLContext) -> Iterator[Sites]:
    with Sites(certificate) as running:
        yield running


def test_a_certificate_that_nobody_vouches_for_fails_the_site(crawler: Crawler, sites: Sites) -> None:
    crawler.add(CODE, HOST, PAGES, **OVER_TLS)
    crawler.crawl()

    assert crawler.reasons("site") == [("failed", "tls_error")]
    assert sites.asked == []


def test_the_yaml_may_say_why_it_is_not_checked(
    crawler: Crawler, sites: Sites, caplog: pytest.LogCaptureFixture
) -> None:
    crawler.add(CODE, HOST, PAGES, **OVER_TLS, unverified_tls={HOST: "证书自签，已电话告知"})

    assert crawler.crawl()["pages_done"] == 1
    assert f"the certificate of {HOST} is not verified: 证书自签，已电话告知" in caplog.text


def test_an_exception_is_for_its_host_alone(crawler: Crawler, sites: Sites) -> None:
    other = "www2.jia.example"
    pages = {**PAGES, "/zw/": listing("./202503/t20250321_1.html", f"https://{other}/zw/202503/t20250321_2.html")}
    sites.hosts[other] = {"/zw/202503/t20250321_2.html": article("总结", SENTENCE)}
    crawler.add(CODE, HOST, pages, **OVER_TLS, hosts=[other], unverified_tls={HOST: "证书自签"})
    crawler.crawl()

    assert crawler.reasons("page") == [("done", ""), ("failed", "tls_error")]


def test_a_dripping_handshake_is_cut(tmp_path: Path) -> None:
    """A byte at a time, each before the timeout of a single read: the handshake as a whole has one deadline."""
    closing = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_drip, args=(server, closing), daemon=True).start()
        source = Source.model_validate(
            {"code": CODE, "name": "甲县", "family": "trs", "owner": "o", "sample": True, **OVER_TLS}
        )
        with Sites() as nobody:
            settings = replace(
                settings_for(nobody, tmp_path, ""), connect_to={HOST: f"127.0.0.1:{server.getsockname()[1]}"}
            )
        began = time.monotonic()
        with pytest.raises(FetchError) as raised:
            Fetcher(source, settings, Hosts(), Limits(connect_seconds=0.5, tries=1)).fetch(f"https://{HOST}/")
        closing.set()
    assert raised.value.reason == "timeout"
    assert time.monotonic() - began < 5


def _drip(server: socket.socket, closing: threading.Event) -> None:
    connection, _ = server.accept()
    with connection, contextlib.suppress(OSError):
        connection.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")  # a ServerHello of 16 KB begins
        while not closing.wait(0.05):
            connection.sendall(b"\x03")


@pytest.mark.parametrize(
    ("exceptions", "message"),
    [({HOST: " "}, f"unverified_tls.{HOST}: say why"), ({"www.yi.example": "x"}, "neither the host of home nor")],
)
def test_an_exception_needs_a_reason_and_a_host_of_the_source(
    tmp_path: Path, exceptions: dict[str, str], message: str
) -> None:
    write_source(tmp_path, CODE, HOST, unverified_tls=exceptions)

    with pytest.raises(ConfigurationError, match=message):
        load_sources([tmp_path])

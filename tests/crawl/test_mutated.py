"""Whatever a server sends: no crash, an outcome for each page, an archive that other tools can read."""

from __future__ import annotations

import gzip
import random
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler

import pytest
from warcio.checker import Checker

from fazhi.archive import ArchiveReader
from tests.counts import count, counted
from tests.crawl.conftest import CODE, HOST, IMPATIENT, Crawler
from tests.crawl.site import SENTENCE, Answer, article, listing

PAGES_A_BATCH = 100

_BODY = article("甲县2024年法治政府建设年度报告", SENTENCE * 20).body
_HEADERS = (
    b"Content-Type: text/html; charset=utf-8",
    b"Content-Type: text/html; charset=no-such-charset",
    b"Content-Type: \xff\xfe;;;=",
    b"Content-Encoding: gzip",
    b"Content-Encoding: deflate, gzip, br",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: \xe5\x88\x86\xe5\x9d\x97",
    b'ETag: \x01\x02"' + b"e" * 3000,
    b"Last-Modified: 32 Brumaire 99",
    b"Set-Cookie: a=b; Domain=.gov.cn; Expires=never",
    b"Location: //[::1/%00%0d%0a",
    b"Retry-After: soon",
    b"Content-Length: -5",
    b"Content-Length: 99999999999999999999",
    b"no colon at all",
    b": no name",
    b" folded",
    b"X-\xe5\x90\x8d: \xe5\x80\xbc\r\n continued\x00",
)
_STATUSES = (
    b"200 OK",
    b"200 OK",
    b"200 OK",
    b"200",
    b"304 Not Modified",
    b"302 Found",
    b"206 Partial",
    b"999 \xe4\xb9\xb1",
    b"abc",
)


_BOMB = gzip.compress(bytes(30_000_000))


def _broken(random_source: random.Random) -> bytes:
    """The page with tags torn, doubled, nested a thousand deep, or in another encoding than it says."""
    how = random_source.randrange(6)
    if how == 0:
        return _BODY.replace(b"</", b"<", random_source.randrange(1, 9))
    if how == 1:
        return b"<div><table><tr><td>" * random_source.choice((50, 3000)) + _BODY
    if how == 2:
        return _BODY.decode().encode(random_source.choice(("gb18030", "utf-16", "big5hkscs")), "replace")
    if how == 3:
        place = random_source.randrange(len(_BODY))
        return (
            _BODY[:place] + random_source.choice((b"<!--", b"<![CDATA[", b"<script>", b"\x00\xff\xfe")) + _BODY[place:]
        )
    return _BODY


def _mutated(random_source: random.Random) -> bytes:
    if random_source.random() < 0.02:
        return b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(_BOMB) + _BOMB
    page = _broken(random_source)
    body = bytearray(gzip.compress(page) if random_source.random() < 0.3 else page)
    for _ in range(random_source.choice((0, 0, 1, 20))):
        body[random_source.randrange(len(body))] = random_source.randrange(256)
    headers = random_source.sample(_HEADERS, random_source.randrange(4))
    if random_source.random() < 0.7:
        headers.append(b"Content-Length: %d" % (len(body) + random_source.choice((0, 0, 0, -50, 50))))
    version = random_source.choice((*[b"HTTP/1.1"] * 8, b"HTTP/1.0", b"HTTQ/1.1"))
    response = (
        version + b" " + random_source.choice(_STATUSES) + b"\r\n" + b"\r\n".join(headers) + b"\r\n\r\n" + bytes(body)
    )
    return response[: random_source.randrange(len(response))] if random_source.random() < 0.1 else response


def _send(response: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.wfile.write(response)

    return act


@counted
@pytest.mark.parametrize("seed", range(count(300, 10_000) // PAGES_A_BATCH))
def test_mutated_responses_end_in_outcomes(
    crawler: Crawler, seed: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("fazhi.crawl.hosts.FAILURES_IN_A_ROW", PAGES_A_BATCH)
    random_source = random.Random(seed)
    names = [f"202503/t20250321_{number}.html" for number in range(PAGES_A_BATCH)]
    pages = {f"/zw/{name}": Answer(act=_send(_mutated(random_source))) for name in names}
    crawler.add(CODE, HOST, {"/zw/": listing(*[f"./{name}" for name in names]), **pages})

    crawler.crawl(limits=replace(IMPATIENT, read_seconds=0.1, total_seconds=2, tries=1))

    outcomes = crawler.outcomes("page")
    assert {item for *_, item in outcomes} == {f"http://{HOST}/zw/{name}" for name in names}
    assert len({outcome for outcome, *_ in outcomes}) > 1
    assert not [detail for outcome, reason, detail in outcomes if reason in ("internal_error", "parser_error")]
    assert crawler.reasons("site")[0][1] != "internal_error"
    captures = crawler.query("SELECT archive_file, archive_offset, payload_digest FROM etl.capture")
    with ArchiveReader(crawler.settings.archive) as reader:
        for file, offset, digest in captures:
            assert reader.read(file, offset).payload_digest == digest
    capsys.readouterr()
    files = [f"{crawler.settings.archive}/{file}" for file in {file for file, *_ in captures}]
    assert Checker(Namespace(inputs=files, verbose=False)).process_all() == 0
    assert capsys.readouterr().out == ""

"""A web server that costs its clients nothing: every answer is ready in memory, one process, keep-alive.

`python -m benchmarks.page_server PAGES` serves PAGES articles of 40 KB on eight sites and prints its port. A site is a
path, `/s<n>/fzzf/`, laid out as TRS does; the Host header does not matter. Beside them, a small site at `/zw/` that any
host may be. All pages have an ETag, which is honoured; the server may be used as a proxy.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from benchmarks.sample import bodies, framed

SITES = 8
LIST_LENGTH = 25
PAGE_BYTES = 40_000
SMALL_SITE = 15
"""Articles of the small site."""

_REQUEST = re.compile(rb"GET (?:http://[^/\s]+)?(\S+) HTTP/1\.1\r\n(?s:(.*?))\r\n\r\n")
_CONDITION = re.compile(rb"(?i)\bIf-None-Match: *(\S+)")


@dataclass(frozen=True, slots=True)
class _Answer:
    """Two whole HTTP answers: the page, and what is said to one who has it."""

    whole: bytes
    not_modified: bytes
    etag: bytes


def answers(pages: int) -> dict[bytes, _Answer]:
    """By path: `pages` articles, spread over the sites, the lists that name them, and the small site."""
    found = {b"/robots.txt": _answer("User-agent: *\nDisallow: /admin/\n"), **_small_site()}
    for site in range(SITES):
        numbers = range(site, pages, SITES)
        lists = [numbers[start : start + LIST_LENGTH] for start in range(0, len(numbers), LIST_LENGTH)]
        for position, listed in enumerate(lists):
            name = f"index_{position}.html" if position else "index.html"
            found[f"/s{site}/fzzf/{name}".encode()] = _answer(_list_page(listed, len(lists), position))
        for number in numbers:
            found[f"/s{site}/fzzf/202503/t20250321_{number}.html".encode()] = _answer(_article(number))
    return found


def _small_site() -> dict[bytes, _Answer]:
    numbers = range(SMALL_SITE)
    found = {b"/zw/index.html": _answer(_list_page(numbers, 4, 0))}
    for number in numbers:
        text = f"<div class='TRS_Editor'><p>{_title(number)}。全年新收行政复议申请{70 + number}件。</p></div>" * 3
        head = f"<meta charset='utf-8'><meta name='PubDate' content='2025-03-21'><title>{_title(number)}</title>"
        page = f"<html><head>{head}</head><body>{text}</body></html>"
        found[f"/zw/202503/t20250321_{number}.html".encode()] = _answer(page)
    for position in range(1, 4):
        found[f"/zw/index_{position}.html".encode()] = _answer(_list_page(numbers, 4, position))
    return found


def _list_page(numbers: range, pages: int, position: int) -> str:
    items = "\n".join(
        f'<li><a href="./202503/t20250321_{number}.html" title="{_title(number)}">{_title(number)}</a>'
        "<span>2025-03-21</span></li>"
        for number in numbers
    )
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>法治政府建设</title></head><body>
<div class="nav"><a href="/">首页</a><a href="/zwgk/">政务公开</a><a href="/zwfw/">政务服务</a></div>
<ul class="list">{items}</ul>
<script>createPageHTML({pages}, {position}, "index", "html");</script></body></html>
"""


def _article(number: int) -> str:
    _, body = bodies()[number % len(bodies())]
    lines = framed(_title(number), f"{body}<p>本报告编号{number}。</p>").split("\n")
    surplus = sum(len(line.encode()) + 1 for line in lines) - PAGE_BYTES
    kept = []
    for line in lines:
        if surplus > 0 and line.startswith('<li><a href="/xwdt/'):  # side news, cut to size
            surplus -= len(line.encode()) + 1
        else:
            kept.append(line)
    return "\n".join(kept)


def _title(number: int) -> str:
    return f"枕溪区2024年法治政府建设年度报告（{number}）"


def _answer(page: str) -> _Answer:
    body = page.encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    validators = f"ETag: {etag}\r\nLast-Modified: Fri, 21 Mar 2025 01:40:00 GMT\r\n"
    described = f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
    return _Answer(
        f"HTTP/1.1 200 OK\r\n{described}{validators}\r\n".encode() + body,
        f"HTTP/1.1 304 Not Modified\r\n{validators}\r\n".encode(),
        etag.encode(),
    )


def write_source(folder: Path, code: str, list_url: str) -> None:
    """Write the YAML of a county whose only list is at `list_url`, where a crawl is told to find this server."""
    entry = {
        "code": code,
        "name": f"县{code}",
        "family": "trs",
        "home": urljoin(list_url, "/"),
        "owner": "bench",
        "lists": [{"url": list_url, "holds": ["rule_of_law_annual_report"]}],
        "crawl_delay": 0,
        "status": "active",
        "sample": True,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{code}_bench.yml").write_text(json.dumps(entry), encoding="utf-8")


class _Connection(asyncio.Protocol):
    def __init__(self, answers: dict[bytes, _Answer]) -> None:
        self._answers = answers
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while request := _REQUEST.match(self._received):
            self._received = self._received[request.end() :]
            answer = self._answers.get(request[1])
            condition = _CONDITION.search(request[2])
            if answer is None:
                self._transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            elif condition and condition[1] == answer.etag:
                self._transport.write(answer.not_modified)
            else:
                self._transport.write(answer.whole)


async def _serve(pages: int) -> None:
    ready = answers(pages)
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(ready), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))

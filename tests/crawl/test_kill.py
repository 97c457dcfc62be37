"""Killed at any moment, the next run neither loses nor doubles a page."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.checker import Checker

from fazhi.derive import pending_partitions
from tests.archive.s3 import downloaded
from tests.counts import counted, moments
from tests.crawl.conftest import CODE, HOST, Crawler
from tests.crawl.site import SENTENCE, Answer, Sites, article, listing

PAGES = 40
FILES = 10
REQUESTS = 2 + PAGES + FILES  # robots.txt, the list, articles, the file of every fourth

CRAWL = """
import sys
from fazhi.crawl.run import crawl_batch
from fazhi.settings import Settings
crawl_batch([sys.argv[1]], settings=Settings.from_environment(), run_id=int(sys.argv[2]))
"""


def environment(crawler: Crawler) -> dict[str, str]:
    settings = crawler.settings
    return {
        **os.environ,
        "FAZHI_WAREHOUSE_DSN": settings.warehouse_dsn,
        "FAZHI_ARCHIVE": settings.archive,
        "FAZHI_SPOOL": str(settings.spool),
        "FAZHI_SOURCES": str(settings.sources[0]),
        "FAZHI_CONTACT": settings.contact,
        "FAZHI_CONNECT_TO": ",".join(f"{host}={address}" for host, address in settings.connect_to.items()),
    }


@counted
@pytest.mark.parametrize("kill_at", moments([3, 20, REQUESTS - 1], full=50, last=REQUESTS - 1))
def test_a_killed_crawl_is_finished_by_the_next(
    crawler: Crawler, sites: Sites, tmp_path: Path, kill_at: int, request: pytest.FixtureRequest
) -> None:
    """`kill_at` requests have been answered when the signal comes; the next run takes what they brought. At even ones
    the archive is an object store."""
    archive = request.getfixturevalue("s3") if kill_at % 2 == 0 else str(tmp_path / "archive")
    crawler = replace(crawler, archive=archive)
    names = [f"202503/t20250321_{number}.html" for number in range(PAGES)]
    titles = {name: f"甲县{2023 + number % 2}年工作总结之{number}" for number, name in enumerate(names)}
    linked = {name: f"<a href='{number}.xlsx'>统计表</a>" for number, name in enumerate(names[::4])}
    files = {f"/zw/202503/{number}.xlsx": Answer(b"PK%d" % number) for number in range(FILES)}
    pages = {f"/zw/{name}": article(titles[name], f"{SENTENCE}{name}{linked.get(name, '')}") for name in names}
    crawler.add(CODE, HOST, {"/zw/": listing(*[f"./{name}" for name in names]), **pages, **files})

    with subprocess.Popen(
        [sys.executable, "-c", CRAWL, CODE, str(crawler.start())], env=environment(crawler)
    ) as process:
        sites.wait_for(kill_at)
        process.send_signal(signal.SIGKILL)

    counts = crawler.crawl()

    captured = crawler.query(
        "SELECT url FROM etl.capture WHERE kind = 'article' AND record_type = 'response' ORDER BY url"
    )
    assert [url for (url,) in captured] == sorted(f"http://{HOST}/zw/{name}" for name in names)
    attached = crawler.query(
        "SELECT url FROM etl.capture WHERE kind = 'attachment' AND record_type = 'response' ORDER BY url"
    )
    assert [url for (url,) in attached] == sorted(f"http://{HOST}{path}" for path in files)
    asked_for_a_body = [path for _, path, headers in sites.asked if "t2025" in path and "If-None-Match" not in headers]
    assert len(asked_for_a_body) <= PAGES + 1  # again only what was under way
    assert counts.get("pages_done", 0) + counts.get("pages_unchanged", 0) == PAGES
    assert pending_partitions(crawler.settings) == ["99|2023", "99|2024"]
    assert list((tmp_path / "spool").iterdir()) == []
    check_archive(crawler, tmp_path / "copies", capsys=request.getfixturevalue("capsys"))


def check_archive(crawler: Crawler, copies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [file for (file,) in crawler.query("SELECT archive_file FROM etl.archive_file WHERE bytes > 0")]
    capsys.readouterr()
    copied = downloaded(crawler.settings.archive, files, copies)
    assert Checker(Namespace(inputs=copied, verbose=False)).process_all() == 0
    assert capsys.readouterr().out == ""

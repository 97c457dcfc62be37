"""Killed at any moment, the next run neither loses nor doubles a page."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest
from warcio.checker import Checker

from tests.counts import counted, moments
from tests.crawl.conftest import CODE, HOST, Crawler
from tests.crawl.site import SENTENCE, Sites, article, listing

PAGES = 40

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
@pytest.mark.parametrize("kill_at", moments([3, 20, PAGES + 1], full=50, last=PAGES + 1))
def test_a_killed_crawl_is_finished_by_the_next(
    crawler: Crawler, sites: Sites, tmp_path: Path, kill_at: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """`kill_at` requests have been answered when the signal comes; the next run takes what they brought."""
    names = [f"202503/t20250321_{number}.html" for number in range(PAGES)]
    pages = {f"/zw/{name}": article(f"甲县2024年报告之{name}", SENTENCE) for name in names}
    crawler.add(CODE, HOST, {"/zw/": listing(*[f"./{name}" for name in names]), **pages})

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
    asked_for_a_body = [path for _, path, headers in sites.asked if "t2025" in path and "If-None-Match" not in headers]
    assert len(asked_for_a_body) <= PAGES + 1  # again only what was under way
    assert counts.get("pages_done", 0) + counts.get("pages_unchanged", 0) == PAGES
    assert list((tmp_path / "spool").iterdir()) == []
    files = [str(path) for path in (tmp_path / "archive").rglob("*.warc.gz")]
    capsys.readouterr()
    assert Checker(Namespace(inputs=files, verbose=False)).process_all() == 0
    assert capsys.readouterr().out == ""

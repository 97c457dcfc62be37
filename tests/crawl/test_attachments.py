"""Files that articles link: fetched politely, archived with their article, asked for again until they were had."""

from __future__ import annotations

import secrets
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fazhi.archive import ArchiveReader
from fazhi.crawl.attachments import MOST_OF_AN_ARTICLE
from tests.crawl.conftest import CODE, HOST, IMPATIENT, Crawler
from tests.crawl.site import Answer, article, html, listing
from tests.files import build

PDF = build.pdf(["全年审结行政复议案件70件，全部按期办结。"])
FILE_HOST = "files.jia.example"
ARTICLE = "/zw/202501/t20250124_1.html"


def with_files(*links: str) -> dict[str, Any]:
    anchors = "".join(f"<a href='{link}'>附件{number}：年报</a>" for number, link in enumerate(links, 1))
    return {"/zw/": listing(ARTICLE), ARTICLE: article("甲县2024年政府信息公开工作年度报告", f"年报见附件。{anchors}")}


@pytest.fixture
def add(add_site: Callable[..., None]) -> Callable[..., None]:
    return add_site


def kept(crawler: Crawler) -> list[tuple[Any, ...]]:
    return crawler.query(
        "SELECT url, parent_url, title, published_on, partition_year, content_hash = payload_digest"
        " FROM etl.capture WHERE kind = 'attachment' AND record_type = 'response' ORDER BY url"
    )


def test_a_file_is_archived_with_its_article(crawler: Crawler, add: Callable[..., None]) -> None:
    pages = with_files("./P0202501.pdf")
    add({**pages, "/zw/202501/P0202501.pdf": Answer(PDF, headers={"Content-Type": "application/pdf"})})
    counts = crawler.crawl()
    assert counts["attachments_done"] == 1
    url = f"http://{HOST}/zw/202501/P0202501.pdf"
    assert kept(crawler) == [(url, f"http://{HOST}{ARTICLE}", "附件1：年报", date(2025, 3, 21), 2024, True)]
    ((file, offset),) = crawler.query("SELECT archive_file, archive_offset FROM etl.capture WHERE kind = 'attachment'")
    with ArchiveReader(crawler.settings.archive) as archive:
        assert archive.read(file, offset).body == PDF


def test_a_file_that_did_not_change_is_not_sent_again(crawler: Crawler, add: Callable[..., None]) -> None:
    add({**with_files("a.pdf"), "/zw/202501/a.pdf": Answer(PDF)})
    crawler.crawl()
    counts = crawler.crawl()
    assert (counts["attachments_unchanged"], counts["sites_unchanged"]) == (1, 1)
    assert kept(crawler) == kept(crawler)[:1]
    conditions = [headers for _, path, headers in crawler.sites.asked if path.endswith(".pdf")]
    assert "If-None-Match" not in conditions[0]
    assert "If-None-Match" in conditions[1]


def test_a_changed_file_makes_its_site_done(crawler: Crawler, add: Callable[..., None]) -> None:
    pages = {**with_files("a.pdf"), "/zw/202501/a.pdf": Answer(PDF)}
    add(pages)
    crawler.crawl()
    pages["/zw/202501/a.pdf"] = Answer(build.pdf(["全年审结行政复议案件71件。"]))
    counts = crawler.crawl()
    assert (counts["attachments_done"], counts["sites_done"]) == (1, 1)
    assert len(kept(crawler)) == 2


def test_a_file_that_could_not_be_had_is_asked_for_again_with_an_unchanged_article(
    crawler: Crawler, add: Callable[..., None]
) -> None:
    pages = {**with_files("a.pdf"), "/zw/202501/a.pdf": Answer(status=500)}
    add(pages)
    crawler.crawl()
    assert crawler.reasons("attachment") == [("failed", "http_500")]
    pages["/zw/202501/a.pdf"] = Answer(PDF)
    asked = len(crawler.sites.asked)
    crawler.crawl(sweep_days=30)
    assert ARTICLE not in [path for _, path, _ in crawler.sites.asked[asked:]]
    assert crawler.reasons("attachment") == [("done", "")]
    ((published_on, year),) = crawler.query(
        "SELECT published_on, partition_year FROM etl.capture WHERE kind = 'attachment'"
    )
    assert (published_on, year) == (date(2025, 3, 21), 2024)


def test_a_file_that_is_not_there_is_a_failure_once(crawler: Crawler, add: Callable[..., None]) -> None:
    add(with_files("a.pdf"))
    crawler.crawl()
    assert crawler.reasons("attachment") == [("failed", "http_404")]
    crawler.crawl()
    assert crawler.reasons("attachment") == [("unchanged", "gone")]
    crawler.crawl(sweep_days=30)
    assert crawler.reasons("attachment") == []


def test_a_page_in_place_of_a_file_is_a_failure_and_takes_nothing_away(
    crawler: Crawler, add: Callable[..., None]
) -> None:
    pages = {**with_files("a.pdf", "b.pdf"), "/zw/202501/a.pdf": Answer(PDF)}
    pages["/zw/202501/b.pdf"] = html("您访问的文件不存在", "提示")
    add(pages)
    crawler.crawl()
    assert crawler.reasons("attachment") == [("done", ""), ("failed", "wrong_format")]
    pages["/zw/202501/a.pdf"] = html("系统升级", "提示")
    crawler.crawl()
    assert crawler.reasons("attachment") == [("failed", "wrong_format"), ("failed", "wrong_format")]
    assert [url.rpartition("/")[2] for url, *_ in kept(crawler)] == ["a.pdf"]


def test_only_hosts_of_the_yaml_are_asked(crawler: Crawler, add: Callable[..., None]) -> None:
    other = "cdn.other.example"
    add(
        {**with_files(f"http://{FILE_HOST}/a.pdf", f"http://{other}/b.pdf", "http://10.0.0.1/c.pdf")},
        hosts=[FILE_HOST],
    )
    for host in (FILE_HOST, other):
        crawler.sites.hosts[host] = {"/a.pdf": Answer(PDF), "/b.pdf": Answer(PDF)}
    crawler.crawl()
    assert [url for url, *_ in kept(crawler)] == [f"http://{FILE_HOST}/a.pdf"]
    assert crawler.sites.paths(other) == []
    assert crawler.reasons("attachment") == [
        ("skipped", "foreign_host"),
        ("skipped", "foreign_host"),
        ("done", ""),
    ]


def test_robots_and_redirects_hold_for_files_too(crawler: Crawler, add: Callable[..., None]) -> None:
    pages = with_files("/closed/a.pdf", "/down.jsp?id=/download.jsp", "http://www.jia.example/away.pdf")
    pages["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /closed/")
    pages["/down.jsp?id=/download.jsp"] = Answer(status=302, headers={"Location": "/files/real.pdf"})
    pages["/away.pdf"] = Answer(status=302, headers={"Location": "http://elsewhere.example/a.pdf"})
    pages["/files/real.pdf"] = Answer(PDF)
    add(pages)
    crawler.crawl()
    assert [url for url, *_ in kept(crawler)] == [f"http://{HOST}/files/real.pdf"]
    assert sorted(crawler.reasons("attachment")) == [
        ("done", ""),
        ("failed", "redirect_refused"),
        ("skipped", "robots_disallowed"),
    ]
    asked = len(crawler.sites.paths(HOST))
    crawler.crawl(sweep_days=30)
    assert crawler.sites.paths(HOST)[asked:].count("/files/real.pdf") == 0
    crawler.crawl()
    assert [url for url, *_ in kept(crawler)] == [f"http://{HOST}/files/real.pdf"]


def test_a_file_may_be_larger_than_a_page_and_not_larger_than_its_limit(
    crawler: Crawler, add: Callable[..., None]
) -> None:
    limits = replace(IMPATIENT, body_bytes=20_000, file_bytes=60_000)
    pages = with_files("a.pdf", "b.pdf")
    add({**pages, "/zw/202501/a.pdf": Answer(b"%PDF" + b"a" * 40_000), "/zw/202501/b.pdf": Answer(b"b" * 80_000)})
    crawler.crawl(limits=limits)
    assert crawler.reasons("attachment") == [("done", ""), ("failed", "too_large")]


def test_a_large_file_is_never_whole_in_memory(crawler: Crawler, add: Callable[..., None]) -> None:
    large = b"%PDF" + secrets.token_bytes(24_000_000)
    add({**with_files("a.pdf"), "/zw/202501/a.pdf": Answer(large)})
    tracemalloc.start()
    try:
        crawler.crawl(limits=replace(IMPATIENT, read_seconds=10, total_seconds=30))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < len(large) / 2
    ((file, offset),) = crawler.query("SELECT archive_file, archive_offset FROM etl.capture WHERE kind = 'attachment'")
    with ArchiveReader(crawler.settings.archive) as archive:
        assert archive.read(file, offset).body == large
    assert list(crawler.settings.spool.iterdir()) == []


def test_a_link_added_to_the_same_text_is_followed(crawler: Crawler, add: Callable[..., None]) -> None:
    pages = with_files("a.pdf")
    add({**pages, "/zw/202501/a.pdf": Answer(PDF), "/zw/202501/b.pdf": Answer(PDF)})
    crawler.crawl()
    crawler.sites.hosts[HOST][ARTICLE] = article(
        "甲县2024年政府信息公开工作年度报告",
        "年报见附件。<a href='b.pdf'>附件1：年报</a>",
    )
    crawler.crawl()
    assert [url.rpartition("/")[2] for url, *_ in kept(crawler)] == ["a.pdf", "b.pdf"]


def test_a_file_that_a_list_names_is_a_document_without_an_article(crawler: Crawler, add: Callable[..., None]) -> None:
    path = "/zw/202501/t20250124_9.pdf"
    pages = {"/zw/": html(f"<ul><li><a href='{path}'>甲县2024年政府信息公开年报</a><span>2025-01-24</span></li></ul>")}
    add({**pages, path: Answer(status=503)})
    assert crawler.crawl()["attachments_failed"] == 1
    crawler.sites.hosts[HOST][path] = Answer(PDF)
    crawler.crawl(sweep_days=30)
    assert kept(crawler) == [
        (f"http://{HOST}{path}", None, "甲县2024年政府信息公开年报", date(2025, 1, 24), 2024, True)
    ]
    asked = len(crawler.sites.asked)
    crawler.crawl(sweep_days=30)
    assert path not in [each for _, each, _ in crawler.sites.asked[asked:]]


def test_a_file_under_the_address_of_a_page_is_not_read_as_one(crawler: Crawler, add: Callable[..., None]) -> None:
    add({"/zw/": listing(ARTICLE), ARTICLE: Answer(PDF)})
    crawler.crawl()
    assert crawler.reasons("page") == [("rejected", "file_for_page")]


def test_an_article_of_countless_files_is_cut_short(crawler: Crawler, add: Callable[..., None]) -> None:
    names = [f"{number}.pdf" for number in range(MOST_OF_AN_ARTICLE + 2)]
    add({**with_files(*names), **{f"/zw/202501/{name}": Answer(PDF) for name in names}})
    counts = crawler.crawl()
    assert (counts["attachments_done"], counts["attachments_skipped"]) == (MOST_OF_AN_ARTICLE, 1)
    ((detail,),) = crawler.query("SELECT detail FROM etl.outcome WHERE reason = 'too_many_files'")
    assert f"links {MOST_OF_AN_ARTICLE + 2} files; {MOST_OF_AN_ARTICLE} are read" in detail


def test_names_of_files_never_become_paths(crawler: Crawler, add: Callable[..., None], tmp_path: Path) -> None:
    hostile = "/zw/202501/..%2F..%2F..%2Fetc%2Fpasswd.pdf"
    headers = {"Content-Disposition": 'attachment; filename="../../../evil.pdf"'}
    add({**with_files(hostile), hostile: Answer(PDF, headers=headers)})
    crawler.crawl()
    assert crawler.reasons("attachment") == [("done", "")]
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert not any("passwd" in name or "evil" in name for name in names)
    assert CODE in {code for (code,) in crawler.query("SELECT source_code FROM etl.capture WHERE kind = 'attachment'")}

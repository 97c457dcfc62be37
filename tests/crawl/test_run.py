"""A crawl end to end, over HTTP, into the archive and the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fazhi.archive import ArchiveReader
from fazhi.crawl.fetcher import Limits
from fazhi.crawl.run import crawl_all, crawl_batch
from fazhi.crawl.summary import summarise
from fazhi.warehouse.database import connect
from tests.crawl.conftest import CODE, HOST, IMPATIENT, AddSite, Crawler
from tests.crawl.site import (
    FIRST,
    SECOND,
    SENTENCE,
    THIRD,
    Answer,
    Sites,
    article,
    listing,
    ordinary_site,
)


class TestAnOrdinaryNight:
    def test_every_listed_article_is_archived_and_read(self, crawler: Crawler, add_site: AddSite) -> None:
        add_site(ordinary_site())

        counts = crawler.crawl()

        assert {name: counts[name] for name in ("sites_done", "lists_done", "pages_done")} == {
            "sites_done": 1,
            "lists_done": 2,
            "pages_done": 3,
        }
        rows = crawler.query(
            "SELECT url, title, published_on, partition_year, archive_file, archive_offset FROM etl.capture"
            " WHERE kind = 'article' ORDER BY url DESC"
        )
        assert [row[:4] for row in rows] == [
            (f"http://{HOST}{SECOND}", "甲县司法局2024年工作总结", date(2025, 3, 21), 2024),
            (f"http://{HOST}{FIRST}", "甲县2024年法治政府建设年度报告", date(2025, 3, 21), 2024),
            (f"http://{HOST}{THIRD}", "甲县2023年法治政府建设年度报告", date(2025, 3, 21), 2023),
        ]
        with ArchiveReader(crawler.settings.archive) as reader:
            assert SENTENCE.encode() in reader.read(rows[1][4], rows[1][5]).body
        assert crawler.query("SELECT DISTINCT source_code, province_code FROM etl.capture") == [(CODE, "99")]

    def test_the_second_night_fetches_and_archives_no_body(
        self, crawler: Crawler, add_site: AddSite, sites: Sites
    ) -> None:
        add_site(ordinary_site() | {"/robots.txt": Answer(b"User-agent: *\nDisallow: /admin/\n")})
        crawler.crawl()
        sites.asked.clear()

        counts = crawler.crawl()

        assert counts == {"sites_unchanged": 1, "lists_unchanged": 2, "pages_unchanged": 3}
        assert sorted(sites.paths(HOST)) == sorted(["/robots.txt", *ordinary_site()])
        assert crawler.query(
            "SELECT record_type, count(*), count(content_hash) FROM etl.capture WHERE run_id = 2 GROUP BY 1"
        ) == [("revisit", 6, 0)]

    def test_nights_with_the_archive_here_or_on_a_server(
        self, crawler: Crawler, add_site: AddSite, sites: Sites, place: str
    ) -> None:
        """The second night has its lists from the archive: the site only said that they are as they were."""
        crawler = replace(crawler, archive=place)
        add_site(ordinary_site())
        crawler.crawl()
        sites.hosts[HOST]["/zw/202403/t20240329_3.html"] = article("甲县2023年法治政府建设年度报告", SENTENCE)
        counts = crawler.crawl()

        assert (counts["lists_unchanged"], counts["pages_unchanged"], counts["pages_done"]) == (2, 2, 1)

    def test_the_same_bytes_without_validators_are_not_archived_again(
        self, crawler: Crawler, add_site: AddSite
    ) -> None:
        add_site({path: replace(answer, validators=False) for path, answer in ordinary_site().items()})
        crawler.crawl()

        assert crawler.crawl()["pages_unchanged"] == 3
        assert crawler.query("SELECT DISTINCT record_type FROM etl.capture WHERE run_id = 2") == [("revisit",)]

    def test_a_changed_frame_is_no_changed_document(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        add_site(ordinary_site())
        crawler.crawl()
        title = "甲县2024年法治政府建设年度报告"
        sites.hosts[HOST][FIRST] = article(title, SENTENCE, frame="<div class='nav'><a href='/'>新的导航栏</a></div>")

        assert crawler.crawl()["pages_unchanged"] == 3
        assert ("unchanged", "same_content", f"http://{HOST}{FIRST}") in crawler.outcomes("page")
        assert crawler.query("SELECT count(*) FROM etl.capture WHERE url LIKE %s AND run_id = 2", f"%{FIRST}") == [(0,)]

        assert crawler.crawl()["pages_unchanged"] == 3
        assert crawler.reasons("page").count(("unchanged", "same_content")) == 0

    def test_a_changed_article_is_a_new_capture(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        add_site(ordinary_site())
        crawler.crawl()
        sites.hosts[HOST][FIRST] = article("甲县2024年法治政府建设年度报告", SENTENCE.replace("76件", "77件"))

        counts = crawler.crawl()

        assert (counts["sites_done"], counts["pages_done"], counts["pages_unchanged"]) == (1, 1, 2)
        hashes = crawler.query("SELECT content_hash FROM etl.capture WHERE url LIKE %s", f"%{FIRST}")
        assert len(set(hashes)) == 2

    def test_a_vanished_article_is_gone_and_its_capture_stays(
        self, crawler: Crawler, add_site: AddSite, sites: Sites
    ) -> None:
        add_site(ordinary_site())
        crawler.crawl()
        sites.hosts[HOST]["/zw/index_1.html"] = listing("./202503/t20250321_2.html", pages=2, current=1)
        del sites.hosts[HOST][THIRD]

        assert crawler.crawl()["pages_done"] == 1
        assert ("done", "gone", f"http://{HOST}{THIRD}") in crawler.outcomes("page")
        assert crawler.query("SELECT url, capture_id IS NOT NULL FROM etl.page_state WHERE gone_at IS NOT NULL") == [
            (f"http://{HOST}{THIRD}", True)
        ]
        sites.asked.clear()
        crawler.crawl()
        assert THIRD not in sites.paths(HOST)

    def test_an_article_that_comes_back_is_there_again(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        add_site(ordinary_site())
        crawler.crawl()
        page = sites.hosts[HOST].pop(THIRD)
        crawler.crawl()
        sites.hosts[HOST][THIRD] = page
        crawler.crawl()

        assert crawler.query("SELECT url FROM etl.page_state WHERE gone_at IS NOT NULL") == []

    def test_a_list_whose_archive_was_lost_is_fetched_again(
        self, crawler: Crawler, add_site: AddSite, tmp_path: Path
    ) -> None:
        add_site(ordinary_site())
        crawler.crawl()
        for file in (tmp_path / "archive").rglob("*.warc.gz"):
            file.unlink()

        assert crawler.crawl()["lists_done"] == 2

    def test_counties_may_share_a_host(self, crawler: Crawler, sites: Sites) -> None:
        pages = ordinary_site()
        crawler.add(CODE, HOST, pages)
        lists = [{"url": f"http://{HOST}/other/", "holds": ["other"]}]
        pages["/other/"] = listing("./202503/t20250321_9.html")
        pages["/other/202503/t20250321_9.html"] = article("乙县2024年总结", SENTENCE)
        crawler.add("990202", HOST, pages, lists=lists)

        assert crawler.crawl(CODE, "990202")["sites_done"] == 2
        assert sites.paths(HOST).count("/robots.txt") == 1

    def test_one_of_two_counties_on_a_host_archives_its_robots_txt_no_second_time(
        self, crawler: Crawler, sites: Sites
    ) -> None:
        pages = ordinary_site() | {"/robots.txt": Answer(b"User-agent: *\nAllow: /\n")}
        crawler.add(CODE, HOST, pages)
        other = [{"url": f"http://{HOST}/zw/index.html", "name": "年报", "holds": ["bureau_summary"]}]
        crawler.add("990202", HOST, pages | {"/zw/index.html": pages["/zw/"]}, lists=other)
        crawler.crawl(CODE, "990202")
        crawler.crawl("990202")

        robots = "SELECT record_type FROM etl.capture WHERE kind = 'robots' ORDER BY capture_id"
        assert crawler.query(robots) == [("response",), ("revisit",)]


class TestSummary:
    def test_it_says_what_failed_and_how_to_redo_only_that(
        self, crawler: Crawler, add_site: AddSite, sites: Sites
    ) -> None:
        add_site(ordinary_site())
        crawler.add("990202", "www.yi.example", {})
        sites.refusing.add("www.yi.example")
        crawler.add("990203", "www.bing.example", ordinary_site() | {THIRD: Answer(b"x", 502)})

        summary = crawl_all(crawler.settings, limits=IMPATIENT)

        assert summary.sites == {"done": 2, "failed": 1}
        assert (summary.new_documents, summary.changed_documents) == (5, 0)
        assert summary.redo_command == "fazhi crawl --only 990202,990203"
        assert "failed site connection_refused (1): 990202" in str(summary)
        assert "failed page http_502 (1): 990203" in str(summary)
        assert {host for host, _ in summary.slowest} == {HOST, "www.bing.example"}
        assert "s a page" in str(summary)
        assert summary.failed_share == pytest.approx(1 / 3)
        assert crawler.query("SELECT state, summary ->> 'redo' FROM etl.run") == [("success", summary.redo_command)]

        sites.refusing.clear()
        sites.hosts["www.yi.example"] = sites.hosts["www.bing.example"] = ordinary_site()
        again = crawl_all(crawler.settings, only=summary.to_redo, limits=IMPATIENT)
        assert again.sites == {"done": 2}
        assert again.redo_command == ""

    def test_a_changed_document_counts_as_changed(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        add_site(ordinary_site())
        crawler.crawl()
        sites.hosts[HOST][FIRST] = article("甲县2024年法治政府建设年度报告", SENTENCE.replace("76件", "77件"))
        summary = crawl_all(crawler.settings, limits=Limits())

        assert (summary.new_documents, summary.changed_documents) == (0, 1)

    def test_what_vanished_and_what_was_left_for_another_night_is_counted(
        self, crawler: Crawler, add_site: AddSite, sites: Sites
    ) -> None:
        pages = ordinary_site()
        add_site(pages)
        crawler.crawl()
        names = [f"./202503/t20250321_{number}.html" for number in range(100, 120)]
        many = {f"/zw/{name[2:]}": article(f"总结{name}", SENTENCE) for name in names}
        lists = {path: listing(*names, FIRST, SECOND, *([] if path == "/zw/" else [THIRD])) for path in ("/zw/",)}
        sites.hosts[HOST] = {**pages, **many, **lists, THIRD: Answer(b"x", 410)}
        crawler.add("990202", "www.yi.example", {"/zw/": listing(*names), **many}, page_budget=10)

        summary = crawl_all(crawler.settings, limits=IMPATIENT)

        assert (summary.new_documents, summary.gone_documents, summary.left) == (28, 1, 1)
        assert "1 gone" in str(summary)
        assert "1 site with pages left for the next night" in str(summary)
        assert summary.redo_command == ""

    def test_the_last_outcome_of_a_retried_batch_counts(
        self, crawler: Crawler, add_site: AddSite, sites: Sites
    ) -> None:
        add_site(ordinary_site() | {"/zw/": Answer(b"x", 500)})
        run_id = crawler.start()
        crawl_batch([CODE], settings=crawler.settings, run_id=run_id, limits=IMPATIENT)
        sites.hosts[HOST] = ordinary_site()
        crawl_batch([CODE], settings=crawler.settings, run_id=run_id, limits=IMPATIENT)

        with connect(crawler.dsn) as connection:
            summary = summarise(connection, run_id, planned=[CODE, "990299"])
        assert summary.sites == {"done": 1, "failed": 1}
        assert summary.to_redo == ("990299",)

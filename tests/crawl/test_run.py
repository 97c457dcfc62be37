"""A crawl end to end, over HTTP, into the archive and the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import SimpleNamespace

import pytest

from fazhi.archive import ArchiveReader
from fazhi.crawl.fetcher import Limits
from fazhi.crawl.locks import host_locks
from fazhi.crawl.run import crawl_all, crawl_batch
from fazhi.crawl.summary import summarise
from fazhi.errors import ConfigurationError, WarehouseUnavailableError
from fazhi.warehouse.database import connect
from tests.crawl.conftest import CODE, HOST, IMPATIENT, Crawler
from tests.crawl.site import SENTENCE, Answer, Handler, Sites, article, cut, hang, html, listing, ordinary_site

AddSite = Callable[..., None]
DECLARED = {"family": "declared"}
FIRST = "/zw/202503/t20250321_1.html"
SECOND = "/zw/202503/t20250321_2.html"
THIRD = "/zw/202403/t20240329_3.html"


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


class TestManners:
    def test_who_asks_is_said(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        add_site(ordinary_site())
        crawler.crawl()

        agents = {headers["User-Agent"] for _, _, headers in sites.asked}
        assert len(agents) == 1
        assert agents.pop().startswith("fazhi-warehouse/")
        assert all("(+https://warehouse.example/)" in headers["User-Agent"] for _, _, headers in sites.asked)

    def test_without_a_contact_nothing_is_asked(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        add_site(ordinary_site())

        with pytest.raises(ConfigurationError, match="FAZHI_CONTACT is not set"):
            crawl_batch([CODE], settings=replace(crawler.settings, contact=""), run_id=crawler.start())
        assert sites.asked == []

    def test_robots_txt_is_obeyed_and_archived(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        rules = b"User-agent: fazhi-warehouse\nDisallow: /zw/202503/\n\nUser-agent: *\nAllow: /\n"
        add_site(ordinary_site() | {"/robots.txt": Answer(rules)})
        crawler.crawl()

        assert FIRST not in sites.paths(HOST)
        assert sorted(crawler.reasons("page")) == [
            ("done", ""),
            ("skipped", "robots_disallowed"),
            ("skipped", "robots_disallowed"),
        ]
        assert crawler.query("SELECT kind, status FROM etl.capture WHERE kind = 'robots'") == [("robots", 200)]

    def test_a_site_whose_robots_txt_fails_is_left_alone(
        self, crawler: Crawler, add_site: AddSite, sites: Sites
    ) -> None:
        add_site(ordinary_site() | {"/robots.txt": Answer(status=503)})
        crawler.crawl()

        assert crawler.reasons("site") == [("failed", "http_503")]
        assert set(sites.paths(HOST)) == {"/robots.txt"}

    def test_a_host_that_another_crawl_holds_is_waited_for(
        self, crawler: Crawler, add_site: AddSite, sites: Sites
    ) -> None:
        add_site(ordinary_site())
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        with ThreadPoolExecutor(1) as pool, connect(crawler.dsn, autocommit=True) as other:
            other.execute("SELECT pg_advisory_lock(hashtext('fazhi.host'), hashtext(%s))", (HOST,))
            crawl = pool.submit(crawler.crawl)
            while crawler.query(waiting) == [(0,)]:
                assert not crawl.done()
            assert sites.asked == []
            other.execute("SELECT pg_advisory_unlock_all()")
            assert crawl.result()["sites_done"] == 1

    def test_a_host_whose_lock_was_lost_is_asked_no_more(
        self, crawler: Crawler, add_site: AddSite, sites: Sites
    ) -> None:
        """The warehouse drops the connection in the midst of a list, as when it is started again: another crawl may
        have the host now."""
        pages = ordinary_site()

        def drop_holders(handler: BaseHTTPRequestHandler) -> None:
            crawler.query(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            )
            assert isinstance(handler, Handler)
            handler.send(200, pages["/zw/"].body, pages["/zw/"].headers)

        add_site(pages | {"/zw/": Answer(act=drop_holders)})
        with pytest.raises(WarehouseUnavailableError, match="the locks on the hosts"):
            crawler.crawl()
        assert sites.paths(HOST) == ["/robots.txt", "/zw/"]

        add_site(pages)
        assert crawler.crawl()["pages_done"] == 3

    def test_a_connection_that_says_nothing_is_asked_from_time_to_time(
        self, crawler: Crawler, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A network that swallows everything closes no connection."""
        now = [0.0]
        monkeypatch.setattr("fazhi.crawl.locks.time", SimpleNamespace(monotonic=lambda: now[0]))
        with connect(crawler.dsn, autocommit=True) as connection, host_locks(connection, [HOST]) as locks:
            asked: list[str] = []
            monkeypatch.setattr(connection, "execute", asked.append)
            locks.check()
            assert asked == []
            now[0] = 60.0
            locks.check()
            locks.check()
            assert asked == ["SELECT"]
            monkeypatch.undo()


class TestWhatGoesWrong:
    def test_one_bad_site_leaves_the_others_alone(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        add_site(ordinary_site())
        crawler.add("990202", "www.yi.example", {})
        sites.refusing.add("www.yi.example")
        crawler.add("990203", "www.bing.example", ordinary_site() | {"/zw/": Answer(b"Error", 500)})
        crawler.add("990204", "www.ding.example", ordinary_site() | {"/zw/": Answer(act=hang)})
        crawler.add("990205", "www.wu.example", ordinary_site() | {"/zw/": html("<ul></ul>")})
        challenge = Answer(b"<script>document.cookie='__jsl_clearance_s=1';location.reload()</script>")
        crawler.add("990206", "www.ji.example", ordinary_site() | {"/zw/": challenge})
        crawler.add("990207", "www.geng.example", ordinary_site(), status="unverified")

        crawler.crawl(CODE, *(f"99020{number}" for number in range(2, 8)))

        assert crawler.reasons("site") == [
            ("done", ""),
            ("failed", "connection_refused"),
            ("failed", "http_500"),
            ("failed", "timeout"),
            ("failed", "empty_list"),
            ("failed", "blocked"),
            ("skipped", "not_active"),
        ]

    @pytest.mark.parametrize(
        ("answer", "outcome"),
        [
            (html("<div class='TRS_Editor'></div>", "空"), ("rejected", "no_body")),
            (Answer(b"x", 404), ("failed", "http_404")),
            (Answer(b"x", 403), ("failed", "http_403")),
            (Answer(b"x", 502), ("failed", "http_502")),
            (Answer(b"<p>x</p>", 412), ("failed", "blocked")),
            (Answer(act=cut), ("failed", "truncated")),
            (Answer(act=hang), ("failed", "timeout")),
            (Answer(b"x" * 300_000), ("failed", "too_large")),
            (Answer(b"x", 302, {"Location": "http://www.elsewhere.example/"}), ("failed", "redirect_refused")),
            (Answer(b"x", 302, {"Location": "file:///etc/passwd"}), ("failed", "redirect_refused")),
            (Answer(b"x", 302, {"Location": FIRST}), ("failed", "redirect_loop")),
            (Answer(b"x", 429, {"Retry-After": "86400"}), ("failed", "http_429")),
            (Answer(b"not gzip", 200, {"Content-Encoding": "gzip"}), ("failed", "bad_response")),
        ],
    )
    def test_one_bad_page_leaves_the_others_alone(
        self, crawler: Crawler, add_site: AddSite, answer: Answer, outcome: tuple[str, str]
    ) -> None:
        add_site(ordinary_site() | {THIRD: answer})
        if answer.headers.get("Location") == FIRST:
            add_site(ordinary_site() | {THIRD: Answer(b"x", 302, {"Location": THIRD})})
        counts = crawler.crawl()

        assert (*outcome, f"http://{HOST}{THIRD}") in crawler.outcomes("page")
        assert counts["pages_done"] == 2
        assert counts.get("sites_failed", 0) == (outcome[1] in ("blocked", "http_429"))

    def test_5xx_and_timeouts_are_tried_again_and_4xx_is_not(
        self, crawler: Crawler, add_site: AddSite, sites: Sites
    ) -> None:
        add_site(ordinary_site() | {FIRST: Answer(b"x", 503), SECOND: Answer(b"x", 404), THIRD: Answer(act=hang)})
        crawler.crawl(limits=replace(IMPATIENT, tries=3))

        paths = sites.paths(HOST)
        assert (paths.count(FIRST), paths.count(SECOND), paths.count(THIRD)) == (3, 1, 3)

    def test_what_passes_by_itself_is_no_failure(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        tries = iter((503, 200))
        good = article("甲县2024年总结", SENTENCE)

        def recover(handler: object) -> None:
            assert isinstance(handler, Handler)
            status = next(tries)
            handler.send(status, good.body if status == 200 else b"", {"Content-Type": "text/html", "Retry-After": "0"})

        add_site(ordinary_site() | {FIRST: Answer(act=recover)})

        assert crawler.crawl()["pages_done"] == 3

    def test_a_host_that_is_down_is_not_asked_page_after_page(
        self, crawler: Crawler, add_site: AddSite, sites: Sites
    ) -> None:
        paths = [f"./202503/t20250321_{number}.html" for number in range(10)]
        answers = {f"/zw/{path[2:]}": Answer(b"x", 503) for path in paths}
        add_site({"/zw/": listing(*paths), **answers})
        crawler.crawl()

        assert crawler.reasons("site") == [("failed", "http_503")]
        assert sorted(crawler.reasons("page")) == [("failed", "http_503")] * 3 + [("skipped", "host_down")] * 7

    def test_gbk_declared_as_utf_8_is_read(self, crawler: Crawler, add_site: AddSite) -> None:
        add_site(ordinary_site() | {THIRD: article("甲县2023年总结", SENTENCE, encoding="gbk")})
        crawler.crawl()

        assert crawler.query("SELECT title FROM etl.capture WHERE url LIKE %s", f"%{THIRD}") == [("甲县2023年总结",)]

    def test_a_redirect_within_the_site_leads_to_the_page_that_answers(
        self, crawler: Crawler, add_site: AddSite, sites: Sites
    ) -> None:
        moved = Answer(b"", 301, {"Location": "/zw/202403/t20240329_30.html"})
        target = {"/zw/202403/t20240329_30.html": article("甲县2023年总结", SENTENCE)}
        add_site(ordinary_site() | {THIRD: moved} | target)
        crawler.crawl()
        crawler.crawl()

        assert ("unchanged", "", f"http://{HOST}/zw/202403/t20240329_30.html") in crawler.outcomes("page")
        assert crawler.query("SELECT count(*) FROM etl.page_state WHERE url LIKE %s", f"%{THIRD}") == [(0,)]

    def test_a_link_to_another_host_is_not_followed(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        sites.hosts["www.elsewhere.example"] = ordinary_site()
        add_site({"/zw/": listing(f"http://www.elsewhere.example{FIRST}")})
        crawler.crawl()

        assert crawler.reasons("page") == [("skipped", "foreign_host")]
        assert sites.paths("www.elsewhere.example") == []

    def test_an_attachment_host_of_the_yaml_may_be_visited(
        self, crawler: Crawler, add_site: AddSite, sites: Sites
    ) -> None:
        sites.hosts["files.jia.example"] = {FIRST: article("甲县2024年总结", SENTENCE)}
        add_site({"/zw/": listing(f"http://files.jia.example{FIRST}")}, hosts=["files.jia.example"])

        assert crawler.crawl()["pages_done"] == 1

    def test_a_real_county_is_never_reached_on_the_loopback(self, crawler: Crawler, sites: Sites) -> None:
        lists = [{"url": "http://www.jia.gov.cn/zw/", "holds": ["other"]}]
        crawler.add(CODE, "www.jia.gov.cn", ordinary_site(), sample=False, crawl_delay=1, lists=lists)
        crawler.crawl()

        assert crawler.reasons("site") == [("failed", "private_address")]
        assert sites.asked == []

    def test_endless_list_pages_end(
        self, crawler: Crawler, add_site: AddSite, sites: Sites, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("fazhi.crawl.lists.MOST_LIST_PAGES", 5)
        pages = {
            f"/zw/index_{n}.html": listing(f"./202503/t20250321_{n}.html", pages=99, current=n) for n in range(1, 99)
        }
        add_site({"/zw/": listing("./202503/t20250321_0.html", pages=99), **pages})
        crawler.crawl()

        assert crawler.reasons("site") == [("failed", "too_many_list_pages")]
        assert len([path for path in sites.paths(HOST) if "index" in path]) < 6

    def test_a_list_of_countless_articles_is_left(
        self, crawler: Crawler, add_site: AddSite, sites: Sites, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Articles that are not even asked for would leave an outcome each."""
        monkeypatch.setattr("fazhi.crawl.lists.MOST_ARTICLES", 100)
        countless = [f"http://www.elsewhere.example/202503/t20250321_{number}.html" for number in range(101)]
        add_site({"/zw/": listing(*countless)})
        counts = crawler.crawl()

        assert crawler.reasons("site") == [("failed", "too_many_articles")]
        assert (counts.get("pages_skipped", 0), counts["lists_failed"]) == (0, 1)

    def test_a_pager_that_turns_in_circles_is_left(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        """The site gives its only page for any number."""
        item = "<ul><li><a href='/a/1.html'>报告</a></li></ul>"
        pages = {f"/zw/?p={number}": html(item) for number in range(2, 99)}
        declared = {"articles": "li", "pages": "?p={page}"}
        add_site({"/zw/": html(item), "/a/1.html": article("报告", SENTENCE), **pages}, **DECLARED, declared=declared)

        crawler.crawl()

        assert crawler.reasons("site") == [("done", "")]
        assert [path for path in sites.paths(HOST) if "/zw/" in path] == ["/zw/", "/zw/?p=2", "/zw/?p=3"]

    @pytest.mark.parametrize("last", [Answer(b"", 404), html("<ul></ul>")], ids=["404", "empty"])
    def test_a_list_of_unknown_length_ends_where_it_ends(
        self, crawler: Crawler, add_site: AddSite, last: Answer
    ) -> None:
        pages = {
            "/zw/": html("<ul><li><a href='/a/1.html'>报告</a></li></ul>"),
            "/zw/?p=2": last,
            "/a/1.html": article("报告", SENTENCE),
        }
        add_site(pages, **DECLARED, declared={"articles": "li", "pages": "?p={page}"})

        crawler.crawl()

        assert crawler.reasons("site") == [("done", "")]
        assert ("failed", "empty_list") not in crawler.reasons("list")

    def test_a_list_of_unknown_length_that_names_nothing_has_failed(self, crawler: Crawler, add_site: AddSite) -> None:
        add_site({"/zw/": html("<ul></ul>")}, **DECLARED, declared={"articles": "li", "pages": "?p={page}"})

        crawler.crawl()

        assert crawler.reasons("site") == [("failed", "empty_list")]

    def test_a_next_page_on_another_host_is_not_asked(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        sites.hosts["www.else.example"] = {"/2": html("<ul></ul>")}
        first = html(
            "<ul><li><a href='/a/1.html'>报告</a></li></ul><a class='n' href='http://www.else.example/2'>下页</a>"
        )
        pages = {"/zw/": first, "/a/1.html": article("报告", SENTENCE)}
        add_site(pages, **DECLARED, declared={"articles": "li", "next_page": ".n"})

        crawler.crawl()

        assert crawler.reasons("list") == [("failed", "foreign_host"), ("done", "")]
        assert {host for host, _, _ in sites.asked} == {HOST}

    def test_hostile_headers_and_titles_are_kept_out_of_the_rows(self, crawler: Crawler, add_site: AddSite) -> None:
        title = "甲县2024年\x00总结\x1b[31m"
        headers = {
            "Content-Type": "text/html\x07",
            "ETag": '"\x01' + "x" * 2000 + '"',
            "Last-Modified": "yesterday\x7f",
        }
        hostile = Answer(article(title, SENTENCE).body, headers=headers, validators=False)
        add_site(ordinary_site() | {THIRD: hostile})

        assert crawler.crawl()["pages_done"] == 3
        ((kept, content_type),) = crawler.query(
            "SELECT title, content_type FROM etl.capture WHERE url LIKE %s", f"%{THIRD}"
        )
        assert kept.isprintable()
        assert content_type == "text/html"

    def test_no_name_from_the_network_becomes_a_path(self, crawler: Crawler, add_site: AddSite, tmp_path: Path) -> None:
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Disposition": "attachment; filename=../../../outside.html",
        }
        names = ["./202503/t20250321_1.html?../../../../outside", "./202503/t20250321_2.html?/etc/passwd%00"]
        page = Answer(article("../../../outside\x00总结", SENTENCE).body, headers=headers)
        answers = {f"/zw/{name[2:]}": page for name in names}
        add_site({"/zw/": listing(*names), **answers})
        before = {path for path in tmp_path.rglob("*") if path.is_file()}

        assert crawler.crawl()["pages_done"] == 2
        made = [str(path.relative_to(tmp_path)) for path in set(tmp_path.rglob("*")) - before if path.is_file()]
        assert len(made) == 1
        assert re.fullmatch(r"archive/\d{4}/\d\d/fazhi-\d{8}T\d{12}-\d+-[0-9a-f]{8}\.warc\.gz", made[0])

    def test_our_own_mistake_is_an_outcome_of_that_site(
        self, crawler: Crawler, add_site: AddSite, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add_site(ordinary_site())

        def fail(*_: object) -> None:
            raise ZeroDivisionError("a mistake")

        monkeypatch.setattr("fazhi.crawl.adapters.trs.TrsAdapter.read_list", fail)
        crawler.crawl()

        assert crawler.reasons("site") == [("failed", "internal_error")]

    def test_an_unknown_code_is_named(self, crawler: Crawler, add_site: AddSite) -> None:
        add_site(ordinary_site())

        with pytest.raises(ConfigurationError, match="has the code 990299"):
            crawler.crawl("990299")


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

"""What goes wrong at one site or page is an outcome there; the others go on."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from fazhi.errors import ConfigurationError
from tests.crawl.conftest import CODE, HOST, IMPATIENT, AddSite, Crawler
from tests.crawl.site import (
    FIRST,
    SECOND,
    SENTENCE,
    THIRD,
    Answer,
    Handler,
    Sites,
    article,
    cut,
    hang,
    html,
    listing,
    ordinary_site,
)

DECLARED = {"family": "declared"}


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

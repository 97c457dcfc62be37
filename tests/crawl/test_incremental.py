"""Nights in a row: what is asked again, what is not, and what a night left undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest

from fazhi.archive import ArchiveError
from fazhi.crawl.run import crawl_batch
from fazhi.crawl.window import Window
from tests.crawl.conftest import CODE, HOST, IMPATIENT, AddSite, Crawler
from tests.crawl.site import SENTENCE, Answer, Sites, article, listing

PER_PAGE = 5
FIRST_NIGHT = "2026-04-01T01:00:00+08:00"
A_DAY_LATER = "2026-04-02T01:00:00+08:00"
A_WEEK_LATER = "2026-04-08T01:00:00+08:00"


def name(number: int) -> str:
    return f"./202503/t20250321_{number}.html"


def path(number: int) -> str:
    return f"/zw/{name(number)[2:]}"


def url(number: int) -> str:
    return f"http://{HOST}{path(number)}"


def site(numbers: list[int], pinned: tuple[int, ...] = ()) -> dict[str, Answer]:
    """Articles in the order of `numbers`, five to a list page, `pinned` ones on top of the first."""
    pages = [numbers[start : start + PER_PAGE] for start in range(0, len(numbers), PER_PAGE)]
    answers = {"/robots.txt": Answer(b"User-agent: *\nAllow: /\n")}
    for number in numbers:
        answers[path(number)] = article(f"甲县2024年工作总结之{number}", f"{SENTENCE}第{number}号。")
    for position, listed in enumerate(pages):
        top = pinned if position == 0 else ()
        page = f"/zw/index_{position}.html" if position else "/zw/"
        answers[page] = listing(*map(name, (*top, *listed)), pages=len(pages), current=position)
    return answers


@pytest.fixture
def night(crawler: Crawler, sites: Sites, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, int]]:
    """Crawl at a moment; `sites.asked` then holds what this night asked."""

    def crawl(moment: str, **options: object) -> dict[str, int]:
        monkeypatch.setenv("FAZHI_NOW", moment)
        sites.asked.clear()
        return crawler.crawl(sweep_days=7, **options)  # type: ignore[arg-type]

    return crawl


Night = Callable[..., dict[str, int]]


class TestDownToWhatIsKnown:
    def test_without_news_only_the_first_list_page_is_asked(
        self, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        add_site(site(list(range(20))))
        assert night(FIRST_NIGHT)["pages_done"] == 20

        assert night(A_DAY_LATER) == {"sites_unchanged": 1, "lists_unchanged": 1}
        assert sites.paths(HOST) == ["/robots.txt", "/zw/"]

    def test_a_list_page_that_is_as_it_was_is_not_even_read(
        self, crawler: Crawler, add_site: AddSite, night: Night, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add_site(site(list(range(20))))
        night(FIRST_NIGHT)

        def read(*_: object) -> None:
            raise AssertionError("read")

        monkeypatch.setattr("fazhi.crawl.adapters.trs.TrsAdapter.read_list", read)
        assert night(A_DAY_LATER) == {"sites_unchanged": 1, "lists_unchanged": 1}

    def test_a_night_that_ended_after_the_list_page_is_made_up_for(
        self, crawler: Crawler, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        """The page was kept, the new articles on it were not: that it is as it was the next night means nothing."""
        add_site(site(list(range(20))))
        night(FIRST_NIGHT)
        sites.hosts[HOST] = site([100, 101, *range(20)])

        def fail(*_: object) -> None:
            raise ArchiveError("the disk is full")

        with pytest.MonkeyPatch.context() as patch, pytest.raises(ArchiveError):
            patch.setattr("fazhi.crawl.site.SiteCrawl._visit_listed", fail)
            night(A_DAY_LATER)

        assert night("2026-04-03T01:00:00+08:00")["pages_done"] == 2

    def test_new_articles_are_read_down_to_the_first_known_one(
        self, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        add_site(site(list(range(20))))
        night(FIRST_NIGHT)
        sites.hosts[HOST] = site([*range(100, 107), *range(20)])

        assert night(A_DAY_LATER)["pages_done"] == 7
        assert [asked for asked in sites.paths(HOST) if "t2025" not in asked] == [
            "/robots.txt",
            "/zw/",
            "/zw/index_1.html",
        ]

    def test_an_article_pinned_to_the_top_hides_no_new_one(
        self, crawler: Crawler, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        add_site(site(list(range(20)), pinned=(0,)))
        night(FIRST_NIGHT)
        sites.hosts[HOST] = site([*range(100, 108), *range(20)], pinned=(0,))

        assert night(A_DAY_LATER)["pages_done"] == 8

    def test_the_yaml_of_a_list_may_ask_for_every_page_every_night(
        self, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        lists = [{"url": f"http://{HOST}/zw/", "holds": ["other"], "sweep_days": 0}]
        add_site(site(list(range(10))), lists=lists)
        night(FIRST_NIGHT)

        assert night(A_DAY_LATER) == {"sites_unchanged": 1, "lists_unchanged": 2, "pages_unchanged": 10}

    def test_a_week_later_everything_is_asked_with_conditions(
        self, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        add_site(site(list(range(20))))
        night(FIRST_NIGHT)

        assert night(A_WEEK_LATER) == {"sites_unchanged": 1, "lists_unchanged": 4, "pages_unchanged": 20}
        conditional = [headers for _, asked, headers in sites.asked if "robots" not in asked]
        assert len(conditional) == 24
        assert all("If-None-Match" in headers for headers in conditional)

    def test_a_recent_article_is_asked_again_the_next_night(
        self, crawler: Crawler, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        add_site(site([1, 2]))
        night("2025-03-22T01:00:00+08:00")
        sites.hosts[HOST][path(2)] = article("甲县2024年工作总结之2", SENTENCE.replace("76件", "77件"))

        assert night("2025-03-23T01:00:00+08:00")["pages_done"] == 1
        versions = crawler.query("SELECT count(DISTINCT content_hash) FROM etl.capture WHERE url = %s", url(2))
        assert versions == [(2,)]

    def test_an_article_that_was_just_revised_is_watched_again(
        self, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        add_site(site([1, 2]))
        night(FIRST_NIGHT)
        sites.hosts[HOST][path(2)] = article("甲县2024年工作总结之2", SENTENCE.replace("76件", "77件"))
        assert night(A_WEEK_LATER)["pages_done"] == 1

        night("2026-04-09T01:00:00+08:00")
        assert [asked for asked in sites.paths(HOST) if "t2025" in asked] == [path(2)]

    def test_an_address_that_redirects_is_known_by_where_it_leads(
        self, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        pages = site([1, 2])
        pages["/zw/202503/t20250321_20.html"] = pages[path(2)]
        pages[path(2)] = Answer(b"", 301, {"Location": "/zw/202503/t20250321_20.html"})
        add_site(pages)
        night(FIRST_NIGHT)
        night(A_DAY_LATER)

        assert sites.paths(HOST) == ["/robots.txt", "/zw/"]


class TestGone:
    def test_what_a_full_reading_no_longer_names_is_asked_for(
        self, crawler: Crawler, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        add_site(site(list(range(10))))
        night(FIRST_NIGHT)
        sites.hosts[HOST] |= site([number for number in range(10) if number not in (3, 4)])
        del sites.hosts[HOST][path(3)]

        night(A_WEEK_LATER)

        ended = {item: (outcome, reason) for outcome, reason, item in crawler.outcomes("page")}
        assert ended[url(3)] == ("done", "gone")
        assert ended[url(4)] == ("unchanged", "unlisted")
        assert crawler.query("SELECT url, capture_id IS NOT NULL FROM etl.page_state WHERE gone_at IS NOT NULL") == [
            (url(3), True)
        ]


class TestAFallAgainstHistory:
    def test_a_list_that_lost_most_of_its_articles_fails_its_site_until_someone_looks(
        self, crawler: Crawler, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        add_site(site(list(range(12))))
        night(FIRST_NIGHT)
        sites.hosts[HOST]["/zw/"] = listing(*map(name, range(5)))

        night(A_WEEK_LATER)

        assert crawler.reasons("site") == [("failed", "list_shrunk")]
        ((detail,),) = crawler.query(
            "SELECT detail FROM etl.outcome WHERE reason = 'list_shrunk' AND item_kind = 'list'"
        )
        assert "names 5 articles; it named 12 before" in detail
        assert "set at_least" in detail
        assert crawler.query("SELECT count(*) FROM etl.page_state WHERE gone_at IS NOT NULL") == [(0,)]

        night("2026-04-09T01:00:00+08:00")
        assert crawler.reasons("site") == [("failed", "list_shrunk")]

        lists = [{"url": f"http://{HOST}/zw/", "holds": ["other"], "at_least": 5}]
        crawler.add(CODE, HOST, sites.hosts[HOST], lists=lists)
        night("2026-04-10T01:00:00+08:00")
        assert crawler.reasons("site") == [("unchanged", "")]

    def test_a_list_that_grows_or_loses_a_few_is_no_fall(
        self, crawler: Crawler, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        add_site(site(list(range(12))))
        night(FIRST_NIGHT)
        sites.hosts[HOST]["/zw/"] = listing(*map(name, range(7)))
        night(A_WEEK_LATER)

        assert crawler.reasons("site") == [("unchanged", "")]


class TestLeftForAnotherNight:
    def test_beyond_the_page_budget_all_is_skipped_and_the_next_nights_go_on(
        self, crawler: Crawler, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        add_site(site(list(range(20))), page_budget=10)

        counts = night(FIRST_NIGHT)

        assert len(sites.asked) == 10
        assert (counts["pages_done"], counts["sites_done"]) == (7, 1)
        assert crawler.reasons("site") == [("done", "page_budget")]
        assert set(crawler.reasons("page")) == {("done", ""), ("skipped", "page_budget")}

        done, nights = counts["pages_done"], 1
        while done < 20:
            nights += 1
            assert nights < 9
            done += night(f"2026-04-0{nights}T01:00:00+08:00").get("pages_done", 0)
        captured = crawler.query("SELECT url FROM etl.capture WHERE kind = 'article' AND record_type = 'response'")
        assert sorted(captured) == sorted((url(number),) for number in range(20))

    def test_beyond_the_byte_budget_too(self, crawler: Crawler, add_site: AddSite) -> None:
        filling = f"<!--{'x' * 190_000}-->"
        heavy = {path(number): article(f"总结之{number}", f"{SENTENCE}{filling}{number}") for number in range(8)}
        add_site({"/zw/": listing(*map(name, range(8)))} | heavy, megabyte_budget=1)
        crawler.crawl()

        assert crawler.reasons("page") == [("done", "")] * 6 + [("skipped", "byte_budget")] * 2

    def test_a_batch_that_is_tried_again_has_what_is_left_of_its_budgets(
        self, crawler: Crawler, add_site: AddSite, sites: Sites
    ) -> None:
        add_site(site(list(range(20))), page_budget=12)
        crawler.add("990202", "www.yi.example", site(list(range(20))), page_budget=12)
        run_id = crawler.start()

        def tried(*codes: str, run: int = run_id) -> list[str]:
            asked = len(sites.asked)
            crawl_batch(codes, settings=crawler.settings, run_id=run, limits=IMPATIENT)
            return [host for host, _, _ in sites.asked[asked:]]

        assert tried(CODE) == [HOST] * 12
        assert tried(CODE, "990202") == ["www.yi.example"] * 12
        assert tried(CODE, run=crawler.start()) == [HOST] * 12  # another night

    def test_what_was_received_before_counts_too(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        filling = f"<!--{'x' * 190_000}-->"
        heavy = {path(number): article(f"总结之{number}", f"{SENTENCE}{filling}{number}") for number in range(8)}
        add_site({"/zw/": listing(*map(name, range(4)))} | heavy, megabyte_budget=1)
        run_id = crawler.start()
        crawl_batch([CODE], settings=crawler.settings, run_id=run_id, limits=IMPATIENT)
        sites.hosts[HOST]["/zw/"] = listing(*map(name, range(8)))
        crawl_batch([CODE], settings=crawler.settings, run_id=run_id, limits=IMPATIENT)

        assert crawler.reasons("page").count(("skipped", "byte_budget")) == 2

    def test_what_failed_in_passing_is_found_again_below_known_articles(
        self, crawler: Crawler, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        add_site(site(list(range(15))) | {path(7): Answer(b"", 503)})
        assert night(FIRST_NIGHT)["pages_done"] == 14
        sites.hosts[HOST] = site(list(range(15)))

        assert night(A_DAY_LATER)["pages_done"] == 1
        assert night("2026-04-03T01:00:00+08:00") == {"sites_unchanged": 1, "lists_unchanged": 1}

    def test_after_the_window_nothing_is_asked(
        self, crawler: Crawler, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        add_site(site([1]))
        moment = "2026-04-01T09:00:00+08:00"
        night(moment, closes_at=Window.parse("01:00-06:30").closing(datetime.fromisoformat(moment)))

        assert sites.asked == []
        assert crawler.reasons("site") == [("skipped", "window_closed")]
        assert crawler.reasons("list") == [("skipped", "window_closed")]
        assert night(A_DAY_LATER)["pages_done"] == 1

    def test_when_the_window_closes_in_the_midst_of_a_list_the_next_night_goes_on(
        self, crawler: Crawler, add_site: AddSite, sites: Sites, night: Night
    ) -> None:
        """The fifth request is the last before the clock says that the night is over."""
        add_site(site(list(range(10))))
        closes_at = datetime.fromisoformat("2026-04-01T06:30:00+08:00")
        with pytest.MonkeyPatch.context() as patch:
            clock = SimpleNamespace(monotonic=lambda: 0.0 if len(sites.asked) < 5 else 1e9)
            patch.setattr("fazhi.crawl.hosts.time", clock)
            counts = night(FIRST_NIGHT, closes_at=closes_at)

        assert len(sites.asked) == 5
        assert (counts["pages_done"], counts["pages_skipped"], counts["lists_skipped"]) == (3, 2, 1)
        assert crawler.reasons("site") == [("done", "window_closed")]
        assert night(A_DAY_LATER)["pages_done"] == 7


class TestAHostThatIsDown:
    def test_the_other_counties_on_it_do_not_try_again(self, crawler: Crawler, sites: Sites) -> None:
        crawler.add(CODE, HOST, {"/zw/": Answer(b"<p>x</p>", 412)})
        lists = [{"url": f"http://{HOST}/yi/", "holds": ["other"]}]
        crawler.add("990202", HOST, {"/zw/": Answer(b"<p>x</p>", 412)}, lists=lists)

        crawler.crawl(CODE, "990202")

        assert sites.paths(HOST) == ["/robots.txt", "/zw/"]
        assert crawler.reasons("site") == [("failed", "blocked"), ("failed", "blocked")]
        assert crawler.outcomes("list")[0] == ("skipped", "host_down", f"http://{HOST}/yi/")

    def test_a_long_retry_after_ends_the_visit(self, crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
        add_site(site([1, 2, 3]) | {path(1): Answer(b"", 429, {"Retry-After": "3600"})})
        crawler.crawl()

        assert sites.paths(HOST) == ["/robots.txt", "/zw/", path(1)]
        assert crawler.reasons("page") == [("failed", "http_429"), ("skipped", "host_down"), ("skipped", "host_down")]
        assert crawler.reasons("site") == [("failed", "http_429")]

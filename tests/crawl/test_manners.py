"""What a crawl asks of a site, how often, and what it leaves alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace

import pytest

from fazhi.crawl.locks import host_locks
from fazhi.crawl.run import crawl_batch
from fazhi.errors import ConfigurationError, WarehouseUnavailableError
from fazhi.warehouse.database import connect
from tests.crawl.conftest import CODE, HOST, AddSite, Crawler
from tests.crawl.site import FIRST, Answer, Handler, Sites, ordinary_site


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

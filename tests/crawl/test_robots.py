"""robots.txt as RFC 9309 has it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from requests.structures import CaseInsensitiveDict

from fazhi.archive import ArchivedResponse
from fazhi.crawl.failure import FetchError
from fazhi.crawl.fetcher import Limits
from fazhi.crawl.robots import Robots
from tests.crawl.conftest import HOST, AddSite, Crawler
from tests.crawl.site import FIRST, Answer, Sites, hang, ordinary_site


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_none_that_we_may_read_allows_everything(
    crawler: Crawler, add_site: AddSite, sites: Sites, status: int
) -> None:
    add_site(ordinary_site() | {"/robots.txt": Answer(b"Disallow: /", status)})

    assert crawler.crawl()["pages_done"] == 3


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(Answer(b"", 500), "http_500"), (Answer(b"", 503), "http_503"), (Answer(act=hang), "timeout")],
)
def test_one_that_cannot_be_had_forbids_everything(
    crawler: Crawler, add_site: AddSite, sites: Sites, answer: Answer, reason: str
) -> None:
    add_site(ordinary_site() | {"/robots.txt": answer})
    crawler.crawl()

    assert set(sites.paths(HOST)) == {"/robots.txt"}
    assert crawler.reasons("site") == [("failed", reason)]


def test_only_the_first_500_kilobytes_count(crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
    filling = b"# filling\n" * 52_000
    rules = b"User-agent: *\nDisallow: /zw/202503/\n" + filling + b"Disallow: /zw/\n"
    add_site(ordinary_site() | {"/robots.txt": Answer(rules)})
    crawler.crawl(limits=Limits())

    assert sites.paths(HOST) == ["/robots.txt", "/zw/", "/zw/index_1.html", "/zw/202403/t20240329_3.html"]


def test_a_web_page_in_its_place_forbids_nothing(crawler: Crawler, add_site: AddSite) -> None:
    add_site(ordinary_site() | {"/robots.txt": Answer(b"<html><body>Disallow: / is what we never wrote</body></html>")})

    assert crawler.crawl()["pages_done"] == 3


def test_it_is_asked_for_once_a_night_and_with_conditions(crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
    add_site(ordinary_site() | {"/robots.txt": Answer(b"User-agent: *\nDisallow: /zw/202503/\n")})
    crawler.crawl()
    sites.asked.clear()
    crawler.crawl()

    asked = [headers for _, path, headers in sites.asked if path == "/robots.txt"]
    assert len(asked) == 1
    assert "If-None-Match" in asked[0]
    assert FIRST not in sites.paths(HOST)  # the rules came from the archive


@pytest.mark.parametrize(
    ("rules", "pause"),
    [
        (b"User-agent: *\nCrawl-delay: 7\n", 7),
        (b"User-agent: fazhi-warehouse\nCrawl-delay: 2.5\n\nUser-agent: *\nCrawl-delay: 9\n", 2.5),
        (b"User-agent: *\nCrawl-delay: 86400\n", 120),  # longer is as good as a ban; the budget sees to the rest
        (b"User-agent: *\nAllow: /\n", 0),
    ],
)
def test_the_pause_that_a_host_asks_for(rules: bytes, pause: float) -> None:
    assert robots(rules).crawl_delay("http://www.jia.example/zw/") == pause


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        (b"User-agent: *\nDisallow: /zw/\nAllow: /zw/202503/\n", "/zw/202503/a.html", True),  # the longest match
        (b"User-agent: *\nDisallow: /*.html$\n", "/zw/a.html", False),
        (b"User-agent: *\nDisallow: /*.html$\n", "/zw/a.html?x=1", True),
        ("\ufeffUser-agent: *\nDisallow: /zw/\n".encode(), "/zw/a.html", False),  # a byte order mark
        (b"user-AGENT: Fazhi-Warehouse\r\ndisallow: /\r\n", "/zw/a.html", False),
        (b"User-agent: OtherBot\nDisallow: /\n", "/zw/a.html", True),
    ],
)
def test_what_the_rules_say(rules: bytes, path: str, allowed: bool) -> None:
    url = f"http://www.jia.example{path}"
    if allowed:
        robots(rules).permit(url)
        return
    with pytest.raises(FetchError, match=r"robots.txt of www.jia.example does not allow") as raised:
        robots(rules).permit(url)
    assert raised.value.reason == "robots_disallowed"


def robots(rules: bytes) -> Robots:
    def fetch(url: str) -> ArchivedResponse:
        moment = datetime(2025, 4, 1, tzinfo=UTC)
        return ArchivedResponse(url=url, status=200, headers=CaseInsensitiveDict(), content=rules, captured_at=moment)

    return Robots(fetch, {})

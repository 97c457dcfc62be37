"""The 大汉 simulator: what is embedded, what the proxy gives, what stands round a body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import requests

from tests.sites import Article, Column, SampleSites, Site
from tests.sites.client import get
from tests.sites.model import moment

HOST = "www.hexi.example"
LIST = f"http://{HOST}/col/col77/index.html"


@pytest.fixture
def sites() -> Iterator[SampleSites]:
    column = Column(path="/col/col77/index.html", name="法治政府建设", per_page=2, number=77, unit=7001)
    for day in range(1, 9):
        column.articles.append(
            Article(
                id=100 + day,
                title=f"第{day}号文 A&B ]]> 关于进一步规范行政执法行为若干问题的通知",
                published=moment(f"2024-03-{day:02} 09:00"),
                publisher="禾溪县司法局",
                body=f"<p>正文{day}</p>",
                index_number=f"HX/{day}",
                attachments=(("4f2a.docx", "附件：清单", b"PK-file"),) if day == 3 else (),
            )
        )
    with SampleSites() as running:
        running.add_site(Site(host=HOST, family="jpage", name="禾溪县人民政府", columns=[column], web_id=12))
        yield running


def datastore(page: str) -> ElementTree.Element:
    """The XML of a list page or of the proxy."""
    match = re.search(r"<datastore>.*</datastore>", page, re.DOTALL)
    assert match
    return ElementTree.fromstring(match[0])


def links(store: ElementTree.Element) -> list[str]:
    return [re.search(r'href="([^"]+)"', record.text or "")[1] for record in store.iter("record")]  # type: ignore[index]


def test_the_first_screen_embeds_three_pages_of_records_newest_first(sites: SampleSites) -> None:
    store = datastore(get(sites, LIST).text)
    assert links(store) == [f"/art/2024/3/{day}/art_77_{100 + day}.html" for day in (8, 7, 6, 5, 4, 3)]
    assert (store.findtext("totalrecord"), store.findtext("totalpage"), store.findtext("perpage")) == ("8", "4", "2")


def test_the_next_group_is_behind_the_address_in_the_first_screen(sites: SampleSites) -> None:
    first = datastore(get(sites, LIST).text)
    address = re.search(r'href="([^"]+)"', first.findtext("nextgroup") or "")
    assert address
    rest = datastore(get(sites, f"http://{HOST}{address[1]}").text)
    assert links(rest) == ["/art/2024/3/2/art_77_102.html", "/art/2024/3/1/art_77_101.html"]
    assert rest.find("nextgroup") is None


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_proxy_counts_records_from_one_and_includes_the_last(sites: SampleSites, method: str) -> None:
    url = f"http://{HOST}/module/web/jpage/dataproxy.jsp?startrecord=3&endrecord=4&perpage=2"
    form = {"col": "1", "webid": "12", "path": "/", "columnid": "77", "unitid": "7001", "webname": "禾溪县人民政府"}
    answer = get(sites, url, method=method, **({"data": form} if method == "POST" else {"params": form}))
    assert links(datastore(answer.text)) == ["/art/2024/3/6/art_77_106.html", "/art/2024/3/5/art_77_105.html"]


def test_the_page_number_in_the_address_of_a_list_changes_nothing(sites: SampleSites) -> None:
    assert get(sites, f"{LIST}?uid=7001&pageNum=4").content == get(sites, LIST).content


def test_a_closing_bracket_in_a_title_does_not_end_the_record(sites: SampleSites) -> None:
    record = next(datastore(get(sites, LIST).text).iter("record"))
    assert 'title="第8号文 A&amp;B ]]&gt; 关于进一步规范行政执法行为若干问题的通知"' in (record.text or "")


def test_a_list_shows_titles_cut_off_with_the_whole_one_in_an_attribute(sites: SampleSites) -> None:
    record = next(datastore(get(sites, LIST).text).iter("record")).text or ""
    assert "...</a>" in record
    assert "若干问题的通知</a>" not in record


def test_an_article_has_meta_tags_block_and_body_in_its_container(sites: SampleSites) -> None:
    page = get(sites, f"http://{HOST}/art/2024/3/3/art_77_103.html").text
    for name, value in {
        "SiteName": "禾溪县人民政府",
        "ColumnName": "法治政府建设",
        "PubDate": "2024-03-03 09:00",
        "ContentSource": "禾溪县司法局",
    }.items():
        assert f'<meta name="{name}" content="{value}">' in page
    assert '<td class="bt">索引号：</td><td>HX/3</td>' in page
    container = re.search(r'id="zoom">(.*?)</div>', page, re.DOTALL)
    assert container
    assert "<p>正文3</p>" in container[1]
    assert "位访问者" not in container[1]


def test_an_attachment_is_served_where_the_article_links_it(sites: SampleSites) -> None:
    page = get(sites, f"http://{HOST}/art/2024/3/3/art_77_103.html").text
    address = re.search(r'href="(/module/download[^"]+)"', page)
    assert address
    assert get(sites, f"http://{HOST}{address[1].replace('&amp;', '&')}").content == b"PK-file"


def test_an_unknown_column_or_article_is_a_404(sites: SampleSites) -> None:
    for path in ("/col/col78/index.html", "/art/2024/3/3/art_77_104.html", "/module/web/jpage/dataproxy.jsp?page=1"):
        assert get(sites, f"http://{HOST}{path}").status_code == requests.codes.not_found

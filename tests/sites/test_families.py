"""The traps of the simulated families other than jpage and TRS, which have tests of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode, urljoin

import pytest
import requests

from tests.sites import Article, Column, SampleSites, Site
from tests.sites.client import get
from tests.sites.model import moment

HOST = "www.lixi.example"


@pytest.fixture
def sites() -> Iterator[SampleSites]:
    with SampleSites() as running:
        yield running


def publish(sites: SampleSites, family: str, path: str, *quirks: str, encoding: str = "utf-8") -> str:
    """A site of seven articles, two to a page; gives the address of its list."""
    column = Column(path=path, name="法治政府建设", per_page=2, number=12, unit=34)
    for day in range(1, 8):
        column.articles.append(
            Article(
                id=4000 + day,
                title=f"第{day}号文",
                published=moment(f"2024-03-{day:02} 23:30"),
                publisher="醴溪县司法局",
                body=f"<p>正文{day}</p>",
                index_number=f"LX/{day}",
            )
        )
    sites.add_site(
        Site(host=HOST, family=family, name="醴溪县", columns=[column], web_id=77, quirks=quirks, encoding=encoding)
    )
    return f"http://{HOST}{path}"


def numbers(page: str) -> list[int]:
    """Of the articles that a list names, in its order."""
    return [int(number) for number in re.findall(r"第(\d)号文</a>", page)]


def status(sites: SampleSites, url: str) -> int:
    return get(sites, url).status_code


def test_ucap_counts_from_one_and_has_no_list_1(sites: SampleSites) -> None:
    url = publish(sites, "ucap", "/lixi/c10579/list.shtml")

    assert "createPageHTML('page_div', 4, 1, 'list', 'shtml', 7)" in get(sites, url).text
    assert numbers(get(sites, urljoin(url, "list_2.shtml")).text) == [5, 4]
    assert [status(sites, urljoin(url, f"list_{number}.shtml")) for number in (0, 1, 4, 5)] == [404, 404, 200, 404]


def test_vsb_counts_down(sites: SampleSites) -> None:
    url = publish(sites, "vsb", "/fzjs.htm", encoding="gb18030")

    first = get(sites, url).content.decode("gb18030")
    assert re.findall(r'href="(fzjs/\d+\.htm)"', first) == ["fzjs/3.htm", "fzjs/1.htm"]
    second, last = (get(sites, urljoin(url, name)).content.decode("gb18030") for name in ("fzjs/3.htm", "fzjs/1.htm"))
    assert (numbers(first), numbers(second), numbers(last)) == ([7, 6], [5, 4], [1])
    assert re.findall(r'href="(\d+\.htm)"', second) == ["2.htm", "1.htm"]
    assert [status(sites, urljoin(url, f"fzjs/{number}.htm")) for number in (0, 4)] == [404, 404]


def test_vsb_bodies_stand_in_variants_of_the_container(sites: SampleSites) -> None:
    publish(sites, "vsb", "/fzjs.htm")
    pages = [get(sites, f"http://{HOST}/info/12/{4000 + number}.htm").text for number in (1, 2, 3)]

    assert {re.search(r'id="(vsb_content\w*)"', page)[1] for page in pages} == {  # type: ignore[index]
        "vsb_content",
        "vsb_content_2",
        "vsb_content_502",
    }


def test_gkmlpt_gives_page_one_for_page_zero(sites: SampleSites) -> None:
    publish(sites, "gkmlpt", "/gkmlpt/index#12")
    api = f"http://{HOST}/gkmlpt/api/all/12?sid=77&page="
    zero, one, two = (get(sites, f"{api}{number}") for number in range(3))

    assert zero.content == one.content
    assert one.json()["classify"]["post_count"] == 7
    assert [[entry["title"] for entry in page.json()["articles"]] for page in (one, two)] == [
        ["第7号文", "第6号文"],
        ["第5号文", "第4号文"],
    ]
    assert get(sites, f"{api}9").json()["articles"] == []
    assert status(sites, f"http://{HOST}/gkmlpt/api/all/12?sid=78&page=1") == requests.codes.not_found


def test_gkmlpt_may_give_a_single_page_whatever_it_counts(sites: SampleSites) -> None:
    publish(sites, "gkmlpt", "/gkmlpt/index#12", "single")
    api = f"http://{HOST}/gkmlpt/api/all/12?sid=77&page="

    assert [status(sites, f"{api}{number}") for number in (0, 1, 2)] == [200, 200, 404]


def test_gkmlpt_articles_are_json_in_a_script(sites: SampleSites) -> None:
    publish(sites, "gkmlpt", "/gkmlpt/index#12")
    page = get(sites, f"http://{HOST}/gkmlpt/content/0/4/post_4003.html").text

    assert "<p>正文3</p>" not in page
    config = re.search(r"window\._CONFIG = (\{.*?\});</script>", page)
    assert config
    assert json.loads(config[1])["DETAIL"]["content"] == "<p>正文3</p>"


def test_jpaas_lists_are_empty_until_their_unit_renders_them(sites: SampleSites) -> None:
    page = get(sites, publish(sites, "jpaas", "/fzjs/index.html")).text

    assert numbers(page) == []
    assert [tag_of(query) for query in re.findall(r'queryData="([^"]+)"', page)] == ["导航", "信息列表"]
    query = {"webId": 77, "pageId": 12, "tagId": "信息列表", "paramJson": '{"pageNo":2,"pageSize":"3"}'}
    unit = f"http://{HOST}/api-gateway/jpaas-publish-server/front/page/build/unit?"
    rendered = get(sites, unit + urlencode(query)).json()["data"]["html"]
    assert numbers(rendered) == [4, 3, 2]
    assert "count: 7" in rendered
    assert status(sites, unit + urlencode({**query, "tagId": "导航"})) == requests.codes.not_found


def tag_of(query: str) -> str:
    match = re.search(r"'tagId':'([^']+)'", unescape(query))
    assert match
    return match[1]


def test_lonsun_renders_nothing_for_a_wrong_parameter(sites: SampleSites) -> None:
    page = get(sites, publish(sites, "lonsun", "/public/column/34?type=4&action=list&catId=12")).text
    asked = {"labelName": "publicInfoList", "siteId": 77, "catId": 12, "pageIndex": 2}
    file = re.search(r'file: "([^"]+)"', page)
    label = f"http://{HOST}/site/label/8888?"

    assert "pageCount:4" in page
    assert file
    assert numbers(get(sites, label + urlencode({**asked, "file": file[1]})).text) == [5, 4]
    assert "暂无相关信息" in get(sites, label + urlencode(asked)).text


def test_openness_repeats_its_metadata_and_its_last_page(sites: SampleSites) -> None:
    url = publish(sites, "openness", "/opennessContent/?branch_id=57a3&column_code=12")
    first = get(sites, url).text

    assert re.findall(r"page=(\d+)", first) == ["2", "4"]
    assert numbers(get(sites, f"{url}&page=99").text) == numbers(get(sites, f"{url}&page=4").text) == [1]
    article = re.search(r'href="(/openness/detail/content/[0-9a-f]{24}\.html)"', first)
    assert article
    page = get(sites, f"http://{HOST}{article[1]}").text
    assert page.count("LX/7") == 2
    assert "<meta name" not in page


@pytest.mark.parametrize(("family", "path"), [("nfcms", "/zw/index.html"), ("declared", "/site_lx/channel_5/")])
def test_static_lists_begin_at_two(sites: SampleSites, family: str, path: str) -> None:
    url = publish(sites, family, path)

    assert "index_2.html" in get(sites, url).text
    assert numbers(get(sites, urljoin(url, "index_2.html")).text) == [5, 4]
    assert [status(sites, urljoin(url, f"index_{number}.html")) for number in (1, 4, 5)] == [404, 200, 404]


def test_jpage_may_want_a_form_and_write_broken_records(sites: SampleSites) -> None:
    page = get(sites, publish(sites, "jpage", "/col/col12/index.html", "post", "broken")).text
    query = {"startrecord": 7, "endrecord": 7, "perpage": 2}
    url = f"http://{HOST}/module/web/jpage/dataproxy.jsp?{urlencode(query)}"
    form = {"columnid": "12", "unitid": "34", "webid": "77"}

    assert "]] ></record>" in page
    assert "a&b=c&nbsp" in page
    assert numbers(get(sites, url, method="POST", data=form).text) == [1]
    assert get(sites, url, params=form).status_code == requests.codes.not_found

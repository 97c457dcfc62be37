"""Lists of each family: articles with titles and dates, and where the list goes on."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from fazhi.crawl import adapters as package
from fazhi.crawl.adapters import Link, ListReading, adapters
from fazhi.sources import ListPage, Source
from fazhi.sources.families import FAMILIES
from tests.crawl.recorded import adapter_of
from tests.sites import model as simulators

JPAGE = "https://www.jia.gov.cn/col/col12/index.html"
TRS = "http://www.yi.gov.cn/zwgk/fzjs/"


def page(url: str, **parameters: str) -> ListPage:
    return ListPage(url=url, holds=("other",), parameters=parameters)


def county(family: str) -> Source:
    return Source(code="990201", name="甲县", family=family, home="http://www.jia.gov.cn/", owner="法治督察科")


def store(*records: str, head: str = "") -> str:
    inner = "".join(f"<record>{record}</record>" for record in records)
    data = f"<datastore>{head}<recordset>{inner}</recordset></datastore>"
    return f'<div id="8"><script type="text/xml">{data}</script></div>'


def record(number: int, text: str = "标题") -> str:
    link = f"/art/2025/3/{number}/art_12_{number}.html"
    anchor = f"<a href='{link}' title='{text}{number}'>{text[:4]}...</a>"
    return f"<![CDATA[<li>{anchor}<span>2025-03-{number:02}</span></li>]]>"


def test_every_adapter_is_of_a_known_family_and_every_module_has_one() -> None:
    modules = {path.stem for path in Path(package.__path__[0]).glob("*.py")} - {"__init__", "base"}
    assert set(adapters()) == modules


def test_every_family_has_an_adapter_and_a_simulator() -> None:
    """That each has a recorded page and a recorded list is tested beside them: test_pages.py, test_lists.py."""
    assert set(adapters()) == set(FAMILIES) == set(simulators.FAMILIES)


class TestJpage:
    def test_records_become_links_with_title_and_date(self) -> None:
        reading = adapters()["jpage"]().read_list(page(JPAGE), JPAGE, store(record(1), record(2)))

        assert reading.links == (
            Link("https://www.jia.gov.cn/art/2025/3/1/art_12_1.html", "标题1", date(2025, 3, 1)),
            Link("https://www.jia.gov.cn/art/2025/3/2/art_12_2.html", "标题2", date(2025, 3, 2)),
        )
        assert reading.following == ()

    @pytest.mark.parametrize(
        "written",
        [
            record(3),
            record(3).replace("]]>", "]] >"),
            record(3).removeprefix("<![CDATA[").removesuffix("]]>"),
            record(3).replace("标题3'", "标题3' data-x='a&b=c&nbsp'"),
            f"\n  {record(3)}\n",
            "<![CDATA[<table><tr><td><a target=_blank href='/art/2025/3/3/art_12_3.html'>标题3</a></td>"
            "<td>[2025-03-03]</td></tr></table>]]>",
        ],
        ids=["plain", "broken-end", "no-cdata", "bare-ampersand", "white-space", "table-row"],
    )
    def test_templates_write_records_in_many_ways(self, written: str) -> None:
        (link,) = adapters()["jpage"]().read_list(page(JPAGE), JPAGE, store(written)).links

        assert link == Link("https://www.jia.gov.cn/art/2025/3/3/art_12_3.html", "标题3", date(2025, 3, 3))

    def test_further_groups_are_three_pages_each_from_the_next_link(self) -> None:
        head = (
            "<totalrecord>100</totalrecord><totalpage>7</totalpage><perpage>15</perpage><nextgroup><![CDATA[<a href="
            '"/module/web/jpage/dataproxy.jsp?page=1&appid=1&webid=27&path=/&columnid=12&unitid=8&permissiontype=0">'
            "</a>]]></nextgroup>"
        )
        text = store(*[record(number % 28 + 1) for number in range(45)], head=head)
        following = adapters()["jpage"]().read_list(page(JPAGE), JPAGE, text).following

        assert [address.split("&perpage")[0] for address in following] == [
            "https://www.jia.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=46&endrecord=90",
            "https://www.jia.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=91&endrecord=100",
        ]
        assert all("columnid=12" in address and "unitid=8" in address for address in following)
        assert all("webid=27" in address for address in following)

    def test_the_script_tells_what_the_data_store_does_not(self) -> None:
        text = store(*[record(number) for number in range(1, 16)]) + (
            "<script>$('#8').jpage({totalRecord:40, perPage: 15, proxyUrl:'/module/jpage/dataproxy.jsp',"
            "ajaxParam:{columnid:12, unitid:'8', webid:27}});</script>"
        )
        (address,) = adapters()["jpage"]().read_list(page(JPAGE), JPAGE, text).following

        assert address.startswith("https://www.jia.gov.cn/module/jpage/dataproxy.jsp?startrecord=1&endrecord=40&")
        assert "unitid=8" in address

    def test_the_yaml_speaks_before_the_page(self) -> None:
        text = store(record(1), head="<totalrecord>2</totalrecord><perpage>1</perpage>")
        listed = page(JPAGE, columnid="99", unitid="77", perpage="20")
        (address,) = adapters()["jpage"]().read_list(listed, JPAGE, text).following

        assert "columnid=99" in address
        assert "unitid=77" in address
        assert "perpage=20" in address

    def test_a_site_that_wants_a_form_gets_one_without_the_window_of_records(self) -> None:
        adapter = adapters()["jpage"]()

        assert adapter.posted(page(JPAGE)) == frozenset()
        posted = adapter.posted(page(JPAGE, method="post"))
        assert {"columnid", "unitid", "webid", "path"} <= posted
        assert not {"startrecord", "endrecord", "perpage"} & posted

    def test_a_group_does_not_lead_to_groups(self) -> None:
        proxy = "https://www.jia.gov.cn/module/web/jpage/dataproxy.jsp?startrecord=46&endrecord=90"
        text = (
            f"<datastore><totalrecord>900</totalrecord><recordset><record>{record(5)}</record></recordset></datastore>"
        )
        reading = adapters()["jpage"]().read_list(page(JPAGE), proxy, text)

        assert len(reading.links) == 1
        assert reading.following == ()

    def test_a_total_that_cannot_be_true_costs_nothing(self) -> None:
        text = store(record(1), head="<totalrecord>9999999</totalrecord><perpage>1</perpage>")

        assert len(adapters()["jpage"]().read_list(page(JPAGE), JPAGE, text).following) == 500


class TestTrs:
    ITEMS = """<ul class="side"><li><a href="/gywm/index.html">关于我们</a></li></ul><ul>
      <li><span>2024-03-29</span>
        <a href="./202403/t20240329_75.html" title="2023年度法治政府建设报告">2023年度...</a></li>
      <li><a href="../tzgg/202401/t20240105_70.shtml">关于2023年11月5日会议的通知</a>2024年1月5日</li></ul>"""

    def test_links_are_relative_to_the_list(self) -> None:
        links = adapters()["trs"]().read_list(page(TRS), TRS, self.ITEMS).links

        assert links == (
            Link(
                "http://www.yi.gov.cn/zwgk/fzjs/202403/t20240329_75.html", "2023年度法治政府建设报告", date(2024, 3, 29)
            ),
            Link(
                "http://www.yi.gov.cn/zwgk/tzgg/202401/t20240105_70.shtml",
                "关于2023年11月5日会议的通知",
                date(2024, 1, 5),
            ),
        )

    @pytest.mark.parametrize(
        "pager",
        [
            'createPageHTML(3, 0, "index", "html");',
            "createPageHTML(3, 0, 'index', 'html', 44)",
            'var countPage = 3; var currentPage=0; createPageHTML(countPage,currentPage,"index","html")',
            "var currentPage = 0;\nvar countPage = 3;\nvar pageName = 'index', pageExt = 'html';",
            "var countPage=3,currentPage=0;",
        ],
    )
    def test_the_second_page_is_index_1(self, pager: str) -> None:
        reading = adapters()["trs"]().read_list(page(TRS), TRS, f"{self.ITEMS}<script>{pager}</script>")

        assert reading.following == (f"{TRS}index_1.html", f"{TRS}index_2.html")

    def test_name_and_ending_are_those_of_the_call(self) -> None:
        reading = adapters()["trs"]().read_list(page(TRS), TRS, 'createPageHTML(2, 0, "list", "shtml")')

        assert reading.following == (f"{TRS}list_1.shtml",)

    def test_only_the_first_page_counts_the_others(self) -> None:
        reading = adapters()["trs"]().read_list(
            page(TRS), f"{TRS}index_1.html", 'createPageHTML(3, 1, "index", "html")'
        )

        assert reading.following == ()

    def test_a_pager_that_cannot_be_true_costs_nothing(self) -> None:
        reading = adapters()["trs"]().read_list(page(TRS), TRS, 'createPageHTML(99999999, 0, "index", "html")')

        assert len(reading.following) == 500


class TestGkmlpt:
    PEOPLE = "http://www.jia.gov.cn/bgs/gkmlpt/index#1234"
    API = "http://www.jia.gov.cn/bgs/gkmlpt/api/all/1234?page=1&sid=755099"

    def read(self, answer: object, url: str = API) -> ListReading:
        return adapters()["gkmlpt"]().read_list(page(self.PEOPLE), url, json.dumps(answer))

    def articles(self, *numbers: int) -> list[dict[str, object]]:
        return [{"title": "报告", "url": f"/gkmlpt/content/1/2/post_{number}.html"} for number in numbers]

    def test_a_site_number_in_the_yaml_spares_the_page_for_people(self) -> None:
        adapter = adapters()["gkmlpt"]()

        assert adapter.start(page(self.PEOPLE)) == self.PEOPLE.partition("#")[0]
        assert adapter.start(page(self.PEOPLE, sid="755099")) == self.API
        assert adapter.start(page(self.PEOPLE, sid="755099", column="9")) == self.API.replace("1234", "9")

    def test_pages_count_from_one_and_only_the_first_names_the_others(self) -> None:
        answer = {"classify": {"post_count": 7}, "articles": self.articles(1, 2, 3)}

        assert self.read(answer).following == (
            self.API.replace("page=1", "page=2"),
            self.API.replace("page=1", "page=3"),
        )
        assert self.read(answer, self.API.replace("page=1", "page=2")).following == ()
        assert self.read(answer, self.API.replace("page=1", "page=11")).following == ()

    @pytest.mark.parametrize(
        "answer",
        [
            None,
            7,
            {"articles": {"a": 1}},
            {"articles": [[], 1, None, {"url": 5}, {"url": "javascript:x"}, {"url": "http://[/post_1.html"}]},
            {"articles": 10**400, "total": -1},
        ],
    )
    def test_json_of_other_types_names_nothing(self, answer: object) -> None:
        assert self.read(answer) == ListReading(())

    @pytest.mark.parametrize("written", [True, -5, 10**30, 1e300, "9999-99-99", [], {"a": 1}, None])
    def test_a_date_that_is_none_costs_the_date_alone(self, written: object) -> None:
        (link,) = self.read({"articles": [{**self.articles(1)[0], "date": written}]}).links

        assert link.published_on is None

    def test_a_count_that_cannot_be_true_costs_nothing(self) -> None:
        answer = {"classify": {"post_count": 999_999_999}, "total": "x", "articles": self.articles(1)}

        assert len(self.read(answer).following) == 500

    def test_nesting_without_end_is_no_list(self) -> None:
        reading = adapters()["gkmlpt"]().read_list(page(self.PEOPLE), self.API, '{"articles":' + "[" * 200_000)

        assert reading == ListReading(())


class TestJpaas:
    LIST = "http://www.jia.gov.cn/fzjs/index.html"
    QUERY = "queryData=\"{'webId':'1','tplSetId':'2','pageId':'3','tagId':'%s'}\""

    def read(self, url: str, text: str, **parameters: str) -> ListReading:
        return adapters()["jpaas"]().read_list(page(self.LIST, **parameters), url, text)

    def unit(self, inner: object) -> str:
        return json.dumps({"success": True, "data": {"html": inner}})

    def test_the_yaml_chooses_among_units_and_overrules_them(self) -> None:
        text = self.QUERY % "信息列表" + self.QUERY % "当前栏目"
        (address,) = self.read(self.LIST, text, tagId="当前栏目", pageId="99", pageSize="50").following

        assert "tagId=%E5%BD%93%E5%89%8D%E6%A0%8F%E7%9B%AE" in address
        assert "pageId=99" in address
        assert "%22pageSize%22%3A50" in address

    def test_without_a_count_the_next_page_follows_as_long_as_there_are_articles(self) -> None:
        (first,) = self.read(self.LIST, self.QUERY % "信息列表").following
        item = "<a href='/art/2025/art_0f1e2d3c4b5a69788796a5b4c3d2e1f0.html'>报告</a>"
        (second,) = self.read(first, self.unit(item)).following
        (third,) = self.read(second, self.unit(item)).following

        assert [address.partition("pageNo%22%3A")[2][0] for address in (first, second, third)] == ["1", "2", "3"]
        assert self.read(third, self.unit("<ul></ul>")) == ListReading(())

    @pytest.mark.parametrize("inner", [None, 5, ["<a>"], {"html": "x"}])
    def test_json_of_other_types_names_nothing(self, inner: object) -> None:
        (first,) = self.read(self.LIST, self.QUERY % "信息列表").following

        assert self.read(first, self.unit(inner)) == ListReading(())


class TestLonsun:
    LIST = "https://www.jia.gov.cn/zwgk/public/column/77?type=4&action=list&catId=5"

    def following(self, text: str, **parameters: str) -> tuple[str, ...]:
        return adapters()["lonsun"]().read_list(page(self.LIST, **parameters), self.LIST, text).following

    def test_what_the_page_does_not_say_the_yaml_does(self) -> None:
        text = "<a href='/zwgk/public/77/1.html'>报告</a><script>var o = {pageCount: 2};</script>"

        assert self.following(text) == ()
        (second,) = self.following(text, siteId="6", file="/c1/x/list")
        assert second.startswith("https://www.jia.gov.cn/zwgk/site/label/8888?")
        for parameter in ("siteId=6", "organId=77", "catId=5", "file=%2Fc1%2Fx%2Flist", "pageIndex=2"):
            assert parameter in second

    def test_a_page_that_its_script_fills_begins_with_the_first_fragment(self) -> None:
        text = "<script>$.get('/site/label/8888?siteId=6&amp;organId=77'); pageCount = '2'</script>"

        assert [address[-11:] for address in self.following(text)] == ["pageIndex=1", "pageIndex=2"]


class TestVsb:
    def test_the_highest_page_is_the_second_and_numbers_fall(self) -> None:
        text = "<a href='list/3.htm'>下页</a><a href='list/1.htm'>尾页</a><a href='other/9.htm'>x</a>"
        url = "http://www.jia.gov.cn/fz/list.htm"
        following = adapters()["vsb"]().read_list(page(url), url, text).following

        assert following == tuple(f"http://www.jia.gov.cn/fz/list/{number}.htm" for number in (3, 2, 1))

    def test_a_number_that_cannot_be_true_costs_nothing(self) -> None:
        url = "http://www.jia.gov.cn/list.htm"

        assert len(adapters()["vsb"]().read_list(page(url), url, "<a href='list/999999.htm'>").following) == 500


class TestUcap:
    @pytest.mark.parametrize(
        "path",
        [
            "/csrc/c100028/c7508963/content.shtml",
            "/kss/cjgg/202507/0123456789abcdef0123456789abcdef.shtml",
            "/mayang/c105797/202206/0123456789abcdef0123456789abcdef/content.shtml",
        ],
    )
    def test_articles_have_several_addresses(self, path: str) -> None:
        assert adapters()["ucap"].article.search(path)
        assert not adapters()["ucap"].article.search("/mayang/c105797/list_2.shtml")

    @pytest.mark.parametrize("name", ["list", "xlist", "common_list"])
    def test_the_second_page_is_number_two_under_the_name_of_the_call(self, name: str) -> None:
        url = f"http://www.jia.gov.cn/jia/c105797/{name}.shtml"
        text = f"createPageHTML('page_div',3, 1,'{name}','shtml',41);"
        reading = adapters()["ucap"]().read_list(page(url), url, text)

        assert reading.following == tuple(url.replace(name, f"{name}_{number}") for number in (2, 3))
        assert adapters()["ucap"]().read_list(page(url), url, text.replace(", 1,", ", 2,")).following == ()


class TestOpenness:
    def test_lists_of_the_other_shape_number_their_pages_in_the_path(self) -> None:
        url = "http://www.jia.gov.cn/XxgkContent/showList/174/105276/page_1.html"
        text = f"<a href='{url.replace('page_1', 'page_3')}'>尾页</a><a href='/XxgkContent/showList/9/9/page_8.html'>"
        following = adapters()["openness"]().read_list(page(url), url, text).following

        assert following == (url.replace("page_1", "page_2"), url.replace("page_1", "page_3"))


class TestDeclared:
    LIST = "http://www.jia.gov.cn/a/index.html"
    ITEM = "<ul><li><a href='1.html'>报告</a></li></ul><p><a href='2.html'>导航</a></p>"

    def read(self, text: str, url: str = LIST, **declared: object) -> ListReading:
        adapter = adapter_of("declared", url, {"articles": "li", **declared})
        return adapter.read_list(page(self.LIST), url, text)

    def test_only_chosen_links_are_articles(self) -> None:
        assert [link.url for link in self.read(self.ITEM).links] == ["http://www.jia.gov.cn/a/1.html"]
        assert self.read(self.ITEM, address="/doc_") == ListReading(())

    def test_pages_are_counted_up_one_by_one_until_nothing_is_named(self) -> None:
        def following(url: str, text: str = self.ITEM) -> tuple[str, ...]:
            return self.read(text, url, pages="list_{page}.html", second_page=1).following

        assert following(self.LIST) == ("http://www.jia.gov.cn/a/list_1.html",)
        assert following("http://www.jia.gov.cn/a/list_1.html") == ("http://www.jia.gov.cn/a/list_2.html",)
        assert following("http://www.jia.gov.cn/a/list_19.html") == ("http://www.jia.gov.cn/a/list_20.html",)
        assert following("http://www.jia.gov.cn/a/list_2.html", "<ul></ul>") == ()

    def test_pages_may_stand_in_the_query(self) -> None:
        reading = self.read(self.ITEM, f"{self.LIST}?p=2&k=x", pages="?p={page}&k=x")

        assert reading.following == (f"{self.LIST}?p=3&k=x",)

    def test_the_next_link_may_be_chosen(self) -> None:
        text = f"{self.ITEM}<a class='next' href='index9.html'>下一页</a>"

        assert self.read(text, next_page="a.next").following == ("http://www.jia.gov.cn/a/index9.html",)

    def test_a_county_that_declares_nothing_is_no_county(self) -> None:
        with pytest.raises(ValidationError, match="a site of the family declared has this key"):
            county("declared")


@pytest.mark.parametrize(
    ("family", "text", "usual"),
    [
        ("jpage", "totalrecord:9 '//[/jpage/dataproxy.jsp'", "/module/web/jpage/dataproxy.jsp?"),
        ("jpaas", f"{TestJpaas.QUERY} '//[/jpaas-publish-server/front/page/build/unit'", "/api-gateway/jpaas-publish-"),
        ("lonsun", "siteId: '6', pageCount: 2, url: '//[/site/label/8888'", "/site/label/8888?"),
    ],
)
def test_an_address_that_is_none_gives_way_to_the_usual_one(family: str, text: str, usual: str) -> None:
    (address, *_) = adapter_of(family, JPAGE).read_list(page(JPAGE), JPAGE, text).following

    assert usual in address


@pytest.mark.parametrize("family", sorted(adapters()))
@pytest.mark.parametrize(
    "text",
    ["", "\x00", "<", "<!--", "<datastore><recordset><record></record>", "plain text", "[]", '{"data":[]}', "\ud800"],
)
def test_what_is_no_list_names_nothing(family: str, text: str) -> None:
    reading = adapter_of(family, JPAGE).read_list(page(JPAGE), JPAGE, text)

    assert (reading.links, reading.following) == ((), ())

"""Lists of each family: articles with titles and dates, and where the list goes on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fazhi.crawl import adapters as package
from fazhi.crawl.adapters import Link, adapter_for, adapters
from fazhi.errors import ConfigurationError
from fazhi.sources import ListPage, Source
from fazhi.sources.families import FAMILIES

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
    assert set(adapters()) <= set(FAMILIES)
    modules = {path.stem for path in Path(package.__path__[0]).glob("*.py")} - {"__init__", "base"}
    assert set(adapters()) == modules


def test_a_family_without_an_adapter_says_so() -> None:
    with pytest.raises(ConfigurationError, match="no adapter reads the site family gkmlpt yet"):
        adapter_for(county("gkmlpt"))


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


@pytest.mark.parametrize("family", sorted(adapters()))
@pytest.mark.parametrize(
    "text", ["", "\x00", "<", "<!--", "<datastore><recordset><record></record>", "plain text", "[]"]
)
def test_what_is_no_list_names_nothing(family: str, text: str) -> None:
    reading = adapters()[family]().read_list(page(JPAGE), JPAGE, text)

    assert (reading.links, reading.following) == ((), ())

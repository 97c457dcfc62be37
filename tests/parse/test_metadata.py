"""What pages say about themselves, in the layouts that sites use."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.errors import ConfigurationError
from fazhi.parse import parse_page
from fazhi.parse.document import Document
from fazhi.parse.metadata import byline, labelled, signature, tokens

BODY = '<div id="zoom"><p>2023年，办结案件12件。</p></div>'
TITLE = "<h1>青笠县2023年法治政府建设年度报告</h1>"


def page(head: str = "", above: str = "", below: str = "", body: str = BODY) -> Document:
    return parse_page(
        f"<html><head>{head}</head><body>{above}{body}{below}</body></html>".encode(), url="http://x.example/"
    )


@pytest.mark.parametrize(
    "tag",
    [
        '<meta name="PubDate" content="2024-03-18 09:12">',
        '<meta name="PubDate" content="2024-03-18 09:12:31" />',
        "<META CONTENT='2024-03-18' NAME='PubDate'>",
        "<meta name=pubdate content=2024-03-18>",
        '<meta content="2024年03月18日" name="PUBDATE"/>',
    ],
)
def test_meta_tags_are_read_in_every_spelling(tag: str) -> None:
    assert page(head=tag).published_on == date(2024, 3, 18)


@pytest.mark.parametrize(
    "block",
    [
        """<table><tr><td>索引号</td><td>QL003/2024-16</td><td>组配分类</td><td>年度报告</td></tr>
        <tr><td>发布机构</td><td>青笠县司法局</td><td>成文日期</td><td>2024-03-15</td></tr>
        <tr><td>文号</td><td>青司〔2024〕6号</td><td>发布日期</td><td>2024-03-18</td></tr></table>""",
        """<table><tr><th>索 引 号：</th><td>QL003/2024-16</td><th>发布机构：</th><td>青笠县司法局</td></tr>
        <tr><th>文　　号：</th><td>青司〔2024〕6号</td><th>生成日期：</th><td>2024年3月15日</td></tr>
        <tr><th>发布日期：</th><td colspan=3>2024-03-18 10:00</td></tr></table>""",
        """<div>索引号: | QL003/2024-16 | 主题分类: | 司法 | 发布机构: | 青笠县司法局 | 文号: | 青司〔2024〕6号 |
        发文日期: | 2024-03-15 | 发布日期: | 2024-03-18</div>""",
        """<dl><dt>索引号</dt><dd>QL003/2024-16</dd><dt>发布机构</dt><dd>青笠县司法局</dd><dt>文号</dt>
        <dd>青司〔2024〕6号</dd><dt>成文日期</dt><dd>2024-03-15</dd><dt>发布日期</dt><dd>2024-03-18</dd></dl>""",
        """<ul><li><b>索引号：</b>QL003/2024-16</li><li><b>发布机构：</b>青笠县司法局</li><li><b>文号：</b><i>青司〔2024〕6号</i></li>
        <li><b>成文日期：</b><span>2024-03-15</span></li><li><b>发布日期：</b><span>2024-03-18</span></li></ul>""",
        """<p>索引号：QL003/2024-16　发布机构：青笠县司法局　文号：青司〔2024〕6号　成文日期：2024-03-15
        发布日期：2024-03-18</p>""",
    ],
    ids=["table", "spaced labels", "bars", "dl", "list", "one line"],
)
@pytest.mark.parametrize("place", ["above", "below", "twice", "in the container"])
def test_the_metadata_block_is_read_in_every_layout(block: str, place: str) -> None:
    document = {
        "above": lambda: page(above=block + TITLE),
        "below": lambda: page(above=TITLE, below=block),
        "twice": lambda: page(above=block + f'<div class="mobile">{block}</div>' + TITLE),
        "in the container": lambda: page(above=TITLE, body=BODY.replace("<p>", block + "<p>")),
    }[place]()
    assert (document.index_number, document.publisher, document.document_number) == (
        "QL003/2024-16",
        "青笠县司法局",
        "青司〔2024〕6号",
    )
    assert (document.written_on, document.published_on) == (date(2024, 3, 15), date(2024, 3, 18))
    assert document.text == "2023年，办结案件12件。"


def test_texts_stand_between_tags_and_comments() -> None:
    assert tokens('ss="x">甲<!-- <b>乙</b> --><b title="a<b">丙&amp;丁</b>\n<i> </i>戊<br') == [
        'ss="x">甲',
        "丙&丁",
        "戊<br",
    ]
    assert tokens("<p>甲</p><p>乙</p><p>丙</p>", 2) == ["甲", "乙"]
    assert tokens("甲<!-- 乙<b>丙") == ["甲", "丙"]


def test_an_empty_value_is_not_the_next_label() -> None:
    texts = tokens(
        "<li>文号：</li><li>关键词：</li><li>发布机构：</li><li>青笠县司法局</li><li>索引号</li><li>主题分类</li>"
    )
    assert labelled(texts) == {"publisher": "青笠县司法局"}


def test_a_value_that_says_nothing_is_empty() -> None:
    assert labelled(["文号：无", "发布机构：——", "索引号：/"]) == {}


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("来源：县司法局 发布时间：2024-03-01 16:08", {"source": "县司法局", "published_on": "2024-03-01 16:08"}),
        (
            "【发布时间】2025-01-20 17:05 【来源】县司法局 【字号：大 中 小】",
            {"published_on": "2025-01-20 17:05", "source": "县司法局"},
        ),
        (
            "岚政呈〔2020〕9号 | 发布日期：2020-03-30",
            {"document_number": "岚政呈〔2020〕9号", "published_on": "2020-03-30"},
        ),
        ("青笠县司法局 2024-07-02 11:08:36", {"organisation": "青笠县司法局", "bare_date": "2024-07-02"}),
        (
            "青笠县司法局 二〇二五年一月二十四日 青司公告〔2025〕1号",
            {
                "organisation": "青笠县司法局",
                "bare_date": "二〇二五年一月二十四日",
                "document_number": "青司公告〔2025〕1号",
            },
        ),
        (
            "来源：市政府办 作者： 发布时间：2024年3月28日 点击： 1026",
            {"source": "市政府办", "published_on": "2024年3月28日"},
        ),
        (
            "来源：县司法局 2021-08-09 09:20 责编：乙某",
            {"source": "县司法局 2021-08-09 09:20 责编：乙某", "bare_date": "2021-08-09"},
        ),
        ("2024-03-01", {"bare_date": "2024-03-01"}),
        ("字体：[大 中 小] 打印", {}),
    ],
)
def test_bylines_are_read(line: str, fields: dict[str, str]) -> None:
    assert byline(line) == fields


@pytest.mark.parametrize(
    "line",
    [
        "2024年3月1日，县司法局召开会议，部署行政执法监督工作",
        "青笠县人民政府：",
        "青笠县司法局",
        "截至2024-03-01，办结案件12件",
        "2023年，办结案件12件。",
        "一、主要工作",
    ],
)
def test_prose_is_no_byline(line: str) -> None:
    assert byline(line) is None


def test_the_first_date_of_the_page_is_the_one_it_was_published() -> None:
    """<meta> before the block before the byline; a date in the text is none of them."""
    meta = '<meta name="PubDate" content="2024-03-18">'
    block = "<p>索引号：1/2024 发布日期：2024-03-17</p>"
    line = "<p>发布时间：2024-03-16</p>"
    assert page(head=meta, above=block + TITLE + line).published_on == date(2024, 3, 18)
    assert page(above=block + TITLE + line).published_on == date(2024, 3, 17)
    assert page(above=TITLE + line).published_on == date(2024, 3, 16)
    assert page(above=TITLE).published_on is None


def test_an_impossible_date_gives_way_to_the_next_source() -> None:
    meta = '<meta name="PubDate" content="0000-00-00">'
    assert page(head=meta, above=TITLE + "<p>发布时间：2024-03-16</p>").published_on == date(2024, 3, 16)


def test_a_page_that_only_says_when_it_was_written_is_filed_by_that() -> None:
    document = page(above="<h1>工作情况报告</h1><p>成文日期：2024-03-15</p>")
    assert (document.written_on, document.published_on, document.partition_year) == (date(2024, 3, 15), None, 2024)


def test_the_signature_gives_organisation_and_date() -> None:
    document = page(above=TITLE, body='<div id="zoom"><p>办结12件。</p><p>青笠县司法局</p><p>2024年3月15日</p></div>')
    assert (document.publisher, document.written_on) == ("青笠县司法局", date(2024, 3, 15))
    assert document.text.endswith("青笠县司法局\n2024年3月15日")


@pytest.mark.parametrize(
    "last", [["办结12件。", "2024年3月15日开展了检查"], ["青笠县司法局"], ["县司法局将于2024年3月15日举办培训。"]]
)
def test_a_closing_sentence_is_no_signature(last: list[str]) -> None:
    assert signature(last) == {}


@pytest.mark.parametrize("source", ["本站", "本站原创", "网络"])
def test_the_site_itself_is_no_publisher(source: str) -> None:
    document = page(
        head=f'<meta name="ContentSource" content="{source}">',
        above=TITLE,
        body='<div id="zoom"><p>办结12件。</p><p>青笠县司法局</p><p>2024年3月15日</p></div>',
    )
    assert document.publisher == "青笠县司法局"


@pytest.mark.parametrize(
    ("head", "above"),
    [
        (
            '<meta name="ArticleTitle" content="青笠县2023年法治政府建设年度报告"><title>青笠县人民政府</title>',
            "<h1>青笠县人民政府</h1>",
        ),
        ("<title>青笠县2023年法治政府建设年度报告_青笠县人民政府</title>", "<h1>青笠县人民政府</h1>"),
        ("<title>青笠县2023年法治政府建设年度报告 - 青笠县司法局</title>", ""),
        ("<title>青笠县2023年法治政府建设年度报告-青笠县人民政府网</title>", ""),
        ("<title>青笠县2023年法治政府建设…</title>", TITLE),
        (
            "<title>青笠县政府网 法治政府 青笠县2023年法治政府建设年度报告</title>",
            "<h1>青笠县2023年<br>法治政府建设年度报告</h1>",
        ),
        ("", TITLE),
        (
            '<meta name="ArticleTitle" content="">',
            "<p>索引号：1/2024 名称：青笠县2023年法治政府建设年度报告 文号：</p>",
        ),
    ],
)
def test_the_title_is_the_articles_and_not_the_sites(head: str, above: str) -> None:
    assert page(head=head, above=above).title == "青笠县2023年法治政府建设年度报告"


@pytest.mark.parametrize("head", ["", '<meta name="SiteName" content="青笠县人民政府"><title>青笠县人民政府</title>'])
def test_a_title_that_stands_only_in_the_article_is_found_there(head: str) -> None:
    body = '<div id="zoom"><p align="center">青笠县2023年法治政府建设年度报告</p><p>2023年，办结案件12件。</p></div>'
    document = page(head=head, body=body)
    assert (document.title, document.text) == ("青笠县2023年法治政府建设年度报告", "2023年，办结案件12件。")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("", "青笠县司法局关于2023年法治政府建设情况的报告"),
        ("<title>青笠县司法局关于2023年法治政府建设情况的报告</title>", "青笠县司法局关于2023年法治政府建设情况的报告"),
        ("<title>关于2023年法治政府建设情况的报告</title>", "关于2023年法治政府建设情况的报告"),
    ],
)
def test_the_head_of_an_official_letter_is_metadata(head: str, title: str) -> None:
    body = """<div id="zoom"><p>青司〔2024〕5号</p><p>青笠县司法局</p><p>关于2023年法治政府建设情况的报告</p>
        <p>县人民政府：</p><p>2023年，办结案件12件。</p></div>"""
    document = page(head=head, body=body)
    assert (document.title, document.text) == (title, "县人民政府：\n2023年，办结案件12件。")
    assert document.document_number == "青司〔2024〕5号"


def test_a_site_may_say_where_its_metadata_stands() -> None:
    page = (
        "<div class='t'>甲县司法局2024年工作总结</div><ul><li class='when'>撰写：2025-01-05</li>"
        "<li class='who'>发布机构：甲县司法局 浏览：12</li><li class='no'>JX/2025-3</li></ul>"
        "<div id='text'><p>2024年，新收行政复议申请76件，审结70件，办结率92.1%，法律援助受理527件。</p></div>"
    )
    fields = {"title": ".t", "published_on": ".when", "publisher": ".who", "index_number": ".no", "written_on": ".none"}
    document = parse_page(page.encode(), url="http://www.jia.example/1", containers=("#text",), fields=fields)
    assert (document.title, document.publisher) == ("甲县司法局2024年工作总结", "甲县司法局")
    assert (document.published_on, document.index_number) == (date(2025, 1, 5), "JX/2025-3")
    assert document.written_on is None


def test_metadata_at_what_is_no_selector_names_it() -> None:
    with pytest.raises(ConfigurationError, match=r"metadata title: '\.a\[' is not a CSS selector"):
        parse_page(b"<p>x</p>", url="http://www.jia.example/1", fields={"title": ".a["})

"""Where the article stands, and pages that hold none."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from fazhi.errors import ConfigurationError
from fazhi.parse import NoBodyError, parse_page
from tests.parse.articles import URL

NAVIGATION = (
    '<ul class="nav">' + "".join(f'<li><a href="/{n}">栏目{n}，政策文件。</a></li>' for n in range(40)) + "</ul>"
)
ARTICLE = "<p>2023年，全县办结行政复议案件12件。</p><p>开展普法活动86场次，受众4.6万人次。</p>"
TEXT = "2023年，全县办结行政复议案件12件。\n开展普法活动86场次，受众4.6万人次。"
FOOTER = """<div class="footer"><p>主办：青笠县人民政府　网站标识码：9901260001</p>
<p>地址：青笠县新城路1号。电话：0000-1。</p></div>"""


def text(main: str, **options: object) -> str:
    page = (
        f"<html><head><title>报告</title></head><body>{NAVIGATION}<div class='main'>{main}</div>{FOOTER}</body></html>"
    )
    return parse_page(page.encode(), url=URL, **options).text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "container",
    [
        '<div id="zoom">{}</div>',
        '<div id="Zoom">{}</div>',
        '<div class="TRS_Editor"><div class="Custom_UnionStyle">{}</div></div>',
        '<div class="view TRS_UEDITOR trs_paper_default trs_web">{}</div>',
        '<div class="trs_editor_view TRS_UEDITOR trs_paper_default trs_external">{}</div>',
        "<UCAPCONTENT>{}</UCAPCONTENT>",
        '<div id="UCAP-CONTENT">{}</div>',
        '<div id="vsb_content">{}</div>',
        '<div id="vsb_content_2">{}</div>',
        '<div id="vsb_content_502"><div class="v_news_content">{}</div></div>',
        '<div class="wzcon fontContent j-fontContent clearfix">{}</div>',
        '<div class="contentxxgk">{}</div>',
        '<div class="article-content">{}</div>',
        '<div id="ivs_content">{}</div>',
        "<!--ZJEG_RSS.content.begin-->{}<!--ZJEG_RSS.content.end-->",
        '<div class="some-new-theme">{}</div>',
        "<table><tr><td>左栏</td><td>{}</td></tr></table>",
    ],
)
def test_the_article_is_found_in_every_template(container: str) -> None:
    related = '<div class="hot"><h3>热点</h3><ul><li><a href="/n">县领导调研，强调抓好落实。</a></li></ul></div>'
    assert text(container.format(ARTICLE) + related) == TEXT


def test_the_sites_own_selector_goes_before_the_known_ones() -> None:
    page = f'<div id="zoom"><p>{"网站声明，" * 20}请遵守。</p></div><section class="k7">{ARTICLE}</section>'
    assert text(page, containers=[".k7"]) == TEXT
    assert text(page, containers=[".gone", "section.k7"]) == TEXT


def test_a_selector_that_finds_nothing_leaves_the_choice_to_the_known_ones() -> None:
    assert text(f'<div id="zoom">{ARTICLE}</div>', containers=[".gone"]) == TEXT


def test_a_selector_that_is_no_css_is_a_configuration_error_that_names_it() -> None:
    with pytest.raises(ConfigurationError, match=r"div\[\["):
        text(ARTICLE, containers=["div[["])


def test_a_nearly_empty_known_container_gives_way_to_the_article() -> None:
    long = "<p>2023年，全县办结行政复议案件12件。</p>" * 20
    assert text(f'<div class="zoom">放大 缩小</div><div class="k7">{long}</div>').count("12件") == 20


def test_the_longest_of_several_like_containers_is_the_article() -> None:
    assert text(f'<div class="TRS_Editor">简介</div><div class="TRS_Editor">{ARTICLE}</div>') == TEXT


def test_a_bare_fragment_is_its_own_article() -> None:
    fragment = (
        f'<h1>青笠县2023年法治政府建设年度报告</h1><p class="meta">来源：县司法局 发布时间：2024-03-01</p>{ARTICLE}'
    )
    document = parse_page(fragment.encode(), url=URL)
    assert (document.title, document.publisher, document.text) == ("青笠县2023年法治政府建设年度报告", "县司法局", TEXT)


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"   ",
        b"<html></html>",
        b"<html><body><div id='zoom'></div></body></html>",
        f"<html><body>{NAVIGATION}<div id='zoom'> &nbsp; </div>{FOOTER}</body></html>".encode(),
        f"<html><body>{NAVIGATION}</body></html>".encode(),
        f"<html><body>{FOOTER}</body></html>".encode(),
        "<html><body><h1>404</h1><p>您访问的页面不存在或已被删除。</p></body></html>".encode(),
        "<html><body><p>您的访问过于频繁，请稍后再试。</p></body></html>".encode(),
        b"<html><head><script>location.href=decodeURIComponent('%2F');</script></head><body></body></html>",
        "<html><body><noscript>请开启JavaScript并刷新该页。</noscript><div id='app'></div></body></html>".encode(),
        "<html><body><div id='zoom'><script>load('12件')</script></div></body></html>".encode(),
    ],
)
def test_a_page_without_an_article_says_so_with_its_address(page: bytes) -> None:
    with pytest.raises(NoBodyError, match=re.escape(URL)) as raised:
        parse_page(page, url=URL)
    assert raised.value.url == URL
    assert raised.value.reason


def test_a_page_that_is_only_a_file_is_a_document_without_text() -> None:
    page = '<title>年报</title><div id="zoom"><iframe src="/a/2023.pdf"></iframe></div>'
    document = parse_page(page.encode(), url=URL)
    assert document.text == ""
    assert document.blocks == ()
    assert [file.url for file in document.attachments] == ["http://www.qingli.example/a/2023.pdf"]


def test_an_article_shipped_as_json_is_read() -> None:
    script = """window._CONFIG = {"SID":"1","DETAIL":{
        "title":"青笠县2023年法治政府建设年度报告","publisher":"青笠县司法局",
        "date":"2024-03-01 08:00:00","content":"<p>办结案件12件，\\u5171<b>3<\\/b>0万元。<\\/p>"}};"""
    page = f"<html><head><title>x</title><script>{script}</script></head><body><div id='app'></div></body></html>"
    document = parse_page(page.encode(), url=URL)
    assert document.text == "办结案件12件，共30万元。"
    assert (document.title, document.publisher) == ("青笠县2023年法治政府建设年度报告", "青笠县司法局")
    assert str(document.published_on) == "2024-03-01"


def test_half_a_character_in_json_does_no_harm() -> None:
    page = """<script>window._CONFIG = {"DETAIL":{"content":"<p>办结\\ud83d案件12件。</p>"}};</script>"""
    assert parse_page(page.encode(), url=URL).text == "办结?案件12件。"


@pytest.mark.parametrize("detail", ["{", '{"content": 5}', '{"content": ""}', '{"content":' + "[" * 100_000])
def test_json_that_is_broken_is_a_page_without_an_article(detail: str) -> None:
    page = f"<html><body><script>window._CONFIG = {{'DETAIL': {detail}}}</script><div id='app'></div></body></html>"
    with pytest.raises(NoBodyError):
        parse_page(page.encode(), url=URL)


def test_files_beside_an_embedded_article_are_its_attachments_and_seconds_are_a_day() -> None:
    detail = {
        "title": "甲县2024年法治政府建设年度报告",
        "date": 1737428553,  # 2025-01-21 11:02 in Asia/Shanghai
        "content": "<p>2024年，办结案件12件。</p></div></p>",
        "attachment": [{"name": "附件1.pdf", "url": "/attachment/0/1.pdf"}, {"url": 5}, 7, {"url": "javascript:x"}],
    }
    page = f"<script>window._CONFIG.DETAIL = {json.dumps(detail)};</script><div id='app'></div>"
    document = parse_page(page.encode(), url="http://x.example/a/post_1.html")
    assert document.text == "2024年，办结案件12件。"
    assert document.published_on == date(2025, 1, 21)
    assert [(each.name, each.url) for each in document.attachments] == [
        ("附件1.pdf", "http://x.example/attachment/0/1.pdf")
    ]


@pytest.mark.parametrize("value", [True, -1, 10**40, 1e300, [], {}, None])
def test_json_of_other_types_in_an_embedded_article_costs_that_field_alone(value: object) -> None:
    detail = {"title": value, "date": value, "attachment": value, "identifier": value, "content": "<p>办结12件。</p>"}
    page = f"<script>window._CONFIG.DETAIL = {json.dumps(detail)};</script>"
    document = parse_page(page.encode(), url="http://x.example/a/post_1.html")
    assert (document.text, document.published_on, document.attachments) == ("办结12件。", None, ())

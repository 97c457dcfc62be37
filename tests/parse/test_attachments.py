"""Files that belong to an article."""

from __future__ import annotations

import pytest

from fazhi.parse import parse_page

URL = "https://www.qingli.example/xxgk/202403/t20240318_1.html"


def files(body: str, below: str = "") -> list[tuple[str, str]]:
    page = f'<html><body><div id="zoom"><p>办结案件12件。</p>{body}</div>{below}</body></html>'
    return [(file.name, file.url) for file in parse_page(page.encode(), url=URL).attachments]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("./P020240318.docx", "https://www.qingli.example/xxgk/202403/P020240318.docx"),
        ("P020240318.XLS", "https://www.qingli.example/xxgk/202403/P020240318.XLS"),
        ("/attach/0/a.pdf?v=2", "https://www.qingli.example/attach/0/a.pdf?v=2"),
        ("//cdn.example/a.zip", "https://cdn.example/a.zip"),
        ("http://other.example/a.wps", "http://other.example/a.wps"),
        (
            "/module/download/downfile.jsp?classid=0&amp;filename=24.bin",
            "https://www.qingli.example/module/download/downfile.jsp?classid=0&filename=24.bin",
        ),
        (
            "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=9",
            "https://www.qingli.example/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=9",
        ),
        (
            "/attachment/1/1658/1658009/5012345.xlsx",
            "https://www.qingli.example/attachment/1/1658/1658009/5012345.xlsx",
        ),
    ],
)
def test_links_to_files_are_absolute(href: str, url: str) -> None:
    assert files(f'<a href="{href}">数据表</a>') == [("数据表", url)]


@pytest.mark.parametrize(
    "href",
    [
        "/zwgk/b.html",
        "javascript:open('a.pdf')",
        "mailto:a.doc",
        "file:///etc/a.pdf",
        "ftp://x.example/a.pdf",
        "data:a.pdf",
        "#a.pdf",
        "http://[::1",
        "",
    ],
)
def test_other_links_are_no_files(href: str) -> None:
    assert files(f'<a href="{href}">附件</a>') == []


def test_a_file_is_listed_once_with_the_best_name_there_is() -> None:
    assert files(
        '<a href="a.pdf"><b>报告</b>全文</a> <a href="a.pdf">再次</a> <a href="b.pdf" title="统计表"><img></a>'
        '<a href="%E8%A1%A8.doc"><img></a>'
    ) == [
        ("报告全文", "https://www.qingli.example/xxgk/202403/a.pdf"),
        ("统计表", "https://www.qingli.example/xxgk/202403/b.pdf"),
        ("表.doc", "https://www.qingli.example/xxgk/202403/%E8%A1%A8.doc"),
    ]


def test_the_list_under_the_article_belongs_to_it_and_the_footer_does_not() -> None:
    below = """<div class="fj">附件：<ul><li><a href="a.docx">任务清单</a></li></ul></div>"""
    footer = '<div class="foot">' + "<p>友情链接</p>" * 400 + '<a href="/help.pdf">网站使用手册</a></div>'
    assert [name for name, _ in files("", below + footer)] == ["任务清单"]
    assert files("", footer) == []


def test_a_file_name_under_the_article_is_enough() -> None:
    assert [name for name, _ in files("", '<p><a href="a.docx">任务清单.docx</a></p>')] == ["任务清单.docx"]


def test_a_pdf_shown_in_a_frame_is_an_attachment() -> None:
    assert files('<embed src="../2023.pdf">') == [("2023.pdf", "https://www.qingli.example/xxgk/2023.pdf")]

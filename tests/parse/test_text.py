"""The text of a page as a reader sees it: inline tags, white space, line breaks, hidden parts."""

from __future__ import annotations

import pytest

from fazhi.parse import parse_page
from fazhi.parse.document import Document


def article(body: str) -> Document:
    return parse_page(f'<html><body><div id="zoom">{body}</div></body></html>'.encode(), url="http://x.example/a.html")


def lines(body: str) -> list[str]:
    return article(body).text.split("\n")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("2<b>80</b>00余份", "28000余份"),
        ("2<span><span>80</span></span><font color=red>00</font>余份", "28000余份"),
        ("办结<!-- 12 -->65件", "办结65件"),
        ("办结<!-- <b>12</b> -->65件", "办结65件"),
        ('办结<a title="a>b">65</a>件', "办结65件"),
        ('办结<a title="<b>12">65</a>件', "办结65件"),
        ("不少于&lt;10件&gt;，A&amp;B，&ldquo;八五&rdquo;普法", "不少于<10件>，A&B，“八五”普法"),
        ("1&nbsp;445件，2&emsp;次，3　起", "1 445件，2 次，3 起"),
        ("共  \t 12   件", "共 12 件"),
        ("共\u200b1\ufeff2\u00ad件", "共12件"),
        ("全县共有\n        调解员", "全县共有调解员"),
        ("共\n   120件", "共120件"),
        ("12\n   34", "12 34"),
        ("project\n   plan", "project plan"),
        ("１２件，99.8％", "１２件，99.8％"),
        ("2<br/>8000余份", "28000余份"),
        ("手提袋等5<br>.1万份", "手提袋等5.1万份"),
        ("5.<br>1万份", "5.1万份"),
        ("1,<br>783件", "1,783件"),
        ("成功率98<br>%以上", "成功率98%以上"),
        ("建成法治文化<br>阵地61处", "建成法治文化阵地61处"),
        ("审结：<br>120件", "审结：120件"),
        ("rule of<br>law", "rule of law"),
    ],
)
def test_a_paragraph_reads_as_shown(markup: str, text: str) -> None:
    assert lines(f"<p>{markup}</p><p>全文完。</p>") == [text, "全文完。"]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("办结65件。<br>二是强化普法。", ["办结65件。", "二是强化普法。"]),
        ("一、工作回顾<br/>（一）守底线<br/>1.精准监管。", ["一、工作回顾", "（一）守底线", "1.精准监管。"]),
        ("现总结如下：<br>一、执法监督", ["现总结如下：", "一、执法监督"]),
        ("工作有序<br>　　推进普法", ["工作有序", "推进普法"]),
        ("工作有序<br>&emsp;&emsp;推进普法", ["工作有序", "推进普法"]),
        ("工作有序<br>&nbsp;&nbsp;&nbsp;&nbsp;推进普法", ["工作有序", "推进普法"]),
        ("工作有序<br><br>推进普法", ["工作有序", "推进普法"]),
        ("青笠县司法局<br>2024年1月5日", ["青笠县司法局", "2024年1月5日"]),
        ("其中：调解12件；<br>撤销3件", ["其中：调解12件；", "撤销3件"]),
        ("他说“办得好。”<br>下一步加大力度", ["他说“办得好。”", "下一步加大力度"]),
        ("审查合同12、<br>13、14号卷", ["审查合同12、13、14号卷"]),
    ],
)
def test_a_line_break_ends_a_paragraph_only_where_one_begins(markup: str, expected: list[str]) -> None:
    assert lines(f"<div>{markup}</div>") == expected


@pytest.mark.parametrize(
    "hidden",
    [
        '<span style="display:none">9999件</span>',
        '<div style="color:red; DISPLAY : none ;"><div>9999件</div></div>',
        '<p style="visibility:hidden">9999件</p>',
        "<p hidden>9999件</p>",
        "<script>document.write('9999件')</script>",
        "<style>p:after{content:'9999件'}</style>",
        "<!-- <p>9999件</p> -->",
        "<template><p>9999件</p></template>",
        "<noscript>9999件</noscript>",
        "<textarea>9999件</textarea>",
        "<select><option>9999件</option></select>",
        '<div class="bdsharebuttonbox">9999件</div>',
        '<div id="share">9999件</div>',
        '<div class="main-pagination">9999件</div>',
        "<nav>9999件</nav>",
    ],
)
def test_hidden_parts_and_widgets_are_no_text(hidden: str) -> None:
    assert lines(f"<p>全年办结</p>{hidden}<p>案件12件。</p>") == ["全年办结", "案件12件。"]


def test_a_container_that_a_script_will_show_is_read() -> None:
    page = '<div id="zoom" style="display:none"><p>全年办结案件12件。</p></div>'
    assert parse_page(page.encode(), url="http://x.example/").text == "全年办结案件12件。"


@pytest.mark.parametrize(
    "noise",
    [
        "扫一扫在手机打开当前页面",
        "【打印本页】",
        "【字体：大 中 小】",
        "分享到：",
        "责任编辑：王某",
        "上一篇：关于召开会议的通知",
        "相关链接：",
        "浏览次数：1201",
        "【关闭窗口】",
    ],
)
def test_lines_of_the_template_are_dropped(noise: str) -> None:
    assert lines(f"<p>办结案件12件。</p><p>{noise}</p>") == ["办结案件12件。"]


@pytest.mark.parametrize(
    "line",
    [
        "下一个阶段，办理案件120件",
        "分享经验3次",
        "无障碍环境建设120处",
        "审核：合同36件、规范性文件3件",
        "编辑：普法手册2种",
        "主办：培训班12期",
        "承办：法律援助案件12件",
        "联系电话：设立热线3条",
        "打印宣传资料2万份",
        "相关链接工作办结12件",
        "中小企业服务12次",
    ],
)
def test_lines_of_the_report_that_begin_like_it_stay(line: str) -> None:
    assert lines(f"<p>办结案件12件。</p><p>{line}</p>") == ["办结案件12件。", line]


@pytest.mark.parametrize("heading", ["概述", "审核", "名称"])
def test_a_label_word_above_a_paragraph_is_a_heading(heading: str) -> None:
    assert lines(f"<p>{heading}</p><p>2016年，办结案件12件。</p>") == [heading, "2016年，办结案件12件。"]


def test_the_footer_in_a_wide_container_is_dropped() -> None:
    assert lines("<p>办结案件12件。</p><p>主办：青笠县人民政府</p><p>网站地图 联系我们</p>") == ["办结案件12件。"]


def test_a_footer_word_in_the_middle_of_the_article_ends_nothing() -> None:
    last = "全县政务公开专题网站访问" + "人次稳步上升，" * 20 + "全年达12万人次。"
    assert lines(f"<p>版权所有：作品登记12件</p><p>{last}</p>") == ["版权所有：作品登记12件", last]


def test_titles_and_bylines_are_not_body() -> None:
    page = """<html><head><title>青笠县2023年法治政府建设年度报告</title></head><body><div id="zoom">
        <h1>青笠县2023年<br>法治政府建设年度报告</h1><p>来源：县司法局 发布时间：2024-03-01</p>
        <p>青笠县2023年</p><p>法治政府建设年度报告</p><p>2023年，办结案件12件。</p></div></body></html>"""
    document = parse_page(page.encode(), url="http://x.example/")
    assert document.title == "青笠县2023年法治政府建设年度报告"
    assert document.text == "2023年，办结案件12件。"


def test_the_hash_tells_texts_apart_and_ignores_navigation_and_layout() -> None:
    page = """<html><head><title>年度报告</title></head><body><div class="nav"><a href="/1">栏目</a></div>
        <div id="zoom"><p>办结案件12件。</p><p>受理15件。</p></div></body></html>"""
    changed_around = page.replace("栏目", "新栏目2025").replace("<p>", '\n   <p class="a" style="color:red">')
    changed_text = page.replace("12件", "13件")
    digests = [
        parse_page(text.encode(), url="http://x.example/").content_hash for text in (page, changed_around, changed_text)
    ]
    assert digests[0] == digests[1] != digests[2]
    assert len(digests[0]) == 64


def test_the_hash_covers_title_and_dates() -> None:
    page = """<meta name="ArticleTitle" content="年度报告"><meta name="PubDate" content="2024-03-01">
        <div id="zoom"><p>办结案件12件。</p></div>"""
    digests = {
        parse_page(text.encode(), url="http://x.example/").content_hash
        for text in (page, page.replace("年度报告", "半年报告"), page.replace("03-01", "03-02"))
    }
    assert len(digests) == 3


def test_a_download_counter_makes_no_revision() -> None:
    page = """<div id="zoom"><p>办结案件12件，下载量提高3次。</p>
        <p>附件【<a href="a.doc">统计表</a>】已下载<i>{}</i>次</p></div>"""
    documents = [parse_page(page.format(count).encode(), url="http://x.example/") for count in (12, 13)]
    assert documents[0].text == "办结案件12件，下载量提高3次。\n附件【统计表】"
    assert documents[0].content_hash == documents[1].content_hash

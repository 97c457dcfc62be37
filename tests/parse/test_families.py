"""Where each family keeps the body, in the variants that its sites have, beside text that is longer and no article."""

from __future__ import annotations

import pytest

from tests.crawl.recorded import adapter_of

URL = "http://www.jia.example/a/1.html"
TEXT = "2024年，新收行政复议申请76件，审结70件，办结率92.1%，法律援助受理527件，调解成功率99.8%。"
TEASER = "<div class='tj'>" + "<p>全县法治宣传活动圆满结束，参与群众众多，反响热烈，受到各界好评。</p>" * 9 + "</div>"

BODIES = [
    ("jpage", "<div id='zoom'><!--ZJEG_RSS.content.begin--><p>{}</p><!--ZJEG_RSS.content.end--></div>"),
    ("jpage", "<td class='bt_content'><p>{}</p></td>"),
    ("jpage", "<div id='ivs_content'><p>{}</p></div>"),
    ("jpage", "<div class='main'><!--ZJEG_RSS.content.begin--><p>{}</p><!--ZJEG_RSS.content.end--></div>"),
    ("jpaas", "<div id='con_con'><p>{}</p></div>"),
    ("jpaas", "<div id=zoom><div class='trs_none'><p>{}</p></div></div>"),
    ("trs", "<div class='TRS_Editor'><style>.TRS_Editor P{{}}</style><p>{}</p></div>"),
    ("trs", "<div class='view TRS_UEDITOR trs_paper_default trs_external'><p>{}</p></div>"),
    ("trs", "<div class='trs_editor_view TRS_UEDITOR trs_word'><p>{}</p></div>"),
    ("ucap", "<UCAPCONTENT><p>{}</p></UCAPCONTENT>"),
    ("ucap", "<ucapcontent>{}</ucapcontent>"),
    ("ucap", "<div id='zoomcon'><UCAPCONTENT><div>{}</div></div>"),
    ("ucap", "<div id='UCAP-CONTENT'><p>{}</p></div>"),
    ("vsb", "<div id='vsb_content'><p>{}</p></div>"),
    ("vsb", "<div id=vsb_content_2><div class=v_news_content><p class=vsbcontent_start>{}</p></div></div>"),
    ("vsb", "<div id='vsb_content_502_u7'><p>{}</p></div>"),
    ("vsb", "<FORM name=_newscontent_fromname><DIV class=v_news_content><P>{}</P></FORM>"),
    ("lonsun", "<div class='wzcon fontContent j-fontContent clearfix'><p>{}</p></div>"),
    ("lonsun", "<div class='contentxxgk'><p>{}</p></div>"),
    ("openness", "<div class='content_box'><div class='txt_box'><p>{}</p></div></div>"),
    ("gkmlpt", """<script>window._CONFIG = {{SID: '7', DETAIL: {{"content": "<p>{}<\\/p>"}}}};</script>"""),
    ("gkmlpt", """<script>_CONFIG.DETAIL = {{"content": "<p>{}<\\/p>", "date": 1737428553}}</script>"""),
    ("gkmlpt", "<div class='article-content'><p>{}</p></div>"),
    ("nfcms", "<div class='article-content'><p>{}</p></div>"),
    ("nfcms", "<div class='news_cont_d_wrap'><p>{}</p></div>"),
    ("nfcms", "<div class='zoom'><p>{}</p></div>"),
]


@pytest.mark.parametrize(("family", "markup"), BODIES)
def test_the_body_is_where_the_family_keeps_it(family: str, markup: str) -> None:
    page = f"<html><body><h1>甲县2024年法治政府建设年度报告</h1><table><tr>{markup.format(TEXT)}</tr></table>{TEASER}"

    document = adapter_of(family, URL).parse(page.encode(), url=URL)

    assert document.text == TEXT

"""Lines that belong to the site's template and not to the article, by their words.

Each pattern must match the whole line: 审核：张某 is the template's, 审核：合同12件 is a figure of the report.
"""

from __future__ import annotations

import re
from dataclasses import replace

from fazhi.parse.lines import Line

BREADCRUMB = re.compile(r"(?:您)?(?:现在|当前)?的?(?:位置|当前位置|所在位置)\s*[:：].*|首页\s*[>＞»/].*")

_WIDGET = re.compile(
    r"扫一扫.{0,20}|扫描?[上下]?方?二维码.{0,12}|手机扫.{0,16}|分享(?:到)?(?:[:：].{0,30})?|听全文|语音播报|无障碍(?:浏览|阅读)?"
    r"|打印(?:本页|此页|文章)?(?:.{0,12}关闭.{0,8})?|关闭(?:窗口|本页)?|返回(?:顶部|列表)|收藏本页|[大中小]"
    r"|[\[【(（](?:大|中|小|打印.{0,20}|关闭.{0,6}|字[体号].{0,16}|责任编辑.{0,20}|编辑[:：].{0,20})[\]】)）]?"
    r"|(?:责任|网站|本文)?编辑[:：]\D{0,20}|(?:初审|复审|终审|审核|审签|校对)[:：][^\d。]{0,20}"
    r"|[上下]一[篇条页个](?:[:：].{0,80})?|相关(?:链接|新闻|文章|信息|阅读|稿件|附件|文档)[:：]?"
    r"|(?:浏览次数|阅读次数|访问量|点击[数率量]?|点击次数)[:：].{0,12}|字[体号](?:大小)?[:：].{0,20}|信息来源[:：]\D{0,30}"
    r"|(?:(?:首页|上一页|下一页|尾页|末页)[\s\[\]|<>«»…\d]*){2,}"
)
_LONGEST_WIDGET = 100
_FOOTER = re.compile(
    r"主办(?:单位)?[:：].*(?:政府|办公室|局|委员会|承办|技术支持).*|.{0,60}网站标识码[:：].*|Copyright.*"
    r"|.{0,20}(?:ICP备|公网安备|版权所有).*"
    r"|(?:关于我们|网站地图|联系我们|使用帮助|法律声明|隐私声明|站点地图)(?:[\s|]+.*)?"
)
_COUNTER = re.compile(r"(?:已?下载|点击|浏览)(?:次数)?[:：]?\s*\d+\s*次?")


def is_widget(text: str) -> bool:
    """Whether the line is a share bar, a font switch, a link to the next article or the like."""
    return len(text) <= _LONGEST_WIDGET and _WIDGET.fullmatch(text) is not None


def begins_footer(text: str) -> bool:
    """Whether the line opens the site's footer."""
    return _FOOTER.fullmatch(text) is not None


def without_counter(line: Line) -> Line:
    """A line of links without its count of downloads: it changes with every visit and would make each a revision."""
    if line.linked == 0.0 or not _COUNTER.search(line.text):
        return line
    return replace(line, text=_COUNTER.sub("", line.text).strip())

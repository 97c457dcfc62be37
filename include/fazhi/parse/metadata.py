"""What a page says about itself: <meta> tags, the 索引号 block, the line under the title, the signature.

The <meta> names are those of the 政府网站发展指引 (国办发〔2017〕47号); the labels of the block are those of the
政府信息公开目录, in every layout that sites give them (table cells, vertical bars, dt and dd, one a line, doubled).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from fazhi.parse.dates import dates_in, first_date
from fazhi.parse.lines import unescape

_LABELS = {
    "index_number": "索引号 索引码 信息索引号 信息索引",
    "publisher": "发布机构 发布单位 发文机关 发文机构 发文单位 制发机关 公开机构 公开单位 公开机关",
    "source": "来源 信息来源 文章来源 稿件来源 消息来源 稿源 发布者 发布部门 供稿单位",
    "document_number": "文号 发文字号 文件编号 公文文号 发文文号",
    "written_on": "成文日期 成文时间 生成日期 生成时间 发文日期 发文时间 制发日期 印发日期",
    "published_on": "发布日期 发布时间 公开日期 公开时间 公布日期 上网时间 信息时间 录入时间",
    "updated_on": "更新时间 更新日期 时间 日期",
    "title": "名称 标题 信息名称 公文名称 文件名称",
    "": """
        主题分类 组配分类 体裁分类 信息分类 分类 信息类别 服务对象 主题词 关键词 关键字 所属主题 所属机构 信息格式 语种
        有效性 时效性 时效 效力状态 生效日期 生效时间 失效日期 失效时间 废止日期 废止时间 载体类型
        记录形式 统一编号 登记号 公开方式 公开范围 公开形式 公开类别 公开时限 内容概述 内容概况 概述
        作者 责任编辑 编辑 审核 审签 字号 字体 字体大小 语音播报 背景色 保护视力色 视力保护色 打印 分享 分享到 收藏
        浏览 浏览量 浏览次数 点击 点击数 点击率 点击量 点击次数 阅读 阅读量 阅读次数 访问量 访问次数
        位置 当前位置 所在位置 您的位置 您当前的位置 您现在的位置
    """,
}
FIELDS: Mapping[str, str] = {
    "title": "ArticleTitle",
    **{name: name for name in ("publisher", "index_number", "document_number", "written_on", "published_on")},
}
"""The fields of a Document that a site's own selectors can name, and what they are called in `Metadata`."""
_KIND = {label: kind for kind, labels in _LABELS.items() for label in labels.split()}
_ANY_LABEL = "|".join(r"[\s\u3000]*".join(label) for label in sorted(_KIND, key=len, reverse=True))
_LABEL_BEGINS = frozenset("【[").union(label[0] for label in _KIND)
_LABEL = re.compile(
    rf"(?=[{re.escape(''.join(sorted(_LABEL_BEGINS)))}])(?:^|(?<=[\s|｜;；,，\-【】\[\]()（）\d日]))"
    rf"(?:[【\[]\s*({_ANY_LABEL})\s*[】\]]\s*[:：]?|({_ANY_LABEL})\s*[:：])"
)
_BARE_LABEL = re.compile(rf"(?:[【\[]\s*)?({_ANY_LABEL})(?:\s*[】\]])?")
# By the character that they begin with, which is looked for first, and those that may follow it: of a pattern of all
# of them, each character is asked, and a call of one takes as long as to look through hundreds.
_BLOCK_SIGNS = (
    ("索", " 引", re.compile("索 引 号|索引号")),
    ("发", "布文", re.compile("发布(?:机构|日期|时间)|发文(?:机关|机构|日期)")),
    ("成", "文", re.compile("成文日期")),
    ("生", "成", re.compile("生成日期")),
)
_LARGEST_BLOCK = 8_000
"""Characters of markup that a metadata block takes at most."""

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}\s*[〔\[【（(]\s*(?:19|20)\d\d\s*[〕\]】）)]\s*(?:第\s*)?\d{1,5}\s*号")
_TIME = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?")
_ORGANISATION = re.compile(
    r"[\u4e00-\u9fff（）()、]{2,40}?(?:人民政府|政府|委员会|办公室|司法局|司法厅|管理局|监管局|局|厅|办|委|中心|法院|检察院|大队|街道|镇|乡)"
    r"(?:[（(][^（）()]{1,20}[)）])?"
)
_WIDGETS = re.compile(
    r"[\[【（(]?\s*(?:大|中|小|特大|打印(?:本页)?|关闭(?:窗口)?|收藏|分享(?:到)?|复制链接|返回|纠错|听全文|朗读|次|人次|已阅|"
    r"微信|微博|QQ空间|空间)(?=[\s\]】）)|]|$)\s*[\]】）)]?"
)
_SEPARATORS = " \t\r\n\u3000|｜;；,，:：·-—–/\\"
_DATES = frozenset({"published_on", "updated_on", "written_on"})
_NOTHING = frozenset({"无", "暂无", "空", "null"})
_NOT_A_SOURCE = frozenset({"本站", "本站原创", "原创", "网络", "互联网", "未知", "本网", "转载", "网站"})
_LONGEST_BYLINE = 240
_LONGEST_VALUE = 160
_LONGEST_LABEL = 16
_LONGEST_ORGANISATION = 40
_CELLS_OF_BLOCK = 40
_COMMENT = re.compile("<!--.*?-->", re.DOTALL)
_MOST_TOKENS = 80
"""A metadata block of twenty labels and values, given twice."""


@dataclass(slots=True)
class Metadata:
    """Fields by name, as texts; the first non-empty value of a name stays."""

    fields: dict[str, str] = field(default_factory=dict)

    def add(self, found: Mapping[str, str]) -> None:
        """Take what is not known yet."""
        for name, value in found.items():
            if name and value:
                self.fields.setdefault(name, value)

    def text(self, *names: str) -> str:
        """The first of the named fields that the page gives."""
        return next((self.fields[name] for name in names if self.fields.get(name)), "")

    def day(self, *names: str) -> date | None:
        """The first of the named fields that holds a calendar date."""
        for name in names:
            if name in self.fields and (day := first_date(self.fields[name])):
                return day
        return None

    def publisher(self) -> str:
        """发布机构, else the source in the byline or <meta>, else the organisation that signs."""
        sources = (self.fields.get(name, "") for name in ("publisher", "source", "ContentSource", "organisation"))
        return next((source for source in sources if source and source not in _NOT_A_SOURCE), "")


def tokens(html: str, most: int = _MOST_TOKENS) -> list[str]:
    """The first `most` texts between the tags of serialised HTML, in order, without empty ones."""
    found: list[str] = []
    has_comments = "!" in html and "<!--" in html  # one character is found in a tenth of the time
    position = 0
    while position >= 0 and len(found) < most:
        start = html.find("<", position)
        end = _end_of_tag(html, start, has_comments=has_comments) if start >= 0 else -1
        part = html[position:start] if end >= 0 else html[position:]
        if part and part != "\n" and (text := " ".join(unescape(part).split())):
            found.append(text)
        position = end
    return found


def _end_of_tag(html: str, start: int, *, has_comments: bool) -> int:
    """Behind the tag or comment that begins at `start`; -1 where it does not end."""
    if has_comments and (comment := _COMMENT.match(html, start)):
        return comment.end()
    end = html.find(">", start)
    return end + 1 if end >= 0 else -1


def labelled(texts: Iterable[str]) -> dict[str, str]:
    """The labelled values in `texts`; a label with nothing behind it takes the next text unless that is a label."""
    found: dict[str, str] = {}
    waiting: str | None = None

    def keep(kind: str | None, value: str) -> None:
        value = value.strip(_SEPARATORS).removesuffix("【").removesuffix("[").strip(_SEPARATORS)
        if kind and value and value not in _NOTHING and len(value) <= _LONGEST_VALUE:
            found.setdefault(kind, value)

    for text in texts:
        marked = "：" in text or ":" in text or "】" in text or "]" in text
        matches = list(_LABEL.finditer(text)) if marked else []
        if not matches:
            bare = _bare_label(text) if len(text) <= _LONGEST_LABEL else None
            if bare:
                waiting = _kind(bare.group(1))
            elif waiting is not None and text.strip(_SEPARATORS):
                keep(waiting, text)
                waiting = None
            continue
        keep(waiting, text[: matches[0].start()])
        waiting = None
        ends = [match.start() for match in matches[1:]] + [len(text)]
        for match, end in zip(matches, ends, strict=True):
            kind, value = _kind(match.group(1) or match.group(2)), text[match.end() : end]
            if value.strip(_SEPARATORS):
                keep(kind, value)
            elif end == len(text):
                waiting = kind
    return found


def byline(text: str) -> dict[str, str] | None:
    """The fields of the line under a title, or None where `text` is not such a line.

    Besides labelled values it may hold a bare organisation, date and document number, and the words of widgets
    (【字号：大 中 小】); a text with anything else is prose.
    """
    if len(text) > _LONGEST_BYLINE or text[-1:] in ("。", "；"):
        return None
    first = next(_LABEL.finditer(text), None)
    found = labelled([text])
    bare = text[: first.start()] if first else text
    number = _NUMBER.search(bare) if "号" in bare else None
    if number:
        found.setdefault("document_number", number.group())
        bare = bare.replace(number.group(), " ")
    day = next(dates_in(bare), None)
    if day:
        found.setdefault("bare_date", bare[day[1] : day[2]])
        bare = bare[: day[1]] + " " + bare[day[2] :]
    elif found.keys().isdisjoint(_DATES) and (day := next(dates_in(text), None)):
        found.setdefault("bare_date", text[day[1] : day[2]])  # 来源：县司法局 2021-08-09 09:20 责编：…
    bare = _WIDGETS.sub(" ", _TIME.sub(" ", bare)).strip(_SEPARATORS + "[]【】（）()")
    if bare:
        if not _ORGANISATION.fullmatch(bare) or not (first or day):
            return None
        found.setdefault("organisation", bare)
    return found if first or found else None


def unlabelled(texts: Iterable[str]) -> dict[str, str]:
    """A date and an organisation that stand alone in `texts`."""
    found: dict[str, str] = {}
    for text in texts:
        day = next(dates_in(text), None)
        rest = _TIME.sub("", text[: day[1]] + text[day[2] :]).strip(_SEPARATORS) if day else text
        if day and not rest:
            found.setdefault("bare_date", text)
        elif rest and _ORGANISATION.fullmatch(rest):
            found.setdefault("organisation", rest)
            if day:
                found.setdefault("bare_date", text[day[1] : day[2]])
    return found


def block_fields(html: str) -> dict[str, str]:
    """The fields of the metadata block in `html`, the serialised page around the article."""
    sign = _block_sign(html)
    if sign < 0:
        return {}
    start = max(html.rfind("<", 0, sign), 0)
    return labelled(tokens(html[start : start + _LARGEST_BLOCK]))


def _block_sign(html: str) -> int:
    """Where the first of the _BLOCK_SIGNS begins, -1 where none stands."""
    first = -1
    for begins, follows, sign in _BLOCK_SIGNS:
        at = html.find(begins)
        while at >= 0 and (first < 0 or at < first):
            if html[at + 1 : at + 2] in follows and sign.match(html, at):
                first = at
            at = html.find(begins, at + 1)
    return first


def is_organisation(text: str) -> bool:
    """Whether the line is the name of an organisation and nothing else."""
    return len(text) <= _LONGEST_ORGANISATION and _ORGANISATION.fullmatch(text) is not None


def is_bare_label(text: str) -> bool:
    """Whether the line is a label of the metadata block and nothing else."""
    return len(text) <= _LONGEST_LABEL and _bare_label(text.rstrip(":： ")) is not None


def _bare_label(text: str) -> re.Match[str] | None:
    return _BARE_LABEL.fullmatch(text) if text[:1] in _LABEL_BEGINS else None


def is_metadata_table(texts: list[str]) -> bool:
    """Whether the cells of a table are labels and values of the metadata block."""
    kinds = {_kind(match.group(1)) for text in texts[:_CELLS_OF_BLOCK] if (match := _bare_label(text.rstrip(":： ")))}
    return bool(kinds & {"index_number", "publisher"}) and len(kinds) >= 2


def signature(last_lines: list[str]) -> dict[str, str]:
    """Organisation and date that close a document, each on a line of its own or both on one."""
    found: dict[str, str] = {}
    for text in last_lines[-4:]:
        if len(text) > 60 or text[-1:] in "。；":
            continue
        day = next(dates_in(text), None)
        rest = text[: day[1]] + text[day[2] :] if day else text
        rest = "".join(rest.split())
        if day and (not rest or _ORGANISATION.fullmatch(rest)):
            found["signed_on"] = text[day[1] : day[2]]
        if rest and _ORGANISATION.fullmatch(rest):
            found["organisation"] = rest
    return found if "signed_on" in found else {}


def _kind(label: str) -> str:
    return _KIND["".join(label.split())]

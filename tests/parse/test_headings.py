"""Headings by form, by tag and by weight."""

from __future__ import annotations

import pytest

from fazhi.parse.document import Paragraph
from fazhi.parse.headings import heading_level
from tests.parse.articles import article


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("一、主要工作举措和成效", 1),
        ("十二、其他需要报告的事项", 1),
        ("一、2023年工作总结", 1),
        ("一、坚持以习近平法治思想为指导，持续加强党对法治政府建设的领导", 1),
        ("第一部分 2023年度行政执法数据表", 1),
        ("第二章 行政复议", 1),
        ("（一）强化统筹协调", 2),
        ("(三)实施“法治护航”工程,不断夯实基层基础", 2),
        ("（二）行政复议和应诉。", 2),
        ("第二节 人民调解", 2),
        ("【依法治县】", 2),
        ("1.公共法律服务", 3),
        ("3．新建司法所", 3),
        ("2、人民调解", 3),
        ("一是强化思想引领", 3),
        ("（1）社区矫正", 4),
        ("①案卷评查", 4),
    ],
)
def test_marks_make_headings(line: str, level: int) -> None:
    assert heading_level(line) == level


@pytest.mark.parametrize(
    "line",
    [
        "全年办结案件12件",
        "一是会议推动。全年召开会议3次。",
        "（一）主动公开。全年公开信息2,964条",
        "1.培训执法人员412人次",
        "（二）评查案卷220卷",
        "一、审查规范性文件14份、合同36份",
        "1.会议：委员会会议2次；办公室会议4次",
        "一是强化执法监督。",
        "一、" + "持续加强党对法治政府建设的领导和统筹" * 4,
        "2023年，各项工作取得进展",
        "3.5万人次参加",
        "一个统筹、四大职能",
        "表一 行政处罚实施情况统计表",
        "",
    ],
)
def test_prose_is_no_heading(line: str) -> None:
    assert heading_level(line) == 0


def levels(body: str) -> list[int]:
    return [block.level for block in article(body).blocks if isinstance(block, Paragraph)]


def test_heading_tags_count_where_the_form_says_nothing() -> None:
    assert levels("<h2>总体情况</h2><p>公开信息12条。</p><h3>一、主动公开</h3><h5>小结</h5>") == [2, 0, 1, 4]


def test_bold_lines_are_the_first_level_where_nothing_is_numbered() -> None:
    assert levels("<p><strong>统筹更加有力</strong></p><p>召开会议3次。</p><p><b>执法更加规范</b></p>") == [1, 0, 1]


def test_bold_lines_are_the_second_level_below_numbered_ones() -> None:
    assert levels("<p>一、主要工作</p><p><strong>统筹更加有力</strong></p><p>召开会议3次。</p>") == [1, 2, 0]


@pytest.mark.parametrize(
    "body",
    [
        "<p><b>执法更加规范。</b>评查案卷86卷。</p>",
        "<p><b>全年办结案件12件</b></p>",
        "<p><b>" + "持续规范行政执法行为并强化监督" * 4 + "</b></p>",
        "<p>评查案卷，<b>规范执法</b></p>",
    ],
)
def test_bold_prose_is_no_heading(body: str) -> None:
    assert levels(body) == [0]


def test_a_list_of_links_is_no_heading() -> None:
    assert levels('<p>办结案件12件。</p><p><a href="x.doc">1.任务分解表</a></p>') == [0, 0]

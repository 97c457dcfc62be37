"""Sections and clauses: what a heading opens, where a plan ends, how a sentence is cut."""

from __future__ import annotations

import pytest

from fazhi.extract.segment import clauses, sections, sentences
from fazhi.extract.time import DocumentTime
from fazhi.parse.document import Document, Paragraph

TIME = DocumentTime.read("某县2023年法治政府建设情况的报告", "")


def kinds(*lines: str) -> list[str]:
    text = "\n".join(lines)
    blocks, start = [], 0
    for line in lines:
        blocks.append(Paragraph(start, start + len(line)))
        start += len(line) + 1
    document = Document(url="file:///x", title="", text=text, blocks=tuple(blocks))
    return [kind for _, _, kind, _ in sections(document, TIME)]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("二、2024年工作思路", "plan"),
        ("四、2024年度推进法治政府建设的主要安排", "plan"),
        ("三、2025年工作目标和措施", "plan"),
        ("三、下一步工作打算", "plan"),
        ("下半年工作打算", "plan"),
        ("三、二〇二四年工作安排", "plan"),
        ("四、工作计划", "plan"),
        ("【问题与2024年任务】", "shortcomings"),
        ("六、存在的不足和下一步打算", "shortcomings"),
        ("五、主要问题和努力方向", "shortcomings"),
        ("四、破解突出问题和下一步打算", "plan"),
        ("二、2024年重点工作", "plan"),
        ("四、2024年法治政府建设工作推进措施", "plan"),
        ("三、下步工作措施", "plan"),
        ("三、下一年度推进法治政府建设主要安排", "plan"),
        ("四、结转下年度继续办理", "report"),
        ("（三）法护未来", "report"),
        ("二、2024年上半年工作情况", "report"),
        ("三、改进措施", "shortcomings"),
        ("三、存在的不足和原因", "shortcomings"),
        ("二、主要问题和原因", "shortcomings"),
        ("八、问题", "shortcomings"),
        ("一、2023年主要工作完成情况", "report"),
        ("（一）认真落实年度工作部署", "report"),
        ("（二）压实目标责任", "report"),
        ("（三）聚焦突出问题整治", "report"),
        ("一、年度目标任务完成情况", "report"),
        ("二、加强组织领导，落实工作部署", "report"),
    ],
)
def test_heading_opens_its_kind_of_section(heading: str, kind: str) -> None:
    assert kinds(heading, "全年办理公证120件。")[1] == kind


def test_plan_goes_on_under_headings_of_its_own() -> None:
    assert (
        kinds("三、2024年工作安排", "（一）加强普法", "开展活动300场。", "（二）回顾总结经验", "评查案卷200卷。")
        == ["plan"] * 5
    )


def test_shortcomings_go_over_to_what_will_be_done() -> None:
    assert kinds("三、不足和打算", "律师仅14名。下一步，引进5名。", "二是讲座少。", "（一）加强普法", "讲座20场。") == [
        "shortcomings",
        "shortcomings",
        "plan",
        "plan",
        "plan",
        "plan",
    ]


def test_next_item_falls_short_again() -> None:
    assert kinds("三、存在的问题", "一是律师仅14名。下一步，引进5名。二是讲座少。", "三是败诉多。") == [
        "shortcomings",
        "shortcomings",
        "plan",
        "shortcomings",
        "shortcomings",
    ]


def test_report_follows_the_shortcomings() -> None:
    assert kinds("二、存在问题", "力量不足。", "三、党的建设", "讲党课6次。")[-1] == "report"


def test_closing_words_open_a_plan() -> None:
    assert kinds("成绩来之不易。下半年全县司法行政工作计划：", "一、抓好普法", "开展活动100场。") == [
        "report",
        "plan",
        "plan",
    ]


def test_paragraph_that_looks_ahead_is_a_plan_by_itself() -> None:
    assert kinds("下一步，我局将开展培训3期。", "全年培训5期。") == ["plan", "report"]


def test_clauses_are_cut_at_marks_but_not_at_pauses() -> None:
    text = "审查合同、协议40件，办结38件；提出意见90条。"
    (span,) = sentences(text, 0, len(text))
    assert [text[part.start : part.end] for part in clauses(text, span)] == [
        "审查合同、协议40件",
        "办结38件",
        "提出意见90条",
        "",
    ]


def test_sentence_that_never_ends_is_cut() -> None:
    text = "办理公证1件，" * 2000
    spans = sentences(text, 0, len(text))
    assert len(spans) > 1
    assert (spans[0].start, spans[-1].end) == (0, len(text))
    assert max(span.end - span.start for span in spans) <= 1500

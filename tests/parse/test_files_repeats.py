"""When an attachment is the same source as its article."""

from __future__ import annotations

import pytest

from fazhi.parse.files.repeats import repeats

ARTICLE = (
    "一、总体情况\n2024年，全县新收行政复议申请76件，审结70件，办结率92.1%。\n二、工作成效\n"
    "全年受理法律援助案件527件，人民调解成功率99.8%，开展普法宣传活动134场次，新增法律明白人42名。"
)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (ARTICLE, True),
        (ARTICLE.replace("\n", ""), True),
        ("朔溪县司法局文件\n" + ARTICLE, True),
        (ARTICLE.split("\n")[1], True),
        (ARTICLE.replace("76件", "78件"), False),
        (ARTICLE + "附表：行政处罚案件1258宗。", False),
        ("全年办理行政复议案件70件，均按期办结，无一起被纠正，群众满意度逐年提升。", False),
        ("76", False),
        ("", False),
    ],
)
def test_a_text_repeats_its_article_or_says_something_else(text: str, same: bool) -> None:
    assert repeats(text, ARTICLE) is same


def test_a_long_text_is_compared_with_itself() -> None:
    text = "".join(f"{number}件" for number in range(50_000))
    assert repeats(text, text)

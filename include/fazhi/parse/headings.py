"""What a line is by its form: a heading and its level, the start of a new paragraph, a signature."""

from __future__ import annotations

import re

_CHINESE = "一二三四五六七八九十百"
_MARKS = (
    (re.compile(rf"第[{_CHINESE}\d]{{1,3}}(?:部分|章|编)|附件?[{_CHINESE}\d]{{0,2}}[:：]?$"), 1),
    (re.compile(rf"[{_CHINESE}]{{1,3}}\s*[、．.]"), 1),
    (re.compile(rf"第[{_CHINESE}\d]{{1,3}}节"), 2),
    (re.compile(rf"[（(]\s*[{_CHINESE}]{{1,3}}\s*[)）]"), 2),
    (re.compile(r"【[^】]{1,20}】$"), 2),
    (re.compile(r"[0-9０-９]{1,2}\s*(?:[、．]|\.(?![0-9]))"), 3),
    (re.compile(rf"[{_CHINESE}]{{1,2}}是"), 3),
    (re.compile(r"[（(]\s*[0-9０-９]{1,2}\s*[)）]|[①-⑳]|[0-9０-９]{1,2}\s*[)）]"), 4),
)
_MARK_BEGINS = frozenset(f"第附（(【{_CHINESE}0123456789０１２３４５６７８９①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
UNMARKED = 9
"""Not a level: a bold line whose level depends on the headings around it."""

_LONGEST = {1: 60, 2: 50, 3: 30, 4: 30}
_LONGEST_OF_ALL = 62
_LONGEST_UNMARKED = 40
_ENDS_SENTENCE = "。！？；!?;"
_FIGURE = re.compile(
    r"[0-9０-９][0-9０-９.,，]*\s*[余多]?[万亿]?[余多]?\s*"
    r"(?:个?百分点|[%％‰件起宗例人名位次场份册篇条个家项部所处期户卷本元亩]|公里|平方米)"
)
_STOPS = tuple("。；;！!？?")
_SEVERAL_CLAUSES = re.compile("，.*，.*，")
_PARAGRAPH_MARK = re.compile(
    rf"[{_CHINESE}]{{1,3}}、|[（(]\s*[{_CHINESE}]{{1,3}}\s*[)）]|第[{_CHINESE}]{{1,3}}(?:部分|章|节)"
    r"|[0-9０-９]{1,2}\s*(?:[、．]|\.(?![0-9]))|[（(][0-9０-９]{1,2}[)）]|[①-⑳●■◆▲★]|【"
    rf"|[{_CHINESE}]{{1,2}}是|附件?[{_CHINESE}\d]{{0,2}}[:：]|表[{_CHINESE}\d]{{1,2}}\s"
)


def heading_level(text: str, *, emphasised: bool = False) -> int:
    """1 to 4 where the paragraph is a heading by its form, else 0.

    A heading is short, is one phrase and states no figure; an enumeration mark in front of more than that is prose
    (一是会议推动。全年召开…). A short line that is all bold (`emphasised`) needs no mark; it is UNMARKED then.
    """
    if len(text) > _LONGEST_OF_ALL:
        return 0
    phrase = text.rstrip("。：: ")
    marked = phrase[:1] in _MARK_BEGINS
    if not phrase or not (marked or emphasised) or _is_prose(phrase):
        return 0
    for mark, level in _MARKS if marked else ():
        if mark.match(phrase):
            ended = phrase != text and text[-1] == "。"
            return level if len(phrase) <= _LONGEST[level] and (emphasised or not ended or level <= 2) else 0
    return UNMARKED if emphasised and phrase == text and len(phrase) <= _LONGEST_UNMARKED else 0


def _is_prose(phrase: str) -> bool:
    """Whether it is more than one phrase, or states a figure."""
    if any(stop in phrase for stop in _STOPS):
        return True
    if phrase.count("，") > 2 and _SEVERAL_CLAUSES.search(phrase):
        return True
    return _FIGURE.search(phrase) is not None


def starts_paragraph(line: str) -> bool:
    """Whether the line opens with an enumeration mark or another sign of a new paragraph."""
    return bool(_PARAGRAPH_MARK.match(line))


def ends_sentence(line: str) -> bool:
    """Whether the line closes a sentence, also inside quotation marks or brackets."""
    return line.rstrip("”’\"'）)」』 ")[-1:] in tuple(_ENDS_SENTENCE)

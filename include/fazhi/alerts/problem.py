"""What an alert is about: things that failed alike for one reason."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_LONGEST_DETAIL = 160
_NEITHER_MARKUP_NOR_MENTION = str.maketrans("<>@", "＜＞＠")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`what` ended badly in `stage` for `reason`, `count` times.

    `places` are 行政区划代码 or partition keys; `detail` is what one of them said, as it came: perhaps from a page.
    `remedies` are commands that mend just this, where what it is and where do not tell them.
    """

    stage: str
    what: str
    reason: str
    places: tuple[str, ...]
    count: int
    detail: str = ""
    remedies: tuple[str, ...] = ()


def tamed(text: str) -> str:
    """Text that may come from a page, as one short line that no chat program and no terminal takes for more than text.

    Control and direction marks go; `<`, `>` and `@`, with which chats mention people, are shown full-width.
    """
    visible = "".join(" " if unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp") else each for each in text)
    line = re.sub(r"\s+", " ", visible).strip().translate(_NEITHER_MARKUP_NOR_MENTION)
    return line if len(line) <= _LONGEST_DETAIL else f"{line[: _LONGEST_DETAIL - 1]}…"

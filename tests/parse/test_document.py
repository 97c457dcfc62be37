"""Where a position of the text stands."""

from __future__ import annotations

import pytest

from tests.parse.articles import article


def test_a_position_is_in_a_paragraph_or_a_cell() -> None:
    document = article(
        "<p>表一如下。</p><table><tr><td>收到</td><td></td><td>办结</td></tr><tr><td>12</td><td>-</td><td>9</td></tr></table><p>完。</p>"
    )
    assert [document.locator(document.text.index(text)) for text in ("表一", "收到", "办结", "12", "9", "完")] == [
        "p0",
        "t1r0c0",
        "t1r0c2",
        "t1r1c0",
        "t1r1c2",
        "p2",
    ]
    empty = document.text.index("收到") + 3
    assert document.locator(empty) == "t1r0c1"


def test_a_separator_or_a_place_outside_is_in_no_block() -> None:
    document = article("<p>一句。</p><table><tr><td>收到</td><td>12</td></tr></table>")
    for position in (-1, 3, document.text.index("\t"), len(document.text)):
        with pytest.raises(ValueError, match="in no block"):
            document.locator(position)

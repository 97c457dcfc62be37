"""What the tags of a page begin with."""

from __future__ import annotations

import pytest

from fazhi.parse.beginnings import Beginnings
from fazhi.parse.elements import FORMATTING, LOOKED_FOR


@pytest.mark.parametrize("name", sorted(LOOKED_FOR))
def test_every_element_that_is_looked_for_is_known_by_its_beginning(name: str) -> None:
    for written in (name, name.upper(), name.capitalize()):
        assert Beginnings(f"<p>文字</p><{written} a=1>").may_be_of(name)
    assert not Beginnings(f"<p>{name}</p><!-- {name} -->").may_be_of(name)


def test_what_no_tag_begins_like_is_not_there() -> None:
    begun = Beginnings('<div class="x"><span>文字</span><a href="/">链接</a></div>')
    assert not any(begun.may_be_of(name) for name in LOOKED_FOR)


@pytest.mark.parametrize("name", sorted(FORMATTING))
def test_every_formatting_tag_with_attributes_is_counted(name: str) -> None:
    assert Beginnings(f"<{name} a=1><{name.upper()}\nb=2>文字").formatting == 2

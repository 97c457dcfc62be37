"""Characters that look like others: a PDF printed by a browser, and what is copied out of it, says ⾏⼈ for 行人.

A font draws a radical and the character of that shape alike; whoever prints notes the glyph, and the name that is found
for it again is the radical's. Each stands for one character, so that places in the text stay what they are.
"""

from __future__ import annotations

import re
import unicodedata

_RADICALS = range(0x2F00, 0x2FD6)
_COMPATIBLE = range(0xF900, 0xFADA)
# Unicode decomposes two of the supplement only; these are characters by themselves, the rest are parts of some.
_SUPPLEMENT = dict(
    zip(
        "⺁⺊⺒⺓⺛⺜⺝⺟⺠⺧⺩⺬⺮⺶⺻⺼⺽⻁⻄⻅⻆⻉⻋⻏⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻱⻳",
        "厂卜巳幺旡日月母民牛王示竹羊聿月臼虎西见角贝车邑長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐齿龙龜龟",
        strict=True,
    )
)
_EVERYDAY = "⼀⼆⼈⼤⼯⽅⽣⽤⽬⾏"
"""Of which some stand in whatever was written down so: to look for these takes a hundredth of the time."""


def _characters() -> dict[str, str]:
    decomposed = ((chr(code), unicodedata.normalize("NFKC", chr(code))) for code in (*_RADICALS, *_COMPATIBLE))
    return {given: meant for given, meant in decomposed if meant != given and len(meant) == 1} | _SUPPLEMENT


_MEANT = str.maketrans(_characters())
_ANY = re.compile("[\u2e80-\u2fd5\uf900-\ufad9]")


def as_meant(text: str) -> str:
    """The text with characters in place of radicals: 实施⾏政处罚 is 实施行政处罚."""
    return text.translate(_MEANT) if _ANY.search(text) else text


def as_meant_on_a_page(text: str) -> str:
    """The same for what seldom holds any and is long: only where everyday ones stand in it."""
    return as_meant(text) if any(character in text for character in _EVERYDAY) else text

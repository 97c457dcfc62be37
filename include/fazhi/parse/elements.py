"""HTML elements by what they do to the text around them."""

from __future__ import annotations

from collections.abc import Iterable


def names(text: str) -> frozenset[str]:
    """The names in `text`, which white space parts."""
    return frozenset(text.split())


def in_both_cases(elements: Iterable[str]) -> str:
    """A pattern of these names in either case of each letter.

    One that ignores case has no literal start to search for, and every page pays.
    """
    return "|".join("".join(f"[{letter}{letter.upper()}]" for letter in name) for name in elements)


BLOCKS = names(
    "address article blockquote body center dd details dir div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6"
    " hr html legend li main menu ol p pre section summary ul ucapcontent ucaptitle"
)
"""Their borders end a paragraph."""

TABLE_PARTS = names("table caption thead tbody tfoot tr td th colgroup col")

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}

UNSEEN = names(
    "script style noscript template iframe object embed svg math select textarea button head title audio video canvas"
    " nav header footer aside map datalist dialog"
)
"""Not shown, or not part of an article."""

VOID = names("area base br col embed hr img input link meta param source track wbr")
"""They have no end tag."""

FORMATTING = names("b big code em font i nobr s small strike strong tt u")
"""Left open, they are opened again in every paragraph that follows."""

FRAMES = names("body main article section div td center form")
"""They can be the element that holds an article."""

UNESCAPED = names("script style xmp iframe noembed noframes plaintext")
"""Their content is serialised as it stands, so that it could look like markup; none is read."""

EMBEDDING = ("iframe", "embed", "object")
"""They show what has an address of its own."""

LOOKED_FOR = UNESCAPED.union(EMBEDDING, ("meta", "title", "h1", "ucaptitle", "ucapcontent"))
"""Elements that every page is asked for and few pages hold all of."""

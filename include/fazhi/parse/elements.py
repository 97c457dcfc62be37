"""HTML elements by what they do to the text around them."""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCKS = _names(
    "address article blockquote body center dd details dir div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6"
    " hr html legend li main menu ol p pre section summary ul ucapcontent ucaptitle"
)
"""Their borders end a paragraph."""

TABLE_PARTS = _names("table caption thead tbody tfoot tr td th colgroup col")

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}

UNSEEN = _names(
    "script style noscript template iframe object embed svg math select textarea button head title audio video canvas"
    " nav header footer aside map datalist dialog"
)
"""Not shown, or not part of an article."""

VOID = _names("area base br col embed hr img input link meta param source track wbr")
"""They have no end tag."""

FORMATTING = _names("b big code em font i nobr s small strike strong tt u")
"""Left open, they are opened again in every paragraph that follows."""

FRAMES = _names("body main article section div td center form")
"""They can be the element that holds an article."""

UNESCAPED = _names("script style xmp iframe noembed noframes plaintext")
"""Their content is serialised as it stands, so that it could look like markup; none is read."""

EMBEDDING = ("iframe", "embed", "object")
"""They show what has an address of its own."""

LOOKED_FOR = UNESCAPED.union(EMBEDDING, ("meta", "title", "h1", "ucaptitle", "ucapcontent"))
"""Elements that every page is asked for and few pages hold all of."""

"""A plain-text copy of a page, as people save them, to a Document."""

from __future__ import annotations

from fazhi.parse.assemble import build, items, strip_leading, strip_trailing, title_line
from fazhi.parse.document import Document
from fazhi.parse.errors import NoBodyError
from fazhi.parse.flow import RawParagraph
from fazhi.parse.lines import collapse
from fazhi.parse.metadata import Metadata


def parse_text(text: str, *, url: str, title: str = "") -> Document:
    """The document in `text`: a line is a paragraph; labels and values above the body are its metadata.

    Raises:
        NoBodyError: there is no line of text.
    """
    lines = [
        line
        for raw in text.encode("utf-8", "replace").decode().replace("\x00", "").splitlines()
        if (line := collapse(raw)).text
    ]
    found = items([RawParagraph([line]) for line in lines], drop_links=False)
    metadata = Metadata()
    title = title or title_line(found)
    found = strip_trailing(strip_leading(found, title, metadata))
    if not found:
        raise NoBodyError(url, "the file holds no text")
    return build(found, metadata, url=url, title=title or metadata.text("title"), encoding="utf-8")

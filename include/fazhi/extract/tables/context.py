"""What stands around a table and tells what its figures are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fazhi.extract.tables.cells import as_label
from fazhi.extract.time import DocumentTime
from fazhi.parse.document import Document, Paragraph, Table

CAPTION_LENGTH = 60
CAPTION_LINES = 3
_NOTE = re.compile(r"(?:注|备注|说明)[:：]|(?:填表|制表)")
_REGION = re.compile(r"(?:[\u4e00-\u9fff]{1,12}?(?:省|自治区|自治州|自治县|市|州|盟|县|区|旗))+")
_SENTENCE_ENDS = ("。", ";", ":")


@dataclass(frozen=True, slots=True)
class TableContext:
    """`number` counts the document's blocks as `Document.locator` does. `captions` are the short lines right over the
    table, the nearest first; `headings` those of the sections that it stands in, the innermost first; all of them are
    labels (`cells.as_label`). `plan` tells that the section speaks of what is to come: its figures are targets.
    `region` is the county that the title begins with (青墩区, 云川省临澜市青墩区), empty where it names none.
    """

    number: int
    time: DocumentTime
    captions: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    title: str = ""
    plan: bool = False
    region: str = ""

    @property
    def around(self) -> tuple[str, ...]:
        """Captions, headings and title, the nearest first."""
        return (*self.captions, *self.headings, self.title)


def tables_of(document: Document, time: DocumentTime) -> Iterator[tuple[Table, TableContext]]:
    """The tables of a document in order, each with its context; `plan` is left to the caller."""
    above: list[str] = []  # the paragraphs since the last table; few of them are captions, so that few become labels
    headings: dict[int, str] = {}
    title = as_label(document.title)
    region = _REGION.match(title)
    for number, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            text = document.text[block.start : block.end]
            if block.level:
                headings = {level: heading for level, heading in headings.items() if level < block.level}
                headings[block.level] = text
            above.append(text)
            continue
        over = tuple(as_label(heading) for _, heading in sorted(headings.items(), reverse=True))
        yield (
            block,
            TableContext(
                number=number,
                time=time.of_paragraph("", over),
                captions=_captions(above),
                headings=over,
                title=title,
                region=region[0] if region else "",
            ),
        )
        above = []


def _captions(above: list[str]) -> tuple[str, ...]:
    """A caption is short and no sentence; a longer paragraph cuts off what stood before it."""
    found: list[str] = []
    for text in reversed(above):
        line = as_label(text)
        if len(line) > CAPTION_LENGTH or _NOTE.match(line) or (line.endswith(_SENTENCE_ENDS) and "单位" not in line):
            break
        if line:
            found.append(line)
        if len(found) == CAPTION_LINES:
            break
    return tuple(found)

"""Serialised HTML to the blocks a reader sees, in one pass without recursion.

The input is what lexbor writes: well nested, lower-case tags, double-quoted attributes, text escaped. A paragraph
keeps its <br> lines apart until it is known whether it is prose or the content of a table cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fazhi.parse.elements import BLOCKS, HEADINGS, TABLE_PARTS, UNSEEN, VOID
from fazhi.parse.lines import Line, clean, collapse
from fazhi.parse.tables import Grid

TAG = re.compile(r'<!--.*?-->|<(/?)([a-z][^\s/>]*+)((?:[^>"]++|"[^"]*+")*+)>', re.DOTALL)

_PIECES = 3
"""Of a tag that `_split` gives: the text before it, its name (that of a closing one with /) and its attributes."""

_HIDDEN = re.compile(
    r'style="[^"]*(?:display\s*:\s*none|visibility\s*:\s*hidden)|\shidden(?:=""|="hidden"|\s|$)', re.IGNORECASE
)
_WIDGET = re.compile(
    r'(?:class|id)="(?:[^"]*[\s_-])?(?:bdshare\w*|bdshare|share\w*|social-share|qr_?code|ewm|erweima|saoma|saoyisao|pagination|pagenav'
    r'|page_?num|fontsize|font_?size|breadcrumbs?|dqwz|prevnext|prev_next|xgxx|xgyd)(?:["\s_-])',
    re.IGNORECASE,
)
_SOURCE_SPACE = " \t\r\n"
"""White space that means nothing at the beginning of a line, unlike the wide spaces that indent one."""
_DEEPEST_TABLE = 20
"""Tables nested deeper than any page needs are read as plain text, so that hostile nesting stays linear."""


@dataclass(slots=True)
class RawParagraph:
    """The lines between two block boundaries; `tag_level` is 1 to 4 in <h1> to <h6>, else 0."""

    lines: list[Line]
    tag_level: int = 0


@dataclass(slots=True)
class RawTable:
    """A data table: its cells in row order, each with its text on one line."""

    grid: Grid
    texts: list[str] = field(default_factory=list)


RawBlock = RawParagraph | RawTable

_READ = BLOCKS | TABLE_PARTS | {"br", "strong", "b", "a"}
"""Elements that mean something; all others leave nothing behind."""


def read_blocks(html: str) -> list[RawBlock]:
    """The visible blocks of `html` in order: paragraphs, headings and data tables; layout tables are dissolved."""
    return _Reader().read(clean(html))


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[RawBlock] = []
        self.tables: list[_OpenTable] = []
        self.lines: list[Line] = []
        self.pieces: list[str] = []
        self.bold = self.link = 0
        self.bold_characters = self.link_characters = 0
        self.tag_level = 0
        self.preformatted = 0

    def read(self, html: str) -> list[RawBlock]:
        unseen, depth = "", 0
        pieces = _split(html)
        for number in range(0, len(pieces) - 1, _PIECES):
            text, tag, attributes = pieces[number], pieces[number + 1], pieces[number + 2]
            name = tag.removeprefix("/")
            closing = len(name) < len(tag)
            if unseen:
                if name == unseen:
                    depth += -1 if closing else 1
                    unseen = unseen if depth else ""
                continue
            if text:
                self.text(text)
            if not name:
                continue  # a comment
            is_first = not number and not text
            is_hidden = attributes != "" and not is_first and _is_hidden(attributes) and name not in VOID
            if name in _READ and not is_hidden:
                if closing:
                    self.close(name)
                else:
                    self.open(name, attributes)
            elif (is_hidden or name in UNSEEN) and not closing:
                unseen, depth = name, 1
                self.break_before(name)
        if not unseen and (rest := pieces[-1]):
            self.text(rest)
        self.end_paragraph()
        while self.tables:
            self.end_table()
        return self.blocks

    def break_before(self, hidden: str) -> None:
        """A hidden block still parts the text around it."""
        if hidden in BLOCKS or hidden in TABLE_PARTS:
            self.end_paragraph()

    def text(self, text: str) -> None:
        if not self.pieces and not text.strip(_SOURCE_SPACE):
            return
        self.pieces.append(text)
        if self.bold or self.link:
            visible = len("".join(text.split()))
            self.bold_characters += visible if self.bold else 0
            self.link_characters += visible if self.link else 0

    def open(self, name: str, attributes: str) -> None:
        if name == "br":
            self.end_line()
        elif name in ("strong", "b"):
            self.bold += 1
        elif name == "a":
            self.link += 1
        elif name in BLOCKS:
            self.end_paragraph()
            self.tag_level = HEADINGS.get(name, self.tag_level)
            self.preformatted += name == "pre"
        elif name in TABLE_PARTS:
            self.open_table_part(name, attributes)

    def close(self, name: str) -> None:
        if name in ("strong", "b"):
            self.bold = max(0, self.bold - 1)
        elif name == "a":
            self.link = max(0, self.link - 1)
        elif name in BLOCKS:
            self.end_paragraph()
            if name in HEADINGS:
                self.tag_level = 0
            self.preformatted -= name == "pre" and self.preformatted > 0
        elif name in TABLE_PARTS:
            self.close_table_part(name)

    def open_table_part(self, name: str, attributes: str) -> None:
        self.end_paragraph()
        if name == "table" and len(self.tables) < _DEEPEST_TABLE:
            self.tables.append(_OpenTable(self.blocks))
        elif name == "table":
            self.tables[-1].too_deep += 1
        elif self.tables and not self.tables[-1].too_deep:
            table = self.tables[-1]
            if name in ("td", "th"):
                self.blocks = table.start_cell(attributes, header=name == "th")
            elif name == "tr":
                table.grid.start_row()
            elif name == "thead":
                table.in_head = True
            elif name == "caption":
                self.blocks = table.around

    def close_table_part(self, name: str) -> None:
        self.end_paragraph()
        if not self.tables:
            return
        table = self.tables[-1]
        if table.too_deep:
            table.too_deep -= name == "table"
        elif name in ("td", "th", "caption"):
            self.blocks = table.around
        elif name == "thead":
            table.in_head = False
        elif name == "table":
            self.end_table()

    def end_table(self) -> None:
        table = self.tables.pop()
        self.blocks = table.around
        self.blocks.extend(table.as_blocks())

    def end_line(self) -> None:
        text = "".join(self.pieces)
        self.pieces.clear()
        emphasised, linked = False, 0.0
        if self.bold_characters or self.link_characters:
            total = len("".join(text.split()))
            emphasised = self.bold_characters >= total
            linked = self.link_characters / total
            self.bold_characters = self.link_characters = 0
        for line in text.split("\n") if self.preformatted else (text,):
            self.lines.append(collapse(line, emphasised=emphasised, linked=linked))

    def end_paragraph(self) -> None:
        if self.pieces:
            self.end_line()
        elif not self.lines:
            return
        if self.lines[0].text or any(line.text for line in self.lines):
            self.blocks.append(RawParagraph(self.lines, self.tag_level))
            self.lines = []
        else:
            self.lines.clear()


class _OpenTable:
    """A table being read. `around` is the list of blocks that it stands in."""

    def __init__(self, around: list[RawBlock]) -> None:
        self.around = around
        self.grid = Grid()
        self.contents: list[list[RawBlock]] = []
        self.in_head = False
        self.too_deep = 0

    def start_cell(self, attributes: str, *, header: bool) -> list[RawBlock]:
        self.grid.add(attributes, header=header or self.in_head)
        self.contents.append([])
        return self.contents[-1]

    def as_blocks(self) -> list[RawBlock]:
        if self.is_layout():
            return [block for content in self.contents for block in content]
        return [RawTable(self.grid.closed(), [one_line(content) for content in self.contents])]

    def is_layout(self) -> bool:
        """Whether the table places text on the page: nested tables, one column, or one cell that
        holds the article."""
        filled = [content for content in self.contents if content]
        if len(filled) <= 1 or self.grid.columns <= 1:
            return True
        largest = total = paragraphs = 0
        for content in filled:
            size = 0
            for block in content:
                if isinstance(block, RawTable):
                    return True
                for line in block.lines:
                    size += len(line.text)
            total += size
            if size > largest:
                largest, paragraphs = size, len(content)
        return largest >= 0.6 * total and (largest >= 600 or (paragraphs >= 3 and largest >= 150))


def _split(html: str) -> list[str]:
    """Text, name, attributes, text, ..., text; the name of a comment is empty.

    Cut at each < by hand where that says the same, as in nearly every article: to match TAG takes three times as long.
    """
    parts = html.split("<")
    has_comments = "<!" in html
    pieces = [parts[0]]
    for number in range(1, len(parts)):
        part = parts[number]
        name = attributes = ""
        if has_comments and part.startswith("!"):
            end = part.find("-->", len("!--")) + 2
            is_whole = end > 1 and part.startswith("!--")
        else:
            end = part.find(">")
            is_whole = end > 0
            name = part[: max(end, 0)]
            if " " in name:
                name, _, attributes = name.partition(" ")
                attributes = " " + attributes
                is_whole = name != "" and attributes.count('"') % 2 == 0
        if not is_whole:
            return _matched(html)  # < or > in a comment or in an attribute
        pieces.append(name)
        pieces.append(attributes)
        pieces.append(part[end + 1 :])
    return pieces


def _matched(html: str) -> list[str]:
    pieces: list[str] = []
    position = 0
    for match in TAG.finditer(html):
        closing, name, attributes = match.groups()
        pieces += [html[position : match.start()], f"{closing}{name}" if name else "", attributes or ""]
        position = match.end()
    return [*pieces, html[position:]]


def one_line(blocks: list[RawBlock]) -> str:
    """The text of a cell: its lines joined as a reader joins them."""
    if len(blocks) == 1 and isinstance(blocks[0], RawParagraph) and len(blocks[0].lines) == 1:
        return blocks[0].lines[0].text
    pieces: list[str] = []
    for block in blocks:
        texts = [line.text for line in block.lines] if isinstance(block, RawParagraph) else block.texts
        for text in filter(None, texts):
            if pieces and pieces[-1][-1].isascii() and text[0].isascii():
                pieces.append(" ")
            pieces.append(text)
    return "".join(pieces)


def _is_hidden(attributes: str) -> bool:
    if ("none" in attributes or "idden" in attributes) and _HIDDEN.search(attributes):
        return True
    return ("class=" in attributes or "id=" in attributes) and bool(_WIDGET.search(attributes))

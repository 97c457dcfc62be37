"""DOCX: the body of word/document.xml as Word shows it.

Read from the XML itself: text inserted under tracked changes, content controls and text boxes all show on paper,
and deleted or hidden text does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from fazhi.parse.files import limits
from fazhi.parse.files.markup import Cell, Markup
from fazhi.parse.files.refusal import Refusal
from fazhi.parse.files.unpack import Package, xml_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = _W[1:-1]
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_UNSEEN = frozenset({_W + "del", _W + "moveFrom", _W + "instrText", _W + "delText", _W + "rPr", _W + "pPr", _FALLBACK})
_INSIDE = {_W + "tab": " ", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_CONTAINERS = frozenset(
    _W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink")
)
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_DEEPEST_HEADING = 4


def read(body: bytes, markup: Markup) -> list[str]:
    """Write the text and tables of a document to `markup`; gives what was left unread.

    Raises:
        Refusal: damaged or too_large.
    """
    package = Package(body)
    root = _part(package, "word/document.xml")
    levels = _heading_levels(package)
    content = root.find(_W + "body")
    if content is None:
        raise Refusal("damaged", "its main part has no body")
    _Writer(markup, levels).blocks(content, 0)
    pictures = sum(member.filename.startswith("word/media/") for member in package.members)
    if not markup.html and pictures:
        raise Refusal("needs_ocr", f"it holds {pictures} pictures and no text: a scan put into Word")
    return []


def _part(package: Package, name: str) -> etree._Element:
    return xml_of(package.read(name).replace(_STRICT.encode(), _TRANSITIONAL.encode()))


def _heading_levels(package: Package) -> dict[str, int]:
    """The heading level of each paragraph style that has one."""
    levels: dict[str, int] = {}
    if "word/styles.xml" not in package:
        return levels
    for style in _part(package, "word/styles.xml").iter(_W + "style"):
        named = _HEADING.match(_value(style.find(_W + "name")))
        if named:
            levels[style.get(_W + "styleId") or ""] = min(int(named[1]), _DEEPEST_HEADING)
    return levels


@dataclass(slots=True)
class _Text:
    """The text of a paragraph, how much of it is bold, and the text boxes that hang on it."""

    pieces: list[str] = field(default_factory=list)
    plain: bool = False
    boxes: list[etree._Element] = field(default_factory=list)

    @property
    def written(self) -> str:
        return "".join(self.pieces)


class _Writer:
    def __init__(self, markup: Markup, levels: dict[str, int]) -> None:
        self._markup = markup
        self._levels = levels

    def blocks(self, parent: etree._Element, depth: int) -> None:
        """The paragraphs and tables below `parent`."""
        if depth > limits.DEEPEST_XML:
            raise Refusal("damaged", "its parts are nested too deep")
        for element in parent:
            if element.tag == _W + "p":
                self._paragraph(element, depth)
            elif element.tag == _W + "tbl":
                self._table(element, depth)
            elif element.tag in _CONTAINERS:
                self.blocks(element, depth + 1)

    def _paragraph(self, element: etree._Element, depth: int) -> None:
        text = _text_of(element)
        style = _value(element.find(f"{_W}pPr/{_W}pStyle"))
        bold = bool(text.written.strip()) and not text.plain
        self._markup.paragraph(text.written, level=self._levels.get(style, 0), bold=bold)
        for box in text.boxes:
            self.blocks(box, depth + 1)

    def _table(self, element: etree._Element, depth: int) -> None:
        cells: list[Cell] = []
        open_above: dict[int, Cell] = {}  # by column: the cell that a vertical merge may continue
        for number, row in enumerate(_rows(element)):
            column = _count(row.find(f"{_W}trPr/{_W}gridBefore"), default=0)
            for tc in _below(row, "tc"):
                span = _count(tc.find(f"{_W}tcPr/{_W}gridSpan"), default=1)
                merge = tc.find(f"{_W}tcPr/{_W}vMerge")
                above = open_above.get(column)
                if merge is not None and merge.get(_W + "val") != "restart" and above is not None:
                    above.row_span = number - above.row + 1
                else:
                    cell = Cell(number, column, _cell_text(tc, depth), column_span=span)
                    cells.append(cell)
                    open_above[column] = cell
                column += span
                if len(cells) > limits.CELLS:
                    raise Refusal("too_large", f"a table has more than {limits.CELLS:,} cells")
        self._markup.table(cells)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in _below(table, "tr"):
        if row.find(f"{_W}trPr/{_W}del") is None:
            yield row


def _below(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of that name, also inside content controls."""
    for element in parent:
        if element.tag == _W + name:
            yield element
        elif element.tag in _CONTAINERS:
            yield from _below(element, name)


def _cell_text(cell: etree._Element, depth: int) -> str:
    """The paragraphs of a cell, a line each; a table or a text box inside it is read as its text."""
    if depth > limits.DEEPEST_XML:
        raise Refusal("damaged", "its parts are nested too deep")
    texts = []
    waiting = [cell]
    while waiting:
        element = waiting.pop()
        if element.tag == _W + "p":
            texts.append(_text_of(element).written.strip())
        if element.tag not in _UNSEEN:
            waiting.extend(reversed(element))
    return "\n".join(filter(None, texts))


def _text_of(paragraph: etree._Element) -> _Text:
    text = _Text()
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == _W + "txbxContent":
            text.boxes.append(element)
        elif element.tag == _W + "r":
            hidden, bold = _run_properties(element)
            if not hidden:
                text.plain = text.plain or (not bold and _has_text(element))
                waiting.extend(reversed(element))
        elif element.tag == _W + "t":
            text.pieces.append(element.text or "")
        elif element.tag in _INSIDE:
            text.pieces.append(_INSIDE[element.tag])
        elif element.tag not in _UNSEEN:
            waiting.extend(reversed(element))
    return text


def _run_properties(run: etree._Element) -> tuple[bool, bool]:
    properties = run.find(_W + "rPr")
    if properties is None:
        return False, False
    return _is_on(properties.find(_W + "vanish")), _is_on(properties.find(_W + "b"))


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get(_W + "val") not in ("0", "false", "off", "none")


def _has_text(run: etree._Element) -> bool:
    return any((text.text or "").strip() for text in run.findall(_W + "t"))


def _value(element: etree._Element | None) -> str:
    return "" if element is None else element.get(_W + "val") or ""


def _count(element: etree._Element | None, *, default: int) -> int:
    """A small number in `val`; nonsense is the default."""
    written = _value(element)
    return min(max(int(written), default), 100) if written.isascii() and written.isdigit() else default

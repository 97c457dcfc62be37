"""One page of a PDF: its ruled tables as grids of cells, its other text as lines with their places."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from pdfplumber.utils.text import extract_text

from fazhi.parse.files import limits
from fazhi.parse.files.markup import Cell
from fazhi.parse.files.refusal import Refusal
from fazhi.parse.radicals import as_meant

_TOLERANCE = 3.0
"""Points within which two rulings are one."""
_SPACE = 0.35
"""Share of the type size from which a gap between letters is a space."""
_LEAST_PICTURE = 0.3
"""Share of the page that a picture covers where the page is a scan; seals and logos cover less."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. All in points from the upper left corner; `size` is that of its type."""

    text: str
    left: float
    right: float
    top: float
    size: float
    page: int


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table with its cells and the places of its vertical rulings."""

    cells: list[Cell]
    edges: tuple[float, ...]
    top: float


@dataclass(frozen=True, slots=True)
class Part:
    """Either a line or a table."""

    top: float
    line: Line | None = None
    table: RuledTable | None = None


@dataclass(slots=True)
class PageContent:
    """The lines and tables of a page from top to bottom, and how many pictures cover much of it."""

    number: int
    height: float
    parts: list[Part]
    pictures: int

    @property
    def text(self) -> str:
        """All that is written on it."""
        lines = (part.line.text for part in self.parts if part.line)
        cells = (cell.text for part in self.parts if part.table for cell in part.table.cells)
        return "\n".join((*lines, *cells))

    @property
    def is_picture(self) -> bool:
        """A picture and nothing written."""
        return self.pictures > 0 and not any(self.parts)


def content_of(page: Any) -> PageContent:
    """Read a pdfplumber page.

    Raises:
        Refusal: too_large.
    """
    _refuse_flood(page)
    page = page.dedupe_chars(tolerance=1)  # bold type is often the same letter printed twice
    tables = [_Frame(table) for table in page.find_tables()]
    tables = [frame for frame in tables if frame.is_table]
    loose = []
    for character in page.chars:
        if character["text"].isspace() or not character.get("upright", True):
            continue
        frame = next((frame for frame in tables if frame.holds(character)), None)
        if frame is None:
            loose.append(character)
        else:
            frame.take(character)
    parts = [Part(line.top, line=line) for line in _lines(loose, page.page_number)]
    parts += [Part(frame.top, table=frame.table()) for frame in tables]
    area = float(page.width * page.height) or 1.0
    pictures = sum(_area(image) >= _LEAST_PICTURE * area for image in page.images)
    return PageContent(page.page_number, float(page.height), sorted(parts, key=lambda part: part.top), pictures)


def _refuse_flood(page: Any) -> None:
    if len(page.chars) > limits.CHARACTERS_ON_PAGE:
        raise Refusal("too_large", f"page {page.page_number} holds {len(page.chars):,} characters")
    rulings = len(page.lines) + len(page.rects) + len(page.curves)
    if rulings > limits.RULINGS_ON_PAGE:
        raise Refusal("too_large", f"page {page.page_number} holds {rulings:,} rulings: a drawing, no report")


def _area(image: Any) -> float:
    return float(max(0, image["x1"] - image["x0"]) * max(0, image["bottom"] - image["top"]))


class _Frame:
    """The cells that rulings enclose, while the letters are put into them."""

    def __init__(self, table: Any) -> None:
        self._boxes = [tuple(map(float, box)) for box in table.cells]
        self.left, self.top, self.right, self.bottom = map(float, table.bbox)
        self._columns = _edges(box[0] for box in self._boxes)
        self._rows = _edges(box[1] for box in self._boxes)
        self._owner: dict[tuple[int, int], int] = {}
        for number, box in enumerate(self._boxes):
            for place in self._places(box):
                self._owner.setdefault(place, number)
        self._letters: list[list[Any]] = [[] for _ in self._boxes]

    @property
    def is_table(self) -> bool:
        """Two cells at least; a single frame is a box around text."""
        return len(self._boxes) > 1

    def holds(self, character: Any) -> bool:
        x, y = _middle(character)
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def take(self, character: Any) -> None:
        """Put a letter into the cell at its place; one between cells goes to the nearest on the left."""
        x, y = _middle(character)
        place = (max(0, bisect_right(self._rows, y) - 1), max(0, bisect_right(self._columns, x) - 1))
        self._letters[self._owner.get(place, 0)].append(character)

    def table(self) -> RuledTable:
        cells = []
        for box, letters in zip(self._boxes, self._letters, strict=True):
            places = self._places(box)
            rows, columns = {row for row, _ in places}, {column for _, column in places}
            if places:
                cells.append(Cell(min(rows), min(columns), _cell_text(letters), len(rows), len(columns)))
        cells.sort(key=lambda cell: (cell.row, cell.column))
        return RuledTable(cells, (*self._columns, self.right), self.top)

    def _places(self, box: tuple[float, ...]) -> list[tuple[int, int]]:
        left, top, right, bottom = box
        rows = range(_index(self._rows, top), bisect_right(self._rows, bottom - _TOLERANCE))
        columns = range(_index(self._columns, left), bisect_right(self._columns, right - _TOLERANCE))
        return [(row, column) for row in rows for column in columns]


def _edges(values: Any) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _TOLERANCE:
            edges.append(value)
    return edges


def _index(edges: list[float], value: float) -> int:
    return max(0, bisect_right(edges, value + 0.01) - 1)


def _middle(character: Any) -> tuple[float, float]:
    return (character["x0"] + character["x1"]) / 2, (character["top"] + character["bottom"]) / 2


def _cell_text(letters: list[Any]) -> str:
    """Lines in a cell are wrapped text: a number that is too wide for its column goes on below."""
    if not letters:
        return ""
    first, *others = as_meant(str(extract_text(letters, x_tolerance_ratio=_SPACE))).split("\n")
    for line in others:
        first += gap_between(first, line) + line
    return first


def gap_between(before: str, after: str) -> str:
    """What belongs between two lines of wrapped text: a space between words of letters."""
    letters = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
    return " " if letters else ""


def _lines(characters: list[Any], page: int) -> list[Line]:
    """The lines of what stands outside tables, from top to bottom."""
    rows: list[list[Any]] = []
    for character in sorted(characters, key=lambda each: (_middle(each)[1], each["x0"])):
        if rows and abs(_middle(character)[1] - _middle(rows[-1][0])[1]) <= max(1.0, character["size"] / 2):
            rows[-1].append(character)
        else:
            rows.append([character])
    lines = []
    for row in rows:
        row.sort(key=lambda each: each["x0"])
        written = as_meant(str(extract_text(row, x_tolerance_ratio=_SPACE, y_tolerance=1000)))
        text = " ".join(written.split())
        size = max(each["size"] for each in row)
        lines.append(Line(text, row[0]["x0"], row[-1]["x1"], min(each["top"] for each in row), size, page))
    return lines

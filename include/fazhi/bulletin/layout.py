"""What a bulletin is made of, before it is HTML or DOCX: plain texts, and cells that know their documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fazhi.bulletin.reading import Source


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and the URLs of the documents that it rests on."""

    text: str
    urls: tuple[str, ...] = ()


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and rows of as many cells; `left_out` rows were more than a reader wants to see."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of level 1 or 2, what is said below it, and a table where there is one."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None
    level: int = 1


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A title, whose standing everything has, the sections, and the quoted documents by the order of their numbers."""

    title: str
    standing: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]

    def numbers(self) -> dict[str, int]:
        """URL -> number of the source, from 1."""
        return {source.url: number for number, source in enumerate(self.sources, 1)}


def table(heads: tuple[str, ...], rows: Sequence[Row], longest: int = 0) -> Table | None:
    """A table of the first `longest` rows (0: all); None where there are none."""
    if not rows:
        return None
    shown = rows[:longest] if longest else rows
    return Table(heads, tuple(shown), len(rows) - len(shown))


def quoted(sections: tuple[Section, ...]) -> list[str]:
    """The URLs of all cells in the order in which a reader meets them, each once."""
    cells = (cell for section in sections if section.table for row in section.table.rows for cell in row)
    return list(dict.fromkeys(url for cell in cells for url in cell.urls))

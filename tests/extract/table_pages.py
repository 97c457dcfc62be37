"""Pages with tables for tests, written as rows: cells between bars, `<` merged to the left, `^` upwards."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fazhi.catalogue import load_catalogue
from fazhi.extract.lexicon import Lexicon
from fazhi.extract.observation import LeftOut, Observation
from fazhi.extract.tables import observations_of_table, tables_of
from fazhi.extract.time import DocumentTime
from fazhi.parse import parse_page
from fazhi.parse.document import Document


@dataclass(frozen=True)
class Rows:
    """A table; a cell that begins with `*` is a <th>."""

    lines: tuple[str, ...]

    def html(self) -> str:
        grid = [[cell.strip() for cell in line.split("|")] for line in self.lines]
        return "<table>" + "".join(f"<tr>{self._row(grid, row)}</tr>" for row in range(len(grid))) + "</table>"

    def _row(self, grid: list[list[str]], row: int) -> str:
        cells = []
        for column, text in enumerate(grid[row]):
            if text in ("<", "^"):
                continue
            width, height = 1, 1
            while column + width < len(grid[row]) and grid[row][column + width] == "<":
                width += 1
            while row + height < len(grid) and column < len(grid[row + height]) and grid[row + height][column] == "^":
                height += 1
            tag = "th" if text.startswith("*") else "td"
            cells.append(f'<{tag} rowspan="{height}" colspan="{width}">{text.removeprefix("*")}</{tag}>')
        return "".join(cells)


def rows(*lines: str) -> Rows:
    """A table from its rows."""
    return Rows(lines)


def page(title: str, *blocks: str | Rows) -> Document:
    """A parsed page with a title, paragraphs and tables."""
    body = "".join(block.html() if isinstance(block, Rows) else f"<p>{block}</p>" for block in blocks)
    html = f'<html><head><meta name="ArticleTitle" content="{title}"></head><body><h1>{title}</h1>{body}</body></html>'
    return parse_page(
        html.encode(), url="http://www.qinghe.example/art/1.html", content_type="text/html; charset=utf-8"
    )


TITLE = "望溪县2024年法治政府建设年度报告"
CATALOGUE = load_catalogue(Path(__file__).parents[2] / "include" / "catalogue")
LEXICON = Lexicon.of(CATALOGUE)


def read(document: Document) -> list[Observation]:
    """The observations of all tables of a page."""
    time = DocumentTime.of(document)
    observations: list[Observation] = []
    for table, context in tables_of(document, time):
        taken, _ = observations_of_table(document, table, context, CATALOGUE, LEXICON)
        observations += taken
    return observations


def left_out(document: Document) -> list[tuple[str, str]]:
    """Printed text and reason of each cell that was passed over."""
    time = DocumentTime.of(document)
    cells: list[LeftOut] = []
    for table, context in tables_of(document, time):
        cells += observations_of_table(document, table, context, CATALOGUE, LEXICON)[1]
    return [(document.text[cell.start : cell.end], cell.reason) for cell in cells]


def figures(observations: list[Observation]) -> list[str]:
    """Each observation as `indicator[breakdown] value`, with period and kind where it is not of the report's year."""
    lines = []
    for seen in observations:
        part = f"[{seen.breakdown}]" if seen.breakdown else ""
        when = "" if seen.kind == "actual" else f" {seen.kind} {seen.period}"
        unit = f" {seen.unit}" if seen.kind.endswith("change") else ""
        lines.append(f"{seen.indicator}{part} {seen.value.normalize():f}{unit}{when}")
    return lines


def figures_in(title: str, *blocks: str | Rows) -> list[str]:
    """The `figures` of all tables of the `page` with this title and these blocks."""
    return figures(read(page(title, *blocks)))

"""One table: its figures by the prescribed form or by labels and headings, and its cells that are prose."""

from __future__ import annotations

from operator import attrgetter

from fazhi.catalogue import Catalogue
from fazhi.extract.lexicon import Lexicon
from fazhi.extract.observation import LeftOut, Observation
from fazhi.extract.tables.context import TableContext
from fazhi.extract.tables.disclosure import read_disclosure_form
from fazhi.extract.tables.free import read_free_table
from fazhi.extract.tables.grid import Grid, build_grid
from fazhi.extract.tables.layout import TOLD, TOLD_WORDS, told_in_words
from fazhi.extract.tables.taken import Figure
from fazhi.parse.document import Document, Paragraph, Table


def observations_of_table(
    document: Document, table: Table, context: TableContext, catalogue: Catalogue, lexicon: Lexicon
) -> tuple[list[Observation], list[LeftOut]]:
    """The figures of one table and the cells left out, in text order.

    The evidence of an observation is the figure in its cell, its sentence the row's line in `document.text`.
    A left-out cell that is blank has an empty span.
    """
    grid = build_grid(document.text, table)
    found = read_disclosure_form(grid, context) or read_free_table(grid, context, catalogue, lexicon)
    lines: dict[int, tuple[int, int]] = {}
    observations = [_observation(figure, grid, context, catalogue, lines) for figure in found.figures]
    left_out = [
        LeftOut(
            start=passed.cell.start + passed.cell.reading.start,
            end=passed.cell.start + passed.cell.reading.end,
            reason=passed.reason,
        )
        for passed in found.passed
    ]
    return (
        sorted(observations, key=attrgetter("evidence_start")),
        sorted(left_out, key=attrgetter("start")),
    )


def prose_in_table(document: Document, table: Table) -> list[tuple[Paragraph, str]]:
    """The cells to be read as prose, each as a paragraph with its locator in the table (`r3c2`)."""
    told = any(document.text.find(word, table.start, table.end) >= 0 for word in TOLD_WORDS)
    if not told or not TOLD.search(document.text, table.start, table.end):
        return []
    cells = told_in_words(build_grid(document.text, table))
    return [(Paragraph(cell.start, cell.end), f"r{cell.row}c{cell.column}") for cell in cells]


def _observation(
    figure: Figure, grid: Grid, context: TableContext, catalogue: Catalogue, lines: dict[int, tuple[int, int]]
) -> Observation:
    cell, reading = figure.cell, figure.cell.reading
    if cell.row not in lines:
        lines[cell.row] = grid.line_span(cell.row)
    start, end = lines[cell.row]
    return Observation(
        indicator=figure.indicator,
        value=figure.value,
        unit=figure.unit or catalogue.indicators[figure.indicator].unit,
        unit_raw=figure.unit_raw or reading.unit,
        period=figure.period or context.time.report,
        period_source=figure.period_source or context.time.source,
        kind=figure.kind,
        value_status="reported" if figure.value else "zero",
        bound=reading.bound,
        approx=reading.approx,
        breakdown=figure.breakdown,
        subject=figure.subject,
        evidence_start=cell.start + reading.start,
        evidence_end=cell.start + reading.end,
        sentence_start=start,
        sentence_end=end,
        locator=f"t{context.number}r{cell.row}c{cell.column}",
        rule=figure.rule,
        confidence=figure.confidence,
    )

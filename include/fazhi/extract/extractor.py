"""From a parsed document to its figures: walks the blocks, prose here, tables in `fazhi.extract.tables`."""

from __future__ import annotations

from dataclasses import replace

from fazhi.catalogue import Catalogue
from fazhi.extract.confidence import without_contradictions
from fazhi.extract.lexicon import Lexicon
from fazhi.extract.observation import Extraction, LeftOut, Observation
from fazhi.extract.prose import ProseReader
from fazhi.extract.segment import PLAN, REPORT, sections
from fazhi.extract.tables import observations_of_table, prose_in_table, tables_of
from fazhi.extract.time import DocumentTime
from fazhi.parse.document import Document, Table


def extract(document: Document, catalogue: Catalogue) -> Extraction:
    """Every figure of `document` that an indicator of the catalogue covers, and the numbers left out, in text order.

    Spans index `document.text`. The cost is linear in its length.
    """
    time = DocumentTime.of(document)
    reader = ProseReader(document, catalogue, time)
    observations: list[Observation] = []
    left_out: list[LeftOut] = []
    planned_from = -1
    for number, block, kind, headings in sections(document, time):
        if kind == PLAN and planned_from < 0:
            planned_from = number
        found, left = reader.paragraph(number, block, kind, headings)
        observations += found
        left_out += left
    lexicon = Lexicon.of(catalogue)
    has_tables = any(isinstance(block, Table) for block in document.blocks)
    for table, context in tables_of(document, time) if has_tables else ():
        plan = 0 <= planned_from < context.number
        found, left = observations_of_table(
            document, table, replace(context, plan=True) if plan else context, catalogue, lexicon
        )
        observations += found
        left_out += left
        for paragraph, place in prose_in_table(document, table):
            found, left = reader.paragraph(context.number, paragraph, PLAN if plan else REPORT, context.headings)
            observations += [replace(seen, locator=f"t{context.number}{place}") for seen in found]
            left_out += left
    if reader.yielding:
        observations = reader.settled(observations)
    observations = without_contradictions(observations)
    observations.sort(key=lambda observation: observation.evidence_start)
    left_out.sort(key=lambda left: left.start)
    return Extraction(tuple(observations), tuple(left_out))

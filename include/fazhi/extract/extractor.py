"""From a parsed document to its figures: walks the blocks, prose here, tables in `fazhi.extract.tables`."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter

from fazhi.catalogue import Catalogue
from fazhi.extract.another_value import without_contradictions
from fazhi.extract.confidence import CERTAIN, LIKELY
from fazhi.extract.lexicon import Lexicon
from fazhi.extract.observation import Extraction, LeftOut, Observation, Statement
from fazhi.extract.prose import ProseReader
from fazhi.extract.segment import PLAN, REPORT, sections, with_full_stops
from fazhi.extract.statements import StatementReader
from fazhi.extract.tables import observations_of_table, prose_in_table, tables_of
from fazhi.extract.time import DocumentTime
from fazhi.extract.totals import the_total_alone
from fazhi.parse.dates import half_width_digits
from fazhi.parse.document import Document, Table
from fazhi.parse.plan import is_norm_title


def extract(document: Document, catalogue: Catalogue) -> Extraction:
    """Every figure of `document` that an indicator of the catalogue covers, and the numbers left out, in text order.

    Beside them stand the statements: what it tells without a number. Spans index `document.text`. The cost is linear
    in its length.
    """
    document = _in_usual_signs(document)
    time = DocumentTime.of(document)
    reader = ProseReader(document, catalogue, time)
    observations: list[Observation] = []
    left_out: list[LeftOut] = []
    told = StatementReader(document, catalogue.statements, time, publisher=reader.publisher, township=reader.township)
    statements: list[Statement] = []
    planned_from = -1
    for number, block, kind, headings in sections(document, time):
        if kind == PLAN and planned_from < 0:
            planned_from = number
        found, left = reader.paragraph(number, block, kind, headings)
        observations += found
        left_out += left
        statements += told.paragraph(block, kind, headings)
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
            section = PLAN if plan else REPORT
            found, left = reader.paragraph(context.number, paragraph, section, context.headings)
            statements += told.paragraph(paragraph, section, context.headings)
            observations += [replace(seen, locator=f"t{context.number}{place}") for seen in found]
            left_out += left
    if reader.yielding:
        observations = reader.settled(observations)
    if is_norm_title(document.title):
        left_out += [LeftOut(start=seen.evidence_start, end=seen.evidence_end, reason="norm") for seen in observations]
        observations, statements = [], []
    observations, lesser = the_total_alone(observations)
    left_out += lesser
    observations = without_contradictions(observations, document.text)
    if reader.township:
        observations = [_of_one_township(seen) for seen in observations]
    observations.sort(key=attrgetter("evidence_start"))
    left_out.sort(key=attrgetter("start"))
    statements.sort(key=attrgetter("evidence_start"))
    return Extraction(tuple(observations), tuple(left_out), tuple(statements))


def _in_usual_signs(document: Document) -> Document:
    """The document with ０-９ as 0-9 and a point that ends a sentence as 。, at the same places.

    Some old sites print every digit so, those of years too.
    """
    title, text = half_width_digits(document.title), with_full_stops(half_width_digits(document.text))
    return document if (title, text) == (document.title, document.text) else replace(document, title=title, text=text)


def _of_one_township(seen: Observation) -> Observation:
    """However plainly a township tells what it did, it is nothing that is certain of the county."""
    return replace(seen, confidence=LIKELY, doubt="one_township") if seen.confidence == CERTAIN else seen

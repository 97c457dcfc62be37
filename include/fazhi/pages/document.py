"""A document: its parsed text with every figure marked, and the original as it was received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Response

from fazhi.extract.observation import Observation
from fazhi.pages.archived import DocumentRow, Reading
from fazhi.pages.page import Page, PageDependency, kept
from fazhi.parse import ParseError
from fazhi.parse.encoding import decode

router = APIRouter()

Span = tuple[int, int]
Mark = tuple[str, tuple[str, ...]]
"""taken or left, and notes: as what, or why."""
Marks = dict[Span, Mark]
"""Spans don't overlap."""

_DOCUMENT = """
SELECT document_key, document_id, url, source_code, title, document_type, publisher, published_on, report_year,
       archive_file, archive_offset, captured_at, parent_document_id IS NOT NULL AS is_attachment
FROM dw.dim_document WHERE document_key = %s
"""
_VERSIONS = """
SELECT document_key, version, captured_at, superseded_at FROM dw.dim_document WHERE document_id = %s ORDER BY version
"""
_SAID = """
SELECT evidence, sentence FROM dw.fact_observation
WHERE document_key = %s AND evidence_start = %s AND evidence_end = %s LIMIT 1
"""
_NAMES = "SELECT code, name_zh FROM dw.dim_indicator WHERE code = ANY(%s)"
Place = Annotated[int | None, Query(ge=0)]

# An original may do nothing at all: no script, no form, nothing fetched, and no standing as this site.
_ORIGINAL = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "Content-Disposition": "inline",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text alike throughout: what is marked in it, and whether it belongs to what the reader asked for.

    `kind` is taken, left or empty; `notes` say as what, or why.
    """

    text: str
    kind: str
    notes: tuple[str, ...]
    in_sentence: bool
    asked: bool


@router.get("/documents/{key}", name="document")
@kept
def document(page: PageDependency, key: int, start: Place = None, end: Place = None) -> Response:
    """The text of a document version, the figure at `start` to `end` and its sentence highlighted."""
    row = _row(page, key)
    asked = _asked(page, key, start, end)
    try:
        reading = page.pages.archived.reading(row)
    except ParseError as error:
        return page.render("document.html", row=row, pieces=(), unread=str(error), asked=asked, versions=())
    text = reading.document.text
    figure, sentence = _places(text, asked, start, end)
    return page.render(
        "document.html",
        row=row,
        unread="",
        asked=asked,
        moved=asked is not None and figure is None,
        pieces=_anonymised(page, list(pieces(text, _marks(page, reading), figure, sentence))),
        counts=(len(reading.extraction.observations), len(reading.extraction.left_out)),
        versions=page.rows(_VERSIONS, (row["document_id"],)),
    )


@router.get("/documents/{key}/original", name="original")
def original(page: PageDependency, key: int) -> Response:
    """The response as it was received: a page to be looked at, a file to be saved."""
    row = _row(page, key)
    response = page.pages.archived.response(row)
    if row["is_attachment"]:
        headers = {**_ORIGINAL, "Content-Disposition": "attachment"}
        return Response(response.body, media_type="application/octet-stream", headers=headers)
    text, _ = decode(response.body, response.content_type)
    return Response(text.encode(), media_type="text/html; charset=utf-8", headers=_ORIGINAL)


def _row(page: Page, key: int) -> DocumentRow:
    rows = page.rows(_DOCUMENT, (key,))
    if not rows:
        raise HTTPException(404)
    return rows[0]


def _asked(page: Page, key: int, start: int | None, end: int | None) -> DocumentRow | None:
    """What the warehouse holds of the figure that the reader comes from."""
    rows = page.rows(_SAID, (key, start, end)) if start is not None and end is not None else []
    return rows[0] if rows else None


def _places(
    text: str, asked: DocumentRow | None, start: int | None, end: int | None
) -> tuple[Span | None, Span | None]:
    """Where the figure and its sentence stand; nothing where this text is not the one it was read from."""
    if asked is None or start is None or end is None or text[start:end] != asked["evidence"]:
        return None, None
    sentence = asked["sentence"]
    begin = text.rfind(sentence, max(0, end - len(sentence)), start + len(sentence))
    return (start, end), ((begin, begin + len(sentence)) if begin >= 0 else None)


def _marks(page: Page, reading: Reading) -> Marks:
    """Every figure; where two overlap, the first, and one that is taken before one that is left."""
    observations = reading.extraction.observations
    codes = sorted({observation.indicator for observation in observations})
    names = {row["code"]: row["name_zh"] for row in page.rows(_NAMES, (codes,))}
    taken: dict[Span, tuple[str, ...]] = {}
    for observation in observations:
        span = (observation.evidence_start, observation.evidence_end)
        taken[span] = (*taken.get(span, ()), _note(page, observation, names.get(observation.indicator)))
    found: list[tuple[Span, Mark]] = [(span, ("taken", notes)) for span, notes in taken.items()]
    found += [((left.start, left.end), ("left", (left.reason,))) for left in reading.extraction.left_out]
    return dict(_apart(found))


def _note(page: Page, observation: Observation, name: str | None) -> str:
    parts = (name or observation.indicator, observation.breakdown, observation.period)
    kind = page.label("kind", observation.kind)
    confidence = page.label("confidence", observation.confidence)
    return " · ".join([*filter(None, parts), kind, confidence])


def _apart(found: Iterable[tuple[Span, Mark]]) -> Iterator[tuple[Span, Mark]]:
    position = 0
    for (start, end), (kind, notes) in sorted(found, key=lambda mark: (mark[0][0], mark[1][0] == "left", -mark[0][1])):
        if start >= position and end > start:
            yield (start, end), (kind, notes)
            position = end


def pieces(text: str, marks: Marks, figure: Span | None, sentence: Span | None) -> Iterator[Piece]:
    """The text cut wherever something begins or ends: together the pieces are the text."""
    spans = [*marks, *filter(None, (figure, sentence))]
    cuts = sorted({0, len(text), *(place for span in spans for place in span)})
    ordered = sorted(marks.items())
    at = 0
    for start, end in pairwise(cuts):
        while at < len(ordered) and ordered[at][0][1] <= start:
            at += 1
        kind, notes = ordered[at][1] if at < len(ordered) and ordered[at][0][0] <= start else ("", ())
        yield Piece(text[start:end], kind, notes, _within(start, end, sentence), _within(start, end, figure))


def _anonymised(page: Page, found: Sequence[Piece]) -> list[Piece]:
    texts = page.anonymised([piece.text for piece in found])
    return [replace(piece, text=text) for piece, text in zip(found, texts, strict=True)]


def _within(start: int, end: int, span: Span | None) -> bool:
    return span is not None and span[0] <= start and end <= span[1]

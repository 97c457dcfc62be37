"""The rows of `stg.*`, as COPY takes them: what was derived from a document, column by column.

A year loads a million observations: theirs are made as the bytes of binary COPY, of which most are the same from row to
row, and of a document at once. The other tables have few rows, which psycopg encodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from operator import attrgetter
from struct import Struct
from typing import Any
from uuid import UUID

from fazhi.extract.observation import Extraction
from fazhi.extract.unrecognised import Unrecognised
from fazhi.parse.document import Document
from fazhi.reconcile.check import Check
from fazhi.warehouse import binary_copy, digests
from fazhi.warehouse.ledger import Capture
from fazhi.warehouse.periods import parse_period

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedDocument:
    """One capture and all that was derived from it; the operands of `checks` are positions in the observations.

    `work_text` is the text of the article where an attachment repeats it: both are one source.
    """

    capture: Capture
    document: Document
    extraction: Extraction
    checks: Sequence[Check] = ()
    unrecognised: Sequence[Unrecognised] = ()
    work_text: str = ""


@dataclass(frozen=True)
class StagedDocument:
    """A document under its key for the load `load_id`; `written` is what its observations say, by `digests.written`."""

    load_id: int
    document_id: int
    derived: DerivedDocument
    written: digests.Written
    observation_digest: str

    @classmethod
    def of(cls, load_id: int, document_id: int, derived: DerivedDocument) -> StagedDocument:
        """The document with its digest computed."""
        written = digests.written(derived.capture.source_code, derived.document, derived.extraction.observations)
        return cls(load_id, document_id, derived, written, digests.observation_digest(written.parts))

    @cached_property
    def digests(self) -> Sequence[tuple[bytes, bytes]]:
        """Row and value digest of each observation: not asked for where the warehouse holds all of them already."""
        return digests.of_written(self.written.parts)

    @property
    def identity(self) -> tuple[str, str, str]:
        """URL, content hash and observation digest, as the ledger keeps them."""
        return self.derived.capture.url, self.derived.capture.content_hash, self.observation_digest

    @cached_property
    def is_storable(self) -> bool:
        """Whether PostgreSQL can hold its text as it is."""
        text = self.derived.document.text
        return "\0" not in text and _encodable(text)

    @property
    def storable(self) -> Callable[[str], str]:
        """What makes slices of its text storable: nothing, where all of it is."""
        return str if self.is_storable else _storable

    def own_columns(self) -> Row:
        """What every statement of it begins with; an observation, of which there are many, with the key alone."""
        capture = self.derived.capture
        return (
            *(self.load_id, self.document_id, capture.url, capture.content_hash, capture.source_code),
            *(capture.province_code, capture.partition_year),
        )


_OWN = {
    **{"load_id": "int8", "document_id": "int8", "url": "text", "content_hash": "text", "source_code": "text"},
    **{"province_code": "text", "partition_year": "int4"},
}
_EVIDENCE = {
    **{"confidence": "text", "rule": "text", "locator": "text", "evidence_start": "int4", "evidence_end": "int4"},
    **{"sentence_start": "int4", "sentence_end": "int4"},
}
_PERIOD = {"period_year": "int4", "period_start": "date", "period_end": "date", "granularity": "text"}
_STATEMENT = {"code": "text", "period": "text", "period_source": "text", "kind": "text", **_EVIDENCE}
# a digest goes into its uuid column as the sixteen bytes that it is
_FOUND = {"evidence": "text", "sentence": "text", "row_digest": "bytea", "value_digest": "bytea"}

DOCUMENT_COLUMNS = {
    **{"load_id": "int8", "document_id": "int8", "work_id": "int8", "url": "text", "source_code": "text"},
    **{"province_code": "text", "partition_year": "int4", "title": "text", "document_type": "text"},
    **{"publisher": "text", "index_number": "text", "document_number": "text", "written_on": "date"},
    **{"published_on": "date", "report_year": "int4", "content_hash": "text", "capture_id": "int8"},
    **{"archive_file": "text", "archive_offset": "int8", "captured_at": "timestamptz", "text_length": "int4"},
    **{"observations": "int4", "left_out": "int4", "parent_document_id": "int8", "observation_digest": "text"},
    **{"restated": "bool"},
}
_KEY = {"load_id": "int8", "document_id": "int8"}
_WORDS = dict.fromkeys(digests.WORDS, "text")
_NUMBERS = {"value": "numeric", "value_max": "numeric"}
_PLACE = {
    **{"position": "int4", "evidence_start": "int4", "evidence_end": "int4", "sentence_start": "int4"},
    **{"sentence_end": "int4", "locator": "text"},
}
OBSERVATION_COLUMNS = {**_KEY, **_WORDS, **_PERIOD, "approx": "bool", **_NUMBERS, **_PLACE, **_FOUND}
STATEMENT_COLUMNS = {
    **{**_OWN, **{"statement" if name == "code" else name: kind for name, kind in _STATEMENT.items()}},
    **{"position": "int4", "subject": "text", **_PERIOD, **_FOUND},
}
CHECK_COLUMNS = {
    **{"load_id": "int8", "document_id": "int8", "position": "int4", "identity": "text", "result": "text"},
    **{"how": "text", "period": "text", **_PERIOD, "expected": "numeric", "found": "numeric"},
    **{"operands": "uuid[]", "row_digest": "uuid"},
}
UNRECOGNISED_COLUMNS = {
    **{"load_id": "int8", "document_id": "int8", "position": "int4", "word": "text", "indicators": "text[]"},
    **{"figure": "text", "sentence": "text", "figure_start": "int4"},
}

_figure_of = attrgetter(
    "approx", "value", "value_max", "evidence_start", "evidence_end", "sentence_start", "sentence_end", "locator"
)
_five_numbers = Struct("!" + 5 * "ii").pack
_PERIOD_CODE = list(_WORDS).index("period")
_DIGEST = (16).to_bytes(4)  # the length of one
_TRUE, _FALSE = (binary_copy.fields(("bool",), (either,)) for either in (True, False))
_of_statement = attrgetter(*_STATEMENT)


def document_row(staged: StagedDocument, *, restated: bool) -> Row:
    """The row of `stg.document`; `restated` where its observations are not staged again."""
    derived = staged.derived
    capture, document = derived.capture, derived.document
    return (
        staged.load_id,
        staged.document_id,
        digests.work_id(derived.work_text or document.text),
        capture.url,
        capture.source_code,
        capture.province_code,
        capture.partition_year,
        _storable(document.title),
        document.document_type,
        _storable(document.publisher),
        _storable(document.index_number),
        _storable(document.document_number),
        document.written_on,
        document.published_on,
        document.report_year,
        capture.content_hash,
        capture.capture_id,
        capture.archive_file,
        capture.archive_offset,
        capture.captured_at,
        len(document.text),
        len(derived.extraction.observations),
        len(derived.extraction.left_out),
        digests.document_id(capture.parent_url) if capture.parent_url else None,
        staged.observation_digest,
        restated,
    )


def observation_block(staged: StagedDocument) -> bytes:
    """The rows of `stg.observation`, in binary COPY: the columns of OBSERVATION_COLUMNS in their order."""
    year, text, storable = staged.derived.capture.partition_year, staged.derived.document.text, staged.storable
    written, sentences = staged.written, staged.written.sentences
    if not staged.is_storable:
        sentences = [_storable(each.decode("utf-8", "surrogatepass")).encode() for each in sentences]
    start = binary_copy.row_start(OBSERVATION_COLUMNS)
    start += binary_copy.fields(_KEY.values(), (staged.load_id, staged.document_id))
    block: list[bytes] = []
    rows = zip(staged.derived.extraction.observations, written.words, sentences, staged.digests, strict=True)
    for position, (each, words, sentence, (row_digest, value_digest)) in enumerate(rows):
        approx, value, value_max, begin, end, sentence_begin, sentence_end, locator = _figure_of(each)
        evidence = storable(text[begin:end]).encode()
        block += (
            start,
            _word_fields(words, year),
            _TRUE if approx else _FALSE,
            binary_copy.NULL if value is None else _number_field(str(value)),
            binary_copy.NULL if value_max is None else _number_field(str(value_max)),
            _five_numbers(4, position, 4, begin, 4, end, 4, sentence_begin, 4, sentence_end),
            _locator_field(locator),
            len(evidence).to_bytes(4),
            evidence,
            len(sentence).to_bytes(4),
            sentence,
            _DIGEST,
            row_digest,
            _DIGEST,
            value_digest,
        )
    return b"".join(block)


def statement_rows(staged: StagedDocument) -> Iterator[Row]:
    """The rows of `stg.statement`."""
    statements = staged.derived.extraction.statements
    if not statements:
        return
    own, capture = staged.own_columns(), staged.derived.capture
    text, storable = staged.derived.document.text, staged.storable
    found = digests.of_statements(capture.source_code, staged.derived.document, statements)
    for position, (each, (row_digest, value_digest)) in enumerate(zip(statements, found, strict=True)):
        yield (
            *own,
            *_of_statement(each),
            position,
            _storable_word(each.subject),
            *_period_columns(each.period, capture.partition_year),
            storable(text[each.evidence_start : each.evidence_end]),
            storable(text[each.sentence_start : each.sentence_end]),
            row_digest,
            value_digest,
        )


def check_rows(staged: StagedDocument) -> Iterator[Row]:
    """The rows of `stg.document_check`."""
    for position, check in enumerate(staged.derived.checks):
        operands = [UUID(bytes=staged.digests[operand][0]) for operand in check.operands]
        yield (
            staged.load_id,
            staged.document_id,
            position,
            check.identity,
            check.result,
            check.how,
            check.period,
            *_period_columns(check.period, staged.derived.capture.partition_year),
            check.expected,
            check.found,
            operands,
            digests.check_digest(check, operands),
        )


def unrecognised_rows(staged: StagedDocument) -> Iterator[Row]:
    """The rows of `stg.unrecognised`."""
    if not staged.derived.unrecognised:
        return
    text, storable = staged.derived.document.text, staged.storable
    for position, each in enumerate(staged.derived.unrecognised):
        yield (
            staged.load_id,
            staged.document_id,
            position,
            each.word,
            list(each.codes),
            storable(text[each.start : each.end]),
            storable(text[each.sentence_start : each.sentence_end]),
            each.start - each.sentence_start,
        )


# what else is staged of a document: table, columns, and what gives the rows
BESIDE_OBSERVATIONS: Mapping[str, tuple[Mapping[str, str], Callable[[StagedDocument], Iterator[Row]]]] = {
    "statement": (STATEMENT_COLUMNS, statement_rows),
    "document_check": (CHECK_COLUMNS, check_rows),
    "unrecognised": (UNRECOGNISED_COLUMNS, unrecognised_rows),
}


def _period_columns(code: str, partition_year: int) -> Row:
    """Year, start, end and granularity; a figure without a period is stored under its document's year."""
    period = parse_period(code)
    if period is None:
        return None, None, None, None
    return partition_year if period.year is None else period.year, period.start, period.end, period.granularity


@lru_cache(maxsize=8192)
def _word_fields(words: digests.Words, partition_year: int) -> bytes:
    period = words.spelt[_PERIOD_CODE]
    columns = {**_WORDS, **_PERIOD}.values()
    return binary_copy.fields(columns, (*map(_storable, words.spelt), *_period_columns(period, partition_year)))


@lru_cache(maxsize=8192)
def _number_field(spelt: str) -> bytes:
    return binary_copy.fields(("numeric",), (Decimal(spelt),))


@lru_cache(maxsize=8192)
def _locator_field(locator: str) -> bytes:
    return binary_copy.fields(("text",), (locator,))


def _storable(text: str) -> str:
    """PostgreSQL's text holds neither NUL nor lone surrogates; a hostile page may."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_storable_word = lru_cache(maxsize=4096)(_storable)  # units, bodies: a few words again and again

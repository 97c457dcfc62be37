"""Staging: what a load derived, put by COPY into `stg.*` under one load_id, for the gate and the merge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from psycopg import sql

from fazhi.extract.observation import Extraction
from fazhi.extract.unrecognised import Unrecognised
from fazhi.parse.document import Document
from fazhi.reconcile.check import Check
from fazhi.warehouse import digests
from fazhi.warehouse.database import Connection
from fazhi.warehouse.ledger import Capture, Versions
from fazhi.warehouse.periods import parse_period

KEPT = timedelta(days=7)
_DOCUMENTS_A_COPY = 200
_TABLES = ("document", "observation", "statement", "document_check", "unrecognised")


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


def start_load(connection: Connection, run_id: int, province_code: str, year: int, versions: Versions) -> int:
    """Open a load of one partition and return its load_id; the facts it changes are recorded at the run's start.

    What other loads staged more than KEPT before that is dropped. Committed at once unless the caller has a
    transaction open.

    Raises:
        ValueError: there is no such run.
    """
    with connection.transaction():
        row = connection.execute(
            "INSERT INTO etl.load (run_id, province_code, partition_year, parser_version, extractor_version,"
            " catalogue_digest, expectations_digest, started_at)"
            " SELECT run_id, %s, %s, %s, %s, %s, %s, started_at FROM etl.run WHERE run_id = %s"
            " RETURNING load_id, started_at",
            (
                *(province_code, year, versions.parser, versions.extractor, versions.catalogue),
                *(versions.expectations, run_id),
            ),
        ).fetchone()
        if row is None:
            raise ValueError(f"etl.run has no run {run_id}")
        load_id, started_at = row
        for table in _TABLES:
            connection.execute(
                sql.SQL(
                    "DELETE FROM stg.{} WHERE load_id IN (SELECT load_id FROM etl.load WHERE started_at < %s)"
                ).format(sql.Identifier(table)),
                (started_at - KEPT,),
            )
    return int(load_id)


def stage(connection: Connection, load_id: int, derived: Iterable[DerivedDocument]) -> int:
    """Copy documents, observations, statements and checks into `stg.*` and return the number of observations.

    A document whose observations are those that the ledger has of the same text is staged without them: they went
    through the same gate and stand in the star schema. A document that this load staged before is replaced, so a
    batch can be tried again; several batches may stage under one load_id at the same moment. Committed at the end
    unless the caller has a transaction open.
    """
    count = 0
    documents = iter(derived)
    with connection.transaction():
        while batch := list(islice(documents, _DOCUMENTS_A_COPY)):
            count += _stage_batch(connection, load_id, batch)
    with connection.transaction():  # of its own: it would keep other batches from theirs until the end
        for table in _TABLES:
            connection.execute("SELECT etl.analyse(%s::regclass)", (f"stg.{table}",))
    return count


def _stage_batch(connection: Connection, load_id: int, batch: Sequence[DerivedDocument]) -> int:
    by_id = {digests.document_id(each.capture.url): each for each in batch}
    for table in _TABLES:
        connection.execute(
            sql.SQL("DELETE FROM stg.{} WHERE load_id = %s AND document_id = ANY(%s)").format(sql.Identifier(table)),
            (load_id, list(by_id)),
        )
    in_ledger = _in_ledger(connection, load_id, batch)
    documents: list[Sequence[Any]] = []
    observations: list[Sequence[Any]] = []
    statements: list[Sequence[Any]] = []
    checks: list[Sequence[Any]] = []
    unrecognised: list[Sequence[Any]] = []
    count = 0
    for document_id, each in by_id.items():
        row_digests = digests.row_digests(each.capture.source_code, each.document, each.extraction.observations)
        digest = digests.observation_digest(row_digests)
        restated = (each.capture.url, each.capture.content_hash, digest) in in_ledger
        documents.append((load_id, document_id, *_document_row(each), digest, restated))
        count += len(row_digests)
        if not restated:
            observations.extend((load_id, document_id, *row) for row in _observation_rows(each, row_digests))
        statements.extend((load_id, document_id, *row) for row in _statement_rows(each))
        checks.extend((load_id, document_id, *row) for row in _check_rows(each, row_digests))
        unrecognised.extend((load_id, document_id, *row) for row in _unrecognised_rows(each))
    _copy(connection, "document", _DOCUMENT_COLUMNS, documents)
    _copy(connection, "observation", _OBSERVATION_COLUMNS, observations)
    _copy(connection, "statement", _STATEMENT_COLUMNS, statements)
    _copy(connection, "document_check", _CHECK_COLUMNS, checks)
    _copy(connection, "unrecognised", _UNRECOGNISED_COLUMNS, unrecognised)
    return count


def _in_ledger(connection: Connection, load_id: int, batch: Sequence[DerivedDocument]) -> set[tuple[str, str, str]]:
    """URL, content hash and observation digest of what the star schema holds of the batch's texts.

    Only what the same parser placed and the same gate let pass whole: where it kept rows back, people may have decided
    otherwise since.
    """
    rows = connection.execute(
        "SELECT url, content_hash, observation_digest FROM etl.derivation AS held"
        " WHERE is_current AND url = ANY(%s) AND (parser_version, expectations_digest)"
        " = (SELECT parser_version, expectations_digest FROM etl.load WHERE load_id = %s)"
        " AND NOT EXISTS (SELECT FROM etl.rejected"
        "                 WHERE rejected.url = held.url AND rejected.content_hash = held.content_hash)",
        ([each.capture.url for each in batch], load_id),
    )
    return set(rows.fetchall())


_DOCUMENT_COLUMNS = {
    **{"load_id": "int8", "document_id": "int8", "work_id": "int8", "url": "text", "source_code": "text"},
    **{"province_code": "text", "partition_year": "int4", "title": "text", "document_type": "text"},
    **{"publisher": "text", "index_number": "text", "document_number": "text", "written_on": "date"},
    **{"published_on": "date", "report_year": "int4", "content_hash": "text", "capture_id": "int8"},
    **{"archive_file": "text", "archive_offset": "int8", "captured_at": "timestamptz", "text_length": "int4"},
    **{"observations": "int4", "left_out": "int4", "parent_document_id": "int8", "observation_digest": "text"},
    **{"restated": "bool"},
}
_OBSERVATION_COLUMNS = {
    **{"load_id": "int8", "document_id": "int8", "position": "int4", "url": "text", "content_hash": "text"},
    **{"source_code": "text", "province_code": "text", "partition_year": "int4", "indicator": "text"},
    **{"value": "numeric", "value_max": "numeric", "value_status": "text", "bound": "text", "approx": "bool"},
    **{"unit": "text", "unit_raw": "text", "period": "text", "period_source": "text", "period_year": "int4"},
    **{"period_start": "date", "period_end": "date", "granularity": "text", "kind": "text", "breakdown": "text"},
    **{"subject": "text", "basis": "text", "scope": "text", "confidence": "text", "rule": "text"},
    **{"locator": "text", "evidence_start": "int4", "evidence_end": "int4", "evidence": "text"},
    **{"sentence_start": "int4", "sentence_end": "int4", "sentence": "text"},
    **{"row_digest": "uuid", "value_digest": "uuid"},
}
_STATEMENT_COLUMNS = {
    **{"load_id": "int8", "document_id": "int8", "position": "int4", "url": "text", "content_hash": "text"},
    **{"source_code": "text", "province_code": "text", "partition_year": "int4", "statement": "text"},
    **{"period": "text", "period_source": "text", "period_year": "int4", "period_start": "date"},
    **{"period_end": "date", "granularity": "text", "kind": "text", "subject": "text", "confidence": "text"},
    **{"rule": "text", "locator": "text", "evidence_start": "int4", "evidence_end": "int4", "evidence": "text"},
    **{"sentence_start": "int4", "sentence_end": "int4", "sentence": "text"},
    **{"row_digest": "uuid", "value_digest": "uuid"},
}
_CHECK_COLUMNS = {
    **{"load_id": "int8", "document_id": "int8", "position": "int4", "identity": "text", "result": "text"},
    **{"how": "text", "period": "text", "period_year": "int4", "period_start": "date", "period_end": "date"},
    **{"granularity": "text", "expected": "numeric", "found": "numeric", "operands": "uuid[]", "row_digest": "uuid"},
}

_UNRECOGNISED_COLUMNS = {
    **{"load_id": "int8", "document_id": "int8", "position": "int4", "word": "text", "indicators": "text[]"},
    **{"figure": "text", "sentence": "text", "figure_start": "int4"},
}


def _document_row(derived: DerivedDocument) -> tuple[Any, ...]:
    capture, document = derived.capture, derived.document
    return (
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
    )


def _observation_rows(derived: DerivedDocument, row_digests: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    capture, text = derived.capture, derived.document.text
    for position, (each, row_digest) in enumerate(zip(derived.extraction.observations, row_digests, strict=True)):
        yield (
            position,
            capture.url,
            capture.content_hash,
            capture.source_code,
            capture.province_code,
            capture.partition_year,
            each.indicator,
            each.value,
            each.value_max,
            each.value_status,
            each.bound,
            each.approx,
            each.unit,
            _storable(each.unit_raw),
            each.period,
            each.period_source,
            *_period_columns(each.period, capture.partition_year),
            each.kind,
            each.breakdown,
            _storable(each.subject),
            each.basis,
            _storable(each.scope),
            each.confidence,
            each.rule,
            each.locator,
            each.evidence_start,
            each.evidence_end,
            _storable(text[each.evidence_start : each.evidence_end]),
            each.sentence_start,
            each.sentence_end,
            _storable(text[each.sentence_start : each.sentence_end]),
            row_digest,
            digests.value_digest(each),
        )


def _statement_rows(derived: DerivedDocument) -> Iterator[tuple[Any, ...]]:
    capture, text, statements = derived.capture, derived.document.text, derived.extraction.statements
    row_digests = digests.statement_digests(capture.source_code, derived.document, statements)
    for position, (each, row_digest) in enumerate(zip(statements, row_digests, strict=True)):
        yield (
            position,
            capture.url,
            capture.content_hash,
            capture.source_code,
            capture.province_code,
            capture.partition_year,
            each.code,
            each.period,
            each.period_source,
            *_period_columns(each.period, capture.partition_year),
            each.kind,
            _storable(each.subject),
            each.confidence,
            each.rule,
            each.locator,
            each.evidence_start,
            each.evidence_end,
            _storable(text[each.evidence_start : each.evidence_end]),
            each.sentence_start,
            each.sentence_end,
            _storable(text[each.sentence_start : each.sentence_end]),
            row_digest,
            digests.telling_digest(each),
        )


def _check_rows(derived: DerivedDocument, row_digests: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    for position, check in enumerate(derived.checks):
        operands = [row_digests[operand] for operand in check.operands]
        yield (
            position,
            check.identity,
            check.result,
            check.how,
            check.period,
            *_period_columns(check.period, derived.capture.partition_year),
            check.expected,
            check.found,
            operands,
            digests.check_digest(check, operands),
        )


def _unrecognised_rows(derived: DerivedDocument) -> Iterator[tuple[Any, ...]]:
    text = derived.document.text
    for position, each in enumerate(derived.unrecognised):
        yield (
            position,
            each.word,
            list(each.codes),
            _storable(text[each.start : each.end]),
            _storable(text[each.sentence_start : each.sentence_end]),
            each.start - each.sentence_start,
        )


def _period_columns(code: str, partition_year: int) -> tuple[Any, ...]:
    """Year, start, end and granularity; a figure without a period is stored under its document's year."""
    period = parse_period(code)
    if period is None:
        return None, None, None, None
    return partition_year if period.year is None else period.year, period.start, period.end, period.granularity


def _storable(text: str) -> str:
    """PostgreSQL's text holds neither NUL nor lone surrogates; a hostile page may."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _copy(connection: Connection, table: str, columns: dict[str, str], rows: Sequence[Sequence[Any]]) -> None:
    statement = sql.SQL("COPY stg.{} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(list(columns.values()))
        for row in rows:
            copy.write_row(row)

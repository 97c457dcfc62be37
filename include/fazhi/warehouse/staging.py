"""Staging: what a load derived, put by COPY into `stg.*` under one load_id, for the gate and the merge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import chain, islice

from psycopg import Copy, sql

from fazhi.warehouse import binary_copy, digests
from fazhi.warehouse.database import Connection
from fazhi.warehouse.ledger import Versions
from fazhi.warehouse.staged_rows import (
    BESIDE_OBSERVATIONS,
    DOCUMENT_COLUMNS,
    OBSERVATION_COLUMNS,
    DerivedDocument,
    Row,
    StagedDocument,
    document_row,
    observation_block,
)

KEPT = timedelta(days=7)
_DOCUMENTS_A_COPY = 200
_TABLES = ("document", "observation", *BESIDE_OBSERVATIONS)


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
        drop_old(connection, started_at)
    return int(load_id)


def drop_old(connection: Connection, moment: datetime) -> int:
    """Drop what loads staged that began more than KEPT before `moment`; gives the number of rows."""
    dropped = 0
    for table in _TABLES:
        statement = sql.SQL("DELETE FROM stg.{} WHERE load_id IN (SELECT load_id FROM etl.load WHERE started_at < %s)")
        dropped += connection.execute(statement.format(sql.Identifier(table)), (moment - KEPT,)).rowcount
    return dropped


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
            count += stage_batch(connection, load_id, batch)
    with connection.transaction():  # of its own: it would keep other batches from theirs until the end
        for table in _TABLES:
            connection.execute("SELECT etl.analyse(%s::regclass)", (f"stg.{table}",))
    return count


def stage_batch(connection: Connection, load_id: int, batch: Sequence[DerivedDocument]) -> int:
    """`stage` of a few documents, without its transaction and its statistics."""
    by_id = {digests.document_id(each.capture.url): each for each in batch}
    for table in _TABLES:
        connection.execute(
            sql.SQL("DELETE FROM stg.{} WHERE load_id = %s AND document_id = ANY(%s)").format(sql.Identifier(table)),
            (load_id, list(by_id)),
        )
    in_ledger = _in_ledger(connection, load_id, batch)
    documents: list[StagedDocument] = []
    rows: list[Row] = []

    def observations() -> Iterator[bytes]:
        for document_id, each in by_id.items():
            document = StagedDocument.of(load_id, document_id, each)
            restated = document.identity in in_ledger
            documents.append(document)
            rows.append(document_row(document, restated=restated))
            if not restated:
                yield observation_block(document)

    # first, because most is to do for them, and while digests are computed here the server stores what came before
    with _copying(connection, "observation", OBSERVATION_COLUMNS) as copy:
        for piece in binary_copy.pieces(observations()):
            copy.write(piece)
    _copy(connection, "document", DOCUMENT_COLUMNS, rows)
    for table, (columns, rows_of) in BESIDE_OBSERVATIONS.items():
        _copy(connection, table, columns, chain.from_iterable(map(rows_of, documents)))
    return sum(len(each.derived.extraction.observations) for each in documents)


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


def _copy(connection: Connection, table: str, columns: Mapping[str, str], rows: Iterable[Row]) -> None:
    with _copying(connection, table, columns) as copy:
        copy.set_types(list(columns.values()))
        for row in rows:
            copy.write_row(row)


@contextmanager
def _copying(connection: Connection, table: str, columns: Iterable[str]) -> Iterator[Copy]:
    statement = sql.SQL("COPY stg.{} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        yield copy

"""Index rows of an uploaded WARC file: `etl.capture`, with the states and outcomes of the same visits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from fazhi.archive.entry import Entry, SpooledEntry
from fazhi.warehouse.database import Connection

_FILE = """
INSERT INTO etl.archive_file (archive_file, run_id, bytes, records, uploaded_at)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""

_CAPTURE = """
INSERT INTO etl.capture (run_id, source_code, province_code, kind, url, captured_at, status, record_type,
                         content_type, payload_digest, archive_file, archive_offset, content_hash, title, published_on,
                         partition_year, parent_url)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
RETURNING capture_id
"""

# A recovered spool may be older than what the page has become since: it must not turn the page back.
_PAGE = """
INSERT INTO etl.page_state AS known (url, source_code, kind, etag, last_modified, payload_digest, content_hash,
                                     capture_id, first_seen_at, last_seen_at, gone_at, parent_url, link_text)
VALUES (%(url)s, %(source_code)s, %(kind)s, %(etag)s, %(last_modified)s, %(payload_digest)s, %(content_hash)s,
        %(capture_id)s, %(seen_at)s, %(seen_at)s, CASE WHEN %(change)s = 'gone' THEN %(seen_at)s::timestamptz END,
        %(parent_url)s, %(link_text)s)
ON CONFLICT (url) DO UPDATE SET
    source_code = EXCLUDED.source_code,
    etag = CASE %(change)s WHEN 'body' THEN EXCLUDED.etag ELSE coalesce(EXCLUDED.etag, known.etag) END,
    last_modified = CASE %(change)s WHEN 'body' THEN EXCLUDED.last_modified
                                    ELSE coalesce(EXCLUDED.last_modified, known.last_modified) END,
    payload_digest = CASE %(change)s WHEN 'body' THEN EXCLUDED.payload_digest ELSE known.payload_digest END,
    content_hash = CASE %(change)s WHEN 'body' THEN EXCLUDED.content_hash ELSE known.content_hash END,
    capture_id = CASE %(change)s WHEN 'body' THEN EXCLUDED.capture_id ELSE known.capture_id END,
    last_seen_at = EXCLUDED.last_seen_at,
    gone_at = CASE %(change)s WHEN 'gone' THEN coalesce(known.gone_at, EXCLUDED.gone_at) END,
    parent_url = coalesce(EXCLUDED.parent_url, known.parent_url),
    link_text = coalesce(EXCLUDED.link_text, known.link_text)
WHERE known.last_seen_at <= EXCLUDED.last_seen_at AND %(change)s <> 'linked'
"""

_LIST = """
INSERT INTO etl.list_state AS known (source_code, url, read_at, is_complete, swept_at, articles, first_page_digest)
VALUES (%(source_code)s, %(url)s, %(read_at)s, %(is_complete)s,
        CASE WHEN %(is_complete)s AND %(articles)s::integer IS NOT NULL THEN %(read_at)s::timestamptz END, %(articles)s,
        %(first_page_digest)s)
ON CONFLICT (source_code, url) DO UPDATE SET
    read_at = EXCLUDED.read_at,
    is_complete = EXCLUDED.is_complete,
    swept_at = coalesce(EXCLUDED.swept_at, known.swept_at),
    articles = coalesce(EXCLUDED.articles, known.articles),
    first_page_digest = EXCLUDED.first_page_digest
WHERE known.read_at <= EXCLUDED.read_at
"""

_REDIRECT = """
INSERT INTO etl.redirect AS known (url, source_code, target, seen_at)
VALUES (%(url)s, %(source_code)s, %(target)s, %(seen_at)s)
ON CONFLICT (url) DO UPDATE SET source_code = EXCLUDED.source_code, target = EXCLUDED.target, seen_at = EXCLUDED.seen_at
WHERE known.seen_at <= EXCLUDED.seen_at
"""

_OUTCOME = """
INSERT INTO etl.outcome (run_id, source_code, item_kind, item, outcome, reason, detail, seconds, bytes, recorded_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def index_file(
    connection: Connection,
    archive_file: str,
    entries: Sequence[SpooledEntry],
    *,
    run_id: int,
    size: int,
    uploaded_at: datetime,
) -> bool:
    """Insert every row of a file in one transaction; False, and nothing inserted, where the file is indexed already.

    `size` is that of the compressed file in bytes.
    """
    records = sum(spooled.entry.capture is not None for spooled in entries)
    with connection.transaction():
        if not connection.execute(_FILE, (archive_file, run_id, size, records, uploaded_at)).rowcount:
            return False
        _insert(connection, archive_file, entries, run_id)
    return True


def index_missing(connection: Connection, archive_file: str, entries: Sequence[SpooledEntry], *, run_id: int) -> int:
    """Insert the rows of those records of an indexed file that `etl.capture` lacks, in one transaction; how many."""
    with connection.transaction():
        rows = connection.execute("SELECT archive_offset FROM etl.capture WHERE archive_file = %s", (archive_file,))
        held = {offset for (offset,) in rows}
        lacking = [spooled for spooled in entries if spooled.start not in held]
        _insert(connection, archive_file, lacking, run_id)
    return sum(spooled.entry.capture is not None for spooled in lacking)


def _insert(connection: Connection, archive_file: str, entries: Sequence[SpooledEntry], run_id: int) -> None:
    with connection.cursor() as cursor:
        captures = [spooled for spooled in entries if spooled.entry.capture is not None]
        cursor.executemany(
            _CAPTURE, [_capture_row(run_id, archive_file, spooled) for spooled in captures], returning=True
        )
        identities = {id(spooled): _returned(cursor) for spooled in captures}
        pages = [_page_row(spooled.entry, identities.get(id(spooled))) for spooled in entries if spooled.entry.page]
        cursor.executemany(_PAGE, pages)
        cursor.executemany(_LIST, [asdict(s.entry.listing) for s in entries if s.entry.listing])
        cursor.executemany(_REDIRECT, [asdict(s.entry.redirect) for s in entries if s.entry.redirect])
        cursor.executemany(_OUTCOME, [_outcome_row(run_id, s.entry) for s in entries if s.entry.outcome])


def _returned(cursor: Any) -> int:
    (identity,) = cursor.fetchone()
    cursor.nextset()
    return int(identity)


def _capture_row(run_id: int, archive_file: str, spooled: SpooledEntry) -> tuple[object, ...]:
    capture = spooled.entry.capture
    assert capture is not None
    return (
        run_id,
        capture.source_code,
        capture.source_code[:2],
        capture.kind,
        capture.url,
        capture.captured_at,
        capture.status,
        capture.record_type,
        capture.content_type,
        capture.payload_digest,
        archive_file,
        spooled.start,
        capture.content_hash,
        capture.title,
        capture.published_on,
        capture.partition_year,
        capture.parent_url,
    )


def _page_row(entry: Entry, capture_id: int | None) -> dict[str, object]:
    page = entry.page
    assert page is not None
    return {
        "change": page.change,
        "url": page.url,
        "source_code": page.source_code,
        "kind": page.kind,
        "etag": page.etag,
        "last_modified": page.last_modified,
        "payload_digest": page.payload_digest,
        "content_hash": page.content_hash,
        "capture_id": capture_id if page.change == "body" else None,
        "seen_at": page.seen_at,
        "parent_url": page.linked.parent_url if page.linked else None,
        "link_text": page.linked.link_text if page.linked else None,
    }


def _outcome_row(run_id: int, entry: Entry) -> tuple[object, ...]:
    outcome = entry.outcome
    assert outcome is not None
    return (
        run_id,
        outcome.source_code,
        outcome.item_kind,
        outcome.item,
        outcome.outcome,
        outcome.reason,
        outcome.detail,
        outcome.seconds,
        outcome.bytes,
        outcome.recorded_at,
    )

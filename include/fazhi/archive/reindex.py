"""The index of the archive made again from its files alone: after `etl` was lost, or beside a restored archive.

Files that are indexed whole are left alone, so doing it again adds nothing. What can't be read is named and left out;
nothing else of its file is lost with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import BinaryIO

from psycopg.types.json import Jsonb
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from fazhi import clock
from fazhi.archive import records
from fazhi.archive.entry import SpooledEntry, WritingRun, entry_from, entry_from_field, run_from_field
from fazhi.archive.index import index_file, index_missing
from fazhi.archive.members import Member, members
from fazhi.archive.spool import run_of
from fazhi.archive.storage import Storage
from fazhi.warehouse.database import Connection

_TARGET = re.compile(rb"^WARC-Target-URI: *(.+?)\r?$", re.MULTILINE)
_HEAD = 65536
_EARLIER = "archive_run"
"""In the summary of a run that stands for one of an earlier warehouse: the number that it had there."""

_KNOWN_RUN = f"""
UPDATE etl.run SET finished_at = CASE WHEN summary ? '{_EARLIER}' THEN greatest(finished_at, %(latest)s)
                                      ELSE finished_at END
WHERE stage = %(stage)s
  AND (run_id = %(run_id)s AND started_at = %(started_at)s
       OR summary ->> '{_EARLIER}' = %(earlier)s
          AND (started_at = %(started_at)s OR %(is_guessed)s AND started_at < %(started_at)s))
RETURNING run_id
"""


@dataclass(frozen=True, slots=True)
class Unread:
    """What of a file could not be indexed: where, why, and of which URL where that can still be read ("" else)."""

    archive_file: str
    offset: int
    reason: str
    url: str = ""

    def __str__(self) -> str:
        of = f" ({self.url})" if self.url else ""
        return f"{self.archive_file} at {self.offset}: {self.reason}{of}"


@dataclass(frozen=True, slots=True)
class Reindexed:
    """What was added to the index (`files`, `captures`), what it had already (`known` files), what is `unread`, and the
    files that the index names and the archive lacks (`missing`)."""

    files: int
    captures: int
    known: int
    unread: tuple[Unread, ...]
    missing: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """The index now has all that was ever archived."""
        return not self.unread and not self.missing


def reindex(
    connection: Connection, storage: Storage, progress: Callable[[int, int], None] = lambda *_: None
) -> Reindexed:
    """Index every file of the archive that is not, or not whole, in `etl.capture`, the oldest first.

    Each file is one transaction; `progress` is told how many of how many files are done. Visits of runs that this
    warehouse does not know come under runs made for them, which keep the earlier number in their summary.

    Raises:
        ArchiveUnavailableError: the archive can't be listed, or a file can't be opened.
    """
    stored = sorted(storage.files(), key=lambda name: name.rsplit("/", 1)[-1])
    indexed = _indexed(connection)
    files = captures = known = 0
    unread: list[Unread] = []
    for number, name in enumerate(stored, 1):
        promised, held = indexed.get(name, (None, 0))
        if promised == held:
            known += 1
        else:
            added = _add(connection, name, _read(storage, name, unread), is_known=promised is not None)
            files, captures = files + (added is not None), captures + (added or 0)
        progress(number, len(stored))
    return Reindexed(files, captures, known, tuple(unread), tuple(sorted(set(_with_records(indexed)) - set(stored))))


def _indexed(connection: Connection) -> dict[str, tuple[int, int]]:
    """File -> how many records it has by `etl.archive_file`, and how many of them `etl.capture` has."""
    rows = connection.execute(
        "SELECT archive_file, records, coalesce(held, 0) FROM etl.archive_file"
        " LEFT JOIN (SELECT archive_file, count(*) AS held FROM etl.capture GROUP BY 1) AS counted USING (archive_file)"
    )
    return {name: (promised, held) for name, promised, held in rows}


def _with_records(indexed: dict[str, tuple[int, int]]) -> Iterator[str]:
    return (name for name, (promised, _) in indexed.items() if promised)


@dataclass(slots=True)
class _File:
    """What a file of `size` bytes says: the run that wrote it, None where its end was lost, and the entries with their
    places."""

    size: int = 0
    run: WritingRun | None = None
    entries: list[SpooledEntry] = field(default_factory=list)


def _read(storage: Storage, name: str, unread: list[Unread]) -> _File:
    """What can be read of a file; what can't goes to `unread`."""
    found = _File()
    if run_of(name) is None:
        unread.append(Unread(name, 0, "a file that fazhi did not write"))
        return found
    found.size = storage.size(name)
    with storage.open(name) as file:
        for member in members(file):
            try:
                _take(member, found)
            except (ArchiveLoadFailed, ValueError, EOFError, StopIteration) as error:
                reason = member.damage or f"no record that can be indexed: {error}"
                unread.append(Unread(name, member.start, reason, _target(member.content)))
    return found


def _take(member: Member, found: _File) -> None:
    """Add what a member says.

    Raises:
        ValueError, EOFError, ArchiveLoadFailed, StopIteration: it is damaged, or says nothing.
    """
    if member.damage:
        raise EOFError(member.damage)
    record = next(ArchiveIterator(member.content))
    headers = record.rec_headers
    text = headers.get_header(records.ENTRY)
    if record.rec_type == "metadata" and headers.get_header("Content-Type") == records.ENTRIES:
        found.run = run_from_field(headers.get_header(records.RUN) or "")
        found.entries += [entry_from(line) for line in record.content_stream().read().splitlines()]
    elif record.rec_type != "warcinfo" and text is None:
        raise ValueError(f"its {record.rec_type} record has no {records.ENTRY}")
    elif text is not None:
        entry = entry_from_field(text)
        if entry.capture is None or entry.capture.url != headers.get_header("WARC-Target-URI"):
            raise ValueError(f"its {records.ENTRY} is of another page")
        found.entries.append(SpooledEntry(entry, member.start, member.end))


def _target(content: BinaryIO) -> str:
    content.seek(0)
    found = _TARGET.search(content.read(_HEAD))
    return found[1].decode("utf-8", "replace") if found else ""


def _add(connection: Connection, name: str, file: _File, *, is_known: bool) -> int | None:
    """Index a file; how many captures were added, None where there is nothing to index."""
    if not file.entries:
        return None
    with connection.transaction():
        run_id = _run(connection, name, file)
        if is_known:  # how its visits ended stands in etl.outcome
            kept = [replace(spooled, entry=replace(spooled.entry, outcome=None)) for spooled in file.entries]
            return index_missing(connection, name, kept, run_id=run_id)
        index_file(connection, name, file.entries, run_id=run_id, size=file.size, uploaded_at=clock.now())
        return sum(spooled.entry.capture is not None for spooled in file.entries)


def _run(connection: Connection, name: str, file: _File) -> int:
    """The run of this warehouse that wrote the file, or one in its place."""
    run = file.run or _guessed(name, file.entries)
    latest = max(_moments(file.entries))
    parameters = {**asdict(run), "latest": latest, "earlier": str(run.run_id), "is_guessed": file.run is None}
    row = connection.execute(_KNOWN_RUN, parameters).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO etl.run (stage, started_at, finished_at, state, summary)"
            " VALUES (%s, %s, %s, 'success', %s) RETURNING run_id",
            (run.stage, run.started_at, latest, Jsonb({_EARLIER: str(run.run_id)})),
        ).fetchone()
    assert row is not None
    return int(row[0])


def _guessed(name: str, entries: Sequence[SpooledEntry]) -> WritingRun:
    """The run of a file whose end was lost, from its name and its records."""
    number = run_of(name)
    assert number is not None
    is_filed = any(spooled.entry.capture and spooled.entry.capture.kind == "submission" for spooled in entries)
    return WritingRun(number, "submit" if is_filed else "crawl", min(_moments(entries)))


def _moments(entries: Sequence[SpooledEntry]) -> Iterator[datetime]:
    for spooled in entries:
        entry = spooled.entry
        yield from (each.captured_at for each in (entry.capture,) if each)
        yield from (each.recorded_at for each in (entry.outcome,) if each)
        yield from (each.seen_at for each in (entry.page, entry.redirect) if each)
        yield from (each.read_at for each in (entry.listing,) if each)

"""The spool: a WARC file that is still growing, and the journal that says what its records mean.

A writer holds a lock on its journal for as long as it lives; the kernel drops the lock with the process, so a journal
that can be locked is an orphan. Order makes every moment safe to be killed in: a record is in the file before its
line is in the journal; the file is uploaded before its rows are inserted; both are deleted after the commit.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fazhi import clock
from fazhi.archive import records
from fazhi.archive.entry import SpooledEntry, SpoolHeader, WritingRun, entry_from, header_from
from fazhi.archive.index import index_file
from fazhi.archive.storage import Storage
from fazhi.warehouse.database import Connection

WARC_ENDING = ".warc.gz"
JOURNAL_ENDING = ".jsonl"
_NAME = re.compile(rf"(?:^|/)fazhi-[0-9]{{8}}T[0-9]{{12}}-([0-9]+)-[0-9a-f]+{re.escape(WARC_ENDING)}$")


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of the orphans of killed runs."""

    files: int
    records: int
    discarded: int  # records that were not whole: their URLs are fetched again


def archive_path(name: str) -> str:
    """The path below the archive root of the file `name`: by year and month of its making."""
    stamp = name.split("-")[1]
    return f"{stamp[:4]}/{stamp[4:6]}/{name}{WARC_ENDING}"


def publish(
    spool: Path, header: SpoolHeader, entries: list[SpooledEntry], storage: Storage, connection: Connection
) -> None:
    """Upload a finished file, insert its rows, delete it from the spool.

    Raises:
        ArchiveError: the upload failed; file and journal stay in the spool for the next run.
    """
    warc = spool / f"{header.name}{WARC_ENDING}"
    if entries:
        _end(warc, _writing_run(connection, header.run_id), [spooled for spooled in entries if spooled.start < 0])
    size = warc.stat().st_size if warc.exists() else 0
    if size:
        storage.put(warc, archive_path(header.name))
    index_file(connection, archive_path(header.name), entries, run_id=header.run_id, size=size, uploaded_at=clock.now())
    warc.unlink(missing_ok=True)
    (spool / f"{header.name}{JOURNAL_ENDING}").unlink()


def run_of(archive_file: str) -> int | None:
    """The run that wrote a file, as that run's warehouse counts; None where the name is none of ours."""
    named = _NAME.search(archive_file)
    return int(named[1]) if named else None


def recover(spool: Path, storage: Storage, connection: Connection) -> Recovered:
    """Publish what killed runs left in the spool; files of living writers are left alone.

    A record that was not whole is cut off: its page state was never changed, so its URL is fetched again.
    """
    files = records = discarded = 0
    for journal in sorted(spool.glob(f"*{JOURNAL_ENDING}")):
        with _locked(journal) as lines:
            if lines is None:
                continue
            header, entries = _read_journal(lines)
            warc = journal.with_name(journal.name.removesuffix(JOURNAL_ENDING) + WARC_ENDING)
            if header is None:
                warc.unlink(missing_ok=True)
                journal.unlink()
                continue
            if not _knows(connection, header.run_id):
                _set_aside(warc, journal)
                discarded += len(entries)
                continue
            whole = _cut_to_whole_records(warc, entries)
            publish(spool, header, whole, storage, connection)
            files += 1
            records += sum(spooled.start >= 0 for spooled in whole)
            discarded += len(entries) - len(whole)
    return Recovered(files, records, discarded)


def lock(journal: BinaryIO, path: Path) -> bool:
    """Take the lock of an open journal; False where another process has it, or has deleted the file meanwhile."""
    try:
        fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return path.stat().st_ino == os.fstat(journal.fileno()).st_ino
    except (BlockingIOError, FileNotFoundError):
        return False


@contextmanager
def _locked(journal: Path) -> Iterator[BinaryIO | None]:
    """The open journal under its lock, or None where it belongs to a living writer or is gone."""
    try:
        file = journal.open("rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        yield file if lock(file, journal) else None


def _end(warc: Path, run: WritingRun, unrecorded: Sequence[SpooledEntry]) -> None:
    """End a file with its run and the entries that have no record: whoever has it has all that its visits left."""
    members = [records.packed_end(warc.parent, run, unrecorded)]
    if not warc.exists():  # nothing was answered: how the visits ended is all there is
        members.insert(0, records.packed_information(warc.parent, warc.name, "fazhi-warehouse", run.run_id))
    with warc.open("ab") as file:
        for member in members:
            with member as packed:
                shutil.copyfileobj(packed, file)
        file.flush()
        os.fsync(file.fileno())


def _writing_run(connection: Connection, run_id: int) -> WritingRun:
    row = connection.execute("SELECT run_id, stage, started_at FROM etl.run WHERE run_id = %s", (run_id,)).fetchone()
    if row is None:
        raise ValueError(f"etl.run has no run {run_id}")
    return WritingRun(*row)


def _knows(connection: Connection, run_id: int) -> bool:
    return connection.execute("SELECT FROM etl.run WHERE run_id = %s", (run_id,)).fetchone() is not None


def _set_aside(*files: Path) -> None:
    """Another warehouse's run, perhaps of one that was made anew: no rows here can refer to it, nothing is deleted."""
    for file in files:
        if file.exists():
            aside = file.parent / "of_another_warehouse"
            aside.mkdir(exist_ok=True)
            file.rename(aside / file.name)


def _read_journal(lines: BinaryIO) -> tuple[SpoolHeader | None, list[SpooledEntry]]:
    try:
        header = header_from(lines.readline())
    except ValueError:
        return None, []
    return header, list(_whole_lines(lines))


def _whole_lines(lines: BinaryIO) -> Iterator[SpooledEntry]:
    for line in lines:
        try:
            yield entry_from(line)
        except ValueError:
            return


def _cut_to_whole_records(warc: Path, entries: list[SpooledEntry]) -> list[SpooledEntry]:
    """Keep the entries whose record is whole, and cut the file behind the last of them: what follows was torn."""
    if not warc.exists():
        return [spooled for spooled in entries if spooled.start < 0]
    kept, end = [], None
    with warc.open("r+b") as file:
        for spooled in entries:
            if spooled.start >= 0:
                if not _is_whole(file, spooled):
                    break
                end = spooled.end
            kept.append(spooled)
        if end is not None:
            file.truncate(end)
    if end is None:
        warc.unlink()
    return kept


def _is_whole(file: BinaryIO, spooled: SpooledEntry) -> bool:
    file.seek(spooled.start)
    member = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        member.decompress(file.read(spooled.end - spooled.start))
    except zlib.error:
        return False
    return member.eof and not member.unused_data

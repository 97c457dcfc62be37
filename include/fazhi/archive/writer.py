"""Writing WARC files (ISO 28500, version 1.1, gzip per record)."""

from __future__ import annotations

import os
import secrets
import shutil
import threading
from datetime import UTC
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from fazhi import clock
from fazhi.archive import records
from fazhi.archive.entry import Entry, SpooledEntry, SpoolHeader, placed_line, to_field, to_line
from fazhi.archive.response import ArchivedResponse
from fazhi.archive.spool import JOURNAL_ENDING, WARC_ENDING, lock, publish
from fazhi.archive.storage import Storage
from fazhi.warehouse.database import connect

ROTATE_AT_BYTES = 512 * 1024 * 1024


class ArchiveWriter:
    """Collects entries and their WARC records in the spool; they become visible when a file is closed.

    Threads may share a writer. Use it as a context manager: it publishes at the end, and after an error too, because
    what was fetched is worth keeping.
    """

    def __init__(
        self,
        spool: Path,
        storage: Storage,
        *,
        run_id: int,
        dsn: str,
        software: str = "fazhi-warehouse",
        rotate_at: int = ROTATE_AT_BYTES,
    ) -> None:
        spool.mkdir(parents=True, exist_ok=True)
        self._spool = spool
        self._storage = storage
        self._run_id = run_id
        self._dsn = dsn
        self._software = software
        self._rotate_at = rotate_at
        self._lock = threading.Lock()
        self._file: _SpoolFile | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, entry: Entry, response: ArchivedResponse | None = None) -> None:
        """Keep `entry`; when it has a capture, `response` becomes its record (of a revisit, without the body)."""
        if (entry.capture is None) != (response is None):
            raise ValueError("an entry has a capture exactly when a response comes with it")
        # Packed before the lock is taken: other threads need not wait for that.
        field, record = to_field(entry), None
        if entry.capture is not None and response is not None:
            record = records.packed_capture(self._spool, entry.capture, field, response)
        with self._lock:
            if self._file is None:
                self._file = _SpoolFile(self._spool, self._run_id, self._software)
            self._file.add(entry, field, record)
            if self._file.size >= self._rotate_at:
                self._publish()

    def close(self) -> None:
        """Upload the file and insert its rows; without entries nothing happens.

        Raises:
            ArchiveError: the upload failed. The next writer's run recovers the spool.
            WarehouseUnavailableError: the warehouse does not answer; likewise.
        """
        with self._lock:
            if self._file is not None:
                self._publish()

    def _publish(self) -> None:
        file, self._file = self._file, None
        assert file is not None
        try:
            file.finish()
            with connect(self._dsn) as connection:
                publish(self._spool, file.header, file.entries, self._storage, connection)
        finally:
            file.release()


class _SpoolFile:
    """One growing WARC file with its journal; the WARC is made with the first record."""

    def __init__(self, spool: Path, run_id: int, software: str) -> None:
        self._spool = spool
        self._software = software
        self._warc: BinaryIO | None = None
        self.entries: list[SpooledEntry] = []
        self.header, self._journal = _new_journal(spool, run_id)
        self._journal.write(to_line(self.header))
        self._journal.flush()

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._warc.tell() if self._warc else 0

    def add(self, entry: Entry, field: str, record: BinaryIO | None) -> None:
        """Append a packed record, if there is one, then the line that says what it means: `field` and its place."""
        start, end = self._append(record) if record else (-1, -1)
        self._journal.write(placed_line(field, start, end))
        self._journal.flush()
        self.entries.append(SpooledEntry(entry, start, end))

    def finish(self) -> None:
        """Close the WARC file; the lock on the journal stays until `release`."""
        if self._warc:
            os.fsync(self._warc.fileno())
            self._warc.close()

    def release(self) -> None:
        self._journal.close()

    def _append(self, record: BinaryIO) -> tuple[int, int]:
        if self._warc is None:
            self._warc = self._open_warc()
        start = self._warc.tell()
        try:
            with record:
                shutil.copyfileobj(record, self._warc)
            self._warc.flush()
        except BaseException:
            self._warc.truncate(start)
            self._warc.seek(start)
            raise
        return start, self._warc.tell()

    def _open_warc(self) -> BinaryIO:
        name = f"{self.header.name}{WARC_ENDING}"
        warc = (self._spool / name).open("xb")
        with records.packed_information(self._spool, name, self._software, self.header.run_id) as packed:
            shutil.copyfileobj(packed, warc)
        return warc


def _new_journal(spool: Path, run_id: int) -> tuple[SpoolHeader, BinaryIO]:
    """A name that nobody has, and its journal under our lock."""
    while True:
        stamp = clock.now().astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")  # in their order the index is made again
        name = f"fazhi-{stamp}-{run_id}-{secrets.token_hex(4)}"
        path = spool / f"{name}{JOURNAL_ENDING}"
        journal = path.open("xb")
        if lock(journal, path):
            return SpoolHeader(name, run_id), journal
        journal.close()

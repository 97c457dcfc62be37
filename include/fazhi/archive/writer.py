"""Writing WARC files (ISO 28500, version 1.1, gzip per record)."""

from __future__ import annotations

import base64
import os
import re
import secrets
import shutil
import threading
import zlib
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any, BinaryIO, Self, cast
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date
from warcio.warcwriter import WARCWriter

from fazhi import clock
from fazhi.archive.entry import Capture, Entry, SpooledEntry, SpoolHeader, to_line
from fazhi.archive.response import ArchivedResponse
from fazhi.archive.spool import JOURNAL_ENDING, WARC_ENDING, lock, publish
from fazhi.archive.storage import Storage
from fazhi.warehouse.database import connect

_COMPRESSION = 4
_GZIP = zlib.MAX_WBITS + 16
_IN_MEMORY = 1024 * 1024
"""Bytes of a record, packed or not, that are held in memory; an attachment has up to 100 MB."""
ROTATE_AT_BYTES = 512 * 1024 * 1024
_SERVER_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
_IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


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
        record = self._packed(entry.capture, response) if entry.capture and response else None
        with self._lock:
            if self._file is None:
                self._file = _SpoolFile(self._spool, self._run_id, self._software)
            self._file.add(entry, record)
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

    def _packed(self, capture: Capture, response: ArchivedResponse) -> BinaryIO:
        member = _Member(self._spool)
        writer = _RecordWriter(member, gzip=False, warc_version="1.1")
        writer.write_record(_record(writer, capture, response))
        return member.packed()

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

    def add(self, entry: Entry, record: BinaryIO | None) -> None:
        """Append a packed record, if there is one, then the line that says what it means."""
        start, end = self._append(record) if record else (-1, -1)
        spooled = SpooledEntry(entry, start, end)
        self._journal.write(to_line(spooled))
        self._journal.flush()
        self.entries.append(spooled)

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
        member = _Member(self._spool)
        writer = WARCWriter(member, gzip=False, warc_version="1.1")
        information = {
            "software": self._software,
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "isPartOf": f"fazhi-run-{self.header.run_id}",
        }
        writer.write_record(writer.create_warcinfo_record(name, information))
        with member.packed() as packed:
            shutil.copyfileobj(packed, warc)
        return warc


class _RecordWriter(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """warcio's, but for the digest of the whole record: each has its payload's, and gzip's checksum covers it all."""

    def ensure_digest(self, *_: object, **__: object) -> None:
        """Nothing to do: a body is read once, when it is packed."""


class _Member:
    """Where warcio writes a record: packed as one gzip member, in memory while it is small. Its own packing takes level
    9, which costs a page of 40 KB 0.5 ms where level 4 costs 0.3, for one byte in a hundred.

    What warcio writes piece by piece is packed at once as far as it is a page: each call of zlib lets other threads
    run, and to come back costs more than to pack a header.
    """

    def __init__(self, spool: Path) -> None:
        self._compressor: Any = None
        self._pieces: list[bytes] = []
        self._waiting = 0
        self._packed = cast(BinaryIO, SpooledTemporaryFile(_IN_MEMORY, dir=str(spool)))  # noqa: SIM115  (`_append` closes it)

    def write(self, data: bytes) -> None:
        self._pieces.append(data)
        self._waiting += len(data)
        if self._waiting >= _IN_MEMORY:
            self._compressor = self._compressor or zlib.compressobj(_COMPRESSION, zlib.DEFLATED, _GZIP)
            self._packed.write(self._compressor.compress(self._taken()))

    def flush(self) -> None:
        """warcio's last call for a record."""
        if self._compressor is None:
            self._packed.write(zlib.compress(self._taken(), _COMPRESSION, _GZIP))
        else:
            self._packed.write(self._compressor.compress(self._taken()) + self._compressor.flush())

    def packed(self) -> BinaryIO:
        self._packed.seek(0)
        return self._packed

    def _taken(self) -> bytes:
        pieces, self._pieces, self._waiting = self._pieces, [], 0
        return b"".join(pieces)


def _new_journal(spool: Path, run_id: int) -> tuple[SpoolHeader, BinaryIO]:
    """A name that nobody has, and its journal under our lock."""
    while True:
        stamp = clock.now().astimezone(UTC).strftime("%Y%m%dT%H%M%S")
        name = f"fazhi-{stamp}-{run_id}-{secrets.token_hex(4)}"
        path = spool / f"{name}{JOURNAL_ENDING}"
        journal = path.open("xb")
        if lock(journal, path):
            return SpoolHeader(name, run_id), journal
        journal.close()


def _record(writer: WARCWriter, capture: Capture, response: ArchivedResponse) -> Any:
    headers = {
        "WARC-Date": _warc_date(capture.captured_at),
        "WARC-Payload-Digest": _warc_digest(capture.payload_digest),
        # Enough to make the index again from the files alone.
        "Fazhi-Source": capture.source_code,
        "Fazhi-Kind": capture.kind,
    }
    if capture.record_type == "resource":
        return writer.create_warc_record(
            response.url,
            "resource",
            payload=response.stream(),
            length=response.size,
            warc_content_type=response.content_type,
            warc_headers_dict=headers,
        )
    http_headers = StatusAndHeaders(_status_line(response.status), _http_headers(response), protocol="HTTP/1.1")
    if capture.refers_to is None:
        return writer.create_warc_record(
            response.url,
            "response",
            payload=response.stream(),
            length=response.size,
            http_headers=http_headers,
            warc_headers_dict=headers,
        )
    headers["WARC-Profile"] = _SERVER_NOT_MODIFIED if response.status == 304 else _IDENTICAL_PAYLOAD
    headers["WARC-Refers-To-Target-URI"] = response.url
    headers["WARC-Refers-To-Date"] = _warc_date(capture.refers_to)
    return writer.create_warc_record(response.url, "revisit", http_headers=http_headers, warc_headers_dict=headers)


def _http_headers(response: ArchivedResponse) -> list[tuple[str, str]]:
    """The headers as received, but for those that would describe the body wrongly: it is kept without its encodings.

    What is no header by RFC 9110 is left out; bytes beyond ASCII are percent-encoded, as warcio does on its own.
    """
    kept = []
    for name, value in response.headers.items():
        if not _TOKEN.fullmatch(name):
            continue
        described = name.lower() in ("content-encoding", "transfer-encoding", "content-length")
        kept.append((f"X-Crawler-{name}" if described else name, quote(" ".join(value.split()), safe=_PRINTABLE)))
    if response.size:
        kept.append(("Content-Length", str(response.size)))
    return kept


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _warc_date(moment: datetime) -> str:
    return str(datetime_to_iso_date(moment.astimezone(UTC).replace(tzinfo=None), use_micros=True))


def _warc_digest(hexadecimal: str) -> str:
    return f"sha256:{base64.b32encode(bytes.fromhex(hexadecimal)).decode()}"

"""Records of WARC files as they are written, each a gzip member of its own, and the places where our own words stand.

Every record of a visit carries the entry of `archive.entry` that it belongs to in a header, and a file ends with the
run that wrote it and the entries that have no record (what lists and articles name, how visits ended): so an index that
was lost is made again from the files.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from urllib.parse import quote
from uuid import uuid4

from warcio.warcwriter import WARCWriter

from fazhi.archive.entry import Capture, SpooledEntry, WritingRun, to_field, to_line
from fazhi.archive.response import ArchivedResponse

ENTRY = "Fazhi-Entry"
"""The header of a record that holds its entry as JSON."""

RUN = "Fazhi-Run"
"""The header of the record that ends a file which names the run, as JSON."""

ENTRIES = "application/vnd.fazhi.entries+jsonl"
"""The Content-Type of the record that ends a file: entries without a record, a line of JSON each."""

_END = b"\r\n\r\n"
_COMPRESSION = 3
"""The last of zlib's quick levels: a page of 40 KB costs 0.25 ms, at level 4 0.33 ms for one byte in forty less."""
_GZIP = zlib.MAX_WBITS + 16
_IN_MEMORY = 1024 * 1024
"""Bytes of a record, packed or not, that are held in memory; an attachment has up to 100 MB."""
_SERVER_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
_IDENTICAL_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


def packed_capture(spool: Path, capture: Capture, field: str, response: ArchivedResponse) -> BinaryIO:
    """The record of a visit (of a revisit without the body), packed; what is large is unpacked below `spool`.

    `field` is the entry of the visit as `to_field` gives it. The headers are written here and not by warcio, which asks
    a list for each of them again and again: that was half of what a record cost (decision 47). It reads them.
    """
    content_type = "application/http; msgtype=response"
    http_head = b""
    if capture.record_type == "resource":
        content_type = " ".join(response.content_type.split()) or "application/octet-stream"
    else:
        http_head = _http_head(response)
    size = 0 if capture.record_type == "revisit" else response.size
    stream = BytesIO() if capture.record_type == "revisit" else response.stream()
    head = _head(capture, field, response, content_type, len(http_head) + size) + http_head
    if size <= _IN_MEMORY:
        return BytesIO(zlib.compress(b"".join((head, stream.read(), _END)), _COMPRESSION, _GZIP))
    member = _Member(spool)
    member.write(head)
    while chunk := stream.read(_IN_MEMORY):
        member.write(chunk)
    member.write(_END)
    member.flush()
    return member.packed()


def packed_information(spool: Path, name: str, software: str, run_id: int) -> BinaryIO:
    """The record that begins the file `name`, packed: what wrote it, for which run."""
    member = _Member(spool)
    writer = WARCWriter(member, gzip=False, warc_version="1.1")
    information = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "isPartOf": f"fazhi-run-{run_id}",
    }
    writer.write_record(writer.create_warcinfo_record(name, information))
    return member.packed()


def packed_end(spool: Path, run: WritingRun, entries: Sequence[SpooledEntry]) -> BinaryIO:
    """The record that ends a file, packed: its run, and the entries that have no record of their own."""
    member = _Member(spool)
    writer = _RecordWriter(member, gzip=False, warc_version="1.1")
    lines = b"".join(map(to_line, entries))
    record = writer.create_warc_record(
        "",
        "metadata",
        payload=BytesIO(lines),
        length=len(lines),
        warc_content_type=ENTRIES,
        warc_headers_dict={RUN: to_field(run)},
    )
    writer.write_record(record)
    return member.packed()


class _RecordWriter(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """warcio's, but for the digest of the whole record: each has its payload's, and gzip's checksum covers it all."""

    def ensure_digest(self, *_: object, **__: object) -> None:
        """Nothing to do: a body is read once, when it is packed."""


class _Member:
    """Where a record is written that warcio writes or that is large: packed as one gzip member, in memory while it is
    small.

    What comes piece by piece is packed at once as far as it is a page: each call of zlib lets other threads run, and to
    come back costs more than to pack a header.
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
        """The end of the record; warcio calls it."""
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


def _head(capture: Capture, field: str, response: ArchivedResponse, content_type: str, size: int) -> bytes:
    """The WARC headers of a record with a block of `size` bytes, and the empty line behind them."""
    lines = [
        "WARC/1.1",
        f"WARC-Type: {capture.record_type}",
        f"WARC-Record-ID: <urn:uuid:{uuid4()}>",
        f"WARC-Target-URI: {response.url}",
        f"WARC-Date: {_warc_date(capture.captured_at)}",
        f"WARC-Payload-Digest: {_warc_digest(capture.payload_digest)}",
        f"{ENTRY}: {field}",  # the index can be made again from the files alone
    ]
    if capture.refers_to is not None and capture.record_type == "revisit":
        profile = _SERVER_NOT_MODIFIED if response.status == 304 else _IDENTICAL_PAYLOAD
        lines += [
            f"WARC-Profile: {profile}",
            f"WARC-Refers-To-Target-URI: {response.url}",
            f"WARC-Refers-To-Date: {_warc_date(capture.refers_to)}",
        ]
    lines += [f"Content-Type: {content_type}", f"Content-Length: {size}", "\r\n"]
    return "\r\n".join(lines).encode()


def _http_head(response: ArchivedResponse) -> bytes:
    """Status line and headers as the record has them, and the empty line behind them."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in _http_headers(response))
    return f"HTTP/1.1 {_status_line(response.status)}\r\n{headers}\r\n".encode("ascii")


def _http_headers(response: ArchivedResponse) -> list[tuple[str, str]]:
    """The headers as received, but for those that would describe the body wrongly: it is kept without its encodings.

    What is no header by RFC 9110 is left out; what is not printable ASCII is percent-encoded.
    """
    kept = []
    for name, value in response.headers.items():
        if not _TOKEN.fullmatch(name):
            continue
        described = name.lower() in ("content-encoding", "transfer-encoding", "content-length")
        kept.append((f"X-Crawler-{name}" if described else name, _in_ascii(" ".join(value.split()))))
    if response.size:
        kept.append(("Content-Length", str(response.size)))
    return kept


def _in_ascii(value: str) -> str:
    return value if value.isascii() and value.isprintable() else quote(value, safe=_PRINTABLE)


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _warc_date(moment: datetime) -> str:
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"


def _warc_digest(hexadecimal: str) -> str:
    return f"sha256:{base64.b32encode(bytes.fromhex(hexadecimal)).decode()}"

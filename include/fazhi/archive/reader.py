"""Reading one record of a WARC file: parsing and extraction know pages only from here."""

from __future__ import annotations

from datetime import UTC, datetime
from types import TracebackType
from typing import Any, BinaryIO, Self

from requests.structures import CaseInsensitiveDict
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader

from fazhi.archive.members import unpack
from fazhi.archive.response import ArchivedResponse, ArchiveError
from fazhi.archive.storage import Storage

_LOADER = ArcWarcRecordLoader(verify_http=False)
"""Reads the one record that a member holds; warcio's iterator would unpack, and look for what follows."""


class ArchiveReader:
    """Reads responses by file and offset, as `etl.capture` has them. Keeps the last file open; one thread a reader."""

    def __init__(self, archive: str) -> None:
        self._storage = Storage(archive)
        self._name = ""
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file that was read last."""
        if self._file:
            self._file.close()
        self._file, self._name = None, ""

    def read(self, file: str, offset: int) -> ArchivedResponse:
        """The response whose record begins at `offset` of `file`.

        Raises:
            ArchiveError: no such file, no record there, its digest does not fit its bytes, or it is a revisit, which
                has no body: read the capture it refers to.
        """
        if self._file is None or self._name != file:
            self.close()
            self._file, self._name = self._storage.open(file), file
        try:
            member = unpack(self._file, offset)
            with member.content:
                if member.damage:
                    raise EOFError(member.damage)
                record = _LOADER.parse_record_stream(member.content, known_format="warc", check_digests="raise")
                body = record.content_stream().read()
        except (ArchiveLoadFailed, OSError, EOFError) as error:
            raise ArchiveError(f"{file} at {offset}: no readable record ({error or 'end of file'})") from error
        if record.rec_type not in {"response", "resource"}:
            raise ArchiveError(f"{file} at {offset}: a {record.rec_type} record, which holds no body")
        return _response(record, body)


def _response(record: Any, body: bytes) -> ArchivedResponse:
    captured = datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    http = record.http_headers  # a resource has none
    return ArchivedResponse(
        url=record.rec_headers.get_header("WARC-Target-URI"),
        status=int(http.get_statuscode()) if http else 0,
        headers=CaseInsensitiveDict(
            http.headers if http else {"Content-Type": record.rec_headers.get_header("Content-Type")}
        ),
        content=body,
        captured_at=captured.astimezone(UTC),
    )

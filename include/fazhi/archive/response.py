"""What the archive holds of one exchange with a site."""

from __future__ import annotations

import hashlib
import weakref
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BufferedRandom, BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from requests.structures import CaseInsensitiveDict

from fazhi.errors import FazhiError, TemporaryError


class ArchiveError(FazhiError):
    """A WARC file or record is missing or damaged; the message names file and offset."""


class ArchiveUnavailableError(ArchiveError, TemporaryError):
    """The archive's storage does not take or give a file; what was written stays in the spool for the next run."""


class LargeBody:
    """A body on disk: a file without a name below `spool`, which goes with this object or with the process."""

    def __init__(self, spool: Path) -> None:
        spool.mkdir(parents=True, exist_ok=True)
        self._file: BufferedRandom = TemporaryFile(dir=spool)  # noqa: SIM115  (it outlives every block)
        self.size = 0
        weakref.finalize(self, self._file.close)

    def write(self, data: bytes | memoryview) -> None:
        """Append `data`; before anything is read."""
        self._file.write(data)
        self.size += len(data)

    def stream(self) -> BufferedRandom:
        """The body from its beginning; there is one position for all who read."""
        self._file.seek(0)
        return self._file


class ReceivedBody:
    """A body while it comes: in memory up to `in_memory` bytes, beyond that below `spool`, where the archive grows."""

    def __init__(self, spool: Path, in_memory: int) -> None:
        self._spool = spool
        self._in_memory = in_memory
        self._memory = BytesIO()  # unlike a list of chunks it is never twice in memory
        self._large: LargeBody | None = None
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Take what came next.

        Raises:
            ArchiveUnavailableError: the spool cannot be written to.
        """
        self.size += len(chunk)
        try:
            if self._large is None and self.size > self._in_memory:
                self._large = LargeBody(self._spool)
                self._large.write(self._memory.getbuffer())
                self._memory = BytesIO()
            (self._large or self._memory).write(chunk)
        except OSError as error:
            raise ArchiveUnavailableError(f"{self._spool} cannot be written to ({error}); see FAZHI_SPOOL") from error

    def content(self) -> bytes | LargeBody:
        """All that came."""
        return self._large or self._memory.getvalue()


@dataclass(frozen=True, kw_only=True)
class ArchivedResponse:
    """A response as it was received: `content` is without transfer and content encoding, `url` is canonical.

    What a person filed is kept likewise, with the status 0 and its Content-Type alone.
    """

    url: str
    status: int
    headers: CaseInsensitiveDict[str]
    content: bytes | LargeBody
    captured_at: datetime

    @property
    def content_type(self) -> str:
        """The Content-Type header; empty when there was none."""
        return self.headers.get("Content-Type", "")

    @property
    def body(self) -> bytes:
        """The whole body, in memory."""
        return self.content if isinstance(self.content, bytes) else self.content.stream().read()

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.size

    def head(self, size: int) -> bytes:
        """The first `size` bytes of the body."""
        return self.content[:size] if isinstance(self.content, bytes) else self.content.stream().read(size)

    def stream(self) -> BinaryIO:
        """The body from its beginning, as a file."""
        return BytesIO(self.content) if isinstance(self.content, bytes) else self.content.stream()

    @cached_property
    def payload_digest(self) -> str:
        """SHA-256 (hex) of the body."""
        if isinstance(self.content, bytes):
            return hashlib.sha256(self.content).hexdigest()
        return hashlib.file_digest(self.content.stream(), "sha256").hexdigest()

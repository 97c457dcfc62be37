"""What the archive holds of one exchange with a site."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from requests.structures import CaseInsensitiveDict

from fazhi.errors import FazhiError, TemporaryError


class ArchiveError(FazhiError):
    """A WARC file or record is missing or damaged; the message names file and offset."""


class ArchiveUnavailableError(ArchiveError, TemporaryError):
    """The archive's storage does not take or give a file; what was written stays in the spool for the next run."""


@dataclass(frozen=True, kw_only=True)
class ArchivedResponse:
    """A response as it was received: `body` is without transfer and content encoding, `url` is canonical.

    What a person filed is kept likewise, with the status 0 and its Content-Type alone.
    """

    url: str
    status: int
    headers: CaseInsensitiveDict[str]
    body: bytes
    captured_at: datetime

    @property
    def content_type(self) -> str:
        """The Content-Type header; empty when there was none."""
        return self.headers.get("Content-Type", "")

    @cached_property
    def payload_digest(self) -> str:
        """SHA-256 (hex) of the body."""
        return hashlib.sha256(self.body).hexdigest()

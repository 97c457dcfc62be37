"""The archive: every response as a WARC record, with an index in `etl.capture`."""

from fazhi.archive.reader import ArchiveReader
from fazhi.archive.response import ArchivedResponse, ArchiveError, LargeBody, ReceivedBody
from fazhi.archive.writer import ArchiveWriter

__all__ = ["ArchiveError", "ArchiveReader", "ArchiveWriter", "ArchivedResponse", "LargeBody", "ReceivedBody"]

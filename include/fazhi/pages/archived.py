"""A document version as the archive holds it: the response, its parsed text, and what the extractor reads in it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache

from fazhi.archive import ArchiveReader
from fazhi.archive.response import ArchivedResponse
from fazhi.catalogue import load_catalogue
from fazhi.documents import parse_article
from fazhi.extract import Extraction, extract
from fazhi.extract.lexicon import Lexicon
from fazhi.parse.document import Document
from fazhi.parse.files import parse_file
from fazhi.settings import Settings
from fazhi.sources import Source, load_valid_sources

DocumentRow = Mapping[str, Any]
"""A row of dw.dim_document: document_key, url, source_code, title, published_on, is_attachment and where it is kept."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a document version and every figure in it, taken or left, as this version of the program reads it."""

    document: Document
    extraction: Extraction


class Archived:
    """Reads document versions; a version never changes, so the last ones are remembered."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # Read here, once: else the first readers would each do it, all at the same time.
        self._sources: Mapping[str, Source] = {one.code: one for one in load_valid_sources(settings.sources)[0]}
        Lexicon.of(load_catalogue(settings.catalogue))
        self._readings: LRUCache[int, Reading] = LRUCache(maxsize=64)
        self._lock = threading.Lock()

    def response(self, row: DocumentRow) -> ArchivedResponse:
        """The archived response.

        Raises:
            ArchiveError: the archive does not hold it.
        """
        with ArchiveReader(self._settings.archive) as archive:
            return archive.read(row["archive_file"], row["archive_offset"])

    def reading(self, row: DocumentRow) -> Reading:
        """The text and the figures.

        Raises:
            ArchiveError: the archive does not hold it.
            ParseError: it cannot be read any more.
        """
        with self._lock:
            known = self._readings.get(row["document_key"])
        if known is None:
            document = self._document(row)
            known = Reading(document, extract(document, load_catalogue(self._settings.catalogue)))
            with self._lock:
                self._readings[row["document_key"]] = known
        return known

    def _document(self, row: DocumentRow) -> Document:
        response = self.response(row)
        if row["is_attachment"]:
            return parse_file(response.body, url=row["url"], name=row["title"], published_on=row["published_on"])
        source = self._sources.get(row["source_code"])
        return parse_article(source, response.body, url=row["url"], content_type=response.content_type)

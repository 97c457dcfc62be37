"""Captures to Documents: articles by the parser of their site's family, attachments beside their article, forms."""

from __future__ import annotations

from collections.abc import Mapping

from fazhi.archive import ArchiveReader
from fazhi.crawl.adapters import adapter_for
from fazhi.parse import ParseError, parse_page
from fazhi.parse.document import Document
from fazhi.parse.files import parse_file
from fazhi.parse.files.repeats import repeats
from fazhi.sources import Source
from fazhi.submissions.reading import read_document
from fazhi.warehouse import ledger
from fazhi.warehouse.database import Connection


def parse_article(source: Source | None, body: bytes, *, url: str, content_type: str) -> Document:
    """The article of a page, by the parser of its site's family; of a county whose YAML is gone, by the general one.

    Raises:
        NoBodyError: a page without an article.
    """
    parse = adapter_for(source).parse if source else parse_page
    return parse(body, url=url, content_type=content_type)


class DocumentReader:
    """Reads captures of the archive; `sources` are the counties by code."""

    def __init__(self, archive: ArchiveReader, connection: Connection, sources: Mapping[str, Source]) -> None:
        self._archive = archive
        self._connection = connection
        self._sources = sources

    def read(self, capture: ledger.Capture) -> tuple[Document, str]:
        """The document of a capture, and the text of its article where it is an attachment that repeats that.

        Raises:
            NoBodyError: a page without an article.
            FileRefusedError: an attachment or form that is not read.
        """
        if capture.kind == "article":
            return self._article(capture), ""
        if capture.kind == "submission":
            form = read_document(
                self._body(capture),
                url=capture.url,
                title=capture.title or "",
                year=capture.partition_year,
                published_on=capture.published_on,
            )
            return form, ""
        article = self._article_of(capture)
        document = parse_file(
            self._body(capture),
            url=capture.url,
            name=capture.title or "",
            article_title=article.title if article else "",
            published_on=capture.published_on,
            publisher=article.publisher if article else "",
        )
        return document, article.text if article and repeats(document.text, article.text) else ""

    def _article(self, capture: ledger.Capture) -> Document:
        source = self._sources.get(capture.source_code)
        return parse_article(source, self._body(capture), url=capture.url, content_type=capture.content_type)

    def _article_of(self, capture: ledger.Capture) -> Document | None:
        """The article that links an attachment; None where it cannot be read any more."""
        parent = ledger.latest_capture(self._connection, capture.parent_url) if capture.parent_url else None
        try:
            return self._article(parent) if parent else None
        except ParseError:
            return None

    def _body(self, capture: ledger.Capture) -> bytes:
        return self._archive.read(capture.archive_file, capture.archive_offset).body

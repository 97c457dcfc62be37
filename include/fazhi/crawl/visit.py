"""One visit to one URL: fetched under the site's rules, compared with what is known, kept in the archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from fazhi.archive import ArchivedResponse, ArchiveError, ArchiveReader, ArchiveWriter
from fazhi.archive.entry import Capture, Entry, ItemOutcome, Kind, LinkedFile, ListChange, PageChange, Redirect
from fazhi.crawl.failure import FetchError
from fazhi.crawl.fetcher import Fetched, Fetcher
from fazhi.crawl.hosts import Hosts
from fazhi.crawl.robots import Robots
from fazhi.crawl.state import KnownPage
from fazhi.parse.document import Document

_LONGEST_VALIDATOR = 500


@dataclass(frozen=True, slots=True)
class Visit:
    """A page as it was found. `known` is what was archived of it before, None where nothing was."""

    kind: Kind
    fetched: Fetched
    known: KnownPage | None

    @property
    def url(self) -> str:
        """The canonical URL that answered, after redirects."""
        return self.fetched.response.url

    @property
    def unchanged(self) -> bool:
        """The site says so (304), or sent the same bytes again."""
        if self.fetched.not_modified:
            return True
        return self.known is not None and self.known.payload_digest == self.fetched.response.payload_digest


class Visitor:
    """Visits pages of one source; what is kept goes to the writer, from where it becomes visible with its file."""

    def __init__(
        self,
        *,
        source_code: str,
        fetcher: Fetcher,
        writer: ArchiveWriter,
        reader: ArchiveReader,
        known: Mapping[str, KnownPage],
        hosts: Hosts,
    ) -> None:
        self._source_code = source_code
        self._fetcher = fetcher
        self._writer = writer
        self._reader = reader
        self._known = dict(known)
        self._robots = Robots(self._robots_file, hosts.rules)

    def visit(self, url: str, kind: Kind, posted: frozenset[str] = frozenset()) -> Visit:
        """Fetch `url` where robots.txt allows it; `posted` as of Fetcher.fetch.

        Raises:
            FetchError: see Fetcher.fetch; also robots_disallowed.
        """
        return self._visit(url, kind, self._permit, posted)

    def body(self, visit: Visit) -> tuple[Visit, ArchivedResponse]:
        """The response with its body: for a page that has not changed, from the archive.

        Where the archive has lost it, the page is fetched again; so the visit may be another one.
        """
        known = visit.known
        if not visit.fetched.not_modified or known is None:
            return visit, visit.fetched.response
        try:
            assert known.archive_file is not None
            assert known.archive_offset is not None
            return visit, self._reader.read(known.archive_file, known.archive_offset)
        except ArchiveError:
            del self._known[visit.url]
            again = self._visit(visit.url, visit.kind, self._permit)
            return again, again.fetched.response

    def keep(self, visit: Visit, outcome: ItemOutcome | None, document: Document | None = None) -> None:
        """Archive what is new of a visit, a revisit record of what is not, and its outcome."""
        if visit.fetched.gone:
            self._keep_gone(visit, outcome)
        elif visit.unchanged:
            self._keep_revisit(visit, outcome)
        else:
            self._keep_body(visit, outcome, document)

    def keep_file(self, visit: Visit, outcome: ItemOutcome, linked: LinkedFile) -> None:
        """Archive what is new of a file that an article links; its bytes stand for its content."""
        if visit.fetched.gone or visit.unchanged:
            self.keep(visit, outcome)
            return
        digest = visit.fetched.response.payload_digest
        capture = replace(
            self._capture(visit),
            content_hash=digest,
            title=linked.link_text,
            published_on=linked.published_on,
            partition_year=linked.partition_year,
            parent_url=linked.parent_url,
        )
        page = replace(self._page(visit, "body"), content_hash=digest, linked=linked)
        self._writer.add(Entry(capture=capture, page=page, outcome=outcome), visit.fetched.response)

    def note_file(self, change: PageChange, outcome: ItemOutcome | None = None) -> None:
        """Keep that an article links a file which is not, or not yet, in the archive."""
        self._writer.add(Entry(page=change, outcome=outcome))

    def keep_as_seen(self, visit: Visit, outcome: ItemOutcome) -> None:
        """Note that a page still says the same although its bytes differ: its frame changed, its text did not."""
        self._writer.add(Entry(page=self._page(visit, "seen"), outcome=outcome))

    def keep_missing(self, visit: Visit, outcome: ItemOutcome, known: KnownPage | None) -> None:
        """Archive a page that says it is none, and note that the page `known` before is gone."""
        page = None
        if known is not None and not known.gone:
            page = replace(self._page(visit, "gone"), url=known.url)
        self._writer.add(Entry(capture=self._capture(visit), page=page, outcome=outcome), visit.fetched.response)

    def probe(self, url: str) -> bytes | None:
        """What the site answers with 200 to `url`; None where it answers otherwise or not at all. Nothing is kept."""
        try:
            response = self._fetcher.fetch(url, permit=self._permit).response
        except FetchError:
            return None
        return response.body if response.status == 200 else None

    def note(self, outcome: ItemOutcome) -> None:
        """Keep an outcome of something that left nothing to archive."""
        self._writer.add(Entry(outcome=outcome))

    def note_list(self, change: ListChange) -> None:
        """Keep how far a list was read."""
        self._writer.add(Entry(listing=change))

    def note_redirect(self, url: str, visit: Visit) -> None:
        """Keep that `url`, as a list names it, led to the page of `visit`."""
        seen_at = visit.fetched.response.captured_at
        redirect = Redirect(source_code=self._source_code, url=url, target=visit.url, seen_at=seen_at)
        self._writer.add(Entry(redirect=redirect))

    def _permit(self, url: str) -> None:
        self._robots.permit(url)
        self._fetcher.ask_for_pause(url, self._robots.crawl_delay(url))

    def _visit(
        self, url: str, kind: Kind, permit: Callable[[str], None], posted: frozenset[str] = frozenset()
    ) -> Visit:
        fetched = self._fetcher.fetch(
            url, validators=self._validators, permit=permit, posted=posted, file=kind == "attachment"
        )
        final = fetched.response.url
        known = self._known.get(final)
        if known is not None and known.captured_at is None and not known.gone:
            known = None
        if fetched.not_modified and known is None:
            raise FetchError("bad_response", f"{final} answers 304 to a request without conditions")
        return Visit(kind, fetched, known)

    def _validators(self, url: str) -> Mapping[str, str]:
        known = self._known.get(url)
        return known.validators() if known else {}

    def _robots_file(self, url: str) -> ArchivedResponse:
        visit = self._visit(url, "robots", lambda _: None)
        visit, response = self.body(visit)
        if not visit.fetched.gone:
            self.keep(visit, None)
        return response

    def _keep_gone(self, visit: Visit, outcome: ItemOutcome | None) -> None:
        if visit.known is None or visit.known.gone:
            self._writer.add(Entry(outcome=outcome))
            return
        entry = Entry(capture=self._capture(visit), page=self._page(visit, "gone"), outcome=outcome)
        self._writer.add(entry, visit.fetched.response)

    def _keep_revisit(self, visit: Visit, outcome: ItemOutcome | None) -> None:
        known = visit.known
        assert known is not None
        assert known.payload_digest is not None
        capture = replace(self._capture(visit), payload_digest=known.payload_digest, refers_to=known.captured_at)
        entry = Entry(capture=capture, page=self._page(visit, "seen"), outcome=outcome)
        self._writer.add(entry, visit.fetched.response)

    def _keep_body(self, visit: Visit, outcome: ItemOutcome | None, document: Document | None) -> None:
        capture, page = self._capture(visit), self._page(visit, "body")
        if document is not None:
            capture = replace(
                capture,
                content_hash=document.content_hash,
                title=plain(document.title),
                published_on=document.published_on,
                partition_year=document.partition_year,
            )
            page = replace(page, content_hash=document.content_hash)
        self._writer.add(Entry(capture=capture, page=page, outcome=outcome), visit.fetched.response)

    def _capture(self, visit: Visit) -> Capture:
        response = visit.fetched.response
        return Capture(
            source_code=self._source_code,
            kind=visit.kind,
            url=response.url,
            captured_at=response.captured_at,
            status=response.status,
            payload_digest=response.payload_digest,
            content_type=plain(response.content_type)[:200],
        )

    def _page(self, visit: Visit, change: Literal["body", "seen", "gone"]) -> PageChange:
        response = visit.fetched.response
        return PageChange(
            change=change,
            url=response.url,
            source_code=self._source_code,
            kind=visit.kind,
            seen_at=response.captured_at,
            etag=_validator(response, "ETag"),
            last_modified=_validator(response, "Last-Modified"),
            payload_digest=response.payload_digest if change == "body" else None,
        )


def plain(text: str) -> str:
    """`text` from a site as the database takes it: no control characters, no lone surrogates."""
    if text.isprintable():
        return text
    return "".join(character for character in text if character.isprintable())


def _validator(response: ArchivedResponse, name: str) -> str | None:
    value = plain(response.headers.get(name, ""))
    return value if value and len(value) <= _LONGEST_VALIDATOR else None

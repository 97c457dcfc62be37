"""What becomes visible together with a WARC file: rows of `etl.capture`, of what is known of pages and lists, outcomes.

Until its file is uploaded an entry lives as one line of JSON in the journal beside the file, so that a killed crawl
can be finished by the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pydantic import TypeAdapter

Kind = Literal["robots", "list", "article", "attachment", "submission"]


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """How a file is linked: by which article (None where a list names it), the text of the link, and the day and the
    partition year, which are those of the article.
    """

    parent_url: str | None
    link_text: str
    published_on: date | None
    partition_year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A row of `etl.capture`; the archive adds file and offset. A revisit carries no content_hash: it has no body."""

    source_code: str
    kind: Kind
    url: str
    captured_at: datetime
    status: int
    payload_digest: str
    content_type: str = ""
    content_hash: str | None = None
    title: str | None = None
    published_on: date | None = None
    partition_year: int | None = None
    parent_url: str | None = None  # of an attachment: the article that links it
    refers_to: datetime | None = None  # captured_at of the body that this revisit found again; None for a response

    @property
    def record_type(self) -> str:
        """The WARC record type: revisit or response; resource where a person filed it."""
        if self.kind == "submission":
            return "resource"
        return "revisit" if self.refers_to else "response"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChange:
    """What a visit changes in `etl.page_state`.

    body: the capture of this entry is the latest one with a body. seen: the page still says the same. gone: 404 or 410.
    linked: an article links the file, which has not been asked for yet.
    """

    change: Literal["body", "seen", "gone", "linked"]
    url: str
    source_code: str
    kind: Kind
    seen_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    payload_digest: str | None = None
    content_hash: str | None = None
    linked: LinkedFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOutcome:
    """A row of `etl.outcome`."""

    source_code: str
    item_kind: Literal["site", "list", "page", "attachment"]
    item: str
    outcome: Literal["done", "unchanged", "skipped", "rejected", "failed"]
    recorded_at: datetime
    reason: str = ""
    detail: str = ""
    seconds: float | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """What a reading of a list changes in `etl.list_state`; `articles` only of one from the first page to the last."""

    source_code: str
    url: str
    read_at: datetime
    is_complete: bool
    articles: int | None = None
    first_page_digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """A row of `etl.redirect`: `url`, as a list names it, led to `target`."""

    source_code: str
    url: str
    target: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one visit leaves behind. Any part may be missing: a refused connection has an outcome only."""

    capture: Capture | None = None
    page: PageChange | None = None
    outcome: ItemOutcome | None = None
    listing: ListChange | None = None
    redirect: Redirect | None = None


@dataclass(frozen=True, slots=True)
class SpooledEntry:
    """An entry and where its WARC record lies in the spooled file; -1 where it has none."""

    entry: Entry
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpoolHeader:
    """The first line of a journal. `name` is the file's name without ending."""

    name: str
    run_id: int


@dataclass(frozen=True, slots=True)
class WritingRun:
    """What a file says of the run that wrote it, as `etl.run` had it."""

    run_id: int
    stage: str
    started_at: datetime


_HEADER = TypeAdapter(SpoolHeader)
_RUN = TypeAdapter(WritingRun)
_ENTRY = TypeAdapter(SpooledEntry)
_BARE = TypeAdapter(Entry)


def to_line(value: SpoolHeader | SpooledEntry) -> bytes:
    """One line of a journal."""
    adapter: TypeAdapter[SpoolHeader] | TypeAdapter[SpooledEntry]
    adapter = _HEADER if isinstance(value, SpoolHeader) else _ENTRY
    return adapter.dump_json(value) + b"\n"  # type: ignore[arg-type]


def placed_line(field: str, start: int, end: int) -> bytes:
    """The line of an entry of which `to_field` gave `field`: what a record carries is not put into words twice."""
    return f'{{"entry":{field},"start":{start},"end":{end}}}\n'.encode("ascii")


def header_from(line: bytes) -> SpoolHeader:
    """Read what `to_line` wrote. Raises ValueError when it is torn."""
    return _HEADER.validate_json(line)


def entry_from(line: bytes) -> SpooledEntry:
    """Read what `to_line` wrote. Raises ValueError when it is torn."""
    return _ENTRY.validate_json(line)


def to_field(value: Entry | WritingRun) -> str:
    """In ASCII and one line, as a record's header carries it."""
    adapter: TypeAdapter[Entry] | TypeAdapter[WritingRun] = _BARE if isinstance(value, Entry) else _RUN
    return adapter.dump_json(value, ensure_ascii=True).decode("ascii")  # type: ignore[arg-type]


def entry_from_field(text: str) -> Entry:
    """Read what `to_field` wrote. Raises ValueError when it is none."""
    return _BARE.validate_json(text)


def run_from_field(text: str) -> WritingRun:
    """Read what `to_field` wrote. Raises ValueError when it is none."""
    return _RUN.validate_json(text)

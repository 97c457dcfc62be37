"""What earlier runs know of a source: its pages with the place of the latest body in the archive, and its lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from fazhi.archive.entry import Kind
from fazhi.clock import SHANGHAI
from fazhi.sources import Source, host_of
from fazhi.warehouse.database import Connection

_SLACK = timedelta(hours=12)
"""Nights do not begin at the same minute: what is due in the course of the day is due now."""

_AGE_TO_INTERVAL = 10
"""An article that has said the same for ten days is asked again after one: revisions come soon or hardly ever."""

_PAGES = """
SELECT p.url, p.source_code, p.kind, p.etag, p.last_modified, p.payload_digest, p.content_hash,
       p.gone_at IS NOT NULL, c.archive_file, c.archive_offset, c.captured_at, p.first_seen_at, p.last_seen_at,
       c.published_on, c.title
FROM etl.page_state p LEFT JOIN etl.capture c USING (capture_id)
WHERE p.source_code = ANY(%s) OR p.url = ANY(%s)
"""
_REDIRECTS = "SELECT url, target FROM etl.redirect WHERE source_code = ANY(%s)"
_LISTS = """
SELECT source_code, url, is_complete, swept_at, articles, first_page_digest
FROM etl.list_state WHERE source_code = ANY(%s)
"""
_USED = """
SELECT item, coalesce(bytes, 0) FROM etl.outcome
WHERE run_id = %(run_id)s AND source_code = ANY(%(codes)s) AND item_kind IN ('list', 'page', 'attachment')
  AND (seconds IS NOT NULL OR outcome = 'failed')
UNION ALL
SELECT url, 0 FROM etl.capture WHERE run_id = %(run_id)s AND source_code = ANY(%(codes)s) AND kind = 'robots'
"""


class KnownPage(NamedTuple):
    """A page as an earlier run left it; without `captured_at` no body of it was ever archived.

    A tuple, because a site has hundreds, nearly all of which a night never looks at.
    """

    url: str
    source_code: str
    kind: Kind
    etag: str | None
    last_modified: str | None
    payload_digest: str | None
    content_hash: str | None
    gone: bool
    archive_file: str | None
    archive_offset: int | None
    captured_at: datetime | None
    first_seen_at: datetime
    last_seen_at: datetime
    published_on: date | None
    title: str | None

    def validators(self) -> dict[str, str]:
        """Headers of a conditional request; none where we hold no body to go back to."""
        if self.captured_at is None or self.gone:
            return {}
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}

    def is_due(self, now: datetime, sweep_days: int) -> bool:
        """Whether the page is to be asked again: the longer it has said the same the rarer, at latest after
        `sweep_days`."""
        age = now - self._says_so_since()
        interval = min(age / _AGE_TO_INTERVAL, timedelta(days=sweep_days))
        return now - self.last_seen_at >= interval - _SLACK

    def _says_so_since(self) -> datetime:
        revised = self.captured_at is not None and self.captured_at > self.first_seen_at
        if self.published_on is None or revised:
            return self.captured_at or self.first_seen_at
        return min(datetime.combine(self.published_on, time(), SHANGHAI), self.first_seen_at)


@dataclass(frozen=True, slots=True)
class KnownList:
    """A list as earlier runs left it; `articles` is what the last reading to its end found, None before the first.

    `first_page_digest` is of its first page at the last complete reading, None where that page tells nothing new.
    """

    is_complete: bool
    swept_at: datetime | None
    articles: int | None
    first_page_digest: str | None

    def is_due(self, now: datetime, sweep_days: int) -> bool:
        """Whether the list is to be read to its end: its time has come, or the last reading left something undone."""
        if self.swept_at is None or not self.is_complete:
            return True
        return now - self.swept_at >= timedelta(days=sweep_days) - _SLACK


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger holds of some sources: pages by URL, addresses that lead to them, lists by source and URL."""

    pages: Mapping[str, KnownPage] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[tuple[str, str], KnownList] = field(default_factory=dict)

    def article(self, url: str) -> KnownPage | None:
        """The article that a list names by `url`."""
        return self.pages.get(self.redirects.get(url, url))


def what_is_known(connection: Connection, sources: Sequence[Source]) -> Known:
    """Everything known of `sources`, and the robots.txt of their hosts whoever asked for it."""
    codes = [source.code for source in sources]
    hosts = {host for source in sources for host in source.allowed_hosts}
    robots = [f"{scheme}://{host}/robots.txt" for scheme in ("http", "https") for host in sorted(hosts)]
    with connection.pipeline():  # one way to the server and back: a quiet night is made of such waits
        pages = connection.execute(_PAGES, (codes, robots))
        redirects = connection.execute(_REDIRECTS, (codes,))
        lists = connection.execute(_LISTS, (codes,))
    return Known(
        pages={page.url: page for page in map(KnownPage._make, pages)},
        redirects=dict(redirects.fetchall()),
        lists={(code, url): KnownList(*row) for code, url, *row in lists},
    )


def what_was_used(connection: Connection, run_id: int, codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Host -> requests and bytes that the run has had of it for the counties `codes`: its task is tried again.

    What the spool held must be recovered before.
    """
    used: dict[str, tuple[int, int]] = {}
    for url, size in connection.execute(_USED, {"run_id": run_id, "codes": list(codes)}):
        requests, received = used.get(host_of(url), (0, 0))
        used[host_of(url)] = requests + 1, received + size
    return used

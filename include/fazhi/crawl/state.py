"""What earlier runs know of a source's pages: `etl.page_state`, with the place of the latest body in the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fazhi.archive.entry import Kind
from fazhi.sources import Source
from fazhi.warehouse.database import Connection

_KNOWN = """
SELECT p.url, p.source_code, p.kind, p.etag, p.last_modified, p.payload_digest, p.content_hash,
       p.gone_at IS NOT NULL, c.archive_file, c.archive_offset, c.captured_at
FROM etl.page_state p LEFT JOIN etl.capture c USING (capture_id)
WHERE p.source_code = ANY(%s) OR p.url = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page as an earlier run left it; without `captured_at` no body of it was ever archived."""

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

    def validators(self) -> dict[str, str]:
        """Headers of a conditional request; none where we hold no body to go back to."""
        if self.captured_at is None or self.gone:
            return {}
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


def known_pages(connection: Connection, sources: Sequence[Source]) -> Mapping[str, KnownPage]:
    """Every page known of `sources`, and the robots.txt of their hosts whoever asked for it, by URL."""
    codes = [source.code for source in sources]
    hosts = {host for source in sources for host in source.allowed_hosts}
    robots = [f"{scheme}://{host}/robots.txt" for scheme in ("http", "https") for host in sorted(hosts)]
    return {page.url: page for page in (KnownPage(*row) for row in connection.execute(_KNOWN, (codes, robots)))}

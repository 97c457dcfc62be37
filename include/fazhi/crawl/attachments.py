"""The files that articles link: fetched like pages, archived beside their article.

A link is in the ledger before its article is, so that a crawl killed between the two, or a file that could not be had,
leaves something to ask for the next night although the article itself has not changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fazhi import clock
from fazhi.archive.entry import LinkedFile, PageChange
from fazhi.crawl.adapters import Link
from fazhi.crawl.failure import FetchError
from fazhi.crawl.hosts import NotAskedError
from fazhi.crawl.judgement import Judgement, Outcomes, judged
from fazhi.crawl.urls import canonical
from fazhi.crawl.visit import Visit, Visitor, plain
from fazhi.parse.document import Document
from fazhi.parse.files.kinds import HEAD, is_web_page
from fazhi.parse.partition import partition_year
from fazhi.sources import Source, host_of
from fazhi.warehouse.database import Connection

MOST_OF_AN_ARTICLE = 50
_LONGEST_LINK_TEXT = 300

# The address to which one leads is known under the one that leads there; a file known for gone is asked for with its
# article only.
_LINKED = """
SELECT file.source_code, file.url, file.parent_url, coalesce(file.link_text, ''), article.published_on,
       article.partition_year, file.capture_id IS NULL AND file.gone_at IS NULL AND reached.capture_id IS NULL
FROM etl.page_state AS file
LEFT JOIN etl.page_state AS parent ON parent.url = file.parent_url
LEFT JOIN etl.capture AS article ON article.capture_id = parent.capture_id
LEFT JOIN etl.redirect ON redirect.url = file.url
LEFT JOIN etl.page_state AS reached ON reached.url = redirect.target
WHERE file.kind = 'attachment' AND file.parent_url IS NOT NULL AND file.source_code = ANY(%s)
  AND NOT EXISTS (SELECT FROM etl.redirect AS way WHERE way.target = file.url AND way.url <> file.url)
ORDER BY file.url
"""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that an article of `source_code` links; `waiting` where it was never had."""

    source_code: str
    url: str
    linked: LinkedFile
    waiting: bool = False


def known_files(connection: Connection, sources: Sequence[Source]) -> tuple[KnownFile, ...]:
    """The files that articles of `sources` linked in earlier runs."""
    rows: Iterable[tuple[str, str, str, str, date | None, int | None, bool]] = connection.execute(
        _LINKED, ([source.code for source in sources],)
    ).fetchall()
    return tuple(
        KnownFile(code, url, LinkedFile(parent, text, published_on, year), waiting)
        for code, url, parent, text, published_on, year, waiting in rows
    )


class AttachmentCrawl:
    """Visits the files of one source's articles; each ends in an outcome of its own."""

    def __init__(self, source: Source, visitor: Visitor, outcomes: Outcomes, known: Iterable[KnownFile]) -> None:
        self._source = source
        self._visitor = visitor
        self._outcomes = outcomes
        self._known = [file for file in known if file.source_code == source.code]
        self._of_article: dict[str, dict[str, LinkedFile]] = defaultdict(dict)
        for file in self._known:
            self._of_article[file.linked.parent_url or ""][file.url] = file.linked
        self._visited: set[str] = set()

    def link(self, article: Document) -> None:
        """Note what a new or changed article links, before it is kept itself."""
        earlier = self._of_article.pop(article.url, {})
        for first_left in article.attachments[MOST_OF_AN_ARTICLE : MOST_OF_AN_ARTICLE + 1]:
            detail = f"{article.url} links {len(article.attachments)} files; {MOST_OF_AN_ARTICLE} are read"
            judgement = Judgement("skipped", "too_many_files", detail)
            self._visitor.note(self._outcomes.make("attachment", plain(first_left.url), judgement))
        for attachment in article.attachments[:MOST_OF_AN_ARTICLE]:
            url = canonical(attachment.url)
            if url is None:
                continue
            text = plain(attachment.name)[:_LONGEST_LINK_TEXT]
            linked = LinkedFile(article.url, text, article.published_on, article.partition_year)
            if url not in earlier and host_of(url) in self._source.allowed_hosts:
                self._visitor.note_file(self._change("linked", url, linked))
            self._of_article[article.url][url] = linked

    def visit(self, article_url: str) -> None:
        """Visit the files of an article that was just visited."""
        for url, linked in self._of_article.get(article_url, {}).items():
            self._visit(url, linked)

    def visit_listed(self, link: Link) -> bool:
        """Visit a file that a list names in place of an article; False where it has to be asked for another night."""
        text = plain(link.title)[:_LONGEST_LINK_TEXT]
        return self._visit(link.url, LinkedFile(None, text, link.published_on, partition_year(text, link.published_on)))

    def visit_waiting(self) -> None:
        """Visit the files of earlier runs that were never had."""
        for file in self._known:
            if file.waiting:
                self._visit(file.url, file.linked)

    def _visit(self, url: str, linked: LinkedFile) -> bool:
        """Visit a file once; False where it could not be had and may be another time."""
        if url in self._visited:
            return True
        self._visited.add(url)
        try:
            visit = self._visitor.visit(url, "attachment")
        except FetchError as error:
            self._visitor.note(self._outcomes.make("attachment", url, judged(error)))
            return not (error.transient or isinstance(error, NotAskedError))
        if visit.url != url:
            self._visitor.note_redirect(url, visit)
            if visit.url in self._visited:
                judgement = Judgement("unchanged", "same_file", f"redirects to {visit.url}")
                self._visitor.note(self._outcomes.make("attachment", url, judgement, visit))
                return True
            self._visited.add(visit.url)
        self._keep(visit, linked)
        return True

    def _keep(self, visit: Visit, linked: LinkedFile) -> None:
        judgement = _judgement(visit, linked)
        outcome = self._outcomes.make("attachment", visit.url, judgement, visit)
        if judgement.outcome != "failed":
            self._visitor.keep_file(visit, outcome, linked)
        elif visit.known is None:
            self._visitor.note_file(self._change("gone", visit.url, linked), outcome)
        else:
            self._visitor.note(outcome)

    def _change(self, change: str, url: str, linked: LinkedFile) -> PageChange:
        return PageChange(
            change=change,  # type: ignore[arg-type]
            url=url,
            source_code=self._source.code,
            kind="attachment",
            seen_at=clock.now(),
            linked=linked,
        )


def _judgement(visit: Visit, linked: LinkedFile) -> Judgement:
    if visit.fetched.gone:
        status = visit.fetched.response.status
        if visit.known is None:
            return Judgement(
                "failed", f"http_{status}", f"{linked.parent_url or 'a list'} names it, and it answers {status}"
            )
        if visit.known.gone:
            return Judgement("unchanged", "gone", "gone since an earlier run; its figures stay")
        return Judgement("done", "gone", f"answers {status}; its figures stay")
    if visit.unchanged:
        return Judgement("unchanged")
    if is_web_page(visit.fetched.response.head(HEAD)):
        return Judgement(
            "failed", "wrong_format", f"{linked.parent_url or 'a list'} names it, and it is a web page and no file"
        )
    return Judgement("done")

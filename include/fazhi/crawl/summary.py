"""How a crawl went, from the ledger alone: for the person who looks in the morning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fazhi.counted import counted
from fazhi.program import command
from fazhi.warehouse.database import Connection

SLOWEST = 5
_SHOWN_REASONS = 12

# A retried task leaves a second outcome of the same item: the last one counts.
_LATEST = """
SELECT DISTINCT ON (source_code, item_kind, item) source_code, item_kind, item, outcome, reason, detail, seconds, bytes
FROM etl.outcome WHERE run_id = %s AND item_kind IN ('site', 'list', 'page', 'attachment')
ORDER BY source_code, item_kind, item, outcome_id DESC
"""

_ITEMS = f"SELECT item_kind, outcome, count(*) FROM ({_LATEST}) AS latest GROUP BY item_kind, outcome"

_FAILURES = f"""
SELECT item_kind, outcome, reason, array_agg(DISTINCT source_code ORDER BY source_code), count(*), min(detail)
FROM ({_LATEST}) AS latest
WHERE outcome IN ('failed', 'rejected') OR (outcome = 'skipped' AND reason NOT IN ('foreign_host', 'end_of_list'))
GROUP BY item_kind, outcome, reason
ORDER BY array_position(ARRAY['site', 'list', 'page', 'attachment'], item_kind), count(*) DESC, reason
"""

_TO_REDO = f"""
SELECT DISTINCT source_code FROM ({_LATEST}) AS latest
WHERE outcome = 'failed' OR (outcome = 'skipped' AND reason = 'host_down') ORDER BY source_code
"""

_LEFT = f"""
SELECT count(DISTINCT source_code) FROM ({_LATEST}) AS latest
WHERE outcome = 'skipped' AND reason IN ('page_budget', 'byte_budget', 'window_closed')
"""

_SLOWEST = f"""
SELECT split_part(item, '/', 3) AS host, sum(seconds) / count(*) FROM ({_LATEST}) AS latest
WHERE item_kind <> 'site' AND seconds > 0 GROUP BY host ORDER BY sum(seconds) / count(*) DESC, host LIMIT {SLOWEST}
"""

_BYTES = f"SELECT coalesce(sum(bytes), 0) FROM ({_LATEST}) AS latest WHERE item_kind = 'site'"

_GONE = f"SELECT count(*) FROM ({_LATEST}) AS latest WHERE item_kind = 'page' AND outcome = 'done' AND reason = 'gone'"

_DOCUMENTS = """
SELECT count(*) FILTER (WHERE NOT known), count(*) FILTER (WHERE known)
FROM (SELECT EXISTS (SELECT FROM etl.capture e WHERE e.url = c.url AND e.capture_id < c.capture_id
                     AND e.content_hash IS NOT NULL) AS known
      FROM etl.capture c WHERE c.run_id = %s AND c.content_hash IS NOT NULL) AS documents
"""


@dataclass(frozen=True, slots=True)
class Failure:
    """Items of one kind that ended alike for one reason, the counties they belong to, and what one of them said."""

    item_kind: str
    outcome: str
    reason: str
    codes: tuple[str, ...]
    count: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSummary:
    """Counts are by outcome (done, unchanged, skipped, rejected, failed). `slowest` are hosts with their mean seconds a
    page, `left` is how many sites have pages that wait for another night (budget, window).
    """

    run_id: int
    sites: Mapping[str, int]
    lists: Mapping[str, int]
    pages: Mapping[str, int]
    attachments: Mapping[str, int]
    new_documents: int
    changed_documents: int
    gone_documents: int
    bytes: int
    failures: tuple[Failure, ...]
    slowest: tuple[tuple[str, float], ...]
    left: int
    to_redo: tuple[str, ...]

    @property
    def failed_share(self) -> float:
        """Failed sites of all sites of the run; 0 where there were none."""
        total = sum(self.sites.values())
        return self.sites.get("failed", 0) / total if total else 0.0

    @property
    def redo_command(self) -> str:
        """The command that crawls again only what failed; empty when nothing did."""
        return command(f"crawl --only {','.join(self.to_redo)}") if self.to_redo else ""

    def as_json(self) -> dict[str, Any]:
        """For `etl.run.summary`."""
        return {**asdict(self), "redo": self.redo_command}

    def __str__(self) -> str:
        lines = [
            f"crawl {self.run_id}: sites {_counts(self.sites)}",
            f"lists: {_counts(self.lists)}; pages: {_counts(self.pages)}; attachments: {_counts(self.attachments)}",
            f"documents: {self.new_documents} new, {self.changed_documents} changed, {self.gone_documents} gone;"
            f" {self.bytes:,} bytes received",
        ]
        lines += [_failure_line(failure) for failure in self.failures[:_SHOWN_REASONS]]
        if len(self.failures) > _SHOWN_REASONS:
            lines.append(f"and {len(self.failures) - _SHOWN_REASONS} more reasons in etl.outcome")
        if self.slowest:
            hosts = ", ".join(f"{host} {seconds:.2f} s a page" for host, seconds in self.slowest)
            lines.append(f"slowest hosts: {hosts}")
        if self.left:
            sites = counted(self.left, "site")
            lines.append(f"{sites} with pages left for the next night (page_budget, byte_budget, window_closed)")
        if self.redo_command:
            lines.append(f"to redo only what failed: {self.redo_command}")
        return "\n".join(lines)


def summarise(connection: Connection, run_id: int, planned: Sequence[str] = ()) -> CrawlSummary:
    """The summary of a crawl. A `planned` site without an outcome counts as failed: its task was killed."""
    counts: dict[str, dict[str, int]] = {"site": {}, "list": {}, "page": {}, "attachment": {}}
    for item_kind, outcome, count in connection.execute(_ITEMS, (run_id,)):
        counts[item_kind][outcome] = count
    failures = [
        Failure(item_kind, outcome, reason, tuple(codes), count, detail)
        for item_kind, outcome, reason, codes, count, detail in connection.execute(_FAILURES, (run_id,))
    ]
    to_redo = {code for (code,) in connection.execute(_TO_REDO, (run_id,))}
    lost = sorted(set(planned) - _concluded(connection, run_id))
    if lost:
        counts["site"]["failed"] = counts["site"].get("failed", 0) + len(lost)
        failures.insert(
            0, Failure("site", "failed", "no_outcome", tuple(lost), len(lost), "its task ended without a word")
        )
    ((received,),) = connection.execute(_BYTES, (run_id,))
    ((gone,),) = connection.execute(_GONE, (run_id,))
    ((left,),) = connection.execute(_LEFT, (run_id,))
    ((new, changed),) = connection.execute(_DOCUMENTS, (run_id,))
    return CrawlSummary(
        run_id=run_id,
        sites=counts["site"],
        lists=counts["list"],
        pages=counts["page"],
        attachments=counts["attachment"],
        new_documents=new,
        changed_documents=changed,
        gone_documents=gone,
        bytes=int(received),
        failures=tuple(failures),
        slowest=tuple((host, float(seconds)) for host, seconds in connection.execute(_SLOWEST, (run_id,))),
        left=left,
        to_redo=tuple(sorted(to_redo | set(lost))),
    )


def _concluded(connection: Connection, run_id: int) -> set[str]:
    rows = connection.execute(
        "SELECT DISTINCT source_code FROM etl.outcome WHERE run_id = %s AND item_kind = 'site'", (run_id,)
    )
    return {code for (code,) in rows}


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "none"


def _failure_line(failure: Failure) -> str:
    counties = ", ".join(failure.codes[:6]) + (" ..." if len(failure.codes) > 6 else "")
    line = f"{failure.outcome} {failure.item_kind} {failure.reason} ({failure.count}): {counties}"
    return f"{line}: {failure.detail}" if failure.detail else line

"""How an item ended, and the count of all that ended so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from fazhi import clock
from fazhi.archive.entry import ItemOutcome
from fazhi.crawl.failure import FetchError
from fazhi.crawl.hosts import NotAskedError
from fazhi.crawl.visit import Visit, plain

_LONGEST_DETAIL = 500


@dataclass(frozen=True, slots=True)
class Judgement:
    """The end of an item: outcome, reason code, and a message for a person."""

    outcome: Literal["done", "unchanged", "skipped", "rejected", "failed"]
    reason: str = ""
    detail: str = ""


def judged(error: FetchError) -> Judgement:
    """What a page that could not be had ends as: what we would not ask for is no failure of the site."""
    skipped = isinstance(error, NotAskedError) or error.reason in ("robots_disallowed", "foreign_host")
    return Judgement("skipped" if skipped else "failed", error.reason, str(error))


class Outcomes:
    """Makes the outcome rows of one source; `counts` are such as pages_done or lists_failed."""

    def __init__(self, source_code: str) -> None:
        self._source_code = source_code
        self.counts: Counter[str] = Counter()

    def make(
        self,
        kind: Literal["site", "list", "page", "attachment"],
        item: str,
        judgement: Judgement,
        visit: Visit | None = None,
    ) -> ItemOutcome:
        """The outcome of one item, counted; seconds and bytes are those of `visit`."""
        self.counts[f"{kind}s_{judgement.outcome}"] += 1
        return ItemOutcome(
            source_code=self._source_code,
            item_kind=kind,
            item=item,
            outcome=judgement.outcome,
            reason=judgement.reason,
            detail=plain(judgement.detail)[:_LONGEST_DETAIL],
            recorded_at=clock.now(),
            seconds=visit.fetched.seconds if visit else None,
            bytes=visit.fetched.response.size if visit else None,
        )

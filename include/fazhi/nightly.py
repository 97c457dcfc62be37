"""The night as the scheduler drives it: what to crawl, how the crawl ended, what to score.

Each function is one task: it takes settings and plain values, opens its own connection, and leaves its record in
`etl.run` and `etl.outcome`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fazhi import clock
from fazhi.catalogue import load_catalogue
from fazhi.crawl.batches import MOST_SITES_A_BATCH, batch_size, host_batches
from fazhi.crawl.plan import start_crawl
from fazhi.crawl.run import crawl_batch
from fazhi.crawl.summary import CrawlSummary, summarise
from fazhi.crawl.window import Window
from fazhi.errors import FazhiError
from fazhi.partition_key import PartitionKey
from fazhi.settings import Settings
from fazhi.warehouse import dimensions, ledger, publications, runs
from fazhi.warehouse.database import connect

log = logging.getLogger(__name__)


class CrawlFailedError(FazhiError):
    """Too many sites failed; the message holds the summary and the command that redoes only those."""


def plan_crawl(
    settings: Settings,
    *,
    only: Sequence[str],
    most_a_batch: int = MOST_SITES_A_BATCH,
    orchestrator_run_id: str | None = None,
    scheduled: bool = False,
    sweep: bool = False,
) -> list[dict[str, Any]]:
    """Start a crawl of every active source, or `only` of those; gives `{run_id, codes, closes_at, sweep}` a batch.

    A batch has `most_a_batch` sites, of few sites fewer (`batch_size`), and more where so many share a host.
    `closes_at` (ISO 8601) is the end of the night's window where the crawl was `scheduled`; a person who starts one by
    day wants it now: None. A `sweep` reads every list to its last page and asks for every article.

    Raises:
        ConfigurationError: as of `start_crawl`, or FAZHI_CRAWL_WINDOW is wrong.
    """
    window = Window.parse(settings.crawl_window)
    closes_at = window.closing(clock.now()).isoformat() if scheduled else None
    run_id, chosen = start_crawl(settings, only=only, orchestrator_run_id=orchestrator_run_id)
    batches = host_batches(chosen, batch_size(len(chosen), most_a_batch))
    return [{"run_id": run_id, "codes": codes, "closes_at": closes_at, "sweep": sweep} for codes in batches]


def crawl_planned(settings: Settings, batch: Mapping[str, Any]) -> dict[str, int]:
    """Crawl one of the batches that `plan_crawl` gave. Raises as `crawl_batch` does."""
    closes_at = datetime.fromisoformat(batch["closes_at"]) if batch["closes_at"] else None
    return crawl_batch(
        batch["codes"], settings=settings, run_id=batch["run_id"], closes_at=closes_at, sweep=batch["sweep"]
    )


def finish_crawl(
    settings: Settings, run_id: int, *, planned: Sequence[str], partitions: Sequence[str], tolerated_share: float
) -> CrawlSummary:
    """Close the crawl's record and say how it went; a `planned` site that left no outcome counts as failed.

    Raises:
        CrawlFailedError: more than `tolerated_share` of the sites failed.
    """
    with connect(settings.require("warehouse_dsn")) as connection:
        summary = summarise(connection, run_id, planned)
        for province in sorted({code[:2] for code in planned}):  # a day passes where no county publishes anything, too
            publications.expect_overdue(connection, province, today=clock.now().date())
        failed = summary.failed_share > tolerated_share
        record = {**summary.as_json(), "partitions": list(partitions)}
        runs.finish_run(connection, run_id, "failed" if failed else "success", summary=record)
    log.info("%s", summary)
    if failed:
        raise CrawlFailedError(str(summary))
    return summary


def score_and_record(settings: Settings, partition: str, *, orchestrator_run_id: str | None = None) -> bool:
    """Score one partition on reference data as its files say; False where no scheme is for that province and year.

    First the counties of the province, then the organs of each county that a scheme assesses.
    """
    from fazhi.scoring.run import score_partition  # noqa: PLC0415  (the crawl does not need it)
    from fazhi.scoring.scheme import assessors, load_schemes  # noqa: PLC0415

    key = PartitionKey.parse(partition)
    dsn = settings.require("warehouse_dsn")
    with connect(dsn) as connection:
        dimensions.synchronise(connection, settings)
        run_id = runs.start_run(connection, "score", partition_key=partition, orchestrator_run_id=orchestrator_run_id)
        change = ledger.change_number(connection, key.province, key.year)
    with runs.failing(dsn, run_id):
        schemes = load_schemes(settings.schemes, load_catalogue(settings.catalogue))
        assessing = assessors(schemes, key.province, key.year)
        scored = [score_partition(settings, assessor, key.year, run_id=run_id) for assessor in assessing]
    done = [summary.as_json() for summary in scored if summary.scheme]
    own = next((each for each in done if each["province"] == key.province), {})
    with connect(dsn) as connection:
        ledger.mark_scored(connection, key.province, key.year, change)
        summary = {**own, "organs": [each for each in done if each is not own]}
        runs.finish_run(connection, run_id, "success" if done else "skipped", summary=summary)
    return bool(done)

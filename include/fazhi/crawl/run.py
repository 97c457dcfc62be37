"""Crawling a batch of counties: what a mapped task of the nightly run does."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from queue import Empty, SimpleQueue

import psycopg

from fazhi import clock
from fazhi.archive import ArchiveReader, ArchiveWriter
from fazhi.archive.entry import Entry
from fazhi.archive.spool import recover
from fazhi.archive.storage import Storage
from fazhi.crawl.adapters import adapter_for
from fazhi.crawl.attachments import KnownFile, known_files
from fazhi.crawl.batches import host_groups
from fazhi.crawl.fetcher import Fetcher, Limits, user_agent
from fazhi.crawl.hosts import Hosts
from fazhi.crawl.judgement import Judgement, Outcomes
from fazhi.crawl.locks import host_locks
from fazhi.crawl.plan import start_crawl
from fazhi.crawl.site import SiteCrawl
from fazhi.crawl.state import Known, what_is_known, what_was_used
from fazhi.crawl.summary import CrawlSummary, summarise
from fazhi.crawl.visit import Visitor
from fazhi.errors import ConfigurationError
from fazhi.settings import Settings
from fazhi.sources import Source, load_valid_sources
from fazhi.warehouse.database import Connection, connect, open_connection, unavailable
from fazhi.warehouse.runs import failing, finish_run

HOSTS_AT_ONCE = 8
_log = logging.getLogger(__name__)


def crawl_batch(
    codes: Sequence[str],
    *,
    settings: Settings,
    run_id: int,
    limits: Limits | None = None,
    hosts_at_once: int = HOSTS_AT_ONCE,
    closes_at: datetime | None = None,
    sweep: bool = False,
) -> dict[str, int]:
    """Crawl the sources `codes` for the run `run_id` of `etl.run` and return how many items ended how.

    Keys are such as sites_done, lists_failed, pages_unchanged, pages_rejected, and bytes received. Each host is asked
    by one thread under its lock, hosts side by side; after `closes_at` none is asked. A `sweep` reads every list to its
    end and asks for every article, whenever that was done last. Everything fetched is archived, indexed and has its
    outcome row when this returns; what a killed run left in the spool is recovered first. Tried again for the same run,
    a batch has what is left of the hosts' budgets.

    Raises:
        ConfigurationError: a code has no YAML, a YAML is wrong, or no contact is set: nothing was fetched.
        WarehouseUnavailableError, ArchiveError: what was fetched stays in the spool for the next run.
    """
    dsn = settings.require("warehouse_dsn")
    agent = user_agent(settings)
    sources = _chosen(codes, settings)
    storage = Storage(settings.archive)
    with connect(dsn) as connection:
        recovered = recover(settings.spool, storage, connection)
        used = what_was_used(connection, run_id, codes)
    if recovered.files:
        _log.warning("recovered %s records of %s killed runs", recovered.records, recovered.files)
    groups = host_groups(sources)
    waiting: SimpleQueue[list[Source]] = SimpleQueue()
    for group in groups:
        waiting.put(group)
    with ArchiveWriter(settings.spool, storage, run_id=run_id, dsn=dsn, software=agent) as writer:
        batch = _Batch(settings, dsn, writer, limits or Limits(), closes_at, used=used, sweep=sweep)
        workers = min(hosts_at_once, len(groups))
        with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
            done = [pool.submit(batch.work, waiting) for _ in range(workers)]
            return dict(sum((each.result() for each in done), Counter()))


def crawl_all(
    settings: Settings, *, only: Sequence[str] = (), limits: Limits | None = None, sweep: bool = False
) -> CrawlSummary:
    """Crawl every active source, or `only` those codes, as a run of its own, in this process; see `crawl_batch`.

    Raises:
        ConfigurationError: as of `start_crawl`.
    """
    run_id, chosen = start_crawl(settings, only=only)
    codes = [source.code for source in chosen]
    dsn = settings.require("warehouse_dsn")
    with failing(dsn, run_id):
        crawl_batch(codes, settings=settings, run_id=run_id, limits=limits, sweep=sweep)
    with connect(dsn) as connection:
        summary = summarise(connection, run_id, planned=codes)
        finish_run(connection, run_id, "success", summary=summary.as_json())
    return summary


def _swept(source: Source) -> Source:
    """The same source with every list due."""
    lists = tuple(page.model_copy(update={"sweep_days": 0}) for page in source.lists)
    return source.model_copy(update={"lists": lists})


def _chosen(codes: Sequence[str], settings: Settings) -> list[Source]:
    usable, invalid = load_valid_sources(settings.sources, only=codes)
    sources = {source.code: source for source in usable}
    for each in invalid:
        if each.code in codes:
            raise ConfigurationError(each.message)
    unknown = [code for code in codes if code not in sources]
    if unknown:
        places = ", ".join(map(str, settings.sources))
        raise ConfigurationError(f"no county YAML in {places} has the code {', '.join(unknown)}")
    return [sources[code] for code in dict.fromkeys(codes)]


class _Batch:
    """What the groups of a batch share."""

    def __init__(
        self,
        settings: Settings,
        dsn: str,
        writer: ArchiveWriter,
        limits: Limits,
        closes_at: datetime | None,
        *,
        used: Mapping[str, tuple[int, int]],
        sweep: bool,
    ) -> None:
        self._settings = settings
        self._dsn = dsn
        self._writer = writer
        self._limits = limits
        self._closes_at = closes_at
        self._used = used
        self._sweep = sweep

    def work(self, waiting: SimpleQueue[list[Source]]) -> Counter[str]:
        """Crawl waiting groups until there is none left, over one connection to the warehouse."""
        counts: Counter[str] = Counter()
        with open_connection(self._dsn) as connection, ArchiveReader(self._settings.archive) as reader:
            connection.autocommit = True
            try:
                while True:
                    counts.update(self._crawl_group(waiting.get_nowait(), connection, reader))
            except Empty:
                return counts
            except psycopg.OperationalError as error:
                raise unavailable(self._dsn, error) from error

    def _crawl_group(self, sources: list[Source], connection: Connection, reader: ArchiveReader) -> Counter[str]:
        """Crawl sources that share hosts, one after the other, under the locks of all their hosts."""
        counts: Counter[str] = Counter()
        active = [source for source in sources if source.status == "active"]
        for source in sources:
            if source not in active:
                detail = f"its status is {source.status}; fazhi source check {source.code} shows what it gives"
                counts.update(self._conclude(source, Judgement("skipped", "not_active", detail)))
        if not active:
            return counts
        with host_locks(connection, {host for source in active for host in source.allowed_hosts}) as locks:
            hosts = Hosts(used=self._used, closes_at=self._closes_at, still_ours=locks.check)
            known, files = what_is_known(connection, active), known_files(connection, active)
            for source in active:
                asked = _swept(source) if self._sweep else source
                counts.update(self._crawl_site(asked, known, files, hosts, reader))
        return counts

    def _crawl_site(
        self, source: Source, known: Known, files: Sequence[KnownFile], hosts: Hosts, reader: ArchiveReader
    ) -> Counter[str]:
        adapter = adapter_for(source)
        fetcher = Fetcher(source, self._settings, hosts, self._limits)
        try:
            visitor = Visitor(
                source_code=source.code,
                fetcher=fetcher,
                writer=self._writer,
                reader=reader,
                known=known.pages,
                hosts=hosts,
            )
            days = self._settings.sweep_days
            site = SiteCrawl(source, adapter, fetcher, visitor, known, files=files, now=clock.now(), sweep_days=days)
            site.crawl()
            return site.counts + Counter(bytes=fetcher.bytes)
        finally:
            fetcher.close()

    def _conclude(self, source: Source, judgement: Judgement) -> Counter[str]:
        outcomes = Outcomes(source.code)
        self._writer.add(Entry(outcome=outcomes.make("site", source.code, judgement)))
        return outcomes.counts

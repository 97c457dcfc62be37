"""From captures to facts: the load of one partition, step by step as the scheduler drives it.

`plan_load` finds the work in the ledger, `derive_batch` parses and extracts a batch of documents into staging,
`validate_load` gates what was staged, `merge_load` merges it. The load's run id is its load id.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fazhi import clock
from fazhi.archive import ArchiveReader
from fazhi.catalogue import load_catalogue
from fazhi.errors import FazhiError
from fazhi.extract import EXTRACTOR_VERSION, extract
from fazhi.parse import PARSER_VERSION, NoBodyError, parse_page
from fazhi.partition_key import PartitionKey
from fazhi.reconcile import check_document, load_identities
from fazhi.settings import Settings
from fazhi.sources import load_sources
from fazhi.warehouse import dimensions, ledger, merge, outcomes, runs, staging
from fazhi.warehouse.database import Connection, connect

log = logging.getLogger(__name__)


class GateClosedError(FazhiError):
    """A critical expectation failed: the partition is not loaded; the message says which and why."""


def current_versions(settings: Settings) -> ledger.Versions:
    """The versions that a derivation must have to be current."""
    return ledger.Versions(
        parser=PARSER_VERSION,
        extractor=EXTRACTOR_VERSION,
        catalogue=load_catalogue(settings.catalogue).digest,
    )


def pending_partitions(settings: Settings) -> list[str]:
    """Every `province|year` with captures that have no current derivation, or that a backfill asked for; sorted."""
    with connect(settings.require("warehouse_dsn")) as connection:
        return ledger.pending_partitions(connection, current_versions(settings))


def request_rederivation(
    settings: Settings, *, provinces: Sequence[str], years: Iterable[int], orchestrator_run_id: str | None = None
) -> list[str]:
    """Ask that every document of these provinces and years be derived again; gives the partitions that have any."""
    chosen = [PartitionKey(province, year) for province in sorted(set(provinces)) for year in sorted(set(years))]
    with connect(settings.require("warehouse_dsn")) as connection:
        run_id = runs.start_run(connection, "backfill", orchestrator_run_id=orchestrator_run_id)
        with runs.failing(settings.warehouse_dsn, run_id):
            keys = [key for key in chosen if ledger.captures(connection, key.province, key.year)]
            for key in keys:
                ledger.request_rederivation(connection, run_id, key.province, key.year)
            runs.finish_run(connection, run_id, "success", summary={"partitions": [str(key) for key in keys]})
    return [str(key) for key in keys]


def plan_load(
    settings: Settings, partition: str, *, batch_size: int, orchestrator_run_id: str | None = None
) -> list[dict[str, Any]]:
    """Start the load of `province|year`; gives `{load_id, captures}` a batch, or nothing where all is derived."""
    key = PartitionKey.parse(partition)
    with connect(settings.require("warehouse_dsn")) as connection:
        run_id = runs.start_run(connection, "load", partition_key=partition, orchestrator_run_id=orchestrator_run_id)
        with runs.failing(settings.warehouse_dsn, run_id):
            staging.drop_leftovers(connection, before=clock.now())
            dimensions.synchronise(connection, settings)
            if ledger.claim_rederivation(connection, run_id, key.province, key.year):
                captures = ledger.captures(connection, key.province, key.year)
            else:
                captures = ledger.pending_captures(connection, key.province, key.year, current_versions(settings))
            if not captures:
                runs.finish_run(connection, run_id, "skipped")
    identifiers = [capture.capture_id for capture in captures]
    return [
        {"load_id": run_id, "captures": identifiers[start : start + batch_size]}
        for start in range(0, len(identifiers), batch_size)
    ]


def derive_batch(settings: Settings, batch: dict[str, Any]) -> int:
    """Parse, extract and check one batch of captures into staging; gives the number of documents staged.

    A document that cannot be read is an outcome of the load, not an error: the others go on. Running a batch again
    replaces what it staged before.
    """
    load_id = int(batch["load_id"])
    with connect(settings.require("warehouse_dsn")) as connection, runs.failing(settings.warehouse_dsn, load_id):
        captures = ledger.captures_by_id(connection, batch["captures"])
        return staging.stage(connection, load_id, _derived(settings, connection, load_id, captures))


def _derived(
    settings: Settings, connection: Connection, load_id: int, captures: Sequence[ledger.Capture]
) -> Iterator[staging.DerivedDocument]:
    catalogue = load_catalogue(settings.catalogue)
    identities = load_identities(catalogue)
    archive = ArchiveReader(settings.archive)
    containers = {source.code: source.containers for source in load_sources(settings.sources)}
    for capture in captures:
        response = archive.read(capture.archive_file, capture.archive_offset)
        try:
            document = parse_page(
                response.body,
                url=capture.url,
                content_type=capture.content_type,
                containers=containers.get(capture.source_code, ()),
            )
        except NoBodyError as error:
            outcomes.record(
                connection, load_id, "document", capture.url, "rejected",
                reason="no_body", detail=str(error), source_code=capture.source_code,
            )  # fmt: skip
            continue
        extraction = extract(document, catalogue)
        checks = check_document(extraction.observations, identities)
        yield staging.DerivedDocument(capture=capture, document=document, extraction=extraction, checks=checks)


def validate_load(settings: Settings, load_id: int) -> None:
    """Gate what was staged: failing rows go to `etl.rejected`.

    Raises:
        GateClosedError: a critical expectation failed; nothing of the partition is loaded.
    """
    from fazhi.quality import gate  # noqa: PLC0415  (Great Expectations takes seconds to import)

    with runs.failing(settings.require("warehouse_dsn"), load_id):
        result = gate.validate(settings, load_id, run_id=load_id)
        if result.critical_failed:
            raise GateClosedError(f"load {load_id} is not merged: {result}")


def merge_load(settings: Settings, load_id: int) -> list[str]:
    """Merge a gated load; gives the partitions to score: each period year that changed, and the year after it."""
    with connect(settings.require("warehouse_dsn")) as connection, runs.failing(settings.warehouse_dsn, load_id):
        result = merge.merge_load(connection, load_id, versions=current_versions(settings))
        years = {year + later for year in result.changed_years for later in (0, 1)}
        requested = ledger.fulfil_rederivation(connection, load_id)
        if requested:
            years.add(requested)
        keys = [str(PartitionKey(result.province_code, year)) for year in sorted(years)]
        runs.finish_run(connection, load_id, "success", summary={**result.as_json(), "partitions": keys})
    return keys


def load_partition(settings: Settings, partition: str, *, batch_size: int = 200) -> list[str]:
    """The whole load of one partition in this process, without Airflow; gives the partitions to score."""
    batches = plan_load(settings, partition, batch_size=batch_size)
    if not batches:
        return []
    for batch in batches:
        derive_batch(settings, batch)
    load_id = int(batches[0]["load_id"])
    validate_load(settings, load_id)
    return merge_load(settings, load_id)

"""From captures to facts: the load of one partition, step by step as the scheduler drives it.

`plan_load` finds the work in the ledger, `derive_batch` parses and extracts a batch of documents into staging,
`validate_load` gates what was staged, `merge_load` merges it and gates the star.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from fazhi import clock
from fazhi.archive import ArchiveReader
from fazhi.catalogue import Catalogue, load_catalogue
from fazhi.correcting import Tried, correct
from fazhi.documents import DocumentReader
from fazhi.errors import FazhiError
from fazhi.extract import COMPILED, EXTRACTOR_VERSION, extract
from fazhi.extract.lexicon import Lexicon
from fazhi.extract.observation import Extraction
from fazhi.extract.publisher import speaks_for_its_region
from fazhi.extract.unrecognised import unrecognised
from fazhi.parse import PARSER_VERSION, NoBodyError
from fazhi.parse.document import Document
from fazhi.parse.files import FileRefusedError
from fazhi.partition_key import PartitionKey
from fazhi.program import command
from fazhi.quality import results as quality_results
from fazhi.quality import suites
from fazhi.quality.trial import Trial
from fazhi.reconcile import check_document, load_identities
from fazhi.reconcile.years import check_partitions
from fazhi.scoring.scheme import assessors, load_schemes, scheme_for
from fazhi.scoring.subjects import province_of
from fazhi.settings import Settings
from fazhi.sources import load_valid_sources
from fazhi.submissions import reading as forms
from fazhi.warehouse import correction_states, corrections, dimensions, ledger, merge, outcomes, runs, staging
from fazhi.warehouse.database import Connection, connect
from fazhi.warehouse.staged_rows import DerivedDocument

log = logging.getLogger(__name__)

_LONGEST_DETAIL = 500
_CORRECTION_OUTCOMES = {"lapsed": "correction_unmatched", "refused": "correction_refused"}


class GateClosedError(FazhiError):
    """A critical expectation failed: the partition is not loaded, or not scored; the message says which and why."""


def current_versions(settings: Settings) -> ledger.Versions:
    """The versions that a derivation must have to be current."""
    return ledger.Versions(
        parser=PARSER_VERSION,
        extractor=EXTRACTOR_VERSION,
        catalogue=load_catalogue(settings.catalogue).digest,
        expectations=suites.digest(settings.expectations),
    )


def pending_partitions(settings: Settings) -> list[str]:
    """Every `province|year` with captures that have no current derivation, or that a backfill asked for; sorted."""
    with connect(settings.require("warehouse_dsn")) as connection:
        return ledger.pending_partitions(connection, current_versions(settings))


def unscored_partitions(settings: Settings) -> list[str]:
    """Every `province|year` under a scheme whose facts, reference data or scheme changed since it was scored.

    Such are a scoring whose event was lost or that failed, and a year for which a scheme is new or was edited.
    """
    with connect(settings.require("warehouse_dsn")) as connection:
        dimensions.synchronise(connection, settings)
        changed = ledger.changed_partitions(connection)
        scored = connection.execute(
            "SELECT province_code, run.year, digest FROM dw.dim_score_run AS run JOIN dw.dim_scheme USING (scheme_key)"
            " WHERE superseded_at IS NULL AND state = 'provisional'"
        ).fetchall()
    schemes = load_schemes(settings.schemes, load_catalogue(settings.catalogue))
    for assessor, year, digest in scored:
        scheme = scheme_for(schemes, assessor, year)
        if scheme and scheme.digest != digest:
            changed.append(str(PartitionKey(province_of(assessor), year)))
    return assessed(settings, changed)


def assessed(settings: Settings, partitions: Iterable[str]) -> list[str]:
    """Those of the partitions that a scheme assesses, sorted: the others are not worth a run."""
    schemes = load_schemes(settings.schemes, load_catalogue(settings.catalogue))
    return sorted(key for key in set(partitions) if assessors(schemes, *PartitionKey.parse(key)))


def request_rederivation(
    settings: Settings, *, provinces: Sequence[str], years: Sequence[int], orchestrator_run_id: str | None = None
) -> list[str]:
    """Ask that every document of these provinces and years be derived again; gives the partitions that have any."""
    dsn = settings.require("warehouse_dsn")
    with connect(dsn) as connection:
        run_id = runs.start_run(connection, "backfill", orchestrator_run_id=orchestrator_run_id)
        with runs.failing(dsn, run_id):
            keys = ledger.request_rederivation(connection, provinces, years, requested_at=clock.now())
            ledger.mark_changed(connection, map(PartitionKey.parse, keys))
            runs.finish_run(connection, run_id, "success", summary={"partitions": keys})
    return keys


def earlier_texts(settings: Settings) -> list[dict[str, list[int]]]:
    """What pages said before, as `ledger.earlier_texts` gives it."""
    with connect(settings.require("warehouse_dsn")) as connection:
        return ledger.earlier_texts(connection)


def overtaken_texts(settings: Settings) -> list[str]:
    """What pages said before and the warehouse cannot learn any more, as `ledger.overtaken_texts` gives it."""
    with connect(settings.require("warehouse_dsn")) as connection:
        return ledger.overtaken_texts(connection)


def plan_load(
    settings: Settings,
    partition: str,
    *,
    batch_size: int,
    orchestrator_run_id: str | None = None,
    only: Sequence[int] | None = None,
) -> list[dict[str, Any]]:
    """Start the load of `province|year`; gives `{run_id, load_id, captures}` a batch, nothing where all is derived.

    `only` are the captures to load whatever the ledger says; default: those that wait.
    """
    key = PartitionKey.parse(partition)
    versions = current_versions(settings)
    dsn = settings.require("warehouse_dsn")
    with connect(dsn) as connection:
        run_id = runs.start_run(connection, "load", partition_key=partition, orchestrator_run_id=orchestrator_run_id)
        with runs.failing(dsn, run_id):
            if only is None:
                captures = ledger.pending_captures(connection, key.province, key.year, versions)
            else:
                captures = ledger.captures(connection, only)
            if not captures:
                runs.finish_run(connection, run_id, "skipped")
                return []
            dimensions.synchronise(connection, settings)
            load_id = staging.start_load(connection, run_id, key.province, key.year, versions)
    identifiers = [capture.capture_id for capture in captures]
    return [
        {"run_id": run_id, "load_id": load_id, "captures": identifiers[start : start + batch_size]}
        for start in range(0, len(identifiers), batch_size)
    ]


def derive_batch(settings: Settings, batch: dict[str, Any]) -> int:
    """Parse, extract and check one batch of captures into staging; gives the number of observations staged.

    A document that cannot be read is an outcome of the load, not an error: the others go on. Running a batch again
    replaces what it staged before.
    """
    dsn = settings.require("warehouse_dsn")
    with connect(dsn) as connection, runs.failing(dsn, batch["run_id"]):
        captures = ledger.captures(connection, batch["captures"])
        return staging.stage(connection, batch["load_id"], _derived(settings, connection, batch["run_id"], captures))


def _derived(
    settings: Settings, connection: Connection, run_id: int, captures: Sequence[ledger.Capture]
) -> Iterator[DerivedDocument]:
    catalogue = load_catalogue(settings.catalogue)
    lexicon, identities = Lexicon.of(catalogue), load_identities(catalogue)
    sources = {source.code: source for source in load_valid_sources(settings.sources)[0]}
    made: dict[str, list[corrections.Correction]] = {}
    for correction in corrections.corrections(connection, [capture.url for capture in captures]):
        made.setdefault(correction.url, []).append(correction)
    trial = Trial(connection, settings)
    log.info("the extractor runs %s", "compiled" if COMPILED else "in Python; `make compile` makes it faster")
    with ArchiveReader(settings.archive) as archive:
        reader = DocumentReader(archive, connection, sources)
        for capture in captures:
            note = partial(
                outcomes.record, connection, run_id, "document", capture.url, source_code=capture.source_code
            )
            try:
                document, work_text = reader.read(capture)
            except NoBodyError as error:
                note("rejected", reason="no_body", detail=str(error))
                continue
            except FileRefusedError as error:
                note("rejected", reason=error.reason, detail=str(error))
                if error.reason != "timeout":  # a busy machine reads it another night
                    ledger.record_unreadable(connection, capture, current_versions(settings), at=clock.now())
                continue
            if document.unread:
                note("done", reason="partly_read", detail="; ".join(document.unread)[:_LONGEST_DETAIL])
            source = sources.get(capture.source_code)
            document = _of_its_body(document, source.name if source else "")
            extraction = _extracted(document, catalogue)
            if capture.url in made:
                extraction, tried = correct(
                    capture, document, extraction, made[capture.url], catalogue=catalogue, objections=trial.objections
                )
                found = [(each.correction.correction_id, each.state, each.why) for each in tried]
                correction_states.record(connection, run_id, found, at=clock.now())
                _note_corrections(note, capture.url, tried)
            yield DerivedDocument(
                capture=capture,
                document=document,
                extraction=extraction,
                unrecognised=unrecognised(document, extraction, lexicon),
                checks=check_document(extraction.observations, identities),
                work_text=work_text,
            )


def _of_its_body(document: Document, region: str) -> Document:
    """The document, marked where it tells of another body than the county of this name, on whose site it stands."""
    if document.document_type == forms.DOCUMENT_TYPE or speaks_for_its_region(document, region):
        return document
    return replace(document, document_type="other_body")


def _extracted(document: Document, catalogue: Catalogue) -> Extraction:
    """Figures of running text and tables by the extractor, those of a form by its columns."""
    if document.document_type == forms.DOCUMENT_TYPE:
        return forms.extract(document, catalogue)
    return extract(document, catalogue)


def _note_corrections(note: Callable[..., None], url: str, tried: Sequence[Tried]) -> None:
    """Say of each correction that does not hold which it is, of whom, and why."""
    for each in tried:
        if each.state == "holds":
            continue
        made = each.correction
        told = (
            f"correction {made.correction_id} by {made.owner} of {made.expected} at {made.locator} {each.state}:"
            f" {each.why}; {command('correction list')} says what mends it"
        )
        log.warning("%s: %s", url, told)
        note("done", reason=_CORRECTION_OUTCOMES[each.state], detail=told[:_LONGEST_DETAIL])


def validate_load(settings: Settings, batch: dict[str, Any]) -> None:
    """Gate what the load of `batch` staged: failing rows go to `etl.rejected`.

    Raises:
        GateClosedError: a critical expectation failed; nothing of the partition is loaded.
    """
    from fazhi.quality import gate  # noqa: PLC0415  (Great Expectations takes seconds to import)

    with runs.failing(settings.require("warehouse_dsn"), batch["run_id"]):
        result = gate.validate(settings, batch["load_id"], run_id=batch["run_id"])
        if not result.success:
            raise GateClosedError(str(result))
        log.info("%s", result)


def merge_load(settings: Settings, batch: dict[str, Any]) -> list[str]:
    """Merge the gated load of `batch`, check what changed against other documents and the year before, gate the star.

    Gives the partitions to score: those that changed and have a scheme.

    Raises:
        GateClosedError: the load is merged, and the star schema holds what it must not.
    """
    from fazhi.quality import gate  # noqa: PLC0415  (Great Expectations takes seconds to import)

    dsn = settings.require("warehouse_dsn")
    with connect(dsn) as connection, runs.failing(dsn, batch["run_id"]):
        result = merge.merge_load(connection, batch["load_id"])
        own = str(PartitionKey(result.province_code, result.partition_year))
        changed = set(result.partitions_to_score)
        if result.observations_added or result.observations_superseded:
            changed.add(own)  # a stated change (同比) is no fact, but what it follows from is
        identities = load_identities(load_catalogue(settings.catalogue))
        checks = check_partitions(connection, identities, changed, run_id=batch["run_id"])
        connection.commit()  # the gate looks by a connection of its own
        star = gate.validate_star(settings, batch["load_id"], run_id=batch["run_id"])
        if not star.success:
            raise GateClosedError(str(star))
        log.info("%s", star)
        summary = {
            **result.as_json(),
            "checks_across_documents": asdict(checks),
            "warnings": quality_results.warnings(connection, batch["load_id"]),
        }
        runs.finish_run(connection, batch["run_id"], "success", summary=summary)
        backfilled = {own} & set(ledger.changed_partitions(connection))
    return assessed(settings, {*(changed if checks.changed else result.partitions_to_score), *backfilled})


def load_partition(
    settings: Settings, partition: str, *, batch_size: int = 200, only: Sequence[int] | None = None
) -> list[str]:
    """The whole load of one partition in this process, without Airflow; gives the partitions to score.

    `only` as of `plan_load`.
    """
    batches = plan_load(settings, partition, batch_size=batch_size, only=only)
    if not batches:
        return []
    for batch in batches:
        derive_batch(settings, batch)
    validate_load(settings, batches[0])
    return merge_load(settings, batches[0])

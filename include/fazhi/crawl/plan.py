"""What a crawl is to visit: the active sources, or some; a county whose YAML is wrong has failed before it began."""

from __future__ import annotations

from collections.abc import Sequence

from fazhi.crawl.fetcher import user_agent
from fazhi.errors import ConfigurationError
from fazhi.settings import Settings
from fazhi.sources import InvalidSource, Source, load_valid_sources
from fazhi.warehouse import outcomes, runs
from fazhi.warehouse.database import connect


def start_crawl(
    settings: Settings, *, only: Sequence[str] = (), orchestrator_run_id: str | None = None
) -> tuple[int, list[Source]]:
    """Start a run that crawls every active source, or `only` those codes; gives its id and the sources.

    A YAML that is wrong leaves the outcome `invalid_source` with the message; the other counties are not held up.

    Raises:
        ConfigurationError: no contact is set, a code of `only` is no active source, or nothing is left to crawl.
    """
    user_agent(settings)
    sources, invalid = load_valid_sources(settings.sources)
    invalid = tuple(each for each in invalid if not only or each.code in only)
    chosen = _chosen(sources, invalid, only)
    with connect(settings.require("warehouse_dsn")) as connection:
        run_id = runs.start_run(connection, "crawl", orchestrator_run_id=orchestrator_run_id)
        for each in invalid:
            outcomes.record(
                connection,
                run_id,
                "site",
                each.code,
                "failed",
                reason="invalid_source",
                detail=each.message,
                source_code=each.code,
            )
    return run_id, chosen


def _chosen(sources: Sequence[Source], invalid: Sequence[InvalidSource], only: Sequence[str]) -> list[Source]:
    active = {source.code: source for source in sources if source.status == "active"}
    unknown = sorted(set(only) - active.keys() - {each.code for each in invalid})
    if unknown:
        raise ConfigurationError(f"{', '.join(unknown)}: no active source; `fazhi source list` shows what there is")
    chosen = [active[code] for code in dict.fromkeys(only) if code in active] if only else list(active.values())
    if chosen:
        return chosen
    if invalid:
        raise ConfigurationError("\n".join(each.message for each in invalid))
    raise ConfigurationError("no source is active: set `status: active` in a county's YAML once it is checked")

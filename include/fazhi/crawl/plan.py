"""What a crawl is to visit: the active sources, or some; a county whose YAML is wrong has failed before it began."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fazhi.crawl.fetcher import user_agent
from fazhi.errors import ConfigurationError
from fazhi.program import command
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
    chosen, invalid = choose(settings, only)
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


def codes_of(settings: Settings, provinces: Collection[str]) -> list[str]:
    """The codes of the active sources of these provinces (two digits each).

    Raises:
        ConfigurationError: one of them has none.
    """
    sources, _ = load_valid_sources(settings.sources)
    codes = [source.code for source in sources if source.status == "active" and source.province_code in provinces]
    for province in provinces:
        if not any(code.startswith(province) for code in codes):
            raise ConfigurationError(
                f"no county of province {province} has status: active; `{command('source list')}` shows them"
            )
    return codes


def choose(settings: Settings, only: Sequence[str] = ()) -> tuple[list[Source], list[InvalidSource]]:
    """The sources to crawl, and the YAMLs among them that are wrong.

    Raises:
        ConfigurationError: as of `start_crawl`, but for the contact.
    """
    sources, every_invalid = load_valid_sources(settings.sources)
    invalid = [each for each in every_invalid if not only or each.code in only]
    active = {source.code: source for source in sources if source.status == "active"}
    unknown = sorted(set(only) - active.keys() - {each.code for each in invalid})
    if unknown:
        raise ConfigurationError(
            f"{', '.join(unknown)}: no active source; `{command('source list')}` shows what there is"
        )
    chosen = [active[code] for code in dict.fromkeys(only) if code in active] if only else list(active.values())
    if chosen:
        return chosen, invalid
    if invalid:
        raise ConfigurationError("\n".join(each.message for each in invalid))
    raise ConfigurationError("no source is active: set `status: active` in a county's YAML once it is checked")

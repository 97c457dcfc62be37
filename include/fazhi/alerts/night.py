"""What a night left to look at, from the ledger alone: it is the same whoever drove the night."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fazhi.alerts.problem import Problem
from fazhi.counted import counted
from fazhi.crawl.summary import summarise
from fazhi.warehouse.correction_states import Standing, standings
from fazhi.warehouse.database import Connection

_NIGHTLY = timedelta(hours=26)  # a crawl may begin late; two nights without one is what must be heard of

_RUNS = """
SELECT run_id, stage, coalesce(partition_key, ''), state, summary, started_at, coalesce(orchestrator_run_id, '')
FROM etl.run
WHERE finished_at > %(since)s AND finished_at <= %(until)s
   OR state = 'running' AND started_at > %(since)s AND started_at <= %(until)s
ORDER BY run_id
"""

_DOCUMENTS = """
SELECT outcome, reason, array_agg(DISTINCT coalesce(source_code, '') ORDER BY coalesce(source_code, '')),
       count(DISTINCT item), min(detail)
FROM etl.outcome WHERE run_id = ANY(%s) AND item_kind = 'document' AND outcome IN ('failed', 'rejected')
GROUP BY outcome, reason ORDER BY outcome, count(DISTINCT item) DESC, reason
"""

_WELL_SINCE = """
SELECT source_code, max(run_id) FROM etl.outcome
WHERE run_id >= %s AND item_kind = 'site' AND outcome IN ('done', 'unchanged') GROUP BY source_code
"""


@dataclass(frozen=True, slots=True)
class Run:
    """A row of `etl.run` that ended, or began and did not end, in the time that an alert is about."""

    run_id: int
    stage: str
    partition_key: str
    state: str
    summary: Mapping[str, Any]
    started_at: datetime
    orchestrator_run_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """`problems` are the gravest first; `done` says in a line what went well; `runs` are all that it is about."""

    since: datetime
    until: datetime
    problems: tuple[Problem, ...]
    done: str
    runs: tuple[Run, ...]


def read_night(connection: Connection, *, since: datetime, until: datetime, nightly: bool = True) -> Night:
    """Everything that ended after `since` and until `until`; with `nightly`, that no crawl began is a problem, too.

    What a later run of that time made good is none: a county crawled again, a partition loaded again.
    """
    runs = [Run(*row) for row in connection.execute(_RUNS, {"since": since, "until": until})]
    problems = [
        *(_no_crawl(connection, until) if nightly else ()),
        *_crawls(connection, [run for run in runs if run.stage == "crawl" and run.state != "running"]),
        *_stopped([run for run in runs if run.stage != "verify"]),
        *_verified(runs),
        *_not_ended(runs),
        *_documents(connection, [run.run_id for run in runs]),
        *_corrections(connection, since, until),
    ]
    return Night(since=since, until=until, problems=tuple(problems), done=_done(runs), runs=tuple(runs))


def _no_crawl(connection: Connection, until: datetime) -> Iterator[Problem]:
    row = connection.execute("SELECT max(started_at) FROM etl.run WHERE stage = 'crawl' AND started_at <= %s", (until,))
    ((last,),) = row
    if last is None or last <= until - _NIGHTLY:
        said = f"the last one began {last:%Y-%m-%d %H:%M}" if last else "there never was one"
        yield Problem(stage="crawl", what="run", reason="no_crawl", places=(), count=1, detail=said)


def _crawls(connection: Connection, crawls: list[Run]) -> Iterator[Problem]:
    """Failures of the crawls by kind and reason, without the counties that a later crawl reached."""
    if not crawls:
        return
    well: dict[str, int] = dict(connection.execute(_WELL_SINCE, (crawls[0].run_id,)).fetchall())
    for run in crawls:
        if "failures" not in run.summary:  # it ended before its summary
            detail = str(run.summary.get("error", "its task ended without a word"))
            if run.state == "failed" and not any(later.run_id > run.run_id for later in crawls):
                yield Problem(stage="crawl", what="run", reason=_kind(detail), places=(), count=1, detail=detail)
            continue
        for failure in run.summary["failures"]:
            left = tuple(code for code in failure["codes"] if well.get(code, 0) <= run.run_id)
            if failure["outcome"] in ("failed", "rejected") and left:
                yield Problem(
                    stage="crawl",
                    what=f"{failure['item_kind']} {failure['outcome']}",
                    reason=failure["reason"],
                    places=left,
                    count=failure["count"],
                    detail=failure["detail"],
                )


def _stopped(runs: list[Run]) -> Iterator[Problem]:
    """Loads, scores and backfills that failed and that no later run of the same partition made good."""
    last = {(run.stage, run.partition_key): run for run in runs if run.stage != "crawl" and run.state != "running"}
    alike: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for (stage, _), run in last.items():
        if run.state == "failed":
            alike[stage, _kind(str(run.summary.get("error", "")))].append(run)
    for (stage, kind), failed in sorted(alike.items()):
        yield Problem(
            stage=stage,
            what="partition failed",
            reason=kind,
            places=tuple(sorted(run.partition_key for run in failed)),
            count=len(failed),
            detail=str(failed[0].summary.get("error", "")).partition(": ")[2],
        )


def _verified(runs: list[Run]) -> Iterator[Problem]:
    """What the last look at the references of the star schema found, or that it could not look."""
    verified = [run for run in runs if run.stage == "verify" and run.state != "running"]
    last = verified[-1].summary if verified else {}
    if "error" in last:
        detail = str(last["error"])
        yield Problem(stage="verify", what="run", reason=_kind(detail), places=(), count=1, detail=detail)
    for fault in last.get("faults", ()):
        yield Problem(
            stage="verify",
            what="star schema damaged",
            reason="integrity",
            places=(fault["table"],),
            count=fault["rows"],
            detail=fault["rule"],
        )


def _not_ended(runs: list[Run]) -> Iterator[Problem]:
    """Runs without an end: killed, stopped by their time limit, or still at work."""
    by_stage: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        if run.state == "running":
            by_stage[run.stage].append(run)
    for stage, running in by_stage.items():
        began = f"the first began {running[0].started_at:%H:%M}; killed, or still at work"
        places = tuple(sorted(run.partition_key for run in running if run.partition_key))
        yield Problem(stage=stage, what="run", reason="not_ended", places=places, count=len(running), detail=began)


def _documents(connection: Connection, run_ids: list[int]) -> Iterator[Problem]:
    for outcome, reason, codes, count, detail in connection.execute(_DOCUMENTS, (run_ids,)):
        yield Problem(
            stage="load",
            what=f"document {outcome}",
            reason=reason,
            places=tuple(filter(None, codes)),
            count=count,
            detail=detail,
        )


def _corrections(connection: Connection, since: datetime, until: datetime) -> Iterator[Problem]:
    """Corrections of people that a load of that time found to hold no more."""
    by_state: dict[str, list[Standing]] = defaultdict(list)
    for each in standings(connection):
        if each.fails and each.since and since < each.since <= until:
            by_state[each.state].append(each)
    for state, fallen in sorted(by_state.items()):
        yield Problem(
            stage="load",
            what=f"correction {state}",
            reason=f"correction_{state}",
            places=tuple(sorted({each.source_code for each in fallen if each.source_code})),
            count=len(fallen),
            detail=str(fallen[0]),
            remedies=tuple(remedy for each in fallen for remedy in each.remedies),
        )


def read_progress(connection: Connection, orchestrator_run_id: str) -> str:
    """How far the crawl of that Airflow run has come, in a sentence."""
    row = connection.execute(
        "SELECT run_id FROM etl.run WHERE stage = 'crawl' AND orchestrator_run_id = %s", (orchestrator_run_id,)
    ).fetchone()
    if row is None:
        return "it has not begun: its first task did not get through"
    summary = summarise(connection, row[0])
    concluded = ", ".join(f"{count} {outcome}" for outcome, count in sorted(summary.sites.items()))
    return f"sites so far: {concluded or 'none'}; the others are being asked or wait"


def _kind(error: str) -> str:
    """The class of an error that `etl.run.summary` holds as `Class: message`."""
    name = error.partition(":")[0]
    return name if name.isidentifier() else "error"


def _done(runs: list[Run]) -> str:
    sites: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    for run in runs:
        if run.stage == "crawl" and "sites" in run.summary:
            sites.update(run.summary["sites"])
            documents.update(new=run.summary["new_documents"], changed=run.summary["changed_documents"])
    ended = Counter(run.stage for run in runs if run.state == "success")
    listed = ", ".join(f"{count} {outcome}" for outcome, count in sorted(sites.items())) or "none asked"
    return (
        f"sites {listed}; documents {documents['new']} new, {documents['changed']} changed;"
        f" {counted(ended['load'], 'load')} and {counted(ended['score'], 'score')} done"
    )

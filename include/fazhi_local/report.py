"""What `make run` ends with: the counties by score, what the night did, what failed, what to type next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from fazhi.counted import counted
from fazhi_local.state import State

_SCORECARD = """
WITH scored AS (SELECT max(year) AS year FROM mart.county_scorecard WHERE year <= %(year)s)
SELECT card.year, rank, region_code, region_name, total, full_mark,
       coalesce(documents, 0), coalesce(observations, 0), coalesce(contradictions, 0), coalesce(rejected, 0)
FROM mart.county_scorecard AS card JOIN scored USING (year)
LEFT JOIN (SELECT source_code, count(DISTINCT document_id) AS documents FROM dw.dim_document GROUP BY 1) AS d
       ON d.source_code = region_code
LEFT JOIN (SELECT code, count(*) AS observations FROM dw.fact_observation JOIN dw.dim_region USING (region_key)
           WHERE superseded_at IS NULL GROUP BY 1) AS o ON o.code = region_code
LEFT JOIN (SELECT region_code, count(*) AS contradictions FROM mart.contradictions
           WHERE result = 'contradicts' GROUP BY 1) AS c USING (region_code)
LEFT JOIN (SELECT region_code, count(*) AS rejected FROM mart.rejected_rows WHERE state = 'pending' GROUP BY 1) AS r
       USING (region_code)
ORDER BY rank, region_code
"""


@dataclass(frozen=True, slots=True)
class Night:
    """What one night did: its crawl's summary, row counts of `dw` before and after, requests by status."""

    crawl: dict[str, Any]
    rows_before: dict[str, int]
    rows_after: dict[str, int]
    bodies_archived: int
    documents_failed: list[tuple[Any, ...]]  # outcome, reason, codes, count, what one of them said

    @property
    def added(self) -> int:
        """Rows that `dw` gained."""
        return sum(self.rows_after.values()) - sum(self.rows_before.values())


def rows_of_dw(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """The number of rows of each table of the star schema."""
    names = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'dw'::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT relispartition ORDER BY relname"
    ).fetchall()
    return {name: _count(connection, name) for (name,) in names}


def _count(connection: psycopg.Connection[Any], name: str) -> int:
    identifier = psycopg.sql.Identifier("dw", name)
    row = connection.execute(psycopg.sql.SQL("SELECT count(*) FROM {}").format(identifier)).fetchone()
    return int(row[0]) if row else 0


def read_night(
    connection: psycopg.Connection[Any], orchestrator_run_id: str, rows_before: dict[str, int]
) -> Night | None:
    """What the crawl of that Airflow run and all that followed it did; None where the crawl left no record."""
    row = connection.execute(
        "SELECT run_id, summary FROM etl.run WHERE stage = 'crawl' AND orchestrator_run_id = %s", (orchestrator_run_id,)
    ).fetchone()
    if row is None:
        return None
    bodies = connection.execute(
        "SELECT count(*) FROM etl.capture WHERE run_id = %s AND record_type = 'response'", (row[0],)
    ).fetchone()
    failed = connection.execute(
        "SELECT outcome, reason, array_agg(DISTINCT source_code ORDER BY source_code), count(*), min(detail)"
        " FROM etl.outcome WHERE run_id > %s AND item_kind = 'document' AND outcome IN ('failed', 'rejected')"
        " GROUP BY outcome, reason ORDER BY outcome, reason",
        (row[0],),
    ).fetchall()
    return Night(row[1], rows_before, rows_of_dw(connection), int(bodies[0]) if bodies else 0, failed)


def print_report(state: State, console: Console, *, night: Night | None, year: int, only: Sequence[str] = ()) -> None:
    """Print the table of counties for the last scored year up to `year`, then the night, then what to type next."""
    with psycopg.connect(state.postgres.dsn("warehouse")) as connection:
        rows = connection.execute(_SCORECARD, {"year": year}).fetchall()
    console.print(_scorecard(rows) if rows else "No county is scored yet.")
    if night:
        for line in night_lines(night):
            console.print(line, highlight=False, soft_wrap=True)
    console.print("Scores from public reports are a pre-assessment (参考分).", style="dim")
    for line in next_steps(rows, only):
        console.print(line, highlight=False)


def next_steps(rows: Sequence[tuple[Any, ...]], only: Sequence[str] = ()) -> list[str]:
    """What to type next. `rows` are those of the table, best first; the county named is the lowest of `only`, where
    some were asked for, else the lowest of all.
    """
    if not rows:
        return []
    year, _, code, name, *_ = next((row for row in reversed(rows) if row[2] in only), rows[-1])
    return [
        "\nNext:",
        f"  ./fazhi explain {code} --year {year}      why {name} lost points",
        "  make up                                 Airflow's UI, the database and the sites stay up",
        "  make run                                again: only what changed is read",
    ]


def _scorecard(rows: list[tuple[Any, ...]]) -> Table:
    table = Table(title=f"Counties by score, {rows[0][0]}")
    for heading in ("rank", "code", "county"):
        table.add_column(heading)
    for heading in ("score", "of", "documents", "observations", "contradictions", "rejected rows"):
        table.add_column(heading, justify="right")
    for _, rank, code, name, *numbers in rows:
        table.add_row(
            str(rank), code, name, *(f"{number:.2f}" if i < 2 else str(number) for i, number in enumerate(numbers))
        )
    return table


def night_lines(night: Night) -> list[str]:
    """What the night did and what failed, a line each."""
    crawl = night.crawl
    if "sites" not in crawl:
        return [f"The crawl ended early: {crawl.get('error', 'see its log in Airflow')}"]
    bodies, rows = counted(night.bodies_archived, "body", "bodies"), counted(night.added, "row")
    lines = [
        f"Sites: {_counts(crawl['sites'])}.  Pages: {_counts(crawl['pages'])}.  "
        f"Attachments: {_counts(crawl['attachments'])}.  "
        f"Documents: {crawl['new_documents']} new, {crawl['changed_documents']} changed.",
        f"Archive: {bodies} added.  Star schema: {rows} added.",
    ]
    if not night.added and not night.bodies_archived and not crawl["failures"] and not night.documents_failed:
        lines.append("Nothing changed since the last night: no body fetched, no row added.")
    for failure in crawl["failures"]:
        codes = ", ".join(failure["codes"])
        what = f"{failure['outcome']}: {failure['item_kind']} {failure['reason']} x{failure['count']} ({codes})"
        lines.append(f"{what}: {failure['detail']}" if failure["detail"] else what)
    for outcome, reason, codes, count, detail in night.documents_failed:
        lines.append(f"{outcome}: document {reason} x{count} ({', '.join(codes)}): {detail}")
    if any(outcome == "failed" for outcome, *_ in night.documents_failed):
        lines.append("To redo only these, once that is mended: ./fazhi load")
    if crawl["to_redo"]:
        lines.append(f"To redo only what failed: make run ONLY={','.join(crawl['to_redo'])}")
    return lines


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "none"

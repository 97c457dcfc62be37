"""`make plans`: the plans of what BI tools ask of each mart, on a filled warehouse, written to docs/reference.

A country of counties with ten years of reports is put in, with statistics as a warehouse in use has them. The plans are
of the role `fazhi_bi`; costs are left out, since they say nothing of another warehouse.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg

from benchmarks import country, warehouse
from fazhi.settings import PROJECT
from fazhi.warehouse.database import Connection, connect

PAGE = PROJECT / "docs" / "reference" / "mart-plans.md"
OBSERVATIONS = 1_000_000
_COUNTY = "region_code = '{county}'"
QUERIES: dict[str, tuple[str, str]] = {
    "contradictions": ("contradictions of a county", _COUNTY),
    "county_scorecard": ("ranking of a province", "province_code = '{province}' AND year = 2024 ORDER BY rank"),
    "county_scorecard_item": ("items of a county and year", _COUNTY + " AND year = 2024"),
    "data_freshness": ("a county", "source_code = '{county}'"),
    "document_coverage": ("a county", _COUNTY),
    "indicator_timeseries": (
        "time series of an indicator of a county",
        _COUNTY + " AND indicator_code = 'litigation.filed' ORDER BY year",
    ),
    "organ_scorecard": ("organs of a county", "county_code = '{county}'"),
    "peer_comparison": (
        "ranking of a province by an indicator",
        "province_code = '{province}' AND year = 2024 AND indicator_code = 'litigation.filed'",
    ),
    "publication_compliance": ("what a county published", _COUNTY),
    "region_succession": ("what became of a code", "from_code = '{county}'"),
    "rejected_rows": ("rejected rows of a county", _COUNTY),
    "score_sensitivity": ("a county and year", _COUNTY + " AND year = 2024"),
    "site_health": ("sites of a province", "province_code = '{province}'"),
    "statements": ("what a county told", _COUNTY),
    "supersessions": ("what was replaced of a county", _COUNTY),
    "target_attainment": ("aims of a county", _COUNTY),
}
"""By mart what is asked of it, and the condition."""

_INTRODUCTION = """\
What PostgreSQL does for a typical question to each mart, with {observations} observations of a country, asked as
`fazhi_bi`. Written by `make plans`; costs are left out, and an index of a partition has the name of that of the whole
table. What is read whole (`Seq Scan`) is small, or empty here, or asked for whole. That a question about one county
reads no facts of the others is tested (`tests/warehouse/test_mart_plans.py`).
"""

_MORE: tuple[LiteralString, ...] = (
    """INSERT INTO dw.fact_target (year, region_key, region_id, indicator_key, indicator_id, period_key, breakdown_key,
         kind, value, bound, approx, unit, confidence, observation_key, document_id, reason, sources_agreeing,
         sources_disagreeing, recorded_at)
       SELECT year, region_key, region_id, indicator_key, indicator_id, period_key, breakdown_key, 'target', value, '',
         false, unit, confidence, observation_key, document_id, 'only_source', 1, 0, recorded_at
       FROM dw.fact_indicator""",
    """INSERT INTO dw.dim_statement (code, name_zh, name_en) SELECT 'bench.' || number, '', ''
       FROM generate_series(1, 10) AS number""",
    """INSERT INTO dw.fact_statement (year, document_key, document_id, region_key, region_id, statement_key, period_key,
         kind, subject, period_source, confidence, rule, locator, evidence_start, evidence_end, evidence, sentence,
         row_digest, run_id, recorded_at)
       SELECT year, document_key, document_id, region_key, region_id, statement_key, period_key, 'actual', '', 'stated',
         'certain', 'bench', 'p1', 1, 2, '', '', gen_random_uuid(), run_id, recorded_at
       FROM (SELECT DISTINCT ON (document_key) * FROM dw.fact_observation) AS said, dw.dim_statement
       WHERE code LIKE 'bench.%'""",
    """INSERT INTO dw.fact_publication (region_id, year, document_type, due_date, found, document_id)
       SELECT DISTINCT ON (region_id, report_year)
         region_id, report_year, document_type, published_on, true, document_id
       FROM dw.dim_document JOIN dw.dim_region ON code = source_code""",
    """UPDATE dw.fact_observation SET superseded_at = recorded_at, superseded_cause = 'extractor'
       WHERE observation_key % 50 = 0""",
)


def main(page: Path = PAGE, observations: int = OBSERVATIONS) -> None:
    """Fill a warehouse of its own, ask for the plans, write the page."""
    with tempfile.TemporaryDirectory() as directory, warehouse.server(Path(directory)):
        dsn = warehouse.template(Path(directory))
        with connect(dsn) as connection:
            counties = country.fill(connection, Path(directory), observations)
            for statement in _MORE:
                connection.execute(statement)
        with connect(dsn, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            indexes = _indexes(connection)
        county = counties // 2
        asked = {"county": country.county_code(county), "province": country.province_of(county)}
        with psycopg.connect(dsn.replace("fazhi_owner", "fazhi_bi"), autocommit=True) as reader:
            page.write_text("\n".join(_page(reader, asked, indexes, observations)), encoding="utf-8")


def _indexes(connection: Connection) -> dict[str, str]:
    """By the name of an index of a partition that of the table's index it is a part of."""
    return dict(
        connection.execute(
            "SELECT part.relname::text, whole.relname::text FROM pg_inherits"
            " JOIN pg_class AS part ON part.oid = inhrelid"
            " JOIN pg_class AS whole ON whole.oid = inhparent WHERE part.relkind = 'i'"
        ).fetchall()
    )


def _page(
    reader: psycopg.Connection[Any], asked: dict[str, str], indexes: dict[str, str], observations: int
) -> Iterator[str]:
    yield "# Plans of the marts\n"
    yield _INTRODUCTION.format(observations=f"{observations:,}")
    for mart, (what, condition) in sorted(QUERIES.items()):
        query = f"SELECT * FROM mart.{mart} WHERE {condition.format(**asked)}"
        lines = [line for (line,) in reader.execute(f"EXPLAIN (COSTS OFF) {query}").fetchall()]  # type: ignore[call-overload]
        lines = [_of_the_table(line, indexes) for line in lines]
        used = sorted({index for line in lines if (index := _index(line))})
        yield f"## `mart.{mart}`: {what}\n"
        yield f"Indexes of the plan: {', '.join(f'`{name}`' for name in used) or 'none, the tables are small'}\n"
        yield "```sql\n" + query + "\n```\n"
        yield "\n".join(["<details><summary>The plan</summary>\n", "```text", *lines, "```\n", "</details>\n"])


def _index(line: str) -> str:
    """The index that a line of a plan reads; empty where it reads none."""
    for sign in (" using ", "Bitmap Index Scan on "):
        if sign in line:
            return line.split(sign)[1].split(maxsplit=1)[0]
    return ""


def _of_the_table(line: str, indexes: dict[str, str]) -> str:
    index = _index(line)
    return line.replace(index, indexes[index]) if index in indexes else line


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))

"""A country of counties with ten years of reports that nobody wrote, put into the star schema by SQL.

Four documents a county and year tell every indicator of the catalogue; the first is chosen. Every tenth fact is an
operand of a check. Each province is scored every year under one scheme of 60 items.
"""

from __future__ import annotations

from pathlib import Path
from typing import LiteralString

from psycopg import sql

from benchmarks.warehouse import MORNING, catalogue
from fazhi.warehouse import dimensions
from fazhi.warehouse.database import Connection
from fazhi.warehouse.runs import start_run

YEARS = range(2015, 2025)
DOCUMENTS = 4
ITEMS = 60
COUNTIES_A_PROVINCE = 100
FIRST_PROVINCE = 11

_PERIODS: LiteralString = """
INSERT INTO dw.dim_period (code, year, start_date, end_date, granularity)
SELECT year::text, year, make_date(year, 1, 1), make_date(year, 12, 31), 'year'
FROM generate_series(%(first)s::integer, %(last)s::integer) AS year
"""
_CAPTURES: LiteralString = """
INSERT INTO etl.capture (run_id, source_code, province_code, kind, url, captured_at, status, record_type,
                         payload_digest, archive_file, archive_offset, content_hash, partition_year)
SELECT %(run)s, code, province_code, 'article', format('https://www.%%s.example/%%s/%%s.html', code, year, document),
       %(at)s, 200, 'response', '', 'bench.warc.gz', document, '', year
FROM dw.dim_region, generate_series(%(first)s::integer, %(last)s::integer) AS year,
     generate_series(0, %(documents)s - 1) AS document
WHERE level = 'county'
"""
_DOCUMENTS: LiteralString = """
INSERT INTO dw.dim_document (document_id, version, work_id, url, source_code, province_code, partition_year, title,
                             document_type, published_on, report_year, content_hash, capture_id, archive_file,
                             archive_offset, captured_at, recorded_at)
SELECT capture_id, 1, capture_id, url, source_code, province_code, partition_year, '法治政府建设年度报告',
       'rule_of_law_annual_report', make_date(partition_year + 1, 3, 20), partition_year, '', capture_id, archive_file,
       archive_offset, captured_at, captured_at
FROM etl.capture
"""
_OBSERVATIONS: LiteralString = """
INSERT INTO {partition} (
    year, document_key, document_id, region_key, region_id, indicator_key, indicator_id, period_key, breakdown_key,
    evidence_start, evidence_end, kind, value, value_status, bound, approx, unit, unit_raw, subject, basis, scope,
    period_source, confidence, rule, locator, evidence, sentence, row_digest, run_id, recorded_at)
SELECT report_year, document_key, document_id, region_key, region_id, indicator_key, indicator_id, period_key,
       breakdown_key, 10, 13, 'actual', (region_id * 7 + indicator_id * 13 + report_year) %% 200 + 1, 'reported', '',
       false, unit, unit, '', '', '', 'stated', 'certain', 'bench', 'p' || indicator_id, '100',
       '据通报，全县' || name_zh || '工作扎实推进，全年共100' || unit || '，较上年稳步提升。',
       md5(document_key || ' ' || indicator_id)::uuid, %(run)s, %(at)s
FROM dw.dim_document AS document
JOIN dw.dim_region AS region ON region.code = document.source_code
JOIN dw.dim_period AS period ON period.code = document.report_year::text
CROSS JOIN dw.dim_indicator AS indicator
CROSS JOIN dw.dim_breakdown AS breakdown
WHERE document.report_year = %(year)s AND breakdown.code = ''
"""
_FACTS: LiteralString = """
INSERT INTO dw.fact_indicator (
    year, region_key, region_id, indicator_key, indicator_id, period_key, breakdown_key, value, value_status, bound,
    approx, unit, basis, scope, confidence, observation_key, document_id, reason, sources_agreeing, sources_disagreeing,
    recorded_at)
SELECT year, region_key, region_id, indicator_key, indicator_id, period_key, breakdown_key, value, value_status, bound,
       approx, unit, basis, scope, confidence, observation_key, document_id, 'sources_agree', %(documents)s, 0,
       said.recorded_at
FROM dw.fact_observation AS said JOIN dw.dim_document AS document USING (document_key, document_id)
WHERE year = %(year)s AND archive_offset = 0
"""
_CHECKS: LiteralString = """
WITH operand AS (
    SELECT fact.*, nextval('dw.check_key') AS check_key FROM dw.fact_indicator AS fact
    WHERE year = %(year)s AND indicator_id %% 10 = 0
), checked AS (
    INSERT INTO dw.fact_check (year, check_key, document_key, document_id, region_key, region_id, period_key, identity,
                               result, how, expected, found, as_of, row_digest, recorded_at)
    SELECT year, check_key, document_key, document_id, region_key, region_id, period_key, 'bench.identity',
           CASE WHEN region_id %% 50 = 0 THEN 'contradicts' ELSE 'agrees' END, '', value, value, %(at)s,
           md5(check_key::text)::uuid, %(at)s
    FROM operand JOIN dw.dim_document USING (document_id)
)
INSERT INTO dw.bridge_check_observation (year, check_key, position, observation_year, observation_key)
SELECT year, check_key, 0, year, observation_key FROM operand
"""
_SCHEME: LiteralString = """
WITH scheme AS (
    INSERT INTO dw.dim_scheme (code, version, digest, name, year, full_mark, definition, recorded_at)
    VALUES ('bench', 1, '', 'bench', 2024, 2 * %(items)s, '{}', %(at)s) RETURNING scheme_key
), item AS (
    INSERT INTO dw.dim_scheme_item (scheme_key, code, parent_code, name, rule_type, full_mark, position, definition)
    SELECT scheme_key, 'i' || number, 'b', 'i' || number, 'linear', 2, number, '{}'
    FROM scheme, generate_series(1, %(items)s) AS number
)
INSERT INTO dw.dim_score_run (scheme_key, province_code, year, as_of, state)
SELECT scheme_key, province_code, year, %(at)s, 'provisional'
FROM scheme, (SELECT DISTINCT province_code FROM dw.dim_region) AS province,
     generate_series(%(first)s::integer, %(last)s::integer) AS year
"""
_SCORES: LiteralString = """
INSERT INTO dw.fact_score (year, score_run_id, scheme_item_key, region_key, region_id, score, score_low, score_high,
                           full_mark, reason_code, reason, recorded_at)
SELECT run.year, score_run_id, scheme_item_key, region_key, region_id, points, points, points, 2, 'met', '', %(at)s
FROM dw.dim_score_run AS run
JOIN dw.dim_scheme_item AS item USING (scheme_key)
JOIN dw.dim_region AS region ON region.province_code = run.province_code AND level = 'county'
CROSS JOIN LATERAL (SELECT ((region_id * 7 + scheme_item_key * 13 + run.year) %% 200) / 100.0 AS points) AS given
WHERE run.year = %(year)s
"""
_TOTALS: LiteralString = """
INSERT INTO dw.fact_score_total (year, score_run_id, region_key, region_id, total, total_low, total_high, bonus,
                                 penalty, rank, group_rank, group_size, recorded_at)
SELECT year, score_run_id, region_key, region_id, points, points, points, 0, 0, place, place, counties, %(at)s
FROM (SELECT year, score_run_id, region_key, region_id, sum(score) AS points,
             rank() OVER (PARTITION BY score_run_id ORDER BY sum(score) DESC) AS place,
             count(*) OVER (PARTITION BY score_run_id) AS counties
      FROM dw.fact_score GROUP BY year, score_run_id, region_key, region_id) AS ranked
"""


def counties_of(observations: int) -> int:
    """How many counties tell so many observations, at least four."""
    return max(4, observations // (len(YEARS) * DOCUMENTS * len(catalogue().indicators)))


def province_of(county: int) -> str:
    """The two digits of the province of the n-th county."""
    return str(FIRST_PROVINCE + county // COUNTIES_A_PROVINCE)


def county_code(county: int) -> str:
    """The code of the n-th county."""
    place = county % COUNTIES_A_PROVINCE
    return f"{province_of(county)}{place // 10 + 1:02}{place % 10 + 21:02}"


def fill(connection: Connection, folder: Path, observations: int) -> int:
    """Regions, catalogue, documents, about so many observations, what was chosen of them, checks and scores.

    Commits year by year; gives the number of counties.
    """
    counties = counties_of(observations)
    _add_regions(connection, folder, counties)
    given = {
        **{"run": start_run(connection, "crawl", started_at=MORNING), "at": MORNING},
        **{"first": YEARS[0], "last": YEARS[-1], "documents": DOCUMENTS, "items": ITEMS},
    }
    for statement in (_PERIODS, _CAPTURES, _DOCUMENTS):
        connection.execute(statement, given)
    connection.execute(_SCHEME, given)
    connection.commit()
    for year in YEARS:
        _add_year(connection, {**given, "year": year})
    connection.execute(_TOTALS, given)
    connection.commit()
    return counties


def _add_year(connection: Connection, given: dict[str, object]) -> None:
    year = given["year"]
    connection.execute("SELECT etl.open_partition('dw.fact_observation', %s)", (year,))
    connection.execute(sql.SQL(_OBSERVATIONS).format(partition=sql.Identifier("dw", f"fact_observation_{year}")), given)
    connection.execute("SELECT etl.attach_partition('dw.fact_observation', %s)", (year,))
    connection.commit()
    for statement in (_FACTS, _CHECKS, _SCORES):
        connection.execute(statement, given)
    connection.commit()


def _add_regions(connection: Connection, folder: Path, counties: int) -> None:
    regions = folder / "regions"
    regions.mkdir()
    rows = ["code,name,level,province_code,prefecture_code,kind,valid_from,valid_to"]
    for above in sorted({county_code(county)[:4] for county in range(counties)}):
        rows.append(f"{above}00,第{above}市,prefecture,{above[:2]},,地级市,,")
    for county in range(counties):
        code = county_code(county)
        rows.append(f"{code},第{county}县,county,{code[:2]},{code[:4]}00,县,,")
    (regions / "divisions.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    dimensions.sync(connection, catalogue(), [regions], recorded_at=MORNING)

"""Ten years of facts that nobody published, and an assessment of 60 items over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, LiteralString

import yaml

from benchmarks.warehouse import MORNING, PROVINCE, catalogue, year_filled
from fazhi.catalogue import Indicator
from fazhi.scoring.run import score_partition
from fazhi.settings import Settings
from fazhi.warehouse.database import Connection, connect
from fazhi.warehouse.runs import start_run

YEARS = range(2015, 2025)
ITEMS = 60
ROWS: LiteralString = (
    "SELECT year, score_key, score_run_id, scheme_item_key, region_key, region_id, score, score_low, score_high,"
    " full_mark, reason_code, reason, inputs::text AS inputs, recorded_at FROM dw.fact_score"
)

_PERIODS = """
INSERT INTO dw.dim_period (code, year, start_date, end_date, granularity)
SELECT year::text, year, make_date(year, 1, 1), make_date(year, 12, 31), 'year'
FROM generate_series(%s::integer, %s::integer) AS year
"""

_CAPTURES = """
INSERT INTO etl.capture (run_id, source_code, province_code, kind, url, captured_at, status, record_type,
                         payload_digest, archive_file, archive_offset, content_hash, partition_year)
SELECT %(run)s, region.code, %(province)s, 'article', format('https://www.%%s.example/%%s.html', region.code, year),
       %(at)s, 200, 'response', '', 'bench.warc.gz', 0, '', year
FROM dw.dim_region AS region, generate_series(%(first)s::integer, %(last)s::integer) AS year
"""

_DOCUMENTS = """
INSERT INTO dw.dim_document (document_id, version, work_id, url, source_code, province_code, partition_year, title,
                             document_type, published_on, report_year, content_hash, capture_id, archive_file,
                             archive_offset, captured_at, recorded_at)
SELECT capture_id, 1, capture_id, url, source_code, province_code, partition_year, '报告', 'rule_of_law_annual_report',
       make_date(partition_year + 1, 3, 20), partition_year, '', capture_id, archive_file, 0, captured_at, captured_at
FROM etl.capture
"""

_OBSERVATIONS = """
INSERT INTO dw.fact_observation (
    year, document_key, document_id, region_key, region_id, indicator_key, indicator_id, period_key, breakdown_key,
    evidence_start, evidence_end, kind, value, value_status, bound, approx, unit, unit_raw, subject, basis, scope,
    period_source, confidence, rule, locator, evidence, sentence, row_digest, run_id, recorded_at)
SELECT document.report_year, document_key, document_id, region_key, region_id, indicator_key, indicator_id, period_key,
       breakdown_key, 10, 13, 'actual', (document_id * 7 + indicator_id * 13 + document.report_year) %% 200 + 1,
       'reported', '', false, unit, unit, '', '', '', 'stated', 'certain', 'bench', 'p' || indicator_id, '100',
       '全年共' || name_zh || '100' || unit || '。', gen_random_uuid(), %(run)s, %(at)s
FROM dw.dim_document AS document
JOIN dw.dim_region AS region ON region.code = document.source_code
JOIN dw.dim_period AS period ON period.code = document.report_year::text
JOIN dw.dim_indicator AS indicator ON indicator.code = ANY(%(indicators)s)
JOIN dw.dim_breakdown AS breakdown ON breakdown.code = ''
"""

_FACTS = """
INSERT INTO dw.fact_indicator (
    year, region_key, region_id, indicator_key, indicator_id, period_key, breakdown_key, value, value_status, bound,
    approx, unit, basis, scope, confidence, observation_key, document_id, reason, sources_agreeing, sources_disagreeing,
    recorded_at)
SELECT year, region_key, region_id, indicator_key, indicator_id, period_key, breakdown_key, value, value_status, bound,
       approx, unit, basis, scope, confidence, observation_key, document_id, 'only_source', 1, 0, recorded_at
FROM dw.fact_observation
"""


def add_facts(connection: Connection) -> None:
    """One document a county and year with one figure for each item; nothing of it is missing."""
    run_id = start_run(connection, "crawl", started_at=MORNING)
    given = {
        "run": run_id,
        "at": MORNING,
        "province": PROVINCE,
        "first": YEARS[0],
        "last": YEARS[-1],
        "indicators": [indicator.code for indicator in _indicators()],
    }
    connection.execute(_PERIODS, (YEARS[0], YEARS[-1]))
    for year in YEARS:
        with year_filled(connection, year):
            pass
    for statement in (_CAPTURES, _DOCUMENTS, _OBSERVATIONS, _FACTS):
        connection.execute(statement, given)
    connection.commit()


def write_scheme(folder: Path) -> None:
    """An assessment of 60 items in one branch, of the eight rule types over figures, each as often."""
    items = [
        {"id": f"i{number}", "title": indicator.name_zh, "marks": 2, "rule": rule}
        for number, (indicator, rule) in enumerate(zip(_indicators(), _rules(), strict=True))
    ]
    scheme = {
        "code": "bench",
        "title": "bench",
        "issuer": "bench",
        "province": PROVINCE,
        "first_year": YEARS[0],
        "last_year": YEARS[-1],
        "marks": 2 * ITEMS,
        "branches": [{"id": "b", "title": "b", "marks": 2 * ITEMS, "items": items}],
    }
    folder.mkdir()
    (folder / "bench.yml").write_text(yaml.safe_dump(scheme, allow_unicode=True), encoding="utf-8")


def score(folder: Path, dsn: str) -> tuple[int, int]:
    """Score every year; counties and items scored."""
    settings = replace(Settings.from_environment({"FAZHI_WAREHOUSE_DSN": dsn}), schemes=(folder / "schemes",))
    items = counties = 0
    for year in YEARS:
        with connect(dsn) as connection:
            run_id = start_run(connection, "score", partition_key=f"{PROVINCE}|{year}", started_at=MORNING)
        summary = score_partition(settings, PROVINCE, year, run_id=run_id)
        assert summary.changed, summary
        counties, items = len(summary.counties), items + summary.items
    assert items == counties * ITEMS * len(YEARS), items
    return counties, items


def _indicators() -> list[Indicator]:
    """Counts: the values go up to 200, which no percentage does."""
    counts = [each for each in catalogue().indicators.values() if each.unit != "%"]
    return sorted(counts, key=lambda each: each.code)[:ITEMS]


def _rules() -> Iterator[dict[str, Any]]:
    kinds: list[dict[str, Any]] = [
        {"type": "linear", "target": 150, "start": 10},
        {"type": "inverse_linear", "full_at": 20, "zero_at": 180},
        {"type": "threshold", "at_least": 100},
        {"type": "bands", "bands": [{"limit": 150, "marks": 2}, {"limit": 100, "marks": 1}]},
        {"type": "deduction", "required": 120, "each": 0.02},
        {"type": "last_year", "better": "higher", "each": 0.01},
        {"type": "peer_reference", "reference": "median", "better": "higher", "each": 0.01},
        {"type": "peer_percentile", "better": "higher"},
    ]
    for number, indicator in enumerate(_indicators()):
        yield {**kinds[number % len(kinds)], "value": {"indicator": indicator.code, "unit": indicator.unit}}

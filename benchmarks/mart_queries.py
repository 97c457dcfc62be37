"""What BI tools ask of a country's marts, in queries a second of wall clock, cold start excluded.

Ours asks the marts as the role `fazhi_bi` does: the scorecard of a county, all its time series, one of its series, the
ranking of a province by score and by an indicator. The peer is what a person who knows the star schema would write for
the same rows: joins of the base tables by key, without masking, the standing of checks or ranks in prefectures.

Notes: milliseconds of each query over 20 counties after one round that is not timed: the median, the worst, and the CPU
time of the server, which other work on the machine does not stretch; `held` is the number of observations. Wanted: a
county's scorecard and time series under 50, a province's ranking under 1,000.

`size` is the number of observations.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, LiteralString

from benchmarks.protocol import Benchmark, Turn

if TYPE_CHECKING:
    from fazhi.warehouse.database import Connection

BENCHMARK = Benchmark(peer_name="joins of the base tables", unit="queries/s", target=0.5, size=1_000_000, turns=3)
_ASKED = 20

_MARTS: dict[str, LiteralString] = {
    "scorecard": "SELECT * FROM mart.county_scorecard WHERE region_code = %(county)s ORDER BY year",
    "timeseries": "SELECT * FROM mart.indicator_timeseries WHERE region_code = %(county)s",
    "one_series": "SELECT * FROM mart.indicator_timeseries WHERE region_code = %(county)s"
    " AND indicator_code = %(indicator)s",
    "ranking": "SELECT * FROM mart.county_scorecard WHERE province_code = %(province)s AND year = 2024 ORDER BY rank",
    "ranking_by_indicator": "SELECT * FROM mart.peer_comparison WHERE province_code = %(province)s AND year = 2024"
    " AND indicator_code = %(indicator)s ORDER BY province_rank",
    "peers_of_a_county": "SELECT * FROM mart.peer_comparison WHERE province_code = %(province)s"
    " AND region_code = %(county)s AND year = 2024",
}

_SCORES: LiteralString = """
SELECT run.year, region.code, region.name, scheme.name, total, total_low, total_high, scheme.full_mark, rank, run.state
FROM dw.fact_score_total AS total
JOIN dw.dim_score_run AS run USING (score_run_id)
JOIN dw.dim_scheme AS scheme USING (scheme_key)
JOIN dw.dim_region AS region USING (region_key)
WHERE run.superseded_at IS NULL AND
"""
_FIGURES: LiteralString = """
SELECT region.code, region.name, indicator.code, indicator.name_zh, period.code, fact.value, fact.unit, fact.confidence,
       document.title, document.url, document.published_on, said.sentence, said.locator
FROM dw.fact_indicator AS fact
JOIN dw.fact_observation AS said ON said.year = fact.year AND said.observation_key = fact.observation_key
JOIN dw.dim_document AS document ON document.document_key = said.document_key
JOIN dw.dim_region AS region ON region.region_key = fact.region_key
JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = fact.indicator_key
JOIN dw.dim_period AS period ON period.period_key = fact.period_key
WHERE fact.superseded_at IS NULL AND
"""
_PEERS: LiteralString = """
SELECT region.code, region.name, fact.value, rank() OVER (ORDER BY fact.value DESC), avg(fact.value) OVER ()
FROM dw.fact_indicator AS fact
JOIN dw.dim_region AS region ON region.region_key = fact.region_key
JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = fact.indicator_key
JOIN dw.dim_breakdown AS breakdown USING (breakdown_key)
WHERE fact.superseded_at IS NULL AND fact.year = 2024 AND region.province_code = %(province)s AND breakdown.code = ''
  AND
"""
_BASE: dict[str, LiteralString] = {
    "scorecard": _SCORES + "region.code = %(county)s ORDER BY 1",
    "timeseries": _FIGURES + "region.code = %(county)s",
    "one_series": _FIGURES + "region.code = %(county)s AND indicator.code = %(indicator)s",
    "ranking": _SCORES + "run.province_code = %(province)s AND run.year = 2024 ORDER BY rank",
    "ranking_by_indicator": _PEERS + "indicator.code = %(indicator)s ORDER BY 4",
    "peers_of_a_county": _PEERS.replace("OVER (ORDER BY", "OVER (PARTITION BY fact.indicator_id ORDER BY")
    .replace("OVER ()", "OVER (PARTITION BY fact.indicator_id)")
    .replace("SELECT", "SELECT * FROM (SELECT", 1)
    + "true) AS peers WHERE code = %(county)s",
}


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    """A server and a warehouse of a country that both sides read."""
    from benchmarks import country, warehouse
    from fazhi.warehouse.database import connect

    with warehouse.server(folder):
        with connect(warehouse.template(folder)) as connection:
            counties = country.fill(connection, folder, size)
        with connect(warehouse.template(folder), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")
        several = min(_ASKED, counties)
        asked = [counties * number // several for number in range(several)]
        pairs = [(country.county_code(county), country.province_of(county)) for county in asked]
        (folder / "asked.json").write_text(json.dumps(pairs), encoding="utf-8")
        yield


def ours(folder: Path) -> Turn:
    return _take(folder, _MARTS, role="fazhi_bi")


def peer(folder: Path) -> Turn:
    return _take(folder, _BASE, role="fazhi_owner")


def _take(folder: Path, queries: Mapping[str, LiteralString], *, role: str) -> Turn:
    import psycopg

    from benchmarks import warehouse

    pairs = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    dsn = warehouse.template(folder).replace("fazhi_owner", role)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET max_parallel_workers_per_gather = 0")  # one reader's work, in one process
        for query in queries.values():
            _round(connection, query, pairs)
        taken, spent = {}, {}
        for name, query in queries.items():
            before = _server_cpu(connection)
            taken[name] = _round(connection, query, pairs)
            spent[name] = (_server_cpu(connection) - before) / len(pairs)
        held = connection.execute(
            "SELECT sum(reltuples) FROM pg_class WHERE relname ~ '^fact_observation_[0-9]+$'"
        ).fetchone()
    assert held is not None
    notes = {}
    for name, seconds in taken.items():
        notes |= {f"{name}_ms": 1000 * median(seconds), f"{name}_worst_ms": 1000 * max(seconds)}
        notes |= {f"{name}_cpu_ms": 1000 * spent[name]}
    total = sum(sum(seconds) for seconds in taken.values())
    return Turn(len(queries) * len(pairs), total, {**notes, "held": float(held[0])})


def _server_cpu(connection: Connection) -> float:
    """CPU seconds that the server process of the connection has spent; of the processes that help it, nothing."""
    fields = Path(f"/proc/{connection.info.backend_pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _round(connection: Connection, query: LiteralString, pairs: Sequence[tuple[str, str]]) -> list[float]:
    """Seconds of the query for each county."""
    taken = []
    for county, province in pairs:
        given = {"county": county, "province": province, "indicator": "litigation.loss_rate"}
        started = time.perf_counter()
        rows = connection.execute(query, given).fetchall()
        taken.append(time.perf_counter() - started)
        assert rows, query
    return taken

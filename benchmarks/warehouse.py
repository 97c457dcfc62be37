"""A warehouse on the embedded PostgreSQL with durable settings, and documents for it that nobody wrote.

A document is a county's report of 2024 with 40 figures, each a sentence of its own; eight sources a county give
the same figures in other words, so that choosing has something to choose from.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from benchmarks.processes import cpu_of
from benchmarks.protocol import Turn
from fazhi.catalogue import Catalogue, Indicator, load_catalogue
from fazhi.extract.observation import Extraction, Observation
from fazhi.parse.document import Document, Paragraph
from fazhi.settings import PROJECT
from fazhi.warehouse import dimensions, merge, runs, staging
from fazhi.warehouse.database import Connection, connect
from fazhi.warehouse.ledger import Capture, Versions
from fazhi.warehouse.migrate import upgrade
from fazhi.warehouse.staged_rows import DerivedDocument
from fazhi_local.postgres import PostgresServer, free_port

PROVINCE, YEAR = "99", 2024
FACTS: LiteralString = "TABLE dw.fact_observation"
FIGURES_A_DOCUMENT = 40
DOCUMENTS_A_COUNTY = 8
MORNING = datetime(2025, 4, 2, 2, tzinfo=UTC)
_SOURCES = (
    "县人民政府",
    "县司法局",
    "县委依法治县办",
    "市司法局",
    "县融媒体中心",
    "县政务公开办",
    "县统计局",
    "县信访局",
)
_TEMPLATE = "bench_template"


class Stopwatch:
    """What is spent from when it was made: clock, CPU of this process with those it waited for, and of the server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = _server_cpu(folder)  # it takes a while to read: nothing of that is counted
        self._client = _client_cpu()
        self.started = time.perf_counter()

    def turn(self, rows: int, **notes: float) -> Turn:
        """So many rows until now, with what each cost in microseconds of CPU: a busy machine moves those least."""
        seconds = time.perf_counter() - self.started
        client = 1e6 * (_client_cpu() - self._client) / rows
        server = 1e6 * (_server_cpu(self._folder) - self._server) / rows
        return Turn(rows, seconds, {"client_CPU_us": client, "server_CPU_us": server, **notes})


@contextmanager
def server(folder: Path) -> Iterator[PostgresServer]:
    """A durable server below `folder` while the block lasts; `folder/server.json` leads the turns to it."""
    running = PostgresServer(folder / "postgres" / "data", free_port())
    running.start(durable=True)
    try:
        with psycopg.connect(running.dsn("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET max_wal_size = '8GB'")  # or checkpoints fall into some turns only
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE DATABASE {_TEMPLATE}")
        upgrade(running.dsn(_TEMPLATE))
        (folder / "server.json").write_text(json.dumps({"port": running.port}), encoding="utf-8")
        yield running
    finally:
        running.stop()


def template(folder: Path) -> str:
    """The DSN of the database that every turn gets a copy of."""
    return _running(folder).dsn(_TEMPLATE)


@contextmanager
def fresh_copy(folder: Path, template: LiteralString = _TEMPLATE) -> Iterator[str]:
    """The DSN of a copy of the template, or of another database; all is flushed: no turn pays for another's writing."""
    running = _running(folder)
    with psycopg.connect(running.dsn("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE bench_turn TEMPLATE {template} STRATEGY file_copy")
        connection.execute("CHECKPOINT")
        try:
            yield running.dsn("bench_turn")
        finally:
            connection.execute("DROP DATABASE bench_turn WITH (FORCE)")


def fill(dsn: str, folder: Path, observations: int) -> None:
    """Counties, catalogue and the captures of the documents that hold so many observations."""
    documents = max(1, observations // FIGURES_A_DOCUMENT)
    with connect(dsn) as connection:
        add_counties(connection, folder, -(-documents // DOCUMENTS_A_COUNTY))
        run_id = runs.start_run(connection, "crawl", started_at=MORNING)
        statement = (
            "COPY etl.capture (run_id, source_code, province_code, kind, url, captured_at, status, record_type,"
            " content_type, payload_digest, archive_file, archive_offset, content_hash, title, published_on,"
            " partition_year) FROM STDIN"
        )
        with connection.cursor().copy(statement) as copy:
            for number in range(documents):
                capture = _capture(number, 0)
                copy.write_row(
                    (run_id, capture.source_code, PROVINCE, "article", capture.url, MORNING, 200, "response",
                     "text/html", "", capture.archive_file, number, capture.content_hash, "报告",
                     capture.published_on, YEAR)
                )  # fmt: skip


def add_counties(connection: Connection, folder: Path, counties: int) -> None:
    """The catalogue, and so many counties of one province."""
    regions = folder / "regions"
    regions.mkdir()
    rows = "".join(f"{county_code(n)},第{n}县,county,{PROVINCE},{PROVINCE}9900,县,,\n" for n in range(counties))
    header = "code,name,level,province_code,prefecture_code,kind,valid_from,valid_to\n"
    prefecture = f"{PROVINCE}9900,市,prefecture,{PROVINCE},,地级市,,\n"
    (regions / "divisions.csv").write_text(header + prefecture + rows, encoding="utf-8")
    dimensions.sync(connection, catalogue(), [regions], recorded_at=MORNING)


@contextmanager
def year_filled(connection: Connection, year: int) -> Iterator[sql.Identifier]:
    """The partition of a year, for observations that SQL puts in: as a load fills it, apart if it is the first."""
    opened = connection.execute("SELECT etl.open_partition('dw.fact_observation', %s)", (year,)).fetchone()
    yield sql.Identifier("dw", f"fact_observation_{year}")
    if opened == (True,):
        connection.execute("SELECT etl.attach_partition('dw.fact_observation', %s)", (year,))


def county_code(number: int) -> str:
    """The code of the n-th county, 990001 and on."""
    return f"{PROVINCE}{number + 1:04}"


def catalogue() -> Catalogue:
    """The project's own."""
    return load_catalogue(PROJECT / "include" / "catalogue")


def derived_documents(connection: Connection) -> list[DerivedDocument]:
    """What parsing and extracting would give for every capture."""
    captures = connection.execute("SELECT capture_id FROM etl.capture ORDER BY archive_offset").fetchall()
    indicators = sorted(catalogue().indicators.values(), key=lambda each: each.code)[:FIGURES_A_DOCUMENT]
    names = [indicator.name_zh for indicator in indicators]
    return [
        _derived(_capture(number, capture_id), number, indicators, names)
        for number, (capture_id,) in enumerate(captures)
    ]


def load(connection: Connection, documents: Sequence[DerivedDocument]) -> tuple[float, merge.MergeResult]:
    """One load of the partition as the pipeline does it; when staging was done (perf_counter), and the result."""
    versions = Versions("1", "1", catalogue().digest)
    run_id = runs.start_run(connection, "load", partition_key=f"{PROVINCE}|{YEAR}", started_at=MORNING)
    load_id = staging.start_load(connection, run_id, PROVINCE, YEAR, versions)
    connection.commit()
    _stage(connection.info.dsn, load_id, documents)
    staged = time.perf_counter()
    result = merge.merge_load(connection, load_id)
    connection.commit()
    return staged, result


def _stage(dsn: str, load_id: int, documents: Sequence[DerivedDocument]) -> None:
    """Two batches side by side, as the tasks of a load stage theirs: each in a process with its own connection."""
    context = get_context("fork")  # the documents are there, and in a task they need not come from anywhere either
    half = -(-len(documents) // 2)
    batches = [documents[:half], documents[half:]]
    tasks = [context.Process(target=_stage_batch, args=(dsn, load_id, batch)) for batch in batches if batch]
    for task in tasks:
        task.start()
    for task in tasks:
        task.join()
    assert not any(task.exitcode for task in tasks)


def _stage_batch(dsn: str, load_id: int, documents: Sequence[DerivedDocument]) -> None:
    with connect(dsn) as connection:
        staging.stage(connection, load_id, documents)


def keep_rows(folder: Path, connection: Connection, query: LiteralString) -> None:
    """Write the rows that a query gives to a file, for `copy_rows`."""
    cursor = connection.execute(query)
    assert cursor.description is not None
    names = {column.name: connection.adapters.types[column.type_code] for column in cursor.description}
    columns = {name: kind.name if kind else "text" for name, kind in names.items()}
    (folder / "rows.pickle").write_bytes(pickle.dumps((columns, cursor.fetchall())))


def copy_rows(folder: Path) -> Turn:
    """COPY of the kept rows, from Python objects into an unindexed table."""
    columns, rows = pickle.loads((folder / "rows.pickle").read_bytes())
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    kinds = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in columns.items()
    )
    with fresh_copy(folder, "template0") as dsn, psycopg.connect(dsn) as connection:
        connection.execute(sql.SQL("CREATE TABLE plain ({})").format(kinds))
        connection.commit()
        watch = Stopwatch(folder)
        with connection.cursor().copy(sql.SQL("COPY plain ({}) FROM STDIN (FORMAT BINARY)").format(names)) as copy:
            copy.set_types(list(columns.values()))
            for row in rows:
                copy.write_row(row)
        connection.commit()
        return watch.turn(len(rows))


def _client_cpu() -> float:
    """CPU seconds of this process and of those that it started and waited for."""
    return sum(os.times()[:4])


def _server_cpu(folder: Path) -> float:
    """CPU seconds of the server and all its processes so far, those that ended included."""
    return cpu_of(_running(folder).pid).all


def _running(folder: Path) -> PostgresServer:
    port = json.loads((folder / "server.json").read_text(encoding="utf-8"))["port"]
    return PostgresServer(folder / "postgres" / "data", port)


def _derived(capture: Capture, number: int, indicators: Sequence[Indicator], names: Sequence[str]) -> DerivedDocument:
    county, source = divmod(number, DOCUMENTS_A_COUNTY)
    observations, sentences, start = [], [], 0
    for position, (indicator, name) in enumerate(zip(indicators, names, strict=True)):
        value = str(100 + position * 7 + county % 900)
        before = f"2024年，据{_SOURCES[source]}通报，全县{name}工作扎实推进，全年共"
        sentence = f"{before}{value}{indicator.unit}，较上年稳步提升。"
        observations.append(
            Observation(
                indicator=indicator.code,
                value=Decimal(value),
                unit=indicator.unit,
                unit_raw=indicator.unit,
                period=str(YEAR),
                period_source="stated",
                kind="actual",
                evidence_start=start + len(before),
                evidence_end=start + len(before) + len(value),
                sentence_start=start,
                sentence_end=start + len(sentence),
                locator=f"p{position}",
                rule="bench",
                confidence="certain",
            )
        )
        sentences.append(sentence)
        start += len(sentence) + 1
    document = Document(
        url=capture.url,
        title="报告",
        text="\n".join(sentences),
        blocks=tuple(Paragraph(each.sentence_start, each.sentence_end) for each in observations),
        published_on=capture.published_on,
        document_type="rule_of_law_annual_report",
        report_year=YEAR,
        partition_year=YEAR,
        content_hash=capture.content_hash,
    )
    return DerivedDocument(capture=capture, document=document, extraction=Extraction(tuple(observations)))


def _capture(number: int, capture_id: int) -> Capture:
    code = county_code(number // DOCUMENTS_A_COUNTY)
    url = f"https://www.{code}.example/art/{number}.html"
    return Capture(
        capture_id=capture_id,
        source_code=code,
        province_code=PROVINCE,
        partition_year=YEAR,
        url=url,
        captured_at=MORNING,
        content_type="text/html",
        content_hash=hashlib.sha256(url.encode()).hexdigest(),
        archive_file="2025/04/bench.warc.gz",
        archive_offset=number,
        published_on=date(2025, 3, 1 + number % 28),
    )

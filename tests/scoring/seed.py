"""A warehouse with the figures of the sample province's labels, put in by SQL: what a perfect load would leave."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from psycopg import sql

from fazhi.catalogue import load_catalogue
from fazhi.extract.observation import Observation
from fazhi.settings import Settings
from fazhi.warehouse.database import Connection, connect
from fazhi.warehouse.dimensions import sync
from fazhi.warehouse.periods import parse_period
from tests.conftest import PROJECT
from tests.reconcile.gold import gold_directory, gold_observations

SAMPLE = PROJECT / "examples" / "yunchuan"
LOADED_AT = datetime(2025, 4, 2, tzinfo=UTC)
PUBLISHED = {
    "990221_zhenxi_2024_annual": date(2025, 3, 21),
    "990223_zhuya_2023_annual": date(2024, 4, 18),
    "990223_zhuya_2024_annual": date(2025, 3, 31),
    "990224_jichuan_2024_annual_v2": date(2025, 3, 26),
}
KINDS = {
    "annual": "rule_of_law_annual_report",
    "annual_v2": "rule_of_law_annual_report",
    "fzzf": "rule_of_law_annual_report",
    "xxgk": "disclosure_annual_report",
    "zftj": "enforcement_statistics",
}
FIRST_PUBLICATION = "990224_jichuan_2024_annual"


def settings_for(dsn: str, schemes: Path = SAMPLE / "schemes") -> Settings:
    settings = Settings.from_environment({"FAZHI_WAREHOUSE_DSN": dsn})
    return replace(settings, schemes=(schemes,), regions=(SAMPLE / "regions",))


def seed_sample(settings: Settings) -> None:
    """Every label of the sample province, the first of several values of a key chosen as fact."""
    with connect(settings.warehouse_dsn) as connection:
        sync(connection, load_catalogue(settings.catalogue), settings.regions, recorded_at=LOADED_AT)
        for path in sorted(gold_directory().glob("*.tsv")):
            if path.stem != FIRST_PUBLICATION:
                add_document(connection, path.stem, gold_observations(path))


def insert(connection: Connection, table: str, returning: str, **values: Any) -> Any:
    """One row; gives the column `returning` of it, None where it was there."""
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING RETURNING {}").format(
        sql.Identifier(*table.split(".")),
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join([sql.Placeholder()] * len(values)),
        sql.Identifier(returning),
    )
    row = connection.execute(statement, list(values.values())).fetchone()
    return row[0] if row else None


def add_document(connection: Connection, stem: str, observations: list[Observation]) -> int:
    """A document named `<code>_<name>_<year>_<kind>` with its figures; gives its key."""
    code, year = stem[:6], int(re.findall(r"_(\d{4})", stem)[0])
    url = f"http://www.{code}.example/{stem}.html"
    record: dict[str, Any] = {"archive_file": "a.warc.gz", "archive_offset": 7, "captured_at": LOADED_AT}
    owner: dict[str, Any] = {"url": url, "source_code": code, "province_code": code[:2]}
    run_id = insert(connection, "etl.run", "run_id", stage="crawl", started_at=LOADED_AT)
    capture_id = insert(
        connection, "etl.capture", "capture_id", run_id=run_id, kind="article", status=200, record_type="response",
        payload_digest="x", **owner, **record,
    )  # fmt: skip
    key = insert(
        connection, "dw.dim_document", "document_key", document_id=capture_id, version=1, work_id=capture_id,
        partition_year=year, title=stem, report_year=year, content_hash="x", capture_id=capture_id,
        document_type=next((KINDS[end] for end in KINDS if stem.endswith(end)), "bureau_summary"),
        published_on=PUBLISHED.get(stem, date(year + 1, 1, 20)), recorded_at=LOADED_AT, **owner, **record,
    )  # fmt: skip
    for observation in observations:
        if observation.value is not None and observation.period:
            add_figure(connection, code, (key, capture_id, run_id), observation)
    return int(key)


def add_figure(connection: Connection, code: str, document: tuple[int, int, int], figure: Observation) -> int:
    """One observation, and a fact where it is an actual or earlier figure of a key that has none; gives its key.

    `document` is its key, id and run.
    """
    year = int(re.findall(r"\d{4}", figure.period)[-1])
    meaning: dict[str, Any] = {
        "year": year,
        **_keys(connection, code, figure, year),
        "value": figure.value,
        "value_status": "reported",
        "bound": figure.bound,
        "approx": figure.approx,
        "unit": figure.unit,
        "basis": "",
        "scope": "",
        "confidence": "certain",
        "recorded_at": LOADED_AT,
    }
    connection.execute(
        "SELECT etl.attach_partition('dw.fact_observation', %(year)s)"
        " WHERE etl.open_partition('dw.fact_observation', %(year)s)",
        {"year": year},
    )
    key = insert(
        connection, "dw.fact_observation", "observation_key", document_key=document[0], document_id=document[1],
        run_id=document[2], evidence_start=figure.evidence_start, evidence_end=figure.evidence_end, kind=figure.kind,
        unit_raw="", subject="", period_source="stated", rule="gold", locator="p1", evidence="", row_digest=uuid4(),
        sentence=f"{figure.indicator} {figure.value}", **meaning,
    )  # fmt: skip
    if figure.kind in ("actual", "previous"):
        insert(
            connection, "dw.fact_indicator", "fact_key", observation_key=key, document_id=document[1],
            reason="only_source", sources_agreeing=1, sources_disagreeing=0, **meaning,
        )  # fmt: skip
    return int(key)


def _keys(connection: Connection, code: str, figure: Observation, year: int) -> dict[str, int]:
    period = parse_period(figure.period)
    assert period is not None, figure
    dimension, _, member = figure.breakdown.partition("=")
    insert(
        connection, "dw.dim_period", "period_key", code=figure.period, year=year, start_date=period.start,
        end_date=period.end, granularity=period.granularity,
    )  # fmt: skip
    insert(
        connection, "dw.dim_breakdown", "breakdown_key", code=figure.breakdown, dimension=dimension or "total",
        member=member or "total",
    )  # fmt: skip
    names = ("region_key", "region_id", "indicator_key", "indicator_id", "period_key", "breakdown_key")
    row = connection.execute(
        "SELECT region_key, region_id, indicator_key, indicator_id, period_key, breakdown_key FROM dw.dim_region AS r,"
        " dw.dim_indicator AS i, dw.dim_period AS p, dw.dim_breakdown AS b"
        " WHERE r.code = %s AND i.code = %s AND i.is_current AND p.code = %s AND b.code = %s",
        (code, figure.indicator, figure.period, figure.breakdown),
    ).fetchone()
    assert row is not None, figure
    return dict(zip(names, row, strict=True))

"""Staged rows for tests: a clean load of one document, to be spoilt one column at a time."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

STARTED_AT = datetime(2025, 4, 2, 2, 0, tzinfo=UTC)
REGION = "990221"
SENTENCE = "全年新收行政复议申请76件,审结65件。"


class Warehouse:
    """The migrated warehouse at `dsn`, with one region and as many loads as are asked for."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.connection = psycopg.connect(dsn, autocommit=True, row_factory=dict_row)
        self.insert(
            "dw.dim_region",
            region_id=1,
            code=REGION,
            name="枕溪区",
            level="county",
            province_code="99",
            valid_from=date(1949, 10, 1),
            recorded_at=STARTED_AT,
        )

    def insert(self, table: str, **values: Any) -> dict[str, Any]:
        query = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING *").format(
            sql.Identifier(*table.split(".")),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(sql.Placeholder() * len(values)),
        )
        row = self.connection.execute(query, list(values.values())).fetchone()
        assert row is not None
        return row

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        return self.connection.execute(query, values).fetchall()

    def load(self) -> tuple[int, int]:
        """A new load of 99|2024: load id and run id."""
        run = self.insert("etl.run", stage="load", partition_key="99|2024", started_at=STARTED_AT)
        load = self.insert(
            "etl.load",
            run_id=run["run_id"],
            province_code="99",
            partition_year=2024,
            parser_version="1",
            extractor_version="1",
            catalogue_digest="0" * 64,
            started_at=STARTED_AT,
        )
        return load["load_id"], run["run_id"]

    def document(self, load_id: int, number: int = 1, **changed: Any) -> dict[str, Any]:
        clean: dict[str, Any] = {
            "load_id": load_id,
            "document_id": number,
            "work_id": number,
            "url": f"https://www.zhenxi.yunchuan.example/art/{number}.html",
            "source_code": REGION,
            "province_code": "99",
            "partition_year": 2024,
            "title": "枕溪区2024年度法治政府建设情况报告",
            "document_type": "rule_of_law_annual_report",
            "publisher": "枕溪区人民政府办公室",
            "index_number": "",
            "document_number": "",
            "written_on": None,
            "published_on": date(2025, 3, 28),
            "report_year": 2024,
            "content_hash": f"{number:064x}",
            "capture_id": number,
            "archive_file": "2025/1.warc.gz",
            "archive_offset": 0,
            "captured_at": datetime(2025, 4, 1, 18, 0, tzinfo=UTC),
            "text_length": 4000,
            "observations": 1,
            "left_out": 0,
            "observation_digest": "0" * 64,
        }
        return self.insert("stg.document", **clean | changed)

    def observation(self, document: dict[str, Any], position: int = 0, **changed: Any) -> dict[str, Any]:
        clean: dict[str, Any] = {
            "position": position,
            "indicator": "reconsideration.received",
            "value": Decimal(76),
            "value_max": None,
            "value_status": "reported",
            "bound": "",
            "approx": False,
            "unit": "件",
            "unit_raw": "件",
            "period": "2024",
            "period_source": "title",
            "period_year": 2024,
            "period_start": date(2024, 1, 1),
            "period_end": date(2024, 12, 31),
            "granularity": "year",
            "kind": "actual",
            "breakdown": "",
            "subject": "",
            "basis": "",
            "scope": "",
            "confidence": "certain",
            "rule": "prose",
            "locator": "p3",
            "evidence_start": 100 * position + 10,
            "evidence_end": 100 * position + 13,
            "evidence": "76件",
            "sentence_start": 100 * position,
            "sentence_end": 100 * position + len(SENTENCE),
            "sentence": SENTENCE,
        }
        row = clean | changed
        said = repr([row[name] for name in ("indicator", "value", "unit", "period", "kind", "breakdown", "subject")])
        of_document = {"load_id": document["load_id"], "document_id": document["document_id"]}
        digests = {"value_digest": uuid.uuid5(uuid.NAMESPACE_OID, said), "row_digest": uuid.uuid4()}
        return self.insert("stg.observation", **of_document | digests | row)

    def statement(self, document: dict[str, Any], position: int = 0, **changed: Any) -> dict[str, Any]:
        clean: dict[str, Any] = {
            "position": position,
            "statement": "litigation.none_lost",
            "period": "2024",
            "period_source": "title",
            "period_year": 2024,
            "period_start": date(2024, 1, 1),
            "period_end": date(2024, 12, 31),
            "granularity": "year",
            "kind": "actual",
            "subject": "",
            "confidence": "certain",
            "rule": "said_clause",
            "locator": "p4",
            "evidence_start": 209,
            "evidence_end": 212,
            "evidence": "零败诉",
            "sentence_start": 200,
            "sentence_end": 213,
            "sentence": "行政诉讼案件实现了零败诉。",
        }
        of_document = (
            "load_id",
            "document_id",
            "url",
            "content_hash",
            "source_code",
            "province_code",
            "partition_year",
        )
        digests = {"value_digest": uuid.uuid4(), "row_digest": uuid.uuid4()}
        return self.insert(
            "stg.statement", **{name: document[name] for name in of_document} | digests | clean | changed
        )

    def check(self, document: dict[str, Any], position: int = 0, **changed: Any) -> dict[str, Any]:
        clean: dict[str, Any] = {
            "load_id": document["load_id"],
            "document_id": document["document_id"],
            "position": position,
            "identity": "litigation.loss_rate",
            "result": "agrees",
            "how": "",
            "period": "2024",
            "period_year": 2024,
            "period_start": date(2024, 1, 1),
            "period_end": date(2024, 12, 31),
            "granularity": "year",
            "expected": Decimal(5),
            "found": Decimal(5),
            "operands": [uuid.uuid4()],
            "row_digest": uuid.uuid4(),
        }
        return self.insert("stg.document_check", **clean | changed)

    def derivation(self, document: dict[str, Any], run_id: int) -> None:
        """The ledger's rows of a document that was merged."""
        capture = self.insert(
            "etl.capture",
            run_id=run_id,
            source_code=document["source_code"],
            province_code=document["province_code"],
            kind="article",
            url=document["url"],
            captured_at=document["captured_at"],
            status=200,
            record_type="response",
            payload_digest="0" * 64,
            archive_file=document["archive_file"],
            archive_offset=0,
            content_hash=document["content_hash"],
            partition_year=document["partition_year"],
        )
        self.insert(
            "etl.derivation",
            url=document["url"],
            content_hash=document["content_hash"],
            parser_version="1",
            extractor_version="1",
            catalogue_digest="0",
            capture_id=capture["capture_id"],
            observation_digest="0",
            observations=1,
            derived_at=STARTED_AT,
        )

"""OpenLineage: which datasets each task reads and writes, from the archive to the scores.

With the extra `openlineage` (requirements/openlineage.txt) `make up` appends events to .fazhi/lineage.jsonl, as these
settings do elsewhere:

    AIRFLOW__OPENLINEAGE__TRANSPORT='{"type": "file", "log_file_path": "/var/log/fazhi/lineage.jsonl", "append": true}'
    AIRFLOW__OPENLINEAGE__EXTRACTORS=fazhi_airflow.lineage.StageExtractor

Named by OpenLineage's convention: `postgres://host:port` and `database.schema.table`; `file` or a bucket and a path.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from airflow.providers.openlineage.extractors.base import BaseExtractor, OperatorLineage
from openlineage.client.event_v2 import InputDataset, OutputDataset
from psycopg.conninfo import conninfo_to_dict

from fazhi.settings import Settings
from fazhi_airflow.settings import task_settings

ARCHIVE = "archive"
STAGING = ("stg.document", "stg.observation", "stg.statement", "stg.document_check")
STAR = (
    *("dw.dim_document", "dw.fact_observation", "dw.fact_statement", "dw.fact_indicator", "dw.fact_target"),
    *("dw.fact_check", "dw.fact_publication", "etl.derivation", "etl.rejected"),
)
_CRAWLED = ((), (ARCHIVE, "etl.capture", "etl.page_state"))
_READ_AND_WRITTEN: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("crawl_disclosures", "crawl"): _CRAWLED,
    ("backfill_years", "crawl"): _CRAWLED,
    ("load_indicators", "derive"): ((ARCHIVE, "etl.capture"), STAGING),
    ("load_indicators", "validate_and_merge"): (STAGING, STAR),
    ("score_assessment", "score"): (("dw.fact_indicator", "dw.fact_check"), ("dw.fact_score", "dw.fact_score_total")),
}


class StageExtractor(BaseExtractor):
    """The datasets of our tasks; any other task of Python has none."""

    @classmethod
    def get_operator_classnames(cls) -> list[str]:
        """What `@task` makes."""
        return ["_PythonDecoratedOperator"]

    def _execute_extraction(self) -> OperatorLineage | None:
        read, written = _READ_AND_WRITTEN.get((self.operator.dag_id, self.operator.task_id), ((), ()))
        if not written:
            return OperatorLineage()
        settings = task_settings()
        return OperatorLineage(
            inputs=[InputDataset(*_place(settings, name)) for name in read],
            outputs=[OutputDataset(*_place(settings, name)) for name in written],
        )


def _place(settings: Settings, name: str) -> tuple[str, str]:
    if name == ARCHIVE:
        parts = urlsplit(settings.archive)
        return (f"{parts.scheme}://{parts.netloc}", parts.path.strip("/")) if parts.netloc else ("file", parts.path)
    server = conninfo_to_dict(settings.warehouse_dsn)
    return f"postgres://{server['host']}:{server.get('port', 5432)}", f"{server['dbname']}.{name}"

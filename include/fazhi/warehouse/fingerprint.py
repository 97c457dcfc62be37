"""What "identical facts" means: a hash of natural keys and values.

Left out are surrogate keys, times of recording, run ids, versions of documents and of programs, and positions in a
document (a figure that a revision only moved is the same figure). Two warehouses that hold the same about the same
pages have the same fingerprint, whatever order the loads came in.
"""

from __future__ import annotations

import hashlib
from typing import LiteralString

from fazhi.warehouse.database import Connection

_CURRENT: dict[str, LiteralString] = {
    "dim_region": """
        SELECT code, name, level, province_code, prefecture_code, kind, valid_from, valid_to FROM dw.dim_region""",
    "dim_indicator": """
        SELECT code, name_zh, name_en, unit, measure, direction, tier, additive, definition
        FROM dw.dim_indicator WHERE is_current""",
    "dim_document": """
        SELECT url, work_id, source_code, partition_year, title, document_type, publisher, index_number,
               document_number, written_on, published_on, report_year, content_hash, parent_document_id
        FROM dw.dim_document WHERE superseded_at IS NULL""",
    "fact_observation": """
        SELECT fact.year, document.url, region.code, region.valid_from, indicator.code, period.code, breakdown.code,
               fact.kind, trim_scale(value), trim_scale(value_max), value_status, bound, approx, fact.unit, unit_raw,
               subject, basis, scope, period_source, confidence, evidence, sentence, row_digest
        FROM dw.fact_observation AS fact
        JOIN dw.dim_document AS document ON document.document_key = fact.document_key
        JOIN dw.dim_region AS region USING (region_key)
        JOIN dw.dim_indicator AS indicator USING (indicator_key)
        JOIN dw.dim_period AS period USING (period_key)
        JOIN dw.dim_breakdown AS breakdown USING (breakdown_key)
        WHERE fact.superseded_at IS NULL""",
    "dim_statement": "SELECT code, name_zh, name_en, indicator_code, trim_scale(indicator_value) FROM dw.dim_statement",
    "fact_statement": """
        SELECT fact.year, document.url, region.code, region.valid_from, statement.code, period.code, fact.kind, subject,
               period_source, confidence, evidence, sentence, row_digest
        FROM dw.fact_statement AS fact
        JOIN dw.dim_document AS document ON document.document_key = fact.document_key
        JOIN dw.dim_region AS region USING (region_key)
        JOIN dw.dim_statement AS statement USING (statement_key)
        JOIN dw.dim_period AS period USING (period_key)
        WHERE fact.superseded_at IS NULL""",
    "fact_indicator": """
        SELECT fact.year, region.code, region.valid_from, indicator.code, period.code, breakdown.code,
               trim_scale(fact.value), trim_scale(fact.value_max), fact.value_status, fact.bound, fact.approx,
               fact.unit, fact.basis, fact.scope, fact.confidence, chosen.row_digest, reason,
               sources_agreeing, sources_disagreeing
        FROM dw.fact_indicator AS fact
        JOIN dw.fact_observation AS chosen USING (year, observation_key)
        JOIN dw.dim_region AS region ON region.region_key = fact.region_key
        JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = fact.indicator_key
        JOIN dw.dim_period AS period ON period.period_key = fact.period_key
        JOIN dw.dim_breakdown AS breakdown ON breakdown.breakdown_key = fact.breakdown_key
        WHERE fact.superseded_at IS NULL""",
    "fact_target": """
        SELECT fact.year, region.code, region.valid_from, indicator.code, period.code, breakdown.code, fact.kind,
               trim_scale(fact.value), trim_scale(fact.value_max), fact.bound, fact.approx, fact.unit, fact.confidence,
               chosen.row_digest, reason, sources_agreeing, sources_disagreeing
        FROM dw.fact_target AS fact
        JOIN dw.fact_observation AS chosen USING (year, observation_key)
        JOIN dw.dim_region AS region ON region.region_key = fact.region_key
        JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = fact.indicator_key
        JOIN dw.dim_period AS period ON period.period_key = fact.period_key
        JOIN dw.dim_breakdown AS breakdown ON breakdown.breakdown_key = fact.breakdown_key
        WHERE fact.superseded_at IS NULL""",
    "fact_check": """
        SELECT fact.year, document.url, region.code, region.valid_from, period.code, identity, result, how,
               trim_scale(expected), trim_scale(found), row_digest,
               (SELECT array_agg(operand.row_digest ORDER BY position)
                FROM dw.bridge_check_observation AS bridge
                JOIN dw.fact_observation AS operand
                  ON operand.year = bridge.observation_year AND operand.observation_key = bridge.observation_key
                WHERE bridge.year = fact.year AND bridge.check_key = fact.check_key)
        FROM dw.fact_check AS fact
        JOIN dw.dim_document AS document USING (document_key)
        JOIN dw.dim_region AS region USING (region_key)
        JOIN dw.dim_period AS period USING (period_key)
        WHERE fact.superseded_at IS NULL""",
    "fact_publication": """
        SELECT (SELECT min(code) FROM dw.dim_region WHERE dim_region.region_id = fact.region_id), fact.year,
               fact.document_type, due_date, found, fact.published_on, document.url
        FROM dw.fact_publication AS fact
        LEFT JOIN dw.dim_document AS document
          ON document.document_id = fact.document_id AND document.superseded_at IS NULL""",
    "fact_score_total": """
        SELECT total.year, scheme.code, scheme.digest, run.state, region.code, trim_scale(total), trim_scale(total_low),
               trim_scale(total_high), trim_scale(bonus), trim_scale(penalty), rank, peer_group, group_rank, grade,
               lowered_by
        FROM dw.fact_score_total AS total
        JOIN dw.dim_score_run AS run USING (score_run_id)
        JOIN dw.dim_scheme AS scheme USING (scheme_key)
        JOIN dw.dim_region AS region USING (region_key)
        WHERE run.superseded_at IS NULL""",
    "fact_score": """
        SELECT fact.year, scheme.code, scheme.digest, run.state, region.code, item.code, trim_scale(score),
               trim_scale(score_low), trim_scale(score_high), trim_scale(fact.full_mark), reason_code, reason
        FROM dw.fact_score AS fact
        JOIN dw.dim_score_run AS run USING (score_run_id)
        JOIN dw.dim_scheme AS scheme USING (scheme_key)
        JOIN dw.dim_scheme_item AS item USING (scheme_item_key)
        JOIN dw.dim_region AS region USING (region_key)
        WHERE run.superseded_at IS NULL""",
}
_HISTORY: dict[str, LiteralString] = {
    "dim_document history": "SELECT url, version, content_hash FROM dw.dim_document WHERE superseded_at IS NOT NULL",
    "fact_observation history": """
        SELECT fact.year, document.url, row_digest, superseded_cause
        FROM dw.fact_observation AS fact JOIN dw.dim_document AS document USING (document_key)
        WHERE fact.superseded_at IS NOT NULL""",
    "fact_statement history": """
        SELECT fact.year, document.url, row_digest, superseded_cause
        FROM dw.fact_statement AS fact JOIN dw.dim_document AS document USING (document_key)
        WHERE fact.superseded_at IS NOT NULL""",
    "fact_indicator history": """
        SELECT fact.year, chosen.row_digest, reason, sources_agreeing, sources_disagreeing, fact.superseded_cause
        FROM dw.fact_indicator AS fact JOIN dw.fact_observation AS chosen USING (year, observation_key)
        WHERE fact.superseded_at IS NOT NULL""",
    "fact_check history": """
        SELECT fact.year, document.url, row_digest, superseded_cause
        FROM dw.fact_check AS fact JOIN dw.dim_document AS document USING (document_key)
        WHERE fact.superseded_at IS NOT NULL""",
}


def fingerprint(connection: Connection, *, history: bool = False) -> str:
    """SHA-256 (hex) of all that the star schema holds; with `history`, of what it held before too."""
    tables = table_fingerprints(connection, history=history)
    return hashlib.sha256("\n".join(f"{name} {digest}" for name, digest in tables.items()).encode()).hexdigest()


def table_fingerprints(connection: Connection, *, history: bool = False) -> dict[str, str]:
    """Table -> number of rows and hash of their contents: where two fingerprints differ, this says in which table."""
    return {name: _digest(connection, rows) for name, rows in {**_CURRENT, **(_HISTORY if history else {})}.items()}


def _digest(connection: Connection, rows: LiteralString) -> str:
    """A sum over the rows' hashes: the order of the rows is nobody's, and sorting twenty million is not for free."""
    row = connection.execute(
        "SELECT count(*), sum(('x' || left(hash, 16))::bit(64)::bigint), sum(('x' || right(hash, 16))::bit(64)::bigint)"
        f" FROM (SELECT md5(row(content.*)::text) AS hash FROM ({rows}) AS content) AS hashed"
    ).fetchone()
    assert row is not None
    count, first, second = row
    digest = hashlib.sha256(f"{first} {second}".encode()).hexdigest()
    return f"{count} {digest[:16]}"

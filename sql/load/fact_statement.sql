-- dw.fact_statement: insert what is new, set superseded_at on what the documents no longer tell, leave the rest alone.
-- A document has few statements: they are compared one by one, also where its figures are settled.

-- step: supersede
WITH derived_before AS (
    SELECT document_id, parser_version, extractor_version, catalogue_digest
    FROM stg.document JOIN etl.derivation USING (url, content_hash)
    WHERE load_id = %(load_id)s AND derivation.is_current
),
vanished AS (
    UPDATE dw.fact_statement AS held
    SET superseded_at = %(recorded_at)s,
        superseded_by_document_key = CASE WHEN document.change = 'revised' THEN document.document_key END,
        superseded_cause = CASE
            WHEN document.change = 'revised' THEN 'revised_by_source'
            WHEN EXISTS (SELECT FROM etl.rejected
                         WHERE rejected.url = document.url AND rejected.content_hash = document.content_hash
                           AND rejected."row" ->> 'row_digest' = held.row_digest::text
                           AND rejected.state <> 'released') THEN 'rejected'
            WHEN before.catalogue_digest <> %(catalogue)s
                 AND (before.parser_version, before.extractor_version) = (%(parser)s, %(extractor)s) THEN 'catalogue'
            ELSE 'extractor' END
    FROM stg.document AS document
    LEFT JOIN derived_before AS before USING (document_id)
    WHERE document.load_id = %(load_id)s AND document.change <> 'new'
      AND held.document_id = document.document_id AND held.superseded_at IS NULL
      -- the same reading of an older version stays; in the same version it must also stand in the same place
      AND NOT EXISTS (
          SELECT FROM stg.statement AS staged
          WHERE staged.load_id = %(load_id)s AND staged.document_id = held.document_id
            AND staged.row_digest = held.row_digest
            AND (held.document_key <> document.document_key
                 OR (staged.locator, staged.evidence_start) = (held.locator, held.evidence_start)))
    RETURNING held.year
)
SELECT count(*) FROM vanished;

-- step: insert
WITH place AS MATERIALIZED (
    SELECT source_code, period, period_key, region_key, region_id
    FROM (SELECT DISTINCT source_code, period FROM stg.statement WHERE load_id = %(load_id)s) AS told
    JOIN dw.dim_period ON dim_period.code = told.period
    CROSS JOIN LATERAL dw.region_at(source_code, end_date) AS region
),
added AS (
    INSERT INTO dw.fact_statement (
        year, document_key, document_id, region_key, region_id, statement_key, period_key, kind, subject, period_source,
        confidence, rule, locator, evidence_start, evidence_end, evidence, sentence, row_digest, run_id, recorded_at)
    SELECT staged.period_year, document.document_key, document.document_id, place.region_key, place.region_id,
           dim_statement.statement_key, place.period_key, staged.kind, staged.subject, staged.period_source,
           staged.confidence, staged.rule, staged.locator, staged.evidence_start, staged.evidence_end, staged.evidence,
           staged.sentence, staged.row_digest, %(run_id)s, %(recorded_at)s
    FROM stg.statement AS staged
    JOIN stg.document AS document USING (load_id, document_id)
    JOIN place ON place.source_code = staged.source_code AND place.period = staged.period
    JOIN dw.dim_statement ON dim_statement.code = staged.statement
    WHERE staged.load_id = %(load_id)s
      AND NOT EXISTS (
          SELECT FROM dw.fact_statement AS held
          WHERE held.year = staged.period_year AND held.document_id = staged.document_id
            AND held.row_digest = staged.row_digest AND held.superseded_at IS NULL)
    RETURNING year
)
SELECT count(*) FROM added;

-- dw.fact_observation: insert what is new, set superseded_at on what the documents no longer say, leave the rest alone.

-- step: supersede
WITH derived_before AS (
    SELECT document_id, parser_version, extractor_version, catalogue_digest
    FROM stg.document JOIN etl.derivation USING (url, content_hash)
    WHERE load_id = %(load_id)s AND derivation.is_current
),
vanished AS (
    UPDATE dw.fact_observation AS held
    SET superseded_at = %(recorded_at)s,
        superseded_by_document_key = CASE WHEN document.change = 'revised' THEN document.document_key END,
        superseded_cause = CASE
            WHEN document.change = 'revised' THEN 'revised_by_source'
            WHEN EXISTS (SELECT FROM etl.rejected
                         WHERE rejected.url = document.url AND rejected.content_hash = document.content_hash
                           AND rejected."row" ->> 'row_digest' = held.row_digest::text
                           AND rejected.state <> 'released') THEN 'rejected'
            WHEN EXISTS (SELECT FROM etl.correction  -- of any text: it holds where its sentence stands
                         WHERE correction.url = document.url
                           AND (correction.row_digest = held.row_digest OR held.rule = 'correction')) THEN 'correction'
            WHEN before.catalogue_digest <> %(catalogue)s
                 AND (before.parser_version, before.extractor_version) = (%(parser)s, %(extractor)s) THEN 'catalogue'
            ELSE 'extractor' END
    FROM stg.document AS document
    LEFT JOIN derived_before AS before USING (document_id)
    WHERE document.load_id = %(load_id)s AND document.change <> 'new' AND NOT document.restated
      AND held.document_id = document.document_id AND held.superseded_at IS NULL
      -- the same reading of an older version stays; in the same version it must also stand in the same place
      AND NOT EXISTS (
          SELECT FROM stg.observation AS staged
          WHERE staged.load_id = %(load_id)s AND staged.document_id = held.document_id
            AND staged.row_digest = held.row_digest
            AND (held.document_key <> document.document_key
                 OR (staged.locator, staged.evidence_start) = (held.locator, held.evidence_start)))
    RETURNING held.year, held.region_id, held.indicator_id, held.period_key, held.breakdown_key
),
noted AS (
    INSERT INTO touched SELECT DISTINCT vanished.* FROM vanished
)
SELECT count(*) FROM vanished;

-- step: prepare_place
-- Of which division and period each document speaks, under the key of its version: few rows that the planner is to know,
-- or it hashes the many.
CREATE TEMPORARY TABLE place ON COMMIT DROP AS
WITH of_document AS MATERIALIZED (
    SELECT period_year AS year, document_id, document_key, source_code, period
    FROM judged JOIN stg.document USING (document_id)
    WHERE load_id = %(load_id)s AND judged.observations > 0
),
located AS MATERIALIZED (
    SELECT source_code, period, period_key, region_key, region_id
    FROM (SELECT DISTINCT source_code, period FROM of_document) AS named
    JOIN dw.dim_period ON dim_period.code = named.period
    CROSS JOIN LATERAL dw.region_at(source_code, end_date) AS region
)
SELECT year, document_id, document_key, period, period_key, region_key, region_id
FROM of_document JOIN located USING (source_code, period);

-- step: index_place
-- What a document no longer says is sought one by one where little is new, and the planner takes little for one row.
CREATE INDEX ON place (document_id, period);

-- step: analyse_place
ANALYZE place;

-- step: years
SELECT DISTINCT year FROM place ORDER BY year;

-- step: open
SELECT etl.open_partition('dw.fact_observation', %(year)s)::integer;

-- step: attach
SELECT etl.attach_partition('dw.fact_observation', %(year)s);

-- step: insert
-- Year by year into its partition, which may not be attached yet.
INSERT INTO {partition} (
    year, document_key, document_id, region_key, region_id, indicator_key, indicator_id, period_key, breakdown_key,
    evidence_start, evidence_end, kind, value, value_max, value_status, bound, approx, unit, unit_raw, subject, basis,
    scope, period_source, confidence, rule, locator, evidence, sentence, row_digest, run_id, recorded_at)
SELECT staged.period_year, place.document_key, place.document_id, place.region_key, place.region_id,
       indicator.indicator_key, indicator.indicator_id, place.period_key, breakdown.breakdown_key,
       staged.evidence_start, staged.evidence_end, staged.kind, staged.value, staged.value_max, staged.value_status,
       staged.bound, staged.approx, staged.unit, staged.unit_raw, staged.subject, staged.basis,
       staged.scope, staged.period_source, staged.confidence, staged.rule, staged.locator, staged.evidence,
       staged.sentence, staged.row_digest, %(run_id)s, %(recorded_at)s
FROM stg.observation AS staged
JOIN place ON place.document_id = staged.document_id AND place.period = staged.period
JOIN dw.dim_indicator AS indicator ON indicator.code = staged.indicator AND indicator.is_current
JOIN dw.dim_breakdown AS breakdown ON breakdown.code = staged.breakdown
WHERE staged.load_id = %(load_id)s AND staged.period_year = %(year)s AND place.year = %(year)s

-- step: insert_and_note
-- The same into a year that may hold some of it: what was touched is chosen again.
WITH added AS (
    {insert}
      AND NOT EXISTS (
          SELECT FROM dw.fact_observation AS held
          WHERE held.year = %(year)s AND held.document_id = staged.document_id AND held.row_digest = staged.row_digest
            AND held.superseded_at IS NULL)
    RETURNING year, region_id, indicator_id, period_key, breakdown_key
),
noted AS (
    INSERT INTO touched SELECT DISTINCT added.* FROM added
)
SELECT count(*) FROM added;

-- step: drop
DROP TABLE place;

-- step: touch_reread_documents
-- Type, dates and work of a document weigh in the choice of all that it says.
INSERT INTO touched
SELECT DISTINCT held.year, held.region_id, held.indicator_id, held.period_key, held.breakdown_key
FROM dw.fact_observation AS held
JOIN stg.document AS document USING (document_id)
WHERE document.load_id = %(load_id)s AND document.change IN ('revised', 'reparsed') AND held.superseded_at IS NULL;

-- step: count_staged
SELECT (SELECT coalesce(sum(observations), 0) FROM judged)
     + (SELECT coalesce(sum(observations), 0) FROM stg.document WHERE load_id = %(load_id)s AND restated);

CREATE OR REPLACE VIEW mart.rejected_rows AS
SELECT rejected.rejected_id,
       rejected.province_code,
       rejected.partition_year,
       document.source_code AS region_code,
       rejected.url AS document_url,
       rejected.locator,
       rejected.expectation,
       dw.anonymised(rejected.reason) AS reason,
       dw.anonymised(rejected.sentence) AS sentence,
       rejected."row" ->> 'indicator' AS indicator_code,
       rejected."row" ->> 'value' AS value,
       rejected."row" ->> 'period' AS period,
       rejected.state,
       coalesce(document.content_hash = rejected.content_hash, false) AS of_current_text,
       rejected.recorded_at,
       rejected.decided_at,
       rejected.decided_by,
       dw.anonymised(rejected.decision_reason) AS decision_reason,
       made.decisions
FROM etl.rejected
LEFT JOIN dw.dim_document AS document ON document.url = rejected.url AND document.superseded_at IS NULL
CROSS JOIN LATERAL (
    SELECT count(*)::integer AS decisions
    FROM etl.rejected_decision AS made
    WHERE (made.url, made.content_hash, made.locator, made.value_digest, made.expectation)
          = (rejected.url, rejected.content_hash, rejected.locator, rejected.value_digest, rejected.expectation)
) AS made;
COMMENT ON VIEW mart.rejected_rows IS 'One row a figure or document and rule for which it is not loaded';
COMMENT ON COLUMN mart.rejected_rows.rejected_id IS 'Number that fazhi rejected show takes';
COMMENT ON COLUMN mart.rejected_rows.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.rejected_rows.partition_year IS 'Year of the load partition';
COMMENT ON COLUMN mart.rejected_rows.region_code IS '行政区划代码; null where nothing of the document was loaded';
COMMENT ON COLUMN mart.rejected_rows.document_url IS 'Canonical URL';
COMMENT ON COLUMN mart.rejected_rows.locator IS 'Paragraph or cell; empty for a document';
COMMENT ON COLUMN mart.rejected_rows.expectation IS 'Code of the rule';
COMMENT ON COLUMN mart.rejected_rows.reason IS 'Sentence for a person, with the values';
COMMENT ON COLUMN mart.rejected_rows.sentence IS 'The sentence of the page; empty for a document';
COMMENT ON COLUMN mart.rejected_rows.indicator_code IS 'Indicator of the figure; null for a document';
COMMENT ON COLUMN mart.rejected_rows.value IS 'Value as derived; null for a document or a figure without one';
COMMENT ON COLUMN mart.rejected_rows.period IS 'Period as derived; null for a document';
COMMENT ON COLUMN mart.rejected_rows.state IS 'pending, released or discarded';
COMMENT ON COLUMN mart.rejected_rows.of_current_text IS 'Whether the document still reads as it did then';
COMMENT ON COLUMN mart.rejected_rows.recorded_at IS 'When it was first kept out';
COMMENT ON COLUMN mart.rejected_rows.decided_at IS 'When it was last decided; null while pending';
COMMENT ON COLUMN mart.rejected_rows.decided_by IS 'Who decided it last; null while pending';
COMMENT ON COLUMN mart.rejected_rows.decision_reason IS 'Why; null while pending';
COMMENT ON COLUMN mart.rejected_rows.decisions IS 'How often it was decided; more than once where somebody thought otherwise (fazhi rejected show)';

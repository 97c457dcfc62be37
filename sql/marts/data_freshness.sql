CREATE OR REPLACE VIEW mart.data_freshness AS
WITH document AS (
    SELECT source_code, max(captured_at) AS last_captured_at, max(published_on) AS last_published_on,
           max(recorded_at) AS last_loaded_at, count(*) AS documents,
           max(report_year) FILTER (WHERE document_type = 'rule_of_law_annual_report') AS last_annual_report_year
    FROM dw.dim_document
    WHERE superseded_at IS NULL
    GROUP BY source_code
), waiting AS (
    SELECT capture.source_code, count(DISTINCT capture.url) AS documents
    FROM etl.capture
    WHERE capture.content_hash IS NOT NULL AND capture.partition_year IS NOT NULL AND capture.record_type IN ('response', 'resource')
      AND NOT EXISTS (SELECT FROM etl.derivation
                      WHERE derivation.url = capture.url AND derivation.content_hash = capture.content_hash
                        AND derivation.is_current)
      -- a text that changed again before it was read is never read
      AND NOT EXISTS (SELECT FROM etl.capture AS later
                      WHERE later.url = capture.url AND later.kind = capture.kind AND later.record_type = 'response'
                        AND later.content_hash IS NOT NULL
                        AND (later.captured_at, later.capture_id) > (capture.captured_at, capture.capture_id))
    GROUP BY capture.source_code
)
SELECT left(source_code, 2) AS province_code,
       source_code,
       region.name AS region_name,
       coalesce(document.documents, 0) AS documents,
       document.last_published_on,
       document.last_captured_at,
       document.last_loaded_at,
       document.last_annual_report_year,
       coalesce(waiting.documents, 0) AS documents_waiting
FROM document FULL JOIN waiting USING (source_code)
LEFT JOIN LATERAL (
    SELECT name FROM dw.dim_region WHERE code = source_code ORDER BY valid_from DESC LIMIT 1
) AS region ON true;
COMMENT ON VIEW mart.data_freshness IS 'One row a county: how new what the warehouse holds of it is, and what waits to be loaded';
COMMENT ON COLUMN mart.data_freshness.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.data_freshness.source_code IS '行政区划代码 of the county YAML';
COMMENT ON COLUMN mart.data_freshness.region_name IS 'Latest name of the county; null where no division has the code';
COMMENT ON COLUMN mart.data_freshness.documents IS 'Documents held';
COMMENT ON COLUMN mart.data_freshness.last_published_on IS 'Latest 发布日期 of them; null where none is dated';
COMMENT ON COLUMN mart.data_freshness.last_captured_at IS 'Latest capture of a text that is held; null where nothing is';
COMMENT ON COLUMN mart.data_freshness.last_loaded_at IS 'Start of the latest run that brought a new version; null likewise';
COMMENT ON COLUMN mart.data_freshness.last_annual_report_year IS 'Latest year of a 法治政府建设年度报告; null where there is none';
COMMENT ON COLUMN mart.data_freshness.documents_waiting IS 'Captured texts that no load has merged yet';

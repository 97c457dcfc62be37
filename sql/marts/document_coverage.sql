CREATE OR REPLACE VIEW mart.document_coverage AS
SELECT region.province_code,
       region.prefecture_code,
       region.code AS region_code,
       region.name AS region_name,
       fact.year,
       fact.document_type,
       fact.due_date IS NOT NULL AS expected,
       fact.found,
       fact.due_date,
       fact.published_on,
       fact.published_on - fact.due_date AS days_late,
       CASE WHEN NOT fact.found THEN 'missing'
            WHEN fact.due_date IS NULL THEN 'extra'
            WHEN fact.published_on IS NULL THEN 'undated'
            WHEN fact.published_on > fact.due_date THEN 'late'
            ELSE 'in_time' END AS status,
       dw.anonymised(document.title) AS document_title,
       document.url AS document_url,
       fact.first_captured_at,
       (SELECT count(*) FROM dw.fact_observation AS said
        WHERE said.document_id = fact.document_id AND said.superseded_at IS NULL) AS observations
FROM dw.fact_publication AS fact
CROSS JOIN LATERAL (
    SELECT version.* FROM dw.dim_region AS version
    WHERE version.region_id = fact.region_id
    ORDER BY (valid_from <= make_date(fact.year, 12, 31)
              AND (make_date(fact.year, 12, 31) < valid_to) IS NOT FALSE) DESC, valid_from DESC
    LIMIT 1
) AS region
LEFT JOIN dw.dim_document AS document ON document.document_id = fact.document_id AND document.superseded_at IS NULL;
COMMENT ON VIEW mart.document_coverage IS 'One row a county, year and document type that should be out or is';
COMMENT ON COLUMN mart.document_coverage.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.document_coverage.prefecture_code IS 'Code of the prefecture; null where there is none';
COMMENT ON COLUMN mart.document_coverage.region_code IS '行政区划代码';
COMMENT ON COLUMN mart.document_coverage.region_name IS 'Name on the last day of the year';
COMMENT ON COLUMN mart.document_coverage.year IS 'Year the document is about';
COMMENT ON COLUMN mart.document_coverage.document_type IS 'Type of document';
COMMENT ON COLUMN mart.document_coverage.expected IS 'Whether a rule asks for it';
COMMENT ON COLUMN mart.document_coverage.found IS 'Whether one was loaded';
COMMENT ON COLUMN mart.document_coverage.due_date IS 'Last day on which it is in time; null where no rule sets one';
COMMENT ON COLUMN mart.document_coverage.published_on IS 'Earliest 发布日期 of those found; null where none is found or dated';
COMMENT ON COLUMN mart.document_coverage.days_late IS 'Days from due_date to published_on, negative if early; null where one of them is';
COMMENT ON COLUMN mart.document_coverage.status IS 'in_time, late, undated, missing, or extra (found and not asked for)';
COMMENT ON COLUMN mart.document_coverage.document_title IS 'Title; null where missing';
COMMENT ON COLUMN mart.document_coverage.document_url IS 'Canonical URL; null where missing';
COMMENT ON COLUMN mart.document_coverage.first_captured_at IS 'Since when we have it; null where missing';
COMMENT ON COLUMN mart.document_coverage.observations IS 'Figures read from it; 0 where missing';

CREATE OR REPLACE VIEW mart.publication_compliance AS
SELECT province_code,
       prefecture_code,
       region_code,
       region_name,
       year,
       count(*) FILTER (WHERE expected) AS expected,
       count(*) FILTER (WHERE expected AND found) AS found,
       count(*) FILTER (WHERE status = 'in_time') AS in_time,
       count(*) FILTER (WHERE status = 'late') AS late,
       count(*) FILTER (WHERE status = 'undated') AS undated,
       count(*) FILTER (WHERE status = 'missing') AS missing,
       max(days_late) FILTER (WHERE status = 'late') AS most_days_late,
       string_agg(document_type, ', ' ORDER BY document_type) FILTER (WHERE status = 'missing') AS missing_types
FROM mart.document_coverage
GROUP BY province_code, prefecture_code, region_code, region_name, year;
COMMENT ON VIEW mart.publication_compliance IS 'One row a county and year: of the documents that should be out, how many are, and in time';
COMMENT ON COLUMN mart.publication_compliance.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.publication_compliance.prefecture_code IS 'Code of the prefecture; null where there is none';
COMMENT ON COLUMN mart.publication_compliance.region_code IS '行政区划代码';
COMMENT ON COLUMN mart.publication_compliance.region_name IS 'Name on the last day of the year';
COMMENT ON COLUMN mart.publication_compliance.year IS 'Year the documents are about';
COMMENT ON COLUMN mart.publication_compliance.expected IS 'Documents that a rule asks for';
COMMENT ON COLUMN mart.publication_compliance.found IS 'Of these, found';
COMMENT ON COLUMN mart.publication_compliance.in_time IS 'Of these, published by the due date';
COMMENT ON COLUMN mart.publication_compliance.late IS 'Published after it';
COMMENT ON COLUMN mart.publication_compliance.undated IS 'Found without a date of publication';
COMMENT ON COLUMN mart.publication_compliance.missing IS 'Not found though due';
COMMENT ON COLUMN mart.publication_compliance.most_days_late IS 'Days of the latest one; null where none is late';
COMMENT ON COLUMN mart.publication_compliance.missing_types IS 'Types of the missing ones; null where none is';

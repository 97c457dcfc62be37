CREATE OR REPLACE VIEW mart.statements AS
SELECT region.province_code,
       region.prefecture_code,
       region.code AS region_code,
       region.name AS region_name,
       statement.code AS statement_code,
       statement.name_zh AS statement_name,
       period.code AS period,
       fact.year,
       period.granularity,
       fact.kind,
       fact.subject,
       fact.confidence,
       statement.indicator_code,
       statement.indicator_value,
       figure.value AS held_value,
       document.document_type,
       dw.anonymised(document.title) AS document_title,
       document.url AS document_url,
       document.published_on,
       dw.anonymised(fact.evidence) AS evidence,
       dw.anonymised(fact.sentence) AS sentence,
       fact.locator,
       fact.statement_fact_key,
       fact.recorded_at
FROM dw.fact_statement AS fact
JOIN dw.dim_statement AS statement USING (statement_key)
JOIN dw.dim_document AS document ON document.document_id = fact.document_id AND document.superseded_at IS NULL
JOIN dw.dim_region AS region USING (region_key)
JOIN dw.dim_period AS period USING (period_key)
LEFT JOIN LATERAL (
    SELECT held.value
    FROM dw.fact_indicator AS held
    JOIN dw.dim_indicator AS indicator ON indicator.indicator_id = held.indicator_id AND indicator.is_current
    JOIN dw.dim_breakdown AS breakdown USING (breakdown_key)
    WHERE fact.kind = 'actual' AND fact.subject = '' AND indicator.code = statement.indicator_code
      AND held.year = fact.year AND held.region_id = fact.region_id AND held.period_key = fact.period_key
      AND breakdown.code = '' AND held.superseded_at IS NULL
) AS figure ON true
WHERE fact.superseded_at IS NULL;
COMMENT ON VIEW mart.statements IS 'One row a fact that a document tells without a number (零败诉, 全覆盖), beside the figure that the warehouse holds of the same';
COMMENT ON COLUMN mart.statements.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.statements.prefecture_code IS 'Code of the prefecture; null where there is none';
COMMENT ON COLUMN mart.statements.region_code IS '行政区划代码';
COMMENT ON COLUMN mart.statements.region_name IS 'Name on the last day of the period';
COMMENT ON COLUMN mart.statements.statement_code IS 'Code of the catalogue';
COMMENT ON COLUMN mart.statements.statement_name IS 'Chinese name';
COMMENT ON COLUMN mart.statements.period IS 'Period code; empty where the text names no year';
COMMENT ON COLUMN mart.statements.year IS 'Last year of the period';
COMMENT ON COLUMN mart.statements.granularity IS 'year, half, quarter, months, span or unknown';
COMMENT ON COLUMN mart.statements.kind IS 'actual (told as so) or target (wanted)';
COMMENT ON COLUMN mart.statements.subject IS 'Of whom it is told where the text says so; empty for the county';
COMMENT ON COLUMN mart.statements.confidence IS 'certain, likely or uncertain';
COMMENT ON COLUMN mart.statements.indicator_code IS 'Indicator that it bears on; null where there is none';
COMMENT ON COLUMN mart.statements.indicator_value IS 'What it says of that indicator, in its unit; null where it says no value';
COMMENT ON COLUMN mart.statements.held_value IS 'What the warehouse holds of that indicator and period; null where nothing, or where the statement is a target or of a part of the county';
COMMENT ON COLUMN mart.statements.document_type IS 'Type of the document that tells it';
COMMENT ON COLUMN mart.statements.document_title IS 'Its title';
COMMENT ON COLUMN mart.statements.document_url IS 'Its canonical URL';
COMMENT ON COLUMN mart.statements.published_on IS '发布日期; null where the page does not say';
COMMENT ON COLUMN mart.statements.evidence IS 'The telling words as printed';
COMMENT ON COLUMN mart.statements.sentence IS 'The sentence they stand in';
COMMENT ON COLUMN mart.statements.locator IS 'Paragraph or cell';
COMMENT ON COLUMN mart.statements.statement_fact_key IS 'The statement, with year';
COMMENT ON COLUMN mart.statements.recorded_at IS 'Since when the warehouse holds it';

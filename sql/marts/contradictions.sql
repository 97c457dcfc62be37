CREATE OR REPLACE VIEW mart.contradictions AS
SELECT region.province_code,
       region.code AS region_code,
       region.name AS region_name,
       fact.year,
       period.code AS period,
       fact.identity,
       fact.result,
       fact.how,
       fact.expected,
       fact.found,
       document.document_type,
       dw.anonymised(document.title) AS document_title,
       document.url AS document_url,
       operands.operands,
       dw.anonymised(operands.sentences) AS sentences,
       fact.as_of,
       fact.check_key
FROM dw.fact_check AS fact
JOIN dw.dim_region AS region USING (region_key)
JOIN dw.dim_period AS period USING (period_key)
JOIN dw.dim_document AS document ON document.document_id = fact.document_id AND document.superseded_at IS NULL
CROSS JOIN LATERAL (
    SELECT string_agg(indicator.code || CASE breakdown.code WHEN '' THEN '' ELSE '[' || breakdown.code || ']' END || ' '
                      || trim_scale(said.value), ', ' ORDER BY position) AS operands,
           string_agg(DISTINCT said.sentence, E'\n') AS sentences
    FROM dw.bridge_check_observation AS bridge
    JOIN dw.fact_observation AS said
      ON said.year = bridge.observation_year AND said.observation_key = bridge.observation_key
    JOIN dw.dim_indicator AS indicator USING (indicator_key)
    JOIN dw.dim_breakdown AS breakdown USING (breakdown_key)
    WHERE bridge.year = fact.year AND bridge.check_key = fact.check_key
) AS operands
WHERE fact.superseded_at IS NULL AND fact.result <> 'agrees';
COMMENT ON VIEW mart.contradictions IS 'One row a check that does not agree: contradicts, or explainable by another way of counting. Nothing is corrected';
COMMENT ON COLUMN mart.contradictions.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.contradictions.region_code IS '行政区划代码';
COMMENT ON COLUMN mart.contradictions.region_name IS 'Name on the last day of the period';
COMMENT ON COLUMN mart.contradictions.year IS 'Last year of the period';
COMMENT ON COLUMN mart.contradictions.period IS 'Period code';
COMMENT ON COLUMN mart.contradictions.identity IS 'Code of the identity';
COMMENT ON COLUMN mart.contradictions.result IS 'contradicts or explainable';
COMMENT ON COLUMN mart.contradictions.how IS 'In which way it is explainable; else empty';
COMMENT ON COLUMN mart.contradictions.expected IS 'What the other operands give, in the unit of the printed one';
COMMENT ON COLUMN mart.contradictions.found IS 'What is printed';
COMMENT ON COLUMN mart.contradictions.document_type IS 'Type of the document';
COMMENT ON COLUMN mart.contradictions.document_title IS 'Its title';
COMMENT ON COLUMN mart.contradictions.document_url IS 'Its canonical URL';
COMMENT ON COLUMN mart.contradictions.operands IS 'The figures in the order of the identity, code[dimension=member] value; null if the gate rejected all';
COMMENT ON COLUMN mart.contradictions.sentences IS 'The sentences they stand in, a line each; null if the gate rejected all';
COMMENT ON COLUMN mart.contradictions.as_of IS 'captured_at of the document version';
COMMENT ON COLUMN mart.contradictions.check_key IS 'The check, with year';

CREATE OR REPLACE VIEW mart.target_attainment AS
WITH compared AS (
    SELECT target.*,
           indicator.code AS indicator_code,
           indicator.name_zh AS indicator_name,
           indicator.direction,
           period.code AS period,
           actual.value AS actual_value,
           actual.bound AS actual_bound,
           actual.observation_key AS actual_observation_key,
           CASE WHEN target.kind = 'target' THEN actual.value
                WHEN target.unit = '%' AND actual.unit <> '%' THEN 100 * (actual.value - before.value) / nullif(before.value, 0)
                ELSE actual.value - before.value END AS reached,
           CASE WHEN target.kind = 'target_change' THEN CASE WHEN target.value < 0 THEN '<=' ELSE '>=' END
                WHEN target.bound <> '' THEN target.bound
                WHEN indicator.direction = '-' THEN '<='
                ELSE '>=' END AS wanted
    FROM dw.fact_target AS target
    JOIN dw.dim_indicator AS indicator ON indicator.indicator_id = target.indicator_id AND indicator.is_current
    JOIN dw.dim_period AS period ON period.period_key = target.period_key
    LEFT JOIN dw.fact_indicator AS actual
      ON actual.year = target.year AND actual.region_id = target.region_id AND actual.indicator_id = target.indicator_id
     AND actual.period_key = target.period_key AND actual.breakdown_key = target.breakdown_key
     AND actual.superseded_at IS NULL
    LEFT JOIN dw.dim_period AS year_before
      ON year_before.granularity = 'year' AND period.granularity = 'year' AND year_before.year = period.year - 1
    LEFT JOIN dw.fact_indicator AS before
      ON before.year = year_before.year AND before.region_id = target.region_id
     AND before.indicator_id = target.indicator_id AND before.period_key = year_before.period_key
     AND before.breakdown_key = target.breakdown_key AND before.superseded_at IS NULL
    WHERE target.superseded_at IS NULL
)
SELECT region.province_code,
       region.prefecture_code,
       region.code AS region_code,
       region.name AS region_name,
       compared.indicator_code,
       compared.indicator_name,
       compared.period,
       compared.year,
       breakdown.dimension AS breakdown_dimension,
       breakdown.member AS breakdown_member,
       compared.kind AS target_kind,
       compared.wanted AS target_bound,
       compared.value AS target_value,
       compared.unit AS target_unit,
       compared.actual_value,
       compared.reached,
       CASE WHEN reached IS NULL THEN 'unanswered'
            WHEN wanted = '>=' AND reached >= compared.value THEN 'met'
            WHEN wanted = '<=' AND reached <= compared.value THEN 'met'
            WHEN wanted = actual_bound THEN 'undecided'
            ELSE 'missed' END AS attainment,
       dw.anonymised(target_said.sentence) AS target_sentence,
       target_document.url AS target_document_url,
       dw.anonymised(actual_said.sentence) AS actual_sentence,
       actual_document.url AS actual_document_url
FROM compared
JOIN dw.dim_region AS region ON region.region_key = compared.region_key
JOIN dw.dim_breakdown AS breakdown ON breakdown.breakdown_key = compared.breakdown_key
JOIN dw.fact_observation AS target_said
  ON target_said.year = compared.year AND target_said.observation_key = compared.observation_key
JOIN dw.dim_document AS target_document ON target_document.document_key = target_said.document_key
LEFT JOIN dw.fact_observation AS actual_said
  ON actual_said.year = compared.year AND actual_said.observation_key = compared.actual_observation_key
LEFT JOIN dw.dim_document AS actual_document ON actual_document.document_key = actual_said.document_key;
COMMENT ON VIEW mart.target_attainment IS 'One row a target that a county set itself, beside what it later reported of the same period';
COMMENT ON COLUMN mart.target_attainment.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.target_attainment.prefecture_code IS 'Code of the prefecture; null where there is none';
COMMENT ON COLUMN mart.target_attainment.region_code IS '行政区划代码';
COMMENT ON COLUMN mart.target_attainment.region_name IS 'Name on the last day of the period';
COMMENT ON COLUMN mart.target_attainment.indicator_code IS 'Code of the catalogue';
COMMENT ON COLUMN mart.target_attainment.indicator_name IS 'Chinese name';
COMMENT ON COLUMN mart.target_attainment.period IS 'Period that the target is set for';
COMMENT ON COLUMN mart.target_attainment.year IS 'Its last year';
COMMENT ON COLUMN mart.target_attainment.breakdown_dimension IS 'Dimension; total for the total';
COMMENT ON COLUMN mart.target_attainment.breakdown_member IS 'Member; total for the total';
COMMENT ON COLUMN mart.target_attainment.target_kind IS 'target (a level) or target_change (a change against the year before)';
COMMENT ON COLUMN mart.target_attainment.target_bound IS '>= or <=: as the text says; where it does not, by the direction of the indicator, of a change by its sign';
COMMENT ON COLUMN mart.target_attainment.target_value IS 'In target_unit';
COMMENT ON COLUMN mart.target_attainment.target_unit IS 'Unit of target_value and reached; % of a change in a count is a relative change';
COMMENT ON COLUMN mart.target_attainment.actual_value IS 'What the warehouse holds true of the period; null where nothing is reported';
COMMENT ON COLUMN mart.target_attainment.reached IS 'What is compared with target_value: actual_value, or its change against the year before; null where that is not known';
COMMENT ON COLUMN mart.target_attainment.attainment IS 'met, missed, unanswered (nothing comparable was reported) or undecided (only a bound was reported that leaves it open)';
COMMENT ON COLUMN mart.target_attainment.target_sentence IS 'The sentence that sets the target';
COMMENT ON COLUMN mart.target_attainment.target_document_url IS 'Canonical URL of its document';
COMMENT ON COLUMN mart.target_attainment.actual_sentence IS 'The sentence that reports; null where there is none';
COMMENT ON COLUMN mart.target_attainment.actual_document_url IS 'Canonical URL of its document; null likewise';

CREATE OR REPLACE VIEW mart.indicator_timeseries AS
SELECT region.province_code,
       region.prefecture_code,
       region.code AS region_code,
       region.name AS region_name,
       indicator.code AS indicator_code,
       indicator.name_zh AS indicator_name,
       indicator.indicator_group,
       period.code AS period,
       fact.year,
       period.start_date,
       period.end_date,
       period.granularity,
       breakdown.dimension AS breakdown_dimension,
       breakdown.member AS breakdown_member,
       fact.value,
       fact.value_max,
       fact.unit,
       fact.bound,
       fact.approx,
       indicator.measure,
       indicator.additive,
       indicator.direction,
       fact.confidence,
       fact.reason,
       fact.sources_agreeing,
       fact.sources_disagreeing,
       status.check_status,
       document.document_type,
       dw.anonymised(document.title) AS document_title,
       document.url AS document_url,
       document.published_on,
       dw.anonymised(observation.sentence) AS sentence,
       observation.locator,
       observation.observation_key,
       fact.recorded_at,
       current_region.code AS current_region_code,
       current_region.name AS current_region_name,
       decided.decision,
       decided.decided_about,
       decided.decided_by,
       decided.decided_at,
       decided.decision_reason
-- In this order: of more than eight tables PostgreSQL joins the first eight (join_collapse_limit) as it likes, the others as written.
FROM dw.fact_indicator AS fact
JOIN dw.dim_region AS region ON region.region_key = fact.region_key
JOIN dw.dim_indicator AS indicator ON indicator.indicator_id = fact.indicator_id AND indicator.is_current
JOIN dw.dim_period AS period ON period.period_key = fact.period_key
JOIN dw.dim_breakdown AS breakdown ON breakdown.breakdown_key = fact.breakdown_key
JOIN dw.fact_observation AS observation ON observation.year = fact.year AND observation.observation_key = fact.observation_key
JOIN dw.dim_document AS document ON document.document_id = fact.document_id AND document.superseded_at IS NULL
LEFT JOIN dw.dim_region AS current_region ON current_region.region_id = fact.region_id AND current_region.valid_to IS NULL
LEFT JOIN LATERAL (
    SELECT CASE WHEN bool_or(checked.result = 'contradicts') THEN 'contradicts'
                WHEN bool_or(checked.result = 'explainable') THEN 'explainable'
                WHEN count(*) > 0 THEN 'agrees' END AS check_status
    FROM dw.bridge_check_observation AS bridge
    CROSS JOIN LATERAL (
        SELECT result FROM dw.fact_check
        WHERE fact_check.year = bridge.year AND fact_check.check_key = bridge.check_key AND superseded_at IS NULL
        OFFSET 0  -- looked up for each operand: joined, all checks would be read
    ) AS checked
    WHERE bridge.observation_key = fact.observation_key AND bridge.observation_year = fact.year
      AND bridge.year BETWEEN fact.year AND (fact.year + 1)::smallint  -- operands are of the year of a check or the one before
) AS status ON true
LEFT JOIN dw.decided_figure AS decided
  ON decided.document_url = document.url AND decided.sentence = observation.sentence
 AND dw.is_decided(decided, observation.rule, observation.row_digest, indicator.code, period.code, observation.value)
WHERE fact.superseded_at IS NULL;
COMMENT ON VIEW mart.indicator_timeseries IS 'One row a county, indicator, period and breakdown: what the warehouse holds true, one click from its sentence. Sum only where additive, and never totals with their parts';
COMMENT ON COLUMN mart.indicator_timeseries.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.indicator_timeseries.prefecture_code IS 'Code of the prefecture; null where there is none';
COMMENT ON COLUMN mart.indicator_timeseries.region_code IS '行政区划代码';
COMMENT ON COLUMN mart.indicator_timeseries.region_name IS 'Name on the last day of the period';
COMMENT ON COLUMN mart.indicator_timeseries.indicator_code IS 'Code of the catalogue';
COMMENT ON COLUMN mart.indicator_timeseries.indicator_name IS 'Chinese name';
COMMENT ON COLUMN mart.indicator_timeseries.indicator_group IS 'The code before the dot';
COMMENT ON COLUMN mart.indicator_timeseries.period IS 'Period code (2023, 2022H1 ...)';
COMMENT ON COLUMN mart.indicator_timeseries.year IS 'Last year of the period';
COMMENT ON COLUMN mart.indicator_timeseries.start_date IS 'First day of the period';
COMMENT ON COLUMN mart.indicator_timeseries.end_date IS 'Last day of the period';
COMMENT ON COLUMN mart.indicator_timeseries.granularity IS 'year, half, quarter, months or span: compare like with like';
COMMENT ON COLUMN mart.indicator_timeseries.breakdown_dimension IS 'Dimension; total for the total';
COMMENT ON COLUMN mart.indicator_timeseries.breakdown_member IS 'Member; total for the total';
COMMENT ON COLUMN mart.indicator_timeseries.value IS 'In unit; of a range the lower end';
COMMENT ON COLUMN mart.indicator_timeseries.value_max IS 'Upper end of a range in unit; null where there is none';
COMMENT ON COLUMN mart.indicator_timeseries.unit IS 'Unit of value';
COMMENT ON COLUMN mart.indicator_timeseries.bound IS '>=, <= or empty';
COMMENT ON COLUMN mart.indicator_timeseries.approx IS 'Whether the text says about';
COMMENT ON COLUMN mart.indicator_timeseries.measure IS 'flow, stock, cumulative or rate';
COMMENT ON COLUMN mart.indicator_timeseries.additive IS 'Whether values may be summed over counties and periods';
COMMENT ON COLUMN mart.indicator_timeseries.direction IS '+ higher is better, - lower is better, 0 neutral';
COMMENT ON COLUMN mart.indicator_timeseries.confidence IS 'certain, likely or uncertain';
COMMENT ON COLUMN mart.indicator_timeseries.reason IS 'Why this figure was chosen (docs/decisions/0003-choice-policy.md)';
COMMENT ON COLUMN mart.indicator_timeseries.sources_agreeing IS 'Sources that give this value, this one included';
COMMENT ON COLUMN mart.indicator_timeseries.sources_disagreeing IS 'Sources that give other values only';
COMMENT ON COLUMN mart.indicator_timeseries.check_status IS 'Worst result of the checks of this figure; null where it is in none';
COMMENT ON COLUMN mart.indicator_timeseries.document_type IS 'Type of the document it stands in';
COMMENT ON COLUMN mart.indicator_timeseries.document_title IS 'Its title';
COMMENT ON COLUMN mart.indicator_timeseries.document_url IS 'Its canonical URL';
COMMENT ON COLUMN mart.indicator_timeseries.published_on IS '发布日期; null where the page does not say';
COMMENT ON COLUMN mart.indicator_timeseries.sentence IS 'The sentence or table row it stands in';
COMMENT ON COLUMN mart.indicator_timeseries.locator IS 'Paragraph or cell';
COMMENT ON COLUMN mart.indicator_timeseries.observation_key IS 'The chosen observation, with year';
COMMENT ON COLUMN mart.indicator_timeseries.recorded_at IS 'Since when the warehouse holds it';
COMMENT ON COLUMN mart.indicator_timeseries.current_region_code IS 'The code that the division has today, so that a series goes on over renaming and upgrading; null where it merged or split (see region_succession)';
COMMENT ON COLUMN mart.indicator_timeseries.current_region_name IS 'Its name today';
COMMENT ON COLUMN mart.indicator_timeseries.decision IS 'corrected (a person reads it otherwise than the extractor), confirmed (a person found it right) or released (it fails a rule of the quality gate, and a person let it pass); null where nobody decided about it';
COMMENT ON COLUMN mart.indicator_timeseries.decided_about IS 'What the extractor read, or the rule that it fails; null where nobody decided about it';
COMMENT ON COLUMN mart.indicator_timeseries.decided_by IS 'Who answers for it; null where nobody decided about it';
COMMENT ON COLUMN mart.indicator_timeseries.decided_at IS 'When it was decided; null where nobody did';
COMMENT ON COLUMN mart.indicator_timeseries.decision_reason IS 'Why; null where nobody decided about it';

CREATE OR REPLACE VIEW mart.supersessions AS
SELECT region.province_code,
       region.code AS region_code,
       region.name AS region_name,
       indicator.code AS indicator_code,
       indicator.name_zh AS indicator_name,
       period.code AS period,
       breakdown.dimension AS breakdown_dimension,
       breakdown.member AS breakdown_member,
       earlier.superseded_at,
       earlier.superseded_cause AS cause,
       earlier.value AS earlier_value,
       later.value AS later_value,
       earlier.unit,
       dw.anonymised(earlier_said.sentence) AS earlier_sentence,
       dw.anonymised(later_said.sentence) AS later_sentence,
       earlier_document.url AS earlier_document_url,
       later_document.url AS later_document_url,
       earlier.recorded_at AS earlier_recorded_at,
       revision.captured_at AS revised_at,
       told.what_changed IN ('value', 'gone') AS value_changed,
       told.what_changed,
       earlier.sources_agreeing AS earlier_sources_agreeing,
       later.sources_agreeing AS later_sources_agreeing,
       earlier.sources_disagreeing AS earlier_sources_disagreeing,
       later.sources_disagreeing AS later_sources_disagreeing
FROM dw.fact_indicator AS earlier
JOIN dw.fact_observation AS earlier_said
  ON earlier_said.year = earlier.year AND earlier_said.observation_key = earlier.observation_key
JOIN dw.dim_document AS earlier_document ON earlier_document.document_key = earlier_said.document_key
LEFT JOIN dw.dim_document AS revision
  ON earlier.superseded_cause = 'revised_by_source' AND revision.document_key = earlier_said.superseded_by_document_key
JOIN dw.dim_region AS region ON region.region_key = earlier.region_key
JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = earlier.indicator_key
JOIN dw.dim_period AS period ON period.period_key = earlier.period_key
JOIN dw.dim_breakdown AS breakdown ON breakdown.breakdown_key = earlier.breakdown_key
LEFT JOIN LATERAL (
    -- of several that were chosen at one moment, as by two loads of one night, the first: each is followed by the next
    SELECT * FROM dw.fact_indicator AS chosen
    WHERE chosen.year = earlier.year AND chosen.region_id = earlier.region_id
      AND chosen.indicator_id = earlier.indicator_id AND chosen.period_key = earlier.period_key
      AND chosen.breakdown_key = earlier.breakdown_key AND chosen.recorded_at = earlier.superseded_at
      AND chosen.fact_key > earlier.fact_key
    ORDER BY chosen.fact_key
    LIMIT 1
) AS later ON true
LEFT JOIN dw.fact_observation AS later_said
  ON later_said.year = later.year AND later_said.observation_key = later.observation_key
LEFT JOIN dw.dim_document AS later_document ON later_document.document_key = later_said.document_key
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN later.fact_key IS NULL THEN 'gone'
        WHEN (later.value, later.value_max, later.bound, later.approx, later.unit)
             IS DISTINCT FROM (earlier.value, earlier.value_max, earlier.bound, earlier.approx, earlier.unit) THEN 'value'
        WHEN later.observation_key = earlier.observation_key THEN 'agreement'
        ELSE 'evidence' END AS what_changed
) AS told
WHERE earlier.superseded_at IS NOT NULL;
COMMENT ON VIEW mart.supersessions IS 'One row a figure, with its evidence and what speaks for it, that the warehouse no longer holds so: what took its place, when and why. value_changed tells those of which the number is another or gone';
COMMENT ON COLUMN mart.supersessions.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.supersessions.region_code IS '行政区划代码';
COMMENT ON COLUMN mart.supersessions.region_name IS 'Name on the last day of the period';
COMMENT ON COLUMN mart.supersessions.indicator_code IS 'Code of the catalogue';
COMMENT ON COLUMN mart.supersessions.indicator_name IS 'Chinese name';
COMMENT ON COLUMN mart.supersessions.period IS 'Period code';
COMMENT ON COLUMN mart.supersessions.breakdown_dimension IS 'Dimension; total for the total';
COMMENT ON COLUMN mart.supersessions.breakdown_member IS 'Member; total for the total';
COMMENT ON COLUMN mart.supersessions.superseded_at IS 'Start of the run that chose otherwise';
COMMENT ON COLUMN mart.supersessions.cause IS 'revised_by_source (the page says otherwise now), extractor, catalogue, rejected, correction; where what it stood on still stands: other_source (another figure was chosen, of another document or of its own) or agreement (the same is chosen, and only how many sources agree or disagree, or the reason, is otherwise)';
COMMENT ON COLUMN mart.supersessions.earlier_value IS 'What was held until then, in unit';
COMMENT ON COLUMN mart.supersessions.later_value IS 'What took its place; null where nothing did';
COMMENT ON COLUMN mart.supersessions.unit IS 'Unit of earlier_value';
COMMENT ON COLUMN mart.supersessions.earlier_sentence IS 'The sentence it stood in';
COMMENT ON COLUMN mart.supersessions.later_sentence IS 'The sentence that the later one stands in; null where there is none';
COMMENT ON COLUMN mart.supersessions.earlier_document_url IS 'Canonical URL of its document';
COMMENT ON COLUMN mart.supersessions.later_document_url IS 'The same of the later one; null where there is none';
COMMENT ON COLUMN mart.supersessions.earlier_recorded_at IS 'Since when it had been held';
COMMENT ON COLUMN mart.supersessions.revised_at IS 'captured_at of the document version that no longer says it; null unless the cause is revised_by_source';
COMMENT ON COLUMN mart.supersessions.value_changed IS 'Whether the number itself (value, range, bound, 约, unit) is another one or gone; false where only its evidence or how many sources agree is otherwise';
COMMENT ON COLUMN mart.supersessions.what_changed IS 'value (another number), gone (nothing took its place), evidence (the same number by another sentence, document or reading) or agreement (the same sentence; other sources, or the reason of the choice)';
COMMENT ON COLUMN mart.supersessions.earlier_sources_agreeing IS 'Sources that gave the earlier value, the chosen one included';
COMMENT ON COLUMN mart.supersessions.later_sources_agreeing IS 'Sources that give the later one; null where there is none';
COMMENT ON COLUMN mart.supersessions.earlier_sources_disagreeing IS 'Sources that gave other values only';
COMMENT ON COLUMN mart.supersessions.later_sources_disagreeing IS 'The same of the later one; null where there is none';

-- Two clocks as one-liners: what we then answered, and what the counties then said.

CREATE OR REPLACE FUNCTION mart.as_of_warehouse(moment timestamptz)
RETURNS TABLE (
    region_code text, region_name text, indicator_code text, period text, breakdown_dimension text, breakdown_member text,
    value numeric, value_max numeric, bound text, approx boolean, unit text, confidence text, reason text,
    document_url text, sentence text, recorded_at timestamptz, superseded_at timestamptz, superseded_cause text
) LANGUAGE sql STABLE AS $$
    SELECT region.code, region.name, indicator.code, period.code, breakdown.dimension, breakdown.member,
           fact.value, fact.value_max, fact.bound, fact.approx, fact.unit, fact.confidence, fact.reason,
           document.url, dw.anonymised(observation.sentence), fact.recorded_at, fact.superseded_at, fact.superseded_cause
    FROM dw.fact_indicator AS fact
    JOIN dw.fact_observation AS observation
      ON observation.year = fact.year AND observation.observation_key = fact.observation_key
    JOIN dw.dim_document AS document ON document.document_key = observation.document_key
    JOIN dw.dim_region AS region ON region.region_key = fact.region_key
    JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = fact.indicator_key
    JOIN dw.dim_period AS period ON period.period_key = fact.period_key
    JOIN dw.dim_breakdown AS breakdown ON breakdown.breakdown_key = fact.breakdown_key
    WHERE fact.recorded_at <= moment AND (fact.superseded_at > moment) IS NOT FALSE
$$;
COMMENT ON FUNCTION mart.as_of_warehouse IS 'What the warehouse held true at a moment: SELECT * FROM mart.as_of_warehouse(''2025-05-01'') WHERE region_code = ...';

CREATE OR REPLACE FUNCTION mart.as_of_source(moment timestamptz)
RETURNS TABLE (
    region_code text, region_name text, indicator_code text, period text, breakdown_dimension text, breakdown_member text,
    kind text, value numeric, value_max numeric, bound text, approx boolean, unit text, confidence text,
    document_url text, document_version integer, captured_at timestamptz, sentence text
) LANGUAGE sql STABLE AS $$
    SELECT region.code, region.name, indicator.code, period.code, breakdown.dimension, breakdown.member,
           said.kind, said.value, said.value_max, said.bound, said.approx, said.unit, said.confidence,
           document.url, document.version, document.captured_at, dw.anonymised(said.sentence)
    FROM dw.fact_observation AS said
    JOIN dw.dim_document AS document ON document.document_key = said.document_key
    LEFT JOIN dw.dim_document AS revision ON revision.document_key = said.superseded_by_document_key
    JOIN dw.dim_region AS region ON region.region_key = said.region_key
    JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = said.indicator_key
    JOIN dw.dim_period AS period ON period.period_key = said.period_key
    JOIN dw.dim_breakdown AS breakdown ON breakdown.breakdown_key = said.breakdown_key
    WHERE document.captured_at <= moment
      AND (said.superseded_at IS NULL OR said.superseded_cause = 'revised_by_source' AND revision.captured_at > moment)
$$;
COMMENT ON FUNCTION mart.as_of_source IS 'What the documents said at a moment, as they are read today: SELECT * FROM mart.as_of_source(''2025-05-01'') WHERE region_code = ...';

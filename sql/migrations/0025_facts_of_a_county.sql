-- A BI tool asks a mart for a county by its code, which leads to the version of the region: without an index by that, each
-- such question read all facts of all years (tests/warehouse/test_mart_plans.py shows the plans).
CREATE INDEX fact_indicator_region ON dw.fact_indicator (region_key);
CREATE INDEX fact_target_region ON dw.fact_target (region_key) WHERE superseded_at IS NULL;
CREATE INDEX fact_statement_told_in ON dw.fact_statement (region_key) WHERE superseded_at IS NULL;
-- What took a figure's place is looked for among all facts of the series, also those that were replaced in turn.
DROP INDEX dw.fact_indicator_series;
CREATE INDEX fact_indicator_series ON dw.fact_indicator (indicator_id, region_id);

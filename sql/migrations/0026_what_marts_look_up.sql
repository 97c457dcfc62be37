-- What marts look up for one county. Facts of a county by the version of its region: with region_id beside it, as the unique
-- index has, the planner takes two equal conditions for two, expects one row in a thousand and loops.
CREATE INDEX fact_indicator_region ON dw.fact_indicator (region_key) WHERE superseded_at IS NULL;
CREATE INDEX fact_score_total_region ON dw.fact_score_total (region_key);
-- What a figure's standing in checks looks up.
CREATE INDEX fact_check_key ON dw.fact_check (check_key);

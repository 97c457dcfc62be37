-- What a county's scorecard and a figure's standing in checks look up.
CREATE INDEX fact_score_total_region ON dw.fact_score_total (region_key);
CREATE INDEX fact_check_key ON dw.fact_check (check_key);

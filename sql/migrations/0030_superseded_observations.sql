-- The page of an item shows what was said of it at any time: what no longer holds is found by county and indicator, too.
CREATE INDEX fact_observation_superseded ON dw.fact_observation (region_id, indicator_id) WHERE superseded_at IS NOT NULL;

-- The morning's look at all sites reads the last outcome and the last document of each: without these, all outcomes.
CREATE INDEX outcome_site ON etl.outcome (source_code, outcome_id DESC) WHERE item_kind = 'site';
CREATE INDEX capture_source ON etl.capture (source_code, captured_at DESC) WHERE content_hash IS NOT NULL;

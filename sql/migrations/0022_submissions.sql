-- Forms that people file go the way of pages: archive, ledger, derivation, gate.
ALTER TABLE etl.run DROP CONSTRAINT run_stage_check,
    ADD CONSTRAINT run_stage_check CHECK (stage IN ('crawl', 'load', 'score', 'backfill', 'submit'));
COMMENT ON COLUMN etl.run.stage IS 'crawl, load, score, backfill or submit';
ALTER TABLE etl.capture DROP CONSTRAINT capture_kind_check, DROP CONSTRAINT capture_record_type_check,
    ADD CONSTRAINT capture_kind_check CHECK (kind IN ('robots', 'list', 'article', 'attachment', 'submission')),
    ADD CONSTRAINT capture_record_type_check CHECK (record_type IN ('response', 'revisit', 'resource'));
COMMENT ON COLUMN etl.capture.kind IS 'robots, list, article, attachment or submission (a form that a person filed)';
COMMENT ON COLUMN etl.capture.record_type IS 'WARC record type: response, revisit (no body), or resource (filed by a person)';
COMMENT ON COLUMN etl.capture.status IS 'HTTP status; 0 for a submission';
DROP INDEX etl.capture_partition;
CREATE INDEX capture_partition ON etl.capture (province_code, partition_year) WHERE kind IN ('article', 'attachment', 'submission');

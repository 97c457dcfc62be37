-- Whether every reference leads somewhere is asked every night, and the night's report reads what was found.
ALTER TABLE etl.run DROP CONSTRAINT run_stage_check,
    ADD CONSTRAINT run_stage_check CHECK (stage IN ('crawl', 'load', 'score', 'backfill', 'submit', 'verify'));
COMMENT ON COLUMN etl.run.stage IS 'crawl, load, score, backfill, submit, or verify: whether every reference of the star schema leads somewhere';

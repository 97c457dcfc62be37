-- What the quality gate found: rows it kept out, expectations it tried.
CREATE TABLE etl.rejected (
    rejected_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    load_id         bigint NOT NULL,
    run_id          bigint REFERENCES etl.run,
    province_code   text NOT NULL,
    partition_year  integer NOT NULL,
    url             text NOT NULL,
    content_hash    text NOT NULL,
    locator         text NOT NULL,
    value_digest    uuid NOT NULL,
    table_name      text NOT NULL,
    expectation     text NOT NULL,
    reason          text NOT NULL,
    sentence        text NOT NULL DEFAULT '',
    "row"           jsonb NOT NULL,
    state           text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'released', 'discarded')),
    recorded_at     timestamptz NOT NULL,
    decided_at      timestamptz,
    decided_by      text,
    decision_reason text,
    CHECK ((state = 'pending') = (decided_at IS NULL)),
    CHECK (state = 'pending' OR decided_by <> '' AND decision_reason <> ''),
    UNIQUE (url, content_hash, locator, value_digest, expectation)
);
COMMENT ON TABLE etl.rejected IS 'Rows that are not loaded, and why; one row a figure and expectation however often it is derived (insert ON CONFLICT DO NOTHING)';
COMMENT ON COLUMN etl.rejected.rejected_id IS 'Surrogate key';
COMMENT ON COLUMN etl.rejected.load_id IS 'The load that first met it';
COMMENT ON COLUMN etl.rejected.run_id IS 'The run of that load; null when loaded by hand';
COMMENT ON COLUMN etl.rejected.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN etl.rejected.partition_year IS 'partition_year of the document';
COMMENT ON COLUMN etl.rejected.url IS 'Canonical URL of the document';
COMMENT ON COLUMN etl.rejected.content_hash IS 'Document.content_hash of the text it stands in';
COMMENT ON COLUMN etl.rejected.locator IS 'Paragraph or cell; empty for a document';
COMMENT ON COLUMN etl.rejected.value_digest IS 'What the figure says: stg.observation.value_digest';
COMMENT ON COLUMN etl.rejected.table_name IS 'Staging table the row was taken from';
COMMENT ON COLUMN etl.rejected.expectation IS 'Code of the rule (period_out_of_range ...)';
COMMENT ON COLUMN etl.rejected.reason IS 'Sentence for a person, with the values';
COMMENT ON COLUMN etl.rejected.sentence IS 'The sentence of the page; empty for a document';
COMMENT ON COLUMN etl.rejected."row" IS 'The staged row, so that it can be shown and released';
COMMENT ON COLUMN etl.rejected.state IS 'pending until a person releases or discards it';
COMMENT ON COLUMN etl.rejected.recorded_at IS 'Start of the run';
COMMENT ON COLUMN etl.rejected.decided_at IS 'When it was released or discarded; null while pending';
COMMENT ON COLUMN etl.rejected.decided_by IS 'Who released or discarded it; null while pending';
COMMENT ON COLUMN etl.rejected.decision_reason IS 'Why it was released or discarded; null while pending';
CREATE INDEX rejected_partition ON etl.rejected (province_code, partition_year);

CREATE TABLE etl.quality_result (
    quality_result_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    load_id         bigint NOT NULL,
    run_id          bigint REFERENCES etl.run,
    table_name      text NOT NULL,
    expectation     text NOT NULL,
    severity        text NOT NULL,
    success         boolean NOT NULL,
    checked_rows    bigint NOT NULL,
    failed_rows     bigint NOT NULL,
    observed        text NOT NULL DEFAULT '',
    recorded_at     timestamptz NOT NULL
);
COMMENT ON TABLE etl.quality_result IS 'One row an expectation that was tried on a load';
COMMENT ON COLUMN etl.quality_result.quality_result_id IS 'Surrogate key';
COMMENT ON COLUMN etl.quality_result.load_id IS 'The load';
COMMENT ON COLUMN etl.quality_result.run_id IS 'The run of that load; null when loaded by hand';
COMMENT ON COLUMN etl.quality_result.table_name IS 'Staging table that was checked';
COMMENT ON COLUMN etl.quality_result.expectation IS 'Code of the rule';
COMMENT ON COLUMN etl.quality_result.severity IS 'critical or warning';
COMMENT ON COLUMN etl.quality_result.success IS 'Whether it held';
COMMENT ON COLUMN etl.quality_result.checked_rows IS 'Rows looked at';
COMMENT ON COLUMN etl.quality_result.failed_rows IS 'Rows that failed; 0 where the rule is not about rows';
COMMENT ON COLUMN etl.quality_result.observed IS 'What was observed instead of a count of rows; empty otherwise';
COMMENT ON COLUMN etl.quality_result.recorded_at IS 'Start of the run';
CREATE INDEX quality_result_load ON etl.quality_result (load_id);

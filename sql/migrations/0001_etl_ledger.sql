-- The ledger: what was run, what was fetched, what came of each item, what has been derived.
CREATE SCHEMA IF NOT EXISTS etl;  -- the version table stands in it already
COMMENT ON SCHEMA etl IS 'Runs, captures, outcomes and the derivation ledger; not for BI';

CREATE TABLE etl.run (
    run_id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stage           text NOT NULL CHECK (stage IN ('crawl', 'load', 'score', 'backfill')),
    partition_key   text,
    orchestrator_run_id text,
    started_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    state           text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'success', 'failed', 'skipped')),
    summary         jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE etl.run IS 'One row a run of a stage';
COMMENT ON COLUMN etl.run.partition_key IS 'province|year of a load or score run; null for a crawl';
COMMENT ON COLUMN etl.run.orchestrator_run_id IS 'Airflow run id; null when started by hand';

CREATE TABLE etl.capture (
    capture_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id          bigint NOT NULL REFERENCES etl.run,
    source_code     text NOT NULL,
    province_code   text NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('robots', 'list', 'article', 'attachment')),
    url             text NOT NULL,
    captured_at     timestamptz NOT NULL,
    status          integer NOT NULL,
    record_type     text NOT NULL CHECK (record_type IN ('response', 'revisit')),
    content_type    text NOT NULL DEFAULT '',
    payload_digest  text NOT NULL,
    archive_file    text NOT NULL,
    archive_offset  bigint NOT NULL,
    content_hash    text,
    title           text,
    published_on    date,
    partition_year  integer
);
COMMENT ON TABLE etl.capture IS 'Index of the archive: one row a WARC record, visible once its file is uploaded';
COMMENT ON COLUMN etl.capture.source_code IS '行政区划代码 of the county YAML that led to the URL';
COMMENT ON COLUMN etl.capture.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN etl.capture.url IS 'Canonical URL';
COMMENT ON COLUMN etl.capture.payload_digest IS 'SHA-256 (hex) of the body; of a revisit, of the body it refers to';
COMMENT ON COLUMN etl.capture.archive_file IS 'Path of the WARC file below the archive root';
COMMENT ON COLUMN etl.capture.content_hash IS 'Document.content_hash of an article with a body; null for other kinds';
COMMENT ON COLUMN etl.capture.partition_year IS 'partition_year(title, published_on), called once, here; null for other kinds';
CREATE INDEX capture_url ON etl.capture (url, captured_at DESC);
CREATE INDEX capture_partition ON etl.capture (province_code, partition_year) WHERE kind = 'article';
CREATE INDEX capture_run ON etl.capture (run_id);

CREATE TABLE etl.archive_file (
    archive_file    text PRIMARY KEY,
    run_id          bigint NOT NULL REFERENCES etl.run,
    bytes           bigint NOT NULL,
    records         integer NOT NULL,
    uploaded_at     timestamptz NOT NULL
);
COMMENT ON TABLE etl.archive_file IS 'One row a WARC file, written with the index rows of its records: a file found again in a spool is not indexed twice';
COMMENT ON COLUMN etl.archive_file.bytes IS 'Size of the compressed file; 0 where a crawl had outcomes but nothing to archive';

CREATE TABLE etl.page_state (
    url             text PRIMARY KEY,
    source_code     text NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('robots', 'list', 'article', 'attachment')),
    etag            text,
    last_modified   text,
    payload_digest  text,
    content_hash    text,
    capture_id      bigint REFERENCES etl.capture,
    first_seen_at   timestamptz NOT NULL,
    last_seen_at    timestamptz NOT NULL,
    gone_at         timestamptz
);
COMMENT ON TABLE etl.page_state IS 'What the next conditional request needs, one row a URL';
COMMENT ON COLUMN etl.page_state.capture_id IS 'Latest capture that holds a body';
COMMENT ON COLUMN etl.page_state.gone_at IS 'When the site first answered 404 or 410; its figures stay';
CREATE INDEX page_state_source ON etl.page_state (source_code);

CREATE TABLE etl.outcome (
    outcome_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id          bigint NOT NULL REFERENCES etl.run,
    source_code     text,
    item_kind       text NOT NULL CHECK (item_kind IN ('site', 'list', 'page', 'attachment', 'document', 'partition')),
    item            text NOT NULL,
    outcome         text NOT NULL CHECK (outcome IN ('done', 'unchanged', 'skipped', 'rejected', 'failed')),
    reason          text NOT NULL DEFAULT '',
    detail          text NOT NULL DEFAULT '',
    seconds         numeric,
    bytes           bigint,
    recorded_at     timestamptz NOT NULL
);
COMMENT ON TABLE etl.outcome IS 'How each item of a run ended';
COMMENT ON COLUMN etl.outcome.item IS 'URL of a page or document, code of a site, key of a partition';
COMMENT ON COLUMN etl.outcome.reason IS 'Reason code (connection_refused, http_500, timeout, empty_list, no_body ...); empty when done';
COMMENT ON COLUMN etl.outcome.detail IS 'Message for a person';
COMMENT ON COLUMN etl.outcome.seconds IS 'Time spent waiting for the site; null where nothing was fetched';
COMMENT ON COLUMN etl.outcome.bytes IS 'Bytes of the bodies received; null where nothing was fetched';
CREATE INDEX outcome_run ON etl.outcome (run_id, outcome);

CREATE TABLE etl.derivation (
    url             text NOT NULL,
    content_hash    text NOT NULL,
    parser_version  text NOT NULL,
    extractor_version text NOT NULL,
    catalogue_digest text NOT NULL,
    capture_id      bigint NOT NULL REFERENCES etl.capture,
    observation_digest text NOT NULL,
    observations    integer NOT NULL,
    derived_at      timestamptz NOT NULL,
    PRIMARY KEY (url, content_hash, parser_version, extractor_version, catalogue_digest)
);
COMMENT ON TABLE etl.derivation IS 'Ledger: which text has been turned into observations by which versions; written in the transaction of the merge';
COMMENT ON COLUMN etl.derivation.observation_digest IS 'SHA-256 (hex) over the row digests of the observations';

-- Partitions that a person asked to derive again (backfill_years); kept until a load has done it.
CREATE TABLE etl.rederivation (
    rederivation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id          bigint NOT NULL REFERENCES etl.run,
    province_code   text NOT NULL,
    year            integer NOT NULL,
    requested_at    timestamptz NOT NULL,
    fulfilled_by    bigint REFERENCES etl.run
);
COMMENT ON TABLE etl.rederivation IS 'Requests to derive a partition again from the archive, whatever the ledger says';
COMMENT ON COLUMN etl.rederivation.run_id IS 'The backfill that asked';
COMMENT ON COLUMN etl.rederivation.year IS 'partition_year';
COMMENT ON COLUMN etl.rederivation.fulfilled_by IS 'The load that did it; null while it waits';
CREATE INDEX rederivation_open ON etl.rederivation (province_code, year) WHERE fulfilled_by IS NULL;

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
COMMENT ON COLUMN etl.run.run_id IS 'Surrogate key';
COMMENT ON COLUMN etl.run.stage IS 'crawl, load, score or backfill';
COMMENT ON COLUMN etl.run.started_at IS 'When it began; the recorded_at of the rows it writes';
COMMENT ON COLUMN etl.run.finished_at IS 'When it ended; null while it runs or if it was killed';
COMMENT ON COLUMN etl.run.state IS 'running, success, failed or skipped';
COMMENT ON COLUMN etl.run.summary IS 'Counts and messages to show';
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
COMMENT ON COLUMN etl.capture.capture_id IS 'Surrogate key';
COMMENT ON COLUMN etl.capture.run_id IS 'The crawl that fetched it';
COMMENT ON COLUMN etl.capture.kind IS 'robots, list, article or attachment';
COMMENT ON COLUMN etl.capture.captured_at IS 'When the response arrived (WARC-Date)';
COMMENT ON COLUMN etl.capture.status IS 'HTTP status';
COMMENT ON COLUMN etl.capture.record_type IS 'response, or revisit of an unchanged body';
COMMENT ON COLUMN etl.capture.content_type IS 'Content-Type header; empty if none was sent';
COMMENT ON COLUMN etl.capture.archive_offset IS 'Byte offset of the record in that file';
COMMENT ON COLUMN etl.capture.title IS 'Document.title of an article; null for other kinds';
COMMENT ON COLUMN etl.capture.published_on IS 'Document.published_on of an article; null where the page gives no date';
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
COMMENT ON COLUMN etl.archive_file.archive_file IS 'Path of the WARC file below the archive root';
COMMENT ON COLUMN etl.archive_file.run_id IS 'The crawl that wrote it';
COMMENT ON COLUMN etl.archive_file.records IS 'WARC records in it';
COMMENT ON COLUMN etl.archive_file.uploaded_at IS 'When it was uploaded and its index rows became visible';
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
COMMENT ON COLUMN etl.page_state.url IS 'Canonical URL';
COMMENT ON COLUMN etl.page_state.source_code IS '行政区划代码 of the county YAML that led to the URL';
COMMENT ON COLUMN etl.page_state.kind IS 'robots, list, article or attachment';
COMMENT ON COLUMN etl.page_state.etag IS 'ETag of the last 200; null if none was sent';
COMMENT ON COLUMN etl.page_state.last_modified IS 'Last-Modified of the last 200; null if none was sent';
COMMENT ON COLUMN etl.page_state.payload_digest IS 'SHA-256 (hex) of the last body; null before the first';
COMMENT ON COLUMN etl.page_state.content_hash IS 'Document.content_hash of the last body; null for other kinds than article';
COMMENT ON COLUMN etl.page_state.first_seen_at IS 'When the URL was first fetched';
COMMENT ON COLUMN etl.page_state.last_seen_at IS 'When the site last answered for it';
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
COMMENT ON COLUMN etl.outcome.outcome_id IS 'Surrogate key';
COMMENT ON COLUMN etl.outcome.run_id IS 'The run';
COMMENT ON COLUMN etl.outcome.source_code IS '行政区划代码; null for a partition';
COMMENT ON COLUMN etl.outcome.item_kind IS 'site, list, page, attachment, document or partition';
COMMENT ON COLUMN etl.outcome.outcome IS 'done, unchanged, skipped, rejected or failed';
COMMENT ON COLUMN etl.outcome.recorded_at IS 'When it ended';
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
    is_current      boolean NOT NULL DEFAULT true,
    redo_requested_at timestamptz,
    PRIMARY KEY (url, content_hash, parser_version, extractor_version, catalogue_digest)
);
COMMENT ON TABLE etl.derivation IS 'Ledger: which text has been turned into observations by which versions; written in the transaction of the merge';
COMMENT ON COLUMN etl.derivation.url IS 'Canonical URL';
COMMENT ON COLUMN etl.derivation.content_hash IS 'Document.content_hash of the text';
COMMENT ON COLUMN etl.derivation.parser_version IS 'fazhi.parse.PARSER_VERSION';
COMMENT ON COLUMN etl.derivation.extractor_version IS 'fazhi.extract.EXTRACTOR_VERSION';
COMMENT ON COLUMN etl.derivation.catalogue_digest IS 'Catalogue.digest';
COMMENT ON COLUMN etl.derivation.capture_id IS 'The capture that was read';
COMMENT ON COLUMN etl.derivation.observation_digest IS 'SHA-256 (hex) over the row digests of the observations, rejected ones too';
COMMENT ON COLUMN etl.derivation.observations IS 'How many observations the text gave, rejected ones too';
COMMENT ON COLUMN etl.derivation.derived_at IS 'Start of the run that merged it';
COMMENT ON COLUMN etl.derivation.is_current IS 'Whether this is what dw holds of the URL: a text that comes back is derived again';
COMMENT ON COLUMN etl.derivation.redo_requested_at IS 'When a backfill asked to derive it again; null when nobody did';
CREATE UNIQUE INDEX derivation_current ON etl.derivation (url) WHERE is_current;

CREATE TABLE etl.partition_change (
    province_code   text NOT NULL,
    year            integer NOT NULL,
    change_number   bigint NOT NULL,
    scored_number   bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (province_code, year)
);
COMMENT ON TABLE etl.partition_change IS 'Which partitions changed since they were last scored; written in the transaction of the merge, so that no event is lost';
COMMENT ON COLUMN etl.partition_change.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN etl.partition_change.year IS 'Period year whose facts changed, or the year after it';
COMMENT ON COLUMN etl.partition_change.change_number IS 'Counts the merges that changed it';
COMMENT ON COLUMN etl.partition_change.scored_number IS 'change_number that the last scoring saw';

-- What documents tell without a number, on the way that figures go: staged, gated, merged with its history.

CREATE TABLE dw.dim_statement (
    statement_key   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code            text NOT NULL UNIQUE,
    name_zh         text NOT NULL,
    name_en         text NOT NULL,
    indicator_code  text,
    indicator_value numeric,
    CHECK (indicator_value IS NULL OR indicator_code IS NOT NULL)
);
COMMENT ON TABLE dw.dim_statement IS 'Kinds of statement, of include/catalogue/statements.yml; overwritten when the file changes';
COMMENT ON COLUMN dw.dim_statement.statement_key IS 'Surrogate key';
COMMENT ON COLUMN dw.dim_statement.code IS 'Code of the catalogue (litigation.none_lost)';
COMMENT ON COLUMN dw.dim_statement.name_zh IS 'Chinese name';
COMMENT ON COLUMN dw.dim_statement.name_en IS 'English name';
COMMENT ON COLUMN dw.dim_statement.indicator_code IS 'Indicator that it bears on; null where there is none';
COMMENT ON COLUMN dw.dim_statement.indicator_value IS 'What it says of that indicator, in its unit; null where it says no value';

CREATE SEQUENCE dw.statement_fact_key;
CREATE TABLE dw.fact_statement (
    year            smallint NOT NULL,
    statement_fact_key bigint NOT NULL DEFAULT nextval('dw.statement_fact_key'),
    document_key    bigint NOT NULL,
    document_id     bigint NOT NULL,
    region_key      integer NOT NULL,
    region_id       integer NOT NULL,
    statement_key   integer NOT NULL,
    period_key      integer NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('actual', 'target')),
    subject         text NOT NULL,
    period_source   text NOT NULL,
    confidence      text NOT NULL CHECK (confidence IN ('certain', 'likely', 'uncertain')),
    rule            text NOT NULL,
    locator         text NOT NULL,
    evidence_start  integer NOT NULL,
    evidence_end    integer NOT NULL CHECK (evidence_end > evidence_start),
    evidence        text NOT NULL,
    sentence        text NOT NULL,
    row_digest      uuid NOT NULL,
    run_id          bigint NOT NULL,
    recorded_at     timestamptz NOT NULL,
    superseded_at   timestamptz,
    superseded_cause text CHECK (superseded_cause IN ('revised_by_source', 'extractor', 'catalogue', 'rejected', 'correction')),
    superseded_by_document_key bigint,
    CHECK ((superseded_at IS NULL) = (superseded_cause IS NULL))
) PARTITION BY LIST (year);
COMMENT ON TABLE dw.fact_statement IS 'What a document tells without a number: one row a statement (document version and start). Immutable but for superseded_at, set once';
COMMENT ON COLUMN dw.fact_statement.year IS 'Last year of the period; of a statement without period, partition_year of its document';
COMMENT ON COLUMN dw.fact_statement.statement_fact_key IS 'Surrogate key; references are (year, statement_fact_key)';
COMMENT ON COLUMN dw.fact_statement.document_key IS 'Version of the document that first told it: locator and evidence positions are of that version';
COMMENT ON COLUMN dw.fact_statement.document_id IS 'Durable key of the document';
COMMENT ON COLUMN dw.fact_statement.region_key IS 'Version of the county valid on the last day of the period';
COMMENT ON COLUMN dw.fact_statement.region_id IS 'Durable key of the county';
COMMENT ON COLUMN dw.fact_statement.statement_key IS 'What is told';
COMMENT ON COLUMN dw.fact_statement.period_key IS 'The period it speaks of';
COMMENT ON COLUMN dw.fact_statement.kind IS 'actual (told as so) or target (wanted)';
COMMENT ON COLUMN dw.fact_statement.subject IS 'Of whom it is told where the text says so (县政府); empty for the county';
COMMENT ON COLUMN dw.fact_statement.period_source IS 'Where the period was read: stated, heading, title, published; empty where none';
COMMENT ON COLUMN dw.fact_statement.confidence IS 'certain, likely or uncertain';
COMMENT ON COLUMN dw.fact_statement.rule IS 'Rule of the extractor that read it';
COMMENT ON COLUMN dw.fact_statement.locator IS 'As in fact_observation';
COMMENT ON COLUMN dw.fact_statement.evidence_start IS 'First character of the telling words in Document.text';
COMMENT ON COLUMN dw.fact_statement.evidence_end IS 'Character after them in Document.text';
COMMENT ON COLUMN dw.fact_statement.evidence IS 'The telling words as printed';
COMMENT ON COLUMN dw.fact_statement.sentence IS 'The sentence they stand in';
COMMENT ON COLUMN dw.fact_statement.row_digest IS 'First 128 bits of the SHA-256 of meaning and evidence; no positions in the document, versions or times';
COMMENT ON COLUMN dw.fact_statement.run_id IS 'The run that loaded it';
COMMENT ON COLUMN dw.fact_statement.recorded_at IS 'Start of that run: the clock of as_of(warehouse)';
COMMENT ON COLUMN dw.fact_statement.superseded_at IS 'Start of the run since which the warehouse does not hold it; null while it does';
COMMENT ON COLUMN dw.fact_statement.superseded_cause IS 'As in fact_observation; null while it is held';
COMMENT ON COLUMN dw.fact_statement.superseded_by_document_key IS 'Document version that no longer tells it; null unless revised_by_source';
CREATE UNIQUE INDEX fact_statement_current ON dw.fact_statement (document_id, row_digest, year) WHERE superseded_at IS NULL;
CREATE INDEX fact_statement_region ON dw.fact_statement (region_id, statement_key, period_key) WHERE superseded_at IS NULL;

CREATE UNLOGGED TABLE stg.statement (
    row_number      bigint GENERATED BY DEFAULT AS IDENTITY,
    load_id         bigint NOT NULL,
    document_id     bigint NOT NULL,
    position        integer NOT NULL,
    url             text NOT NULL,
    content_hash    text NOT NULL,
    source_code     text NOT NULL,
    province_code   text NOT NULL,
    partition_year  integer NOT NULL,
    statement       text,
    period          text,
    period_source   text,
    period_year     integer,
    period_start    date,
    period_end      date,
    granularity     text,
    kind            text,
    subject         text,
    confidence      text,
    rule            text,
    locator         text,
    evidence_start  integer,
    evidence_end    integer,
    evidence        text,
    sentence_start  integer,
    sentence_end    integer,
    sentence        text,
    row_digest      uuid NOT NULL,
    value_digest    uuid NOT NULL
);
COMMENT ON TABLE stg.statement IS 'Statements of a load as extraction gave them: nothing but keys is enforced here, that is the gate''s work';
COMMENT ON COLUMN stg.statement.row_number IS 'Names the row';
COMMENT ON COLUMN stg.statement.load_id IS 'The load';
COMMENT ON COLUMN stg.statement.document_id IS 'Document: stg.document of the same load';
COMMENT ON COLUMN stg.statement.position IS 'Place in Extraction.statements, from 0';
COMMENT ON COLUMN stg.statement.url IS 'Canonical URL of the document';
COMMENT ON COLUMN stg.statement.content_hash IS 'Content hash of the document';
COMMENT ON COLUMN stg.statement.source_code IS '行政区划代码 of the county';
COMMENT ON COLUMN stg.statement.province_code IS 'First two digits of the code';
COMMENT ON COLUMN stg.statement.partition_year IS 'Year of the load partition';
COMMENT ON COLUMN stg.statement.statement IS 'Code of the catalogue';
COMMENT ON COLUMN stg.statement.period IS 'Period code; empty where the text names no year';
COMMENT ON COLUMN stg.statement.period_source IS 'Where the period was read';
COMMENT ON COLUMN stg.statement.period_year IS 'As in stg.observation';
COMMENT ON COLUMN stg.statement.period_start IS 'As in stg.observation';
COMMENT ON COLUMN stg.statement.period_end IS 'As in stg.observation';
COMMENT ON COLUMN stg.statement.granularity IS 'As in stg.observation';
COMMENT ON COLUMN stg.statement.kind IS 'As in dw.fact_statement';
COMMENT ON COLUMN stg.statement.subject IS 'As in dw.fact_statement';
COMMENT ON COLUMN stg.statement.confidence IS 'As in dw.fact_statement';
COMMENT ON COLUMN stg.statement.rule IS 'Rule of the extractor';
COMMENT ON COLUMN stg.statement.locator IS 'Paragraph or cell';
COMMENT ON COLUMN stg.statement.evidence_start IS 'First character of the telling words in Document.text';
COMMENT ON COLUMN stg.statement.evidence_end IS 'Character after them';
COMMENT ON COLUMN stg.statement.evidence IS 'Document.text[evidence_start:evidence_end]';
COMMENT ON COLUMN stg.statement.sentence_start IS 'First character of the sentence in Document.text';
COMMENT ON COLUMN stg.statement.sentence_end IS 'Character after the sentence';
COMMENT ON COLUMN stg.statement.sentence IS 'Document.text[sentence_start:sentence_end]';
COMMENT ON COLUMN stg.statement.row_digest IS 'As in dw.fact_statement';
COMMENT ON COLUMN stg.statement.value_digest IS 'First 128 bits of the SHA-256 of what is told: statement, period, kind, subject, confidence';
CREATE INDEX statement_load ON stg.statement (load_id, document_id);

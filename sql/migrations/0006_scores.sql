-- Assessment: schemes, runs of them, scores.
CREATE TABLE dw.dim_scheme (
    scheme_key      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code            text NOT NULL,
    version         integer NOT NULL CHECK (version > 0),
    digest          text NOT NULL,
    name            text NOT NULL,
    issuer          text NOT NULL DEFAULT '',
    year            smallint NOT NULL,
    full_mark       numeric NOT NULL,
    definition      jsonb NOT NULL,
    recorded_at     timestamptz NOT NULL,
    UNIQUE (code, version),
    UNIQUE (code, digest)
);
COMMENT ON TABLE dw.dim_scheme IS 'Assessment schemes, one row a version: a new one when its YAML changes. Source: include/schemes';
COMMENT ON COLUMN dw.dim_scheme.scheme_key IS 'Surrogate key of this version';
COMMENT ON COLUMN dw.dim_scheme.code IS 'Code of the scheme';
COMMENT ON COLUMN dw.dim_scheme.version IS 'Counts from 1';
COMMENT ON COLUMN dw.dim_scheme.digest IS 'SHA-256 (hex) of what the YAML says';
COMMENT ON COLUMN dw.dim_scheme.name IS 'Name of the scheme';
COMMENT ON COLUMN dw.dim_scheme.issuer IS 'Who issued it; empty where it does not say';
COMMENT ON COLUMN dw.dim_scheme.year IS 'Year it assesses';
COMMENT ON COLUMN dw.dim_scheme.full_mark IS 'Sum of the full marks, in points';
COMMENT ON COLUMN dw.dim_scheme.definition IS 'The YAML as JSON';
COMMENT ON COLUMN dw.dim_scheme.recorded_at IS 'Start of the run that first used it';

CREATE TABLE dw.dim_scheme_item (
    scheme_item_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scheme_key      integer NOT NULL REFERENCES dw.dim_scheme,
    code            text NOT NULL,
    parent_code     text NOT NULL DEFAULT '',
    name            text NOT NULL,
    rule_type       text NOT NULL,
    full_mark       numeric NOT NULL,
    position        integer NOT NULL,
    definition      jsonb NOT NULL,
    UNIQUE (scheme_key, code)
);
COMMENT ON TABLE dw.dim_scheme_item IS 'Items of a scheme version';
COMMENT ON COLUMN dw.dim_scheme_item.scheme_item_key IS 'Surrogate key';
COMMENT ON COLUMN dw.dim_scheme_item.scheme_key IS 'The scheme version';
COMMENT ON COLUMN dw.dim_scheme_item.code IS 'Code of the item within the scheme';
COMMENT ON COLUMN dw.dim_scheme_item.parent_code IS 'Code of the heading above; empty at the top';
COMMENT ON COLUMN dw.dim_scheme_item.name IS 'What is assessed';
COMMENT ON COLUMN dw.dim_scheme_item.rule_type IS 'Type of the rule (threshold, bands ...)';
COMMENT ON COLUMN dw.dim_scheme_item.full_mark IS 'Full mark, in points; 0 for bonus and deduction items';
COMMENT ON COLUMN dw.dim_scheme_item.position IS 'Place in the scheme, from 0';
COMMENT ON COLUMN dw.dim_scheme_item.definition IS 'The item of the YAML as JSON';

CREATE TABLE dw.dim_score_run (
    score_run_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scheme_key      integer NOT NULL REFERENCES dw.dim_scheme,
    province_code   text NOT NULL,
    year            smallint NOT NULL,
    as_of           timestamptz NOT NULL,
    state           text NOT NULL CHECK (state IN ('provisional', 'frozen')),
    run_id          bigint REFERENCES etl.run,
    superseded_at   timestamptz
);
COMMENT ON TABLE dw.dim_score_run IS 'One row a scoring of a province and year under a scheme version';
COMMENT ON COLUMN dw.dim_score_run.score_run_id IS 'Surrogate key';
COMMENT ON COLUMN dw.dim_score_run.scheme_key IS 'The scheme version';
COMMENT ON COLUMN dw.dim_score_run.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN dw.dim_score_run.year IS 'Year assessed';
COMMENT ON COLUMN dw.dim_score_run.as_of IS 'Which state of the facts was scored';
COMMENT ON COLUMN dw.dim_score_run.state IS 'provisional, or frozen: never replaced';
COMMENT ON COLUMN dw.dim_score_run.run_id IS 'The run; null when scored by hand';
COMMENT ON COLUMN dw.dim_score_run.superseded_at IS 'When a later scoring took its place; null for the one that holds';
CREATE INDEX dim_score_run_current ON dw.dim_score_run (province_code, year) WHERE superseded_at IS NULL;

CREATE SEQUENCE dw.score_key;
CREATE TABLE dw.fact_score (
    year            smallint NOT NULL,
    score_key       bigint NOT NULL DEFAULT nextval('dw.score_key'),
    score_run_id    bigint NOT NULL REFERENCES dw.dim_score_run,
    scheme_item_key integer NOT NULL REFERENCES dw.dim_scheme_item,
    region_key      integer NOT NULL,
    region_id       integer NOT NULL,
    score           numeric,
    score_low       numeric,
    score_high      numeric,
    full_mark       numeric NOT NULL,
    reason_code     text NOT NULL,
    reason          text NOT NULL DEFAULT '',
    inputs          jsonb NOT NULL DEFAULT '{}',
    recorded_at     timestamptz NOT NULL,
    UNIQUE (year, score_run_id, scheme_item_key, region_id),
    CHECK (score_low <= score_high)
) PARTITION BY LIST (year);
COMMENT ON TABLE dw.fact_score IS 'One row a county, year and item of a scoring. Ranks are in mart.county_scorecard';
COMMENT ON COLUMN dw.fact_score.year IS 'Year assessed';
COMMENT ON COLUMN dw.fact_score.score_key IS 'Surrogate key; references are (year, score_key)';
COMMENT ON COLUMN dw.fact_score.score_run_id IS 'The scoring: scheme version, as-of, provisional or frozen';
COMMENT ON COLUMN dw.fact_score.scheme_item_key IS 'The item';
COMMENT ON COLUMN dw.fact_score.region_key IS 'Version of the county valid on the last day of the year';
COMMENT ON COLUMN dw.fact_score.region_id IS 'Durable key of the county';
COMMENT ON COLUMN dw.fact_score.score IS 'Points; null where the item cannot be scored';
COMMENT ON COLUMN dw.fact_score.score_low IS 'Points in the worst case that the inputs allow; null where the item cannot be scored';
COMMENT ON COLUMN dw.fact_score.score_high IS 'Points in the best case that the inputs allow; null where the item cannot be scored';
COMMENT ON COLUMN dw.fact_score.full_mark IS 'Full mark of the item, in points';
COMMENT ON COLUMN dw.fact_score.reason_code IS 'Code of the reason (met, missing, not_applicable ...)';
COMMENT ON COLUMN dw.fact_score.reason IS 'Sentence for a person, with the values';
COMMENT ON COLUMN dw.fact_score.inputs IS 'Values the rule read';
COMMENT ON COLUMN dw.fact_score.recorded_at IS 'Start of the run that scored it';
CREATE INDEX fact_score_region ON dw.fact_score (region_id, score_run_id);

CREATE TABLE dw.bridge_score_observation (
    year            smallint NOT NULL,
    score_key       bigint NOT NULL,
    observation_year smallint NOT NULL,
    observation_key bigint NOT NULL
) PARTITION BY LIST (year);
COMMENT ON TABLE dw.bridge_score_observation IS 'The observations a score rests on';
COMMENT ON COLUMN dw.bridge_score_observation.year IS 'Year of the score';
COMMENT ON COLUMN dw.bridge_score_observation.score_key IS 'The score';
COMMENT ON COLUMN dw.bridge_score_observation.observation_year IS 'Year of the observation';
COMMENT ON COLUMN dw.bridge_score_observation.observation_key IS 'The observation';
CREATE INDEX bridge_score_observation_score ON dw.bridge_score_observation (score_key);

CREATE SCHEMA mart;
COMMENT ON SCHEMA mart IS 'What BI tools read: a versioned contract, columns are added, never renamed';

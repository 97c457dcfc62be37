-- The dimensions. Codes are text, `<x>_id` is durable, `<x>_key` names one version.
CREATE SCHEMA dw;
COMMENT ON SCHEMA dw IS 'The star schema: what the counties published (fact_observation) and what the warehouse holds true (fact_indicator)';

CREATE SEQUENCE dw.region_id;
CREATE TABLE dw.dim_region (
    region_key      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    region_id       integer NOT NULL,
    code            text NOT NULL CHECK (code ~ '^[0-9]{6,12}$'),
    name            text NOT NULL,
    level           text NOT NULL CHECK (level IN ('province', 'prefecture', 'county', 'township')),
    province_code   text NOT NULL CHECK (province_code ~ '^[0-9]{2}$'),
    prefecture_code text,
    kind            text NOT NULL DEFAULT '',
    valid_from      date NOT NULL,
    valid_to        date,
    CHECK (valid_to > valid_from),
    UNIQUE (code, valid_from)
);
COMMENT ON TABLE dw.dim_region IS 'Administrative divisions, one row a version (SCD2). A figure belongs to the version valid on the last day of its period. Source: divisions.csv';
COMMENT ON COLUMN dw.dim_region.region_key IS 'Surrogate key of this version';
COMMENT ON COLUMN dw.dim_region.region_id IS 'Durable key: the same for all versions of a code';
COMMENT ON COLUMN dw.dim_region.code IS '行政区划代码';
COMMENT ON COLUMN dw.dim_region.name IS 'Full Chinese name in this version';
COMMENT ON COLUMN dw.dim_region.level IS 'province, prefecture, county or township';
COMMENT ON COLUMN dw.dim_region.province_code IS 'First two digits of the code: the province of a partition key';
COMMENT ON COLUMN dw.dim_region.prefecture_code IS 'Code of the prefecture it belongs to; null for provinces and units directly below one';
COMMENT ON COLUMN dw.dim_region.kind IS '县, 市辖区, 县级市, 自治县, 开发区 ...; empty where not recorded';
COMMENT ON COLUMN dw.dim_region.valid_from IS 'First day of this version; 1949-10-01 where nobody asked';
COMMENT ON COLUMN dw.dim_region.valid_to IS 'First day on which it no longer holds; null while it does';
CREATE INDEX dim_region_id ON dw.dim_region (region_id);
CREATE INDEX dim_region_province ON dw.dim_region (province_code);

CREATE TABLE dw.bridge_region_succession (
    from_code       text NOT NULL,
    to_code         text NOT NULL,
    happened_on     date NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('renamed', 'upgraded', 'merged', 'split', 'moved')),
    PRIMARY KEY (from_code, to_code, happened_on)
);
COMMENT ON TABLE dw.bridge_region_succession IS 'Which division followed which; figures are never apportioned over a split';
COMMENT ON COLUMN dw.bridge_region_succession.from_code IS '行政区划代码 before';
COMMENT ON COLUMN dw.bridge_region_succession.to_code IS '行政区划代码 after';
COMMENT ON COLUMN dw.bridge_region_succession.happened_on IS 'Day from which the new division holds';
COMMENT ON COLUMN dw.bridge_region_succession.kind IS 'renamed, upgraded (county to district), merged, split or moved to another prefecture';

CREATE SEQUENCE dw.indicator_id;
CREATE TABLE dw.dim_indicator (
    indicator_key   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    indicator_id    integer NOT NULL,
    code            text NOT NULL,
    version         integer NOT NULL CHECK (version > 0),
    name_zh         text NOT NULL,
    name_en         text NOT NULL DEFAULT '',
    indicator_group text NOT NULL,
    unit            text NOT NULL,
    measure         text NOT NULL CHECK (measure IN ('flow', 'stock', 'cumulative', 'rate')),
    direction       text NOT NULL CHECK (direction IN ('+', '-', '0')),
    tier            text NOT NULL CHECK (tier IN ('core', 'extended')),
    additive        boolean NOT NULL,
    definition      text NOT NULL DEFAULT '',
    is_current      boolean NOT NULL DEFAULT true,
    valid_from      timestamptz NOT NULL,
    valid_to        timestamptz,
    UNIQUE (code, version)
);
COMMENT ON TABLE dw.dim_indicator IS 'Indicators, one row a version (SCD2): a new one for unit, measure, direction or definition; names and tier are overwritten. Source: include/catalogue/indicators';
COMMENT ON COLUMN dw.dim_indicator.indicator_key IS 'Surrogate key of this version';
COMMENT ON COLUMN dw.dim_indicator.indicator_id IS 'Durable key: the same for all versions of a code';
COMMENT ON COLUMN dw.dim_indicator.code IS 'Code of the catalogue, for example litigation.loss_rate';
COMMENT ON COLUMN dw.dim_indicator.version IS 'Counts from 1';
COMMENT ON COLUMN dw.dim_indicator.name_zh IS 'Chinese name';
COMMENT ON COLUMN dw.dim_indicator.name_en IS 'English name; empty where the catalogue has none';
COMMENT ON COLUMN dw.dim_indicator.indicator_group IS 'The code before the dot';
COMMENT ON COLUMN dw.dim_indicator.unit IS 'Unit of its values; % values are percent numbers (99.8)';
COMMENT ON COLUMN dw.dim_indicator.measure IS 'flow (during the period), stock (at its end), cumulative (since it began) or rate';
COMMENT ON COLUMN dw.dim_indicator.direction IS '+ higher is better, - lower is better, 0 neutral';
COMMENT ON COLUMN dw.dim_indicator.tier IS 'core where assessment schemes read it, else extended';
COMMENT ON COLUMN dw.dim_indicator.additive IS 'Whether values may be summed over regions and periods: flows only';
COMMENT ON COLUMN dw.dim_indicator.definition IS 'What counts; empty where the name says it';
COMMENT ON COLUMN dw.dim_indicator.is_current IS 'Whether this is the newest version';
COMMENT ON COLUMN dw.dim_indicator.valid_from IS 'Start of the run that opened the version';
COMMENT ON COLUMN dw.dim_indicator.valid_to IS 'Start of the run that closed it; null for the newest';
CREATE UNIQUE INDEX dim_indicator_current ON dw.dim_indicator (code) WHERE is_current;
CREATE INDEX dim_indicator_id ON dw.dim_indicator (indicator_id);

CREATE TABLE dw.dim_period (
    period_key      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code            text NOT NULL UNIQUE,
    year            smallint,
    start_date      date,
    end_date        date,
    granularity     text NOT NULL CHECK (granularity IN ('year', 'half', 'quarter', 'months', 'span', 'unknown')),
    CHECK (granularity = 'unknown' OR start_date < end_date AND year = extract(year FROM end_date))
);
COMMENT ON TABLE dw.dim_period IS 'Periods that figures speak of. Grows with the loads';
COMMENT ON COLUMN dw.dim_period.period_key IS 'Surrogate key';
COMMENT ON COLUMN dw.dim_period.code IS '2023, 2022H1, 2024Q3, 2024M1-10, 2020-2022, 2021-2023H1; empty where a text names no year';
COMMENT ON COLUMN dw.dim_period.year IS 'Its last year, under which facts are stored; null where a text names no year';
COMMENT ON COLUMN dw.dim_period.start_date IS 'First day; null where a text names no year';
COMMENT ON COLUMN dw.dim_period.end_date IS 'Last day; null where a text names no year';
COMMENT ON COLUMN dw.dim_period.granularity IS 'year, half, quarter, months, span (several years) or unknown';
INSERT INTO dw.dim_period (code, granularity) VALUES ('', 'unknown');

CREATE TABLE dw.dim_breakdown (
    breakdown_key   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code            text NOT NULL UNIQUE,
    dimension       text NOT NULL,
    member          text NOT NULL,
    UNIQUE (dimension, member)
);
COMMENT ON TABLE dw.dim_breakdown IS 'What a figure is a part of. Grows with the loads';
COMMENT ON COLUMN dw.dim_breakdown.breakdown_key IS 'Surrogate key';
COMMENT ON COLUMN dw.dim_breakdown.code IS 'dimension=member of the catalogue; empty for the total';
COMMENT ON COLUMN dw.dim_breakdown.dimension IS 'Dimension (case_type); total for the total';
COMMENT ON COLUMN dw.dim_breakdown.member IS 'Member (civil); total for the total';
INSERT INTO dw.dim_breakdown (code, dimension, member) VALUES ('', 'total', 'total');

CREATE TABLE dw.dim_document (
    document_key    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id     bigint NOT NULL,
    version         integer NOT NULL CHECK (version > 0),
    work_id         bigint NOT NULL,
    url             text NOT NULL,
    source_code     text NOT NULL,
    province_code   text NOT NULL,
    partition_year  smallint NOT NULL,
    title           text NOT NULL,
    document_type   text NOT NULL,
    publisher       text NOT NULL DEFAULT '',
    index_number    text NOT NULL DEFAULT '',
    document_number text NOT NULL DEFAULT '',
    written_on      date,
    published_on    date,
    report_year     smallint,
    content_hash    text NOT NULL,
    capture_id      bigint NOT NULL REFERENCES etl.capture,
    archive_file    text NOT NULL,
    archive_offset  bigint NOT NULL,
    captured_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    superseded_at   timestamptz,
    UNIQUE (document_id, version)
);
COMMENT ON TABLE dw.dim_document IS 'One row a version of a published document: a new one when its content hash changes. What the parser reads off the same text (type, publisher) is overwritten';
COMMENT ON COLUMN dw.dim_document.document_key IS 'Surrogate key of this version';
COMMENT ON COLUMN dw.dim_document.document_id IS 'Durable key of the canonical URL: first 63 bits of its SHA-256';
COMMENT ON COLUMN dw.dim_document.version IS 'Counts from 1';
COMMENT ON COLUMN dw.dim_document.work_id IS 'First 63 bits of the SHA-256 of the text without white space: the same text at another URL is one source';
COMMENT ON COLUMN dw.dim_document.url IS 'Canonical URL';
COMMENT ON COLUMN dw.dim_document.source_code IS '行政区划代码 of the county whose site published it';
COMMENT ON COLUMN dw.dim_document.province_code IS 'First two digits of the code';
COMMENT ON COLUMN dw.dim_document.partition_year IS 'Year of the load partition, from title and published_on';
COMMENT ON COLUMN dw.dim_document.title IS 'Title as published';
COMMENT ON COLUMN dw.dim_document.document_type IS 'rule_of_law_annual_report, disclosure_annual_report, enforcement_statistics, bureau_summary, bureau_plan, data_bulletin, submission or other';
COMMENT ON COLUMN dw.dim_document.publisher IS '发布机构; empty where the page does not say';
COMMENT ON COLUMN dw.dim_document.index_number IS '索引号; empty where the page has none';
COMMENT ON COLUMN dw.dim_document.document_number IS '文号; empty where the page has none';
COMMENT ON COLUMN dw.dim_document.written_on IS '成文日期; null where the page does not say';
COMMENT ON COLUMN dw.dim_document.published_on IS '发布日期; null where the page does not say';
COMMENT ON COLUMN dw.dim_document.report_year IS 'Year the title says it is about; null where it says none';
COMMENT ON COLUMN dw.dim_document.content_hash IS 'SHA-256 (hex) of title, dates and text without white space';
COMMENT ON COLUMN dw.dim_document.capture_id IS 'The capture that first showed this version';
COMMENT ON COLUMN dw.dim_document.archive_file IS 'WARC file of that capture, below the archive root';
COMMENT ON COLUMN dw.dim_document.archive_offset IS 'Byte offset of the record in that file';
COMMENT ON COLUMN dw.dim_document.captured_at IS 'When that capture was made: the clock of as_of(source)';
COMMENT ON COLUMN dw.dim_document.recorded_at IS 'Start of the run that loaded it';
COMMENT ON COLUMN dw.dim_document.superseded_at IS 'Start of the run that loaded the next version; null for the newest';
CREATE UNIQUE INDEX dim_document_current ON dw.dim_document (document_id) WHERE superseded_at IS NULL;
CREATE INDEX dim_document_work ON dw.dim_document (work_id);
CREATE INDEX dim_document_region ON dw.dim_document (source_code, report_year);

CREATE TABLE etl.dimension_source (
    name            text PRIMARY KEY,
    digest          text NOT NULL,
    recorded_at     timestamptz NOT NULL
);
COMMENT ON TABLE etl.dimension_source IS 'Which state of the files the dimensions hold, so that an unchanged one costs nothing';
COMMENT ON COLUMN etl.dimension_source.name IS 'catalogue or regions';
COMMENT ON COLUMN etl.dimension_source.digest IS 'SHA-256 (hex) of the files';
COMMENT ON COLUMN etl.dimension_source.recorded_at IS 'When they were read';

-- The facts, partitioned by the last year of the period. No DEFAULT partition: a year that has none is rejected.
-- Facts hold no foreign keys (they are 18 of 28 seconds of a million rows); keys come from the dimensions in the same
-- statement, and dimensions never lose a row.

CREATE SEQUENCE dw.observation_key;
CREATE TABLE dw.fact_observation (
    year            smallint NOT NULL,
    observation_key bigint NOT NULL DEFAULT nextval('dw.observation_key'),
    document_key    bigint NOT NULL,
    document_id     bigint NOT NULL,
    region_key      integer NOT NULL,
    region_id       integer NOT NULL,
    indicator_key   integer NOT NULL,
    indicator_id    integer NOT NULL,
    period_key      integer NOT NULL,
    breakdown_key   integer NOT NULL,
    evidence_start  integer NOT NULL,
    evidence_end    integer NOT NULL CHECK (evidence_end > evidence_start),
    kind            text NOT NULL CHECK (kind IN ('actual', 'target', 'previous', 'change', 'target_change')),
    value           numeric,
    value_max       numeric CHECK (value_max >= value),
    value_status    text NOT NULL CHECK (value_status IN ('reported', 'zero', 'empty', 'not_applicable')),
    bound           text NOT NULL CHECK (bound IN ('', '>=', '<=')),
    approx          boolean NOT NULL,
    unit            text NOT NULL,
    unit_raw        text NOT NULL,
    subject         text NOT NULL,
    basis           text NOT NULL CHECK (basis IN ('', 'stock', 'new', 'cumulative')),
    scope           text NOT NULL,
    period_source   text NOT NULL,
    confidence      text NOT NULL CHECK (confidence IN ('certain', 'likely', 'uncertain')),
    rule            text NOT NULL,
    locator         text NOT NULL,
    evidence        text NOT NULL,
    sentence        text NOT NULL,
    row_digest      uuid NOT NULL,
    run_id          bigint NOT NULL,
    recorded_at     timestamptz NOT NULL,
    superseded_at   timestamptz,
    superseded_cause text CHECK (superseded_cause IN ('revised_by_source', 'extractor', 'catalogue', 'rejected', 'correction')),
    superseded_by_document_key bigint,
    CHECK (value_status IN ('empty', 'not_applicable') = (value IS NULL)),
    CHECK ((superseded_at IS NULL) = (superseded_cause IS NULL))
) PARTITION BY LIST (year);
COMMENT ON TABLE dw.fact_observation IS 'What a document says: one row a figure (document version, locator and start, indicator, period, breakdown, kind). Immutable but for superseded_at, set once';
COMMENT ON COLUMN dw.fact_observation.year IS 'Last year of the period; of a figure without period, partition_year of its document';
COMMENT ON COLUMN dw.fact_observation.observation_key IS 'Surrogate key; references are (year, observation_key)';
COMMENT ON COLUMN dw.fact_observation.document_key IS 'Version of the document that first said it: locator and evidence positions are of that version';
COMMENT ON COLUMN dw.fact_observation.document_id IS 'Durable key of the document';
COMMENT ON COLUMN dw.fact_observation.region_key IS 'Version of the county valid on the last day of the period';
COMMENT ON COLUMN dw.fact_observation.region_id IS 'Durable key of the county';
COMMENT ON COLUMN dw.fact_observation.indicator_key IS 'Version of the indicator when it was loaded';
COMMENT ON COLUMN dw.fact_observation.indicator_id IS 'Durable key of the indicator';
COMMENT ON COLUMN dw.fact_observation.period_key IS 'The period it speaks of';
COMMENT ON COLUMN dw.fact_observation.breakdown_key IS 'What it is a part of';
COMMENT ON COLUMN dw.fact_observation.evidence_start IS 'First character of the figure in Document.text';
COMMENT ON COLUMN dw.fact_observation.evidence_end IS 'Character after the figure in Document.text';
COMMENT ON COLUMN dw.fact_observation.kind IS 'actual, target, previous (earlier period quoted for comparison), change or target_change';
COMMENT ON COLUMN dw.fact_observation.value IS 'In unit, 万 and 亿 expanded; of a range the lower end; null where value_status is empty or not_applicable';
COMMENT ON COLUMN dw.fact_observation.value_max IS 'Upper end of a range in unit; null where there is none';
COMMENT ON COLUMN dw.fact_observation.value_status IS 'reported, zero, empty (a cell left blank) or not_applicable (/)';
COMMENT ON COLUMN dw.fact_observation.bound IS '>= (以上, 不少于), <= (以内) or empty';
COMMENT ON COLUMN dw.fact_observation.approx IS 'Whether the text says about (约, 余, 近)';
COMMENT ON COLUMN dw.fact_observation.unit IS 'Unit of value';
COMMENT ON COLUMN dw.fact_observation.unit_raw IS 'Unit as printed; empty where none is';
COMMENT ON COLUMN dw.fact_observation.subject IS 'Whose figure it is where the text says so (县委中心组); empty for the county';
COMMENT ON COLUMN dw.fact_observation.basis IS 'stock, new, cumulative; empty where the text does not say';
COMMENT ON COLUMN dw.fact_observation.scope IS 'What is counted (一审, 含上年结转); empty where the text does not say';
COMMENT ON COLUMN dw.fact_observation.period_source IS 'Where the period was read: stated, heading, title, published; empty where none';
COMMENT ON COLUMN dw.fact_observation.confidence IS 'certain, likely or uncertain';
COMMENT ON COLUMN dw.fact_observation.rule IS 'Rule of the extractor that read it';
COMMENT ON COLUMN dw.fact_observation.locator IS 'p<n> for the n-th block or t<n>r<row>c<column> for a cell of the document version';
COMMENT ON COLUMN dw.fact_observation.evidence IS 'The figure as printed';
COMMENT ON COLUMN dw.fact_observation.sentence IS 'The sentence or table row it stands in';
COMMENT ON COLUMN dw.fact_observation.row_digest IS 'First 128 bits of the SHA-256 of meaning and evidence; no positions in the document, versions or times';
COMMENT ON COLUMN dw.fact_observation.run_id IS 'The run that loaded it';
COMMENT ON COLUMN dw.fact_observation.recorded_at IS 'Start of that run: the clock of as_of(warehouse)';
COMMENT ON COLUMN dw.fact_observation.superseded_at IS 'Start of the run since which the warehouse does not hold it; null while it does';
COMMENT ON COLUMN dw.fact_observation.superseded_cause IS 'revised_by_source, extractor, catalogue, rejected (by the quality gate) or correction; null while it is held';
COMMENT ON COLUMN dw.fact_observation.superseded_by_document_key IS 'Document version that no longer says it; null unless revised_by_source';
CREATE UNIQUE INDEX fact_observation_current ON dw.fact_observation (document_id, row_digest, year) WHERE superseded_at IS NULL;
CREATE INDEX fact_observation_choice ON dw.fact_observation (region_id, indicator_id, period_key, breakdown_key) WHERE superseded_at IS NULL;
CREATE INDEX fact_observation_key ON dw.fact_observation (observation_key);

CREATE SEQUENCE dw.fact_key;
CREATE TABLE dw.fact_indicator (
    year            smallint NOT NULL,
    fact_key        bigint NOT NULL DEFAULT nextval('dw.fact_key'),
    region_key      integer NOT NULL,
    region_id       integer NOT NULL,
    indicator_key   integer NOT NULL,
    indicator_id    integer NOT NULL,
    period_key      integer NOT NULL,
    breakdown_key   integer NOT NULL,
    value           numeric NOT NULL,
    value_max       numeric,
    value_status    text NOT NULL,
    bound           text NOT NULL,
    approx          boolean NOT NULL,
    unit            text NOT NULL,
    basis           text NOT NULL,
    scope           text NOT NULL,
    confidence      text NOT NULL,
    observation_key bigint NOT NULL,
    document_id     bigint NOT NULL,
    reason          text NOT NULL,
    sources_agreeing integer NOT NULL CHECK (sources_agreeing > 0),
    sources_disagreeing integer NOT NULL CHECK (sources_disagreeing >= 0),
    recorded_at     timestamptz NOT NULL,
    superseded_at   timestamptz,
    superseded_cause text CHECK (superseded_cause IN ('revised_by_source', 'extractor', 'catalogue', 'rejected', 'correction', 'other_source')),
    CHECK ((superseded_at IS NULL) = (superseded_cause IS NULL))
) PARTITION BY LIST (year);
COMMENT ON TABLE dw.fact_indicator IS 'What the warehouse holds true, chosen from all current observations by docs/decisions/0003-choice-policy.md; current rows have superseded_at null';
COMMENT ON COLUMN dw.fact_indicator.year IS 'Last year of the period';
COMMENT ON COLUMN dw.fact_indicator.fact_key IS 'Surrogate key; references are (year, fact_key)';
COMMENT ON COLUMN dw.fact_indicator.region_key IS 'Version of the county valid on the last day of the period';
COMMENT ON COLUMN dw.fact_indicator.region_id IS 'Durable key of the county';
COMMENT ON COLUMN dw.fact_indicator.indicator_key IS 'Version of the indicator of the chosen observation';
COMMENT ON COLUMN dw.fact_indicator.indicator_id IS 'Durable key of the indicator';
COMMENT ON COLUMN dw.fact_indicator.period_key IS 'The period';
COMMENT ON COLUMN dw.fact_indicator.breakdown_key IS 'What it is a part of';
COMMENT ON COLUMN dw.fact_indicator.value IS 'In unit; of a range the lower end. Rates and stocks are not additive';
COMMENT ON COLUMN dw.fact_indicator.value_max IS 'Upper end of a range in unit; null where there is none';
COMMENT ON COLUMN dw.fact_indicator.value_status IS 'reported or zero';
COMMENT ON COLUMN dw.fact_indicator.bound IS '>=, <= or empty';
COMMENT ON COLUMN dw.fact_indicator.approx IS 'Whether the text says about';
COMMENT ON COLUMN dw.fact_indicator.unit IS 'Unit of value';
COMMENT ON COLUMN dw.fact_indicator.basis IS 'stock, new, cumulative; empty where the text does not say';
COMMENT ON COLUMN dw.fact_indicator.scope IS 'What is counted; empty where the text does not say';
COMMENT ON COLUMN dw.fact_indicator.confidence IS 'certain, likely or uncertain';
COMMENT ON COLUMN dw.fact_indicator.observation_key IS 'The chosen observation of the same year';
COMMENT ON COLUMN dw.fact_indicator.document_id IS 'Its document';
COMMENT ON COLUMN dw.fact_indicator.reason IS 'Why it was chosen: only_source, or the first rule of the policy that decided';
COMMENT ON COLUMN dw.fact_indicator.sources_agreeing IS 'Works (mirrors count once) that give this value, the chosen one included';
COMMENT ON COLUMN dw.fact_indicator.sources_disagreeing IS 'Works that give other values only';
COMMENT ON COLUMN dw.fact_indicator.recorded_at IS 'Start of the run that chose it';
COMMENT ON COLUMN dw.fact_indicator.superseded_at IS 'Start of the run that chose otherwise; null while it holds';
COMMENT ON COLUMN dw.fact_indicator.superseded_cause IS 'Why its observation was superseded, or other_source where another document changed the choice; null while it holds';
CREATE UNIQUE INDEX fact_indicator_current ON dw.fact_indicator (region_id, indicator_id, period_key, breakdown_key, year)
    WHERE superseded_at IS NULL;
CREATE INDEX fact_indicator_series ON dw.fact_indicator (indicator_id, region_id) WHERE superseded_at IS NULL;

CREATE TABLE dw.fact_target (
    year            smallint NOT NULL,
    fact_key        bigint NOT NULL DEFAULT nextval('dw.fact_key'),
    region_key      integer NOT NULL,
    region_id       integer NOT NULL,
    indicator_key   integer NOT NULL,
    indicator_id    integer NOT NULL,
    period_key      integer NOT NULL,
    breakdown_key   integer NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('target', 'target_change')),
    value           numeric NOT NULL,
    value_max       numeric,
    bound           text NOT NULL,
    approx          boolean NOT NULL,
    unit            text NOT NULL,
    confidence      text NOT NULL,
    observation_key bigint NOT NULL,
    document_id     bigint NOT NULL,
    reason          text NOT NULL,
    sources_agreeing integer NOT NULL CHECK (sources_agreeing > 0),
    sources_disagreeing integer NOT NULL CHECK (sources_disagreeing >= 0),
    recorded_at     timestamptz NOT NULL,
    superseded_at   timestamptz,
    superseded_cause text CHECK (superseded_cause IN ('revised_by_source', 'extractor', 'catalogue', 'rejected', 'correction', 'other_source')),
    CHECK ((superseded_at IS NULL) = (superseded_cause IS NULL))
) PARTITION BY LIST (year);
COMMENT ON TABLE dw.fact_target IS 'What a county said it would reach, chosen as fact_indicator is; current rows have superseded_at null';
COMMENT ON COLUMN dw.fact_target.year IS 'Last year of the period for which it was set';
COMMENT ON COLUMN dw.fact_target.fact_key IS 'Surrogate key; references are (year, fact_key)';
COMMENT ON COLUMN dw.fact_target.region_key IS 'Version of the county valid on the last day of the period, or the newest';
COMMENT ON COLUMN dw.fact_target.region_id IS 'Durable key of the county';
COMMENT ON COLUMN dw.fact_target.indicator_key IS 'Version of the indicator of the chosen observation';
COMMENT ON COLUMN dw.fact_target.indicator_id IS 'Durable key of the indicator';
COMMENT ON COLUMN dw.fact_target.period_key IS 'The period for which it was set';
COMMENT ON COLUMN dw.fact_target.breakdown_key IS 'What it is a part of';
COMMENT ON COLUMN dw.fact_target.kind IS 'target (a level) or target_change (a planned change, in unit)';
COMMENT ON COLUMN dw.fact_target.value IS 'In unit; of a range the lower end';
COMMENT ON COLUMN dw.fact_target.value_max IS 'Upper end of a range in unit; null where there is none';
COMMENT ON COLUMN dw.fact_target.bound IS '>=, <= or empty';
COMMENT ON COLUMN dw.fact_target.approx IS 'Whether the text says about';
COMMENT ON COLUMN dw.fact_target.unit IS 'Unit of value';
COMMENT ON COLUMN dw.fact_target.confidence IS 'certain, likely or uncertain';
COMMENT ON COLUMN dw.fact_target.observation_key IS 'The chosen observation of the same year';
COMMENT ON COLUMN dw.fact_target.document_id IS 'Its document';
COMMENT ON COLUMN dw.fact_target.reason IS 'Why it was chosen, as in fact_indicator';
COMMENT ON COLUMN dw.fact_target.sources_agreeing IS 'Works that set this target, the chosen one included';
COMMENT ON COLUMN dw.fact_target.sources_disagreeing IS 'Works that set other targets only';
COMMENT ON COLUMN dw.fact_target.recorded_at IS 'Start of the run that chose it';
COMMENT ON COLUMN dw.fact_target.superseded_at IS 'Start of the run that chose otherwise; null while it holds';
COMMENT ON COLUMN dw.fact_target.superseded_cause IS 'As in fact_indicator; null while it holds';
CREATE UNIQUE INDEX fact_target_current ON dw.fact_target (region_id, indicator_id, period_key, breakdown_key, kind, year)
    WHERE superseded_at IS NULL;

CREATE SEQUENCE dw.check_key;
CREATE TABLE dw.fact_check (
    year            smallint NOT NULL,
    check_key       bigint NOT NULL DEFAULT nextval('dw.check_key'),
    document_key    bigint NOT NULL,
    document_id     bigint NOT NULL,
    region_key      integer NOT NULL,
    region_id       integer NOT NULL,
    period_key      integer NOT NULL,
    reach           text NOT NULL DEFAULT 'document' CHECK (reach IN ('document', 'documents')),
    identity        text NOT NULL,
    result          text NOT NULL CHECK (result IN ('agrees', 'explainable', 'contradicts')),
    how             text NOT NULL,
    expected        numeric NOT NULL,
    found           numeric NOT NULL,
    as_of           timestamptz NOT NULL,
    row_digest      uuid NOT NULL,
    recorded_at     timestamptz NOT NULL,
    superseded_at   timestamptz,
    superseded_cause text CHECK (superseded_cause IN ('revised_by_source', 'extractor', 'catalogue', 'rejected', 'correction', 'other_source')),
    CHECK ((superseded_at IS NULL) = (superseded_cause IS NULL))
) PARTITION BY LIST (year);
COMMENT ON TABLE dw.fact_check IS 'One row an identity and its operands: does what the documents say agree';
COMMENT ON COLUMN dw.fact_check.year IS 'Last year of the period';
COMMENT ON COLUMN dw.fact_check.check_key IS 'Surrogate key; references are (year, check_key)';
COMMENT ON COLUMN dw.fact_check.document_key IS 'Version of the document that was first checked so; across documents, the one that states what was found';
COMMENT ON COLUMN dw.fact_check.document_id IS 'Durable key of the document';
COMMENT ON COLUMN dw.fact_check.region_key IS 'Version of the county valid on the last day of the period';
COMMENT ON COLUMN dw.fact_check.region_id IS 'Durable key of the county';
COMMENT ON COLUMN dw.fact_check.period_key IS 'The period';
COMMENT ON COLUMN dw.fact_check.reach IS 'document: operands of one document, checked by the load; documents: of several, or of two years, checked after the merge';
COMMENT ON COLUMN dw.fact_check.identity IS 'Code of the identity in include/catalogue/identities.yml';
COMMENT ON COLUMN dw.fact_check.result IS 'agrees, explainable or contradicts';
COMMENT ON COLUMN dw.fact_check.how IS 'In which way it is explainable (truncated, other_denominator, carried_over ...); else empty';
COMMENT ON COLUMN dw.fact_check.expected IS 'What the other operands give, in the unit of the printed one';
COMMENT ON COLUMN dw.fact_check.found IS 'What is printed';
COMMENT ON COLUMN dw.fact_check.as_of IS 'captured_at of that document version; across documents, of the latest one';
COMMENT ON COLUMN dw.fact_check.row_digest IS 'First 128 bits of the SHA-256 of identity, result and operands';
COMMENT ON COLUMN dw.fact_check.recorded_at IS 'Start of the run that loaded it';
COMMENT ON COLUMN dw.fact_check.superseded_at IS 'Start of the run since which it does not hold; null while it does';
COMMENT ON COLUMN dw.fact_check.superseded_cause IS 'As in fact_indicator; null while it holds';
CREATE UNIQUE INDEX fact_check_current ON dw.fact_check (document_id, row_digest, year) WHERE superseded_at IS NULL;
CREATE INDEX fact_check_region ON dw.fact_check (region_id, period_key) WHERE superseded_at IS NULL;

CREATE TABLE dw.bridge_check_observation (
    year            smallint NOT NULL,
    check_key       bigint NOT NULL,
    position        smallint NOT NULL,
    observation_year smallint NOT NULL,
    observation_key bigint NOT NULL
) PARTITION BY LIST (year);
COMMENT ON TABLE dw.bridge_check_observation IS 'The operands of a check';
COMMENT ON COLUMN dw.bridge_check_observation.year IS 'Year of the check';
COMMENT ON COLUMN dw.bridge_check_observation.check_key IS 'The check';
COMMENT ON COLUMN dw.bridge_check_observation.position IS 'Place of the operand in the identity, from 0';
COMMENT ON COLUMN dw.bridge_check_observation.observation_year IS 'Year of the observation';
COMMENT ON COLUMN dw.bridge_check_observation.observation_key IS 'The observation; an operand that the gate rejected has no row';
CREATE INDEX bridge_check_observation_check ON dw.bridge_check_observation (check_key);
CREATE INDEX bridge_check_observation_observation ON dw.bridge_check_observation (observation_key);

CREATE VIEW dw.check_status AS
SELECT bridge.observation_year AS year,
       bridge.observation_key,
       CASE WHEN bool_or(result = 'contradicts') THEN 'contradicts'
            WHEN bool_or(result = 'explainable') THEN 'explainable'
            ELSE 'agrees' END AS check_status,
       count(*) AS checks
FROM dw.bridge_check_observation AS bridge
JOIN dw.fact_check USING (year, check_key)
WHERE superseded_at IS NULL
GROUP BY bridge.observation_year, bridge.observation_key;
COMMENT ON VIEW dw.check_status IS 'The worst result of the checks of an observation; one without checks has no row';
COMMENT ON COLUMN dw.check_status.year IS 'Year of the observation';
COMMENT ON COLUMN dw.check_status.observation_key IS 'The observation';
COMMENT ON COLUMN dw.check_status.check_status IS 'agrees, explainable or contradicts';
COMMENT ON COLUMN dw.check_status.checks IS 'How many checks it is an operand of';

CREATE TABLE dw.fact_publication (
    region_id       integer NOT NULL,
    year            smallint NOT NULL,
    document_type   text NOT NULL,
    due_date        date,
    found           boolean NOT NULL DEFAULT false,
    published_on    date,
    first_captured_at timestamptz,
    document_id     bigint,
    PRIMARY KEY (region_id, year, document_type)
);
COMMENT ON TABLE dw.fact_publication IS 'Accumulating snapshot of what a county should publish and does, so that a missing document is a row';
COMMENT ON COLUMN dw.fact_publication.region_id IS 'Durable key of the county';
COMMENT ON COLUMN dw.fact_publication.year IS 'Year the document is about';
COMMENT ON COLUMN dw.fact_publication.document_type IS 'As in dim_document';
COMMENT ON COLUMN dw.fact_publication.due_date IS 'Last day on which it is in time; null where no rule sets one';
COMMENT ON COLUMN dw.fact_publication.found IS 'Whether one was loaded';
COMMENT ON COLUMN dw.fact_publication.published_on IS 'Earliest 发布日期 of those found; null where none was found or none is dated';
COMMENT ON COLUMN dw.fact_publication.first_captured_at IS 'When it was first captured; null where none was found';
COMMENT ON COLUMN dw.fact_publication.document_id IS 'The earliest published of those found; null where none was found';

CREATE FUNCTION dw.ensure_partitions(first_year integer, last_year integer) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    fact regclass;
    partition_year integer;
    partition_name text;
BEGIN
    FOR fact IN SELECT partrelid::regclass FROM pg_partitioned_table JOIN pg_class ON oid = partrelid
                WHERE relnamespace = 'dw'::regnamespace ORDER BY relname
    LOOP
        FOR partition_year IN first_year .. last_year LOOP
            partition_name := format('%s_%s', fact, partition_year);
            IF to_regclass(partition_name) IS NULL THEN
                EXECUTE format('CREATE TABLE %s PARTITION OF %s FOR VALUES IN (%s)', partition_name, fact, partition_year);
            END IF;
        END LOOP;
    END LOOP;
END
$$;
COMMENT ON FUNCTION dw.ensure_partitions IS 'Creates the partitions that a range of years lacks; each upgrade calls it, so that the range moves with the calendar';

CREATE FUNCTION dw.last_partition_year() RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT max(substring(relname FROM '\d{4}$')::integer)
    FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'dw.fact_observation'::regclass
$$;
COMMENT ON FUNCTION dw.last_partition_year IS 'The last year for which facts can be stored';

-- Scores are stored in bulk: no foreign keys on the facts (fazhi verify asks), a digest tells whether anything changed.
ALTER TABLE dw.fact_score DROP CONSTRAINT fact_score_score_run_id_fkey, DROP CONSTRAINT fact_score_scheme_item_key_fkey;
ALTER TABLE dw.dim_score_run ADD COLUMN content_digest text NOT NULL DEFAULT '';
COMMENT ON COLUMN dw.dim_score_run.content_digest IS 'SHA-256 (hex) of its rows in fact_score and the observations below them, without keys of rows and times; empty before there was one';
COMMENT ON COLUMN dw.fact_score.reason IS 'Why the rule was not applied, for a person; empty where it was: fazhi explain puts the numbers into the rule';
COMMENT ON COLUMN dw.fact_score.reason_code IS 'full, partial or none where the rule was applied; else unpublished, undated, not_applicable, small_sample, no_reference, overridden, requirement or counted_once';
COMMENT ON COLUMN dw.fact_score.score IS 'Points, negative for a penalty; null where the item cannot be scored';
COMMENT ON COLUMN dw.fact_score.full_mark IS 'Full mark of the item, in points; 0 for bonus and penalty';
COMMENT ON COLUMN dw.fact_score.inputs IS 'Values the rule read, by name; null: does not apply; with a note as a list';

CREATE TABLE dw.fact_score_total (
    year            smallint NOT NULL,
    score_run_id    bigint NOT NULL,
    region_key      integer NOT NULL,
    region_id       integer NOT NULL,
    total           numeric NOT NULL,
    total_low       numeric NOT NULL,
    total_high      numeric NOT NULL,
    bonus           numeric NOT NULL,
    penalty         numeric NOT NULL,
    rank            integer NOT NULL CHECK (rank > 0),
    peer_group      text NOT NULL DEFAULT '',
    group_rank      integer NOT NULL CHECK (group_rank > 0),
    group_size      integer NOT NULL,
    grade           text NOT NULL DEFAULT '',
    lowered_by      text NOT NULL DEFAULT '',
    recorded_at     timestamptz NOT NULL,
    PRIMARY KEY (score_run_id, region_id),
    CHECK (total_low <= total AND total <= total_high)
);
COMMENT ON TABLE dw.fact_score_total IS 'One row a county of a scoring: its total, rank and grade as the scheme says';
COMMENT ON COLUMN dw.fact_score_total.year IS 'Year assessed';
COMMENT ON COLUMN dw.fact_score_total.score_run_id IS 'The scoring';
COMMENT ON COLUMN dw.fact_score_total.region_key IS 'Version of the county valid on the last day of the year';
COMMENT ON COLUMN dw.fact_score_total.region_id IS 'Durable key of the county';
COMMENT ON COLUMN dw.fact_score_total.total IS 'Points out of the full mark, scaled up where items are left out, with bonus and less penalty';
COMMENT ON COLUMN dw.fact_score_total.total_low IS 'The total in the worst case that the inputs allow';
COMMENT ON COLUMN dw.fact_score_total.total_high IS 'The total in the best case that the inputs allow';
COMMENT ON COLUMN dw.fact_score_total.bonus IS 'Points added, within their cap';
COMMENT ON COLUMN dw.fact_score_total.penalty IS 'Points taken off, within their cap';
COMMENT ON COLUMN dw.fact_score_total.rank IS '1 is best, among all counties of the scoring';
COMMENT ON COLUMN dw.fact_score_total.peer_group IS 'Whom the county is compared with: code of the prefecture, kind or name of a list; empty: the whole province';
COMMENT ON COLUMN dw.fact_score_total.group_rank IS '1 is best, in the peer group';
COMMENT ON COLUMN dw.fact_score_total.group_size IS 'Counties of the peer group';
COMMENT ON COLUMN dw.fact_score_total.grade IS 'Grade (优秀); empty where the scheme has none';
COMMENT ON COLUMN dw.fact_score_total.lowered_by IS 'Veto or downgrade that lowered the grade, with the document that found it; empty where there is none';
COMMENT ON COLUMN dw.fact_score_total.recorded_at IS 'Start of the run that scored it';

CREATE TABLE dw.region_denominator (
    region_code     text NOT NULL,
    denominator     text NOT NULL,
    year            smallint NOT NULL,
    value           numeric NOT NULL CHECK (value > 0),
    unit            text NOT NULL,
    source          text NOT NULL CHECK (source <> ''),
    PRIMARY KEY (region_code, denominator, year)
);
COMMENT ON TABLE dw.region_denominator IS 'Reference data that counts are divided by (常住人口, 执法人员). Source: denominators.csv';
COMMENT ON COLUMN dw.region_denominator.region_code IS '行政区划代码';
COMMENT ON COLUMN dw.region_denominator.denominator IS 'What it counts: population.resident ...';
COMMENT ON COLUMN dw.region_denominator.year IS 'Year it is of';
COMMENT ON COLUMN dw.region_denominator.value IS 'In unit';
COMMENT ON COLUMN dw.region_denominator.unit IS 'Unit of value';
COMMENT ON COLUMN dw.region_denominator.source IS 'Where it was published: title or URL';

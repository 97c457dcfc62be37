-- Reference data as it was held at a moment: a score that was signed is done again whatever is corrected later.
ALTER TABLE dw.region_denominator ADD COLUMN recorded_at timestamptz, ADD COLUMN superseded_at timestamptz;
ALTER TABLE dw.dim_region ADD COLUMN recorded_at timestamptz;
UPDATE dw.region_denominator SET recorded_at = least(
    (SELECT min(as_of) FROM dw.dim_score_run), (SELECT recorded_at FROM etl.dimension_source WHERE name = 'regions'), now());
UPDATE dw.dim_region SET recorded_at = least(
    (SELECT min(as_of) FROM dw.dim_score_run), (SELECT recorded_at FROM etl.dimension_source WHERE name = 'regions'), now());
ALTER TABLE dw.dim_region ALTER COLUMN recorded_at SET NOT NULL;
ALTER TABLE dw.region_denominator ALTER COLUMN recorded_at SET NOT NULL, DROP CONSTRAINT region_denominator_pkey;
CREATE UNIQUE INDEX region_denominator_current ON dw.region_denominator (region_code, denominator, year)
    WHERE superseded_at IS NULL;
COMMENT ON COLUMN dw.region_denominator.recorded_at IS 'From when the warehouse held it';
COMMENT ON COLUMN dw.region_denominator.superseded_at IS 'When a corrected one took its place; null for the one that holds';
COMMENT ON COLUMN dw.dim_region.recorded_at IS 'From when the warehouse held the row as it is; what it said before is in region_revision';

CREATE TABLE dw.region_revision (
    region_key      integer NOT NULL REFERENCES dw.dim_region,
    level           text NOT NULL,
    province_code   text NOT NULL,
    prefecture_code text,
    kind            text NOT NULL,
    valid_to        date,
    recorded_at     timestamptz NOT NULL,
    superseded_at   timestamptz NOT NULL
);
COMMENT ON TABLE dw.region_revision IS 'What a row of dim_region said before divisions.csv corrected it: which counties there were and who their peers were at a moment';
COMMENT ON COLUMN dw.region_revision.region_key IS 'The version of the division';
COMMENT ON COLUMN dw.region_revision.level IS 'As in dim_region';
COMMENT ON COLUMN dw.region_revision.province_code IS 'As in dim_region';
COMMENT ON COLUMN dw.region_revision.prefecture_code IS 'As in dim_region';
COMMENT ON COLUMN dw.region_revision.kind IS 'As in dim_region';
COMMENT ON COLUMN dw.region_revision.valid_to IS 'As in dim_region';
COMMENT ON COLUMN dw.region_revision.recorded_at IS 'From when the warehouse held it so';
COMMENT ON COLUMN dw.region_revision.superseded_at IS 'When it was corrected';
CREATE INDEX region_revision_region ON dw.region_revision (region_key);

-- A warning that nobody can follow up is noise: which rows, in a sentence each.
ALTER TABLE etl.quality_result ADD COLUMN examples text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN etl.quality_result.examples IS 'The first of the rows that failed, as sentences for a person; empty where the rule is not about rows';
COMMENT ON COLUMN etl.quality_result.table_name IS 'Table that was checked: of stg before the merge, of dw after it';

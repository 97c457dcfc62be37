COMMENT ON TABLE etl.alembic_version IS 'Which migration of sql/migrations was applied last; one row';
COMMENT ON COLUMN etl.alembic_version.version_num IS 'Its number';
COMMENT ON COLUMN dw.dim_region.valid_from IS 'First day of this version; 2005-01-01, where the warehouse begins, in the shipped divisions.csv, or 1949-10-01 where a divisions.csv leaves it empty, for what is older or of unknown age';

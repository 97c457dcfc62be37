-- The first day of a version can be corrected, too: a change that was known by its year alone gets its date.
ALTER TABLE dw.region_revision ADD COLUMN valid_from date;
UPDATE dw.region_revision SET valid_from = dim_region.valid_from FROM dw.dim_region
WHERE dim_region.region_key = region_revision.region_key;
ALTER TABLE dw.region_revision ALTER COLUMN valid_from SET NOT NULL;
COMMENT ON COLUMN dw.region_revision.valid_from IS 'As in dim_region';

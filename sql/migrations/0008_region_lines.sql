ALTER TABLE dw.bridge_region_succession ADD COLUMN source text NOT NULL DEFAULT '';
COMMENT ON COLUMN dw.bridge_region_succession.source IS 'The approval or announcement (国函, 民函) that made it';
COMMENT ON COLUMN dw.bridge_region_succession.kind IS 'renamed, upgraded (between county, county-level city and district) or moved (another code, the same name): one and the same division; merged, split: another one';
COMMENT ON COLUMN dw.bridge_region_succession.happened_on IS 'First day of the new division; where only the year was established, its last day';
COMMENT ON COLUMN dw.dim_region.region_id IS 'Durable key: the same for all versions of a division, also under the codes it had before it was renamed, upgraded or moved';

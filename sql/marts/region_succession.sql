CREATE OR REPLACE VIEW mart.region_succession AS
SELECT bridge.from_code,
       earlier.name AS from_name,
       bridge.to_code,
       later.name AS to_name,
       bridge.happened_on,
       bridge.kind,
       bridge.kind IN ('renamed', 'upgraded', 'moved') AS same_division,
       bridge.source
FROM dw.bridge_region_succession AS bridge
LEFT JOIN dw.dim_region AS earlier ON earlier.code = bridge.from_code
     AND earlier.valid_from < bridge.happened_on AND (bridge.happened_on <= earlier.valid_to) IS NOT FALSE
LEFT JOIN dw.dim_region AS later ON later.code = bridge.to_code
     AND later.valid_from <= bridge.happened_on AND (bridge.happened_on < later.valid_to) IS NOT FALSE;
COMMENT ON VIEW mart.region_succession IS 'Which division followed which; figures are never apportioned over a split';
COMMENT ON COLUMN mart.region_succession.from_code IS '行政区划代码 before';
COMMENT ON COLUMN mart.region_succession.from_name IS 'Name before';
COMMENT ON COLUMN mart.region_succession.to_code IS '行政区划代码 after';
COMMENT ON COLUMN mart.region_succession.to_name IS 'Name after';
COMMENT ON COLUMN mart.region_succession.happened_on IS 'First day of the new division; where only the year was established, its last day';
COMMENT ON COLUMN mart.region_succession.kind IS 'renamed, upgraded, moved, merged or split';
COMMENT ON COLUMN mart.region_succession.same_division IS 'Whether it is one and the same division, whose series goes on';
COMMENT ON COLUMN mart.region_succession.source IS 'The approval or announcement that made it';

-- Departments and townships as assessed units: below their county, under codes of nine digits.
ALTER TABLE dw.dim_region DROP CONSTRAINT dim_region_level_check,
    ADD CONSTRAINT dim_region_level_check CHECK (level IN ('province', 'prefecture', 'county', 'township', 'organ'));
COMMENT ON TABLE dw.dim_region IS 'Administrative divisions and assessed organs, one row a version (SCD2). A figure belongs to the version valid on the last day of its period. Source: divisions.csv, organs.csv';
COMMENT ON COLUMN dw.dim_region.code IS '行政区划代码; of an organ the code of its county and three digits';
COMMENT ON COLUMN dw.dim_region.level IS 'province, prefecture, county, township, or organ: a department or township that its county assesses';
COMMENT ON COLUMN dw.dim_score_run.province_code IS 'First two digits of the 行政区划代码; where a county assesses its organs, the code of the county';
COMMENT ON COLUMN dw.score_decision.province_code IS 'First two digits of the 行政区划代码; where a county assesses its organs, the code of the county';
COMMENT ON COLUMN dw.score_objection.province_code IS 'First two digits of the 行政区划代码; where a county assesses its organs, the code of the county';

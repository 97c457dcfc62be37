-- Departments and townships under the assessment of their county.
CREATE OR REPLACE VIEW mart.organ_scorecard AS
SELECT run.province_code AS county_code,
       county.name AS county_name,
       region.code AS organ_code,
       region.name AS organ_name,
       region.kind AS organ_kind,
       run.year,
       scheme.code AS scheme_code,
       scheme.name AS scheme_name,
       scheme.version AS scheme_version,
       run.state,
       total.total,
       total.total_low,
       total.total_high,
       scheme.full_mark,
       total.rank::bigint AS rank,
       (SELECT count(*) FROM dw.fact_score_total AS peer WHERE peer.score_run_id = total.score_run_id) AS ranked_organs,
       total.peer_group,
       total.group_rank AS peer_rank,
       total.group_size AS peer_organs,
       total.grade,
       total.bonus,
       total.penalty,
       total.lowered_by,
       (SELECT count(*) FROM dw.fact_score AS item WHERE item.year = total.year
        AND (item.score_run_id, item.region_id) = (total.score_run_id, total.region_id)
        AND item.reason_code = 'unpublished') AS items_unsubmitted,
       run.as_of,
       run.score_run_id,
       '参考分' AS standing
FROM dw.fact_score_total AS total
JOIN dw.dim_score_run AS run USING (score_run_id)
JOIN dw.dim_scheme AS scheme USING (scheme_key)
JOIN dw.dim_region AS region USING (region_key)
LEFT JOIN LATERAL dw.region_at(run.province_code, make_date(run.year, 12, 31)) AS held ON true
LEFT JOIN dw.dim_region AS county ON county.region_key = held.region_key
WHERE run.superseded_at IS NULL AND region.level = 'organ';
COMMENT ON VIEW mart.organ_scorecard IS 'One row an organ (department, township), year and scheme of its county: 参考分, computed from what it submitted. Not additive';
COMMENT ON COLUMN mart.organ_scorecard.county_code IS '行政区划代码 of the county that assesses it';
COMMENT ON COLUMN mart.organ_scorecard.county_name IS 'Name of the county on the last day of the year';
COMMENT ON COLUMN mart.organ_scorecard.organ_code IS 'Code of the organ: that of its county and three digits';
COMMENT ON COLUMN mart.organ_scorecard.organ_name IS 'Name on the last day of the year';
COMMENT ON COLUMN mart.organ_scorecard.organ_kind IS 'What organs.csv says: 部门, 街道, 镇, 乡';
COMMENT ON COLUMN mart.organ_scorecard.year IS 'Year assessed';
COMMENT ON COLUMN mart.organ_scorecard.scheme_code IS 'Code of the scheme';
COMMENT ON COLUMN mart.organ_scorecard.scheme_name IS 'Name of the scheme';
COMMENT ON COLUMN mart.organ_scorecard.scheme_version IS 'Version of the scheme';
COMMENT ON COLUMN mart.organ_scorecard.state IS 'provisional or frozen';
COMMENT ON COLUMN mart.organ_scorecard.total IS 'Points, scaled up where items are left out, with bonus and less penalty';
COMMENT ON COLUMN mart.organ_scorecard.total_low IS 'The total in the worst case that the inputs allow';
COMMENT ON COLUMN mart.organ_scorecard.total_high IS 'The total in the best case that the inputs allow';
COMMENT ON COLUMN mart.organ_scorecard.full_mark IS 'Full mark of the scheme, in points';
COMMENT ON COLUMN mart.organ_scorecard.rank IS '1 is best, among the organs of the county';
COMMENT ON COLUMN mart.organ_scorecard.ranked_organs IS 'How many are ranked';
COMMENT ON COLUMN mart.organ_scorecard.peer_group IS 'Whom it is compared with: kind or name of a list; empty: all';
COMMENT ON COLUMN mart.organ_scorecard.peer_rank IS '1 is best, in the peer group';
COMMENT ON COLUMN mart.organ_scorecard.peer_organs IS 'Organs of the peer group';
COMMENT ON COLUMN mart.organ_scorecard.grade IS 'Grade (优秀); empty where the scheme has none';
COMMENT ON COLUMN mart.organ_scorecard.bonus IS 'Points added, within their cap';
COMMENT ON COLUMN mart.organ_scorecard.penalty IS 'Points taken off, within their cap';
COMMENT ON COLUMN mart.organ_scorecard.lowered_by IS 'Veto or downgrade that lowered the grade, with the document that found it; empty where there is none';
COMMENT ON COLUMN mart.organ_scorecard.items_unsubmitted IS 'Items for which nothing was submitted';
COMMENT ON COLUMN mart.organ_scorecard.as_of IS 'Which state of facts and decisions was scored';
COMMENT ON COLUMN mart.organ_scorecard.score_run_id IS 'The scoring';
COMMENT ON COLUMN mart.organ_scorecard.standing IS '参考分: a pre-assessment, no official result';

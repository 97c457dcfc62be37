-- Totals, ranks and grades of the scorings that hold, as fazhi.scoring computed them. Peers are looked up for each row, not
-- ranked by a window: who asks for one county must not wait for the country.
CREATE OR REPLACE VIEW mart.county_scorecard AS
SELECT run.province_code,
       region.prefecture_code,
       region.code AS region_code,
       region.name AS region_name,
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
       (SELECT count(*) FROM dw.fact_score_total AS peer WHERE peer.score_run_id = total.score_run_id) AS ranked_counties,
       scored.items,
       scored.items_scored,
       scored.items_unpublished,
       run.as_of,
       run.score_run_id,
       prefecture.better + 1 AS prefecture_rank,
       prefecture.counties AS prefecture_counties,
       '参考分' AS standing,
       total.grade,
       total.bonus,
       total.penalty,
       total.peer_group,
       total.group_rank AS peer_rank,
       total.group_size AS peer_counties,
       total.lowered_by
FROM dw.fact_score_total AS total
JOIN dw.dim_score_run AS run USING (score_run_id)
JOIN dw.dim_scheme AS scheme USING (scheme_key)
JOIN dw.dim_region AS region USING (region_key)
CROSS JOIN LATERAL (
    SELECT count(*) AS items, count(score) AS items_scored,
           count(*) FILTER (WHERE reason_code = 'unpublished') AS items_unpublished
    FROM dw.fact_score AS item
    WHERE item.year = total.year AND item.score_run_id = total.score_run_id AND item.region_id = total.region_id
) AS scored
CROSS JOIN LATERAL (
    SELECT count(*) AS counties, count(*) FILTER (WHERE peer.rank < total.rank) AS better
    FROM dw.fact_score_total AS peer JOIN dw.dim_region AS place USING (region_key)
    WHERE peer.score_run_id = total.score_run_id
      AND coalesce(place.prefecture_code, place.code) = coalesce(region.prefecture_code, region.code)
) AS prefecture
WHERE run.superseded_at IS NULL AND run.province_code = region.province_code;  -- organs: mart.organ_scorecard
COMMENT ON VIEW mart.county_scorecard IS 'One row a county, year and scheme: 参考分, computed from what the county published. Not additive';
COMMENT ON COLUMN mart.county_scorecard.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.county_scorecard.prefecture_code IS 'Code of the prefecture; null where there is none';
COMMENT ON COLUMN mart.county_scorecard.region_code IS '行政区划代码';
COMMENT ON COLUMN mart.county_scorecard.region_name IS 'Name on the last day of the year';
COMMENT ON COLUMN mart.county_scorecard.year IS 'Year assessed';
COMMENT ON COLUMN mart.county_scorecard.scheme_code IS 'Code of the scheme';
COMMENT ON COLUMN mart.county_scorecard.scheme_name IS 'Name of the scheme';
COMMENT ON COLUMN mart.county_scorecard.scheme_version IS 'Version of the scheme';
COMMENT ON COLUMN mart.county_scorecard.state IS 'provisional or frozen';
COMMENT ON COLUMN mart.county_scorecard.total IS 'Points out of full_mark; items that are not scored are left out and the rest scaled up; with bonus and less penalty';
COMMENT ON COLUMN mart.county_scorecard.total_low IS 'total in the worst case of what is missing or contradicted';
COMMENT ON COLUMN mart.county_scorecard.total_high IS 'total in the best case of what is missing or contradicted';
COMMENT ON COLUMN mart.county_scorecard.full_mark IS 'Full mark of the scheme, in points';
COMMENT ON COLUMN mart.county_scorecard.rank IS '1 is best; what equal totals share or what decides between them is in the scheme';
COMMENT ON COLUMN mart.county_scorecard.ranked_counties IS 'Counties that were ranked';
COMMENT ON COLUMN mart.county_scorecard.items IS 'Items of the scheme';
COMMENT ON COLUMN mart.county_scorecard.items_scored IS 'Items with a score';
COMMENT ON COLUMN mart.county_scorecard.items_unpublished IS 'Items for which the county published nothing';
COMMENT ON COLUMN mart.county_scorecard.as_of IS 'State of the facts that was scored';
COMMENT ON COLUMN mart.county_scorecard.score_run_id IS 'The scoring';
COMMENT ON COLUMN mart.county_scorecard.prefecture_rank IS 'Rank among the counties of its prefecture; 1 where it has none';
COMMENT ON COLUMN mart.county_scorecard.prefecture_counties IS 'Counties that were ranked in its prefecture';
COMMENT ON COLUMN mart.county_scorecard.standing IS '参考分: a pre-assessment from public reports, no official result';
COMMENT ON COLUMN mart.county_scorecard.grade IS 'Grade (优秀); empty where the scheme has none';
COMMENT ON COLUMN mart.county_scorecard.bonus IS 'Points added, within their cap; part of total';
COMMENT ON COLUMN mart.county_scorecard.penalty IS 'Points taken off, within their cap; taken off in total';
COMMENT ON COLUMN mart.county_scorecard.peer_group IS 'Whom the scheme compares the county with: code of a prefecture, kind or name of a list; empty: the whole province';
COMMENT ON COLUMN mart.county_scorecard.peer_rank IS 'Rank in that group';
COMMENT ON COLUMN mart.county_scorecard.peer_counties IS 'Counties of that group';
COMMENT ON COLUMN mart.county_scorecard.lowered_by IS 'Veto or downgrade that lowered the grade, with the document that found it; empty where there is none';

CREATE OR REPLACE VIEW mart.county_scorecard_item AS
SELECT run.province_code,
       region.code AS region_code,
       region.name AS region_name,
       run.year,
       scheme.code AS scheme_code,
       item.parent_code,
       item.code AS item_code,
       item.name AS item_name,
       item.position,
       item.rule_type,
       fact.score,
       fact.score_low,
       fact.score_high,
       fact.full_mark,
       fact.reason_code,
       fact.reason,
       fact.inputs,
       run.state,
       run.score_run_id,
       (SELECT CASE min(array_position(ARRAY['self_reported', 'cross_checked', 'verified'], bridge.verification))
               WHEN 1 THEN 'self_reported' WHEN 2 THEN 'cross_checked' WHEN 3 THEN 'verified' END
        FROM dw.bridge_score_observation AS bridge
        WHERE bridge.year = fact.year AND bridge.score_key = fact.score_key) AS verification,
       '参考分' AS standing
FROM dw.fact_score AS fact
-- the year and the durable id lead to the partition and the index: without them all scores of all years are read
JOIN dw.dim_score_run AS run ON run.score_run_id = fact.score_run_id AND run.year = fact.year
JOIN dw.dim_scheme AS scheme USING (scheme_key)
JOIN dw.dim_scheme_item AS item USING (scheme_item_key)
JOIN dw.dim_region AS region ON region.region_key = fact.region_key AND region.region_id = fact.region_id
WHERE run.superseded_at IS NULL AND run.province_code = region.province_code;
COMMENT ON VIEW mart.county_scorecard_item IS 'One row a county, year, scheme and item';
COMMENT ON COLUMN mart.county_scorecard_item.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.county_scorecard_item.region_code IS '行政区划代码';
COMMENT ON COLUMN mart.county_scorecard_item.region_name IS 'Name on the last day of the year';
COMMENT ON COLUMN mart.county_scorecard_item.year IS 'Year assessed';
COMMENT ON COLUMN mart.county_scorecard_item.scheme_code IS 'Code of the scheme';
COMMENT ON COLUMN mart.county_scorecard_item.parent_code IS 'Code of the heading above; empty at the top';
COMMENT ON COLUMN mart.county_scorecard_item.item_code IS 'Code of the item';
COMMENT ON COLUMN mart.county_scorecard_item.item_name IS 'What is assessed';
COMMENT ON COLUMN mart.county_scorecard_item.position IS 'Place in the scheme, from 0';
COMMENT ON COLUMN mart.county_scorecard_item.rule_type IS 'Type of the rule';
COMMENT ON COLUMN mart.county_scorecard_item.score IS 'Points, negative for a penalty; null where the item is left out';
COMMENT ON COLUMN mart.county_scorecard_item.score_low IS 'Points in the worst case that the inputs allow; null where the item is left out';
COMMENT ON COLUMN mart.county_scorecard_item.score_high IS 'Points in the best case that the inputs allow; null where the item is left out';
COMMENT ON COLUMN mart.county_scorecard_item.full_mark IS 'Full mark, in points; 0 for bonus and penalty';
COMMENT ON COLUMN mart.county_scorecard_item.reason_code IS 'Code of the reason';
COMMENT ON COLUMN mart.county_scorecard_item.reason IS 'Why the rule was not applied, for a person; empty where it was: fazhi explain puts the numbers into the rule';
COMMENT ON COLUMN mart.county_scorecard_item.inputs IS 'Values the rule read';
COMMENT ON COLUMN mart.county_scorecard_item.state IS 'provisional or frozen';
COMMENT ON COLUMN mart.county_scorecard_item.score_run_id IS 'The scoring';
COMMENT ON COLUMN mart.county_scorecard_item.verification IS 'Weakest standing of a figure it rests on: self_reported, cross_checked or verified; null where it rests on none';
COMMENT ON COLUMN mart.county_scorecard_item.standing IS '参考分: a pre-assessment from public reports, no official result';

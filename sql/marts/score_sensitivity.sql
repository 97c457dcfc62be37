-- What each missing or contradicted input could do to a total and a rank, the others staying as they are.
CREATE OR REPLACE VIEW mart.score_sensitivity AS
WITH run_totals AS (
    SELECT score_run_id, array_agg(total ORDER BY total) AS totals,
           array_agg(coalesce(total_low, total) ORDER BY coalesce(total_low, total)) AS lows,
           array_agg(coalesce(total_high, total) ORDER BY coalesce(total_high, total)) AS highs
    FROM mart.county_scorecard
    GROUP BY score_run_id
),
item AS (
    SELECT fact.*,
           sum(score) FILTER (WHERE fact.full_mark > 0) OVER county AS points,
           sum(fact.full_mark) FILTER (WHERE score IS NOT NULL) OVER county AS marks_scored,
           sum(score) FILTER (WHERE fact.full_mark = 0 AND score > 0) OVER county AS bonuses,
           sum(-score) FILTER (WHERE fact.full_mark = 0 AND score < 0) OVER county AS penalties
    FROM dw.fact_score AS fact
    WINDOW county AS (PARTITION BY score_run_id, region_id)
),
doubtful AS (
    SELECT card.*, item.score_key, item.scheme_item_key, item.score, item.score_low, item.score_high, item.reason_code,
           greatest(dw.total_of(coalesce(points, 0) + tree * (score_low - coalesce(score, 0)), marks_counted, card.full_mark, digits)
                    + least(coalesce(bonuses, 0) + (1 - tree) * (greatest(score_low, 0) - greatest(score, 0)), bonus_cap)
                    - least(coalesce(penalties, 0) - (1 - tree) * (least(score_low, 0) - least(score, 0)), penalty_cap), 0)
               AS total_if_low,
           greatest(dw.total_of(coalesce(points, 0) + tree * (score_high - coalesce(score, 0)), marks_counted, card.full_mark, digits)
                    + least(coalesce(bonuses, 0) + (1 - tree) * (greatest(score_high, 0) - greatest(score, 0)), bonus_cap)
                    - least(coalesce(penalties, 0) - (1 - tree) * (least(score_high, 0) - least(score, 0)), penalty_cap), 0)
               AS total_if_high
    FROM item
    JOIN dw.dim_region AS region USING (region_key)
    JOIN mart.county_scorecard AS card ON card.score_run_id = item.score_run_id AND card.region_code = region.code
    JOIN dw.dim_score_run AS run ON run.score_run_id = item.score_run_id
    JOIN dw.dim_scheme AS scheme ON scheme.scheme_key = run.scheme_key
    CROSS JOIN LATERAL (
        SELECT (item.full_mark > 0)::integer AS tree,
               coalesce(marks_scored, 0) + CASE WHEN score IS NULL THEN item.full_mark ELSE 0 END AS marks_counted,
               coalesce((scheme.definition -> 'rounding' ->> 'total_digits')::integer,
                        (scheme.definition -> 'rounding' ->> 'digits')::integer, 2) AS digits,
               (scheme.definition ->> 'bonus_cap')::numeric AS bonus_cap,
               (scheme.definition ->> 'penalty_cap')::numeric AS penalty_cap
    ) AS counted
    WHERE score_low < score_high
),
ranked AS (
    -- width_bucket: how many of the sorted totals are not above a number; the county's own is among them
    SELECT doubtful.*,
           1 + ranked_counties - width_bucket(total_if_low, totals) - (total > total_if_low)::integer AS rank_if_low,
           1 + ranked_counties - width_bucket(total_if_high, totals) - (total > total_if_high)::integer AS rank_if_high,
           1 + ranked_counties - width_bucket(total_high, lows) AS rank_best,
           1 + ranked_counties - width_bucket(total_low, highs) - (total_high > total_low)::integer AS rank_worst
    FROM doubtful JOIN run_totals USING (score_run_id)
)
SELECT ranked.province_code,
       ranked.prefecture_code,
       ranked.region_code,
       ranked.region_name,
       ranked.year,
       ranked.scheme_code,
       ranked.state,
       item.code AS item_code,
       item.name AS item_name,
       array_to_string(item.indicators, ', ') AS indicators,
       CASE WHEN EXISTS (SELECT FROM dw.bridge_score_observation AS bridge
                         WHERE (bridge.year, bridge.score_key) = (ranked.year, ranked.score_key) AND contradicted)
            THEN 'contradicted' ELSE 'missing' END AS doubt,
       ranked.score,
       ranked.score_low,
       ranked.score_high,
       ranked.total,
       ranked.total_if_low,
       ranked.total_if_high,
       ranked.rank,
       ranked.rank_if_low,
       ranked.rank_if_high,
       rank_if_low <> rank OR rank_if_high <> rank AS decides_rank,
       ranked.rank_best,
       ranked.rank_worst,
       ranked.ranked_counties,
       ranked.standing,
       ranked.score_run_id
FROM ranked
JOIN dw.dim_scheme_item AS item USING (scheme_item_key);
COMMENT ON VIEW mart.score_sensitivity IS 'One row a county, year, scheme and item that rests on a missing or contradicted input: what its worst and best case do to total and rank. Not additive';
COMMENT ON COLUMN mart.score_sensitivity.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.score_sensitivity.prefecture_code IS 'Code of the prefecture; null where there is none';
COMMENT ON COLUMN mart.score_sensitivity.region_code IS '行政区划代码';
COMMENT ON COLUMN mart.score_sensitivity.region_name IS 'Name on the last day of the year';
COMMENT ON COLUMN mart.score_sensitivity.year IS 'Year assessed';
COMMENT ON COLUMN mart.score_sensitivity.scheme_code IS 'Code of the scheme';
COMMENT ON COLUMN mart.score_sensitivity.state IS 'provisional or frozen';
COMMENT ON COLUMN mart.score_sensitivity.item_code IS 'Code of the item';
COMMENT ON COLUMN mart.score_sensitivity.item_name IS 'What is assessed';
COMMENT ON COLUMN mart.score_sensitivity.indicators IS 'Indicators that its rule may read; empty for a rule on publication';
COMMENT ON COLUMN mart.score_sensitivity.doubt IS 'missing or contradicted';
COMMENT ON COLUMN mart.score_sensitivity.score IS 'Points; null where the item is left out';
COMMENT ON COLUMN mart.score_sensitivity.score_low IS 'Points in the worst case';
COMMENT ON COLUMN mart.score_sensitivity.score_high IS 'Points in the best case';
COMMENT ON COLUMN mart.score_sensitivity.total IS 'Points of the county out of the full mark';
COMMENT ON COLUMN mart.score_sensitivity.total_if_low IS 'The same if this item had its worst case';
COMMENT ON COLUMN mart.score_sensitivity.total_if_high IS 'The same if this item had its best case';
COMMENT ON COLUMN mart.score_sensitivity.rank IS 'Rank of the county; 1 is best';
COMMENT ON COLUMN mart.score_sensitivity.rank_if_low IS 'Its rank if this item had its worst case and nothing else changed';
COMMENT ON COLUMN mart.score_sensitivity.rank_if_high IS 'Its rank if this item had its best case and nothing else changed';
COMMENT ON COLUMN mart.score_sensitivity.decides_rank IS 'Whether this input alone moves the rank';
COMMENT ON COLUMN mart.score_sensitivity.rank_best IS 'Rank if the county had its best case in all items and every other county its worst';
COMMENT ON COLUMN mart.score_sensitivity.rank_worst IS 'Rank if the county had its worst case in all items and every other county its best';
COMMENT ON COLUMN mart.score_sensitivity.ranked_counties IS 'Counties that were ranked';
COMMENT ON COLUMN mart.score_sensitivity.standing IS '参考分: a pre-assessment from public reports, no official result';
COMMENT ON COLUMN mart.score_sensitivity.score_run_id IS 'The scoring';

-- Not materialised, and ranks by arrays, not by windows: so a province, a year, a period or an indicator that is asked for
-- limits what is read. A county alone does not: ask for its province, too.
CREATE OR REPLACE VIEW mart.peer_comparison AS
WITH held AS NOT MATERIALIZED (
    SELECT region.province_code, region.prefecture_code, region.code AS region_code, region.name AS region_name,
           indicator.code AS indicator_code, indicator.name_zh AS indicator_name, indicator.direction,
           period.code AS period, fact.year, fact.value, fact.unit, fact.approx, fact.bound, fact.confidence
    FROM dw.fact_indicator AS fact
    JOIN dw.dim_region AS region ON region.region_key = fact.region_key
    JOIN dw.dim_indicator AS indicator ON indicator.indicator_id = fact.indicator_id AND indicator.is_current
    JOIN dw.dim_period AS period ON period.period_key = fact.period_key
    JOIN dw.dim_breakdown AS breakdown ON breakdown.breakdown_key = fact.breakdown_key
    WHERE fact.superseded_at IS NULL AND breakdown.code = '' AND region.level = 'county'
), province AS NOT MATERIALIZED (
    SELECT province_code, indicator_code, period, year, count(*) AS counties, avg(value) AS mean,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS median,
           array_agg(value ORDER BY value) AS values, array_agg(-value ORDER BY -value) AS negated
    FROM held
    GROUP BY province_code, indicator_code, period, year
), prefecture AS NOT MATERIALIZED (
    SELECT province_code, prefecture_code, indicator_code, period, year, count(*) AS counties, avg(value) AS mean
    FROM held
    WHERE prefecture_code IS NOT NULL
    GROUP BY province_code, prefecture_code, indicator_code, period, year
)
SELECT held.province_code,
       held.prefecture_code,
       held.region_code,
       held.region_name,
       held.indicator_code,
       held.indicator_name,
       held.period,
       held.year,
       held.value,
       held.unit,
       held.approx,
       held.bound,
       held.confidence,
       held.direction,
       province.counties AS province_counties,
       round(province.mean, 4) AS province_mean,
       round(province.median::numeric, 4) AS province_median,
       -- width_bucket: how many of the sorted values are not above a value
       CASE held.direction
           WHEN '+' THEN 1 + province.counties - width_bucket(held.value, province.values)
           WHEN '-' THEN 1 + province.counties - width_bucket(-held.value, province.negated) END AS province_rank,
       prefecture.counties AS prefecture_counties,
       round(prefecture.mean, 4) AS prefecture_mean
FROM held
JOIN province USING (province_code, indicator_code, period, year)
LEFT JOIN prefecture USING (province_code, prefecture_code, indicator_code, period, year);
COMMENT ON VIEW mart.peer_comparison IS 'One row a county, indicator and period: its total beside those of the counties of its province and prefecture that report one';
COMMENT ON COLUMN mart.peer_comparison.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.peer_comparison.prefecture_code IS 'Code of the prefecture; null where there is none';
COMMENT ON COLUMN mart.peer_comparison.region_code IS '行政区划代码';
COMMENT ON COLUMN mart.peer_comparison.region_name IS 'Name on the last day of the period';
COMMENT ON COLUMN mart.peer_comparison.indicator_code IS 'Code of the catalogue';
COMMENT ON COLUMN mart.peer_comparison.indicator_name IS 'Chinese name';
COMMENT ON COLUMN mart.peer_comparison.period IS 'Period code: peers are those of the same period';
COMMENT ON COLUMN mart.peer_comparison.year IS 'Its last year';
COMMENT ON COLUMN mart.peer_comparison.value IS 'In unit; of a range the lower end';
COMMENT ON COLUMN mart.peer_comparison.unit IS 'Unit of value, means and median';
COMMENT ON COLUMN mart.peer_comparison.approx IS 'Whether the text says about';
COMMENT ON COLUMN mart.peer_comparison.bound IS '>=, <= or empty';
COMMENT ON COLUMN mart.peer_comparison.confidence IS 'certain, likely or uncertain';
COMMENT ON COLUMN mart.peer_comparison.direction IS '+ higher is better, - lower is better, 0 neutral';
COMMENT ON COLUMN mart.peer_comparison.province_counties IS 'Counties of the province that report it, this one included';
COMMENT ON COLUMN mart.peer_comparison.province_mean IS 'Their mean, each county counted once';
COMMENT ON COLUMN mart.peer_comparison.province_median IS 'Their median';
COMMENT ON COLUMN mart.peer_comparison.province_rank IS 'Rank among them, 1 the best, equal values share one; null where the direction is neutral';
COMMENT ON COLUMN mart.peer_comparison.prefecture_counties IS 'Counties of the prefecture that report it; null where there is no prefecture';
COMMENT ON COLUMN mart.peer_comparison.prefecture_mean IS 'Their mean; null likewise';

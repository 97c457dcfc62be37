-- Shared dimensions grow before the merge, sorted, so that loads that meet the same new period wait but never collide.

-- step: read_through
-- Both at once, and by as many workers as the server gives: what is put in from a query is read by one.
CREATE TEMPORARY TABLE spoken ON COMMIT DROP AS
SELECT DISTINCT period, period_year, period_start, period_end, granularity, breakdown
FROM stg.observation WHERE load_id = %(load_id)s
UNION ALL
SELECT period, period_year, period_start, period_end, granularity, '' FROM stg.document_check WHERE load_id = %(load_id)s
UNION ALL
SELECT period, period_year, period_start, period_end, granularity, '' FROM stg.statement WHERE load_id = %(load_id)s;

-- step: periods
INSERT INTO dw.dim_period (code, year, start_date, end_date, granularity)
SELECT DISTINCT period, period_year, period_start, period_end, granularity
FROM spoken
WHERE granularity <> 'unknown' AND period_year BETWEEN %(first_year)s AND %(last_year)s
  AND NOT EXISTS (SELECT FROM dw.dim_period WHERE dim_period.code = spoken.period)
ORDER BY period
ON CONFLICT DO NOTHING;

-- step: breakdowns
INSERT INTO dw.dim_breakdown (code, dimension, member)
SELECT DISTINCT breakdown, split_part(breakdown, '=', 1), substring(breakdown FROM position('=' IN breakdown) + 1)
FROM spoken
WHERE breakdown ~ '^[^=]+=.'
  AND NOT EXISTS (SELECT FROM dw.dim_breakdown WHERE dim_breakdown.code = spoken.breakdown)
ORDER BY breakdown
ON CONFLICT DO NOTHING;

-- step: drop
DROP TABLE spoken;

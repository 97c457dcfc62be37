-- etl.rejected: what the star schema cannot hold. The gate has its own, finer rules; these hold whatever they are.

-- step: expectations
-- Of each row the one that it does not meet, or null: part of the statements that look at them.
SELECT document_id, period_year, period, row_number,
       CASE
           WHEN known IS NULL THEN 'unknown_indicator'
           WHEN granularity IS NULL THEN 'period_unreadable'
           WHEN period_year NOT BETWEEN %(first_year)s AND %(last_year)s THEN 'period_out_of_range'
           WHEN breakdown <> '' AND breakdown !~ '^[^=]+=.' THEN 'breakdown_unreadable'
           WHEN (value IS NULL) <> (value_status IN ('empty', 'not_applicable')) THEN 'value_missing'
           WHEN value = 'NaN' OR value_max = 'NaN' OR value_max < value THEN 'value_unreadable'
           WHEN kind NOT IN ('actual', 'target', 'previous', 'change', 'target_change')
                OR value_status NOT IN ('reported', 'zero', 'empty', 'not_applicable')
                OR bound NOT IN ('', '>=', '<=') OR basis NOT IN ('', 'stock', 'new', 'cumulative')
                OR confidence NOT IN ('certain', 'likely', 'uncertain')
                OR coalesce(evidence_end <= evidence_start, true)
                OR num_nulls(indicator, value_status, bound, approx, unit, unit_raw, period, period_source, kind,
                             breakdown, subject, basis, scope, confidence, rule, locator, evidence, sentence) > 0
               THEN 'malformed'
       END AS expectation
FROM stg.observation AS staged
JOIN stg.document USING (load_id, document_id)
LEFT JOIN (SELECT code FROM dw.dim_indicator WHERE is_current) AS indicators (known) ON known = staged.indicator
WHERE load_id = %(load_id)s

-- step: judge
-- Of which periods each document speaks, and how often. One look at all rows, by several workers: apart from taking rows
-- out, and without their numbers, because nearly always it finds none to be taken out.
CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
SELECT document_id, period_year, period, count(*) FILTER (WHERE expectation IS NULL) AS observations,
       count(expectation) AS refused
FROM ({expectations}) AS looked_at
GROUP BY document_id, period_year, period;

-- step: count_refused
SELECT coalesce(sum(refused), 0) FROM judged;

-- step: reject
WITH refused AS MATERIALIZED (
    SELECT row_number, expectation FROM ({expectations}) AS looked_at WHERE expectation IS NOT NULL
),
taken AS (
    DELETE FROM stg.observation AS staged
    USING refused
    WHERE staged.row_number = refused.row_number AND staged.load_id = %(load_id)s
    RETURNING refused.expectation, staged.*
)
INSERT INTO etl.rejected (load_id, run_id, province_code, partition_year, url, content_hash, locator, value_digest,
                          table_name, expectation, reason, sentence, "row", recorded_at)
SELECT load_id, %(run_id)s, document.province_code, document.partition_year, document.url, document.content_hash,
       coalesce(locator, ''), value_digest, 'stg.observation', expectation,
       CASE expectation
           WHEN 'unknown_indicator' THEN 'The catalogue has no indicator ' || coalesce(indicator, '(none)')
           WHEN 'period_unreadable' THEN coalesce('"' || period || '"', '(none)') || ' is not a period code'
           WHEN 'period_out_of_range' THEN
               'The period ' || period || ' is not within ' || %(first_year)s || ' to ' || %(last_year)s
           WHEN 'breakdown_unreadable' THEN '"' || breakdown || '" is not dimension=member'
           WHEN 'value_missing' THEN
               'A value of status ' || coalesce(value_status, '(none)') || ' cannot be ' || coalesce(value::text, 'missing')
           WHEN 'value_unreadable' THEN
               'The value ' || value || coalesce(' to ' || value_max, '') || ' is no number or no range'
           ELSE 'A column holds what dw.fact_observation does not allow; the row shows which'
       END,
       coalesce(sentence, ''), to_jsonb(taken) - 'expectation', %(recorded_at)s
FROM taken JOIN stg.document AS document USING (load_id, document_id)
ON CONFLICT DO NOTHING;

-- step: drop
DROP TABLE judged;

-- step: reject_statements
WITH judged AS (
    SELECT row_number,
           CASE
               WHEN NOT EXISTS (SELECT FROM dw.dim_statement WHERE dim_statement.code = staged.statement)
                   THEN 'unknown_statement'
               WHEN granularity IS NULL THEN 'period_unreadable'
               WHEN period_year NOT BETWEEN %(first_year)s AND %(last_year)s THEN 'period_out_of_range'
               WHEN kind NOT IN ('actual', 'target') OR confidence NOT IN ('certain', 'likely', 'uncertain')
                    OR coalesce(evidence_end <= evidence_start, true)
                    OR num_nulls(statement, period, period_source, kind, subject, confidence, rule, locator, evidence,
                                 sentence) > 0
                   THEN 'malformed'
           END AS expectation
    FROM stg.statement AS staged
    JOIN stg.document USING (load_id, document_id)
    WHERE load_id = %(load_id)s
),
taken AS (
    DELETE FROM stg.statement AS staged
    USING judged
    WHERE judged.expectation IS NOT NULL AND staged.row_number = judged.row_number AND staged.load_id = %(load_id)s
    RETURNING judged.expectation, staged.*
)
INSERT INTO etl.rejected (load_id, run_id, province_code, partition_year, url, content_hash, locator, value_digest,
                          table_name, expectation, reason, sentence, "row", recorded_at)
SELECT load_id, %(run_id)s, province_code, partition_year, url, content_hash, coalesce(locator, ''), value_digest,
       'stg.statement', expectation,
       CASE expectation
           WHEN 'unknown_statement' THEN 'The catalogue has no statement ' || coalesce(statement, '(none)')
           WHEN 'period_unreadable' THEN coalesce('"' || period || '"', '(none)') || ' is not a period code'
           WHEN 'period_out_of_range' THEN
               'The period ' || period || ' is not within ' || %(first_year)s || ' to ' || %(last_year)s
           ELSE 'A column holds what dw.fact_statement does not allow; the row shows which'
       END,
       coalesce(sentence, ''), to_jsonb(taken) - 'expectation', %(recorded_at)s
FROM taken
ON CONFLICT DO NOTHING;

-- Figures that stand as they do because a person said so, by the page and the sentence that they stand in: what readers of
-- dw and mart may know of etl.correction and etl.rejected. A figure of such a page and sentence is met as dw.is_decided says;
-- each by one decision at most, the latest.
CREATE OR REPLACE VIEW dw.decided_figure AS
WITH correction AS (
    SELECT url, sentence, corrected, expected, owner, made_at, correction.reason,
           coalesce(corrected ->> 'indicator', split_part(expected, ' ', 1)) AS indicator_code,
           coalesce(corrected ->> 'period', split_part(expected, ' ', 2)) AS period,
           number.read,
           CASE WHEN corrected ? 'value' THEN number.corrected_to ELSE number.read END AS value
    FROM etl.correction,
    -- what no load could hold is passed over, by it and here
    LATERAL (SELECT CASE WHEN split_part(expected, ' ', 3) ~ '^-?[0-9]+(\.[0-9]+)?$'
                         THEN split_part(expected, ' ', 3)::numeric END AS read,
                    CASE WHEN corrected ->> 'value' ~ '^-?[0-9]+(\.[0-9]+)?$'
                         THEN (corrected ->> 'value')::numeric END AS corrected_to) AS number
    WHERE withdrawn_at IS NULL AND corrected <> '{}'
)
(SELECT DISTINCT ON (url, sentence, indicator_code, period, value)
       url AS document_url,
       sentence,
       CASE WHEN corrected - 'value' = '{}' AND value = read THEN 'confirmed' ELSE 'corrected' END AS decision,
       expected AS decided_about,
       owner AS decided_by,
       made_at AS decided_at,
       dw.anonymised(reason) AS decision_reason,
       indicator_code,
       period,
       value,
       NULL::uuid AS row_digest
FROM correction
ORDER BY url, sentence, indicator_code, period, value, made_at DESC)
UNION ALL
(SELECT DISTINCT ON (url, "row" ->> 'row_digest')
       url, sentence, 'released', expectation, decided_by, decided_at, dw.anonymised(decision_reason),
       "row" ->> 'indicator', "row" ->> 'period', NULL, ("row" ->> 'row_digest')::uuid
FROM etl.rejected
WHERE state = 'released' AND table_name = 'stg.observation' AND "row" ? 'row_digest'
ORDER BY url, "row" ->> 'row_digest', decided_at DESC);
COMMENT ON VIEW dw.decided_figure IS 'Figures that stand as they do because a person said so: corrections that hold and rejected rows that were released; one row a figure';
COMMENT ON COLUMN dw.decided_figure.document_url IS 'Canonical URL of the document';
COMMENT ON COLUMN dw.decided_figure.sentence IS 'The sentence that the figure stands in';
COMMENT ON COLUMN dw.decided_figure.decision IS 'corrected (it is read otherwise), confirmed (a person found it right) or released (it fails a rule of the quality gate)';
COMMENT ON COLUMN dw.decided_figure.decided_about IS 'What the extractor read (indicator, period, value, unit), or the rule of the gate that it fails';
COMMENT ON COLUMN dw.decided_figure.decided_by IS 'Who answers for it';
COMMENT ON COLUMN dw.decided_figure.decided_at IS 'When it was decided';
COMMENT ON COLUMN dw.decided_figure.decision_reason IS 'Why';
COMMENT ON COLUMN dw.decided_figure.indicator_code IS 'Indicator that it is of by now';
COMMENT ON COLUMN dw.decided_figure.period IS 'Period that it is of by now';
COMMENT ON COLUMN dw.decided_figure.value IS 'Value that it has by now; null of a released one';
COMMENT ON COLUMN dw.decided_figure.row_digest IS 'row_digest of the observation that was released; null of a corrected one, which is met by what it says';

CREATE OR REPLACE FUNCTION dw.is_decided(
    decided dw.decided_figure, rule text, row_digest uuid, indicator_code text, period text, value numeric
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN rule = 'correction'
                THEN (decided.indicator_code, decided.period, decided.value) = (indicator_code, period, value)
                ELSE decided.row_digest = row_digest END
$$;
COMMENT ON FUNCTION dw.is_decided IS 'Whether an observation that stands in the sentence of a decision is the figure decided about: a corrected one by what it says now, another by its row digest';

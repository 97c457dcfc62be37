-- What was superseded because more or fewer sources agree with it was said to have another source: it has a cause of its own.
-- So has a check that an operand came to which the gate had kept out.
DO $$
DECLARE
    fact regclass;
    partition regclass;
    causes text;
BEGIN
    FOREACH fact IN ARRAY ARRAY['dw.fact_indicator', 'dw.fact_target', 'dw.fact_check']::regclass[] LOOP
        causes := format('%s_superseded_cause_check', substring(fact::text FROM '\w+$'));
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', fact, causes);
        FOR partition IN SELECT inhrelid FROM pg_inherits WHERE inhparent = fact LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I', partition, causes);  -- made apart, it has its own
        END LOOP;
        EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I CHECK (superseded_cause IN (%s))', fact, causes,
            $causes$'revised_by_source', 'extractor', 'catalogue', 'rejected', 'correction', 'other_source', 'agreement',
                    'released'$causes$);
    END LOOP;
END
$$;

UPDATE dw.fact_indicator AS earlier
SET superseded_cause = 'agreement'
FROM dw.fact_indicator AS later
WHERE earlier.superseded_cause = 'other_source' AND later.year = earlier.year
  AND later.observation_key = earlier.observation_key AND later.recorded_at = earlier.superseded_at
  AND later.fact_key > earlier.fact_key;
UPDATE dw.fact_target AS earlier
SET superseded_cause = 'agreement'
FROM dw.fact_target AS later
WHERE earlier.superseded_cause = 'other_source' AND later.year = earlier.year
  AND later.observation_key = earlier.observation_key AND later.recorded_at = earlier.superseded_at
  AND later.fact_key > earlier.fact_key;

COMMENT ON COLUMN dw.fact_indicator.superseded_cause IS 'Why its observation was superseded; other_source where that stands and another one was chosen, agreement where it is chosen still and only how many sources agree, or the reason, is otherwise; null while it holds';
COMMENT ON COLUMN dw.fact_check.superseded_cause IS 'Why an operand or the document was superseded; released where an operand came that the gate had kept out, other_source where another figure was chosen; null while it holds';

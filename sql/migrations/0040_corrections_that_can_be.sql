-- A correction to NaN made every load of its province and year fail: what no figure can be is refused here, too, whoever
-- enters it. Not of rows that are there: each load passes over those that can't be and names them.
ALTER TABLE etl.correction ADD CONSTRAINT correction_can_be CHECK (withdrawn_at IS NOT NULL OR CASE
    WHEN jsonb_typeof(corrected) <> 'object' THEN false
    ELSE corrected - ARRAY['indicator', 'value', 'period', 'kind', 'breakdown'] = '{}'
        AND NOT jsonb_path_exists(corrected, '$.* ? (@.type() <> "string")')
        AND coalesce(corrected ->> 'value' ~ '^-?[0-9]{1,15}(\.[0-9]{1,10})?$', true)
        AND coalesce(corrected ->> 'indicator' <> '', true)
        AND coalesce(corrected ->> 'period' ~ '^[0-9]{4}', true)
        AND coalesce(corrected ->> 'kind' IN ('actual', 'target', 'previous', 'change', 'target_change'), true)
        AND coalesce(corrected ->> 'breakdown' ~ '^([a-z_]+=[a-z0-9_]+)?$', true)
    END) NOT VALID;

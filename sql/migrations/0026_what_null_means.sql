-- Every column that may be null says what that means.
COMMENT ON COLUMN etl.page_state.capture_id IS 'Latest capture that holds a body; null before the first';
COMMENT ON COLUMN etl.page_state.gone_at IS 'When the site first answered 404 or 410; its figures stay; null while it answers otherwise';
COMMENT ON COLUMN dw.fact_check.found IS 'What is printed, in its unit';

DO $$
DECLARE
    silent record;
BEGIN
    FOR silent IN
        SELECT attrelid::regclass AS staged, attname, col_description(attrelid, attnum) AS said
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'stg'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped AND NOT attnotnull
          AND col_description(attrelid, attnum) !~* '(null|as in)'
    LOOP
        EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', silent.staged, silent.attname,
                       silent.said || '; null where the reading lacks it, which the gate rejects');
    END LOOP;
END
$$;

-- Each batch that stages has its tables analysed before the merge plans by them. Of sentences and units the planner asks
-- nothing, and of keys a small sample tells it enough: that was a third of the work of a small load.
DO $$
DECLARE
    named record;
BEGIN
    FOR named IN
        SELECT attrelid::regclass AS staged, attname,
               attname IN ('load_id', 'document_id', 'url', 'source_code', 'period', 'period_year', 'indicator', 'statement',
                           'breakdown', 'granularity', 'row_digest', 'change', 'restated', 'document_key') AS asked
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'stg'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s', named.staged, named.attname,
                       CASE WHEN named.asked THEN 10 ELSE 0 END);
    END LOOP;
END
$$;

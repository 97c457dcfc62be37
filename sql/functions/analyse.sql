-- Only an owner may analyse a table, and the merge needs it done before the next autovacuum: fazhi_loader asks this.
CREATE OR REPLACE FUNCTION etl.analyse(target regclass) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = target) NOT IN ('dw', 'stg') THEN
        RAISE insufficient_privilege USING MESSAGE = 'etl.analyse is for tables of dw and stg';
    END IF;
    EXECUTE format('ANALYZE %s', target);
END
$$;
COMMENT ON FUNCTION etl.analyse IS 'Refreshes the statistics of a table of dw or stg';
REVOKE ALL ON FUNCTION etl.analyse FROM PUBLIC;

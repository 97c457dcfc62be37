-- The partition of a year is made by the load that first has rows for it: filled apart, without an index, then attached,
-- which builds the indexes at once (docs/decisions/0024-a-year-is-filled-apart.md). Only an owner may, so fazhi_loader
-- asks these.
CREATE OR REPLACE FUNCTION etl.open_partition(fact regclass, partition_year integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    partition_name text := format('%s_%s', fact, partition_year);
    made boolean;
    granted record;
    unasked name;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_partitioned_table JOIN pg_class ON oid = partrelid
                   WHERE oid = fact AND relnamespace = 'dw'::regnamespace) THEN
        RAISE insufficient_privilege USING MESSAGE = 'etl.open_partition is for partitioned tables of dw';
    END IF;
    IF to_regclass(partition_name) IS NOT NULL THEN
        RETURN false;
    END IF;
    -- One at a time, to the end of the transaction: two loads that each attach a year would wait for each other.
    PERFORM pg_advisory_xact_lock(hashtext('fazhi.open_partition'));
    -- Another load may have made it meanwhile; to_regclass remembers that there was none.
    SELECT EXISTS (SELECT FROM pg_inherits WHERE inhparent = fact AND inhrelid::regclass::text = partition_name) INTO made;
    IF made THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS,'
                   ' CONSTRAINT of_this_year CHECK (year = %s))', partition_name, fact, partition_year);
    FOR granted IN SELECT privilege_type, grantee::regrole AS grantee
                   FROM pg_class CROSS JOIN LATERAL aclexplode(relacl) WHERE oid = fact AND grantee <> relowner
    LOOP
        EXECUTE format('GRANT %s ON %s TO %s', granted.privilege_type, partition_name, granted.grantee);
    END LOOP;
    -- No plan asks how often a sentence or a place in a text occurs: to count them was most of ANALYZE.
    FOR unasked IN SELECT attname FROM pg_attribute
                   WHERE attrelid = partition_name::regclass
                     AND attname IN ('evidence_start', 'evidence_end', 'value_max', 'unit', 'unit_raw', 'subject', 'scope',
                                     'period_source', 'locator', 'evidence', 'sentence', 'run_id',
                                     'superseded_by_document_key')
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS 0', partition_name, unasked);
    END LOOP;
    RETURN true;
END
$$;
COMMENT ON FUNCTION etl.open_partition IS 'Makes the table that will be the partition of a year, without indexes and apart; false, and nothing is made, where the year has one. Whoever opens it attaches it in the same transaction';

CREATE OR REPLACE FUNCTION etl.attach_partition(fact regclass, partition_year integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET maintenance_work_mem = '256MB' AS $$
DECLARE
    partition_name text := format('%s_%s', fact, partition_year);
BEGIN
    -- What of_this_year has checked row by row need not be looked for again.
    EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES IN (%s)', fact, partition_name, partition_year);
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT of_this_year', partition_name);
    -- Where there are observations, what is chosen of them must have its place, unless whoever chooses has it apart still.
    IF fact = 'dw.fact_observation'::regclass AND etl.open_partition('dw.fact_indicator', partition_year) THEN
        PERFORM etl.attach_partition('dw.fact_indicator', partition_year);
    END IF;
END
$$;
COMMENT ON FUNCTION etl.attach_partition IS 'Attaches what open_partition made and builds its indexes; readers and loads of other years go on meanwhile. A year of observations gets a partition of fact_indicator too, where none is opened';
REVOKE ALL ON FUNCTION etl.open_partition, etl.attach_partition FROM PUBLIC;

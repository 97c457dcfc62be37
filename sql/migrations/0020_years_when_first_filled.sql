-- A year of observations gets its partition from the load that first has rows for it (sql/functions/partitions.sql): what
-- is filled apart need not keep three indexes meanwhile. Those that no load has used are given back.
DO $$
DECLARE
    partition regclass;
    used boolean;
BEGIN
    FOR partition IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'dw.fact_observation'::regclass LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', partition) INTO used;
        IF NOT used THEN
            EXECUTE format('DROP TABLE %s', partition);
        END IF;
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION dw.ensure_partitions(first_year integer, last_year integer) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    fact regclass;
    partition_year integer;
    partition_name text;
BEGIN
    FOR fact IN SELECT partrelid::regclass FROM pg_partitioned_table JOIN pg_class ON oid = partrelid
                WHERE relnamespace = 'dw'::regnamespace AND oid <> 'dw.fact_observation'::regclass ORDER BY relname
    LOOP
        FOR partition_year IN first_year .. last_year LOOP
            partition_name := format('%s_%s', fact, partition_year);
            IF to_regclass(partition_name) IS NULL THEN
                EXECUTE format('CREATE TABLE %s PARTITION OF %s FOR VALUES IN (%s)', partition_name, fact, partition_year);
            END IF;
        END LOOP;
    END LOOP;
END
$$;
COMMENT ON FUNCTION dw.ensure_partitions IS 'Creates the partitions that a range of years lacks; each upgrade calls it, so that the range moves with the calendar. Those of fact_observation are made when first filled';

CREATE OR REPLACE FUNCTION dw.last_partition_year() RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT max(substring(relname FROM '\d{4}$')::integer)
    FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'dw.fact_indicator'::regclass
$$;

-- What decides between two figures is one number now, not an array of them.
DROP FUNCTION IF EXISTS dw.choice_reason(integer[], integer[]);

-- What is chosen of a year is filled apart like its observations (sql/functions/partitions.sql): its partition is made by
-- the load that first has observations of that year. Those of years without any are given back.
DO $$
DECLARE
    partition regclass;
    used boolean;
BEGIN
    FOR partition IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'dw.fact_indicator'::regclass LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', partition) INTO used;
        IF NOT used AND to_regclass('dw.fact_observation_' || substring(partition::text FROM '\d{4}$')) IS NULL THEN
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
                WHERE relnamespace = 'dw'::regnamespace
                  AND oid NOT IN ('dw.fact_observation'::regclass, 'dw.fact_indicator'::regclass) ORDER BY relname
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
COMMENT ON FUNCTION dw.ensure_partitions IS 'Creates the partitions that a range of years lacks; each upgrade calls it, so that the range moves with the calendar. Those of fact_observation and fact_indicator are made when first filled';

CREATE OR REPLACE FUNCTION dw.last_partition_year() RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT max(substring(relname FROM '\d{4}$')::integer)
    FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'dw.fact_target'::regclass
$$;

-- fazhi_bi reads dw and mart; fazhi_loader runs the pipeline; fazhi_editor releases and discards rejected rows. Where
-- the owner may not create roles, an administrator does, and the next upgrade grants.
DO $$
DECLARE
    role_name text;
    kept text[] := ARRAY['fact_observation', 'fact_statement', 'fact_indicator', 'fact_target', 'fact_check',
                         'bridge_check_observation', 'fact_score', 'fact_score_total', 'bridge_score_observation'];
    ended record;
    setting text[];
BEGIN
    FOREACH role_name IN ARRAY ARRAY['fazhi_bi', 'fazhi_loader', 'fazhi_editor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I LOGIN', role_name);
            EXCEPTION
                WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of the cluster was faster
                WHEN insufficient_privilege THEN
                    RAISE NOTICE 'role % is not there and cannot be created by %', role_name, current_user;
            END;
        END IF;
    END LOOP;

    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_bi') THEN
        GRANT USAGE ON SCHEMA dw, mart TO fazhi_bi;
        GRANT SELECT ON ALL TABLES IN SCHEMA dw, mart TO fazhi_bi;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA dw TO fazhi_bi;
    END IF;
    -- One report that joins everything with everything must not slow the night down. Of the database, not the role, so
    -- that another warehouse of the cluster sets its own; what an administrator has set stays.
    FOREACH setting SLICE 1 IN ARRAY ARRAY[['statement_timeout', '60s'], ['default_transaction_read_only', 'on']] LOOP
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_bi') AND NOT EXISTS (
            SELECT FROM pg_db_role_setting CROSS JOIN LATERAL unnest(setconfig) AS held
            WHERE setrole = 'fazhi_bi'::regrole AND starts_with(held, setting[1] || '=')
              AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))) THEN
            BEGIN
                EXECUTE format('ALTER ROLE fazhi_bi IN DATABASE %I SET %I = %L', current_database(), setting[1], setting[2]);
            EXCEPTION
                WHEN insufficient_privilege THEN
                    RAISE NOTICE '% of fazhi_bi cannot be set by %', setting[1], current_user;
            END;
        END IF;
    END LOOP;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_loader') THEN
        GRANT USAGE ON SCHEMA etl, stg, dw, mart TO fazhi_loader;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA etl, stg, dw TO fazhi_loader;
        -- what people decided is added to, never changed
        REVOKE UPDATE, DELETE ON etl.rejected_decision FROM fazhi_loader;
        -- nor are facts, scores and versions of documents taken away, or said to have been others
        REVOKE DELETE ON dw.dim_document FROM fazhi_loader;
        EXECUTE (SELECT format('REVOKE UPDATE, DELETE ON %s FROM fazhi_loader', string_agg(pg_class.oid::regclass::text, ', '))
                 FROM pg_class JOIN unnest(kept) AS name ON relname ~ ('^' || name || '(_[0-9]{4})?$')
                 WHERE relnamespace = 'dw'::regnamespace AND relkind IN ('r', 'p'));
        FOR ended IN SELECT attrelid::regclass AS fact, string_agg(attname, ', ') AS columns
                     FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
                     WHERE relnamespace = 'dw'::regnamespace AND relname = ANY(kept)
                       AND attname IN ('superseded_at', 'superseded_cause', 'superseded_by_document_key')
                     GROUP BY attrelid
        LOOP
            EXECUTE format('GRANT UPDATE (%s) ON %s TO fazhi_loader', ended.columns, ended.fact);
        END LOOP;
        GRANT SELECT ON ALL TABLES IN SCHEMA mart TO fazhi_loader;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA etl, stg, dw TO fazhi_loader;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA dw, etl TO fazhi_loader;
    END IF;
    -- mart.rejected_rows is what an editor decides about
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_editor') THEN
        GRANT USAGE ON SCHEMA etl, mart TO fazhi_editor;
        GRANT SELECT ON mart.rejected_rows TO fazhi_editor;
        GRANT EXECUTE ON FUNCTION etl.release_rejected, etl.discard_rejected TO fazhi_editor;
    END IF;
END
$$;

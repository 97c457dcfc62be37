-- fazhi_bi reads dw and mart; fazhi_loader runs the pipeline. Where the owner may not create roles, an administrator
-- does, and the next upgrade grants.
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['fazhi_bi', 'fazhi_loader'] LOOP
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
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'fazhi_loader') THEN
        GRANT USAGE ON SCHEMA etl, stg, dw, mart TO fazhi_loader;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA etl, stg, dw TO fazhi_loader;
        GRANT SELECT ON ALL TABLES IN SCHEMA mart TO fazhi_loader;
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA etl, stg, dw TO fazhi_loader;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA dw, etl TO fazhi_loader;
    END IF;
END
$$;

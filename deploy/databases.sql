-- Databases and roles, run by psql as the superuser before anything else starts, and again whenever the containers do: a
-- password that changed in .env is set. `fazhi migrate` grants what each role may.
\set ON_ERROR_STOP on
\getenv airflow_password AIRFLOW_DB_PASSWORD
\getenv celery_password CELERY_DB_PASSWORD
\getenv superset_password SUPERSET_DB_PASSWORD
\getenv owner_password FAZHI_OWNER_PASSWORD
\getenv loader_password FAZHI_LOADER_PASSWORD
\getenv bi_password FAZHI_BI_PASSWORD
\getenv editor_password FAZHI_EDITOR_PASSWORD

-- what has an error must not tell the server's log a password
SET log_min_error_statement = panic;

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['airflow', 'celery', 'superset', 'fazhi_owner', 'fazhi_loader', 'fazhi_bi', 'fazhi_editor']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
ALTER ROLE airflow PASSWORD :'airflow_password';
ALTER ROLE celery PASSWORD :'celery_password';
ALTER ROLE superset PASSWORD :'superset_password';
ALTER ROLE fazhi_owner PASSWORD :'owner_password';
ALTER ROLE fazhi_loader PASSWORD :'loader_password';
ALTER ROLE fazhi_bi PASSWORD :'bi_password';
ALTER ROLE fazhi_editor PASSWORD :'editor_password';
-- so that `fazhi migrate` may set the limits of the role that reads (sql/roles.sql); the owner administers no other
ALTER ROLE fazhi_owner CREATEROLE;
GRANT fazhi_bi TO fazhi_owner WITH ADMIN OPTION;

SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8'' LC_COLLATE ''C'' LC_CTYPE ''C''', name, owner)
FROM (VALUES ('airflow', 'airflow'), ('celery', 'celery'), ('superset', 'superset'), ('warehouse', 'fazhi_owner')) AS wanted (name, owner)
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name)
\gexec
REVOKE ALL ON DATABASE airflow, celery, superset, warehouse FROM PUBLIC;
GRANT CONNECT ON DATABASE warehouse TO fazhi_loader, fazhi_bi, fazhi_editor;
GRANT TEMPORARY ON DATABASE warehouse TO fazhi_loader;

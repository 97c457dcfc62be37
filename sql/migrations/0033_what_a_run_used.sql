-- A batch that is tried again looks up what its run had of the hosts of its counties.
DROP INDEX etl.capture_run;
CREATE INDEX capture_run ON etl.capture (run_id, source_code);
DROP INDEX etl.outcome_run;
CREATE INDEX outcome_run ON etl.outcome (run_id, source_code, outcome);

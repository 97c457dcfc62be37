-- A correction that no figure answers to any more lapsed without a word: what the last reading of its page made of each
-- is kept beside it, so that it can be shown, and told once in the morning.
CREATE TABLE etl.correction_state (
    correction_id   bigint PRIMARY KEY REFERENCES etl.correction ON DELETE CASCADE,
    state           text NOT NULL CHECK (state IN ('holds', 'lapsed', 'refused')),
    why             text NOT NULL,
    run_id          bigint NOT NULL REFERENCES etl.run,
    since           timestamptz NOT NULL
);
COMMENT ON TABLE etl.correction_state IS 'What the last reading of its page made of a correction; none where it waits for the next load';
COMMENT ON COLUMN etl.correction_state.correction_id IS 'The correction';
COMMENT ON COLUMN etl.correction_state.state IS 'holds, lapsed (its sentence or the reading of it is another now) or refused (no figure can be so): only where it holds is the figure the corrected one';
COMMENT ON COLUMN etl.correction_state.why IS 'Why it does not hold; empty where it does';
COMMENT ON COLUMN etl.correction_state.run_id IS 'The run that found it so first';
COMMENT ON COLUMN etl.correction_state.since IS 'Since when it is so';

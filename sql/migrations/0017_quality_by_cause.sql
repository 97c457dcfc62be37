-- Decisions are made in SQL, where no suite can be read: what may be released is kept beside the rejected rows.
CREATE TABLE etl.expectation (
    expectation     text PRIMARY KEY,
    releasable      boolean NOT NULL
);
COMMENT ON TABLE etl.expectation IS 'The rules of expectations/*.yml for which rows are kept out, as the gate last read them';
COMMENT ON COLUMN etl.expectation.expectation IS 'Code of the rule, as in etl.rejected';
COMMENT ON COLUMN etl.expectation.releasable IS 'Whether a person may let pass what fails it; false where the star schema cannot hold that';

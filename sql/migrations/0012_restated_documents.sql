DELETE FROM stg.document_check;
ALTER TABLE stg.document ADD COLUMN restated boolean NOT NULL DEFAULT false;
ALTER TABLE stg.document_check ALTER COLUMN operands TYPE uuid[] USING '{}';
COMMENT ON COLUMN stg.document.restated IS 'Whether its observations are those that the ledger has of the same text and so were not staged again';
COMMENT ON COLUMN stg.document.change IS 'new, revised (another content hash), reparsed (the parser reads it otherwise) or same; null before the merge';
COMMENT ON COLUMN stg.document_check.operands IS 'Row digests of its observations, in the order of the identity';

ALTER TABLE etl.load ADD COLUMN expectations_digest text NOT NULL DEFAULT '';
ALTER TABLE etl.derivation ADD COLUMN expectations_digest text NOT NULL DEFAULT '';
COMMENT ON COLUMN etl.load.expectations_digest IS 'SHA-256 (hex) over the suites of the gate';
COMMENT ON COLUMN etl.derivation.expectations_digest IS 'SHA-256 (hex) over the suites of the gate that it went through';

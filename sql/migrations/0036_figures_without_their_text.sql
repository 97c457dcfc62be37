-- What is the same for all figures of a document stands with the document: a figure is staged in three quarters of the
-- bytes, which is written once and read five times. What is staged meanwhile keeps its documents.
ALTER TABLE stg.observation
    DROP COLUMN url, DROP COLUMN content_hash, DROP COLUMN source_code, DROP COLUMN province_code,
    DROP COLUMN partition_year;

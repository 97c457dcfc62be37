-- Which document comes first is known where its columns are compared, and read by several workers: those cannot look
-- into temporary tables.
ALTER TABLE stg.document
    ADD COLUMN place integer,
    ADD COLUMN work integer;
ALTER TABLE stg.document
    ALTER COLUMN place SET STATISTICS 0,
    ALTER COLUMN work SET STATISTICS 0;
-- A row is written three times until it is merged: where the page has room for all, the index stays as it is.
ALTER TABLE stg.document SET (fillfactor = 30);
COMMENT ON COLUMN stg.document.place IS 'Whose figure stands where nothing else tells two apart: the least; articles before their files, then by URL. Null before the merge';
COMMENT ON COLUMN stg.document.work IS 'Number of its work among those of its county in this load, below 63: beyond that two works may share one. Null before the merge';

-- A crawl that had outcomes but nothing to archive leaves a file as well: it says how its visits ended.
COMMENT ON COLUMN etl.archive_file.bytes IS 'Size of the compressed file';

-- Files that articles link: captures with their article, documents with theirs.
ALTER TABLE etl.capture ADD COLUMN parent_url text;
COMMENT ON COLUMN etl.capture.parent_url IS 'Canonical URL of the article that links an attachment; null for other kinds';
COMMENT ON COLUMN etl.capture.title IS 'Document.title of an article, text of the link to an attachment; null for other kinds';
COMMENT ON COLUMN etl.capture.published_on IS 'Document.published_on of an article or of the article that links an attachment; null where the page gives no date';
COMMENT ON COLUMN etl.capture.content_hash IS 'Document.content_hash of an article with a body, payload_digest of an attachment; null for other kinds';
COMMENT ON COLUMN etl.capture.partition_year IS 'partition_year(title, published_on), called once, here; of an attachment that of its article; null for other kinds';
DROP INDEX etl.capture_partition;
CREATE INDEX capture_partition ON etl.capture (province_code, partition_year) WHERE kind IN ('article', 'attachment');

ALTER TABLE etl.page_state ADD COLUMN parent_url text, ADD COLUMN link_text text;
COMMENT ON COLUMN etl.page_state.parent_url IS 'Canonical URL of the article that links an attachment; null for other kinds';
COMMENT ON COLUMN etl.page_state.link_text IS 'Text of that link; null for other kinds';
CREATE INDEX page_state_parent ON etl.page_state (parent_url) WHERE kind = 'attachment';

ALTER TABLE stg.document ADD COLUMN parent_document_id bigint;
COMMENT ON COLUMN stg.document.parent_document_id IS 'As in dw.dim_document';
ALTER TABLE dw.dim_document ADD COLUMN parent_document_id bigint;
COMMENT ON COLUMN dw.dim_document.parent_document_id IS 'document_id of the article that links an attachment; null for an article';
COMMENT ON COLUMN dw.dim_document.work_id IS 'First 63 bits of the SHA-256 of the text without white space, of an attachment that repeats its article that of the article: the same text at another URL is one source';

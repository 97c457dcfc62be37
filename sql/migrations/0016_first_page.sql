ALTER TABLE etl.list_state ADD COLUMN first_page_digest text;
COMMENT ON COLUMN etl.list_state.first_page_digest IS 'SHA-256 (hex) of its first page when it was last read completely; null if that named no article or something was left undone. While the page is the same nothing can be new';

-- What the next reading of a list needs to know: how far down the last one came, and what it named in all.
CREATE TABLE etl.list_state (
    source_code     text NOT NULL,
    url             text NOT NULL,
    read_at         timestamptz NOT NULL,
    is_complete     boolean NOT NULL,
    swept_at        timestamptz,
    articles        integer,
    PRIMARY KEY (source_code, url)
);
COMMENT ON TABLE etl.list_state IS 'How far each list of a county was read, one row a list';
COMMENT ON COLUMN etl.list_state.source_code IS '行政区划代码 of the county YAML that holds the list';
COMMENT ON COLUMN etl.list_state.url IS 'Canonical URL of its first page';
COMMENT ON COLUMN etl.list_state.read_at IS 'When it was last read';
COMMENT ON COLUMN etl.list_state.is_complete IS 'Whether that reading came down to known articles and asked for every new one; if not, the next reads to the end';
COMMENT ON COLUMN etl.list_state.swept_at IS 'When it was last read from its first page to its last; null if never';
COMMENT ON COLUMN etl.list_state.articles IS 'How many articles it named then; null before the first sweep';

CREATE TABLE etl.redirect (
    url             text PRIMARY KEY,
    source_code     text NOT NULL,
    target          text NOT NULL,
    seen_at         timestamptz NOT NULL
);
COMMENT ON TABLE etl.redirect IS 'Articles that lists name by an address which leads to another: known under both';
COMMENT ON COLUMN etl.redirect.url IS 'Canonical URL as lists name it';
COMMENT ON COLUMN etl.redirect.source_code IS '行政区划代码 of the county YAML that led to the URL';
COMMENT ON COLUMN etl.redirect.target IS 'Canonical URL that answered, the key of etl.page_state';
COMMENT ON COLUMN etl.redirect.seen_at IS 'When it last led there';

-- What people put in outlives loads and rebuilds: it is keyed by what stands in a text, never by surrogate keys.
ALTER TABLE etl.rejected ALTER COLUMN load_id DROP NOT NULL;
COMMENT ON COLUMN etl.rejected.load_id IS 'The load that first met it; null where the decision about it was carried over from another warehouse';

CREATE TABLE etl.correction (
    correction_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    url             text NOT NULL,
    content_hash    text NOT NULL,
    locator         text NOT NULL,
    value_digest    uuid NOT NULL,
    row_digest      uuid NOT NULL,
    expected        text NOT NULL,
    corrected       jsonb NOT NULL,
    sentence        text NOT NULL,
    reason          text NOT NULL CHECK (reason <> ''),
    owner           text NOT NULL CHECK (owner <> ''),
    made_at         timestamptz NOT NULL,
    withdrawn_at    timestamptz,
    withdrawn_by    text,
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
COMMENT ON TABLE etl.correction IS 'Corrections of figures by people: an input, applied whenever the text is derived';
COMMENT ON COLUMN etl.correction.correction_id IS 'Names it to people';
COMMENT ON COLUMN etl.correction.url IS 'Canonical URL of the document';
COMMENT ON COLUMN etl.correction.content_hash IS 'Document.content_hash of the text it was made for: a text that changes is read afresh';
COMMENT ON COLUMN etl.correction.locator IS 'Paragraph or cell of the figure';
COMMENT ON COLUMN etl.correction.value_digest IS 'What the extractor read there: where it reads otherwise, the correction no longer matches and is reported';
COMMENT ON COLUMN etl.correction.row_digest IS 'row_digest of the observation that it takes the place of';
COMMENT ON COLUMN etl.correction.expected IS 'The same for a person: indicator, period and value as read';
COMMENT ON COLUMN etl.correction.corrected IS 'Fields of the observation that are otherwise (value, period, indicator, kind, breakdown), or {} where it is no figure at all';
COMMENT ON COLUMN etl.correction.sentence IS 'The sentence it rests on';
COMMENT ON COLUMN etl.correction.reason IS 'Why';
COMMENT ON COLUMN etl.correction.owner IS 'Who answers for it';
COMMENT ON COLUMN etl.correction.made_at IS 'When it was made';
COMMENT ON COLUMN etl.correction.withdrawn_at IS 'When it was taken back; null while it holds';
COMMENT ON COLUMN etl.correction.withdrawn_by IS 'Who took it back; null while it holds';
CREATE UNIQUE INDEX correction_current ON etl.correction (url, content_hash, locator, value_digest) WHERE withdrawn_at IS NULL;

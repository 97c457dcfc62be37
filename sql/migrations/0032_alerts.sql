-- What was told of each night, and what people chose not to hear of for a while.
CREATE TABLE etl.alert (
    alert_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('night', 'late')),
    made_at         timestamptz NOT NULL,
    state           text NOT NULL CHECK (state IN ('sent', 'quiet', 'silenced', 'unsent', 'no_channel')),
    title           text NOT NULL,
    body            text NOT NULL,
    refused         jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE etl.alert IS 'One row an alert that was due, sent or not';
COMMENT ON COLUMN etl.alert.alert_id IS 'Surrogate key';
COMMENT ON COLUMN etl.alert.kind IS 'night: what went wrong since the alert before; late: a crawl missed its deadline';
COMMENT ON COLUMN etl.alert.made_at IS 'When it was worded: the next one of the night begins there';
COMMENT ON COLUMN etl.alert.state IS 'sent, quiet (nothing to tell), silenced (all of it), unsent (no channel took it: the next one tells it again) or no_channel';
COMMENT ON COLUMN etl.alert.title IS 'Its first line';
COMMENT ON COLUMN etl.alert.body IS 'The whole text';
COMMENT ON COLUMN etl.alert.refused IS 'Why channels did not take it, by scheme and host';

CREATE TABLE etl.alert_silence (
    silence_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stage           text NOT NULL DEFAULT '',
    reason_code     text NOT NULL DEFAULT '',
    place           text NOT NULL DEFAULT '',
    why             text NOT NULL CHECK (why <> ''),
    made_by         text NOT NULL CHECK (made_by <> ''),
    made_at         timestamptz NOT NULL,
    until           timestamptz NOT NULL,
    ended_at        timestamptz,
    ended_by        text,
    CHECK (until > made_at),
    CHECK (stage <> '' OR reason_code <> '' OR place <> ''),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
COMMENT ON TABLE etl.alert_silence IS 'Problems that alerts leave out for a while: an input of people';
COMMENT ON COLUMN etl.alert_silence.silence_id IS 'Names it to people';
COMMENT ON COLUMN etl.alert_silence.stage IS 'crawl, load, score, backfill or submit; empty: any';
COMMENT ON COLUMN etl.alert_silence.reason_code IS 'Reason code of an outcome, or class of an error; empty: any';
COMMENT ON COLUMN etl.alert_silence.place IS '行政区划代码 or partition key; empty: any';
COMMENT ON COLUMN etl.alert_silence.why IS 'Why';
COMMENT ON COLUMN etl.alert_silence.made_by IS 'Who answers for it';
COMMENT ON COLUMN etl.alert_silence.made_at IS 'When it was made';
COMMENT ON COLUMN etl.alert_silence.until IS 'When it ends by itself: there is none without an end';
COMMENT ON COLUMN etl.alert_silence.ended_at IS 'When somebody ended it before; null where nobody did';
COMMENT ON COLUMN etl.alert_silence.ended_by IS 'Who ended it before; null where nobody did';

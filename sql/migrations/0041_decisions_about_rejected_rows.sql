-- Who let a figure in and who took it out again is kept for each decision, not of the last one only: etl.rejected says what
-- holds, this how it came to it. It is known again by what the row is known by, so that it outlives a rebuild.
CREATE TABLE etl.rejected_decision (
    url             text NOT NULL,
    content_hash    text NOT NULL,
    locator         text NOT NULL,
    value_digest    uuid NOT NULL,
    expectation     text NOT NULL,
    state           text NOT NULL CHECK (state IN ('released', 'discarded')),
    decided_at      timestamptz NOT NULL,
    decided_by      text NOT NULL CHECK (decided_by <> ''),
    decision_reason text NOT NULL CHECK (decision_reason <> ''),
    PRIMARY KEY (url, content_hash, locator, value_digest, expectation, decided_at, state)
);
COMMENT ON TABLE etl.rejected_decision IS 'Every decision that people made about a rejected row: an input, never changed; the last one holds and stands in etl.rejected, too';
COMMENT ON COLUMN etl.rejected_decision.url IS 'Canonical URL of the document, as in etl.rejected';
COMMENT ON COLUMN etl.rejected_decision.content_hash IS 'The text it was made for, as in etl.rejected';
COMMENT ON COLUMN etl.rejected_decision.locator IS 'Paragraph or cell; empty for a document';
COMMENT ON COLUMN etl.rejected_decision.value_digest IS 'What the figure says, as in etl.rejected';
COMMENT ON COLUMN etl.rejected_decision.expectation IS 'Code of the rule that the row fails';
COMMENT ON COLUMN etl.rejected_decision.state IS 'What was decided: released or discarded';
COMMENT ON COLUMN etl.rejected_decision.decided_at IS 'When; later than the decision about the row before it';
COMMENT ON COLUMN etl.rejected_decision.decided_by IS 'Who';
COMMENT ON COLUMN etl.rejected_decision.decision_reason IS 'Why';

INSERT INTO etl.rejected_decision
SELECT url, content_hash, locator, value_digest, expectation, state, decided_at, decided_by, decision_reason
FROM etl.rejected
WHERE state <> 'pending';

-- Checks of documents with a released row may lack that operand still: the next load makes them anew.
UPDATE etl.derivation AS held
SET redo_requested_at = released.decided_at
FROM (SELECT url, content_hash, max(decided_at) AS decided_at FROM etl.rejected WHERE state = 'released' GROUP BY 1, 2) AS released
WHERE (held.url, held.content_hash) = (released.url, released.content_hash) AND held.is_current;

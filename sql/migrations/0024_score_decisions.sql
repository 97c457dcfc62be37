-- What people decide about scores: inputs like corrections, keyed by codes and years, kept beside the archive.
CREATE TABLE dw.score_decision (
    decision_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('override', 'finding', 'cut_off')),
    province_code   text NOT NULL,
    year            smallint NOT NULL,
    region_code     text NOT NULL DEFAULT '',
    subject         text NOT NULL DEFAULT '',
    score           numeric,
    attachment      text,
    title           text,
    issuer          text,
    number          text,
    dated           date,
    cut_off         timestamptz,
    reason          text NOT NULL CHECK (reason <> ''),
    made_by         text NOT NULL CHECK (made_by <> ''),
    made_at         timestamptz NOT NULL,
    withdrawn_at    timestamptz,
    withdrawn_by    text,
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    CHECK ((region_code = '') = (kind = 'cut_off') AND (subject = '') = (kind = 'cut_off')),
    CHECK (kind <> 'override' OR score IS NOT NULL AND attachment <> ''),
    CHECK (kind <> 'finding' OR title <> '' AND issuer <> '' AND number IS NOT NULL AND dated IS NOT NULL),
    CHECK ((cut_off IS NOT NULL) = (kind = 'cut_off'))
);
COMMENT ON TABLE dw.score_decision IS 'Decisions of people about scores: an input, applied whenever the year is scored';
COMMENT ON COLUMN dw.score_decision.decision_id IS 'Names it to people';
COMMENT ON COLUMN dw.score_decision.kind IS 'override (a score in place of the computed one), finding (a veto or downgrade is met) or cut_off (facts count as held then)';
COMMENT ON COLUMN dw.score_decision.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN dw.score_decision.year IS 'Year assessed';
COMMENT ON COLUMN dw.score_decision.region_code IS '行政区划代码; empty for a cut-off, which is for the whole province';
COMMENT ON COLUMN dw.score_decision.subject IS 'Item of an override, veto of a finding; empty for a cut-off';
COMMENT ON COLUMN dw.score_decision.score IS 'Points of an override; else null';
COMMENT ON COLUMN dw.score_decision.attachment IS 'Where the proof of an override is kept; else null';
COMMENT ON COLUMN dw.score_decision.title IS 'Document of the superior body that a finding rests on; else null';
COMMENT ON COLUMN dw.score_decision.issuer IS 'Who issued it; null where kind is no finding';
COMMENT ON COLUMN dw.score_decision.number IS 'Its 文号, empty where it has none; null where kind is no finding';
COMMENT ON COLUMN dw.score_decision.dated IS 'Its date; null where kind is no finding';
COMMENT ON COLUMN dw.score_decision.cut_off IS 'Facts count as the warehouse held them then; null where kind is no cut_off';
COMMENT ON COLUMN dw.score_decision.reason IS 'Why';
COMMENT ON COLUMN dw.score_decision.made_by IS 'Who answers for it';
COMMENT ON COLUMN dw.score_decision.made_at IS 'When it was made';
COMMENT ON COLUMN dw.score_decision.withdrawn_at IS 'When it was taken back; null while it holds';
COMMENT ON COLUMN dw.score_decision.withdrawn_by IS 'Who took it back; null while it holds';
CREATE UNIQUE INDEX score_decision_current ON dw.score_decision (province_code, year, kind, region_code, subject)
    WHERE withdrawn_at IS NULL;

CREATE TABLE dw.score_objection (
    objection_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    province_code   text NOT NULL,
    year            smallint NOT NULL,
    region_code     text NOT NULL,
    item            text NOT NULL DEFAULT '',
    objection       text NOT NULL CHECK (objection <> ''),
    raised_by       text NOT NULL CHECK (raised_by <> ''),
    raised_at       timestamptz NOT NULL,
    outcome         text CHECK (outcome IN ('upheld', 'partly_upheld', 'dismissed')),
    answer          text CHECK (answer <> ''),
    answered_by     text CHECK (answered_by <> ''),
    answered_at     timestamptz,
    CHECK (num_nulls(outcome, answer, answered_by, answered_at) IN (0, 4)),
    UNIQUE (province_code, year, region_code, item, raised_at)
);
COMMENT ON TABLE dw.score_objection IS 'Objections (申诉) to scores and their answers: an input; scores are not frozen while one waits';
COMMENT ON COLUMN dw.score_objection.objection_id IS 'Names it to people';
COMMENT ON COLUMN dw.score_objection.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN dw.score_objection.year IS 'Year assessed';
COMMENT ON COLUMN dw.score_objection.region_code IS '行政区划代码 of the county';
COMMENT ON COLUMN dw.score_objection.item IS 'Item of the scheme; empty for the score as a whole';
COMMENT ON COLUMN dw.score_objection.objection IS 'What the county says';
COMMENT ON COLUMN dw.score_objection.raised_by IS 'Who raised it';
COMMENT ON COLUMN dw.score_objection.raised_at IS 'When it was entered';
COMMENT ON COLUMN dw.score_objection.outcome IS 'upheld, partly_upheld or dismissed; null while it waits';
COMMENT ON COLUMN dw.score_objection.answer IS 'What was answered; null while it waits';
COMMENT ON COLUMN dw.score_objection.answered_by IS 'Who answered; null while it waits';
COMMENT ON COLUMN dw.score_objection.answered_at IS 'When it was answered; null while it waits';

ALTER TABLE dw.dim_score_run
    ADD COLUMN cut_off timestamptz,
    ADD COLUMN signed_at timestamptz,
    ADD COLUMN signed_by text CHECK (signed_by <> ''),
    ADD COLUMN signed_reason text CHECK (signed_reason <> ''),
    ADD COLUMN signed_digest text,
    ADD CHECK (num_nulls(signed_at, signed_by, signed_reason, signed_digest) = CASE state WHEN 'frozen' THEN 0 ELSE 4 END);
COMMENT ON COLUMN dw.dim_score_run.as_of IS 'Which state of facts and decisions was scored; of facts the earlier one of this and cut_off';
COMMENT ON COLUMN dw.dim_score_run.cut_off IS 'Facts count as held then, as people decided; null where nobody did';
COMMENT ON COLUMN dw.dim_score_run.signed_at IS 'When it was frozen; null while provisional';
COMMENT ON COLUMN dw.dim_score_run.signed_by IS 'Who signed it; null while provisional';
COMMENT ON COLUMN dw.dim_score_run.signed_reason IS 'On what ground; null while provisional';
COMMENT ON COLUMN dw.dim_score_run.signed_digest IS 'SHA-256 (hex) of what was signed, without keys of this warehouse; null while provisional';

-- What was signed stays as it is; it may only be superseded, once.
CREATE FUNCTION dw.refuse_change_of_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'dim_score_run' THEN
        IF OLD.state = 'frozen' AND (TG_OP = 'DELETE' OR OLD.superseded_at IS NOT NULL
                                     OR to_jsonb(NEW) - 'superseded_at' <> to_jsonb(OLD) - 'superseded_at') THEN
            RAISE EXCEPTION 'score run % is frozen', OLD.score_run_id;
        END IF;
    ELSIF EXISTS (SELECT FROM dw.dim_score_run WHERE score_run_id = OLD.score_run_id AND state = 'frozen') THEN
        RAISE EXCEPTION 'score run % is frozen', OLD.score_run_id;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
COMMENT ON FUNCTION dw.refuse_change_of_frozen IS 'Trigger: rows of a frozen score run are not changed';
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON dw.dim_score_run FOR EACH ROW EXECUTE FUNCTION dw.refuse_change_of_frozen();
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON dw.fact_score FOR EACH ROW EXECUTE FUNCTION dw.refuse_change_of_frozen();
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON dw.fact_score_total FOR EACH ROW EXECUTE FUNCTION dw.refuse_change_of_frozen();

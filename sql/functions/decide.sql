-- What people decide about rejected rows, in one place: the command line calls these, and fazhi_editor can do nothing
-- else. Errors meant for the person who decides have the state FZ001.

-- However a row comes to be decided, the decision is kept: with the rights of the owner, because nobody else may.
CREATE OR REPLACE FUNCTION etl.keep_decision() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO etl.rejected_decision
    VALUES (NEW.url, NEW.content_hash, NEW.locator, NEW.value_digest, NEW.expectation, NEW.state, NEW.decided_at,
            NEW.decided_by, NEW.decision_reason)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION etl.keep_decision IS 'Adds what is decided about a rejected row to etl.rejected_decision';
REVOKE ALL ON FUNCTION etl.keep_decision FROM PUBLIC;
CREATE OR REPLACE TRIGGER keep_decision AFTER INSERT OR UPDATE ON etl.rejected
    FOR EACH ROW WHEN (NEW.state <> 'pending') EXECUTE FUNCTION etl.keep_decision();

CREATE OR REPLACE FUNCTION etl.decide_rejected(
    decided_id bigint, decision text, decision_reason text, decided_by text, decided_at timestamptz
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    waiting etl.rejected;
BEGIN
    SELECT * INTO waiting FROM etl.rejected WHERE rejected_id = decided_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'FZ001',
            MESSAGE = format('there is no rejected row %s; fazhi rejected list --rows shows them', decided_id);
    ELSIF waiting.state = decision THEN
        RAISE EXCEPTION USING ERRCODE = 'FZ001',
            MESSAGE = format('rejected row %s is %s already: %s', decided_id, decision, waiting.decision_reason);
    ELSIF coalesce(decide_rejected.decision_reason, '') !~ '\S' OR coalesce(decide_rejected.decided_by, '') !~ '\S'
          OR decide_rejected.decided_at IS NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'FZ001',
            MESSAGE = format('rejected row %s: a decision needs a reason and a name', decided_id);
    ELSIF decision = 'released' AND NOT EXISTS (
        SELECT FROM etl.expectation AS rule WHERE rule.expectation = waiting.expectation AND rule.releasable) THEN
        RAISE EXCEPTION USING ERRCODE = 'FZ001', MESSAGE = format(
            'rejected row %s can''t be released: the warehouse can''t hold what fails %s (%s) '
            'Correct the extraction, the catalogue or the regions instead.',
            decided_id, waiting.expectation, waiting.reason);
    END IF;
    UPDATE etl.rejected
    SET state = decision, decision_reason = btrim(decide_rejected.decision_reason, E' \t\r\n　'),
        decided_by = btrim(decide_rejected.decided_by, E' \t\r\n　'),
        -- after the one before, whatever the clock says: the latest is the one that holds, also after a rebuild
        decided_at = greatest(decide_rejected.decided_at, waiting.decided_at + interval '1 microsecond')
    WHERE rejected_id = decided_id;
    IF 'released' IN (decision, waiting.state) THEN
        UPDATE etl.derivation SET redo_requested_at = decide_rejected.decided_at
        WHERE url = waiting.url AND content_hash = waiting.content_hash AND is_current;
    END IF;
END
$$;
COMMENT ON FUNCTION etl.decide_rejected IS 'What etl.release_rejected and etl.discard_rejected do; nobody else calls it';
REVOKE ALL ON FUNCTION etl.decide_rejected FROM PUBLIC;

CREATE OR REPLACE FUNCTION etl.release_rejected(
    rejected_id bigint, reason text, decided_by text, decided_at timestamptz DEFAULT now()
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT etl.decide_rejected(rejected_id, 'released', reason, decided_by, decided_at)
$$;
COMMENT ON FUNCTION etl.release_rejected IS 'Lets a rejected row pass its rule from the next load on, and has its document derived again by it';
REVOKE ALL ON FUNCTION etl.release_rejected FROM PUBLIC;

CREATE OR REPLACE FUNCTION etl.discard_rejected(
    rejected_id bigint, reason text, decided_by text, decided_at timestamptz DEFAULT now()
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT etl.decide_rejected(rejected_id, 'discarded', reason, decided_by, decided_at)
$$;
COMMENT ON FUNCTION etl.discard_rejected IS 'Keeps a rejected row out for good; one that was released is taken out by the next load';
REVOKE ALL ON FUNCTION etl.discard_rejected FROM PUBLIC;

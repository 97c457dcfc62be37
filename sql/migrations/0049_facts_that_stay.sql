-- What a fact says is copied from an observation, which is checked; checked here too, because not every hand that writes it
-- is the merge's. As one condition a table: a million rows hardly notice it, five they do.
ALTER TABLE dw.fact_indicator ADD CONSTRAINT says_what_can_be CHECK (
    value_status IN ('reported', 'zero') AND bound IN ('', '>=', '<=') AND basis IN ('', 'stock', 'new', 'cumulative')
    AND confidence IN ('certain', 'likely', 'uncertain') AND value_max >= value);
ALTER TABLE dw.fact_target ADD CONSTRAINT says_what_can_be CHECK (
    bound IN ('', '>=', '<=') AND confidence IN ('certain', 'likely', 'uncertain') AND value_max >= value);
ALTER TABLE dw.fact_publication
    ADD CONSTRAINT found_with_its_document CHECK (found = (document_id IS NOT NULL)),
    ADD CONSTRAINT found_or_not_out CHECK (found OR num_nonnulls(published_on, first_captured_at) = 0),
    ADD CONSTRAINT due_after_its_year CHECK (due_date > make_date(year, 12, 31)),
    ADD CONSTRAINT of_a_type CHECK (document_type <> '');

-- When a fact ended is set once. Owners are let through: a migration may have to mend what an older version wrote.
CREATE FUNCTION dw.keep_history() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
        RAISE insufficient_privilege USING
            MESSAGE = format('%s: when a row ended, and why, is set once', TG_RELID::regclass);
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION dw.keep_history IS 'Refuses another end of a fact that has ended';
DO $$
DECLARE
    fact regclass;
BEGIN
    FOREACH fact IN ARRAY ARRAY['dw.fact_observation', 'dw.fact_statement', 'dw.fact_indicator', 'dw.fact_target',
                                'dw.fact_check']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER keep_history BEFORE UPDATE ON %s FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL)'
                       ' EXECUTE FUNCTION dw.keep_history()', fact);
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION dw.earliest_day(valid_from date)
RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN to_char(valid_from, 'MMDD') = '1231' THEN date_trunc('year', valid_from)::date ELSE valid_from END
$$;
COMMENT ON FUNCTION dw.earliest_day IS 'The first day on which a version of a region may have held: of a change known by its year alone, which is dated by the last day, the first of that year';

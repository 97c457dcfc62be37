-- The choice policy in functions; docs/decisions/0003-choice-policy.md says why. Workers may ask them side by side.

CREATE OR REPLACE FUNCTION dw.document_rank(document_type text, indicator_group text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN document_type = 'disclosure_annual_report' AND indicator_group = 'disclosure' THEN 0
        WHEN document_type = 'enforcement_statistics' AND indicator_group = 'enforcement' THEN 0
        WHEN document_type = 'rule_of_law_annual_report' THEN 1
        WHEN document_type IN ('disclosure_annual_report', 'enforcement_statistics') THEN 2
        WHEN document_type = 'data_bulletin' THEN 3
        WHEN document_type = 'bureau_summary' THEN 4
        WHEN document_type = 'submission' THEN 5
        WHEN document_type = 'bureau_plan' THEN 7
        ELSE 6 END
$$;
COMMENT ON FUNCTION dw.document_rank IS 'How official a type of document is for a group of indicators: 0 is asked first';

CREATE OR REPLACE FUNCTION dw.basis_fits(measure text, basis text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT NOT (measure = 'stock' AND basis = 'new' OR measure = 'flow' AND basis = 'stock')
$$;
COMMENT ON FUNCTION dw.basis_fits IS 'Whether a figure of this basis can stand for an indicator of this measure: what was added is no stock, a stock no flow';

CREATE OR REPLACE FUNCTION dw.rounding_step(value numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value <> trunc(value) OR value = 0 THEN 0
                ELSE power(10::numeric, length(trunc(value)::text) - length(rtrim(trunc(value)::text, '0'))) END
$$;
COMMENT ON FUNCTION dw.rounding_step IS 'The step to which a round number is rounded: 100 for 500, 10000 for 20万; 0 where it is not a whole number';

CREATE OR REPLACE FUNCTION dw.figures_agree(
    value numeric, value_max numeric, inexact boolean, other numeric, other_max numeric, other_inexact boolean
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN value = other THEN true
        WHEN value_max IS NOT NULL OR other_max IS NOT NULL
            THEN value <= coalesce(other_max, other) AND other <= coalesce(value_max, value)
        WHEN inexact AND other_inexact
            THEN abs(value - other) < greatest(dw.rounding_step(value), dw.rounding_step(other))
        WHEN inexact THEN abs(value - other) < dw.rounding_step(value)
        WHEN other_inexact THEN abs(value - other) < dw.rounding_step(other)
        ELSE false END
$$;
COMMENT ON FUNCTION dw.figures_agree IS 'Whether two figures can both be right: equal, overlapping ranges, or an inexact one within its rounding step of the other';

CREATE OR REPLACE FUNCTION dw.choice_merit(
    kind text, document_rank integer, other_year boolean, published_on date, confidence text, approx boolean, bound text,
    in_table boolean
) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((kind = 'previous')::integer::bigint << 31)
         | (document_rank::bigint << 28)
         | ((kind = 'actual' AND other_year)::integer::bigint << 27)
         -- the later the less, in days from 2000, or as of that day where it has no date; years have four digits
         | ((4194304 + coalesce(date '2000-01-01' - published_on, 0))::bigint << 4)
         | (CASE confidence WHEN 'certain' THEN 0 WHEN 'likely' THEN 1 ELSE 2 END << 2)
         | ((approx OR bound <> '' AND kind IN ('actual', 'previous'))::integer << 1)
         | (NOT in_table)::integer
$$;
COMMENT ON FUNCTION dw.choice_merit IS 'The rules of docs/decisions/0003-choice-policy.md in one number, the first rule in the highest bits: the least is chosen';

CREATE OR REPLACE FUNCTION dw.choice_reason(merit bigint, rival_merit bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN (merit >> 31) <> (rival_merit >> 31) THEN 'actual_over_quoted'
        WHEN (merit >> 28) <> (rival_merit >> 28) THEN 'more_official_document'
        WHEN (merit >> 27) <> (rival_merit >> 27) THEN 'report_of_that_year'
        WHEN (merit >> 4) <> (rival_merit >> 4) THEN 'later_published'
        WHEN (merit >> 2) <> (rival_merit >> 2) THEN 'surer_reading'
        WHEN (merit >> 1) <> (rival_merit >> 1) THEN 'exact_over_approximate'
        WHEN merit <> rival_merit THEN 'table_over_prose'
        ELSE 'first_in_text' END
$$;
COMMENT ON FUNCTION dw.choice_reason IS 'The first rule by which the chosen figure comes before the best one that disagrees, by their merits';

-- Which observation the warehouse holds true, by docs/decisions/0003-choice-policy.md: for every touched region,
-- indicator, period and breakdown, from all current observations.

-- step: allow_memory
-- Of one transaction: what a year's fill joins and groups fits, and is not written to disk in between.
SET LOCAL work_mem = '64MB';

-- step: prepare_touched
-- Temporary, because they live within one transaction and can be analysed without holding up another load: the planner
-- that takes ten thousand keys for one goes through them by nested loops.
CREATE TEMPORARY TABLE touched (
    year smallint NOT NULL, region_id integer NOT NULL, indicator_id integer NOT NULL, period_key integer NOT NULL,
    breakdown_key integer NOT NULL
) ON COMMIT DROP;

-- step: prepare_keys
-- What was touched of one year, each once. A number in place of four columns: it is compared millions of times.
CREATE TEMPORARY TABLE keys (
    key_number integer NOT NULL, region_id integer NOT NULL, indicator_id integer NOT NULL, period_key integer NOT NULL,
    breakdown_key integer NOT NULL
) ON COMMIT DROP;

-- step: prepare_said
CREATE TEMPORARY TABLE said (
    key_number integer NOT NULL, observation_key bigint NOT NULL, document_id bigint NOT NULL,
    indicator_key integer NOT NULL, period_key integer NOT NULL, kind text NOT NULL, value numeric NOT NULL,
    value_max numeric, approx boolean NOT NULL, bound text NOT NULL, subject text NOT NULL, basis text NOT NULL,
    confidence text NOT NULL, in_table boolean NOT NULL, evidence_start integer NOT NULL, sentence_hash bigint NOT NULL,
    row_digest uuid NOT NULL
) ON COMMIT DROP;

-- step: prepare_crowded
-- What one document says several figures of: which of them is the whole is to be told.
CREATE TEMPORARY TABLE crowded (
    document_id bigint NOT NULL, key_number integer NOT NULL, kind text NOT NULL
) ON COMMIT DROP;

-- step: prepare_weighed
CREATE TEMPORARY TABLE weighed (
    key_number integer NOT NULL, kind text NOT NULL, merit bigint NOT NULL, work_id bigint NOT NULL,
    document_id bigint NOT NULL, observation_key bigint NOT NULL, value numeric NOT NULL, value_max numeric,
    inexact boolean NOT NULL, evidence_start integer NOT NULL, row_digest uuid NOT NULL
) ON COMMIT DROP;

-- step: prepare_chosen
CREATE TEMPORARY TABLE chosen (
    key_number integer NOT NULL, kind text NOT NULL, observation_key bigint NOT NULL, reason text NOT NULL,
    sources_agreeing integer NOT NULL, sources_disagreeing integer NOT NULL
) ON COMMIT DROP;

-- step: touched_years
SELECT DISTINCT year FROM touched ORDER BY year;

-- step: empty
TRUNCATE keys, said, crowded, weighed, chosen;

-- step: join_all_at_once
-- All that a year holds was just filled in: to look each key up by index would read the whole in disorder.
SET LOCAL enable_nestloop = off;

-- step: join_as_planned
RESET enable_nestloop;

-- step: number_keys
INSERT INTO keys
SELECT row_number() OVER (), region_id, indicator_id, period_key, breakdown_key
FROM (SELECT DISTINCT region_id, indicator_id, period_key, breakdown_key FROM touched WHERE year = %(year)s) AS distinct_keys;

-- step: analyse_keys
ANALYZE keys;

-- step: collect
INSERT INTO said
SELECT key_number, observation_key, document_id, indicator_key, period_key, kind, value, value_max, approx, bound, subject,
       basis, confidence, locator LIKE 't%%', evidence_start, hashtextextended(sentence, 0), row_digest
FROM keys
JOIN dw.fact_observation AS held USING (region_id, indicator_id, period_key, breakdown_key)
WHERE held.year = %(year)s AND held.superseded_at IS NULL AND value IS NOT NULL
  AND kind IN ('actual', 'previous', 'target', 'target_change');

-- step: analyse_said
ANALYZE said;

-- step: crowd
INSERT INTO crowded
SELECT document_id, key_number, kind FROM said GROUP BY document_id, key_number, kind HAVING count(*) > 1;

-- step: analyse_crowded
ANALYZE crowded;

-- step: weigh
INSERT INTO weighed
WITH fitting AS NOT MATERIALIZED (
    SELECT said.*, said.approx OR said.bound <> '' AS inexact, document.work_id,
           -- a look back speaks of the same fact as the report of that year
           CASE said.kind WHEN 'previous' THEN 'actual' ELSE said.kind END AS fact_kind,
           dw.choice_merit(said.kind, dw.document_rank(document.document_type, indicator.indicator_group),
                           document.report_year IS DISTINCT FROM %(year)s, document.published_on, said.confidence,
                           said.approx, said.bound, said.in_table) AS merit
    FROM said
    JOIN dw.dim_document AS document ON document.document_id = said.document_id AND document.superseded_at IS NULL
    JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = said.indicator_key
    JOIN dw.dim_period AS period ON period.period_key = said.period_key
    WHERE period.granularity <> 'unknown' AND dw.basis_fits(indicator.measure, said.basis)
),
together AS (
    SELECT fitting.*,
           -- a document that gives parts has a total only where it says so or one figure is the sum of the others
           count(*) FILTER (WHERE subject = '') OVER same_document > 0 AS whole_is_given,
           min(subject) OVER same_document = max(subject) OVER same_document AS one_subject,
           min(value) OVER same_sentence <> max(value) OVER same_sentence AS side_by_side,
           count(*) OVER same_document > 2 AND 2 * value = sum(value) OVER same_document
               OR count(*) OVER same_sentence > 2 AND 2 * value = sum(value) OVER same_sentence
               AS is_sum_of_parts
    FROM fitting JOIN crowded USING (document_id, key_number, kind)
    WINDOW same_document AS (PARTITION BY document_id, key_number, kind),
           same_sentence AS (PARTITION BY document_id, key_number, kind, sentence_hash)
)
SELECT key_number, fact_kind, merit, work_id, document_id, observation_key, value, value_max, inexact, evidence_start,
       row_digest
FROM fitting
WHERE NOT EXISTS (SELECT FROM crowded
                  WHERE (crowded.document_id, crowded.key_number, crowded.kind)
                        = (fitting.document_id, fitting.key_number, fitting.kind))
UNION ALL
SELECT key_number, fact_kind, merit, work_id, document_id, observation_key, value, value_max, inexact, evidence_start,
       row_digest
FROM together
WHERE is_sum_of_parts OR NOT side_by_side AND (subject = '' OR NOT whole_is_given AND one_subject);

-- step: analyse_weighed
ANALYZE weighed;

-- step: choose
INSERT INTO chosen
WITH foremost AS (
    SELECT key_number, kind, min(merit) AS merit FROM weighed GROUP BY key_number, kind
),
best AS (
    SELECT DISTINCT ON (key_number, kind) weighed.*
    FROM weighed
    JOIN foremost USING (key_number, kind, merit)
    JOIN dw.dim_document AS document
      ON document.document_id = weighed.document_id AND document.superseded_at IS NULL
    ORDER BY key_number, kind, document.parent_document_id IS NOT NULL, document.url, evidence_start, row_digest
),
compared AS (
    SELECT key_number, kind, weighed.work_id, weighed.merit,
           dw.figures_agree(weighed.value, weighed.value_max, weighed.inexact, best.value, best.value_max, best.inexact)
               AS agrees
    FROM weighed JOIN best USING (key_number, kind)
),
sources AS (
    SELECT key_number, kind, bool_or(agrees) AS agrees, min(merit) FILTER (WHERE NOT agrees) AS rival_merit
    FROM compared
    GROUP BY key_number, kind, work_id
),
judged AS (
    SELECT key_number, kind, count(*) AS sources, count(*) FILTER (WHERE agrees) AS sources_agreeing,
           min(rival_merit) AS rival_merit
    FROM sources
    GROUP BY key_number, kind
)
SELECT key_number, kind, observation_key,
       CASE WHEN rival_merit IS NOT NULL THEN dw.choice_reason(best.merit, rival_merit)
            WHEN sources = 1 THEN 'only_source'
            ELSE 'sources_agree' END,
       sources_agreeing, sources - sources_agreeing
FROM judged JOIN best USING (key_number, kind);

-- step: analyse_chosen
ANALYZE chosen;

-- step: drop
DROP TABLE touched, keys, said, crowded, weighed, chosen;

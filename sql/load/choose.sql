-- Which observation the warehouse holds true, by docs/decisions/0003-choice-policy.md: for every touched region,
-- indicator, period and breakdown, from all current observations.

-- step: allow_memory
-- Of one transaction: what a year's fill joins, sorts and groups fits, and is not written to disk in between.
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

-- step: prepare_weighed
-- What may be chosen. A look back (`quoted`) speaks of the same fact as the report of that year.
CREATE TEMPORARY TABLE weighed (
    key_number integer NOT NULL, kind text NOT NULL, quoted boolean NOT NULL, merit bigint NOT NULL,
    work_id bigint NOT NULL, document_id bigint NOT NULL, observation_key bigint NOT NULL, value numeric NOT NULL,
    value_max numeric, inexact boolean NOT NULL
) ON COMMIT DROP;

-- step: prepare_compared
-- How many figures each key has, and the merit of the best. Where each is of a work of its own and all are one number,
-- which is nearly everywhere, that is all there is to know (`settled`).
CREATE TEMPORARY TABLE compared (
    key_number integer NOT NULL, kind text NOT NULL, merit bigint NOT NULL, sources integer NOT NULL,
    settled boolean NOT NULL
) ON COMMIT DROP;

-- step: prepare_disputed
-- What may be chosen of the keys that are not settled.
CREATE TEMPORARY TABLE disputed (LIKE weighed) ON COMMIT DROP;

-- step: prepare_chosen
CREATE TEMPORARY TABLE chosen (
    kind text NOT NULL, observation_key bigint NOT NULL, reason text NOT NULL,
    sources_agreeing integer NOT NULL, sources_disagreeing integer NOT NULL
) ON COMMIT DROP;

-- step: touched_years
SELECT DISTINCT year FROM touched ORDER BY year;

-- step: empty
TRUNCATE keys, weighed, compared, disputed, chosen;

-- step: join_all_at_once
-- All that a year holds was just filled in: to look each key up by index, or to go through all in the order of one,
-- would read the whole in disorder.
SELECT set_config('enable_nestloop', 'off', true), set_config('enable_mergejoin', 'off', true);

-- step: join_in_order
-- Chosen figures are sought among all by their keys, which rise in the order in which those were put in: going through
-- both at once asks one row of the many after the other, and of most of them only for the key, in the index.
SELECT set_config('enable_nestloop', 'off', true), set_config('enable_mergejoin', 'on', true),
       set_config('enable_hashjoin', 'off', true);

-- step: join_as_planned
SELECT set_config(name, reset_val, true) FROM pg_settings
WHERE name IN ('enable_nestloop', 'enable_mergejoin', 'enable_hashjoin');

-- step: count_facts
SELECT (SELECT count(*) FROM dw.fact_indicator WHERE year = %(year)s AND superseded_at IS NULL)
     + (SELECT count(*) FROM dw.fact_target WHERE year = %(year)s AND superseded_at IS NULL);

-- step: compare_filled
-- Of a year that this load fills all keys are asked at once, and all figures are of its documents, which have each a place
-- and their work a number. Nearly all keys are settled by this one grouping. Apart from what is done with it, and without
-- a temporary table in it: a table made from such a query is read by as many workers as the server gives.
CREATE TEMPORARY TABLE filled ON COMMIT DROP AS
SELECT region_id, indicator_id, period_key, breakdown_key, kind, count(*) AS sources,
       min(ARRAY[merit, place, observation_key]) AS best,
       bit_count(bit_or(1::bigint << work)::bit(64)) = count(*) AND min(value) = max(value)
           AND NOT bool_or(inexact OR value_max IS NOT NULL) AS settled
FROM ({candidates}) AS candidate
JOIN stg.document AS ranked ON ranked.document_id = candidate.document_id AND ranked.load_id = %(load_id)s
GROUP BY region_id, indicator_id, period_key, breakdown_key, kind;

-- step: leave_open
-- The others are weighed one by one as in any year; so are those whose works share a bit, which only takes longer.
INSERT INTO keys
SELECT row_number() OVER (), region_id, indicator_id, period_key, breakdown_key
FROM (SELECT DISTINCT region_id, indicator_id, period_key, breakdown_key FROM filled WHERE NOT settled) AS distinct_keys;

-- step: settle_filled
INSERT INTO chosen
SELECT kind, best[3], CASE sources WHEN 1 THEN 'only_source' ELSE 'sources_agree' END, sources, 0
FROM filled
WHERE NOT EXISTS (SELECT FROM keys
                  WHERE (keys.region_id, keys.indicator_id, keys.period_key, keys.breakdown_key)
                        = (filled.region_id, filled.indicator_id, filled.period_key, filled.breakdown_key));

-- step: drop_filled
DROP TABLE filled;

-- step: number_keys
INSERT INTO keys
SELECT row_number() OVER (), region_id, indicator_id, period_key, breakdown_key
FROM (SELECT DISTINCT region_id, indicator_id, period_key, breakdown_key FROM touched WHERE year = %(year)s) AS distinct_keys;

-- step: analyse_keys
ANALYZE keys;

-- step: candidates
-- Whatever may be chosen of a year: part of the statements that weigh it.
SELECT said.region_id, said.indicator_id, said.period_key, said.breakdown_key,
       CASE said.kind WHEN 'previous' THEN 'actual' ELSE said.kind END AS kind, said.kind = 'previous' AS quoted,
       dw.choice_merit(said.kind, dw.document_rank(document.document_type, indicator.indicator_group),
                       document.report_year IS DISTINCT FROM %(year)s, document.published_on, said.confidence,
                       said.approx, said.bound, said.locator LIKE 't%%') AS merit,
       document.work_id, said.document_id, said.observation_key, said.value, said.value_max,
       said.approx OR said.bound <> '' AS inexact
FROM dw.fact_observation AS said
JOIN dw.dim_document AS document ON document.document_id = said.document_id AND document.superseded_at IS NULL
    AND document.document_type <> 'other_body'
JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = said.indicator_key
JOIN dw.dim_period AS period ON period.period_key = said.period_key
WHERE said.year = %(year)s AND said.superseded_at IS NULL AND said.value IS NOT NULL
  AND said.kind IN ('actual', 'previous', 'target', 'target_change')
  AND period.granularity <> 'unknown' AND dw.basis_fits(indicator.measure, said.basis)

-- step: weigh
INSERT INTO weighed
SELECT key_number, kind, quoted, merit, work_id, document_id, observation_key, value, value_max, inexact
FROM keys JOIN ({candidates}) AS candidate USING (region_id, indicator_id, period_key, breakdown_key);

-- step: analyse_weighed
ANALYZE weighed (key_number, kind, merit);

-- step: compare
INSERT INTO compared
SELECT key_number, kind, min(merit), count(*),
       count(DISTINCT work_id) = count(*) AND min(value) = max(value) AND NOT bool_or(inexact OR value_max IS NOT NULL)
FROM weighed
GROUP BY key_number, kind;

-- step: analyse_compared
ANALYZE compared;

-- step: dispute
-- A document that gives parts has a total only where it says so or one figure is the sum of the others.
INSERT INTO disputed
WITH unsettled AS MATERIALIZED (
    SELECT weighed.*, count(*) OVER same_document AS figures
    FROM weighed JOIN compared USING (key_number, kind)
    WHERE NOT settled
    WINDOW same_document AS (PARTITION BY document_id, key_number, kind, quoted)
),
together AS (
    SELECT unsettled.*,
           count(*) FILTER (WHERE subject = '') OVER same_document > 0 AS whole_is_given,
           subject = '' AS of_the_whole,
           min(subject) OVER same_document = max(subject) OVER same_document AS one_subject,
           min(unsettled.value) OVER same_sentence <> max(unsettled.value) OVER same_sentence AS side_by_side,
           figures > 2 AND 2 * unsettled.value = sum(unsettled.value) OVER same_document
               OR count(*) OVER same_sentence > 2 AND 2 * unsettled.value = sum(unsettled.value) OVER same_sentence
               AS is_sum_of_parts
    FROM unsettled JOIN dw.fact_observation AS said USING (observation_key)
    WHERE figures > 1 AND said.year = %(year)s
    WINDOW same_document AS (PARTITION BY unsettled.document_id, key_number, unsettled.kind, quoted),
           same_sentence AS (PARTITION BY unsettled.document_id, key_number, unsettled.kind, quoted, sentence)
)
SELECT key_number, kind, quoted, merit, work_id, document_id, observation_key, value, value_max, inexact
FROM unsettled
WHERE figures = 1
UNION ALL
SELECT key_number, kind, quoted, merit, work_id, document_id, observation_key, value, value_max, inexact
FROM together
WHERE is_sum_of_parts OR NOT side_by_side AND (of_the_whole OR NOT whole_is_given AND one_subject);

-- step: analyse_disputed
ANALYZE disputed (key_number, kind, merit);

-- step: settle
-- Where all agree, what counts is only which figure stands for them.
INSERT INTO chosen
SELECT DISTINCT ON (key_number, kind)
       kind, weighed.observation_key, CASE sources WHEN 1 THEN 'only_source' ELSE 'sources_agree' END, sources, 0
FROM weighed
JOIN compared USING (key_number, kind, merit)
JOIN dw.dim_document AS document ON document.document_id = weighed.document_id AND document.superseded_at IS NULL
WHERE settled
ORDER BY key_number, kind, document.parent_document_id IS NOT NULL, document.url;

-- step: choose
INSERT INTO chosen
WITH foremost AS (
    SELECT key_number, kind, min(merit) AS merit FROM disputed GROUP BY key_number, kind
),
best AS (
    SELECT DISTINCT ON (key_number, disputed.kind) disputed.*
    FROM disputed
    JOIN foremost USING (key_number, kind, merit)
    JOIN dw.dim_document AS document
      ON document.document_id = disputed.document_id AND document.superseded_at IS NULL
    JOIN dw.fact_observation AS said ON said.year = %(year)s AND said.observation_key = disputed.observation_key
    ORDER BY key_number, disputed.kind, document.parent_document_id IS NOT NULL, document.url, evidence_start, row_digest
),
judged_one_by_one AS (
    SELECT key_number, kind, disputed.work_id, disputed.merit,
           dw.figures_agree(disputed.value, disputed.value_max, disputed.inexact,
                            best.value, best.value_max, best.inexact) AS agrees
    FROM disputed JOIN best USING (key_number, kind)
),
sources AS (
    SELECT key_number, kind, bool_or(agrees) AS agrees, min(merit) FILTER (WHERE NOT agrees) AS rival_merit
    FROM judged_one_by_one
    GROUP BY key_number, kind, work_id
),
judged AS (
    SELECT key_number, kind, count(*) AS sources, count(*) FILTER (WHERE agrees) AS sources_agreeing,
           min(rival_merit) AS rival_merit
    FROM sources
    GROUP BY key_number, kind
)
SELECT kind, observation_key,
       CASE WHEN rival_merit IS NOT NULL THEN dw.choice_reason(best.merit, rival_merit)
            WHEN sources = 1 THEN 'only_source'
            ELSE 'sources_agree' END,
       sources_agreeing, sources - sources_agreeing
FROM judged JOIN best USING (key_number, kind);

-- step: analyse_chosen
ANALYZE chosen;

-- step: drop
DROP TABLE touched, keys, weighed, compared, disputed, chosen;

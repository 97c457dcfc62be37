-- Which observation the warehouse holds true, by docs/decisions/0003-choice-policy.md: for every touched region,
-- indicator, period and breakdown, from all current observations.

-- step: prepare_touched
-- Temporary, because they live within one transaction and can be analysed without holding up another load: the planner
-- that takes ten thousand keys for one goes through them by nested loops.
CREATE TEMPORARY TABLE touched (
    year smallint NOT NULL, region_id integer NOT NULL, indicator_id integer NOT NULL, period_key integer NOT NULL,
    breakdown_key integer NOT NULL
) ON COMMIT DROP;

-- step: prepare_chosen
CREATE TEMPORARY TABLE chosen (
    kind text NOT NULL, region_id integer NOT NULL, indicator_id integer NOT NULL, period_key integer NOT NULL,
    breakdown_key integer NOT NULL, observation_key bigint PRIMARY KEY, reason text NOT NULL,
    sources_agreeing integer NOT NULL, sources_disagreeing integer NOT NULL
) ON COMMIT DROP;

-- step: prepare_said
CREATE TEMPORARY TABLE said (
    region_id integer NOT NULL, indicator_id integer NOT NULL, period_key integer NOT NULL, breakdown_key integer NOT NULL,
    observation_key bigint NOT NULL, document_id bigint NOT NULL, indicator_key integer NOT NULL, kind text NOT NULL,
    value numeric NOT NULL, value_max numeric, approx boolean NOT NULL, bound text NOT NULL, subject text NOT NULL,
    basis text NOT NULL, confidence text NOT NULL, in_table boolean NOT NULL, evidence_start integer NOT NULL,
    sentence_hash bigint NOT NULL, row_digest uuid NOT NULL
) ON COMMIT DROP;

-- step: touched_years
SELECT DISTINCT year FROM touched ORDER BY year;

-- step: analyse_touched
ANALYZE touched;

-- step: empty
TRUNCATE said, chosen;

-- step: analyse_chosen
ANALYZE chosen;

-- step: drop
DROP TABLE touched, said, chosen;

-- step: collect
INSERT INTO said
WITH keys AS (
    SELECT DISTINCT region_id, indicator_id, period_key, breakdown_key FROM touched WHERE year = %(year)s
)
SELECT region_id, indicator_id, period_key, breakdown_key, observation_key, document_id, indicator_key, kind, value,
       value_max, approx, bound, subject, basis, confidence, locator LIKE 't%%', evidence_start,
       hashtextextended(sentence, 0), row_digest
FROM keys
JOIN dw.fact_observation AS held USING (region_id, indicator_id, period_key, breakdown_key)
WHERE held.year = %(year)s AND held.superseded_at IS NULL AND value IS NOT NULL
  AND kind IN ('actual', 'previous', 'target', 'target_change');

-- step: analyse_said
ANALYZE said;

-- step: choose
INSERT INTO chosen (kind, region_id, indicator_id, period_key, breakdown_key, observation_key, reason, sources_agreeing,
                    sources_disagreeing)
WITH spoken AS (
    SELECT CASE said.kind WHEN 'previous' THEN 'actual' ELSE said.kind END AS fact_kind,
           said.region_id, said.indicator_id, said.period_key, said.breakdown_key,
           said.observation_key, said.evidence_start, said.row_digest, said.value, said.value_max, said.subject,
           said.approx OR said.bound <> '' AS inexact,
           document.work_id, document.url, document.parent_document_id IS NOT NULL AS in_attachment,
           ARRAY[
               (said.kind = 'previous')::integer,
               dw.document_rank(document.document_type, indicator.indicator_group),
               (said.kind = 'actual' AND document.report_year IS DISTINCT FROM %(year)s)::integer,
               coalesce(date '2000-01-01' - document.published_on, 0),
               CASE said.confidence WHEN 'certain' THEN 0 WHEN 'likely' THEN 1 ELSE 2 END,
               (said.approx OR said.bound <> '' AND said.kind IN ('actual', 'previous'))::integer,
               (NOT said.in_table)::integer
           ] AS merits,
           -- a document that gives parts has a total only where it says so or one figure is the sum of the others
           count(*) FILTER (WHERE said.subject = '') OVER same_document > 0 AS whole_is_given,
           min(said.subject) OVER same_document = max(said.subject) OVER same_document AS one_subject,
           min(said.value) OVER same_sentence <> max(said.value) OVER same_sentence AS side_by_side,
           count(*) OVER same_document > 2 AND 2 * said.value = sum(said.value) OVER same_document
               OR count(*) OVER same_sentence > 2 AND 2 * said.value = sum(said.value) OVER same_sentence
               AS is_sum_of_parts
    FROM said
    JOIN dw.dim_document AS document ON document.document_id = said.document_id AND document.superseded_at IS NULL
    JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = said.indicator_key
    JOIN dw.dim_period AS period ON period.period_key = said.period_key
    WHERE period.granularity <> 'unknown' AND dw.basis_fits(indicator.measure, said.basis)
    WINDOW same_document AS (PARTITION BY said.document_id, said.region_id, said.indicator_id, said.period_key,
                             said.breakdown_key, said.kind),
           same_sentence AS (PARTITION BY said.document_id, said.region_id, said.indicator_id, said.period_key,
                             said.breakdown_key, said.kind, said.sentence_hash)
),
ranked AS (
    SELECT *,
           row_number() OVER by_merit AS place,
           first_value(value) OVER by_merit AS best_value,
           first_value(value_max) OVER by_merit AS best_value_max,
           first_value(inexact) OVER by_merit AS best_inexact
    FROM spoken
    WHERE is_sum_of_parts OR NOT side_by_side AND (subject = '' OR NOT whole_is_given AND one_subject)
    WINDOW by_merit AS (PARTITION BY fact_kind, region_id, indicator_id, period_key, breakdown_key
                        ORDER BY merits, in_attachment, url, evidence_start, row_digest)
),
compared AS (
    SELECT *,
           dw.figures_agree(value, value_max, inexact, best_value, best_value_max, best_inexact) AS agrees
    FROM ranked
),
judged AS (
    SELECT fact_kind, region_id, indicator_id, period_key, breakdown_key,
           min(observation_key) FILTER (WHERE place = 1) AS observation_key,
           min(merits) FILTER (WHERE place = 1) AS merits,
           min(merits) FILTER (WHERE NOT agrees) AS rival_merits,
           count(DISTINCT work_id) AS sources,
           count(DISTINCT work_id) FILTER (WHERE agrees) AS sources_agreeing
    FROM compared
    GROUP BY fact_kind, region_id, indicator_id, period_key, breakdown_key
)
SELECT fact_kind, region_id, indicator_id, period_key, breakdown_key, observation_key,
       CASE WHEN rival_merits IS NOT NULL THEN dw.choice_reason(merits, rival_merits)
            WHEN sources = 1 THEN 'only_source'
            ELSE 'sources_agree' END,
       sources_agreeing, sources - sources_agreeing
FROM judged;

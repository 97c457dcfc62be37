CREATE OR REPLACE VIEW mart.site_health AS
WITH crawl AS (
    SELECT max(started_at) AS as_of FROM etl.run WHERE stage = 'crawl'
), site AS (
    SELECT DISTINCT source_code FROM etl.outcome WHERE item_kind = 'site' AND source_code IS NOT NULL
)
SELECT left(site.source_code, 2) AS province_code,
       site.source_code,
       region.name AS region_name,
       last.outcome AS last_outcome,
       last.reason AS last_reason,
       last.detail AS last_detail,
       last.recorded_at AS last_outcome_at,
       answer.recorded_at AS last_answer_at,
       extract(day FROM crawl.as_of - answer.recorded_at)::integer AS days_since_answer,
       document.captured_at AS last_document_at,
       extract(day FROM crawl.as_of - document.captured_at)::integer AS days_since_document,
       (SELECT count(*) FROM etl.outcome AS failure
        WHERE failure.source_code = site.source_code AND failure.item_kind = 'site' AND failure.outcome = 'failed'
          AND failure.outcome_id > coalesce(answer.outcome_id, 0)) AS failures_in_a_row,
       page.documents,
       page.gone,
       crawl.as_of
FROM site
CROSS JOIN crawl
CROSS JOIN LATERAL (
    SELECT outcome, reason, detail, recorded_at FROM etl.outcome
    WHERE source_code = site.source_code AND item_kind = 'site'
    ORDER BY outcome_id DESC LIMIT 1
) AS last
LEFT JOIN LATERAL (
    SELECT outcome_id, recorded_at FROM etl.outcome
    WHERE source_code = site.source_code AND item_kind = 'site' AND outcome IN ('done', 'unchanged')
    ORDER BY outcome_id DESC LIMIT 1
) AS answer ON true
LEFT JOIN LATERAL (
    SELECT captured_at FROM etl.capture
    WHERE source_code = site.source_code AND content_hash IS NOT NULL
    ORDER BY captured_at DESC LIMIT 1
) AS document ON true
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE gone_at IS NULL) AS documents, count(*) FILTER (WHERE gone_at IS NOT NULL) AS gone
    FROM etl.page_state
    WHERE source_code = site.source_code AND kind IN ('article', 'attachment') AND content_hash IS NOT NULL
) AS page
LEFT JOIN LATERAL (
    SELECT name FROM dw.dim_region WHERE code = site.source_code ORDER BY valid_from DESC LIMIT 1
) AS region ON true;
COMMENT ON VIEW mart.site_health IS 'One row a county site that was ever crawled: how it is, and since when it has given nothing';
COMMENT ON COLUMN mart.site_health.province_code IS 'First two digits of the 行政区划代码';
COMMENT ON COLUMN mart.site_health.source_code IS '行政区划代码 of the county YAML';
COMMENT ON COLUMN mart.site_health.region_name IS 'Latest name of the county; null where no division has the code';
COMMENT ON COLUMN mart.site_health.last_outcome IS 'done, unchanged, skipped or failed: how its last crawl ended';
COMMENT ON COLUMN mart.site_health.last_reason IS 'Reason code of that (blocked, empty_list, http_503 ...); empty when all was well';
COMMENT ON COLUMN mart.site_health.last_detail IS 'Message for a person';
COMMENT ON COLUMN mart.site_health.last_outcome_at IS 'When its last crawl ended';
COMMENT ON COLUMN mart.site_health.last_answer_at IS 'When a crawl last ended done or unchanged; null if none ever did';
COMMENT ON COLUMN mart.site_health.days_since_answer IS 'Whole days from then to as_of; null likewise';
COMMENT ON COLUMN mart.site_health.last_document_at IS 'When it last gave a new or changed document; null if it never did';
COMMENT ON COLUMN mart.site_health.days_since_document IS 'Whole days from then to as_of; null likewise';
COMMENT ON COLUMN mart.site_health.failures_in_a_row IS 'Failed crawls since the last one that was done or unchanged';
COMMENT ON COLUMN mart.site_health.documents IS 'Articles and attachments known that the site still has';
COMMENT ON COLUMN mart.site_health.gone IS 'Articles and attachments known that the site no longer has; their figures stay';
COMMENT ON COLUMN mart.site_health.as_of IS 'Start of the latest crawl of any site, from which the days are counted';

-- dw.fact_publication: what is out, by all current documents of the counties of this load.

-- step: years
-- Those of which a document of this load now speaks or spoke before: their rows are computed by one load at a time.
SELECT DISTINCT report_year
FROM dw.dim_document
WHERE document_id IN (SELECT document_id FROM stg.document WHERE load_id = %(load_id)s)
  AND report_year BETWEEN %(first_year)s AND %(last_year)s;

-- step: found
WITH county AS (
    SELECT DISTINCT source_code FROM stg.document WHERE load_id = %(load_id)s
),
document AS MATERIALIZED (
    SELECT source_code, report_year, document_type, published_on, document_id, parent_document_id, url
    FROM dw.dim_document JOIN county USING (source_code)
    WHERE superseded_at IS NULL AND report_year = ANY(%(years)s) AND document_type NOT IN ('other', 'other_body')
),
located AS MATERIALIZED (
    SELECT source_code, report_year, region_id
    FROM (SELECT DISTINCT source_code, report_year FROM document) AS named
    CROSS JOIN LATERAL dw.region_at(source_code, make_date(report_year, 12, 31)) AS region
),
found AS MATERIALIZED (
    SELECT DISTINCT ON (region_id, report_year, document_type)
           region_id, report_year, document_type, published_on, document_id, url
    FROM document JOIN located USING (source_code, report_year)
    ORDER BY region_id, report_year, document_type, published_on NULLS LAST, parent_document_id NULLS FIRST, url
)
INSERT INTO dw.fact_publication AS held (region_id, year, document_type, found, published_on, first_captured_at, document_id)
SELECT region_id, report_year, document_type, true, published_on,
       -- of the ledger: a warehouse built again from the archive has read the newest text only
       (SELECT min(captured_at) FROM etl.capture WHERE capture.url = found.url AND capture.content_hash IS NOT NULL),
       document_id
FROM found
ON CONFLICT (region_id, year, document_type) DO UPDATE
SET found = true, published_on = excluded.published_on, first_captured_at = excluded.first_captured_at,
    document_id = excluded.document_id
WHERE (held.found, held.published_on, held.document_id)
      IS DISTINCT FROM (true, excluded.published_on, excluded.document_id)
RETURNING held.year;

-- step: no_longer_found
-- A document that turned out to be of another type or year; the row stays where it was expected.
WITH county AS (
    SELECT DISTINCT region_id FROM stg.document JOIN dw.dim_region ON code = source_code WHERE load_id = %(load_id)s
),
wrong AS (
    SELECT held.region_id, held.year, held.document_type
    FROM dw.fact_publication AS held
    JOIN county USING (region_id)
    WHERE held.found AND held.year = ANY(%(years)s) AND NOT EXISTS (
        SELECT FROM dw.dim_document AS document JOIN dw.dim_region ON code = source_code
        WHERE dim_region.region_id = held.region_id AND document.superseded_at IS NULL
          AND document.report_year = held.year AND document.document_type = held.document_type)
),
unexpected AS (
    DELETE FROM dw.fact_publication AS held USING wrong
    WHERE (held.region_id, held.year, held.document_type) = (wrong.region_id, wrong.year, wrong.document_type)
      AND held.due_date IS NULL
    RETURNING held.year
),
emptied AS (
    UPDATE dw.fact_publication AS held
    SET found = false, published_on = NULL, first_captured_at = NULL, document_id = NULL
    FROM wrong
    WHERE (held.region_id, held.year, held.document_type) = (wrong.region_id, wrong.year, wrong.document_type)
      AND held.due_date IS NOT NULL
    RETURNING held.year
)
SELECT year FROM unexpected UNION SELECT year FROM emptied;

-- step: years_to_expect
SELECT generate_series(min(report_year), extract(year FROM %(today)s::date)::integer)
FROM dw.dim_document
WHERE superseded_at IS NULL AND province_code = %(province)s AND report_year >= 2005
ORDER BY 1;

-- step: expect_no_more
-- The document that made a county's first year turned out to be of another one.
DELETE FROM dw.fact_publication AS held
USING dw.dim_region
WHERE dim_region.region_id = held.region_id AND province_code = %(province)s AND NOT held.found
  AND held.year < (SELECT min(report_year) FROM dw.dim_document AS document
                   WHERE document.source_code = dim_region.code AND superseded_at IS NULL AND report_year >= 2005);

-- step: expect
WITH county AS (
    SELECT source_code, min(report_year) AS first_year
    FROM dw.dim_document
    WHERE superseded_at IS NULL AND province_code = %(province)s AND report_year >= 2005
    GROUP BY source_code
),
wanted AS (
    SELECT DISTINCT region_id, year, document_type, make_date(year + 1, month, day) AS due_date
    FROM county
    JOIN dw.dim_region ON code = source_code AND level <> 'organ'  -- an organ submits, it owes no report of its own here
    -- from a year that the planner knows, or it takes each county for one of a thousand years
    JOIN generate_series(2005, extract(year FROM %(today)s::date)::integer) AS year ON year >= first_year
    CROSS JOIN unnest(%(types)s::text[], %(months)s::integer[], %(days)s::integer[]) AS due (document_type, month, day)
)
INSERT INTO dw.fact_publication AS held (region_id, year, document_type, due_date)
SELECT region_id, year, document_type, due_date
FROM wanted
WHERE due_date < %(today)s
ORDER BY region_id, year, document_type
ON CONFLICT (region_id, year, document_type) DO UPDATE SET due_date = excluded.due_date
WHERE held.due_date IS DISTINCT FROM excluded.due_date;

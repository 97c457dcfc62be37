-- dw.dim_document: a new version where the content hash changed, new readings of the same text in place.

-- step: refuse_unknown_regions
WITH refused AS (
    DELETE FROM stg.document
    WHERE load_id = %(load_id)s AND NOT EXISTS (SELECT FROM dw.dim_region WHERE dim_region.code = document.source_code)
    RETURNING url, source_code
)
INSERT INTO etl.outcome (run_id, source_code, item_kind, item, outcome, reason, detail, recorded_at)
SELECT %(run_id)s, source_code, 'document', url, 'failed', 'unknown_region',
       source_code || ' is in no divisions.csv (FAZHI_REGIONS); add it and load again', %(recorded_at)s
FROM refused
ORDER BY url;

-- step: drop_older
-- Another load has merged a later capture of the page meanwhile; this one must not bring the old text back.
DELETE FROM stg.document AS staged
USING dw.dim_document AS held
WHERE staged.load_id = %(load_id)s AND held.document_id = staged.document_id AND held.superseded_at IS NULL
  AND held.content_hash <> staged.content_hash AND held.captured_at > staged.captured_at;

-- step: lock
SELECT count(*) FROM (
    SELECT FROM dw.dim_document AS held
    WHERE superseded_at IS NULL
      AND document_id IN (SELECT document_id FROM stg.document WHERE load_id = %(load_id)s)
    ORDER BY document_id
    FOR UPDATE
) AS locked;

-- step: classify
-- Also which of two documents comes first where nothing else tells their figures apart, and a number for its work among
-- those of its county: below 63, so that the works of a key fit the bits of one. Each look at all rows writes them anew.
UPDATE stg.document AS staged
SET document_key = held.document_key,
    place = ranked.place,
    work = ranked.work,
    change = CASE
        WHEN held.document_key IS NULL THEN 'new'
        WHEN held.content_hash <> staged.content_hash THEN 'revised'
        WHEN (held.work_id, held.source_code, held.province_code, held.partition_year, held.title, held.document_type,
              held.publisher, held.index_number, held.document_number, held.written_on, held.published_on,
              held.report_year, held.parent_document_id)
             IS DISTINCT FROM
             (staged.work_id, staged.source_code, staged.province_code, staged.partition_year, staged.title,
              staged.document_type, staged.publisher, staged.index_number, staged.document_number, staged.written_on,
              staged.published_on, staged.report_year, staged.parent_document_id) THEN 'reparsed'
        ELSE 'same' END
FROM (SELECT document_id,
             row_number() OVER (ORDER BY parent_document_id IS NOT NULL, url) AS place,
             dense_rank() OVER (PARTITION BY source_code ORDER BY work_id) %% 63 AS work
      FROM stg.document
      WHERE load_id = %(load_id)s) AS ranked
LEFT JOIN dw.dim_document AS held ON held.document_id = ranked.document_id AND held.superseded_at IS NULL
WHERE staged.load_id = %(load_id)s AND staged.document_id = ranked.document_id;

-- step: supersede
UPDATE dw.dim_document AS held
SET superseded_at = %(recorded_at)s
FROM stg.document AS staged
WHERE staged.load_id = %(load_id)s AND staged.change = 'revised' AND held.document_key = staged.document_key;

-- step: insert
INSERT INTO dw.dim_document (
    document_id, version, work_id, url, source_code, province_code, partition_year, title, document_type, publisher,
    index_number, document_number, written_on, published_on, report_year, content_hash, capture_id, archive_file,
    archive_offset, captured_at, parent_document_id, recorded_at)
SELECT document_id,
       1 + coalesce((SELECT max(version) FROM dw.dim_document AS held WHERE held.document_id = staged.document_id), 0),
       work_id, url, source_code, province_code, partition_year, title, document_type, publisher,
       index_number, document_number, written_on, published_on, report_year, content_hash, capture_id, archive_file,
       archive_offset, captured_at, parent_document_id, %(recorded_at)s
FROM stg.document AS staged
WHERE load_id = %(load_id)s AND change IN ('new', 'revised')
ORDER BY document_id
ON CONFLICT DO NOTHING;

-- step: overwrite
UPDATE dw.dim_document AS held
SET (work_id, source_code, province_code, partition_year, title, document_type, publisher, index_number,
     document_number, written_on, published_on, report_year, parent_document_id) =
    (staged.work_id, staged.source_code, staged.province_code, staged.partition_year, staged.title,
     staged.document_type, staged.publisher, staged.index_number, staged.document_number, staged.written_on,
     staged.published_on, staged.report_year, staged.parent_document_id)
FROM stg.document AS staged
WHERE staged.load_id = %(load_id)s AND staged.change = 'reparsed' AND held.document_key = staged.document_key;

-- step: name_versions
UPDATE stg.document AS staged
SET document_key = held.document_key
FROM dw.dim_document AS held
WHERE staged.load_id = %(load_id)s AND staged.change IN ('new', 'revised')
  AND held.document_id = staged.document_id AND held.superseded_at IS NULL;

-- step: drop_overtaken
-- A load of another partition brought the same page in at the same moment: theirs stays, ours is not in the ledger
-- and so is derived again.
DELETE FROM stg.document AS staged
WHERE load_id = %(load_id)s
  AND NOT EXISTS (SELECT FROM dw.dim_document AS held
                  WHERE held.document_key = staged.document_key AND held.content_hash = staged.content_hash);

-- step: drop_unfounded
-- What was staged without its observations rests on the ledger: where another load has changed that meanwhile, the
-- document is not in the ledger under these versions and so is derived again.
DELETE FROM stg.document AS staged
WHERE load_id = %(load_id)s AND restated
  AND NOT EXISTS (SELECT FROM etl.derivation AS held
                  WHERE held.url = staged.url AND held.is_current AND held.content_hash = staged.content_hash
                    AND (held.parser_version, held.expectations_digest) = (%(parser)s, %(expectations)s)
                    AND held.observation_digest = staged.observation_digest);

-- step: count
SELECT count(*), count(*) FILTER (WHERE change = 'new'), count(*) FILTER (WHERE change = 'revised')
FROM stg.document WHERE load_id = %(load_id)s;

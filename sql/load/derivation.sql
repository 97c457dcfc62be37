-- etl.derivation: the ledger, in the transaction of the merge.

-- step: retire
UPDATE etl.derivation AS held
SET is_current = false
FROM stg.document AS document
WHERE document.load_id = %(load_id)s AND held.url = document.url AND held.is_current
  AND (held.content_hash, held.parser_version, held.extractor_version, held.catalogue_digest)
      <> (document.content_hash, %(parser)s, %(extractor)s, %(catalogue)s);

-- step: record
INSERT INTO etl.derivation (url, content_hash, parser_version, extractor_version, catalogue_digest, capture_id,
                            observation_digest, observations, expectations_digest, derived_at)
SELECT url, content_hash, %(parser)s, %(extractor)s, %(catalogue)s, capture_id, observation_digest, observations,
       %(expectations)s, %(recorded_at)s
FROM stg.document
WHERE load_id = %(load_id)s
ORDER BY url
ON CONFLICT (url, content_hash, parser_version, extractor_version, catalogue_digest) DO UPDATE
SET is_current = true, redo_requested_at = NULL, capture_id = excluded.capture_id,
    observation_digest = excluded.observation_digest, observations = excluded.observations,
    expectations_digest = excluded.expectations_digest, derived_at = excluded.derived_at;

-- step: compare_again
-- An attachment that repeats its article is one source with it: a revised article may say something else than its file.
UPDATE etl.derivation AS held
SET redo_requested_at = %(recorded_at)s
FROM stg.document AS article
JOIN dw.dim_document AS file ON file.parent_document_id = article.document_id AND file.superseded_at IS NULL
WHERE article.load_id = %(load_id)s AND article.change = 'revised' AND held.url = file.url AND held.is_current
  AND NOT EXISTS (SELECT FROM stg.document AS staged WHERE staged.load_id = article.load_id AND staged.url = file.url);

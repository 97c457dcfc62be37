-- etl.unrecognised: what the last reading of each document version left; the same reading changes no row.

-- step: forget
DELETE FROM etl.unrecognised AS held
USING stg.document AS document
WHERE document.load_id = %(load_id)s AND held.document_key = document.document_key
  AND NOT EXISTS (
      SELECT FROM stg.unrecognised AS staged
      WHERE staged.load_id = %(load_id)s AND staged.document_id = document.document_id
        AND (staged.position, staged.word, staged.indicators, staged.figure, staged.sentence, staged.figure_start)
            = (held.position, held.word, held.indicators, held.figure, held.sentence, held.figure_start));

-- step: keep
INSERT INTO etl.unrecognised (document_key, position, word, indicators, figure, sentence, figure_start, run_id)
SELECT document.document_key, position, word, indicators, figure, sentence, figure_start, %(run_id)s
FROM stg.unrecognised
JOIN stg.document AS document USING (load_id, document_id)
WHERE load_id = %(load_id)s
ORDER BY document.document_key, position
ON CONFLICT DO NOTHING;

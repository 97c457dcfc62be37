-- dw.fact_check and its bridge, after the observations they rest on.

-- step: supersede
WITH derived_before AS (
    SELECT document_id, parser_version, extractor_version, catalogue_digest
    FROM stg.document JOIN etl.derivation USING (url, content_hash)
    WHERE load_id = %(load_id)s AND derivation.is_current
),
vanished AS (
    UPDATE dw.fact_check AS held
    SET superseded_at = %(recorded_at)s,
        superseded_cause = CASE
            WHEN document.change = 'revised' THEN 'revised_by_source'
            WHEN before.catalogue_digest <> %(catalogue)s
                 AND (before.parser_version, before.extractor_version) = (%(parser)s, %(extractor)s) THEN 'catalogue'
            ELSE coalesce(
                (SELECT max(operand.superseded_cause) FROM dw.bridge_check_observation AS bridge
                 JOIN dw.fact_observation AS operand
                   ON operand.year = bridge.observation_year AND operand.observation_key = bridge.observation_key
                 WHERE bridge.year = held.year AND bridge.check_key = held.check_key),
                CASE WHEN (before.parser_version, before.extractor_version, before.catalogue_digest)
                          = (%(parser)s, %(extractor)s, %(catalogue)s) THEN 'released' ELSE 'extractor' END) END
    FROM stg.document AS document
    LEFT JOIN derived_before AS before USING (document_id)
    WHERE document.load_id = %(load_id)s AND document.change <> 'new'
      AND held.document_id = document.document_id AND held.superseded_at IS NULL AND held.reach = 'document'
      AND (NOT EXISTS (SELECT FROM stg.document_check AS staged
                       WHERE staged.load_id = %(load_id)s AND staged.document_id = held.document_id
                         AND staged.row_digest = held.row_digest)
           -- an operand was read again elsewhere: the bridge must lead to the observation that is held now
           OR EXISTS (SELECT FROM dw.bridge_check_observation AS bridge
                      JOIN dw.fact_observation AS operand
                        ON operand.year = bridge.observation_year AND operand.observation_key = bridge.observation_key
                      WHERE bridge.year = held.year AND bridge.check_key = held.check_key
                        AND operand.superseded_at IS NOT NULL)
           -- or one that the gate had kept out has arrived: a person released it, or the gate asks for less
           OR EXISTS (SELECT FROM stg.document_check AS staged
                      CROSS JOIN LATERAL unnest(staged.operands) AS operand (row_digest)
                      JOIN dw.fact_observation AS arrived
                        ON arrived.document_id = held.document_id AND arrived.row_digest = operand.row_digest
                           AND arrived.superseded_at IS NULL
                           AND arrived.year BETWEEN held.year - 1 AND held.year  -- of which operands are
                      WHERE staged.load_id = %(load_id)s AND staged.document_id = held.document_id
                        AND staged.row_digest = held.row_digest
                        AND NOT EXISTS (SELECT FROM dw.bridge_check_observation AS bridge
                                        WHERE bridge.year = held.year AND bridge.check_key = held.check_key
                                          AND bridge.observation_key = arrived.observation_key)))
    RETURNING held.year
)
SELECT DISTINCT year FROM vanished ORDER BY year;

-- step: insert
WITH place AS MATERIALIZED (
    SELECT source_code, period, period_key, region_key, region_id
    FROM (SELECT DISTINCT source_code, period
          FROM stg.document_check JOIN stg.document USING (load_id, document_id) WHERE load_id = %(load_id)s) AS spoken
    JOIN dw.dim_period ON dim_period.code = spoken.period
    CROSS JOIN LATERAL dw.region_at(source_code, end_date) AS region
),
wanted AS MATERIALIZED (
    SELECT DISTINCT ON (staged.document_id, staged.row_digest)
           staged.*, document.document_key, document.captured_at, place.period_key, place.region_key, place.region_id
    FROM stg.document_check AS staged
    JOIN stg.document AS document USING (load_id, document_id)
    JOIN place USING (source_code, period)
    WHERE staged.load_id = %(load_id)s AND staged.period_year BETWEEN %(first_year)s AND %(last_year)s
      AND NOT EXISTS (SELECT FROM dw.fact_check AS held
                      WHERE held.document_id = staged.document_id AND held.row_digest = staged.row_digest
                        AND held.superseded_at IS NULL)
    ORDER BY staged.document_id, staged.row_digest, staged.position
),
added AS (
    INSERT INTO dw.fact_check (year, document_key, document_id, region_key, region_id, period_key, identity, result, how,
                               expected, found, as_of, row_digest, recorded_at)
    SELECT period_year, document_key, document_id, region_key, region_id, period_key, identity, result, how,
           expected, found, captured_at, row_digest, %(recorded_at)s
    FROM wanted
    RETURNING year, check_key, document_id, row_digest
),
bridged AS (
    INSERT INTO dw.bridge_check_observation (year, check_key, position, observation_year, observation_key)
    SELECT added.year, added.check_key, operand.place - 1, held.year, held.observation_key
    FROM added
    JOIN wanted USING (document_id, row_digest)
    CROSS JOIN LATERAL unnest(wanted.operands) WITH ORDINALITY AS operand (row_digest, place)
    JOIN dw.fact_observation AS held
      ON held.document_id = added.document_id AND held.row_digest = operand.row_digest
         AND held.superseded_at IS NULL
)
SELECT DISTINCT year FROM added ORDER BY year;

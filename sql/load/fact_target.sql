-- dw.fact_target: what was chosen, where it differs from what is held.

-- step: supersede
WITH changed AS (
    UPDATE dw.fact_target AS held
    SET superseded_at = %(recorded_at)s,
        superseded_cause = coalesce((SELECT said.superseded_cause FROM dw.fact_observation AS said
                                     WHERE said.year = %(year)s AND said.observation_key = held.observation_key),
                                    CASE WHEN held.observation_key IN (SELECT observation_key FROM chosen)
                                         THEN 'agreement' ELSE 'other_source' END)
    FROM keys
    WHERE (held.region_id, held.indicator_id, held.period_key, held.breakdown_key)
          = (keys.region_id, keys.indicator_id, keys.period_key, keys.breakdown_key)
      AND held.year = %(year)s AND held.superseded_at IS NULL
      AND NOT EXISTS (
          SELECT FROM chosen
          WHERE (chosen.observation_key, chosen.reason, chosen.sources_agreeing, chosen.sources_disagreeing)
                = (held.observation_key, held.reason, held.sources_agreeing, held.sources_disagreeing))
    RETURNING held.year
)
SELECT count(*) FROM changed;

-- step: insert
WITH added AS (
    INSERT INTO {partition} (
        year, region_key, region_id, indicator_key, indicator_id, period_key, breakdown_key, kind, value, value_max,
        bound, approx, unit, confidence, observation_key, document_id, reason, sources_agreeing, sources_disagreeing,
        recorded_at)
    SELECT said.year, said.region_key, said.region_id, said.indicator_key, said.indicator_id, said.period_key,
           said.breakdown_key, chosen.kind, said.value, said.value_max, said.bound, said.approx, said.unit,
           said.confidence, said.observation_key, said.document_id, chosen.reason, chosen.sources_agreeing,
           chosen.sources_disagreeing, %(recorded_at)s
    FROM chosen
    JOIN dw.fact_observation AS said USING (observation_key)
    WHERE said.year = %(year)s AND chosen.kind IN ('target', 'target_change')
      AND NOT EXISTS (
          SELECT FROM dw.fact_target AS held
          WHERE (held.region_id, held.indicator_id, held.period_key, held.breakdown_key, held.kind)
                = (said.region_id, said.indicator_id, said.period_key, said.breakdown_key, chosen.kind)
            AND held.year = %(year)s AND held.superseded_at IS NULL)
    RETURNING year
)
SELECT count(*) FROM added;

-- One hash over what all figures of a text say, in place of one over the hashes of each (docs/decisions/0023-digests.md).
COMMENT ON COLUMN etl.derivation.observation_digest IS 'SHA-256 (hex) over meaning and evidence of the observations, rejected ones too';
COMMENT ON COLUMN stg.document.observation_digest IS 'SHA-256 (hex) over meaning and evidence of its observations';

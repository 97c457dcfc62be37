-- Who stands for a figure that a score rests on, and which figures a rule reads.
ALTER TABLE dw.bridge_score_observation ADD COLUMN verification text NOT NULL DEFAULT 'self_reported'
    CHECK (verification IN ('self_reported', 'cross_checked', 'verified'));
COMMENT ON COLUMN dw.bridge_score_observation.verification IS 'self_reported, cross_checked (a check agreed, or a second source) or verified (a person read the sentence), when it was scored';

ALTER TABLE dw.dim_scheme_item ADD COLUMN indicators text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN dw.dim_scheme_item.indicators IS 'Codes of the indicators that the rule may read';

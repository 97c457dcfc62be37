-- A score can be open because a part of it is missing, too: which inputs are contradicted is said of each.
ALTER TABLE dw.bridge_score_observation ADD COLUMN contradicted boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN dw.bridge_score_observation.contradicted IS 'Whether a check of the figure contradicted when it was scored';

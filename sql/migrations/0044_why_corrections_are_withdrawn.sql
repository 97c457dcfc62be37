-- To take a correction back is a decision, too. What was withdrawn before stays without a reason.
ALTER TABLE etl.correction ADD COLUMN withdrawn_reason text
    CHECK (withdrawn_reason IS NULL OR withdrawn_reason <> '' AND withdrawn_at IS NOT NULL);
COMMENT ON COLUMN etl.correction.withdrawn_reason IS 'Why it was taken back; null while it holds, and where it was withdrawn before that was asked';

-- One type more: docs/decisions/0048-whose-report.md.
COMMENT ON COLUMN dw.dim_document.document_type IS 'rule_of_law_annual_report, disclosure_annual_report, enforcement_statistics, bureau_summary, bureau_plan, data_bulletin, submission, other_body (one department''s or township''s own, or of a region above: no fact of the county comes from it) or other';

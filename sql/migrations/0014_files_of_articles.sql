-- The files of a revised article are looked up at each merge.
CREATE INDEX dim_document_parent ON dw.dim_document (parent_document_id) WHERE parent_document_id IS NOT NULL;

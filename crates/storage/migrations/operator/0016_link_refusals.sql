-- Why staff at a source's desk refused the last attempt, in their own words, sealed; and when.
ALTER TABLE links ADD COLUMN refused BLOB;
ALTER TABLE links ADD COLUMN refused_at BIGINT;
CREATE INDEX links_by_refusal ON links (refused_at) WHERE refused_at IS NOT NULL;

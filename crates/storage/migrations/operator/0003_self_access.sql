-- Self-access tickets that may still be shown. leg is the only thing the ticket says of the person: good for that
-- ticket alone. The session is the one that asked: a ticket ends with it.
CREATE TABLE self_accesses (
  leg TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL,
  session_hash BLOB NOT NULL,
  connector_uuid TEXT NOT NULL,
  dataset_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX self_accesses_by_end ON self_accesses (expires_at);

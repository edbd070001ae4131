-- What every party has. One text for SQLite and PostgreSQL; BLOB becomes BYTEA.

CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- One sealed data key per subject. Deleting the row makes all its fields unreadable.
CREATE TABLE data_keys (
    subject TEXT NOT NULL PRIMARY KEY,
    master_id TEXT NOT NULL,
    sealed BLOB NOT NULL
);
CREATE INDEX data_keys_master ON data_keys (master_id, subject);

-- The size of each log: the index the next entry gets.
CREATE TABLE log_heads (
    log TEXT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL
);

-- The leaf is a commitment; salt and record can be erased without breaking the log.
CREATE TABLE log_records (
    log TEXT NOT NULL,
    idx BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    party TEXT,
    subject TEXT,
    leaf BLOB NOT NULL,
    salt BLOB,
    record TEXT,
    PRIMARY KEY (log, idx)
);
CREATE INDEX log_records_subject ON log_records (subject, at, log, idx);
CREATE INDEX log_records_party ON log_records (party, at, log, idx);

-- Events to other parties, delivered at least once, in order per order_key.
CREATE TABLE outbox (
    order_key TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    id TEXT NOT NULL,
    destination TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    enqueued_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    claim TEXT,
    last_error TEXT,
    PRIMARY KEY (order_key, sequence, id)
);
-- Also the lease: a claimed event is due again when its lease ends.
CREATE INDEX outbox_due ON outbox (destination, due_at);
CREATE INDEX outbox_age ON outbox (enqueued_at);

-- Token ids seen, until they expire.
CREATE TABLE seen (
    scope TEXT NOT NULL,
    token TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (scope, token)
);
CREATE INDEX seen_expiry ON seen (expires_at);

-- Signing keys: private part sealed by the vault.
CREATE TABLE signing_keys (
    kid TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    state TEXT NOT NULL,
    public_jwk TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX signing_keys_purpose ON signing_keys (purpose, state);

-- The last group each PostgreSQL writer committed: tells after a lost connection whether it did.
CREATE TABLE writer_marks (
    writer TEXT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL
);

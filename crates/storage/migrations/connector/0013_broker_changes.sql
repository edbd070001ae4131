-- Changes of entities that have not been compared with subscriptions yet, sealed under their tenant's key. One text for SQLite
-- and PostgreSQL; BLOB becomes BYTEA.
CREATE TABLE broker_changes (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX broker_changes_by_age ON broker_changes (tenant, created_at, id);

-- What an open NGSI-LD broker has not done with when it ends. One text for SQLite and PostgreSQL; BLOB becomes BYTEA.

-- Notifications that have not arrived yet, sealed under their tenant's key.
CREATE TABLE broker_notifications (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    -- Of which subscription it is: the collection's path, and the id in it.
    collection TEXT NOT NULL,
    subscription TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When it was sent first; nothing while it waits for that.
    begun_at BIGINT,
    sealed BLOB NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX broker_notifications_by_subscription ON broker_notifications (tenant, collection, subscription);
CREATE INDEX broker_notifications_by_age ON broker_notifications (tenant, created_at, id);

-- Entity maps until they end, sealed under their tenant's key.
CREATE TABLE broker_maps (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- How many entities it names, for the sum of all.
    entities BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX broker_maps_by_end ON broker_maps (tenant, expires_at, id);

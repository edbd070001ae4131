-- What an open NGSI-LD broker keeps. One text for SQLite and PostgreSQL; BLOB becomes BYTEA.

-- Tenants that were used; the default tenant has the empty name and needs no row.
CREATE TABLE broker_tenants (
    tenant TEXT NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL
);

-- Entities, sealed under their tenant's key. The version guards read-modify-write.
CREATE TABLE broker_entities (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX broker_entities_created ON broker_entities (tenant, created_at, id);

-- Which entities have which type (an expanded IRI).
CREATE TABLE broker_types (
    tenant TEXT NOT NULL,
    entity_type TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (tenant, entity_type, id)
);
CREATE INDEX broker_types_id ON broker_types (tenant, id);

-- Subscriptions, registrations, contexts and the like: documents by kind and id, sealed under their tenant's key.
CREATE TABLE broker_documents (
    tenant TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (tenant, kind, id)
);

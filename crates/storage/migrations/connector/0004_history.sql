-- What an open NGSI-LD broker remembers of its entities. One text for SQLite and PostgreSQL; BLOB becomes BYTEA.

-- Entities that have a history, whether they are still there or not.
CREATE TABLE broker_histories (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (tenant, id)
);

-- Which of them have had which type (an expanded IRI).
CREATE TABLE broker_history_types (
    tenant TEXT NOT NULL,
    entity_type TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (tenant, entity_type, id)
);
CREATE INDEX broker_history_types_id ON broker_history_types (tenant, id);

-- Instances of their attributes, sealed under their tenant's key. A moment is when an instance was observed, or else
-- when it was modified; `observed` is 1 or 0. The default dataset is the empty name.
CREATE TABLE broker_instances (
    tenant TEXT NOT NULL,
    entity TEXT NOT NULL,
    instance TEXT NOT NULL,
    attribute TEXT NOT NULL,
    dataset TEXT NOT NULL,
    moment BIGINT NOT NULL,
    observed BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    modified_at BIGINT NOT NULL,
    deleted_at BIGINT,
    sealed BLOB NOT NULL,
    PRIMARY KEY (tenant, entity, instance)
);
CREATE INDEX broker_instances_moment ON broker_instances (tenant, entity, moment, instance);
CREATE INDEX broker_instances_created ON broker_instances (tenant, entity, created_at, instance);
CREATE INDEX broker_instances_modified ON broker_instances (tenant, entity, modified_at, instance);
CREATE INDEX broker_instances_deleted ON broker_instances (tenant, entity, deleted_at, instance)
    WHERE deleted_at IS NOT NULL;
CREATE INDEX broker_instances_attribute ON broker_instances (tenant, entity, attribute, moment);

-- Entities of the broker by what some of their attributes say: keyed digests, for the values are sealed.
CREATE TABLE broker_values (
    tenant TEXT NOT NULL,
    attribute TEXT NOT NULL,
    digest BLOB NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (tenant, attribute, digest, id)
);
CREATE INDEX broker_values_id ON broker_values (tenant, id);

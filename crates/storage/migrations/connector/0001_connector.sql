-- What only a connector stores. One text for SQLite and PostgreSQL; BLOB becomes BYTEA.

-- The last trust list of each registry that verified, with the keys it has announced.
CREATE TABLE trust_lists (
    registry TEXT NOT NULL PRIMARY KEY,
    sequence BIGINT NOT NULL,
    list TEXT NOT NULL,
    registry_keys TEXT NOT NULL,
    fetched_at BIGINT NOT NULL
);

-- Answers being streamed: begun and not finished. What is here at start-up was cut off.
CREATE TABLE open_releases (
    id TEXT NOT NULL PRIMARY KEY,
    operator TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    record TEXT NOT NULL
);

-- How far a reader of a log has come, and who reads until when.
CREATE TABLE log_readers (
    name TEXT NOT NULL PRIMARY KEY,
    next_idx BIGINT NOT NULL,
    holder TEXT,
    held_until BIGINT NOT NULL
);

-- Releases and refusals per day, operator, service and dataset: for settlement (MIM4 4.2.1), without persons.
CREATE TABLE release_counts (
    day BIGINT NOT NULL,
    operator TEXT NOT NULL,
    service TEXT NOT NULL,
    dataset TEXT NOT NULL,
    outcome TEXT NOT NULL,
    requests BIGINT NOT NULL,
    records BIGINT NOT NULL,
    PRIMARY KEY (operator, service, dataset, day, outcome)
);
CREATE INDEX release_counts_day ON release_counts (day);

-- The embedded store: whose an identifier is, by a keyed digest, and what is kept of them, sealed.
CREATE TABLE store_identifiers (
    id_type TEXT NOT NULL,
    digest BLOB NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (id_type, digest)
);
CREATE INDEX store_identifiers_subject ON store_identifiers (subject);

CREATE TABLE store_entities (
    subject TEXT NOT NULL,
    dataset TEXT NOT NULL,
    id TEXT NOT NULL,
    sealed BLOB NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (subject, dataset, id)
);

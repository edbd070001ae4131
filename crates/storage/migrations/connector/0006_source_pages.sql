-- What the source's pages keep. One text for SQLite and PostgreSQL; BLOB becomes BYTEA.

-- How many attributes were released, beside requests and records.
ALTER TABLE release_counts ADD COLUMN attributes BIGINT NOT NULL DEFAULT 0;

-- What the source's staff must do by hand. What it is about is sealed under a key of the task's own.
CREATE TABLE tasks (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    dataset TEXT NOT NULL,
    state TEXT NOT NULL,
    sealed BLOB NOT NULL,
    received_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    taken_by TEXT,
    version BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX tasks_due ON tasks (state, due_at, id);
CREATE INDEX tasks_closed ON tasks (closed_at);

-- Versions of datasets that were published from the pages. None is ever changed.
CREATE TABLE dataset_versions (
    dataset TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    published_by TEXT,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (dataset, version)
);

-- What is being written of the next version of a dataset: one draft each.
CREATE TABLE dataset_drafts (
    dataset TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    changed_by TEXT,
    changed_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

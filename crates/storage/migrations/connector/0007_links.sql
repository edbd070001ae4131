-- Links: attempts of people to show the source who they are, and what came of them.
CREATE TABLE link_attempts (
    -- SHA-256 of the secret in its address.
    id BLOB NOT NULL PRIMARY KEY,
    operator TEXT NOT NULL,
    request TEXT NOT NULL,
    link_id TEXT NOT NULL,
    way TEXT NOT NULL,
    -- What must be remembered, sealed; empty when it is over.
    sealed BLOB NOT NULL,
    -- A keyed hash of what was given to be found by, to count by.
    target BLOB,
    -- A keyed hash of what else it is found by: the code for the desk, or the state of a login.
    handle BLOB,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX link_attempts_by_request ON link_attempts (operator, request);
CREATE UNIQUE INDEX link_attempts_by_handle ON link_attempts (handle);
CREATE INDEX link_attempts_by_person ON link_attempts (operator, link_id, created_at);
CREATE INDEX link_attempts_by_target ON link_attempts (target, created_at);
CREATE INDEX link_attempts_by_end ON link_attempts (expires_at);

CREATE TABLE links (
    operator TEXT NOT NULL,
    link_id TEXT NOT NULL,
    way TEXT NOT NULL,
    assurance TEXT NOT NULL,
    id_type TEXT NOT NULL,
    -- A keyed hash of the identifier: it is given back by the operator with each introspection, and compared.
    identifier BLOB NOT NULL,
    linked_at BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    ended_at BIGINT,
    -- 'person' or 'source'.
    ended_by TEXT,
    PRIMARY KEY (operator, link_id)
);
CREATE INDEX links_by_age ON links (linked_at, link_id);

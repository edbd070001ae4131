-- Links: how a person's account and a source know each other. The identifier is sealed in the keychain.
CREATE TABLE links (
    account_id TEXT NOT NULL,
    connector_uuid TEXT NOT NULL,
    -- The person, as operator and connector know them in matters of links: random, and the same for every attempt.
    link_id TEXT NOT NULL,
    -- 'none', 'linked' or 'ended'.
    state TEXT NOT NULL,
    way TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    -- The attempt that waits at the source's desk, and until when it does; empty where none does.
    waiting TEXT NOT NULL,
    waiting_until BIGINT NOT NULL,
    -- What the person shows there, sealed.
    desk_code BLOB,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, connector_uuid)
);
CREATE INDEX links_by_end ON links (state, valid_until, account_id, connector_uuid);
CREATE INDEX links_by_waiting ON links (waiting, account_id, connector_uuid);

CREATE TABLE link_attempts (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL,
    connector_uuid TEXT NOT NULL,
    way TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX link_attempts_by_account ON link_attempts (account_id);
CREATE INDEX link_attempts_by_end ON link_attempts (expires_at);

-- Apps of third parties, which persons may let see and act for them (OAuth 2.1, public clients).
CREATE TABLE apps (
  client_id TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

-- Authorization requests that apps have pushed (RFC 9126), found by a hash of their address.
CREATE TABLE app_requests (
  id_hash BLOB NOT NULL PRIMARY KEY,
  client_id TEXT NOT NULL,
  body TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX app_requests_by_end ON app_requests (expires_at);

-- One row for each time a person let an app in. jkt is the key that its tokens are bound to, from the first on.
CREATE TABLE app_grants (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  jkt TEXT,
  created_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX app_grants_by_account ON app_grants (account_id, created_at, id);
CREATE INDEX app_grants_by_app ON app_grants (client_id);
CREATE INDEX app_grants_by_end ON app_grants (expires_at);

-- Codes and refresh tokens, each good for one use. Used ones stay to their end: one that is shown again ends its
-- grant.
CREATE TABLE app_tokens (
  token_hash BLOB NOT NULL PRIMARY KEY,
  grant_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX app_tokens_by_grant ON app_tokens (grant_id);
CREATE INDEX app_tokens_by_end ON app_tokens (expires_at);

-- Feeds under a secret address, of which only the hash is here.
CREATE TABLE feeds (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  secret_hash BLOB NOT NULL,
  kind TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX feeds_by_secret ON feeds (secret_hash);

-- Accounts closed lately: what came in at the same time is swept away too.
CREATE INDEX accounts_closed ON accounts (changed_at) WHERE state = 'closed';

-- People. The id is the base identifier: random, and it never leaves the operator (MIM4 §5.5).
-- Nothing readable about the person stands here: the login is found by a keyed hash, the profile is
-- sealed under the person's data key.
CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY,
  login_index BLOB,
  password TEXT,
  profile BLOB NOT NULL,
  locale TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX accounts_by_login ON accounts (login_index);

-- Other ways to log in: a subject at an OpenID provider, found by a keyed hash.
CREATE TABLE authenticators (
  provider TEXT NOT NULL,
  subject_index BLOB NOT NULL,
  account_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (provider, subject_index)
);
CREATE INDEX authenticators_by_account ON authenticators (account_id);

CREATE TABLE sessions (
  id_hash BLOB NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- Logins at an OpenID provider that have begun; each ends by being used once.
CREATE TABLE login_flows (
  state_hash BLOB NOT NULL PRIMARY KEY,
  provider TEXT NOT NULL,
  secrets BLOB NOT NULL,
  return_to TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);

-- A person's identifiers at sources, all in one sealed value.
CREATE TABLE identifiers (
  account_id TEXT NOT NULL PRIMARY KEY,
  sealed BLOB NOT NULL,
  version BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE organisations (
  id TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE services (
  client_id TEXT NOT NULL PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  body TEXT NOT NULL,
  secret_hash BLOB,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX services_by_organisation ON services (organisation_id);

CREATE TABLE intended_uses (
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  service_id TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id, version)
);
CREATE INDEX intended_uses_by_service ON intended_uses (service_id, id, version);

CREATE TABLE connectors (
  uuid TEXT NOT NULL PRIMARY KEY,
  base_url TEXT NOT NULL,
  sharing TEXT NOT NULL,
  metadata TEXT NOT NULL,
  jwks TEXT NOT NULL,
  settings TEXT NOT NULL,
  secret_hash BLOB,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  fetched_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX connectors_by_url ON connectors (base_url);

-- Versions of datasets as their connectors published them. A version is never rewritten.
CREATE TABLE datasets (
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  connector_uuid TEXT NOT NULL,
  body TEXT NOT NULL,
  offered BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id, version)
);
CREATE INDEX datasets_by_connector ON datasets (connector_uuid, id, version);

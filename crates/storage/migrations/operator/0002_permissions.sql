CREATE TABLE permission_requests (
  id TEXT NOT NULL PRIMARY KEY,
  service_id TEXT NOT NULL,
  intended_use_id TEXT NOT NULL,
  intended_use_version BIGINT NOT NULL,
  account_id TEXT,
  login_index BLOB,
  arrangement_id TEXT,
  answer TEXT,
  return_url TEXT,
  locale TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  answered_at BIGINT
);
CREATE INDEX permission_requests_waiting ON permission_requests (account_id, created_at) WHERE answer IS NULL;
CREATE INDEX permission_requests_unanswered ON permission_requests (expires_at) WHERE answer IS NULL;
CREATE INDEX permission_requests_unknown ON permission_requests (login_index) WHERE account_id IS NULL;

-- One row per arrangement: where it stands now. service_leg is what its service knows it by. epoch rises with
-- every change of what may be released, by an event of the permission or by a rule of the person.
CREATE TABLE permissions (
  arrangement_id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL,
  service_id TEXT NOT NULL,
  intended_use_id TEXT NOT NULL,
  intended_use_version BIGINT NOT NULL,
  service_leg TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  body TEXT NOT NULL,
  valid_until BIGINT,
  rule_id TEXT,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX permissions_by_leg ON permissions (service_leg);
CREATE INDEX permissions_by_account ON permissions (account_id, changed_at, arrangement_id);
CREATE UNIQUE INDEX permissions_once ON permissions (account_id, intended_use_id) WHERE state NOT IN ('revoked', 'invalidated');
CREATE INDEX permissions_by_end ON permissions (valid_until) WHERE state IN ('granted', 'suspended');

CREATE TABLE permission_events (
  arrangement_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  at BIGINT NOT NULL,
  body TEXT NOT NULL,
  log_salt BLOB NOT NULL,
  PRIMARY KEY (arrangement_id, version)
);

CREATE TABLE rules (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (account_id, id)
);

-- MIM4 §5.6.1: one row per introspection, completed by the connector's report.
CREATE TABLE access_items (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  arrangement_id TEXT NOT NULL,
  permission_version BIGINT NOT NULL,
  service_id TEXT NOT NULL,
  connector_uuid TEXT NOT NULL,
  active BIGINT NOT NULL,
  reason TEXT NOT NULL,
  success BIGINT,
  outcome TEXT,
  completed_at BIGINT
);
CREATE INDEX access_items_by_account ON access_items (account_id, at, id);

-- Answers a connector may reuse until then. One row per arrangement and connector.
CREATE TABLE leases (
  arrangement_id TEXT NOT NULL,
  connector_uuid TEXT NOT NULL,
  valid_until BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  PRIMARY KEY (arrangement_id, connector_uuid)
);
CREATE INDEX leases_by_end ON leases (valid_until);

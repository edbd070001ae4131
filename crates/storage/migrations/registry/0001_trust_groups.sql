-- Trust groups and their members. The sequence of a group grows with every change of what its list says.
CREATE TABLE trust_groups (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  rulebook TEXT,
  sequence BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE members (
  group_id TEXT NOT NULL,
  operator_uuid TEXT NOT NULL,
  name TEXT NOT NULL,
  base_url TEXT NOT NULL,
  jwks_uri TEXT NOT NULL,
  roles TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (group_id, operator_uuid)
);

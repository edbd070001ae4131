-- What the active members of trust groups share: when each member's list was read, which connectors stand in it, and what
-- each connector says of itself. A time of 0 says that nobody has tried yet.
CREATE TABLE source_lists (
  group_id TEXT NOT NULL,
  operator_uuid TEXT NOT NULL,
  tried_at BIGINT NOT NULL,
  read_at BIGINT,
  failing_since BIGINT,
  reason TEXT,
  PRIMARY KEY (group_id, operator_uuid)
);

CREATE TABLE source_shares (
  group_id TEXT NOT NULL,
  operator_uuid TEXT NOT NULL,
  base_url TEXT NOT NULL,
  PRIMARY KEY (group_id, operator_uuid, base_url)
);

CREATE TABLE sources (
  base_url TEXT NOT NULL PRIMARY KEY,
  connector_uuid TEXT,
  metadata TEXT,
  datasets TEXT,
  tried_at BIGINT NOT NULL,
  read_at BIGINT,
  failing_since BIGINT,
  reason TEXT,
  created_at BIGINT NOT NULL
);

-- How often data was released, by day (since the epoch, UTC): what the data map and the look for unusual access read,
-- so that neither counts a person's whole log. Entries of before are counted here once.
CREATE TABLE access_days (
  account_id TEXT NOT NULL,
  day BIGINT NOT NULL,
  arrangement_id TEXT NOT NULL,
  connector_uuid TEXT NOT NULL,
  service_id TEXT NOT NULL,
  releases BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, day, arrangement_id, connector_uuid)
);
INSERT INTO access_days (account_id, day, arrangement_id, connector_uuid, service_id, releases, last_at)
  SELECT account_id, at / 86400000000, arrangement_id, connector_uuid, MIN(service_id), COUNT(*), MAX(at)
  FROM access_items WHERE success = 1 GROUP BY account_id, at / 86400000000, arrangement_id, connector_uuid;

-- The same by months of 30 days, for looks that go back far.
CREATE TABLE access_months (
  account_id TEXT NOT NULL,
  month BIGINT NOT NULL,
  arrangement_id TEXT NOT NULL,
  connector_uuid TEXT NOT NULL,
  service_id TEXT NOT NULL,
  releases BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, month, arrangement_id, connector_uuid)
);
INSERT INTO access_months (account_id, month, arrangement_id, connector_uuid, service_id, releases, last_at)
  SELECT account_id, day / 30, arrangement_id, connector_uuid, MIN(service_id), SUM(releases), MAX(last_at)
  FROM access_days GROUP BY account_id, day / 30, arrangement_id, connector_uuid;

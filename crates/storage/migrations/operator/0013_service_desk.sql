-- Where services want to be told what happens. events is a list of names, with a space before and after each.
CREATE TABLE webhooks (
  id TEXT NOT NULL PRIMARY KEY,
  service_id TEXT NOT NULL,
  url TEXT NOT NULL,
  events TEXT NOT NULL,
  state TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX webhooks_by_service ON webhooks (service_id, id);

-- Those that have failed since their last success. Apart from the others, so that counting failures disturbs no
-- permission that is changed at the same time.
CREATE TABLE webhook_failures (
  webhook_id TEXT NOT NULL PRIMARY KEY,
  since BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  next_at BIGINT NOT NULL
);

-- What they are told, and what became of it. due_at is absent when nothing is to be sent (any more); it is also the lease
-- of whoever sends it. Events with one order_key are sent one after the other.
CREATE TABLE webhook_deliveries (
  webhook_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  order_key TEXT NOT NULL,
  sequence BIGINT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  due_at BIGINT,
  claim TEXT,
  created_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (webhook_id, event_id)
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_order ON webhook_deliveries (webhook_id, order_key, sequence, event_id) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (webhook_id, created_at, event_id);
CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE webhook_attempts (
  webhook_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  millis BIGINT NOT NULL,
  status BIGINT,
  error TEXT,
  PRIMARY KEY (webhook_id, event_id, number)
);
CREATE INDEX webhook_attempts_by_time ON webhook_attempts (at);

-- Descriptions of intended uses that their service works on. What was approved is a version in intended_uses.
CREATE TABLE intended_use_drafts (
  service_id TEXT NOT NULL,
  id TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  changed_by TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (service_id, id)
);
CREATE INDEX intended_use_drafts_waiting ON intended_use_drafts (changed_at) WHERE state = 'submitted';

-- How often a source showed data of a dataset to a service, by day (since the epoch, UTC), and nothing of whose. Each
-- process counts in a shard of its own, so that none waits for another. Releases of before are counted here once, without
-- their dataset.
CREATE TABLE release_days (
  service_id TEXT NOT NULL,
  day BIGINT NOT NULL,
  connector_uuid TEXT NOT NULL,
  dataset_id TEXT NOT NULL,
  shard BIGINT NOT NULL,
  releases BIGINT NOT NULL,
  PRIMARY KEY (service_id, day, connector_uuid, dataset_id, shard)
);
INSERT INTO release_days (service_id, day, connector_uuid, dataset_id, shard, releases)
  SELECT service_id, at / 86400000000, connector_uuid, '', 0, COUNT(*)
  FROM access_items WHERE success = 1 GROUP BY service_id, at / 86400000000, connector_uuid;

-- What a service looks through: its permissions in the order in which they changed, its requests in the order of asking.
CREATE INDEX permissions_by_service ON permissions (service_id, changed_at, service_leg);
CREATE INDEX permission_requests_by_service ON permission_requests (service_id, created_at, id);

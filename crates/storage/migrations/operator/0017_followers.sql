-- Connectors at which a service has subscribed to what a permission lets be seen: they hear when it changes.
CREATE TABLE followers (
  arrangement_id TEXT NOT NULL,
  connector_uuid TEXT NOT NULL,
  -- Until when its subscriptions can last, in microseconds since the epoch.
  valid_until BIGINT NOT NULL,
  PRIMARY KEY (arrangement_id, connector_uuid)
);
CREATE INDEX followers_by_end ON followers (valid_until);

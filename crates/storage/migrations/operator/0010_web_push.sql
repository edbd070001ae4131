-- Browsers that a person is told things on by web push. endpoint_index is a keyed hash of the address at the push service,
-- sealed what to reach and encrypt to it with, and the device in words. cookie_hash is that of the browser's own cookie,
-- session_hash that of the session it was last known by: it may have ended by itself, and then the device stays.
CREATE TABLE push_devices (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  endpoint_index BLOB NOT NULL,
  session_hash BLOB NOT NULL,
  cookie_hash BLOB NOT NULL,
  sealed BLOB NOT NULL,
  created_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX push_devices_by_endpoint ON push_devices (endpoint_index);
CREATE UNIQUE INDEX push_devices_by_cookie ON push_devices (cookie_hash);
CREATE INDEX push_devices_by_session ON push_devices (session_hash);

-- Messages to them that are due: one of the person's notifications, to one of their devices.
CREATE TABLE push_messages (
  account_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  notification_id TEXT NOT NULL,
  due BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  PRIMARY KEY (account_id, device_id, notification_id)
);
CREATE INDEX push_messages_by_due ON push_messages (due);

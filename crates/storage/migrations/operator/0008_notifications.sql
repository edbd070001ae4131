-- What a person is told of. The id comes from what it is about, so that the same news is told once. mail_next is when an
-- e-mail about it is due, absent when none is (any more).
CREATE TABLE notifications (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  at BIGINT NOT NULL,
  read_at BIGINT,
  mail_next BIGINT,
  mail_attempts BIGINT NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX notifications_by_time ON notifications (account_id, at, id);
CREATE INDEX notifications_unread ON notifications (account_id, kind) WHERE read_at IS NULL;
CREATE INDEX notifications_to_mail ON notifications (mail_next) WHERE mail_next IS NOT NULL;

-- What a person wants to be told of, and how. unsubscribe is a hash of the secret in the links of their e-mails.
CREATE TABLE notification_choices (
  account_id TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,
  unsubscribe BLOB NOT NULL
);
CREATE UNIQUE INDEX notification_choices_by_secret ON notification_choices (unsubscribe);

-- Uses of permissions that have not been looked at yet, for what is unusual about them.
CREATE TABLE access_watch (
  account_id TEXT NOT NULL,
  arrangement_id TEXT NOT NULL,
  connector_uuid TEXT NOT NULL,
  service_id TEXT NOT NULL,
  day BIGINT NOT NULL,
  PRIMARY KEY (account_id, arrangement_id, connector_uuid, day)
);

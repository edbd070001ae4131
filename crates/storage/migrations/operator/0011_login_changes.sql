-- Another e-mail address to log in with: what a person has asked for and not confirmed yet (done_at is absent), and what
-- was done and can still be undone from the address before. Addresses are sealed. confirm_hash and undo_hash are of the
-- secrets in the e-mails to the new and the old address; held_index keeps the old login free for its person meanwhile.
CREATE TABLE login_changes (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  sealed BLOB NOT NULL,
  confirm_hash BLOB,
  undo_hash BLOB,
  held_index BLOB,
  asked_at BIGINT NOT NULL,
  done_at BIGINT,
  ends_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX login_changes_waiting ON login_changes (account_id) WHERE done_at IS NULL;
CREATE UNIQUE INDEX login_changes_by_undo ON login_changes (undo_hash);
CREATE INDEX login_changes_by_login ON login_changes (held_index);
CREATE INDEX login_changes_by_end ON login_changes (ends_at);

-- E-mails to one address that are no news. Whom they are for and what they say is sealed; a row goes when a server has
-- taken its e-mail over.
CREATE TABLE letters (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  sealed BLOB NOT NULL,
  mail_next BIGINT NOT NULL,
  mail_attempts BIGINT NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX letters_to_mail ON letters (mail_next);

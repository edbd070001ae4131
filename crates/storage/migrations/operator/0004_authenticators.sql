-- Passkeys, found by a keyed hash of the credential's id. Its name, public key and counter are sealed under
-- the person's data key.
CREATE TABLE passkeys (
  credential_index BLOB NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL,
  sealed BLOB NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX passkeys_by_account ON passkeys (account_id);

-- Since when an account has a way to log in (which a password's own row does not say), and when it was last used.
CREATE TABLE authenticator_uses (
  account_id TEXT NOT NULL,
  authenticator TEXT NOT NULL,
  since BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (account_id, authenticator)
);

-- What a session began with, on which device (sealed), when it was last used and when the person last proved
-- who they are. Sessions from before have none of these.
ALTER TABLE sessions ADD COLUMN authenticator TEXT;
ALTER TABLE sessions ADD COLUMN device BLOB;
ALTER TABLE sessions ADD COLUMN used_at BIGINT;
ALTER TABLE sessions ADD COLUMN proved_at BIGINT;

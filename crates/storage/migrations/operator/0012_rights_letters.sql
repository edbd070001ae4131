-- Letters that people have sent themselves to those who hold their data, and noted here: by when an answer is due, and
-- whether it came. Whom a letter went to and what it asks for is sealed. tell_at is when the person is told of it next.
-- removed_at is when they removed the note: for a while they can have it back.
CREATE TABLE rights_letters (
  account_id TEXT NOT NULL,
  id TEXT NOT NULL,
  sealed BLOB NOT NULL,
  sent_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  extended BIGINT NOT NULL,
  answered_at BIGINT,
  tell_at BIGINT,
  removed_at BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX rights_letters_to_tell ON rights_letters (tell_at) WHERE tell_at IS NOT NULL;
CREATE INDEX rights_letters_removed ON rights_letters (removed_at) WHERE removed_at IS NOT NULL;

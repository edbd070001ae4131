-- What people wrote about the accessibility of the pages. The id begins with the time, so that it sorts by it. What they
-- wrote may name them: it is sealed.
CREATE TABLE feedback (
  id TEXT NOT NULL PRIMARY KEY,
  sealed BLOB NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX feedback_by_time ON feedback (created_at);

-- Whom the changes are about that people ask staff for: keyed hashes of what the source knows them by, so that they see what
-- waits. Numbered, so that of two that are asked at once one is the first. They go a while after the task is done.
CREATE TABLE task_subjects (
    subject BLOB NOT NULL,
    number BIGINT NOT NULL,
    task TEXT NOT NULL,
    PRIMARY KEY (subject, number)
);
CREATE INDEX task_subjects_by_task ON task_subjects (task);

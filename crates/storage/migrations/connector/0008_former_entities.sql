-- The embedded store: what entities were before they changed, of datasets that keep history; sealed as they were.
CREATE TABLE store_former (
    subject TEXT NOT NULL,
    dataset TEXT NOT NULL,
    id TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (subject, dataset, id, changed_at)
);

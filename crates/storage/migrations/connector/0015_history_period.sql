-- How long what was is kept. One text for SQLite and PostgreSQL; BLOB becomes BYTEA.

-- When a former version gave way to the next one; and, sealed, since when what is in a version was so, where the versions
-- that said it have been forgotten.
ALTER TABLE store_former ADD COLUMN replaced_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE store_former ADD COLUMN since BLOB;
ALTER TABLE store_entities ADD COLUMN since BLOB;
UPDATE store_former SET replaced_at = COALESCE(
    (SELECT MIN(n.changed_at) FROM store_former n WHERE n.subject = store_former.subject
        AND n.dataset = store_former.dataset AND n.id = store_former.id AND n.changed_at > store_former.changed_at),
    (SELECT e.changed_at FROM store_entities e WHERE e.subject = store_former.subject
        AND e.dataset = store_former.dataset AND e.id = store_former.id),
    changed_at);
CREATE INDEX store_former_replaced ON store_former (replaced_at);

-- A time before which nothing that the broker remembers of an entity has given way to something else; none where nothing
-- has.
ALTER TABLE broker_histories ADD COLUMN oldest BIGINT;
UPDATE broker_histories SET oldest = COALESCE(
    (SELECT MIN(i.modified_at) FROM broker_instances i
        WHERE i.tenant = broker_histories.tenant AND i.entity = broker_histories.id),
    deleted_at);
CREATE INDEX broker_histories_oldest ON broker_histories (oldest);

-- Subscriptions of services under permission. One text for SQLite and PostgreSQL; BLOB becomes BYTEA.

-- Whose it is, under which permission, and when it is to be looked at next; `sealed` holds what was asked for, the ticket
-- that made it, and digests of what was told last. An arrangement is known once an operator has named it.
CREATE TABLE subscriptions (
    id TEXT NOT NULL PRIMARY KEY,
    operator TEXT NOT NULL,
    permission TEXT NOT NULL,
    service TEXT NOT NULL,
    arrangement TEXT NOT NULL,
    route TEXT NOT NULL,
    version BIGINT NOT NULL,
    due_at BIGINT,
    ends_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    sealed BLOB NOT NULL
);
CREATE INDEX subscriptions_owner ON subscriptions (operator, permission, service);
CREATE INDEX subscriptions_arrangement ON subscriptions (operator, arrangement);
CREATE INDEX subscriptions_due ON subscriptions (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX subscriptions_end ON subscriptions (ends_at);

-- By which identifiers of its person a change is known to be about it, as keyed digests.
CREATE TABLE subscription_persons (
    id_type TEXT NOT NULL,
    digest BLOB NOT NULL,
    subscription TEXT NOT NULL,
    PRIMARY KEY (id_type, digest, subscription)
);
CREATE INDEX subscription_persons_subscription ON subscription_persons (subscription);

-- People who work for an organisation and see its pages: at a connector the source's, at an operator those of the
-- organisations there. What can be read about them is sealed.

CREATE TABLE staff_members (
    id TEXT NOT NULL PRIMARY KEY,
    organisation TEXT NOT NULL,
    login_index BLOB,
    sealed BLOB NOT NULL,
    roles TEXT NOT NULL,
    password TEXT,
    totp_step BIGINT NOT NULL,
    locale TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    seen_at BIGINT
);
CREATE UNIQUE INDEX staff_members_login ON staff_members (login_index);
CREATE INDEX staff_members_organisation ON staff_members (organisation, id);

-- Links that let somebody in for the first time, or again after they have lost what they logged in with.
CREATE TABLE staff_invitations (
    secret_hash BLOB NOT NULL PRIMARY KEY,
    member TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX staff_invitations_member ON staff_invitations (member);
CREATE INDEX staff_invitations_age ON staff_invitations (expires_at);

CREATE TABLE staff_sessions (
    id_hash BLOB NOT NULL PRIMARY KEY,
    member TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL
);
CREATE INDEX staff_sessions_member ON staff_sessions (member);
CREATE INDEX staff_sessions_age ON staff_sessions (expires_at);

//! People who work for an organisation and see its pages, the links that let them in, and their sessions. Every party
//! has these tables. What can be read about somebody is sealed by the vault; the login is found by a keyed hash of it.
use crate::catalogue::statements;
use crate::{Database, Result, Table, Unit, params, values};
use std::future::Future;

pub(crate) static STAFF_MEMBERS: Table = Table {
    name: "staff_members",
    columns: &[
        "id",
        "organisation",
        "login_index",
        "sealed",
        "roles",
        "password",
        "totp_step",
        "locale",
        "state",
        "version",
        "created_at",
        "changed_at",
        "seen_at",
    ],
    key: &["id"],
};

pub(crate) static STAFF_INVITATIONS: Table = Table {
    name: "staff_invitations",
    columns: &["secret_hash", "member", "created_at", "expires_at"],
    key: &["secret_hash"],
};

pub(crate) static STAFF_SESSIONS: Table = Table {
    name: "staff_sessions",
    columns: &["id_hash", "member", "created_at", "expires_at", "used_at"],
    key: &["id_hash"],
};

statements! {
    BY_ID = "SELECT id, organisation, login_index, sealed, roles, password, totp_step, locale, state, version,
             created_at, changed_at, seen_at FROM staff_members WHERE id = $1";
    BY_LOGIN = "SELECT id, organisation, login_index, sealed, roles, password, totp_step, locale, state, version,
                created_at, changed_at, seen_at FROM staff_members WHERE login_index = $1";
    LIST = "SELECT id, organisation, login_index, sealed, roles, password, totp_step, locale, state, version,
            created_at, changed_at, seen_at FROM staff_members
            WHERE organisation = $1 AND id > $2 ORDER BY id LIMIT $3";
    /// Somebody changes only from the version read: a code or a link is used once.
    UPDATE = "UPDATE staff_members SET login_index = $1, sealed = $2, roles = $3, password = $4, totp_step = $5,
              locale = $6, state = $7, version = version + 1, changed_at = $8, seen_at = $9
              WHERE id = $10 AND version = $11";
    /// Somebody else who administers the organisation must be there.
    ANOTHER_ADMINISTRATOR = "UPDATE staff_members SET version = version WHERE id =
        (SELECT MIN(id) FROM staff_members
         WHERE organisation = $1 AND id <> $2 AND state = 'active' AND roles LIKE '%administrator%')";
    INVITATION = "SELECT secret_hash, member, created_at, expires_at FROM staff_invitations WHERE secret_hash = $1";
    /// A link is used once: the row must still be there.
    USE_INVITATION = "DELETE FROM staff_invitations WHERE secret_hash = $1";
    END_INVITATIONS = "DELETE FROM staff_invitations WHERE member = $1";
    SESSION = "SELECT id_hash, member, created_at, expires_at, used_at FROM staff_sessions WHERE id_hash = $1";
    USE_SESSION = "UPDATE staff_sessions SET used_at = $1 WHERE id_hash = $2";
    END_SESSIONS = "DELETE FROM staff_sessions WHERE member = $1";
    PURGE_SESSIONS = "DELETE FROM staff_sessions WHERE expires_at < $1";
    PURGE_INVITATIONS = "DELETE FROM staff_invitations WHERE expires_at < $1";
}

/// Somebody who works for an organisation, as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StaffMember {
    /// A random UUID.
    pub id: String,
    /// The organisation, as the party names it.
    pub organisation: String,
    /// The keyed hash of the login; none of somebody who has left.
    pub login_index: Option<Vec<u8>>,
    /// Name, login and what their codes are made of, sealed.
    pub sealed: Vec<u8>,
    /// Their roles, with a space between.
    pub roles: String,
    /// The password as a PHC string; none before they have come.
    pub password: Option<String>,
    /// The time step of the last code taken (RFC 6238 §5.2).
    pub totp_step: i64,
    /// The language they chose (BCP 47).
    pub locale: String,
    /// `invited`, `active` or `left`.
    pub state: String,
    /// Counts the changes.
    pub version: i64,
    /// Made when, in microseconds since the epoch.
    pub created_at: i64,
    /// Changed when, in microseconds since the epoch.
    pub changed_at: i64,
    /// Last logged in when, in microseconds since the epoch.
    pub seen_at: Option<i64>,
}

/// A link that lets somebody in, as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StaffInvitation {
    /// SHA-256 of the link's secret.
    pub secret_hash: Vec<u8>,
    /// Whom it lets in.
    pub member: String,
    /// Made when, in microseconds since the epoch.
    pub created_at: i64,
    /// Ends when, in microseconds since the epoch.
    pub expires_at: i64,
}

/// A session of somebody who works for an organisation, as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StaffSession {
    /// SHA-256 of the session's id.
    pub id_hash: Vec<u8>,
    /// Whose it is.
    pub member: String,
    /// Begun when, in microseconds since the epoch.
    pub created_at: i64,
    /// Ends when at the latest, in microseconds since the epoch.
    pub expires_at: i64,
    /// Last used when, in microseconds since the epoch; to the minute.
    pub used_at: i64,
}

/// Finding staff.
pub trait Staff {
    /// Somebody by their id.
    fn staff_member(&self, id: &str) -> impl Future<Output = Result<Option<StaffMember>>> + Send;
    /// Somebody by the keyed hash of their login.
    fn staff_member_by_login(
        &self,
        index: &[u8],
    ) -> impl Future<Output = Result<Option<StaffMember>>> + Send;
    /// The staff of an organisation in the order of their ids, after `after`, those who have left among them.
    fn staff_members(
        &self,
        organisation: &str,
        after: &str,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<StaffMember>>> + Send;
    /// The link with this hash of its secret, ended or not.
    fn staff_invitation(
        &self,
        secret_hash: &[u8],
    ) -> impl Future<Output = Result<Option<StaffInvitation>>> + Send;
    /// The session with this hash of its id, ended or not.
    fn staff_session(
        &self,
        id_hash: &[u8],
    ) -> impl Future<Output = Result<Option<StaffSession>>> + Send;
}

impl Staff for Database {
    async fn staff_member(&self, id: &str) -> Result<Option<StaffMember>> {
        self.fetch_optional(BY_ID, params![id]).await
    }

    async fn staff_member_by_login(&self, index: &[u8]) -> Result<Option<StaffMember>> {
        self.fetch_optional(BY_LOGIN, params![index]).await
    }

    async fn staff_members(
        &self,
        organisation: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<StaffMember>> {
        self.fetch_all(LIST, params![organisation, after, limit])
            .await
    }

    async fn staff_invitation(&self, secret_hash: &[u8]) -> Result<Option<StaffInvitation>> {
        self.fetch_optional(INVITATION, params![secret_hash]).await
    }

    async fn staff_session(&self, id_hash: &[u8]) -> Result<Option<StaffSession>> {
        self.fetch_optional(SESSION, params![id_hash]).await
    }
}

impl Unit {
    /// Somebody new. A login that is taken fails the unit with [`crate::Error::Duplicate`].
    pub fn insert_staff_member(&mut self, member: &StaffMember) -> &mut Self {
        self.insert(
            &STAFF_MEMBERS,
            values![
                member.id.as_str(),
                member.organisation.as_str(),
                member.login_index.clone(),
                member.sealed.clone(),
                member.roles.as_str(),
                member.password.clone(),
                member.totp_step,
                member.locale.as_str(),
                member.state.as_str(),
                member.version,
                member.created_at,
                member.changed_at,
                member.seen_at,
            ],
        )
    }

    /// Writes somebody over the version they were read at; a change meanwhile is a conflict.
    pub fn update_staff_member(&mut self, member: &StaffMember, now: i64) -> &mut Self {
        self.execute(
            UPDATE,
            values![
                member.login_index.clone(),
                member.sealed.clone(),
                member.roles.as_str(),
                member.password.clone(),
                member.totp_step,
                member.locale.as_str(),
                member.state.as_str(),
                now,
                member.seen_at,
                member.id.as_str(),
                member.version,
            ],
        )
        .expect_rows(1)
    }

    /// Somebody else must be active who administers the organisation; else the unit is a conflict.
    pub fn keep_a_staff_administrator(&mut self, organisation: &str, but: &str) -> &mut Self {
        self.execute(ANOTHER_ADMINISTRATOR, values![organisation, but])
            .expect_rows(1)
    }

    /// A link that lets somebody in; those made for them before end.
    pub fn insert_staff_invitation(&mut self, invitation: &StaffInvitation) -> &mut Self {
        self.execute(END_INVITATIONS, values![invitation.member.as_str()])
            .insert(
                &STAFF_INVITATIONS,
                values![
                    invitation.secret_hash.clone(),
                    invitation.member.as_str(),
                    invitation.created_at,
                    invitation.expires_at,
                ],
            )
    }

    /// A link is used; twice is a conflict.
    pub fn use_staff_invitation(&mut self, secret_hash: &[u8]) -> &mut Self {
        self.execute(USE_INVITATION, values![secret_hash])
            .expect_rows(1)
    }

    /// The links made for somebody end.
    pub fn end_staff_invitations(&mut self, member: &str) -> &mut Self {
        self.execute(END_INVITATIONS, values![member])
    }

    /// A session begins.
    pub fn insert_staff_session(&mut self, session: &StaffSession) -> &mut Self {
        self.insert(
            &STAFF_SESSIONS,
            values![
                session.id_hash.clone(),
                session.member.as_str(),
                session.created_at,
                session.expires_at,
                session.used_at,
            ],
        )
    }

    /// A session is used.
    pub fn use_staff_session(&mut self, id_hash: &[u8], now: i64) -> &mut Self {
        self.execute(USE_SESSION, values![now, id_hash])
    }

    /// Ends one session.
    pub fn end_staff_session(&mut self, id_hash: &[u8]) -> &mut Self {
        self.delete(&STAFF_SESSIONS, values![id_hash])
    }

    /// Ends every session of somebody.
    pub fn end_staff_sessions(&mut self, member: &str) -> &mut Self {
        self.execute(END_SESSIONS, values![member])
    }

    /// Forgets sessions and links that ended before `now`.
    pub fn purge_staff(&mut self, now: i64) -> &mut Self {
        self.execute(PURGE_SESSIONS, values![now])
            .execute(PURGE_INVITATIONS, values![now])
    }
}

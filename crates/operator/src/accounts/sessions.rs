//! A person's sessions: where they are logged in, and ending that.
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use storage::Unit;
use storage::operator::sessions::{Session, Sessions as _};
use storage::vault::DataKeys as _;
use utoipa::ToSchema;

use super::device::{self, Device};
use super::session::Visit;
use crate::clock::rfc3339;
use crate::{Error, Operator, Result};

/// A session as its person sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// What to end it by.
    pub(crate) id: String,
    /// Whether it is the one that asks.
    pub(crate) current: bool,
    /// The program, such as `Firefox`, if it is a known one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) program: Option<String>,
    /// The system, such as `Android`, if it is a known one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) system: Option<String>,
    /// Where from: always `unknown`, for addresses are not kept.
    pub(crate) place: &'static str,
    /// The id of the way to log in by which the person last showed who they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) authenticator: Option<String>,
    /// Begun when (RFC 3339).
    pub(crate) created_at: String,
    /// Last used when (RFC 3339), to the minute.
    pub(crate) used_at: String,
    /// Ends by itself when (RFC 3339).
    pub(crate) expires_at: String,
}

/// What a session is called where its person sees it: nothing that it could be used with.
fn id(session: &Session) -> String {
    hex(&Sha256::digest(&session.id_hash))
}

/// The first eight bytes as text: enough to tell a person's few things apart.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Operator {
    /// The sessions of the person, newest first.
    pub(crate) async fn sessions(&self, visit: &Visit) -> Result<Vec<SessionView>> {
        let account = &visit.person.id;
        let sessions = self.db.sessions_of(account, self.clock.now()).await?;
        let mut views = Vec::with_capacity(sessions.len());
        for session in sessions {
            let Device { program, system } = match &session.device {
                None => Device::default(),
                Some(sealed) => {
                    let opened = self.db.unseal(account, device::FIELD, sealed).await?;
                    serde_json::from_slice(&opened).map_err(|e| Error::stored("device", e))?
                }
            };
            views.push(SessionView {
                id: id(&session),
                current: session.id_hash == visit.session.id_hash,
                program,
                system,
                place: "unknown",
                authenticator: session.authenticator.clone(),
                created_at: rfc3339(session.created_at),
                used_at: rfc3339(session.used_at.unwrap_or(session.created_at)),
                expires_at: rfc3339(session.expires_at),
            });
        }
        Ok(views)
    }

    /// Ends one of the person's sessions.
    pub(crate) async fn end_session_called(&self, visit: &Visit, name: &str) -> Result<()> {
        let account = &visit.person.id;
        let sessions = self.db.sessions_of(account, self.clock.now()).await?;
        let found = sessions.iter().find(|session| id(session) == name);
        let session = found.ok_or_else(|| Error::unknown("session", name))?;
        let mut unit = Unit::new();
        unit.end_session(&session.id_hash);
        self.db.commit(unit).await?;
        Ok(())
    }

    /// Ends all of the person's sessions but the one that asks.
    pub(crate) async fn end_other_sessions(&self, visit: &Visit) -> Result<()> {
        let mut unit = Unit::new();
        unit.end_other_sessions(&visit.person.id, &visit.session.id_hash);
        self.db.commit(unit).await?;
        Ok(())
    }
}

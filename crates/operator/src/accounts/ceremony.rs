//! Passkey ceremonies under way: what the operator has to remember between asking a browser and its answer lies
//! sealed among the logins under way, and each is used once.
use serde::{Deserialize, Serialize};
use serde_json::Value;
use storage::Unit;
use storage::operator::sessions::{LoginFlow, Sessions as _};
use utoipa::ToSchema;
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyRegistration};

use super::passkeys::refused;
use crate::clock::SECOND;
use crate::random::hash_of_secret;
use crate::{Error, Operator, Result};

/// How long a ceremony may take, in seconds: as long as browsers let people look for their device (the
/// recommendation of Web Authentication Level 3 §15.1 is five to ten minutes).
const CEREMONY_SECONDS: i64 = 300;
/// The name under which ceremonies stand among logins under way, which no provider can have.
const FLOW: &str = "passkey:";
/// The name under which a ceremony's secrets are sealed.
const FLOW_SECRETS: &str = "passkey ceremony";
/// What a ceremony under way must remember.
#[derive(Serialize, Deserialize)]
pub(crate) enum Ceremony {
    Register {
        account: String,
        state: PasskeyRegistration,
    },
    Show {
        /// Whose it must be, where that is known.
        account: Option<String>,
        /// Whether the browser was told which passkeys there are: only then may it leave out whose it is.
        named: bool,
        state: DiscoverableAuthentication,
    },
}

/// What a browser is asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Challenge {
    /// To be sent back with the browser's answer.
    pub(crate) flow: String,
    /// For `navigator.credentials.create` or `get`, with `publicKey` in it; bytes as base64url.
    #[schema(value_type = Object)]
    pub(crate) options: Value,
}

impl Operator {
    /// Begins a ceremony: what to ask the browser.
    pub(crate) async fn begin_ceremony(
        &self,
        options: Value,
        ceremony: &Ceremony,
    ) -> Result<Challenge> {
        let flow = crate::random::token();
        let now = self.clock.now();
        let secrets =
            serde_json::to_vec(ceremony).map_err(|error| Error::Internal(error.to_string()))?;
        let mut unit = Unit::new();
        unit.insert_login_flow(&LoginFlow {
            state_hash: hash_of_secret(&flow),
            provider: FLOW.to_owned(),
            secrets: self.db.vault()?.seal_secret(FLOW_SECRETS, &secrets)?,
            return_to: String::new(),
            created_at: now,
            expires_at: now + CEREMONY_SECONDS * SECOND,
        });
        self.db.commit(unit).await?;
        Ok(Challenge { flow, options })
    }

    /// Takes a ceremony under way: each is used once.
    pub(crate) async fn take_ceremony(&self, flow: &str) -> Result<Ceremony> {
        let found = self.db.login_flow(&hash_of_secret(flow)).await?;
        let found =
            found.filter(|found| found.provider == FLOW && found.expires_at > self.clock.now());
        let found = found.ok_or_else(|| refused("it took too long, or was used before"))?;
        let mut unit = Unit::new();
        unit.finish_login_flow(&found.state_hash);
        self.commit_passkey_use(unit).await?;
        let vault = self.db.vault()?;
        let secrets = vault.unseal_secret(FLOW_SECRETS, &found.secrets)?;
        serde_json::from_slice(&secrets).map_err(|error| Error::stored("ceremony", error))
    }
}

//! Passkeys (W3C Web Authentication Level 3), verified by `webauthn-rs`: user verification is always required.
//!
//! Any process of the operator can end a ceremony that another began. Nobody outside learns the base identifier: the user handle is a keyed hash of it.
use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use protocol::url::BaseUrl;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use storage::Unit;
use storage::operator::accounts::Accounts as _;
use storage::operator::authenticators::{Authenticators as _, StoredPasskey};
use storage::vault::DataKeys as _;
use web::problem::{Problem, ProblemName};
use webauthn_rs::prelude::{
    Passkey, PublicKeyCredential, RegisterPublicKeyCredential, Uuid, Webauthn, WebauthnBuilder,
    WebauthnError,
};

use super::ACTIVE;
use super::authenticators::{Authenticator, AuthenticatorKind, passkey_id};
use super::ceremony::{Ceremony, Challenge};
use super::session::{Beginning, Caller, NewSession, Visit};
use crate::notifications::News;
use crate::{Error, Operator, Result};

/// The name of the sealed field.
const FIELD: &str = "passkeys.sealed";
/// The domain of blind indices over credential ids.
const CREDENTIAL_INDEX: &str = "passkey";
/// The domain of the keyed hash that is the user handle.
const HANDLE_INDEX: &str = "passkey-user";
/// The domain of the keyed hash that stands for the passkey of someone who has none.
const DECOY_INDEX: &str = "passkey-decoy";
/// Passkeys of one person: more than anybody has devices.
const MOST_PASSKEYS: usize = 20;
/// Longest name of a passkey, in characters: a line on a phone.
const LONGEST_NAME: usize = 60;
/// What is said where passkeys cannot be.
pub(crate) const SWITCHED_OFF: &str = "passkeys are switched off: they need a host name, and this operator is \
     reached at an address (`operator.base_url`)";

/// A passkey as it is sealed for its person.
#[derive(Serialize, Deserialize)]
pub(crate) struct Named {
    /// What the person calls it.
    pub(crate) name: String,
    passkey: Passkey,
}

/// A passkey that was shown.
pub(crate) struct Shown {
    pub(crate) account: String,
    pub(crate) authenticator: String,
    since: i64,
}

/// The relying party of a base URL: none where that is an address, which no passkey can belong to
/// (Web Authentication Level 3 §5.1.2: an RP id is a domain).
pub(crate) fn relying_party(base_url: &BaseUrl, name: &str) -> Result<Option<Webauthn>> {
    let wrong = |error: &dyn std::fmt::Display| Error::Config(format!("passkeys: {error}"));
    let url = url::Url::parse(base_url.as_str()).map_err(|error| wrong(&error))?;
    let Some(host) = url.domain() else {
        return Ok(None);
    };
    let origin = url::Url::parse(&url.origin().ascii_serialization());
    let origin = origin.map_err(|error| wrong(&error))?;
    let builder = WebauthnBuilder::new(host, &origin).map_err(|error| wrong(&error))?;
    let built = builder.rp_name(name).build();
    Ok(Some(built.map_err(|error| wrong(&error))?))
}

pub(crate) fn refused(why: impl std::fmt::Display) -> Error {
    metrics::counter!("operator_logins_total", "outcome" => "refused").increment(1);
    Problem::new(ProblemName::LoginFailed)
        .detail(format!("the passkey was not accepted: {why}"))
        .into()
}

fn options(challenge: &impl Serialize) -> Result<Value> {
    serde_json::to_value(challenge).map_err(|error| Error::Internal(error.to_string()))
}

fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    let fits =
        (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits {
        Ok(name.to_owned())
    } else {
        Err(Error::invalid(
            "name",
            format!("a name has 1 to {LONGEST_NAME} printable characters"),
        ))
    }
}

impl Operator {
    fn webauthn(&self) -> Result<&Webauthn> {
        let off = || Error::Conflict(SWITCHED_OFF.to_owned());
        self.relying_party.as_ref().ok_or_else(off)
    }

    async fn credential_index(&self, id: &[u8]) -> Result<[u8; 32]> {
        let id = URL_SAFE_NO_PAD.encode(id);
        Ok(self.db.blind_index(CREDENTIAL_INDEX, &id).await?)
    }

    /// What authenticators keep to know a person by.
    async fn user_handle(&self, account: &str) -> Result<Uuid> {
        let hash = self.db.blind_index(HANDLE_INDEX, account).await?;
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        Ok(Uuid::from_bytes(bytes))
    }

    /// Opens what is sealed of a passkey.
    pub(crate) async fn open_passkey(&self, stored: &StoredPasskey) -> Result<Named> {
        let sealed = &stored.sealed;
        let opened = self.db.unseal(&stored.account_id, FIELD, sealed).await?;
        serde_json::from_slice(&opened).map_err(|error| Error::stored("passkey", error))
    }

    async fn seal_passkey(&self, account: &str, named: &Named) -> Result<Vec<u8>> {
        let text = serde_json::to_vec(named).map_err(|error| Error::stored("passkey", error))?;
        Ok(self.db.seal(account, FIELD, &text).await?)
    }

    /// The credential ids of an account's passkeys.
    async fn credential_ids(&self, account: &str) -> Result<Vec<Vec<u8>>> {
        let mut ids = Vec::new();
        for stored in self.db.passkeys_of(account).await? {
            let passkey = self.open_passkey(&stored).await?.passkey;
            ids.push(passkey.cred_id().as_slice().to_vec());
        }
        Ok(ids)
    }

    /// Begins to register a passkey for the person of a session.
    ///
    /// # Errors
    /// The problem `confirmation-required`; [`Error::Conflict`] where passkeys are switched off or there are
    /// too many.
    pub(crate) async fn begin_passkey(&self, visit: &Visit) -> Result<Challenge> {
        let webauthn = self.webauthn()?;
        let account = self.own_account(visit).await?;
        let all = self.authenticators(&account).await?;
        self.require_proof(visit, &all)?;
        let known = self.credential_ids(&account.id).await?;
        if known.len() >= MOST_PASSKEYS {
            return Err(Error::Conflict(format!(
                "a person has at most {MOST_PASSKEYS} passkeys"
            )));
        }
        let profile = &visit.person.profile;
        let name = profile.login.as_ref().or(profile.name.as_ref());
        let name = name.map_or("account", String::as_str);
        let shown = profile.name.as_deref().unwrap_or(name);
        let handle = self.user_handle(&account.id).await?;
        let begun = webauthn.start_passkey_registration(handle, name, shown, Some(known));
        let (challenge, state) = begun.map_err(|error| Error::Internal(error.to_string()))?;
        let mut options = options(&challenge)?;
        // Where the device can, so that logging in needs no name; one that cannot keeps working with it.
        options["publicKey"]["authenticatorSelection"]["residentKey"] = json!("preferred");
        let account = account.id;
        self.begin_ceremony(options, &Ceremony::Register { account, state })
            .await
    }

    /// Ends registering: the passkey leads in from now on. Gives its id.
    ///
    /// # Errors
    /// The problem `login-failed` for an answer that is not right or too late; [`Error::Conflict`] for a passkey
    /// that is registered already.
    pub(crate) async fn finish_passkey(
        &self,
        visit: &Visit,
        flow: &str,
        name: &str,
        credential: &RegisterPublicKeyCredential,
    ) -> Result<String> {
        let (webauthn, name) = (self.webauthn()?, checked_name(name)?);
        let state = match self.take_ceremony(flow).await? {
            Ceremony::Register { account, state } if account == visit.person.id => state,
            _ => return Err(refused("it belongs to another ceremony")),
        };
        let passkey = webauthn
            .finish_passkey_registration(credential, &state)
            .map_err(refused)?;
        let index = self.credential_index(passkey.cred_id().as_slice()).await?;
        let account = visit.person.id.as_str();
        let named = Named { name, passkey };
        let mut unit = Unit::new();
        unit.insert_passkey(&StoredPasskey {
            credential_index: index.to_vec(),
            account_id: account.to_owned(),
            sealed: self.seal_passkey(account, &named).await?,
            version: 1,
            created_at: self.clock.now(),
        });
        let id = passkey_id(&index);
        self.note_change(&mut unit, account, "passkey added", &id)?;
        let news = News::PasskeyAdded {
            passkey: id.clone(),
        };
        self.notify(&mut unit, account, &news)?;
        match self.db.commit(unit).await {
            Ok(_) => Ok(id),
            Err(storage::Error::Conflict { .. }) => Err(Error::Conflict(
                "this passkey is registered already".to_owned(),
            )),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives a passkey another name.
    pub(crate) async fn rename_passkey(&self, visit: &Visit, id: &str, name: &str) -> Result<()> {
        let name = checked_name(name)?;
        let stored = self.db.passkeys_of(&visit.person.id).await?;
        let stored = stored
            .into_iter()
            .find(|one| passkey_id(&one.credential_index) == id);
        let stored = stored.ok_or_else(|| Error::unknown("passkey", id))?;
        let passkey = self.open_passkey(&stored).await?.passkey;
        let sealed = self
            .seal_passkey(&stored.account_id, &Named { name, passkey })
            .await?;
        let mut unit = Unit::new();
        unit.update_passkey(&stored, sealed);
        self.db.commit(unit).await?;
        Ok(())
    }

    /// Begins a login with a passkey, of whoever the device knows or of a login. What is asked looks the same
    /// whether there is such a login and whether it has passkeys.
    ///
    /// # Errors
    /// The problem `rate-limited` for this address or login, counted together with passwords;
    /// [`Error::Conflict`] where passkeys are switched off.
    pub(crate) async fn begin_passkey_login(
        &self,
        login: Option<&str>,
        from: IpAddr,
    ) -> Result<Challenge> {
        self.webauthn()?;
        self.login_limit.check(from)?;
        let Some(login) = login.filter(|login| !login.trim().is_empty()) else {
            return self.begin_show(None, Vec::new()).await;
        };
        self.login_limit.check(login.trim().to_lowercase())?;
        let account = self.account_of_login(login).await?;
        let mut ids = match &account {
            Some(account) => self.credential_ids(&account.id).await?,
            None => Vec::new(),
        };
        if ids.is_empty() {
            // The same for each question, as a real one would be.
            let login = login.trim().to_lowercase();
            ids.push(self.db.blind_index(DECOY_INDEX, &login).await?.to_vec());
        }
        self.begin_show(None, ids).await
    }

    /// Begins to ask the person of a session for a passkey of theirs.
    pub(crate) async fn begin_passkey_proof(&self, visit: &Visit) -> Result<Challenge> {
        self.login_limit.check(("proof", &visit.person.id))?;
        let ids = self.credential_ids(&visit.person.id).await?;
        if ids.is_empty() {
            return Err(Error::Conflict("the account has no passkey".to_owned()));
        }
        self.begin_show(Some(visit.person.id.clone()), ids).await
    }

    async fn begin_show(&self, account: Option<String>, ids: Vec<Vec<u8>>) -> Result<Challenge> {
        let begun = self.webauthn()?.start_discoverable_authentication();
        let (mut challenge, state) = begun.map_err(|error| Error::Internal(error.to_string()))?;
        // A button is pressed; nothing is offered while a form is filled in.
        challenge.mediation = None;
        let mut options = options(&challenge)?;
        let named = !ids.is_empty();
        let allowed = ids
            .iter()
            .map(|id| json!({"type": "public-key", "id": URL_SAFE_NO_PAD.encode(id)}));
        options["publicKey"]["allowCredentials"] = allowed.collect();
        let ceremony = Ceremony::Show {
            account,
            named,
            state,
        };
        self.begin_ceremony(options, &ceremony).await
    }

    /// Logs in with a passkey.
    ///
    /// # Errors
    /// The problem `login-failed`.
    pub(crate) async fn log_in_by_passkey(
        &self,
        flow: &str,
        credential: &PublicKeyCredential,
        from: Caller,
    ) -> Result<NewSession> {
        let mut unit = Unit::new();
        let shown = self
            .shown_passkey(&mut unit, flow, credential, None)
            .await?;
        self.commit_passkey_use(unit).await?;
        let beginning = Beginning {
            account: &shown.account,
            authenticator: (&shown.authenticator, shown.since),
        };
        self.begin_session(beginning, from).await
    }

    /// Checks a passkey that a browser shows, and adds its use to a unit. `expected` is whose it must be.
    pub(crate) async fn shown_passkey(
        &self,
        unit: &mut Unit,
        flow: &str,
        credential: &PublicKeyCredential,
        expected: Option<&str>,
    ) -> Result<Shown> {
        let webauthn = self.webauthn()?;
        let (named, state) = match self.take_ceremony(flow).await? {
            Ceremony::Show {
                account,
                named,
                state,
            } if account.as_deref() == expected => (named, state),
            _ => return Err(refused("it belongs to another ceremony")),
        };
        let index = self
            .credential_index(credential.get_credential_id())
            .await?;
        let stored = self.db.passkey(&index).await?;
        let stored = stored.ok_or_else(|| refused("it is not known here"))?;
        let account = self.db.account(&stored.account_id).await?;
        let account = account.filter(|account| account.state == ACTIVE);
        let account = account.ok_or_else(|| refused("it is not known here"))?;
        if expected.is_some_and(|expected| expected != account.id) {
            return Err(refused("it is another person's"));
        }
        let handle = self.user_handle(&account.id).await?;
        // Web Authentication Level 3 §7.2 step 6.
        match credential.get_user_unique_id() {
            Some(shown) if shown == handle.as_bytes() => {}
            None if named => {}
            _ => return Err(refused("it is another person's")),
        }
        let mut opened = self.open_passkey(&stored).await?;
        let verified =
            webauthn.finish_discoverable_authentication_v2(credential, state, &opened.passkey);
        let verified = match verified {
            Ok(verified) => verified,
            Err(error @ WebauthnError::CredentialPossibleCompromise) => {
                self.note_copy(&account.id, &index).await?;
                return Err(refused(error));
            }
            Err(error) => return Err(refused(error)),
        };
        opened.passkey.update_credential(&verified);
        let sealed = self.seal_passkey(&account.id, &opened).await?;
        unit.update_passkey(&stored, sealed);
        let authenticator = passkey_id(&index);
        let since = stored.created_at;
        unit.use_authenticator(&account.id, &authenticator, since, self.clock.now());
        Ok(Shown {
            account: account.id,
            authenticator,
            since,
        })
    }

    /// Commits the use of a passkey: two at once with one counter are one too many.
    pub(crate) async fn commit_passkey_use(&self, unit: Unit) -> Result<()> {
        match self.db.commit(unit).await {
            Ok(_) => Ok(()),
            Err(storage::Error::Conflict { .. }) => Err(refused("it was used at the same time")),
            Err(error) => Err(error.into()),
        }
    }

    /// A counter that did not rise: the passkey may have been copied. The person finds it in their log.
    async fn note_copy(&self, account: &str, index: &[u8]) -> Result<()> {
        let mut unit = Unit::new();
        let id = passkey_id(index);
        self.note_change(
            &mut unit,
            account,
            "passkey refused: its counter did not rise",
            &id,
        )?;
        self.db.commit(unit).await?;
        Ok(())
    }

    /// Whether one of these is a passkey that can be shown here.
    pub(crate) fn has_passkey(&self, all: &[Authenticator]) -> bool {
        self.relying_party.is_some() && all.iter().any(|one| one.kind == AuthenticatorKind::Passkey)
    }
}

//! What the page on logging in shows, in the words of its reader.
use permission::Assurance;
use storage::operator::permissions::Permissions as _;
use web::language::Speech;

use super::authenticators::{AuthenticatorKind, AuthenticatorView};
use super::device::Device;
use super::identifiers::{DESK, Identifier};
use super::identities_api::ConfirmWith;
use super::keychain::Keychain;
use super::session::Visit;
use super::sessions::SessionView;
use crate::clock::rfc3339;
use crate::{Operator, Result};

/// Permissions whose services a choice can be made for: the newest.
const MOST_PERMISSIONS: u32 = 200;

/// Everything the page shows.
pub(crate) struct View {
    pub(crate) ways: Vec<Way>,
    /// Whether there is but one way to log in.
    pub(crate) only: bool,
    /// Whether the ways to log in can be changed now.
    pub(crate) confirmed: bool,
    /// What a confirmation can be made with.
    pub(crate) confirm_with: ConfirmWith,
    pub(crate) address: Address,
    /// Whether there is a login that a password could belong to.
    pub(crate) has_login: bool,
    pub(crate) places: Vec<Place>,
    pub(crate) keys: Vec<Key>,
    pub(crate) choosers: Vec<Chooser>,
    /// The choices made, in words.
    pub(crate) chosen: Vec<String>,
}

/// The e-mail address to log in with.
pub(crate) struct Address {
    /// It, if there is one.
    pub(crate) login: Option<String>,
    /// The one that is asked for and not confirmed, and what is said of it.
    pub(crate) waiting: Option<(String, String)>,
    /// Whether it can be changed: e-mails are sent.
    pub(crate) can_change: bool,
}

/// A way to log in.
pub(crate) struct Way {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Its kind, where the name does not say it.
    pub(crate) kind: String,
    /// How sure it is, since when it is there and when it was used.
    pub(crate) facts: [String; 3],
    pub(crate) removable: bool,
}

/// A session.
pub(crate) struct Place {
    pub(crate) id: String,
    pub(crate) device: String,
    pub(crate) facts: String,
    pub(crate) current: bool,
}

/// An identifier.
pub(crate) struct Key {
    pub(crate) kind: String,
    pub(crate) value: String,
    pub(crate) facts: [String; 2],
}

/// The choice among identifiers of one type.
pub(crate) struct Chooser {
    pub(crate) id_type: String,
    pub(crate) kind: String,
    /// For whom: value and name.
    pub(crate) targets: Vec<(String, String)>,
    /// Which: key and words.
    pub(crate) options: Vec<(String, String)>,
}

fn kind_message(kind: AuthenticatorKind) -> &'static str {
    match kind {
        AuthenticatorKind::Password => "way-password",
        AuthenticatorKind::Passkey => "way-passkey",
        AuthenticatorKind::OpenId => "way-openid",
    }
}

pub(crate) fn level_message(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::Low => "way-low",
        Assurance::Substantial => "way-substantial",
        Assurance::High => "way-high",
    }
}

/// A type of identifier in words; one that has none as it is written.
pub(crate) fn type_words(id_type: &str, speech: &Speech) -> String {
    let message = match id_type {
        "ssn" => "key-ssn",
        "passport_number" => "key-passport",
        "library_card" => "key-library",
        "email" => "key-email",
        other => return other.replace('_', " "),
    };
    speech.say(message).into()
}

fn way(one: &AuthenticatorView, speech: &Speech) -> Way {
    let kind = String::from(speech.say(kind_message(one.kind)));
    let name = one.name.clone().unwrap_or_else(|| kind.clone());
    let since = speech
        .say("way-since")
        .with("date", speech.day(&one.added_at));
    let used = match one.used_at.as_deref() {
        Some(at) => speech.say("way-used").with("date", speech.day(at)),
        None => speech.say("way-unused"),
    };
    Way {
        id: one.id.clone(),
        kind: if name == kind { String::new() } else { kind },
        name,
        facts: [
            speech.say(level_message(one.assurance)).into(),
            since.into(),
            used.into(),
        ],
        removable: one.removable,
    }
}

fn place(one: SessionView, speech: &Speech) -> Place {
    let device = Device {
        program: one.program,
        system: one.system,
    };
    let facts = speech
        .say("session-text")
        .with("since", speech.minute(&one.created_at))
        .with("used", speech.minute(&one.used_at));
    Place {
        id: one.id,
        device: device.in_words(speech),
        facts: facts.into(),
        current: one.current,
    }
}

impl Operator {
    /// What the page shows to the person of a session.
    pub(crate) async fn identities_view(&self, visit: &Visit, speech: &Speech) -> Result<View> {
        let account = self.own_account(visit).await?;
        let all = self.authenticators(&account).await?;
        let ways = self.authenticator_views(visit, &all);
        let (keychain, _) = self.keychain(&account.id).await?;
        let services = self.services_of(&account.id, speech.tag()).await?;
        let sources = self.source_names().await?;
        let key = |one: &Identifier| Key {
            kind: type_words(&one.id_type, speech),
            value: words(one),
            facts: [
                speech.say(level_message(one.assurance)).into(),
                speech
                    .say("key-verified")
                    .with("who", self.verifier(one, &sources, speech))
                    .with("date", speech.day(&rfc3339(one.verified_at)))
                    .into(),
            ],
        };
        Ok(View {
            only: ways.iter().any(|one| !one.removable),
            ways: ways.iter().map(|one| way(one, speech)).collect(),
            confirmed: self.has_proof(visit, &all),
            confirm_with: ConfirmWith {
                password: account.password.is_some(),
                passkey: self.has_passkey(&all),
            },
            address: self.address_view(visit, speech).await?,
            has_login: account.login_index.is_some(),
            places: self
                .sessions(visit)
                .await?
                .into_iter()
                .map(|one| place(one, speech))
                .collect(),
            keys: keychain.identifiers.iter().map(key).collect(),
            choosers: choosers(&keychain, &services, &sources, speech),
            chosen: chosen(&keychain, &services, &sources, speech),
        })
    }

    async fn address_view(&self, visit: &Visit, speech: &Speech) -> Result<Address> {
        let waiting = self.waiting_login(&visit.person.id).await?;
        let waiting = waiting.map(|waiting| {
            let until = speech
                .say("login-waiting.text")
                .with("until", speech.minute(&waiting.until));
            (waiting.login, until.into())
        });
        Ok(Address {
            login: visit.person.profile.login.clone(),
            waiting,
            can_change: self.mailer.is_some(),
        })
    }

    /// Who verified an identifier, in words.
    fn verifier(
        &self,
        one: &Identifier,
        sources: &[(String, String, Vec<String>)],
        speech: &Speech,
    ) -> String {
        if one.verified_by == DESK {
            return speech.say("key-desk").into();
        }
        if let Some(link) = &one.link {
            let known = sources.iter().find(|(uuid, _, _)| *uuid == link.source);
            return known.map_or_else(|| link.source.clone(), |(_, name, _)| name.clone());
        }
        let provider = self
            .config
            .oidc
            .iter()
            .find(|known| known.id == one.verified_by);
        provider.map_or_else(|| one.verified_by.clone(), |known| known.title.clone())
    }

    /// The services that a person has something to do with: id and name.
    async fn services_of(&self, account: &str, language: &str) -> Result<Vec<(String, String)>> {
        let newest = (i64::MAX, "");
        let rows = self.db.permission_heads(account, newest, MOST_PERMISSIONS);
        let mut found: Vec<(String, String)> = Vec::new();
        for row in rows.await? {
            if found.iter().any(|(id, _)| *id == row.service_id) {
                continue;
            }
            if let Some(known) = self.known_service(&row.service_id).await? {
                let name = known.service.name.get(language).to_owned();
                found.push((row.service_id, name));
            }
        }
        Ok(found)
    }

    /// The sources there are: id, name, and the types of identifier they understand.
    async fn source_names(&self) -> Result<Vec<(String, String, Vec<String>)>> {
        let sources = self.known_sources().await?;
        let mut names: Vec<_> = sources
            .all()
            .map(|one| {
                let name = one.metadata.name.clone();
                (one.uuid.to_string(), name, one.identifier_types.clone())
            })
            .collect();
        names.sort_by(|one, other| one.1.cmp(&other.1));
        Ok(names)
    }
}

/// A choice for each type of which there are several.
fn choosers(
    keychain: &Keychain,
    services: &[(String, String)],
    sources: &[(String, String, Vec<String>)],
    speech: &Speech,
) -> Vec<Chooser> {
    let mut types: Vec<&str> = keychain
        .identifiers
        .iter()
        .map(|one| one.id_type.as_str())
        .collect();
    types.sort_unstable();
    let several: Vec<&str> = types
        .chunk_by(|one, other| one == other)
        .filter(|same| same.len() > 1)
        .map(|same| same[0])
        .collect();
    let chooser = |id_type: &str| Chooser {
        id_type: id_type.to_owned(),
        kind: type_words(id_type, speech),
        targets: services
            .iter()
            .map(|(id, name)| (format!("service:{id}"), name.clone()))
            .chain(
                sources
                    .iter()
                    .filter(|(_, _, types)| types.iter().any(|one| one == id_type))
                    .map(|(id, name, _)| (format!("source:{id}"), name.clone())),
            )
            .collect(),
        options: keychain
            .identifiers
            .iter()
            .filter(|one| one.id_type == id_type)
            .map(|one| (one.key(), words(one)))
            .collect(),
    };
    let choosers = several.into_iter().map(chooser);
    choosers.filter(|one| !one.targets.is_empty()).collect()
}

/// An identifier as its person knows it.
fn words(one: &Identifier) -> String {
    match &one.country {
        Some(country) => format!("{} ({country})", one.id),
        None => one.id.clone(),
    }
}

/// The choices made, in words.
fn chosen(
    keychain: &Keychain,
    services: &[(String, String)],
    sources: &[(String, String, Vec<String>)],
    speech: &Speech,
) -> Vec<String> {
    let service = |id: &String| {
        let known = services.iter().find(|(known, _)| known == id);
        known.map_or_else(|| id.clone(), |(_, name)| name.clone())
    };
    let source = |id: &String| {
        let known = sources.iter().find(|(known, _, _)| known == id);
        known.map_or_else(|| id.clone(), |(_, name, _)| name.clone())
    };
    let said = keychain.choices.iter().filter_map(|choice| {
        let mut whom: Vec<String> = choice.service.iter().map(service).collect();
        whom.extend(choice.source.iter().map(source));
        let known = keychain
            .identifiers
            .iter()
            .find(|one| one.key() == choice.identifier)?;
        let said = speech
            .say("choice-now")
            .with("who", whom.join(", "))
            .with("identifier", words(known));
        Some(said.into())
    });
    said.collect()
}

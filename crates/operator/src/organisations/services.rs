//! Data using services: who may ask, and how they prove who they are.
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use permission::Texts;
use protocol::jose::Jwks;
use protocol::url::{Endpoint, Transport};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use storage::Unit;
use storage::operator::organisations::Organisations as _;
use storage::operator::services::{ServiceRow, Services as _};
use subtle::ConstantTimeEq as _;
use utoipa::ToSchema;
use web::staff::Act;

use super::Actor;
use super::keys::{self, KeyNote};
use crate::journal::{self, About, Kind};
use crate::random::hash_of_secret;
use crate::{Error, Operator, Result};

/// Return URLs of one service.
const MOST_RETURN_URLS: usize = 32;
/// How often a change is tried again when something else changed the service meanwhile.
pub(crate) const ATTEMPTS: usize = 3;

/// How a client proves who it is at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// A signed assertion (RFC 7523), and tokens bound to a key (RFC 9449).
    PrivateKeyJwt,
    /// A secret in the `Authorization` header (RFC 6749 §2.3.1).
    ClientSecretBasic,
}

/// Whether a service may act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ServiceState {
    /// It may.
    Active,
    /// It may neither ask nor get tickets; introspections of its tickets fail.
    Suspended,
}

impl ServiceState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }

    fn read(text: &str) -> Result<Self> {
        match text {
            "active" => Ok(Self::Active),
            "suspended" => Ok(Self::Suspended),
            other => Err(Error::stored("service state", other)),
        }
    }
}

/// What is kept of a service besides its id, organisation and state.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Body {
    name: Texts,
    #[serde(default)]
    description: Texts,
    pub(crate) auth_method: AuthMethod,
    #[serde(default)]
    pub(crate) jwks: Option<Jwks>,
    #[serde(default)]
    return_urls: Vec<String>,
    /// What is noted of the keys, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) key_notes: BTreeMap<String, KeyNote>,
    /// A secret that was replaced and is good for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) former_secret: Option<FormerSecret>,
}

impl Body {
    pub(crate) fn read(row: &ServiceRow) -> Result<Self> {
        serde_json::from_str(&row.body).map_err(|error| Error::stored("service", error))
    }

    pub(crate) fn write(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::stored("service", error))
    }
}

/// A secret that was replaced.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FormerSecret {
    /// Its SHA-256, in base64url.
    hash: String,
    /// Good until then, in microseconds since the epoch.
    until: i64,
}

impl FormerSecret {
    pub(crate) fn new(hash: &[u8], until: i64) -> Self {
        Self {
            hash: URL_SAFE_NO_PAD.encode(hash),
            until,
        }
    }

    /// The hash, while it is good.
    fn at(&self, now: i64) -> Option<Vec<u8>> {
        let good = now < self.until;
        good.then(|| URL_SAFE_NO_PAD.decode(&self.hash).ok())?
    }
}

impl std::fmt::Debug for FormerSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormerSecret")
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

/// A service to register.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewService {
    /// Its client id. Made when absent.
    #[serde(default)]
    pub client_id: String,
    /// The organisation that answers for it.
    pub organisation: String,
    /// What people call it.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub name: Texts,
    /// What it does.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub description: Texts,
    /// How it authenticates.
    #[serde(default = "private_key_jwt")]
    pub auth_method: AuthMethod,
    /// Its public keys (RFC 7517), for `private_key_jwt`.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub jwks: Option<Jwks>,
    /// Addresses a person may be sent back to: exact, or with `*` at the end for everything below.
    #[serde(default)]
    pub return_urls: Vec<String>,
}

fn private_key_jwt() -> AuthMethod {
    AuthMethod::PrivateKeyJwt
}

/// A registered service.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Service {
    /// Its client id.
    pub client_id: String,
    /// The organisation that answers for it.
    pub organisation: String,
    /// What people call it.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub name: Texts,
    /// What it does.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub description: Texts,
    /// How it authenticates.
    pub auth_method: AuthMethod,
    /// Its public keys.
    #[schema(value_type = Option<Object>)]
    pub jwks: Option<Jwks>,
    /// Addresses a person may be sent back to.
    pub return_urls: Vec<String>,
    /// Whether it may act.
    pub state: ServiceState,
    #[serde(skip)]
    pub(crate) key_notes: BTreeMap<String, KeyNote>,
    #[serde(skip)]
    secret_hash: Option<Vec<u8>>,
    #[serde(skip)]
    former_secret: Option<FormerSecret>,
}

/// What registering a service gives.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Registered {
    /// Its client id.
    pub client_id: String,
    /// Its secret, shown this once, for `client_secret_basic`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
}

impl Service {
    pub(crate) fn read(row: ServiceRow) -> Result<Self> {
        let body = Body::read(&row)?;
        Ok(Self {
            state: ServiceState::read(&row.state)?,
            client_id: row.client_id,
            organisation: row.organisation_id,
            name: body.name,
            description: body.description,
            auth_method: body.auth_method,
            jwks: body.jwks,
            return_urls: body.return_urls,
            key_notes: body.key_notes,
            secret_hash: row.secret_hash,
            former_secret: body.former_secret,
        })
    }

    /// Whether a secret with this hash is the service's now, compared in constant time.
    pub(crate) fn has_secret(&self, hash: &[u8], now: i64) -> bool {
        let former = self.former_secret.as_ref().and_then(|one| one.at(now));
        let is = |known: Option<&[u8]>| known.is_some_and(|known| bool::from(known.ct_eq(hash)));
        is(self.secret_hash.as_deref()) | is(former.as_deref())
    }

    /// Whether a person may be sent to this address: it is registered, or lies below one that is
    /// registered with `*`. Compared as text after normalisation, so that nothing opens by spelling.
    pub(crate) fn may_return_to(&self, url: &Endpoint) -> bool {
        self.return_urls
            .iter()
            .any(|registered| match registered.strip_suffix('*') {
                Some(prefix) => url.as_str().starts_with(prefix) && !url.as_str().contains("/.."),
                None => url.as_str() == registered,
            })
    }
}

/// Normalises a return URL, with or without `*` at its end.
fn return_url(text: &str, development: bool) -> Result<String> {
    let transport = if development {
        Transport::Development
    } else {
        Transport::Https
    };
    let (address, rest) = text
        .strip_suffix('*')
        .map_or((text, ""), |address| (address, "*"));
    let endpoint = Endpoint::parse(address, transport)
        .map_err(|error| Error::invalid("return_urls", error.to_string()))?;
    // `https://a.example*` would match `https://a.example.evil`: a prefix ends at a path boundary.
    if rest == "*" && !endpoint.as_str().ends_with('/') {
        return Err(Error::invalid(
            "return_urls",
            format!("`{text}`: `*` stands after a `/` only"),
        ));
    }
    Ok(format!("{}{rest}", endpoint.as_str()))
}

impl Operator {
    /// Registers a service.
    ///
    /// # Errors
    /// [`Error::Unknown`] for an organisation that is not registered, [`Error::Invalid`],
    /// [`Error::Conflict`] when the client id is taken.
    pub async fn add_service(&self, mut new: NewService) -> Result<Registered> {
        if new.client_id.is_empty() {
            new.client_id = crate::random::uuid();
        }
        if permission::ServiceId::new(&new.client_id).is_err()
            || protocol::ids::ClientId::parse(&new.client_id).is_err()
        {
            return Err(Error::invalid(
                "client_id",
                "a client id is a word without spaces",
            ));
        }
        let body = self.service_body(&new).await?.write()?;
        let secret = (new.auth_method == AuthMethod::ClientSecretBasic).then(crate::random::token);
        let now = self.clock.now();
        let mut unit = Unit::new();
        unit.insert_service(&ServiceRow {
            client_id: new.client_id.clone(),
            organisation_id: new.organisation.clone(),
            body,
            secret_hash: secret.as_deref().map(hash_of_secret),
            state: ServiceState::Active.as_str().to_owned(),
            version: 1,
            created_at: now,
            changed_at: now,
        });
        let about = About {
            party: Some(&new.client_id),
            subject: None,
        };
        unit.log(journal::entry(
            Kind::Administration,
            now,
            about,
            &json!({"act": "service added"}),
        )?);
        match self.db.commit(unit).await {
            Ok(_) => Ok(Registered {
                client_id: new.client_id,
                client_secret: secret,
            }),
            Err(storage::Error::Conflict { .. }) => Err(Error::Conflict(format!(
                "there is a service `{}` already",
                new.client_id
            ))),
            Err(error) => Err(error.into()),
        }
    }

    /// Changes name, description, keys and return URLs of a service.
    pub async fn change_service(&self, new: NewService) -> Result<()> {
        let mut body = self.service_body(&new).await?;
        let row = self.service_row(&new.client_id).await?;
        if row.organisation_id != new.organisation {
            return Err(Error::Conflict(
                "a service cannot change its organisation".to_owned(),
            ));
        }
        let before = Body::read(&row)?;
        if before.auth_method != new.auth_method {
            return Err(Error::Conflict(
                "a service cannot change how it authenticates".to_owned(),
            ));
        }
        // What was noted of keys that stay, stays.
        let keys: Vec<String> = body
            .jwks
            .iter()
            .flat_map(|jwks| &jwks.keys)
            .map(keys::name)
            .collect();
        body.key_notes = before.key_notes;
        body.key_notes.retain(|name, _| keys.contains(name));
        body.former_secret = before.former_secret;
        let body = body.write()?;
        self.write_service(ServiceRow { body, ..row }, "service changed")
            .await
    }

    /// Suspends a service, or lets it act again.
    pub async fn set_service_state(&self, client_id: &str, state: ServiceState) -> Result<()> {
        let row = self.service_row(client_id).await?;
        let act = match state {
            ServiceState::Active => "service active",
            ServiceState::Suspended => "service suspended",
        };
        self.write_service(
            ServiceRow {
                state: state.as_str().to_owned(),
                ..row
            },
            act,
        )
        .await
    }

    /// What is kept of a service.
    pub(crate) async fn service_row(&self, client_id: &str) -> Result<ServiceRow> {
        let row = self.db.service(client_id).await?;
        row.ok_or_else(|| Error::unknown("service", client_id))
    }

    async fn write_service(&self, row: ServiceRow, act: &str) -> Result<()> {
        let client_id = row.client_id.clone();
        if self
            .write_service_row(row, &json!({"act": act}), None)
            .await?
        {
            Ok(())
        } else {
            Err(Error::Conflict(format!(
                "the service `{client_id}` was changed meanwhile"
            )))
        }
    }

    /// Writes a service over the version it was read at. False, with nothing written, where it was changed meanwhile.
    /// `noted` is what the trail of the organisation's staff says of it: who, what, to what.
    pub(crate) async fn write_service_row(
        &self,
        row: ServiceRow,
        record: &Value,
        noted: Option<(Actor<'_>, Act, &str)>,
    ) -> Result<bool> {
        let now = self.clock.now();
        let mut unit = Unit::new();
        unit.update_service(&row, now);
        let about = About {
            party: Some(&row.client_id),
            subject: None,
        };
        unit.log(journal::entry(Kind::Administration, now, about, record)?);
        if let Some((by, act, object)) = noted {
            by.note(&mut unit, act, object)?;
        }
        let written = self.commit_first(unit).await?;
        self.known.forget_service(&row.client_id);
        Ok(written)
    }

    async fn service_body(&self, new: &NewService) -> Result<Body> {
        if self.db.organisation(&new.organisation).await?.is_none() {
            return Err(Error::unknown("organisation", &new.organisation));
        }
        new.name
            .validate()
            .map_err(|error| Error::invalid("name", error.to_string()))?;
        new.description
            .validate_optional()
            .map_err(|error| Error::invalid("description", error.to_string()))?;
        let keys = new.jwks.as_ref().map_or(0, |jwks| jwks.keys.len());
        if (new.auth_method == AuthMethod::PrivateKeyJwt) != (keys > 0) {
            return Err(Error::invalid(
                "jwks",
                "`private_key_jwt` needs public keys, and only it does",
            ));
        }
        if new.return_urls.len() > MOST_RETURN_URLS {
            return Err(Error::invalid(
                "return_urls",
                format!("at most {MOST_RETURN_URLS}"),
            ));
        }
        let return_urls = new
            .return_urls
            .iter()
            .map(|url| return_url(url, self.config.development));
        Ok(Body {
            name: new.name.clone(),
            description: new.description.clone(),
            auth_method: new.auth_method,
            jwks: new.jwks.clone(),
            return_urls: return_urls.collect::<Result<_>>()?,
            key_notes: BTreeMap::new(),
            former_secret: None,
        })
    }

    /// One service.
    pub async fn service(&self, client_id: &str) -> Result<Service> {
        Service::read(self.service_row(client_id).await?)
    }

    /// Services in the order of their client ids, after `after`.
    pub async fn services(&self, after: &str, limit: u32) -> Result<Vec<Service>> {
        self.db
            .services(after, limit)
            .await?
            .into_iter()
            .map(Service::read)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(urls: &[&str]) -> Service {
        Service {
            client_id: "s".into(),
            organisation: "o".into(),
            name: Texts::new("en", "S"),
            description: Texts::default(),
            auth_method: AuthMethod::PrivateKeyJwt,
            jwks: None,
            return_urls: urls
                .iter()
                .map(|url| return_url(url, true).unwrap())
                .collect(),
            state: ServiceState::Active,
            key_notes: BTreeMap::new(),
            secret_hash: None,
            former_secret: None,
        }
    }

    fn url(text: &str) -> Endpoint {
        Endpoint::parse(text, Transport::Development).unwrap()
    }

    #[test]
    fn a_person_is_sent_back_to_registered_addresses_only() {
        let service = service(&["https://a.example/done", "https://b.example/back/*"]);
        assert!(service.may_return_to(&url("https://a.example/done")));
        assert!(service.may_return_to(&url("https://A.example:443/done")));
        assert!(service.may_return_to(&url("https://b.example/back/7?x=1")));
        for other in [
            "https://a.example/done/x",
            "https://a.example/done?next=https://evil.example",
            "https://a.example.evil/done",
            "https://b.example/back/../evil",
            "https://b.example/back/%2e%2e/evil",
            "https://b.example.evil/back/",
            "http://localhost/done",
        ] {
            assert!(!service.may_return_to(&url(other)), "{other}");
        }
    }

    #[test]
    fn a_prefix_ends_at_a_path_boundary() {
        assert!(return_url("https://a.example/x*", false).is_err());
        assert!(return_url("https://a.example/*", false).is_ok());
        assert!(return_url("http://a.example/", false).is_err());
        assert!(return_url("javascript:alert(1)", true).is_err());
    }
}

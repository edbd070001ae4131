//! Apps of third parties, through which a person sees and acts: registered by whoever runs the operator, let in by
//! the person (OAuth 2.1: authorization code with PKCE, public clients, tokens bound to the app's key).
pub(crate) mod admin;
pub(crate) mod api;
pub(crate) mod authorize;
pub(crate) mod caller;
pub(crate) mod metadata;
pub(crate) mod pages;
mod redirect;
mod scope;
pub(crate) mod tokens;

use std::time::Duration;

use permission::Texts;
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::Unit;
use storage::operator::apps::{AppRow, Apps as _};
use utoipa::ToSchema;
use web::rate::Quota;

pub use self::scope::{Scope, Scopes};

use crate::clock::rfc3339;
use crate::journal::{self, About, Kind};
use crate::{Error, Operator, Result};

/// Redirect URIs of one app: one for each system it runs on.
const MOST_REDIRECT_URIS: usize = 16;
/// Longest name of whoever makes an app, in bytes.
const LONGEST_PUBLISHER: usize = 200;
/// Requests that an address pushes: anybody can, and each is kept for some minutes.
pub(crate) const PUSHES: Quota = Quota {
    burst: 30,
    per: Duration::from_secs(2),
};

/// An app to register.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApp {
    /// Its client id. Made when absent.
    #[serde(default)]
    pub client_id: String,
    /// What people call it.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub name: Texts,
    /// Who makes it and answers for it.
    pub publisher: String,
    /// Where people read about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// Where it may be answered: https, loopback with any port, or a scheme of its own. Compared exactly.
    pub redirect_uris: Vec<String>,
    /// What it may ask persons for.
    pub scopes: Vec<Scope>,
}

/// A registered app.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct App {
    /// What it was registered with.
    #[serde(flatten)]
    pub registered: NewApp,
    /// Registered when (RFC 3339).
    pub created_at: String,
}

impl App {
    pub(crate) fn read(row: &AppRow) -> Result<Self> {
        let registered =
            serde_json::from_str(&row.body).map_err(|error| Error::stored("app", error))?;
        Ok(Self {
            registered,
            created_at: rfc3339(row.created_at),
        })
    }

    /// What it may ask persons for.
    pub(crate) fn scopes(&self) -> Scopes {
        Scopes(self.registered.scopes.iter().copied().collect())
    }

    /// Whether it may be answered there.
    pub(crate) fn may_be_answered_at(&self, redirect_uri: &str) -> bool {
        let mut known = self.registered.redirect_uris.iter();
        known.any(|known| redirect::fits(known, redirect_uri))
    }
}

impl NewApp {
    fn check(&self) -> Result<()> {
        if protocol::ids::ClientId::parse(&self.client_id).is_err()
            || self.client_id.contains(char::is_whitespace)
        {
            return Err(Error::invalid(
                "client_id",
                "a client id is a word without spaces",
            ));
        }
        self.name
            .validate()
            .map_err(|error| Error::invalid("name", error.to_string()))?;
        if self.publisher.trim().is_empty() || self.publisher.len() > LONGEST_PUBLISHER {
            return Err(Error::invalid(
                "publisher",
                format!("who makes the app has 1 to {LONGEST_PUBLISHER} bytes"),
            ));
        }
        if let Some(website) = &self.website
            && !website.starts_with("https://")
        {
            return Err(Error::invalid("website", "a website is an https address"));
        }
        if !(1..=MOST_REDIRECT_URIS).contains(&self.redirect_uris.len()) {
            return Err(Error::invalid(
                "redirect_uris",
                format!("an app has 1 to {MOST_REDIRECT_URIS}"),
            ));
        }
        for uri in &self.redirect_uris {
            redirect::registered(uri).map_err(|reason| Error::invalid("redirect_uris", reason))?;
        }
        if self.scopes.is_empty() {
            return Err(Error::invalid(
                "scopes",
                "say what the app may ask persons for",
            ));
        }
        Ok(())
    }
}

impl Operator {
    /// Registers an app and gives its client id.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Conflict`] when the client id is taken.
    pub async fn add_app(&self, mut new: NewApp) -> Result<String> {
        if new.client_id.is_empty() {
            new.client_id = crate::random::uuid();
        }
        new.check()?;
        let id = new.client_id.clone();
        let taken = || Error::Conflict(format!("there is a client `{id}` already"));
        // Services and apps share the token endpoint.
        if self.known_service(&id).await?.is_some() {
            return Err(taken());
        }
        let now = self.clock.now();
        let mut unit = Unit::new();
        unit.insert_app(&AppRow {
            client_id: id.clone(),
            body: serde_json::to_string(&new).map_err(|error| Error::stored("app", error))?,
            created_at: now,
        });
        self.note_app(&mut unit, &id, "app added")?;
        match self.db.commit(unit).await {
            Ok(_) => Ok(id),
            Err(storage::Error::Conflict { .. }) => Err(taken()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes an app: what persons let it do ends at once.
    ///
    /// # Errors
    /// [`Error::Unknown`].
    pub async fn remove_app(&self, client_id: &str) -> Result<()> {
        let mut unit = Unit::new();
        unit.remove_app(client_id);
        self.note_app(&mut unit, client_id, "app removed")?;
        self.commit_known(unit, "app", client_id).await
    }

    fn note_app(&self, unit: &mut Unit, client_id: &str, act: &str) -> Result<()> {
        let about = About {
            party: Some(client_id),
            subject: None,
        };
        unit.log(journal::entry(
            Kind::Administration,
            self.clock.now(),
            about,
            &json!({"act": act}),
        )?);
        Ok(())
    }

    /// An app, if it is registered.
    pub(crate) async fn app(&self, client_id: &str) -> Result<Option<App>> {
        let row = self.db.app(client_id).await?;
        row.as_ref().map(App::read).transpose()
    }

    /// Apps in the order of their client ids, after `after`.
    pub async fn apps(&self, after: &str, limit: u32) -> Result<Vec<App>> {
        let rows = self.db.apps(after, limit).await?;
        rows.iter().map(App::read).collect()
    }
}

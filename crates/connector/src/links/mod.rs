//! Links: people show the source who they are, once, and their operator learns by which identifier the source finds
//! them (protocol.md, "Links").
//!
//! An operator asks for a place (`api`), the person's browser comes to it (`pages`), shows the source who it is in the
//! way that was chosen, and goes back with a code, which the operator redeems (`api`). What has come so far is an
//! [`attempt`], sealed in the database. Whatever a person gives, the answer is the same and takes as long whether the
//! source knows them or not; who it is learns that from their own post, or from their own operator. Whether the source can be
//! asked at all is found out first, by a question about nobody: an outage costs nobody a try, and tells of nobody.

pub(crate) mod api;
mod attempt;
pub(crate) mod desk;
pub(crate) mod ending;
mod lookup;
mod openid;
mod pages;
mod place;
pub(crate) mod records;
mod send;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use permission::Assurance;
use protocol::ids::{LegId, OperatorUuid};
use protocol::introspection::Active;
use protocol::links::{Offer, Way};
use protocol::problem::ProblemName;
use storage::connector::links::{Link, Links as _};
use storage::vault::DataKeys as _;
use web::email::Mailer;
use web::rate::{Quota, RateLimiter};

use self::lookup::Lookup;
use self::send::Sms;
use crate::Result;
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Config, EMAIL_SECTION, LinksConfig};
use crate::enforcement::Refusal;

pub(crate) use self::openid::Provider;
pub(crate) use self::pages::router as pages_router;
pub(crate) use self::place::empty_left;

/// Attempts of all people together: a city's worth of them, each of which may lead to a question to the source and a
/// message.
const ALL: Quota = Quota {
    burst: 60,
    per: Duration::from_millis(500),
};
/// Codes to one contact, whatever they were asked for by: nobody's post is to be filled.
const TO_ONE_CONTACT: Quota = Quota {
    burst: 5,
    per: Duration::from_hours(5),
};
/// Contacts that the limit remembers, each about 50 bytes.
const LIMITED_CONTACTS: usize = 100_000;
/// The domain of keyed hashes of identifiers.
const IDENTIFIER_INDEX: &str = "linked identifier";

/// What linking takes, made ready from the configuration.
pub(crate) struct Linking {
    pub(crate) config: LinksConfig,
    lookup: Option<Arc<Lookup>>,
    provider: Option<openid::Provider>,
    mailer: Option<Mailer>,
    sms: Option<Sms>,
    all: RateLimiter,
    contacts: RateLimiter,
}

impl Linking {
    /// Makes ready what a configuration says, if it says anything.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub(crate) fn open(config: &Config, base_url: &str) -> Result<Option<Self>> {
        let Some(links) = &config.links else {
            return Ok(None);
        };
        let mailer = match &config.email {
            Some(email) => Mailer::open(email, EMAIL_SECTION, &[])?,
            None => None,
        };
        Ok(Some(Self {
            lookup: Lookup::of(config, links)?.map(Arc::new),
            provider: links
                .openid
                .as_ref()
                .map(|openid| openid::Provider::open(openid, base_url))
                .transpose()?,
            mailer,
            sms: config.sms.as_ref().map(Sms::open).transpose()?,
            all: RateLimiter::new(ALL, 1),
            contacts: RateLimiter::new(TO_ONE_CONTACT, LIMITED_CONTACTS),
            config: LinksConfig::clone(links),
        }))
    }

    /// The ways that are accepted.
    pub(crate) fn offers(&self) -> Vec<Offer> {
        self.config.offers()
    }
}

/// The routes for operators and for the organisation's own staff and programs; the pages are [`pages_router`].
pub(crate) fn router() -> Router<Arc<App>> {
    api::router()
}

/// Whom an identifier is of, as the database keeps it.
async fn index(app: &App, id_type: &str, id: &str) -> Result<Vec<u8>, storage::Error> {
    let named = format!("{id_type}\n{id}");
    let index = app.database.blind_index(IDENTIFIER_INDEX, &named).await?;
    Ok(index.to_vec())
}

/// Keeps those identifiers of an operator's answer that came a way that the source accepts: by a link that this
/// connector made, that is in force and that gave this very identifier; or from the person's keychain, where that is
/// accepted, surely enough. An operator that does not say where its identifiers are from has none.
pub(crate) async fn keep_accepted(
    app: &App,
    operator: &OperatorUuid,
    active: &mut Active,
) -> Result<(), Refusal> {
    let Some(linking) = &app.linking else {
        return Ok(());
    };
    let least = linking.config.assurance(Way::Attribute);
    let mut kept = Vec::with_capacity(active.identifiers.len());
    for identifier in active.identifiers.drain(..) {
        let is_accepted = match &identifier.link_id {
            None => accepts(least, identifier.assurance),
            Some(link_id) => {
                let link = app.database.link(operator.as_str(), link_id.as_str()).await;
                let link = link.map_err(unreadable)?;
                let index = index(app, &identifier.id_type, &identifier.id).await;
                let index = index.map_err(unreadable)?;
                link.is_some_and(|link| is_in_force(&link, app) && link.identifier == index)
            }
        };
        if is_accepted {
            kept.push(identifier);
        }
    }
    active.identifiers = kept;
    Ok(())
}

/// Whether all these links of an operator's people are in force.
pub(crate) async fn are_in_force(
    app: &App,
    operator: &str,
    links: &[LegId],
) -> Result<bool, storage::Error> {
    for link_id in links {
        let link = app.database.link(operator, link_id.as_str()).await?;
        if !link.is_some_and(|link| is_in_force(&link, app)) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_in_force(link: &Link, app: &App) -> bool {
    link.ended_at.is_none() && link.valid_until > app.clock.micros()
}

/// Whether an identifier of a keychain is sure enough; what nobody says is not.
fn accepts(least: Option<Assurance>, said: Option<Assurance>) -> bool {
    least.zip(said).is_some_and(|(least, said)| said >= least)
}

#[allow(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
fn unreadable(error: storage::Error) -> Refusal {
    tracing::error!(%error, "links cannot be read");
    ProblemName::Internal.into()
}

/// When attempts are forgotten, in microseconds after their end: until then they are counted.
const COUNTED: i64 = 86_400 * 1_000_000;
/// When links that are over are forgotten: a year later nobody asks about them any more.
const REMEMBERED: i64 = 366 * 86_400 * 1_000_000;

/// Forgets what is over.
pub(crate) fn forget(unit: &mut storage::Unit, clock: &Clock) {
    let now = clock.micros();
    unit.purge_link_attempts(now - COUNTED);
    unit.purge_links(now - REMEMBERED);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_of_which_nobody_says_how_sure_it_is_does_not_count() {
        let high = Some(Assurance::High);
        assert!(accepts(Some(Assurance::Substantial), high));
        assert!(accepts(high, high));
        assert!(!accepts(high, Some(Assurance::Substantial)));
        assert!(!accepts(Some(Assurance::Low), None));
        assert!(!accepts(None, high));
    }
}

//! Links: a person's account and a source come to know each other, once (protocol.md, "Links").
//!
//! What the person shows the source, they show it on its own pages. From there they come back with a code that counts
//! in their own account alone, and the connector, asked by its operator, says by which identifier the source finds
//! them. That identifier is sealed in the keychain, goes to this source alone, and ends with the link.
pub(crate) mod api;
pub(crate) mod pages;
mod redeem;
mod sweep;
mod view;

use std::time::Duration;

use protocol::events::LinkEnded;
use protocol::ids::{LegId, TokenId};
use protocol::links::{LIFETIME, LinkRequest, Place, Signed, Way};
use protocol::metadata::LINKS;
use protocol::url::{Audience, Endpoint};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::Unit;
use storage::operator::links::{LinkAttemptRow, LinkRow, Links as _};
use storage::outbox::{Delivery, NewEvent};
use storage::vault::DataKeys as _;
use web::fetch::FetchError;
use web::problem::{Problem, ProblemName};
use web::rate::Quota;

use crate::accounts::identifiers::FIELD;
use crate::accounts::keychain::Keychain;
use crate::clock::{DAY, SECOND};
use crate::notifications::News;
use crate::sources::known::Source;
use crate::{Error, Operator, Result};

pub(crate) use self::view::LinkView;

/// How often a person begins: enough to try every way of a source twice.
pub(crate) const BEGUN: Quota = Quota {
    burst: 12,
    per: Duration::from_mins(5),
};
/// How long an attempt is waited for from which the person has not come back: longer than any connector does, and at a
/// desk as long as a code may be good there.
const WAITED: i64 = 60 * 60 * SECOND;
const WAITED_AT_DESK: i64 = 91 * DAY;
/// The outbox's word for a link that was ended.
pub(crate) const KIND: &str = "link-ended";
/// The name of the sealed field with the code for a desk.
const DESK_CODE: &str = "links.desk-code";
/// The name of the sealed field with why staff at a desk refused.
const REFUSED: &str = "links.refused";
/// For how long a person reads why staff at a desk refused, unless they come again before.
const REFUSAL_KEPT: i64 = 90 * DAY;

/// A person and a source were never linked.
pub(crate) const NONE: &str = "none";
/// They are.
pub(crate) const LINKED: &str = "linked";
/// They were.
pub(crate) const ENDED: &str = "ended";

/// Where a connector is asked about links: below its own base URL, as it says.
fn endpoint(source: &Source) -> Option<&Endpoint> {
    let endpoint = source.metadata.links_endpoint.as_ref()?;
    (source.metadata.can(LINKS) && source.is_above(endpoint)).then_some(endpoint)
}

/// Whether a person can come a way to a source by an act of theirs.
fn is_offered(source: &Source, way: Way) -> bool {
    way != Way::Attribute && source.metadata.links.iter().any(|offer| offer.way == way)
}

impl Operator {
    /// A person begins to link themselves with a source. Gives where to send their browser.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a source that is none; the problem `rate-limited`; [`Error::Peer`].
    pub(crate) async fn begin_linking(
        &self,
        (account, locale): (&str, &str),
        connector: &str,
        way: Way,
    ) -> Result<Place> {
        self.link_limit.check(account)?;
        let sources = self.known_sources().await?;
        let source = sources
            .get(connector)
            .ok_or_else(|| Error::unknown("source", connector))?;
        let endpoint = endpoint(source).filter(|_| is_offered(source, way));
        let endpoint = endpoint.ok_or_else(|| {
            Error::invalid("way", format!("`{}` is no way to this source", way.name()))
        })?;
        let row = self.link_row(account, connector).await?;
        let now = self.clock.now();
        let life = if way == Way::Desk {
            WAITED_AT_DESK
        } else {
            WAITED
        };
        let attempt = LinkAttemptRow {
            id: crate::random::uuid(),
            account_id: account.to_owned(),
            connector_uuid: connector.to_owned(),
            way: way.name().to_owned(),
            created_at: now,
            expires_at: now + life,
        };
        let request = self.link_request(source, &row, &attempt, way, locale)?;
        let place = self.ask_for_place(source, endpoint, request).await?;
        let mut unit = Unit::new();
        unit.insert_link_attempt_row(&attempt);
        let record = json!({"act": "link begun", "way": way.name()});
        self.note_of_account(&mut unit, account, Some(connector), &record)?;
        self.db.commit(unit).await?;
        Ok(place)
    }

    fn link_request(
        &self,
        source: &Source,
        row: &LinkRow,
        attempt: &LinkAttemptRow,
        way: Way,
        locale: &str,
    ) -> Result<Signed> {
        let wrong = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
        let return_url = self.address(&format!("links/attempts/{}", attempt.id));
        let now = self.clock.seconds();
        let request = LinkRequest {
            iss: self.uuid.clone(),
            aud: Audience::from(source.base_url.clone()),
            iat: now,
            exp: now + LIFETIME,
            jti: TokenId::parse(&attempt.id).map_err(|error| wrong(&error))?,
            link_id: LegId::parse(&row.link_id).map_err(|error| wrong(&error))?,
            way,
            return_url: Endpoint::parse(&return_url, self.transport())
                .map_err(|error| wrong(&error))?,
            locale: locale.to_owned(),
        };
        Ok(Signed {
            token: request.sign(&self.keys.signer())?,
        })
    }

    async fn ask_for_place(
        &self,
        source: &Source,
        endpoint: &Endpoint,
        request: Signed,
    ) -> Result<Place> {
        let peer = |reason: String| Error::Peer {
            url: source.base_url.to_string(),
            reason,
        };
        let asked = self.fetch.post(endpoint.as_str()).json();
        let asked = asked
            .json_body(&request)
            .map_err(|error| peer(error.to_string()))?;
        let answer = match asked.send().await {
            Err(FetchError::Status { status, .. }) if status == 429 => {
                return Err(Problem::new(ProblemName::RateLimited)
                    .detail("the source has been tried too often today")
                    .into());
            }
            answer => answer.map_err(|error| peer(error.to_string()))?,
        };
        let place = Place::from_json(&answer.body).map_err(|error| peer(error.to_string()))?;
        // A connector speaks for its own addresses: people are sent nowhere else.
        if !source.is_above(&place.url) {
            return Err(peer("it leads people elsewhere".to_owned()));
        }
        Ok(place)
    }

    /// How a person and a source stand; made where they have never had to do with each other.
    async fn link_row(&self, account: &str, connector: &str) -> Result<LinkRow> {
        if let Some(row) = self.db.link_with(account, connector).await? {
            return Ok(row);
        }
        let row = LinkRow {
            account_id: account.to_owned(),
            connector_uuid: connector.to_owned(),
            link_id: crate::random::uuid(),
            state: NONE.to_owned(),
            way: String::new(),
            linked_at: 0,
            valid_until: 0,
            waiting: String::new(),
            waiting_until: 0,
            desk_code: None,
            refused: None,
            refused_at: None,
            version: 1,
            changed_at: self.clock.now(),
        };
        let mut unit = Unit::new();
        unit.insert_link(&row);
        if self.commit_first(unit).await? {
            return Ok(row);
        }
        let row = self.db.link_with(account, connector).await?;
        row.ok_or_else(|| Error::unknown("source", connector))
    }

    /// The person ends a link, or gives up one that waits. In force at once: answers that connectors may reuse end too.
    ///
    /// # Errors
    /// [`Error::Unknown`] where there is none.
    pub(crate) async fn end_link(&self, account: &str, connector: &str) -> Result<()> {
        let row = self.db.link_with(account, connector).await?;
        let row = row.filter(|row| row.state == LINKED || !row.waiting.is_empty());
        let mut row = row.ok_or_else(|| Error::unknown("link with the source", connector))?;
        let mut unit = Unit::new();
        if row.state == LINKED {
            ENDED.clone_into(&mut row.state);
            self.forget_identifier(&mut unit, account, connector)
                .await?;
        }
        // Nobody at its desk waits for them any more either.
        self.tell_of_end(&mut unit, &row);
        no_longer_waiting(&mut row);
        let now = self.clock.now();
        unit.change_link(&row, now);
        let record = json!({"act": "link ended"});
        self.note_of_account(&mut unit, account, Some(connector), &record)?;
        self.commit_known(unit, "link with the source", connector)
            .await?;
        self.outbox.notify_one();
        self.live.tell(account);
        Ok(())
    }

    /// A source has ended a link: what it gave is used no more, and the person is told. One that was made since then is
    /// another, though it has the same id.
    pub(crate) async fn source_ended_link(&self, connector: &str, ended: &LinkEnded) -> Result<()> {
        let row = self
            .db
            .link_called(connector, ended.link_id.as_str())
            .await?;
        // To the end of the second: it is told in seconds.
        let until = ended.at.saturating_add(1).saturating_mul(SECOND);
        let Some(mut row) = row.filter(|row| row.state == LINKED && row.linked_at < until) else {
            return Ok(());
        };
        let account = row.account_id.clone();
        ENDED.clone_into(&mut row.state);
        let now = self.clock.now();
        let mut unit = Unit::new();
        self.forget_identifier(&mut unit, &account, connector)
            .await?;
        unit.change_link(&row, now);
        let news = News::LinkEnded {
            connector: connector.to_owned(),
            at: ended.at.saturating_mul(SECOND),
        };
        self.notify(&mut unit, &account, &news)?;
        let record = json!({"act": "link ended by source"});
        self.note_of_account(&mut unit, &account, Some(connector), &record)?;
        self.commit_known(unit, "link with the source", connector)
            .await?;
        self.outbox.notify_one();
        self.live.tell(&account);
        Ok(())
    }

    /// Takes what a link has given out of the keychain, and with it out of answers that connectors may reuse.
    async fn forget_identifier(
        &self,
        unit: &mut Unit,
        account: &str,
        connector: &str,
    ) -> Result<()> {
        let (mut keychain, version) = self.keychain(account).await?;
        keychain.forget_link(connector);
        self.write_keychain(unit, account, keychain, version).await
    }

    /// Writes a keychain in which another identifier is there for a source: what was answered before ends.
    async fn write_keychain(
        &self,
        unit: &mut Unit,
        account: &str,
        mut keychain: Keychain,
        version: Option<i64>,
    ) -> Result<()> {
        let now = self.clock.now();
        keychain.forget_what_is_gone();
        let sealed = self.db.seal(account, FIELD, &keychain.write()?).await?;
        unit.write_identifiers(account, sealed, version, now);
        unit.raise_epochs(account);
        unit.enqueue_for_leases_of(account, crate::leases::KIND, now);
        Ok(())
    }

    /// The source hears that a link is over, as soon as it can be reached.
    pub(crate) fn tell_of_end(&self, unit: &mut Unit, row: &LinkRow) {
        let now = self.clock.now();
        let event = NewEvent {
            id: crate::random::uuid(),
            order_key: format!("{KIND}:{}", row.link_id),
            sequence: now,
            destination: row.connector_uuid.clone(),
            kind: KIND.to_owned(),
            payload: row.link_id.clone(),
        };
        unit.enqueue(&event, now);
    }

    /// The event that says so.
    pub(crate) fn link_ended_event(delivery: &Delivery) -> Result<protocol::events::Event> {
        let link_id =
            LegId::parse(&delivery.payload).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(protocol::events::Event::LinkEnded(
            protocol::events::LinkEnded {
                link_id,
                at: delivery.enqueued_at / SECOND,
            },
        ))
    }
}

/// Why staff at a desk refused an attempt, as it is kept. The person's, and so without `Debug`.
#[derive(Serialize, Deserialize)]
struct Refusal {
    /// The attempt.
    attempt: String,
    /// What they wrote.
    reason: String,
}

fn no_longer_refused(row: &mut LinkRow) {
    row.refused = None;
    row.refused_at = None;
}

fn no_longer_waiting(row: &mut LinkRow) {
    row.waiting.clear();
    row.waiting_until = 0;
    row.desk_code = None;
}

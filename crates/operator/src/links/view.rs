//! Links as their person sees them: which sources can be linked, and how they stand.
use permission::Assurance;
use protocol::links::Way;
use serde::Serialize;
use storage::operator::links::{LinkRow, Links as _};
use storage::vault::DataKeys as _;
use utoipa::ToSchema;

use super::{DESK_CODE, ENDED, LINKED, REFUSAL_KEPT, REFUSED, Refusal, endpoint, is_offered};
use crate::accounts::Identifier;
use crate::clock::rfc3339;
use crate::sources::known::Source;
use crate::{Error, Operator, Result};

/// A source that a person can be linked with, and how they stand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LinkView {
    /// Its connector's UUID.
    pub(crate) connector: String,
    /// What it is called.
    pub(crate) source: String,
    /// The ways that it accepts.
    pub(crate) ways: Vec<WayView>,
    /// The link in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<InForce>,
    /// Whether there was a link that has ended: by time, by the person or by the source.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) ended: bool,
    /// What waits at the source's desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) waiting: Option<AtDesk>,
    /// Why staff at the source's desk refused the last attempt, for a while.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refused: Option<Refused>,
    /// Whether the source is told an identifier of the keychain as it is, without any link.
    pub(crate) known: bool,
}

/// A way.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WayView {
    /// Its name: `attribute`, `openid`, `code`, `form`, `desk`.
    #[schema(value_type = String)]
    pub(crate) way: Way,
    /// How surely a person is known who came this way (eIDAS art. 8(2)).
    #[schema(value_type = String)]
    pub(crate) assurance: Assurance,
    /// For how many days a link made this way is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) days: Option<u32>,
}

/// A link in force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct InForce {
    /// The way that it came.
    pub(crate) way: String,
    /// The identifier by which the source finds the person.
    pub(crate) id: String,
    /// What that is.
    pub(crate) id_type: String,
    /// How surely it is the person's.
    #[schema(value_type = String)]
    pub(crate) assurance: Assurance,
    /// Since when (RFC 3339).
    pub(crate) linked: String,
    /// Until when (RFC 3339).
    pub(crate) valid_until: String,
}

/// What waits at a desk.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AtDesk {
    /// The code to show there.
    pub(crate) code: String,
    /// Until when (RFC 3339).
    pub(crate) until: String,
}

/// What staff at a desk refused.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Refused {
    /// When the operator heard of it (RFC 3339).
    pub(crate) at: String,
    /// Why, in the source's own words: plain text.
    pub(crate) reason: String,
}

impl Operator {
    /// Every source that a person can be linked with, by name.
    pub(crate) async fn links_of(&self, account: &str) -> Result<Vec<LinkView>> {
        let now = self.clock.now();
        let rows = self.db.links_of_account(account).await?;
        let (keychain, _) = self.keychain(account).await?;
        let sources = self.known_sources().await?;
        let mut views = Vec::new();
        for source in sources.all().filter(|source| endpoint(source).is_some()) {
            let uuid = source.uuid.as_str();
            let row = rows.iter().find(|row| row.connector_uuid == uuid);
            let known = keychain.known_to(source, now);
            let link = known
                .iter()
                .find(|one| one.link.is_some())
                .zip(row.filter(|row| row.state == LINKED))
                .map(|(identifier, row)| in_force(identifier, row));
            views.push(LinkView {
                ended: row.is_some_and(|row| row.state == ENDED),
                connector: uuid.to_owned(),
                source: source.metadata.name.clone(),
                ways: ways(source),
                waiting: match row {
                    Some(row) => self.at_desk(row, now).await?,
                    None => None,
                },
                refused: match row {
                    Some(row) => self.refused(row, now).await?,
                    None => None,
                },
                known: link.is_none()
                    && known
                        .iter()
                        .any(|one| source.identifier_types.contains(&one.id_type)),
                link,
            });
        }
        views.sort_by(|one, other| {
            (&one.source, &one.connector).cmp(&(&other.source, &other.connector))
        });
        Ok(views)
    }

    async fn at_desk(&self, row: &LinkRow, now: i64) -> Result<Option<AtDesk>> {
        let Some(sealed) = row.desk_code.as_ref().filter(|_| row.waiting_until > now) else {
            return Ok(None);
        };
        let code = self.db.unseal(&row.account_id, DESK_CODE, sealed).await?;
        Ok(Some(AtDesk {
            code: String::from_utf8_lossy(&code).into_owned(),
            until: rfc3339(row.waiting_until),
        }))
    }

    async fn refused(&self, row: &LinkRow, now: i64) -> Result<Option<Refused>> {
        let Some(at) = row.refused_at.filter(|at| *at > now - REFUSAL_KEPT) else {
            return Ok(None);
        };
        let refusal = self.refusal(row).await?;
        Ok(refusal.map(|refusal| Refused {
            at: rfc3339(at),
            reason: refusal.reason,
        }))
    }

    /// What is kept of a refusal.
    async fn refusal(&self, row: &LinkRow) -> Result<Option<Refusal>> {
        let Some(sealed) = &row.refused else {
            return Ok(None);
        };
        let opened = self.db.unseal(&row.account_id, REFUSED, sealed).await?;
        let refusal = serde_json::from_slice(&opened);
        refusal
            .map(Some)
            .map_err(|error| Error::stored("refusal", error))
    }

    /// Why staff at a source's desk refused an attempt, as long as it is kept.
    pub(crate) async fn why_refused(
        &self,
        account: &str,
        connector: &str,
        attempt: &str,
    ) -> Result<Option<String>> {
        let Some(row) = self.db.link_with(account, connector).await? else {
            return Ok(None);
        };
        let refusal = self.refusal(&row).await?;
        let refusal = refusal.filter(|refusal| refusal.attempt == attempt);
        Ok(refusal.map(|refusal| refusal.reason))
    }
}

fn ways(source: &Source) -> Vec<WayView> {
    let mut offers: Vec<_> = source.metadata.links.iter().collect();
    offers.sort_by_key(|offer| offer.way);
    offers.dedup_by_key(|offer| offer.way);
    let ways = offers
        .into_iter()
        .filter(|offer| offer.way == Way::Attribute || is_offered(source, offer.way));
    ways.map(|offer| WayView {
        way: offer.way,
        assurance: offer.assurance,
        days: offer.days,
    })
    .collect()
}

fn in_force(identifier: &Identifier, row: &LinkRow) -> InForce {
    InForce {
        way: row.way.clone(),
        id: identifier.id.clone(),
        id_type: identifier.id_type.clone(),
        assurance: identifier.assurance,
        linked: rfc3339(row.linked_at),
        valid_until: rfc3339(row.valid_until),
    }
}

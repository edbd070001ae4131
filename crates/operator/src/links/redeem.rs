//! A person has come back from a source, or waits at its desk: what came of it.
use std::sync::Arc;

use protocol::ids::{LegId, TokenId};
use protocol::links::{
    Expectations, LIFETIME, LinkError, LinkRedemption, LinkResult, Linked, Outcome, Signed,
    Unverified, Way,
};
use protocol::url::Audience;
use serde_json::json;
use storage::Unit;
use storage::operator::links::{LinkRow, Links as _};
use storage::vault::DataKeys as _;
use web::fetch::FetchError;

use super::{DESK_CODE, LINKED, REFUSED, Refusal, endpoint, no_longer_refused, no_longer_waiting};
use crate::accounts::identifiers::{Identifier, LinkOf};
use crate::clock::SECOND;
use crate::notifications::News;
use crate::sources::known::Source;
use crate::{Error, Operator, Result};

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Came {
    /// The person is linked.
    Linked,
    /// Staff of the source have not confirmed it yet.
    Waiting,
    /// Staff of the source have refused, and said why.
    Refused,
    /// There is no link.
    Nothing,
}

impl Operator {
    /// The person has come back, in their own session. Whoever follows somebody else's way back links nothing: an
    /// attempt counts in the account that began it alone.
    ///
    /// # Errors
    /// [`Error::DeadLink`] for an attempt that is over or another's; [`Error::Peer`].
    pub(crate) async fn finish_linking(
        &self,
        account: &str,
        attempt: &str,
        code: &str,
    ) -> Result<Came> {
        let begun = self.db.link_attempt_row(attempt).await?;
        let now = self.clock.now();
        let begun = begun.filter(|begun| begun.account_id == account && begun.expires_at > now);
        let begun = begun.ok_or(Error::DeadLink)?;
        let mut unit = Unit::new();
        unit.take_link_attempt(attempt, account);
        if !self.commit_first(unit).await? {
            return Err(Error::DeadLink);
        }
        let connector = begun.connector_uuid.as_str();
        let row = self.db.link_with(account, connector).await?;
        let row = row.ok_or(Error::DeadLink)?;
        let way = Way::parse(&begun.way).ok_or(Error::DeadLink)?;
        let Some(result) = self.redeem(&row, attempt, Some(code)).await? else {
            return Ok(Came::Nothing);
        };
        self.take_result(row, attempt, way, result).await
    }

    /// Asks again about a link that waits at a desk.
    ///
    /// # Errors
    /// [`Error::Unknown`] where none waits; [`Error::Peer`].
    pub(crate) async fn look_at_desk(&self, account: &str, connector: &str) -> Result<Came> {
        let row = self.db.link_with(account, connector).await?;
        let row = row.filter(|row| !row.waiting.is_empty());
        let row = row.ok_or_else(|| Error::unknown("link that waits", connector))?;
        self.look_at(row).await
    }

    /// Asks again about one that waits.
    pub(super) async fn look_at(&self, mut row: LinkRow) -> Result<Came> {
        let attempt = row.waiting.clone();
        match self.redeem(&row, &attempt, None).await? {
            Some(result) => self.take_result(row, &attempt, Way::Desk, result).await,
            None => {
                // The connector knows nothing of it any more.
                no_longer_waiting(&mut row);
                let mut unit = Unit::new();
                unit.change_link(&row, self.clock.now());
                self.commit_first(unit).await?;
                Ok(Came::Nothing)
            }
        }
    }

    /// What the connector says of an attempt; nothing where it has none of that name and code.
    async fn redeem(
        &self,
        row: &LinkRow,
        attempt: &str,
        code: Option<&str>,
    ) -> Result<Option<LinkResult>> {
        let wrong = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
        let sources = self.known_sources().await?;
        let source = sources.get(&row.connector_uuid);
        let source = source.ok_or_else(|| Error::unknown("source", &row.connector_uuid))?;
        let peer = |reason: String| Error::Peer {
            url: source.base_url.to_string(),
            reason,
        };
        let endpoint = endpoint(source).ok_or_else(|| peer("it links nobody any more".into()))?;
        let request = TokenId::parse(attempt).map_err(|error| wrong(&error))?;
        let now = self.clock.seconds();
        let redemption = LinkRedemption {
            iss: self.uuid.clone(),
            aud: Audience::from(source.base_url.clone()),
            iat: now,
            exp: now + LIFETIME,
            jti: TokenId::parse(&crate::random::uuid()).map_err(|error| wrong(&error))?,
            request: request.clone(),
            code: code.map(str::to_owned),
        };
        let signed = Signed {
            token: redemption.sign(&self.keys.signer())?,
        };
        let asked = self
            .fetch
            .post(&format!("{}/results", endpoint.as_str()))
            .json()
            .json_body(&signed)
            .map_err(|error| peer(error.to_string()))?;
        let answer = match asked.send().await {
            Err(FetchError::Status { status, .. }) if status == 404 => return Ok(None),
            answer => answer.map_err(|error| peer(error.to_string()))?,
        };
        let answer = Signed::from_json(&answer.body).map_err(|error| peer(error.to_string()))?;
        let result = self.verify_result(source, &answer.token).await?;
        if result.request != request || result.link_id.as_str() != row.link_id {
            return Err(peer("its answer is about another attempt".to_owned()));
        }
        Ok(Some(result))
    }

    async fn verify_result(&self, source: &Arc<Source>, token: &str) -> Result<LinkResult> {
        let verify = |keys: &protocol::jose::KeySet| {
            Unverified::parse(token)?.result(&Expectations {
                issuer: &source.uuid,
                keys,
                audience: &self.audience,
                now: self.clock.seconds(),
            })
        };
        let verified = match verify(&source.keys) {
            Err(LinkError::Invalid(protocol::jose::JoseError::UnknownKey { .. })) => {
                let newer = self.fetched_again(source).await?;
                verify(&newer.as_ref().unwrap_or(source).keys)
            }
            verified => verified,
        };
        verified.map_err(|error| Error::Peer {
            url: source.base_url.to_string(),
            reason: error.to_string(),
        })
    }

    async fn take_result(
        &self,
        mut row: LinkRow,
        attempt: &str,
        way: Way,
        result: LinkResult,
    ) -> Result<Came> {
        let account = row.account_id.clone();
        let connector = row.connector_uuid.clone();
        let now = self.clock.now();
        let mut unit = Unit::new();
        let came = match result.outcome {
            Outcome::Linked(linked) => {
                let until = linked.valid_until.saturating_mul(SECOND);
                self.keep_identifier(&mut unit, &row, way, linked).await?;
                LINKED.clone_into(&mut row.state);
                way.name().clone_into(&mut row.way);
                row.linked_at = now;
                row.valid_until = until;
                no_longer_waiting(&mut row);
                no_longer_refused(&mut row);
                let news = News::Linked {
                    connector: connector.clone(),
                    at: now,
                };
                self.notify(&mut unit, &account, &news)?;
                let record = json!({"act": "link made", "until": until, "way": way.name()});
                self.note_of_account(&mut unit, &account, Some(&connector), &record)?;
                Came::Linked
            }
            Outcome::Waiting { until, desk_code } => {
                let is_new = row.waiting != attempt;
                no_longer_refused(&mut row);
                let sealed = self.db.seal(&account, DESK_CODE, desk_code.as_bytes());
                attempt.clone_into(&mut row.waiting);
                row.waiting_until = until.saturating_mul(SECOND);
                row.desk_code = Some(sealed.await?);
                if !is_new {
                    return Ok(Came::Waiting);
                }
                let record = json!({"act": "link waits", "way": way.name()});
                self.note_of_account(&mut unit, &account, Some(&connector), &record)?;
                Came::Waiting
            }
            Outcome::Failed { reason } => {
                let is_refused = reason.is_some();
                if let Some(reason) = reason {
                    self.keep_refusal(&mut row, attempt, reason).await?;
                }
                if row.waiting == attempt {
                    no_longer_waiting(&mut row);
                    self.tell_of_no_link(&mut unit, &row, attempt, is_refused)?;
                }
                let record = json!({"act": "no link", "way": way.name()});
                self.note_of_account(&mut unit, &account, Some(&connector), &record)?;
                if is_refused {
                    Came::Refused
                } else {
                    Came::Nothing
                }
            }
        };
        unit.change_link(&row, now);
        self.commit_known(unit, "link with the source", &connector)
            .await?;
        self.outbox.notify_one();
        self.live.tell(&account);
        Ok(came)
    }

    /// Tells a person that a link that waited at a desk was not made; and where they can read why, if it was refused.
    pub(super) fn tell_of_no_link(
        &self,
        unit: &mut Unit,
        row: &LinkRow,
        attempt: &str,
        refused: bool,
    ) -> Result<()> {
        let news = News::NotLinked {
            connector: row.connector_uuid.clone(),
            attempt: attempt.to_owned(),
            refused,
        };
        self.notify(unit, &row.account_id, &news)
    }

    /// Keeps why staff at a desk refused, for the person to read.
    async fn keep_refusal(&self, row: &mut LinkRow, attempt: &str, reason: String) -> Result<()> {
        let refusal = Refusal {
            attempt: attempt.to_owned(),
            reason,
        };
        let json =
            serde_json::to_vec(&refusal).map_err(|error| Error::Internal(error.to_string()))?;
        row.refused = Some(self.db.seal(&row.account_id, REFUSED, &json).await?);
        row.refused_at = Some(self.clock.now());
        Ok(())
    }

    /// Puts what a link gave into the keychain, in place of what an earlier one had given.
    async fn keep_identifier(
        &self,
        unit: &mut Unit,
        row: &LinkRow,
        way: Way,
        linked: Linked,
    ) -> Result<()> {
        let sources = self.known_sources().await?;
        let source = sources.get(&row.connector_uuid);
        let peer = |reason: &str| Error::Peer {
            url: row.connector_uuid.clone(),
            reason: reason.to_owned(),
        };
        let offer = source.and_then(|source| {
            let mut offers = source.metadata.links.iter();
            offers.find(|offer| offer.way == way)
        });
        let offer = offer.ok_or_else(|| peer("it links nobody this way any more"))?;
        if offer.identifier_type.as_deref() != Some(linked.id_type.as_str()) {
            return Err(peer("it gave another type of identifier than it says"));
        }
        let Some(link_id) = LegId::parse(&row.link_id).ok() else {
            return Err(peer("its link has no id"));
        };
        let (mut keychain, version) = self.keychain(&row.account_id).await?;
        keychain.forget_link(&row.connector_uuid);
        let identifier = Identifier {
            id: linked.id,
            id_type: linked.id_type,
            country: linked.country,
            verified_at: self.clock.now(),
            // Never surer than the source says of the way in public.
            assurance: linked.assurance.min(offer.assurance),
            verified_by: row.connector_uuid.clone(),
            link: Some(LinkOf {
                source: row.connector_uuid.clone(),
                id: link_id.as_str().to_owned(),
                until: linked.valid_until.saturating_mul(SECOND),
            }),
        };
        keychain.add_linked(identifier)?;
        self.write_keychain(unit, &row.account_id, keychain, version)
            .await
    }
}

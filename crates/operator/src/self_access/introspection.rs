//! A connector asks about a self-access ticket: answered as any other ticket (MIM4 §5.4), with an access item that
//! shows the look as the person's own.
use std::collections::BTreeMap;

use protocol::ids::{AccessItemId, ArrangementId, AttributeName, DatasetId, LegId, TermIri};
use protocol::introspection::{Active, Identifier, Permission, Response};
use protocol::ticket::{Ticket, TicketError};
use protocol::time::CLOCK_LEEWAY;
use serde::Serialize;
use storage::Unit;
use storage::log::LogEntry;
use storage::operator::access_items::AccessItem;
use storage::operator::self_access::{OwnLook, SelfAccesses as _};

use super::{addresses, is_known, is_shown};
use crate::introspection::Refused;
use crate::introspection::refusal::Refusal;
use crate::journal::{self, About, Kind};
use crate::sources::known::{Offered, Source};
use crate::{Error, Operator, Result};

/// Why a person is shown their own data: to fulfil their right of access (GDPR art. 15).
const PURPOSE: &str = "https://w3id.org/dpv#RightsFulfilment";

/// The record that the log commits to. Its members stand in the order of their names: written as it is, it is
/// canonical JSON.
#[derive(Serialize)]
struct Record<'a> {
    access_item: &'a str,
    active: bool,
    at: i64,
    connector: &'a str,
    datasets: BTreeMap<&'a str, Vec<&'a str>>,
    identifier_types: Vec<&'a str>,
    reason: &'a str,
    self_access: bool,
}

impl Operator {
    /// Answers a connector about a verified self-access ticket.
    pub(crate) async fn introspect_own(
        &self,
        source: &Source,
        ticket: &Ticket,
    ) -> Result<Response> {
        let now = self.clock.now();
        let leg = ticket.mop_processing_record_uuid.as_str();
        let Some(look) = self.db.own_look(leg, now).await? else {
            return Ok(Refused::from(Refusal::LookOver).into());
        };
        let item = crate::random::uuid();
        let answer = self.answer_own(source, ticket, &look, &item).await?;
        let reason = answer
            .as_ref()
            .err()
            .map(|refused| refused.refusal.code().to_owned());
        let mut unit = Unit::new();
        // No service and no permission: that is what makes it the person's own look.
        unit.insert_access_item(AccessItem {
            id: item.clone(),
            account_id: look.account_id.clone(),
            at: now,
            arrangement_id: String::new(),
            permission_version: 0,
            service_id: String::new(),
            connector_uuid: source.uuid.to_string(),
            active: i64::from(answer.is_ok()),
            reason: reason.unwrap_or_default(),
            success: None,
            outcome: None,
            completed_at: None,
        });
        unit.log(entry(source, &look, &item, &answer, now)?);
        self.db.commit(unit).await?;
        self.live.tell(&look.account_id);
        let outcome = if answer.is_ok() {
            "own-look"
        } else {
            "inactive"
        };
        metrics::counter!("operator_introspections_total", "outcome" => outcome).increment(1);
        Ok(match answer {
            Ok(active) => Response::Active(active),
            Err(refused) => refused.into(),
        })
    }

    async fn answer_own(
        &self,
        source: &Source,
        ticket: &Ticket,
        look: &OwnLook,
        item: &str,
    ) -> Result<Result<Active, Refused>> {
        let sources = self.known_sources().await?;
        let named = sources.of_audience(&ticket.aud);
        if named.is_none_or(|named| named.uuid != source.uuid)
            || look.connector_uuid != source.uuid.as_str()
        {
            return Ok(Err(TicketError::WrongAudience(ticket.aud.clone()).into()));
        }
        if look.sessions == 0 {
            return Ok(Err(Refusal::SessionEnded.into()));
        }
        let offered = permission::DatasetId::new(look.dataset_id.as_str())
            .ok()
            .and_then(|id| source.offered(&id))
            .filter(|offered| !addresses(source, offered).is_empty());
        let Some(offered) = offered else {
            return Ok(Err(Refusal::NotOffered.into()));
        };
        let keychain = self.keychain_behind(
            &look.account_id,
            look.data_key.as_deref(),
            look.identifiers.as_deref(),
        )?;
        let identifiers = keychain.shown_to(None, source, self.clock.now());
        if !is_known(&identifiers, offered) {
            return Ok(Err(Refusal::PersonUnknown.into()));
        }
        active(offered, identifiers, ticket, item)
    }
}

/// All attributes of the dataset for which the person is known surely enough.
fn active(
    offered: &Offered,
    identifiers: Vec<crate::accounts::Identifier>,
    ticket: &Ticket,
    item: &str,
) -> Result<Result<Active, Refused>> {
    let wrong = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
    let dataset = &offered.dataset;
    let names = dataset
        .attributes
        .iter()
        .filter(|attribute| is_shown(&identifiers, offered, attribute))
        .map(|attribute| {
            AttributeName::parse(attribute.path.as_str()).map_err(|error| wrong(&error))
        })
        .collect::<Result<Vec<_>>>()?;
    if names.is_empty() {
        return Ok(Err(Refusal::Assurance.into()));
    }
    let id = DatasetId::parse(dataset.id.as_str()).map_err(|error| wrong(&error))?;
    let leg = ticket.mop_processing_record_uuid.as_str();
    let permission = Permission {
        arrangement_id: ArrangementId::parse(leg).map_err(|error| wrong(&error))?,
        epoch: 0,
        version: 0,
        purpose: TermIri::parse(PURPOSE).map_err(|error| wrong(&error))?,
        processing: Vec::new(),
        datasets: BTreeMap::from([(id, names)]),
        obligations: Vec::new(),
        valid_until: Some(ticket.exp + CLOCK_LEEWAY),
    };
    let understood = identifiers
        .into_iter()
        .filter(|one| dataset.identifier_types.contains(&one.id_type))
        .map(|one| Identifier {
            id: one.id,
            id_type: one.id_type,
            country: one.country,
            verified: Some(crate::clock::rfc3339(one.verified_at)),
            assurance: Some(one.assurance),
            link_id: one.link.and_then(|link| LegId::parse(&link.id).ok()),
            more: serde_json::Map::new(),
        });
    Ok(Ok(Active {
        access_item_uuid: AccessItemId::parse(item).map_err(|error| wrong(&error))?,
        identifiers: understood.collect(),
        permission: Some(permission),
        // Never leased: a session that ends, ends this.
        lease_seconds: Some(0),
    }))
}

fn entry(
    source: &Source,
    look: &OwnLook,
    item: &str,
    answer: &Result<Active, Refused>,
    at: i64,
) -> Result<LogEntry> {
    let active = answer.as_ref().ok();
    let datasets = active
        .and_then(|active| active.permission.as_ref())
        .map(|permission| &permission.datasets);
    let record = Record {
        access_item: item,
        active: active.is_some(),
        at,
        connector: source.uuid.as_str(),
        datasets: datasets
            .into_iter()
            .flatten()
            .map(|(id, names)| (id.as_str(), names.iter().map(AsRef::as_ref).collect()))
            .collect(),
        identifier_types: active
            .into_iter()
            .flat_map(|active| &active.identifiers)
            .map(|one| one.id_type.as_str())
            .collect(),
        reason: answer
            .as_ref()
            .err()
            .map_or("", |refused| refused.refusal.code()),
        self_access: true,
    };
    let about = About {
        party: Some(source.uuid.as_str()),
        subject: Some(&look.account_id),
    };
    journal::entry(Kind::Introspection, at, about, &record)
}

//! From what was read to what may be released.
use permission::decide::{Part, Request, decide_all};
use permission::{
    Assurance, AttributePath, CompiledPermission, CompiledRules, DatasetId, IntendedUse,
    Obligation, Processing, Purpose, Reason, Rule, Timestamp,
};
use protocol::introspection::Described;
use protocol::metadata::ATTRIBUTE_FILTER;
use protocol::ticket::{Ticket, TicketError};
use storage::operator::introspection::Standing;

use super::Refused;
use super::refusal::Refusal;
use crate::accounts::identifiers::{FIELD, Identifier};
use crate::accounts::keychain::Keychain;
use crate::organisations::ServiceState;
use crate::sources::known::{Offered, Source};
use crate::{Error, Operator, Result};

/// What a connector may release, and about whom.
#[derive(Debug)]
pub(super) struct Granted {
    pub(super) purpose: Purpose,
    pub(super) processing: Vec<Processing>,
    /// By dataset of this connector.
    pub(super) released: Released,
    pub(super) obligations: Vec<String>,
    /// When the permission ends, in microseconds since the epoch.
    pub(super) valid_until: i64,
    /// Only those this source understands.
    pub(super) identifiers: Vec<Identifier>,
}

/// Attributes by dataset.
type Released = Vec<(DatasetId, Vec<AttributePath>)>;

/// Everything a decision is made from.
struct Case<'a> {
    source: &'a Source,
    /// The dataset that the source asks about, as it describes it.
    described: Option<&'a Described>,
    intended_use: &'a IntendedUse,
    /// The datasets of the use, each with who offers it.
    wanted: Vec<(&'a Source, &'a Offered)>,
    permission: CompiledPermission,
    /// The person's denials, by dataset.
    rules: Vec<CompiledRules>,
    keychain: Keychain,
}

impl Case<'_> {
    /// The identifiers by which a source is told whom this is about.
    fn shown_to(&self, source: &Source, now: i64) -> Vec<Identifier> {
        let service = self.intended_use.service.as_str();
        self.keychain.shown_to(Some(service), source, now)
    }

    /// What is released to the source for the first of the use's purposes for which something is.
    fn decide(self, now: i64) -> Result<Granted, Refused> {
        let mut refusal = Reason::Dataset;
        let assured: Vec<_> = self
            .wanted
            .iter()
            .map(|(owner, offered)| assurance(&self.shown_to(owner, now), offered))
            .collect();
        for purpose in &self.intended_use.purposes {
            let (released, is_whole) = self.released_for(*purpose, &assured, now, &mut refusal);
            if released.is_empty() {
                continue;
            }
            if !is_whole && !self.source.metadata.can(ATTRIBUTE_FILTER) {
                return Err(Refusal::FilterMissing.into());
            }
            let understood = |one: &Identifier| self.source.identifier_types.contains(&one.id_type);
            return Ok(Granted {
                purpose: *purpose,
                processing: self.intended_use.processing.clone(),
                released,
                obligations: self
                    .permission
                    .obligations()
                    .iter()
                    .map(|one| obligation(*one))
                    .collect(),
                valid_until: self.permission.valid_until().micros(),
                identifiers: self
                    .shown_to(self.source, now)
                    .into_iter()
                    .filter(understood)
                    .collect(),
            });
        }
        Err(Refusal::from(refusal).into())
    }

    /// What the source may release for a purpose, and whether that is all it has. All datasets of the use
    /// are decided on together: a use may be all or nothing.
    fn released_for(
        &self,
        purpose: Purpose,
        assured: &[Assurance],
        now: i64,
        refusal: &mut Reason,
    ) -> (Released, bool) {
        let mut parts = Vec::with_capacity(self.wanted.len());
        let wanted = self.wanted.iter().zip(&self.rules).zip(assured);
        for (((owner, offered), rules), assurance) in wanted {
            let is_other = owner.uuid == self.source.uuid
                && self.described.is_some_and(|one| offered.is_other(one));
            let request = Request {
                service: &self.intended_use.service,
                intended_use: &self.intended_use.id,
                intended_use_version: self.intended_use.version,
                purpose,
                processing: &self.intended_use.processing,
                // A description that is not known here is of no version.
                dataset_version: if is_other {
                    0
                } else {
                    offered.compiled.version()
                },
                attributes: None,
                assurance: *assurance,
            };
            parts.push(Part {
                dataset: &offered.compiled,
                rules,
                request,
            });
        }
        let decisions = decide_all(&self.permission, &parts, Timestamp(now));
        let (mut released, mut is_whole) = (Vec::new(), true);
        for ((owner, offered), decision) in self.wanted.iter().zip(&decisions) {
            if owner.uuid != self.source.uuid {
                continue;
            }
            if decision.released.is_empty() {
                let last = decision.withheld().map(|(_, reason)| reason).max();
                *refusal = last.unwrap_or(Reason::NotPermitted);
                continue;
            }
            is_whole &= decision.is_complete();
            let paths = offered
                .compiled
                .table()
                .paths_of(&decision.released)
                .cloned();
            released.push((offered.dataset.id.clone(), paths.collect()));
        }
        (released, is_whole)
    }
}

impl Operator {
    /// Decides what a connector may release on a verified ticket.
    pub(super) async fn decide_about(
        &self,
        source: &Source,
        ticket: &Ticket,
        described: Option<&Described>,
        standing: &Standing,
        now: i64,
    ) -> Result<Result<Granted, Refused>> {
        let sources = self.known_sources().await?;
        // The connector the ticket names, and no other whose base URL its audience lies below too.
        let named = sources.of_audience(&ticket.aud);
        if named.is_none_or(|named| named.uuid != source.uuid) {
            return Ok(Err(TicketError::WrongAudience(ticket.aud.clone()).into()));
        }
        let Some(known) = self.known_service(&standing.service_id).await? else {
            return Ok(Err(Refusal::ServiceGone.into()));
        };
        if known.service.state != ServiceState::Active {
            return Ok(Err(Refusal::ServiceSuspended.into()));
        }
        if ticket.sub.as_str() != known.organisation.id {
            return Ok(Err(Refusal::OtherOrganisation.into()));
        }
        let intended_use = self
            .known_use(&standing.intended_use_id, standing.intended_use_version)
            .await?;
        let permission = crate::permissions::restore(&standing.arrangement_id, &standing.body)?;
        let found = intended_use
            .datasets
            .keys()
            .filter_map(|id| sources.dataset(id));
        let wanted: Vec<_> = found
            .map(|(source, offered)| (source.as_ref(), offered))
            .collect();
        let datasets: Vec<_> = wanted
            .iter()
            .map(|(_, offered)| &offered.compiled)
            .collect();
        let permission =
            CompiledPermission::new(&permission, &intended_use, &self.party(&known)?, &datasets)
                .map_err(|error| Error::stored("permission", error))?;
        let rules = rules(standing)?;
        let case = Case {
            source,
            described,
            intended_use: &intended_use,
            permission,
            rules: datasets
                .iter()
                .map(|dataset| CompiledRules::new(&rules, dataset))
                .collect(),
            wanted,
            keychain: self.keychain_behind(
                &standing.account_id,
                standing.data_key.as_deref(),
                standing.identifiers.as_deref(),
            )?,
        };
        Ok(case.decide(now))
    }

    /// The person's identifiers. Without a data key the person has been erased.
    pub(crate) fn keychain_behind(
        &self,
        account: &str,
        data_key: Option<&[u8]>,
        sealed: Option<&[u8]>,
    ) -> Result<Keychain> {
        let Some(sealed) = sealed else {
            return Ok(Keychain::default());
        };
        let opened = self.db.vault()?.unseal(account, data_key, FIELD, sealed)?;
        Keychain::read(&opened)
    }
}

fn rules(standing: &Standing) -> Result<Vec<Rule>> {
    match &standing.rules {
        None => Ok(Vec::new()),
        Some(rules) => serde_json::from_str(&format!("[{rules}]"))
            .map_err(|error| Error::stored("rules", error)),
    }
}

/// How surely the person is known to whoever holds a dataset: as surely as the best of the identifiers it
/// understands was verified.
pub(crate) fn assurance(identifiers: &[Identifier], offered: &Offered) -> Assurance {
    identifiers
        .iter()
        .filter(|identifier| {
            offered
                .dataset
                .identifier_types
                .contains(&identifier.id_type)
        })
        .map(|identifier| identifier.assurance)
        .max()
        .unwrap_or_default()
}

/// An obligation as the wire has it.
fn obligation(obligation: Obligation) -> String {
    match obligation {
        Obligation::DeleteAfter(days) => format!("delete-after:P{}D", days.0),
        Obligation::KeepWithin(jurisdiction) => format!("keep-within:{jurisdiction}"),
        Obligation::NoOnwardRecipients => "no-onward-recipients".to_owned(),
        Obligation::UseOnly(permission::intended_use::DataForm::Identified) => {
            "use-only:identified".to_owned()
        }
        Obligation::UseOnly(permission::intended_use::DataForm::Pseudonymised) => {
            "use-only:pseudonymised".to_owned()
        }
        Obligation::UseOnly(permission::intended_use::DataForm::Aggregated) => {
            "use-only:aggregated".to_owned()
        }
        Obligation::NoAutomatedDecisions => "no-automated-decisions".to_owned(),
    }
}

//! From what was read to what may be released.
use permission::decide::{Part, Request, decide_all};
use permission::{
    Assurance, AttributePath, CompiledPermission, CompiledRules, DatasetId, Obligation, Processing,
    Purpose, Reason, Rule, Timestamp,
};
use protocol::metadata::ATTRIBUTE_FILTER;
use protocol::problem::ProblemName;
use protocol::ticket::{Ticket, TicketError};
use storage::operator::introspection::Standing;

use super::Refused;
use crate::accounts::identifiers::{FIELD, Identifier};
use crate::organisations::ServiceState;
use crate::sources::known::{Offered, Source};
use crate::{Error, Operator, Result};

/// What a connector may release, and about whom.
#[derive(Debug)]
pub(super) struct Granted {
    pub(super) purpose: Purpose,
    pub(super) processing: Vec<Processing>,
    /// By dataset of this connector.
    pub(super) released: Vec<(DatasetId, Vec<AttributePath>)>,
    pub(super) obligations: Vec<String>,
    /// When the permission ends, in microseconds since the epoch.
    pub(super) valid_until: i64,
    /// Only those this source understands.
    pub(super) identifiers: Vec<Identifier>,
}

fn not_active(reason: impl Into<String>) -> Refused {
    Refused::new(ProblemName::PermissionNotActive, reason)
}

impl Operator {
    /// Decides what a connector may release on a verified ticket.
    pub(super) async fn decide_about(
        &self,
        source: &Source,
        ticket: &Ticket,
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
            return Ok(Err(not_active("the service is not registered any more")));
        };
        if known.service.state != ServiceState::Active {
            return Ok(Err(not_active("the service is suspended")));
        }
        if ticket.sub.as_str() != known.organisation.id {
            return Ok(Err(not_active("the ticket names another organisation")));
        }
        let version = u32::try_from(standing.intended_use_version)
            .map_err(|e| Error::stored("version", e))?;
        let intended_use = self.known_use(&standing.intended_use_id, version).await?;
        let permission = crate::permissions::restore(&standing.arrangement_id, &standing.body)?;
        let party = self.party(&known)?;
        let rules = rules(standing)?;
        let identifiers = self.identifiers(standing)?;
        let wanted: Vec<(&Source, &Offered)> = intended_use
            .datasets
            .keys()
            .filter_map(|id| {
                sources
                    .dataset(id)
                    .map(|(source, offered)| (source.as_ref(), offered))
            })
            .collect();
        let datasets: Vec<_> = wanted
            .iter()
            .map(|(_, offered)| &offered.compiled)
            .collect();
        let compiled = CompiledPermission::new(&permission, &intended_use, &party, &datasets)
            .map_err(|error| Error::stored("permission", error))?;
        let rules: Vec<_> = datasets
            .iter()
            .map(|dataset| CompiledRules::new(&rules, dataset))
            .collect();
        let mut refusal = Reason::Dataset;
        for purpose in &intended_use.purposes {
            let parts: Vec<Part<'_>> = wanted
                .iter()
                .zip(&rules)
                .map(|((_, offered), rules)| Part {
                    dataset: &offered.compiled,
                    rules,
                    request: Request {
                        service: &intended_use.service,
                        intended_use: &intended_use.id,
                        intended_use_version: intended_use.version,
                        purpose: *purpose,
                        processing: &intended_use.processing,
                        dataset_version: offered.compiled.version(),
                        attributes: None,
                        assurance: assurance(&identifiers, offered),
                    },
                })
                .collect();
            let decisions = decide_all(&compiled, &parts, Timestamp(now));
            let mut released = Vec::new();
            let mut is_whole = true;
            for ((owner, offered), decision) in wanted.iter().zip(&decisions) {
                if owner.uuid != source.uuid {
                    continue;
                }
                if decision.released.is_empty() {
                    refusal = decision
                        .withheld()
                        .map(|(_, reason)| reason)
                        .max()
                        .unwrap_or(Reason::NotPermitted);
                    continue;
                }
                is_whole &= decision.is_complete();
                let paths = offered
                    .compiled
                    .table()
                    .paths_of(&decision.released)
                    .cloned()
                    .collect();
                released.push((offered.dataset.id.clone(), paths));
            }
            if released.is_empty() {
                continue;
            }
            if !is_whole && !source.metadata.can(ATTRIBUTE_FILTER) {
                let reason =
                    "some attributes are not permitted, and the connector cannot keep them back";
                return Ok(Err(Refused::new(
                    ProblemName::AttributeFilterMissing,
                    reason,
                )));
            }
            return Ok(Ok(Granted {
                purpose: *purpose,
                processing: intended_use.processing.clone(),
                released,
                obligations: compiled.obligations().iter().map(obligation).collect(),
                valid_until: compiled.valid_until().micros(),
                identifiers: identifiers
                    .into_iter()
                    .filter(|identifier| source.identifier_types.contains(&identifier.id_type))
                    .collect(),
            }));
        }
        Ok(Err(refused(refusal)))
    }

    /// The person's identifiers. Without a data key the person has been erased.
    fn identifiers(&self, standing: &Standing) -> Result<Vec<Identifier>> {
        let Some(sealed) = &standing.identifiers else {
            return Ok(Vec::new());
        };
        let opened = self.db.vault()?.unseal(
            &standing.account_id,
            standing.data_key.as_deref(),
            FIELD,
            sealed,
        )?;
        serde_json::from_slice(&opened).map_err(|error| Error::stored("identifiers", error))
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
fn assurance(identifiers: &[Identifier], offered: &Offered) -> Assurance {
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

fn refused(reason: Reason) -> Refused {
    let text = match reason {
        Reason::Requested => "the person has not answered yet",
        Reason::Declined => "the person has declined",
        Reason::Suspended => "the permission is suspended",
        Reason::Withdrawn => "the permission was withdrawn",
        Reason::Expired => "the permission has expired",
        Reason::Revoked => "the permission was revoked",
        Reason::Invalidated => "the permission was invalidated by an authority",
        Reason::NotYetValid => "the permission is not valid yet",
        Reason::OtherService => "the permission is another service's",
        Reason::OtherUse => "the permission is for another use",
        Reason::Purpose | Reason::Processing => {
            return Refused::new(
                ProblemName::PurposeNotPermitted,
                "the purpose is not permitted",
            );
        }
        Reason::Dataset | Reason::NotPermitted => "no data of this connector is permitted",
        Reason::DatasetVersion | Reason::NotDescribed | Reason::DescriptionChanged => {
            "the data is described otherwise than when it was permitted"
        }
        Reason::DeniedByRule => "a standing rule of the person denies it",
        Reason::Condition => "a condition of the permission does not hold",
        Reason::Assurance => "the person is not known surely enough",
        Reason::AllOrNothing => "a required attribute is withheld, and the use is all or nothing",
    };
    let code = if reason < Reason::OtherService {
        ProblemName::PermissionNotActive
    } else {
        ProblemName::AttributesNotPermitted
    };
    Refused::new(code, text)
}

/// An obligation as the wire has it.
fn obligation(obligation: &Obligation) -> String {
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

//! One entry of the connector's own log (MIM4 §5.6.2).

use std::collections::BTreeMap;

use evidence::commitment::{Salt, commit};
use protocol::access_item::{ByStaff, Outcome, Status};
use protocol::ids::{AccessItemId, AttributeName, DatasetId};
use protocol::problem::ProblemName;
use serde::{Deserialize, Serialize};
use storage::connector::releases::OpenRelease;
use storage::log::LogEntry;

use super::{LOG, LogKind};
use crate::Result;

/// How far a request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum State {
    /// Nothing was released.
    #[default]
    Refused,
    /// A large answer is being sent; another entry will say what came of it.
    Begun,
    /// Everything permitted was released.
    Released,
    /// A large answer broke off after part of it was released.
    Interrupted,
    /// A person's change of their own data is put to the source; another entry will say what came of it.
    ChangeBegun,
    /// The source has made the change.
    Changed,
    /// A subscription was made, shown, changed or ended, or there was nothing to tell of it: nothing was released.
    Subscribed,
    /// The source's system cannot make the change; its staff will.
    ChangeFiled,
    /// The person has taken back what its staff were to change.
    ChangeTakenBack,
}

impl State {
    /// The kind under which the log has it.
    pub(crate) const fn kind(self) -> LogKind {
        match self {
            Self::Refused => LogKind::Refusal,
            Self::Begun => LogKind::ReleaseBegun,
            Self::Released => LogKind::Release,
            Self::Interrupted => LogKind::ReleaseInterrupted,
            Self::ChangeBegun => LogKind::ChangeBegun,
            Self::Changed => LogKind::Change,
            Self::Subscribed => LogKind::Subscription,
            Self::ChangeFiled => LogKind::ChangeFiled,
            Self::ChangeTakenBack => LogKind::ChangeTakenBack,
        }
    }
}

/// What an entry says: who asked for what, what the operator answered, what was released or why not. Names of attributes
/// and types of identifiers, never a value of either.
///
/// Members are in the order of their names and numbers are whole, so that its JSON is canonical as it is written
/// (RFC 8785).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The operator's entry for this request (MIM4 §5.4), or, under a lease, the one that it will make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) access_item: Option<String>,
    /// The attributes of records that the person added, or wanted to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) added: Vec<String>,
    /// The arrangement, as operator and connector know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) arrangement: Option<String>,
    /// When the request came, in microseconds since the epoch.
    pub(crate) at: i64,
    /// The source's staff made the change that the person asked for, or refused it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) by_staff: bool,
    /// The attributes that the person corrected, or wanted to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) changed: Vec<String>,
    /// The dataset asked for.
    pub(crate) dataset: String,
    /// What was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) detail: Option<String>,
    /// The attributes that the person erased, or wanted to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) erased: Vec<String>,
    /// The types of the identifiers that the operator gave.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) identifiers: Vec<String>,
    /// What the operator answered: `active`, or its reason; or why it gave no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) introspection: Option<String>,
    /// Under a lease: the introspection whose answer was used again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lease_of: Option<String>,
    /// The operator, where the ticket named a trusted one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) operator: Option<String>,
    /// The permission, as operator and service know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) permission: Option<String>,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) permission_version: Option<u64>,
    /// The permitted purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) purpose: Option<String>,
    /// How many records were released.
    pub(crate) records: u64,
    /// Why nothing was released, or not all: a problem's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) refused: Option<String>,
    /// The attributes released.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) released: Vec<String>,
    /// The request, as the service was told it.
    pub(crate) request: String,
    /// The route asked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) route: String,
    /// The person looked at their own data; no service had a part in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) self_access: bool,
    /// The organisation the ticket was issued to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) service: Option<String>,
    /// How far it came.
    pub(crate) state: State,
    /// The status the service was answered with.
    pub(crate) status: u16,
    /// The ticket's `jti`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ticket: Option<String>,
    /// By when the source's staff have a change done, in microseconds since the epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<i64>,
}

/// What a log entry is committed with, beside the record.
const SALT_BYTES: usize = 16;

impl Record {
    /// The log entry that commits to this record.
    pub(crate) fn entry(&self) -> Result<LogEntry> {
        let text =
            serde_json::to_string(self).map_err(|error| crate::Error::Config(error.to_string()))?;
        entry(
            self.at,
            self.state.kind(),
            self.operator.clone(),
            self.permission.clone(),
            text,
        )
    }

    /// Says that nothing was released or changed, and why.
    pub(crate) fn refuse(&mut self, problem: ProblemName, status: u16) {
        self.state = State::Refused;
        self.released.clear();
        self.records = 0;
        self.status = status;
        self.refused = Some(problem.as_str().to_owned());
    }

    /// What is kept of a record that says that something begins, until another says what came of it.
    pub(crate) fn open(&self) -> OpenRelease {
        OpenRelease {
            id: self.request.clone(),
            operator: self.operator.clone().unwrap_or_default(),
            started_at: self.at,
            record: serde_json::to_string(self).unwrap_or_default(),
        }
    }

    /// What the operator is told, if there is an access item and nothing more will come.
    pub(crate) fn outcome(&self, log_index: u64) -> Option<(AccessItemId, Outcome)> {
        let item = AccessItemId::parse(self.access_item.as_deref()?).ok()?;
        let why = self.refused.as_deref().and_then(ProblemName::parse);
        let outcome = match self.state {
            State::Begun | State::ChangeBegun => return None,
            State::Changed => Outcome {
                success: true,
                status: Status::Completed,
                additional_info: Some(self.change_in_words()),
                released: BTreeMap::new(),
                added: self.named(&self.added),
                corrected: self.named(&self.changed),
                erased: self.named(&self.erased),
                staff: self.by_staff.then_some(ByStaff::Done),
                records: None,
                log_index: Some(log_index),
            },
            State::Subscribed => Outcome {
                success: true,
                status: Status::Completed,
                additional_info: self
                    .detail
                    .as_ref()
                    .map(|detail| format!("subscription: {detail}")),
                released: BTreeMap::new(),
                added: BTreeMap::new(),
                corrected: BTreeMap::new(),
                erased: BTreeMap::new(),
                staff: None,
                records: Some(0),
                log_index: Some(log_index),
            },
            State::ChangeFiled => Outcome {
                success: true,
                status: Status::Completed,
                additional_info: Some(format!(
                    "passed on to the source's staff: {}",
                    self.change_in_words()
                )),
                released: BTreeMap::new(),
                added: BTreeMap::new(),
                corrected: self.named(&self.changed),
                erased: self.named(&self.erased),
                staff: self.until.map(|until| ByStaff::Waiting {
                    until: until.div_euclid(1_000_000),
                }),
                records: None,
                log_index: Some(log_index),
            },
            State::ChangeTakenBack => Outcome {
                success: false,
                status: Status::Completed,
                additional_info: Some("the person has taken it back".to_owned()),
                released: BTreeMap::new(),
                added: BTreeMap::new(),
                corrected: self.named(&self.changed),
                erased: self.named(&self.erased),
                staff: Some(ByStaff::Refused { taken_back: true }),
                records: None,
                log_index: Some(log_index),
            },
            // In their own words, for the person reads them.
            State::Refused if self.by_staff => Outcome {
                additional_info: self.detail.clone(),
                corrected: self.named(&self.changed),
                erased: self.named(&self.erased),
                staff: Some(ByStaff::Refused { taken_back: false }),
                ..Outcome::refused(why.unwrap_or(ProblemName::Internal), Some(log_index))
            },
            State::Refused => Outcome {
                added: self.named(&self.added),
                corrected: self.named(&self.changed),
                erased: self.named(&self.erased),
                ..Outcome::refused(why.unwrap_or(ProblemName::Internal), Some(log_index))
            },
            State::Released => {
                Outcome::released(self.named(&self.released), self.records, log_index)
            }
            State::Interrupted => Outcome {
                success: false,
                status: Status::Completed,
                additional_info: Some(format!(
                    "interrupted: {}",
                    why.unwrap_or(ProblemName::Internal)
                )),
                released: self.named(&self.released),
                added: BTreeMap::new(),
                corrected: BTreeMap::new(),
                erased: BTreeMap::new(),
                staff: None,
                records: Some(self.records),
                log_index: Some(log_index),
            },
        };
        Some((item, outcome))
    }

    /// Attributes of the dataset, as the operator is told them.
    fn named(&self, paths: &[String]) -> BTreeMap<DatasetId, Vec<AttributeName>> {
        let names: Vec<_> = paths
            .iter()
            .filter_map(|path| AttributeName::parse(path).ok())
            .collect();
        match DatasetId::parse(&self.dataset) {
            Ok(dataset) if !names.is_empty() => BTreeMap::from([(dataset, names)]),
            _ => BTreeMap::new(),
        }
    }

    /// What was changed, by the attributes' names.
    fn change_in_words(&self) -> String {
        let words = [
            ("added", &self.added),
            ("corrected", &self.changed),
            ("erased", &self.erased),
        ];
        let words = words.iter().filter(|(_, names)| !names.is_empty());
        let words = words.map(|(word, names)| format!("{word}: {}", names.join(", ")));
        words.collect::<Vec<_>>().join("; ")
    }

    /// The word under which it is counted.
    pub(crate) fn outcome_word(&self) -> &str {
        match self.state {
            State::Released => "released",
            State::Interrupted => "interrupted",
            State::Begun | State::ChangeBegun => "begun",
            State::Changed => "changed",
            State::Subscribed => "subscribed",
            State::ChangeFiled => "change-filed",
            State::ChangeTakenBack => "change-taken-back",
            State::Refused => self.refused.as_deref().unwrap_or("refused"),
        }
    }
}

/// A log entry that commits to `record`, which is canonical JSON.
pub(crate) fn entry(
    at: i64,
    kind: LogKind,
    party: Option<String>,
    subject: Option<String>,
    record: String,
) -> Result<LogEntry> {
    let salt: [u8; SALT_BYTES] = rand::random();
    let leaf = commit(&Salt::new(salt)?, record.as_bytes());
    Ok(LogEntry {
        log: LOG.to_owned(),
        at,
        kind: kind.as_str().to_owned(),
        party,
        subject,
        salt: Some(salt.to_vec()),
        record: Some(record),
        leaf: leaf.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Record {
        let some = |text: &str| Some(text.to_owned());
        Record {
            access_item: some("5d1c9f0e-8a74-4a7c-9a55-0d4b8e2f6c10"),
            added: vec!["telephone".into()],
            arrangement: some("arrangement"),
            at: 1_795_000_000_000_000,
            by_staff: true,
            changed: vec!["email".into()],
            dataset: "urn:fiducia:dataset:x:patron".into(),
            detail: some("\"quoted\"\n"),
            erased: vec!["loans".into()],
            identifiers: vec!["library_card".into()],
            introspection: some("active"),
            lease_of: some("item"),
            operator: some("operator"),
            permission: some("leg"),
            permission_version: Some(3),
            purpose: some("https://w3id.org/dpv#ServiceProvision"),
            records: 2,
            refused: some("source-timeout"),
            released: vec!["name".into(), "loans".into()],
            request: "request".into(),
            route: "/patrons/me".into(),
            self_access: true,
            service: some("Ville de Rennes (métropole)"),
            state: State::Released,
            status: 200,
            ticket: some("jti"),
            until: Some(1_796_000_000_000_000),
        }
    }

    #[test]
    fn a_record_is_written_canonically() {
        for record in [full(), Record::default()] {
            let written = serde_json::to_vec(&record).unwrap();
            assert_eq!(written, evidence::canonical_json(&record).unwrap());
            assert_eq!(serde_json::from_slice::<Record>(&written).unwrap(), record);
        }
    }

    #[test]
    fn an_entry_commits_to_its_record_and_salt() {
        let entry = full().entry().unwrap();
        let salt = Salt::new(entry.salt.unwrap()).unwrap();
        assert_eq!(
            commit(&salt, entry.record.unwrap().as_bytes()).0,
            entry.leaf
        );
    }

    #[test]
    fn the_operator_is_told_what_came_of_it() {
        let (item, outcome) = full().outcome(7).unwrap();
        assert_eq!(item.as_str(), "5d1c9f0e-8a74-4a7c-9a55-0d4b8e2f6c10");
        assert!(outcome.success);
        assert_eq!((outcome.records, outcome.log_index), (Some(2), Some(7)));
        let (_, names) = outcome.released.iter().next().unwrap();
        assert_eq!(names.len(), 2);

        let refused = Record {
            state: State::Refused,
            by_staff: false,
            ..full()
        };
        let (_, outcome) = refused.outcome(8).unwrap();
        assert!(!outcome.success && outcome.released.is_empty());
        assert_eq!(outcome.additional_info.as_deref(), Some("source-timeout"));

        let by_staff = Record {
            state: State::Refused,
            detail: Some("kept by law".to_owned()),
            ..full()
        };
        let (_, outcome) = by_staff.outcome(8).unwrap();
        assert_eq!(outcome.staff, Some(ByStaff::Refused { taken_back: false }));
        assert_eq!(outcome.additional_info.as_deref(), Some("kept by law"));
        let filed = Record {
            state: State::ChangeFiled,
            ..full()
        };
        let (_, outcome) = filed.outcome(8).unwrap();
        let until = 1_796_000_000;
        assert_eq!(outcome.staff, Some(ByStaff::Waiting { until }));

        let broken = Record {
            state: State::Interrupted,
            ..full()
        };
        let (_, outcome) = broken.outcome(9).unwrap();
        assert!(!outcome.success && !outcome.released.is_empty());

        let changed = Record {
            state: State::Changed,
            ..full()
        };
        let (_, outcome) = changed.outcome(10).unwrap();
        assert!(outcome.success && outcome.released.is_empty());
        let words = outcome.additional_info.unwrap();
        assert_eq!(words, "added: telephone; corrected: email; erased: loans");
        let names = |one: &BTreeMap<DatasetId, Vec<AttributeName>>| {
            let names = one.values().flatten();
            names.map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(names(&outcome.added), ["telephone"]);
        assert_eq!(names(&outcome.corrected), ["email"]);
        assert_eq!(names(&outcome.erased), ["loans"]);

        assert_eq!(
            Record {
                state: State::Begun,
                ..full()
            }
            .outcome(1),
            None
        );
        assert_eq!(
            Record {
                access_item: None,
                ..full()
            }
            .outcome(1),
            None
        );
    }
}

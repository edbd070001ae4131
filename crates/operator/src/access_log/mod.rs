//! The access log (MIM4 §5.6.1): what connectors report, and what persons read.
pub(crate) mod api;
pub(crate) mod live;
pub(crate) mod outcomes;
pub(crate) mod pages;
pub(crate) mod words;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use permission::{IntendedUse, State};
use protocol::access_item::{ByStaff, Outcome};
use protocol::ids::{AttributeName, DatasetId};
use serde::Serialize;
use storage::operator::access_items::{AccessFilter, AccessItem, AccessItems as _};
use storage::operator::permissions::Permissions as _;
use utoipa::ToSchema;
use web::language::Speech;

use self::words::Words;
use crate::clock::{SECOND, rfc3339, rfc3339_exact};
use crate::introspection::refusal::Refusal;
use crate::permissions::Held;
use crate::permissions::view::TermView;
use crate::sources::known::Source;
use crate::{Error, Operator, Result};

/// How long a connector may take to report, in microseconds. It reports within seconds and otherwise repeats it until
/// it is taken, at the latest every few minutes; one that was restarted closes what was open then. After an hour it
/// has most likely died before it logged anything.
pub(crate) const REPORTED_WITHIN: i64 = 3_600 * SECOND;

/// The person has taken back what the source's staff were to change.
const TAKEN_BACK: &str = "taken-back";

/// How far an access has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AccessStatus {
    /// Allowed; the connector has not reported yet.
    Open,
    /// Allowed; the connector has not reported within an hour. A report that comes later still counts.
    Unreported,
    /// The person asked for a change that the source's staff will make.
    Filed,
    /// Data was released.
    Released,
    /// Allowed, but nothing was released.
    Failed,
    /// Not allowed.
    Refused,
}

impl AccessStatus {
    fn of(item: &AccessItem, outcome: Option<&Outcome>, now: i64) -> Self {
        if let Some(ByStaff::Waiting { .. }) = outcome.and_then(|outcome| outcome.staff) {
            return Self::Filed;
        }
        match (item.active == 1, item.success) {
            (false, _) => Self::Refused,
            (true, None) if now.saturating_sub(item.at) < REPORTED_WITHIN => Self::Open,
            (true, None) => Self::Unreported,
            (true, Some(1)) => Self::Released,
            (true, Some(_)) => Self::Failed,
        }
    }

    /// The message that names it.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::Open => "access-is-open",
            Self::Unreported => "access-is-unreported",
            Self::Filed => "access-is-filed",
            Self::Released => "access-is-released",
            Self::Failed => "access-is-failed",
            Self::Refused => "access-is-refused",
        }
    }

    /// In what tone it is shown.
    pub(crate) const fn tone(self) -> &'static str {
        match self {
            Self::Open | Self::Unreported | Self::Filed => "warning",
            Self::Released => "good",
            Self::Failed => "neutral",
            Self::Refused => "bad",
        }
    }
}

/// One entry of a person's access log.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AccessView {
    /// The access item.
    pub(crate) id: String,
    /// When the connector asked (RFC 3339).
    pub(crate) at: String,
    /// What happened, in a sentence.
    pub(crate) text: String,
    /// How far it came.
    pub(crate) status: AccessStatus,
    /// The person looked at their own data; no service and no permission had a part in it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) own_look: bool,
    /// Who asked for the data; empty where the person did.
    pub(crate) service: String,
    /// The service's client id, to filter by.
    pub(crate) service_id: String,
    /// Who holds the data.
    pub(crate) source: String,
    /// The connector's UUID, to filter by.
    pub(crate) connector: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) purpose: Option<TermView>,
    /// What was released: attribute paths by dataset.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) released: BTreeMap<String, Vec<String>>,
    /// What the person added by themselves, or wanted to where it did not succeed: attribute paths by dataset.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) added: BTreeMap<String, Vec<String>>,
    /// What the person corrected by themselves, or wanted to.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) corrected: BTreeMap<String, Vec<String>>,
    /// What the person erased by themselves, or wanted to.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) erased: BTreeMap<String, Vec<String>>,
    /// How far the source's staff are with the change that the person asked for: `waiting`, `done`, `refused`, and then `reason`
    /// says why in their words, or `taken-back` by the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) staff: Option<&'static str>,
    /// When the source's staff have it done by (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<String>,
    /// How many records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) records: Option<u64>,
    /// Why not, where nothing was released: a code such as `withdrawn` or `denied-by-rule`; of a failure, what the
    /// connector said.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) reason: String,
    /// The permission.
    pub(crate) permission: String,
    /// Its version then.
    pub(crate) permission_version: i64,
    /// Where the connector's own log has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) connector_log_index: Option<u64>,
}

impl AccessView {
    /// Whether the person changed their own data, or wanted to.
    pub(crate) fn is_change(&self) -> bool {
        let changes = [&self.added, &self.corrected, &self.erased];
        changes.iter().any(|names| !names.is_empty())
    }

    /// The message that names how far it came.
    pub(crate) fn state(&self) -> &'static str {
        match self.status {
            AccessStatus::Released if self.is_change() => "access-is-changed",
            AccessStatus::Failed if self.staff == Some(TAKEN_BACK) => "access-is-taken-back",
            AccessStatus::Failed if self.staff.is_some() => AccessStatus::Refused.message(),
            AccessStatus::Failed if self.is_change() => "access-is-unchanged",
            status => status.message(),
        }
    }
}

/// Attribute paths by dataset, and what people call them.
#[derive(Default)]
struct Named {
    paths: BTreeMap<String, Vec<String>>,
    titles: Vec<String>,
}

impl Named {
    /// Attributes as an outcome names them, in the words of their source where it is known.
    fn of(
        names: &BTreeMap<DatasetId, Vec<AttributeName>>,
        source: Option<&Source>,
        language: &str,
    ) -> Self {
        let mut named = Self::default();
        for (dataset, names) in names {
            let described = permission::DatasetId::new(dataset.as_str()).ok();
            let described = described.and_then(|id| source.and_then(|source| source.offered(&id)));
            for name in names {
                let attribute =
                    described.and_then(|offered| offered.dataset.attribute(name.as_str()));
                named.titles.push(attribute.map_or_else(
                    || name.to_string(),
                    |attribute| attribute.title.get(language).to_owned(),
                ));
            }
            let paths = names.iter().map(ToString::to_string).collect();
            named.paths.insert(dataset.to_string(), paths);
        }
        named
    }
}

/// What is looked up once for all entries about one arrangement.
struct Arrangement {
    intended_use: Arc<IntendedUse>,
    /// Versions by which the person gave something, with their times.
    grants: Vec<(i64, i64)>,
}

/// Which entries to show.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub(crate) before: Option<(i64, String)>,
    pub(crate) since: i64,
    pub(crate) service: String,
    pub(crate) connector: String,
    pub(crate) permission: String,
}

impl Operator {
    /// A person's access log, newest first, with the key of the next page if there is one.
    pub(crate) async fn access_log(
        &self,
        account: &str,
        filter: &Filter,
        limit: u32,
        speech: &Speech,
    ) -> Result<(Vec<AccessView>, Option<String>)> {
        let asked = AccessFilter {
            before: filter.before.as_ref().map(|(at, id)| (*at, id.as_str())),
            since: filter.since,
            service_id: &filter.service,
            connector_uuid: &filter.connector,
            arrangement_id: &filter.permission,
        };
        let mut items = self.db.access_items_of(account, &asked, limit + 1).await?;
        let more = items.len() > limit as usize;
        items.truncate(limit as usize);
        let next = items
            .last()
            .filter(|_| more)
            .map(|item| format!("{}_{}", item.at, item.id));
        let mut arrangements = HashMap::new();
        let mut views = Vec::with_capacity(items.len());
        for item in items {
            if !arrangements.contains_key(&item.arrangement_id) {
                let found = self.arrangement(&item.arrangement_id).await?;
                arrangements.insert(item.arrangement_id.clone(), found);
            }
            let arrangement = arrangements
                .get(&item.arrangement_id)
                .and_then(Option::as_ref);
            views.push(self.access_view(item, arrangement, speech).await?);
        }
        Ok((views, next))
    }

    async fn arrangement(&self, id: &str) -> Result<Option<Arrangement>> {
        let Some(row) = self.db.permission(id).await? else {
            return Ok(None);
        };
        let held = Held::read(row)?;
        let intended_use = self.use_of(&held.permission).await?;
        let events = self.events_of(&held).await?;
        let given = events.iter().filter(|event| event.state == State::Granted);
        let grants = given
            .map(|event| (i64::from(event.version), event.at.micros()))
            .collect();
        Ok(Some(Arrangement {
            intended_use,
            grants,
        }))
    }

    async fn access_view(
        &self,
        item: AccessItem,
        arrangement: Option<&Arrangement>,
        speech: &Speech,
    ) -> Result<AccessView> {
        let language = speech.tag();
        let sources = self.known_sources().await?;
        let source = sources.get(&item.connector_uuid);
        let source_name = source.map_or_else(
            || item.connector_uuid.clone(),
            |source| source.metadata.name.clone(),
        );
        let own_look = item.service_id.is_empty();
        let service = if own_look {
            None
        } else {
            self.known_service(&item.service_id).await?
        };
        let service = service.map_or_else(
            || item.service_id.clone(),
            |one| one.service.name.get(language).to_owned(),
        );
        let outcome: Option<Outcome> = match &item.outcome {
            None => None,
            Some(text) => {
                Some(serde_json::from_str(text).map_err(|error| Error::stored("outcome", error))?)
            }
        };
        let status = AccessStatus::of(&item, outcome.as_ref(), self.clock.now());
        let named = |of: fn(&Outcome) -> &BTreeMap<DatasetId, Vec<AttributeName>>| {
            let source = source.map(AsRef::as_ref);
            outcome.as_ref().map_or_else(Named::default, |outcome| {
                Named::of(of(outcome), source, language)
            })
        };
        let released = named(|outcome| &outcome.released);
        let added = named(|outcome| &outcome.added);
        let corrected = named(|outcome| &outcome.corrected);
        let erased = named(|outcome| &outcome.erased);
        let purpose = arrangement
            .and_then(|one| one.intended_use.purposes.first())
            .map(|one| TermView::of(one.term(), speech));
        let given = arrangement.and_then(|one| {
            let before = one
                .grants
                .iter()
                .filter(|(version, _)| *version <= item.permission_version);
            before.map(|(_, at)| *at).next_back()
        });
        let reason = match &outcome {
            Some(outcome) if !outcome.success => {
                outcome.additional_info.clone().unwrap_or_default()
            }
            _ if item.reason.is_empty() => String::new(),
            _ => Refusal::read(&item.reason).code().to_owned(),
        };
        let staff = outcome.as_ref().and_then(|outcome| outcome.staff);
        let words = Words {
            status,
            staff,
            source: &source_name,
            service: (!own_look).then_some(service.as_str()),
            titles: &released.titles,
            added: &added.titles,
            corrected: &corrected.titles,
            erased: &erased.titles,
            purpose: purpose.as_ref().map(|purpose| purpose.label.as_str()),
            given,
            reason: &reason,
        };
        Ok(AccessView {
            text: words.sentences(speech),
            at: rfc3339_exact(item.at),
            status,
            own_look,
            service,
            service_id: item.service_id,
            source: source_name,
            connector: item.connector_uuid,
            purpose,
            released: released.paths,
            added: added.paths,
            corrected: corrected.paths,
            erased: erased.paths,
            staff: staff.map(|staff| match staff {
                ByStaff::Waiting { .. } => "waiting",
                ByStaff::Done => "done",
                ByStaff::Refused { taken_back: true } => TAKEN_BACK,
                ByStaff::Refused { .. } => "refused",
            }),
            until: match staff {
                Some(ByStaff::Waiting { until }) => Some(rfc3339(until.saturating_mul(SECOND))),
                _ => None,
            },
            records: outcome.as_ref().and_then(|outcome| outcome.records),
            reason,
            permission: item.arrangement_id,
            permission_version: item.permission_version,
            connector_log_index: outcome.and_then(|outcome| outcome.log_index),
            id: item.id,
        })
    }
}

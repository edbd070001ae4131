//! What a person reads about a use and about a permission: the same for pages and API.
use std::sync::Arc;

use permission::intended_use::{DataForm, Frequency};
use permission::{
    AttributePath, By, Choice, CompiledDataset, IntendedUse, KnownPermission, KnownUse, Means,
    Sensitivity, State, Timestamp,
};
use serde::Serialize;
use storage::operator::permissions::{PermissionHead, PermissionRequestRow, Permissions as _};
use utoipa::ToSchema;
use web::language::Speech;
pub use web::language::TermView;
pub(crate) use web::language::term::prefix;

use super::Held;
use crate::clock::{rfc3339, rfc3339_exact};
use crate::{Error, Operator, Result};

/// One attribute asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttributeView {
    /// The value that names it in a decision: `dataset#path`.
    pub name: String,
    /// Its path in the entity.
    pub path: String,
    /// What people call it.
    pub title: String,
    /// What it says.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<TermView>,
    /// `ordinary`, `special` or `official-identifier`.
    pub sensitivity: String,
    /// Whether the person permits it, once they have decided.
    pub permitted: bool,
}

impl AttributeView {
    /// What says more about it: the source's description, else what its kind of data means.
    pub(crate) fn words(&self) -> &str {
        let category = self.category.as_ref();
        if self.description.is_empty() {
            category.map_or("", |term| term.explanation.as_str())
        } else {
            &self.description
        }
    }

    /// The word of care that the law asks for, if any.
    pub(crate) fn care(&self, speech: &Speech) -> String {
        match self.sensitivity.as_str() {
            "special" => speech.say("tag-sensitive").into(),
            "official-identifier" => speech.say("tag-official").into(),
            _ => String::new(),
        }
    }
}

/// What is asked of one dataset.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DatasetView {
    /// The dataset's id.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Who holds it.
    pub source: String,
    /// What the use cannot do without.
    pub required: Vec<AttributeView>,
    /// What the person may add.
    pub optional: Vec<AttributeView>,
}

/// A use in the words a person reads before deciding.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UseView {
    /// Which intended use.
    pub id: String,
    /// Which version.
    pub version: u32,
    /// The language of the texts (BCP 47).
    pub language: String,
    /// What the use is called.
    pub title: String,
    /// The service.
    pub service: String,
    /// The organisation that answers for it.
    pub organisation: String,
    /// How to reach it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// The notice.
    pub notice: String,
    /// Why.
    pub purposes: Vec<TermView>,
    /// What is done with the data.
    pub processing: Vec<TermView>,
    /// What makes it lawful.
    pub legal_basis: TermView,
    /// Whether it is the person's to give and to take back.
    pub consent: bool,
    /// The rights this basis carries.
    pub rights: Vec<TermView>,
    /// What is asked of which source.
    pub datasets: Vec<DatasetView>,
    /// Who else receives the data.
    pub recipients: Vec<String>,
    /// Days the service keeps what it received.
    pub retention_days: u32,
    /// Where it is kept.
    pub storage_locations: Vec<String>,
    /// Countries outside the EEA it goes to.
    pub third_countries: Vec<String>,
    /// Whether decisions are made without a human.
    pub automated_decisions: bool,
    /// In what form the data is used.
    pub form: String,
    /// How often the service asks.
    pub frequency: String,
    /// The longest a permission can last, in days.
    pub longest_days: u32,
    /// What happens if the person says no.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub consequences_of_refusal: String,
    /// Whether nothing is released unless everything required is.
    pub all_or_nothing: bool,
}

/// A request that waits, in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestSummary {
    /// The request.
    pub id: String,
    /// What the use is called.
    pub title: String,
    /// The service.
    pub service: String,
    /// The organisation that answers for it.
    pub organisation: String,
    /// Made when (RFC 3339).
    pub requested_at: String,
    /// Can be answered until (RFC 3339).
    pub expires_at: String,
}

/// A request as its person sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RequestView {
    /// The request.
    pub id: String,
    /// `waiting`, `granted`, `declined` or `expired`.
    pub status: String,
    /// Made when (RFC 3339).
    pub requested_at: String,
    /// Can be answered until (RFC 3339).
    pub expires_at: String,
    /// What is asked.
    #[serde(rename = "use")]
    pub what: UseView,
    /// The arrangement the person has for this use already, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// Where the service wants the person back, once they have answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
}

/// A permission in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PermissionSummary {
    /// The arrangement.
    pub id: String,
    /// What the use is called.
    pub title: String,
    /// The service.
    pub service: String,
    /// The organisation that answers for it.
    pub organisation: String,
    /// The state at this moment.
    pub state: String,
    /// Its version.
    pub version: u32,
    /// Changed when (RFC 3339).
    pub changed_at: String,
    /// When it ends (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// The standing rule that granted it, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted_by_rule: Option<String>,
}

/// One event of a permission's history.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EventView {
    /// The permission's version from it on.
    pub version: u32,
    /// When (RFC 3339).
    pub at: String,
    /// Who.
    pub by: String,
    /// Who, as the page says it.
    #[serde(skip)]
    pub(crate) who: String,
    /// The state from it on.
    pub state: String,
    /// In what way.
    pub means: String,
    /// The app it was done in, where `means` is `app`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app: Option<AppNamed>,
    /// What was permitted from it on: `dataset#path`.
    pub attributes: Vec<String>,
    /// When it was to end (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// Why, where a reason was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An app that decided for a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AppNamed {
    /// Its client id.
    pub id: String,
    /// What it was called then.
    pub name: String,
}

/// A permission as its person sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PermissionView {
    /// What lists show of it.
    #[serde(flatten)]
    pub summary: PermissionSummary,
    /// What the use is and which attributes are permitted.
    #[serde(rename = "use")]
    pub what: UseView,
    /// Its history, newest first. Each version has a receipt.
    pub history: Vec<EventView>,
    /// The standing rule that keeps back something of it, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denied_by_rule: Option<String>,
}

pub(crate) fn sensitivity(sensitivity: Sensitivity) -> &'static str {
    match sensitivity {
        Sensitivity::Ordinary => "ordinary",
        Sensitivity::Special => "special",
        Sensitivity::OfficialIdentifier => "official-identifier",
    }
}

fn form(form: DataForm) -> &'static str {
    match form {
        DataForm::Identified => "identified",
        DataForm::Pseudonymised => "pseudonymised",
        DataForm::Aggregated => "aggregated",
    }
}

fn frequency(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Once => "once",
        Frequency::OnDemand => "on-demand",
        Frequency::Yearly => "yearly",
        Frequency::Monthly => "monthly",
        Frequency::Weekly => "weekly",
        Frequency::Daily => "daily",
        Frequency::Continuous => "continuous",
    }
}

pub(crate) fn means(means: &Means) -> &'static str {
    match means {
        Means::Page => "page",
        Means::Api => "api",
        Means::App { .. } => "app",
        Means::Desk => "desk",
        Means::Paper => "paper",
        Means::Phone => "phone",
        Means::Automatic => "automatic",
    }
}

/// The attributes of a choice as `dataset#path`.
fn names(choice: &Choice) -> Vec<String> {
    let of = |(id, chosen): (&permission::DatasetId, &permission::Chosen)| {
        let id = id.clone();
        chosen
            .attributes
            .clone()
            .into_iter()
            .map(move |path| format!("{id}#{path}"))
    };
    choice.0.iter().flat_map(of).collect()
}

impl Operator {
    /// A use in the words of a language, with what a choice permits of it.
    pub(crate) async fn use_view(
        &self,
        intended_use: &IntendedUse,
        language: &str,
        choice: Option<&Choice>,
    ) -> Result<UseView> {
        let known = self.known_service(intended_use.service.as_str()).await?;
        let known =
            known.ok_or_else(|| Error::stored("intended use", "its service is not here"))?;
        let sources = self.known_sources().await?;
        let notice = intended_use.notice_in(language);
        let speech = &self.speech(language);
        let datasets = intended_use.datasets.iter().map(|(id, wanted)| {
            let found = sources.dataset(id);
            let chosen = choice
                .and_then(|choice| choice.0.get(id))
                .map_or(&[][..], |chosen| &chosen.attributes);
            let view = |path: &AttributePath| {
                let described =
                    found.and_then(|(_, offered)| offered.dataset.attribute(path.as_str()));
                AttributeView {
                    name: format!("{id}#{path}"),
                    path: path.to_string(),
                    title: described.map_or_else(
                        || path.to_string(),
                        |one| one.title.get(language).to_owned(),
                    ),
                    description: described
                        .map_or_else(String::new, |one| one.description.get(language).to_owned()),
                    category: described.map(|one| TermView::of(one.category.term(), speech)),
                    sensitivity: described
                        .map_or("ordinary", |one| sensitivity(one.sensitivity))
                        .to_owned(),
                    permitted: chosen.iter().any(|parent| parent.covers(path)),
                }
            };
            DatasetView {
                id: id.to_string(),
                title: found.map_or_else(
                    || id.slug().to_owned(),
                    |(_, o)| o.dataset.title.get(language).to_owned(),
                ),
                source: found.map_or_else(
                    || id.connector().to_owned(),
                    |(source, _)| source.metadata.name.clone(),
                ),
                required: wanted.required.iter().map(view).collect(),
                optional: wanted.optional.iter().map(view).collect(),
            }
        });
        let basis = intended_use.basis();
        Ok(UseView {
            id: intended_use.id.to_string(),
            version: intended_use.version,
            language: notice.language.to_owned(),
            title: notice.title.to_owned(),
            service: known.service.name.get(language).to_owned(),
            organisation: known.organisation.name.clone(),
            contact: known.organisation.contact.clone(),
            notice: notice.text.to_owned(),
            purposes: intended_use
                .purposes
                .iter()
                .map(|one| TermView::of(one.term(), speech))
                .collect(),
            processing: intended_use
                .processing
                .iter()
                .map(|one| TermView::of(one.term(), speech))
                .collect(),
            legal_basis: TermView::of(intended_use.legal_basis.term(), speech),
            consent: basis.is_some_and(permission::LegalBasis::is_the_persons),
            rights: basis
                .map_or(&[][..], |basis| basis.rights())
                .iter()
                .map(|right| TermView::of(*right, speech))
                .collect(),
            datasets: datasets.collect(),
            recipients: intended_use.recipients.clone(),
            retention_days: intended_use.retention.0,
            storage_locations: intended_use
                .storage_locations
                .iter()
                .map(ToString::to_string)
                .collect(),
            third_countries: intended_use
                .third_countries
                .iter()
                .map(ToString::to_string)
                .collect(),
            automated_decisions: intended_use.automated_decisions,
            form: form(intended_use.form).to_owned(),
            frequency: frequency(intended_use.frequency).to_owned(),
            longest_days: intended_use.longest_duration.0,
            consequences_of_refusal: notice.consequences_of_refusal.to_owned(),
            all_or_nothing: intended_use.all_or_nothing,
        })
    }

    /// Requests that wait for a person, in a language.
    pub(crate) async fn request_summaries(
        &self,
        account: &str,
        language: &str,
    ) -> Result<Vec<RequestSummary>> {
        let mut summaries = Vec::new();
        for row in self.waiting_requests(account, MOST_WAITING).await? {
            let intended_use = self
                .known_use(&row.intended_use_id, row.intended_use_version)
                .await?;
            let known = self.known_service(&row.service_id).await?;
            summaries.push(RequestSummary {
                title: intended_use.title.get(language).to_owned(),
                service: known
                    .as_ref()
                    .map_or_else(String::new, |one| one.service.name.get(language).to_owned()),
                organisation: known
                    .as_ref()
                    .map_or_else(String::new, |one| one.organisation.name.clone()),
                requested_at: rfc3339(row.created_at),
                expires_at: rfc3339(row.expires_at),
                id: row.id,
            });
        }
        Ok(summaries)
    }

    /// A request as its person sees it.
    pub(crate) async fn request_view(
        &self,
        account: &str,
        id: &str,
        language: Option<&str>,
    ) -> Result<RequestView> {
        let (row, intended_use) = self.own_request(account, id).await?;
        let language = language.unwrap_or(&row.locale);
        let existing = self
            .db
            .permission_of_use(account, &row.intended_use_id)
            .await?;
        let choice = existing
            .as_ref()
            .map(|row| Held::read(row.clone()))
            .transpose()?;
        let choice = choice.as_ref().map(|held| held.permission.attributes());
        Ok(RequestView {
            status: self.status(&row).to_owned(),
            requested_at: rfc3339(row.created_at),
            expires_at: rfc3339(row.expires_at),
            what: self.use_view(&intended_use, language, choice).await?,
            permission: existing.map(|row| row.arrangement_id),
            return_url: row
                .return_url
                .as_deref()
                .filter(|_| row.answer.is_some())
                .map(|url| back(url, &row.id)),
            id: row.id,
        })
    }

    fn status(&self, row: &PermissionRequestRow) -> &'static str {
        match row.answer.as_deref() {
            Some(super::requests::GRANTED) => "granted",
            Some(_) => "declined",
            None if row.expires_at <= self.clock.now() => "expired",
            None => "waiting",
        }
    }

    /// A person's permissions, changed last first, with the key of the next page if there is one.
    pub(crate) async fn permission_summaries(
        &self,
        account: &str,
        before: (i64, &str),
        limit: u32,
        language: &str,
    ) -> Result<(Vec<PermissionSummary>, Option<String>)> {
        let mut rows = self.db.permission_heads(account, before, limit + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| format!("{}_{}", row.changed_at, row.arrangement_id));
        let mut summaries = Vec::with_capacity(rows.len());
        for row in &rows {
            let (summary, _) = self.summary(row, language).await?;
            summaries.push(summary);
        }
        Ok((summaries, next))
    }

    /// A permission in short, and the use it is given on.
    pub(crate) async fn summary(
        &self,
        head: &PermissionHead,
        language: &str,
    ) -> Result<(PermissionSummary, Arc<IntendedUse>)> {
        let intended_use = self
            .known_use(&head.intended_use_id, head.intended_use_version)
            .await?;
        let known = self.known_service(&head.service_id).await?;
        let state = State::named(&head.state).ok_or_else(|| Error::stored("state", &head.state))?;
        let (valid_until, now) = (head.valid_until.map(Timestamp), Timestamp(self.clock.now()));
        let summary = PermissionSummary {
            id: head.arrangement_id.clone(),
            title: intended_use.title.get(language).to_owned(),
            service: known
                .as_ref()
                .map_or_else(String::new, |one| one.service.name.get(language).to_owned()),
            organisation: known
                .as_ref()
                .map_or_else(String::new, |one| one.organisation.name.clone()),
            state: state.at(valid_until, now).name().to_owned(),
            version: u32::try_from(head.version).map_err(|e| Error::stored("version", e))?,
            changed_at: rfc3339(head.changed_at),
            valid_until: head.valid_until.map(rfc3339),
            granted_by_rule: head.rule_id.clone(),
        };
        Ok((summary, intended_use))
    }

    /// A permission as its person sees it.
    pub(crate) async fn permission_view(
        &self,
        account: &str,
        arrangement: &str,
        language: Option<&str>,
    ) -> Result<PermissionView> {
        let held = self.held(account, arrangement).await?;
        let intended_use = self.use_of(&held.permission).await?;
        let language = language.unwrap_or(&held.permission.notice().language);
        let events = self.events_of(&held).await?;
        let known = self.known_service(&held.row.service_id).await?;
        let sources = self.known_sources().await?;
        let datasets: Vec<&CompiledDataset> = intended_use
            .datasets
            .keys()
            .filter_map(|id| sources.dataset(id).map(|(_, offered)| &offered.compiled))
            .collect();
        let rules = self.rules_of(account).await?;
        let denied_by_rule = match known {
            None => None,
            Some(known) => {
                let party = self.party(&known)?;
                let known_use = KnownUse {
                    intended_use: &intended_use,
                    party: &party,
                };
                let known = KnownPermission {
                    permission: &held.permission,
                    known_use,
                };
                Self::denied_by(&rules, &known, &datasets, self.clock.now())
                    .map(|rule| rule.id.to_string())
            }
        };
        let speech = self.speech(language);
        let history = events.iter().rev().map(|event| EventView {
            version: event.version,
            at: rfc3339_exact(event.at.micros()),
            by: event.by.to_string(),
            who: who(event, &speech),
            state: event.state.name().to_owned(),
            means: means(&event.means).to_owned(),
            app: match &event.means {
                Means::App { id, name } => Some(AppNamed {
                    id: id.clone(),
                    name: name.clone(),
                }),
                _ => None,
            },
            attributes: names(&event.attributes),
            valid_until: event.valid_until.map(|at| rfc3339(at.micros())),
            reason: event.reason.clone(),
        });
        Ok(PermissionView {
            summary: self
                .summary(&PermissionHead::from(&held.row), language)
                .await?
                .0,
            what: self
                .use_view(&intended_use, language, Some(held.permission.attributes()))
                .await?,
            history: history.collect(),
            denied_by_rule,
        })
    }

    /// Every event of a permission, checked against each other.
    pub(crate) async fn events_of(&self, held: &Held) -> Result<Vec<permission::Event>> {
        let rows = self.db.permission_events(&held.row.arrangement_id).await?;
        let events = rows.iter().map(|row| {
            serde_json::from_str::<permission::Event>(&row.body)
                .map_err(|e| Error::stored("permission event", e))
        });
        let events: Vec<_> = events.collect::<Result<_>>()?;
        permission::Permission::replay(held.permission.arrangement(), &events)
            .map_err(|error| Error::stored("permission events", error))?;
        Ok(events)
    }
}

/// Requests shown to a person at once.
pub(crate) const MOST_WAITING: u32 = 200;

/// Who did something to a permission, in words for its person.
fn who(event: &permission::Event, speech: &Speech) -> String {
    if let (By::Person, Means::App { name, .. }) = (&event.by, &event.means) {
        return speech.say("by-app").with("name", name).into();
    }
    match &event.by {
        By::Person => speech.say("by-you").into(),
        By::MandateHolder(_) => speech.say("by-mandate").into(),
        By::Rule(_) => speech.say("by-rule").into(),
        By::Organisation(_) => speech.say("by-organisation").into(),
        By::Authority(name) => speech.say("by-authority").with("name", name).into(),
        By::Time => speech.say("by-time").into(),
    }
}

/// The message that names a state.
pub(crate) fn state_message(state: &str) -> &'static str {
    state_words(state).0
}

/// In what tone a state is shown.
pub(crate) fn state_tone(state: &str) -> &'static str {
    state_words(state).1
}

fn state_words(state: &str) -> (&'static str, &'static str) {
    const WORDS: &[(State, &str, &str)] = &[
        (State::Requested, "state-requested", "neutral"),
        (State::Declined, "state-declined", "neutral"),
        (State::Granted, "state-granted", "good"),
        (State::Suspended, "state-suspended", "warning"),
        (State::Withdrawn, "state-withdrawn", "neutral"),
        (State::Expired, "state-expired", "neutral"),
        (State::Revoked, "state-revoked", "bad"),
        (State::Invalidated, "state-invalidated", "bad"),
    ];
    WORDS
        .iter()
        .find(|(one, _, _)| one.name() == state)
        .map_or(("state-requested", "neutral"), |(_, message, tone)| {
            (message, tone)
        })
}

/// A service's return URL with the request it is about.
pub(crate) fn back(url: &str, request: &str) -> String {
    match url::Url::parse(url) {
        Ok(mut url) => {
            url.query_pairs_mut()
                .append_pair("permission_request", request);
            url.into()
        }
        Err(_) => url.to_owned(),
    }
}

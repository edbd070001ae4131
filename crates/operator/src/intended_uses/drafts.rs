//! Intended uses as their services work on them: drafted, checked, looked at as people will see them, published. What is
//! published is a new version; a version is never changed. Where approval is needed, whoever runs the operator reads the
//! draft as it was submitted and nothing else becomes a version.
use permission::IntendedUse;
use serde::Serialize;
use serde_json::{Value, json};
use storage::Unit;
use storage::operator::drafts::{DraftRow, Drafts as _};
use storage::operator::intended_uses::IntendedUses as _;
use utoipa::ToSchema;
use web::staff::Act;

use super::{LONGEST, Prepared};
use crate::clock::rfc3339;
use crate::config::Approval;
use crate::journal::{self, About, Kind};
use crate::organisations::Actor;
use crate::permissions::UseView;
use crate::webhooks::telling;
use crate::{Error, Operator, Result};

/// Drafts of one service: more are not worked on at the same time.
const MOST: usize = 50;
/// Drafts that wait, in one list.
const MOST_WAITING: u32 = 500;
/// Longest reason for a refusal, in characters.
const LONGEST_REASON: usize = 2_000;
/// Members that are given here and not by who describes.
const GIVEN: [&str; 4] = ["id", "version", "service", "organisation"];

/// How far a draft has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DraftState {
    /// Its service works on it.
    Draft,
    /// It waits to be approved, and cannot be changed meanwhile.
    Submitted,
    /// It was not approved; `reason` says why.
    Refused,
}

impl DraftState {
    /// Its name in the database and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Refused => "refused",
        }
    }

    fn read(text: &str) -> Result<Self> {
        [Self::Draft, Self::Submitted, Self::Refused]
            .into_iter()
            .find(|state| state.name() == text)
            .ok_or_else(|| Error::stored("draft state", text))
    }
}

/// A draft of an intended use.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Draft {
    /// The intended use it becomes a version of.
    pub id: String,
    /// Whose it is: the client id.
    pub service: String,
    /// Counts the changes; who changes or approves it says which they have seen.
    pub revision: i64,
    /// How far it has come.
    pub state: DraftState,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The newest version there is, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<i64>,
    /// The description as far as it goes.
    #[schema(value_type = Object)]
    pub description: Value,
    /// Who changed it last.
    pub changed_by: String,
    /// Changed when (RFC 3339).
    pub changed_at: String,
}

/// Whether a draft could be published as it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DraftCheck {
    /// It could.
    pub valid: bool,
    /// The first thing that is wrong, if something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Whether it says something else than the newest version.
    pub changed: bool,
}

/// What became of a draft that was to be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase", tag = "outcome")]
pub enum Publication {
    /// It is this version of its intended use now.
    Published {
        /// The version.
        version: u32,
    },
    /// It waits to be approved.
    Submitted,
}

fn changed_meanwhile(id: &str) -> Error {
    Error::Conflict(format!(
        "the draft of `{id}` was changed meanwhile; read it again"
    ))
}

impl Operator {
    async fn draft_view(&self, row: DraftRow) -> Result<Draft> {
        let newest = self.db.newest_intended_use(&row.id).await?;
        Ok(Draft {
            published: newest
                .filter(|newest| newest.service_id == row.service_id)
                .map(|newest| newest.version),
            description: serde_json::from_str(&row.body).map_err(|e| Error::stored("draft", e))?,
            state: DraftState::read(&row.state)?,
            changed_at: rfc3339(row.changed_at),
            id: row.id,
            service: row.service_id,
            revision: row.version,
            reason: row.reason,
            changed_by: row.changed_by,
        })
    }

    async fn draft_row(&self, service: &str, id: &str) -> Result<DraftRow> {
        let row = self.db.draft(service, id).await?;
        row.ok_or_else(|| Error::unknown("draft", id))
    }

    /// A service's drafts, by id.
    pub async fn drafts(&self, service: &str) -> Result<Vec<Draft>> {
        let mut drafts = Vec::new();
        for row in self.db.drafts_of(service).await? {
            drafts.push(self.draft_view(row).await?);
        }
        Ok(drafts)
    }

    /// A service's draft of an intended use.
    pub async fn draft(&self, service: &str, id: &str) -> Result<Draft> {
        self.draft_view(self.draft_row(service, id).await?).await
    }

    /// Keeps a draft, complete or not. `revision` is that of the draft it was made from, where there was one. A draft that
    /// was refused is one to work on again.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it waits to be approved, was changed meanwhile, or its id is another service's.
    pub async fn save_draft(
        &self,
        service: &str,
        id: &str,
        mut description: Value,
        revision: Option<i64>,
        by: Actor<'_>,
    ) -> Result<Draft> {
        protocol::ids::IntendedUseId::parse(id)
            .map_err(|error| Error::invalid("id", error.to_string()))?;
        let Some(members) = description.as_object_mut() else {
            return Err(Error::invalid(
                "description",
                "an intended use is a JSON object",
            ));
        };
        members.retain(|name, _| !GIVEN.contains(&name.as_str()));
        let body = description.to_string();
        if body.len() > LONGEST {
            return Err(Error::invalid(
                "description",
                format!("it is longer than {LONGEST} bytes"),
            ));
        }
        let newest = self.db.newest_intended_use(id).await?;
        if newest.is_some_and(|newest| newest.service_id != service) {
            return Err(Error::Conflict(format!(
                "intended use `{id}` is another service's"
            )));
        }
        let now = self.clock.now();
        let before = self.db.draft(service, id).await?;
        let mut unit = Unit::new();
        match (before, revision) {
            (Some(row), Some(revision)) if row.version == revision => {
                if row.state == DraftState::Submitted.name() {
                    return Err(Error::Conflict(format!(
                        "the draft of `{id}` waits to be approved; recall it to change it"
                    )));
                }
                let row = DraftRow {
                    body,
                    state: DraftState::Draft.name().to_owned(),
                    reason: None,
                    changed_by: by.to_string(),
                    ..row
                };
                unit.update_draft(&row, now);
            }
            (None, None) => {
                if self.db.drafts_of(service).await?.len() >= MOST {
                    return Err(Error::Conflict(format!(
                        "a service has {MOST} drafts at the most"
                    )));
                }
                unit.insert_draft(&DraftRow {
                    service_id: service.to_owned(),
                    id: id.to_owned(),
                    body,
                    state: DraftState::Draft.name().to_owned(),
                    reason: None,
                    changed_by: by.to_string(),
                    version: 1,
                    created_at: now,
                    changed_at: now,
                });
            }
            _ => return Err(changed_meanwhile(id)),
        }
        if !self.commit_first(unit).await? {
            return Err(changed_meanwhile(id));
        }
        self.draft(service, id).await
    }

    /// Throws a draft away.
    pub async fn remove_draft(&self, service: &str, id: &str) -> Result<()> {
        let row = self.draft_row(service, id).await?;
        let mut unit = Unit::new();
        unit.remove_draft(&row);
        if self.commit_first(unit).await? {
            Ok(())
        } else {
            Err(changed_meanwhile(id))
        }
    }

    /// The draft with what is given here.
    fn described(row: &DraftRow) -> Result<Value> {
        let mut description: Value =
            serde_json::from_str(&row.body).map_err(|e| Error::stored("draft", e))?;
        description["id"] = json!(row.id);
        description["service"] = json!(row.service_id);
        Ok(description)
    }

    /// Whether a draft could be published as it is: checked as whatever is published is.
    pub async fn check_draft(&self, service: &str, id: &str) -> Result<DraftCheck> {
        let row = self.draft_row(service, id).await?;
        match self.prepare_use(Self::described(&row)?).await {
            Ok(prepared) => Ok(DraftCheck {
                valid: true,
                problem: None,
                changed: prepared.is_new(),
            }),
            Err(Error::Invalid { what, reason }) => Ok(DraftCheck {
                valid: false,
                // Members are named by the reason; the whole is not worth a name.
                problem: Some(if what == "intended_use" {
                    reason
                } else {
                    format!("`{what}`: {reason}")
                }),
                changed: true,
            }),
            Err(error) => Err(error),
        }
    }

    /// What a person would read, in a language: the same as on the page of a request.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a draft that is not complete enough to be read.
    pub async fn preview_draft(&self, service: &str, id: &str, language: &str) -> Result<UseView> {
        let row = self.draft_row(service, id).await?;
        let description = Self::described(&row)?;
        let intended_use = self.read_use(description).await?.intended_use;
        self.use_view(&intended_use, language, None).await
    }

    /// Publishes a draft, or submits it where approval is needed. `revision` is the one that was looked at.
    ///
    /// # Errors
    /// As [`Operator::add_intended_use`]; [`Error::Conflict`] when it was changed meanwhile or waits already.
    pub async fn publish_draft(
        &self,
        service: &str,
        id: &str,
        revision: i64,
        by: Actor<'_>,
    ) -> Result<Publication> {
        let row = self.draft_row(service, id).await?;
        if row.version != revision {
            return Err(changed_meanwhile(id));
        }
        if row.state == DraftState::Submitted.name() {
            return Err(Error::Conflict(format!(
                "the draft of `{id}` waits to be approved already"
            )));
        }
        let prepared = self.prepare_use(Self::described(&row)?).await?;
        if !prepared.is_new() {
            return Err(Error::Conflict(format!(
                "the draft says the same as version {} of `{id}`",
                prepared.intended_use.version
            )));
        }
        if self.config.intended_uses == Approval::PublishedAtOnce {
            let version = self.approve_row(&row, &prepared, by).await?;
            return Ok(Publication::Published { version });
        }
        let now = self.clock.now();
        let mut unit = Unit::new();
        unit.update_draft(
            &DraftRow {
                state: DraftState::Submitted.name().to_owned(),
                reason: None,
                changed_by: by.to_string(),
                ..row
            },
            now,
        );
        let record = json!({"act": "intended use submitted", "id": id, "revision": revision + 1, "by": by.to_string()});
        note_of_use(&mut unit, service, now, &record)?;
        by.note(&mut unit, Act("act-use-submitted"), id)?;
        if !self.commit_first(unit).await? {
            return Err(changed_meanwhile(id));
        }
        metrics::counter!("operator_intended_uses_submitted_total").increment(1);
        Ok(Publication::Submitted)
    }

    /// Takes a draft back that waits to be approved, to work on it.
    pub async fn recall_draft(&self, service: &str, id: &str, by: Actor<'_>) -> Result<Draft> {
        let row = self.draft_row(service, id).await?;
        if row.state != DraftState::Submitted.name() {
            return Err(Error::Conflict(format!(
                "the draft of `{id}` does not wait to be approved"
            )));
        }
        let mut unit = Unit::new();
        unit.update_draft(
            &DraftRow {
                state: DraftState::Draft.name().to_owned(),
                changed_by: by.to_string(),
                ..row
            },
            self.clock.now(),
        );
        if !self.commit_first(unit).await? {
            return Err(changed_meanwhile(id));
        }
        self.draft(service, id).await
    }

    /// Drafts of all services that wait to be approved, longest first.
    pub async fn submitted_drafts(&self) -> Result<Vec<Draft>> {
        let mut drafts = Vec::new();
        for row in self.db.submitted_drafts(MOST_WAITING).await? {
            drafts.push(self.draft_view(row).await?);
        }
        Ok(drafts)
    }

    async fn submitted_row(&self, service: &str, id: &str, revision: i64) -> Result<DraftRow> {
        let row = self.draft_row(service, id).await?;
        // What was read is what is decided on, and nothing that came after.
        if row.version != revision || row.state != DraftState::Submitted.name() {
            return Err(changed_meanwhile(id));
        }
        Ok(row)
    }

    /// Approves a draft in the revision that was read: it becomes a version. Gives which.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is not that one that waits; [`Error::Invalid`] when datasets have changed meanwhile.
    pub async fn approve_draft(
        &self,
        service: &str,
        id: &str,
        revision: i64,
        by: Actor<'_>,
    ) -> Result<u32> {
        let row = self.submitted_row(service, id, revision).await?;
        let prepared = self.prepare_use(Self::described(&row)?).await?;
        self.approve_row(&row, &prepared, by).await
    }

    /// Refuses a draft, with the reason that its service reads.
    pub async fn refuse_draft(
        &self,
        service: &str,
        id: &str,
        revision: i64,
        reason: &str,
        by: Actor<'_>,
    ) -> Result<()> {
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            return Err(Error::invalid(
                "reason",
                format!("say why, in 1 to {LONGEST_REASON} characters"),
            ));
        }
        let row = self.submitted_row(service, id, revision).await?;
        let now = self.clock.now();
        let mut unit = Unit::new();
        unit.update_draft(
            &DraftRow {
                state: DraftState::Refused.name().to_owned(),
                reason: Some(reason.to_owned()),
                ..row
            },
            now,
        );
        telling::of_use(&mut unit, service, id, revision, None, now)?;
        let record = json!({"act": "intended use refused", "id": id, "revision": revision, "by": by.to_string()});
        note_of_use(&mut unit, service, now, &record)?;
        if !self.commit_first(unit).await? {
            return Err(changed_meanwhile(id));
        }
        self.webhook_wake.notify_one();
        Ok(())
    }

    /// The draft goes and the version comes, in one unit.
    async fn approve_row(&self, row: &DraftRow, prepared: &Prepared, by: Actor<'_>) -> Result<u32> {
        let now = self.clock.now();
        let version = prepared.intended_use.version;
        let mut unit = Unit::new();
        unit.remove_draft(row);
        super::write_use(&mut unit, prepared, &by.to_string())?;
        by.note(&mut unit, Act("act-use-published"), &row.id)?;
        telling::of_use(
            &mut unit,
            &row.service_id,
            &row.id,
            row.version,
            Some(version),
            now,
        )?;
        if !self.commit_first(unit).await? {
            return Err(changed_meanwhile(&row.id));
        }
        self.webhook_wake.notify_one();
        Ok(version)
    }

    /// The newest version of each of a service's intended uses, by id.
    pub(crate) async fn newest_uses_of(&self, service: &str) -> Result<Vec<IntendedUse>> {
        let mut rows = self.db.intended_uses_of(service).await?;
        // Newest versions come first.
        rows.dedup_by(|later, first| later.id == first.id);
        rows.iter().map(super::read).collect()
    }

    /// Every version of an intended use of a service's, newest first, with when it was published (microseconds).
    pub(crate) async fn versions_of_use(
        &self,
        service: &str,
        id: &str,
    ) -> Result<Vec<(IntendedUse, i64)>> {
        let rows = self.db.intended_uses_of(service).await?;
        let of_this = rows.iter().filter(|row| row.id == id);
        let versions = of_this.map(|row| Ok((super::read(row)?, row.created_at)));
        let versions: Vec<_> = versions.collect::<Result<_>>()?;
        if versions.is_empty() {
            return Err(Error::unknown("intended use", id));
        }
        Ok(versions)
    }
}

fn note_of_use(unit: &mut Unit, service: &str, now: i64, record: &Value) -> Result<()> {
    let about = About {
        party: Some(service),
        subject: None,
    };
    unit.log(journal::entry(Kind::Administration, now, about, record)?);
    Ok(())
}

//! What the source offers: its datasets with their attributes, who uses them, and what a person reads of them.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use permission::dataset::{Attribute, Erase, Ground, Rectify, Sensitivity};
use permission::{Assurance, Texts};
use protocol::problem::ProblemName;
use serde::{Deserialize, Serialize};
use storage::connector::offer::DatasetVersions as _;
use storage::connector::releases::{ReleaseCount, Releases as _};
use utoipa::ToSchema;
use web::Json;
use web::language::{Language, Speech};
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{Caller, May, Visitor};

use super::{Site, words};
use crate::app::App;
use crate::config::DatasetConfig;
use crate::routes::Offered;

pub(super) const PATH: &str = "/staff/datasets";
/// Versions shown of one dataset.
const VERSIONS: u32 = 20;

#[derive(askama::Template)]
#[template(path = "staff/datasets.html")]
struct DatasetsPage<'a> {
    shell: Shell<'a>,
    rows: Vec<Row>,
}

/// A dataset in the list.
struct Row {
    slug: String,
    title: String,
    version: u32,
    attributes: usize,
}

#[derive(askama::Template)]
#[template(path = "staff/dataset.html")]
struct DatasetPage<'a> {
    shell: Shell<'a>,
    slug: &'a str,
    preview: Preview,
    languages: Vec<(&'static str, &'static str, bool)>,
    technical: Vec<(String, String, String)>,
    users: Vec<User>,
    versions: Vec<(i64, String)>,
    may_publish: bool,
}

/// Somebody who used a dataset.
struct User {
    operator: String,
    service: String,
    requests: i64,
}

/// A dataset as a person reads it.
pub(super) struct Preview {
    /// The language of its texts.
    pub(super) language: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) attributes: Vec<Read>,
    /// What is not said in this language, in words.
    pub(super) missing: Vec<String>,
}

/// An attribute as a person reads it.
pub(super) struct Read {
    pub(super) title: String,
    pub(super) words: String,
    pub(super) care: String,
    pub(super) category: String,
    /// What the person can do about it, and what else holds for it.
    pub(super) rights: Vec<String>,
}

/// In which language the preview is.
#[derive(Deserialize)]
pub(super) struct Shown {
    #[serde(default)]
    language: Option<String>,
}

impl Shown {
    /// The language asked for, else that of the reader.
    pub(super) fn language(&self, speech: &Speech) -> Language {
        let asked = self.language.as_deref().and_then(Language::of_tag);
        asked.unwrap_or(speech.language())
    }
}

/// The languages that a preview can be in.
pub(super) fn languages(shown: Language) -> Vec<(&'static str, &'static str, bool)> {
    let all = Language::ALL.into_iter();
    all.map(|one| (one.tag(), one.name(), one == shown))
        .collect()
}

impl Preview {
    /// A dataset in a language, with its kinds of data in the words of `speech`, which speaks it.
    pub(super) fn of(dataset: &DatasetConfig, speech: &Speech) -> Self {
        let tag = speech.tag();
        let mut missing = Vec::new();
        let mut said = |what: &str, texts: &Texts| {
            let found = texts.find(tag);
            if found.is_none_or(|(language, _)| language != tag) && !texts.is_empty() {
                missing.push(what.to_owned());
            }
            texts.get(tag).to_owned()
        };
        let title = said(&dataset.id, &dataset.title);
        let description = said(&dataset.id, &dataset.description);
        let attributes = dataset.attributes.iter().map(|one| {
            let path = one.path.as_str();
            let title = said(path, &one.title);
            let description = said(path, &one.description);
            let mut read = read(one, title, description, speech);
            read.rights = rights(dataset, one, speech);
            read
        });
        let attributes = attributes.collect();
        missing.dedup();
        Self {
            language: tag.to_owned(),
            title,
            description,
            attributes,
            missing,
        }
    }
}

/// As the operator's pages have it: the source's own words, else what the kind of data means.
fn read(attribute: &Attribute, title: String, description: String, speech: &Speech) -> Read {
    let term = attribute.category.term();
    let message = format!("data-{}", term.name());
    let explained = || speech.known(&format!("{message}.hint")).unwrap_or_default();
    Read {
        title,
        words: if description.is_empty() {
            explained()
        } else {
            description
        },
        care: match attribute.sensitivity {
            Sensitivity::Ordinary => String::new(),
            Sensitivity::Special => speech.say("offer-sensitive").into(),
            Sensitivity::OfficialIdentifier => speech.say("offer-official").into(),
        },
        category: speech
            .known(&message)
            .unwrap_or_else(|| term.label().to_owned()),
        rights: Vec::new(),
    }
}

/// What a person can do about an attribute, and what else holds for it that is not the usual.
fn rights(dataset: &DatasetConfig, attribute: &Attribute, speech: &Speech) -> Vec<String> {
    let why = |ground: &Ground| match &ground.law {
        Some(law) => law.clone(),
        None => ground.justification.term().label().to_owned(),
    };
    let mut said: Vec<String> = Vec::new();
    if dataset.not_for_person.contains(&attribute.path) {
        said.push(speech.say("preview-hidden").into());
    }
    match &attribute.rectify {
        Rectify::ByPerson if dataset.self_change => said.push(speech.say("preview-correct").into()),
        Rectify::No(ground) => {
            said.push(
                speech
                    .say("preview-not-corrected")
                    .with("why", why(ground))
                    .into(),
            );
        }
        Rectify::ByPerson | Rectify::WithEvidence => {}
    }
    if let Erase::No(ground) = &attribute.erase {
        said.push(speech.say("preview-kept").with("why", why(ground)).into());
    }
    if let Some(days) = attribute.retention {
        let length = speech.days(days.0);
        said.push(
            speech
                .say("preview-retention")
                .with("length", length)
                .into(),
        );
    }
    match attribute.assurance {
        Assurance::Low => {}
        Assurance::Substantial | Assurance::High => said.push(speech.say("preview-sure").into()),
    }
    said
}

impl App {
    /// How a dataset in effect is described, as its source writes it.
    pub(crate) fn described(&self, slug: &str) -> Option<DatasetConfig> {
        let offer = self.offer();
        offer.described.iter().find(|one| one.id == slug).cloned()
    }
}

/// `GET /staff/datasets`
pub(super) async fn list(State(site): State<Site>, visitor: Visitor) -> Result<Response, Problem> {
    visitor.require(May::Look)?;
    let offer = site.app.offer();
    let row = |one: &std::sync::Arc<Offered>| Row {
        slug: one.slug.clone(),
        title: one.description.title.get(visitor.speech.tag()).to_owned(),
        version: one.description.version,
        attributes: one.table.len(),
    };
    Ok(render(&DatasetsPage {
        shell: site.shell("offer-title", &visitor, PATH),
        rows: offer.datasets.iter().map(row).collect(),
    }))
}

/// `GET /staff/datasets/{slug}`
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, Problem> {
    visitor.require(May::Look)?;
    let app = &site.app;
    let dataset = app.described(&slug).ok_or_else(unknown)?;
    let language = shown.language(&visitor.speech);
    let speech = site.speech(language);
    let versions = app.database.dataset_versions(&slug, VERSIONS).await?;
    let versions = versions.into_iter().map(|one| {
        (
            one.version,
            words::minute(&visitor.speech, one.published_at),
        )
    });
    let technical = dataset.attributes.iter().map(|one| {
        let category = one.category.to_string();
        let title = one.title.get(visitor.speech.tag()).to_owned();
        (one.path.as_str().to_owned(), title, category)
    });
    Ok(render(&DatasetPage {
        preview: Preview::of(&dataset, &speech),
        languages: languages(language),
        technical: technical.collect(),
        users: users(app, &slug).await?,
        versions: versions.collect(),
        may_publish: visitor.may(May::Publish),
        shell: site.staff.shell(
            dataset.title.get(visitor.speech.tag()).to_owned(),
            &visitor,
            PATH,
        ),
        slug: &slug,
    }))
}

/// The refusal of a dataset that is not offered.
pub(super) fn unknown() -> Problem {
    Problem::new(ProblemName::NotFound).detail("there is no such dataset")
}

/// Who used a dataset, the most first.
async fn users(app: &App, slug: &str) -> Result<Vec<User>, Problem> {
    let id = format!("urn:fiducia:dataset:{}:{slug}", app.uuid);
    let counts = app.database.release_counts(0, i64::MAX).await?;
    let mut users: Vec<User> = Vec::new();
    for count in counts
        .iter()
        .filter(|one| one.dataset == id && is_release(one))
    {
        let operator = words::operator(app, &count.operator).await;
        match users
            .iter_mut()
            .find(|one| one.operator == operator && one.service == count.service)
        {
            Some(user) => user.requests += count.requests,
            None => users.push(User {
                operator,
                service: count.service.clone(),
                requests: count.requests,
            }),
        }
    }
    users.sort_by_key(|one| std::cmp::Reverse(one.requests));
    Ok(users)
}

/// Whether something was released.
pub(super) fn is_release(count: &ReleaseCount) -> bool {
    matches!(count.outcome.as_str(), "released" | "interrupted")
}

/// A dataset in effect.
#[derive(Serialize, ToSchema)]
pub(super) struct DatasetView {
    /// Its short name.
    id: String,
    /// Which version.
    version: u32,
    /// Its description, as `[[connector.dataset]]` has it.
    #[schema(value_type = Object)]
    description: DatasetConfig,
}

/// The datasets in effect.
#[utoipa::path(get, path = "/api/v1/datasets", tag = "source", security(("staff" = []), ("admin" = [])),
    responses((status = 200, body = [DatasetView])))]
pub(super) async fn api(
    State(site): State<Site>,
    caller: Caller,
) -> Result<Json<Vec<DatasetView>>, Problem> {
    caller.require(May::Look)?;
    let offer = site.app.offer();
    let views = offer.described.iter().map(|one| DatasetView {
        id: one.id.clone(),
        version: one.version,
        description: one.clone(),
    });
    Ok(Json(views.collect()))
}

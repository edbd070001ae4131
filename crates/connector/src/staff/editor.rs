//! Writing the next version of a dataset, and publishing it. It is written in one language at a time, beside what a
//! person will read in that language.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::StatusCode;
use permission::Holds;
use permission::dataset::Attribute;
use serde::Deserialize;
use storage::Unit;
use utoipa::ToSchema;
use web::Json;
use web::body::Form;
use web::language::Language;
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{Act, Actor, Caller, May, StaffError, Visitor};

use super::editor_form::{Row, categories, edit, justifications, kind, said};
use super::offer::{PATH, Preview, Shown, languages};
use super::{ORGANISATION, Site};
use crate::config::DatasetConfig;
use crate::offering::draft::{AttributeEdit, Draft, More};

const DRAFTED: Act = Act("act-draft-changed");
const DROPPED: Act = Act("act-draft-dropped");
const PUBLISHED: Act = Act("act-dataset-published");

#[derive(askama::Template)]
#[template(path = "staff/editor.html")]
struct EditorPage<'a> {
    shell: Shell<'a>,
    slug: &'a str,
    /// The draft.
    dataset: &'a DatasetConfig,
    version: u32,
    language: Language,
    languages: Vec<(&'static str, &'static str, bool)>,
    title: String,
    description: String,
    identifier_types: String,
    rows: Vec<Row>,
    new: AttributeEdit,
    /// What of the new attribute that most do not need.
    new_more: More,
    preview: Preview,
    /// What does not fit and was left out, in English.
    faults: Vec<String>,
    /// What keeps it from being published, in English.
    fault: Option<String>,
    is_begun: bool,
    sensitivities: [(&'static str, String); 3],
    kinds: [(&'static str, String); 5],
    rectifies: [(&'static str, String); 3],
    erases: [(&'static str, String); 2],
    assurances: [(&'static str, String); 3],
    categories: Vec<String>,
    justifications: Vec<String>,
    /// The number by which a change that came in between is seen.
    read_at: i64,
    message: (&'static str, &'static str),
}

/// What the page says beside the form.
#[derive(Default)]
struct Beside {
    faults: Vec<String>,
    new: AttributeEdit,
    message: (&'static str, &'static str),
}

fn page(
    site: &Site,
    visitor: &Visitor,
    language: Language,
    draft: &Draft,
    beside: Beside,
) -> Response {
    let dataset = &draft.dataset;
    let speech = &visitor.speech;
    let choice = |word, message| (word, String::from(speech.say(message)));
    let is_hidden = |one: &Attribute| dataset.not_for_person.contains(&one.path);
    let rows = dataset.attributes.iter();
    let rows = rows.map(|one| Row::of(one, is_hidden(one), language, speech));
    let mut new = beside.new;
    let new_more = new.more.take().unwrap_or_else(|| More {
        rectify: "with-evidence".to_owned(),
        erase: "yes".to_owned(),
        assurance: "low".to_owned(),
        ..More::default()
    });
    render(&EditorPage {
        shell: site.shell("editor-title", visitor, PATH),
        slug: &dataset.id,
        dataset,
        version: dataset.version,
        language,
        languages: languages(language),
        title: said(&dataset.title, language),
        description: said(&dataset.description, language),
        identifier_types: dataset.identifier_types.join("\n"),
        rows: rows.collect(),
        new,
        new_more,
        preview: Preview::of(dataset, &site.speech(language)),
        faults: beside.faults,
        fault: draft.read_at.and_then(|_| site.app.faults_of(dataset)),
        is_begun: draft.read_at.is_some(),
        sensitivities: [
            choice("ordinary", "editor-ordinary"),
            choice("special", "offer-sensitive"),
            choice("official-identifier", "offer-official"),
        ],
        kinds: Holds::ALL.map(|holds| choice(holds.as_str(), kind(holds))),
        rectifies: [
            choice("by-person", "editor-rectify-by-person"),
            choice("with-evidence", "editor-rectify-with-evidence"),
            choice("no", "editor-no"),
        ],
        erases: [choice("yes", "editor-erase-yes"), choice("no", "editor-no")],
        assurances: [
            choice("low", "editor-assurance-low"),
            choice("substantial", "editor-assurance-substantial"),
            choice("high", "editor-assurance-high"),
        ],
        categories: categories(speech),
        justifications: justifications(),
        read_at: draft.read_at.unwrap_or_default(),
        message: beside.message,
    })
}

/// `GET /staff/datasets/{slug}/edit`
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, Problem> {
    visitor.require(May::Publish)?;
    let draft = site.app.draft(&slug).await?;
    let language = shown.language(&visitor.speech);
    Ok(page(&site, &visitor, language, &draft, Beside::default()))
}

/// `POST /staff/datasets/{slug}/edit`: keeps the draft.
pub(super) async fn save(
    State(site): State<Site>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    visitor.require(May::Publish)?;
    let field = |name: &str| {
        let found = form.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let language = Language::of_tag(field("language")).unwrap_or(visitor.speech.language());
    let mut draft = site.app.draft(&slug).await?;
    let visitor = visitor.at(format!("{PATH}/{slug}/edit?language={}", language.tag()));
    // Somebody else may have written since this page was shown.
    if field("read_at") != draft.read_at.unwrap_or_default().to_string() {
        let beside = Beside {
            message: ("bad", "staff-wrong-changed"),
            ..Beside::default()
        };
        let page = page(&site, &visitor, language, &draft, beside);
        return Ok((StatusCode::CONFLICT, page).into_response());
    }
    let edit = edit(&form);
    let faults = draft.apply(&edit, language.tag());
    let by = &visitor.member.id;
    let mut unit = Unit::new();
    site.app.keep_draft(&mut unit, &draft, Some(by))?;
    site.staff.note(
        &mut unit,
        ORGANISATION,
        visitor.actor(),
        DRAFTED,
        Some(&slug),
    )?;
    site.staff.commit(unit).await?;
    if faults.is_empty() {
        let next = Language::of_tag(field("next_language")).unwrap_or(language);
        let to = format!("{PATH}/{slug}/edit?language={}", next.tag());
        return Ok(Redirect::to(&to).into_response());
    }
    let draft = site.app.draft(&slug).await?;
    let new = if faults.is_empty() {
        AttributeEdit::default()
    } else {
        edit.new
    };
    let beside = Beside {
        faults,
        new,
        message: ("warning", "editor-partly"),
    };
    let page = page(&site, &visitor, language, &draft, beside);
    Ok((StatusCode::BAD_REQUEST, page).into_response())
}

/// `POST /staff/datasets/{slug}/drop`: gives the draft up.
pub(super) async fn give_up(
    State(site): State<Site>,
    visitor: Visitor,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    visitor.require(May::Publish)?;
    let mut unit = Unit::new();
    unit.drop_draft(&slug);
    site.staff.note(
        &mut unit,
        ORGANISATION,
        visitor.actor(),
        DROPPED,
        Some(&slug),
    )?;
    site.staff.commit(unit).await?;
    Ok(Redirect::to(&format!("{PATH}/{slug}")).into_response())
}

/// Publishes a draft, as it was read, and puts it in effect.
async fn put_in_effect(site: &Site, draft: &Draft, by: Actor<'_>) -> Result<(), Problem> {
    let who = match by {
        Actor::Member(id) => Some(id),
        Actor::Administration => None,
    };
    let mut unit = Unit::new();
    site.app.publish_draft(&mut unit, draft, who)?;
    let said = format!("{} {}", draft.dataset.id, draft.dataset.version);
    site.staff
        .note(&mut unit, ORGANISATION, by, PUBLISHED, Some(&said))?;
    site.staff.commit(unit).await.map_err(|error| match error {
        StaffError::Changed => Problem::from(StaffError::Changed),
        error => error.into(),
    })?;
    site.app.renew_offer().await.map_err(|error| {
        tracing::error!(%error, "a published version cannot be put in effect");
        Problem::new(protocol::problem::ProblemName::Internal)
    })
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Publishing {
    read_at: i64,
}

/// `POST /staff/datasets/{slug}/publish`
pub(super) async fn publish(
    State(site): State<Site>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Form(form): Form<Publishing>,
) -> Result<Response, Problem> {
    visitor.require(May::Publish)?;
    let draft = site.app.draft(&slug).await?;
    let refused = if draft.read_at == Some(form.read_at) {
        match put_in_effect(&site, &draft, visitor.actor()).await {
            Ok(()) => return Ok(Redirect::to(&format!("{PATH}/{slug}")).into_response()),
            Err(problem) if problem.status().is_client_error() => problem.status(),
            Err(problem) => return Err(problem),
        }
    } else {
        StatusCode::CONFLICT
    };
    let message = match refused {
        StatusCode::CONFLICT => ("bad", "staff-wrong-changed"),
        _ => ("bad", "editor-not-published"),
    };
    let language = visitor.speech.language();
    let visitor = visitor.at(format!("{PATH}/{slug}/edit"));
    let draft = site.app.draft(&slug).await?;
    let beside = Beside {
        message,
        ..Beside::default()
    };
    let page = page(&site, &visitor, language, &draft, beside);
    Ok((refused, page).into_response())
}

/// A new version of a dataset.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewVersion {
    /// Its description, as `[[connector.dataset]]` has it; its version is one more than the one in effect.
    #[schema(value_type = Object)]
    description: DatasetConfig,
}

/// Publish a new version of a dataset; it takes effect at once. A draft that was begun is replaced by it.
#[utoipa::path(post, path = "/api/v1/datasets/{id}/versions", tag = "source", params(("id" = String, Path)),
    request_body = NewVersion, security(("staff" = []), ("admin" = [])),
    responses((status = 201), (status = 400, description = "what the start would say"), (status = 403), (status = 404),
        (status = 409, description = "another version came in between")))]
pub(super) async fn api_publish(
    State(site): State<Site>,
    caller: Caller,
    Path(id): Path<String>,
    Json(new): Json<NewVersion>,
) -> Result<StatusCode, Problem> {
    caller.require(May::Publish)?;
    let mut draft = site.app.draft(&id).await?;
    let wrong = |detail: String| {
        Problem::new(protocol::problem::ProblemName::InvalidRequest).detail(detail)
    };
    if new.description.id != id {
        return Err(wrong(format!("`description.id` is not `{id}`")));
    }
    if new.description.version != draft.dataset.version {
        return Err(wrong(format!(
            "`description.version`: the next version is {}",
            draft.dataset.version
        )));
    }
    draft.dataset = new.description;
    let by = match caller.actor() {
        Actor::Member(id) => Some(id),
        Actor::Administration => None,
    };
    if let Some(fault) = site.app.faults_of(&draft.dataset) {
        return Err(wrong(fault));
    }
    let mut unit = Unit::new();
    site.app.keep_draft(&mut unit, &draft, by)?;
    site.staff.commit(unit).await?;
    let draft = site.app.draft(&id).await?;
    put_in_effect(&site, &draft, caller.actor()).await?;
    Ok(StatusCode::CREATED)
}

//! The intended uses of a service: what is published, in which versions, and what is worked on.
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use permission::IntendedUse;
use serde_json::json;
use web::language::{Language, Speech};
use web::page::{Shell, render};
use web::problem::{Problem, ProblemName};
use web::staff::{May, Visitor};

use super::super::Site;
use super::{Desk, Fields};
use crate::Error;
use crate::clock::rfc3339;
use crate::intended_uses::form::Entered as _;
use crate::intended_uses::{Draft, DraftState, Publication};

#[derive(askama::Template)]
#[template(path = "staff/service/uses.html")]
struct UsesPage<'a> {
    shell: Shell<'a>,
    desk: Desk,
    published: Vec<Published>,
    drafts: Vec<DraftRow>,
    may_publish: bool,
    /// The message that says what was wrong with the form; empty at first.
    error: &'static str,
}

struct Published {
    id: String,
    title: String,
    version: u32,
    languages: String,
}

struct DraftRow {
    id: String,
    tone: &'static str,
    state: &'static str,
}

/// In what tone and words a draft's state is shown.
pub(super) fn state_of(draft: &Draft) -> (&'static str, &'static str) {
    match draft.state {
        DraftState::Draft => ("neutral", "draft-state-draft"),
        DraftState::Submitted => ("warning", "draft-state-submitted"),
        DraftState::Refused => ("bad", "draft-state-refused"),
    }
}

/// The languages in which people read a use, as the visitor calls them.
fn languages(intended_use: &IntendedUse, speech: &Speech) -> String {
    let names = intended_use.notice.languages().map(|tag| {
        Language::of_tag(tag).map_or_else(|| tag.to_owned(), |one| one.name().to_owned())
    });
    speech.list(names)
}

impl Site {
    async fn uses_page(
        &self,
        visitor: &Visitor,
        desk: Desk,
        error: &'static str,
    ) -> Result<Response, Problem> {
        let speech = &visitor.speech;
        let newest = self.operator.newest_uses_of(&desk.id).await?;
        let published = newest.iter().map(|one| Published {
            id: one.id.to_string(),
            title: one.title.get(speech.tag()).to_owned(),
            version: one.version,
            languages: languages(one, speech),
        });
        let drafts = self.operator.drafts(&desk.id).await?;
        let drafts = drafts.into_iter().map(|draft| {
            let (tone, state) = state_of(&draft);
            DraftRow {
                id: draft.id,
                tone,
                state,
            }
        });
        Ok(render(&UsesPage {
            shell: self
                .staff
                .shell(speech.say("service-page-uses"), visitor, "/staff"),
            published: published.collect(),
            drafts: drafts.collect(),
            may_publish: visitor.may(May::Publish),
            desk,
            error,
        }))
    }
}

/// `GET /staff/services/{service}/uses`
pub(super) async fn list(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
) -> Result<Response, Problem> {
    let (_, desk) = site.own(&visitor, &service, May::Look, "/uses").await?;
    site.uses_page(&visitor, desk, "").await
}

/// `POST /staff/services/{service}/uses`: begins a draft of a use that is new.
pub(super) async fn begin(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let (_, desk) = site.own(&visitor, &service, May::Publish, "/uses").await?;
    let fields = Fields::read(&body);
    let id = fields.text("id").to_owned();
    let actor = site.actor(&visitor);
    let begun = site
        .operator
        .save_draft(&desk.id, &id, json!({}), None, actor);
    match begun.await {
        Ok(_) => Ok(Redirect::to(&desk.path(&format!("/uses/{id}/draft"))).into_response()),
        Err(Error::Invalid { .. } | Error::Conflict(_)) => {
            let visitor = visitor.at(desk.path("/uses"));
            site.uses_page(&visitor, desk, "uses-id-wrong").await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(askama::Template)]
#[template(path = "staff/service/use.html")]
struct UsePage<'a> {
    shell: Shell<'a>,
    desk: Desk,
    id: String,
    versions: Vec<Version>,
    draft: Option<DraftRow>,
    may_publish: bool,
}

struct Version {
    number: u32,
    published_at: String,
    texts: Vec<VersionText>,
}

/// What people read of a version in one language.
struct VersionText {
    tag: String,
    language: String,
    title: String,
    notice: String,
    consequences: String,
}

/// `GET /staff/services/{service}/uses/{id}`
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path((service, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (_, desk) = site.own(&visitor, &service, May::Look, "/uses").await?;
    let versions = site.operator.versions_of_use(&desk.id, &id).await?;
    let drafts = site.operator.drafts(&desk.id).await?;
    let draft = drafts.into_iter().find(|draft| draft.id == id);
    let texts = |one: &IntendedUse| {
        let text = |tag: &str| VersionText {
            tag: tag.to_owned(),
            language: Language::of_tag(tag)
                .map_or_else(|| tag.to_owned(), |language| language.name().to_owned()),
            title: one.title.get(tag).to_owned(),
            notice: one.notice.get(tag).to_owned(),
            consequences: one.consequences_of_refusal.get(tag).to_owned(),
        };
        one.notice.languages().map(text).collect()
    };
    let title = versions
        .first()
        .map_or("", |(newest, _)| newest.title.get(visitor.speech.tag()))
        .to_owned();
    let versions = versions.iter().map(|(one, at)| Version {
        number: one.version,
        published_at: rfc3339(*at),
        texts: texts(one),
    });
    Ok(render(&UsePage {
        shell: site.staff.shell(title, &visitor, "/staff"),
        versions: versions.collect(),
        draft: draft.map(|draft| {
            let (tone, state) = state_of(&draft);
            DraftRow {
                id: draft.id,
                tone,
                state,
            }
        }),
        may_publish: visitor.may(May::Publish),
        desk,
        id,
    }))
}

/// `POST /staff/services/{service}/uses/{id}/begin`: begins a draft with what the newest version says.
pub(super) async fn renew(
    State(site): State<Site>,
    visitor: Visitor,
    Path((service, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (_, desk) = site.own(&visitor, &service, May::Publish, "/uses").await?;
    let versions = site.operator.versions_of_use(&desk.id, &id).await?;
    let newest = versions.first().map(|(newest, _)| json!(newest));
    let actor = site.actor(&visitor);
    let begun = site
        .operator
        .save_draft(&desk.id, &id, newest.unwrap_or(json!({})), None, actor);
    match begun.await {
        // There is one already: that is worked on.
        Ok(_) | Err(Error::Conflict(_)) => {
            Ok(Redirect::to(&desk.path(&format!("/uses/{id}/draft"))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /staff/services/{service}/uses/{id}/{act}`: publish, recall or discard a draft.
pub(super) async fn act(
    State(site): State<Site>,
    visitor: Visitor,
    Path((service, id, act)): Path<(String, String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    let (_, desk) = site.own(&visitor, &service, May::Publish, "/uses").await?;
    let (operator, actor) = (&site.operator, site.actor(&visitor));
    let page = desk.path(&format!("/uses/{id}"));
    let done = match act.as_str() {
        "publish" => {
            let revision = Fields::read(&body).number("revision").unwrap_or(0);
            match operator.publish_draft(&desk.id, &id, revision, actor).await {
                Ok(Publication::Published { .. }) => Ok(page.clone()),
                Ok(Publication::Submitted) => Ok(format!("{page}/draft?done=submitted")),
                Err(error) => Err(error),
            }
        }
        "recall" => {
            let recalled = operator.recall_draft(&desk.id, &id, actor).await;
            recalled.map(|_| format!("{page}/draft?done=recalled"))
        }
        "discard" => {
            let removed = operator.remove_draft(&desk.id, &id).await;
            removed.map(|()| desk.path("/uses"))
        }
        _ => return Err(Problem::new(ProblemName::NotFound)),
    };
    match done {
        Ok(next) => Ok(Redirect::to(&next).into_response()),
        // It was changed meanwhile, or is not complete: the draft's page says which.
        Err(Error::Conflict(_) | Error::Invalid { .. }) => {
            Ok(Redirect::to(&format!("{page}/draft")).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

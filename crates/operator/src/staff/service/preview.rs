//! What a person will read of a draft: the page of a request itself, with its buttons switched off.
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use web::language::Language;
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{May, Visitor};

use super::super::Site;
use super::Desk;
use crate::Error;
use crate::intended_uses::{Draft, DraftState};
use crate::permissions::asked::{Asking, asked};
use crate::self_access::preview::Previews;

#[derive(askama::Template)]
#[template(path = "staff/service/preview.html")]
struct PreviewPage<'a> {
    shell: Shell<'a>,
    desk: Desk,
    draft: &'a Draft,
    /// What a person reads, in their language, unless the draft is not complete enough: title, language and page.
    shown: Option<(String, String, String)>,
    languages: Vec<(&'static str, &'static str, bool)>,
    may_publish: bool,
}

/// In which language.
#[derive(Debug, Deserialize)]
pub(super) struct In {
    language: Option<String>,
}

/// `GET /staff/services/{service}/uses/{id}/preview`
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path((service, id)): Path<(String, String)>,
    Query(query): Query<In>,
) -> Result<Response, Problem> {
    let (_, desk) = site.own(&visitor, &service, May::Look, "/uses").await?;
    let draft = site.operator.draft(&desk.id, &id).await?;
    let named = query.language.as_deref().and_then(Language::of_tag);
    let language = named.unwrap_or(visitor.speech.language());
    let view = site
        .operator
        .preview_draft(&desk.id, &id, language.tag())
        .await;
    let shown = match view {
        Ok(what) => {
            let speech = site.operator.speech(language.tag());
            let brand = &site.operator.config.brand;
            let shell = Shell::speaking(brand, what.title.as_str(), speech);
            let page = asked(&shell, &what, &Previews::default(), Asking::Preview)?;
            Some((what.title.clone(), what.language.clone(), page))
        }
        Err(Error::Invalid { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let languages = Language::ALL.map(|one| (one.tag(), one.name(), one == language));
    Ok(render(&PreviewPage {
        shell: site
            .staff
            .shell(visitor.speech.say("preview-title"), &visitor, "/staff"),
        may_publish: visitor.may(May::Publish) && draft.state != DraftState::Submitted,
        languages: languages.to_vec(),
        desk,
        draft: &draft,
        shown,
    }))
}

//! The pages of a person's standing rules. All of them work without JavaScript.
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use serde::Deserialize;
use web::page::{Shell, asset_url, render};
use web::problem::{Problem, ProblemName};

use super::UseHere;
use super::draft::Draft;
use super::effects::EffectView;
use super::options::{Options, names_of_organisations};
use super::words::{RuleView, Words};
use crate::pages::{Site, Visitor, kept};
use crate::{Error, Result};

/// The page with the form for a new rule.
const NEW_PAGE: &str = "/rules/new";

async fn words<'a>(site: &Site, visitor: &'a Visitor, uses: &[UseHere]) -> Result<Words<'a>> {
    Ok(Words {
        speech: &visitor.speech,
        sources: site.operator.known_sources().await?,
        organisations: names_of_organisations(uses),
    })
}

#[derive(askama::Template)]
#[template(path = "rules.html")]
struct ListPage<'a> {
    shell: Shell<'a>,
    rules: Vec<RuleView>,
    /// A rule was saved just now.
    saved: bool,
    /// The rule that was removed just now, and can be made again.
    removed: Option<String>,
    /// The request that a rule was made from, if it waits.
    waiting: Option<String>,
}

/// What is said above the list.
#[derive(Debug, Deserialize)]
pub(crate) struct Said {
    saved: Option<String>,
    removed: Option<String>,
    request: Option<String>,
}

/// `GET /rules`
pub(crate) async fn list(
    State(site): State<Site>,
    visitor: Visitor,
    Query(said): Query<Said>,
) -> Result<Response, Problem> {
    let (operator, account) = (&site.operator, &visitor.person.id);
    let words = words(&site, &visitor, &operator.uses_here().await?).await?;
    let rules = operator.rules_of(account).await?;
    let removed = match said.removed {
        Some(id) if operator.ended_rule(account, &id).await?.is_some() => Some(id),
        _ => None,
    };
    let waiting = match said.request {
        Some(id) if operator.waits(account, &id).await => Some(id),
        _ => None,
    };
    Ok(render(&ListPage {
        shell: site.shell(visitor.speech.say("rules-title"), &visitor, "/rules"),
        rules: rules.iter().map(|rule| words.rule(rule)).collect(),
        saved: said.saved.is_some(),
        removed,
        waiting,
    }))
}

/// A rule that has been looked at before it is saved.
struct Looked {
    rule: RuleView,
    effects: Vec<EffectView>,
}

#[derive(askama::Template)]
#[template(path = "rule.html")]
struct DraftPage<'a> {
    shell: Shell<'a>,
    draft: Draft,
    options: Options,
    looked: Option<Looked>,
    /// The message that says what does not fit; empty where all does.
    error: &'static str,
    /// The field that it is about.
    field: String,
    script: String,
}

impl DraftPage<'_> {
    /// Whether the rarely used conditions are shown at once: where one of them is chosen or does not fit.
    fn more(&self) -> bool {
        self.draft.has_more() || self.field == "opens"
    }

    /// The message about a field, where it is the one that does not fit.
    fn wrong(&self, field: &str) -> String {
        if self.field == field {
            self.shell.say(self.error).into()
        } else {
            String::new()
        }
    }
}

const WRONG: &[(&str, &str)] = &[
    ("effect", "rules-wrong-effect"),
    ("keep", "rules-wrong-keep"),
    ("until", "rules-wrong-until"),
    ("opens", "rules-wrong-hours"),
];

fn message_about(field: &str) -> &'static str {
    let known = WRONG.iter().find(|(name, _)| *name == field);
    known.map_or("error-choice", |(_, message)| message)
}

/// The form, with what the rule in it would do; or with what does not fit.
async fn draft_page(
    site: &Site,
    visitor: Visitor,
    draft: Draft,
    refused: Option<Error>,
    look: bool,
) -> Result<Response, Problem> {
    let visitor = visitor.at(NEW_PAGE.to_owned());
    let (operator, account) = (&site.operator, &visitor.person.id);
    let uses = operator.uses_here().await?;
    let words = words(site, &visitor, &uses).await?;
    let (mut looked, mut error, mut field) = (None, "", String::new());
    let rule = draft.rule(&operator.config.brand.zone(), operator.clock.now());
    match (refused, rule) {
        (None, Ok(rule)) if look => {
            let language = visitor.speech.tag();
            looked = Some(Looked {
                effects: operator.effects_of(account, &rule, &uses, language).await?,
                rule: words.rule(&rule),
            });
        }
        (Some(Error::Conflict(_)), _) => error = "rules-wrong-many",
        (Some(Error::Invalid { what, .. }), _) | (None, Err(Error::Invalid { what, .. }))
            if look =>
        {
            error = message_about(&what);
            field = what;
        }
        _ => {}
    }
    let options = operator
        .rule_options(account, &draft, &uses, &words)
        .await?;
    Ok(render(&DraftPage {
        shell: site.shell(visitor.speech.say("rules-new-title"), &visitor, "/rules"),
        draft,
        options,
        looked,
        error,
        field,
        script: asset_url("choices.js"),
    }))
}

/// What a rule begins with.
#[derive(Debug, Deserialize)]
pub(crate) struct Beginning {
    request: Option<String>,
    effect: Option<String>,
}

/// `GET /rules/new`: empty, or for requests like one.
pub(crate) async fn begin(
    State(site): State<Site>,
    visitor: Visitor,
    Query(beginning): Query<Beginning>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(entered) = kept::entered(&site, &headers, NEW_PAGE) {
        let page = draft_page(&site, visitor, Draft::read(&entered), None, true).await?;
        return Ok(kept::shown(&site, page));
    }
    let Some(request) = beginning.request else {
        return draft_page(&site, visitor, Draft::default(), None, false).await;
    };
    let effect = beginning.effect.unwrap_or_default();
    if !["allow", "deny"].contains(&effect.as_str()) {
        return Err(Problem::new(ProblemName::NotFound));
    }
    let operator = &site.operator;
    let (_, intended_use) = operator.own_request(&visitor.person.id, &request).await?;
    let draft = Draft::like(&intended_use, &effect, &request);
    draft_page(&site, visitor, draft, None, true).await
}

/// `POST /rules/preview`: nothing is saved.
pub(crate) async fn preview(
    State(site): State<Site>,
    visitor: Result<Visitor, Response>,
    body: Bytes,
) -> Result<Response, Problem> {
    let visitor = match kept::or_login(visitor, &site, NEW_PAGE, &body) {
        Ok(visitor) => visitor,
        Err(login) => return Ok(*login),
    };
    draft_page(&site, visitor, Draft::read(&body), None, true).await
}

/// `POST /rules`
pub(crate) async fn save(
    State(site): State<Site>,
    visitor: Result<Visitor, Response>,
    body: Bytes,
) -> Result<Response, Problem> {
    let visitor = match kept::or_login(visitor, &site, NEW_PAGE, &body) {
        Ok(visitor) => visitor,
        Err(login) => return Ok(*login),
    };
    let operator = &site.operator;
    let draft = Draft::read(&body);
    let saved = match draft.rule(&operator.config.brand.zone(), operator.clock.now()) {
        Ok(rule) => operator.save_rule(&visitor.person.id, rule).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(saved) => {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.append_pair("saved", &saved.id);
            if !draft.request.is_empty() {
                query.append_pair("request", &draft.request);
            }
            Ok(Redirect::to(&format!("/rules?{}", query.finish())).into_response())
        }
        Err(error @ (Error::Invalid { .. } | Error::Conflict(_))) => {
            draft_page(&site, visitor, draft, Some(error), true).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /rules/{id}/remove`
pub(crate) async fn remove(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    site.operator.end_rule(&visitor.person.id, &id).await?;
    Ok(Redirect::to(&format!("/rules?removed={id}")).into_response())
}

/// `POST /rules/{id}/again`: a rule that was removed is made once more, with the same words.
pub(crate) async fn again(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (operator, account) = (&site.operator, &visitor.person.id);
    let ended = operator.ended_rule(account, &id).await?;
    let rule = ended.ok_or_else(|| Error::unknown("rule", &id))?;
    let saved = operator.save_rule(account, rule).await?;
    Ok(Redirect::to(&format!("/rules?saved={}", saved.id)).into_response())
}

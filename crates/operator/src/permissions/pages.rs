//! A person's pages: a request, permissions.
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use http::header::CONTENT_SECURITY_POLICY;
use permission::Means;
use serde::Deserialize;
use web::page::{Fact, Shell, render};
use web::problem::{Problem, ProblemName};

use super::api::{PAGE, key};
use super::asked::{Asking, asked};
use super::decisions::Wish;
use super::facts::facts;
use super::force::InForce;
use super::view::{PermissionSummary, PermissionView, RequestView, UseView};
use crate::Error;
use crate::access_log::{AccessView, Filter};
use crate::pages::{Site, Visitor, kept};
use crate::self_access::preview::Previews;

/// Entries of the log on a permission's page.
const RECENT: u32 = 10;

/// Which page of the list.
#[derive(Debug, Deserialize)]
pub(crate) struct Before {
    before: Option<String>,
}

#[derive(askama::Template)]
#[template(path = "permissions.html")]
struct ListPage<'a> {
    shell: Shell<'a>,
    permissions: Vec<PermissionSummary>,
    newest: &'static str,
    older: String,
}

/// The address of the next page of a list, if there is one; `path` may have a query.
pub(crate) fn older(path: &str, next: Option<String>) -> String {
    next.map_or_else(String::new, |next| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("before", &next)
            .finish();
        let joint = if path.contains('?') { '&' } else { '?' };
        format!("{path}{joint}{query}")
    })
}

/// `GET /permissions`
pub(crate) async fn list(
    State(site): State<Site>,
    visitor: Visitor,
    Query(query): Query<Before>,
) -> Result<Response, Problem> {
    let (at, id) = key(query.before.as_deref())?;
    let (permissions, next) = site
        .operator
        .permission_summaries(&visitor.person.id, (at, &id), PAGE, visitor.speech.tag())
        .await?;
    let title = visitor.speech.say("permissions-title");
    Ok(render(&ListPage {
        shell: site.shell(title, &visitor, "/permissions"),
        permissions,
        newest: query.before.map_or("", |_| "/permissions"),
        older: older("/permissions", next),
    }))
}

#[derive(askama::Template)]
#[template(path = "request.html")]
struct RequestPage<'a> {
    shell: Shell<'a>,
    request: &'a RequestView,
    /// What the browser can show of the person's own values.
    previews: &'a Previews,
    /// The use, as it is shown before a decision.
    asked: String,
    /// The message that says what was wrong with the form; empty at first.
    error: &'static str,
}

async fn request_page(
    site: &Site,
    visitor: &Visitor,
    request: &RequestView,
    error: &'static str,
) -> Result<Response, Problem> {
    let account = &visitor.person.id;
    let previews = site.operator.previews(account, &request.what).await?;
    let shell = site.shell(request.what.title.as_str(), visitor, "");
    let asking = if request.status == "waiting" {
        Asking::Waiting(&request.id)
    } else {
        Asking::Over
    };
    let mut page = render(&RequestPage {
        asked: asked(&shell, &request.what, &previews, asking)?,
        shell,
        request,
        previews: &previews,
        error,
    });
    if previews.any() && request.status == "waiting" {
        page.headers_mut()
            .insert(CONTENT_SECURITY_POLICY, previews.policy()?);
    }
    Ok(page)
}

/// `GET /requests/{id}`
pub(crate) async fn request(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let language = Some(visitor.speech.tag());
    let account = &visitor.person.id;
    let mut request = site.operator.request_view(account, &id, language).await?;
    let entered = kept::entered(&site, &headers, &format!("/requests/{id}"));
    if let Some(entered) = &entered {
        choose(&mut request.what, entered);
    }
    let page = request_page(&site, &visitor, &request, "").await?;
    Ok(match entered {
        Some(_) => kept::shown(&site, page),
        None => page,
    })
}

/// Turns on what a form had turned on, and nothing else.
fn choose(what: &mut UseView, form: &[u8]) {
    let chosen = values(form, "optional");
    for attribute in what.datasets.iter_mut().flat_map(|one| &mut one.optional) {
        attribute.permitted = chosen.contains(&attribute.name);
    }
}

/// The values of a form's field.
fn values(body: &[u8], name: &str) -> Vec<String> {
    let pairs = url::form_urlencoded::parse(body);
    pairs
        .filter(|(field, _)| field == name)
        .map(|(_, value)| value.into_owned())
        .collect()
}

/// `POST /requests/{id}`
pub(crate) async fn decide(
    State(site): State<Site>,
    visitor: Result<Visitor, Response>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let visitor = match kept::or_login(visitor, &site, &format!("/requests/{id}"), &body) {
        Ok(visitor) => visitor,
        Err(login) => return Ok(*login),
    };
    let (operator, account) = (&site.operator, &visitor.person.id);
    let decision = values(&body, "decision")
        .into_iter()
        .next()
        .unwrap_or_default();
    let decided = match decision.as_str() {
        "grant" => {
            let wish = Wish {
                optional: values(&body, "optional"),
                days: wished_days(&body)?,
                language: read_in(&body)?,
            };
            operator.grant(account, &id, &wish, &Means::Page).await
        }
        "decline" => operator.decline(account, &id, &Means::Page).await,
        other => {
            return Err(Error::invalid(
                "decision",
                format!("`{other}` is neither `grant` nor `decline`"),
            )
            .into());
        }
    };
    match decided {
        Ok(_) => Ok(Redirect::to(&format!("/requests/{id}")).into_response()),
        // What was chosen does not fit: said on the page, nothing is lost.
        Err(error @ Error::Invalid { .. }) => {
            tracing::debug!(%error, "a choice does not fit its request");
            let language = Some(visitor.speech.tag());
            let request = operator.request_view(account, &id, language).await?;
            request_page(&site, &visitor, &request, "error-choice").await
        }
        Err(error) => Err(error.into()),
    }
}

/// The language in which the form's page showed the notice: it becomes part of the permission's event.
fn read_in(body: &[u8]) -> Result<Option<String>, Error> {
    let Some(tag) = values(body, "language").into_iter().next() else {
        return Ok(None);
    };
    if crate::accounts::locale_or_english(&tag) == tag {
        return Ok(Some(tag));
    }
    Err(Error::invalid(
        "language",
        format!("`{tag}` is no language tag"),
    ))
}

fn wished_days(body: &[u8]) -> Result<Option<u32>, Error> {
    match values(body, "days")
        .into_iter()
        .find(|text| !text.is_empty())
    {
        None => Ok(None),
        Some(text) => text
            .parse()
            .map(Some)
            .map_err(|_| Error::invalid("days", format!("`{text}` is no number of days"))),
    }
}

#[derive(askama::Template)]
#[template(path = "permission.html")]
struct PermissionPage<'a> {
    shell: Shell<'a>,
    permission: &'a PermissionView,
    facts: Vec<Fact>,
    in_force: &'a InForce,
    recent: Vec<AccessView>,
    /// The message that says what was wrong with the form; empty at first.
    error: &'static str,
}

impl PermissionPage<'_> {
    fn is(&self, states: &[&str]) -> bool {
        states.contains(&self.permission.summary.state.as_str())
    }
}

async fn permission_page(
    site: &Site,
    visitor: &Visitor,
    id: &str,
    entered: Option<&[u8]>,
    error: &'static str,
) -> Result<Response, Problem> {
    let (operator, speech) = (&site.operator, &visitor.speech);
    let person = &visitor.person;
    let mut permission = operator
        .permission_view(&person.id, id, Some(speech.tag()))
        .await?;
    if let Some(entered) = entered
        && permission.summary.state == "granted"
    {
        choose(&mut permission.what, entered);
    }
    let in_force = operator
        .in_force(&operator.held(&person.id, id).await?)
        .await?;
    let filter = Filter {
        permission: id.to_owned(),
        ..Filter::default()
    };
    let (recent, _) = operator
        .access_log(&person.id, &filter, RECENT, speech)
        .await?;
    Ok(render(&PermissionPage {
        shell: site.shell(permission.summary.title.as_str(), visitor, ""),
        facts: facts(&permission.what, speech),
        in_force: &in_force,
        permission: &permission,
        recent,
        error,
    }))
}

/// `GET /permissions/{id}`
pub(crate) async fn permission(
    State(site): State<Site>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let entered = kept::entered(&site, &headers, &format!("/permissions/{id}"));
    let page = permission_page(&site, &visitor, &id, entered.as_deref(), "").await?;
    Ok(match entered {
        Some(_) => kept::shown(&site, page),
        None => page,
    })
}

/// `POST /permissions/{id}/{act}`
pub(crate) async fn act(
    State(site): State<Site>,
    visitor: Result<Visitor, Response>,
    Path((id, act)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    // Only the form about the choice holds something that could be lost.
    let form = if act == "amend" { &body[..] } else { &[] };
    let visitor = match kept::or_login(visitor, &site, &format!("/permissions/{id}"), form) {
        Ok(visitor) => visitor,
        Err(login) => return Ok(*login),
    };
    let (operator, account) = (&site.operator, &visitor.person.id);
    let wish = Wish {
        optional: values(&body, "optional"),
        days: wished_days(&body)?,
        language: read_in(&body)?,
    };
    let done = match act.as_str() {
        "amend" => operator.amend(account, &id, &wish, &Means::Page).await,
        "suspend" => operator.suspend(account, &id, &Means::Page).await,
        "resume" => operator.resume(account, &id, &Means::Page).await,
        "renew" => operator.renew(account, &id, &wish, &Means::Page).await,
        "withdraw" => operator.withdraw(account, &id, &Means::Page).await,
        _ => return Err(Problem::new(ProblemName::NotFound)),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/permissions/{id}")).into_response()),
        Err(error @ (Error::Invalid { .. } | Error::Conflict(_))) => {
            let message = match error {
                Error::Conflict(_) => "error-changed",
                _ => "error-choice",
            };
            let visitor = visitor.at(format!("/permissions/{id}"));
            permission_page(&site, &visitor, &id, None, message).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /permissions/{id}/receipts/{version}`
pub(crate) async fn receipt(
    State(site): State<Site>,
    visitor: Visitor,
    Path((id, version)): Path<(String, u32)>,
) -> Result<Response, Problem> {
    let receipt = site
        .operator
        .receipt(&visitor.person.id, &id, version)
        .await?;
    Ok(super::receipts::download(&id, version, receipt))
}

//! A person's pages: home, a request, permissions.
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use permission::Means;
use serde::Deserialize;
use web::page::{Shell, render};
use web::problem::{Problem, ProblemName};

use super::api::{PAGE, key};
use super::decisions::Wish;
use super::force::InForce;
use super::view::{
    PermissionSummary, PermissionView, RequestSummary, RequestView, days, state_word,
};
use crate::Error;
use crate::access_log::words::{enumeration, minute};
use crate::access_log::{AccessView, Filter};
use crate::pages::{Site, Visitor};

/// Entries of the log on the home page.
const LATELY: u32 = 5;
/// Entries of the log on a permission's page.
const RECENT: u32 = 10;

#[derive(askama::Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    shell: Shell<'a>,
    requests: Vec<RequestSummary>,
    permissions: Vec<PermissionSummary>,
    more: bool,
    lately: Vec<AccessView>,
}

/// `GET /`
pub(crate) async fn home(
    State(site): State<Site>,
    Visitor(person): Visitor,
) -> Result<Response, Problem> {
    let operator = &site.operator;
    let requests = operator
        .request_summaries(&person.id, &person.locale)
        .await?;
    let (permissions, next) = operator
        .permission_summaries(&person.id, (i64::MAX, ""), PAGE, &person.locale)
        .await?;
    let (lately, _) = operator
        .access_log(&person.id, &Filter::default(), LATELY, &person.locale)
        .await?;
    Ok(render(&HomePage {
        shell: site.shell("Your data, your decisions", Some(&person), "/"),
        requests,
        permissions,
        more: next.is_some(),
        lately,
    }))
}

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
    next: Option<String>,
}

/// `GET /permissions`
pub(crate) async fn list(
    State(site): State<Site>,
    Visitor(person): Visitor,
    Query(query): Query<Before>,
) -> Result<Response, Problem> {
    let (at, id) = key(query.before.as_deref())?;
    let (permissions, next) = site
        .operator
        .permission_summaries(&person.id, (at, &id), PAGE, &person.locale)
        .await?;
    let shell = site.shell("Permissions", Some(&person), "/permissions");
    Ok(render(&ListPage {
        shell,
        permissions,
        next,
    }))
}

#[derive(askama::Template)]
#[template(path = "request.html")]
struct RequestPage<'a> {
    shell: Shell<'a>,
    request: &'a RequestView,
    facts: Vec<(&'static str, String)>,
    error: &'a str,
}

/// What a person should know of a use beside its data.
fn facts(view: &super::view::UseView) -> Vec<(&'static str, String)> {
    let join = |parts: &[String]| enumeration(parts.iter().cloned());
    let labels = |terms: &[super::view::TermView]| {
        enumeration(terms.iter().map(|term| term.label.to_lowercase()))
    };
    let mut facts = vec![
        (
            "Who asks",
            format!("{}, for {}", view.organisation, view.service),
        ),
        ("What for", labels(&view.purposes)),
        ("What is done with the data", labels(&view.processing)),
        ("For how long at most", days(view.longest_days)),
        ("Kept by the service for", days(view.retention_days)),
    ];
    facts.push((
        "Who else gets it",
        if view.recipients.is_empty() {
            "nobody".to_owned()
        } else {
            join(&view.recipients)
        },
    ));
    if !view.storage_locations.is_empty() {
        facts.push(("Where it is kept", join(&view.storage_locations)));
    }
    if !view.third_countries.is_empty() {
        facts.push((
            "Countries outside the EEA it goes to",
            join(&view.third_countries),
        ));
    }
    if view.automated_decisions {
        facts.push(("Decisions", "are made by machines alone".to_owned()));
    }
    facts.push(("Legal basis", view.legal_basis.label.clone()));
    if !view.consequences_of_refusal.is_empty() {
        facts.push(("If you say no", view.consequences_of_refusal.clone()));
    }
    if let Some(contact) = &view.contact {
        facts.push(("Contact", contact.clone()));
    }
    facts
}

fn request_page(
    site: &Site,
    person: &crate::accounts::Person,
    request: &RequestView,
    error: &str,
) -> Response {
    let shell = site.shell(&request.what.title, Some(person), "");
    render(&RequestPage {
        shell,
        request,
        facts: facts(&request.what),
        error,
    })
}

/// `GET /requests/{id}`
pub(crate) async fn request(
    State(site): State<Site>,
    Visitor(person): Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let request = site.operator.request_view(&person.id, &id, None).await?;
    Ok(request_page(&site, &person, &request, ""))
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
    Visitor(person): Visitor,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let operator = &site.operator;
    let decision = values(&body, "decision")
        .into_iter()
        .next()
        .unwrap_or_default();
    let decided = match decision.as_str() {
        "grant" => {
            let language = operator
                .request_view(&person.id, &id, None)
                .await?
                .what
                .language;
            let wish = Wish {
                optional: values(&body, "optional"),
                days: wished_days(&body)?,
                language: Some(language),
            };
            operator.grant(&person.id, &id, &wish, Means::Page).await
        }
        "decline" => operator.decline(&person.id, &id, Means::Page).await,
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
            let request = operator.request_view(&person.id, &id, None).await?;
            Ok(request_page(&site, &person, &request, &error.to_string()))
        }
        Err(error) => Err(error.into()),
    }
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
    facts: Vec<(&'static str, String)>,
    state: &'static str,
    in_force: &'a InForce,
    /// Connector and time of each that has not confirmed yet.
    latest: Vec<(String, String)>,
    recent: Vec<AccessView>,
    error: &'a str,
}

impl PermissionPage<'_> {
    fn is(&self, states: &[&str]) -> bool {
        states.contains(&self.permission.summary.state.as_str())
    }
}

async fn permission_page(
    site: &Site,
    person: &crate::accounts::Person,
    id: &str,
    error: &str,
) -> Result<Response, Problem> {
    let operator = &site.operator;
    let permission = operator.permission_view(&person.id, id, None).await?;
    let in_force = operator
        .in_force(&operator.held(&person.id, id).await?)
        .await?;
    let filter = Filter {
        permission: id.to_owned(),
        ..Filter::default()
    };
    let (recent, _) = operator
        .access_log(&person.id, &filter, RECENT, &person.locale)
        .await?;
    let latest = in_force.latest.iter().map(|one| {
        (
            one.connector.clone(),
            minute(one.at_micros).unwrap_or_else(|| one.at.clone()),
        )
    });
    Ok(render(&PermissionPage {
        shell: site.shell(&permission.summary.title, Some(person), ""),
        facts: facts(&permission.what),
        state: state_word(&permission.summary.state),
        latest: latest.collect(),
        in_force: &in_force,
        permission: &permission,
        recent,
        error,
    }))
}

/// `GET /permissions/{id}`
pub(crate) async fn permission(
    State(site): State<Site>,
    Visitor(person): Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    permission_page(&site, &person, &id, "").await
}

/// `POST /permissions/{id}/{act}`
pub(crate) async fn act(
    State(site): State<Site>,
    Visitor(person): Visitor,
    Path((id, act)): Path<(String, String)>,
    body: Bytes,
) -> Result<Response, Problem> {
    let (operator, account) = (&site.operator, &person.id);
    let wish = Wish {
        optional: values(&body, "optional"),
        days: wished_days(&body)?,
        language: None,
    };
    let done = match act.as_str() {
        "amend" => operator.amend(account, &id, &wish, Means::Page).await,
        "suspend" => operator.suspend(account, &id, Means::Page).await,
        "resume" => operator.resume(account, &id, Means::Page).await,
        "renew" => operator.renew(account, &id, &wish, Means::Page).await,
        "withdraw" => operator.withdraw(account, &id, Means::Page).await,
        _ => return Err(Problem::new(ProblemName::NotFound)),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/permissions/{id}")).into_response()),
        Err(error @ (Error::Invalid { .. } | Error::Conflict(_))) => {
            permission_page(&site, &person, &id, &error.to_string()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /permissions/{id}/receipts/{version}`
pub(crate) async fn receipt(
    State(site): State<Site>,
    Visitor(person): Visitor,
    Path((id, version)): Path<(String, u32)>,
) -> Result<Response, Problem> {
    let receipt = site.operator.receipt(&person.id, &id, version).await?;
    Ok(super::receipts::download(&id, version, receipt))
}

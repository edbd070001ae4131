//! The source's pages: what its staff see and do at its connector.
//!
//! One module for each page, with the page and its part of the API; all of them ask `web::staff` who may.

mod desk;
mod editor;
mod editor_form;
mod findings;
mod home;
mod inbox;
mod keys;
mod log;
mod log_file;
#[cfg(test)]
mod messages;
mod offer;
mod statistics;
mod upstream;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use serde_json::{Value, json};
use storage::Unit;
use utoipa::OpenApi;
use web::admin::AdminToken;
use web::frame::Frame;
use web::language::{Area, Catalogue, Language, Speech};
use web::page::Shell;
use web::password::Passwords;
use web::staff::{Host, May, One, Page, Staff, Visitor};

use crate::app::App;
use crate::{Result, entities, releases};

/// The messages of the source's pages.
static SOURCE: Area = web::area!("source");

/// Those of the pages on which people link themselves, and of the desk.
static LINKS: Area = web::area!("links");

/// Those to people who keep data of their own here.
static OWN: Area = web::area!("own");

/// Everything a connector says to people.
pub(crate) static CATALOGUE: Catalogue = Catalogue::new(&[
    Catalogue::SHELL,
    Catalogue::TERMS,
    Catalogue::STAFF,
    &SOURCE,
    &LINKS,
    &OWN,
]);

/// The pages, in the order in which they are led to.
const PAGES: &[Page] = &[
    page(web::staff::HOME, "source-home", May::Look),
    page(inbox::PATH, "inbox-title", May::ReadTasks),
    page(desk::PATH, "desk-title", May::DoTasks),
    page(offer::PATH, "offer-title", May::Look),
    page(log::PATH, "log-title", May::ReadLog),
    page(statistics::PATH, "statistics-title", May::ReadLog),
    page(keys::PATH, "keys-title", May::Look),
];

const fn page(path: &'static str, message: &'static str, may: May) -> Page {
    Page { path, message, may }
}

/// The source, as the organisation whose staff this is. There is no other at a connector.
pub(crate) const ORGANISATION: &str = "source";

/// What a page's handler is given.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) app: Arc<App>,
    pub(crate) staff: Arc<Staff>,
}

impl axum::extract::FromRef<Site> for Arc<Staff> {
    fn from_ref(site: &Site) -> Self {
        Arc::clone(&site.staff)
    }
}

impl axum::extract::FromRef<Site> for Arc<App> {
    fn from_ref(site: &Site) -> Self {
        Arc::clone(&site.app)
    }
}

impl Site {
    /// How to speak a language, whatever the visitor's.
    fn speech(&self, language: Language) -> Speech {
        Speech::new(language, &CATALOGUE, self.app.config.brand().zone())
    }

    /// The shell of a page of the source, by the message that names it.
    fn shell<'a>(&'a self, title: &'a str, visitor: &'a Visitor, current: &str) -> Shell<'a> {
        self.staff
            .shell(visitor.speech.say(title), visitor, current)
    }
}

/// The source's pages and their API.
///
/// # Errors
/// [`crate::Error::Web`] where the base URL has no origin.
pub(crate) fn router(app: &Arc<App>, frame: &Arc<Frame>, admin: &AdminToken) -> Result<Router> {
    let clock = app.clock.clone();
    let staff = Staff::new(Host {
        database: app.database.clone(),
        log: Arc::clone(&app.log),
        frame: Arc::clone(frame),
        catalogue: &CATALOGUE,
        pages: PAGES,
        organisations: Arc::new(One {
            id: ORGANISATION.to_owned(),
            name: app.config.name.clone(),
        }),
        passwords: Arc::new(Passwords::new(app.config.limits.password_hashes)),
        admin: admin.clone(),
        now: Arc::new(move || clock.micros()),
        logins_per_minute: app.config.limits.logins_per_minute,
    });
    let site = Site {
        app: Arc::clone(app),
        staff: Arc::clone(&staff),
    };
    let own = pages()
        .merge(api(&staff))
        .layer(web::csrf::layer(app.base_url.as_str())?)
        .with_state(site);
    Ok(own.merge(staff.router()?))
}

fn pages() -> Router<Site> {
    Router::new()
        .route(web::staff::HOME, get(home::show))
        .route(inbox::PATH, get(inbox::list))
        .route(desk::PATH, get(desk::show).post(desk::confirm))
        .route("/staff/desk/refuse", post(desk::refuse))
        .route("/staff/inbox/{id}", get(inbox::show).post(inbox::change))
        .route(offer::PATH, get(offer::list))
        .route("/staff/datasets/{slug}", get(offer::show))
        .route(
            "/staff/datasets/{slug}/edit",
            get(editor::show).post(editor::save),
        )
        .route("/staff/datasets/{slug}/drop", post(editor::give_up))
        .route("/staff/datasets/{slug}/publish", post(editor::publish))
        .route(log::PATH, get(log::show))
        .route("/staff/log.csv", get(log_file::csv))
        .route("/staff/log.jsonl", get(log_file::lines))
        .route(statistics::PATH, get(statistics::show))
        .route("/staff/statistics.csv", get(statistics::csv))
        .route(keys::PATH, get(keys::show))
        .route("/staff/keys/rotate", post(keys::replace))
}

/// The source's API: for its staff, and for programs with the administration token.
fn api(staff: &Arc<Staff>) -> Router<Site> {
    let allowing = |may: May| {
        axum::middleware::from_fn_with_state((Arc::clone(staff), may), web::staff::allow)
    };
    let log = get(releases::api::list).layer(allowing(May::ReadLog));
    let statistics = get(releases::api::statistics).layer(allowing(May::ReadLog));
    let upstream = get(upstream::status).layer(allowing(May::Look));
    let look = post(upstream::look).layer(allowing(May::Look));
    Router::new()
        .route("/api/v1/log", log)
        .route("/api/v1/statistics", statistics)
        .route("/api/v1/upstream", upstream)
        .route("/api/v1/upstream/look", look)
        .route("/api/v1/datasets", get(offer::api))
        .route("/api/v1/datasets/{id}/versions", post(editor::api_publish))
        .route("/api/v1/tasks", get(inbox::api_list))
        .route("/api/v1/tasks/{id}", post(inbox::api_change))
}

/// The source's API, described.
#[derive(OpenApi)]
#[openapi(paths(
    releases::api::list,
    releases::api::statistics,
    upstream::status,
    upstream::look,
    offer::api,
    editor::api_publish,
    inbox::api_list,
    inbox::api_change,
    entities::list,
    entities::put,
    entities::erasure::erase,
))]
struct Document;

/// Adds the source's API to the connector's API guide.
///
/// # Errors
/// [`crate::Error::Web`].
pub(crate) fn describe(guide: &mut Value) -> Result<()> {
    web::openapi::merge(guide, &Document::openapi())?;
    web::openapi::merge(guide, &web::staff::api::Document::openapi())?;
    let bearer = |text: &str| json!({"type": "http", "scheme": "bearer", "description": text});
    guide["components"]["securitySchemes"]["staff"] =
        bearer("The token of `POST /api/v1/staff/sessions`, of a member of the source's staff");
    guide["components"]["securitySchemes"]["admin"] = bearer("The token of the admin token file");
    Ok(())
}

/// Forgets sessions and links of staff that have ended, and closes and forgets tasks whose time has come.
pub(crate) async fn forget(app: &App) -> storage::Result<()> {
    let mut unit = Unit::new();
    unit.purge_staff(app.clock.micros());
    app.database.commit(unit).await?;
    if let Err(problem) = app.lapse_tasks().await {
        tracing::warn!(problem = %problem.name(), "tasks whose time has run out cannot be closed");
    }
    app.forget_tasks().await
}

//! The settings: how the person is called and spoken to.
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use web::body::Form;
use web::page::{Fact, Shell, render};
use web::problem::Problem;

use crate::Error;
use crate::notifications::pages::{Section, section};
use crate::notifications::push::pages as push;
use crate::pages::{Site, Visitor};

#[derive(askama::Template)]
#[template(path = "settings.html")]
struct SettingsPage<'a> {
    shell: Shell<'a>,
    called: &'a str,
    facts: Vec<Fact>,
    saved: bool,
    news: Section,
    /// Devices that show notifications, where there can be any.
    devices: Option<push::Section>,
    /// What is wrong with the name; empty at first.
    error: String,
}

async fn page(
    site: &Site,
    visitor: &Visitor,
    name: &str,
    saved: &str,
    error: &'static str,
) -> Result<Response, Problem> {
    let devices = push::section(site, visitor, saved).await?;
    let has_devices = devices.as_ref().is_some_and(|one| !one.devices.is_empty());
    let speech = &visitor.speech;
    let say = |message| String::from(speech.say(message));
    let mut facts = Vec::new();
    if let Some(login) = &visitor.person.profile.login {
        facts.push(Fact::new(say("settings-login"), login));
    }
    let zone = &site.operator.config.brand.time_zone;
    let zone = (zone.replace('_', " "), say("settings-zone.text"));
    facts.push(Fact::explained(say("settings-zone"), [zone]));
    Ok(render(&SettingsPage {
        shell: site.shell(speech.say("settings-title"), visitor, "/settings"),
        called: name,
        facts,
        saved: matches!(saved, "name" | "notifications"),
        news: section(site, visitor, saved == "test", has_devices).await?,
        devices,
        error: if error.is_empty() {
            String::new()
        } else {
            say(error)
        },
    }))
}

/// What is said above the page.
#[derive(Debug, Deserialize)]
pub(crate) struct Said {
    saved: Option<String>,
}

/// `GET /settings`
pub(crate) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Query(said): Query<Said>,
) -> Result<Response, Problem> {
    let name = visitor.person.profile.name.as_deref().unwrap_or_default();
    page(
        &site,
        &visitor,
        name,
        said.saved.as_deref().unwrap_or_default(),
        "",
    )
    .await
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    name: String,
}

/// `POST /settings`
pub(crate) async fn save(
    State(site): State<Site>,
    visitor: Visitor,
    Form(wanted): Form<Wanted>,
) -> Result<Response, Problem> {
    let account = &visitor.person.id;
    match site.operator.rename(account, &wanted.name).await {
        Ok(()) => Ok(Redirect::to("/settings?saved=name").into_response()),
        // What was typed is still there, with what is wrong about it.
        Err(Error::Invalid { .. }) => {
            page(&site, &visitor, &wanted.name, "", "settings-name-wrong").await
        }
        Err(error) => Err(error.into()),
    }
}

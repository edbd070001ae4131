//! The connector's keys: what is published, and replacing them.

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde_json::Value;
use storage::Unit;
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{Act, May, Visitor};

use super::Site;
use crate::start::rotate;

pub(super) const PATH: &str = "/staff/keys";
const ROTATED: Act = Act("act-key-rotated");

#[derive(askama::Template)]
#[template(path = "staff/keys.html")]
struct KeysPage<'a> {
    shell: Shell<'a>,
    keys: Vec<Row>,
    jwks: String,
    log_key: String,
    days: u32,
    may_rotate: bool,
}

/// A published key.
struct Row {
    kid: String,
    algorithm: String,
    signs: bool,
}

/// `GET /staff/keys`
pub(super) async fn show(State(site): State<Site>, visitor: Visitor) -> Result<Response, Problem> {
    visitor.require(May::Look)?;
    let app = &site.app;
    let jwks = serde_json::to_value(app.keys.jwks()).unwrap_or_default();
    let text = |key: &Value, name: &str| key[name].as_str().unwrap_or_default().to_owned();
    let keys = jwks["keys"].as_array().into_iter().flatten().enumerate();
    let keys = keys.map(|(place, key)| Row {
        kid: text(key, "kid"),
        algorithm: text(key, "alg"),
        signs: place == 0,
    });
    Ok(render(&KeysPage {
        shell: site.shell("keys-title", &visitor, PATH),
        keys: keys.collect(),
        jwks: format!("{}/jwks.json", app.base_url),
        log_key: app.log.verifier().to_string(),
        days: app.config.limits.key_days,
        may_rotate: visitor.may(May::ManageKeys),
    }))
}

/// `POST /staff/keys/rotate`
pub(super) async fn replace(
    State(site): State<Site>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    visitor.require(May::ManageKeys)?;
    let kid = rotate(&site.app).await?;
    let mut unit = Unit::new();
    let organisation = &visitor.member.organisation;
    site.staff.note(
        &mut unit,
        organisation,
        visitor.actor(),
        ROTATED,
        Some(&kid),
    )?;
    site.staff.commit(unit).await?;
    Ok(Redirect::to(PATH).into_response())
}

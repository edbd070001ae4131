//! The keys of a service, or its secret.
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use protocol::jose::Jwk;
use web::page::{Shell, render};
use web::problem::Problem;
use web::staff::{May, Visitor};

use super::super::Site;
use super::{Desk, Fields};
use crate::Error;
use crate::intended_uses::form::Entered as _;
use crate::organisations::keys::SecretRotation;
use crate::organisations::{AuthMethod, KeyView, NewKey};

/// Hours that a replaced key goes on, unless something else is entered.
const HOURS: u32 = 24;

#[derive(askama::Template)]
#[template(path = "staff/service/keys.html")]
struct KeysPage<'a> {
    shell: Shell<'a>,
    desk: Desk,
    /// Whether the service shows who it is by keys; else by a secret.
    by_keys: bool,
    keys: Vec<KeyView>,
    /// What was entered and could not be taken; empty at first.
    entered: String,
    hours: u32,
    /// A secret that was made just now.
    secret: Option<String>,
    may_change: bool,
    error: &'static str,
}

impl Site {
    async fn keys_page(
        &self,
        visitor: &Visitor,
        desk: Desk,
        (entered, secret): (String, Option<String>),
        error: &'static str,
    ) -> Result<Response, Problem> {
        let service = self.operator.service(&desk.id).await?;
        Ok(render(&KeysPage {
            shell: self
                .staff
                .shell(visitor.speech.say("service-page-keys"), visitor, "/staff"),
            by_keys: service.auth_method == AuthMethod::PrivateKeyJwt,
            keys: self.operator.keys_of(&desk.id).await?,
            entered,
            hours: HOURS,
            secret,
            may_change: visitor.may(May::ManageKeys),
            desk,
            error,
        }))
    }
}

/// `GET /staff/services/{service}/keys`
pub(super) async fn show(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
) -> Result<Response, Problem> {
    let (_, desk) = site.own(&visitor, &service, May::Look, "/keys").await?;
    site.keys_page(&visitor, desk, (String::new(), None), "")
        .await
}

/// The seconds of the hours that are entered.
fn overlap(fields: &Fields) -> Option<u32> {
    let hours = fields.number("hours")?;
    u32::try_from(hours.saturating_mul(3_600)).ok()
}

/// `POST /staff/services/{service}/keys`
pub(super) async fn add(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let (_, desk) = site
        .own(&visitor, &service, May::ManageKeys, "/keys")
        .await?;
    let fields = Fields::read(&body);
    let text = fields.text("jwk").to_owned();
    let replaces = fields.text("replace") == "1";
    let added = match Jwk::from_json(text.as_bytes()) {
        Ok(jwk) => {
            let new = NewKey {
                jwk,
                overlap_seconds: if replaces { overlap(&fields) } else { None },
            };
            let actor = site.actor(&visitor);
            site.operator.add_key(&desk.id, new, actor).await
        }
        Err(error) => Err(Error::invalid("jwk", error.to_string())),
    };
    match added {
        Ok(_) => Ok(Redirect::to(&desk.path("/keys")).into_response()),
        Err(error @ (Error::Invalid { .. } | Error::Conflict(_))) => {
            let message = match error {
                Error::Conflict(_) => "key-there",
                _ => "key-wrong",
            };
            let visitor = visitor.at(desk.path("/keys"));
            site.keys_page(&visitor, desk, (text, None), message).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /staff/services/{service}/keys/end`
pub(super) async fn end(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let (_, desk) = site
        .own(&visitor, &service, May::ManageKeys, "/keys")
        .await?;
    let fields = Fields::read(&body);
    let actor = site.actor(&visitor);
    match site
        .operator
        .remove_key(&desk.id, fields.text("kid"), actor)
        .await
    {
        Ok(()) => Ok(Redirect::to(&desk.path("/keys")).into_response()),
        Err(Error::Conflict(_)) => {
            let visitor = visitor.at(desk.path("/keys"));
            site.keys_page(&visitor, desk, (String::new(), None), "key-last")
                .await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /staff/services/{service}/keys/secret`: makes another secret, which is shown this once.
pub(super) async fn secret(
    State(site): State<Site>,
    visitor: Visitor,
    Path(service): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let (_, desk) = site
        .own(&visitor, &service, May::ManageKeys, "/keys")
        .await?;
    let rotation = SecretRotation {
        overlap_seconds: overlap(&Fields::read(&body)),
    };
    let actor = site.actor(&visitor);
    let secret = site
        .operator
        .replace_secret(&desk.id, rotation, actor)
        .await?;
    let visitor = visitor.at(desk.path("/keys"));
    site.keys_page(&visitor, desk, (String::new(), Some(secret)), "")
        .await
}

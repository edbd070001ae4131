//! A person's ways to log in and their keychain over the JSON API.
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::SET_COOKIE;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::body::Json;
use web::problem::Problem;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

use super::Person;
use super::authenticators::{AuthenticatorView, PASSWORD};
use super::ceremony::Challenge;
use super::keychain::{Choice, KeyView, Keychain, Wish};
use super::login_change::WaitingLogin;
use super::pages::session_cookie;
use super::passkeys::SWITCHED_OFF;
use super::session::{NewSession, Visit};
use crate::clock::{SECOND, rfc3339};
use crate::{Error, Operator};

/// How a person logs in, and by which identifiers sources know them.
#[derive(Serialize, ToSchema)]
pub(crate) struct Identities {
    /// The e-mail address to log in with.
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    /// The address that is asked for and not confirmed yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting_login: Option<WaitingLogin>,
    /// The ways to log in.
    authenticators: Vec<AuthenticatorView>,
    /// Whether the ways to log in can be changed now: the person has shown who they are a short while ago.
    confirmed: bool,
    /// What a confirmation can be made with.
    confirm_with: ConfirmWith,
    passkeys: PasskeySupport,
    /// The login providers that an identity can be linked at.
    providers: Vec<ProviderView>,
    /// The identifiers by which sources know the person.
    identifiers: Vec<KeyView>,
    /// Which of several identifiers is used for which service and source.
    choices: Vec<Choice>,
}

/// What a confirmation can be made with.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConfirmWith {
    /// The password.
    pub(crate) password: bool,
    /// A passkey.
    pub(crate) passkey: bool,
}

/// Whether passkeys can be used at this operator.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasskeySupport {
    /// Whether they can.
    available: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

/// A login provider.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProviderView {
    /// Its id.
    id: String,
    /// What it is called.
    title: String,
}

/// The session after a change: its secret is another one now.
#[derive(Serialize, ToSchema)]
pub(crate) struct Renewed {
    /// To be sent as `Authorization: Bearer` from now on; a browser is given it as a cookie instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// Its life, in seconds.
    expires_in: i64,
    /// When it ends (RFC 3339).
    expires_at: String,
}

/// The session with its new secret, given in the way it came.
pub(crate) fn renewed(operator: &Operator, visit: &Visit, session: &NewSession) -> Response {
    let body = Json(Renewed {
        token: (!visit.by_cookie).then(|| session.token.expose()),
        expires_in: (session.expires_at - operator.clock.now()) / SECOND,
        expires_at: rfc3339(session.expires_at),
    });
    if visit.by_cookie {
        let cookie = session_cookie(operator, session);
        return ([(SET_COOKIE, cookie)], body).into_response();
    }
    body.into_response()
}

/// How the person logs in, and by which identifiers sources know them.
#[utoipa::path(get, path = "/api/v1/me/identities", tag = "person", security(("session" = [])),
    responses((status = 200, body = Identities)))]
pub(crate) async fn list(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
) -> Result<Json<Identities>, Problem> {
    let account = operator.own_account(&visit).await?;
    let all = operator.authenticators(&account).await?;
    let (keychain, _) = operator.keychain(&account.id).await?;
    let available = operator.relying_party.is_some();
    let providers = operator.config.oidc.iter().map(|one| ProviderView {
        id: one.id.clone(),
        title: one.title.clone(),
    });
    Ok(Json(Identities {
        waiting_login: operator.waiting_login(&account.id).await?,
        login: visit.person.profile.login.clone(),
        authenticators: operator.authenticator_views(&visit, &all),
        confirmed: operator.has_proof(&visit, &all),
        confirm_with: ConfirmWith {
            password: account.password.is_some(),
            passkey: operator.has_passkey(&all),
        },
        passkeys: PasskeySupport {
            available,
            reason: (!available).then_some(SWITCHED_OFF),
        },
        providers: providers.collect(),
        identifiers: keychain.views(),
        choices: keychain.choices,
    }))
}

/// Remove a way to log in.
#[utoipa::path(delete, path = "/api/v1/me/identities/{id}", tag = "person", security(("session" = [])),
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, body = Renewed), (status = 403, description = "problem `confirmation-required`"),
        (status = 409, description = "It is the last one, or older than what the session was confirmed with")))]
pub(crate) async fn remove(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let session = operator.remove_authenticator(&visit, &id).await?;
    Ok(renewed(&operator, &visit, &session))
}

/// As [`remove`], for the password: its path is also where it is changed.
pub(crate) async fn remove_password(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
) -> Result<Response, Problem> {
    let session = operator.remove_authenticator(&visit, PASSWORD).await?;
    Ok(renewed(&operator, &visit, &session))
}

/// A password and the one to take its place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    /// The present password, if there is one.
    #[serde(default)]
    old: Option<String>,
    /// The new one: 8 characters at least.
    new: String,
}

/// Change the password. Every other session ends.
#[utoipa::path(put, path = "/api/v1/me/identities/password", tag = "person", security(("session" = [])),
    request_body = PasswordChange,
    responses((status = 200, body = Renewed), (status = 401, description = "problem `login-failed`"),
        (status = 403, description = "problem `confirmation-required`"),
        (status = 429, description = "problem `rate-limited`")))]
pub(crate) async fn change_password(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
    Json(change): Json<PasswordChange>,
) -> Result<Response, Problem> {
    let old = change.old.map(SecretString::from);
    let new = SecretString::from(change.new);
    let session = operator.change_password(&visit, old.as_ref(), &new).await?;
    Ok(renewed(&operator, &visit, &session))
}

/// Begin to register a passkey.
#[utoipa::path(post, path = "/api/v1/me/identities/passkeys/challenge", tag = "person",
    security(("session" = [])),
    responses((status = 200, body = Challenge), (status = 403, description = "problem `confirmation-required`"),
        (status = 409, description = "Passkeys are switched off, or there are too many")))]
pub(crate) async fn begin_passkey(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
) -> Result<Json<Challenge>, Problem> {
    Ok(Json(operator.begin_passkey(&visit).await?))
}

/// A passkey that a browser has made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPasskey {
    /// As the challenge had it.
    flow: String,
    /// What to call it.
    name: String,
    /// What `navigator.credentials.create` gave, as JSON.
    #[schema(value_type = Object)]
    credential: RegisterPublicKeyCredential,
}

/// What was added.
#[derive(Serialize, ToSchema)]
pub(crate) struct Added {
    /// Its id.
    id: String,
}

/// Register a passkey.
#[utoipa::path(post, path = "/api/v1/me/identities/passkeys", tag = "person", security(("session" = [])),
    request_body = NewPasskey,
    responses((status = 201, body = Added), (status = 401, description = "problem `login-failed`"),
        (status = 409, description = "It is registered already")))]
pub(crate) async fn add_passkey(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
    Json(new): Json<NewPasskey>,
) -> Result<(StatusCode, Json<Added>), Problem> {
    let id = operator
        .finish_passkey(&visit, &new.flow, &new.name, &new.credential)
        .await?;
    Ok((StatusCode::CREATED, Json(Added { id })))
}

/// Another name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rename {
    /// What to call it.
    name: String,
}

/// Give a passkey another name.
#[utoipa::path(put, path = "/api/v1/me/identities/passkeys/{id}/name", tag = "person",
    security(("session" = [])), params(("id" = String, Path, description = "The passkey")),
    request_body = Rename, responses((status = 204)))]
pub(crate) async fn rename_passkey(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
    Path(id): Path<String>,
    Json(rename): Json<Rename>,
) -> Result<StatusCode, Problem> {
    operator.rename_passkey(&visit, &id, &rename.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begin to confirm with a passkey.
#[utoipa::path(post, path = "/api/v1/me/confirmation/challenge", tag = "person", security(("session" = [])),
    responses((status = 200, body = Challenge), (status = 409, description = "There is no passkey to ask for")))]
pub(crate) async fn begin_confirmation(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
) -> Result<Json<Challenge>, Problem> {
    Ok(Json(operator.begin_passkey_proof(&visit).await?))
}

/// A proof of who is there: the password, or a passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirmation {
    /// The password.
    #[serde(default)]
    password: Option<String>,
    /// As the challenge had it.
    #[serde(default)]
    flow: Option<String>,
    /// What `navigator.credentials.get` gave, as JSON.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    credential: Option<PublicKeyCredential>,
}

/// Show again who is there, for the next five minutes. The session's secret is another one afterwards.
#[utoipa::path(post, path = "/api/v1/me/confirmation", tag = "person", security(("session" = [])),
    request_body = Confirmation,
    responses((status = 200, body = Renewed), (status = 401, description = "problem `login-failed`"),
        (status = 429, description = "problem `rate-limited`")))]
pub(crate) async fn confirm(
    State(operator): State<Arc<Operator>>,
    visit: Visit,
    Json(shown): Json<Confirmation>,
) -> Result<Response, Problem> {
    let session = match (shown.password, shown.flow, shown.credential) {
        (Some(password), None, None) => {
            let password = SecretString::from(password);
            operator.prove_by_password(&visit, &password).await?
        }
        (None, Some(flow), Some(credential)) => {
            operator
                .prove_by_passkey(&visit, &flow, &credential)
                .await?
        }
        _ => {
            let reason = "send the password, or `flow` and `credential`";
            return Err(Error::invalid("password", reason).into());
        }
    };
    Ok(renewed(&operator, &visit, &session))
}

/// Which identifiers are used.
#[derive(Serialize, ToSchema)]
pub(crate) struct Choices {
    /// All choices.
    choices: Vec<Choice>,
}

/// Choose the identifier of a type that a service, or a source, knows the person by; without an identifier the
/// choice ends.
#[utoipa::path(put, path = "/api/v1/me/identities/choices", tag = "person", security(("session" = [])),
    request_body = Wish, responses((status = 200, body = Choices)))]
pub(crate) async fn choose(
    State(operator): State<Arc<Operator>>,
    person: Person,
    Json(wish): Json<Wish>,
) -> Result<Json<Choices>, Problem> {
    let Keychain { choices, .. } = operator.choose_identifier(&person.id, wish).await?;
    Ok(Json(Choices { choices }))
}

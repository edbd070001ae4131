//! What an app asks a person for (RFC 6749 §4.1.1 with PKCE, RFC 7636), directly or pushed before (RFC 9126), and
//! how it is answered.
use std::net::IpAddr;

use protocol::form::Form;
use protocol::jose::Thumbprint;
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::Unit;
use storage::operator::apps::{AppGrant, AppRequest, AppToken, Apps as _};

use super::{App, Scopes};
use crate::clock::{DAY, SECOND};
use crate::notifications::News;
use crate::random::hash_of_secret;
use crate::{Error, Operator, Result};

/// The path of the page.
pub(crate) const PATH: &str = "/oauth/authorize";
/// What the address of a pushed request begins with (RFC 9126 §2.2).
const REQUEST_URI: &str = "urn:ietf:params:oauth:request_uri:";
/// How long a pushed request is good for, in seconds: the person may have to log in and wants to read.
pub(crate) const PUSHED_SECONDS: i64 = 600;
/// How long a code is good for, in seconds: the app fetches its tokens at once (RFC 6749 §4.1.2: ten minutes at most).
const CODE_SECONDS: i64 = 60;
/// How long an app that is not used keeps what it was allowed, in microseconds: people who look in once a month stay
/// connected.
pub(crate) const UNUSED: i64 = 60 * DAY;
/// Longest `state`, in bytes: it comes back in an address.
const LONGEST_STATE: usize = 1024;

/// What an app asks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Scopes,
    #[serde(default)]
    pub(crate) state: Option<String>,
    /// SHA-256 of what the app proves itself with when it fetches its tokens, in base64url.
    pub(crate) challenge: String,
    /// The key that the tokens are to be bound to, if the app named it already (RFC 9449 §10).
    #[serde(default)]
    pub(crate) jkt: Option<String>,
}

/// A request that a person can decide on.
pub(crate) struct Pending {
    pub(crate) app: App,
    pub(crate) asked: Asked,
    /// The hash under which it was pushed, if it was.
    pushed: Option<Vec<u8>>,
}

/// Why a request leads nowhere.
pub(crate) enum Wrong {
    /// Said to the person: where to answer is not sure.
    Here(Error),
    /// Said to the app, at its address.
    There {
        redirect_uri: String,
        state: Option<String>,
        error: &'static str,
        description: String,
    },
}

impl<E: Into<Error>> From<E> for Wrong {
    fn from(error: E) -> Self {
        Self::Here(error.into())
    }
}

/// What a code is bound to.
#[derive(Serialize, Deserialize)]
pub(crate) struct CodeBody {
    pub(crate) redirect_uri: String,
    pub(crate) challenge: String,
    pub(crate) jkt: Option<String>,
}

/// A base64url value of 32 bytes: a challenge of `S256` (RFC 7636 §4.2), a thumbprint.
fn is_hash(text: &str) -> bool {
    Thumbprint::parse(text).is_ok()
}

impl Operator {
    /// What the parameters of a request ask for.
    pub(crate) async fn pending(&self, query: &[u8]) -> Result<Pending, Wrong> {
        let mut form = read(query)?;
        let client_id = need(&mut form, "client_id")?;
        let app = self.app(&client_id).await?;
        let app = app.ok_or_else(|| Error::unknown("app", &client_id))?;
        let Some(request_uri) = form.take("request_uri") else {
            let asked = asked(&app, form)?;
            return Ok(Pending {
                app,
                asked,
                pushed: None,
            });
        };
        let secret = request_uri.strip_prefix(REQUEST_URI).unwrap_or_default();
        let pushed = self.db.app_request(&hash_of_secret(secret)).await?;
        let pushed = pushed
            .filter(|row| row.client_id == client_id && row.expires_at > self.clock.now())
            .ok_or_else(|| {
                Error::invalid(
                    "request_uri",
                    "the app's request is over or was answered: begin again in the app",
                )
            })?;
        Ok(Pending {
            app,
            asked: serde_json::from_str(&pushed.body)
                .map_err(|error| Error::stored("app request", error))?,
            pushed: Some(pushed.id_hash),
        })
    }

    /// Keeps a request that an app pushes, and gives the address by which the person's browser names it.
    pub(crate) async fn push(
        &self,
        body: &[u8],
        jkt: Option<Thumbprint>,
        from: IpAddr,
    ) -> Result<String, Wrong> {
        self.pushes.check(from).map_err(Error::from)?;
        let mut form = read(body)?;
        let client_id = need(&mut form, "client_id")?;
        if form.take("request_uri").is_some() {
            return Err(Error::invalid("request_uri", "a pushed request names no other").into());
        }
        let app = self.app(&client_id).await?;
        let app = app.ok_or_else(|| Error::Unauthenticated(format!("no app `{client_id}`")))?;
        let mut asked = asked(&app, form)?;
        if let Some(jkt) = jkt.map(|jkt| jkt.to_string()) {
            if asked.jkt.as_ref().is_some_and(|named| *named != jkt) {
                return Err(Error::invalid("dpop_jkt", "the proof is by another key").into());
            }
            asked.jkt = Some(jkt);
        }
        let secret = crate::random::token();
        let mut unit = Unit::new();
        unit.insert_app_request(&AppRequest {
            id_hash: hash_of_secret(&secret),
            client_id,
            body: serde_json::to_string(&asked)
                .map_err(|error| Error::stored("app request", error))?,
            expires_at: self.clock.now() + PUSHED_SECONDS * SECOND,
        });
        self.db.commit(unit).await?;
        Ok(format!("{REQUEST_URI}{secret}"))
    }

    /// The person lets the app in. Gives the address to send them to.
    pub(crate) async fn let_in(&self, account: &str, pending: &Pending) -> Result<String> {
        let Asked {
            client_id,
            redirect_uri,
            scopes,
            challenge,
            jkt,
            ..
        } = &pending.asked;
        let now = self.clock.now();
        let (grant, code) = (crate::random::uuid(), crate::random::token());
        let body = CodeBody {
            redirect_uri: redirect_uri.clone(),
            challenge: challenge.clone(),
            jkt: jkt.clone(),
        };
        let mut unit = Unit::new();
        if let Some(pushed) = &pending.pushed {
            unit.take_app_request(pushed);
        }
        let expires_at = now + CODE_SECONDS * SECOND;
        unit.insert_app_grant(&AppGrant {
            id: grant.clone(),
            account_id: account.to_owned(),
            client_id: client_id.clone(),
            scope: scopes.to_string(),
            jkt: None,
            created_at: now,
            used_at: now,
            // Until the app has fetched its tokens.
            expires_at,
        });
        let news = News::AppConnected {
            app: client_id.clone(),
            grant: grant.clone(),
        };
        self.notify(&mut unit, account, &news)?;
        unit.insert_app_token(&AppToken {
            token_hash: hash_of_secret(&code),
            grant_id: grant,
            kind: super::tokens::CODE.to_owned(),
            body: serde_json::to_string(&body).map_err(|error| Error::stored("code", error))?,
            expires_at,
            used_at: None,
        });
        let record = json!({"act": "app let in", "scope": scopes.to_string()});
        self.note_of_account(&mut unit, account, Some(client_id), &record)?;
        self.db.commit(unit).await.map_err(decided)?;
        metrics::counter!("operator_apps_total", "decision" => "let-in").increment(1);
        Ok(self.answer_address(
            redirect_uri,
            pending.asked.state.as_deref(),
            &[("code", &code)],
        ))
    }

    /// The person keeps the app out. Gives the address to send them to.
    pub(crate) async fn keep_out(&self, pending: &Pending) -> Result<String> {
        if let Some(pushed) = &pending.pushed {
            let mut unit = Unit::new();
            unit.take_app_request(pushed);
            self.db.commit(unit).await.map_err(decided)?;
        }
        metrics::counter!("operator_apps_total", "decision" => "kept-out").increment(1);
        let answer = [
            ("error", "access_denied"),
            ("error_description", "the person said no"),
        ];
        Ok(self.answer_address(
            &pending.asked.redirect_uri,
            pending.asked.state.as_deref(),
            &answer,
        ))
    }

    /// The address of an app with an answer in it, and who answers (RFC 9207).
    pub(crate) fn answer_address(
        &self,
        redirect_uri: &str,
        state: Option<&str>,
        answer: &[(&str, &str)],
    ) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(answer);
        if let Some(state) = state {
            query.append_pair("state", state);
        }
        query.append_pair("iss", self.base_url.as_str());
        let separator = if redirect_uri.contains('?') { '&' } else { '?' };
        format!("{redirect_uri}{separator}{}", query.finish())
    }
}

/// Reads a request of this app: first where to answer, then everything else.
fn asked(app: &App, mut form: Form) -> Result<Asked, Wrong> {
    let redirect_uri = need(&mut form, "redirect_uri")?;
    if !app.may_be_answered_at(&redirect_uri) {
        return Err(Error::invalid(
            "redirect_uri",
            format!("`{redirect_uri}` is not registered for the app"),
        )
        .into());
    }
    let state = form.take("state");
    let wrong = |error: &'static str, description: String| Wrong::There {
        redirect_uri: redirect_uri.clone(),
        state: state.clone().filter(|state| state.len() <= LONGEST_STATE),
        error,
        description,
    };
    let invalid = |text: &str| wrong("invalid_request", text.to_owned());
    if state
        .as_ref()
        .is_some_and(|state| state.len() > LONGEST_STATE)
    {
        return Err(invalid("`state` is too long"));
    }
    if form.take("request").is_some() {
        return Err(wrong(
            "request_not_supported",
            "push the request instead".into(),
        ));
    }
    match form.take("response_type").as_deref() {
        Some("code") => {}
        None => return Err(invalid("parameter `response_type` is missing")),
        Some(_) => {
            return Err(wrong(
                "unsupported_response_type",
                "`response_type` is `code`".into(),
            ));
        }
    }
    if form
        .take("response_mode")
        .is_some_and(|mode| mode != "query")
    {
        return Err(invalid("`response_mode` is `query`"));
    }
    if form.take("code_challenge_method").as_deref() != Some("S256") {
        return Err(invalid("`code_challenge_method` must be `S256`"));
    }
    let challenge = form.take("code_challenge").filter(|text| is_hash(text));
    let challenge = challenge.ok_or_else(|| {
        invalid("`code_challenge` must be the SHA-256 of the verifier, in base64url")
    })?;
    let jkt = form.take("dpop_jkt");
    if jkt.as_deref().is_some_and(|jkt| !is_hash(jkt)) {
        return Err(invalid("`dpop_jkt` is not a thumbprint (RFC 7638)"));
    }
    let scopes = Scopes::parse(&form.take("scope").unwrap_or_default());
    let scopes = scopes.ok().filter(|scopes| scopes.is_within(&app.scopes()));
    let scopes = scopes.ok_or_else(|| {
        let text = format!("this app may ask for: {}", app.scopes());
        wrong("invalid_scope", text)
    })?;
    Ok(Asked {
        client_id: app.registered.client_id.clone(),
        redirect_uri,
        scopes,
        state,
        challenge,
        jkt,
    })
}

fn read(form: &[u8]) -> Result<Form, Error> {
    Form::parse(form).map_err(|error| Error::invalid("request", error.to_string()))
}

fn need(form: &mut Form, name: &'static str) -> Result<String, Error> {
    form.need(name)
        .map_err(|error| Error::invalid(name, error.to_string()))
}

/// A pushed request that was decided on meanwhile.
fn decided(error: storage::Error) -> Error {
    match error {
        storage::Error::Conflict { .. } => Error::Conflict(
            "the app's request was answered already: begin again in the app".to_owned(),
        ),
        error => error.into(),
    }
}

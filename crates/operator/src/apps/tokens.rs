//! Tokens of apps (RFC 6749 §4.1.3, §6; OAuth 2.1 §4.3.1): a code for the first, a refresh token for each next, all
//! bound to the app's key (RFC 9449 §5). What is shown twice was stolen: the whole grant ends.
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use protocol::access_token::{AccessToken, LIFETIME, verify_of_app};
use protocol::dpop::ProofError;
use protocol::form::Form;
use protocol::ids::{ClientId, TokenId};
use protocol::jose::Thumbprint;
use protocol::ticket::Confirmation;
use protocol::token_endpoint::{ErrorCode, Response, TokenType};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use storage::Unit;
use storage::operator::apps::{AppGrant, AppToken, Apps as _};
use subtle::ConstantTimeEq as _;

use super::Scopes;
use super::authorize::{CodeBody, UNUSED};
use crate::oauth::token::{PATH, Refusal, refuse};
use crate::random::hash_of_secret;
use crate::{Error, Operator, Result};

/// The grant of a code.
pub(crate) const AUTHORIZATION_CODE: &str = "authorization_code";
/// The grant of a refresh token.
pub(crate) const REFRESH_TOKEN: &str = "refresh_token";
/// What a stored token is: a code.
pub(crate) const CODE: &str = "code";
/// What a stored token is: a refresh token.
const REFRESH: &str = "refresh";
/// The path of the revocation endpoint.
pub(crate) const REVOKE_PATH: &str = "/oauth/revoke";
/// Longest code verifier, in characters (RFC 7636 §4.1); the shortest has 43.
const LONGEST_VERIFIER: usize = 128;

fn need(form: &mut Form, name: &'static str) -> Result<String, Refusal> {
    form.need(name)
        .map_err(|error| refuse(ErrorCode::InvalidRequest, error.to_string()))
}

fn invalid_grant(text: &str) -> Refusal {
    refuse(ErrorCode::InvalidGrant, text)
}

/// Reads the form of a client that only has an id.
pub(crate) fn form(body: &[u8]) -> Result<Form, Refusal> {
    Form::parse(body).map_err(|error| refuse(ErrorCode::InvalidRequest, error.to_string()))
}

impl Operator {
    /// Gives an app tokens for a code or a refresh token.
    pub(crate) async fn app_tokens(
        &self,
        headers: &HeaderMap,
        grant_type: &str,
        mut form: Form,
    ) -> Result<Response, Refusal> {
        let client_id = need(&mut form, "client_id")?;
        if self.app(&client_id).await?.is_none() {
            return Err(refuse(
                ErrorCode::InvalidClient,
                format!("there is no app `{client_id}`"),
            ));
        }
        let shown = match grant_type {
            AUTHORIZATION_CODE => need(&mut form, "code")?,
            _ => need(&mut form, "refresh_token")?,
        };
        let kind = if grant_type == AUTHORIZATION_CODE {
            CODE
        } else {
            REFRESH
        };
        let proof = self.proof_of(headers, PATH).await?;
        let key = proof
            .ok_or_else(|| refuse(ErrorCode::InvalidDpopProof, ProofError::Missing.to_string()))?;
        let (token, grant) = self.stored_token(&shown, kind, &client_id).await?;
        if kind == CODE {
            check_code(&token, &mut form, &key)?;
        } else if grant.jkt.as_deref() != Some(key.to_string().as_str()) {
            return Err(invalid_grant("the refresh token is bound to another key"));
        }
        let scopes = asked_scopes(&grant, form.take("scope").as_deref())?;
        let refresh_token = self.rotate(&token, &grant, &key).await?;
        self.app_access_token(&grant, &scopes, key, refresh_token)
    }

    /// A code or refresh token that is good, with its grant. One that was used before ends the grant: either its
    /// thief or its owner has shown it now, and nobody can tell who (OAuth 2.1 §4.3.1).
    async fn stored_token(
        &self,
        shown: &str,
        kind: &str,
        client_id: &str,
    ) -> Result<(AppToken, AppGrant), Refusal> {
        let unknown = || invalid_grant("it is unknown, over or another app's");
        let token = self.db.app_token(&hash_of_secret(shown)).await?;
        let token = token
            .filter(|token| token.kind == kind)
            .ok_or_else(unknown)?;
        let grant = self.db.app_grant(&token.grant_id).await?;
        let grant = grant
            .filter(|grant| grant.client_id == client_id)
            .ok_or_else(unknown)?;
        if token.used_at.is_some() {
            self.end_stolen(&grant).await?;
            return Err(invalid_grant(
                "it was used before: all that it led to has ended",
            ));
        }
        if token.expires_at <= self.clock.now() {
            return Err(unknown());
        }
        Ok((token, grant))
    }

    /// Uses a token up and gives the next refresh token.
    async fn rotate(
        &self,
        token: &AppToken,
        grant: &AppGrant,
        key: &Thumbprint,
    ) -> Result<String, Refusal> {
        let now = self.clock.now();
        let refresh = crate::random::token();
        let mut unit = Unit::new();
        unit.use_app_token(&token.token_hash, now);
        unit.use_app_grant(&grant.id, &key.to_string(), now, now + UNUSED);
        unit.insert_app_token(&AppToken {
            token_hash: hash_of_secret(&refresh),
            grant_id: grant.id.clone(),
            kind: REFRESH.to_owned(),
            body: String::new(),
            expires_at: now + UNUSED,
            used_at: None,
        });
        match self.db.commit(unit).await {
            Ok(_) => Ok(refresh),
            // It was used at the same moment, or the person has ended the grant.
            Err(storage::Error::Conflict { .. }) => {
                self.end_stolen(grant).await?;
                Err(invalid_grant("it was used at the same moment"))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn end_stolen(&self, grant: &AppGrant) -> Result<(), Refusal> {
        metrics::counter!("operator_app_tokens_reused_total").increment(1);
        tracing::warn!(app = grant.client_id, "a token of an app was shown twice");
        self.end_grant(grant, "app ended: a token was shown twice")
            .await?;
        Ok(())
    }

    async fn end_grant(&self, grant: &AppGrant, act: &str) -> Result<()> {
        let mut unit = Unit::new();
        unit.end_app_grant(&grant.id);
        let (account, app) = (&grant.account_id, &grant.client_id);
        self.note_of_account(&mut unit, account, Some(app), &json!({"act": act}))?;
        self.db.commit(unit).await?;
        Ok(())
    }

    fn app_access_token(
        &self,
        grant: &AppGrant,
        scopes: &Scopes,
        key: Thumbprint,
        refresh_token: String,
    ) -> Result<Response, Refusal> {
        let wrong = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
        let now = self.clock.seconds();
        let token = AccessToken {
            iss: self.base_url.clone(),
            aud: self.base_url.clone(),
            sub: ClientId::parse(&grant.id).map_err(|error| wrong(&error))?,
            client_id: ClientId::parse(&grant.client_id).map_err(|error| wrong(&error))?,
            exp: now + LIFETIME,
            iat: now,
            jti: TokenId::parse(&crate::random::uuid()).map_err(|error| wrong(&error))?,
            scope: Some(scopes.to_string()),
            cnf: Some(Confirmation { jkt: key }),
        };
        Ok(Response {
            access_token: token.sign(&self.keys.signer()).map_err(Error::from)?,
            token_type: TokenType::DPoP,
            expires_in: LIFETIME,
            scope: token.scope,
            refresh_token: Some(refresh_token),
        })
    }

    /// Revokes what an app was given (RFC 7009): with one token all of its grant. A token that is not known is
    /// as good as revoked.
    pub(crate) async fn revoke(&self, body: &[u8]) -> Result<(), Refusal> {
        let mut form = form(body)?;
        let shown = need(&mut form, "token")?;
        let client_id = need(&mut form, "client_id")?;
        let grant = match self.db.app_token(&hash_of_secret(&shown)).await? {
            Some(token) => Some(token.grant_id),
            None => {
                let now = self.clock.seconds();
                let keys = self.keys.key_set();
                verify_of_app(&shown, &self.base_url, &keys, now)
                    .ok()
                    .map(|token| token.sub.to_string())
            }
        };
        let Some(grant) = grant else { return Ok(()) };
        match self.db.app_grant(&grant).await? {
            None => Ok(()),
            Some(grant) if grant.client_id == client_id => {
                Ok(self.end_grant(&grant, "app ended by itself").await?)
            }
            Some(_) => Err(refuse(
                ErrorCode::UnauthorizedClient,
                "the token is another app's",
            )),
        }
    }
}

/// Whether whoever shows the code is the app that asked for it.
fn check_code(token: &AppToken, form: &mut Form, key: &Thumbprint) -> Result<(), Refusal> {
    let body: CodeBody =
        serde_json::from_str(&token.body).map_err(|error| Error::stored("code", error))?;
    let verifier = need(form, "code_verifier")?;
    let made = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let right = bool::from(made.as_bytes().ct_eq(body.challenge.as_bytes()));
    if !right || verifier.len() > LONGEST_VERIFIER {
        return Err(invalid_grant(
            "`code_verifier` is not what the challenge was made of",
        ));
    }
    // OAuth 2.1 leaves it out, RFC 6749 §4.1.3 wants it: where it is there, it must be the same.
    if form
        .take("redirect_uri")
        .is_some_and(|uri| uri != body.redirect_uri)
    {
        return Err(invalid_grant(
            "`redirect_uri` is another than was asked for",
        ));
    }
    if body.jkt.is_some_and(|jkt| jkt != key.to_string()) {
        return Err(invalid_grant("the code is bound to another key"));
    }
    Ok(())
}

/// What the app wants this time: all it was allowed, or less.
fn asked_scopes(grant: &AppGrant, wanted: Option<&str>) -> Result<Scopes, Refusal> {
    let stored = |name| Error::stored("scope", name);
    let allowed = Scopes::parse(&grant.scope).map_err(stored)?;
    let Some(wanted) = wanted else {
        return Ok(allowed);
    };
    let wanted = Scopes::parse(wanted).ok();
    wanted
        .filter(|wanted| wanted.is_within(&allowed))
        .ok_or_else(|| {
            let text = format!("the person allowed: {allowed}");
            refuse(ErrorCode::InvalidScope, text)
        })
}

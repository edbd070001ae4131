//! A data using service as a program: token, permission request, ticket, data request.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use protocol::client_assertion;
use protocol::dpop;
use protocol::ids::{ClientId, Issuer, TokenId};
use protocol::jose::{Algorithm, Jwks, KeySet, SigningKey};
use protocol::token_endpoint::{Credentials, Request as TokenRequest};
use reqwest::{Method, RequestBuilder, Url};
use serde_json::{Value, json};

use crate::client::{json_of, send};

/// A token is renewed this long before it ends, so that none ends on the way.
const RENEW_BEFORE: Duration = Duration::from_secs(20);

/// A service, authenticated by its key at one operator.
pub(crate) struct ServiceClient {
    operator: Url,
    client_id: ClientId,
    key: SigningKey,
    http: reqwest::Client,
    endpoints: Option<Endpoints>,
    token: Option<(String, Instant)>,
}

#[derive(Clone)]
struct Endpoints {
    token: Url,
    tickets: Url,
}

impl ServiceClient {
    /// A service of this client id and private JWK at the operator.
    pub(crate) fn new(
        operator: &str,
        client_id: &str,
        key: &str,
        http: reqwest::Client,
    ) -> Result<Self> {
        let slash = if operator.ends_with('/') { "" } else { "/" };
        Ok(Self {
            operator: Url::parse(&format!("{operator}{slash}"))
                .with_context(|| format!("`{operator}` is not a URL"))?,
            client_id: ClientId::parse(client_id)?,
            key: SigningKey::from_private_jwk(key.trim().as_bytes())
                .context("the key is not a private JWK")?,
            http,
            endpoints: None,
            token: None,
        })
    }

    /// Asks for a permission; the request's state, with the URL to send the person to.
    pub(crate) async fn request_permission(&mut self, body: &Value) -> Result<Value> {
        let url = self.operator.join("api/v1/permission-requests")?;
        self.call(Method::POST, url, Some(body)).await
    }

    /// What has become of a permission request.
    pub(crate) async fn request_status(&mut self, id: &str) -> Result<Value> {
        let url = self
            .operator
            .join(&format!("api/v1/permission-requests/{id}"))?;
        self.call(Method::GET, url, None).await
    }

    /// A request ticket for a connector's route (MIM4 §5.3).
    pub(crate) async fn ticket(&mut self, permission: &str, audience: &str) -> Result<String> {
        let url = self.endpoints().await?.tickets;
        let audience = audience.split(['?', '#']).next().unwrap_or_default();
        let answer = self
            .call(
                Method::POST,
                url,
                Some(&json!({"permission": permission, "audience": audience})),
            )
            .await?;
        let ticket = answer["request_ticket"]
            .as_str()
            .context("the operator's answer has no `request_ticket`")?;
        Ok(ticket.to_owned())
    }

    /// The data request, with the ticket and a proof of possession; not sent yet.
    pub(crate) fn data_request(&self, ticket: &str, url: &str) -> Result<RequestBuilder> {
        self.proved(
            Method::GET,
            Url::parse(url).with_context(|| format!("`{url}` is not a URL"))?,
            ticket,
        )
    }

    /// Its client id at the operator.
    pub(crate) fn client_id(&self) -> &ClientId {
        &self.client_id
    }

    /// One call of the operator's API, below `api/v1/`; the answer's JSON, `null` for an empty one.
    pub(crate) async fn api(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value> {
        let url = self.operator.join(&format!("api/v1/{path}"))?;
        self.call(method, url, body).await
    }

    /// A document of another kind than JSON, below `api/v1/`.
    pub(crate) async fn text(&mut self, path: &str, media: &str) -> Result<String> {
        let url = self.operator.join(&format!("api/v1/{path}"))?;
        let token = self.token().await?;
        let request = self.proved(Method::GET, url, &token)?;
        Ok(send(request.header("Accept", media)).await?.text().await?)
    }

    /// Who the operator is, and the keys that it signs with now.
    pub(crate) async fn operator_keys(&self) -> Result<(Issuer, KeySet)> {
        let url = self.operator.join(".well-known/mydataoperator-config")?;
        let metadata: Value = send(self.http.get(url)).await?.json().await?;
        let uuid = metadata["operator_uuid"].as_str().unwrap_or_default();
        let keys = metadata["jwks_uri"]
            .as_str()
            .context("the operator does not publish `jwks_uri`")?;
        let keys = send(self.http.get(keys)).await?.bytes().await?;
        Ok((Issuer::parse(uuid)?, KeySet::new(&Jwks::from_json(&keys)?)))
    }

    async fn call(&mut self, method: Method, url: Url, body: Option<&Value>) -> Result<Value> {
        let token = self.token().await?;
        let mut request = self.proved(method, url, &token)?;
        if let Some(body) = body {
            request = request.json(body);
        }
        json_of(send(request).await?).await
    }

    fn proved(&self, method: Method, url: Url, token: &str) -> Result<RequestBuilder> {
        let request = dpop::Request {
            method: method.as_str(),
            address: url.as_str(),
            token: Some(token),
            nonce: None,
        };
        let proof = dpop::sign(&self.key, &request, token_id()?, now())?;
        Ok(self
            .http
            .request(method, url)
            .header("Authorization", format!("DPoP {token}"))
            .header("DPoP", proof))
    }

    async fn token(&mut self) -> Result<String> {
        if let Some((token, until)) = &self.token
            && Instant::now() < *until
        {
            return Ok(token.clone());
        }
        let url = self.endpoints().await?.token;
        let assertion = client_assertion::sign(
            &self.key,
            &self.client_id,
            url.as_str(),
            &token_id()?,
            now(),
        )?;
        let form = TokenRequest {
            credentials: Credentials::Assertion(assertion),
            client_id: Some(self.client_id.clone()),
            scope: None,
        };
        let request = dpop::Request {
            method: "POST",
            address: url.as_str(),
            token: None,
            nonce: None,
        };
        let proof = dpop::sign(&self.key, &request, token_id()?, now())?;
        let request = self
            .http
            .post(url)
            .header("DPoP", proof)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form.to_form());
        let answer: Value = send(request).await?.json().await?;
        let token = answer["access_token"]
            .as_str()
            .context("the operator's answer has no `access_token`")?
            .to_owned();
        let life = Duration::from_secs(answer["expires_in"].as_u64().unwrap_or(0));
        self.token = Some((
            token.clone(),
            Instant::now() + life.saturating_sub(RENEW_BEFORE),
        ));
        Ok(token)
    }

    /// Where the operator says its endpoints are (MIM4 §5.7 and the profile's added members).
    async fn endpoints(&mut self) -> Result<Endpoints> {
        if let Some(known) = &self.endpoints {
            return Ok(known.clone());
        }
        let url = self.operator.join(".well-known/mydataoperator-config")?;
        let metadata: Value = send(self.http.get(url)).await?.json().await?;
        let member = |name: &str| -> Result<Url> {
            let text = metadata[name]
                .as_str()
                .with_context(|| format!("the operator does not publish `{name}`"))?;
            Ok(Url::parse(text)?)
        };
        let found = Endpoints {
            token: member("token_endpoint")?,
            tickets: member("request_ticket_endpoint")?,
        };
        self.endpoints = Some(found.clone());
        Ok(found)
    }
}

/// A new key pair: the private and the public JWK.
pub(crate) fn new_key() -> Result<(String, String)> {
    let key = SigningKey::generate(Algorithm::EdDsa, &mut |bytes| rand::fill(bytes))?;
    let private = String::from_utf8(key.to_private_jwk().to_vec())?;
    Ok((private, serde_json::to_string(key.jwk())?))
}

fn token_id() -> Result<TokenId> {
    Ok(TokenId::parse(
        &uuid::Uuid::new_v4().hyphenated().to_string(),
    )?)
}

/// Now, in unix seconds.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

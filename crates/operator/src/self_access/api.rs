//! A person's own data over the JSON API: where it is, and tickets to read it with. Never the data.
use std::sync::Arc;

use axum::extract::{Query, State};
use http::HeaderMap;
use protocol::dpop::Htu;
use protocol::jose::Thumbprint;
use protocol::self_access::{Request, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::body::Json;
use web::problem::Problem;

use super::Looker;
use super::view::SourceView;
use crate::accounts::Person;
use crate::{Error, Operator, Result};

/// Where tickets are asked for.
pub(crate) const PATH: &str = "/api/v1/me/self-access";

/// In which language.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Language {
    /// A language tag (BCP 47); the person's own when absent.
    language: Option<String>,
}

/// Where a person is known.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnSources {
    sources: Vec<SourceView>,
}

/// The sources where the person is known: what they can hold, and where the person's browser reads it.
#[utoipa::path(get, path = "/api/v1/me/sources", tag = "person", params(Language), security(("session" = [])),
    responses((status = 200, body = OwnSources)))]
pub(crate) async fn sources(
    State(operator): State<Arc<Operator>>,
    person: Person,
    Query(query): Query<Language>,
) -> Result<Json<OwnSources>, Problem> {
    let language = query.language.unwrap_or(person.locale);
    let sources = operator
        .own_sources(&person.id, &operator.speech(&language))
        .await?;
    Ok(Json(OwnSources { sources }))
}

/// Get a ticket to read one's own data of a dataset straight from its connector.
///
/// `{"connector": <uuid>, "dataset": <id>}`, with a `DPoP` proof (RFC 9449) of a key that the browser makes for
/// this: the ticket is bound to it, and good for a minute.
#[utoipa::path(post, path = "/api/v1/me/self-access", tag = "person", request_body = crate::guide::SelfAccessRequest,
    security(("session" = [])),
    responses(
        (status = 200, body = crate::guide::SelfAccessTicket),
        (status = 401, description = "problem `login-required`, `proof-missing`, `proof-invalid` or `proof-replayed`"),
        (status = 403, description = "problem `self-access-not-offered` or `person-unknown-at-source`"),
        (status = 404), (status = 429, description = "problem `rate-limited`"),
    ))]
pub(crate) async fn issue(
    State(operator): State<Arc<Operator>>,
    person: Person,
    headers: HeaderMap,
    Json(request): Json<Request>,
) -> Result<Json<Response>, Problem> {
    let session = operator.session_token(&headers).ok_or_else(|| {
        Error::Unauthenticated("log in and send the session with the request".to_owned())
    })?;
    let jkt = operator.own_key(&headers).await?;
    let looker = Looker {
        account: &person.id,
        session_hash: &session.hash(),
        jkt,
    };
    Ok(Json(operator.self_access(&looker, &request).await?))
}

impl Operator {
    /// The key that the request's proof is by.
    async fn own_key(&self, headers: &HeaderMap) -> Result<Thumbprint> {
        let address =
            Htu::parse(&self.address(PATH)).map_err(|error| Error::Internal(error.to_string()))?;
        let proof = self.take_proof(headers, "POST", &address, None).await;
        let proof = proof.map_err(Problem::from)?;
        Ok(*proof.key.thumbprint())
    }
}

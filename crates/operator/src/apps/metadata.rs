//! `GET /.well-known/oauth-authorization-server` (RFC 8414).
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CACHE_CONTROL;
use serde_json::json;

use super::{Scope, api, authorize, tokens};
use crate::{Operator, oauth};

/// Where it is, below the issuer.
pub(crate) const PATH: &str = "/.well-known/oauth-authorization-server";
/// An hour: nothing in it changes but with a new version of this software.
const KEPT: &str = "public, max-age=3600";

/// What apps and services need to know to get tokens (RFC 8414).
#[utoipa::path(get, path = "/.well-known/oauth-authorization-server", tag = "public",
    responses((status = 200, description = "authorization server metadata")))]
pub(crate) async fn metadata(State(operator): State<Arc<Operator>>) -> Response {
    let metadata = json!({
        "issuer": operator.base_url.as_str(),
        "authorization_endpoint": operator.address(authorize::PATH),
        "token_endpoint": operator.address(oauth::token::PATH),
        "pushed_authorization_request_endpoint": operator.address(api::PUSH_PATH),
        "require_pushed_authorization_requests": false,
        "revocation_endpoint": operator.address(tokens::REVOKE_PATH),
        "jwks_uri": operator.address("jwks.json"),
        "scopes_supported": Scope::ALL.map(Scope::name),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": [
            tokens::AUTHORIZATION_CODE, tokens::REFRESH_TOKEN, protocol::token_endpoint::GRANT_TYPE,
        ],
        "token_endpoint_auth_methods_supported": ["none", "private_key_jwt", "client_secret_basic"],
        "token_endpoint_auth_signing_alg_values_supported": ["EdDSA", "ES256"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "dpop_signing_alg_values_supported": ["EdDSA", "ES256"],
        "service_documentation": operator.address("api"),
        "ui_locales_supported": web::language::Language::ALL.map(web::language::Language::tag),
    });
    ([(CACHE_CONTROL, KEPT)], axum::Json(metadata)).into_response()
}

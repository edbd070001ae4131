//! Who uses the person's own API: the person with their session, who may do everything, or an app that they let do
//! this. A handler that names [`Person`] alone is closed to apps.
use std::sync::Arc;

use axum::extract::FromRequestParts;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use permission::Means;
use protocol::access_token::verify_of_app;
use storage::operator::accounts::Accounts as _;
use storage::operator::apps::Apps as _;
use web::problem::{Problem, ProblemName};

use super::{Scope, Scopes};
use crate::Operator;
use crate::accounts::Person;

/// The person, also through an app that may see requests, permissions and rules.
pub(crate) struct SeesPermissions(pub(crate) Person);
/// The person, also through an app that may see the access log.
pub(crate) struct SeesActivity(pub(crate) Person);
/// The person, also through an app that may decide for them.
pub(crate) struct Decides {
    pub(crate) person: Person,
    /// By their session, or in which app.
    pub(crate) means: Means,
}

/// The token of an `Authorization: DPoP` header: an app's. A session comes as a cookie or as `Bearer`.
fn app_token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("dpop").then(|| token.trim())
}

/// Whether a request comes from an app.
pub(crate) fn is_app(headers: &HeaderMap) -> bool {
    app_token(headers).is_some()
}

fn refused(problem: Problem, error: &str) -> Problem {
    let value = format!("DPoP algs=\"EdDSA ES256\", error=\"{error}\"");
    match HeaderValue::try_from(value) {
        Ok(value) => problem.header(WWW_AUTHENTICATE, value),
        Err(_) => problem,
    }
}

impl Operator {
    /// The person that an app acts for, if it may do this, and the app's client id.
    async fn person_of_app(
        &self,
        parts: &Parts,
        token: &str,
        scope: Scope,
    ) -> Result<(Person, String), Problem> {
        let invalid = |detail: &str| {
            let problem = Problem::new(ProblemName::LoginRequired).detail(detail);
            refused(problem, "invalid_token")
        };
        let now = self.clock.seconds();
        let claims = verify_of_app(token, &self.base_url, &self.keys.key_set(), now)
            .map_err(|error| invalid(&error.to_string()))?;
        let jkt = claims.cnf.as_ref().map(|cnf| cnf.jkt);
        let jkt = jkt.ok_or_else(|| invalid("the access token is bound to no key"))?;
        self.check_proof(parts, token, &jkt).await?;
        let grant = self.db.app_grant(claims.sub.as_str()).await;
        let grant = grant
            .map_err(Problem::from)?
            .filter(|grant| grant.expires_at > self.clock.now())
            .ok_or_else(|| invalid("the person has ended what they let the app do"))?;
        let allowed = Scopes::parse(claims.scope.as_deref().unwrap_or_default());
        if !allowed.is_ok_and(|allowed| allowed.has(scope)) {
            let problem = Problem::new(ProblemName::Forbidden)
                .detail(format!("this needs the scope `{}`", scope.name()));
            return Err(refused(problem, "insufficient_scope"));
        }
        let account = self.db.account(&grant.account_id).await;
        let account = account
            .map_err(Problem::from)?
            .filter(|account| account.state == crate::accounts::ACTIVE)
            .ok_or_else(|| invalid("the account is closed"))?;
        Ok((self.person(account).await?, grant.client_id))
    }

    /// The person, and the client id of the app that the request comes from, if it comes from one.
    async fn person_or_app(
        &self,
        parts: &mut Parts,
        scope: Scope,
    ) -> Result<(Person, Option<String>), Problem> {
        match app_token(&parts.headers) {
            Some(token) => {
                let (person, app) = self.person_of_app(parts, token, scope).await?;
                Ok((person, Some(app)))
            }
            None => Ok((self.person_of_request(parts).await?, None)),
        }
    }

    async fn means_of_app(&self, id: String) -> crate::Result<Means> {
        let app = self.app(&id).await?;
        let name = app.map(|app| app.registered.name.get("en").to_owned());
        Ok(Means::App {
            name: name.unwrap_or_default(),
            id,
        })
    }
}

macro_rules! through_apps {
    ($($type:ident = $scope:ident;)*) => {$(
        impl FromRequestParts<Arc<Operator>> for $type {
            type Rejection = Problem;

            async fn from_request_parts(
                parts: &mut Parts,
                operator: &Arc<Operator>,
            ) -> Result<Self, Problem> {
                let (person, _) = operator.person_or_app(parts, Scope::$scope).await?;
                Ok(Self(person))
            }
        }
    )*};
}

through_apps! {
    SeesPermissions = PermissionsRead;
    SeesActivity = ActivityRead;
}

impl FromRequestParts<Arc<Operator>> for Decides {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        operator: &Arc<Operator>,
    ) -> Result<Self, Problem> {
        let scope = Scope::PermissionsWrite;
        let (person, app) = operator.person_or_app(parts, scope).await?;
        let means = match app {
            Some(app) => operator.means_of_app(app).await?,
            None => Means::Api,
        };
        Ok(Self { person, means })
    }
}

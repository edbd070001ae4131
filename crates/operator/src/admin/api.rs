//! The administration API.
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use http::StatusCode;
use permission::Dataset;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use storage::outbox::Outbox as _;
use utoipa::{IntoParams, ToSchema};
use web::body::Json;
use web::problem::Problem;

use crate::accounts::{AccountSummary, NewAccount, NewIdentifier};
use crate::organisations::services::Registered;
use crate::organisations::{NewService, Organisation, Service, ServiceState};
use crate::public::feedback::Feedback;
use crate::sources::{
    AddedConnector, Connector, ConnectorFinding, ConnectorTrustGroup, NewConnector,
};
use crate::{Error, Operator};

/// Entries of one page, at the most.
const PAGE: u32 = 200;

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// The last id of the page before.
    #[serde(default)]
    after: String,
    /// How many; 200 at the most.
    limit: Option<u32>,
}

impl Page {
    pub(crate) fn after(&self) -> &str {
        &self.after
    }

    pub(crate) fn limit(&self) -> u32 {
        self.limit.unwrap_or(PAGE).clamp(1, PAGE)
    }
}

/// The id of what was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Made {
    pub(crate) id: String,
}

/// Organisations by id.
#[utoipa::path(get, path = "/api/v1/admin/organisations", tag = "admin", params(Page), security(("admin" = [])),
    responses((status = 200, body = [Organisation])))]
pub(crate) async fn organisations(
    State(operator): State<Arc<Operator>>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<Organisation>>, Problem> {
    Ok(Json(
        operator.organisations(&page.after, page.limit()).await?,
    ))
}

/// Register an organisation.
#[utoipa::path(post, path = "/api/v1/admin/organisations", tag = "admin", request_body = Organisation,
    security(("admin" = [])), responses((status = 201, body = Made), (status = 409)))]
pub(crate) async fn add_organisation(
    State(operator): State<Arc<Operator>>,
    Json(organisation): Json<Organisation>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let id = operator.add_organisation(organisation).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Change an organisation.
#[utoipa::path(put, path = "/api/v1/admin/organisations/{id}", tag = "admin", request_body = Organisation,
    security(("admin" = [])), responses((status = 204), (status = 404)))]
pub(crate) async fn change_organisation(
    State(operator): State<Arc<Operator>>,
    Path(id): Path<String>,
    Json(organisation): Json<Organisation>,
) -> Result<StatusCode, Problem> {
    operator
        .change_organisation(Organisation { id, ..organisation })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Services by client id.
#[utoipa::path(get, path = "/api/v1/admin/services", tag = "admin", params(Page), security(("admin" = [])),
    responses((status = 200, body = [Service])))]
pub(crate) async fn services(
    State(operator): State<Arc<Operator>>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<Service>>, Problem> {
    Ok(Json(operator.services(&page.after, page.limit()).await?))
}

/// Register a service. A secret, where it gets one, is shown this once.
#[utoipa::path(post, path = "/api/v1/admin/services", tag = "admin", request_body = NewService,
    security(("admin" = [])), responses((status = 201, body = Registered), (status = 400), (status = 409)))]
pub(crate) async fn add_service(
    State(operator): State<Arc<Operator>>,
    Json(service): Json<NewService>,
) -> Result<(StatusCode, Json<Registered>), Problem> {
    Ok((
        StatusCode::CREATED,
        Json(operator.add_service(service).await?),
    ))
}

/// Change a service's name, description, keys and return URLs.
#[utoipa::path(put, path = "/api/v1/admin/services/{client_id}", tag = "admin", request_body = NewService,
    security(("admin" = [])), responses((status = 204), (status = 404), (status = 409)))]
pub(crate) async fn change_service(
    State(operator): State<Arc<Operator>>,
    Path(client_id): Path<String>,
    Json(service): Json<NewService>,
) -> Result<StatusCode, Problem> {
    operator
        .change_service(NewService {
            client_id,
            ..service
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a service's state becomes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StateChange {
    state: ServiceState,
}

/// Suspend a service, or let it act again.
#[utoipa::path(put, path = "/api/v1/admin/services/{client_id}/state", tag = "admin", request_body = StateChange,
    security(("admin" = [])), responses((status = 204), (status = 404)))]
pub(crate) async fn set_service_state(
    State(operator): State<Arc<Operator>>,
    Path(client_id): Path<String>,
    Json(change): Json<StateChange>,
) -> Result<StatusCode, Problem> {
    operator.set_service_state(&client_id, change.state).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The newest version of each intended use, by id.
#[utoipa::path(get, path = "/api/v1/admin/intended-uses", tag = "admin", params(Page), security(("admin" = [])),
    responses((status = 200, description = "intended uses")))]
pub(crate) async fn intended_uses(
    State(operator): State<Arc<Operator>>,
    Query(page): Query<Page>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(json!(
        operator.intended_uses(&page.after, page.limit()).await?
    )))
}

/// Register an intended use, or a new version of one.
#[utoipa::path(post, path = "/api/v1/admin/intended-uses", tag = "admin", request_body = serde_json::Value,
    security(("admin" = [])),
    responses((status = 201, description = "`id`, `version`"), (status = 400, description = "what is wrong with it")))]
pub(crate) async fn add_intended_use(
    State(operator): State<Arc<Operator>>,
    Json(description): Json<Value>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let (id, version) = operator.add_intended_use(description).await?;
    Ok((
        StatusCode::CREATED,
        Json(json!({"id": id, "version": version})),
    ))
}

/// Every connector known here.
#[utoipa::path(get, path = "/api/v1/admin/connectors", tag = "admin", security(("admin" = [])),
    responses((status = 200, body = [Connector])))]
pub(crate) async fn connectors(
    State(operator): State<Arc<Operator>>,
) -> Result<Json<Vec<Connector>>, Problem> {
    Ok(Json(operator.connectors().await?))
}

/// Add a connector by its base URL: its metadata, keys and datasets are fetched.
#[utoipa::path(post, path = "/api/v1/admin/connectors", tag = "admin", request_body = NewConnector,
    security(("admin" = [])),
    responses((status = 201, body = AddedConnector), (status = 409), (status = 502, description = "problem `peer-failed`")))]
pub(crate) async fn add_connector(
    State(operator): State<Arc<Operator>>,
    Json(connector): Json<NewConnector>,
) -> Result<(StatusCode, Json<AddedConnector>), Problem> {
    Ok((
        StatusCode::CREATED,
        Json(operator.add_connector(connector).await?),
    ))
}

/// Fetch a connector's metadata, keys and datasets again.
#[utoipa::path(post, path = "/api/v1/admin/connectors/{uuid}/refresh", tag = "admin", security(("admin" = [])),
    responses((status = 204), (status = 404), (status = 502, description = "problem `peer-failed`")))]
pub(crate) async fn refresh_connector(
    State(operator): State<Arc<Operator>>,
    Path(uuid): Path<String>,
) -> Result<StatusCode, Problem> {
    operator.refresh_connector(&uuid).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Look now for connectors that other operators share in this operator's trust groups, and for those that are so no longer.
/// What cannot be reached is left for the next regular look.
#[utoipa::path(post, path = "/api/v1/admin/connectors/discover", tag = "admin", security(("admin" = [])),
    responses((status = 204)))]
pub(crate) async fn discover_connectors(
    State(operator): State<Arc<Operator>>,
) -> Result<StatusCode, Problem> {
    operator.discover().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a connector of this operator's own out of the catalogue and of what it shares; adding it again brings it back.
#[utoipa::path(delete, path = "/api/v1/admin/connectors/{uuid}", tag = "admin", security(("admin" = [])),
    responses((status = 204), (status = 404), (status = 409, description = "it is another operator's")))]
pub(crate) async fn withdraw_connector(
    State(operator): State<Arc<Operator>>,
    Path(uuid): Path<String>,
) -> Result<StatusCode, Problem> {
    operator.withdraw_connector(&uuid).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is wrong with connectors that could not be taken as they describe themselves.
#[utoipa::path(get, path = "/api/v1/admin/connector-findings", tag = "admin", security(("admin" = [])),
    responses((status = 200, body = [ConnectorFinding])))]
pub(crate) async fn connector_findings(
    State(operator): State<Arc<Operator>>,
) -> Result<Json<Vec<ConnectorFinding>>, Problem> {
    Ok(Json(operator.connector_findings().await?))
}

/// What the administrator of a connector shared in this operator's trust groups configures it with: each registry's
/// address and public keys (MIM4 §5.3.2.1).
#[utoipa::path(get, path = "/api/v1/admin/trust-groups", tag = "admin", security(("admin" = [])),
    responses((status = 200, body = [ConnectorTrustGroup]), (status = 502, description = "problem `peer-failed`")))]
pub(crate) async fn trust_groups(
    State(operator): State<Arc<Operator>>,
) -> Result<Json<Vec<ConnectorTrustGroup>>, Problem> {
    Ok(Json(operator.trust_groups().await?))
}

/// The datasets that connectors known here offer.
#[utoipa::path(get, path = "/api/v1/admin/datasets", tag = "admin", security(("admin" = [])),
    responses((status = 200, description = "datasets")))]
pub(crate) async fn datasets(
    State(operator): State<Arc<Operator>>,
) -> Result<Json<Vec<Dataset>>, Problem> {
    Ok(Json(operator.datasets().await?))
}

/// Accounts by base identifier; nothing about the persons.
#[utoipa::path(get, path = "/api/v1/admin/persons", tag = "admin", params(Page), security(("admin" = [])),
    responses((status = 200, body = [AccountSummary])))]
pub(crate) async fn persons(
    State(operator): State<Arc<Operator>>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<AccountSummary>>, Problem> {
    Ok(Json(operator.accounts(&page.after, page.limit()).await?))
}

/// An account to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPerson {
    /// The e-mail address to log in with.
    login: String,
    /// The password, at least 8 characters.
    password: String,
    /// What the person is called.
    #[serde(default)]
    name: Option<String>,
    /// The language to speak (BCP 47).
    #[serde(default)]
    locale: Option<String>,
    /// Identifiers that were verified.
    #[serde(default)]
    identifiers: Vec<NewIdentifier>,
}

/// Make an account.
#[utoipa::path(post, path = "/api/v1/admin/persons", tag = "admin", request_body = NewPerson,
    security(("admin" = [])), responses((status = 201, body = Made), (status = 400), (status = 409)))]
pub(crate) async fn add_person(
    State(operator): State<Arc<Operator>>,
    Json(person): Json<NewPerson>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let new = NewAccount {
        login: Some(person.login),
        password: Some(SecretString::from(person.password)),
        name: person.name,
        locale: person.locale.unwrap_or_else(|| "en".to_owned()),
    };
    let id = operator.create_account(new).await?;
    for identifier in person.identifiers {
        operator.add_identifier(&id, identifier).await?;
    }
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Add a verified identifier to a person.
#[utoipa::path(post, path = "/api/v1/admin/persons/{id}/identifiers", tag = "admin", request_body = NewIdentifier,
    security(("admin" = [])), responses((status = 204), (status = 400), (status = 404)))]
pub(crate) async fn add_identifier(
    State(operator): State<Arc<Operator>>,
    Path(id): Path<String>,
    Json(identifier): Json<NewIdentifier>,
) -> Result<StatusCode, Problem> {
    operator.add_identifier(&id, identifier).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How a key is replaced.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Rotation {
    /// At once instead of after it was published for a while: after a loss.
    at_once: bool,
}

/// Replace the signing key.
#[utoipa::path(post, path = "/api/v1/admin/keys/rotate", tag = "admin", request_body = Rotation,
    security(("admin" = [])), responses((status = 200, description = "`kid` of the new key"), (status = 409)))]
pub(crate) async fn rotate_key(
    State(operator): State<Arc<Operator>>,
    Json(rotation): Json<Rotation>,
) -> Result<Json<Value>, Problem> {
    let kid = if rotation.at_once {
        operator.replace_key().await?
    } else {
        operator.rotate_key().await?
    };
    Ok(Json(json!({"kid": kid})))
}

/// What people wrote about the accessibility of the pages, oldest first.
#[utoipa::path(get, path = "/api/v1/admin/feedback", tag = "admin", params(Page), security(("admin" = [])),
    responses((status = 200, body = [Feedback])))]
pub(crate) async fn feedback(
    State(operator): State<Arc<Operator>>,
    Query(page): Query<Page>,
) -> Result<Json<Vec<Feedback>>, Problem> {
    Ok(Json(operator.feedback(&page.after, page.limit()).await?))
}

/// Events that no connector has acknowledged yet, by destination.
#[utoipa::path(get, path = "/api/v1/admin/outbox", tag = "admin", security(("admin" = [])),
    responses((status = 200, description = "`destination`, `events`, `oldest`")))]
pub(crate) async fn outbox(State(operator): State<Arc<Operator>>) -> Result<Json<Value>, Problem> {
    let waiting = operator.db.waiting_events().await.map_err(Error::from)?;
    let waiting: Vec<Value> = waiting
        .into_iter()
        .map(|one| {
            let oldest = crate::clock::rfc3339(one.oldest);
            json!({"destination": one.destination, "events": one.events, "oldest": oldest})
        })
        .collect();
    Ok(Json(json!(waiting)))
}

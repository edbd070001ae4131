//! What the connector says about itself (MIM4 §5.8), its datasets, and its API guide (§4.2.3).

pub(crate) mod brokers;
pub(crate) mod catalogue;
pub(crate) mod entities;

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use permission::Dataset;
use protocol::metadata::{self, ConnectorMetadata, LogDescription, SelfAccessRoute};
use protocol::problem::ProblemName;
use serde_json::{Value, json};
use web::Json;
use web::problem::Problem;

use crate::app::App;
use crate::config::PlaceConfig;
use crate::links::Linking;
use crate::routes::{Offer, Route};
use crate::self_access;

pub(crate) async fn config(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let endpoint = |path: &str| app.base_url.join(path).ok();
    let metadata = ConnectorMetadata {
        connector_uuid: app.uuid.clone(),
        connector_key: Some(app.keys.signer().jwk().clone()),
        name: app.config.name.clone(),
        description: app.config.description.clone(),
        contact: app.config.contact.as_deref().cloned(),
        place: app.config.place.as_ref().map(PlaceConfig::published),
        api_guide: format!("{}/api/openapi.json", app.base_url),
        connector_base_url: app.base_url.clone(),
        jwks_uri: endpoint("jwks.json"),
        capabilities: capabilities(&app)
            .into_iter()
            .filter_map(|one| one.parse().ok())
            .collect(),
        datasets_url: endpoint("datasets"),
        events_endpoint: endpoint("events"),
        trust_groups: app.trust.group_uuids(),
        log: Some(LogDescription {
            origin: app.log.origin().to_owned(),
            verifier_key: app.log.verifier().to_string(),
        }),
        self_access: own_routes(&app),
        links_endpoint: app
            .linking
            .as_ref()
            .and_then(|_| endpoint("links/requests")),
        links: app.linking.iter().flat_map(Linking::offers).collect(),
    };
    let body = metadata.to_json().map_err(|error| {
        tracing::error!(%error, "the metadata cannot be written");
        Problem::new(ProblemName::Internal)
    })?;
    // Metadata changes with keys and configuration only, and keys are announced so long before they sign.
    let kept = format!("public, max-age={}", app.keys.kept_by_others());
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CACHE_CONTROL, kept),
    ];
    Ok((headers, body).into_response())
}

/// Where people read their own data.
fn own_routes(app: &App) -> Vec<SelfAccessRoute> {
    let offer = app.offer();
    let routes = offer.routes.iter();
    let offered = routes.filter(|route| self_access::is_offered(route));
    let own = offered.filter_map(|route| {
        Some(SelfAccessRoute {
            dataset: route.dataset.id.clone(),
            url: app.base_url.join(&route.path).ok()?,
            changes: self_access::changes(route, &app.base_url),
            past: route.dataset.history,
        })
    });
    own.collect()
}

/// What this connector can, in the profile's words.
fn capabilities(app: &App) -> Vec<&'static str> {
    let mut capabilities = vec![metadata::ATTRIBUTE_FILTER];
    if app.leases.is_some() {
        capabilities.push(metadata::LEASE);
    }
    if app.offer().has_entities() {
        capabilities.push(metadata::NGSI_LD);
    }
    if app.linking.is_some() {
        capabilities.push(metadata::LINKS);
    }
    if !own_routes(app).is_empty() {
        capabilities.push(metadata::SELF_ACCESS);
    }
    if app
        .offer()
        .routes
        .iter()
        .any(|route| self_access::takes_changes(route))
    {
        capabilities.push(metadata::SELF_CHANGE);
    }
    capabilities
}

pub(crate) async fn datasets(State(app): State<Arc<App>>) -> Json<Vec<Dataset>> {
    Json(
        app.offer()
            .datasets
            .iter()
            .map(|dataset| dataset.description.clone())
            .collect(),
    )
}

/// How people see what they have asked the source's staff to change, and take it back.
fn asked_paths() -> serde_json::Map<String, Value> {
    let text = |text: &str| json!({"description": text});
    let refused = "The ticket is not the person's own, or this dataset is not theirs to change.";
    let name = |name: &str| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}});
    let ticket = json!([{"ticket": []}]);
    let all = json!({"parameters": [name("dataset")], "get": {
        "summary": "What the person has asked the source's staff to change",
        "description": "With a self-access ticket: what waits, and what was decided within 30 days, the latest first.",
        "security": ticket,
        "responses": {"200": text("`changes`, each with its `task` and how far it is."), "403": text(refused)},
    }});
    let one = json!({"parameters": [name("dataset"), name("task")], "delete": {
        "summary": "The person takes back what waits at the source's staff",
        "description": "With a self-access ticket.",
        "security": ticket,
        "responses": {"204": text("It is taken back."), "403": text(refused),
            "404": text("The person has asked no such change."), "409": text("It was decided already.")},
    }});
    [
        (format!("{}{{dataset}}", self_access::ASKED_PATH), all),
        (
            format!("{}{{dataset}}/{{task}}", self_access::ASKED_PATH),
            one,
        ),
    ]
    .into_iter()
    .collect()
}

/// How people change their own data at a route, among its methods.
fn add_changes(methods: &mut Value, route: &Route) {
    let text = |text: &str| json!({"description": text});
    let responses = json!({
        "204": text("The source has made the change."),
        "401": text("The ticket or its proof is no good; the problem type says why."),
        "403": text("The ticket is not the person's own, or this is not theirs to change."),
        "409": text("The source refused the change; `reasons` has its words, where it has any, by language."),
        "502": text("Operator or source gave no usable answer; `detail` says whether the change may have been made."),
    });
    let ticket = json!([{"ticket": []}]);
    methods["patch"] = json!({
        "summary": format!("The person corrects or erases attributes of their `{}`", route.dataset.slug),
        "description": "With a self-access ticket: a merge patch (RFC 7396) of the attributes below; null erases.",
        "security": ticket, "responses": responses,
        "requestBody": {"required": true, "content": {"application/merge-patch+json": {"schema": {"type": "object"}}}},
    });
    methods["delete"] = json!({
        "summary": format!("The person erases all of their `{}`", route.dataset.slug),
        "description": "With a self-access ticket.",
        "security": ticket, "responses": responses,
    });
    if self_access::takes_additions(route) {
        let record = json!([{"name": "record", "in": "query", "schema": {"type": "string"},
            "description": "The id of the entry that it is about; without it, all of them."}]);
        methods["patch"]["parameters"] = record.clone();
        methods["delete"]["parameters"] = record;
        let mut responses = responses;
        responses["201"] = text(
            "The entries are added; `records` has their ids, in the order in which they came.",
        );
        methods["post"] = json!({
            "summary": format!("The person adds entries to their `{}`", route.dataset.slug),
            "description": "With a self-access ticket: entries of the attributes below; all of them or none.",
            "security": ticket, "responses": responses,
            "requestBody": {"required": true, "content": {
                "application/json": {"schema": {"oneOf": [{"type": "object"}, {"type": "array"}]}},
                "application/x-ndjson": {"schema": {"type": "string"}},
                "text/csv": {"schema": {"type": "string"}}}},
        });
    }
}

/// The NGSI-LD API (ETSI GS CIM 009 v1.8) under permission, as far as a service asks it with a ticket.
fn entities_paths() -> serde_json::Map<String, Value> {
    const BELOW: [(&str, &str, &str); 10] = [
        (
            "entities",
            "get",
            "The person's entities that match a query, as far as the permission covers them",
        ),
        (
            "entities/{id}",
            "get",
            "One of them, by the id that this service knows it by",
        ),
        (
            "entityOperations/query",
            "post",
            "A query whose terms stand in the body",
        ),
        (
            "temporal/entities",
            "get",
            "What they were, of datasets that keep history",
        ),
        ("temporal/entities/{id}", "get", "What one of them was"),
        (
            "entityMaps",
            "post",
            "Fixes which entities following requests are about",
        ),
        (
            "subscriptions",
            "post",
            "To be told of changes of what is permitted",
        ),
        ("subscriptions/{id}", "delete", "To be told no longer"),
        (
            "csourceSubscriptions",
            "post",
            "To be told of changes of what is offered",
        ),
        (
            "csourceSubscriptions/{id}",
            "delete",
            "To be told no longer of what is offered",
        ),
    ];
    let mut paths = serde_json::Map::new();
    for (path, method, summary) in BELOW {
        let parameters: Vec<Value> = path
            .contains("{id}")
            .then(|| json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}))
            .into_iter()
            .collect();
        let operation = json!({
            "summary": summary,
            "description": "ETSI GS CIM 009 v1.8, with its parameters, representations and problems. Show a request ticket as \
                at the other addresses.",
            "security": [{"ticket": []}],
            "parameters": parameters,
            "responses": {
                "2XX": {"description": "As the specification has it."},
                "400": {"description": "The query cannot be read."},
                "401": {"description": "The ticket or its proof is no good."},
                "403": {"description": "The ticket is good, but nothing is permitted now."},
            },
        });
        paths.insert(format!("/ngsi-ld/v1/{path}"), json!({method: operation}));
    }
    paths
}

/// OpenAPI 3.1 of the routes, made from the configuration.
pub(crate) fn openapi(offer: &Offer, name: &str, description: &str, base_url: &str) -> Value {
    let text = |text: &str| json!({"description": text});
    let mut paths = serde_json::Map::new();
    for route in offer.routes.iter().chain(offer.gateways.described()) {
        let attributes: serde_json::Map<String, Value> = route
            .dataset
            .description
            .attributes
            .iter()
            .map(|attribute| {
                (
                    attribute.path.as_str().to_owned(),
                    json!({"description": attribute.category.to_string()}),
                )
            })
            .collect();
        let operation = json!({
            "summary": format!("The person's `{}` as far as the ticket's permission covers it", route.dataset.slug),
            "description": format!(
                "Show a request ticket (MIM4 §5.3) whose `aud` is `{}`: as `Authorization: DPoP <ticket>` with a `DPoP` \
                 proof (RFC 9449), or in `MIM4-Request-Ticket`. Who the person is comes from the ticket alone; what is \
                 returned is what the person permits, out of the attributes below. Dataset `{}`.",
                route.audience.as_str(), route.dataset.id
            ),
            "security": [{"ticket": []}],
            "responses": {
                "200": {"description": "The permitted attributes.", "content": {"application/json": {
                    "schema": {"type": "object", "properties": attributes}}}},
                "401": text("The ticket or its proof is no good; the problem type says why."),
                "403": text("The ticket is good, but nothing is permitted now."),
                "502": text("Operator or source gave no usable answer."),
                "504": text("Operator or source did not answer in time."),
            }
        });
        let methods = paths.entry(route.path.clone()).or_insert_with(|| json!({}));
        methods[route.method.as_str().to_ascii_lowercase()] = operation;
        if self_access::takes_changes(route) {
            add_changes(methods, route);
        }
    }
    if offer
        .routes
        .iter()
        .any(|route| self_access::asks_staff(route))
    {
        paths.extend(asked_paths());
    }
    if offer.has_entities() {
        paths.extend(entities_paths());
    }
    paths.insert(
        "/datasets".into(),
        json!({"get": {"summary": "What is offered: datasets with their attributes",
        "responses": {"200": text("An array of datasets.")}}}),
    );
    paths.insert(
        web::dcat::PATH.into(),
        json!({"get": {"summary": "What is offered, as a DCAT-AP 3 catalogue (JSON-LD or Turtle, by `Accept`)",
        "responses": {"200": text("The catalogue.")}}}),
    );
    paths.insert(
        entities::PATH.into(),
        json!({"get": {"summary": "What is offered, as entities of the Smart Data Models for catalogues (`?type=`, `?format=keyValues`)",
        "responses": {"200": text("An array of entities.")}}}),
    );
    paths.insert(
        "/.well-known/connector-config".into(),
        json!({"get": {"summary": "Who this connector is (MIM4 §5.8)",
        "responses": {"200": text("The connector's metadata.")}}}),
    );
    json!({
        "openapi": "3.1.0",
        "info": {"title": name, "description": description, "version": env!("CARGO_PKG_VERSION")},
        "servers": [{"url": base_url}],
        "components": {"securitySchemes": {"ticket": {"type": "apiKey", "in": "header", "name": "Authorization",
            "description": "DPoP <request ticket>, from the person's operator."}}},
        "paths": paths,
    })
}

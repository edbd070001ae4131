//! What is offered: types, names of attributes, and the registration that brokers are given. For everybody, since nothing
//! of it is about a person.

use std::collections::BTreeSet;

use broker::view::{self, Description};
use http::Response;
use http::request::Parts;
use ngsi_ld::entity::is_entity_member;
use serde_json::{Value, json};

use crate::app::App;
use crate::config::Shape;
use crate::routes::Offer;
use crate::worker::Body;

/// Answers a request for what is offered.
pub(crate) fn describe(app: &App, parts: Parts) -> Response<Body> {
    let registration = published(app);
    let description = Description {
        types: types(&app.offer())
            .map(|(name, attributes)| {
                let attributes = attributes.into_iter().map(str::to_owned).collect();
                (name.to_owned(), attributes)
            })
            .collect(),
        registration,
    };
    let answer = app.viewer.describe(parts, &description);
    answer
        .unwrap_or_else(|problem| view::refusal(&problem))
        .map(Body::whole)
}

/// Types of the routes of this shape, each with the names of its attributes.
fn types(offer: &Offer) -> impl Iterator<Item = (&str, BTreeSet<&str>)> {
    let routes = offer.routes.iter();
    routes
        .filter(|route| route.shape == Shape::NgsiLd)
        .map(|route| {
            let attributes = route.dataset.table.paths().iter();
            let names = attributes.filter_map(|path| path.names().next());
            // A scope is described as attributes are, and is none (ETSI GS CIM 009 §4.18).
            let names = names.filter(|name| !is_entity_member(name)).collect();
            (route.dataset.description.entity_type.as_str(), names)
        })
}

/// The registration's id: one for the connector's life.
pub(crate) fn registration_id(app: &App) -> String {
    format!("urn:ngsi-ld:ContextSourceRegistration:{}", app.uuid)
}

/// The registration as the connector itself shows it: with the versions of its datasets.
pub(crate) fn published(app: &App) -> Value {
    let mut registration = registration(app);
    registration["id"] = registration_id(app).into();
    let offer = app.offer();
    let datasets = offer.datasets.iter().map(|dataset| &dataset.description);
    let datasets: Vec<Value> = datasets
        .map(|one| json!({"id": one.id, "version": one.version}))
        .collect();
    registration["datasets"] = json!({"type": "Property", "value": datasets});
    registration
}

/// What is registered (ETSI GS CIM 009 §5.2.9): each NGSI-LD dataset's type with the names of its attributes.
pub(crate) fn registration(app: &App) -> Value {
    let mut information = Vec::new();
    for (entity_type, names) in types(&app.offer()) {
        let one = json!({"entities": [{"type": entity_type}], "propertyNames": names});
        if !information.contains(&one) {
            information.push(one);
        }
    }
    let mut operations = vec!["retrieveOps"];
    if app.offer().datasets.iter().any(|dataset| dataset.history) {
        operations.extend(["retrieveTemporal", "queryTemporal"]);
    }
    let mut registration = json!({
        "type": "ContextSourceRegistration",
        "registrationName": app.config.name,
        "information": information,
        "mode": "inclusive",
        "operations": operations,
        "endpoint": app.base_url.as_str(),
        "contextSourceAlias": app.viewer.alias(),
        // The ticket that a service shows to the broker goes on to the connector, and with it the proof, which the
        // service makes for the connector's address: the broker can use it for nothing else.
        "contextSourceInfo": [
            {"key": "Authorization", "value": "urn:ngsi-ld:request"},
            {"key": "DPoP", "value": "urn:ngsi-ld:request"},
            {"key": "MIM4-Request-Ticket", "value": "urn:ngsi-ld:request"},
        ],
    });
    if !app.config.description.is_empty() {
        registration["description"] = app.config.description.as_str().into();
    }
    registration
}

//! What is offered, as entities of the Smart Data Models for catalogues (DCAT-AP: `Catalogue`, `DataService`,
//! `Dataset`), for whoever gathers descriptions in a context broker. It says what there is, never about whom.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Router, routing};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use permission::{Dataset, Texts};
use protocol::problem::ProblemName;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use web::dcat::{self, ENTITY_TYPES, KEPT, PATH as CATALOGUE, RESTRICTED};
use web::problem::Problem;

use crate::app::App;
use crate::config::PlaceConfig;

/// Where the entities are.
pub(super) const PATH: &str = "/catalogue/entities";
/// What the names of these models mean, and those of NGSI-LD.
const CONTEXTS: [&str; 2] = [
    "https://raw.githubusercontent.com/smart-data-models/dataModel.DCAT-AP/master/context.jsonld",
    "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld",
];

/// Which of them, and how.
#[derive(Deserialize)]
struct Asked {
    /// `Catalogue`, `DataService` or `Dataset`; all when absent.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// `keyValues` or `simplified` for values alone.
    #[serde(alias = "options")]
    format: Option<String>,
}

/// Where the entities are served.
pub(crate) fn router(app: &Arc<App>) -> Router {
    Router::new()
        .route(PATH, routing::get(get))
        .with_state(Arc::clone(app))
}

/// `GET /catalogue/entities`: an array of entities as `application/ld+json`.
async fn get(State(app): State<Arc<App>>, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let is_simple = match asked.format.as_deref() {
        None | Some("normalized") => false,
        Some("keyValues" | "simplified") => true,
        Some(other) => {
            return Err(Problem::new(ProblemName::InvalidRequest)
                .detail(format!("`{other}` is no format: normalized, or keyValues")));
        }
    };
    let entities = entities(&app);
    let wanted = entities.iter().filter(|entity| {
        asked
            .kind
            .as_deref()
            .is_none_or(|kind| entity["type"] == kind)
    });
    let shown: Vec<Value> = wanted
        .map(|entity| {
            if is_simple {
                simplified(entity)
            } else {
                entity.clone()
            }
        })
        .collect();
    let headers = [(CONTENT_TYPE, "application/ld+json"), (CACHE_CONTROL, KEPT)];
    Ok((headers, Value::Array(shown).to_string()).into_response())
}

/// Values alone (ETSI GS CIM 009 §4.5.4).
fn simplified(entity: &Value) -> Value {
    let members = entity.as_object().into_iter().flatten();
    let members = members.map(|(name, member)| {
        let value = member.get("value").or_else(|| member.get("object"));
        (name.clone(), value.unwrap_or(member).clone())
    });
    Value::Object(members.collect())
}

fn entity(id: &str, kind: &str, attributes: Vec<(&str, Value)>) -> Value {
    let mut entity = Map::new();
    entity.insert("@context".into(), json!(CONTEXTS));
    entity.insert("id".into(), json!(id));
    entity.insert("type".into(), json!(kind));
    for (name, value) in attributes {
        entity.insert(name.to_owned(), value);
    }
    Value::Object(entity)
}

fn property(value: impl Into<Value>) -> Value {
    json!({"type": "Property", "value": value.into()})
}

fn relationship(object: impl Into<Value>) -> Value {
    json!({"type": "Relationship", "object": object.into()})
}

fn texts(texts: &Texts) -> Vec<&str> {
    texts.0.values().map(String::as_str).collect()
}

/// The ids of the catalogue and of the service.
fn ids(app: &App) -> (String, String) {
    let uuid = &app.uuid;
    (
        format!("urn:ngsi-ld:Catalogue:{uuid}"),
        format!("urn:ngsi-ld:DataService:{uuid}"),
    )
}

fn entities(app: &App) -> Vec<Value> {
    let base = app.base_url.as_str();
    let offer = app.offer();
    let datasets = offer.datasets.iter();
    let datasets: Vec<&Dataset> = datasets.map(|dataset| &dataset.description).collect();
    let names: Vec<&str> = datasets.iter().map(|dataset| dataset.id.as_str()).collect();
    let (catalogue, service) = ids(app);
    let name = &app.config.name;
    let words = dcat::words(&app.config.description, name);
    let mut written = vec![
        entity(
            &catalogue,
            "Catalogue",
            vec![
                ("title", property(vec![name.as_str()])),
                ("description", property(vec![words])),
                ("publisher", property(name.as_str())),
                ("homepage", property(format!("{base}{CATALOGUE}"))),
                ("dataset", relationship(names.clone())),
                ("service", relationship(vec![service.as_str()])),
            ],
        ),
        entity(
            &service,
            "DataService",
            vec![
                ("title", property(vec![name.as_str()])),
                ("description", property(vec![words])),
                ("endPointURL", property(vec![base])),
                (
                    "endPointDescription",
                    property(vec![format!("{base}/api/openapi.json")]),
                ),
                ("servesDataset", property(names)),
                ("accessRights", property(RESTRICTED)),
            ],
        ),
    ];
    written.extend(datasets.iter().map(|one| dataset(app, one, &catalogue)));
    written
}

fn dataset(app: &App, dataset: &Dataset, catalogue: &str) -> Value {
    let description = if dataset.description.is_empty() {
        &dataset.title
    } else {
        &dataset.description
    };
    let attributes = dataset.attributes.iter();
    let keywords: Vec<&str> = attributes.clone().map(|one| one.path.as_str()).collect();
    let mut themes: Vec<String> = attributes
        .map(|one| one.category.term().iri().to_owned())
        .collect();
    themes.sort();
    themes.dedup();
    let languages: Vec<&str> = dataset.title.0.keys().map(String::as_str).collect();
    let mut members = vec![
        ("title", property(texts(&dataset.title))),
        ("description", property(texts(description))),
        ("identifier", property(vec![dataset.id.as_str()])),
        ("belongsToCatalogue", relationship(catalogue)),
        ("publisher", property(app.config.name.as_str())),
        ("accessRights", property(RESTRICTED)),
        ("keyword", property(keywords)),
        ("theme", property(themes)),
        ("language", property(languages)),
        (
            "Type",
            property(format!("{ENTITY_TYPES}{}", dataset.entity_type)),
        ),
        ("versionInfo", property(dataset.version.to_string())),
    ];
    if let Some(model) = &dataset.model {
        members.push(("conformsTo", property(vec![model.as_str()])));
    }
    if let Some(contact) = &app.config.contact {
        let ways = [&contact.email, &contact.phone, &contact.url];
        let ways: Vec<&str> = ways.into_iter().flatten().map(String::as_str).collect();
        if !ways.is_empty() {
            members.push(("contactPoint", property(ways)));
        }
    }
    if let Some(place) = app.config.place.as_ref().map(PlaceConfig::published) {
        members.push(("areaServed", property(dcat::place_name(&place))));
    }
    entity(dataset.id.as_str(), "Dataset", members)
}

//! What is offered, as data portals read it: a DCAT-AP 3 catalogue of datasets and the service that gives access to
//! them, in JSON-LD and in Turtle. It says what there is, never about whom.

use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::{Router, routing};
use bytes::Bytes;
use http::HeaderMap;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, VARY};
use oxjsonld::JsonLdParser;
use oxttl::TurtleSerializer;
use permission::Dataset;
use protocol::metadata::Contact;
use protocol::problem::ProblemName;
use protocol::trust_list;
use serde_json::{Value, json};
use web::problem::Problem;

use crate::app::App;
use crate::config::PlaceConfig;
use crate::routes::Offer;
use crate::{Error, Result};

/// Where the catalogue is.
pub(super) const PATH: &str = "/catalogue";
/// Portals harvest daily or less often; what is offered changes with the configuration.
pub(super) const KEPT: &str = "public, max-age=3600";

/// The law under which personal data is released here: the GDPR.
const GDPR: &str = "http://data.europa.eu/eli/reg/2016/679/oj";
/// Access for those whom the person permits (EU vocabulary "access right").
pub(super) const RESTRICTED: &str =
    "http://publications.europa.eu/resource/authority/access-right/RESTRICTED";

/// Where types of entities live that no context declares (ETSI GS CIM 009 §5.5.7).
pub(super) const ENTITY_TYPES: &str = "https://uri.etsi.org/ngsi-ld/default-context/";

const PREFIXES: [(&str, &str); 8] = [
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("dpv", "https://w3id.org/dpv#"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
];

/// The catalogue, written anew with each version of what is offered.
struct Catalogue {
    app: Arc<App>,
    written: ArcSwap<Written>,
}

/// The catalogue of what is offered at a time.
struct Written {
    offer: Arc<Offer>,
    linked_data: Bytes,
    turtle: Bytes,
}

/// Where the catalogue is served.
///
/// # Errors
/// [`Error::Config`], where it cannot be written.
pub(crate) fn router(app: &Arc<App>) -> Result<Router> {
    let catalogue = Catalogue {
        app: Arc::clone(app),
        written: ArcSwap::from_pointee(write(app)?),
    };
    let router = Router::new().route(PATH, routing::get(get));
    Ok(router.with_state(Arc::new(catalogue)))
}

fn write(app: &App) -> Result<Written> {
    let offer = app.offer();
    let document = document(app, &offer);
    let turtle = turtle(&document).ok_or_else(|| {
        Error::Config("what is offered cannot be written as a catalogue in Turtle".into())
    })?;
    Ok(Written {
        offer,
        linked_data: document.to_string().into(),
        turtle: turtle.into(),
    })
}

/// `GET /catalogue`: JSON-LD, or Turtle where `Accept` prefers it.
async fn get(State(catalogue): State<Arc<Catalogue>>, headers: HeaderMap) -> Response {
    let mut written = catalogue.written.load_full();
    if !Arc::ptr_eq(&written.offer, &catalogue.app.offer()) {
        written = match write(&catalogue.app) {
            Ok(newer) => Arc::new(newer),
            Err(error) => {
                tracing::error!(%error, "the catalogue cannot be written");
                return Problem::new(ProblemName::Internal).into_response();
            }
        };
        catalogue.written.store(Arc::clone(&written));
    }
    let (media, body) = if prefers_turtle(&headers) {
        ("text/turtle; charset=utf-8", &written.turtle)
    } else {
        ("application/ld+json", &written.linked_data)
    };
    let headers = [
        (CONTENT_TYPE, media),
        (CACHE_CONTROL, KEPT),
        (VARY, "accept"),
    ];
    (headers, body.clone()).into_response()
}

/// Whether Turtle stands before every kind of JSON in `Accept`; weights are not compared, for who lists Turtle at all
/// reads it.
fn prefers_turtle(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|one| one.split(';').next().unwrap_or_default().trim());
    for one in accepted {
        match one {
            "text/turtle" => return true,
            "application/ld+json" | "application/json" => return false,
            _ => {}
        }
    }
    false
}

fn context() -> Value {
    let mut context = serde_json::Map::new();
    for (prefix, iri) in PREFIXES {
        context.insert(prefix.to_owned(), json!(iri));
    }
    // Texts by their languages.
    for (term, iri) in [("title", "dct:title"), ("description", "dct:description")] {
        context.insert(
            term.to_owned(),
            json!({"@id": iri, "@container": "@language"}),
        );
    }
    Value::Object(context)
}

/// Something that is described elsewhere, with what it is: the shapes of DCAT-AP 3 ask that of everything that is named.
fn named(iri: &str, kind: &str) -> Value {
    json!({"@id": iri, "@type": kind})
}

/// The catalogue as JSON-LD.
fn document(app: &App, offer: &Offer) -> Value {
    let base = app.base_url.as_str();
    let described: Vec<&Dataset> = offer
        .datasets
        .iter()
        .map(|dataset| &dataset.description)
        .collect();
    let ids: Vec<Value> = described
        .iter()
        .map(|dataset| json!({"@id": dataset.id.as_str()}))
        .collect();
    let service = format!("{base}#service");
    let publisher = json!({"@id": format!("{base}#source"), "@type": "foaf:Agent", "foaf:name": app.config.name});
    let contact = app.config.contact.as_deref();
    let contact = contact.map(|contact| contact_point(contact, &app.config.name, base));
    let lists: Vec<Value> = app
        .config
        .trust_groups
        .iter()
        .map(|group| json!({"@id": format!("{}{}", group.registry, trust_list::PATH)}))
        .collect();
    let mut written = json!({
        "@context": context(),
        "@id": format!("{base}{PATH}"),
        "@type": "dcat:Catalog",
        "dct:title": app.config.name,
        "dct:description": words(&app.config),
        "dct:publisher": publisher,
        "dcatap:applicableLegislation": named(GDPR, "eli:LegalResource"),
        "dcat:dataset": described.iter().map(|dataset| self::dataset(dataset, base, &service, contact.is_some())).collect::<Vec<_>>(),
        "dcat:service": {
            "@id": service,
            "@type": "dcat:DataService",
            "dct:title": app.config.name,
            "dct:publisher": {"@id": format!("{base}#source")},
            "dcat:endpointURL": {"@id": base},
            "dcat:endpointDescription": {"@id": format!("{base}/api/openapi.json")},
            "dcat:servesDataset": ids,
            "dct:accessRights": named(RESTRICTED, "dct:RightsStatement"),
            "dcatap:applicableLegislation": named(GDPR, "eli:LegalResource"),
            // Which operators may ask, and under which rulebook.
            "dct:relation": lists,
        },
    });
    if let Some(place) = &app.config.place {
        written["dct:spatial"] = location(place);
    }
    if let Some(contact) = contact {
        // Stated once, and named where else it belongs.
        written["dcat:service"]["dcat:contactPoint"] = contact;
    }
    written
}

/// A place (DCAT-AP 3, geographical coverage).
fn location(place: &PlaceConfig) -> Value {
    let mut location = json!({"@type": "dct:Location", "skos:prefLabel": place_name(place)});
    if let Some(uri) = &place.uri {
        location["@id"] = json!(uri);
    }
    location
}

/// A place's name with its country.
pub(super) fn place_name(place: &PlaceConfig) -> String {
    match &place.country {
        Some(country) => format!("{}, {country}", place.name),
        None => place.name.clone(),
    }
}

/// Where a contact point is named.
fn contact_id(base: &str) -> String {
    format!("{base}#contact")
}

/// How people reach whoever answers for the data, as a vCard (DCAT-AP 3, contact point).
fn contact_point(contact: &Contact, name: &str, base: &str) -> Value {
    let name = contact.name.as_deref().unwrap_or(name);
    let mut card = json!({
        "@id": contact_id(base),
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": name,
    });
    if let Some(email) = &contact.email {
        card["vcard:hasEmail"] = json!({"@id": format!("mailto:{email}")});
    }
    if let Some(phone) = &contact.phone {
        // RFC 3966: a number without what people write between its digits.
        let digits: String = phone
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        card["vcard:hasTelephone"] = json!({"@id": format!("tel:{digits}")});
    }
    if let Some(postal) = &contact.postal {
        card["vcard:hasAddress"] =
            json!({"@type": "vcard:Address", "vcard:street-address": postal});
    }
    if let Some(url) = &contact.url {
        card["vcard:hasURL"] = json!({"@id": url});
    }
    card
}

/// A catalogue needs a description; a connector may have none.
pub(super) fn words(config: &crate::Config) -> &str {
    if config.description.trim().is_empty() {
        &config.name
    } else {
        &config.description
    }
}

fn dataset(dataset: &Dataset, base: &str, service: &str, has_contact: bool) -> Value {
    let mut categories: Vec<Value> = Vec::new();
    for attribute in &dataset.attributes {
        let category = json!({"@id": attribute.category});
        if !categories.contains(&category) {
            categories.push(category);
        }
    }
    let description = if dataset.description.is_empty() {
        &dataset.title
    } else {
        &dataset.description
    };
    let keywords: Vec<&str> = dataset
        .attributes
        .iter()
        .map(|attribute| attribute.path.as_str())
        .collect();
    let mut written = json!({
        "@id": dataset.id.as_str(),
        "@type": "dcat:Dataset",
        "title": dataset.title,
        "description": description,
        "dct:identifier": dataset.id.as_str(),
        "dcat:version": dataset.version.to_string(),
        "dct:publisher": {"@id": format!("{base}#source")},
        "dct:accessRights": named(RESTRICTED, "dct:RightsStatement"),
        "dcatap:applicableLegislation": named(GDPR, "eli:LegalResource"),
        "dct:type": {
            "@id": format!("{ENTITY_TYPES}{}", dataset.entity_type),
            "@type": "skos:Concept",
            "skos:prefLabel": dataset.entity_type,
        },
        "dcat:keyword": keywords,
        "dpv:hasPersonalData": categories,
        "dcat:distribution": {
            "@type": "dcat:Distribution",
            "dcat:accessURL": {"@id": format!("{base}/datasets")},
            "dcat:accessService": {"@id": service},
            "dcat:mediaType": named("https://www.iana.org/assignments/media-types/application/json", "dct:MediaType"),
        },
    });
    if has_contact {
        written["dcat:contactPoint"] = json!({"@id": contact_id(base)});
    }
    if let Some(model) = &dataset.model {
        written["dct:conformsTo"] = named(model, "dct:Standard");
    }
    written
}

/// The same statements as Turtle.
fn turtle(document: &Value) -> Option<String> {
    let mut serializer = TurtleSerializer::new();
    for (prefix, iri) in PREFIXES {
        serializer = serializer.with_prefix(prefix, iri).ok()?;
    }
    let mut writer = serializer.for_writer(Vec::new());
    for quad in JsonLdParser::new().for_slice(document.to_string().as_bytes()) {
        let quad = quad.ok()?;
        writer
            .serialize_triple(oxrdf::TripleRef::new(
                &quad.subject,
                &quad.predicate,
                &quad.object,
            ))
            .ok()?;
    }
    String::from_utf8(writer.finish().ok()?).ok()
}

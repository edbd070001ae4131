//! What sources offer, as data portals read it: DCAT-AP 3 catalogues of datasets and the services that give access to them,
//! in JSON-LD and in Turtle. They say what there is, never about whom.

use std::collections::BTreeMap;

use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::HeaderMap;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, VARY};
use oxjsonld::JsonLdParser;
use oxttl::TurtleSerializer;
use permission::Dataset;
use protocol::metadata::{Contact, Place};
use serde_json::{Value, json};

/// Where a party's catalogue is.
pub const PATH: &str = "/catalogue";
/// Portals harvest daily or less often.
pub const KEPT: &str = "public, max-age=3600";

/// The law under which personal data is released here: the GDPR.
const GDPR: &str = "http://data.europa.eu/eli/reg/2016/679/oj";
/// Access for those whom the person permits (EU vocabulary "access right").
pub const RESTRICTED: &str =
    "http://publications.europa.eu/resource/authority/access-right/RESTRICTED";

/// Where types of entities live that no context declares (ETSI GS CIM 009 §5.5.7).
pub const ENTITY_TYPES: &str = "https://uri.etsi.org/ngsi-ld/default-context/";

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

/// A catalogue in both forms.
#[derive(Debug, Clone)]
pub struct Written {
    linked_data: Bytes,
    turtle: Bytes,
}

impl Written {
    /// Writes a catalogue; none where it says something that is no RDF, such as an address that is none.
    pub fn of(mut catalogue: Value) -> Option<Self> {
        catalogue["@context"] = context();
        let turtle = turtle(&catalogue)?;
        Some(Self {
            linked_data: catalogue.to_string().into(),
            turtle: turtle.into(),
        })
    }

    /// JSON-LD, or Turtle where `Accept` prefers it.
    pub fn answer(&self, headers: &HeaderMap, kept: &'static str) -> Response {
        let (media, body) = if prefers_turtle(headers) {
            ("text/turtle; charset=utf-8", &self.turtle)
        } else {
            ("application/ld+json", &self.linked_data)
        };
        let headers = [
            (CONTENT_TYPE, media),
            (CACHE_CONTROL, kept),
            (VARY, "accept"),
        ];
        (headers, body.clone()).into_response()
    }
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

/// A catalogue of the catalogues of sources.
#[derive(Debug)]
pub struct Gathered<'a> {
    /// Its address.
    pub url: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// What it is, by language.
    pub description: BTreeMap<&'a str, String>,
    /// What names whoever publishes it.
    pub publisher: &'a str,
    /// What they are called.
    pub publisher_name: &'a str,
    /// Those of the sources: see [`Source::catalogue`].
    pub catalogues: Vec<Value>,
}

impl Gathered<'_> {
    /// The catalogue as JSON-LD, without its context.
    pub fn catalogue(&self) -> Value {
        json!({
            "@id": self.url,
            "@type": "dcat:Catalog",
            "dct:title": self.name,
            "description": self.description,
            "dct:publisher": {"@id": self.publisher, "@type": "foaf:Agent", "foaf:name": self.publisher_name},
            "dcatap:applicableLegislation": named(GDPR, "eli:LegalResource"),
            "dcat:catalog": self.catalogues,
        })
    }
}

/// A source as its catalogue describes it.
#[derive(Debug)]
pub struct Source<'a> {
    /// Its connector's base URL.
    pub base_url: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// What it says about itself; may be empty.
    pub description: &'a str,
    /// How people reach whoever answers for the data.
    pub contact: Option<&'a Contact>,
    /// Where the data is from.
    pub place: Option<&'a Place>,
    /// The address of its API's description; may be empty.
    pub api_guide: &'a str,
    /// The addresses of the trust lists by which it knows who may ask.
    pub trust_lists: Vec<String>,
    /// What it offers.
    pub datasets: Vec<&'a Dataset>,
}

impl Source<'_> {
    /// The catalogue as JSON-LD, without its context.
    pub fn catalogue(&self) -> Value {
        let base = self.base_url;
        let datasets = self.datasets.iter();
        let ids: Vec<Value> = datasets
            .clone()
            .map(|dataset| json!({"@id": dataset.id.as_str()}))
            .collect();
        let service = format!("{base}#service");
        let publisher =
            json!({"@id": format!("{base}#source"), "@type": "foaf:Agent", "foaf:name": self.name});
        let contact = self
            .contact
            .map(|contact| contact_point(contact, self.name, base));
        let lists = self.trust_lists.iter().map(|list| json!({"@id": list}));
        let mut written = json!({
            "@id": format!("{base}{PATH}"),
            "@type": "dcat:Catalog",
            "dct:title": self.name,
            "dct:description": words(self.description, self.name),
            "dct:publisher": publisher,
            "dcatap:applicableLegislation": named(GDPR, "eli:LegalResource"),
            "dcat:dataset": datasets.map(|dataset| self::dataset(dataset, base, &service, contact.is_some())).collect::<Vec<_>>(),
            "dcat:service": {
                "@id": service,
                "@type": "dcat:DataService",
                "dct:title": self.name,
                "dct:publisher": {"@id": format!("{base}#source")},
                "dcat:endpointURL": {"@id": base},
                "dcat:servesDataset": ids,
                "dct:accessRights": named(RESTRICTED, "dct:RightsStatement"),
                "dcatap:applicableLegislation": named(GDPR, "eli:LegalResource"),
                // Which operators may ask, and under which rulebook.
                "dct:relation": lists.collect::<Vec<_>>(),
            },
        });
        if !self.api_guide.is_empty() {
            written["dcat:service"]["dcat:endpointDescription"] = json!({"@id": self.api_guide});
        }
        if let Some(place) = self.place {
            written["dct:spatial"] = location(place);
        }
        if let Some(contact) = contact {
            // Stated once, and named where else it belongs.
            written["dcat:service"]["dcat:contactPoint"] = contact;
        }
        written
    }
}

/// A place (DCAT-AP 3, geographical coverage).
fn location(place: &Place) -> Value {
    let mut location = json!({"@type": "dct:Location", "skos:prefLabel": place_name(place)});
    if let Some(uri) = &place.uri {
        location["@id"] = json!(uri);
    }
    location
}

/// A place's name with its country.
pub fn place_name(place: &Place) -> String {
    match &place.country {
        Some(country) => format!("{}, {country}", place.name),
        None => place.name.clone(),
    }
}

/// A catalogue needs a description; a source may have none, and is called by its name.
pub fn words<'a>(description: &'a str, name: &'a str) -> &'a str {
    if description.trim().is_empty() {
        name
    } else {
        description
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

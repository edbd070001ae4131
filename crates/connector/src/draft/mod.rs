//! First drafts of a connector's configuration, from what a source says of itself: an OpenAPI document, a JSON Schema
//! such as the Smart Data Models have, the types of an NGSI-LD broker, the header of a CSV file or of those in a bucket, the catalogue of a
//! PostgreSQL database, the type index of a pod.
//!
//! A draft is read and corrected by people. Everything guessed says so in a comment.

mod bucket;
mod csv;
mod guess;
mod openapi;
mod postgres;
mod references;
mod schema;
mod solid;
mod write;

pub use self::bucket::from_bucket;
pub use self::csv::from_csv;
pub use self::openapi::from_openapi;
pub use self::postgres::from_postgres;
pub use self::references::with_references;
pub use self::schema::{from_schema, is_usable};
pub use self::solid::{Fetched, from_solid};

use permission::Holds;
use serde_json::Value;

use crate::Encoding;

/// Attributes of one dataset. Whoever has more has a structure that a person must look at.
const MOST_ATTRIBUTES: usize = 500;

/// Why there is no draft.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct DraftError(String);

/// A dataset as far as a source says.
struct Found {
    entity_type: String,
    description: Option<String>,
    model: Option<DataModel>,
    fields: Vec<Field>,
    identifier_types: Vec<String>,
    route: Asked,
    /// What could not be taken over.
    notes: Vec<String>,
}

/// The data model that a dataset is drafted from.
struct DataModel {
    url: Option<String>,
    /// The file that it will be in, beside the draft.
    file: Option<String>,
}

/// One attribute.
struct Field {
    path: String,
    description: Option<String>,
    holds: Holds,
}

/// How it is asked for.
struct Asked {
    path: String,
    is_ngsi_ld: bool,
    of: Of,
}

/// Where its data comes from.
enum Of {
    Store,
    /// A request below the upstream's base URL.
    Request(String),
    /// Entities of a broker, by this id.
    Entities(String),
    File(CsvFile),
    Rows(Rows),
    Pod(PodDocuments),
}

/// A query of a database, with names as it has them.
struct Rows {
    sql: String,
    /// Whether one person has one row at the most.
    single: bool,
    /// The column that tells a person's rows apart.
    id: Option<String>,
    /// Columns that hold JSON.
    json: Vec<String>,
    children: Vec<Child>,
}

/// A query whose rows belong to those of another.
struct Child {
    name: String,
    sql: String,
    /// The column above that a row here is compared by, …
    parent: String,
    /// … with this one.
    own: String,
    json: Vec<String>,
}

/// Documents of a pod.
#[derive(Default)]
struct PodDocuments {
    path: Option<String>,
    subject: Option<String>,
    class: Option<String>,
    /// The attribute that is an array of them.
    below: Option<String>,
    /// The properties that lead to each attribute.
    attributes: Vec<(String, Vec<String>)>,
}

/// A CSV file, with names as it has them.
struct CsvFile {
    name: String,
    separator: char,
    encoding: Encoding,
    /// Columns by the types of identifiers.
    identifiers: Vec<(String, String)>,
    /// The column that tells a person's records apart.
    id: Option<String>,
    /// Columns of other names than their attributes', by these.
    columns: Vec<(String, String)>,
}

/// A draft from the types of an NGSI-LD broker at `base_url`: `types` is what
/// `GET /ngsi-ld/v1/types?details=true` answers (ETSI GS CIM 009 §5.7.6).
///
/// # Errors
/// It is not such an answer, or has no types.
pub fn from_types(types: &Value, base_url: &str) -> Result<String, DraftError> {
    let several = types
        .as_array()
        .map_or(std::slice::from_ref(types), Vec::as_slice);
    let mut found = Vec::new();
    for one in several {
        let name = one["typeName"].as_str().or_else(|| one["id"].as_str());
        let names = one["attributeNames"].as_array();
        let (Some(name), Some(names)) = (name, names) else {
            continue;
        };
        let short = short(name);
        let fields = names
            .iter()
            .filter_map(Value::as_str)
            .take(MOST_ATTRIBUTES)
            .map(|attribute| Field {
                path: self::short(attribute).to_owned(),
                description: None,
                holds: Holds::default(),
            })
            .collect();
        found.push(Found {
            entity_type: short.to_owned(),
            description: None,
            model: None,
            fields,
            identifier_types: vec!["entity_id".to_owned()],
            route: Asked {
                path: format!("/{}", slug(short)),
                is_ngsi_ld: true,
                of: Of::Entities(format!("urn:ngsi-ld:{short}:{{entity_id}}")),
            },
            notes: vec![
                "The broker is asked for one entity by its id. Where ids are made otherwise, change `entities.id`, or name the \
                 `attribute` that holds the person's identifier."
                    .to_owned(),
            ],
        });
    }
    if found.is_empty() {
        return Err(DraftError(
            "the broker names no types; is this the answer of `/ngsi-ld/v1/types?details=true`?"
                .into(),
        ));
    }
    Ok(write::toml(&found, &write::Upstream::Broker(base_url)))
}

/// The last part of an IRI.
fn short(name: &str) -> &str {
    name.rsplit(['/', '#']).next().unwrap_or(name)
}

/// A short name for addresses: `library-patron`.
fn slug(name: &str) -> String {
    let text = guess::title(name).to_lowercase();
    let slug: String = text
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                '-'
            }
        })
        .collect();
    let slug = slug.trim_matches('-').to_owned();
    if slug.is_empty() {
        "dataset".to_owned()
    } else {
        slug
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;
    use crate::config::UpstreamConfig;
    use serde_json::json;

    /// That a draft is a configuration: what is written loads, and its datasets and routes can be made ready.
    pub(super) fn loads(text: &str) -> Config {
        #[derive(serde::Deserialize)]
        struct File {
            connector: Config,
        }
        let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let uuid =
            protocol::ids::ConnectorUuid::parse("1f3f9a52-8f0c-4f0e-9a51-0f6a1c7f2b11").unwrap();
        let url =
            protocol::url::BaseUrl::parse("https://c.example", protocol::url::Transport::Https)
                .unwrap();
        crate::routes::Offer::of(&file.connector, &uuid, &url)
            .unwrap_or_else(|error| panic!("{error}\n{text}"));
        file.connector
    }

    #[test]
    fn types_of_a_broker_become_datasets() {
        let types = json!([
            {"id": "https://uri.etsi.org/ngsi-ld/default-context/Patron", "type": "EntityType", "typeName": "Patron",
             "attributeNames": ["name", "https://smartdatamodels.org/email"]},
            {"typeName": "Loan", "attributeNames": ["due"]},
        ]);
        let config = loads(&from_types(&types, "http://broker.example:1026/").unwrap());
        assert_eq!(config.datasets.len(), 2);
        assert_eq!(config.datasets[0].attributes[1].path.as_str(), "email");
        assert_eq!(config.routes[1].path, "/loan");
        let UpstreamConfig::NgsiLd(upstream) = &config.upstream else {
            panic!("a broker is asked as one")
        };
        assert_eq!(
            upstream.broker.base_url.as_str(),
            "http://broker.example:1026/"
        );
        let entities = config.routes[0].entities.as_ref().unwrap();
        assert_eq!(
            entities.id.as_deref(),
            Some("urn:ngsi-ld:Patron:{entity_id}")
        );
        assert!(from_types(&json!({}), "http://b.example").is_err());
    }
}

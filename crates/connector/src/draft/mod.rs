//! First drafts of a connector's configuration, from what a source says of itself: an OpenAPI document, a JSON Schema
//! such as the Smart Data Models have, the types of an NGSI-LD broker, the header of a CSV file or of those in a bucket, the records
//! of JSON lines, the catalogue of a PostgreSQL or SQLite database, the type index of a pod.
//!
//! A draft is read and corrected by people. Everything guessed says so in a comment.

mod bucket;
mod csv;
mod database;
mod folder;
mod guess;
mod json_lines;
mod openapi;
mod references;
mod schema;
mod security;
mod solid;
mod write;

pub use self::bucket::from_bucket;
pub use self::csv::from_csv;
pub use self::database::{from_postgres, from_sqlite};
pub use self::folder::from_folder;
pub use self::json_lines::from_json_lines;
pub use self::openapi::from_openapi;
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
    Request(Request),
    /// Entities of a broker, by this id.
    Entities(String),
    File(ExportFile),
    Rows(Rows),
    Pod(PodDocuments),
}

/// A request below the upstream's base URL.
struct Request {
    path: String,
    /// Names and values of the query.
    query: Vec<(String, String)>,
    /// The method by which the same is corrected, if any.
    update: Option<&'static str>,
    is_deleted: bool,
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

/// A CSV file or one of JSON lines, with names as it has them.
struct ExportFile {
    name: String,
    /// Of CSV: what separates the fields; none of JSON lines.
    separator: Option<char>,
    encoding: Encoding,
    /// Columns or members by the types of identifiers.
    identifiers: Vec<(String, String)>,
    /// The column that tells a person's records apart.
    id: Option<String>,
    /// Columns of other names than their attributes', by these.
    columns: Vec<(String, String)>,
}

/// A broker, and how it is asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct DraftedBroker<'a> {
    /// Its base URL.
    pub base_url: &'a str,
    /// Its tenant (ETSI GS CIM 009 §4.14).
    pub tenant: Option<&'a str>,
    /// The context by which its names are read (§6.3.5).
    pub context: Option<&'a str>,
    /// The file with the bearer token that it wants.
    pub token_file: Option<&'a str>,
}

/// What the core context makes of a name that no context has (ETSI GS CIM 009 §5.5.7).
const DEFAULT_CONTEXT: &str = "https://uri.etsi.org/ngsi-ld/default-context/";

/// A draft from the types of an NGSI-LD broker: `types` is what `GET /ngsi-ld/v1/types?details=true` answers (ETSI GS CIM 009
/// §5.7.6). Names that the broker says in full stay so: short, they would be others.
///
/// # Errors
/// It is not such an answer, or has no types.
pub fn from_types(types: &Value, broker: &DraftedBroker<'_>) -> Result<String, DraftError> {
    let several = types
        .as_array()
        .map_or(std::slice::from_ref(types), Vec::as_slice);
    let (mut found, mut others) = (Vec::<Found>::new(), Vec::new());
    for one in several {
        let name = one["typeName"].as_str().or_else(|| one["id"].as_str());
        let names = one["attributeNames"].as_array();
        let (Some(name), Some(names)) = (name, names) else {
            continue;
        };
        let name = name.strip_prefix(DEFAULT_CONTEXT).unwrap_or(name);
        let short = short(name);
        let names = names.iter().filter_map(Value::as_str);
        let names = names.map(|one| one.strip_prefix(DEFAULT_CONTEXT).unwrap_or(one));
        // A name with a dot would be taken for a path.
        let (long, names): (Vec<&str>, Vec<&str>) = names.partition(|one| one.contains('.'));
        let fields: Vec<Field> = names
            .iter()
            .take(MOST_ATTRIBUTES)
            .map(|attribute| Field {
                path: (*attribute).to_owned(),
                description: None,
                holds: Holds::default(),
            })
            .collect();
        let mut notes = vec![
            "The broker is asked for one entity by its id. Where ids are made otherwise, change `entities.id`, or name the \
             `attribute` that holds the person's identifier."
                .to_owned(),
        ];
        if !long.is_empty() {
            notes.push(format!(
                "Not here, as only a context makes them short (draft again with `--context URL`): {}.",
                long.join(", ")
            ));
        }
        if fields.is_empty() {
            others.push(name.to_owned());
            continue;
        }
        found.push(Found {
            entity_type: name.to_owned(),
            description: None,
            model: None,
            fields,
            identifier_types: vec!["entity_id".to_owned()],
            route: Asked {
                path: format!("/{}", slug(short)),
                is_ngsi_ld: true,
                of: Of::Entities(format!("urn:ngsi-ld:{short}:{{entity_id}}")),
            },
            notes,
        });
    }
    if let Some(other) = others.first().filter(|_| found.is_empty()) {
        return Err(DraftError(format!(
            "the broker says its names in full, such as those of `{other}`; say by which context they are short: `--context URL`"
        )));
    }
    if let Some(first) = found.first_mut().filter(|_| !others.is_empty()) {
        let others = others.join(", ");
        let note = format!("Not here, as no attribute of theirs has a short name: {others}.");
        first.notes.push(note);
    }
    if found.is_empty() {
        return Err(DraftError(
            "the broker names no types; is this the answer of `/ngsi-ld/v1/types?details=true`?"
                .into(),
        ));
    }
    Ok(write::toml(&found, &write::Upstream::Broker(broker)))
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
             "attributeNames": ["name", "https://smartdatamodels.org/email", "https://uri.etsi.org/ngsi-ld/default-context/age"]},
            {"typeName": "https://vocab.example/Loan", "attributeNames": ["due"]},
            {"typeName": "https://vocab.example/Far", "attributeNames": ["https://vocab.example/due"]},
        ]);
        let broker = DraftedBroker {
            base_url: "http://broker.example:1026/",
            tenant: Some("library"),
            context: Some("https://context.example/c.jsonld"),
            token_file: Some("secrets/broker"),
        };
        let text = from_types(&types, &broker).unwrap();
        let config = loads(&text);
        assert_eq!(config.datasets.len(), 2);
        let paths: Vec<_> = config.datasets[0]
            .attributes
            .iter()
            .map(|one| one.path.as_str())
            .collect();
        assert_eq!(paths, ["name", "age"]);
        assert_eq!(config.datasets[1].entity_type, "https://vocab.example/Loan");
        for told in [
            "(draft again with `--context URL`): https://smartdatamodels.org/email.",
            "has a short name: https://vocab.example/Far.",
        ] {
            assert!(text.contains(told), "{told}: {text}");
        }
        let far = from_types(&types[2], &broker).unwrap_err().to_string();
        assert!(far.contains("`https://vocab.example/Far`"), "{far}");
        assert_eq!(config.routes[1].path, "/loan");
        let UpstreamConfig::NgsiLd(upstream) = &config.upstream else {
            panic!("a broker is asked as one")
        };
        assert_eq!(
            upstream.broker.base_url.as_str(),
            "http://broker.example:1026/"
        );
        assert_eq!(upstream.tenant.as_deref(), Some("library"));
        assert!(upstream.context.is_some());
        assert!(matches!(
            upstream.broker.auth,
            crate::config::AuthConfig::Bearer { .. }
        ));
        let entities = config.routes[0].entities.as_ref().unwrap();
        assert_eq!(
            entities.id.as_deref(),
            Some("urn:ngsi-ld:Patron:{entity_id}")
        );
        assert!(from_types(&json!({}), &broker).is_err());
    }
}

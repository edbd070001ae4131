//! First drafts of a connector's configuration, from what a source says of itself: an OpenAPI document, a JSON Schema
//! such as the Smart Data Models have, the types of an NGSI-LD broker, the header of a CSV file.
//!
//! A draft is read and corrected by people. Everything guessed says so in a comment.

mod guess;
mod openapi;
mod schema;
mod write;

pub use self::openapi::from_openapi;
pub use self::schema::from_schema;

use serde_json::Value;

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
    model: Option<String>,
    fields: Vec<Field>,
    identifier_types: Vec<String>,
    route: Option<Asked>,
    /// What could not be taken over.
    notes: Vec<String>,
}

/// One attribute.
struct Field {
    path: String,
    description: Option<String>,
}

/// How it is asked for.
struct Asked {
    path: String,
    is_ngsi_ld: bool,
    /// Below the upstream's base URL.
    request: String,
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
            })
            .collect();
        found.push(Found {
            entity_type: short.to_owned(),
            description: None,
            model: None,
            fields,
            identifier_types: vec!["entity_id".to_owned()],
            route: Some(Asked {
                path: format!("/{}", slug(short)),
                is_ngsi_ld: true,
                request: format!("ngsi-ld/v1/entities/urn:ngsi-ld:{short}:{{entity_id}}"),
            }),
            notes: vec![
                "The broker is asked for one entity by its id. Where ids are made otherwise, change `request.path`."
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
    Ok(write::toml(&found, &write::Upstream::Rest(base_url)))
}

/// A draft from the header line of a CSV file (RFC 4180 §2): one dataset for the embedded store, which
/// the file's rows are put into.
///
/// # Errors
/// It has no names.
pub fn from_csv(header: &str, name: &str) -> Result<String, DraftError> {
    let names = columns(header.trim_start_matches('\u{feff}'));
    if names.iter().all(String::is_empty) {
        return Err(DraftError("the first line has no names of columns".into()));
    }
    let mut identifier_types: Vec<String> = Vec::new();
    for id_type in names.iter().filter_map(|name| guess::identifier(name)) {
        if !identifier_types.iter().any(|one| one == id_type) {
            identifier_types.push(id_type.to_owned());
        }
    }
    let fields = names
        .into_iter()
        .filter(|name| !name.is_empty())
        .take(MOST_ATTRIBUTES)
        .map(|path| Field {
            path,
            description: None,
        })
        .collect();
    let found = Found {
        entity_type: guess::title(name).replace(' ', ""),
        description: None,
        model: None,
        fields,
        identifier_types,
        route: Some(Asked {
            path: format!("/{}", slug(name)),
            is_ngsi_ld: false,
            request: String::new(),
        }),
        notes: Vec::new(),
    };
    Ok(write::toml(&[found], &write::Upstream::Store))
}

/// The fields of one line, separated by the most frequent of comma, semicolon and tab.
fn columns(line: &str) -> Vec<String> {
    let count = |separator: char| line.matches(separator).count();
    let separator = [',', ';', '\t']
        .into_iter()
        .max_by_key(|one| count(*one))
        .unwrap_or(',');
    let (mut columns, mut quoted) = (vec![String::new()], false);
    for character in line.trim_end_matches(['\r', '\n']).chars() {
        match character {
            '"' => quoted = !quoted,
            other if other == separator && !quoted => columns.push(String::new()),
            other => {
                if let Some(column) = columns.last_mut() {
                    column.push(other);
                }
            }
        }
    }
    columns
        .into_iter()
        .map(|column| column.trim().to_owned())
        .collect()
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
    fn columns_become_attributes() {
        let text = from_csv(
            "\u{feff}library card;\"Name; full\";e_mail;;Due\r\n",
            "loans 2026",
        )
        .unwrap();
        let config = loads(&text);
        let paths: Vec<_> = config.datasets[0]
            .attributes
            .iter()
            .map(|one| one.path.as_str().to_owned())
            .collect();
        assert_eq!(
            config.datasets[0].identifier_types,
            ["card_number", "email"]
        );
        assert_eq!(paths, ["e_mail", "Due"]);
        assert!(
            text.contains("# cannot be a path: \"library card\""),
            "{text}"
        );
        assert!(text.contains("# guess"), "{text}");
        assert!(from_csv("", "x").is_err());
        assert!(from_csv(";;", "x").is_err());
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
        assert!(from_types(&json!({}), "http://b.example").is_err());
    }
}

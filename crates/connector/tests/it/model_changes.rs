//! A source whose data model changes, of whatever kind it is: nothing new comes out, and its staff are told.

use connector::config::Shape;
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, SqliteConnection};
use tempfile::TempDir;

use crate::city::{City, read};
use crate::peers::Answer;

/// What is described.
const ATTRIBUTES: [(&str, &str); 4] = [
    ("name", "text"),
    ("age", "number"),
    ("tags", "single"),
    ("home.city", "single"),
];

/// What the source sent when it was described.
fn described() -> Value {
    json!({"name": "Aino", "age": 41, "tags": ["a"], "home": {"city": "Espoo"}})
}

/// A change of a record, what still comes out, and the finding.
struct Change {
    what: &'static str,
    sent: Value,
    released: Value,
    finding: (&'static str, &'static str),
}

fn changes() -> Vec<Change> {
    let change = |what, put: Value, gone: &[&str], left: Value, finding| {
        let (mut sent, mut released) = (described(), described());
        for (name, value) in put.as_object().unwrap() {
            sent[name] = value.clone();
        }
        for name in gone {
            sent.as_object_mut().unwrap().remove(*name);
        }
        for (name, value) in left.as_object().unwrap() {
            released[name] = value.clone();
        }
        released
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        Change {
            what,
            sent,
            released,
            finding,
        }
    };
    vec![
        change(
            "a new field",
            json!({"ssn": "010170"}),
            &[],
            json!({}),
            ("unknown-field", "ssn"),
        ),
        change(
            "a renamed field",
            json!({"fullName": "Aino"}),
            &["name"],
            json!({"name": null}),
            ("unknown-field", "fullName"),
        ),
        change(
            "another type",
            json!({"age": "forty-one"}),
            &[],
            json!({"age": null}),
            ("other-type", "age"),
        ),
        change(
            "an object in place of a text",
            json!({"name": {"first": "Aino", "ssn": "010170"}}),
            &[],
            json!({"name": null}),
            ("other-type", "name"),
        ),
        change(
            "an object in a list",
            json!({"tags": ["a", {"ssn": "010170"}]}),
            &[],
            json!({}),
            ("other-type", "tags"),
        ),
        change(
            "a new field below",
            json!({"home": {"city": "Espoo", "ssn": "010170"}}),
            &[],
            json!({}),
            ("unknown-field", "home.ssn"),
        ),
        change(
            "an object below",
            json!({"home": {"city": {"ssn": "010170"}}}),
            &[],
            json!({"home": null}),
            ("other-type", "home.city"),
        ),
    ]
}

/// A source that has one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Rest,
    RestOfEntities,
    Broker,
    Pod,
    Helsinki,
    JsonLines,
    Sqlite,
    Store,
}

const KINDS: [Kind; 8] = [
    Kind::Rest,
    Kind::RestOfEntities,
    Kind::Broker,
    Kind::Pod,
    Kind::Helsinki,
    Kind::JsonLines,
    Kind::Sqlite,
    Kind::Store,
];

/// A record as an entity in full.
fn entity(record: &Value) -> Value {
    let mut entity = json!({"id": "urn:x:patron:1", "type": "LibraryPatron"});
    for (name, value) in record.as_object().unwrap() {
        entity[name] = json!({"type": "Property", "value": value});
    }
    entity
}

/// A record as the tree of Helsinki's profile.
fn tree(key: &str, value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let children: Vec<Value> = members
                .iter()
                .map(|(key, value)| tree(key, value))
                .collect();
            json!({"key": key.to_uppercase(), "children": children})
        }
        value => json!({"key": key.to_uppercase(), "value": value}),
    }
}

impl Kind {
    /// A city with such a source, which has this record.
    async fn with(self, record: &Value, folder: &TempDir) -> City {
        let mut city = match self {
            Self::Store => City::prepare_store().await,
            _ => City::prepare().await,
        };
        let url = city.upstream.url.clone();
        let attribute = |(path, holds): &(&str, &str)| {
            read(
                json!({"path": path, "holds": holds, "category": "https://w3id.org/dpv/pd#Name", "title": {"en": path}}),
            )
        };
        city.config.datasets[0].attributes = ATTRIBUTES.iter().map(attribute).collect();
        city.config.routes.truncate(1);
        let route = &mut city.config.routes[0];
        if self != Self::Rest && self != Self::RestOfEntities {
            route.request = None;
        }
        match self {
            Self::Rest => city.upstream.answer(Answer::Json(record.clone())),
            Self::RestOfEntities => {
                route.shape = Shape::NgsiLd;
                city.upstream.answer(Answer::Json(entity(record)));
            }
            Self::Broker => {
                route.shape = Shape::NgsiLd;
                route.entities = Some(read(
                    json!({"attribute": "libraryCard", "identifier": "library_card"}),
                ));
                city.config.upstream =
                    read(json!({"kind": "ngsi-ld", "broker": {"base_url": url}}));
                let mut entity = entity(record);
                entity["libraryCard"] = json!({"type": "Property", "value": "2900-17"});
                city.upstream.answer(Answer::Json(json!([entity])));
            }
            Self::Pod => {
                let pointers: serde_json::Map<_, _> = ATTRIBUTES
                    .iter()
                    .map(|(path, _)| {
                        (
                            (*path).to_owned(),
                            json!(format!("/{}", path.replace('.', "/"))),
                        )
                    })
                    .collect();
                city.config.upstream = read(
                    json!({"kind": "solid", "servers": [url], "pod": format!("{url}/{{library_card}}/")}),
                );
                route.resources = read(json!([{"path": "record.json", "attributes": pointers}]));
                city.upstream.answer(Answer::Json(record.clone()));
            }
            Self::Helsinki => {
                city.config.upstream = read(json!({"kind": "helsinki-gdpr", "base_url": url}));
                route.tree = Some(read(json!({"path": "v1/profiles/{library_card}"})));
                city.upstream.answer(Answer::Json(tree("LIBRARY", record)));
            }
            Self::JsonLines => {
                city.config.upstream = read(json!({"kind": "files", "folder": folder.path()}));
                route.file = Some(read(json!({
                    "name": "records.jsonl", "format": "json-lines", "identifiers": {"library_card": "card"},
                })));
                let mut record = record.clone();
                record["card"] = json!("2900-17");
                std::fs::write(folder.path().join("records.jsonl"), record.to_string()).unwrap();
            }
            Self::Sqlite => {
                let file = folder.path().join("records.db");
                let names: Vec<&String> = record.as_object().unwrap().keys().collect();
                let url = format!("sqlite://{}?mode=rwc", file.display());
                let mut connection = SqliteConnection::connect(&url).await.unwrap();
                let columns: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
                let table = format!("CREATE TABLE records (card, {})", columns.join(", "));
                connection
                    .execute(sqlx::AssertSqlSafe(table))
                    .await
                    .unwrap();
                let values = vec!["?"; names.len()].join(", ");
                let insert = format!("INSERT INTO records VALUES ('2900-17', {values})");
                let mut query = sqlx::query(sqlx::AssertSqlSafe(insert));
                for name in &names {
                    query = query.bind(record[name.as_str()].to_string());
                }
                query.execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
                city.config.upstream = read(json!({"kind": "sqlite", "file": file}));
                route.query = Some(read(json!({
                    "sql": "SELECT * FROM records WHERE card = $library_card", "single": true, "json": names,
                })));
            }
            Self::Store => {}
        }
        city.serve().await;
        if self == Self::Store {
            let mut entity = record.clone();
            entity["id"] = json!("urn:x:patron:1");
            city.keep(&[entity]).await;
        }
        city
    }

    /// What of a record comes out, without what every entity has.
    fn plain(self, released: &Value) -> Value {
        let mut record = match released {
            Value::Array(all) => {
                assert_eq!(all.len(), 1, "{released}");
                all[0].clone()
            }
            one => one.clone(),
        };
        let members = record.as_object_mut().unwrap();
        members.remove("id");
        members.remove("type");
        members.remove("@context");
        if matches!(self, Self::RestOfEntities | Self::Broker) {
            for value in members.values_mut() {
                assert_eq!(value["type"], "Property");
                *value = value["value"].take();
            }
        }
        record
    }
}

#[tokio::test]
async fn what_is_described_comes_out_and_nothing_is_found() {
    for kind in KINDS {
        let folder = TempDir::new().unwrap();
        let city = kind.with(&described(), &folder).await;
        assert_eq!(kind.plain(&city.released().await), described(), "{kind:?}");
        let status = city.admin("/api/v1/upstream").await;
        let found = status["findings"].as_array().unwrap();
        let own = |one: &Value| ["card", "libraryCard"].contains(&one["name"].as_str().unwrap());
        assert!(found.iter().all(own), "{kind:?}: {status}");
    }
}

#[tokio::test]
async fn nothing_new_comes_out_of_a_source_whose_data_model_changes_and_its_staff_are_told() {
    for kind in KINDS {
        for change in changes() {
            let what = format!("{} from {kind:?}", change.what);
            let folder = TempDir::new().unwrap();
            let city = kind.with(&change.sent, &folder).await;
            let response = city.ask().await;
            assert_eq!(response.status(), 200, "{what}");
            let released: Value = response.json().await.unwrap();
            assert!(
                !released.to_string().contains("010170"),
                "{what}: {released}"
            );
            assert_eq!(kind.plain(&released), change.released, "{what}");
            let status = city.admin("/api/v1/upstream").await;
            let (of_kind, name) = change.finding;
            // The tree of Helsinki's profile has keys of its own.
            let of_tree = name.to_uppercase().replace('.', "/");
            let is_it = |one: &Value| {
                one["kind"] == of_kind && (one["name"] == name || one["name"] == of_tree)
            };
            let is_found = status["findings"].as_array().unwrap().iter().any(is_it);
            assert!(is_found, "{what}: {status}");
            assert!(!status.to_string().contains("010170"), "{what}: {status}");
            // A query is asked for what is described, and misses it.
            let gone = json!({"kind": "gone-field", "route": crate::city::ROUTE, "name": "name"});
            let is_missed = kind == Kind::Sqlite && change.what == "a renamed field";
            let found = status["findings"].as_array().unwrap();
            assert_eq!(found.contains(&gone), is_missed, "{what}: {status}");
            let log = city.log().await;
            let detail = log[0]["record"]["detail"].as_str().unwrap_or_default();
            let is_said = detail == format!("not as described: {name}");
            assert_eq!(is_said, of_kind == "other-type", "{what}: {log:?}");
        }
    }
}

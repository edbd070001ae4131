//! A source whose data model changes, of whatever kind it is: nothing new comes out, and its staff are told.

use connector::config::Shape;
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, PgConnection, SqliteConnection};
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
    PodOfStatements,
    Helsinki,
    JsonLines,
    Csv,
    Xml,
    Sqlite,
    Postgres,
    Store,
    Gateway,
}

const KINDS: [Kind; 13] = [
    Kind::Rest,
    Kind::RestOfEntities,
    Kind::Broker,
    Kind::Pod,
    Kind::PodOfStatements,
    Kind::Helsinki,
    Kind::JsonLines,
    Kind::Csv,
    Kind::Xml,
    Kind::Sqlite,
    Kind::Postgres,
    Kind::Store,
    Kind::Gateway,
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

/// A record as an XML document.
fn xml(name: &str, value: &Value) -> String {
    let content = match value {
        Value::Object(members) => members.iter().map(|(name, one)| xml(name, one)).collect(),
        Value::Array(elements) => return elements.iter().map(|one| xml(name, one)).collect(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    format!("<{name}>{content}</{name}>")
}

/// A record as the statements of a Turtle document about `#it`, or within a node without a name.
fn turtle(record: &Value) -> String {
    let object = |value: &Value| match value {
        Value::Object(_) => format!("[ {} ]", turtle(value)),
        other => other.to_string(),
    };
    let statement = |(name, value): (&String, &Value)| {
        let objects: Vec<String> = match value {
            Value::Array(elements) => elements.iter().map(object).collect(),
            one => vec![object(one)],
        };
        format!("<https://vocab.example/{name}> {}", objects.join(", "))
    };
    let members = record.as_object().unwrap().iter();
    members.map(statement).collect::<Vec<_>>().join("; ")
}

/// A record's values as cells of a line; what is within `home` has columns of its own.
fn csv(record: &Value) -> String {
    let mut members = record.as_object().unwrap().clone();
    let home = members.remove("home").unwrap();
    let below = home.as_object().unwrap().clone().into_iter();
    members.extend(below.map(|(name, value)| (format!("home.{name}"), value)));
    let cell = |value: &Value| format!("\"{}\"", value.to_string().replace('"', "\"\""));
    let names: Vec<&str> = members.keys().map(String::as_str).collect();
    let cells: Vec<String> = members.values().map(cell).collect();
    format!("card,{}\n2900-17,{}\n", names.join(","), cells.join(","))
}

/// A gateway file that answers with what the source has of the person.
fn gateway(source: &str) -> Value {
    json!({
        "route": crate::gateways::route(crate::city::ROUTE, "GET"),
        "requests": [{"url": format!("{source}/patrons/${{route.extra.mop_request_ticket.identifiers.library_card.id}}"),
                      "method": "GET"}],
        "response": {"generators": [
            {"generator": "generators.copy", "from": "requests[0].response.json", "to": "self.json"},
        ]},
    })
}

fn of_broker(city: &mut City, record: &Value) {
    let url = city.upstream.url.clone();
    let route = &mut city.config.routes[0];
    route.shape = Shape::NgsiLd;
    route.entities = Some(read(
        json!({"attribute": "libraryCard", "identifier": "library_card"}),
    ));
    city.config.upstream = read(json!({"kind": "ngsi-ld", "broker": {"base_url": url}}));
    let mut entity = entity(record);
    entity["libraryCard"] = json!({"type": "Property", "value": "2900-17"});
    city.upstream.answer(Answer::Json(json!([entity])));
}

fn of_pod(city: &mut City, record: &Value) {
    let url = city.upstream.url.clone();
    let route = &mut city.config.routes[0];
    let pointers: serde_json::Map<_, _> = ATTRIBUTES
        .iter()
        .map(|(path, _)| {
            (
                (*path).to_owned(),
                json!(format!("/{}", path.replace('.', "/"))),
            )
        })
        .collect();
    city.config.upstream =
        read(json!({"kind": "solid", "servers": [url], "pod": format!("{url}/{{library_card}}/")}));
    route.resources = read(json!([{"path": "record.json", "attributes": pointers}]));
    city.upstream.answer(Answer::Json(record.clone()));
}

fn of_statements(city: &mut City, record: &Value) {
    let url = city.upstream.url.clone();
    let route = &mut city.config.routes[0];
    let properties: serde_json::Map<_, _> = ATTRIBUTES
        .iter()
        .map(|(path, _)| {
            let names = path.split('.');
            let names = names.map(|name| format!("https://vocab.example/{name}"));
            ((*path).to_owned(), names.collect::<Vec<_>>().into())
        })
        .collect();
    city.config.upstream =
        read(json!({"kind": "solid", "servers": [url], "pod": format!("{url}/{{library_card}}/")}));
    route.resources =
        read(json!([{"path": "record.ttl", "subject": "#it", "attributes": properties}]));
    let document = format!("<#it> {} .", turtle(record));
    city.upstream
        .answer(Answer::Raw(200, "text/turtle", document));
}

async fn of_sqlite(city: &mut City, record: &Value, folder: &TempDir) {
    let route = &mut city.config.routes[0];
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

/// None where PostgreSQL is left out.
async fn of_postgres(city: &mut City, record: &Value, folder: &TempDir) -> Option<()> {
    let route = &mut city.config.routes[0];
    let address = crate::sql::empty_postgres().await?;
    let names: Vec<&String> = record.as_object().unwrap().keys().collect();
    let mut connection = PgConnection::connect(&address).await.unwrap();
    let columns: Vec<String> = names
        .iter()
        .map(|name| format!("\"{name}\" jsonb"))
        .collect();
    let values = record.as_object().unwrap().values();
    let values: Vec<String> = values.map(|value| format!("'{value}'")).collect();
    let statements = format!(
        "CREATE TABLE records (card text, {}); INSERT INTO records VALUES ('2900-17', {});",
        columns.join(", "),
        values.join(", ")
    );
    let statements = sqlx::AssertSqlSafe(statements);
    connection.execute(statements).await.unwrap();
    connection.close().await.unwrap();
    let secret = folder.path().join("url");
    std::fs::write(&secret, &address).unwrap();
    city.config.upstream = read(json!({"kind": "postgres", "url": {"file": secret}}));
    route.query = Some(read(json!({
        "sql": "SELECT * FROM records WHERE card = $library_card", "single": true, "json": names,
    })));
    Some(())
}

impl Kind {
    /// A city with such a source, which has this record. None where PostgreSQL is left out.
    async fn with(self, record: &Value, folder: &TempDir) -> Option<City> {
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
        let mut attributes = ATTRIBUTES;
        if self == Self::Xml {
            attributes[1].1 = "text";
        }
        city.config.datasets[0].attributes = attributes.iter().map(attribute).collect();
        city.config.routes.truncate(1);
        if self != Self::Rest && self != Self::RestOfEntities {
            city.config.routes[0].request = None;
        }
        let route = &mut city.config.routes[0];
        match self {
            Self::Rest | Self::Store => city.upstream.answer(Answer::Json(record.clone())),
            Self::Broker => of_broker(&mut city, record),
            Self::Pod => of_pod(&mut city, record),
            Self::PodOfStatements => of_statements(&mut city, record),
            Self::JsonLines | Self::Csv => self.of_file(&mut city, record, folder),
            Self::Sqlite => of_sqlite(&mut city, record, folder).await,
            Self::Postgres => of_postgres(&mut city, record, folder).await?,
            Self::RestOfEntities => {
                route.shape = Shape::NgsiLd;
                city.upstream.answer(Answer::Json(entity(record)));
            }
            Self::Helsinki => {
                city.config.upstream = read(json!({"kind": "helsinki-gdpr", "base_url": url}));
                route.tree = Some(read(json!({"path": "v1/profiles/{library_card}"})));
                city.upstream.answer(Answer::Json(tree("LIBRARY", record)));
            }
            Self::Xml => {
                route.request = Some(read(json!({
                    "path": "/patrons/{library_card}", "format": "xml", "pointer": "/patron",
                })));
                let document = xml("patron", record);
                city.upstream
                    .answer(Answer::Raw(200, "application/xml", document));
            }
            Self::Gateway => {
                city.config.routes.clear();
                let files = folder.path().join("gateways");
                crate::gateways::write(&files, "patrons.json", &gateway(&url));
                city.config.gateways = Some(read(json!({
                    "folder": files, "datasets": {crate::city::ROUTE: {"dataset": "patron"}},
                })));
                city.upstream.answer(Answer::Json(record.clone()));
            }
        }
        city.serve().await;
        if self == Self::Store {
            let mut entity = record.clone();
            entity["id"] = json!("urn:x:patron:1");
            city.keep(&[entity]).await;
        }
        Some(city)
    }

    /// An export.
    fn of_file(self, city: &mut City, record: &Value, folder: &TempDir) {
        let route = &mut city.config.routes[0];
        city.config.upstream = read(json!({"kind": "files", "folder": folder.path()}));
        let mut file = json!({
            "name": "records.jsonl", "format": "json-lines", "identifiers": {"library_card": "card"},
        });
        let text = if self == Self::Csv {
            file["format"] = json!("csv");
            file["single"] = json!(true);
            file["json"] = json!(["name", "age", "tags", "home.city"]);
            csv(record)
        } else {
            let mut record = record.clone();
            record["card"] = json!("2900-17");
            record.to_string()
        };
        route.file = Some(read(file));
        std::fs::write(folder.path().join("records.jsonl"), text).unwrap();
    }

    /// A record as it says it: XML knows texts alone, and neither it nor statements know lists of one.
    fn says(self, mut record: Value, sent: &Value) -> Value {
        if matches!(self, Self::Xml | Self::PodOfStatements) {
            for (name, value) in record.as_object_mut().unwrap() {
                if let Value::Array(elements) = value
                    && elements.len() == 1
                    && (self != Self::Xml || sent[name.as_str()].as_array().unwrap().len() == 1)
                {
                    *value = elements.remove(0);
                }
            }
        }
        if self == Self::Xml && !record["age"].is_null() {
            record["age"] = record["age"].to_string().into();
        }
        record
    }

    /// What is found. Statements lead to things, and what is said of one that is new is found, not the thing.
    fn finding(self, change: &Change) -> (&'static str, &'static str) {
        match change.finding {
            ("other-type", "name") if self == Self::PodOfStatements => {
                ("unknown-field", "name.ssn")
            }
            ("other-type", "tags") if self == Self::PodOfStatements => {
                ("unknown-field", "tags.ssn")
            }
            ("other-type", "home.city") if self == Self::PodOfStatements => {
                ("unknown-field", "home.city.ssn")
            }
            finding => finding,
        }
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
        let Some(city) = kind.with(&described(), &folder).await else {
            continue;
        };
        let response = city.ask().await;
        assert_eq!(response.status(), 200, "{kind:?}");
        let released: Value = response.json().await.unwrap();
        assert_eq!(
            kind.plain(&released),
            kind.says(described(), &described()),
            "{kind:?}"
        );
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
            // What is text alone has no other type.
            if kind == Kind::Xml && change.what == "another type" {
                continue;
            }
            let what = format!("{} from {kind:?}", change.what);
            let folder = TempDir::new().unwrap();
            let Some(city) = kind.with(&change.sent, &folder).await else {
                continue;
            };
            let response = city.ask().await;
            let has_gone = change.what == "a renamed field";
            if kind == Kind::Csv && has_gone {
                // A file whose columns are not those that are described is not served at all.
                city.refused(response, 502, "source-unreachable").await;
                let status = city.admin("/api/v1/upstream").await;
                for (kind, name) in [("unknown-field", "fullName"), ("gone-field", "name")] {
                    let finding = json!({"kind": kind, "route": crate::city::ROUTE, "name": name});
                    let found = city.findings().await;
                    assert!(found.contains(&finding), "{what}: {status}");
                }
                continue;
            }
            assert_eq!(response.status(), 200, "{what}");
            let released: Value = response.json().await.unwrap();
            assert!(
                !released.to_string().contains("010170"),
                "{what}: {released}"
            );
            let expected = kind.says(change.released.clone(), &change.sent);
            assert_eq!(kind.plain(&released), expected, "{what}");
            let status = city.admin("/api/v1/upstream").await;
            let (of_kind, name) = kind.finding(&change);
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
            let is_missed = [Kind::Sqlite, Kind::Postgres].contains(&kind) && has_gone;
            let found = city.findings().await;
            assert_eq!(found.contains(&gone), is_missed, "{what}: {status}");
            let log = city.log().await;
            let detail = log[0]["record"]["detail"].as_str().unwrap_or_default();
            let is_said = detail == format!("not as described: {name}");
            assert_eq!(is_said, of_kind == "other-type", "{what}: {log:?}");
        }
    }
}

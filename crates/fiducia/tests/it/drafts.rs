//! From what a source says of itself to a request that is tried, as the guide has it: draft, check, try, for each kind.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::get;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::city::{City, FIDUCIA, Process, free_ports, json_of, serve};
use crate::links::runtime;
use crate::party::runtime_of_peers;

fn in_folder(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(FIDUCIA)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// Drafts from `from`, checks the draft as it is with this person, and tries a request for one attribute; what would be
/// released. Nothing is edited between, and nothing is left behind.
fn walked(folder: &Path, from: &[&str], person: &str, permit: &str) -> Value {
    drafted(folder, from);
    let released = checked_and_tried(folder, person, permit);
    assert!(!folder.join("data").exists(), "nothing is left behind");
    released
}

fn drafted(folder: &Path, from: &[&str]) {
    let draft = ["connector", "draft", "--out", "source.toml"];
    let drafted = in_folder(folder, &[&draft[..], from].concat());
    let said = String::from_utf8_lossy(&drafted.stderr);
    assert!(drafted.status.success(), "{said}");
    assert!(said.contains("check source.toml --person TYPE"), "{said}");
}

fn checked_and_tried(folder: &Path, person: &str, permit: &str) -> Value {
    let check = ["connector", "check", "source.toml", "--json", "--person"];
    let checked = json_of(&in_folder(folder, &[&check[..], &[person]].concat()));
    let found = &checked["person"][0]["found"];
    assert!(found[permit].is_string(), "{permit} is there: {checked}");
    let unknown = in_folder(folder, &[&check[..], &["shoe_size=44"]].concat());
    let said = String::from_utf8_lossy(&unknown.stdout).into_owned();
    let (known, _) = person.split_once('=').unwrap();
    assert!(!unknown.status.success(), "{said}");
    assert!(said.contains(&format!("found by `{known}`")), "{said}");
    let attempt = ["connector", "try", "source.toml", "--json", "--show"];
    let more = ["--person", person, "--permit", permit];
    let tried = json_of(&in_folder(folder, &[&attempt[..], &more].concat()));
    tried["released"].clone()
}

#[test]
fn a_csv_file_is_drafted_checked_and_tried() {
    let folder = TempDir::new().unwrap();
    let file = "email,full_name,visits\naino@example.org,Aino Koskela,14\n";
    std::fs::write(folder.path().join("visitors.csv"), file).unwrap();
    let released = walked(
        folder.path(),
        &["--csv", "visitors.csv"],
        "email=aino@example.org",
        "visits",
    );
    assert_eq!(released, json!([{"visits": "14"}]));
}

#[test]
fn json_lines_are_drafted_checked_and_tried() {
    let folder = TempDir::new().unwrap();
    let file = "{\"card\": \"17\", \"name\": \"Aino\", \"loans\": [{\"title\": \"Kalevala\", \"days\": 3}]}\n";
    std::fs::write(folder.path().join("patrons.jsonl"), file).unwrap();
    let from = ["--json-lines", "patrons.jsonl"];
    let released = walked(folder.path(), &from, "card_number=17", "loans.days");
    assert_eq!(released, json!([{"loans": [{"days": 3}]}]));
}

#[test]
fn a_folder_of_exports_is_drafted_checked_and_tried() {
    let folder = TempDir::new().unwrap();
    let exports = folder.path().join("exports");
    std::fs::create_dir(&exports).unwrap();
    let write = |name: &str, text: &str| std::fs::write(exports.join(name), text).unwrap();
    write("patrons.csv", "card,name\n17,Aino Koskela\n");
    write(
        "rentals.ndjson",
        "{\"card\": \"17\", \"boat\": \"Aurora\"}\n",
    );
    let from = ["--folder", "exports"];
    let released = walked(folder.path(), &from, "card_number=17", "name");
    assert_eq!(released, json!([{"name": "Aino Koskela"}]));
    let attempt = [
        "connector",
        "try",
        "source.toml",
        "--json",
        "--show",
        "--route",
        "/rentals",
        "--person",
        "card_number=17",
    ];
    let tried = json_of(&in_folder(folder.path(), &attempt));
    assert_eq!(tried["released"][0]["boat"], "Aurora", "{tried}");
}

#[test]
fn an_openapi_document_is_drafted_checked_and_tried() {
    let folder = TempDir::new().unwrap();
    let runtime = runtime();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"));
    let listener = listener.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let patron = json!({"type": "object", "properties": {"name": {"type": "string"}, "homeLibrary": {"type": "string"}}});
    let answer =
        json!({"description": "a patron", "content": {"application/json": {"schema": patron}}});
    let card =
        json!({"name": "card", "in": "path", "required": true, "schema": {"type": "string"}});
    let document = json!({
        "openapi": "3.0.3", "info": {"title": "Library", "version": "1"}, "servers": [{"url": url}],
        "paths": {"/patrons/{card}": {"get": {"parameters": [card], "responses": {"200": answer}}}},
    });
    let of_somebody =
        json!({"name": "Aino Koskela", "homeLibrary": "Kallio", "staffNote": "internal"});
    let router = axum::Router::new()
        .route("/openapi.json", get(move || async move { Json(document) }))
        .route(
            "/patrons/LIB-2037",
            get(move || async move { Json(of_somebody) }),
        );
    // The library answers on a thread of its own, until the test ends.
    std::thread::spawn(move || runtime.block_on(async { axum::serve(listener, router).await }));
    let released = walked(
        folder.path(),
        &["--openapi", &format!("{url}/openapi.json")],
        "card=LIB-2037",
        "homeLibrary",
    );
    assert_eq!(released, json!({"homeLibrary": "Kallio"}));
}

/// Written by hand, with a login and the identifier in the query.
const YAML: &str = "\
openapi: 3.1.0
info: {title: Boats, version: '1'}
servers:
  - url: URL
security:
  - key: []
paths:
  /berths:
    get:
      summary: Who has which berth
      parameters:
        - {name: email, in: query, required: true, schema: {type: string}}
        - {name: shape, in: query, required: true, schema: {type: string, enum: [flat]}}
      responses:
        '200':
          description: Berths
          content:
            application/json:
              schema:
                type: array
                items: {$ref: '#/components/schemas/Berth'}
components:
  schemas:
    Berth:
      type: object
      properties: {pier: {type: string}, number: {type: integer}}
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Api-Key}
";

#[test]
fn an_openapi_document_in_yaml_with_a_query_and_a_login_is_drafted_checked_and_tried() {
    let folder = TempDir::new().unwrap();
    let runtime = runtime_of_peers();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"));
    let listener = listener.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let berths = |uri: Uri, headers: HeaderMap| async move {
        let knows = headers.get("x-api-key").is_some_and(|key| key == "k3y")
            && uri.query() == Some("email=aino%40example.org&shape=flat");
        let berth = json!([{"pier": "North", "number": 7, "fee": 120}]);
        knows.then_some(Json(berth)).ok_or(StatusCode::UNAUTHORIZED)
    };
    let router = axum::Router::new().route("/berths", get(berths));
    runtime.spawn(async { axum::serve(listener, router).await });
    std::fs::write(folder.path().join("api.yaml"), YAML.replace("URL", &url)).unwrap();
    drafted(folder.path(), &["--openapi", "api.yaml"]);
    // The login that the document wants, with its secret in a file.
    let file = folder.path().join("source.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("name = \"X-Api-Key\""), "{text}");
    std::fs::write(&file, text.replace("#auth", "auth")).unwrap();
    std::fs::create_dir(folder.path().join("secrets")).unwrap();
    std::fs::write(folder.path().join("secrets/source"), "k3y").unwrap();
    let released = checked_and_tried(folder.path(), "email=aino@example.org", "number");
    assert_eq!(released, json!([{"number": 7}]));
    std::fs::write(folder.path().join("other.yaml"), "a: [1").unwrap();
    let refused = in_folder(
        folder.path(),
        &["connector", "draft", "--openapi", "other.yaml"],
    );
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("neither JSON nor YAML"), "{said}");
}

#[test]
fn the_types_of_a_broker_are_drafted_checked_and_tried() {
    let folder = TempDir::new().unwrap();
    let address = format!("127.0.0.1:{}", free_ports());
    let broker = Command::new(FIDUCIA)
        .args(["connector", "--open", "--listen", &address])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _broker = Process(broker);
    let url = format!("http://{address}");
    let entity = json!({
        "id": "urn:ngsi-ld:Patron:LIB-2037", "type": "Patron",
        "name": {"type": "Property", "value": "Aino Koskela"}, "fees": {"type": "Property", "value": 3},
    });
    runtime().block_on(async {
        web::install_crypto_provider();
        let client = reqwest::Client::new();
        let new = client
            .post(format!("{url}/ngsi-ld/v1/entities"))
            .json(&entity);
        // Until it listens.
        while new.try_clone().unwrap().send().await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    });
    let released = walked(
        folder.path(),
        &["--ngsi-ld", &url],
        "entity_id=LIB-2037",
        "fees",
    );
    assert_eq!(released[0]["fees"]["value"], 3, "{released}");
    assert!(!released.to_string().contains("Aino"), "{released}");
}

/// Lets a request through to a broker where it shows the token.
async fn guarded(
    State(broker): State<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<(StatusCode, HeaderMap, Vec<u8>), StatusCode> {
    let header = |name: &str| headers.get(name).cloned();
    if header("authorization").is_none_or(|shown| shown != "Bearer t0ken") {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let mut asked = reqwest::Client::new().get(format!("{broker}{uri}"));
    for name in ["ngsild-tenant", "link", "accept"] {
        if let Some(value) = header(name) {
            asked = asked.header(name, value);
        }
    }
    let answer = asked.send().await.unwrap();
    let status = answer.status();
    let mut said = HeaderMap::new();
    let media = answer.headers().get("content-type").cloned();
    said.extend(media.map(|media| (CONTENT_TYPE, media)));
    Ok((status, said, answer.bytes().await.unwrap().to_vec()))
}

#[test]
fn the_types_of_a_tenant_behind_a_login_are_drafted_with_their_context() {
    let folder = TempDir::new().unwrap();
    let address = format!("127.0.0.1:{}", free_ports());
    let broker = Command::new(FIDUCIA)
        .args(["connector", "--open", "--listen", &address])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let _broker = Process(broker);
    let broker = format!("http://{address}");
    let context = json!({"@context": {
        "Patron": "https://vocab.example/Patron", "fees": "https://vocab.example/fees"}});
    let entity = json!({
        "@context": [context["@context"], "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld"],
        "id": "urn:ngsi-ld:Patron:LIB-2037", "type": "Patron", "fees": {"type": "Property", "value": 3},
    });
    let runtime = runtime_of_peers();
    let url = runtime.block_on(async {
        web::install_crypto_provider();
        let new = reqwest::Client::new()
            .post(format!("{broker}/ngsi-ld/v1/entities"))
            .header("content-type", "application/ld+json")
            .header("ngsild-tenant", "library")
            .body(entity.to_string());
        // Until it listens.
        loop {
            match new.try_clone().unwrap().send().await {
                Ok(made) => break assert_eq!(made.status(), 201),
                Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            }
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new()
            .route("/context.jsonld", get(move || async move { Json(context) }))
            .fallback(guarded)
            .with_state(broker.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        url
    });
    std::fs::write(folder.path().join("token"), "t0ken\n").unwrap();
    let from = [
        "--ngsi-ld",
        &url,
        "--tenant",
        "library",
        "--token-file",
        "token",
    ];
    // Without its context no name is short, and none is made short.
    let draft = [&["connector", "draft"][..], &from].concat();
    let refused = in_folder(folder.path(), &draft);
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("`https://vocab.example/Patron`"), "{said}");
    assert!(said.contains("`--context URL`"), "{said}");
    let context = format!("{url}/context.jsonld");
    let from = [&from[..], &["--context", &context]].concat();
    let released = walked(folder.path(), &from, "entity_id=LIB-2037", "fees");
    assert_eq!(released[0]["fees"]["value"], 3, "{released}");
}

/// The model of a person as Smart Data Models are published: the model itself says little more than its type, and refers to
/// what all models have in common, by address.
pub(crate) fn models() -> (tokio::runtime::Runtime, String) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models/Person.json");
    let whole: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let runtime = runtime_of_peers();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"));
    let listener = listener.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut person = whole["properties"].clone();
    let entity_type = json!({"properties": {
        "type": {"type": "string", "enum": ["Person"]}, "name": {"maxLength": 12},
    }});
    let id = person.as_object_mut().unwrap().remove("id").unwrap();
    let common = json!({"definitions": {
        "Commons": {"properties": {"id": {"$ref": "#/definitions/Id"}}}, "Id": id,
        "Person-Commons": {"properties": {"person": {"properties": person}}},
    }});
    let of = |what: &str| json!({"$ref": format!("{url}/common-schema.json#/definitions/{what}")});
    let parts = [
        of("Commons"),
        of("Person-Commons/properties/person"),
        entity_type,
    ];
    let schema = json!({"title": "Smart Data Models - Person", "type": "object", "allOf": parts});
    let router = axum::Router::new()
        .route(
            "/Person/schema.json",
            get(move || async move { Json(schema) }),
        )
        .route(
            "/common-schema.json",
            get(move || async move { Json(common) }),
        );
    runtime.spawn(async { axum::serve(listener, router).await });
    (runtime, format!("{url}/Person/schema.json"))
}

#[test]
fn a_data_model_is_drafted_filled_checked_and_tried() {
    let folder = TempDir::new().unwrap();
    let (models, url) = models();
    drafted(folder.path(), &["--smart-data-model", &url]);
    drop(models);
    let check = ["connector", "check", "source.toml", "--person", "email=a@b"];
    let early = in_folder(folder.path(), &check);
    let said = String::from_utf8_lossy(&early.stderr).into_owned();
    assert!(said.contains("`fiducia connector import`"), "{said}");
    // On this machine alone, at an address that is free.
    let file = folder.path().join("source.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let port = free_ports();
    let text = text
        .replace("127.0.0.1:8130", &format!("127.0.0.1:{port}"))
        .replace(
            "base_url = \"https://connector.example.org\"",
            "development = true",
        );
    std::fs::write(&file, text).unwrap();
    let record =
        json!({"id": "p-1", "email": "aino@example.org", "name": "Aino Koskela", "telephone": "1"});
    let wrong = json!({"id": "p-2", "email": "matti@example.org", "name": "Matti Vuorela"});
    let records = format!("{record}\n{wrong}\n");
    std::fs::write(folder.path().join("people.ndjson"), records).unwrap();
    let running = serve(&file);
    let import = [
        "connector",
        "--config",
        "source.toml",
        "import",
        "people.ndjson",
    ];
    let of = ["--dataset", "person", "--identifier", "email=email"];
    let imported = in_folder(folder.path(), &[&import[..], &of].concat());
    let said = String::from_utf8_lossy(&imported.stderr).into_owned();
    assert!(imported.status.success(), "{said}");
    let released = checked_and_tried(folder.path(), "email=aino@example.org", "telephone");
    assert_eq!(released[0]["telephone"], "1", "{released}");
    assert!(!released.to_string().contains("Aino"), "{released}");
    // The model lies beside the draft, with what it refers to in it, and what is kept is held against it.
    assert!(folder.path().join("source.schema.json").is_file());
    let check = ["connector", "check", "source.toml", "--json", "--person"];
    let of = |person| json_of(&in_folder(folder.path(), &[&check[..], &[person]].concat()));
    let deviations = |checked: Value| {
        assert_eq!(checked["person"][0]["records"], 1, "{checked}");
        checked["person"][0]["deviations"].clone()
    };
    let good = of("email=aino@example.org");
    assert_eq!(deviations(good), json!([]));
    let wrong = json!([{"attribute": "name", "keyword": "maxLength"}]);
    assert_eq!(deviations(of("email=matti@example.org")), wrong);
    drop(running);
}

#[test]
fn a_database_and_a_pod_are_drafted_checked_and_tried() {
    let city = City::whole();
    let running = |name: &str| {
        let all = city.ready["connectors"].as_array().unwrap();
        all.iter().any(|one| one["name"] == name)
    };
    if running("Music school") {
        let folder = TempDir::new().unwrap();
        let address = city.data().join("school-database.url");
        let from = &["--postgres", address.to_str().unwrap()];
        let person = "email=noor.haddad@example.fi";
        let released = walked(folder.path(), from, person, "courses.title");
        assert_eq!(released, json!([{"courses": [{"title": "Oud, advanced"}]}]));
    }
    if running("Own pods") {
        let folder = TempDir::new().unwrap();
        let profile = city.data().join("pods-server/sanna/profile/card$.ttl");
        let text = std::fs::read_to_string(&profile).unwrap();
        let name = "\n<#me> <http://www.w3.org/2006/vcard/ns#fn> \"Sanna Lindqvist\".\n";
        std::fs::write(&profile, text + name).unwrap();
        let config = std::fs::read_to_string(city.data().join("pods.toml")).unwrap();
        let config: toml::Value = toml::from_str(&config).unwrap();
        let server = config["connector"]["upstream"]["servers"][0]
            .as_str()
            .unwrap();
        let webid = format!("{server}sanna/profile/card#me");
        let released = walked(folder.path(), &["--solid", &webid], "pod=sanna", "fn");
        assert_eq!(released, json!({"fn": "Sanna Lindqvist"}));
    }
}

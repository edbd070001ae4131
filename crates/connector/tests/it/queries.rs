//! The NGSI-LD API under permission (ETSI GS CIM 009 v1.8): answers are those that the same query gets over what is
//! permitted, and tell nothing of the rest.

use broker::Broker;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use reqwest::{Response, StatusCode};
use serde_json::{Map, Value, json};
use storage::vault::{MasterKey, Vault};
use storage::{Database, Schema};
use tempfile::TempDir;

use crate::city::{City, read};
use crate::peers::{Answer, Server, new_uuid};
use crate::release::{dataset_id, permitting};

pub(crate) const BASE: &str = "/ngsi-ld/v1";
/// What the source has.
const ATTRIBUTES: [&str; 7] = [
    "name", "age", "fines", "address", "home", "greeting", "knows",
];
/// What may be permitted of it.
const DESCRIBED: [&str; 9] = [
    "name",
    "age",
    "fines",
    "address.city",
    "address.street",
    "home",
    "greeting",
    "knows",
    "scope",
];

/// A city whose library is asked as NGSI-LD.
pub(crate) async fn library() -> City {
    let mut city = City::prepare().await;
    let attribute = |path: &str| json!({"path": path, "category": "https://w3id.org/dpv/pd#Name", "title": {"en": path}});
    let attributes: Vec<Value> = DESCRIBED.iter().map(|path| attribute(path)).collect();
    city.config.datasets[0] = read(json!({
        "id": "patron", "source": "city-library", "entity_type": "Patron", "title": {"en": "Library patron"},
        "identifier_types": ["library_card"], "attributes": attributes,
    }));
    city.config.routes.truncate(1);
    city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    city.serve().await;
    city
}

impl City {
    /// Asks the API with a good ticket.
    pub(crate) async fn query(&self, asked: &Asked) -> Response {
        self.query_on(&new_uuid(), asked).await
    }

    /// As [`Self::query`], on the permission with this leg id.
    async fn query_on(&self, leg: &str, asked: &Asked) -> Response {
        let request = asked.request(&self.client, &self.url);
        let request = request.header("MIM4-Request-Ticket", self.pass(leg));
        request.send().await.unwrap()
    }

    /// A ticket for the API.
    fn pass(&self, leg: &str) -> String {
        let mut claims = self.claims();
        claims["aud"] = json!(self.url);
        claims["mop_processing_record_uuid"] = json!(leg);
        self.operator.sign(&claims)
    }

    pub(crate) async fn get_query(&self, target: &str) -> Response {
        self.query(&Asked::get(target)).await
    }
}

/// A request at the API.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// Path and query below the API's base.
    pub(crate) target: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<Value>,
}

impl Asked {
    pub(crate) fn get(target: &str) -> Self {
        Self {
            target: target.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn request(&self, client: &reqwest::Client, url: &str) -> reqwest::RequestBuilder {
        let url = format!("{url}{BASE}/{}", self.target);
        let request = match &self.body {
            None => client.get(url),
            Some(body) => client.post(url).json(body),
        };
        let headers = self.headers.iter();
        headers.fold(request, |request, (name, value)| {
            request.header(*name, value)
        })
    }
}

/// What counts of an answer: the ids are the person's at one and made up at the other.
#[derive(Debug, PartialEq)]
struct Answered {
    status: StatusCode,
    headers: Vec<(String, String)>,
    body: Value,
}

impl Answered {
    async fn of(response: Response) -> Self {
        let status = response.status();
        let counted = ["content-type", "link", "ngsild-results-count"];
        let mut headers: Vec<(String, String)> = response
            .headers()
            .iter()
            .filter(|(name, _)| counted.contains(&name.as_str()))
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        headers.sort();
        let text = response.text().await.unwrap();
        let mut body = serde_json::from_str(&text).unwrap_or(Value::Null);
        without_ids(&mut body);
        if status == StatusCode::NOT_FOUND {
            // It says the id.
            body["detail"].take();
        }
        Self {
            status,
            headers,
            body,
        }
    }
}

fn id_of(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

fn without_ids(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_ids),
        Value::Object(map) => {
            map.remove("id");
            map.values_mut().for_each(without_ids);
        }
        _ => {}
    }
}

/// A broker to compare with.
struct Reference {
    server: Server,
    client: reqwest::Client,
    _folder: TempDir,
}

impl Reference {
    async fn start() -> Self {
        web::install_crypto_provider();
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("broker.db").display().to_string();
        let vault = Vault::new(&MasterKey::generate());
        let database = Database::open(&file, Schema::Connector, Some(vault))
            .await
            .unwrap();
        let router = Broker::router(database, broker::Config::default()).unwrap();
        Self {
            server: Server::start(router).await,
            client: reqwest::Client::new(),
            _folder: folder,
        }
    }

    /// What it answers where it keeps these entities and no others.
    async fn answer(&self, tenant: &str, entities: &[Value], asked: &Asked) -> Answered {
        let create = self
            .client
            .post(format!("{}{BASE}/entities", self.server.url));
        for entity in entities {
            let create = create.try_clone().unwrap().header("ngsild-tenant", tenant);
            let made = create.json(entity).send().await.unwrap();
            assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
        }
        // A tenant is there from its first entity on.
        if entities.is_empty() {
            let other = json!({"id": "urn:x:other", "type": "Other"});
            let create = create.header("ngsild-tenant", tenant).json(&other);
            create.send().await.unwrap();
        }
        let request = asked.request(&self.client, &self.server.url);
        Answered::of(
            request
                .header("ngsild-tenant", tenant)
                .send()
                .await
                .unwrap(),
        )
        .await
    }
}

/// What a permission leaves of an entity: written anew, and not with the filter. What is not described of an attribute,
/// the source of a name and an age that is an object, goes too.
fn projected(entity: &Value, permitted: &[&str]) -> Value {
    let mut out = Map::new();
    for (name, value) in entity.as_object().unwrap() {
        if name == "age" && value["value"].is_object() {
            continue;
        }
        if ["id", "type"].contains(&name.as_str()) || permitted.contains(&name.as_str()) {
            let mut value = value.clone();
            if let Value::Object(members) = &mut value {
                members.remove("source");
            }
            out.insert(name.clone(), value);
        } else if name == "address" {
            let mut parts = value["value"].as_object().unwrap().clone();
            parts.retain(|part, _| permitted.contains(&format!("address.{part}").as_str()));
            if !parts.is_empty() {
                out.insert(name.clone(), property(parts));
            }
        }
    }
    Value::Object(out)
}

pub(crate) fn property(value: impl Into<Value>) -> Value {
    json!({"type": "Property", "value": value.into()})
}

fn maybe(strategy: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Option<Value>> {
    proptest::option::weighted(0.8, strategy).boxed()
}

fn entity() -> impl Strategy<Value = Value> {
    let name = proptest::sample::select(vec!["Aino", "Eino", "Åke", "aino"]).prop_map(|name| {
        json!({"type": "Property", "value": name, "source": property("register"), "observedAt": "2026-01-01T00:00:00Z"})
    });
    let address = (0..3usize, 0..3usize).prop_map(|(city, street)| {
        property(json!({"city": (["Espoo", "Helsinki", "Vantaa"][city]), "street": format!("Katu {street}")}))
    });
    let home = (20..30i32, 59..62i32).prop_map(
        |(x, y)| json!({"type": "GeoProperty", "value": {"type": "Point", "coordinates": [x, y]}}),
    );
    let greeting = (0..3usize).prop_map(|one| {
        json!({"type": "LanguageProperty", "languageMap": {"fi": (["Hei", "Moi", "Terve"][one]), "en": "Hello"}})
    });
    let knows = (0..3usize)
        .prop_map(|one| json!({"type": "Relationship", "object": format!("urn:x:friend:{one}")}));
    let scope = proptest::sample::select(vec![
        json!("/library/oodi"),
        json!(["/library", "/city/espoo"]),
    ]);
    let fines = (0..6i32, any::<bool>()).prop_map(|(fines, several)| {
        let one = property(fines);
        let mut other = property(fines + 1);
        other["datasetId"] = json!("urn:x:dataset");
        if several { json!([one, other]) } else { one }
    });
    (
        maybe(name),
        maybe((18..60i32).prop_map(|age| match age {
            50.. => property(json!({"years": age})),
            _ => property(age),
        })),
        maybe(fines),
        maybe(address),
        maybe(home),
        maybe(greeting),
        maybe(knows),
        maybe(scope),
    )
        .prop_map(
            |(name, age, fines, address, home, greeting, knows, scope)| {
                let all = [name, age, fines, address, home, greeting, knows];
                let mut entity = json!({"type": "Patron", "libraryCard": property("2900-17")});
                for (name, value) in ATTRIBUTES.iter().zip(all) {
                    if let Some(value) = value {
                        entity[name] = value;
                    }
                }
                if let Some(scope) = scope {
                    entity["scope"] = scope;
                }
                entity
            },
        )
}

fn entities() -> impl Strategy<Value = Vec<Value>> {
    proptest::collection::vec(entity(), 0..6).prop_map(|mut all| {
        for (at, one) in all.iter_mut().enumerate() {
            one["id"] = json!(format!("urn:x:patron:{at}"));
        }
        all
    })
}

fn permission() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::sample::subsequence(DESCRIBED.to_vec(), 1..9)
}

const CONDITIONS: [&str; 19] = [
    "q=name==\"Aino\"",
    "q=name~=^A",
    "q=age>30",
    "q=age>=20;age<50",
    "q=age[years]>50",
    "q=fines>2|name==\"Eino\"",
    "q=fines",
    "q=fines!=3",
    "q=address[city]==\"Espoo\"",
    "q=address[street]==\"Katu 1\"",
    "q=greeting[fi]==\"Hei\"",
    "q=name.source==\"register\"",
    "q=knows==urn:x:friend:1",
    "q=name.observedAt>2025-01-01T00:00:00Z",
    "scopeQ=/library/%23",
    "scopeQ=/city/%2B",
    "scopeQ=/library/oodi|/city",
    "georel=near;maxDistance==200000&geometry=Point&coordinates=[24,60]&geoproperty=home",
    "georel=within&geometry=Polygon&coordinates=[[[22,59],[28,59],[28,61],[22,61],[22,59]]]&geoproperty=home",
];
const LOOKS: [&str; 16] = [
    "attrs=name,fines",
    "attrs=address",
    "pick=id,type,age",
    "pick=fines",
    "omit=name",
    "omit=id,type",
    "options=keyValues",
    "format=concise",
    "format=simplified",
    "lang=fi",
    "lang=fi&options=keyValues",
    "datasetId=urn:x:dataset",
    "datasetId=@none",
    "attrs=libraryCard",
    "q=libraryCard",
    "join=inline&joinLevel=1",
];
const ORDERS: [&str; 6] = [
    "orderBy=age",
    "orderBy=fines;desc,name",
    "orderBy=name;desc",
    "orderBy=address[street]",
    "orderBy=home;dist-asc&orderFrom=[24,60]",
    "orderBy=libraryCard",
];
const PAGES: [&str; 6] = [
    "limit=2",
    "limit=1&offset=1",
    "limit=2&offset=2&count=true",
    "count=true",
    "limit=0&count=true",
    "options=count",
];

/// How the same is asked.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// `GET entities`.
    Query,
    /// `POST entityOperations/query`.
    Posted,
    /// `GET entities/{id}` of one of those that there are.
    Retrieval(usize),
}

/// A query in parts, as it may be asked in each way.
#[derive(Debug, Clone)]
struct Terms {
    condition: Option<&'static str>,
    look: Option<&'static str>,
    order: Option<&'static str>,
    page: Option<&'static str>,
    accept: &'static str,
    way: Way,
}

impl Terms {
    /// The request; for a retrieval, of the entity with this id.
    fn asked(&self, id: &str) -> Asked {
        let parts = [self.condition, self.look, self.order, self.page];
        let parts = parts.into_iter().flatten();
        let asked = match self.way {
            Way::Query => {
                let parts: Vec<&str> = ["type=Patron"].into_iter().chain(parts).collect();
                Asked::get(&format!("entities?{}", parts.join("&")))
            }
            Way::Posted => posted(&parts.collect::<Vec<_>>().join("&")),
            Way::Retrieval(_) => {
                Asked::get(&format!("entities/{id}?{}", self.look.unwrap_or_default()))
            }
        };
        asked.header("accept", self.accept)
    }
}

/// A query with its parameters in a body, as far as they have a place there (ETSI GS CIM 009 §5.2.23).
fn posted(parameters: &str) -> Asked {
    let mut body = json!({"type": "Query", "entities": [{"type": "Patron"}]});
    let mut rest = Vec::new();
    for one in parameters.split('&').filter(|one| !one.is_empty()) {
        let (name, value) = one.split_once('=').unwrap();
        let value = value.replace("%23", "#").replace("%2B", "+");
        let list = || value.split(',').collect::<Vec<_>>();
        match name {
            "q" | "scopeQ" | "lang" | "join" => body[name] = json!(value),
            "joinLevel" => body[name] = json!(value.parse::<u8>().unwrap()),
            "attrs" | "pick" | "omit" | "datasetId" => body[name] = json!(list()),
            "orderBy" => body["ordering"][name] = json!(list()),
            "orderFrom" => {
                body["ordering"]["geometry"] = json!("Point");
                body["ordering"]["coordinates"] = serde_json::from_str(&value).unwrap();
            }
            "coordinates" => body["geoQ"][name] = serde_json::from_str(&value).unwrap(),
            "georel" | "geometry" | "geoproperty" => body["geoQ"][name] = json!(value),
            _ => rest.push(one),
        }
    }
    Asked {
        body: Some(body),
        ..Asked::get(&format!("entityOperations/query?{}", rest.join("&")))
    }
}

fn terms() -> impl Strategy<Value = Terms> {
    let one_of = |all: &'static [&'static str]| {
        proptest::option::of(proptest::sample::select(all.to_vec())).boxed()
    };
    let accept = proptest::sample::select(vec![
        "application/json",
        "application/ld+json",
        "application/geo+json",
    ]);
    let way = prop_oneof![
        Just(Way::Query),
        Just(Way::Posted),
        (0..6usize).prop_map(Way::Retrieval),
    ];
    (
        one_of(&CONDITIONS),
        one_of(&LOOKS),
        one_of(&ORDERS),
        one_of(&PAGES),
        accept,
        way,
    )
        .prop_map(|(condition, look, order, page, accept, way)| Terms {
            condition,
            look,
            order,
            page,
            accept,
            way,
        })
}

#[test]
fn a_query_is_answered_as_over_the_permitted_view() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (city, reference, dataset) = runtime.block_on(async {
        let city = library().await;
        let dataset = dataset_id(&city).await;
        (city, Reference::start().await, dataset)
    });
    let mut runner = TestRunner::new(Config {
        cases: 144,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    });
    let tenants = std::cell::Cell::new(0);
    let outcome = runner.run(
        &(entities(), permission(), terms()),
        |(all, permitted, terms)| {
            tenants.set(tenants.get() + 1);
            runtime.block_on(async {
                city.upstream.answer(Answer::Json(json!(all)));
                city.operator.answer(permitting(&dataset, &permitted));
                let leg = new_uuid();
                let (mut id, mut own) = (String::new(), String::new());
                if let Way::Retrieval(which) = terms.way {
                    let list = Asked::get("entities?type=Patron");
                    let seen = city.query_on(&leg, &list).await;
                    let seen: Vec<Value> = seen.json().await.unwrap();
                    prop_assert_eq!(seen.len(), all.len());
                    let at = which % all.len().max(1);
                    let ids = (seen.get(at), all.get(at));
                    let ids = (
                        ids.0.map_or("urn:x:no", id_of),
                        ids.1.map_or("urn:x:no", id_of),
                    );
                    (id, own) = (ids.0.to_owned(), ids.1.to_owned());
                }
                let found = Answered::of(city.query_on(&leg, &terms.asked(&id)).await).await;
                let view: Vec<Value> = all.iter().map(|one| projected(one, &permitted)).collect();
                let tenant = format!("case-{}", tenants.get());
                let expected = reference.answer(&tenant, &view, &terms.asked(&own)).await;
                prop_assert_eq!(found, expected, "{:?} of {}", terms, json!(all));
                Ok(())
            })
        },
    );
    if let Err(error) = outcome {
        panic!("{error}");
    }
    drop(runtime);
}

/// Everything that a curious service can think of, to learn of `fines`, which it may not see.
fn curious() -> Vec<Asked> {
    let targets = [
        "q=fines",
        "q=fines==3",
        "q=fines>2",
        "q=fines!=3",
        "q=!(fines==3)",
        "q=fines>2|name==\"nobody\"",
        "q=name;fines==3",
        "q=fines.source==\"x\"",
        "q=fines[amount]>0",
        "q=https://uri.etsi.org/ngsi-ld/default-context/fines>2",
        "q=fin%65s>2",
        "attrs=fines",
        "attrs=name,fines",
        "pick=fines",
        "pick=name,fines",
        "omit=name",
        "orderBy=fines",
        "orderBy=fines;desc&limit=1",
        "orderBy=fines;dist-asc&orderFrom=[24,60]",
        "count=true&q=fines>2",
        "limit=0&count=true&q=fines==3",
        "limit=1&offset=1&orderBy=fines",
        "datasetId=urn:x:fines-3",
        "q=fines&datasetId=urn:x:fines-3",
        "georel=near;maxDistance==1&geometry=Point&coordinates=[3,3]&geoproperty=fines",
        "lang=fi&q=fines[fi]==\"3\"",
        "idPattern=fines",
        "scopeQ=/fines/3",
        "options=sysAttrs",
        "format=concise",
        "join=flat&joinLevel=2",
        "expandValues=fines&q=fines==3",
        "attrs=location,fines&orderBy=location",
    ];
    let mut all: Vec<Asked> = targets
        .iter()
        .map(|target| Asked::get(&format!("entities?type=Patron&{target}")))
        .collect();
    let features = all.clone().into_iter();
    all.extend(features.map(|asked| asked.header("accept", "application/geo+json")));
    for body in [
        json!({"q": "fines==3"}),
        json!({"attrs": ["fines"], "q": "fines>2|name"}),
        json!({"geoQ": {"georel": "near;maxDistance==1", "geometry": "Point", "coordinates": [3, 3], "geoproperty": "fines"}}),
        json!({"pick": ["id", "fines"], "orderBy": ["fines"]}),
        json!({"scopeQ": "/fines/3", "omit": ["name"]}),
    ] {
        let mut query = json!({"type": "Query", "entities": [{"type": "Patron"}]});
        query
            .as_object_mut()
            .unwrap()
            .extend(body.as_object().unwrap().clone());
        all.push(Asked {
            body: Some(query),
            ..Asked::get("entityOperations/query?count=true")
        });
    }
    all
}

#[tokio::test]
async fn no_query_tells_anything_of_what_is_withheld() {
    let city = library().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let patron = |number: i32, fines: Value| {
        json!({
            "id": format!("urn:x:patron:{number}"), "type": "Patron", "name": property(format!("Aino {number}")),
            "fines": fines,
        })
    };
    let all = |one: Value, other: Value| json!([patron(1, one), patron(2, other)]);
    // What is withheld differs in everything: value, kind, order, dataset, being there at all.
    let worlds = [
        all(property(3), property(0)),
        all(property(0), property(3)),
        all(
            json!([property(1), {"type": "Property", "value": 3, "datasetId": "urn:x:fines-3"}]),
            json!({"type": "LanguageProperty", "languageMap": {"fi": "3"}}),
        ),
        all(
            json!({"type": "GeoProperty", "value": {"type": "Point", "coordinates": [3, 3]}}),
            json!({"type": "Relationship", "object": "urn:x:patron:1"}),
        ),
        json!([
            {"id": "urn:x:patron:1", "type": "Patron", "name": property("Aino 1"), "scope": "/fines/3",
             "createdAt": "2026-01-01T00:00:00Z"},
            {"id": "urn:x:patron:2", "type": "Patron", "name": property("Aino 2"), "location": {"type": "GeoProperty",
             "value": {"type": "Point", "coordinates": [3, 3]}}},
        ]),
    ];
    for asked in curious() {
        let mut seen: Option<(StatusCode, Vec<u8>, Option<String>)> = None;
        for world in &worlds {
            city.upstream.answer(Answer::Json(world.clone()));
            let response = city.query(&asked).await;
            let count = response.headers().get("ngsild-results-count");
            let count = count.map(|value| value.to_str().unwrap().to_owned());
            let status = response.status();
            let body = response.bytes().await.unwrap();
            let text = String::from_utf8_lossy(&body);
            // A list of entities has another leg id for each ticket here: that is all that may differ.
            let found = (status, without_legs(&text).into_bytes(), count);
            match &seen {
                None => seen = Some(found),
                Some(seen) => assert_eq!(*seen, found, "{asked:?}: {text}"),
            }
        }
    }
}

/// A text without the ids that stand for a person's entities.
fn without_legs(text: &str) -> String {
    let ids = regex::Regex::new("urn:(uuid:[0-9a-f-]{36}|ngsi-ld:Entity:[0-9a-f]{32})").unwrap();
    ids.replace_all(text, "").into_owned()
}

#[tokio::test]
async fn aliases_escapes_and_duplicates_open_nothing() {
    let city = library().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    let context = json!({"@context": {
        "nimi": "https://uri.etsi.org/ngsi-ld/default-context/name",
        "sakot": "https://uri.etsi.org/ngsi-ld/default-context/fines",
        "name": "https://uri.etsi.org/ngsi-ld/default-context/fines",
        "Asiakas": "https://uri.etsi.org/ngsi-ld/default-context/Patron",
    }});
    let server = Server::start(axum::Router::new().route(
        "/context.jsonld",
        axum::routing::get(move || async move { axum::Json(context) }),
    ))
    .await;
    let link = format!(
        "<{}/context.jsonld>; rel=\"http://www.w3.org/ns/json-ld#context\"; type=\"application/ld+json\"",
        server.url
    );
    let patron = json!([{"id": "urn:x:4711", "type": "Patron", "name": property("Aino"), "fines": property(3)}]);
    city.upstream.answer(Answer::Json(patron));
    let ask = |target: &'static str| {
        let asked = Asked::get(target).header("link", &link);
        let city = &city;
        async move {
            let response = city.query(&asked).await;
            assert_eq!(response.status(), 200, "{target}");
            response.json::<Value>().await.unwrap()
        }
    };
    let found = ask("entities?type=Asiakas&options=keyValues").await;
    assert_eq!(
        found[0]["nimi"], "Aino",
        "the service's own words are understood: {found}"
    );
    assert_eq!(found[0]["type"], "Asiakas");
    for target in [
        "entities?type=Asiakas&attrs=sakot",
        "entities?type=Asiakas&attrs=name",
        "entities?type=Asiakas&q=sakot",
        "entities?type=Asiakas&q=name==3",
        "entities?type=Patron&q=https://uri.etsi.org/ngsi-ld/default-context/fines==3",
    ] {
        assert_eq!(ask(target).await, json!([]), "{target}");
    }
    for hidden in [
        r#"[{"id":"urn:x:1","type":"Patron","name":{"type":"Property","value":"Aino"},"fi\u006ees":{"type":"Property","value":3}}]"#,
        r#"[{"id":"urn:x:1","type":"Patron","name":{"type":"Property","value":"Aino"},"https://uri.etsi.org/ngsi-ld/default-context/fines":{"type":"Property","value":3}}]"#,
    ] {
        city.upstream
            .answer(Answer::Raw(200, "application/json", hidden.into()));
        let response = city.get_query("entities?type=Patron").await;
        let text = response.text().await.unwrap();
        assert!(
            text.contains("Aino") && !text.contains("\"value\":3"),
            "{text}"
        );
    }
    for refused in [
        r#"[{"id":"urn:x:1","type":"Patron","name":{"type":"Property","value":"Aino"},"n\u0061me":{"type":"Property","value":3}}]"#,
        r#"[{"@context":{"name":"https://uri.etsi.org/ngsi-ld/default-context/fines"},"id":"urn:x:1","type":"Patron","name":{"type":"Property","value":3}}]"#,
    ] {
        city.upstream
            .answer(Answer::Raw(200, "application/json", refused.into()));
        let response = city.get_query("entities?type=Patron").await;
        city.refused(response, 502, "source-bad-answer").await;
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_query_is_said_in_the_specifications_words() {
    let city = library().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name"]));
    city.upstream.answer(Answer::Json(json!([
        {"id": "urn:x:1", "type": "Patron", "name": property("Aino")},
    ])));
    let entities = |query: &str| Asked::get(&format!("entities?{query}"));
    let posted = |body: Value| Asked {
        body: Some(body),
        ..Asked::get("entityOperations/query")
    };
    let alias: Value = city
        .get("/ngsi-ld/v1/info/sourceIdentity")
        .await
        .json()
        .await
        .unwrap();
    let via = format!("1.1 {}", alias["contextSourceAlias"].as_str().unwrap());
    for (asked, status, kind) in [
        (entities(""), 400, "BadRequestData"),
        (entities("type=Patron&q=("), 400, "BadRequestData"),
        (entities("type=Patron&geoQ=near"), 400, "InvalidRequest"),
        (entities("type=Patron&georel=near"), 400, "BadRequestData"),
        (
            entities("type=Patron&options=pretty"),
            400,
            "InvalidRequest",
        ),
        (entities("type=Patron&limit=100000"), 400, "BadRequestData"),
        (entities("type=Patron&limit=0"), 400, "BadRequestData"),
        (
            entities("type=Patron&splitEntities=true"),
            400,
            "InvalidRequest",
        ),
        (
            entities("type=Patron&attrs=a&pick=b"),
            400,
            "BadRequestData",
        ),
        (Asked::get("entities/no-uri"), 400, "BadRequestData"),
        (Asked::get("entities/urn:uuid:1"), 404, "ResourceNotFound"),
        (
            entities("type=Patron").header("accept", "text/html"),
            406,
            "NotAcceptable",
        ),
        (
            entities("type=Patron").header("ngsild-tenant", "other"),
            501,
            "NoMultiTenantSupport",
        ),
        (
            entities("type=Patron").header("via", &via),
            508,
            "LoopDetected",
        ),
        (
            entities("type=Patron").header(
                "link",
                "<http://127.0.0.1:9/c>; rel=\"http://www.w3.org/ns/json-ld#context\"",
            ),
            503,
            "LdContextNotAvailable",
        ),
        (posted(json!({"type": "Query"})), 400, "BadRequestData"),
        (
            posted(json!({"type": "Query", "entities": [{"type": "Patron"}], "temporalQ": {}})),
            400,
            "BadRequestData",
        ),
        (posted(json!([])), 400, "BadRequestData"),
    ] {
        let response = city.query(&asked).await;
        assert_eq!(response.status(), status, "{asked:?}");
        assert_eq!(response.headers()["content-type"], "application/json");
        let problem: Value = response.json().await.unwrap();
        let expected = format!("https://uri.etsi.org/ngsi-ld/errors/{kind}");
        assert_eq!(problem["type"], expected, "{asked:?}: {problem}");
        let log = city.log().await;
        assert_eq!(log[0]["kind"], "refusal", "{asked:?}");
        assert_eq!(
            log[0]["record"]["detail"], kind,
            "the log says no more of what was asked"
        );
        assert!(log[0]["record"].get("released").is_none(), "{}", log[0]);
    }
}

#[tokio::test]
async fn the_api_reads_alone_and_on_a_ticket_alone() {
    let city = library().await;
    for (method, target) in [
        (reqwest::Method::POST, "entities"),
        (reqwest::Method::DELETE, "entities/urn:x:1"),
        (reqwest::Method::GET, "entityOperations/query"),
    ] {
        let request = city
            .client
            .request(method, format!("{}{BASE}/{target}", city.url));
        let request = request
            .header("MIM4-Request-Ticket", city.pass(&new_uuid()))
            .body("{}");
        assert_eq!(request.send().await.unwrap().status(), 405, "{target}");
    }
    // Without a ticket nothing of a query is looked at.
    let unasked = Asked::get("entities?type=Patron&q=(").request(&city.client, &city.url);
    city.refused(unasked.send().await.unwrap(), 401, "ticket-missing")
        .await;
}

#[tokio::test]
async fn a_query_may_stand_in_a_body() {
    let city = library().await;
    let dataset = dataset_id(&city).await;
    city.operator.answer(permitting(&dataset, &["name", "age"]));
    let patron = |age: i32| json!({"id": "urn:x:1", "type": "Patron", "name": property("Aino"), "age": property(age)});
    city.upstream
        .answer(Answer::Json(json!([patron(30), patron(40)])));
    let asked = Asked {
        body: Some(json!({
            "type": "Query", "entities": [{"type": "Patron"}], "q": "age>35;name!=\"Urho Kekkonen\"", "pick": ["id", "age"],
        })),
        ..Asked::get("entityOperations/query?options=keyValues&count=true")
    };
    let response = city.query(&asked).await;
    assert_eq!(response.headers()["ngsild-results-count"], "1");
    let found: Value = response.json().await.unwrap();
    assert_eq!(found[0]["age"], 40, "{found}");
    let log = city.log().await;
    assert_eq!(log[0]["record"]["records"], 1);
    let text = log[0].to_string();
    assert!(
        !text.contains("age>") && !text.contains("Urho"),
        "what was asked is not in the log: {text}"
    );
}

#[tokio::test]
async fn several_types_are_seen_together_as_far_as_each_is_permitted() {
    let mut city = City::prepare().await;
    city.config.routes.truncate(1);
    city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    city.config.datasets.push(read(json!({
        "id": "loans", "source": "city-library", "entity_type": "Loan", "title": {"en": "Loans"},
        "identifier_types": ["library_card"],
        "attributes": [{"path": "title", "category": "https://w3id.org/dpv/pd#Purchase", "title": {"en": "Title"}}],
    })));
    city.config.routes.push(read(json!({
        "path": "/loans", "dataset": "loans", "shape": "ngsi-ld", "pointer": "/loans",
        "request": {"path": "/loans/{library_card}"},
    })));
    city.config.routes[0].pointer = "/patrons".into();
    city.serve().await;
    city.upstream.answer(Answer::Json(json!({
        "patrons": [{"id": "urn:x:1", "type": "Patron", "name": property("Aino")}],
        "loans": [{"id": "urn:x:2", "type": "Loan", "title": property("Seitsemän veljestä")},
                  {"id": "urn:x:3", "type": "Loan", "title": property("Kalevala")}],
    })));
    let datasets: Value = city.get("/datasets").await.json().await.unwrap();
    let id = |at: usize| datasets[at]["id"].as_str().unwrap().to_owned();
    let permit = |named: Value| {
        let mut answer = crate::peers::active("2900-17");
        answer["permission"] = json!({
            "arrangement_id": "arrangement-1", "epoch": 1, "version": 3,
            "purpose": "https://w3id.org/dpv#ServiceProvision", "datasets": named,
        });
        city.operator.answer(Answer::Json(answer));
    };
    permit(json!({id(0): ["name"], id(1): ["title"]}));
    let see = |target: &'static str| {
        let city = &city;
        async move {
            let response = city.get_query(target).await;
            assert_eq!(response.status(), 200, "{target}");
            response.json::<Value>().await.unwrap()
        }
    };
    let both = see("entities?type=Patron,Loan&options=keyValues").await;
    let types: Vec<&Value> = both
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["type"])
        .collect();
    assert_eq!(types, ["Patron", "Loan", "Loan"]);
    let log = city.log().await;
    let records: Vec<u64> = log[..2]
        .iter()
        .map(|one| one["record"]["records"].as_u64().unwrap())
        .collect();
    assert_eq!(records, [2, 1], "each dataset has its own entry");
    assert_ne!(log[0]["record"]["dataset"], log[1]["record"]["dataset"]);
    assert_eq!(
        see("entities?type=Loan&limit=1")
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        see("entities?attrs=title").await.as_array().unwrap().len(),
        2,
        "by what it asks for"
    );
    assert_eq!(see("entities?type=Nothing").await, json!([]));

    permit(json!({id(1): ["title"]}));
    assert_eq!(
        see("entities?type=Patron,Loan")
            .await
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let refused = city.get_query("entities?type=Patron").await;
    city.refused(refused, 403, "attributes-not-permitted").await;
    permit(json!({}));
    let refused = city.get_query("entities?type=Patron,Loan").await;
    city.refused(refused, 403, "attributes-not-permitted").await;
}

#[tokio::test]
async fn what_is_offered_is_told_to_everybody_and_nothing_of_persons() {
    let city = library().await;
    let see = |target: &'static str| {
        let city = &city;
        async move {
            let response = city.get(&format!("{BASE}/{target}")).await;
            assert_eq!(response.status(), 200, "{target}");
            response.json::<Value>().await.unwrap()
        }
    };
    assert_eq!(see("types").await["typeList"], json!(["Patron"]));
    let details = see("types?details=true").await;
    assert_eq!(
        details[0]["attributeNames"],
        json!([
            "address", "age", "fines", "greeting", "home", "knows", "name"
        ])
    );
    assert_eq!(see("types/Patron").await["entityCount"], 0);
    assert_eq!(
        see("attributes/fines").await["typeNames"],
        json!(["Patron"])
    );
    let registrations = see("csourceRegistrations").await;
    assert_eq!(
        registrations[0]["information"][0]["entities"][0]["type"],
        "Patron"
    );
    let id = registrations[0]["id"].as_str().unwrap().to_owned();
    let one = city.get(&format!("{BASE}/csourceRegistrations/{id}")).await;
    assert_eq!(one.json::<Value>().await.unwrap(), registrations[0]);
    assert_eq!(see("csourceRegistrations?type=Other").await, json!([]));
    assert_eq!(
        see("info/sourceIdentity").await["type"],
        "ContextSourceIdentity"
    );
    for (target, status) in [("types/Other", 404), ("nothing", 404)] {
        let response = city.get(&format!("{BASE}/{target}")).await;
        assert_eq!(response.status(), status, "{target}");
        let problem: Value = response.json().await.unwrap();
        assert_eq!(
            problem["type"],
            "https://uri.etsi.org/ngsi-ld/errors/ResourceNotFound"
        );
    }
    assert!(city.operator.asked().is_empty() && city.upstream.asked().is_empty());
}

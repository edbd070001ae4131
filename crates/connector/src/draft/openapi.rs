//! From an OpenAPI document.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Asked, DraftError, Found, Of, Request, guess, schema, security, short, slug, write};

/// A draft from an OpenAPI 3 document: a dataset and a route for each `GET` that takes an identifier, in its path or its query,
/// and whose answer is described JSON. `address` is where the document came from, for servers written relative to it.
///
/// # Errors
/// No such operation, or no server.
pub fn from_openapi(document: &Value, address: Option<&url::Url>) -> Result<String, DraftError> {
    let server = document["servers"][0]["url"].as_str().unwrap_or("/");
    let base_url = match (url::Url::parse(server), address) {
        (Ok(url), _) => url,
        (Err(_), Some(address)) => address
            .join(server)
            .map_err(|error| DraftError(format!("`servers`: {error}")))?,
        (Err(_), None) => {
            return Err(DraftError(
                "the document names no server; fetch it from where it is served".into(),
            ));
        }
    };
    let (mut found, mut login): (Vec<Found>, Option<Login>) = (Vec::new(), None);
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        if let Some(mut dataset) = operation(document, path, resolved(document, item))
            && !found
                .iter()
                .any(|other| slug(&other.entity_type) == slug(&dataset.entity_type))
        {
            match security::of(document, &item["get"]) {
                Some(Ok(own)) => login = login.or(Some(own)),
                Some(Err(note)) => dataset.notes.push(note),
                None => {}
            }
            found.push(dataset);
        }
    }
    if found.is_empty() {
        return Err(DraftError(
            "no `GET` has both an identifier, in its path or its query, and a described JSON answer"
                .into(),
        ));
    }
    Ok(write::toml(
        &found,
        &write::Upstream::Rest {
            base_url: base_url.as_str(),
            auth: login.as_deref(),
        },
    ))
}

/// How the connector logs in, as TOML has it.
type Login = String;

/// Names and values of a query.
type Query = Vec<(String, String)>;

fn operation(document: &Value, path: &str, item: &Value) -> Option<Found> {
    let get = &item["get"];
    let answer = &get["responses"]["200"];
    let answer = resolved(document, answer);
    let content = answer["content"].as_object()?;
    let (_, json) = content.iter().find(|(media, _)| media.contains("json"))?;
    let described = &json["schema"];
    let (mut properties, mut notes) = (BTreeMap::new(), Vec::new());
    let (names, query) = asked(document, path, item, &mut notes)?;
    schema::collect(document, described, 0, &mut properties, &mut notes);
    let fields = schema::fields(document, &properties);
    if fields.is_empty() {
        return None;
    }
    let reference = described["$ref"]
        .as_str()
        .or_else(|| described["items"]["$ref"].as_str());
    let entity_type = match (reference, get["operationId"].as_str()) {
        (Some(reference), _) => short(reference).to_owned(),
        (None, Some(id)) => guess::title(id).replace(' ', ""),
        (None, None) => guess::title(path).replace(' ', ""),
    };
    let fixed: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty() && !segment.contains('{'))
        .collect();
    let route = slug(&fixed.join(" "));
    let updates = [("patch", "PATCH"), ("put", "PUT")];
    // What changes one thing is asked at its own address; a query may find many.
    let update = updates
        .iter()
        .find(|(method, _)| query.is_empty() && item[method].is_object());
    Some(Found {
        entity_type,
        description: get["summary"].as_str().map(str::to_owned),
        model: None,
        fields,
        identifier_types: names,
        route: Asked {
            path: format!("/{route}"),
            is_ngsi_ld: false,
            of: Of::Request(Request {
                path: path.trim_start_matches('/').to_owned(),
                update: update.map(|(_, method)| *method),
                is_deleted: query.is_empty() && item["delete"].is_object(),
                query,
            }),
        },
        notes,
    })
}

/// By which identifiers a `GET` finds a person, and what its query holds; none where it finds nobody by anything.
fn asked(
    document: &Value,
    path: &str,
    item: &Value,
    notes: &mut Vec<String>,
) -> Option<(Vec<String>, Query)> {
    let mut names = if path.contains('{') {
        places(path)?
    } else {
        Vec::new()
    };
    let has_places = !names.is_empty();
    let all = [&item["parameters"], &item["get"]["parameters"]];
    let all = all.into_iter().filter_map(Value::as_array).flatten();
    let all: Vec<&Value> = all
        .map(|one| resolved(document, one))
        .filter(|one| one["in"] == "query" && one["name"].is_string())
        .collect();
    let name_of = |one: &Value| one["name"].as_str().unwrap_or_default().to_owned();
    let is_needed = |one: &&Value| one["required"] == true;
    let needed: Vec<&Value> = all.iter().copied().filter(is_needed).collect();
    let mut query = Vec::new();
    if !has_places {
        // The one that looks like an identifier, or else the only one that must be there.
        let looks = |one: &&&Value| guess::is_identifier(&name_of(one));
        let looking = needed.iter().find(looks).or_else(|| all.iter().find(looks));
        let only = || needed.first().filter(|_| needed.len() == 1);
        let name = name_of(looking.or_else(only)?);
        if !is_place(&name) {
            return None;
        }
        query.push((name.clone(), format!("{{{name}}}")));
        names.push(name);
    }
    for one in needed {
        let name = name_of(one);
        if query.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let schema = &one["schema"];
        let given = [
            &one["example"],
            &schema["default"],
            &schema["example"],
            &schema["enum"][0],
        ];
        let value = given.into_iter().find_map(|value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
            _ => None,
        });
        match value.filter(|value| !value.contains(['{', '}'])) {
            Some(value) => {
                notes.push(format!("guess: `{name}` of the query is `{value}`, as the document has it."));
                query.push((name, value));
            }
            None => notes.push(format!(
                "Its query needs `{name}`, and the document does not say what: add it to `request.query`."
            )),
        }
    }
    Some((names, query))
}

/// Whether a name can stand in a template's place.
fn is_place(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.bytes().all(plain)
}

/// The names in a path's places; none where it has no place, or one that is not a whole segment.
fn places(path: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for segment in path.split('/').filter(|segment| segment.contains('{')) {
        let name = segment.strip_prefix('{')?.strip_suffix('}')?;
        if !is_place(name) {
            return None;
        }
        names.push(name.to_owned());
    }
    (!names.is_empty()).then_some(names)
}

pub(super) fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    value["$ref"]
        .as_str()
        .and_then(|reference| document.pointer(reference.strip_prefix('#')?))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::super::tests::loads;
    use super::*;
    use serde_json::json;

    #[test]
    fn operations_become_datasets_and_routes() {
        let document = json!({
            "servers": [{"url": "/v2"}],
            "paths": {
                "/patrons": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "array"}}}}}}},
                "/patrons/{library_card}/loans": {"get": {
                    "operationId": "listLoans", "summary": "What is lent",
                    "responses": {"200": {"$ref": "#/components/responses/Loans"}}}},
                "/patrons/{library_card}": {
                    "delete": {},
                    "get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Patron"}}}}}}},
            },
            "components": {
                "schemas": {"Patron": {"properties": {"name": {}, "email": {"description": "Where to write"}}}},
                "responses": {"Loans": {"content": {"application/json; charset=utf-8": {"schema": {
                    "type": "array", "items": {"properties": {"title": {}, "due": {}}}}}}}},
            }
        });
        let address = url::Url::parse("https://library.example/openapi.json").unwrap();
        let config = loads(&from_openapi(&document, Some(&address)).unwrap());
        let crate::config::UpstreamConfig::Rest(rest) = &config.upstream else {
            panic!("a `rest` upstream")
        };
        assert_eq!(rest.base_url.as_str(), "https://library.example/v2");
        let paths: Vec<_> = config
            .routes
            .iter()
            .map(|route| route.path.as_str())
            .collect();
        assert_eq!(paths, ["/patrons", "/patrons-loans"]);
        assert_eq!(config.datasets[0].entity_type, "Patron");
        assert_eq!(config.datasets[1].entity_type, "Listloans");
        assert_eq!(config.datasets[0].identifier_types, ["library_card"]);
        let text = from_openapi(&document, Some(&address)).unwrap();
        assert!(
            text.contains("#erase_all = [{ path = \"patrons/{library_card}\" }]"),
            "{text}"
        );
        assert!(from_openapi(&document, None).is_err());
        assert!(from_openapi(&json!({}), Some(&address)).is_err());
    }

    /// A document with one `GET`, and what else stands beside its path.
    fn one(path: &str, mut item: Value, more: &Value) -> Value {
        let answer =
            json!({"content": {"application/json": {"schema": {"properties": {"name": {}}}}}});
        item["get"]["responses"] = json!({"200": answer});
        let mut document =
            json!({"servers": [{"url": "https://a.example"}], "paths": {path: item}});
        for (name, value) in more.as_object().unwrap() {
            document[name] = value.clone();
        }
        document
    }

    #[test]
    fn an_identifier_may_stand_in_the_query() {
        let parameter = |name: &str, is_needed: bool, schema: Value| json!({"name": name, "in": "query", "required": is_needed, "schema": schema});
        let parameters = json!([
            parameter("page", false, json!({})),
            {"$ref": "#/components/parameters/card"},
            parameter("shape", true, json!({"enum": ["flat", "deep"]})),
            parameter("year", true, json!({})),
        ]);
        let more = json!({"components": {"parameters": {"card": parameter("library_card", true, json!({}))}}});
        let document = one(
            "/patrons",
            json!({"get": {"parameters": parameters}, "put": {}}),
            &more,
        );
        let text = from_openapi(&document, None).unwrap();
        let config = loads(&text);
        let request = config.routes[0].request.as_ref().unwrap();
        assert_eq!(request.query["library_card"], "{library_card}");
        assert_eq!(request.query["shape"], "flat");
        assert_eq!(request.query.len(), 2);
        assert_eq!(config.datasets[0].identifier_types, ["library_card"]);
        assert!(text.contains("needs `year`"), "{text}");
        assert!(!text.contains("#update"), "a query may find many: {text}");
        // The only one that must be there stands for it, too.
        let only = json!({"get": {"parameters": [parameter("who", true, json!({}))]}});
        assert!(from_openapi(&one("/a", only, &json!({})), None).is_ok());
        let two = json!({"get": {"parameters": [
            parameter("from", true, json!({})), parameter("to", true, json!({}))]}});
        assert!(from_openapi(&one("/a", two, &json!({})), None).is_err());
    }

    #[test]
    fn the_login_is_as_the_document_says() {
        for (scheme, kind) in [
            (
                json!({"type": "http", "scheme": "bearer"}),
                "kind = \"bearer\"",
            ),
            (
                json!({"type": "http", "scheme": "Basic"}),
                "kind = \"basic\"",
            ),
            (
                json!({"type": "apiKey", "in": "header", "name": "X-Api-Key"}),
                "name = \"X-Api-Key\"",
            ),
            (
                json!({"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.example/t", "scopes": {}}}}),
                "token_url = \"https://a.example/t\"",
            ),
        ] {
            let more = json!({"security": [{"it": ["read"]}], "components": {"securitySchemes": {"it": scheme}}});
            let text = from_openapi(
                &one("/p/{card}", json!({"get": {}, "patch": {}}), &more),
                None,
            )
            .unwrap();
            assert!(text.contains(kind), "{text}");
            assert!(text.contains("#update = [{ method = \"PATCH\""), "{text}");
            let mut whole = text.replace(
                "#self_access = true",
                "self_access = true\nself_change = true",
            );
            for commented in ["auth", "update", "[connector.route.change]"] {
                whole = whole.replace(&format!("#{commented}"), commented);
            }
            loads(&whole);
        }
        let query = json!({"type": "apiKey", "in": "query", "name": "key"});
        let more =
            json!({"security": [{"it": []}], "components": {"securitySchemes": {"it": query}}});
        let text = from_openapi(&one("/p/{card}", json!({"get": {}}), &more), None).unwrap();
        assert!(text.contains("wants a login"), "{text}");
    }
}

//! From an OpenAPI document.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Asked, DraftError, Found, Of, guess, schema, short, slug, write};

/// A draft from an OpenAPI 3 document: a dataset and a route for each `GET` whose address has a place for an identifier
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
    let mut found: Vec<Found> = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        if let Some(dataset) = operation(document, path, &item["get"])
            && !found
                .iter()
                .any(|other| slug(&other.entity_type) == slug(&dataset.entity_type))
        {
            found.push(dataset);
        }
    }
    if found.is_empty() {
        return Err(DraftError(
            "no `GET` has both a place for an identifier in its path and a described JSON answer"
                .into(),
        ));
    }
    Ok(write::toml(
        &found,
        &write::Upstream::Rest(base_url.as_str()),
    ))
}

fn operation(document: &Value, path: &str, get: &Value) -> Option<Found> {
    let names = places(path)?;
    let answer = &get["responses"]["200"];
    let answer = resolved(document, answer);
    let content = answer["content"].as_object()?;
    let (_, json) = content.iter().find(|(media, _)| media.contains("json"))?;
    let described = &json["schema"];
    let (mut properties, mut notes) = (BTreeMap::new(), Vec::new());
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
    Some(Found {
        entity_type,
        description: get["summary"].as_str().map(str::to_owned),
        model: None,
        fields,
        identifier_types: names,
        route: Asked {
            path: format!("/{route}"),
            is_ngsi_ld: false,
            of: Of::Request(path.trim_start_matches('/').to_owned()),
        },
        notes,
    })
}

/// The names in a path's places; none where it has no place, or one that is not a whole segment.
fn places(path: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for segment in path.split('/').filter(|segment| segment.contains('{')) {
        let name = segment.strip_prefix('{')?.strip_suffix('}')?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if name.is_empty() || !name.bytes().all(plain) {
            return None;
        }
        names.push(name.to_owned());
    }
    (!names.is_empty()).then_some(names)
}

fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
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
        assert!(from_openapi(&document, None).is_err());
        assert!(from_openapi(&json!({}), Some(&address)).is_err());
    }
}

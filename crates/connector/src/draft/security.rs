//! How an OpenAPI document says that one logs in.

use serde_json::Value;

use super::openapi::resolved;
use super::write::quoted;

/// The login that an operation wants, as `auth` in TOML; none where it wants none. An error is a note on one that the connector has
/// not.
pub(super) fn of(document: &Value, operation: &Value) -> Option<Result<String, String>> {
    let wanted = operation["security"]
        .as_array()
        .or_else(|| document["security"].as_array())?;
    // One of several is enough; an empty one is none at all.
    let named: Vec<(&String, &Value)> = wanted
        .iter()
        .filter_map(|one| one.as_object()?.iter().next())
        .collect();
    let schemes = &document["components"]["securitySchemes"];
    let login = |(name, scopes): &(&String, &Value)| {
        let scheme = resolved(document, &schemes[name.as_str()]);
        login(scheme, scopes)
    };
    if let Some(login) = named.iter().find_map(login) {
        return Some(Ok(login));
    }
    let (name, _) = named.first()?;
    Some(Err(format!(
        "The source wants a login that a connector has not: `{name}`. Say in `auth` what it has in its place."
    )))
}

fn login(scheme: &Value, scopes: &Value) -> Option<String> {
    const SECRET: &str = "{ file = \"secrets/source\" }";
    let text = |name: &str| scheme[name].as_str().unwrap_or_default();
    match (text("type"), text("scheme").to_ascii_lowercase().as_str()) {
        ("http", "bearer") => Some(format!("{{ kind = \"bearer\", token = {SECRET} }}")),
        ("http", "basic") => Some(format!(
            "{{ kind = \"basic\", user = \"connector\", password = {SECRET} }}"
        )),
        ("apiKey", _) if text("in") == "header" => Some(format!(
            "{{ kind = \"header\", name = {}, value = {SECRET} }}",
            quoted(text("name"))
        )),
        ("oauth2", _) => {
            let url = scheme["flows"]["clientCredentials"]["tokenUrl"].as_str()?;
            let scopes = scopes.as_array().into_iter().flatten();
            let scopes: Vec<&str> = scopes.filter_map(Value::as_str).collect();
            let scope = match scopes.as_slice() {
                [] => String::new(),
                several => format!(", scope = {}", quoted(&several.join(" "))),
            };
            Some(format!(
                "{{ kind = \"client-credentials\", token_url = {}, client_id = \"connector\", client_secret = {SECRET}{scope} }}",
                quoted(url)
            ))
        }
        _ => None,
    }
}

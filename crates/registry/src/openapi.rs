//! The registry's API guide.

use serde_json::{Value, json};

/// OpenAPI 3.1 of everything a registry serves as JSON.
pub(crate) fn document() -> Value {
    let text = |description: &str| json!({"description": description});
    let group = json!({"name": "group", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}});
    let operator = json!({"name": "operator", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}});
    let body = |schema: Value| json!({"required": true, "content": {"application/json": {"schema": schema}}});
    let admin = json!([{"admin": []}]);
    let rulebook = json!({"type": "object", "required": ["id", "version", "sha256"], "properties": {
        "id": {"type": "string"}, "version": {"type": "string"}, "sha256": {"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}}});
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Trust group registry",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Who is in which trust group, signed for connectors (MIM4 §5.1), and the administration of it."
        },
        "components": {"securitySchemes": {"admin": {"type": "http", "scheme": "bearer"}}},
        "paths": {
            "/trustlist-api/groups": {"get": {"summary": "The signed trust list (MIM4 §5.1.2)", "responses": {
                "200": {"description": "JWS in JSON serialisation", "content": {"application/jose+json": {"schema": {"type": "object"}}}},
                "404": text("There is no trust group yet.")}}},
            "/jwks.json": {"get": {"summary": "The registry's public keys", "responses": {"200": text("A JWK set.")}}},
            "/former-keys.json": {"get": {"summary": "Public keys that signed before, with their times", "responses": {"200": text("A JWK set; each key with `nbf` and `exp`.")}}},
            "/api/v1/groups": {"get": {"summary": "All trust groups", "responses": {"200": text("`groups`: name, UUID, rulebook, sequence.")}}},
            "/api/v1/groups/{group}/members": {"get": {"summary": "The members of a group", "parameters": [group],
                "responses": {"200": text("`members`: operator, base URL, keys, roles, status.")}}},
            "/api/v1/members": {"get": {"summary": "All groups with their members", "responses": {"200": text("`trust_groups`.")}}},
            "/api/v1/admin/groups": {"post": {"summary": "Set up a trust group", "security": admin,
                "requestBody": body(json!({"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "rulebook": rulebook}})),
                "responses": {"201": text("The group with its new UUID.")}}},
            "/api/v1/admin/groups/{group}/rulebook": {"put": {"summary": "Put a rulebook in force", "security": admin, "parameters": [group],
                "requestBody": body(rulebook), "responses": {"200": text("The group.")}}},
            "/api/v1/admin/groups/{group}/members": {"post": {"summary": "Add an operator, described by its own metadata", "security": admin,
                "parameters": [group], "requestBody": body(json!({"type": "object", "required": ["operator_base_url"], "properties": {
                    "operator_base_url": {"type": "string"}, "roles": {"type": "array", "items": {"type": "string"}}, "activate": {"type": "boolean"}}})),
                "responses": {"201": text("The member."), "409": text("It is a member already."), "502": text("Its metadata cannot be read.")}}},
            "/api/v1/admin/groups/{group}/members/{operator}": {"post": {"summary": "Activate, suspend, revoke or surrender a member",
                "security": admin, "parameters": [group, operator], "requestBody": body(json!({"type": "object", "required": ["act"], "properties": {
                    "act": {"enum": ["activate", "suspend", "revoke", "surrender"]}, "reason": {"type": "string"}}})),
                "responses": {"200": text("The member."), "409": text("Its status does not lead there.")}}},
            "/api/v1/admin/keys/rotate": {"post": {"summary": "Announce a new signing key", "security": admin, "responses": {"200": text("`kid`.")}}}
        }
    });
    if let (Some(paths), Value::Object(own)) = (
        document["paths"].as_object_mut(),
        crate::sources::api::paths(),
    ) {
        paths.extend(own);
    }
    document
}

use std::sync::Arc;

use serde_json::json;
use web::ServerConfig;

use crate::support::{frame, serve};

#[tokio::test]
async fn the_document_is_served_and_readable() {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Operator of Testville", "version": "1.2.3", "description": "What it <does>."},
        "paths": {"/api/v1/request-tickets": {"post": {
            "tags": ["Tickets"], "summary": "Get a ticket",
            "security": [{"dpop": []}],
            "parameters": [{"name": "DPoP", "in": "header", "required": true, "schema": {"type": "string"}, "description": "the proof"}],
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/TicketRequest"}, "example": {"permission": "x"}}}},
            "responses": {"200": {"description": "the ticket", "content": {"application/json": {"schema": {"type": "object"}}}}}
        }}},
        "components": {"schemas": {"TicketRequest": {"type": "object", "required": ["permission"], "properties": {
            "permission": {"type": "string", "description": "the leg id"}, "audience": {"type": "string", "format": "uri"}
        }}}}
    });
    let frame = frame("http://op.example", &ServerConfig::default());
    let router = web::openapi::router(&frame, &document).unwrap();
    let server = serve(ServerConfig::default(), Arc::clone(&frame).around(router)).await;

    let served = server.get("/api/openapi.json", "").await.json();
    assert_eq!(served["servers"][0]["url"], "http://op.example");
    assert_eq!(served["paths"], document["paths"]);

    let shows = async |path: &str, parts: &[&str]| {
        let page = server.get(path, "").await;
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        for part in parts {
            let body = &page.body;
            assert!(body.contains(part), "{part} is missing in {body}");
        }
        assert!(!page.body.contains("<does>"));
        assert!(!page.body.contains("<script"));
    };
    let index = [
        "Operator of Testville",
        "1.2.3",
        "/api/v1/request-tickets",
        "Get a ticket",
        "href=\"/api/tickets#post-api-v1-request-tickets\"",
    ];
    shows("/api", &index).await;
    let group = [
        "id=\"post-api-v1-request-tickets\"",
        "dpop",
        "the proof",
        "href=\"/api/schemas/t#schema-TicketRequest\"",
        "the ticket",
    ];
    shows("/api/tickets", &group).await;
    let schemas = ["id=\"schema-TicketRequest\"", "the leg id", "string (uri)"];
    shows("/api/schemas/t", &schemas).await;
    let names = ["href=\"/api/schemas/t#schema-TicketRequest\""];
    shows("/api/schemas", &names).await;
    assert_eq!(server.get("/api/schemas/q", "").await.status, 404);
    assert_eq!(server.get("/api/nothing", "").await.status, 404);
}

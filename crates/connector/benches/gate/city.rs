//! What stands around the gateways: one operator for each way of working, and the source, answering from memory.

use std::cell::Cell;
use std::fmt::Write as _;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use protocol::jose::{Algorithm, SigningKey};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::wire::{self, Received};

/// The connector's UUID.
pub(crate) const CONNECTOR: &str = "6d8f6d0e-8c1f-4c55-9c5c-0a6f6f1f2b11";
/// Where the person's entity is asked for, at the gateways and at the source.
pub(crate) const ROUTE: &str = "/patrons/me";
/// Members of the entity; every second of them is permitted unless an operator says otherwise.
pub(crate) const MEMBERS: usize = 40;

/// An operator with its own keys.
pub(crate) struct Operator {
    pub(crate) uuid: String,
    pub(crate) url: String,
    pub(crate) key: SigningKey,
    /// Of how many members one is permitted.
    one_in: usize,
    listener: std::net::TcpListener,
}

impl Operator {
    /// One whose persons permit every second member.
    pub(crate) fn new() -> Self {
        Self::permitting(2)
    }

    /// One whose persons permit one of so many members.
    pub(crate) fn permitting(one_in: usize) -> Self {
        let (listener, url) = listener();
        let key = SigningKey::generate(Algorithm::EdDsa, &mut |bytes| rand::fill(bytes)).unwrap();
        Self {
            uuid: new_uuid(),
            url,
            key,
            one_in,
            listener,
        }
    }

    /// Of how many members one is permitted.
    pub(crate) fn one_in(&self) -> usize {
        self.one_in
    }

    /// Serves its metadata, introspection, outcomes, and `/auth` for nginx's `auth_request`. With `lease_seconds` it
    /// grants leases and says which arrangement it is about, which it reads in the ticket.
    pub(crate) fn serve(&self, lease_seconds: Option<u32>) {
        let metadata = json!({
            "operator_uuid": self.uuid, "operator_key": self.key.jwk(), "name": "Bench", "vendor": "Fiducia",
            "operator_base_url": self.url, "introspection_url": "/introspection", "api_guide": "",
            "access_item_endpoint": format!("{}/access-items", self.url), "profile": "fiducia-1",
        })
        .to_string();
        let one_in = self.one_in;
        let (before, after) = active(
            &json!("a0000000-0000-4000-8000-000000000000"),
            one_in,
            lease_seconds,
        );
        let count = Cell::new(0_u64);
        let handler = move |request: &Received<'_>, out: &mut Vec<u8>| match request.path {
            "/auth" => wire::respond(out, "text/plain", b""),
            "/introspection" => {
                count.set(count.get() + 1);
                let item = format!("00000000-0000-4000-8000-{:012x}", count.get());
                let body = match lease_seconds {
                    None => [before.as_str(), &item, &after].concat(),
                    Some(_) => {
                        let (before, after) =
                            active(&arrangement(request.body), one_in, lease_seconds);
                        [before.as_str(), &item, &after].concat()
                    }
                };
                wire::respond(out, "application/json", body.as_bytes());
            }
            "/access-items" => {
                let lines = request.body.split(|byte| *byte == b'\n').count() - 1;
                let mut answer = String::new();
                for line in 1..=lines {
                    let _ = writeln!(answer, "{{\"line\":{line},\"status\":200}}");
                }
                wire::respond(out, "application/x-ndjson", answer.as_bytes());
            }
            _ => wire::respond(out, "application/json", metadata.as_bytes()),
        };
        serve(&self.listener, handler);
    }
}

/// The answer that lets the connector proceed, before and after the access item's id.
fn active(arrangement: &Value, one_in: usize, lease_seconds: Option<u32>) -> (String, String) {
    const ITEM: &str = "ACCESS-ITEM";
    let permitted: Vec<String> = (0..MEMBERS).step_by(one_in).map(member).collect();
    let text = json!({
        "active": true, "reason": "", "access_item_uuid": ITEM,
        "identifiers": [{"id": "2900-17", "id_type": "library_card"}],
        "permission": {
            "arrangement_id": arrangement, "epoch": 1, "version": 1,
            "purpose": "https://w3id.org/dpv#ServiceProvision",
            "processing": ["https://w3id.org/dpv#Use"],
            "datasets": {format!("urn:fiducia:dataset:{CONNECTOR}:patron"): permitted},
        },
        "lease_seconds": lease_seconds.unwrap_or_default(),
    })
    .to_string();
    let (before, after) = text.split_once(ITEM).unwrap();
    (before.to_owned(), after.to_owned())
}

/// The arrangement that the ticket in an introspection names.
fn arrangement(body: &[u8]) -> Value {
    let body: Value = serde_json::from_slice(body).unwrap();
    let ticket = body["request_ticket"].as_str().unwrap();
    let payload = URL_SAFE_NO_PAD
        .decode(ticket.split('.').nth(1).unwrap())
        .unwrap();
    serde_json::from_slice::<Value>(&payload).unwrap()["arrangement_id"].clone()
}

/// The name of a member of the entity.
pub(crate) fn member(index: usize) -> String {
    format!("attribute{index:02}")
}

/// The entity, of some 2.5 kB.
pub(crate) fn entity() -> Vec<u8> {
    let members: serde_json::Map<String, Value> = (0..MEMBERS)
        .map(|index| {
            let value = match index % 4 {
                0 => json!("Helsinki, Töölönkatu 17 B 42, kerros 3"),
                1 => json!({"street": "Töölönkatu 17", "city": "Helsinki", "code": "00260"}),
                2 => json!([1, 2.5, true, null, "2026-11-26"]),
                _ => json!({"title": "Kalevala", "due": "2026-12-01", "renewals": index}),
            };
            (member(index), value)
        })
        .collect();
    serde_json::to_vec(&members).unwrap()
}

/// The source's own system; its address.
pub(crate) fn source() -> String {
    let (listener, url) = listener();
    let mut answer = Vec::new();
    wire::respond(&mut answer, "application/json", &entity());
    let (many, large) = crate::large::answers();
    serve(
        &listener,
        move |request: &Received<'_>, out: &mut Vec<u8>| match request.path {
            "/many/2900-17" => wire::respond(out, "application/json", &many),
            "/large/2900-17" => wire::respond(out, "application/json", &large),
            _ => out.extend_from_slice(&answer),
        },
    );
    url
}

fn serve(
    listener: &std::net::TcpListener,
    handler: impl Fn(&Received<'_>, &mut Vec<u8>) + 'static,
) {
    let listener = TcpListener::from_std(listener.try_clone().unwrap()).unwrap();
    tokio::task::spawn_local(wire::serve(listener, Rc::new(handler)));
}

fn listener() -> (std::net::TcpListener, String) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

pub(crate) fn new_uuid() -> String {
    uuid::Builder::from_random_bytes(rand::random())
        .into_uuid()
        .hyphenated()
        .to_string()
}

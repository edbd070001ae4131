//! The kinds of sources that speak HTTP, each in a city of its own, and how each says that something failed.

use http::Method;
use protocol::problem::ProblemName;
use reqwest::Response;
use serde_json::{Value, json};

use crate::buckets;
use crate::changes::{change, open};
use crate::city::{City, read};
use crate::gateways;
use crate::own_data::vouch_for;
use crate::peers::{Answer, Received, active};
use crate::wire::{Sent, answer};

/// Stands in whatever a failing source says: its status line, its headers, its body.
pub(crate) const MARKER: &str = "Zebra7731";

/// The kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Rest,
    NgsiLd,
    Solid,
    Helsinki,
    Gateway,
    /// What a store says of its bucket.
    Listing,
    /// An object in it.
    Object,
}

/// Those that are asked whenever somebody wants something of them.
pub(crate) const KINDS: [Kind; 5] = [
    Kind::Rest,
    Kind::NgsiLd,
    Kind::Solid,
    Kind::Helsinki,
    Kind::Gateway,
];

/// Those that are asked before anybody wants something of them, and whose copies are read then.
pub(crate) const COPIED_KINDS: [Kind; 2] = [Kind::Listing, Kind::Object];

/// What is done with a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doing {
    Read,
    Change,
}

impl Kind {
    /// A city whose data is there.
    async fn city(self, url: &str) -> City {
        let limits = json!({
            "retries": 0, "answer_ms": 500, "pause_ms": 500, "whole_ms": 1_000, "whole_answer": 100_000,
        });
        let with_limits = |mut members: Value| {
            let limits = limits.as_object().unwrap().clone();
            members.as_object_mut().unwrap().extend(limits);
            members
        };
        if self == Self::Gateway {
            let settings = json!({"answer_ms": 500, "whole_ms": 1_000, "largest_answer": 100_000});
            return gateways::prepared(&gateway_files(url), settings).await;
        }
        let mut city = City::prepare().await;
        city.config.routes.truncate(1);
        let secret = city.config.data.join("secret");
        std::fs::create_dir_all(&city.config.data).unwrap();
        std::fs::write(&secret, "s3cret").unwrap();
        let auth = json!({"kind": "bearer", "token": {"file": secret}});
        let route = &mut city.config.routes[0];
        if self != Self::Rest {
            route.request = None;
        }
        city.config.upstream = match self {
            Self::Rest => read(with_limits(
                json!({"kind": "rest", "base_url": url, "auth": auth}),
            )),
            Self::NgsiLd => {
                let by = json!({"attribute": "libraryCard", "identifier": "library_card"});
                (route.entities, route.shape) = (Some(read(by)), connector::config::Shape::NgsiLd);
                let broker = with_limits(json!({"base_url": url, "auth": auth}));
                read(json!({"kind": "ngsi-ld", "broker": broker}))
            }
            Self::Solid => {
                let mapped = json!({"email": "https://v.example/mail"});
                let resource = json!({"path": "card", "subject": "#me", "attributes": mapped});
                route.resources = read(json!([resource]));
                city.config.datasets[0]
                    .attributes
                    .retain(|one| one.path.as_str() == "email");
                read(json!({
                    "kind": "solid", "servers": [url], "pod": format!("{url}/{{library_card}}/"),
                    "answer_ms": 500, "whole_ms": 1_000, "largest_document": 100_000,
                }))
            }
            Self::Helsinki => {
                route.tree = Some(read(json!({"path": "v1/profiles/{library_card}"})));
                read(with_limits(
                    json!({"kind": "helsinki-gdpr", "base_url": url, "auth": auth}),
                ))
            }
            Self::Listing | Self::Object => {
                route.file = Some(read(json!({
                    "name": "a.csv", "format": "csv", "identifiers": {"library_card": "card"}, "single": true,
                })));
                city.config.datasets[0]
                    .attributes
                    .retain(|one| one.path.as_str() == "email");
                read(json!({"kind": "files", "bucket": {
                    "name": "exports", "endpoint": url, "retries": 0, "answer_ms": 500, "pause_ms": 500, "whole_ms": 1_000,
                    "largest_object": 100_000, "look_seconds": 3_600,
                    "access_key": {"file": secret}, "secret_key": {"file": secret},
                }}))
            }
            Self::Gateway => unreachable!(),
        };
        city
    }

    /// The same, with a breaker that stays out of the way, where people may change what is theirs if that is what is done.
    pub(crate) async fn prepared(self, url: &str, doing: Doing) -> City {
        let mut city = self.city(url).await;
        city.config.upstream_limits.failures = 10_000;
        if doing == Doing::Change && self != Self::Gateway {
            open(&mut city);
            if self == Self::Rest {
                let update = json!({"update": [{"path": "/patrons/{library_card}"}]});
                city.config.routes[0].change = Some(read(update));
            }
            for attribute in &mut city.config.datasets[0].attributes {
                attribute.rectify = read(json!("by-person"));
                attribute.erase = read(json!("yes"));
            }
        }
        city
    }

    /// The same, serving.
    pub(crate) async fn serving(self, url: &str, doing: Doing) -> City {
        let mut city = self.prepared(url, doing).await;
        city.serve().await;
        self.vouch(&city, doing).await;
        if COPIED_KINDS.contains(&self) {
            buckets::status(&city, |status| !status["trouble"].is_null()).await;
        }
        city
    }

    /// The operator says yes, to a service or to the person.
    pub(crate) async fn vouch(self, city: &City, doing: Doing) {
        if doing == Doing::Change && self != Self::Gateway {
            vouch_for(city, "2900-17", &["email"]).await;
        } else {
            city.operator.answer(Answer::Json(active("2900-17")));
        }
    }

    /// What a source of this kind sends that is well; the marker is the person's data in it.
    pub(crate) fn well(self) -> (&'static str, String) {
        match self {
            Self::Rest => ("application/json", json!({"email": MARKER}).to_string()),
            Self::NgsiLd => {
                let property = |value: &str| json!({"type": "Property", "value": value});
                let entity = json!({
                    "id": "urn:ngsi-ld:Patron:1", "type": "Patron", "libraryCard": property("2900-17"),
                    "email": property(MARKER),
                });
                ("application/json", json!([entity]).to_string())
            }
            Self::Solid => (
                "text/turtle",
                format!("<#me> <https://v.example/mail> \"{MARKER}\" ."),
            ),
            Self::Helsinki => {
                let tree = json!({"key": "ROOT", "children": [{"key": "EMAIL", "value": MARKER}]});
                ("application/json", tree.to_string())
            }
            Self::Gateway => ("application/json", json!({"loans": MARKER}).to_string()),
            Self::Listing => {
                let (_, object) = Self::Object.well();
                let listing = buckets::faults::listing("a.csv", "1", object.len());
                ("application/xml", listing)
            }
            Self::Object => ("text/csv", format!("card,email\n2900-17,{MARKER}\n")),
        }
    }

    /// Whether this is the request that is about what is of this kind; others come before it or after it.
    pub(crate) fn is_meant(self, received: &Received, doing: Doing) -> bool {
        let is_list = received.target.contains("list-type=2");
        match self {
            Self::Listing => is_list,
            Self::Object => !is_list,
            _ => doing == Doing::Read || received.method != Method::GET,
        }
    }

    pub(crate) fn answers_well(self, received: &Received) -> Sent {
        let (media, body) = match self {
            Self::Listing | Self::Object if received.target.contains("list-type=2") => {
                Self::Listing.well()
            }
            Self::Listing => Self::Object.well(),
            _ => self.well(),
        };
        Sent::whole(200, media, &body)
    }

    /// What its API says to a change that it has made.
    pub(crate) fn changes_well(self, received: &Received) -> Sent {
        match self {
            Self::Gateway => self.answers_well(received),
            _ => Sent::Bytes(answer(204, "", b"")),
        }
    }

    pub(crate) async fn asks(self, city: &City, doing: Doing) -> Response {
        match (self, doing) {
            (Self::Gateway, Doing::Read) => gateways::asked(city, "GET", "/agw/loans").await,
            (Self::Gateway, Doing::Change) => gateways::asked(city, "POST", "/agw/renewal").await,
            (_, Doing::Read) => city.ask().await,
            (Self::Helsinki, Doing::Change) => change(city, Method::DELETE, None).await,
            (_, Doing::Change) => {
                let patch = json!({"email": "new@example.org"});
                change(city, Method::PATCH, Some(patch)).await
            }
        }
    }

    /// Asserts that the answer is this problem and no more, and that nobody else was told more either.
    pub(crate) async fn refused(
        self,
        city: &City,
        response: Response,
        problem: ProblemName,
        case: &str,
    ) {
        let headers = format!("{:?}", response.headers());
        let upstream = |text: &str| text.contains(MARKER) || text.contains("s3cret");
        assert!(!upstream(&headers), "{case}: {headers}");
        if self == Self::Gateway {
            let body = gateways::refused(response, 500, "internal_error").await;
            assert!(!upstream(&body.to_string()), "{case}: {body}");
            // Where an answer lacks what the file names, the file's name for it is told, and nothing of the answer.
            let lacks =
                "The gateway file cannot be run for this request: `requests[0].response.json.";
            let description = body["description"].as_str().unwrap();
            let is_lack = problem == ProblemName::SourceBadAnswer && description.starts_with(lacks);
            assert!(is_lack || description == problem.title(), "{case}: {body}");
            let log = city.log().await;
            assert_eq!(log[0]["record"]["refused"], problem.as_str(), "{case}");
        } else {
            let text = response.text().await.unwrap();
            assert!(!upstream(&text), "{case}: {text}");
            let document: Value = serde_json::from_str(&text).unwrap();
            let address = format!("{}/problems/{}", city.url, problem.as_str());
            assert_eq!(document["type"], address, "{case}: {text}");
            assert_eq!(document["status"], problem.status(), "{case}");
            assert_eq!(document["title"], problem.title(), "{case}");
            let detail = document
                .get("detail")
                .map(|detail| detail.as_str().unwrap());
            let ours = "part of the change, or all of it, may have been made";
            assert!(detail.is_none_or(|said| said == ours), "{case}: {text}");
        }
        let log = city.log().await;
        assert_eq!(log[0]["kind"], "refusal", "{case}");
        assert_eq!(log[0]["record"]["refused"], problem.as_str(), "{case}");
        let status = city.admin("/api/v1/upstream").await;
        for said in [Value::from(log), status] {
            assert!(!upstream(&said.to_string()), "{case}: {said}");
        }
    }
}

fn gateway_files(url: &str) -> [(&'static str, Value); 2] {
    let file = |path: &str, method: &str| {
        json!({
            "route": gateways::route(path, method),
            "requests": [{"url": format!("{url}{}", path.trim_start_matches("/agw")), "method": method, "headers": {"Authorization": "Bearer s3cret"},
                "json": {"card": "${route.extra.mop_request_ticket.identifiers.library_card.id}"}}],
            "response": {"status": 200, "headers": {}, "json": {"loans": "${requests[0].response.json.loans}"}}
        })
    };
    [
        ("gateways/loans.json", file("/agw/loans", "GET")),
        ("gateways/renewal.json", file("/agw/renewal", "POST")),
    ]
}

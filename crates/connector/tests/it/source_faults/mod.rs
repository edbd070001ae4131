//! Sources that are slow, dead, or lie: each kind that speaks HTTP under each fault, when it is read and when it is changed.
//! What it comes to is told in one of our problems, and nothing that the source said with it is passed on.

pub(crate) mod kinds;
mod table;

use protocol::problem::ProblemName;
use serde_json::json;

use self::kinds::{Doing, KINDS, Kind, MARKER};
use self::table::faults;
use crate::city::{City, read, released};
use crate::peers::dead_address;
use crate::wire::{Sent, Wire, answer, head_of};

/// Each fault of a kind, one after the other at one connector, which is as well as before after them.
async fn each_fault(kind: Kind, doing: Doing) {
    let (wire, other) = (Wire::start().await, Wire::start().await);
    let city = Box::pin(kind.serving(&wire.url, doing)).await;
    for fault in faults(kind, &other.url) {
        let sent = fault.sent.clone();
        wire.answer(move |received, _| {
            if kind.is_meant(received, doing) {
                sent.clone()
            } else {
                kind.answers_well(received)
            }
        });
        wire.forget();
        let case = format!("{kind:?} {doing:?}: {}", fault.name);
        let response = kind.asks(&city, doing).await;
        let tried = wire.asked();
        let tried = tried.iter().filter(|one| kind.is_meant(one, doing)).count();
        assert_eq!(tried, 1, "{case}");
        match (kind, doing) {
            (Kind::Rest | Kind::NgsiLd | Kind::Solid, Doing::Change) if fault.is_status_well => {
                assert_eq!(
                    response.status(),
                    204,
                    "{case}: {}",
                    response.text().await.unwrap()
                );
                assert_eq!(city.log().await[0]["kind"], "change", "{case}");
            }
            // Only one answer says that all was erased, and it has no body.
            (Kind::Helsinki, Doing::Change) if fault.is_status_well => {
                kind.refused(&city, response, ProblemName::SourceError, &case)
                    .await;
            }
            _ => kind.refused(&city, response, fault.problem, &case).await,
        }
    }
    assert!(other.asked().is_empty(), "{kind:?}: {:?}", other.asked());
    wire.answer(move |received, _| {
        if kind.is_meant(received, doing) && doing == Doing::Change {
            kind.changes_well(received)
        } else {
            kind.answers_well(received)
        }
    });
    let response = kind.asks(&city, doing).await;
    assert!(
        response.status().is_success(),
        "{kind:?}: {}",
        response.text().await.unwrap()
    );
}

#[tokio::test]
async fn each_fault_of_a_rest_api_comes_to_one_problem() {
    each_fault(Kind::Rest, Doing::Read).await;
}

#[tokio::test]
async fn each_fault_of_a_rest_api_that_is_changed_comes_to_one_problem() {
    each_fault(Kind::Rest, Doing::Change).await;
}

#[tokio::test]
async fn each_fault_of_a_broker_comes_to_one_problem() {
    each_fault(Kind::NgsiLd, Doing::Read).await;
}

#[tokio::test]
async fn each_fault_of_a_broker_that_is_changed_comes_to_one_problem() {
    each_fault(Kind::NgsiLd, Doing::Change).await;
}

#[tokio::test]
async fn each_fault_of_a_server_of_pods_comes_to_one_problem() {
    each_fault(Kind::Solid, Doing::Read).await;
}

#[tokio::test]
async fn each_fault_of_a_server_of_pods_that_is_changed_comes_to_one_problem() {
    each_fault(Kind::Solid, Doing::Change).await;
}

#[tokio::test]
async fn each_fault_of_a_gdpr_api_comes_to_one_problem() {
    each_fault(Kind::Helsinki, Doing::Read).await;
}

#[tokio::test]
async fn each_fault_of_a_gdpr_api_that_erases_comes_to_one_problem() {
    each_fault(Kind::Helsinki, Doing::Change).await;
}

#[tokio::test]
async fn each_fault_of_what_a_gateway_file_asks_comes_to_one_problem() {
    each_fault(Kind::Gateway, Doing::Read).await;
}

#[tokio::test]
async fn each_fault_of_what_a_gateway_file_sends_to_comes_to_one_problem() {
    each_fault(Kind::Gateway, Doing::Change).await;
}

#[tokio::test]
async fn each_fault_of_a_list_of_a_bucket_comes_to_one_problem() {
    each_fault(Kind::Listing, Doing::Read).await;
}

#[tokio::test]
async fn each_fault_of_an_object_in_a_bucket_comes_to_one_problem() {
    each_fault(Kind::Object, Doing::Read).await;
}

#[tokio::test]
async fn a_place_for_tokens_that_fails_gives_the_secret_to_nobody_else() {
    let (wire, other) = (Wire::start().await, Wire::start().await);
    let mut city = City::prepare().await;
    let secret = city.config.data.join("secret");
    std::fs::create_dir_all(&city.config.data).unwrap();
    std::fs::write(&secret, "s3cret").unwrap();
    let mut upstream = serde_json::to_value(&city.config.upstream).unwrap();
    upstream["auth"] = json!({
        "kind": "client-credentials", "token_url": format!("{}/token", wire.url), "client_id": "connector",
        "client_secret": {"file": secret},
    });
    city.config.upstream = read(upstream);
    city.config.upstream_limits.failures = 10_000;
    city.serve().await;
    for fault in faults(Kind::Rest, &other.url) {
        let sent = fault.sent.clone();
        wire.answer(move |_, _| sent.clone());
        let response = city.ask().await;
        let case = format!("a place for tokens {}", fault.name);
        let breaks_off = [
            "announces more than it sends",
            "ends in a chunk",
            "has a chunk of no length",
        ];
        let problem = match fault.problem {
            // What is whole and no token lets nobody in.
            ProblemName::SourceBadAnswer if !breaks_off.contains(&fault.name) => {
                ProblemName::SourceError
            }
            other => other,
        };
        Kind::Rest.refused(&city, response, problem, &case).await;
    }
    assert!(other.asked().is_empty() && city.upstream.asked().is_empty());
}

#[tokio::test]
async fn where_nothing_listens_the_source_is_unreachable() {
    for kind in KINDS.into_iter().chain([Kind::Listing]) {
        for doing in [Doing::Read, Doing::Change] {
            if kind == Kind::Listing && doing == Doing::Change {
                continue;
            }
            let url = format!("http://{}", dead_address().await);
            let city = kind.serving(&url, doing).await;
            let response = kind.asks(&city, doing).await;
            let case = format!("{kind:?} {doing:?}");
            let problem = ProblemName::SourceUnreachable;
            kind.refused(&city, response, problem, &case).await;
        }
    }
}

#[tokio::test]
async fn what_a_source_sends_behind_an_answer_is_no_answer_to_the_next_person() {
    for kind in KINDS {
        let wire = Wire::start().await;
        let city = kind.serving(&wire.url, Doing::Read).await;
        let (media, body) = kind.well();
        let (first, own) = (body.replace(MARKER, "first"), body.replace(MARKER, "own"));
        let other = body.replace(MARKER, "somebody else's");
        let answered = |body: &str| answer(200, &head_of(media, body.len()), body.as_bytes());
        let both = [answered(&first), answered(&other)].concat();
        wire.answer(move |_, number| {
            Sent::Bytes(if number % 2 == 0 {
                both.clone()
            } else {
                answered(&own)
            })
        });
        for expected in ["first", "own", "first", "own"] {
            let response = kind.asks(&city, Doing::Read).await;
            let data = released(response).await.to_string();
            assert!(data.contains(expected), "{kind:?}: {data}");
        }
    }
}

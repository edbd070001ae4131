//! People correct and erase what is in their own pods, through the connector and with rights that the pod gives it.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::Pods;
use super::server::Server;
use crate::changes::change;
use crate::city::read;
use crate::own_data::vouch_for;
use crate::release::{dataset_id, permitting_for};

const ALL: [&str; 8] = [
    "name",
    "email",
    "points",
    "note",
    "address.street",
    "loans.title",
    "loans.days",
    "newsletter",
];

/// A city whose people may change everything; the pod lets the connector write in `library/`.
async fn open(server: &Server) -> Pods {
    let mut pods = Pods::on(server).await;
    pods.person.share_writing("library/", &pods.connector).await;
    let dataset = &mut pods.city.config.datasets[0];
    (dataset.self_access, dataset.self_change) = (true, true);
    for attribute in &mut dataset.attributes {
        attribute.rectify = read(json!("by-person"));
    }
    pods.city.operator.publish("profile", json!("fiducia-1"));
    pods.city.serve().await;
    vouch_for(&pods.city, &pods.pod_name(), &ALL).await;
    pods
}

impl Pods {
    async fn correct(&self, patch: Value) -> Response {
        change(&self.city, Method::PATCH, Some(patch)).await
    }

    async fn shown(&self) -> Value {
        let dataset = dataset_id(&self.city).await;
        let answer = permitting_for(&self.pod_name(), &dataset, &ALL);
        self.city.operator.answer(answer);
        let mut shown = self.city.released().await;
        let loans = shown["loans"].as_array_mut();
        if let Some(loans) = loans {
            loans.sort_by_key(|loan| loan["days"].as_i64());
        }
        shown
    }
}

async fn status(response: Response) -> (u16, String) {
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn a_correction_changes_what_it_names_and_nothing_else_of_the_pod() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let pods = open(server).await;
    let patch = json!({
        "name": "Aino \"B\"\nVirtanen", "email": "mailto:new@example.org", "points": 13, "note": {"fi": "moi", "sv": "hej"},
        "address": {"street": "Polku 2"}, "newsletter": false,
    });
    let answered = status(pods.correct(patch).await).await;
    assert_eq!(answered, (204, String::new()));
    let shown = pods.shown().await;
    assert_eq!(shown["name"], "Aino \"B\"\nVirtanen");
    assert_eq!(shown["email"], "mailto:new@example.org");
    assert_eq!(shown["points"], 13);
    assert_eq!(shown["note"], json!({"fi": "moi", "sv": "hej"}));
    assert_eq!(shown["address"], json!({"street": "Polku 2"}));
    assert_eq!(shown["newsletter"], false);
    assert_eq!(shown["loans"][1]["title"], "Seitsemän veljestä");
    let card = pods.person.document("library/card.ttl").await.unwrap();
    for kept in ["Somebody Else", "chess", "Helsinki"] {
        assert!(card.contains(kept), "{kept}: {card}");
    }
    for gone in ["Katu 1", "hello", "12.5"] {
        assert!(!card.contains(gone), "{gone}: {card}");
    }
    let consent = pods.person.document("library/consent.json").await.unwrap();
    let consent: Value = serde_json::from_str(&consent).unwrap();
    assert_eq!(
        consent,
        json!({"newsletter": {"monthly": false}, "secret": 1})
    );
}

#[tokio::test]
async fn attributes_are_erased_and_what_stands_beside_them_stays() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let pods = open(server).await;
    let patch = json!({"email": null, "address": {"street": null}, "loans": {"title": null}, "newsletter": null});
    let answered = status(pods.correct(patch).await).await;
    assert_eq!(answered.0, 204, "{}", answered.1);
    let shown = pods.shown().await;
    assert_eq!(
        shown,
        json!({
            "name": "Aino \"A\" Virtanen", "points": 12.5, "note": {"fi": "hei", "en": "hello"},
            "loans": [{"days": 0}, {"days": 1}],
        })
    );
    let card = pods.person.document("library/card.ttl").await.unwrap();
    assert!(card.contains("Helsinki"), "{card}");
}

#[tokio::test]
async fn all_is_erased_and_a_document_with_other_things_in_it_stays() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let pods = open(server).await;
    let answered = status(change(&pods.city, Method::DELETE, None).await).await;
    assert_eq!(answered.0, 204, "{}", answered.1);
    for number in 0..2 {
        let loan = format!("library/loans/{number}.ttl");
        assert_eq!(pods.person.document(&loan).await, None);
    }
    let card = pods.person.document("library/card.ttl").await.unwrap();
    assert!(
        card.contains("Somebody Else") && card.contains("chess"),
        "{card}"
    );
    assert!(!card.contains("Aino") && !card.contains("Katu 1"), "{card}");
    let consent = pods.person.document("library/consent.json").await.unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&consent).unwrap(),
        json!({"newsletter": {}, "secret": 1})
    );
}

#[tokio::test]
async fn what_the_pod_keeps_from_the_connector_is_not_changed() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let pods = open(server).await;
    pods.person.share("library/", &pods.connector).await;
    let (code, text) = status(pods.correct(json!({"name": "X"})).await).await;
    assert_eq!(code, 403, "{text}");
    assert!(text.contains("pod-not-shared"), "{text}");
    assert!(!text.contains("may have been made"), "{text}");
    let card = pods.person.document("library/card.ttl").await.unwrap();
    assert!(card.contains("Aino"), "{card}");
}

#[tokio::test]
async fn a_value_that_cannot_stand_there_is_refused_and_changes_nothing() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let pods = open(server).await;
    for (patch, code, problem) in [
        (json!({"points": "many"}), 409, "change-refused"),
        (json!({"email": "not an address"}), 409, "change-refused"),
        (
            json!({"name": "X", "note": {"no language": "x"}}),
            409,
            "change-refused",
        ),
        (json!({"loans": {"title": "X"}}), 403, "change-not-offered"),
    ] {
        let (answered, text) = status(pods.correct(patch.clone()).await).await;
        assert_eq!(answered, code, "{patch}: {text}");
        assert!(text.contains(problem), "{patch}: {text}");
    }
    let hostile =
        "x\" . <#me> <http://evil.example/> \"y\" } . <#other> a <http://evil.example/> .\\";
    let (answered, text) = status(pods.correct(json!({"name": hostile})).await).await;
    assert_eq!(answered, 204, "{text}");
    assert_eq!(pods.shown().await["name"], hostile);
    let card = pods.person.document("library/card.ttl").await.unwrap();
    let statements = oxttl::TurtleParser::new()
        .with_base_iri("http://pod.example/card")
        .unwrap();
    for statement in statements.for_slice(card.as_bytes()) {
        let statement = statement.unwrap();
        let predicate = statement.predicate.as_str();
        assert_ne!(predicate, "http://evil.example/", "{card}");
        assert!(
            !statement.object.to_string().starts_with("<http://evil"),
            "{card}"
        );
    }
}

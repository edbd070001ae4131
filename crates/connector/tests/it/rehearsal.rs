//! What a connector would do, tried before anybody is served: nothing of it is an access.

use connector::rehearsal::{self, Asking, Seen, Step, StepState};
use serde_json::{Value, json};

use crate::city::{City, ROUTE, read};
use crate::files::Exports;
use crate::peers::{Answer, Operator, new_key, patron};
use crate::pods::Pods;
use crate::pods::server::Server;
use crate::sql::Library;

fn person(card: &str) -> Vec<(String, String)> {
    vec![("library_card".to_owned(), card.to_owned())]
}

/// Which attributes of a person are there, as which kind of value.
fn kinds(seen: &[Seen]) -> Vec<(&str, &str)> {
    let there = seen
        .iter()
        .filter_map(|one| Some((one.path.as_str(), one.kind.as_deref()?)));
    there.collect()
}

async fn sampled(city: &City, card: &str) -> Vec<Seen> {
    let samples = rehearsal::sample(&city.config, &person(card))
        .await
        .unwrap();
    assert_eq!(samples[0].route, ROUTE);
    samples[0].found.clone().unwrap()
}

#[tokio::test]
async fn a_person_is_sampled_whatever_the_kind_of_source() {
    let rest = City::prepare().await;
    let seen = sampled(&rest, "2900-17").await;
    assert_eq!(
        kinds(&seen),
        [
            ("address", "object"),
            ("email", "text"),
            ("loans", "array of 1"),
            ("name", "text")
        ]
    );
    for library in Library::both().await {
        let seen = sampled(&library.city, "2900-17").await;
        let seen = kinds(&seen);
        assert!(seen.contains(&("loans.days", "2 of number")), "{seen:?}");
        assert!(seen.contains(&("address.street", "text")), "{seen:?}");
    }
    let exports =
        Exports::csv("card,full_name,email,street,fines,born\n2900-17,Aino,,Katu 1,3,1979\n").await;
    let samples = rehearsal::sample(&exports.city.config, &person("2900-17"))
        .await
        .unwrap();
    let seen = samples[0].found.as_ref().unwrap();
    assert_eq!(
        kinds(seen),
        [
            ("address.street", "text"),
            ("fines", "number"),
            ("name", "text")
        ]
    );
    assert_eq!(samples[0].undescribed, ["born"]);
    assert_eq!(
        samples[0].body.as_deref().map(|body| body.contains("1979")),
        Some(false)
    );
    let Some(server) = Server::shared().await else {
        return;
    };
    let pods = Pods::on(server).await;
    let seen = sampled(&pods.city, &pods.pod_name()).await;
    let seen = kinds(&seen);
    assert!(seen.contains(&("loans.title", "2 of text")), "{seen:?}");
    assert!(seen.contains(&("newsletter", "yes or no")), "{seen:?}");
}

#[tokio::test]
async fn a_person_of_the_embedded_store_is_sampled_from_what_is_kept() {
    let mut city = City::prepare_store().await;
    city.serve().await;
    let token = std::fs::read_to_string(city.config.data.join("admin.token")).unwrap();
    let given = json!({
        "dataset": "patron", "identifiers": [{"id_type": "library_card", "id": "2900-17"}],
        "entities": [{"id": "card-17", "name": "Aino", "fines": 3}],
    });
    let put = city.client.put(format!("{}/api/v1/entities", city.url));
    let put = put
        .bearer_auth(token.trim())
        .json(&given)
        .send()
        .await
        .unwrap();
    assert_eq!(put.status(), 204);
    let seen = sampled(&city, "2900-17").await;
    assert_eq!(kinds(&seen), [("name", "text")]);
}

#[tokio::test]
async fn what_keeps_a_source_from_answering_is_said_by_the_problem_a_service_would_get() {
    let mut city = City::prepare().await;
    for (answer, problem) in [
        (
            Answer::Raw(404, "text/plain", String::new()),
            "person-unknown-at-source",
        ),
        (
            Answer::Raw(500, "text/plain", "Aino".to_owned()),
            "source-error",
        ),
        (
            Answer::Raw(200, "text/html", "<p>Aino</p>".to_owned()),
            "source-bad-answer",
        ),
        (Answer::Never, "source-timeout"),
    ] {
        city.upstream.answer(answer);
        let samples = rehearsal::sample(&city.config, &person("2900-17"))
            .await
            .unwrap();
        let (found, said) = samples[0].found.clone().unwrap_err();
        assert_eq!(found, problem);
        assert!(!said.contains("Aino"), "{said}");
    }
    let samples = rehearsal::sample(&city.config, &[("ssn".into(), "1".into())])
        .await
        .unwrap();
    assert_eq!(
        samples[0].found.clone().unwrap_err().0,
        "person-unknown-at-source"
    );
    city.config.routes[0].dataset = "nothing".into();
    assert!(
        rehearsal::sample(&city.config, &person("2900-17"))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_long_answer_is_read_to_its_end_and_its_first_entities_are_looked_at() {
    let mut city = City::prepare().await;
    let mut loans = vec![json!({"name": "Aino", "born": 1979}); 5_000];
    loans[4_999]["email"] = json!("aino@example.org");
    let text = Value::Array(loans).to_string();
    city.upstream
        .answer(Answer::Raw(200, "application/json", text.clone()));
    let samples = rehearsal::sample(&city.config, &person("2900-17"))
        .await
        .unwrap();
    let sample = &samples[0];
    assert_eq!((sample.records, sample.first), (5_000, Some(20)));
    assert_eq!(
        kinds(sample.found.as_ref().unwrap()),
        [("name", "20 of text")]
    );
    assert_eq!(sample.undescribed, ["born"]);
    let body: Vec<Value> = serde_json::from_str(sample.body.as_ref().unwrap()).unwrap();
    assert_eq!(body, vec![json!({"name": "Aino"}); 20]);
    // A route that looks into an answer refuses it, as it would a request.
    assert_eq!(samples[1].found.as_ref().unwrap_err().0, "source-too-large");
    let tried = rehearsal::rehearse(&city.config, &asking(None)).await;
    let (steps, body) = tried.unwrap();
    let read = &steps[7];
    assert_eq!(read.state, StepState::Passed, "{read:?}");
    assert!(
        read.said.contains(&format!("{} bytes", text.len())),
        "{read:?}"
    );
    assert!(read.said.contains("5000 entities"), "{read:?}");
    assert!(read.more[0].contains("the first 20 entities"), "{read:?}");
    assert_eq!(body, sample.body);
    // What breaks off at its end is no answer, however good its beginning is.
    let cut = text[..text.len() - 1].to_owned();
    city.upstream
        .answer(Answer::Raw(200, "application/json", cut));
    let samples = rehearsal::sample(&city.config, &person("2900-17"))
        .await
        .unwrap();
    assert_eq!(
        samples[0].found.as_ref().unwrap_err().0,
        "source-bad-answer"
    );
    city.config.routes.truncate(1);
    let one = json!({"name": "A".repeat(200_000)}).to_string();
    city.upstream
        .answer(Answer::Raw(200, "application/json", one.clone()));
    let samples = rehearsal::sample(&city.config, &person("2900-17"))
        .await
        .unwrap();
    assert_eq!((samples[0].records, samples[0].first), (1, Some(1)));
    assert_eq!(samples[0].body.as_ref(), Some(&one));
}

#[tokio::test]
async fn who_would_get_an_attribute_is_said_as_far_as_the_source_decides() {
    let mut city = City::prepare().await;
    city.config.datasets[0].self_access = true;
    city.config.datasets[0].not_for_person = vec![read(json!("loans"))];
    city.config.trust_groups[0].attributes_for_2021_operators = read(json!(["name", "loans"]));
    city.config.routes[1].attributes_for_2021_operators = read(json!(["loans"]));
    let covers = rehearsal::covers(&city.config).unwrap();
    let of = |route: &str, path: &str| {
        let found = covers
            .iter()
            .find(|one| one.route == route && one.path == path)
            .unwrap();
        (found.person, found.covered.len())
    };
    assert_eq!(of(ROUTE, "name"), (true, 1));
    assert_eq!(of(ROUTE, "loans"), (false, 1));
    assert_eq!(of(ROUTE, "email"), (true, 0));
    assert_eq!(of("/loans", "name"), (true, 0), "the route narrows it");
    assert_eq!(covers.len(), 8);
    assert_eq!(
        covers[0].covered.len() + covers[1].covered.len(),
        0,
        "{covers:?}"
    );
}

fn states(steps: &[Step]) -> Vec<(&str, StepState)> {
    steps.iter().map(|step| (step.name, step.state)).collect()
}

fn asking(ticket: Option<String>) -> Asking {
    Asking {
        ticket,
        identifiers: person("2900-17"),
        ..Asking::default()
    }
}

#[tokio::test]
async fn a_request_is_tried_step_by_step_and_is_none() {
    use StepState::{Assumed, Passed};
    let mut city = City::start().await;
    let ticket = city.ticket();
    let tried = rehearsal::rehearse(&city.config, &asking(Some(ticket.clone()))).await;
    let (steps, body) = tried.unwrap();
    assert_eq!(
        states(&steps),
        [
            ("ticket", Passed),
            ("trust", Passed),
            ("operator", Passed),
            ("signature", Passed),
            ("proof", Passed),
            ("permission", Assumed),
            ("link", Passed),
            ("read", Passed),
            ("log", Assumed),
        ],
        "{steps:#?}"
    );
    assert!(steps[1].said.contains(&city.operator.uuid), "{steps:#?}");
    assert!(
        steps[7].more.iter().any(|line| line.contains("fines")),
        "{steps:#?}"
    );
    let body: Value = serde_json::from_str(&body.unwrap()).unwrap();
    assert_eq!(body["name"], patron()["name"]);
    assert!(body.get("fines").is_none(), "{body}");
    // Nobody was asked for a permission, nothing is in the log, and the ticket is as good as it was.
    assert!(city.operator.asked().is_empty());
    assert!(city.log().await.is_empty());
    assert!(city.operator.outcomes().is_empty());
    assert_eq!(city.show(&ticket).await.status(), 200);

    let some = Asking {
        permitted: vec!["name".to_owned()],
        ..asking(None)
    };
    let (steps, body) = rehearsal::rehearse(&city.config, &some).await.unwrap();
    assert_eq!(steps[0].state, Assumed);
    let audience = format!("its `aud` must be {}{ROUTE}", city.url);
    assert!(steps[0].more.contains(&audience), "{steps:#?}");
    assert_eq!(body.unwrap(), "{\"name\":\"Aino Virtanen\"}");
    for wrong in [
        Asking {
            permitted: vec!["nam".to_owned()],
            ..asking(None)
        },
        Asking {
            route: Some("/nowhere".to_owned()),
            ..asking(None)
        },
    ] {
        let said = rehearsal::rehearse(&city.config, &wrong).await.unwrap_err();
        assert!(said.to_string().contains(['`']), "{said}");
    }
    city.stop().await;
}

#[tokio::test]
async fn a_request_that_would_be_refused_is_refused_at_the_step_where_it_would_be() {
    let mut city = City::start().await;
    let stranger = Operator::start().await;
    let mut elsewhere = city.claims();
    elsewhere["aud"] = json!("https://elsewhere.example");
    let mut late = city.claims();
    late["iat"] = json!(city.clock.seconds() - 1_300);
    late["exp"] = json!(city.clock.seconds() - 1_000);
    let mut forged: Vec<String> = city.ticket().split('.').map(str::to_owned).collect();
    forged[2] = crate::peers::encoded([7; 64]);
    for (ticket, step, problem) in [
        ("garbage".to_owned(), 0, "ticket-malformed"),
        (
            stranger.sign(&city.claims_of(&stranger)),
            1,
            "ticket-unknown-issuer",
        ),
        (city.operator.sign(&elsewhere), 3, "ticket-wrong-audience"),
        (city.operator.sign(&late), 3, "ticket-expired"),
        (forged.join("."), 3, "ticket-bad-signature"),
    ] {
        let tried = rehearsal::rehearse(&city.config, &asking(Some(ticket))).await;
        let (steps, body) = tried.unwrap();
        assert!(body.is_none());
        assert_eq!(
            steps[step].state,
            StepState::Refused,
            "{problem}: {steps:#?}"
        );
        assert!(
            steps[step].more[0].contains(problem),
            "{problem}: {steps:#?}"
        );
        let after = &steps[step + 1..];
        assert!(
            after.iter().all(|one| one.state == StepState::NotReached),
            "{steps:#?}"
        );
        assert!(
            steps[..step]
                .iter()
                .all(|one| one.state == StepState::Passed),
            "{steps:#?}"
        );
        assert_eq!(steps.len(), 9);
    }
    // A bound ticket: only its service has the key.
    let ticket = city.bound_ticket(&new_key());
    let (steps, body) = rehearsal::rehearse(&city.config, &asking(Some(ticket)))
        .await
        .unwrap();
    assert_eq!(steps[4].state, StepState::Assumed, "{steps:#?}");
    assert!(body.is_some());
    let nobody = Asking {
        identifiers: vec![("ssn".into(), "220279-161A".into())],
        ..asking(None)
    };
    let (steps, _) = rehearsal::rehearse(&city.config, &nobody).await.unwrap();
    assert_eq!(steps[6].state, StepState::Refused, "{steps:#?}");
    city.upstream
        .answer(Answer::Raw(503, "text/plain", "Aino".to_owned()));
    let (steps, _) = rehearsal::rehearse(&city.config, &asking(None))
        .await
        .unwrap();
    assert_eq!(steps[7].state, StepState::Refused, "{steps:#?}");
    assert!(!format!("{steps:?}").contains("Aino"), "{steps:#?}");
    assert!(city.log().await.is_empty());
    city.stop().await;
}

//! Gateway files, tried before anybody is served: every step is told, by names alone, and nothing of it is an access.

use connector::rehearsal::{self, Asking, Step, StepState};
use serde_json::{Value, json};

use crate::city::City;
use crate::gateways::{prepared, route};
use crate::peers::Answer;

/// A login, a person and XML, each made of what came before.
fn file() -> Value {
    json!({
        "constants": {"secret": "s3cret"},
        "route": route("/patron", "GET"),
        "requests": [
            {"name": "token", "url": "SOURCE/token?key=k3y", "method": "POST",
             "headers": {"Authorization": "Basic czNjcmV0"},
             "data": {"grant_type": "client_credentials", "client_secret": "${constants.secret}"}},
            {"url": "SOURCE/patrons/${route.extra.mop_request_ticket.identifiers.library_card.id}", "method": "GET",
             "headers": {"Authorization": "Bearer ${requests[0].response.json.access_token}"},
             "builders": [
                {"builder": "builders.copy", "if": "route.headers.Accept-Language", "from": "route.headers.Accept-Language",
                 "to": "self.headers.Accept-Language"},
                {"builder": "builders.set", "self.headers.x-of": "${route.query.of}"}]},
            {"url": "SOURCE/loans", "method": "GET", "processors": [{"processor": "processors.xml_to_json"}]}],
        "response": {"status": 200, "headers": {"x-name": "a"}, "json": {"rows": []}, "generators": [
            {"generator": "copy", "from": "requests[1].response.json", "to": "self.json.row"},
            {"generator": "copy", "from": "requests[2].response.json.loans.loan", "to": "self.json.row.loans"}]},
    })
}

async fn city() -> City {
    let files = [("gateways/patron.json", file())];
    let datasets = json!({"datasets": {"/patron": {"dataset": "patron", "pointer": "/row"}}});
    let mut city = prepared(&files, datasets).await;
    city.config.routes.clear();
    let token = json!({"access_token": "t0k3n"});
    city.upstream.answer_at("/token", Answer::Json(token));
    let loans = "<loans><loan><title>Kalevala</title></loan></loans>".to_owned();
    city.upstream
        .answer_at("/loans", Answer::Raw(200, "text/xml", loans));
    city
}

fn asking(route: &str) -> Asking {
    Asking {
        route: Some(route.to_owned()),
        identifiers: vec![("library_card".to_owned(), "2900-17".to_owned())],
        permitted: vec!["name".to_owned(), "loans".to_owned()],
        ..Asking::default()
    }
}

/// Neither a secret nor anything of the person is in what is told.
fn is_by_names_alone(steps: &[Step]) {
    let said = format!("{steps:?}");
    for hidden in [
        "s3cret", "czNjcmV0", "k3y", "t0k3n", "2900-17", "Aino", "Kalevala",
    ] {
        assert!(!said.contains(hidden), "{hidden}: {steps:#?}");
    }
}

fn has(step: &Step, words: &str) {
    let is_said = step.said.contains(words) || step.more.iter().any(|line| line.contains(words));
    assert!(is_said, "{words}: {step:#?}");
}

#[tokio::test]
async fn every_step_of_a_gateway_file_is_told() {
    use StepState::{Assumed, Passed};
    let city = city().await;
    let tried = rehearsal::rehearse(&city.config, &asking("/patron?of=staff")).await;
    let (steps, body) = tried.unwrap();
    let states: Vec<_> = steps.iter().map(|step| (step.name, step.state)).collect();
    assert_eq!(
        states,
        [
            ("ticket", Assumed),
            ("trust", Assumed),
            ("operator", Assumed),
            ("signature", Assumed),
            ("proof", Assumed),
            ("permission", Assumed),
            ("link", Passed),
            ("request", Passed),
            ("request", Passed),
            ("request", Passed),
            ("response", Passed),
            ("release", Passed),
            ("log", Assumed),
        ],
        "{steps:#?}"
    );
    has(&steps[6], "library_card");
    has(
        &steps[7],
        "request 1 of the file, `token`, to http://127.0.0.1",
    );
    has(&steps[7], "is answered with 200");
    has(&steps[7], "`client_secret`, `grant_type`");
    has(&steps[7], "its `json` has `access_token`");
    has(
        &steps[8],
        "/patrons/${route.extra.mop_request_ticket.identifiers.library_card.id}",
    );
    has(
        &steps[8],
        "passed over: copy `route.headers.Accept-Language`",
    );
    has(&steps[8], "set `self.headers.x-of`");
    has(&steps[9], "`xml_to_json` made `json` of it, with `loans`");
    has(
        &steps[10],
        "copy `requests[1].response.json` to `self.json.row`",
    );
    has(&steps[11], "by the dataset `patron`");
    has(&steps[11], "kept, where it is there: ");
    has(&steps[11], "fines");
    is_by_names_alone(&steps);
    let body: Value = serde_json::from_str(&body.unwrap()).unwrap();
    assert_eq!(
        body,
        json!({"name": "Aino Virtanen", "loans": {"title": "Kalevala"}})
    );
    // The source was asked as a request would ask it, and nobody else.
    let asked = city.upstream.asked();
    assert_eq!(asked[1].target, "/patrons/2900-17");
    assert_eq!(asked[1].header("x-of"), "staff");
    assert!(city.operator.asked().is_empty() && city.operator.outcomes().is_empty());
}

#[tokio::test]
async fn where_a_gateway_file_fails_is_told() {
    let city = city().await;
    let refused = async |asking: &Asking| {
        let tried = rehearsal::rehearse(&city.config, asking).await;
        let (steps, body) = tried.unwrap();
        assert!(body.is_none());
        let at = steps
            .iter()
            .position(|step| step.state == StepState::Refused);
        let at = at.unwrap_or_else(|| panic!("{steps:#?}"));
        let after = &steps[at + 1..];
        assert!(after.iter().all(|step| step.state == StepState::NotReached));
        is_by_names_alone(&steps);
        (steps[at].clone(), after.len())
    };
    // The service says nothing of what the file names.
    let (step, after) = refused(&asking("/patron")).await;
    has(&step, "request 2 of the file is not made");
    has(&step, "`route.query.of` is not there");
    has(&step, "the service would get 500 `internal_error`");
    assert_eq!(after, 1, "the log");
    let mut nobody = asking("/patron?of=x");
    nobody.identifiers.clear();
    let (step, _) = refused(&nobody).await;
    assert_eq!(step.name, "link");
    city.upstream.answer_at_now("/loans", Answer::Never);
    let (step, _) = refused(&asking("/patron?of=x")).await;
    has(&step, "request 3 of the file to http://127.0.0.1");
    has(&step, "gets no answer");
    // What cannot be filtered is released to nobody.
    let list = "<loans><loan/></loans>".to_owned();
    city.upstream
        .answer_at_now("/loans", Answer::Raw(200, "text/xml", list));
    city.upstream.answer(Answer::Json(json!([1])));
    let (step, _) = refused(&asking("/patron?of=x")).await;
    assert!(["response", "release"].contains(&step.name), "{step:?}");
    let wrong = asking("/nowhere");
    let said = rehearsal::rehearse(&city.config, &wrong).await.unwrap_err();
    assert!(said.to_string().contains("`GET /patron`"), "{said}");
}

#[tokio::test]
async fn gateway_files_are_checked_with_a_person_where_that_changes_nothing() {
    let whole = json!({
        "route": route("/whole", "GET"),
        "requests": [{"url": "SOURCE/patrons/${route.extra.mop_request_ticket.identifiers.library_card.id}", "method": "GET"}],
        "response": {"generators": [{"generator": "copy", "from": "requests[0].response.json", "to": "self.json"}]},
    });
    let mut with_dataset = whole.clone();
    with_dataset["route"] = route("/patron", "GET");
    let mut change = whole.clone();
    change["route"] = route("/change", "POST");
    let mut place = whole.clone();
    place["route"] = route("/by/<year>", "GET");
    let files = [
        ("gateways/whole.json", whole),
        ("gateways/patron.json", with_dataset),
        ("gateways/change.json", change),
        ("gateways/place.json", place),
    ];
    let datasets = json!({"datasets": {"/patron": {"dataset": "patron"}}});
    let city = prepared(&files, datasets).await;
    let person = [("library_card".to_owned(), "2900-17".to_owned())];
    let samples = rehearsal::sample_gateways(&city.config, &person).await;
    let samples = samples.unwrap();
    let of = |called: &str| {
        let found = samples.iter().find(|one| one.called == called);
        found.unwrap().sample.clone()
    };
    assert_eq!(of("POST /change").unwrap_err(), "it may change something");
    assert!(of("GET /by/<year>").unwrap_err().contains("places"));
    let patron = of("GET /patron").unwrap();
    let seen = patron.found.unwrap();
    let there = seen.iter().filter(|one| one.kind.is_some());
    assert_eq!(there.count(), 4, "{seen:?}");
    assert_eq!(patron.undescribed, ["fines", "id"]);
    assert!(of("GET /whole").unwrap().body.unwrap().contains("fines"));
    assert_eq!(city.upstream.asked().len(), 2);
    city.upstream
        .answer(Answer::Raw(503, "text/plain", "Aino".to_owned()));
    let samples = rehearsal::sample_gateways(&city.config, &person).await;
    for one in samples.unwrap() {
        if let Ok(sample) = one.sample {
            let (_, said) = sample.found.unwrap_err();
            assert!(!said.contains("Aino"), "{said}");
        }
    }
}

//! A person's own data: where it is, tickets to read it with, and what a connector hears of one.
use protocol::client_assertion;
use protocol::dpop;
use protocol::ids::ClientId;
use protocol::jose::{Algorithm, SigningKey};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::city::{CARD, City, GROUP, Person, Plan, now, token_id};
use crate::pages::Browser;

/// The usual city, whose connector shows people their own `patron` data.
async fn city() -> City {
    let city = City::with(Plan {
        capabilities: vec!["attribute-filter", "lease", "self-access"],
        lease_seconds: 60,
        ..Plan::default()
    })
    .await;
    offer(&city, json!([route(&city, "/patron")])).await;
    city
}

fn route(city: &City, path: &str) -> Value {
    json!({"dataset": city.connector.dataset("patron"), "url": format!("{}{path}", city.connector.url)})
}

/// The connector names these routes from now on.
async fn offer(city: &City, routes: Value) {
    city.connector.shared.metadata.lock().unwrap()["self_access"] = routes;
    refresh(city).await;
}

async fn refresh(city: &City) {
    let token = std::fs::read_to_string(city.folder.path().join("operator/admin.token")).unwrap();
    let path = format!("/api/v1/admin/connectors/{}/refresh", city.connector.uuid);
    let answer = city
        .call(Method::POST, &path)
        .bearer_auth(token.trim())
        .send()
        .await
        .unwrap();
    assert!(answer.status().is_success(), "{:?}", answer.text().await);
}

/// A key as browsers make one.
fn browser_key() -> SigningKey {
    SigningKey::generate(Algorithm::Es256, &mut |bytes| rand::fill(bytes)).unwrap()
}

fn proof(city: &City, key: &SigningKey, path: &str) -> String {
    let address = city.url(path);
    let request = dpop::Request {
        method: "POST",
        address: &address,
        token: None,
        nonce: None,
    };
    dpop::sign(key, &request, token_id(), now()).unwrap()
}

async fn ask(city: &City, person: &Person, dataset: &str, proof: Option<&str>) -> Response {
    let body = json!({"connector": city.connector.uuid, "dataset": dataset});
    let mut request = city
        .call(Method::POST, "/api/v1/me/self-access")
        .bearer_auth(&person.token)
        .json(&body);
    if let Some(proof) = proof {
        request = request.header("dpop", proof);
    }
    request.send().await.unwrap()
}

async fn look(city: &City) -> Value {
    let key = browser_key();
    let proof = proof(city, &key, "/api/v1/me/self-access");
    let dataset = city.connector.dataset("patron");
    let answer = ask(city, &city.person, &dataset, Some(&proof)).await;
    assert_eq!(answer.status(), 200, "{:?}", answer.text().await);
    let answer: Value = answer.json().await.unwrap();
    let claims = claims(answer["ticket"].as_str().unwrap());
    assert_eq!(claims["cnf"]["jkt"], key.thumbprint().to_string());
    answer
}

fn part(ticket: &str, index: usize) -> Value {
    use base64::Engine as _;
    let part = ticket.split('.').nth(index).unwrap();
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part);
    serde_json::from_slice(&bytes.unwrap()).unwrap()
}

fn claims(ticket: &str) -> Value {
    part(ticket, 1)
}

async fn problem(answer: Response, status: u16, name: &str) {
    assert_eq!(answer.status(), status);
    let document: Value = answer.json().await.unwrap();
    let kind = document["type"].as_str().unwrap();
    assert!(kind.ends_with(&format!("/problems/{name}")), "{document}");
}

async fn newest(city: &City) -> Value {
    let log = city.person.get(city, "/api/v1/me/access-log").await;
    log["entries"][0].clone()
}

#[tokio::test]
async fn a_person_sees_where_they_are_known_and_what_is_there() {
    let city = city().await;
    let answer = city.person.get(&city, "/api/v1/me/sources").await;
    let source = &answer["sources"][0];
    assert_eq!(source["connector"], city.connector.uuid.as_str());
    assert_eq!(source["name"], "The City Library");
    assert_eq!(source["url"], city.connector.url.as_str());
    let datasets = source["datasets"].as_array().unwrap();
    assert_eq!(datasets.len(), 2);
    let patron = datasets
        .iter()
        .find(|one| one["title"] == "Your library card");
    let patron = patron.unwrap();
    assert_eq!(
        patron["read_at"],
        json!([format!("{}/patron", city.connector.url)])
    );
    assert_eq!(patron["attributes"][0]["title"], "Name");
    assert_eq!(patron["attributes"][0]["shown"], true);
    let loans = datasets.iter().find(|one| one["title"] == "Your loans");
    assert_eq!(loans.unwrap()["read_at"], json!([]), "not offered");
    assert!(
        !answer.to_string().contains(CARD),
        "no identifier is needed"
    );
    city.end().await;
}

#[tokio::test]
async fn somebody_known_nowhere_sees_no_source() {
    let city = city().await;
    let operator = city.operator.operator();
    let stranger = operator
        .create_account(operator::accounts::NewAccount {
            login: Some("new@example.org".into()),
            password: Some(secrecy::SecretString::from(
                "a sentence nobody guesses".to_owned(),
            )),
            name: None,
            locale: "en".into(),
        })
        .await
        .unwrap();
    let origins = operator.self_access_origins(&stranger).await.unwrap();
    assert_eq!(origins, [""; 0]);
    let login = json!({"login": "new@example.org", "password": "a sentence nobody guesses"});
    let session: Value = city
        .call(Method::POST, "/api/v1/sessions")
        .json(&login)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let stranger = Person {
        id: stranger,
        token: session["token"].as_str().unwrap().to_owned(),
    };
    assert_eq!(
        stranger.get(&city, "/api/v1/me/sources").await,
        json!({"sources": []})
    );
    let proof = proof(&city, &browser_key(), "/api/v1/me/self-access");
    let dataset = city.connector.dataset("patron");
    let answer = ask(&city, &stranger, &dataset, Some(&proof)).await;
    problem(answer, 403, "person-unknown-at-source").await;
    city.end().await;
}

#[tokio::test]
async fn the_ticket_says_nothing_of_the_person_and_is_its_own_kind() {
    let city = city().await;
    let answer = look(&city).await;
    assert_eq!(answer["expires_in"], 60);
    assert_eq!(
        answer["urls"],
        json!([format!("{}/patron", city.connector.url)])
    );
    let ticket = answer["ticket"].as_str().unwrap();
    assert_eq!(part(ticket, 0)["typ"], "mim4-self-access-ticket+jwt");
    let claims = claims(ticket);
    assert_eq!(claims["self_access"], true);
    assert_eq!(claims["aud"], city.connector.url.as_str());
    assert_eq!(claims["sub"], claims["iss"]);
    let names: Vec<&String> = claims.as_object().unwrap().keys().collect();
    assert_eq!(names.len(), 9, "{names:?}");
    for personal in [CARD, &city.person.id, "Aino"] {
        assert!(!claims.to_string().contains(personal));
    }
    let again = look(&city).await;
    let leg = "mop_processing_record_uuid";
    assert_ne!(
        claims[leg],
        self::claims(again["ticket"].as_str().unwrap())[leg]
    );
    city.end().await;
}

#[tokio::test]
async fn introspection_gives_identifiers_and_every_attribute_and_the_log_shows_an_own_look() {
    let city = city().await;
    let ticket = look(&city).await["ticket"].as_str().unwrap().to_owned();
    let answer = city.introspect(&ticket).await;
    assert_eq!(answer["active"], true, "{answer}");
    assert_eq!(answer["identifiers"].as_array().unwrap().len(), 1);
    assert_eq!(answer["identifiers"][0]["id"], CARD);
    let patron = city.connector.dataset("patron");
    assert_eq!(
        answer["permission"]["datasets"],
        json!({patron.clone(): ["name", "address.postalCode", "birthDate"]}),
        "this dataset alone"
    );
    assert_eq!(
        answer["permission"]["purpose"],
        "https://w3id.org/dpv#RightsFulfilment"
    );
    assert_eq!(answer["lease_seconds"], 0, "never leased");
    let open = newest(&city).await;
    assert_eq!(
        (&open["own_look"], &open["status"]),
        (&json!(true), &json!("open"))
    );

    let item = answer["access_item_uuid"].as_str().unwrap();
    let reported = city
        .call(Method::PATCH, &format!("/api/v1/access-items/{item}"))
        .bearer_auth(city.connector.assertion(city.operator.url()))
        .json(&json!({"success": true, "status": "completed", "released": {patron: ["name"]}, "records": 1, "log_index": 7}))
        .send()
        .await
        .unwrap();
    assert_eq!(reported.status(), 200);
    let entry = newest(&city).await;
    assert_eq!(
        entry["text"],
        "You looked yourself. The City Library showed you: Name."
    );
    assert_eq!(
        (&entry["service"], &entry["permission"]),
        (&json!(""), &json!(""))
    );
    city.end().await;
}

/// A page as the person's browser gets it.
async fn page(city: &City, path: &str) -> String {
    let mut browser = Browser::new(city);
    browser.log_in("/").await;
    let page = browser.send(browser.request(Method::GET, path)).await;
    page.text().await.unwrap()
}

#[tokio::test]
async fn what_a_person_changes_is_offered_as_the_connector_says_and_no_more() {
    let city = city().await;
    let url = format!("{}/patron", city.connector.url);
    let patron = async || {
        let answer = city.person.get(&city, "/api/v1/me/sources").await;
        let datasets = answer["sources"][0]["datasets"].as_array().unwrap().clone();
        let mut datasets = datasets.into_iter();
        datasets
            .find(|one| one["title"] == "Your library card")
            .unwrap()
    };
    let of = |patron: &Value, what: &str| {
        let attributes = patron["attributes"].as_array().unwrap().iter();
        let found = attributes.filter(|one| one[what] == url.as_str());
        found
            .map(|one| one["path"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let offered = async |changes: Value| {
        let mut route = route(&city, "/patron");
        route["changes"] = changes;
        offer(&city, json!([route])).await;
        patron().await
    };
    let found = offered(json!({"correct": ["name", "nonsense"], "erase": ["birthDate"]})).await;
    assert_eq!(of(&found, "correct_at"), ["name"]);
    assert_eq!(of(&found, "erase_at"), ["birthDate"]);
    assert!(found.get("erase_all_at").is_none());
    let asked = format!("{}/own-changes/patron", city.connector.url);
    let found = offered(json!({"correct": ["name"], "by_staff": true, "asked_at": asked})).await;
    assert_eq!(found["asked_at"], asked);
    let own = page(&city, "/my-data").await;
    assert!(own.contains(&format!("data-asked=\"{asked}\"")), "{own}");
    let elsewhere = "https://elsewhere.example/own-changes";
    let found = offered(json!({"correct": ["name"], "by_staff": true, "asked_at": elsewhere}));
    assert!(found.await.get("asked_at").is_none());
    let found = offered(json!({"erase_all": true, "something": "new"})).await;
    assert_eq!(found["erase_all_at"], url.as_str());
    assert!(of(&found, "correct_at").is_empty() && of(&found, "erase_at").is_empty());
    // What cannot be understood takes nothing from looking.
    let found = offered(json!("everything")).await;
    assert_eq!(found["read_at"], json!([url]));
    assert!(found.get("erase_all_at").is_none() && of(&found, "correct_at").is_empty());
    // An address elsewhere is none.
    let mut elsewhere = route(&city, "/patron");
    elsewhere["url"] = json!("https://elsewhere.example/patron");
    elsewhere["changes"] = json!({"correct": ["name"], "erase_all": true});
    offer(&city, json!([elsewhere])).await;
    let found = patron().await;
    assert_eq!(found["read_at"], json!([]));
    assert!(!found.to_string().contains("elsewhere"), "{found}");
    city.end().await;
}

#[tokio::test]
async fn a_change_of_ones_own_stands_in_the_log_as_such() {
    let city = city().await;
    let patron = city.connector.dataset("patron");
    let report = async |outcome: Value| {
        let ticket = look(&city).await["ticket"].as_str().unwrap().to_owned();
        let answer = city.introspect(&ticket).await;
        let item = answer["access_item_uuid"].as_str().unwrap().to_owned();
        let reported = city
            .call(Method::PATCH, &format!("/api/v1/access-items/{item}"))
            .bearer_auth(city.connector.assertion(city.operator.url()))
            .json(&outcome)
            .send()
            .await
            .unwrap();
        assert_eq!(reported.status(), 200);
        newest(&city).await
    };
    let entry = report(json!({
        "success": true, "status": "completed", "log_index": 7,
        "added": {patron.clone(): ["loans.title"]}, "corrected": {patron.clone(): ["name"]}, "erased": {patron.clone(): ["birthDate"]},
    }))
    .await;
    assert_eq!(
        entry["text"],
        "You added this yourself at The City Library: loans.title. You corrected this yourself at The City Library: Name. You deleted this yourself at The City Library: Date of birth."
    );
    assert_eq!(entry["corrected"], json!({patron.clone(): ["name"]}));
    assert_eq!(entry["own_look"], true);
    let activity = page(&city, "/activity").await;
    assert!(activity.contains(">Changed<"), "{activity}");
    let entry = report(json!({
        "success": false, "status": "completed", "additional_info": "change-refused", "corrected": {patron: ["name"]},
    }))
    .await;
    assert_eq!(
        entry["text"],
        "You asked The City Library to add, correct or delete data about you. It has not confirmed that it did."
    );
    city.end().await;
}

#[tokio::test]
async fn a_person_is_told_what_staff_did_with_a_change_that_was_passed_on_to_them() {
    let city = city().await;
    let patron = city.connector.dataset("patron");
    let answered = async |success: bool, staff: Value, why: Option<&str>| {
        let ticket = look(&city).await["ticket"].as_str().unwrap().to_owned();
        let answer = city.introspect(&ticket).await;
        let item = answer["access_item_uuid"].as_str().unwrap().to_owned();
        let report = async |outcome: Value| {
            let reported = city
                .call(Method::PATCH, &format!("/api/v1/access-items/{item}"))
                .bearer_auth(city.connector.assertion(city.operator.url()))
                .json(&outcome)
                .send()
                .await
                .unwrap();
            assert_eq!(reported.status(), 200);
            newest(&city).await
        };
        let corrected = json!({patron.clone(): ["name"]});
        let filed = report(json!({
            "success": true, "status": "completed", "corrected": corrected,
            "staff": {"state": "waiting", "until": 1_777_809_600},
        }));
        let filed = filed.await;
        assert_eq!(
            filed["text"],
            "You asked The City Library to correct or delete this: Name. Its staff will answer by 3 May 2026."
        );
        assert_eq!(
            (&filed["status"], &filed["staff"]),
            (&json!("filed"), &json!("waiting"))
        );
        let outcome = json!({
            "success": success, "status": "completed", "corrected": corrected, "staff": staff,
            "additional_info": why,
        });
        let entry = report(outcome.clone()).await;
        // What was said last stays, whatever is reported again.
        let again = json!({
            "success": true, "status": "completed", "staff": {"state": "waiting", "until": 1},
        });
        assert_eq!(report(again).await, entry);
        assert_eq!(report(outcome).await, entry);
        entry
    };
    let done = answered(true, json!({"state": "done"}), None).await;
    assert_eq!(
        done["text"],
        "The staff of The City Library corrected this, as you asked: Name."
    );
    let no = json!({"state": "refused"});
    let refused = answered(false, no, Some("Kept by law.")).await;
    assert_eq!(
        refused["text"],
        "You asked The City Library to correct or delete this: Name. Its staff refused: “Kept by law.”"
    );
    // What they take back themselves is no news to them.
    let theirs = json!({"state": "refused", "taken_back": true});
    let taken_back = answered(false, theirs, Some("the person has taken it back")).await;
    assert_eq!(
        (&taken_back["text"], &taken_back["staff"]),
        (
            &json!("You took back what you had asked The City Library to correct or delete: Name."),
            &json!("taken-back")
        )
    );
    let activity = page(&city, "/activity").await;
    assert!(activity.contains("Taken back"), "{activity}");
    let news = city.person.get(&city, "/api/v1/me/notifications").await;
    let news = news["notifications"].as_array().unwrap().iter();
    let texts: Vec<&str> = news
        .filter(|one| one["kind"] == "change-answered")
        .map(|one| one["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts,
        [
            "The staff of The City Library have refused the change that you asked for. Your activity says why.",
            "The staff of The City Library have made the change that you asked for.",
        ]
    );
    city.end().await;
}

#[tokio::test]
async fn a_services_entry_is_no_own_look() {
    let city = city().await;
    let (leg, _) = city.permit(&[]).await;
    let ticket = city.ticket(&leg).await;
    assert_eq!(part(&ticket, 0)["typ"], "mim4-request-ticket+jwt");
    assert!(claims(&ticket).get("self_access").is_none());
    assert_eq!(city.introspect(&ticket).await["active"], true);
    assert!(newest(&city).await.get("own_look").is_none());
    city.end().await;
}

#[tokio::test]
async fn it_ends_with_the_session_that_asked() {
    let city = city().await;
    let ticket = look(&city).await["ticket"].as_str().unwrap().to_owned();
    assert_eq!(city.introspect(&ticket).await["active"], true);
    let ended = city
        .call(Method::DELETE, "/api/v1/sessions/current")
        .bearer_auth(&city.person.token)
        .send()
        .await
        .unwrap();
    assert_eq!(ended.status(), 204);
    let answer = city.introspect(&ticket).await;
    assert_eq!(answer["active"], false);
    assert_eq!(answer["reason"], "the session that asked for it has ended");
    assert_eq!(answer["identifiers"], json!([]));
    city.end().await;
}

#[tokio::test]
async fn it_ends_by_itself() {
    let city = city().await;
    let ticket = look(&city).await["ticket"].as_str().unwrap().to_owned();
    city.clock.advance(60 + 61);
    let connector = ClientId::parse(&city.connector.uuid).unwrap();
    let (key, audience) = (&city.connector.key, city.operator.url());
    let assertion =
        client_assertion::sign(key, &connector, audience, &token_id(), city.clock.seconds());
    let answer = city
        .call(Method::POST, "/api/v1/introspection")
        .bearer_auth(assertion.unwrap())
        .json(&json!({"request_ticket": ticket}))
        .send()
        .await
        .unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(
        (&answer["active"], &answer["reason_code"]),
        (&json!(false), &json!("ticket-expired"))
    );
    city.end().await;
}

#[tokio::test]
async fn another_connector_hears_nothing() {
    let city = city().await;
    let ticket = look(&city).await["ticket"].as_str().unwrap().to_owned();
    let other = crate::city::Connector::start(&["self-access"]).await;
    let new = operator::sources::NewConnector::new(&other.url, vec![GROUP.parse().unwrap()]);
    city.operator.operator().add_connector(new).await.unwrap();
    let answer: Value = city
        .call(Method::POST, "/api/v1/introspection")
        .bearer_auth(other.assertion(city.operator.url()))
        .json(&json!({"request_ticket": ticket}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(answer["reason_code"], "ticket-wrong-audience", "{answer}");
    city.end().await;
}

#[tokio::test]
async fn a_source_that_stops_offering_it_is_told_no() {
    let city = city().await;
    let ticket = look(&city).await["ticket"].as_str().unwrap().to_owned();
    offer(&city, json!([])).await;
    let answer = city.introspect(&ticket).await;
    assert_eq!(answer["reason_code"], "self-access-not-offered");
    let entry = newest(&city).await;
    assert_eq!(
        (&entry["own_look"], &entry["status"]),
        (&json!(true), &json!("refused"))
    );
    city.end().await;
}

#[tokio::test]
async fn tickets_are_for_what_is_offered() {
    let city = city().await;
    let path = "/api/v1/me/self-access";
    let ask = |dataset: String| {
        let proof = proof(&city, &browser_key(), path);
        let city = &city;
        async move { ask(city, &city.person, &dataset, Some(&proof)).await }
    };
    problem(
        ask(city.connector.dataset("loans")).await,
        403,
        "self-access-not-offered",
    )
    .await;
    problem(
        ask(city.connector.dataset("nothing")).await,
        404,
        "not-found",
    )
    .await;
    // A connector speaks for its own addresses alone.
    let elsewhere =
        json!([{"dataset": city.connector.dataset("patron"), "url": "http://127.0.0.1:9/patron"}]);
    offer(&city, elsewhere).await;
    problem(
        ask(city.connector.dataset("patron")).await,
        403,
        "self-access-not-offered",
    )
    .await;
    let origins = city
        .operator
        .operator()
        .self_access_origins(&city.person.id)
        .await;
    assert_eq!(origins.unwrap(), [""; 0]);
    city.end().await;
}

#[tokio::test]
async fn a_proof_is_needed_and_good_once() {
    let city = city().await;
    let dataset = city.connector.dataset("patron");
    problem(
        ask(&city, &city.person, &dataset, None).await,
        401,
        "proof-missing",
    )
    .await;
    let elsewhere = proof(&city, &browser_key(), "/api/v1/me/sources");
    let answer = ask(&city, &city.person, &dataset, Some(&elsewhere)).await;
    problem(answer, 401, "proof-invalid").await;
    let used = proof(&city, &browser_key(), "/api/v1/me/self-access");
    let answer = ask(&city, &city.person, &dataset, Some(&used)).await;
    assert_eq!(answer.status(), 200);
    let answer = ask(&city, &city.person, &dataset, Some(&used)).await;
    problem(answer, 401, "proof-replayed").await;
    city.end().await;
}

#[tokio::test]
async fn a_session_is_needed() {
    let city = city().await;
    let proof = proof(&city, &browser_key(), "/api/v1/me/self-access");
    let answer = city
        .call(Method::POST, "/api/v1/me/self-access")
        .header("dpop", proof)
        .json(
            &json!({"connector": city.connector.uuid, "dataset": city.connector.dataset("patron")}),
        )
        .send()
        .await
        .unwrap();
    problem(answer, 401, "login-required").await;
    assert_eq!(city.get("/api/v1/me/sources").await.status(), 401);
    city.end().await;
}

#[tokio::test]
async fn nobody_asks_without_end() {
    let city = city().await;
    let dataset = city.connector.dataset("patron");
    for _ in 0..200 {
        let proof = proof(&city, &browser_key(), "/api/v1/me/self-access");
        let answer = ask(&city, &city.person, &dataset, Some(&proof)).await;
        if answer.status() == 429 {
            assert!(answer.headers().contains_key("retry-after"));
            return problem(answer, 429, "rate-limited").await;
        }
    }
    panic!("200 tickets within a moment");
}

#[tokio::test]
async fn a_page_opens_towards_the_persons_sources_alone() {
    let city = city().await;
    let operator = city.operator.operator();
    let origins = operator.self_access_origins(&city.person.id).await.unwrap();
    assert_eq!(origins, [city.connector.url.as_str()]);
    let policy = operator.self_access_policy(&city.person.id).await.unwrap();
    let policy = policy.to_str().unwrap();
    let opened = format!("; connect-src 'self' {}; ", city.connector.url);
    assert!(policy.contains(&opened), "{policy}");
    // Without the capability the routes count for nothing.
    city.connector.shared.metadata.lock().unwrap()["capabilities"] = json!(["attribute-filter"]);
    refresh(&city).await;
    let origins = operator.self_access_origins(&city.person.id).await.unwrap();
    assert_eq!(origins, [""; 0]);
    city.end().await;
}

#[tokio::test]
async fn what_needs_more_assurance_than_the_person_has_is_not_shown() {
    let city = city().await;
    {
        let mut datasets = city.connector.shared.datasets.lock().unwrap();
        datasets[0]["version"] = json!(2);
        datasets[0]["attributes"][2]["assurance"] = json!("high");
    }
    refresh(&city).await;
    let ticket = look(&city).await["ticket"].as_str().unwrap().to_owned();
    let answer = city.introspect(&ticket).await;
    let patron = city.connector.dataset("patron");
    assert_eq!(
        answer["permission"]["datasets"][&patron],
        json!(["name", "address.postalCode"])
    );
    let sources = city.person.get(&city, "/api/v1/me/sources").await;
    assert_eq!(
        sources["sources"][0]["datasets"]
            .to_string()
            .matches("\"shown\":false")
            .count(),
        1
    );
    city.end().await;
}

//! People who come to the source's desk to be linked: in its staff's inbox until they are confirmed, refused, give up or
//! stay away.

use std::time::Duration;

use serde_json::{Value, json};

use crate::city::{City, read};
use crate::links::Attempt;
use crate::staff::Member;

/// Somebody who wants to be linked at the desk.
pub(crate) struct Comer {
    attempt: Attempt,
    code: String,
}

async fn city() -> City {
    let mut city = City::prepare().await;
    receive(&mut city);
    city.serve().await;
    city
}

/// Has people come to the desk.
pub(crate) fn receive(city: &mut City) {
    city.config.links = Some(read(json!({
        "identifier_type": "library_card",
        "desk": {"assurance": "high", "text": {"en": "Come to any branch with your passport."}},
    })));
}

impl Comer {
    /// Begins, and is shown a code.
    pub(crate) async fn come(city: &City) -> Self {
        let mut attempt = Attempt::begin(city, "desk").await;
        let page = attempt.page().await.text;
        let code = page
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
            .find(|word| word.len() == 9 && word.as_bytes()[4] == b'-' && !word.contains("desk"))
            .unwrap()
            .to_owned();
        Self { attempt, code }
    }

    /// Goes back to the operator, which hears what came of it.
    async fn go_back(&self, city: &City, act: &str) -> Value {
        self.attempt.go_back(city, &[("act", act)]).await
    }

    /// What the operator hears.
    async fn result(&self, city: &City, code: Option<&str>) -> Value {
        self.attempt.result(city, code).await
    }
}

async fn tasks(city: &City, which: &str) -> Vec<Value> {
    let tasks = city.admin(&format!("/api/v1/tasks{which}")).await;
    tasks.as_array().unwrap().clone()
}

#[tokio::test]
async fn whoever_will_come_is_in_the_inbox_until_they_are_confirmed_by_their_code() {
    let city = city().await;
    let (comer, other) = (Comer::come(&city).await, Comer::come(&city).await);
    let open = tasks(&city, "").await;
    assert_eq!(open.len(), 2);
    assert_eq!(open[0]["kind"], "desk-confirmation");
    assert!(!open[0].to_string().contains(&comer.code), "{open:?}");
    assert_eq!(comer.go_back(&city, "back").await["state"], "waiting");

    let steward = Member::come(&city, &["data-steward"]).await;
    let id = open[0]["id"].as_str().unwrap();
    let path = format!("/staff/inbox/{id}");
    let page = steward.page(&path).await;
    assert!(page.contains("Come to any branch"), "{page}");
    assert!(page.contains("Look at a proof of identity"), "{page}");
    assert!(!page.contains("value=\"done\""), "{page}");
    let confirm = async |code: &str| {
        let form = [
            ("act", "confirm"),
            ("code", code),
            ("identifier", "2900-17"),
        ];
        steward.post(&path, &form).await
    };
    let theirs = confirm(&other.code).await;
    assert_eq!(theirs.status(), 404);
    let said = theirs.text().await.unwrap();
    assert!(said.contains("Nothing waits under this code"), "{said}");
    let done = steward.post(&path, &[("act", "done")]).await;
    assert_eq!(done.status(), 409, "nobody is confirmed without their code");
    assert_eq!(confirm(&comer.code).await.status(), 303);

    let closed = tasks(&city, "?done=true").await;
    assert_eq!(closed.len(), 1);
    assert_eq!(
        (&closed[0]["id"], &closed[0]["state"]),
        (&open[0]["id"], &json!("done"))
    );
    assert!(!closed[0].to_string().contains("2900-17"));
    let linked = comer.result(&city, None).await;
    assert_eq!(
        (&linked["state"], &linked["id"]),
        (&json!("linked"), &json!("2900-17"))
    );
    // The other waits on, and is confirmed at the desk's own page.
    assert_eq!(other.go_back(&city, "back").await["state"], "waiting");
    let form = [("code", other.code.as_str()), ("identifier", "2900-18")];
    assert_eq!(steward.post("/staff/desk", &form).await.status(), 200);
    assert!(tasks(&city, "").await.is_empty());
}

#[tokio::test]
async fn staff_refuse_with_a_reason_and_the_operator_hears_of_it() {
    let city = city().await;
    let (waiting, away) = (Comer::come(&city).await, Comer::come(&city).await);
    assert_eq!(waiting.go_back(&city, "back").await["state"], "waiting");
    let open = tasks(&city, "").await;
    let steward = Member::come(&city, &["data-steward"]).await;
    for task in &open {
        let path = format!("/staff/inbox/{}", task["id"].as_str().unwrap());
        let page = steward.page(&path).await;
        assert!(page.contains("the person reads it"), "{page}");
        let without = [("act", "refuse"), ("note", " ")];
        assert_eq!(steward.post(&path, &without).await.status(), 400);
        let form = [("act", "refuse"), ("note", "nobody came with a passport")];
        assert_eq!(steward.post(&path, &form).await.status(), 303);
        let page = steward.page(&path).await;
        assert!(page.contains("nobody came with a passport"), "{page}");
    }
    assert!(tasks(&city, "").await.is_empty());
    let heard = |result: &Value| {
        let why = "nobody came with a passport";
        assert_eq!(
            (&result["state"], &result["reason"]),
            (&json!("failed"), &json!(why))
        );
    };
    heard(&waiting.result(&city, None).await);
    // Who had not gone back yet hears it on the way.
    heard(&away.go_back(&city, "cancel").await);
    let log = city.admin("/api/v1/log?kind=link").await.to_string();
    assert!(
        log.contains("\"act\":\"refused\"") && !log.contains("passport"),
        "{log}"
    );
}

#[tokio::test]
async fn what_is_given_up_or_runs_out_leaves_the_inbox() {
    let mut city = city().await;
    let (gives_up, changes_mind) = (Comer::come(&city).await, Comer::come(&city).await);
    let _stays_away = Comer::come(&city).await;
    assert_eq!(gives_up.go_back(&city, "cancel").await["state"], "failed");
    assert_eq!(
        changes_mind.go_back(&city, "back").await["state"],
        "waiting"
    );
    assert_eq!(
        changes_mind.go_back(&city, "cancel").await["state"],
        "failed"
    );
    assert_eq!(tasks(&city, "").await.len(), 1);
    city.clock.advance(Duration::from_hours(24 * 15));
    city.restart().await;
    let gone = async || tasks(&city, "").await.is_empty();
    while !gone().await {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let closed = tasks(&city, "?done=true").await;
    assert!(
        closed.iter().all(|task| task["state"] == "lapsed"),
        "{closed:?}"
    );
    assert_eq!(closed.len(), 3);
}

#[tokio::test]
async fn staff_refuse_at_the_desk_whoever_shows_a_code() {
    let city = city().await;
    let (comer, other) = (Comer::come(&city).await, Comer::come(&city).await);
    assert_eq!(comer.go_back(&city, "back").await["state"], "waiting");
    let steward = Member::come(&city, &["data-steward"]).await;
    let page = steward
        .page(&format!("/staff/desk?code={}", comer.code))
        .await;
    assert!(page.contains("the person reads it"), "{page}");
    let refuse = async |code: &str, note: &str| {
        let form = [("code", code), ("note", note)];
        let answer = steward.post("/staff/desk/refuse", &form).await;
        answer.text().await.unwrap()
    };
    let without = refuse(&comer.code, " ").await;
    assert!(without.contains("A refusal must say why"), "{without}");
    let unknown = refuse("AAAA-AAAA", "it is somebody else").await;
    assert!(unknown.contains("Nothing waits under"), "{unknown}");
    let refused = refuse(&comer.code, "it is <b>somebody</b> else").await;
    assert!(refused.contains("The person reads your reason"));
    let result = comer.result(&city, None).await;
    assert_eq!(result["reason"], "it is <b>somebody</b> else");
    // Who waits beside them waits on.
    assert_eq!(other.go_back(&city, "back").await["state"], "waiting");
    assert_eq!(tasks(&city, "").await.len(), 1);
}

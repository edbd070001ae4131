//! The source's pages: what its staff see, write, publish and do by hand.

use reqwest::{Method, Response};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::changes::{change, open};
use crate::city::City;
use crate::own_data::vouch;

const PASSWORD: &str = "a sentence nobody guesses";

/// A member of staff with a session.
pub(crate) struct Member {
    pub(crate) client: reqwest::Client,
    url: String,
}

impl Member {
    /// Somebody with these roles, invited and come.
    pub(crate) async fn come(city: &City, roles: &[&str]) -> Self {
        let login = format!("{}@library.example", roles.join("."));
        let body = json!({"name": "Liisa", "login": login, "roles": roles});
        let invited = city.post_admin("/api/v1/staff/members", &body).await;
        let link = invited["link"].as_str().unwrap().to_owned();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let page = client
            .get(&link)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let key = page.split("<code>").nth(1).unwrap();
        let key = key.split("</code>").next().unwrap().replace(' ', "");
        let secret = Secret::try_from_base32(&key).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        let now = u64::try_from(city.clock.seconds()).unwrap();
        let code = totp.generate(now).to_string();
        let form = [("password", PASSWORD), ("code", code.as_str())];
        let come = client.post(&link).form(&form).send().await.unwrap();
        assert_eq!(come.status(), 200);
        let session = come.headers()["set-cookie"].to_str().unwrap();
        let session = session.split(';').next().unwrap().to_owned();
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("cookie", session.parse().unwrap());
        headers.insert("accept", "text/html".parse().unwrap());
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .default_headers(headers)
            .build()
            .unwrap();
        Self {
            client,
            url: city.url.clone(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        let url = format!("{}{path}", self.url);
        self.client.get(url).send().await.unwrap()
    }

    pub(crate) async fn page(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        response.text().await.unwrap()
    }

    /// As [`Member::page`], from now on in this language.
    pub(crate) async fn page_in(&self, language: &str, path: &str) -> String {
        let form = [("language", language), ("next", path)];
        let chosen = self.post("/staff/language", &form).await;
        assert_eq!(chosen.status(), 303, "{language}");
        self.page(path).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let url = format!("{}{path}", self.url);
        self.client.post(url).form(form).send().await.unwrap()
    }
}

/// The hidden number by which a page knows what it showed.
pub(crate) fn read_at(page: &str) -> String {
    let rest = page.split("name=\"read_at\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn staff_see_health_log_statistics_and_keys_as_their_roles_allow() {
    let city = City::start().await;
    assert_eq!(city.ask().await.status(), 200);
    let steward = Member::come(&city, &["data-steward"]).await;
    let home = steward.page("/staff").await;
    assert!(
        home.contains("Works") && home.contains("City library"),
        "{home}"
    );
    let log = steward
        .page("/staff/log?kind=release&operator=&service=")
        .await;
    assert!(
        log.contains("Hobby grants") && log.contains("Released"),
        "{log}"
    );
    let month = steward.page("/staff/statistics").await;
    assert!(month.contains("Hobby grants"), "{month}");
    let csv = steward.page("/staff/statistics.csv").await;
    let row = csv.lines().nth(1).unwrap();
    let attributes: u32 = row.rsplit(',').next().unwrap().parse().unwrap();
    assert!(
        row.contains("\"Hobby grants\",\"patron\",\"released\",1,1,") && attributes > 0,
        "{csv}"
    );
    let keys = steward.page("/staff/keys").await;
    assert!(!keys.contains("/staff/keys/rotate"));
    assert_eq!(steward.post("/staff/keys/rotate", &[]).await.status(), 403);
    assert_eq!(steward.get("/staff/members").await.status(), 403);

    let admin = Member::come(&city, &["administrator"]).await;
    assert_eq!(admin.get("/staff/log").await.status(), 403);
    assert_eq!(admin.get("/api/v1/log").await.status(), 403);
    assert_eq!(admin.post("/staff/keys/rotate", &[]).await.status(), 303);
    let trail = admin.page("/staff/trail").await;
    assert!(trail.contains("Replaced a key"), "{trail}");
    // What staff did is in the same log, and not among what services asked.
    let log = city.log().await;
    assert!(log.iter().all(|entry| entry["kind"] != "staff"));
    assert_eq!(city.get("/staff").await.url().path(), "/staff/login");
}

#[tokio::test]
async fn a_version_published_from_the_page_is_in_effect_at_once_and_after_a_restart() {
    let mut city = City::start().await;
    assert!(city.released().await["email"].is_string());
    let steward = Member::come(&city, &["data-steward"]).await;
    let page = steward
        .page("/staff/datasets/patron/edit?language=fi")
        .await;
    assert!(page.contains("version 2"), "{page}");
    let described: Value = city.get("/datasets").await.json().await.unwrap();
    let attributes = described[0]["attributes"].as_array().unwrap();
    let mut form: Vec<(String, String)> = vec![
        ("language".into(), "fi".into()),
        ("read_at".into(), read_at(&page)),
        ("title".into(), "Kirjastokortti".into()),
    ];
    for (place, one) in attributes.iter().enumerate() {
        let path = one["path"].as_str().unwrap();
        let category = one["category"].as_str().unwrap();
        form.push((format!("path-{place}"), path.into()));
        form.push((format!("category-{place}"), category.into()));
        form.push((format!("sensitivity-{place}"), "ordinary".into()));
        let holds = one["holds"].as_str().unwrap_or("single");
        form.push((format!("holds-{place}"), holds.into()));
        if path == "email" {
            form.push((format!("remove-{place}"), "yes".into()));
        }
    }
    let fields: Vec<(&str, &str)> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let saved = steward.post("/staff/datasets/patron/edit", &fields).await;
    assert_eq!(saved.status(), 303);
    // What somebody else has written since is not overwritten.
    let late = steward.post("/staff/datasets/patron/edit", &fields).await;
    assert_eq!(late.status(), 409);
    assert!(
        city.released().await["email"].is_string(),
        "a draft changes nothing"
    );

    let page = steward
        .page("/staff/datasets/patron/edit?language=fi")
        .await;
    assert!(page.contains("Kirjastokortti"));
    let number = read_at(&page);
    let published = steward
        .post("/staff/datasets/patron/publish", &[("read_at", &number)])
        .await;
    assert_eq!(
        published.status(),
        303,
        "{}",
        published.text().await.unwrap()
    );
    let described: Value = city.get("/datasets").await.json().await.unwrap();
    assert_eq!(described[0]["version"], 2);
    assert_eq!(described[0]["title"]["fi"], "Kirjastokortti");
    assert!(
        city.released().await.get("email").is_none(),
        "what is not described is not released"
    );
    let catalogue = city.get("/catalogue").await.text().await.unwrap();
    assert!(catalogue.contains("Kirjastokortti"));
    let again = steward
        .post("/staff/datasets/patron/publish", &[("read_at", &number)])
        .await;
    assert_eq!(again.status(), 409);

    city.restart().await;
    let described: Value = city.get("/datasets").await.json().await.unwrap();
    assert_eq!(described[0]["version"], 2);
    city.stop().await;
    // The file may go on with a newer one, and not with another of the same number.
    city.config.datasets[0].version = 2;
    let refused = connector::Connector::start(city.config.clone()).await;
    let refused = refused.err().unwrap().to_string();
    assert!(refused.contains("give yours version 3"), "{refused}");
    city.config.datasets[0].version = 3;
    city.serve().await;
    assert!(city.released().await["email"].is_string());
}

#[tokio::test]
async fn what_the_start_would_refuse_is_not_published() {
    let city = City::start().await;
    let steward = Member::come(&city, &["data-steward"]).await;
    let described: Value = city.admin("/api/v1/datasets").await;
    let mut description = described[0]["description"].clone();
    description["version"] = json!(2);
    description["not_for_person"] = json!(["nowhere"]);
    let publish = |body: Value| {
        let (client, url) = (steward.client.clone(), steward.url.clone());
        async move {
            let url = format!("{url}/api/v1/datasets/patron/versions");
            let request = client.post(url).header("accept", "application/json");
            request.json(&body).send().await.unwrap()
        }
    };
    let refused = publish(json!({"description": description})).await;
    assert_eq!(refused.status(), 400);
    let problem: Value = refused.json().await.unwrap();
    assert!(
        problem["detail"].as_str().unwrap().contains("`nowhere`"),
        "{problem}"
    );
    description["not_for_person"] = json!([]);
    description["version"] = json!(1);
    assert_eq!(
        publish(json!({"description": description})).await.status(),
        400
    );
    description["version"] = json!(2);
    assert_eq!(
        publish(json!({"description": description})).await.status(),
        201
    );
    let trail = city.admin("/api/v1/staff/trail?limit=1").await;
    assert_eq!(trail["entries"][0]["act"], "dataset-published");
    assert_eq!(trail["entries"][0]["object"], "patron 2");

    let auditor = Member::come(&city, &["auditor"]).await;
    assert_eq!(
        auditor.get("/staff/datasets/patron/edit").await.status(),
        403
    );
    assert_eq!(auditor.get("/staff/datasets/patron").await.status(), 200);
    assert_eq!(
        auditor
            .post("/staff/datasets/patron/drop", &[])
            .await
            .status(),
        403
    );
}

#[tokio::test]
async fn a_preview_says_what_a_person_reads_and_what_is_missing() {
    let city = City::start().await;
    let auditor = Member::come(&city, &["auditor"]).await;
    let english = auditor.page("/staff/datasets/patron?language=en").await;
    assert!(!english.contains("Not said in this language"), "{english}");
    let greek = auditor.page("/staff/datasets/patron?language=el").await;
    assert!(greek.contains("Not said in this language yet"));
    assert!(greek.contains("lang=\"el\""));
}

#[tokio::test]
async fn what_the_system_cannot_change_is_done_by_hand() {
    let mut city = City::prepare().await;
    open(&mut city);
    city.serve().await;
    vouch(&city).await;
    let filed = change(
        &city,
        Method::PATCH,
        Some(json!({"email": "new@example.org"})),
    )
    .await;
    assert_eq!(filed.status(), 202);
    let filed: Value = filed.json().await.unwrap();
    let id = filed["task"].as_str().unwrap().to_owned();
    assert!(city.upstream.asked().iter().all(|one| one.method == "GET"));
    let log = city.log().await;
    assert_eq!(log[0]["kind"], "change-filed");
    assert!(!log[0].to_string().contains("new@example.org"));

    let steward = Member::come(&city, &["data-steward"]).await;
    let inbox = steward.page("/staff/inbox").await;
    assert!(
        inbox.contains(&id) && inbox.contains("Correct somebody"),
        "{inbox}"
    );
    let path = format!("/staff/inbox/{id}");
    let task = steward.page(&path).await;
    assert!(
        task.contains("new@example.org") && task.contains("2900-17"),
        "{task}"
    );
    assert_eq!(steward.post(&path, &[("act", "take")]).await.status(), 303);
    assert!(steward.page(&path).await.contains("Liisa does it"));
    let without = steward
        .post(&path, &[("act", "refuse"), ("note", " ")])
        .await;
    assert_eq!(without.status(), 400);
    let done = steward
        .post(&path, &[("act", "done"), ("note", "changed in the system")])
        .await;
    assert_eq!(done.status(), 303);
    let ended = steward.page(&path).await;
    assert!(
        !ended.contains("new@example.org") && !ended.contains("2900-17"),
        "{ended}"
    );
    assert!(ended.contains("changed in the system"));
    assert_eq!(steward.post(&path, &[("act", "take")]).await.status(), 409);
    // The person's operator hears that it was passed on, and then that it is done, under the same entry.
    let (passed, told) = (city.outcome(0).await, city.outcome(1).await);
    assert_eq!(passed["staff"]["state"], "waiting");
    assert_eq!(told["staff"]["state"], "done");
    assert_eq!(told["success"], true);
    let corrected = told["corrected"].as_object().unwrap().values().next();
    assert_eq!(corrected, Some(&json!(["email"])));
    let outcomes = city.operator.outcomes();
    assert_eq!(outcomes[0].target, outcomes[1].target);
    let log = city.log().await;
    assert_eq!(
        (&log[0]["kind"], &log[0]["record"]["by_staff"]),
        (&json!("change"), &json!(true))
    );
    assert!(steward.page("/staff/inbox?done=true").await.contains(&id));

    let auditor = Member::come(&city, &["auditor"]).await;
    assert_eq!(auditor.post(&path, &[("act", "take")]).await.status(), 403);
    let admin = Member::come(&city, &["administrator"]).await;
    assert_eq!(admin.get("/staff/inbox").await.status(), 403);
}

#[tokio::test]
async fn a_person_reads_why_staff_refused() {
    let mut city = City::prepare().await;
    open(&mut city);
    city.serve().await;
    vouch(&city).await;
    let erased = change(&city, Method::PATCH, Some(json!({"email": null}))).await;
    let erased: Value = erased.json().await.unwrap();
    let page = format!("/staff/inbox/{}", erased["task"].as_str().unwrap());
    let steward = Member::come(&city, &["data-steward"]).await;
    assert!(steward.page(&page).await.contains("the person reads it"));
    let refuse = [("act", "refuse"), ("note", "Kept by the Library Act.")];
    assert_eq!(steward.post(&page, &refuse).await.status(), 303);
    let told = city.outcome(1).await;
    assert_eq!(told["staff"]["state"], "refused");
    assert_eq!(told["success"], false);
    assert_eq!(told["additional_info"], "Kept by the Library Act.");
    let log = city.log().await;
    assert_eq!(log[0]["record"]["refused"], "change-refused");
}

#[tokio::test]
async fn tasks_that_are_late_are_said_first() {
    let mut city = City::prepare().await;
    open(&mut city);
    city.serve().await;
    vouch(&city).await;
    let erased = change(&city, Method::PATCH, Some(json!({"email": null}))).await;
    assert_eq!(erased.status(), 202);
    city.clock.advance(std::time::Duration::from_hours(24 * 31));
    let officer = Member::come(&city, &["data-protection-officer"]).await;
    let home = officer.page("/staff").await;
    assert!(home.contains("Tasks in the inbox are late: 1"), "{home}");
    assert!(officer.page("/staff/inbox").await.contains("Late"));
}

#[tokio::test]
async fn no_route_takes_the_place_of_the_pages() {
    let mut city = City::prepare().await;
    let mut route = city.config.routes[0].clone();
    route.path = "/staff/members".into();
    city.config.routes.push(route);
    let refused = connector::Connector::start(city.config.clone()).await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn what_goes_into_the_store_and_out_of_it_as_a_whole_is_in_the_log() {
    let mut city = City::prepare_store().await;
    city.serve().await;
    city.keep(&[json!({"id": "card-1", "name": "Aino Virtanen"})])
        .await;
    city.admin("/api/v1/entities?dataset=patron").await;
    let log = city.admin("/api/v1/log?kind=staff").await;
    let done: Vec<(&Value, &Value)> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (&entry["record"]["act"], &entry["record"]["object"]))
        .collect();
    let expected = [
        (&json!("entities-saved"), &json!("patron: 1")),
        (&json!("entities-kept"), &json!("patron: 1")),
    ];
    assert_eq!(done, expected, "{log}");
    assert!(!log.to_string().contains("Aino") && !log.to_string().contains("2900-17"));
}

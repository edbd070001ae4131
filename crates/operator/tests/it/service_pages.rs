//! The pages of a service, for the staff of its organisation.
use reqwest::{Method, Response};
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::city::{City, LOGIN, PASSWORD, key};
use crate::notifications::{mails, with_mails};
use crate::webhooks::Endpoint;

/// Somebody of an organisation's staff, with a session.
struct Staff {
    cookie: String,
}

fn token(city: &City) -> String {
    let file = city.folder.path().join("operator/admin.token");
    std::fs::read_to_string(file).unwrap().trim().to_owned()
}

/// What stands between two texts, the first time.
fn between(text: &str, (before, after): (&str, &str)) -> String {
    let rest = text.split(before).nth(1).unwrap();
    rest.split(after).next().unwrap().to_owned()
}

impl Staff {
    /// Invites somebody to an organisation and lets them in.
    async fn enter(city: &City, organisation: &str, login: &str, roles: &[&str]) -> Self {
        let invited = city
            .call(Method::POST, "/api/v1/staff/members")
            .query(&[("organisation", organisation)])
            .bearer_auth(token(city))
            .json(&json!({"name": "Liisa", "login": login, "roles": roles}))
            .send()
            .await
            .unwrap();
        assert_eq!(invited.status(), 201, "{:?}", invited.text().await);
        let invited: Value = invited.json().await.unwrap();
        let link = invited["link"].as_str().unwrap().to_owned();
        let page = city
            .client
            .get(&link)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let code = between(&page, ("<code>", "</code>")).replace(' ', "");
        let totp = Builder::new()
            .with_secret(Secret::try_from_base32(code).unwrap())
            .build()
            .unwrap();
        let now = u64::try_from(city.clock.seconds()).unwrap();
        let come = city
            .client
            .post(&link)
            .form(&[
                ("password", PASSWORD),
                ("code", &totp.generate(now).to_string()),
            ])
            .send()
            .await
            .unwrap();
        assert_eq!(come.status(), 200, "{:?}", come.text().await);
        let cookie = come.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Self { cookie }
    }

    async fn get(&self, city: &City, path: &str) -> Response {
        let request = city.call(Method::GET, path).header("cookie", &self.cookie);
        request.send().await.unwrap()
    }

    async fn page(&self, city: &City, path: &str) -> String {
        let answer = self.get(city, path).await;
        assert_eq!(answer.status(), 200, "{path}: {:?}", answer.text().await);
        answer.text().await.unwrap()
    }

    async fn form(&self, city: &City, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = city.call(Method::POST, path).header("cookie", &self.cookie);
        request.form(fields).send().await.unwrap()
    }

    /// Where a form leads that was taken.
    async fn done(&self, city: &City, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.form(city, path, fields).await;
        assert_eq!(answer.status(), 303, "{path}: {:?}", answer.text().await);
        answer.headers()["location"].to_str().unwrap().to_owned()
    }
}

async fn steward(city: &City) -> Staff {
    let organisation = city
        .operator
        .operator()
        .service("hobby")
        .await
        .unwrap()
        .organisation;
    let roles = ["data-steward", "administrator"];
    Staff::enter(city, &organisation, "liisa@hobby.example", &roles).await
}

/// The fields of the editor as they stand on its page, with some of them changed.
fn fields<'a>(page: &'a str, changed: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
    let unescaped = |text: &str| {
        text.replace("&quot;", "\"")
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&#38;", "&")
            .replace("&amp;", "&")
    };
    let attribute = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        Some(unescaped(rest.split('"').next()?))
    };
    let mut found = Vec::new();
    let form = page
        .split("/draft\">")
        .nth(1)
        .unwrap()
        .split("</form>")
        .next()
        .unwrap();
    for tag in form
        .split('<')
        .map(|tag| tag.split_once('>').unwrap_or((tag, "")))
    {
        let (open, text) = tag;
        let Some(name) = attribute(open, "name") else {
            continue;
        };
        let kind = open.split_whitespace().next().unwrap_or_default();
        match kind {
            "textarea" => found.push((name, unescaped(text.trim()))),
            "input" => {
                let box_like = ["checkbox", "radio"]
                    .iter()
                    .any(|kind| open.contains(&format!("type=\"{kind}\"")));
                if !box_like || open.ends_with(" checked") || open.contains(" checked ") {
                    found.push((name, attribute(open, "value").unwrap_or_default()));
                }
            }
            "select" => {
                let options = form
                    .split(&format!("name=\"{name}\""))
                    .nth(1)
                    .unwrap_or_default();
                let options = options.split("</select>").next().unwrap_or_default();
                let chosen = options
                    .split("<option")
                    .find(|one| one.contains(" selected"));
                let value = chosen
                    .and_then(|one| attribute(one, "value"))
                    .unwrap_or_default();
                found.push((name, value));
            }
            _ => {}
        }
    }
    for (name, value) in changed {
        found.retain(|(known, _)| known != name);
        found.push(((*name).to_owned(), (*value).to_owned()));
    }
    found
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[tokio::test]
async fn staff_describe_a_use_see_it_as_people_will_and_publish_it() {
    let city = City::new().await;
    let staff = steward(&city).await;
    let home = staff.page(&city, "/staff").await;
    assert!(home.contains("/staff/services/hobby"), "{home}");
    let uses = staff.page(&city, "/staff/services/hobby/uses").await;
    assert!(uses.contains("A grant for your hobby"), "{uses}");
    let path = "/staff/services/hobby/uses/hobby-use";
    let draft = staff.done(&city, &format!("{path}/begin"), &[]).await;
    assert_eq!(draft, format!("{path}/draft"));
    let editor = staff.page(&city, &draft).await;
    let kept = fields(&editor, &[]);
    assert!(
        kept.contains(&("title-fi".to_owned(), "Harrastustuki".to_owned())),
        "{kept:?}"
    );
    // What was read is what is written: saved as it stands, nothing has changed.
    staff.done(&city, &draft, &borrowed(&kept)).await;
    let check = city
        .operator
        .operator()
        .check_draft("hobby", "hobby-use")
        .await
        .unwrap();
    assert!(check.valid && !check.changed, "{check:?}");
    let editor = staff.page(&city, &draft).await;
    let new = "We look at your card, and at “loans” & more.";
    let wanted = format!("want:{}#birthDate", city.connector.dataset("patron"));
    let filled = fields(
        &editor,
        &[
            ("notice-en", new),
            (&wanted, "required"),
            ("then", "preview"),
        ],
    );
    let preview = staff.done(&city, &draft, &borrowed(&filled)).await;
    assert_eq!(preview, format!("{path}/preview?language=en"));
    let shown = staff.page(&city, &preview).await;
    let as_shown = "We look at your card, and at “loans” &#38; more.";
    assert!(shown.contains(as_shown), "{shown}");
    assert!(
        shown.contains("Date of birth") && shown.contains("Yes, show this data")
            || shown.contains("disabled"),
        "{shown}"
    );
    let finnish = staff
        .page(&city, &format!("{path}/preview?language=fi"))
        .await;
    assert!(finnish.contains("Katsomme kirjastokorttiasi."), "{finnish}");
    let draft_now = city
        .operator
        .operator()
        .draft("hobby", "hobby-use")
        .await
        .unwrap();
    let revision = draft_now.revision.to_string();
    let submitted = staff
        .done(
            &city,
            &format!("{path}/publish"),
            &[("revision", &revision)],
        )
        .await;
    assert_eq!(submitted, format!("{path}/draft?done=submitted"));
    let waits = staff.page(&city, &submitted).await;
    assert!(waits.contains("Waits to be approved"), "{waits}");
    let version = city
        .operator
        .operator()
        .approve_draft(
            "hobby",
            "hobby-use",
            draft_now.revision + 1,
            operator::organisations::Actor::Administrator,
        )
        .await
        .unwrap();
    assert_eq!(version, 2);
    let asked = city.ask(Some(LOGIN)).await;
    let request = format!("/requests/{}", asked["id"].as_str().unwrap());
    let session = city
        .client
        .post(city.url("/login"))
        .form(&[("login", LOGIN), ("password", PASSWORD)])
        .send()
        .await
        .unwrap();
    let cookie = session.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let request = city.call(Method::GET, &request).header("cookie", cookie);
    let request = request.send().await.unwrap().text().await.unwrap();
    assert!(request.contains(as_shown), "{request}");
    // The same part of the page, word for word.
    let part = |page: &str| between(page, ("<dl class=\"facts\">", "</dl>"));
    assert_eq!(part(&request), part(&shown));
    let trail = staff.page(&city, "/staff/trail").await;
    assert!(trail.contains("Intended use submitted"), "{trail}");
    city.end().await;
}

#[tokio::test]
async fn what_somebody_else_changed_meanwhile_is_not_written_over() {
    let city = City::new().await;
    let staff = steward(&city).await;
    let path = "/staff/services/hobby/uses/hobby-use";
    let draft = staff.done(&city, &format!("{path}/begin"), &[]).await;
    let editor = staff.page(&city, &draft).await;
    staff
        .done(
            &city,
            &draft,
            &borrowed(&fields(&editor, &[("notice-en", "Theirs.")])),
        )
        .await;
    let mine = fields(&editor, &[("notice-en", "Mine.")]);
    let answer = staff.form(&city, &draft, &borrowed(&mine)).await;
    assert_eq!(answer.status(), 200);
    let answer = answer.text().await.unwrap();
    assert!(
        answer.contains("Somebody else changed the draft") && answer.contains("Mine."),
        "{answer}"
    );
    let kept = city
        .operator
        .operator()
        .draft("hobby", "hobby-use")
        .await
        .unwrap();
    assert_eq!(kept.description["notice"]["en"], "Theirs.");
    city.end().await;
}

#[tokio::test]
async fn pages_of_a_service_are_its_organisations_and_for_the_roles_that_may() {
    let city = City::new().await;
    let admin = city.operator.operator();
    let other = serde_json::from_value(json!({"name": "Another"})).unwrap();
    let other = admin.add_organisation(other).await.unwrap();
    let stranger = Staff::enter(&city, &other, "x@another.example", &["data-steward"]).await;
    let organisation = admin.service("hobby").await.unwrap().organisation;
    let auditor = Staff::enter(&city, &organisation, "a@hobby.example", &["auditor"]).await;
    for page in [
        "",
        "/uses",
        "/uses/hobby-use",
        "/permissions",
        "/requests",
        "/webhooks",
        "/keys",
        "/statistics",
        "/ticket",
    ] {
        let path = format!("/staff/services/hobby{page}");
        assert_eq!(stranger.get(&city, &path).await.status(), 404, "{path}");
        assert_eq!(city.get(&path).await.status(), 303, "{path}: the login");
        auditor.page(&city, &path).await;
    }
    for form in ["/uses", "/uses/hobby-use/begin", "/webhooks", "/keys"] {
        let path = format!("/staff/services/hobby{form}");
        assert_eq!(
            auditor.form(&city, &path, &[]).await.status(),
            403,
            "{path}"
        );
        assert!(
            stranger
                .form(&city, &path, &[])
                .await
                .status()
                .is_client_error(),
            "{path}"
        );
    }
    let keys = auditor.page(&city, "/staff/services/hobby/keys").await;
    assert!(!keys.contains("<textarea"), "{keys}");
    city.end().await;
}

#[tokio::test]
async fn staff_add_a_webhook_try_it_and_see_what_came_of_it() {
    let city = City::new().await;
    let staff = steward(&city).await;
    let endpoint = Endpoint::start().await;
    let path = "/staff/services/hobby/webhooks";
    let wrong = staff
        .form(
            &city,
            path,
            &[("url", "ftp://x"), ("event", "permission-withdrawn")],
        )
        .await;
    let wrong = wrong.text().await.unwrap();
    assert!(
        wrong.contains("This address cannot be used") && wrong.contains("ftp://x"),
        "{wrong}"
    );
    let page = staff
        .done(
            &city,
            path,
            &[("url", &endpoint.url), ("event", "permission-withdrawn")],
        )
        .await;
    endpoint.answer(500);
    let event = staff.done(&city, &format!("{page}/test"), &[]).await;
    loop {
        let shown = staff.page(&city, &event).await;
        if shown.contains("500") {
            assert!(shown.contains("To be sent"), "{shown}");
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let failing = staff.page(&city, "/staff/services/hobby").await;
    assert!(failing.contains("A webhook takes nothing"), "{failing}");
    endpoint.answer(202);
    staff.done(&city, &event, &[]).await;
    loop {
        if staff.page(&city, &event).await.contains("Delivered") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let listed = staff.page(&city, &page).await;
    assert!(
        listed.contains("Delivered") && listed.contains("Permission withdrawn"),
        "{listed}"
    );
    staff.done(&city, &format!("{page}/remove"), &[]).await;
    assert_eq!(staff.get(&city, &page).await.status(), 404);
    city.end().await;
}

#[tokio::test]
async fn staff_are_told_of_a_webhook_that_was_stopped_and_start_it_again() {
    let city = with_mails().await;
    let staff = steward(&city).await;
    let organisation = city.operator.operator().service("hobby").await;
    let organisation = organisation.unwrap().organisation;
    let auditor = "olli@hobby.example";
    Staff::enter(&city, &organisation, auditor, &["auditor"]).await;
    let endpoint = Endpoint::start().await;
    let path = "/staff/services/hobby/webhooks";
    let new = [("url", endpoint.url.as_str())];
    let page = staff.done(&city, path, &new).await;
    endpoint.answer(410);
    staff.done(&city, &format!("{page}/test"), &[]).await;
    let told = loop {
        if let Some(told) = mails(&city).into_iter().next() {
            break told;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert!(told.contains("To: liisa@hobby.example"), "{told}");
    let flat = told.replace("=\r\n", "");
    assert!(
        flat.contains("was stopped") && flat.contains(&page),
        "{told}"
    );
    assert!(
        !flat.contains(&endpoint.url),
        "its address may hold a secret: {told}"
    );

    let home = staff.page(&city, "/staff").await;
    assert!(home.contains("This webhook was stopped"), "{home}");
    let stopped = staff.page(&city, &page).await;
    assert!(
        stopped.contains("nothing is sent to it any more"),
        "{stopped}"
    );
    endpoint.answer(202);
    let back = staff.done(&city, &format!("{page}/resume"), &[]).await;
    assert_eq!(back, page);
    let started = staff.page(&city, &page).await;
    assert!(
        !started.contains("was stopped") && !started.contains("/resume"),
        "{started}"
    );
    // Pressed twice, it is as it is.
    assert_eq!(
        staff.done(&city, &format!("{page}/resume"), &[]).await,
        page
    );
    staff.done(&city, &format!("{page}/test"), &[]).await;
    let all = mails(&city);
    assert!(all.iter().all(|mail| !mail.contains(auditor)), "{all:?}");
    city.end().await;
}

#[tokio::test]
async fn staff_see_permissions_by_id_and_test_a_ticket_without_getting_one() {
    let city = City::new().await;
    let staff = steward(&city).await;
    let (leg, arrangement) = city.permit(&["birthDate"]).await;
    let held = staff
        .page(&city, "/staff/services/hobby/permissions?state=granted")
        .await;
    assert!(held.contains(&leg) && held.contains("3 items"), "{held}");
    let sent = staff.page(&city, "/staff/services/hobby/requests").await;
    assert!(sent.contains(&leg) && sent.contains("Granted"), "{sent}");
    for secret in [&*arrangement, &city.person.id, LOGIN, "Aino"] {
        assert!(!held.contains(secret) && !sent.contains(secret), "{secret}");
    }
    let audience = format!("{}/loans", city.connector.url);
    let path = "/staff/services/hobby/ticket";
    let good = staff
        .form(
            &city,
            path,
            &[("permission", &leg), ("audience", &audience)],
        )
        .await;
    let good = good.text().await.unwrap();
    assert!(
        good.contains("A ticket would be given") && good.contains("mop_processing_record_uuid"),
        "{good}"
    );
    assert!(!good.contains("eyJ"), "no ticket is made: {good}");
    let elsewhere = [
        ("permission", leg.as_str()),
        ("audience", "https://elsewhere.example"),
    ];
    let refused = staff
        .form(&city, path, &elsewhere)
        .await
        .text()
        .await
        .unwrap();
    assert!(refused.contains("audience-not-covered"), "{refused}");
    let nonsense = staff
        .form(&city, path, &[("permission", ""), ("audience", "x")])
        .await;
    assert!(
        nonsense
            .text()
            .await
            .unwrap()
            .contains("No ticket would be given")
    );
    let table = staff
        .get(&city, "/staff/services/hobby/statistics.csv?from=&to=")
        .await;
    assert_eq!(
        table.headers()["content-type"],
        "text/csv; charset=utf-8; header=present"
    );
    let months = staff
        .page(&city, "/staff/services/hobby/statistics?from=2020-13")
        .await;
    assert!(months.contains("These months cannot be shown"), "{months}");
    city.end().await;
}

#[tokio::test]
async fn staff_replace_a_key() {
    let city = City::new().await;
    let staff = steward(&city).await;
    let path = "/staff/services/hobby/keys";
    let wrong = staff
        .form(&city, path, &[("jwk", "{}")])
        .await
        .text()
        .await
        .unwrap();
    assert!(wrong.contains("This is no public key"), "{wrong}");
    let private = String::from_utf8(key().to_private_jwk().to_vec()).unwrap();
    let wrong = staff.form(&city, path, &[("jwk", &private)]).await;
    assert_eq!(wrong.status(), 200, "a private key is not taken");
    let next = serde_json::to_string(key().jwk()).unwrap();
    staff
        .done(
            &city,
            path,
            &[("jwk", &next), ("replace", "1"), ("hours", "2")],
        )
        .await;
    let keys = city.operator.operator().keys_of("hobby").await.unwrap();
    assert!(
        keys[0].ends_at.is_some() && keys[1].ends_at.is_none(),
        "{keys:?}"
    );
    let last = staff
        .form(&city, &format!("{path}/end"), &[("kid", &keys[1].kid)])
        .await;
    assert!(last.text().await.unwrap().contains("This is the last key"));
    staff
        .done(&city, &format!("{path}/end"), &[("kid", &keys[0].kid)])
        .await;
    assert_eq!(
        city.operator
            .operator()
            .keys_of("hobby")
            .await
            .unwrap()
            .len(),
        1
    );
    city.end().await;
}

//! Standing rules made, looked at, removed and made again with forms alone.
use reqwest::Method;
use serde_json::{Value, json};

use crate::city::{City, LOGIN, PASSWORD, Person};
use crate::pages::{Browser, of_another_site};

/// The fields of the form that saves what was looked at.
fn looked_at(page: &str) -> Vec<(String, String)> {
    let form = page.split("action=\"/rules\"").nth(1).unwrap();
    let form = form.split("</form>").next().unwrap();
    let value = |input: &str, name: &str| {
        let rest = input.split(&format!("{name}=\"")).nth(1).unwrap();
        rest.split('"').next().unwrap().replace("&#38;", "&")
    };
    form.split("<input type=\"hidden\"")
        .skip(1)
        .map(|input| (value(input, "name"), value(input, "value")))
        .collect()
}

async fn look(browser: &mut Browser<'_>, form: &[(&str, &str)]) -> String {
    let request = browser.request(Method::POST, "/rules/preview").form(form);
    let response = browser.send(request).await;
    assert_eq!(response.status(), 200);
    response.text().await.unwrap()
}

async fn save(browser: &mut Browser<'_>, page: &str) -> (u16, String) {
    let fields = looked_at(page);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.post("/rules", &fields).await
}

async fn rules(city: &City) -> Vec<Value> {
    let answer = city.person.get(city, "/api/v1/me/rules").await;
    answer["rules"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_request_leads_to_a_rule_that_grants_the_next_one_like_it() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let id = asked["id"].as_str().unwrap();
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser.get(&format!("/requests/{id}")).await;
    let link = format!("/rules/new?request={id}&#38;effect=allow");
    assert!(
        page.contains(&link) || page.contains(&link.replace("#38", "amp")),
        "{page}"
    );
    let (status, page) = browser
        .get(&format!("/rules/new?request={id}&effect=allow"))
        .await;
    assert_eq!(status, 200);
    for text in [
        "When Hobby Grants ry asks for data, say yes without asking me",
        "If the data is used for this: Providing a service.",
        "Name (The City Library)",
        "Number of loans (The City Library)",
        "would get a yes without asking you (1)",
        "Hobby Grants: A grant for your hobby",
        "Nothing is saved yet.",
    ] {
        assert!(page.contains(text), "`{text}` is missing in {page}");
    }
    assert!(
        !page.contains("Postal code (The City Library)"),
        "nothing optional is taken along"
    );
    assert!(rules(&city).await.is_empty(), "looking saves nothing");
    let (status, to) = save(&mut browser, &page).await;
    assert_eq!(status, 303);
    let (_, page) = browser.get(&to).await;
    assert!(page.contains("The rule is saved"), "{page}");
    assert!(
        page.contains(&format!("href=\"/requests/{id}\"")),
        "the request waits: {page}"
    );
    let [rule] = &rules(&city).await[..] else {
        panic!("one rule")
    };
    assert_eq!(rule["effect"], "allow");
    assert_eq!(
        rule["data"]["attributes"][city.connector.dataset("patron")],
        json!(["name"])
    );
    let next = city.ask(Some(LOGIN)).await;
    let path = format!(
        "/api/v1/permission-requests/{}",
        next["id"].as_str().unwrap()
    );
    let status: Value = city.service.get(&city, &path).await.json().await.unwrap();
    assert_eq!(status["status"], "granted");
    city.end().await;
}

#[tokio::test]
async fn never_for_requests_like_this_says_what_it_would_end_and_keeps_back_the_rest() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let (_, arrangement) = city.permit(&[]).await;
    let id = asked["id"].as_str().unwrap();
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser
        .get(&format!("/rules/new?request={id}&effect=deny"))
        .await;
    for text in [
        "When Hobby Grants ry asks for data, say no",
        "For any data.",
        "would get a no (1)",
        "Permissions that you gave yourself. The rule keeps back what it forbids (1)",
        &format!("href=\"/permissions/{arrangement}\""),
    ] {
        assert!(page.contains(text), "`{text}` is missing in {page}");
    }
    assert_eq!(save(&mut browser, &page).await.0, 303);
    let (_, page) = browser.get(&format!("/permissions/{arrangement}")).await;
    assert!(
        page.contains("One of your rules keeps back a part of this"),
        "{page}"
    );
    city.end().await;
}

#[tokio::test]
async fn all_that_the_form_offers_becomes_a_rule_in_sentences() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser.get("/rules").await;
    assert!(page.contains("You have no rules"), "{page}");
    let patron = city.connector.dataset("patron");
    let page = look(
        &mut browser,
        &[
            ("effect", "deny"),
            ("purpose", "https://w3id.org/dpv#ServiceProvision"),
            ("data", "https://w3id.org/dpv/pd#BirthDate"),
            ("data", &patron),
            ("keep", "30"),
            ("within", "EU"),
            ("form", "aggregated"),
            ("no_recipients", "yes"),
            ("no_automated", "yes"),
            ("until", "2199-12-31"),
        ],
    )
    .await;
    assert_eq!(save(&mut browser, &page).await.0, 303);
    let (_, page) = browser.get("/rules").await;
    for text in [
        "Whoever asks for data, say no",
        "If the data is used for this: Providing a service.",
        "For this data: Date of birth and Your library card, all of it (The City Library).",
        "But not if all of this is true:",
        "The data is kept no longer than 30 days",
        "The data stays in this area: European Union",
        "The data is passed on to nobody else",
        "The data is used only as figures about many people",
        "No decision about you is made by a computer alone",
        "The last day of the rule is 31 December 2199.",
    ] {
        assert!(page.contains(text), "`{text}` is missing in {page}");
    }
    let window = json!({"effect": "ask", "conditions": {"window": {
        "first_day": "monday", "last_day": "friday", "opens": 480, "closes": 960, "utc_offset": 120}}});
    let made = city.person.post(&city, "/api/v1/me/rules", &window).await;
    assert_eq!(made.status(), 201);
    let (_, page) = browser.get("/rules").await;
    let hours = "Monday to Friday, 08:00 to 16:00 (UTC+02:00)";
    assert!(
        page.contains(hours),
        "rules of the API are read too: {page}"
    );
    city.end().await;
}

#[tokio::test]
async fn more_than_ten_purposes_are_folded_into_groups() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, page) = browser.get("/rules/new").await;
    let searched = "id=\"purpose-search\"";
    let service = "value=\"https://w3id.org/dpv#ServiceProvision\"";
    assert!(page.contains(service) && !page.contains(searched), "{page}");
    let mut wide = city.connector.intended_use("hobby");
    wide["id"] = json!("wide-use");
    wide["purposes"] = json!([
        "dpv:ServiceProvision",
        "dpv:RequestedServiceProvision",
        "dpv:ServiceRegistration",
        "dpv:ServiceOptimisation",
        "dpv:PublicBenefit",
        "dpv:ImprovePublicServices",
        "dpv:PublicPolicyMaking",
        "dpv:AgeVerification",
        "dpv:PaymentManagement",
        "dpv:CustomerCare",
        "dpv:LegalCompliance",
    ]);
    let operator = city.operator.operator();
    operator.add_intended_use(wide).await.unwrap();
    let (_, page) = browser.get("/rules/new").await;
    for text in [
        searched,
        service,
        "<summary>Running a service",
        "<summary>Public benefit",
        "<summary>Other purposes",
    ] {
        assert!(page.contains(text), "`{text}` is missing in {page}");
    }
    assert_eq!(page.matches("name=\"purpose\"").count(), 11);
    let chosen = "https://w3id.org/dpv#PublicPolicyMaking";
    let page = look(&mut browser, &[("effect", "deny"), ("purpose", chosen)]).await;
    let (status, _) = save(&mut browser, &page).await;
    assert_eq!(status, 303);
    assert_eq!(rules(&city).await.len(), 1);
    city.end().await;
}

#[tokio::test]
async fn a_kind_of_organisation_an_operation_and_hours_become_a_rule_with_its_effect() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let (_, empty) = browser.get("/rules/new").await;
    for text in [
        "<optgroup label=\"Kinds of organisations\">",
        ">a hospital</option>",
        "<details class=\"more\">",
        "<summary>More conditions</summary>",
        "type=\"time\"",
    ] {
        assert!(empty.contains(text), "`{text}` is missing in {empty}");
    }
    // Every hour but the one that it is: what the rule would do is said of when it holds next.
    let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
    let (opens, closes) = if now.hour() < 12 {
        ("18:00", "20:00")
    } else {
        ("04:00", "06:00")
    };
    let form = [
        ("effect", "deny"),
        ("first_day", "monday"),
        ("last_day", "sunday"),
        ("opens", opens),
        ("closes", closes),
    ];
    let page = look(&mut browser, &form).await;
    assert!(page.contains("<details class=\"more\" open>"), "{page}");
    assert!(page.contains("would get a no (1)"), "{page}");
    assert!(page.contains(&format!("{opens} to {closes}")), "{page}");
    let form = [
        ("effect", "deny"),
        ("party", "kind:https://w3id.org/dpv#Hospital"),
        ("processing", "https://w3id.org/dpv#Share"),
    ];
    let page = look(&mut browser, &form).await;
    for text in [
        "When a hospital asks for data, say no",
        "If this is done with the data: Sharing.",
        "Nothing that is known today would change.",
    ] {
        assert!(page.contains(text), "`{text}` is missing in {page}");
    }
    assert_eq!(save(&mut browser, &page).await.0, 303);
    let [rule] = &rules(&city).await[..] else {
        panic!("one rule")
    };
    assert_eq!(
        rule["parties"]["only"][0]["kind"],
        "https://w3id.org/dpv#Hospital"
    );
    assert_eq!(rule["processing"], json!(["https://w3id.org/dpv#Share"]));
    let wrong = [("effect", "deny"), ("opens", "18:00"), ("closes", "08:00")];
    let page = look(&mut browser, &wrong).await;
    assert!(page.contains("the earlier one first"), "{page}");
    assert!(page.contains("value=\"18:00\""), "{page}");
    city.end().await;
}

#[tokio::test]
async fn what_does_not_fit_is_said_and_nothing_typed_is_lost() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    for (form, says) in [
        (vec![("keep", "30")], "Choose what should happen."),
        (
            vec![("effect", "deny"), ("keep", "<b>soon")],
            "Write a number of days",
        ),
        (
            vec![("effect", "deny"), ("until", "2001-01-01")],
            "Choose a day that is not over yet.",
        ),
        (
            vec![("effect", "deny"), ("data", "x y")],
            "What you chose does not fit.",
        ),
    ] {
        let page = look(&mut browser, &form).await;
        assert!(page.contains(says), "{form:?}: {page}");
        assert!(!page.contains("action=\"/rules\""), "it cannot be saved");
        assert!(!page.contains("<b>soon"), "what was typed stays text");
    }
    let page = look(
        &mut browser,
        &[
            ("effect", "deny"),
            ("keep", "soon"),
            ("until", "2199-01-01"),
        ],
    )
    .await;
    assert!(
        page.contains("value=\"soon\"") && page.contains("value=\"2199-01-01\""),
        "{page}"
    );
    assert_eq!(
        browser.post("/rules", &[("keep", "30")]).await.0,
        200,
        "nor by force"
    );
    assert!(rules(&city).await.is_empty());
    city.end().await;
}

#[tokio::test]
async fn a_rule_that_was_removed_can_be_made_again_by_its_person_alone() {
    let city = City::new().await;
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let page = look(
        &mut browser,
        &[
            ("effect", "deny"),
            ("data", "https://w3id.org/dpv/pd#BirthDate"),
        ],
    )
    .await;
    save(&mut browser, &page).await;
    let before = rules(&city).await;
    let id = before[0]["id"].as_str().unwrap().to_owned();
    let remove = format!("/rules/{id}/remove");
    let again = format!("/rules/{id}/again");
    let forged = browser
        .request(Method::POST, &remove)
        .headers(of_another_site());
    assert_eq!(forged.send().await.unwrap().status(), 403);
    Person::make(&city.operator, "other@example.org").await;
    let mut other = Browser::new(&city);
    other
        .post(
            "/login",
            &[("login", "other@example.org"), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(other.post(&remove, &[]).await.0, 404);
    assert_eq!(browser.post(&again, &[]).await.0, 404, "it is there");
    let (status, to) = browser.post(&remove, &[]).await;
    assert_eq!(status, 303);
    assert!(rules(&city).await.is_empty());
    assert_eq!(other.post(&again, &[]).await.0, 404);
    assert!(
        !other.get(&to).await.1.contains(&again),
        "nor is it offered"
    );
    let (_, page) = browser.get(&to).await;
    assert!(page.contains(&format!("action=\"{again}\"")), "{page}");
    assert_eq!(browser.post(&again, &[]).await.0, 303);
    let mut after = rules(&city).await;
    assert_eq!(after.len(), 1);
    after[0]["id"] = before[0]["id"].clone();
    assert_eq!(after, before);
    city.end().await;
}

#[tokio::test]
async fn what_an_organisation_calls_itself_stays_text_in_rules() {
    let city = City::new().await;
    let asked = city.ask(Some(LOGIN)).await;
    let operator = city.operator.operator();
    let organisations = operator.organisations("", 10).await.unwrap();
    let mut organisation = organisations.into_iter().next().unwrap();
    organisation.name = "<script>alert(1)</script>".to_owned();
    operator.change_organisation(organisation).await.unwrap();
    let mut browser = Browser::new(&city);
    browser.log_in("/").await;
    let path = format!(
        "/rules/new?request={}&effect=deny",
        asked["id"].as_str().unwrap()
    );
    let (_, page) = browser.get(&path).await;
    assert!(
        page.contains("&#60;script&#62;alert(1)") && !page.contains("<script>"),
        "{page}"
    );
    save(&mut browser, &page).await;
    let (_, page) = browser.get("/rules").await;
    assert!(
        page.contains("&#60;script&#62;alert(1)") && !page.contains("<script"),
        "{page}"
    );
    city.end().await;
}

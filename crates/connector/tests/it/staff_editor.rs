//! Writing the next version of a dataset: what most datasets do not need, kinds of data by what they are called.

use serde_json::{Value, json};

use crate::city::City;
use crate::staff::{Member, read_at};

const EDITOR: &str = "/staff/datasets/patron/edit";

/// The editor's form, as a browser would send it.
struct Form(Vec<(String, String)>);

impl Form {
    /// What the page shows of the dataset that is described so, nothing changed.
    fn of(page: &str, described: &Value) -> Self {
        let mut form = Self(Vec::new());
        form.set("language", "en");
        form.set("read_at", &read_at(page));
        form.set("title", described["title"]["en"].as_str().unwrap());
        form.set("identifier_types", "library_card");
        for (place, one) in described["attributes"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
        {
            let text =
                |name: &str, usual: &'static str| one[name].as_str().unwrap_or(usual).to_owned();
            for (name, value) in [
                ("path", text("path", "")),
                ("title", one["title"]["en"].as_str().unwrap().to_owned()),
                ("category", text("category", "")),
                ("sensitivity", text("sensitivity", "ordinary")),
                ("holds", text("holds", "single")),
                ("rectify", text("rectify", "with-evidence")),
                ("erase", text("erase", "yes")),
                ("assurance", text("assurance", "low")),
            ] {
                form.set(&format!("{name}-{place}"), &value);
            }
        }
        form
    }

    fn set(&mut self, name: &str, value: &str) {
        self.0.retain(|(key, _)| key != name);
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// Sets what belongs to the attribute of a path.
    fn of_attribute(&mut self, path: &str, name: &str, value: &str) {
        let place = self
            .0
            .iter()
            .find(|(key, value)| key.starts_with("path-") && value == path);
        let place = place.unwrap().0.trim_start_matches("path-").to_owned();
        self.set(&format!("{name}-{place}"), value);
    }

    async fn send(&self, steward: &Member) -> reqwest::Response {
        let fields: Vec<(&str, &str)> = self
            .0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
            .collect();
        steward.post(EDITOR, &fields).await
    }
}

async fn described(city: &City) -> Value {
    city.admin("/api/v1/datasets").await[0]["description"].clone()
}

#[tokio::test]
async fn what_most_do_not_need_is_written_previewed_and_published() {
    let city = City::start().await;
    let steward = Member::come(&city, &["data-steward"]).await;
    let page = steward.page(&format!("{EDITOR}?language=en")).await;
    // Kinds of data are offered by what they are called.
    assert!(
        page.contains("<option value=\"E-mail address (pd:EmailAddress)\">"),
        "{page}"
    );
    let mut form = Form::of(&page, &described(&city).await);
    form.set("self_access", "yes");
    form.set("self_change", "yes");
    form.set("history", "");
    form.set(
        "model",
        "https://smart-data-models.example/Patron/schema.json",
    );
    form.of_attribute("email", "category", "Sähköpostiosoite (pd:EmailAddress)");
    form.of_attribute("email", "rectify", "by-person");
    form.of_attribute("email", "retention", " 30 ");
    form.of_attribute("email", "assurance", "substantial");
    form.of_attribute("loans", "erase", "no");
    form.of_attribute("loans", "erase-law", "Library Act 3 §");
    form.of_attribute("loans", "hidden", "yes");
    form.of_attribute("name", "rectify", "no");
    form.of_attribute(
        "name",
        "rectify-why",
        "Legally Exempted (justifications:LegallyExempted)",
    );
    let saved = form.send(&steward).await;
    assert_eq!(saved.status(), 303, "{}", saved.text().await.unwrap());
    // Nothing of it holds yet, and the page has it, with what people will read.
    assert_eq!(described(&city).await["version"], 1);
    let page = steward.page(&format!("{EDITOR}?language=en")).await;
    for shown in [
        "value=\"30\"",
        "value=\"Library Act 3 §\"",
        "value=\"Legally Exempted (justifications:LegallyExempted)\"",
        "value=\"https://smart-data-models.example/Patron/schema.json\"",
        "You can correct this yourself.",
        "It is kept for 30 days after it has ended.",
        "It is given out only when it is sure enough who you are.",
        "This must be kept: Library Act 3 §",
        "This cannot be corrected: Legally Exempted",
        "You are not shown this here.",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let finnish = steward.page(&format!("{EDITOR}?language=fi")).await;
    assert!(
        finnish.contains("Tämä on säilytettävä: Library Act 3 §"),
        "{finnish}"
    );

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
    let now = described(&city).await;
    assert_eq!(now["version"], 2);
    assert_eq!(
        now["model"],
        "https://smart-data-models.example/Patron/schema.json"
    );
    assert_eq!(now["not_for_person"], json!(["loans"]));
    let of = |path: &str| {
        let mut all = now["attributes"].as_array().unwrap().iter();
        all.find(|one| one["path"] == path).unwrap()
    };
    assert_eq!(of("email")["rectify"], "by-person");
    assert_eq!(of("email")["retention"], 30);
    assert_eq!(of("email")["assurance"], "substantial");
    assert_eq!(
        of("email")["category"],
        "https://w3id.org/dpv/pd#EmailAddress"
    );
    let ground = &of("loans")["erase"]["no"];
    assert_eq!(ground["law"], "Library Act 3 §");
    assert!(
        ground["justification"]
            .as_str()
            .unwrap()
            .ends_with("#LegalObligation"),
        "{ground}"
    );
    assert!(of("name")["rectify"]["no"].get("law").is_none());
}

#[tokio::test]
async fn what_does_not_fit_is_said_and_left_as_it_was() {
    let city = City::start().await;
    let steward = Member::come(&city, &["data-steward"]).await;
    let page = steward.page(EDITOR).await;
    let mut form = Form::of(&page, &described(&city).await);
    form.of_attribute("email", "retention", "soon");
    form.of_attribute("name", "rectify", "no");
    form.of_attribute("loans", "category", "Loans (pd:Loans)");
    form.of_attribute("address", "assurance", "total");
    form.set("identifier_types", "passport");
    let saved = form.send(&steward).await;
    assert_eq!(saved.status(), 400);
    let page = saved.text().await.unwrap();
    for fault in [
        "`email`: `soon` is no number of days",
        "`name`: a right that does not apply needs a reason",
        "`address`: there is no such level of assurance",
        "pd:Loans",
    ] {
        assert!(page.contains(fault), "{fault}: {page}");
    }
    // By the checks of the start: a route of the dataset asks by an identifier that nobody gives.
    assert!(
        page.contains("It cannot be published yet") && page.contains("library_card"),
        "{page}"
    );
    let number = read_at(&page);
    let refused = steward
        .post("/staff/datasets/patron/publish", &[("read_at", &number)])
        .await;
    assert_eq!(refused.status(), 400);
    assert_eq!(described(&city).await["version"], 1);
}

//! A person and a source come to know each other: real parties, a browser's requests, e-mails in a folder.

use std::collections::BTreeMap;
use std::process::Output;
use std::time::{Duration, Instant};

use reqwest::header::{LOCATION, SET_COOKIE};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::city::{City, Person, fiducia, json_of, refusal};
use crate::party::Party;

const PASSWORD: &str = "a sentence nobody guesses";
/// The longest that an e-mail takes which is sent at once.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// A browser: it keeps cookies by host and port and follows no redirect by itself.
pub(crate) struct Browser {
    http: Client,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
}

/// What a browser was answered.
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) location: String,
    pub(crate) text: String,
    headers: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new() -> Self {
        web::install_crypto_provider();
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        Self {
            http,
            cookies: BTreeMap::new(),
        }
    }

    async fn send(&mut self, method: Method, url: &str, form: Option<&[(&str, &str)]>) -> Page {
        let parsed = url::Url::parse(url).unwrap();
        let place = format!("{}:{}", parsed.host_str().unwrap(), parsed.port().unwrap());
        let jar = self.cookies.entry(place).or_default();
        let cookies: Vec<String> = jar.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let mut request = self
            .http
            .request(method, url)
            .header("Accept", "text/html")
            .header("Sec-Fetch-Site", "same-origin");
        if !cookies.is_empty() {
            request = request.header("Cookie", cookies.join("; "));
        }
        if let Some(form) = form {
            request = request.form(form);
        }
        let answer = request.send().await.unwrap();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            jar.insert(name.to_owned(), value.to_owned());
        }
        let location = answer.headers().get(LOCATION);
        let location = location.map_or_else(String::new, |to| {
            parsed.join(to.to_str().unwrap()).unwrap().to_string()
        });
        let headers = answer.headers().iter().filter(|(name, _)| {
            ![
                "date",
                "set-cookie",
                "x-request-id",
                "location",
                "content-length",
            ]
            .contains(&name.as_str())
        });
        Page {
            status: answer.status().as_u16(),
            location,
            headers: headers
                .map(|(k, v)| (k.to_string(), v.to_str().unwrap().to_owned()))
                .collect(),
            text: answer.text().await.unwrap(),
        }
    }

    pub(crate) async fn get(&mut self, url: &str) -> Page {
        self.send(Method::GET, url, None).await
    }

    pub(crate) async fn post(&mut self, url: &str, form: &[(&str, &str)]) -> Page {
        self.send(Method::POST, url, Some(form)).await
    }

    /// Enters a code where a source asks for it, and comes back linked.
    pub(crate) async fn enter_code(&mut self, place: &str, code: &str) {
        let right = self.post(place, &[("act", "code"), ("code", code)]).await;
        assert_eq!(right.status, 303, "{}", right.text);
        let home = self.get(&right.location).await.location;
        assert!(home.ends_with("/links?said=linked"), "{home}");
    }

    /// Logs in, and follows the link on the page Links; the source's page.
    pub(crate) async fn begin(&mut self, city: &City, login: &str, way: &str) -> String {
        let operator = city.text("/operators/0/url");
        let form = [("login", login), ("password", PASSWORD)];
        let entered = self.post(&format!("{operator}/login"), &form).await;
        assert_eq!(entered.status, 303, "{}", entered.text);
        self.begin_again(city, way).await
    }

    pub(crate) async fn begin_again(&mut self, city: &City, way: &str) -> String {
        let operator = city.text("/operators/0/url");
        let library = library(city);
        let url = format!("{operator}/links/begin?source={library}&way={way}");
        let begun = self.get(&url).await;
        assert_eq!(begun.status, 303, "{}", begun.text);
        assert!(begun.location.contains("/links/"), "{}", begun.location);
        begun.location
    }
}

/// The UUID of the library's connector.
pub(crate) fn library(city: &City) -> String {
    let config = std::fs::read_to_string(city.data().join("library.toml")).unwrap();
    let uuid = config.lines().find_map(|line| line.strip_prefix("uuid = "));
    uuid.unwrap().trim_matches('"').to_owned()
}

/// Somebody who has an account and is known to no source.
pub(crate) fn newcomer(city: &City, name: &str) -> (Person, String) {
    let login = format!("{name}@newcomer.example");
    let password = city.write(&format!("{name}.password"), PASSWORD);
    let operator = city.operator("operator-helsinki");
    operator.run(&[
        "person",
        "add",
        &login,
        "--name",
        name,
        "--password-file",
        password.to_str().unwrap(),
    ]);
    let session = city.folder.path().join(format!("{name}.session"));
    let url = city.text("/operators/0/url");
    (Person::log_in(url, &login, &password, session), login)
}

/// `fiducia connector … links …` of the library.
fn at_library(city: &City, arguments: &[&str]) -> Output {
    let config = city.data().join("library.toml");
    let config = config.to_str().unwrap();
    fiducia(
        &[
            &["connector", "--json", "--config", config, "links"],
            arguments,
        ]
        .concat(),
    )
}

/// The code of the library's newest e-mail to an address; none when none comes.
async fn code_for(city: &City, to: &str, within: Duration) -> Option<String> {
    code_from(city, "City Library", to, within).await
}

/// As [`code_for`], of another source.
pub(crate) async fn code_from(
    city: &City,
    source: &str,
    to: &str,
    within: Duration,
) -> Option<String> {
    let folder = city.data().join("operator-helsinki/mail");
    let began = Instant::now();
    while began.elapsed() < within {
        let files = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut mails: Vec<_> = files
            .filter(|file| file.path().extension().is_some_and(|end| end == "json"))
            .collect();
        mails.sort_by_key(|file| file.metadata().unwrap().modified().unwrap());
        for file in mails.into_iter().rev() {
            let Ok(mail) = serde_json::from_slice::<Value>(&std::fs::read(file.path()).unwrap())
            else {
                continue;
            };
            let text = mail["text"].as_str().unwrap_or_default();
            if mail["to"] == to && mail["subject"].as_str().unwrap().contains(source) {
                let code: String = text.chars().take_while(char::is_ascii_digit).collect();
                assert_eq!(code.len(), 8, "{text}");
                return Some(code);
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    None
}

/// Starts the parties of the library, which was configured otherwise, and has its operator see it.
pub(crate) fn serve_library(city: &City, connector: &str) -> [Party; 3] {
    let parties = ["registry", "operator-helsinki", "library"].map(|name| Party::start(city, name));
    let refreshed = city
        .operator("operator-helsinki")
        .run(&["connector", "refresh", connector]);
    assert!(!refreshed.is_null());
    parties
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// The log of the library, by month and day.
fn is_read_by_time(city: &City) {
    let config = city.data().join("library.toml");
    let config = config.to_str().unwrap();
    let dated = |arguments: &[&str]| {
        let before = ["connector", "--config", config, "log", "--kind", "link"];
        fiducia(&[&before, arguments].concat())
    };
    let printed = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    let early = dated(&["--before", "2020-01-01"]);
    assert!(
        printed(&early).contains("Nothing was asked for."),
        "{early:?}"
    );
    let today = dated(&["--before", "2999-01-01"]);
    assert!(printed(&today).contains("link: code asked"), "{today:?}");
    let wrong = dated(&["--month", "2026-13"]);
    assert!(refusal(&wrong).contains("`month`"), "{wrong:?}");
}

#[test]
fn a_code_by_e_mail_links_a_person_and_ending_the_link_takes_effect_at_once() {
    let city = City::start();
    let (person, login) = newcomer(&city, "helmi");
    assert!(refusal(&person.attempt(&["look", "library"])).contains("library"));
    runtime().block_on(async {
        let mut browser = Browser::new();
        let place = browser.begin(&city, &login, "code").await;
        let page = browser.get(&place).await;
        assert!(page.text.contains("Card number"), "{}", page.text);
        let policy = &page.headers["content-security-policy"];
        assert!(policy.contains("form-action 'self' http"), "{policy}");
        let asked = browser
            .post(&place, &[("act", "find"), ("key", "LIB-2037")])
            .await;
        assert_eq!(
            (asked.status, asked.location.as_str()),
            (303, place.as_str())
        );
        let code = code_for(&city, "aino.koskela@example.fi", LONGEST_WAIT)
            .await
            .unwrap();
        let wrong = browser
            .post(&place, &[("act", "code"), ("code", "1")])
            .await;
        assert!(wrong.text.contains("not the code"), "{}", wrong.text);
        let right = browser
            .post(&place, &[("act", "code"), ("code", &code)])
            .await;
        assert_eq!(right.status, 303, "{}", right.text);
        let home = browser.get(&right.location).await;
        assert!(
            home.location.ends_with("/links?said=linked"),
            "{}",
            home.location
        );
        let shown = browser.get(&home.location).await;
        assert!(shown.text.contains("LIB-2037"), "{}", shown.text);
        // The way back is good once.
        let again = browser.get(&right.location).await;
        assert!(
            again.location.ends_with("/links?said=dead"),
            "{}",
            again.location
        );
    });
    let links = person.run(&["links", "list"]);
    let library = links["links"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["source"] == "City Library");
    let link = &library.unwrap()["link"];
    assert_eq!(
        (&link["id"], &link["way"], &link["assurance"]),
        (&json!("LIB-2037"), &json!("code"), &json!("substantial"))
    );
    let looked = person.run(&["look", "library"]);
    assert_eq!(looked["read"][0]["values"]["cardNumber"], "LIB-2037");

    // Both sides wrote it down, and the source not who it is.
    let listed = json_of(&at_library(&city, &["list"]));
    assert_eq!(listed["links"][0]["way"], "code");
    assert!(!listed.to_string().contains("LIB-2037"), "{listed}");
    let config = city.data().join("library.toml");
    let log = fiducia(&[
        "connector",
        "--json",
        "--config",
        config.to_str().unwrap(),
        "log",
        "--kind",
        "link",
    ]);
    let log = json_of(&log).to_string();
    for act in ["begun", "code-asked", "linked"] {
        assert!(log.contains(&format!("\"act\":\"{act}\"")), "{log}");
    }
    assert!(!log.contains("LIB-2037") && !log.contains("aino"), "{log}");
    is_read_by_time(&city);
    let export = city.folder.path().join("export.json");
    person.run(&["export", export.to_str().unwrap()]);
    let export: Value = serde_json::from_slice(&std::fs::read(&export).unwrap()).unwrap();
    assert!(export["links"].to_string().contains("LIB-2037"));
    assert!(export["log_records"].to_string().contains("link made"));

    person.run(&["links", "end", "library"]);
    assert!(refusal(&person.attempt(&["look", "library"])).contains("library"));
    let began = Instant::now();
    while json_of(&at_library(&city, &["list"]))["links"][0]["ended_by"] != "person" {
        assert!(
            began.elapsed() < LONGEST_WAIT,
            "the source never heard of it"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn staff_confirm_at_the_desk_and_can_end_a_link() {
    let city = City::start();
    let (person, login) = newcomer(&city, "veikko");
    let code = runtime().block_on(async {
        let mut browser = Browser::new();
        let place = browser.begin(&city, &login, "desk").await;
        let page = browser.get(&place).await;
        assert!(page.text.contains("Come to any branch"), "{}", page.text);
        let home = browser.post(&place, &[("act", "back")]).await;
        let home = browser.get(&home.location).await;
        assert!(
            home.location.ends_with("/links?said=waiting"),
            "{}",
            home.location
        );
        let links = person.run(&["links", "list"]);
        let found = links["links"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["source"] == "City Library");
        let code = found.unwrap()["waiting"]["code"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(page.text.contains(&code), "the same code on both sides");
        code
    });
    assert_eq!(
        person.run(&["links", "check", "library"])["state"],
        "waiting"
    );
    let shown = json_of(&at_library(&city, &["show", &code.to_lowercase()]));
    assert_eq!(shown["identifier_type"], "library_card");
    let nobody = at_library(&city, &["confirm", &code, "LIB-0000"]);
    assert!(refusal(&nobody).contains("nobody"));
    let other = at_library(&city, &["confirm", "AAAA-AAAA", "LIB-2111"]);
    assert!(refusal(&other).contains("nothing waits"));
    json_of(&at_library(&city, &["confirm", &code, "LIB-2111"]));
    assert_eq!(
        person.run(&["links", "check", "library"])["state"],
        "linked"
    );
    let looked = person.run(&["look", "library"]);
    assert_eq!(looked["read"][0]["values"]["cardNumber"], "LIB-2111");
    // A code is good once.
    assert!(refusal(&at_library(&city, &["confirm", &code, "LIB-2037"])).contains("nothing waits"));

    let listed = json_of(&at_library(&city, &["list"]));
    let (operator, link) = (
        &listed["links"][0]["operator"],
        &listed["links"][0]["link_id"],
    );
    json_of(&at_library(
        &city,
        &["end", operator.as_str().unwrap(), link.as_str().unwrap()],
    ));
    let refused = person.attempt(&["look", "library"]);
    assert!(!String::from_utf8_lossy(&refused.stdout).contains("LIB-2111"));
    // The person hears of it, and the operator keeps the identifier no longer.
    let news = news_of(&person, "link-ended");
    assert!(
        news.contains("City Library has ended the link with you"),
        "{news}"
    );
    let links = person.run(&["links", "list"]);
    assert!(!links.to_string().contains("LIB-2111"), "{links}");
    let links = links["links"].as_array().unwrap();
    let library = links.iter().find(|one| one["source"] == "City Library");
    assert_eq!(library.unwrap()["ended"], true);
}

/// The text of the e-mail to an address that holds these words.
async fn mail_to(city: &City, to: &str, words: &str) -> String {
    let folder = city.data().join("operator-helsinki/mail");
    let began = Instant::now();
    loop {
        let files = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut mails = files.filter_map(|file| {
            serde_json::from_slice::<Value>(&std::fs::read(file.path()).ok()?).ok()
        });
        let found = mails.find(|mail| mail["to"] == to && mail.to_string().contains(words));
        if let Some(mail) = found {
            return mail.to_string();
        }
        assert!(
            began.elapsed() < LONGEST_WAIT,
            "no e-mail to {to} says {words}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The text of the person's news of a kind, when it has come.
fn news_of(person: &Person, kind: &str) -> String {
    let began = Instant::now();
    loop {
        let news = person.run(&["notifications"]);
        let news = news["notifications"].as_array().unwrap().iter();
        if let Some(found) = news.clone().find(|one| one["kind"] == kind) {
            return found["text"].as_str().unwrap().to_owned();
        }
        assert!(began.elapsed() < LONGEST_WAIT, "nobody told of `{kind}`");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// `/api/v1/tasks…` of the library.
async fn tasks(city: &City, path: &str, body: Option<Value>) -> Value {
    let token = std::fs::read_to_string(city.data().join("library/admin.token")).unwrap();
    let url = city.named("connectors", "Library")["url"].as_str().unwrap();
    let url = format!("{}/api/v1/tasks{path}", url.trim_end_matches('/'));
    let client = Client::new();
    let request = match body {
        Some(body) => client.post(url).json(&body),
        None => client.get(url),
    };
    let answer = request.bearer_auth(token.trim()).send().await.unwrap();
    assert!(answer.status().is_success(), "{answer:?}");
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null)
}

#[test]
fn who_is_refused_at_the_desk_hears_of_it_and_who_gives_up_leaves_the_inbox() {
    let city = City::start();
    runtime().block_on(async {
        let wait = async |name: &str| {
            let (person, login) = newcomer(&city, name);
            let mut browser = Browser::new();
            let place = browser.begin(&city, &login, "desk").await;
            browser.get(&place).await;
            let home = browser.post(&place, &[("act", "back")]).await;
            let home = browser.get(&home.location).await;
            assert!(home.location.ends_with("/links?said=waiting"));
            person
        };
        let person = wait("refused").await;
        let open = tasks(&city, "", None).await;
        let path = format!("/{}", open[0]["id"].as_str().unwrap());
        let why = "The passport was out of date. <b>Come again</b> with a new one.";
        let refuse = json!({"act": "refuse", "note": why});
        tasks(&city, &path, Some(refuse)).await;
        assert_eq!(person.run(&["links", "check", "library"])["state"], "none");
        let news = news_of(&person, "link-ended");
        assert!(news.contains("have refused to link you"), "{news}");
        assert!(news.contains(why), "{news}");
        let links = person.run(&["links", "list"]);
        let links = links["links"].as_array().unwrap();
        let at_library = links.iter().find(|one| one["source"] == "City Library");
        assert_eq!(at_library.unwrap()["refused"]["reason"], why);
        let said = person.say(&["links", "list"]);
        assert!(said.contains(why), "{said}");
        // The page has it as the source's words, and as text.
        let mut browser = Browser::new();
        let operator = city.text("/operators/0/url");
        let login = [
            ("login", "refused@newcomer.example"),
            ("password", PASSWORD),
        ];
        browser.post(&format!("{operator}/login"), &login).await;
        let page = browser.get(&format!("{operator}/links")).await.text;
        assert!(page.contains("Its staff wrote:"), "{page}");
        assert!(!page.contains("<b>Come again</b>"), "{page}");
        // What leaves by e-mail says that there is a reason, and not which.
        let mail = mail_to(&city, "refused@newcomer.example", "refused to link you").await;
        assert!(!mail.contains("passport"), "{mail}");
        // Whoever comes again is no longer refused.
        let place = browser.begin_again(&city, "desk").await;
        browser.get(&place).await;
        let home = browser.post(&place, &[("act", "back")]).await;
        browser.get(&home.location).await;
        assert!(
            !browser
                .get(&format!("{operator}/links"))
                .await
                .text
                .contains("Its staff wrote:")
        );
        person.run(&["links", "end", "library"]);
        let began = Instant::now();
        while tasks(&city, "", None).await != json!([]) {
            assert!(began.elapsed() < LONGEST_WAIT, "it is still in the inbox");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }

        let person = wait("gives-up").await;
        assert_eq!(tasks(&city, "", None).await.as_array().unwrap().len(), 1);
        person.run(&["links", "end", "library"]);
        let began = Instant::now();
        while tasks(&city, "", None).await != json!([]) {
            assert!(began.elapsed() < LONGEST_WAIT, "it is still in the inbox");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let closed = tasks(&city, "?done=true", None).await;
        assert_eq!(closed[0]["state"], "lapsed");
    });
}

#[test]
fn nobody_goes_on_with_anothers_attempt_or_takes_anothers_way_back() {
    let city = City::start();
    let (_, thief) = newcomer(&city, "thief");
    let (victim, victims) = newcomer(&city, "victim");
    runtime().block_on(async {
        let mut browser = Browser::new();
        let place = browser.begin(&city, &thief, "form").await;
        browser.get(&place).await;
        // The thief sends the victim the address of an attempt of their own.
        let mut other = Browser::new();
        assert_eq!(other.get(&place).await.status, 404);
        let answers = [
            ("act", "answers"),
            ("key", "LIB-2037"),
            ("answer0", "Aino Koskela"),
            ("answer1", "Kallio"),
        ];
        assert_eq!(other.post(&place, &answers).await.status, 404);
        // The victim's way back in the thief's hands, and the thief's in the victim's.
        let theirs = other.begin(&city, &victims, "form").await;
        let right = other.post(&theirs, &answers).await;
        assert_eq!(right.status, 303, "{}", right.text);
        let stolen = browser.get(&right.location).await;
        assert!(
            stolen.location.ends_with("/links?said=dead"),
            "{}",
            stolen.location
        );
        let own = other.get(&right.location).await;
        assert!(
            own.location.ends_with("/links?said=linked"),
            "{}",
            own.location
        );
    });
    let looked = victim.run(&["look", "library"]);
    assert_eq!(looked["read"][0]["values"]["cardNumber"], "LIB-2037");
}

/// What a browser sees of an attempt, without what is new each time.
fn seen(page: &Page, place: &str) -> (u16, String, BTreeMap<String, String>, bool) {
    let location = page.location == *place;
    (
        page.status,
        page.text.clone(),
        page.headers.clone(),
        location,
    )
}

#[test]
fn whom_the_source_knows_is_not_told_by_codes() {
    let city = City::start();
    let (_, login) = newcomer(&city, "curious");
    runtime().block_on(async {
        let mut told = Vec::new();
        let mut browser = Browser::new();
        let mut place = browser.begin(&city, &login, "code").await;
        for card in ["LIB-2074", "LIB-9999", "../LIB-2074", "LIB-2074'; --"] {
            let mut pages = Vec::new();
            pages.push(seen(&browser.get(&place).await, &place));
            let began = Instant::now();
            pages.push(seen(
                &browser
                    .post(&place, &[("act", "find"), ("key", card)])
                    .await,
                &place,
            ));
            // Answered before anybody was asked.
            assert!(
                began.elapsed() < Duration::from_millis(700),
                "{card}: {:?}",
                began.elapsed()
            );
            pages.push(seen(&browser.get(&place).await, &place));
            for _ in 0..4 {
                pages.push(seen(
                    &browser
                        .post(&place, &[("act", "code"), ("code", "12345678")])
                        .await,
                    &place,
                ));
            }
            let last = browser
                .post(&place, &[("act", "code"), ("code", "12345678")])
                .await;
            assert_eq!(last.status, 303);
            let home = browser.get(&last.location).await;
            assert!(
                home.location.ends_with("/links?said=none"),
                "{}",
                home.location
            );
            told.push(pages);
            place = browser.begin_again(&city, "code").await;
        }
        for other in &told[1..] {
            assert_eq!(told[0], *other);
        }
        assert!(
            code_for(&city, "eero.koskela@example.fi", LONGEST_WAIT)
                .await
                .is_some()
        );
    });
}

#[test]
fn whom_the_source_knows_is_not_told_by_forms() {
    let city = City::start();
    let (_, login) = newcomer(&city, "curious");
    runtime().block_on(async {
        let mut told = Vec::new();
        let mut took = Vec::new();
        let mut browser = Browser::new();
        let mut place = browser.begin(&city, &login, "form").await;
        for (card, name) in [
            ("LIB-2148", "Somebody Others"),
            ("LIB-9998", "Somebody Others"),
            ("LIB-2148", "Sanna Lindqvist"),
        ] {
            browser.get(&place).await;
            let answers = [
                ("act", "answers"),
                ("key", card),
                ("answer0", name),
                ("answer1", "Nowhere"),
            ];
            let began = Instant::now();
            let page = browser.post(&place, &answers).await;
            took.push(began.elapsed());
            // What was typed is there still.
            let mut page = page;
            for (_, given) in &answers[1..] {
                let field = format!("value=\"{given}\"");
                assert!(page.text.contains(&field), "{}", page.text);
                page.text = page.text.replace(&field, "");
            }
            told.push(seen(&page, &place));
            place = browser.begin_again(&city, "form").await;
        }
        // One right answer of two says no more than none.
        assert_eq!(told[0], told[1]);
        assert_eq!(told[0], told[2]);
        for took in &took {
            assert!(*took >= Duration::from_secs(2), "{took:?}");
            assert!(
                took.abs_diff(Duration::from_secs(2)) < Duration::from_millis(500),
                "{took:?}"
            );
        }
    });
}

#[test]
fn trying_is_limited_for_a_card_whoever_tries_and_for_a_person() {
    let city = City::start();
    let (_, first) = newcomer(&city, "first");
    let (_, second) = newcomer(&city, "second");
    runtime().block_on(async {
        let (mut one, mut other) = (Browser::new(), Browser::new());
        let mut place = one.begin(&city, &first, "code").await;
        for written in ["LIB-2185", "lib2185", "LIB 2185", "LIB-2185 ", "Lib-2185"] {
            one.get(&place).await;
            let asked = one.post(&place, &[("act", "find"), ("key", written)]).await;
            assert_eq!(asked.status, 303, "{}", asked.text);
            place = one.begin_again(&city, "code").await;
        }
        // The card is out of reach for everybody now, and so is one that is not there.
        let theirs = other.begin(&city, &second, "code").await;
        other.get(&theirs).await;
        let asked = other
            .post(&theirs, &[("act", "find"), ("key", "LIB-2185")])
            .await;
        assert!(asked.text.contains("too often"), "{}", asked.text);
        // And the person after twelve attempts in a day.
        let operator = city.text("/operators/0/url");
        let url = format!("{operator}/links/begin?source={}&way=code", library(&city));
        let mut last = String::new();
        for _ in 0..7 {
            last = one.get(&url).await.location;
        }
        assert!(last.ends_with("/links?said=often"), "{last}");
    });
}

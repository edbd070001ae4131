//! Staff of an organisation, through the pages and the API that every party mounts.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::get;
use serde_json::{Value, json};
use storage::Database;
use storage::log::Log as _;
use tempfile::TempDir;
use totp_rs::{Builder, Secret};
use web::admin::AdminToken;
use web::language::Catalogue;
use web::log::{LogContent, LogSettings, PartyLog};
use web::password::Passwords;
use web::staff::{Host, May, One, Page, Role, Staff, Visitor};
use web::{Problem, ServerConfig};

use crate::support::{Answer, Running, database, frame, serve};

static CATALOGUE: Catalogue = Catalogue::new(&[Catalogue::SHELL, Catalogue::STAFF]);
const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const PASSWORD: &str = "a sentence nobody guesses";
const PAGES: &[Page] = &[
    Page {
        path: "/staff",
        message: "staff-roles",
        may: May::Look,
    },
    Page {
        path: "/staff/publish",
        message: "staff-code",
        may: May::Publish,
    },
];

#[derive(Clone)]
struct Site(Arc<Staff>);

impl FromRef<Site> for Arc<Staff> {
    fn from_ref(site: &Site) -> Self {
        Arc::clone(&site.0)
    }
}

/// A party with staff.
struct Party {
    running: Running,
    database: Database,
    ahead: Arc<AtomicI64>,
    _folder: TempDir,
}

impl Party {
    async fn start() -> Self {
        let (database, folder) = database().await;
        let config = ServerConfig::default();
        let frame = frame("http://op.example", &config);
        let settings = LogSettings::new(
            "party",
            "http://op.example",
            folder.path().join("log"),
            LogContent::Commitments,
        );
        let ahead = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&ahead);
        let staff = Staff::new(Host {
            log: PartyLog::open(database.clone(), settings).await.unwrap(),
            database: database.clone(),
            frame: Arc::clone(&frame),
            catalogue: &CATALOGUE,
            pages: PAGES,
            organisations: Arc::new(One {
                id: "library".into(),
                name: "City Library".into(),
            }),
            passwords: Arc::new(Passwords::new(2)),
            admin: AdminToken::new(TOKEN).unwrap(),
            now: Arc::new(move || web::time::now_micros() + clock.load(Ordering::Relaxed)),
            logins_per_minute: 12,
        });
        let own = Router::new()
            .route(
                "/staff",
                get(|State(site): State<Site>, visitor: Visitor| async move {
                    visitor.require(May::Look)?;
                    let shell = site.0.shell("Start", &visitor, "/staff");
                    let links: Vec<String> =
                        shell.links.into_iter().map(|link| link.href).collect();
                    Ok::<_, Problem>(links.join(" "))
                }),
            )
            .route(
                "/staff/publish",
                get(|visitor: Visitor| async move { visitor.require(May::Publish) }),
            )
            .with_state(Site(Arc::clone(&staff)));
        let router = own.merge(staff.router().unwrap());
        Self {
            running: serve(config, frame.around(router)).await,
            database,
            ahead,
            _folder: folder,
        }
    }

    fn pass(&self, seconds: i64) {
        self.ahead.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    fn seconds(&self) -> u64 {
        let micros = web::time::now_micros() + self.ahead.load(Ordering::Relaxed);
        u64::try_from(micros / 1_000_000).unwrap()
    }

    async fn api(&self, method: &str, path: &str, bearer: &str, body: Option<Value>) -> Answer {
        let body = body.map_or_else(String::new, |body| body.to_string());
        let length = body.len();
        let text = format!(
            "{method} {path} HTTP/1.1\r\nHost: op.example\r\nConnection: close\r\nAuthorization: Bearer {bearer}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        Answer::parse(&self.running.exchange(text).await)
    }

    async fn form(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let headers =
            format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
        self.running.post(path, &headers, &body).await
    }

    async fn page(&self, path: &str, cookie: &str) -> Answer {
        self.running
            .get(path, &format!("Cookie: {cookie}\r\n"))
            .await
    }

    /// Invites somebody; the path of their link.
    async fn invite(&self, login: &str, roles: &[&str]) -> (String, String) {
        let body = json!({"name": "Liisa", "login": login, "roles": roles});
        let answer = self
            .api("POST", "/api/v1/staff/members", TOKEN, Some(body))
            .await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let invited = answer.json();
        let link = invited["link"].as_str().unwrap();
        let path = link.strip_prefix("http://op.example").unwrap().to_owned();
        (path, invited["member"]["id"].as_str().unwrap().to_owned())
    }

    /// Lets somebody in whom a link invites.
    async fn come(&self, path: &str) -> Person {
        let page = self.running.get(path, "").await;
        assert_eq!(page.status, 200, "{page:?}");
        let code = page
            .body
            .split("<code>")
            .nth(1)
            .unwrap()
            .split("</code>")
            .next()
            .unwrap();
        let secret = Secret::try_from_base32(code.replace(' ', "")).unwrap();
        let mut person = Person {
            secret,
            cookie: String::new(),
            recovery: Vec::new(),
        };
        let code = person.code(self);
        let come = self
            .form(path, "", &[("password", PASSWORD), ("code", &code)])
            .await;
        assert_eq!(come.status, 200, "{come:?}");
        person.cookie = cookie(&come);
        person.recovery = come
            .body
            .split("<li><code>")
            .skip(1)
            .map(|rest| rest.split("</code>").next().unwrap().to_owned())
            .collect();
        person
    }

    async fn login(&self, login: &str, password: &str, code: &str) -> Answer {
        let fields = [("login", login), ("password", password), ("code", code)];
        self.form("/staff/login", "", &fields).await
    }
}

struct Person {
    secret: Secret,
    cookie: String,
    recovery: Vec<String>,
}

impl Person {
    fn code(&self, party: &Party) -> String {
        let secret = Secret::new(self.secret.as_bytes().to_vec().into_boxed_slice());
        let totp = Builder::new().with_secret(secret).build().unwrap();
        totp.generate(party.seconds()).to_string()
    }
}

fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie").unwrap_or_default();
    set.split(';').next().unwrap_or_default().to_owned()
}

#[test]
fn every_language_says_what_english_says() {
    assert_eq!(CATALOGUE.faults(), Vec::<String>::new());
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [own.join("src/staff"), own.join("templates/staff")];
    let folders: Vec<&Path> = folders.iter().map(AsRef::as_ref).collect();
    let text = web::language::check::text_of(&folders).unwrap();
    let hints = Role::ALL
        .map(|role| format!("\"{}.hint\"", role.message()))
        .join("");
    let text = text + &hints;
    assert_eq!(CATALOGUE.unused(&["staff"], &text), Vec::<String>::new());
    assert_eq!(
        CATALOGUE.missing(&["staff", "shell"], &text),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn an_invitation_lets_somebody_in_once_with_a_password_and_a_second_factor() {
    let party = Party::start().await;
    let (path, _) = party
        .invite("Liisa@Library.example", &["data-steward"])
        .await;
    let page = party.running.get(&path, "").await;
    assert!(page.body.contains("<svg class=\"qr\"") && page.body.contains("liisa@library.example"));
    let wrong = party
        .form(&path, "", &[("password", PASSWORD), ("code", "000000")])
        .await;
    assert_eq!(wrong.status, 403, "{wrong:?}");
    let person = party.come(&path).await;
    assert_eq!(person.recovery.len(), 10);
    let home = party.page("/staff", &person.cookie).await;
    assert_eq!(
        (home.status, home.body.as_str()),
        (200, "/staff /staff/publish /staff/account")
    );
    for method in ["", "post"] {
        let again = if method.is_empty() {
            party.running.get(&path, "").await
        } else {
            party
                .form(
                    &path,
                    "",
                    &[("password", PASSWORD), ("code", &person.code(&party))],
                )
                .await
        };
        assert_eq!(again.status, 404, "{again:?}");
    }
}

#[tokio::test]
async fn a_short_password_lets_nobody_in_and_uses_up_nothing() {
    let party = Party::start().await;
    let (path, _) = party.invite("liisa@library.example", &["auditor"]).await;
    let page = party.running.get(&path, "").await;
    let code = page
        .body
        .split("<code>")
        .nth(1)
        .unwrap()
        .split("</code>")
        .next()
        .unwrap();
    let person = Person {
        secret: Secret::try_from_base32(code.replace(' ', "")).unwrap(),
        cookie: String::new(),
        recovery: Vec::new(),
    };
    let code = person.code(&party);
    let short = party
        .form(&path, "", &[("password", "1234567"), ("code", &code)])
        .await;
    assert_eq!(short.status, 400, "{short:?}");
    party.come(&path).await;
}

#[tokio::test]
async fn a_login_needs_password_and_code_and_says_nothing_about_who_is_here() {
    let party = Party::start().await;
    let (path, _) = party
        .invite("liisa@library.example", &["data-steward"])
        .await;
    let person = party.come(&path).await;
    party.pass(60);
    let code = person.code(&party);
    let wrong = [
        party
            .login("liisa@library.example", "another sentence", &code)
            .await,
        party
            .login("liisa@library.example", PASSWORD, "123456")
            .await,
        party.login("liisa@library.example", PASSWORD, "").await,
        party.login("nobody@library.example", PASSWORD, &code).await,
        party.login("nobody", PASSWORD, &code).await,
    ];
    let plain = |answer: &Answer| {
        let body = answer.body.replace("liisa@library.example", "x");
        body.replace("nobody@library.example", "x")
            .replace("nobody", "x")
    };
    for answer in &wrong {
        assert_eq!(answer.status, 401);
        assert_eq!(plain(answer), plain(&wrong[0]));
        assert_eq!(answer.header("set-cookie"), None);
    }
    let right = party
        .login(" LIISA@library.example ", PASSWORD, &code)
        .await;
    assert_eq!(
        (right.status, right.header("location")),
        (303, Some("/staff"))
    );
    let again = party.login("liisa@library.example", PASSWORD, &code).await;
    assert_eq!(again.status, 401, "a code is good once");
    let session = cookie(&right);
    assert_eq!(party.page("/staff", &session).await.status, 200);
    let out = party.form("/staff/logout", &session, &[]).await;
    assert_eq!(out.status, 303);
    assert_eq!(party.page("/staff", &session).await.status, 303);
}

#[tokio::test]
async fn a_recovery_code_stands_in_for_the_app_once() {
    let party = Party::start().await;
    let (path, _) = party
        .invite("liisa@library.example", &["data-steward"])
        .await;
    let person = party.come(&path).await;
    let code = &person.recovery[0];
    let login = party.login("liisa@library.example", PASSWORD, code).await;
    assert_eq!(login.status, 303, "{login:?}");
    let account = party.page("/staff/account", &cookie(&login)).await;
    assert!(
        account.body.contains("9 recovery codes left"),
        "{account:?}"
    );
    assert_eq!(
        party
            .login("liisa@library.example", PASSWORD, code)
            .await
            .status,
        401
    );
}

#[tokio::test]
async fn codes_cannot_be_guessed() {
    let party = Party::start().await;
    let (path, _) = party
        .invite("liisa@library.example", &["data-steward"])
        .await;
    let person = party.come(&path).await;
    party.pass(60);
    for _ in 0..5 {
        assert_eq!(
            party
                .login("liisa@library.example", PASSWORD, "000000")
                .await
                .status,
            401
        );
    }
    let right = party
        .login("liisa@library.example", PASSWORD, &person.code(&party))
        .await;
    assert_eq!(
        right.status, 401,
        "after five wrong codes the right one waits too"
    );
    for _ in 0..10 {
        party
            .login("liisa@library.example", "wrong", "000000")
            .await;
    }
    let often = party
        .login("liisa@library.example", "wrong", "000000")
        .await;
    assert_eq!(often.status, 429);
}

#[tokio::test]
async fn sessions_end_unused_and_in_any_case_after_a_working_day() {
    let party = Party::start().await;
    let (path, _) = party
        .invite("liisa@library.example", &["data-steward"])
        .await;
    let person = party.come(&path).await;
    for _ in 0..24 {
        party.pass(19 * 60);
        assert_eq!(party.page("/staff", &person.cookie).await.status, 200);
    }
    party.pass(30 * 60);
    assert_eq!(party.page("/staff", &person.cookie).await.status, 303);
    let login = party
        .login("liisa@library.example", PASSWORD, &person.code(&party))
        .await;
    let session = cookie(&login);
    party.pass(31 * 60);
    let idle = party.page("/staff?a=b", &session).await;
    assert_eq!(
        idle.header("location"),
        Some("/staff/login?next=%2Fstaff%3Fa%3Db")
    );
}

#[tokio::test]
async fn roles_open_what_they_name_and_nothing_else() {
    let party = Party::start().await;
    let (path, _) = party.invite("a@library.example", &["auditor"]).await;
    let auditor = party.come(&path).await;
    let links = party.page("/staff", &auditor.cookie).await;
    assert_eq!(links.body, "/staff /staff/trail /staff/account");
    assert_eq!(
        party.page("/staff/publish", &auditor.cookie).await.status,
        403
    );
    assert_eq!(
        party.page("/staff/members", &auditor.cookie).await.status,
        403
    );
    let new = [
        ("name", "Eve"),
        ("login", "eve@x.example"),
        ("role", "administrator"),
    ];
    assert_eq!(
        party
            .form("/staff/members", &auditor.cookie, &new)
            .await
            .status,
        403
    );
    let token = auditor.cookie.split_once('=').unwrap().1;
    let body = json!({"name": "Eve", "login": "eve@x.example", "roles": ["administrator"]});
    let refused = party
        .api("POST", "/api/v1/staff/members", token, Some(body))
        .await;
    assert_eq!(refused.status, 403, "{refused:?}");
    let none = party
        .api("GET", "/api/v1/staff/members", "nothing", None)
        .await;
    assert_eq!(none.status, 401);
}

#[tokio::test]
async fn an_administrator_invites_changes_and_removes_from_the_page() {
    let party = Party::start().await;
    let (path, own) = party.invite("a@library.example", &["administrator"]).await;
    let admin = party.come(&path).await;
    let fields = [
        ("name", "Matti"),
        ("login", "matti@library.example"),
        ("locale", "fi"),
        ("role", "data-steward"),
        ("role", "auditor"),
    ];
    let invited = party.form("/staff/members", &admin.cookie, &fields).await;
    assert_eq!(invited.status, 200, "{invited:?}");
    let link = invited.body.split("invitation-link\">").nth(1).unwrap();
    let link = link
        .split('<')
        .next()
        .unwrap()
        .strip_prefix("http://op.example")
        .unwrap()
        .to_owned();
    let matti = party.come(&link).await;
    assert_eq!(
        party.page("/staff/publish", &matti.cookie).await.status,
        200
    );
    let taken = party.form("/staff/members", &admin.cookie, &fields).await;
    assert_eq!(taken.status, 409);
    assert!(taken.body.contains("value=\"Matti\""));

    let members = party
        .api("GET", "/api/v1/staff/members", TOKEN, None)
        .await
        .json();
    let id = members
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["name"] == "Matti")
        .unwrap();
    assert_eq!(
        (&id["locale"], &id["state"]),
        (&json!("fi"), &json!("active"))
    );
    let id = id["id"].as_str().unwrap();
    let roles = format!("/staff/members/{id}/roles");
    let changed = party
        .form(&roles, &admin.cookie, &[("role", "auditor")])
        .await;
    assert_eq!(changed.status, 303);
    assert_eq!(
        party.page("/staff/publish", &matti.cookie).await.status,
        403,
        "at once"
    );
    assert_eq!(party.form(&roles, &admin.cookie, &[]).await.status, 400);

    let last = format!("/staff/members/{own}/roles");
    assert_eq!(
        party
            .form(&last, &admin.cookie, &[("role", "auditor")])
            .await
            .status,
        409
    );
    let last = format!("/staff/members/{own}/remove");
    assert_eq!(party.form(&last, &admin.cookie, &[]).await.status, 409);

    let again = format!("/staff/members/{id}/link");
    let again = party.form(&again, &admin.cookie, &[]).await;
    assert_eq!(again.status, 200);
    assert_eq!(
        party.page("/staff", &matti.cookie).await.status,
        303,
        "the old way in is shut"
    );
    let gone = format!("/staff/members/{id}/remove");
    assert_eq!(party.form(&gone, &admin.cookie, &[]).await.status, 303);
    let link = again.body.split("invitation-link\">").nth(1).unwrap();
    let link = link
        .split('<')
        .next()
        .unwrap()
        .strip_prefix("http://op.example")
        .unwrap();
    assert_eq!(party.running.get(link, "").await.status, 404);
    let anew = party.form("/staff/members", &admin.cookie, &fields).await;
    assert_eq!(anew.status, 200, "the login is free again");
}

#[tokio::test]
async fn what_staff_do_stands_in_the_log_and_is_read_by_those_who_may() {
    let party = Party::start().await;
    let (path, _) = party.invite("a@library.example", &["administrator"]).await;
    let admin = party.come(&path).await;
    party.pass(60);
    party.login("a@library.example", PASSWORD, "000000").await;
    let trail = party
        .api("GET", "/api/v1/staff/trail?limit=2", TOKEN, None)
        .await
        .json();
    let acts = |trail: &Value| -> Vec<String> {
        let entries = trail["entries"].as_array().unwrap().iter();
        entries
            .map(|one| one["act"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(acts(&trail), ["login-refused", "came"]);
    assert_eq!(trail["entries"][1]["by"], "Liisa");
    let next = trail["next"].as_str().unwrap();
    let path = format!("/api/v1/staff/trail?limit=2&before={next}");
    let rest = party.api("GET", &path, TOKEN, None).await.json();
    assert_eq!(acts(&rest), ["invited"]);
    assert_eq!(rest["entries"][0]["by"], Value::Null);
    let page = party.page("/staff/trail", &admin.cookie).await;
    assert!(
        page.body.contains("Administration of this service"),
        "{page:?}"
    );
    assert!(page.body.contains("A login was refused"));
    let records = party.database.log_range("party", 0, 10).await.unwrap();
    assert_eq!(records.len(), 3);
    for record in records {
        let text = record.record.unwrap();
        assert!(
            !text.contains("Liisa") && !text.contains('@'),
            "names are not in the log: {text}"
        );
    }
}

#[tokio::test]
async fn a_password_changes_with_the_old_one_and_a_code_and_ends_other_sessions() {
    let party = Party::start().await;
    let (path, _) = party.invite("a@library.example", &["administrator"]).await;
    let first = party.come(&path).await;
    party.pass(60);
    let second = cookie(
        &party
            .login("a@library.example", PASSWORD, &first.code(&party))
            .await,
    );
    party.pass(60);
    let code = first.code(&party);
    let change = |old: &'static str, new: &'static str, code: String| {
        let party = &party;
        let second = &second;
        async move {
            let fields = [("old", old), ("new", new), ("code", code.as_str())];
            party.form("/staff/account/password", second, &fields).await
        }
    };
    assert_eq!(
        change("wrong sentence", "another sentence", code.clone())
            .await
            .status,
        403
    );
    assert_eq!(
        change(PASSWORD, "another sentence", "000000".into())
            .await
            .status,
        403
    );
    assert_eq!(change(PASSWORD, "short", code.clone()).await.status, 400);
    let changed = change(PASSWORD, "another sentence", code).await;
    assert_eq!(changed.status, 303, "{changed:?}");
    assert_eq!(party.page("/staff", &first.cookie).await.status, 303);
    assert_eq!(party.page("/staff", &second).await.status, 303);
    assert_eq!(party.page("/staff", &cookie(&changed)).await.status, 200);
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let party = Party::start().await;
    let (path, own) = party.invite("a@library.example", &["administrator"]).await;
    let admin = party.come(&path).await;
    let headers = format!(
        "Cookie: {}\r\nSec-Fetch-Site: cross-site\r\nContent-Type: application/x-www-form-urlencoded\r\n",
        admin.cookie
    );
    for path in [
        "/staff/members",
        "/staff/logout",
        &format!("/staff/members/{own}/link"),
    ] {
        let forged = party.running.post(path, &headers, "").await;
        assert_eq!(forged.status, 403, "{forged:?}");
    }
    assert_eq!(party.page("/staff", &admin.cookie).await.status, 200);
}

#[tokio::test]
async fn the_login_leads_to_pages_of_staff_only() {
    let party = Party::start().await;
    let (path, _) = party.invite("a@library.example", &["administrator"]).await;
    let person = party.come(&path).await;
    for (next, to) in [
        ("/staff/members", "/staff/members"),
        ("https://evil.example", "/staff"),
        ("//evil.example", "/staff"),
        ("/staffing", "/staff"),
        ("/", "/staff"),
    ] {
        party.pass(60);
        let code = person.code(&party);
        let fields = [
            ("login", "a@library.example"),
            ("password", PASSWORD),
            ("code", &code),
            ("next", next),
        ];
        let answer = party.form("/staff/login", "", &fields).await;
        assert_eq!(answer.header("location"), Some(to), "{next}");
    }
}

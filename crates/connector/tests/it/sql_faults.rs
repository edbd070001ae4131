//! Databases that are gone, locked, broken or refuse: when they are read and when they are changed. Nothing that an engine
//! said is passed on.

use std::path::PathBuf;

use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};

use crate::changes::{change, open};
use crate::city::{City, read};
use crate::own_data::vouch_for;
use crate::peers::dead_address;
use crate::sql::Library;
use crate::wire::{Sent, Wire};

/// Stands in what engines say.
const MARKER: &str = "Zebra7731";

/// What goes on in a database meanwhile, until it is dropped.
enum Elsewhere {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Library {
    fn file(&self) -> PathBuf {
        self.folder.path().join("library.db")
    }

    /// Somebody else's connection.
    async fn elsewhere(&self) -> Elsewhere {
        match &self.url {
            Some(url) => Elsewhere::Postgres(PgConnection::connect(url).await.unwrap()),
            None => {
                let url = format!("sqlite://{}", self.file().display());
                Elsewhere::Sqlite(SqliteConnection::connect(&url).await.unwrap())
            }
        }
    }

    /// Says statements to the database, in the words of its engine.
    pub(crate) async fn say(&self, sqlite: &str, postgres: &str) {
        self.elsewhere().await.say(sqlite, postgres).await;
    }

    /// People may correct their e-mail address and erase everything.
    pub(crate) async fn serve_changes(&mut self) {
        let statements = json!({
            "update": {"email": "UPDATE patrons SET email = $value WHERE card = $library_card"},
            "erase_all": ["DELETE FROM patrons WHERE card = $library_card"],
        });
        self.city.config.routes[0].statements = Some(read(statements));
        open(&mut self.city);
        for attribute in &mut self.city.config.datasets[0].attributes {
            attribute.erase = read(json!("yes"));
        }
        self.city.config.upstream_limits.failures = 2;
        self.city.serve().await;
        vouch_for(&self.city, "2900-17", &["email"]).await;
    }

    pub(crate) async fn correct(&self, email: &str) -> reqwest::Response {
        let patch = json!({"email": email});
        change(&self.city, http::Method::PATCH, Some(patch)).await
    }

    async fn change_refused(&self, email: &str, status: u16, problem: &str) {
        let before = self.emails().await;
        refused(&self.city, self.correct(email).await, status, problem).await;
        assert_eq!(self.emails().await, before, "nothing is changed");
    }
}

impl Elsewhere {
    async fn say(&mut self, sqlite: &str, postgres: &str) {
        match self {
            Self::Sqlite(connection) => {
                connection
                    .execute(AssertSqlSafe(sqlite.to_owned()))
                    .await
                    .unwrap();
            }
            Self::Postgres(connection) => {
                connection
                    .execute(AssertSqlSafe(postgres.to_owned()))
                    .await
                    .unwrap();
            }
        }
    }
}

/// As [`City::refused`], and nothing that the engine said is there, nor in the organisation's own view of it.
async fn refused(city: &City, response: reqwest::Response, status: u16, problem: &str) {
    let headers = format!("{:?}", response.headers());
    let record = city.refused(response, status, problem).await;
    let view = city.admin("/api/v1/upstream").await;
    for said in [headers, record.to_string(), view.to_string()] {
        assert!(!said.contains(MARKER), "{said}");
    }
}

/// Reading and changing are refused with 502 and this problem. It serves changes then.
async fn both_refused(library: &mut Library, problem: &str) {
    library.city.serve().await;
    let response = library.city.ask().await;
    refused(&library.city, response, 502, problem).await;
    library.city.stop().await;
    library.serve_changes().await;
    let response = library.correct("new@example.org").await;
    refused(&library.city, response, 502, problem).await;
}

#[tokio::test]
async fn a_database_that_is_locked_is_too_slow_and_read_when_it_is_free() {
    for mut library in Library::both().await {
        library.city.serve().await;
        let mut elsewhere = library.elsewhere().await;
        let postgres = "BEGIN; LOCK TABLE patrons IN ACCESS EXCLUSIVE MODE";
        elsewhere.say("BEGIN EXCLUSIVE", postgres).await;
        library.refused(504, "source-timeout").await;
        elsewhere.say("COMMIT", "COMMIT").await;
        assert_eq!(library.city.released().await["email"], "aino@example.org");
    }
}

#[tokio::test]
async fn a_row_that_is_locked_is_not_changed() {
    for mut library in Library::both().await {
        library.serve_changes().await;
        let mut elsewhere = library.elsewhere().await;
        let postgres = "BEGIN; SELECT * FROM patrons FOR UPDATE";
        elsewhere.say("BEGIN IMMEDIATE", postgres).await;
        library
            .change_refused("new@example.org", 504, "source-timeout")
            .await;
        elsewhere.say("COMMIT", "COMMIT").await;
        let response = library.correct("new@example.org").await;
        assert_eq!(response.status(), 204);
    }
}

#[tokio::test]
async fn what_a_rule_of_the_database_stands_against_is_refused_and_keeps_nobody_else_out() {
    let trigger = (
        format!(
            "CREATE TRIGGER no BEFORE UPDATE ON patrons WHEN new.email LIKE '%@example.net'
             BEGIN SELECT RAISE(ABORT, '{MARKER}'); END"
        ),
        format!(
            "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               IF new.email LIKE '%@example.net' THEN RAISE EXCEPTION '{MARKER} %', new.email; END IF; RETURN new; END $$;
             CREATE TRIGGER no BEFORE UPDATE ON patrons FOR EACH ROW EXECUTE FUNCTION no()"
        ),
    );
    let unique = format!("CREATE UNIQUE INDEX {MARKER} ON patrons (email)");
    for mut library in Library::both().await {
        library.say(&trigger.0, &trigger.1).await;
        library.say(&unique, &unique).await;
        let taken = "UPDATE patrons SET email = 'taken@example.org' WHERE card = '2900-18'";
        library.say(taken, taken).await;
        library.serve_changes().await;
        for refused in ["a@example.net", "taken@example.org", "b@example.net"] {
            library.change_refused(refused, 409, "change-refused").await;
        }
        let response = library.correct("new@example.org").await;
        assert_eq!(response.status(), 204, "the breaker is closed");
    }
}

#[tokio::test]
async fn everything_of_a_person_stays_where_a_rule_stands_against_its_going() {
    let stays = "CREATE TABLE debts (card TEXT REFERENCES patrons (card)); INSERT INTO debts VALUES ('2900-17')";
    for mut library in Library::both().await {
        let unique = "CREATE UNIQUE INDEX cards ON patrons (card)";
        library.say(unique, unique).await;
        library.say(stays, stays).await;
        library.serve_changes().await;
        let before = library.emails().await;
        let everything = [
            "name",
            "email",
            "address.street",
            "extra",
            "loans.title",
            "loans.days",
        ];
        vouch_for(&library.city, "2900-17", &everything).await;
        let response = change(&library.city, http::Method::DELETE, None).await;
        refused(&library.city, response, 409, "change-refused").await;
        assert_eq!(library.emails().await, before);
    }
}

#[tokio::test]
async fn what_an_engine_says_of_a_query_that_fails_is_not_passed_on() {
    for mut library in Library::both().await {
        let functions = format!(
            "CREATE FUNCTION fails(TEXT) RETURNS TEXT LANGUAGE plpgsql AS
               $$ BEGIN RAISE EXCEPTION '{MARKER} %', $1; END $$"
        );
        library.say("SELECT 1", &functions).await;
        let faults = if library.url.is_some() {
            vec![
                (format!("fails(card || '{MARKER}')"), 502, "source-error"),
                (
                    "(SELECT pg_terminate_backend(pg_backend_pid())::text)".to_owned(),
                    502,
                    "source-unreachable",
                ),
                (
                    format!("('{MARKER}' || card)::int::text"),
                    403,
                    "person-unknown-at-source",
                ),
                (
                    format!("('{MARKER}' || card)::xml::text::json::text"),
                    403,
                    "person-unknown-at-source",
                ),
                (
                    format!("(card + 1)::text || '{MARKER}'"),
                    502,
                    "source-error",
                ),
            ]
        } else {
            vec![
                (
                    format!("json_extract('{MARKER}', '$.a')"),
                    502,
                    "source-error",
                ),
                (
                    format!("json_extract('{{}}', '{MARKER}')"),
                    502,
                    "source-error",
                ),
                (format!("'{MARKER}' -> 'a'"), 502, "source-error"),
                ("zeroblob(2000000000)".to_owned(), 502, "source-error"),
            ]
        };
        for (expression, status, problem) in faults {
            library.ask_with_email(&expression);
            library.city.serve().await;
            let response = library.city.ask().await;
            refused(&library.city, response, status, problem).await;
            library.city.stop().await;
        }
        library.ask_with_email("email");
        library.city.serve().await;
        assert_eq!(library.city.released().await["email"], "aino@example.org");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_releases_nothing() {
    let library = Library::sqlite().await;
    let whole = std::fs::read(library.file()).unwrap();
    let half = whole[..whole.len() / 2].to_vec();
    let mut torn = whole.clone();
    // The pages behind the first hold the tables.
    torn[4_096..].fill(b'Z');
    for (content, problem) in [
        (MARKER.repeat(1_000).into_bytes(), "source-unreachable"),
        (Vec::new(), "source-error"),
        (half, "source-error"),
        (torn, "source-error"),
    ] {
        let mut library = Library::sqlite().await;
        std::fs::write(library.file(), content).unwrap();
        both_refused(&mut library, problem).await;
    }
    let mut library = Library::sqlite().await;
    std::fs::remove_file(library.file()).unwrap();
    std::fs::create_dir(library.file()).unwrap();
    library.city.serve().await;
    library.refused(502, "source-unreachable").await;
}

#[tokio::test]
async fn a_server_that_is_no_postgresql_or_lets_nobody_in_releases_nothing() {
    let Some(mut library) = Library::postgres().await else {
        return;
    };
    let wire = Wire::start().await;
    let fatal = |code: &str| {
        let fields = format!("SFATAL\0VFATAL\0C{code}\0M{MARKER} of card 2900-17\0\0");
        let length = u32::try_from(fields.len() + 4).unwrap().to_be_bytes();
        [b"E", &length[..], fields.as_bytes()].concat()
    };
    let dead = format!("http://{}", dead_address().await);
    for (url, sent, problem) in [
        (&dead, Sent::Bytes(Vec::new()), "source-unreachable"),
        (&wire.url, Sent::Bytes(Vec::new()), "source-unreachable"),
        (&wire.url, Sent::Ends(Vec::new()), "source-unreachable"),
        (
            &wire.url,
            Sent::Ends(format!("HTTP/1.1 400 {MARKER}\r\n\r\n").into_bytes()),
            "source-unreachable",
        ),
        (&wire.url, Sent::Ends(fatal("53300")), "source-unreachable"),
        (&wire.url, Sent::Ends(fatal("57P03")), "source-unreachable"),
        (&wire.url, Sent::Ends(fatal("28P01")), "source-error"),
        (&wire.url, Sent::Ends(fatal("3D000")), "source-error"),
    ] {
        wire.greet(sent);
        let secret = library.folder.path().join("url");
        let address = url.replace("http://", "postgres://aino:Zebra7731@");
        std::fs::write(&secret, format!("{address}/x?sslmode=disable")).unwrap();
        library.city.config.upstream = read(json!({
            "kind": "postgres", "url": {"file": secret}, "limits": {"connect_ms": 300, "statement_ms": 500},
        }));
        library.city.config.routes[0].statements = None;
        both_refused(&mut library, problem).await;
        library.city.stop().await;
    }
}

//! Drafts from databases of a source's own, as they are: checked, and tried with a person.

use connector::rehearsal::{self, Asking};
use connector::{Config, draft};
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, SqliteConnection};
use tempfile::TempDir;

fn loaded(text: &str) -> Config {
    #[derive(serde::Deserialize)]
    struct File {
        connector: Config,
    }
    let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    file.connector
}

#[tokio::test]
async fn a_sqlite_file_is_drafted_checked_and_tried() {
    web::install_crypto_provider();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("school.db");
    let tables = "
        CREATE TABLE pupils (id INTEGER PRIMARY KEY, email VARCHAR(80) UNIQUE, name TEXT, grade INT, extra JSON);
        CREATE TABLE courses (pupil INTEGER REFERENCES pupils, title TEXT, hours REAL);
        CREATE TABLE cards (card_no INTEGER, kind TEXT);
        CREATE TABLE rooms (floor INTEGER);
        INSERT INTO pupils VALUES (1, 'noor@example.org', 'Noor', 3, '{\"shoe\": 38}');
        INSERT INTO courses VALUES (1, 'Oud', 2.5), (1, 'Choir', 1);
        INSERT INTO cards VALUES (17, 'library');";
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    connection.execute(tables).await.unwrap();
    connection.close().await.unwrap();
    let text = draft::from_sqlite(&file).await.unwrap();
    for said in [
        "# guess",
        "main.rooms",
        "holds = \"number\"",
        "single = true",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let config = loaded(&text);
    let findings = connector::check(&config).await;
    assert!(findings.iter().all(Result::is_ok), "{findings:?}");
    let tried = async |route: &str, person: (&str, &str), permitted: &str| {
        let asking = Asking {
            route: Some(route.to_owned()),
            identifiers: vec![(person.0.to_owned(), person.1.to_owned())],
            permitted: vec![permitted.to_owned()],
            ..Asking::default()
        };
        let (steps, body) = rehearsal::rehearse(&config, &asking).await.unwrap();
        let body = body.unwrap_or_else(|| panic!("{steps:#?}"));
        serde_json::from_str::<Value>(&body).unwrap()
    };
    let noor = ("email", "noor@example.org");
    let courses = json!({"courses": [{"hours": 2.5}, {"hours": 1.0}]});
    assert_eq!(tried("/pupils", noor, "courses.hours").await, courses);
    assert_eq!(tried("/pupils", noor, "grade").await, json!({"grade": 3}));
    let extra = json!({"extra": {"shoe": 38}});
    assert_eq!(tried("/pupils", noor, "extra").await, extra);
    // A number finds by its text.
    let card = ("card_number", "17");
    assert_eq!(
        tried("/cards", card, "kind").await,
        json!([{"kind": "library"}])
    );
    let none = draft::from_sqlite(&folder.path().join("none.db")).await;
    assert!(none.unwrap_err().to_string().contains("the database"));
}

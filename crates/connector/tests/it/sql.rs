//! Databases of a source's own, real ones: what is read of them, and that nothing else is.

use std::time::Duration;

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};
use tempfile::TempDir;

use crate::city::{City, ROUTE, read};
use crate::hostile::HOSTILE;
use crate::peers::{Answer, active, dead_address};
use crate::release::{dataset_id, permitting};

const TABLES: &str = "
    CREATE TABLE patrons (id INTEGER PRIMARY KEY, card TEXT NOT NULL, full_name TEXT, email TEXT, street TEXT, extra TEXT);
    CREATE TABLE loans (patron INTEGER, title TEXT, days INTEGER);
    INSERT INTO patrons VALUES (1, '2900-17', 'Aino \"A\" Virtanen', 'aino@example.org', 'Katu 1', '{\"floor\": 3}');
    INSERT INTO patrons VALUES (2, '2900-18', 'Somebody Else', NULL, 'Polku 2', '{\"floor\": 1}, \"email\": \"x\"');
    INSERT INTO loans VALUES (1, 'Kalevala', 14), (1, 'Seitsemän veljestä', 21), (2, 'Secret', 1);
";

/// A city whose data is in a database; dropped together.
pub(crate) struct Library {
    pub(crate) city: City,
    pub(crate) url: Option<String>,
    pub(crate) folder: TempDir,
}

/// The source's own people at their database.
pub(crate) struct Statements {
    url: Option<String>,
    file: std::path::PathBuf,
}

impl Statements {
    pub(crate) async fn run(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        if let Some(url) = &self.url {
            let mut connection = PgConnection::connect(url).await.unwrap();
            connection.execute(sql).await.unwrap();
        } else {
            let url = format!("sqlite://{}", self.file.display());
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            connection.execute(sql).await.unwrap();
        }
    }
}

/// A new database; none where PostgreSQL is left out.
pub(crate) async fn empty_postgres() -> Option<String> {
    let server = tokio::task::spawn_blocking(crate::postgres::server)
        .await
        .unwrap()?;
    Some(empty_at(server).await)
}

/// A new database at this server.
async fn empty_at(server: &str) -> String {
    let name = format!("c{}", uuid::Uuid::new_v4().simple());
    let mut admin = PgConnection::connect(&format!("{server}/postgres"))
        .await
        .unwrap();
    let create = format!("CREATE DATABASE {name} TEMPLATE template0");
    admin.execute(AssertSqlSafe(create)).await.unwrap();
    format!("{server}/{name}")
}

async fn fill(url: &str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    connection.execute(TABLES).await.unwrap();
}

/// What a connector may have its own database in: a SQLite file, and PostgreSQL where that is not left out.
pub(crate) async fn engines() -> Vec<Option<String>> {
    let mut engines = vec![None];
    engines.extend(empty_postgres().await.map(Some));
    engines
}

impl Library {
    pub(crate) async fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("library.db");
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        connection.execute(TABLES).await.unwrap();
        connection.close().await.unwrap();
        let upstream = json!({"kind": "sqlite", "file": file, "limits": {"statement_ms": 500}});
        Self::of(upstream, None, folder).await
    }

    /// None where PostgreSQL is left out.
    pub(crate) async fn postgres() -> Option<Self> {
        let url = empty_postgres().await?;
        fill(&url).await;
        Some(Self::with_url(&url).await)
    }

    /// The library in a new database at this server; its address.
    pub(crate) async fn made_at(server: &str) -> String {
        let url = empty_at(server).await;
        fill(&url).await;
        url
    }

    /// A city whose data is at this address.
    pub(crate) async fn with_url(url: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let secret = folder.path().join("url");
        std::fs::write(&secret, url).unwrap();
        let upstream =
            json!({"kind": "postgres", "url": {"file": secret}, "limits": {"statement_ms": 500}});
        Self::of(upstream, Some(url.to_owned()), folder).await
    }

    pub(crate) async fn both() -> Vec<Self> {
        let mut both = vec![Self::sqlite().await];
        both.extend(Self::postgres().await);
        both
    }

    async fn of(upstream: Value, url: Option<String>, folder: TempDir) -> Self {
        let mut city = City::prepare().await;
        city.config.upstream = read(upstream);
        city.config.routes.truncate(1);
        city.config.routes[0].request = None;
        city.config.datasets[0].attributes = ["name", "email", "address.street", "extra", "loans.title", "loans.days"]
            .iter()
            .map(|path| {
                let holds = if *path == "extra" { "object" } else { "single" };
                read(json!({"path": path, "holds": holds, "category": "https://w3id.org/dpv/pd#Name", "title": {"en": path}}))
            })
            .collect();
        let mut library = Self { city, url, folder };
        library.ask(json!({
            "sql": "SELECT * FROM patrons WHERE card = $library_card", "single": true,
            "columns": {"name": "full_name", "address.street": "street"}, "json": ["extra"],
            "children": {"loans": {
                "sql": "SELECT loans.* FROM loans JOIN patrons ON patrons.id = patron WHERE card = $library_card ORDER BY title",
                "parent": "id", "child": "patron",
            }},
        }));
        library
    }

    /// What writes into the database beside the connector.
    pub(crate) fn statements(&self) -> Statements {
        Statements {
            url: self.url.clone(),
            file: self.folder.path().join("library.db"),
        }
    }

    /// Everybody's e-mail address, by their numbers.
    pub(crate) async fn emails(&self) -> Vec<Option<String>> {
        let query = "SELECT email FROM patrons ORDER BY id";
        let rows: Vec<(Option<String>,)> = if let Some(url) = &self.url {
            let mut connection = PgConnection::connect(url).await.unwrap();
            sqlx::query_as(query)
                .fetch_all(&mut connection)
                .await
                .unwrap()
        } else {
            let url = format!(
                "sqlite://{}",
                self.folder.path().join("library.db").display()
            );
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            sqlx::query_as(query)
                .fetch_all(&mut connection)
                .await
                .unwrap()
        };
        rows.into_iter().map(|(email,)| email).collect()
    }

    pub(crate) fn person(&self, card: &str) {
        self.city.operator.answer(Answer::Json(active(card)));
    }

    pub(crate) async fn refused(&self, status: u16, problem: &str) {
        let response = self.city.ask().await;
        self.city.refused(response, status, problem).await;
    }

    pub(crate) fn ask(&mut self, query: Value) {
        self.city.config.routes[0].query = Some(read(query));
    }

    /// A query of five columns whose `email` is this expression.
    pub(crate) fn ask_with_email(&mut self, expression: &str) {
        let sql = format!(
            "SELECT id, card, full_name AS name, {expression} AS email, street, extra, '' AS title, 0 AS days
             FROM patrons WHERE card = $identifier"
        );
        self.ask(json!({
            "sql": sql, "single": true,
            "columns": {"address.street": "street", "loans.title": "title", "loans.days": "days"},
        }));
    }
}

#[tokio::test]
async fn rows_come_out_as_an_object_with_the_rows_below_them() {
    for mut library in Library::both().await {
        library.city.serve().await;
        let released = library.city.released().await;
        assert_eq!(
            released,
            json!({
                "name": "Aino \"A\" Virtanen", "email": "aino@example.org", "address": {"street": "Katu 1"}, "extra": {"floor": 3},
                "loans": [{"title": "Kalevala", "days": 14}, {"title": "Seitsemän veljestä", "days": 21}],
            })
        );
    }
}

#[tokio::test]
async fn rows_with_a_column_that_tells_them_apart_have_ids_of_their_own() {
    for mut library in Library::both().await {
        let query = |id: Value| {
            json!({
                "sql": "SELECT title AS name, days, NULL AS email, NULL AS street, NULL AS extra, title
                        FROM loans JOIN patrons ON patrons.id = patron WHERE card = $library_card ORDER BY title",
                "columns": {"address.street": "street", "loans.title": "title", "loans.days": "days"}, "id": id,
            })
        };
        library.city.config.routes[0].shape = connector::config::Shape::NgsiLd;
        for (column, is_shared) in [
            (json!("title"), false),
            (json!(null), true),
            (json!("email"), true),
        ] {
            library.ask(query(column.clone()));
            library.city.serve().await;
            let dataset = dataset_id(&library.city).await;
            library
                .city
                .operator
                .answer(permitting(&dataset, &["loans.days"]));
            let released = library.city.released().await;
            let ids = [&released[0]["id"], &released[1]["id"]];
            assert_eq!(ids[0] == ids[1], is_shared, "{column}: {released}");
            assert!(!released.to_string().contains("Kalevala"), "{released}");
            let start = if is_shared {
                "urn:uuid:"
            } else {
                "urn:ngsi-ld:Entity:"
            };
            assert!(ids[0].as_str().unwrap().starts_with(start), "{released}");
            library.city.stop().await;
        }
    }
}

#[tokio::test]
async fn as_ngsi_ld_the_columns_are_properties() {
    for mut library in Library::both().await {
        library.city.config.routes[0].shape = connector::config::Shape::NgsiLd;
        library.city.serve().await;
        let released = library.city.released().await;
        assert_eq!(released["type"], "Patron", "{released}");
        assert_eq!(
            released["name"]["value"], "Aino \"A\" Virtanen",
            "{released}"
        );
        assert_eq!(
            released["address"]["value"],
            json!({"street": "Katu 1"}),
            "{released}"
        );
        assert_eq!(
            released["loans"]["value"][0]["title"], "Kalevala",
            "{released}"
        );
        assert_ne!(released["id"], "urn:fiducia:no-id", "{released}");
    }
}

#[tokio::test]
async fn only_permitted_columns_are_read() {
    for mut library in Library::both().await {
        // Fails where it is read.
        library.ask_with_email(match library.url {
            None => "abs(-9223372036854775807 - length(card) / 7)",
            Some(_) => "1 / (length(card) - 7)",
        });
        library.city.serve().await;
        let dataset = dataset_id(&library.city).await;
        library
            .city
            .operator
            .answer(permitting(&dataset, &["name"]));
        assert_eq!(
            library.city.released().await,
            json!({"name": "Aino \"A\" Virtanen"})
        );
        library
            .city
            .operator
            .answer(permitting(&dataset, &["email"]));
        let response = library.city.ask().await;
        assert!(!response.status().is_success());
    }
}

#[tokio::test]
async fn an_identifier_is_bound_whatever_it_holds() {
    for mut library in Library::both().await {
        library.city.serve().await;
        let long = "x".repeat(10_000);
        let more = [
            "' OR '1'='1",
            "2900-17'; DROP TABLE patrons; --",
            "$library_card",
            "％",
            &long,
            "2900-17\u{200b}",
        ];
        for identifier in HOSTILE.iter().copied().chain(more) {
            library.person(identifier);
            library.refused(403, "person-unknown-at-source").await;
        }
        library.person("2900-17\0");
        library.refused(403, "person-unknown-at-source").await;
        library.person("2900-17");
        assert_eq!(
            library.city.released().await["email"],
            "aino@example.org",
            "the table is there"
        );
    }
}

#[tokio::test]
async fn text_that_is_no_json_reaches_no_neighbour() {
    for mut library in Library::both().await {
        library.city.serve().await;
        library.person("2900-18");
        library.refused(502, "source-bad-answer").await;
    }
}

#[tokio::test]
async fn several_rows_where_one_is_due_release_nothing() {
    for mut library in Library::both().await {
        library.ask(json!({
            "sql": "SELECT *, 'x' AS title, 1 AS days FROM patrons WHERE card <> $library_card OR card = $library_card", "single": true,
            "columns": {"name": "full_name", "address.street": "street", "loans.title": "title", "loans.days": "days"},
        }));
        library.city.serve().await;
        library.refused(502, "source-bad-answer").await;
    }
}

#[tokio::test]
async fn a_query_that_takes_too_long_is_given_up() {
    for mut library in Library::both().await {
        library.ask_with_email(match library.url {
            None => "(WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n)",
            Some(_) => "(SELECT pg_sleep(20)::text)",
        });
        library.city.serve().await;
        let begun = std::time::Instant::now();
        library.refused(504, "source-timeout").await;
        assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn too_many_rows_release_nothing() {
    for mut library in Library::both().await {
        let upstream = serde_json::to_value(&library.city.config.upstream).unwrap();
        for (name, limit) in [("most_rows", 1), ("largest_answer", 20)] {
            let mut upstream = upstream.clone();
            upstream["limits"][name] = json!(limit);
            library.city.config.upstream = read(upstream);
            library.city.serve().await;
            library.refused(502, "source-too-large").await;
            library.city.stop().await;
        }
    }
}

#[tokio::test]
async fn nothing_is_written_whatever_the_query_is() {
    for mut library in Library::both().await {
        let mut hostile = vec![
            "DELETE FROM patrons WHERE card = $library_card RETURNING *",
            "WITH gone AS (DELETE FROM patrons WHERE card = $library_card RETURNING *) SELECT * FROM gone",
            "SELECT * FROM patrons WHERE card = $library_card) AS q, (DELETE FROM loans RETURNING *",
        ];
        if let Some(url) = &library.url {
            let mut connection = PgConnection::connect(url).await.unwrap();
            connection
                .execute(
                    "CREATE FUNCTION burn(TEXT) RETURNS SETOF patrons LANGUAGE plpgsql AS
                     $$BEGIN PERFORM set_config('transaction_read_only', 'off', true); DELETE FROM loans; RETURN; END$$",
                )
                .await
                .unwrap();
            hostile.push("SELECT * FROM burn($library_card)");
        }
        for sql in hostile {
            let columns = json!({"name": "full_name", "address.street": "street", "loans.title": "id", "loans.days": "id"});
            library.ask(json!({"sql": sql, "columns": columns}));
            library.city.serve().await;
            library.refused(502, "source-error").await;
            library.city.stop().await;
        }
        library.ask_with_email("email");
        library.city.serve().await;
        assert_eq!(library.city.released().await["email"], "aino@example.org");
    }
}

#[tokio::test]
async fn a_renamed_column_releases_nothing_and_a_new_one_is_said() {
    for mut library in Library::both().await {
        library.city.serve().await;
        library.city.released().await;
        let status = library.city.admin("/api/v1/upstream").await;
        let names: Vec<&str> = status["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["card"], "what is read and not described: {status}");
        library.city.stop().await;
        library.ask(json!({
            "sql": "SELECT card FROM patrons WHERE card = $library_card", "columns": {
                "address.street": "street", "loans.title": "title", "loans.days": "days",
            },
        }));
        library.city.serve().await;
        library.refused(502, "source-error").await;
    }
}

impl Library {
    /// Changes its tables as whoever runs it would.
    async fn alter(&self, statement: &str) {
        if let Some(url) = &self.url {
            let mut connection = PgConnection::connect(url).await.unwrap();
            let done = connection.execute(AssertSqlSafe(statement)).await;
            done.unwrap();
        } else {
            let file = self.folder.path().join("library.db");
            let url = format!("sqlite://{}", file.display());
            let mut connection = SqliteConnection::connect(&url).await.unwrap();
            let done = connection.execute(AssertSqlSafe(statement)).await;
            done.unwrap();
        }
    }

    /// What is gone, by the findings.
    async fn gone(&self) -> Vec<String> {
        let status = self.city.admin("/api/v1/upstream").await;
        let found = status["findings"].as_array().unwrap().iter();
        let gone = found.filter(|one| one["kind"] == "gone-field");
        gone.map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    }
}

#[tokio::test]
async fn what_is_left_is_released_when_a_column_is_gone_and_its_return_is_noticed() {
    for mut library in Library::both().await {
        library.city.serve().await;
        let whole = library.city.released().await;
        assert_eq!(whole["email"], "aino@example.org");
        library.alter("ALTER TABLE patrons DROP COLUMN email").await;
        let mut left = whole.clone();
        left.as_object_mut().unwrap().remove("email");
        for _ in 0..3 {
            assert_eq!(library.city.released().await, left);
        }
        assert_eq!(library.gone().await, ["email"]);

        // One of a query below, and the one by which its rows belong to those above.
        library.city.clock.advance(Duration::from_secs(61));
        library.alter("ALTER TABLE loans DROP COLUMN days").await;
        let loans = json!([{"title": "Kalevala"}, {"title": "Seitsemän veljestä"}]);
        left["loans"] = loans;
        assert_eq!(library.city.released().await, left);
        assert_eq!(library.gone().await, ["email", "loans.days"]);

        library.city.clock.advance(Duration::from_secs(61));
        library
            .alter("ALTER TABLE patrons ADD COLUMN email TEXT")
            .await;
        library
            .alter("UPDATE patrons SET email = 'new@example.org'")
            .await;
        left["email"] = json!("new@example.org");
        assert_eq!(library.city.released().await, left);
    }
}

#[tokio::test]
async fn rows_that_cannot_be_told_apart_any_longer_are_not_released() {
    for mut library in Library::both().await {
        library.city.config.routes[0].shape = connector::config::Shape::NgsiLd;
        library.ask(json!({
            "sql": "SELECT loans.* FROM loans JOIN patrons ON patrons.id = patron WHERE card = $library_card",
            "columns": {
                "name": "days", "email": "days", "address.street": "days", "extra": "days", "loans.title": "days",
                "loans.days": "days",
            },
            "id": "title",
        }));
        library.city.serve().await;
        library.city.released().await;
        library.alter("ALTER TABLE loans DROP COLUMN title").await;
        library.refused(502, "source-error").await;
    }
}

#[tokio::test]
async fn a_database_that_is_not_there_is_said_to_be_unreachable() {
    let mut library = Library::sqlite().await;
    library.city.config.upstream = read(json!({"kind": "sqlite", "file": "/nowhere/at/all.db"}));
    library.city.serve().await;
    library.refused(502, "source-unreachable").await;
    library.city.stop().await;

    let folder = TempDir::new().unwrap();
    let secret = folder.path().join("url");
    std::fs::write(
        &secret,
        format!("postgres://aino@{}/x", dead_address().await),
    )
    .unwrap();
    library.city.config.upstream =
        read(json!({"kind": "postgres", "url": {"file": secret}, "limits": {"connect_ms": 300}}));
    library.city.serve().await;
    library.refused(502, "source-unreachable").await;
}

#[tokio::test]
async fn the_check_says_what_of_a_query_does_not_work() {
    async fn wrong(library: &Library) -> Vec<String> {
        let findings = connector::check(&library.city.config).await;
        let about_queries = |text: &String| text.contains("query") || text.contains("not there");
        findings
            .into_iter()
            .filter_map(Result::err)
            .filter(about_queries)
            .collect()
    }
    for mut library in Library::both().await {
        assert_eq!(wrong(&library).await, Vec::<String>::new());
        let usual = json!({
            "sql": "SELECT * FROM patrons WHERE card = $library_card",
            "columns": {"name": "ful_name", "address.street": "street", "loans.title": "id", "loans.days": "id"},
        });
        library.ask(usual.clone());
        let said = wrong(&library).await;
        assert_eq!(
            said,
            [format!("the query of `{ROUTE}` gives no column `ful_name`")]
        );
        let mut other = usual;
        other["sql"] = json!("SELECT * FROM patrens WHERE card = $library_card");
        library.ask(other);
        let said = wrong(&library).await;
        assert!(said[0].contains("patrens"), "{said:?}");
        assert!(said[0].contains(ROUTE), "{said:?}");
    }
    let mut library = Library::sqlite().await;
    library.city.config.upstream = read(json!({"kind": "sqlite", "file": "/nowhere/at/all.db"}));
    let said = wrong(&library).await;
    assert_eq!(
        said,
        ["`connector.upstream.file` `/nowhere/at/all.db` is not there"]
    );
}

#[tokio::test]
async fn what_cannot_work_is_refused_at_start() {
    let mut library = Library::sqlite().await;
    let usual = serde_json::to_value(library.city.config.routes[0].query.clone().unwrap()).unwrap();
    for (member, value, said) in [
        (
            "sql",
            json!("SELECT * FROM patrons"),
            "would read everybody",
        ),
        (
            "sql",
            json!("SELECT * FROM patrons WHERE card = $card"),
            "`$card`",
        ),
        (
            "sql",
            json!("SELECT 1; SELECT $library_card"),
            "without `;`",
        ),
        ("columns", json!({}), "`address.street` has no column"),
        (
            "children",
            json!({"fines": {"sql": "SELECT $identifier"}}),
            "no outermost attribute",
        ),
    ] {
        let mut query = usual.clone();
        query[member] = value;
        library.ask(query);
        let error = connector::Connector::start(library.city.config.clone())
            .await
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(said) && error.contains(ROUTE),
            "{said}: {error}"
        );
    }
}

#[tokio::test]
async fn a_draft_from_the_catalogue_serves_what_it_found() {
    #[derive(serde::Deserialize)]
    struct File {
        connector: connector::Config,
    }
    let Some(mut library) = Library::postgres().await else {
        return;
    };
    let url = library.url.clone().unwrap();
    let mut connection = PgConnection::connect(&url).await.unwrap();
    connection
        .execute(
            "ALTER TABLE loans ADD FOREIGN KEY (patron) REFERENCES patrons (id);
             COMMENT ON COLUMN patrons.full_name IS 'As on the card';
             CREATE TABLE branches (place TEXT); CREATE SCHEMA other; CREATE VIEW other.mails AS SELECT email FROM patrons;",
        )
        .await
        .unwrap();
    let text = connector::draft::from_postgres(&url, None).await.unwrap();
    assert!(!text.contains(&url), "the address may hold a password");
    for said in ["# guess", "\"As on the card\"", "public.branches"] {
        assert!(text.contains(said), "{said} in {text}");
    }
    let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut drafted = file.connector;
    let paths: Vec<&str> = drafted
        .routes
        .iter()
        .map(|route| route.path.as_str())
        .collect();
    assert_eq!(paths, ["/mails", "/patrons"], "{text}");
    drafted.routes.remove(0);
    ROUTE.clone_into(&mut drafted.routes[0].path);
    library.city.config.datasets = drafted.datasets;
    library.city.config.routes = drafted.routes;
    library.city.serve().await;
    let mut answer = active("2900-17");
    answer["identifiers"][1]["id_type"] = json!("card_number");
    library.city.operator.answer(Answer::Json(answer));
    let released = library.city.released().await;
    assert_eq!(
        released[0]["full_name"], "Aino \"A\" Virtanen",
        "{released}"
    );
    assert_eq!(released[0]["loans"][1]["days"], 21, "{released}");
    assert_eq!(released.as_array().unwrap().len(), 1, "{released}");
    let dead = format!("postgres://x@{}/x", dead_address().await);
    let said = connector::draft::from_postgres(&dead, None)
        .await
        .unwrap_err();
    assert!(said.to_string().contains("no connection"), "{said}");
}

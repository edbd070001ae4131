//! Exports in a folder: what is served of them, also while they are replaced.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::city::{City, read};
use crate::hostile::HOSTILE;
use crate::peers::{Answer, active};
use crate::release::{dataset_id, permitting};
use crate::staff::Member;

const CSV: &str = "\u{feff}card,full_name,email,street,fines\r\n\
    2900-17,\"Virtanen, \"\"Aino\"\"\nMaria\",aino@example.org,Katu 1,12.5\r\n\
    2900-18,Else,,Polku 2,0\r\n\
    2900-19,\"broken\"x,,,0\r\n\
    2900-20,too,few\r\n\
    twice,One,,,0\r\ntwice,Two,,,0\r\n";

pub(crate) struct Exports {
    pub(crate) city: City,
    pub(crate) file: PathBuf,
    _folder: TempDir,
}

impl Exports {
    async fn of(name: &str, content: impl AsRef<[u8]>, file: Value) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let mut city = City::prepare().await;
        city.config.upstream = read(
            json!({"kind": "files", "folder": folder.path(), "largest_record": 1000, "most_records": 100}),
        );
        city.config.routes.truncate(1);
        let route = &mut city.config.routes[0];
        route.request = None;
        route.file = Some(read(file));
        city.config.datasets[0].attributes = ["name", "email", "address.street", "fines"]
            .iter()
            .map(|path| read(json!({"path": path, "category": "https://w3id.org/dpv/pd#Name", "title": {"en": path}})))
            .collect();
        Self {
            city,
            file: path,
            _folder: folder,
        }
    }

    pub(crate) async fn csv(content: &str) -> Self {
        let file = json!({
            "name": "patrons.csv", "format": "csv", "identifiers": {"library_card": "card"}, "single": true,
            "columns": {"name": "full_name", "address.street": "street"}, "json": ["fines"],
        });
        Self::of("patrons.csv", content, file).await
    }

    async fn json_lines(content: &str) -> Self {
        let file = json!({"name": "patrons.jsonl", "format": "json-lines", "identifiers": {"library_card": "card"}});
        Self::of("patrons.jsonl", content, file).await
    }

    fn person(&self, card: &str) {
        self.city.operator.answer(Answer::Json(active(card)));
    }

    async fn refused(&self, status: u16, problem: &str) {
        let response = self.city.ask().await;
        self.city.refused(response, status, problem).await;
    }
}

#[tokio::test]
async fn a_csv_record_comes_out_as_an_object() {
    let mut exports = Exports::csv(CSV).await;
    exports.city.serve().await;
    let released = exports.city.released().await;
    assert_eq!(
        released,
        json!({
            "name": "Virtanen, \"Aino\"\nMaria", "email": "aino@example.org", "address": {"street": "Katu 1"}, "fines": 12.5,
        })
    );
    let dataset = dataset_id(&exports.city).await;
    exports
        .city
        .operator
        .answer(permitting(&dataset, &["fines"]));
    assert_eq!(exports.city.released().await, json!({"fines": 12.5}));
}

#[tokio::test]
async fn an_older_encoding_is_read_where_it_is_said_and_its_lack_is_told() {
    let content = b"card;full_name;email;street;fines\r\n2900-17;K\xe4ssi;;Myyrm\xe4entie 1;1\r\n2900-18;Aino;;;\r\n";
    let file = |encoding: &str| {
        json!({
            "name": "patrons.csv", "format": "csv", "identifiers": {"library_card": "card"}, "single": true,
            "columns": {"name": "full_name", "address.street": "street"}, "json": ["fines"], "separator": ";",
            "encoding": encoding,
        })
    };
    let mut exports = Exports::of("patrons.csv", content, file("iso-8859-15")).await;
    exports.city.serve().await;
    let released = exports.city.released().await;
    let expected = json!({"name": "Kässi", "address": {"street": "Myyrmäentie 1"}, "fines": 1});
    assert_eq!(released, expected);

    let mut exports = Exports::of("patrons.csv", content, file("utf-8")).await;
    let findings = connector::check(&exports.city.config).await;
    let is_said = |finding: &Result<String, String>| matches!(finding, Err(text) if text.contains("1 of its records are not in UTF-8, record 2 first"));
    assert!(findings.iter().any(is_said), "{findings:?}");
    exports.city.serve().await;
    exports.refused(403, "person-unknown-at-source").await;
    let status = exports.city.admin("/api/v1/upstream").await;
    let cause = status["findings"][0]["cause"].as_str().unwrap();
    assert!(
        cause.contains("(not in UTF-8: 1; see `encoding`)"),
        "{status}"
    );

    let lines = json!({"name": "p.ndjson", "format": "json-lines", "identifiers": {"library_card": "card"}, "encoding": "iso-8859-1"});
    let exports = Exports::of("p.ndjson", "", lines).await;
    let findings = connector::check(&exports.city.config).await;
    let is_said = |finding: &Result<String, String>| matches!(finding, Err(text) if text.contains("JSON is in UTF-8"));
    assert!(findings.iter().any(is_said), "{findings:?}");
}

#[tokio::test]
async fn records_with_a_column_that_tells_them_apart_have_ids_of_their_own() {
    let content = "card,no,name\n2900-17,1,Aino\n2900-17,2,Aino\n2900-17,,Aino\n";
    let file = json!({
        "name": "patrons.csv", "format": "csv", "identifiers": {"library_card": "card"}, "id": "no",
        "columns": {"email": "name", "address.street": "name", "fines": "name"},
    });
    let mut exports = Exports::of("patrons.csv", content, file).await;
    exports.city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    exports.city.serve().await;
    let released = exports.city.released().await;
    let ids = [0, 1, 2].map(|at| released[at]["id"].as_str().unwrap());
    assert_ne!(ids[0], ids[1]);
    let starts = ids.map(|id| id.starts_with("urn:ngsi-ld:Entity:"));
    assert_eq!(starts, [true, true, false], "{released}");
    assert!(ids[2].starts_with("urn:uuid:"), "the last has none");
}

#[tokio::test]
async fn malformed_and_ambiguous_records_are_not_served() {
    let mut exports = Exports::csv(CSV).await;
    exports.city.serve().await;
    for card in ["2900-19", "2900-20", "card", "nobody"] {
        exports.person(card);
        exports.refused(403, "person-unknown-at-source").await;
    }
    exports.person("twice");
    exports.refused(502, "source-bad-answer").await;
}

#[tokio::test]
async fn json_lines_come_out_filtered_and_malformed_ones_do_not() {
    let lines = [
        r#"{"card": "2900-17", "name": "Aino", "fines": 3, "secret": 1}"#.to_owned(),
        r#"{"card": "2900-17", "name": "Aino again"}"#.to_owned(),
        r#"{"card": "2900-18", "card": "2900-17", "name": "Both"}"#.to_owned(),
        r#"{"card": "2900-17", "name": "cut"#.to_owned(),
        format!(r#"{{"card": "2900-17", "name": "{}"}}"#, "x".repeat(2_000)),
        "[1]".to_owned(),
    ];
    let mut exports = Exports::json_lines(&lines.join("\n")).await;
    exports.city.serve().await;
    let released = exports.city.released().await;
    assert_eq!(
        released,
        json!([{"name": "Aino", "fines": 3}, {"name": "Aino again"}])
    );
    let status = exports.city.admin("/api/v1/upstream").await;
    assert!(
        status["findings"].to_string().contains("secret"),
        "{status}"
    );
    exports.person("nobody");
    assert_eq!(exports.city.released().await, json!([]));
}

#[tokio::test]
async fn a_file_that_is_put_in_its_place_is_served_within_a_second() {
    let mut exports = Exports::csv(CSV).await;
    exports.city.serve().await;
    exports.city.released().await;
    let next = exports.file.with_extension("next");
    std::fs::write(
        &next,
        "fines,card,full_name,email,street,born\n3,2900-17,Aino,,,1979\n",
    )
    .unwrap();
    std::fs::rename(&next, &exports.file).unwrap();
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(
        exports.city.released().await,
        json!({"name": "Aino", "fines": 3})
    );

    // A column that is renamed serves nothing, a file that is gone neither.
    std::fs::write(&next, "card,name,email,street,fines\n2900-17,Aino,,,3\n").unwrap();
    std::fs::rename(&next, &exports.file).unwrap();
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    exports.refused(502, "source-unreachable").await;
    std::fs::remove_file(&exports.file).unwrap();
    exports.refused(502, "source-unreachable").await;
}

#[tokio::test]
async fn what_is_torn_or_no_file_serves_nothing_until_there_is_one_again() {
    let mut exports = Exports::csv(CSV).await;
    exports.city.config.upstream_limits.failures = 100;
    exports.city.serve().await;
    exports.city.released().await;
    // Cut while it is open: the index is of what was there.
    let open = std::fs::OpenOptions::new().write(true).open(&exports.file);
    open.unwrap().set_len(60).unwrap();
    let response = exports.city.ask().await;
    assert!(!response.status().is_success());
    let put = async |what: &dyn Fn(&std::path::Path)| {
        match std::fs::symlink_metadata(&exports.file) {
            Ok(metadata) if metadata.is_dir() => std::fs::remove_dir(&exports.file).unwrap(),
            _ => std::fs::remove_file(&exports.file).unwrap(),
        }
        what(&exports.file);
        tokio::time::sleep(Duration::from_millis(1_100)).await;
    };
    let torn = &CSV.as_bytes()[..CSV.find("Maria").unwrap()];
    put(&|file| std::fs::write(file, torn).unwrap()).await;
    exports.refused(403, "person-unknown-at-source").await;
    let latin = b"card,full_name,email,street,fines\n2900-17,\xc4iti,,,1\n";
    put(&|file| std::fs::write(file, latin).unwrap()).await;
    exports.refused(403, "person-unknown-at-source").await;
    // Staff see that it is the file, and not that nobody is there.
    let status = exports.city.admin("/api/v1/upstream").await;
    let finding = &status["findings"][0];
    assert_eq!(
        (&finding["kind"], &finding["records"], &finding["name"]),
        (
            &json!("malformed-records"),
            &json!(1),
            &json!("patrons.csv")
        ),
        "{status}"
    );
    assert!(
        finding["cause"]
            .as_str()
            .unwrap()
            .contains(": 2 (not in UTF-8: 1;"),
        "{status}"
    );
    let staff = Member::come(&exports.city, &["data-steward"]).await;
    let home = staff.page("/staff").await;
    assert!(home.contains("has records that cannot be served"), "{home}");
    put(&|file| std::fs::write(file, b"\x1f\x8b\x08Zebra7731").unwrap()).await;
    exports.refused(502, "source-unreachable").await;
    put(&|file| std::fs::create_dir(file).unwrap()).await;
    exports.refused(502, "source-unreachable").await;
    let pipe = |file: &std::path::Path| {
        let made = std::process::Command::new("mkfifo").arg(file).status();
        assert!(made.unwrap().success());
    };
    put(&pipe).await;
    exports.refused(502, "source-unreachable").await;
    put(&|file| std::os::unix::fs::symlink("/dev/zero", file).unwrap()).await;
    exports.refused(502, "source-unreachable").await;
    put(&|file| std::fs::write(file, CSV).unwrap()).await;
    assert_eq!(exports.city.released().await["fines"], 12.5);
    let status = exports.city.admin("/api/v1/upstream").await;
    let finding = &status["findings"][0];
    assert_eq!(
        finding["records"], 2,
        "those of the file as it is now: {status}"
    );
    assert!(
        finding["cause"].as_str().unwrap().ends_with(": 4, 5"),
        "{status}"
    );
}

#[tokio::test]
async fn a_new_column_is_said_and_not_released() {
    let mut exports =
        Exports::csv("card,full_name,email,street,fines,born\n2900-17,Aino,,,3,1979\n").await;
    exports.city.serve().await;
    assert_eq!(
        exports.city.released().await,
        json!({"name": "Aino", "fines": 3})
    );
    let status = exports.city.admin("/api/v1/upstream").await;
    assert_eq!(status["findings"][0]["name"], "born", "{status}");
}

#[tokio::test]
async fn an_identifier_finds_its_own_record_or_none() {
    let mut exports = Exports::csv(CSV).await;
    exports.city.serve().await;
    let long = "x".repeat(10_000);
    for hostile in HOSTILE.iter().copied().chain([
        "2900-17\0",
        "2900-17,",
        "",
        "../patrons.csv",
        &long,
        "\u{feff}2900-17",
    ]) {
        exports.person(hostile);
        exports.refused(403, "person-unknown-at-source").await;
    }
}

#[tokio::test]
async fn more_records_than_may_be_serve_nothing() {
    let mut content = "card,full_name,email,street,fines\n2900-17,Aino,,,3\n".to_owned();
    content.push_str(&"2900-18,Else,,,3\n".repeat(200));
    let mut exports = Exports::csv(&content).await;
    exports.city.serve().await;
    exports.refused(502, "source-unreachable").await;
}

#[tokio::test]
async fn the_check_says_whether_a_file_can_be_served() {
    let exports = Exports::csv(CSV).await;
    let found = |findings: Vec<Result<String, String>>| {
        let about = |text: &String| text.contains("patrons.csv");
        findings
            .into_iter()
            .find(|one| about(one.as_ref().unwrap_or_else(|text| text)))
    };
    let check = || connector::check(&exports.city.config);
    let said = found(check().await).unwrap().unwrap();
    assert!(said.contains("under 4 identifiers"), "{said}");
    for (content, expected) in [
        ("card,name,email,street,fines\n", "no column `full_name`"),
        ("card,full_name,email,street,fines\n", "no record"),
        ("card,\"full_name\n", "malformed"),
    ] {
        std::fs::write(&exports.file, content).unwrap();
        let said = found(check().await).unwrap().unwrap_err();
        assert!(said.contains(expected), "{expected}: {said}");
    }
    std::fs::remove_file(&exports.file).unwrap();
    let said = found(check().await).unwrap().unwrap_err();
    assert!(said.contains("No such file"), "{said}");
}

#[tokio::test]
async fn what_cannot_work_is_refused_at_start() {
    let exports = Exports::csv(CSV).await;
    let usual = serde_json::to_value(exports.city.config.routes[0].file.clone().unwrap()).unwrap();
    for (member, value, said) in [
        ("name", json!("../patrons.csv"), "not the name of a file"),
        ("identifiers", json!({}), "nobody could be found"),
        ("identifiers", json!({"ssn": "ssn"}), "`ssn`"),
        ("separator", json!("\""), "`separator`"),
    ] {
        let mut config = exports.city.config.clone();
        let mut file = usual.clone();
        file[member] = value;
        config.routes[0].file = Some(read(file));
        let error = connector::Connector::start(config)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(said), "{said}: {error}");
    }
}

//! The commands of those who run a party, as they use them at a terminal: what they print, what they refuse and how
//! they end.

use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::city::{City, FIDUCIA, Person, fiducia, json_of, refusal, serve};

/// What a command that succeeded printed.
fn printed(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A command about a configuration file, which must fail with 1; what it said.
fn refused(command: &str, config: &Path) -> String {
    let output = fiducia(&[command, "--config", config.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    found + &refusal(&output)
}

fn file(folder: &TempDir, name: &str, content: &str) -> std::path::PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    path
}

#[test]
fn a_configuration_that_is_not_understood_is_refused_with_key_and_line() {
    let folder = TempDir::new().unwrap();
    let operator = "[operator]\nname = \"Helsinki\"\ndata = \"d\"\n";
    for (text, named) in [
        (
            format!("{operator}lissten = \"127.0.0.1:0\"\n"),
            ["line 4", "`lissten`"],
        ),
        (
            format!("{operator}ticket_seconds = \"many\"\n"),
            ["line 4", "ticket_seconds = \"many\""],
        ),
        (
            format!("{operator}name = \"Twice\"\n"),
            ["line 4", "duplicate key"],
        ),
        (format!("{operator}listen = \n"), ["line 4", "listen"]),
        (
            "[operater]\nname = \"x\"\n".to_owned(),
            ["line 1", "`operater`"],
        ),
        (
            "[operator]\nname = \"Helsinki\"\n".to_owned(),
            ["line 1", "`data`"],
        ),
        (
            format!("{operator}ticket_seconds = 301\n"),
            ["`operator.ticket_seconds`", "300"],
        ),
        (String::new(), ["[operator]", "nothing would run"]),
    ] {
        let config = file(&folder, "city.toml", &text);
        for command in ["check", "serve"] {
            let said = refused(command, &config);
            for name in named.iter().chain(&["city.toml"]) {
                assert!(said.contains(name), "no {name} in {said}");
            }
        }
    }
    assert!(!folder.path().join("d").exists(), "nothing was made");
}

#[test]
fn what_the_law_asks_an_operator_to_say_is_a_warning_outside_development() {
    let folder = TempDir::new().unwrap();
    for (more, warned) in [("", true), ("development = true\n", false)] {
        let text = format!(
            "[operator]\nname = \"x\"\ndata = \"d\"\nbase_url = \"https://op.example\"\n{more}"
        );
        let config = file(&folder, "operator.toml", &text);
        let said = printed(&fiducia(&["check", "--config", config.to_str().unwrap()]));
        assert_eq!(said.contains("! "), warned, "{said}");
        assert_eq!(said.contains("`operator.provider.email`"), warned, "{said}");
    }
}

#[test]
fn a_configuration_that_is_not_there_is_said_to_be_missing_with_the_mend() {
    let folder = TempDir::new().unwrap();
    for command in ["check", "serve"] {
        let said = refused(command, &folder.path().join("nowhere.toml"));
        assert!(
            said.contains("nowhere.toml") && said.contains("fiducia config >"),
            "{said}"
        );
    }
}

#[test]
fn a_file_that_the_configuration_names_and_that_is_missing_is_named() {
    let folder = TempDir::new().unwrap();
    let config = file(
        &folder,
        "library.toml",
        "[connector]\nname = \"x\"\ndata = \"d\"\nlisten = \"127.0.0.1:0\"\ndevelopment = true\n\
         [[connector.trust_group]]\nregistry = \"http://127.0.0.1:9\"\nkeys_file = \"no-keys.json\"\n\
         [connector.upstream]\nkind = \"store\"\n",
    );
    for command in ["check", "serve"] {
        let said = refused(command, &config);
        assert!(said.contains("no-keys.json"), "{said}");
    }
}

#[test]
fn plain_http_beyond_loopback_is_refused_in_production_and_in_development() {
    let folder = TempDir::new().unwrap();
    for party in ["registry", "operator", "connector"] {
        let upstream = if party == "connector" {
            "[connector.upstream]\nkind = \"store\"\n"
        } else {
            ""
        };
        for development in [false, true] {
            let config = file(
                &folder,
                "party.toml",
                &format!(
                    "[{party}]\nname = \"x\"\ndata = \"d\"\nlisten = \"127.0.0.1:0\"\ndevelopment = {development}\n\
                     base_url = \"http://{party}.example\"\n{upstream}"
                ),
            );
            for command in ["check", "serve"] {
                let said = refused(command, &config);
                assert!(
                    said.contains("base_url") && said.contains("https"),
                    "{party}: {said}"
                );
            }
        }
    }
}

#[test]
fn the_template_has_a_section_for_each_party_and_can_be_had_by_party() {
    let all = printed(&fiducia(&["config"]));
    for party in ["registry", "operator", "connector"] {
        let section = format!("\n[{party}]\n");
        assert!(all.contains(&section), "{party}");
        let one = printed(&fiducia(&["config", party]));
        assert!(one.contains(&section), "{one}");
        assert_eq!(one.matches("\nname = ").count(), 1, "{one}");
    }
    let output = fiducia(&["config", "bank"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(refusal(&output).contains("registry, operator, connector"));
}

#[test]
fn completions_are_there_for_each_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = printed(&fiducia(&["completions", shell]));
        for word in ["serve", "restore", "trust-groups"] {
            assert!(script.contains(word), "{word} for {shell}");
        }
    }
    let output = fiducia(&["completions", "cmd"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(refusal(&output).contains("bash"));
}

#[test]
fn a_reader_that_has_seen_enough_ends_a_command_quietly() {
    for arguments in [["completions", "zsh"], ["config", "connector"]] {
        let mut child = Command::new(FIDUCIA)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        assert!(child.wait().unwrap().success(), "{said}");
        assert_eq!(said, "");
    }
}

/// A person's permission for the hobby service, and the person.
fn granted(city: &City) -> (Person, String, String) {
    let (service, person) = (city.service("Hobby"), city.log_in("Aino"));
    let request = service.request(&person);
    person.run(&["grant", &request]);
    let permission = service.permission(&request);
    let arrangement = person.run(&["permissions"])["permissions"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    (person, permission, arrangement)
}

#[test]
fn a_rule_is_previewed_added_and_ended_at_the_command_line() {
    let city = City::start();
    let (service, person) = (city.service("Hobby"), city.log_in("Aino"));
    let deny = ["rules", "add", "deny", "--purpose", "dpv:Purpose"];
    let preview = person.run(&[&deny[..], &["--preview"]].concat());
    let declines = preview["declines"].as_array().unwrap();
    assert!(
        declines.contains(&service.intended_use.as_str().into()),
        "{preview}"
    );
    assert_eq!(
        person.run(&["rules", "list"])["rules"],
        serde_json::json!([])
    );

    let added = person.run(&deny);
    let id = added["id"].as_str().unwrap();
    let listed = person.run(&["rules", "list"]);
    assert_eq!(listed["rules"][0]["id"], id);
    let request = service.request(&person);
    assert_eq!(service.run(&["status", &request])["status"], "declined");

    person.run(&["rules", "remove", id]);
    let request = service.request(&person);
    assert_eq!(service.run(&["status", &request])["status"], "pending");
    let wrong = refusal(&person.attempt(&["rules", "add", "deny", "--purpose", "dpv:Purpos"]));
    assert!(wrong.contains("Purpos"), "{wrong}");
}

#[test]
fn a_rulebook_is_put_in_force_by_the_hash_of_what_it_says() {
    let city = City::start();
    let registry = city.registry();
    let groups = registry.run(&["group", "list"]);
    let group = groups["groups"][0]["trust_group_uuid"].as_str().unwrap();
    let none = refusal(&registry.attempt(&["rulebook", "show", "--group", group]));
    assert!(none.contains("no rulebook"), "{none}");
    let mut hashes = Vec::new();
    for (version, content) in [
        ("1", r#"{"b": 1, "a": [2]}"#),
        ("2", r#"{ "a":[2],"b":1 }"#),
    ] {
        let file = city.write("rulebook.json", content);
        let file = file.to_str().unwrap();
        let publish = [
            "rulebook",
            "publish",
            "--group",
            group,
            "--id",
            "city",
            "--version",
            version,
            file,
        ];
        registry.run(&publish);
        let shown = registry.run(&["rulebook", "show", "--group", group]);
        assert_eq!(shown["version"], version);
        hashes.push(shown["sha256"].clone());
    }
    assert_eq!(hashes[0], hashes[1], "it says the same");
    let listed = registry.run(&["rulebook", "list"]);
    assert_eq!(listed["groups"][0]["rulebook"]["id"], "city");
}

#[test]
fn proofs_of_every_partys_log_are_verified_with_the_keys_that_it_publishes() {
    let city = City::start();
    let (person, permission, _) = granted(&city);
    let connector = city.named("connectors", "opulation");
    let route = connector["routes"][0].as_str().unwrap();
    city.service("Hobby")
        .run(&["fetch", "--permission", &permission, route]);
    person.newest_complete_entry();
    let (registry, operator) = (city.text("/registry"), city.text("/operators/0/url"));
    let parties = [registry, operator, connector["url"].as_str().unwrap()];
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (number, party) in parties.iter().enumerate() {
        let proof = runtime.block_on(async {
            let url = format!("{}/log/proof/0", party.trim_end_matches('/'));
            let answer = crate::party::client().get(url).send().await.unwrap();
            answer.error_for_status().unwrap().text().await.unwrap()
        });
        let proof = city.write(&format!("{number}.tlog-proof"), &proof);
        let proof = proof.to_str().unwrap();
        let found = json_of(&fiducia(&["verify", "--json", proof, "--keys-from", party]));
        assert_eq!(found["good"], true, "{party}: {found}");
        let other = parties[(number + 1) % parties.len()];
        refusal(&fiducia(&["verify", proof, "--keys-from", other]));
    }
}

#[test]
fn a_receipt_is_verified_and_a_forged_one_is_not() {
    let city = City::start();
    let (person, _, arrangement) = granted(&city);
    let receipt = city.folder.path().join("receipt.json");
    let path = receipt.to_str().unwrap();
    person.run(&["receipt", &arrangement, "--output", path]);
    let (ours, other) = (city.text("/operators/0/url"), city.text("/operators/1/url"));

    let said = printed(&fiducia(&["verify", path, "--keys-from", ours]));
    assert!(said.contains(": good") && said.contains('✓'), "{said}");
    let found = json_of(&fiducia(&["verify", "--json", path, "--keys-from", ours]));
    assert_eq!(found["good"], true);

    let text = std::fs::read_to_string(&receipt).unwrap();
    let middle = text.len() / 2;
    let forged = [
        text.replace("hobby", "lobby"),
        text[..middle].to_owned(),
        "{}".to_owned(),
        String::new(),
    ];
    for content in forged {
        let forged = city.write("forged.json", &content);
        let output = fiducia(&[
            "verify",
            forged.to_str().unwrap(),
            path,
            "--keys-from",
            ours,
        ]);
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            said.contains("forged.json: NOT GOOD") && said.contains("receipt.json: good"),
            "{said}"
        );
        assert!(refusal(&output).contains("1 of 2"), "{output:?}");
    }
    for arguments in [
        vec!["verify", path],
        vec!["verify", path, "--keys-from", other],
    ] {
        let output = fiducia(&arguments);
        assert_eq!(
            output.status.code(),
            Some(1),
            "the keys are not those of its operator: {output:?}"
        );
    }
    let output = fiducia(&["verify", "no-such-receipt.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("no-such-receipt.json"));
    assert_eq!(fiducia(&["verify"]).status.code(), Some(2));
}

fn log_of(config: &Path) -> Value {
    json_of(&fiducia(&[
        "connector",
        "--json",
        "--config",
        config.to_str().unwrap(),
        "log",
    ]))
}

#[test]
fn a_running_operator_and_connector_are_backed_up_and_come_back_whole() {
    let mut city = City::start();
    let (person, permission, arrangement) = granted(&city);
    let service = city.service("Hobby");
    let route = city.named("connectors", "opulation")["routes"][0]
        .as_str()
        .unwrap()
        .to_owned();
    let fetch = ["fetch", "--permission", &permission, &route];
    let data = service.run(&fetch);
    let entry = person.newest_complete_entry();
    let parties = ["operator-helsinki", "population"]
        .map(|name| (name, city.data().join(format!("{name}.toml"))));
    let log = log_of(&parties[1].1);

    let backups = TempDir::new().unwrap();
    let save = |command: &str, name: &str, config: &Path| {
        let backup = backups.path().join(name);
        let (config, folder) = (config.to_str().unwrap(), backup.to_str().unwrap());
        (fiducia(&[command, "--config", config, folder]), backup)
    };
    for (name, config) in &parties {
        let (output, backup) = save("backup", name, config);
        assert!(
            printed(&output).contains("master key"),
            "it says what the backup holds"
        );
        for entry in std::fs::read_dir(&backup).unwrap().map(Result::unwrap) {
            let secret = !entry.file_name().to_string_lossy().ends_with(".db");
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert!(!secret || mode == 0o600, "{entry:?} is {mode:o}");
        }
        let again = save("backup", name, config).0;
        assert_eq!(again.status.code(), Some(1));
        assert!(refusal(&again).contains("there already"));
    }
    city.stop();
    for (name, config) in &parties {
        let over = save("restore", name, config).0;
        assert_eq!(
            over.status.code(),
            Some(1),
            "what is there is not replaced unasked: {over:?}"
        );
        std::fs::remove_dir_all(city.data().join(name)).unwrap();
        assert!(printed(&save("restore", name, config).0).contains("restored"));
    }
    let _registry = serve(&city.data().join("registry.toml"));
    let _parties = parties.each_ref().map(|(_, config)| serve(config));
    assert_eq!(
        person.newest_complete_entry(),
        entry,
        "the login and the log are as they were"
    );
    assert_eq!(log_of(&parties[1].1), log);
    assert_eq!(service.run(&fetch), data);
    person.run(&["withdraw", &arrangement]);
    refusal(&service.attempt(&fetch));
}

#[test]
fn a_backup_that_cannot_be_made_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let config = file(
        &folder,
        "operator.toml",
        "[operator]\nname = \"x\"\ndata = \"never-started\"\ndevelopment = true\n",
    );
    let backup = folder.path().join("backup");
    let arguments = [
        "backup",
        "--config",
        config.to_str().unwrap(),
        backup.to_str().unwrap(),
    ];
    let output = fiducia(&arguments);
    assert_eq!(output.status.code(), Some(1));
    assert!(refusal(&output).contains("master.key"), "{output:?}");
    assert!(!backup.exists());
    let arguments = [
        "restore",
        "--config",
        config.to_str().unwrap(),
        backup.to_str().unwrap(),
    ];
    let output = fiducia(&arguments);
    assert_eq!(output.status.code(), Some(1));
    assert!(refusal(&output).contains("backup"), "{output:?}");
}

#[test]
fn a_person_sees_and_changes_how_they_log_in() {
    let city = City::start();
    let person = city.log_in("Aino");
    let seen = person.run(&["identities", "list"]);
    assert_eq!(seen["authenticators"][0]["id"], "password");
    assert!(
        !seen["identifiers"].as_array().unwrap().is_empty(),
        "{seen}"
    );
    let refused = person.attempt(&["identities", "remove", "password"]);
    assert!(
        refusal(&refused).contains("only way to log in"),
        "{refused:?}"
    );

    let sessions = person.run(&["sessions", "list"]);
    assert_eq!(
        sessions["sessions"][0]["program"],
        "Fiducia at the command line"
    );
    let known = city.named("persons", "Aino")["password"].as_str().unwrap();
    let old = city.write("old.password", known);
    let new = city.write("new.password", "a sentence for a new day\n");
    let (old, new) = (old.to_str().unwrap(), new.to_str().unwrap());
    let other = Person::log_in(
        city.text("/operators/0/url"),
        &person.login,
        Path::new(old),
        city.folder.path().join("other.session"),
    );
    let change = [
        "identities",
        "password",
        "--old-file",
        old,
        "--new-file",
        new,
    ];
    person.run(&change);
    person.run(&["sessions", "list"]);
    assert!(
        !other.attempt(&["sessions", "list"]).status.success(),
        "it has ended"
    );
    assert!(
        !person.attempt(&change).status.success(),
        "the old one is gone"
    );

    let choice = &seen["identifiers"][0];
    let (key, kind) = (
        choice["key"].as_str().unwrap(),
        choice["id_type"].as_str().unwrap(),
    );
    let chosen = person.run(&["identities", "choose", kind, key, "--service", "hobby"]);
    assert_eq!(chosen["choices"][0]["identifier"], key);
    let ended = person.run(&["identities", "choose", kind, "--service", "hobby"]);
    assert_eq!(ended["choices"], serde_json::json!([]));
    person.run(&["sessions", "end", "--others"]);
}

#[test]
fn a_first_draft_is_written_and_passes_the_check() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("patrons.csv");
    std::fs::write(&csv, "card;name;email\n2900-17;Aino;aino@example.org\n").unwrap();
    let run = |arguments: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_fiducia"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    let written = run(&[
        "connector",
        "draft",
        "--csv",
        "patrons.csv",
        "--out",
        "draft.toml",
    ]);
    assert!(written.status.success(), "{written:?}");
    let text = std::fs::read_to_string(folder.path().join("draft.toml")).unwrap();
    assert!(text.contains("pd#EmailAddress\"  # guess"), "{text}");
    let again = run(&[
        "connector",
        "draft",
        "--csv",
        "patrons.csv",
        "--out",
        "draft.toml",
    ]);
    assert!(
        !again.status.success(),
        "a file that is there stays as it is"
    );
    assert!(text.contains("kind = \"files\""), "{text}");
    let checked = run(&["check", "--config", "draft.toml"]);
    assert!(checked.status.success(), "{checked:?}");
    let said = String::from_utf8_lossy(&checked.stdout).into_owned()
        + &String::from_utf8_lossy(&checked.stderr);
    assert!(
        said.contains("offers `patrons` with 3 attributes"),
        "{said}"
    );
    for wrong in [
        &["connector", "draft"][..],
        &["connector", "draft", "--csv", "none.csv"],
        &["connector", "draft", "--openapi", "patrons.csv"],
        &["connector", "draft", "--files", "patrons.csv"],
        &["connector", "draft", "--endpoint", "http://localhost:1"],
        &[
            "connector",
            "draft",
            "--csv",
            "patrons.csv",
            "--openapi",
            "x",
        ],
    ] {
        assert!(!run(wrong).status.success(), "{wrong:?}");
    }
}

//! What a service sees to by itself, at the command line: against a real city.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::city::{City, FIDUCIA, Service, refusal};

/// `fiducia service webhooks listen`, ended when this goes.
struct Listener {
    child: std::process::Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
    url: String,
}

impl Listener {
    fn start(service: &Service) -> Self {
        let mut child = Command::new(FIDUCIA)
            .args(["service", "--json", "--operator", &service.operator])
            .args(["--client-id", &service.client_id, "--key", &service.key])
            .args(["webhooks", "listen", "--address", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        let url = ready["url"].as_str().unwrap().to_owned();
        Self { child, lines, url }
    }

    fn next(&mut self) -> Value {
        serde_json::from_str(&self.lines.next().unwrap().unwrap()).unwrap()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_service_is_told_what_happens_and_verifies_it() {
    let city = City::start();
    let (service, person) = (city.service("Hobby"), city.log_in("Aino"));
    let mut listener = Listener::start(&service);
    let added = service.run(&["webhooks", "add", &listener.url]);
    let id = added["id"].as_str().unwrap();
    let sent = service.run(&["webhooks", "test", id]);
    let test = listener.next();
    assert_eq!(
        (&test["kind"], &test["event"]),
        (&json!("test"), &sent["event"])
    );
    let request = service.request(&person);
    person.run(&["grant", &request]);
    let granted = listener.next();
    let permission = service.permission(&request);
    assert_eq!(granted["kind"], "permission-granted");
    assert_eq!(granted["about"]["permission"], json!(permission));
    assert_eq!(listener.next()["kind"], "request-answered");
    let held = service.run(&["permissions"]);
    assert_eq!(held[0]["permission"], json!(permission));
    assert_eq!(service.run(&["requests"])[0]["status"], "granted");
    service.run(&["webhooks", "off", id]);
    // The city has given the service another one.
    let listed = |id: &str| {
        let all = service.run(&["webhooks", "list"]);
        let mut all = all.as_array().unwrap().iter();
        all.find(|one| one["id"] == id).cloned()
    };
    assert_eq!(listed(id).unwrap()["state"], "off");
    let off = service.attempt(&["webhooks", "test", id]);
    assert!(refusal(&off).contains("not active"), "{off:?}");
    service.run(&["webhooks", "on", id]);
    let deliveries = service.run(&["webhooks", "deliveries", id]);
    let one = deliveries["deliveries"][0].clone();
    service.run(&["webhooks", "send", id, one["event"].as_str().unwrap()]);
    service.run(&["webhooks", "remove", id]);
    assert_eq!(listed(id), None);
}

#[test]
fn a_service_publishes_a_use_that_the_operator_approves() {
    let city = City::start();
    let service = city.service("Hobby");
    let id = service.intended_use.as_str();
    let versions = service.run(&["uses", "versions", id]);
    let mut description = versions[0]["description"].clone();
    description["notice"]["en"] = json!("We look at less than before.");
    let file = city.write("use.json", &description.to_string());
    let draft = service.run(&["uses", "draft", id, file.to_str().unwrap()]);
    assert_eq!(draft["state"], "draft");
    assert_eq!(service.run(&["uses", "check", id])["valid"], true);
    let preview = service.run(&["uses", "preview", id, "--language", "en"]);
    assert_eq!(preview["notice"], "We look at less than before.");
    assert_eq!(
        service.run(&["uses", "publish", id])["outcome"],
        "submitted"
    );
    let operator = city.operator("operator-helsinki");
    let waiting = operator.run(&["intended-use", "waiting"]);
    let revision = waiting[0]["revision"].to_string();
    let approve = [
        "intended-use",
        "approve",
        &service.client_id,
        id,
        "--revision",
        &revision,
    ];
    assert_eq!(operator.run(&approve)["version"], 2);
    let again = operator.attempt(&approve);
    assert!(!again.status.success(), "{again:?}");
    assert_eq!(
        service
            .run(&["uses", "versions", id])
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn a_service_replaces_its_key_and_reads_its_statistics() {
    let city = City::start();
    let mut service = city.service("Hobby");
    let private = city.data().join("next.key");
    let made = crate::city::fiducia(&["service", "keygen", private.to_str().unwrap()]);
    let public = city.write("next.pub", std::str::from_utf8(&made.stdout).unwrap());
    let refused = service.attempt(&["keys", "add", private.to_str().unwrap()]);
    assert!(refusal(&refused).contains("private key"), "{refused:?}");
    let keys = service.run(&["keys", "add", public.to_str().unwrap(), "--replace", "60"]);
    assert_eq!(keys.as_array().unwrap().len(), 2);
    private.to_str().unwrap().clone_into(&mut service.key);
    let first = keys[0]["kid"].as_str().unwrap();
    let left = service.run(&["keys", "end", first]);
    assert_eq!(left.as_array().unwrap().len(), 1, "{left}");
    let statistics = service.run(&["statistics", "--from", "2026-01", "--to", "2026-02"]);
    assert_eq!(statistics["from"], "2026-01");
    let table = service.attempt(&["statistics", "--csv"]);
    let table = String::from_utf8_lossy(&table.stdout).into_owned();
    assert!(
        table.starts_with("month,connector,source,dataset,title,releases"),
        "{table}"
    );
}

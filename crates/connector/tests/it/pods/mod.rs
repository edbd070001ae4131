//! People's own pods: what is read of them, from a server that isn't ours, and that nothing else is.

mod changes;
mod faults;
pub(crate) mod server;

use serde_json::{Value, json};

use self::server::{Account, Server};
use crate::city::{City, read};
use crate::hostile::HOSTILE;
use crate::peers::{Answer, active, new_uuid};
use crate::release::{dataset_id, permitting_for};

const CARD: &str = r#"
    @prefix v: <http://www.w3.org/2006/vcard/ns#>.
    @prefix x: <https://vocab.example/>.
    <#me> v:fn "Aino \"A\" Virtanen"; v:hasEmail <mailto:aino@example.org>; x:points 12.50;
        v:note "hei"@fi, "hello"@en; x:hobby "chess";
        v:hasAddress [ v:street-address "Katu 1"; v:locality "Helsinki" ].
    <#other> v:fn "Somebody Else".
"#;
const PROFILE: &str = "profile/card";

/// A city whose data is in the pod of one person.
pub(crate) struct Pods {
    pub(crate) city: City,
    pub(crate) person: Account,
    connector: Account,
}

impl Pods {
    /// The person's documents are there, and shown to the connector.
    pub(crate) async fn on(server: &Server) -> Self {
        let name = || format!("p{}", &new_uuid()[..8]);
        let (person, connector) = (server.account(&name()).await, server.account(&name()).await);
        person.put("library/card.ttl", "text/turtle", CARD).await;
        for (number, title) in ["Kalevala", "Seitsemän veljestä"].iter().enumerate() {
            let loan = format!(
                "<#it> a <https://vocab.example/Loan>; <https://vocab.example/title> \"{title}\"; \
                 <https://vocab.example/days> {number}."
            );
            person
                .put(&format!("library/loans/{number}.ttl"), "text/turtle", loan)
                .await;
        }
        let consent = r#"{"newsletter": {"monthly": true}, "secret": 1}"#;
        person
            .put("library/consent.json", "application/json", consent)
            .await;
        let index = format!(
            "@prefix s: <http://www.w3.org/ns/solid/terms#>.
             <#loans> a s:TypeRegistration; s:forClass <https://vocab.example/Loan>; s:instanceContainer <{}library/loans/>.",
            person.pod
        );
        person
            .put("settings/publicTypeIndex.ttl", "text/turtle", index)
            .await;
        person.share("library/", &connector).await;
        person.share("settings/", &connector).await;
        let mut pods = Self {
            city: City::prepare().await,
            person,
            connector,
        };
        pods.say("").await;
        pods.configure(server);
        pods
    }

    /// Writes the person's profile, with these statements in it.
    async fn say(&self, more: &str) {
        let profile = format!(
            "@prefix s: <http://www.w3.org/ns/solid/terms#>. @prefix pim: <http://www.w3.org/ns/pim/space#>.
             <{webid}> s:oidcIssuer <{}>; s:publicTypeIndex <{}settings/publicTypeIndex.ttl>. {more}",
            self.person.issuer,
            self.person.pod,
            webid = self.person.webid,
        );
        self.person.put(PROFILE, "text/turtle", profile).await;
    }

    fn configure(&mut self, server: &Server) {
        let city = &mut self.city;
        let secret = city.config.data.join("solid");
        std::fs::create_dir_all(&city.config.data).unwrap();
        std::fs::write(&secret, &self.connector.client_secret).unwrap();
        city.config.upstream = read(json!({
            "kind": "solid", "servers": [server.url],
            "webid": format!("{}/{{library_card}}/profile/card#me", server.url),
            "auth": {"token_url": server.token_url(), "client_id": self.connector.client_id, "client_secret": {"file": secret}},
        }));
        city.config.routes.truncate(1);
        let route = &mut city.config.routes[0];
        route.request = None;
        let (vcard, vocab) = ("http://www.w3.org/2006/vcard/ns#", "https://vocab.example/");
        route.resources = read(json!([
            {"path": "library/card.ttl", "subject": "#me", "attributes": {
                "name": format!("{vcard}fn"), "email": format!("{vcard}hasEmail"), "points": format!("{vocab}points"),
                "note": format!("{vcard}note"),
                "address.street": [format!("{vcard}hasAddress"), format!("{vcard}street-address")],
            }},
            {"class": format!("{vocab}Loan"), "below": "loans", "attributes": {
                "title": format!("{vocab}title"), "days": format!("{vocab}days"),
            }},
            {"path": "library/consent.json", "attributes": {"newsletter": "/newsletter/monthly"}},
        ]));
        let paths = [
            "name",
            "email",
            "points",
            "note",
            "address.street",
            "loans.title",
            "loans.days",
            "newsletter",
        ];
        city.config.datasets[0].attributes = paths
            .iter()
            .map(|path| {
                let holds = if *path == "note" { "object" } else { "single" };
                read(json!({"path": path, "holds": holds, "category": "https://w3id.org/dpv/pd#Name", "title": {"en": path}}))
            })
            .collect();
        self.is(&self.pod_name());
    }

    /// What of the pod's address is the person's.
    pub(crate) fn pod_name(&self) -> String {
        let path = self.person.pod.trim_end_matches('/');
        path.rsplit('/').next().unwrap().to_owned()
    }

    /// The operator says that the person has this identifier.
    fn is(&self, id: &str) {
        self.city.operator.answer(Answer::Json(active(id)));
    }

    fn upstream(&mut self, member: &str, value: Value) {
        let mut upstream = serde_json::to_value(&self.city.config.upstream).unwrap();
        upstream[member] = value;
        self.city.config.upstream = read(upstream);
    }

    async fn refused(&self, status: u16, problem: &str) {
        let response = self.city.ask().await;
        self.city.refused(response, status, problem).await;
    }
}

#[tokio::test]
async fn documents_of_a_pod_come_out_as_one_object() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let mut pods = Pods::on(server).await;
    pods.city.serve().await;
    let mut released = pods.city.released().await;
    // A folder has no order.
    released["loans"]
        .as_array_mut()
        .unwrap()
        .sort_by_key(|loan| loan["days"].as_i64());
    assert_eq!(
        released,
        json!({
            "name": "Aino \"A\" Virtanen", "email": "mailto:aino@example.org", "points": 12.5,
            "note": {"fi": "hei", "en": "hello"}, "address": {"street": "Katu 1"}, "newsletter": true,
            "loans": [{"title": "Kalevala", "days": 0}, {"title": "Seitsemän veljestä", "days": 1}],
        })
    );
    let status = pods.city.admin("/api/v1/upstream").await;
    let names: Vec<&str> = status["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["hasAddress.locality", "hobby", "secret"],
        "what is there and not described"
    );
}

#[tokio::test]
async fn as_ngsi_ld_the_attributes_are_properties() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let mut pods = Pods::on(server).await;
    pods.city.config.routes[0].shape = connector::config::Shape::NgsiLd;
    pods.city.serve().await;
    let released = pods.city.released().await;
    assert_eq!(released["type"], "Patron", "{released}");
    assert_eq!(
        released["points"],
        json!({"type": "Property", "value": 12.5})
    );
    assert_eq!(released["note"]["languageMap"]["fi"], "hei", "{released}");
    assert_eq!(released["address"]["value"], json!({"street": "Katu 1"}));
    assert_ne!(released["id"], "urn:fiducia:no-id", "{released}");
}

#[tokio::test]
async fn only_documents_with_something_permitted_are_read() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let mut pods = Pods::on(server).await;
    pods.city.serve().await;
    let dataset = dataset_id(&pods.city).await;
    let name = pods.pod_name();
    let part = format!("/{name}/library/");
    for (permitted, released, asked) in [
        (
            vec!["name"],
            json!({"name": "Aino \"A\" Virtanen"}),
            vec!["card.ttl"],
        ),
        (
            vec!["newsletter"],
            json!({"newsletter": true}),
            vec!["consent.json"],
        ),
        (
            vec!["address"],
            json!({"address": {"street": "Katu 1"}}),
            vec!["card.ttl"],
        ),
    ] {
        let before = server.asked(&part).len();
        let answer = permitting_for(&name, &dataset, &permitted);
        pods.city.operator.answer(answer);
        assert_eq!(pods.city.released().await, released);
        let expected: Vec<String> = asked.iter().map(|one| format!("GET {part}{one}")).collect();
        assert_eq!(server.asked(&part).split_off(before), expected);
    }
}

#[tokio::test]
async fn json_ld_is_read_where_a_server_gives_it() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let mut pods = Pods::on(server).await;
    pods.person.delete("library/card.ttl").await;
    let card = r##"{"@context": {"fn": "http://www.w3.org/2006/vcard/ns#fn"}, "@id": "#me", "fn": "Aino V"}"##;
    pods.person
        .put("library/card.ttl", "application/ld+json", card)
        .await;
    pods.city.serve().await;
    let released = pods.city.released().await;
    assert_eq!(
        released["name"], "Aino V",
        "the server writes it as Turtle: {released}"
    );
}

#[tokio::test]
async fn a_document_that_is_not_there_is_left_out_and_a_pod_without_any_is_nobodys() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let mut pods = Pods::on(server).await;
    pods.person.delete("library/consent.json").await;
    pods.city.serve().await;
    let released = pods.city.released().await;
    assert!(released.get("newsletter").is_none(), "{released}");
    assert_eq!(released["email"], "mailto:aino@example.org");
    pods.city.stop().await;
    pods.city.config.routes[0].resources.remove(1);
    let attributes = &mut pods.city.config.datasets[0].attributes;
    attributes.retain(|one| !one.path.as_str().starts_with("loans"));
    pods.person.delete("library/card.ttl").await;
    pods.city.serve().await;
    pods.refused(403, "person-unknown-at-source").await;
}

#[tokio::test]
async fn a_pod_that_does_not_let_the_connector_read_is_said_to_and_keeps_nobody_else_out() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let mut pods = Pods::on(server).await;
    let stranger = server.account(&format!("p{}", &new_uuid()[..8])).await;
    stranger.put("library/card.ttl", "text/turtle", CARD).await;
    pods.city.config.upstream_limits.failures = 1;
    pods.city.serve().await;
    pods.is(stranger
        .pod
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap());
    for _ in 0..3 {
        pods.refused(403, "pod-not-shared").await;
    }
    pods.is(&pods.pod_name());
    pods.city.released().await;
    // Rights that are taken back end with the next request.
    pods.person.share("library/", &stranger).await;
    pods.refused(403, "pod-not-shared").await;
}

#[tokio::test]
async fn an_identifier_never_leaves_its_place() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let mut pods = Pods::on(server).await;
    pods.city.serve().await;
    let name = pods.pod_name();
    let long = "x".repeat(10_000);
    let more = [
        format!("{name}/"),
        format!("{name}%2f"),
        format!("x/../{name}"),
        format!("x%2f..%2f{name}"),
        format!("{name}#me"),
        format!("{name}?x"),
        format!("{name}\u{200b}"),
        format!("{name}\0"),
        format!("{{library_card}}{name}"),
        "..".to_owned(),
        ".".to_owned(),
        ".internal".to_owned(),
        "💥\u{202e}".to_owned(),
        long,
    ];
    let hostile = HOSTILE.iter().map(|one| (*one).to_owned()).chain(more);
    for identifier in hostile {
        pods.is(&identifier);
        let response = pods.city.ask().await;
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        assert!(
            status == 403 || status == 502,
            "{identifier:?}: {status} {text}"
        );
        assert!(!text.contains("Aino"), "{identifier:?}: {text}");
    }
    pods.is(&name);
    assert_eq!(
        pods.city.released().await["email"],
        "mailto:aino@example.org"
    );
}

#[tokio::test]
async fn a_profile_that_names_another_pod_is_not_believed_unless_that_pod_says_the_same() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let mut pods = Pods::on(server).await;
    let victim = Pods::on(server).await;
    victim.person.share("library/", &pods.connector).await;
    pods.city.serve().await;
    let storage = |pod: &str| format!("<{}> pim:storage <{pod}>.", pods.person.webid);
    // Somebody else's pod, which the connector may read.
    pods.say(&storage(&victim.person.pod)).await;
    pods.refused(403, "pod-not-shared").await;
    victim.person.show_owner().await;
    pods.refused(403, "pod-not-shared").await;
    // A server that is not among those configured.
    pods.say(&storage("http://elsewhere.example/aino/")).await;
    pods.refused(403, "pod-not-shared").await;
    // Their own.
    pods.say(&storage(&pods.person.pod)).await;
    assert_eq!(pods.city.released().await["points"], 12.5);
    // A type index that leads into another pod.
    let index = format!(
        "@prefix s: <http://www.w3.org/ns/solid/terms#>.
         <#loans> a s:TypeRegistration; s:forClass <https://vocab.example/Loan>; s:instance <{}library/loans/0.ttl>.",
        victim.person.pod
    );
    pods.person
        .put("settings/publicTypeIndex.ttl", "text/turtle", index)
        .await;
    pods.refused(403, "pod-not-shared").await;
}

#[tokio::test]
async fn an_identifier_that_is_a_webid_finds_the_pod_that_names_it_as_its_owner() {
    let Some(server) = Server::shared().await else {
        return;
    };
    let mut pods = Pods::on(server).await;
    pods.upstream("webid", json!("{library_card}"));
    pods.city.serve().await;
    pods.is(&pods.person.webid);
    // Anybody who may write in a pod could put a profile there.
    pods.refused(403, "pod-not-shared").await;
    pods.person.show_owner().await;
    let released = pods.city.released().await;
    assert_eq!(released["email"], "mailto:aino@example.org", "{released}");
    for (other, problem) in [
        ("http://elsewhere.example/card#me", "pod-not-shared"),
        ("file:///etc/passwd", "pod-not-shared"),
        ("not a url", "person-unknown-at-source"),
        (
            &format!("{}%2f", pods.person.webid),
            "person-unknown-at-source",
        ),
    ] {
        pods.is(other);
        pods.refused(403, problem).await;
    }
}

#[tokio::test]
async fn a_token_that_is_no_longer_taken_is_replaced_and_a_server_that_comes_back_is_read() {
    let Some(mut server) = Server::own().await else {
        return;
    };
    let mut pods = Pods::on(&server).await;
    pods.city.serve().await;
    pods.city.released().await;
    pods.city.released().await;
    let ours = |server: &Server| server.asked("/.oidc/token").len();
    let before = ours(&server);
    pods.city.released().await;
    assert_eq!(ours(&server), before, "one token serves many requests");
    server.stop();
    pods.refused(502, "source-unreachable").await;
    server.forget_keys();
    server.start();
    server.answers().await;
    let before = ours(&server);
    pods.city.released().await;
    assert_eq!(
        ours(&server),
        before + 1,
        "the old one is not taken any more"
    );
}

#[tokio::test]
async fn a_draft_from_a_pod_that_is_shown_serves_what_it_found() {
    #[derive(serde::Deserialize)]
    struct File {
        connector: connector::Config,
    }
    let Some(server) = Server::shared().await else {
        return;
    };
    let mut pods = Pods::on(server).await;
    pods.say(&format!(
        "<{0}> <http://www.w3.org/2006/vcard/ns#fn> \"Aino\"; <http://www.w3.org/2006/vcard/ns#hasAddress> \
         [ <http://www.w3.org/2006/vcard/ns#locality> \"Helsinki\" ].",
        pods.person.webid
    ))
    .await;
    pods.person.show("settings/").await;
    pods.person.show("library/loans/").await;
    let fetch = async |url: &url::Url| {
        let request = reqwest::Client::new()
            .get(url.clone())
            .header("accept", "text/turtle, application/json;q=0.5");
        let response = request.send().await.ok()?.error_for_status().ok()?;
        let media = response.headers()["content-type"].to_str().ok()?.to_owned();
        let body = response.bytes().await.ok()?.to_vec();
        Some(connector::draft::Fetched { media, body })
    };
    let webid = pods.person.webid.parse().unwrap();
    let text = connector::draft::from_solid(&webid, fetch).await.unwrap();
    assert!(
        text.contains(&server.token_url()),
        "where tokens come from is looked up: {text}"
    );
    assert!(text.contains("{pod}/profile/card#me\"  # guess"), "{text}");
    let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let mut drafted = file.connector;
    let paths: Vec<&str> = drafted
        .routes
        .iter()
        .map(|route| route.path.as_str())
        .collect();
    assert_eq!(paths, ["/profile", "/loan"], "{text}");
    let attributes: Vec<&str> = drafted
        .datasets
        .iter()
        .flat_map(|one| &one.attributes)
        .map(|one| one.path.as_str())
        .collect();
    assert_eq!(
        attributes,
        ["fn", "hasAddress.locality", "loan.days", "loan.title"],
        "{text}"
    );
    let mut answer = active(&pods.pod_name());
    answer["identifiers"][1]["id_type"] = json!("pod");
    pods.city.operator.answer(Answer::Json(answer));
    let routes = std::mem::take(&mut drafted.routes);
    pods.city.config.upstream = drafted.upstream;
    pods.city.config.datasets = drafted.datasets;
    for (mut route, expected) in routes.into_iter().zip([
        json!({"fn": "Aino", "hasAddress": {"locality": "Helsinki"}}),
        json!({"loan": [{"title": "Kalevala", "days": 0}, {"title": "Seitsemän veljestä", "days": 1}]}),
    ]) {
        crate::city::ROUTE.clone_into(&mut route.path);
        pods.city.config.routes = vec![route];
        pods.city.serve().await;
        let mut released = pods.city.released().await;
        if let Some(loans) = released.get_mut("loan").and_then(Value::as_array_mut) {
            loans.sort_by_key(|loan| loan["days"].as_i64());
        }
        assert_eq!(released, expected);
        pods.city.stop().await;
    }
}

//! An agent for devices that is not ours (npm `iotagent-node-lib`): it registers its devices as sources, writes what they measure,
//! and answers what the broker passes on.

use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::peer::{Answered, Peer, answered};
use crate::tools;

const TENANT: &str = "town";
const LAMP: &str = "urn:ngsi-ld:Lamp:lamp1";
/// Longest that anything is waited for.
const PATIENCE: Duration = Duration::from_mins(1);

/// The agent in a process of its own, which ends with the test.
struct Agent {
    url: String,
    input: ChildStdin,
    said: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

impl Agent {
    async fn start(broker: &Peer) -> Option<Self> {
        let folder = tools::folder("iotagent", "node_modules/iotagent-node-lib", "the agent")?;
        let port = free_port();
        let mut process = Command::new("node")
            .args(["--no-deprecation", "agent.mjs"])
            .arg(broker.url.trim_end_matches("/ngsi-ld/v1"))
            .arg(port.to_string())
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut agent = Self {
            url: format!("http://127.0.0.1:{port}"),
            input: process.stdin.take().unwrap(),
            said: BufReader::new(process.stdout.take().unwrap()).lines(),
            _process: process,
        };
        assert_eq!(agent.says().await, json!({"ready": true}));
        Some(agent)
    }

    /// The next thing it says that is not about its own starting.
    async fn says(&mut self) -> Value {
        loop {
            let line = tokio::time::timeout(PATIENCE, self.said.next_line()).await;
            let line = line.expect("the agent says nothing").unwrap();
            let said: Value = serde_json::from_str(&line.expect("the agent has ended")).unwrap();
            if said.get("lvl").is_none() {
                return said;
            }
        }
    }

    /// Provisions a device by the agent's own API.
    async fn provision(&self, device: &Value) {
        let response = reqwest::Client::new()
            .post(format!("{}/iot/devices", self.url))
            .header("fiware-service", TENANT)
            .header("fiware-servicepath", "/")
            .json(&json!({"devices": [device]}))
            .send()
            .await
            .unwrap();
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert_eq!(status, 201, "{text}");
    }

    /// Has a device measure something.
    async fn measure(&mut self, device: &str, measures: &Value) -> Value {
        let line = json!({"device": device, "measures": measures}).to_string() + "\n";
        self.input.write_all(line.as_bytes()).await.unwrap();
        self.says().await
    }
}

impl Peer {
    async fn in_town(&self, method: &str, path: &str, body: Option<Value>) -> Answered {
        let mut request = self.request(method, path).header("ngsild-tenant", TENANT);
        if let Some(body) = body {
            request = request.json(&body);
        }
        answered(request.send().await.unwrap()).await
    }
}

#[tokio::test]
async fn an_iot_agent_registers_its_devices_updates_them_and_is_asked_what_only_they_know() {
    let broker = Peer::start().await;
    let Some(mut agent) = Agent::start(&broker).await else {
        return;
    };
    let lamp = json!({
        "device_id": "lamp1", "entity_name": LAMP, "entity_type": "Lamp", "transport": "HTTP",
        "endpoint": "http://127.0.0.1:9/",
        "attributes": [
            {"object_id": "t", "name": "temperature", "type": "Number",
             "metadata": {"unitCode": {"type": "Text", "value": "CEL"}}},
            {"object_id": "p", "name": "location", "type": "geo:point"},
        ],
        "lazy": [{"name": "batteryLevel", "type": "Number"}],
        "commands": [{"name": "switchLamp", "type": "command"}],
        "static_attributes": [{"name": "ownedBy", "type": "Relationship", "value": "urn:ngsi-ld:City:helsinki"}],
    });
    agent.provision(&lamp).await;
    let registered = broker
        .in_town("GET", "csourceRegistrations?type=Lamp", None)
        .await;
    assert_eq!(registered.body[0]["mode"], "exclusive");
    assert_eq!(registered.body[0]["endpoint"], agent.url);
    assert_eq!(
        registered.body[0]["information"],
        json!([{"entities": [{"id": LAMP, "type": "Lamp"}], "propertyNames": ["batteryLevel", "switchLamp"]}])
    );

    // What devices measure comes with units and places, the second time over the first.
    for (temperature, place) in [(20, "24.9,60.2"), (21, "24.8,60.1")] {
        let measures = json!([
            {"name": "t", "type": "Number", "value": temperature}, {"name": "p", "type": "geo:point", "value": place},
        ]);
        assert_eq!(
            agent.measure("lamp1", &measures).await,
            json!({"taken": "lamp1"})
        );
    }
    let path = format!("entities/{LAMP}");
    let read = broker.in_town("GET", &path, None).await;
    assert_eq!(
        read.body,
        json!({
            "id": LAMP, "type": "Lamp",
            "temperature": {"type": "Property", "value": 21, "unitCode": "CEL"},
            "location": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [24.8, 60.1]}},
            "ownedBy": {"type": "Relationship", "object": "urn:ngsi-ld:City:helsinki"},
            // Nobody has sent it: the broker has asked the agent, and the agent the device.
            "batteryLevel": {"type": "Property", "value": 0.75},
        })
    );
    let own = broker
        .in_town("GET", &format!("{path}?local=true"), None)
        .await;
    assert_eq!(own.body.get("batteryLevel"), None);

    // A command is an update of what the agent alone keeps.
    let on = json!({"type": "Property", "value": "on"});
    let sent = broker
        .in_town("PATCH", &format!("{path}/attrs/switchLamp"), Some(on))
        .await;
    assert_eq!(sent.status, 204, "{}", sent.body);
    assert_eq!(
        agent.says().await,
        json!({
            "commanded": LAMP, "type": "Lamp", "tenant": TENANT, "commands": [{"name": "switchLamp", "value": "on"}],
        })
    );
    let elsewhere = broker.get(&path).await;
    assert_eq!(elsewhere.status, 404, "another tenant knows nothing of it");

    // A device that is gone is registered no longer.
    let response = reqwest::Client::new()
        .delete(format!("{}/iot/devices/lamp1", agent.url))
        .header("fiware-service", TENANT)
        .header("fiware-servicepath", "/")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 204);
    let left = broker
        .in_town("GET", "csourceRegistrations?type=Lamp", None)
        .await;
    assert_eq!(left.body, json!([]));
}

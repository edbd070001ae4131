//! A service written with a client that is not ours, Python's `ngsildclient`: it reads as from any broker, and sees what
//! is permitted.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::peers::{Answer, new_uuid};
use crate::queries::{library, property};
use crate::release::{dataset_id, permitting};

/// Reads at the port it is given, with a ticket from its input for each request; says what came back.
const PROGRAM: &str = r#"
import contextlib, json, sys
from ngsildclient import Client
from requests.auth import AuthBase

class Tickets(AuthBase):
    def __call__(self, request):
        request.headers["MIM4-Request-Ticket"] = sys.stdin.readline().strip()
        return request

said = {}
with contextlib.redirect_stdout(sys.stderr):
    client = Client(hostname="127.0.0.1", port=int(sys.argv[1]), custom_auth=Tickets(), verbose=False)
    said["count"] = client.entities.count("Patron")
    found = client.query("Patron")
    said["names"] = [one["name"]["value"] for one in found]
    said["members"] = sorted({name for one in found for name in one.to_dict()})
    said["asked by name"] = [one["name"]["value"] for one in client.query("Patron", q='name=="Aino 117"')]
    said["asked by what is withheld"] = [client.entities.count("Patron", q=q) for q in ("fines", "fines==117")]
    said["one"] = client.get(found[0]).to_dict()["name"]
print(json.dumps(said))
"#;

#[tokio::test]
async fn a_python_client_reads_what_is_permitted_page_by_page() {
    let city = library().await;
    let dataset = dataset_id(&city).await;
    let entities: Vec<Value> = (0..250)
        .map(|number| {
            json!({
                "id": format!("urn:x:patron:{number}"), "type": "Patron",
                "name": property(format!("Aino {number}")), "fines": property(number),
            })
        })
        .collect();
    city.upstream.answer(Answer::Json(json!(entities)));
    city.operator.answer(permitting(&dataset, &["name"]));
    let python = std::env::var("FIDUCIA_TEST_PYTHON")
        .expect("FIDUCIA_TEST_PYTHON names a Python with tests/requirements.txt");
    let address = url::Url::parse(&city.url).unwrap();
    let mut program = Command::new(python)
        .args(["-c", PROGRAM, &address.port().unwrap().to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Of one permission, as a service has them.
    let mut claims = city.claims();
    claims["aud"] = json!(city.url);
    let tickets: String = (0..30)
        .map(|_| {
            claims["jti"] = json!(new_uuid());
            city.operator.sign(&claims) + "\n"
        })
        .collect();
    let mut input = program.stdin.take().unwrap();
    input.write_all(tickets.as_bytes()).await.unwrap();
    let output = program.wait_with_output().await.unwrap();
    drop(input);
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let names: Vec<String> = (0..250).map(|number| format!("Aino {number}")).collect();
    assert_eq!(
        said,
        json!({
            "count": 250,
            "names": names,
            "members": ["@context", "id", "name", "type"],
            "asked by name": ["Aino 117"],
            "asked by what is withheld": [0, 0],
            "one": property("Aino 0"),
        })
    );
}

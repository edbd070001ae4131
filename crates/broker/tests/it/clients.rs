//! A client that is not ours: Python's `ngsildclient`.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::process::Command;

use crate::peer::Peer;

/// Uses the broker at the port it is given as programs do that are written with this client; says what came back.
const PROGRAM: &str = r#"
import contextlib, json, sys
from datetime import datetime
from ngsildclient import Client, Entity
from ngsildclient.api.exceptions import NgsiAlreadyExistsError, NgsiResourceNotFoundError

def refused(do):
    try:
        do()
    except (NgsiAlreadyExistsError, NgsiResourceNotFoundError) as error:
        return type(error).__name__

said = {}
with contextlib.redirect_stdout(sys.stderr):
    client = Client(hostname="127.0.0.1", port=int(sys.argv[1]), tenant="town", verbose=False)
    library = Entity("Library", "Töölö").prop("name", "Töölö").prop("loans", 12, observedat=datetime(2026, 11, 27, 10))
    library.gprop("location", (60.18, 24.92)).rel("ownedBy", "urn:ngsi-ld:City:helsinki")
    client.create(library)
    said["again"] = refused(lambda: client.create(library))
    said["read"] = client.get(library.id).to_dict()
    said["exists"] = [client.exists(library.id), client.exists("urn:ngsi-ld:Library:none")]
    library["loans"]["value"] = 13
    said["updated"] = client.update(library)
    said["loans"] = client.get(library.id)["loans"]["value"]
    branches = [Entity("Branch", f"{n:03}").prop("size", n) for n in range(250)]
    said["created"] = client.batch.create(branches).n_ok
    said["upserted"] = client.batch.upsert(branches, update=True).n_ok
    said["count"] = client.entities.count("Branch", q="size>=200")
    said["sizes"] = sorted(one["size"]["value"] for one in client.query("Branch"))
    said["large"] = len(client.query("Branch", q="size>=100"))
    said["types"] = client.types.list()
    said["past"] = client.temporal.get(library.id, attrs=["loans"])
    subscription = {
        "@context": "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld", "type": "Subscription",
        "entities": [{"type": "Branch"}], "notification": {"endpoint": {"uri": "http://127.0.0.1:9/"}},
    }
    identifier = client.subscriptions.create(subscription)
    said["subscribed"] = client.subscriptions.get(identifier)["entities"]
    client.subscriptions.purge()
    said["subscriptions"] = client.subscriptions.list()
    client.delete_where("Branch", "size<10")
    said["left"] = client.entities.count("Branch")
    client.batch.delete(client.query("Branch"))
    client.delete(library)
    said["gone"] = [client.entities.count("Branch"), refused(lambda: client.get(library.id))]
print(json.dumps(said))
"#;

#[tokio::test]
async fn a_python_client_reads_and_writes_page_by_page_and_in_batches() {
    let peer = Peer::start().await;
    let python = std::env::var("FIDUCIA_TEST_PYTHON")
        .expect("FIDUCIA_TEST_PYTHON names a Python with tests/requirements.txt");
    let address = url::Url::parse(&peer.url).unwrap();
    let output = Command::new(python)
        .args(["-c", PROGRAM, &address.port().unwrap().to_string()])
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        said,
        json!({
            "again": "NgsiAlreadyExistsError",
            "read": {
                "@context": "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld",
                "id": "urn:ngsi-ld:Library:Töölö", "type": "Library",
                "name": {"type": "Property", "value": "Töölö"},
                "loans": {"type": "Property", "value": 12, "observedAt": "2026-11-27T10:00:00Z"},
                "location": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [24.92, 60.18]}},
                "ownedBy": {"type": "Relationship", "object": "urn:ngsi-ld:City:helsinki"},
            },
            "exists": [true, false],
            "updated": true,
            "loans": 13,
            "created": 250,
            "upserted": 250,
            "count": 50,
            "sizes": (0..250).collect::<Vec<_>>(),
            "large": 150,
            "types": ["Branch", "Library"],
            "past": {
                "@context": "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld",
                "id": "urn:ngsi-ld:Library:Töölö", "type": "Library",
                "loans": {"type": "Property", "values": [[12, "2026-11-27T10:00:00Z"], [13, "2026-11-27T10:00:00Z"]]},
            },
            "subscribed": [{"type": "Branch"}],
            "subscriptions": [],
            "left": 240,
            "gone": [0, "NgsiResourceNotFoundError"],
        })
    );
    // All of it was in the tenant's own space.
    assert_eq!(peer.get("types").await.body["typeList"], json!([]));
}

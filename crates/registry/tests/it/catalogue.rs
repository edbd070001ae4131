//! The catalogue of all sources, checked by the shapes of DCAT-AP 3.

use reqwest::StatusCode;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::dcat::checked;
use crate::sharing::{Party, group, registry, wait_for};

#[tokio::test]
async fn one_catalogue_holds_those_of_all_sources_and_keeps_to_the_shapes_of_dcat_ap_3() {
    let registry = registry(600).await;
    let [helsinki, rennes] = [
        Party::operator("Helsinki").await,
        Party::operator("Rennes").await,
    ];
    let [library, archive] = [
        Party::connector("City library", ("Helsinki", "FI")).await,
        Party::connector("Archives", ("Rennes", "FR")).await,
    ];
    // One that says as little of itself as it may.
    archive.change(|metadata| {
        for member in ["description", "contact", "place"] {
            metadata.as_object_mut().unwrap().remove(member);
        }
    });
    let cities = group(&registry, "Cities", &[&helsinki, &rennes]).await;
    let other = group(&registry, "Others", &[&rennes]).await;
    helsinki.share(&cities, &[&library], &[]);
    rennes.share(&other, &[&archive], &[]);
    wait_for(&registry, "", 2).await;

    let client = reqwest::Client::new();
    let get = async |path: &str, accept: &str| {
        let request = client.get(format!("{}{path}", registry.url));
        request.header(ACCEPT, accept).send().await.unwrap()
    };
    let of_group = format!("/catalogue/{cities}");
    for (path, media, format, named) in [
        ("/catalogue", "text/turtle", "turtle", 2),
        ("/catalogue", "application/ld+json", "json-ld", 2),
        (of_group.as_str(), "text/turtle", "turtle", 1),
        (of_group.as_str(), "application/ld+json", "json-ld", 1),
    ] {
        let answer = get(path, media).await;
        let found = answer.headers()[CONTENT_TYPE].to_str().unwrap();
        assert!(found.starts_with(media), "{found}");
        let text = answer.text().await.unwrap();
        assert!(text.contains("City library"), "{text}");
        assert_eq!(text.contains(&archive.url), named == 2, "{text}");
        let said = checked(&text, format).await;
        assert_eq!(said["wrong"], json!([]), "{format}: {text}");
        let looked_at = said["looked_at"].to_string();
        for kind in ["Catalog", "DataService", "Dataset", "Distribution", "Agent"] {
            let kind = format!("\"{kind}\"");
            assert!(looked_at.contains(&kind), "no {kind} in {looked_at}");
        }
    }
    let whole: Value = get("/catalogue", "*/*").await.json().await.unwrap();
    let catalogues = whole["dcat:catalog"].as_array().unwrap();
    let mut ids: Vec<&str> = catalogues
        .iter()
        .map(|one| one["@id"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    let mut expected = [&library.url, &archive.url].map(|url| format!("{url}/catalogue"));
    expected.sort();
    assert_eq!(ids, expected);
    assert!(whole["description"]["fi"].is_string(), "{whole}");

    // The check can fail.
    for missing in ["/dct:publisher", "/dcat:catalog/0/dct:description"] {
        let mut broken = whole.clone();
        *broken.pointer_mut(missing).unwrap() = Value::Null;
        let said = checked(&broken.to_string(), "json-ld").await;
        assert_ne!(said["wrong"], json!([]), "{missing}");
    }
    let unknown = uuid::Uuid::new_v4();
    let answer = get(&format!("/catalogue/{unknown}"), "text/turtle").await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_one_source_writes_badly_costs_the_others_nothing() {
    let registry = registry(600).await;
    let operator = Party::operator("Helsinki").await;
    let [library, archive] = [
        Party::connector("City library", ("Helsinki", "FI")).await,
        Party::connector("Archives", ("Rennes", "FR")).await,
    ];
    archive.change(|metadata| metadata["place"]["uri"] = json!("http://no address"));
    let cities = group(&registry, "Cities", &[&operator]).await;
    operator.share(&cities, &[&library, &archive], &[]);
    wait_for(&registry, "", 2).await;
    let text = registry.get("/catalogue").await.text().await.unwrap();
    assert!(text.contains(&library.url), "{text}");
    assert_eq!(checked(&text, "json-ld").await["wrong"], json!([]));
}

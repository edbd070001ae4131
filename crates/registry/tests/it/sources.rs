//! The sources of the trust groups are gathered and found.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::peer::Peer;
use crate::sharing::{Party, dataset, group, reading, registry, search, wait_for, wait_until};

#[tokio::test]
async fn a_source_is_found_by_what_it_holds_and_says_who_shares_it_through_which_group() {
    let registry = registry(600).await;
    let [helsinki, rennes] = [
        Party::operator("Helsinki").await,
        Party::operator("Rennes").await,
    ];
    let [library, archive] = [
        Party::connector("City library", ("Helsinki", "FI")).await,
        Party::connector("Archives", ("Rennes", "FR")).await,
    ];
    let both = group(&registry, "Both cities", &[&helsinki, &rennes]).await;
    let one = group(&registry, "One city", &[&rennes]).await;
    helsinki.share(&both, &[&library], &[]);
    rennes.share(&both, &[&library, &archive], &[]);
    wait_for(&registry, "", 2).await;

    for (query, count) in [
        (format!("trust_group={both}"), 2),
        (format!("trust_group={one}"), 0),
        ("q=city".to_owned(), 1),
        ("q=books+helsinki".to_owned(), 1),
        ("category=EmailAddress".to_owned(), 2),
        // What is narrower than what is asked for.
        ("category=Contact".to_owned(), 2),
        ("category=Location".to_owned(), 0),
        ("entity_type=librarypatron".to_owned(), 2),
        ("attribute=loans".to_owned(), 2),
        ("attribute=loans.title".to_owned(), 2),
        ("attribute=fees".to_owned(), 0),
        ("place=helsinki".to_owned(), 1),
        ("place=FR".to_owned(), 1),
        ("language=fi".to_owned(), 2),
        ("language=fi&q=lainat".to_owned(), 2),
        ("language=fr".to_owned(), 0),
        (format!("trust_group={both}&place=FR&q=archives"), 1),
        ("limit=1".to_owned(), 1),
        ("limit=1&offset=1".to_owned(), 1),
        ("offset=2".to_owned(), 0),
    ] {
        assert_eq!(search(&registry, &query).await.len(), count, "{query}");
    }
    let found = search(&registry, "q=city").await;
    let [found] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(found["source"], "City library");
    assert_eq!(found["connector_base_url"], library.url.as_str());
    assert_eq!(found["place"], json!({"name": "Helsinki", "country": "FI"}));
    assert_eq!(found["dataset"]["title"]["fi"], "Lainat");
    let share = |operator: &Party, name: &str| json!({"trust_group_uuid": both, "trust_group": "Both cities", "operator_uuid": operator.uuid, "operator": name});
    assert_eq!(
        found["shared"],
        json!([share(&helsinki, "Helsinki"), share(&rennes, "Rennes")])
    );
    assert!(found["not_reached_since"].is_null());

    let refused = registry.get("/api/v1/sources?category=Secrets").await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    let guide: Value = registry
        .get("/api/openapi.json")
        .await
        .json()
        .await
        .unwrap();
    let parameters = guide["paths"]["/api/v1/sources"]["get"]["parameters"].to_string();
    for name in ["q", "category", "trust_group", "limit"] {
        assert!(
            parameters.contains(&format!("\"name\":\"{name}\"")),
            "{parameters}"
        );
    }
}

#[tokio::test]
async fn a_source_is_gone_when_it_is_not_shared_any_more_or_its_operator_is_no_active_member() {
    let registry = registry(600).await;
    let operator = Party::operator("Helsinki").await;
    let library = Party::connector("City library", ("Helsinki", "FI")).await;
    let group = group(&registry, "Cities", &[&operator]).await;
    let act = async |act: &str| {
        let path = format!("groups/{group}/members/{}", operator.uuid);
        registry.admin(&path, json!({"act": act})).await;
    };
    operator.share(&group, &[&library], &[]);
    wait_for(&registry, "", 1).await;

    operator.share(&group, &[], &[]);
    wait_for(&registry, "", 0).await;
    assert_eq!(reading(&registry, &library).await, Value::Null);
    operator.share(&group, &[&library], &[]);
    wait_for(&registry, "", 1).await;

    // At once, and not only when the sources are read next.
    act("suspend").await;
    assert_eq!(search(&registry, "").await, Vec::<Value>::new());
    act("activate").await;
    wait_for(&registry, "", 1).await;
    act("revoke").await;
    assert_eq!(search(&registry, "").await, Vec::<Value>::new());
}

#[tokio::test]
async fn mim4_5_10_a_restricted_connector_is_never_found_nor_one_of_another_group() {
    let registry = registry(600).await;
    let operator = Party::operator("Helsinki").await;
    let [library, inner, elsewhere] = [
        Party::connector("City library", ("Helsinki", "FI")).await,
        Party::connector("Inner archive", ("Helsinki", "FI")).await,
        Party::connector("Elsewhere", ("Helsinki", "FI")).await,
    ];
    let cities = group(&registry, "Cities", &[&operator]).await;
    operator.share(&cities, &[&library], &[&inner]);
    let other = uuid::Uuid::new_v4().to_string();
    operator.change(|metadata| {
        let shared = metadata["shared_connectors"].as_array_mut().unwrap();
        shared.push(json!({"trust_group_uuid": other,
            "connectors": [{"connector_base_url": elsewhere.url}]}));
    });
    wait_for(&registry, "", 1).await;
    // It has been read more than once since.
    let before = library.asked();
    wait_until("it is read again", async || library.asked() > before + 1).await;
    assert_eq!(search(&registry, "").await[0]["source"], "City library");
    assert_eq!((inner.asked(), elsewhere.asked()), (0, 0));
    assert_eq!(reading(&registry, &inner).await, Value::Null);
}

#[tokio::test]
async fn a_source_that_does_not_answer_is_found_for_a_while_and_marked_and_comes_back() {
    let registry = registry(4).await;
    let operator = Party::operator("Helsinki").await;
    let library = Party::connector("City library", ("Helsinki", "FI")).await;
    let group = group(&registry, "Cities", &[&operator]).await;
    operator.share(&group, &[&library], &[]);
    wait_for(&registry, "", 1).await;

    library.silence(true);
    let is_marked = async || {
        let found = search(&registry, "").await;
        found
            .first()
            .is_some_and(|one| one["not_reached_since"].is_string())
    };
    wait_until("it is marked", is_marked).await;
    let read = reading(&registry, &library).await;
    let reason = read["reason"].as_str().unwrap();
    assert!(reason.contains("503"), "{reason}");
    assert!(read["not_reached_since"].is_string(), "{read}");
    wait_for(&registry, "", 0).await;

    library.silence(false);
    wait_for(&registry, "", 1).await;
    let found = search(&registry, "").await;
    assert!(found[0]["not_reached_since"].is_null(), "{found:?}");
    assert_eq!(reading(&registry, &library).await["reason"], Value::Null);

    // An operator that does not answer shares what it shared.
    operator.silence(true);
    let before = operator.asked();
    wait_until("it is asked", async || operator.asked() > before + 1).await;
    assert_eq!(search(&registry, "").await.len(), 1);
}

/// A wrong that a connector does, and what is found to be wrong with it.
type Wrong<'a> = (&'a str, &'a dyn Fn());

#[tokio::test]
async fn what_a_source_must_not_say_is_not_taken_and_what_was_known_stays() {
    let registry = registry(600).await;
    let operator = Party::operator("Helsinki").await;
    let [library, other] = [
        Party::connector("City library", ("Helsinki", "FI")).await,
        Party::connector("Archive", ("Helsinki", "FI")).await,
    ];
    let group = group(&registry, "Cities", &[&operator]).await;
    operator.share(&group, &[&other], &[]);
    wait_for(&registry, "", 1).await;
    operator.share(&group, &[&other, &library], &[]);
    wait_for(&registry, "", 2).await;

    let good = json!([dataset(&library.uuid, "loans")]).to_string();
    let many: Vec<Value> = (0..257)
        .map(|number| dataset(&library.uuid, &format!("d{number}")))
        .collect();
    let many = json!(many).to_string();
    let wrongs: [Wrong; 6] = [
        ("larger than", &|| {
            library.offer(format!("[\"{}\"]", "x".repeat(5_000_000)));
        }),
        ("more than 256", &|| library.offer(many.clone())),
        ("not the JSON expected", &|| library.offer("<html>")),
        ("is not of connector", &|| {
            library.offer(json!([dataset(&other.uuid, "loans")]).to_string());
        }),
        ("names the base url", &|| {
            library.change(|metadata| metadata["connector_base_url"] = json!(other.url));
        }),
        ("it is connector", &|| {
            library.change(|metadata| metadata["connector_uuid"] = json!(other.uuid));
        }),
    ];
    for (expected, wrong) in wrongs {
        wrong();
        wait_until(expected, async || {
            let read = reading(&registry, &library).await;
            read["reason"]
                .as_str()
                .is_some_and(|reason| reason.contains(expected))
        })
        .await;
        let found = search(&registry, "q=city").await;
        assert_eq!(found[0]["dataset"]["title"]["fi"], "Lainat", "{expected}");
        library.offer(good.clone());
        library.change(|metadata| {
            metadata["connector_base_url"] = json!(library.url);
            metadata["connector_uuid"] = json!(library.uuid);
        });
        wait_until("it is good again", async || {
            reading(&registry, &library).await["reason"].is_null()
        })
        .await;
    }

    // Who takes another's UUID from the beginning does not come in.
    let thief = Party::connector("City library", ("Helsinki", "FI")).await;
    thief.change(|metadata| metadata["connector_uuid"] = json!(other.uuid));
    thief.offer(json!([dataset(&other.uuid, "loans")]).to_string());
    operator.share(&group, &[&other, &library, &thief], &[]);
    wait_until("the thief is refused", async || {
        let read = reading(&registry, &thief).await;
        read["reason"]
            .as_str()
            .is_some_and(|reason| reason.contains(&other.url))
    })
    .await;
    assert_eq!(search(&registry, "").await.len(), 2);
}

#[tokio::test]
async fn an_administrator_has_all_of_them_read_again_at_once() {
    let folder = tempfile::TempDir::new().unwrap();
    // Nothing is read by itself again while the test runs.
    let registry = Peer::start_with(folder, |config| {
        config.limits.harvest_every_seconds = 3_600;
    })
    .await;
    let operator = Party::operator("Helsinki").await;
    let library = Party::connector("City library", ("Helsinki", "FI")).await;
    let group = group(&registry, "Cities", &[&operator]).await;
    wait_until("what it shares is read", async || operator.asked() > 1).await;
    operator.share(&group, &[&library], &[]);
    let refresh = "/api/v1/admin/sources/refresh";
    let refused = registry
        .send(Method::POST, refresh, &json!({}), false)
        .await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let begun = registry.send(Method::POST, refresh, &json!({}), true).await;
    assert_eq!(begun.status(), StatusCode::ACCEPTED);
    wait_for(&registry, "", 1).await;
}

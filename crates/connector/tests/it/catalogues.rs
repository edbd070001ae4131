//! What is offered, checked by others: the catalogue by the shapes that DCAT-AP 3 is published with and a SHACL processor
//! that is not ours, and the entities by the data models that they name.

use std::path::Path;

use serde_json::{Value, json};

use crate::city::{City, read};
use crate::dcat::checked;

/// A connector that says all that it can of itself, or as little as it may.
async fn city(is_full: bool) -> City {
    let mut city = City::prepare().await;
    if is_full {
        "Loans and fees".clone_into(&mut city.config.description);
        city.config.contact = Some(read(json!({
            "name": "Data desk", "email": "library@city.example", "phone": "+358 (0)9 000", "postal": "Square 1, Helsinki",
            "url": "https://library.example/data", "data_protection_officer": "dpo@city.example",
        })));
        city.config.place = Some(read(json!({
            "name": "Helsinki", "country": "FI", "uri": "https://sws.geonames.org/658225/",
        })));
        let dataset = &mut city.config.datasets[0];
        dataset.title = read(json!({"en": "Loans", "fi": "Lainat", "el": "Δανεισμοί"}));
        dataset.description = read(json!({"en": "What you \"borrow\"\n<now>", "fi": "Lainasi"}));
        dataset.model = Some(
            "https://smart-data-models.github.io/dataModel.Person/Person/schema.json".to_owned(),
        );
    }
    city.serve().await;
    city
}

async fn catalogue(city: &City, accept: &str) -> String {
    let request = city.client.get(format!("{}/catalogue", city.url));
    let answer = request.header("accept", accept).send().await.unwrap();
    answer.text().await.unwrap()
}

#[tokio::test]
async fn the_catalogue_keeps_to_the_shapes_of_dcat_ap_3_in_both_forms() {
    for is_full in [true, false] {
        let city = city(is_full).await;
        for (accept, format) in [
            ("text/turtle", "turtle"),
            ("application/ld+json", "json-ld"),
        ] {
            let text = catalogue(&city, accept).await;
            let said = checked(&text, format).await;
            assert_eq!(said["wrong"], json!([]), "{format}: {text}");
            let looked_at = said["looked_at"].to_string();
            for kind in ["Catalog", "DataService", "Dataset", "Distribution", "Agent"] {
                let kind = format!("\"{kind}\"");
                assert!(looked_at.contains(&kind), "no {kind} in {looked_at}");
            }
        }
    }
    // The check can fail.
    let city = city(true).await;
    let text = catalogue(&city, "application/ld+json").await;
    let whole: Value = serde_json::from_str(&text).unwrap();
    for missing in [
        "/dcat:dataset/0/title",
        "/dcat:dataset/0/dcat:distribution/dcat:accessURL",
        "/dct:publisher",
    ] {
        let mut broken = whole.clone();
        *broken.pointer_mut(missing).unwrap() = Value::Null;
        let said = checked(&broken.to_string(), "json-ld").await;
        assert_ne!(said["wrong"], json!([]), "{missing}");
    }
}

#[tokio::test]
async fn the_entities_of_the_catalogue_are_of_the_models_they_name() {
    for is_full in [true, false] {
        let city = city(is_full).await;
        for model in ["Catalogue", "DataService", "Dataset"] {
            let file =
                Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/models/{model}.json"));
            let schema: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
            let validator = jsonschema::options()
                .should_validate_formats(true)
                .build(&schema)
                .unwrap();
            let path = format!("/catalogue/entities?type={model}&format=keyValues");
            let entities: Value = city.get(&path).await.json().await.unwrap();
            let entities = entities.as_array().unwrap();
            assert_eq!(entities.len(), 1, "{model}");
            let wrong = validator.iter_errors(&entities[0]);
            let wrong: Vec<String> = wrong.map(|error| error.to_string()).collect();
            assert_eq!(wrong, Vec::<String>::new(), "{model}: {}", entities[0]);
            let mut broken = entities[0].clone();
            broken["title"] = json!("not a list");
            assert!(!validator.is_valid(&broken), "{model}: the check can fail");
        }
    }
}

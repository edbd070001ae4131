//! Reads DPV's CSV and Turtle files and writes them as Rust tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

const DPV: &str = "https://w3id.org/dpv#";
const GDPR: &str = "https://w3id.org/dpv/legal/eu/gdpr#";

/// A kind of term: its name here, its root in DPV and the files that list its terms.
struct Kind {
    name: &'static str,
    root: &'static str,
    files: &'static [&'static str],
}

/// In the order of `vocabulary::Kind`.
const KINDS: [Kind; 8] = [
    Kind {
        name: "Purpose",
        root: "Purpose",
        files: &["purposes"],
    },
    Kind {
        name: "Processing",
        root: "Processing",
        files: &["processing"],
    },
    Kind {
        name: "PersonalData",
        root: "PersonalData",
        files: &["personal_data", "pd", "eu-gdpr"],
    },
    Kind {
        name: "LegalBasis",
        root: "LegalBasis",
        files: &["legal_basis", "consent_types", "eu-gdpr"],
    },
    Kind {
        name: "ConsentStatus",
        root: "ConsentStatus",
        files: &["consent_status"],
    },
    Kind {
        name: "Right",
        root: "Right",
        files: &["rights", "eu-gdpr"],
    },
    Kind {
        name: "Justification",
        root: "Justification",
        files: &["justifications", "eu-gdpr"],
    },
    Kind {
        name: "Organisation",
        root: "Organisation",
        files: &["entities_organisation"],
    },
];

/// What the tables keep of a term.
struct Entry {
    label: String,
    broader: BTreeSet<String>,
}

/// The source text of `src/tables.rs` for the DPV files in `folder`.
pub(crate) fn tables(folder: &Path) -> Result<String, String> {
    let mut kinds = Vec::new();
    for kind in &KINDS {
        kinds.push(terms_of(kind, folder)?);
    }
    let ordered: Vec<Vec<&String>> = kinds.iter().map(in_order).collect();
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    for iri in ordered.iter().flatten() {
        let next = index.len();
        if index.insert(iri, next).is_some() {
            return Err(format!("`{iri}` is of two kinds"));
        }
    }
    let rights = rights(folder, &index)?;
    let constants = constants(&index)?;
    Ok(write(&kinds, &ordered, &index, &rights, &constants))
}

/// The terms of a kind: every class of its files that lies below the kind's root.
fn terms_of(kind: &Kind, folder: &Path) -> Result<BTreeMap<String, Entry>, String> {
    let root = format!("{DPV}{}", kind.root);
    let mut found: BTreeMap<String, Entry> = BTreeMap::new();
    // The root itself is not a row of every file.
    found.insert(
        root.clone(),
        Entry {
            label: spaced(kind.root),
            broader: BTreeSet::new(),
        },
    );
    for file in kind.files {
        for row in read_csv(&folder.join(format!("{file}.csv")))? {
            let of_kind = row["dpvtype"].split(';').any(|t| t.trim() == root);
            if row["type"] != "class" || !(of_kind || row["dpvtype"].is_empty() || *file == "pd") {
                continue;
            }
            let mut broader: BTreeSet<String> = row["hasbroader"]
                .split(';')
                .map(|iri| iri.trim().to_owned())
                .filter(|iri| !iri.is_empty())
                .collect();
            if of_kind && row["iri"] != root {
                // DPV types every term with its root; a term whose broader terms are all of
                // another kind would otherwise hang in the air.
                broader.insert(root.clone());
            }
            if row["iri"] == root {
                broader.clear();
            }
            found.insert(
                row["iri"].clone(),
                Entry {
                    label: row["label"].trim().to_owned(),
                    broader,
                },
            );
        }
    }
    let kept = below(&root, &found);
    found.retain(|iri, _| kept.contains(iri));
    for entry in found.values_mut() {
        entry.broader.retain(|iri| kept.contains(iri));
        if entry.broader.len() > 1 {
            entry.broader.remove(&root);
        }
    }
    Ok(found)
}

/// All terms from which `root` is reached by going to broader ones.
fn below(root: &str, found: &BTreeMap<String, Entry>) -> BTreeSet<String> {
    let mut kept = BTreeSet::from([root.to_owned()]);
    loop {
        let more: Vec<String> = found
            .iter()
            .filter(|(iri, entry)| {
                !kept.contains(*iri) && entry.broader.iter().any(|b| kept.contains(b))
            })
            .map(|(iri, _)| iri.clone())
            .collect();
        if more.is_empty() {
            return kept;
        }
        kept.extend(more);
    }
}

/// DPV's own terms before those of its extensions, so that a label both have finds DPV's.
fn in_order(terms: &BTreeMap<String, Entry>) -> Vec<&String> {
    let mut order: Vec<&String> = terms.keys().collect();
    order.sort_by_key(|iri| (!iri.starts_with(DPV), iri.as_str()));
    order
}

/// `LegalBasis` to `Legal Basis`.
fn spaced(name: &str) -> String {
    let mut label = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !label.is_empty() {
            label.push(' ');
        }
        label.push(character);
    }
    label
}

/// The statements `basis dpv:hasRight right, …` of the Turtle file. Its statements are of this
/// one shape: `eu-gdpr:A dpv:hasRight eu-gdpr:B, eu-gdpr:C .`
fn rights(
    folder: &Path,
    index: &BTreeMap<&str, usize>,
) -> Result<Vec<(usize, Vec<usize>)>, String> {
    let text = read(&folder.join("legal_basis_rights_mapping.ttl"))?;
    let term = |word: &str| {
        let name = word.trim_end_matches(',').strip_prefix("eu-gdpr:");
        let iri = format!("{GDPR}{}", name.unwrap_or_default());
        index
            .get(iri.as_str())
            .copied()
            .ok_or(format!("`{word}` in the rights table is no known term"))
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut rights = Vec::new();
    for (at, _) in words
        .iter()
        .enumerate()
        .filter(|(_, w)| **w == "dpv:hasRight")
    {
        let basis = at
            .checked_sub(1)
            .map(|before| words[before])
            .unwrap_or_default();
        let mut list = Vec::new();
        for word in words[at + 1..].iter().take_while(|w| **w != ".") {
            list.push(term(word)?);
        }
        rights.push((term(basis)?, list));
    }
    rights.sort();
    Ok(rights)
}

fn write(
    kinds: &[BTreeMap<String, Entry>],
    ordered: &[Vec<&String>],
    index: &BTreeMap<&str, usize>,
    rights: &[(usize, Vec<usize>)],
    constants: &str,
) -> String {
    let mut rows = String::new();
    let mut ranges = String::new();
    let mut closure = String::new();
    let mut broader: Vec<Vec<usize>> = vec![Vec::new(); index.len()];
    let (mut start, mut offset) = (0, 0);
    for ((kind, terms), order) in KINDS.iter().zip(kinds).zip(ordered) {
        let stride = order.len().div_ceil(64);
        let _ = writeln!(
            ranges,
            "    Range {{ start: {start}, end: {}, stride: {stride}, offset: {offset} }}, // {}",
            start + order.len(),
            kind.name,
        );
        for iri in order {
            let entry = &terms[*iri];
            let _ = writeln!(rows, "    ({iri:?}, {:?}),", entry.label);
            broader[index[iri.as_str()]] = entry
                .broader
                .iter()
                .map(|iri| index[iri.as_str()])
                .collect();
            let mut words = vec![0_u64; stride];
            for ancestor in closure_of(iri, terms) {
                let local = index[ancestor.as_str()] - start;
                words[local / 64] |= 1 << (local % 64);
            }
            let words: Vec<String> = words.iter().map(|word| format!("{word:#x}")).collect();
            let _ = writeln!(closure, "    {},", words.join(", "));
        }
        offset += stride * order.len();
        start += order.len();
    }
    let mut narrower: Vec<Vec<usize>> = vec![Vec::new(); index.len()];
    for (term, parents) in broader.iter().enumerate() {
        for parent in parents {
            narrower[*parent].push(term);
        }
    }
    // `index` is ordered by IRI already.
    let by_iri: Vec<usize> = index.values().copied().collect();
    let mut rights_rows = String::new();
    for (basis, list) in rights {
        let _ = writeln!(rights_rows, "    (Term({basis}), &{}),", term_list(list));
    }
    format!(
        "// Written by `cargo run -p vocabulary --example generate`; do not edit.\n\
         // Terms, labels and hierarchy of the W3C Data Privacy Vocabulary 2.3, see NOTICE.\n\n\
         use crate::{{Range, Term}};\n\n\
         /// How many terms there are.\npub(crate) const COUNT: usize = {count};\n\n\
         impl Term {{\n{constants}}}\n\n\
         /// IRI and label of each term: by kind, DPV's own before its extensions', then by IRI.\n\
         pub(crate) static TERMS: [(&str, &str); COUNT] = [\n{rows}];\n\n\
         /// Where each kind's terms lie, in the order of `Kind`, and its rows in `CLOSURE`.\n\
         pub(crate) static KINDS: [Range; {kinds}] = [\n{ranges}];\n\n\
         /// All terms in the order of their IRIs.\n\
         pub(crate) static BY_IRI: [Term; COUNT] = {by_iri};\n\n\
         /// A row of bits for each term: itself and all its broader terms, counted within its kind.\n\
         pub(crate) static CLOSURE: [u64; {offset}] = [\n{closure}];\n\n\
         /// The broader terms of each term.\n\
         pub(crate) static BROADER: [&[Term]; COUNT] = [\n{broader}];\n\n\
         /// The narrower terms of each term.\n\
         pub(crate) static NARROWER: [&[Term]; COUNT] = [\n{narrower}];\n\n\
         /// The rights each legal basis carries.\n\
         pub(crate) static RIGHTS: [(Term, &[Term]); {rights}] = [\n{rights_rows}];\n",
        count = index.len(),
        kinds = KINDS.len(),
        by_iri = wrapped(&by_iri),
        broader = lists(&broader),
        narrower = lists(&narrower),
        rights = rights.len(),
    )
}

/// Terms that code names: the roots, the bases of GDPR art. 6(1), the states of consent and what
/// conditions of standing rules are about.
const NAMED: [(&str, &str); 41] = [
    ("PURPOSE", "dpv:Purpose"),
    ("PROCESSING", "dpv:Processing"),
    ("PERSONAL_DATA", "dpv:PersonalData"),
    ("LEGAL_BASIS", "dpv:LegalBasis"),
    ("CONSENT_STATUS", "dpv:ConsentStatus"),
    ("RIGHT", "dpv:Right"),
    ("JUSTIFICATION", "dpv:Justification"),
    ("ORGANISATION", "dpv:Organisation"),
    ("SPECIAL_CATEGORY", "dpv:SpecialCategoryPersonalData"),
    ("PSEUDONYMISED_DATA", "dpv:PseudonymisedData"),
    ("CONSENT", "dpv:Consent"),
    ("CONTRACT", "dpv:Contract"),
    ("LEGAL_OBLIGATION", "dpv:LegalObligation"),
    ("VITAL_INTEREST", "dpv:VitalInterest"),
    ("PUBLIC_INTEREST", "dpv:PublicInterest"),
    ("OFFICIAL_AUTHORITY", "dpv:OfficialAuthorityOfController"),
    ("LEGITIMATE_INTEREST", "dpv:LegitimateInterest"),
    ("GDPR_CONSENT", "eu-gdpr:A6-1-a"),
    ("GDPR_CONTRACT", "eu-gdpr:A6-1-b"),
    ("GDPR_LEGAL_OBLIGATION", "eu-gdpr:A6-1-c"),
    ("GDPR_VITAL_INTEREST", "eu-gdpr:A6-1-d"),
    ("GDPR_PUBLIC_TASK", "eu-gdpr:A6-1-e"),
    ("GDPR_LEGITIMATE_INTEREST", "eu-gdpr:A6-1-f"),
    ("CONSENT_REQUESTED", "dpv:ConsentRequested"),
    ("CONSENT_REFUSED", "dpv:ConsentRefused"),
    ("CONSENT_GIVEN", "dpv:ConsentGiven"),
    ("RENEWED_CONSENT_GIVEN", "dpv:RenewedConsentGiven"),
    ("CONSENT_REQUEST_DEFERRED", "dpv:ConsentRequestDeferred"),
    (
        "CONSENT_INVALID_FOR_PROCESSING",
        "dpv:ConsentStatusInvalidForProcessing",
    ),
    ("CONSENT_WITHDRAWN", "dpv:ConsentWithdrawn"),
    ("CONSENT_EXPIRED", "dpv:ConsentExpired"),
    ("CONSENT_REVOKED", "dpv:ConsentRevoked"),
    ("CONSENT_INVALIDATED", "dpv:ConsentInvalidated"),
    ("RIGHT_OF_ACCESS", "eu-gdpr:A15"),
    ("RIGHT_TO_RECTIFICATION", "eu-gdpr:A16"),
    ("RIGHT_TO_ERASURE", "eu-gdpr:A17"),
    ("RIGHT_TO_RESTRICTION", "eu-gdpr:A18"),
    ("RIGHT_TO_PORTABILITY", "eu-gdpr:A20"),
    ("RIGHT_TO_OBJECT", "eu-gdpr:A21"),
    ("RIGHT_TO_WITHDRAW_CONSENT", "eu-gdpr:A7-3"),
    ("RIGHT_TO_COMPLAIN", "eu-gdpr:A77"),
];

fn constants(index: &BTreeMap<&str, usize>) -> Result<String, String> {
    let mut text = String::new();
    for (name, compact) in NAMED {
        let iri = match compact.split_once(':') {
            Some(("eu-gdpr", term)) => format!("{GDPR}{term}"),
            Some((_, term)) => format!("{DPV}{term}"),
            None => compact.to_owned(),
        };
        let term = index
            .get(iri.as_str())
            .ok_or(format!("the named term `{compact}` is not in the files"))?;
        let _ = writeln!(text, "    /// `{compact}`");
        let _ = writeln!(text, "    pub const {name}: Self = Self({term});");
    }
    Ok(text)
}

/// A term and everything broader, by following `broader` to its ends.
fn closure_of<'a>(iri: &'a str, terms: &'a BTreeMap<String, Entry>) -> BTreeSet<&'a String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![iri];
    while let Some(next) = open.pop() {
        if let Some((iri, entry)) = terms.get_key_value(next)
            && seen.insert(iri)
        {
            open.extend(entry.broader.iter().map(String::as_str));
        }
    }
    seen
}

fn term_list(terms: &[usize]) -> String {
    let terms: Vec<String> = terms.iter().map(|term| format!("Term({term})")).collect();
    format!("[{}]", terms.join(", "))
}

fn lists(all: &[Vec<usize>]) -> String {
    let mut text = String::new();
    for terms in all {
        let _ = writeln!(text, "    &{},", term_list(terms));
    }
    text
}

fn wrapped(terms: &[usize]) -> String {
    let mut text = String::from("[\n");
    for line in terms.chunks(12) {
        let line: Vec<String> = line.iter().map(|term| format!("Term({term})")).collect();
        let _ = writeln!(text, "    {},", line.join(", "));
    }
    text.push(']');
    text
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read `{}`: {error}", path.display()))
}

/// Rows of a CSV file by column name (RFC 4180: quoted fields, doubled quotes).
fn read_csv(path: &Path) -> Result<Vec<BTreeMap<String, String>>, String> {
    let mut records = csv_records(&read(path)?).into_iter();
    let header = records.next().unwrap_or_default();
    for column in ["type", "iri", "label", "dpvtype", "hasbroader"] {
        if !header.iter().any(|name| name == column) {
            return Err(format!("`{}` has no column `{column}`", path.display()));
        }
    }
    records
        .map(|record| {
            if record.len() == header.len() {
                Ok(header.iter().cloned().zip(record).collect())
            } else {
                Err(format!(
                    "`{}` has a row of {} fields",
                    path.display(),
                    record.len()
                ))
            }
        })
        .collect()
}

fn csv_records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            other => field.push(other),
        }
    }
    if !(field.is_empty() && record.is_empty()) {
        record.push(field);
        records.push(record);
    }
    records
}

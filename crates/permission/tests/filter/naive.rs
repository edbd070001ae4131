//! The filter written a second time, over trees, as plainly as can be.

use sha2::{Digest, Sha256};

use crate::tree::Tree;

/// What the naive filter makes of a body.
#[derive(Debug, PartialEq)]
pub(crate) enum Naive {
    Released(Tree),
    Refused,
}

type Paths<'a> = Vec<Vec<&'a str>>;

pub(crate) fn split<'a>(paths: &'a [&'a str]) -> Paths<'a> {
    paths.iter().map(|path| path.split('.').collect()).collect()
}

/// Names below `name`; `None` if `name` isn't on any path.
fn below<'a>(paths: &Paths<'a>, name: &str) -> Option<Paths<'a>> {
    let below: Paths = paths
        .iter()
        .filter(|path| path.first() == Some(&name))
        .map(|path| path[1..].to_vec())
        .collect();
    (!below.is_empty()).then_some(below)
}

fn whole(paths: &Paths) -> bool {
    paths.iter().any(Vec::is_empty)
}

struct Duplicate;

fn once(seen: &mut Vec<String>, name: &str) -> Result<(), Duplicate> {
    if seen.iter().any(|known| known == name) {
        return Err(Duplicate);
    }
    seen.push(name.to_owned());
    Ok(())
}

pub(crate) fn plain(body: &Tree, paths: &[&str]) -> Naive {
    let paths = split(paths);
    let released = match body {
        Tree::Object(_) => part(body, &paths).map(|part| part.unwrap_or(Tree::Object(Vec::new()))),
        Tree::Array(_) => part(body, &paths).map(|part| part.unwrap_or(Tree::Array(Vec::new()))),
        _ => return Naive::Refused,
    };
    released.map_or(Naive::Refused, Naive::Released)
}

/// The same with others in place of own ids, where these are permitted.
pub(crate) fn plain_with_pseudonyms(body: &Tree, paths: &[&str]) -> Naive {
    fn replaced(released: Tree) -> Tree {
        match released {
            Tree::Array(records) => Tree::Array(records.into_iter().map(replaced).collect()),
            Tree::Object(mut members) => {
                for (_, value) in members.iter_mut().filter(|(name, _)| name == "id") {
                    *value = Tree::Text(match value {
                        Tree::Text(own) | Tree::Number(own) => pseudonym(own),
                        _ => LEG.to_owned(),
                    });
                }
                Tree::Object(members)
            }
            other => other,
        }
    }
    match plain(body, paths) {
        Naive::Released(released) if paths.contains(&"id") => Naive::Released(replaced(released)),
        other => other,
    }
}

/// What of a plain value is released, if anything.
fn part(value: &Tree, paths: &Paths) -> Result<Option<Tree>, Duplicate> {
    if whole(paths) {
        return Ok(Some(value.clone()));
    }
    match value {
        Tree::Object(members) => {
            let (mut seen, mut kept) = (Vec::new(), Vec::new());
            for (name, value) in members {
                if let Some(below) = below(paths, name) {
                    once(&mut seen, name)?;
                    kept.extend(part(value, &below)?.map(|value| (name.clone(), value)));
                }
            }
            Ok((!kept.is_empty()).then_some(Tree::Object(kept)))
        }
        Tree::Array(items) => {
            let mut kept = Vec::new();
            for item in items {
                kept.extend(part(item, paths)?);
            }
            Ok((!kept.is_empty()).then_some(Tree::Array(kept)))
        }
        _ => Ok(None),
    }
}

pub(crate) const LEG: &str = "urn:uuid:leg";
pub(crate) const KEY: [u8; 32] = [7; 32];

/// What stands for an own id: an HMAC-SHA-256 as RFC 2104 defines it.
pub(crate) fn pseudonym(own: &str) -> String {
    let key = |with: u8| {
        let mut block = [with; 64];
        for (byte, key) in block.iter_mut().zip(KEY) {
            *byte ^= key;
        }
        block
    };
    let inner = Sha256::digest([&key(0x36), own.as_bytes()].concat());
    let outer = Sha256::digest([&key(0x5c)[..], &inner].concat());
    let digest: [u8; 16] = outer[..16].try_into().unwrap();
    format!("urn:ngsi-ld:Entity:{:032x}", u128::from_be_bytes(digest))
}
pub(crate) const CONTEXT: &str = "https://city.example/context.jsonld";

/// `name` as it is permitted: the term for each way to write its IRI, as far as the tests' names go.
fn canonical(name: &str) -> &str {
    const CORE: [(&str, &str); 6] = [
        ("hasValue", "value"),
        ("hasLanguageMap", "languageMap"),
        ("hasJSON", "json"),
        ("hasValueList", "valueList"),
        ("location", "location"),
        ("unitCode", "unitCode"),
    ];
    match name {
        "schema:name" | "https://schema.org/name" => return "name",
        "@id" => return "id",
        "@type" => return "type",
        _ => {}
    }
    let Some(rest) = name
        .strip_prefix("ngsi-ld:")
        .or(name.strip_prefix("https://uri.etsi.org/ngsi-ld/"))
    else {
        return name;
    };
    if let Some((_, term)) = CORE.iter().find(|(iri, _)| *iri == rest) {
        return term;
    }
    let is_term = |term: &str| {
        ["name", "id", "type", "description", "title"].contains(&term)
            || CORE.iter().any(|(_, known)| *known == term)
    };
    match rest.strip_prefix("default-context/") {
        Some(term) if !is_term(term) && !term.contains(':') && !term.starts_with('@') => term,
        _ => name,
    }
}

/// NGSI-LD under a context in which `name` is `schema:name`. Refuses only what must be refused;
/// the real filter may refuse more where a late `type` makes an entity GeoJSON.
pub(crate) fn ngsi_ld(body: &Tree, paths: &[&str]) -> Naive {
    let mut paths = split(paths);
    // What lies below an attribute that is permitted whole decides nothing, so no context can be wrong about it.
    let all = paths.clone();
    let is_covered = |path: &Vec<&str>| {
        all.iter()
            .any(|whole| whole.len() < path.len() && path.starts_with(whole))
    };
    paths.retain(|path| !is_covered(path));
    record(body, &paths, true).map_or(Naive::Refused, |released| match released {
        Some(tree) => Naive::Released(tree),
        None => Naive::Refused,
    })
}

fn record(body: &Tree, paths: &Paths, outermost: bool) -> Result<Option<Tree>, Duplicate> {
    match body {
        Tree::Array(items) => {
            let mut kept = Vec::new();
            for item in items {
                kept.extend(record(item, paths, false)?);
            }
            Ok((outermost || !kept.is_empty()).then_some(Tree::Array(kept)))
        }
        Tree::Object(_) => entity(body, paths, outermost),
        _ => Ok(None),
    }
}

fn entity(body: &Tree, paths: &Paths, outermost: bool) -> Result<Option<Tree>, Duplicate> {
    let form = match body.member("type").or(body.member("@type")) {
        Some(Tree::Text(kind)) if kind == "Feature" => "Feature",
        Some(Tree::Text(kind)) if kind == "FeatureCollection" => "FeatureCollection",
        _ => "entity",
    };
    let properties = match form {
        "Feature" => body.member("properties"),
        _ => None,
    };
    let both = |names: [&str; 2]| {
        let mut found = [Some(body), properties]
            .into_iter()
            .flatten()
            .filter_map(|object| object.member(names[0]).or(object.member(names[1])));
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(Duplicate),
            (first, None) => Ok(first),
        }
    };
    both(["@context", "@context"])?;
    let id = match both(["id", "@id"])? {
        Some(Tree::Text(id)) => Some(id.as_str()),
        _ => None,
    };
    let kept = members(body, paths, form, id)?;
    let open = outermost || !kept.is_empty();
    Ok(open.then_some(Tree::Object(kept)))
}

fn members(
    body: &Tree,
    paths: &Paths,
    form: &str,
    id: Option<&str>,
) -> Result<Vec<(String, Tree)>, Duplicate> {
    let Tree::Object(members) = body else {
        return Ok(Vec::new());
    };
    let (mut seen, mut kept) = (Vec::new(), Vec::new());
    for (name, value) in members {
        let geojson = ["properties", "geometry", "features"].contains(&name.as_str());
        let name = canonical(name);
        let value = match (form, name) {
            (_, "id" | "@id") => {
                once(&mut seen, "id")?;
                let Tree::Text(own) = value else {
                    return Err(Duplicate);
                };
                kept.push(("id".to_owned(), Tree::Text(pseudonym(own))));
                continue;
            }
            (_, "type" | "@type") => {
                once(&mut seen, "type")?;
                let texts = match value {
                    Tree::Text(_) => true,
                    Tree::Array(items) => items.iter().all(|item| matches!(item, Tree::Text(_))),
                    _ => false,
                };
                if !texts {
                    return Err(Duplicate);
                }
                kept.push(("type".to_owned(), value.clone()));
                continue;
            }
            (_, "@context") => {
                once(&mut seen, name)?;
                if !agrees(value, paths) {
                    return Err(Duplicate);
                }
                Some(Tree::Text(CONTEXT.to_owned()))
            }
            ("Feature", "properties") if geojson => {
                once(&mut seen, name)?;
                match value {
                    Tree::Object(_) => {
                        Some(Tree::Object(self::members(value, paths, "entity", id)?))
                    }
                    _ => Some(Tree::Null),
                }
            }
            ("Feature", "geometry") if geojson => {
                once(&mut seen, name)?;
                let permitted = below(paths, "location").is_some_and(|below| whole(&below));
                Some(if permitted {
                    replaced(value, id)
                } else {
                    Tree::Null
                })
            }
            ("FeatureCollection", "features") if geojson => {
                once(&mut seen, name)?;
                let Tree::Array(features) = value else {
                    return Err(Duplicate);
                };
                let mut kept = Vec::new();
                for feature in features {
                    if matches!(feature, Tree::Object(_)) {
                        kept.extend(entity(feature, paths, false)?);
                    }
                }
                Some(Tree::Array(kept))
            }
            // Names that would count if the object were GeoJSON may stand once, too.
            (_, "properties" | "geometry" | "features") if geojson => {
                once(&mut seen, name)?;
                match (form, below(paths, name)) {
                    ("entity", Some(below)) => attribute(value, &below, id)?,
                    _ => None,
                }
            }
            (form, name) => match below(paths, name) {
                None => None,
                Some(below) => {
                    once(&mut seen, name)?;
                    match form {
                        "entity" => attribute(value, &below, id)?,
                        _ => None,
                    }
                }
            },
        };
        kept.extend(value.map(|value| (name.to_owned(), value)));
    }
    Ok(kept)
}

/// Whether a body's context can mean nothing else than the declared one, for the names that the
/// tests use.
fn agrees(context: &Tree, paths: &Paths) -> bool {
    match context {
        Tree::Text(reference) => reference == CONTEXT,
        Tree::Array(parts) => parts
            .iter()
            .all(|part| !matches!(part, Tree::Array(_)) && agrees(part, paths)),
        Tree::Object(terms) => terms.iter().all(|(term, definition)| {
            let fixed = [
                "schema",
                "name",
                "id",
                "type",
                "value",
                "languageMap",
                "json",
                "valueList",
                "location",
                "unitCode",
                "properties",
                "geometry",
                "features",
            ];
            let on_path = |name: &str| paths.iter().flatten().any(|part| *part == name);
            let counts = fixed.contains(&term.as_str()) || on_path(canonical(term));
            !term.starts_with('@') && !counts && !has_context(definition)
        }),
        _ => false,
    }
}

fn has_context(tree: &Tree) -> bool {
    match tree {
        Tree::Array(items) => items.iter().any(has_context),
        Tree::Object(members) => members
            .iter()
            .any(|(name, value)| name == "@context" || has_context(value)),
        _ => false,
    }
}

fn replaced(value: &Tree, id: Option<&str>) -> Tree {
    let swap = |text: &String| match id {
        Some(id) if id == text => pseudonym(id),
        _ => text.clone(),
    };
    match value {
        Tree::Text(text) => Tree::Text(swap(text)),
        Tree::Array(items) => Tree::Array(items.iter().map(|item| replaced(item, id)).collect()),
        Tree::Object(members) => Tree::Object(
            members
                .iter()
                .map(|(name, value)| (swap(name), replaced(value, id)))
                .collect(),
        ),
        other => other.clone(),
    }
}

const ATTRIBUTE_TYPES: [&str; 8] = [
    "Property",
    "Relationship",
    "GeoProperty",
    "LanguageProperty",
    "VocabProperty",
    "JsonProperty",
    "ListProperty",
    "ListRelationship",
];

fn attribute(value: &Tree, paths: &Paths, id: Option<&str>) -> Result<Option<Tree>, Duplicate> {
    if whole(paths) {
        return Ok(Some(replaced(value, id)));
    }
    match value {
        Tree::Array(items) => {
            let mut kept = Vec::new();
            for item in items {
                kept.extend(attribute(item, paths, id)?);
            }
            Ok((!kept.is_empty()).then_some(Tree::Array(kept)))
        }
        Tree::Object(members) => {
            let (mut seen, mut kept, mut wrapper) = (Vec::new(), Vec::new(), None);
            for (name, value) in members {
                let name = canonical(name);
                match name {
                    "value" | "languageMap" | "valueList" | "json" => {
                        once(&mut seen, name)?;
                        let held = held(value, paths, id, name == "json")?;
                        kept.extend(held.map(|held| (name.to_owned(), held)));
                    }
                    "@context" => return Err(Duplicate),
                    "type" | "@type" => {
                        once(&mut seen, "type")?;
                        match value {
                            Tree::Text(text) if ATTRIBUTE_TYPES.contains(&text.as_str()) => {
                                wrapper = Some(value.clone());
                            }
                            _ => {
                                if let Some(below) = below(paths, name) {
                                    let part = attribute(value, &below, id)?;
                                    kept.extend(part.map(|part| ("type".to_owned(), part)));
                                }
                            }
                        }
                    }
                    name => {
                        if let Some(below) = below(paths, name) {
                            once(&mut seen, name)?;
                            let part = attribute(value, &below, id)?;
                            kept.extend(part.map(|part| (name.to_owned(), part)));
                        }
                    }
                }
            }
            if kept.is_empty() {
                return Ok(None);
            }
            kept.extend(wrapper.map(|wrapper| ("type".to_owned(), wrapper)));
            Ok(Some(Tree::Object(kept)))
        }
        _ => Ok(None),
    }
}

/// What of an attribute's value is released.
fn held(
    value: &Tree,
    paths: &Paths,
    id: Option<&str>,
    literal: bool,
) -> Result<Option<Tree>, Duplicate> {
    if whole(paths) {
        return Ok(Some(replaced(value, id)));
    }
    match value {
        Tree::Object(members) => {
            let (mut seen, mut kept) = (Vec::new(), Vec::new());
            for (name, value) in members {
                let name = canonical(name);
                if name == "@context" {
                    once(&mut seen, name)?;
                    if !literal {
                        return Err(Duplicate);
                    }
                } else if let Some(below) = below(paths, name) {
                    once(&mut seen, name)?;
                    let part = held(value, &below, id, literal)?;
                    kept.extend(part.map(|part| (name.to_owned(), part)));
                }
            }
            Ok((!kept.is_empty()).then_some(Tree::Object(kept)))
        }
        Tree::Array(items) => {
            let mut kept = Vec::new();
            for item in items {
                kept.extend(held(item, paths, id, literal)?);
            }
            Ok((!kept.is_empty()).then_some(Tree::Array(kept)))
        }
        _ => Ok(None),
    }
}

/// The tree with its members sorted by name, as order has no meaning.
pub(crate) fn sorted(tree: Tree) -> Tree {
    match tree {
        Tree::Array(items) => Tree::Array(items.into_iter().map(sorted).collect()),
        Tree::Object(members) => {
            let mut members: Vec<_> = members.into_iter().map(|(n, v)| (n, sorted(v))).collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            Tree::Object(members)
        }
        other => other,
    }
}

/// Whether an outer object has a member of GeoJSON before its `type`, or no `type`.
pub(crate) fn guesses(tree: &Tree) -> bool {
    match tree {
        Tree::Array(items) => items.iter().any(guesses),
        Tree::Object(members) => {
            let is_type = |(name, _): &&(String, Tree)| name == "type" || name == "@type";
            let untyped = members.iter().take_while(|member| !is_type(member));
            let geojson = ["properties", "geometry", "features"];
            untyped
                .into_iter()
                .any(|(name, _)| geojson.contains(&name.as_str()))
                || tree.member("features").is_some_and(guesses)
        }
        _ => false,
    }
}

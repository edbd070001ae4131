//! Which attributes of a change go to which source, and which stay here (ETSI GS CIM 009 §4.3.6.2, §4.3.6.3, §5.6.1.4).

use std::collections::BTreeSet;

use ngsi_ld::Context;
use ngsi_ld::entity::is_entity_member;
use serde_json::{Map, Value};

use super::matching::{Coverage, Mode, Source};

/// Members of an entity's document that go with whatever part of it; others that are no attributes go with the whole
/// only.
const HEAD: [&str; 4] = ["id", "@id", "type", "@type"];

/// The part of a change that one source makes.
#[derive(Debug, Clone)]
pub(crate) struct Share<'a> {
    pub(crate) source: &'a Source,
    /// Attributes, expanded.
    pub(crate) names: BTreeSet<String>,
    /// Whether what is no attribute goes with them.
    is_whole: bool,
}

/// How a change is divided.
#[derive(Debug, Clone)]
pub(crate) struct Split<'a> {
    pub(crate) shares: Vec<Share<'a>>,
    /// Attributes (expanded) that stay.
    pub(crate) rest: BTreeSet<String>,
    /// Whether some went to sources alone.
    pub(crate) is_claimed: bool,
}

impl Split<'_> {
    /// Whether there is anything to do here.
    pub(crate) fn is_here(&self) -> bool {
        !self.is_claimed || !self.rest.is_empty()
    }
}

/// The attributes that a document of an entity names, expanded.
pub(crate) fn names(document: &Value, context: &Context) -> BTreeSet<String> {
    document
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| !is_entity_member(key))
        .map(|(key, _)| context.expand(key))
        .collect()
}

/// A document with some of its attributes only.
fn part(document: &Value, context: &Context, names: &BTreeSet<String>, is_whole: bool) -> Value {
    let kept: Map<String, Value> = document
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| match key.as_str() {
            head if HEAD.contains(&head) => true,
            whole if is_entity_member(whole) => is_whole,
            attribute => names.contains(&context.expand(attribute)),
        })
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    Value::Object(kept)
}

impl Share<'_> {
    pub(crate) fn document(&self, document: &Value, context: &Context) -> Value {
        part(document, context, &self.names, self.is_whole)
    }
}

impl Split<'_> {
    /// What is left of a document for this broker.
    pub(crate) fn remaining(&self, document: &Value, context: &Context) -> Value {
        if self.is_claimed {
            part(document, context, &self.rest, true)
        } else {
            document.clone()
        }
    }
}

/// Divides attributes of an entity: exclusive sources take theirs first, redirect ones what they have of the rest,
/// inclusive ones have the remainder together with this broker; auxiliary ones are never written to.
pub(crate) fn split<'a>(
    sources: &'a [Source],
    id: &str,
    types: Option<&[String]>,
    names: &BTreeSet<String>,
) -> Split<'a> {
    let mut split = Split {
        shares: Vec::new(),
        rest: names.clone(),
        is_claimed: false,
    };
    for mode in [Mode::Exclusive, Mode::Redirect, Mode::Inclusive] {
        let mut taken = BTreeSet::new();
        if !split.is_here() {
            break;
        }
        for source in sources.iter().filter(|source| source.mode == mode) {
            let Some(coverage) = source.covers(id, types) else {
                continue;
            };
            let theirs: BTreeSet<String> = split
                .rest
                .iter()
                .filter(|name| coverage.has(name))
                .cloned()
                .collect();
            if theirs.is_empty() && coverage != Coverage::All {
                continue;
            }
            taken.extend(theirs.iter().cloned());
            split.shares.push(Share {
                source,
                is_whole: coverage == Coverage::All,
                names: theirs,
            });
            // What has begun to be divided stays so until all sources of the mode had theirs.
            split.is_claimed |= mode != Mode::Inclusive;
        }
        if mode != Mode::Inclusive {
            split.rest.retain(|name| !taken.contains(name));
        }
    }
    split
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn source(id: &str, mode: &str, names: &[&str]) -> Source {
        let mut element = json!({"entities": [{"id": "urn:x:1", "type": "Car"}]});
        if !names.is_empty() {
            element["propertyNames"] = json!(names);
        }
        Source::new(
            id.to_owned(),
            json!({"mode": mode, "information": [element]}),
        )
    }

    fn shares(sources: &[Source], names: &[&str]) -> (Vec<(String, Vec<String>)>, bool) {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let split = split(sources, "urn:x:1", None, &names);
        let shares = split
            .shares
            .iter()
            .map(|share| {
                let names = share.names.iter().cloned().collect();
                (share.source.id.clone(), names)
            })
            .collect();
        (shares, split.is_here())
    }

    fn share(id: &str, names: &[&str]) -> (String, Vec<String>) {
        (
            id.to_owned(),
            names.iter().map(|name| (*name).to_owned()).collect(),
        )
    }

    #[test]
    fn each_mode_takes_what_those_before_it_have_left() {
        let sources = [
            source("i", "inclusive", &[]),
            source("r", "redirect", &["b", "c"]),
            source("e", "exclusive", &["a", "b"]),
            source("x", "auxiliary", &[]),
        ];
        let (all, is_here) = shares(&sources, &["a", "b", "c", "d"]);
        let expected = [
            share("e", &["a", "b"]),
            share("r", &["c"]),
            share("i", &["d"]),
        ];
        assert_eq!((all, is_here), (expected.to_vec(), true));
        let (all, is_here) = shares(&sources, &["a"]);
        assert_eq!((all, is_here), (vec![share("e", &["a"])], false));
        let (all, is_here) = shares(&sources, &["d"]);
        assert_eq!((all, is_here), (vec![share("i", &["d"])], true));
    }

    #[test]
    fn redirect_sources_have_the_same_together() {
        let sources = [source("r", "redirect", &[]), source("s", "redirect", &[])];
        let (all, is_here) = shares(&sources, &["a"]);
        assert_eq!(
            (all, is_here),
            (vec![share("r", &["a"]), share("s", &["a"])], false)
        );
        let (all, is_here) = shares(&sources, &[]);
        assert_eq!(
            (all, is_here),
            (vec![share("r", &[]), share("s", &[])], false)
        );
    }
}

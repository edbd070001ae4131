//! A person corrects and erases what is in their own pod, as far as it lets the connector write.
//!
//! A document of statements is changed by an N3 Patch (Solid Protocol §5.3.1) that names each statement that goes and
//! each that comes, so that the server refuses it where somebody else has changed them meanwhile; one of plain JSON is
//! written again on condition that it is still the version that was read. With everything, a document in which nothing
//! is left is deleted; what else lies in one stays. Documents and things that are not there are not made.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::{HeaderValue, Method};
use permission::covers;
use protocol::json::Limits;
use serde_json::Value;
use serde_json::value::RawValue;

use super::document::Document;
use super::patch::Patch;
use super::reading::Reading;
use super::resources::{Mapping, Needed, Place, Resources, Whose};
use super::{Message, Solid};
use crate::sources::{Change, SourceError, Wish};

const N3: HeaderValue = HeaderValue::from_static("text/n3");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
const ANYTHING: HeaderValue = HeaderValue::from_static("*/*");

/// What happens to one attribute.
#[derive(Clone, Copy)]
pub(super) enum Edit<'a> {
    Erase,
    Set(&'a Value),
}

/// What is sent to change one document.
enum Sent {
    Patch(Bytes),
    Whole(Bytes),
    Deletion,
}

impl Solid {
    /// Makes a wish true.
    ///
    /// # Errors
    /// [`SourceError`].
    pub(super) async fn amend(
        &self,
        change: Change<'_>,
        resources: &Resources,
    ) -> Result<(), SourceError> {
        let (table, wish) = (change.route.read(), change.wish);
        for (path, value) in &wish.set {
            fits(path, value, resources)?;
        }
        let touched = wish.corrected(table).union(&wish.erased(table));
        let needed = resources.needed(table, &touched);
        let reading = Reading::of(self);
        let pod = self.home.find(&reading, change.identifiers).await?;
        let places = reading.places(&pod, &needed, change.identifiers).await?;
        let documents = reading.documents(&places).await?;
        if documents.is_empty() {
            return Err(SourceError::NotFound);
        }
        let mut changes = Vec::new();
        for document in documents.values() {
            let place = |one: &super::reading::Asked| documents.get(one).map(|found| &found.url);
            let of_this = needed.iter().zip(&places);
            let of_this = of_this.filter(|(_, places)| {
                let mut urls = places.iter().filter_map(place);
                urls.any(|url| *url == document.url)
            });
            let of_this: Vec<&Needed<'_>> = of_this.map(|(one, _)| one).collect();
            if let Some(sent) = sent(document, &of_this, wish)? {
                changes.push((document, sent));
            }
        }
        // The same order whichever way they are held, so that a change that is broken off is so at the same place.
        changes.sort_by(|(one, _), (other, _)| one.url.cmp(&other.url));
        for (index, (document, sent)) in changes.into_iter().enumerate() {
            match reading.change(&message(document, sent)).await {
                Ok(()) => {}
                Err(error) if index == 0 || error.is_uncertain() => return Err(error),
                // Those before it have been made.
                Err(_) => return Err(SourceError::Failed),
            }
        }
        Ok(())
    }
}

fn message(document: &Document, sent: Sent) -> Message<'_> {
    let (method, version, body) = match sent {
        // What goes is named, which is all of the condition.
        Sent::Patch(body) => (&Method::PATCH, None, Some((N3, body))),
        Sent::Whole(body) => (&Method::PUT, document.version.clone(), Some((JSON, body))),
        Sent::Deletion => (&Method::DELETE, document.version.clone(), None),
    };
    Message {
        version,
        body,
        ..Message::new(method, &document.url, ANYTHING)
    }
}

/// What changes a document; `None` where it already is as wished.
fn sent(
    document: &Document,
    needed: &[&Needed<'_>],
    wish: &Wish,
) -> Result<Option<Sent>, SourceError> {
    let is_json = needed
        .iter()
        .any(|one| matches!(one.resource.whose, Whose::Document));
    // Without a version, what somebody else writes meanwhile would be lost.
    let needs_version = is_json || wish.is_all;
    if needs_version && document.version.is_none() {
        return Err(SourceError::Unchangeable);
    }
    if is_json {
        return json(document, needed, wish);
    }
    let graph = document.graph()?;
    let mut patch = Patch::new(&document.url, &graph);
    for one in needed {
        let things = document.things(&graph, &one.resource.whose)?;
        for mapping in &one.mappings {
            let Place::Properties(properties) = &mapping.place else {
                continue;
            };
            let Some(edit) = edit(wish, one, mapping)? else {
                continue;
            };
            for thing in &things {
                patch.edit(thing, properties, edit)?;
            }
        }
    }
    if wish.is_all && patch.leaves_nothing() {
        return Ok(Some(Sent::Deletion));
    }
    Ok(patch.written().map(|text| Sent::Patch(text.into())))
}

fn json(
    document: &Document,
    needed: &[&Needed<'_>],
    wish: &Wish,
) -> Result<Option<Sent>, SourceError> {
    let mut body: Box<RawValue> =
        serde_json::from_slice(&document.body).map_err(|_| SourceError::Malformed)?;
    let mut is_changed = false;
    for one in needed {
        for mapping in &one.mappings {
            let Place::Pointer(pointer) = &mapping.place else {
                continue;
            };
            let Some(edit) = edit(wish, one, mapping)? else {
                continue;
            };
            let names: Vec<String> = pointer
                .split('/')
                .skip(1)
                .map(|name| name.replace("~1", "/").replace("~0", "~"))
                .collect();
            match edited(&body, &names, edit)? {
                Edited::Same => {}
                Edited::Gone => return Ok(Some(Sent::Deletion)),
                Edited::New(new) => (body, is_changed) = (new, true),
            }
        }
    }
    if wish.is_all && body.get() == "{}" {
        return Ok(Some(Sent::Deletion));
    }
    let whole = || Sent::Whole(Bytes::copy_from_slice(body.get().as_bytes()));
    Ok(is_changed.then(whole))
}

/// What becomes of a value of JSON.
enum Edited {
    Same,
    Gone,
    New(Box<RawValue>),
}

/// A value in which what stands below these names is other; all else in it stays as it was written.
fn edited(json: &RawValue, names: &[String], edit: Edit<'_>) -> Result<Edited, SourceError> {
    let Some((name, below)) = names.split_first() else {
        return match edit {
            Edit::Erase => Ok(Edited::Gone),
            Edit::Set(value) => {
                let new = serde_json::value::to_raw_value(value);
                new.map(Edited::New).map_err(|_| SourceError::Malformed)
            }
        };
    };
    // A name that is there twice, or what is no object: which is meant, nothing says.
    protocol::json::check_object(json.get().as_bytes(), Limits::DOCUMENT)
        .map_err(|_| SourceError::Unchangeable)?;
    let members = serde_json::from_str(json.get());
    let mut members: BTreeMap<String, Box<RawValue>> =
        members.map_err(|_| SourceError::Malformed)?;
    let nothing = || RawValue::from_string("{}".into()).map_err(|_| SourceError::Malformed);
    let found = match members.remove(name) {
        Some(found) => found,
        None if matches!(edit, Edit::Erase) => return Ok(Edited::Same),
        None => nothing()?,
    };
    match edited(&found, below, edit)? {
        Edited::Same => return Ok(Edited::Same),
        Edited::Gone => {}
        Edited::New(new) => {
            members.insert(name.clone(), new);
        }
    }
    let new = serde_json::value::to_raw_value(&members).map_err(|_| SourceError::Malformed)?;
    Ok(Edited::New(new))
}

/// What a wish does to the attribute of a mapping.
///
/// # Errors
/// [`SourceError::Unchangeable`] where it is about a part of the value, or a value is for one of several things.
fn edit<'w>(
    wish: &'w Wish,
    needed: &Needed<'_>,
    mapping: &Mapping,
) -> Result<Option<Edit<'w>>, SourceError> {
    let full = needed.resource.full(&mapping.path);
    if wish.is_all {
        return Ok(Some(Edit::Erase));
    }
    for (path, value) in &wish.set {
        if covers(&full, path) && *path != full {
            return Err(SourceError::Unchangeable);
        }
        if !covers(path, &full) {
            continue;
        }
        if needed.resource.below.is_some() {
            return Err(SourceError::Unchangeable);
        }
        let mut names = full[path.len()..].split('.').skip(1);
        let here = names.try_fold(value, |here: &Value, name| here.get(name));
        let new = here.filter(|here| !here.is_null());
        return Ok(Some(new.map_or(Edit::Erase, Edit::Set)));
    }
    for path in &wish.erase {
        if covers(&full, path) && *path != full {
            return Err(SourceError::Unchangeable);
        }
        if covers(path, &full) {
            return Ok(Some(Edit::Erase));
        }
    }
    Ok(None)
}

/// Whether each part of a new value has a place in the pod.
///
/// # Errors
/// [`SourceError::RefusesChange`].
fn fits(path: &str, value: &Value, resources: &Resources) -> Result<(), SourceError> {
    if resources.has_place(path) {
        return Ok(());
    }
    let Value::Object(members) = value else {
        return Err(SourceError::RefusesChange);
    };
    for (name, value) in members {
        let path = format!("{path}.{name}");
        if name.contains('.') || !resources.leads_to_place(&path) {
            return Err(SourceError::RefusesChange);
        }
        fits(&path, value, resources)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn after(text: &str, names: &[&str], edit: Edit<'_>) -> Option<String> {
        let json = RawValue::from_string(text.to_owned()).unwrap();
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        match edited(&json, &names, edit) {
            Ok(Edited::New(new)) => Some(new.get().to_owned()),
            Ok(Edited::Same) => Some(text.to_owned()),
            Ok(Edited::Gone) => Some(String::new()),
            Err(_) => None,
        }
    }

    #[test]
    fn of_plain_json_nothing_else_changes() {
        let text = r#"{"a":{"b":1.50,"big":123456789012345678901234567890},"c":[1.0e2]}"#;
        let new = json!("x");
        for (names, edit, expected) in [
            (
                vec!["a", "b"],
                Edit::Set(&new),
                r#"{"a":{"b":"x","big":123456789012345678901234567890},"c":[1.0e2]}"#,
            ),
            (
                vec!["a", "b"],
                Edit::Erase,
                r#"{"a":{"big":123456789012345678901234567890},"c":[1.0e2]}"#,
            ),
            (
                vec!["d", "e"],
                Edit::Set(&new),
                r#"{"a":{"b":1.50,"big":123456789012345678901234567890},"c":[1.0e2],"d":{"e":"x"}}"#,
            ),
            (vec!["d", "e"], Edit::Erase, text),
            (vec![], Edit::Erase, ""),
            (vec![], Edit::Set(&new), r#""x""#),
        ] {
            assert_eq!(
                after(text, &names, edit).as_deref(),
                Some(expected),
                "{names:?}"
            );
        }
    }

    #[test]
    fn what_could_mean_several_things_is_not_changed() {
        let new = json!("x");
        for text in [
            r#"{"a":1,"a":2}"#,
            r#"{"a":{"b":1,"b":2}}"#,
            "[1]",
            r#"{"a":"text"}"#,
        ] {
            assert_eq!(after(text, &["a", "b"], Edit::Set(&new)), None, "{text}");
        }
    }
}

//! Documents that clients make, list, change and delete: subscriptions and registrations (ETSI GS CIM 009 §6.10 to
//! §6.13 and §6.8 to §6.9). They are kept with expanded names, beside the context they came with.

use ngsi_ld::entity::is_uri;
use ngsi_ld::{Problem, ProblemKind};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Broker;
use crate::answer::Answer;
use crate::call::{BASE, Call, Media};
use crate::clock;
use crate::contexts::Named;
use crate::entities::query::Page;
use crate::store::failed;

/// A kind of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Collection {
    /// The resource's name in paths.
    pub(crate) path: &'static str,
    /// The `type` of its documents.
    pub(crate) document_type: &'static str,
}

/// A document as it is kept.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) id: String,
    pub(crate) created_at: i64,
    /// With expanded names.
    pub(crate) document: Value,
    /// The context it came with.
    pub(crate) context: Value,
}

/// Media types that everything but entities is given out as.
pub(crate) const DOCUMENT_MEDIA: [Media; 2] = [Media::Json, Media::JsonLd];

/// Members that list names of attributes.
const NAME_LISTS: [&str; 6] = [
    "watchedAttributes",
    "attributes",
    "pick",
    "omit",
    "propertyNames",
    "relationshipNames",
];

/// Members of entities that are never expanded.
const OWN: [&str; 6] = ["id", "type", "scope", "createdAt", "modifiedAt", "@type"];

/// Renames every type and attribute that a document names.
pub(crate) fn rename(document: &mut Value, name: &dyn Fn(&str) -> String) {
    let Some(map) = document.as_object_mut() else {
        return;
    };
    for (key, value) in map.iter_mut() {
        match (key.as_str(), value) {
            ("entities", Value::Array(items)) => {
                for entity in items {
                    if let Some(types) = entity.get_mut("type") {
                        rename_types(types, name);
                    }
                }
            }
            ("information", Value::Array(items)) => {
                for item in items {
                    rename(item, name);
                }
            }
            ("notification", inner) => rename(inner, name),
            ("geoQ", inner) => {
                if let Some(Value::String(property)) = inner.get_mut("geoproperty") {
                    *property = name(property);
                }
            }
            (list, Value::Array(names)) if NAME_LISTS.contains(&list) => {
                for one in names {
                    if let Value::String(text) = one
                        && !OWN.contains(&text.as_str())
                        && !text.contains(['{', ','])
                    {
                        *text = name(text);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The names within a type selection (§4.17); what joins them stays.
fn rename_types(types: &mut Value, name: &dyn Fn(&str) -> String) {
    match types {
        Value::String(text) => {
            let mut renamed = String::new();
            let mut rest = text.as_str();
            while !rest.is_empty() {
                let end = rest.find([',', '|', ';', '(', ')']).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                if !word.is_empty() {
                    renamed.push_str(&name(word.trim()));
                }
                let joint = after.chars().next().map_or(0, char::len_utf8);
                let (joint, after) = after.split_at(joint);
                renamed.push_str(joint);
                rest = after;
            }
            *text = renamed;
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename_types(item, name)),
        _ => {}
    }
}

impl Collection {
    fn location(self, id: &str) -> String {
        format!("{BASE}/{}/{id}", self.path)
    }

    fn missing(self, id: &str) -> Problem {
        Problem::not_found(format!("there is nothing `{id}` among the {}", self.path))
    }

    /// A new document as it was sent: with its id, its names expanded.
    pub(crate) fn read(self, mut document: Value, context: &Named) -> Result<Kept, Problem> {
        let map = document
            .as_object_mut()
            .ok_or_else(|| Problem::bad_data("the body is not an object"))?;
        if map.get("type").and_then(Value::as_str) != Some(self.document_type) {
            return Err(Problem::bad_data(format!(
                "the `type` is `{}`",
                self.document_type
            )));
        }
        let id = match map.get("id") {
            None => format!("urn:ngsi-ld:{}:{}", self.document_type, Uuid::new_v4()),
            Some(Value::String(id)) if is_uri(id) => id.clone(),
            Some(wrong) => return Err(Problem::bad_data(format!("the id {wrong} is not a URI"))),
        };
        map.insert("id".into(), json!(id));
        rename(&mut document, &|name| context.active.expand(name));
        Ok(Kept {
            id,
            created_at: clock::now().micros,
            document,
            context: context.document.clone(),
        })
    }

    /// Keeps a new document.
    pub(crate) async fn add(
        self,
        broker: &Broker,
        tenant: &str,
        kept: &Kept,
    ) -> Result<Answer, Problem> {
        if self.find(broker, tenant, &kept.id).await?.is_some() {
            return Err(Problem::new(
                ProblemKind::AlreadyExists,
                format!("there is `{}` already among the {}", kept.id, self.path),
            ));
        }
        broker.make_tenant(tenant).await?;
        self.keep(broker, tenant, kept).await?;
        Ok(Answer::created(&self.location(&kept.id)))
    }

    /// Keeps a document in the place of the one with its id.
    pub(crate) async fn keep(
        self,
        broker: &Broker,
        tenant: &str,
        kept: &Kept,
    ) -> Result<(), Problem> {
        let json = json!({ "document": kept.document, "context": kept.context }).to_string();
        broker
            .store
            .put_document(
                tenant,
                self.path,
                &kept.id,
                kept.created_at,
                json.as_bytes(),
            )
            .await
            .map_err(|error| failed(&error))
    }

    fn open(stored: &storage::broker::documents::Document) -> Option<Kept> {
        let mut json: Value = serde_json::from_slice(&stored.json).ok()?;
        Some(Kept {
            id: stored.id.clone(),
            created_at: stored.created_at,
            document: json.get_mut("document")?.take(),
            context: json.get_mut("context")?.take(),
        })
    }

    /// One document.
    pub(crate) async fn find(
        self,
        broker: &Broker,
        tenant: &str,
        id: &str,
    ) -> Result<Option<Kept>, Problem> {
        let found = broker
            .store
            .document(tenant, self.path, id)
            .await
            .map_err(|error| failed(&error))?;
        Ok(found.as_ref().and_then(Self::open))
    }

    /// One document that must be there.
    pub(crate) async fn need(
        self,
        broker: &Broker,
        tenant: &str,
        id: &str,
    ) -> Result<Kept, Problem> {
        broker.need_tenant(tenant).await?;
        let found = self.find(broker, tenant, id).await?;
        found.ok_or_else(|| self.missing(id))
    }

    /// All documents, the oldest first.
    pub(crate) async fn all(self, broker: &Broker, tenant: &str) -> Result<Vec<Kept>, Problem> {
        let all = broker
            .store
            .documents(tenant, self.path)
            .await
            .map_err(|error| failed(&error))?;
        Ok(all.iter().filter_map(Self::open).collect())
    }

    /// Deletes a document that must be there.
    pub(crate) async fn delete(
        self,
        broker: &Broker,
        tenant: &str,
        id: &str,
    ) -> Result<Kept, Problem> {
        let kept = self.need(broker, tenant, id).await?;
        broker
            .store
            .delete_document(tenant, self.path, id)
            .await
            .map_err(|error| failed(&error))?;
        Ok(kept)
    }

    /// A document with the members of a patch in the place of its own (§5.5.8): JSON's null takes a member away.
    pub(crate) fn patched(
        self,
        kept: &Kept,
        mut patch: Value,
        context: &Named,
    ) -> Result<Kept, Problem> {
        let map = patch
            .as_object()
            .ok_or_else(|| Problem::bad_data("a patch is an object"))?;
        if let Some(id) = map.get("id")
            && id.as_str() != Some(kept.id.as_str())
        {
            return Err(Problem::bad_data("the `id` cannot change"));
        }
        if let Some(name) = map.get("type")
            && name.as_str() != Some(self.document_type)
        {
            return Err(Problem::bad_data("the `type` cannot change"));
        }
        rename(&mut patch, &|name| context.active.expand(name));
        let mut changed = kept.clone();
        if let (Value::Object(document), Value::Object(patch)) = (&mut changed.document, patch) {
            for (name, value) in patch {
                if value.is_null() || value.as_str() == Some(ngsi_ld::entity::NULL) {
                    document.remove(&name);
                } else {
                    document.insert(name, value);
                }
            }
        }
        Ok(changed)
    }

    /// Documents with the names of a request's context.
    pub(crate) fn compacted(mut document: Value, context: &Named) -> Value {
        rename(&mut document, &|iri| context.active.compact(iri));
        document
    }

    /// A page of documents, with links to the pages beside it.
    pub(crate) fn listed(
        call: &Call,
        media: Media,
        context: &Named,
        all: &[Value],
    ) -> Result<Answer, Problem> {
        let page = Page::of(call)?;
        let body = Value::Array(page.of_all(all).to_vec());
        let answer = Answer::document(media, &context.document, body);
        // Documents of clients are JSON-LD wherever they are read from.
        Ok(page.say(answer, call, Media::JsonLd, all.len()))
    }
}
